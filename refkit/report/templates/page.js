
"use strict";
(() => {
  const rows = [...document.querySelectorAll("#references tbody tr")];
  const body = document.querySelector("#references tbody");
  const heads = [...document.querySelectorAll("#references thead th")];
  const form = document.getElementById("filter");
  const words = document.getElementById("words");
  const count = document.getElementById("count");
  const nothing = document.getElementById("nothing");
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

  // "Muller" finds "Müller": accents are taken off on both sides.
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  const known = rows.map((row) => ({
    row,
    text: plain(row.textContent + " " + (row.cells[2].dataset.more || "")),
    choices: new Set(row.dataset.in.split(" ")),
  }));

  function chosenGroups() {
    return [...form.querySelectorAll("fieldset")].map((group) => {
      const chosen = [...group.querySelectorAll(":checked")].map((box) => box.value);
      group.parentElement.querySelector(".chosen").textContent =
        chosen.length ? `(${chosen.length} chosen)` : "";
      return chosen;
    }).filter((chosen) => chosen.length);
  }

  // One of each group's choices, and every word of the search.
  function filter() {
    const groups = chosenGroups();
    const wanted = plain(words.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { row, text, choices } of known) {
      row.hidden = !(wanted.every((word) => text.includes(word))
        && groups.every((chosen) => chosen.some((each) => choices.has(each))));
      shown += !row.hidden;
    }
    nothing.hidden = shown > 0;
    count.textContent = shown === rows.length
      ? `${rows.length} references` : `${shown} of ${rows.length} references`;
  }

  function sortBy(head) {
    const at = heads.indexOf(head);
    const down = head.getAttribute("aria-sort") === "ascending";
    const value = head.dataset.sort === "number"
      ? (row) => row.cells[at].dataset.value : (row) => row.cells[at].textContent.trim();
    // Rows without a value come last in either direction.
    const order = (one, other) => {
      const [left, right] = [value(one), value(other)];
      if (!left || !right) return !left - !right;
      return (down ? -1 : 1) * collator.compare(left, right);
    };
    heads.forEach((each) => each.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    body.append(...[...rows].sort(order));
  }

  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sortBy(head));
    head.append(button);
  }

  // A figure by itself has no page to take its colours from: they are those of the light ground.
  function save(name) {
    const figure = document.getElementById(`${name}-title`).parentElement.cloneNode(true);
    figure.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    const light = JSON.parse(document.documentElement.dataset.light);
    for (const part of figure.querySelectorAll("*")) {
      for (const side of ["fill", "stroke"]) {
        const named = /^var\(--(\w+)\)$/.exec(part.getAttribute(side) || "");
        if (named) part.setAttribute(side, light[named[1]]);
      }
    }
    const text = new XMLSerializer().serializeToString(figure);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
    link.download = `${name}.svg`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  // What a figure's hint says is true on a narrow screen alone, and not on every one.
  function hint() {
    for (const each of document.querySelectorAll(".scrolls")) {
      const box = each.previousElementSibling;
      each.hidden = box.scrollWidth <= box.clientWidth;
    }
  }

  addEventListener("resize", hint);
  hint();

  for (const button of document.querySelectorAll("[data-save]")) {
    button.addEventListener("click", () => save(button.dataset.save));
    button.parentElement.hidden = false;
  }
  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  filter();
})();
