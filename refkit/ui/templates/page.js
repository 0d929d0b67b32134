// What links and forms do without it, by keys and without loading the page anew. Text comes from the
// server as HTML that is escaped there, and is put in as nodes; no string is ever made into code.
"use strict";
(() => {
  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  document.documentElement.classList.add("scripted");

  // The door: the token is behind the #, which no server is sent; the cookie is given for it.
  const door = find("#door");
  const enter = async () => {
    const token = new URLSearchParams(location.hash.slice(1)).get("token");
    if (!token) return;
    history.replaceState(null, "", "/");
    door.hidden = true;
    find("#entering").hidden = false;
    const answer = await fetch("/session", { method: "POST", body: new URLSearchParams({ token }) }).catch(() => null);
    if (answer?.ok) return location.replace("/");
    door.hidden = false;
    find("#entering").hidden = true;
    const page = new DOMParser().parseFromString((await answer?.text()) ?? "", "text/html");
    for (const each of all("[role=alert]")) each.remove();
    door.before(...all("[role=alert]", page));
  };
  if (door) {
    // Who puts the address into the tab in which the door stands loads no page anew.
    addEventListener("hashchange", enter);
    enter();
    return;
  }
  if (location.hash.startsWith("#token=")) history.replaceState(null, "", location.pathname);

  const say = (text, alarming = false) => {
    const line = document.createElement("p");
    line.textContent = text;
    line.classList.toggle("alarm", alarming);
    find("#said")?.replaceChildren(...(text ? [line] : []));
  };

  // For who hears the page: what stands anew in it says nothing by itself. Twice the same is said twice.
  const hear = (text) => {
    const line = find("#heard");
    if (!line || !text) return;
    line.textContent = "";
    setTimeout(() => { find("#heard").textContent = text; }, 50);
  };

  // To the other parts of this file, and from them.
  const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`refkit:${name}`, { detail }));

  // Whether the program lives, and whether what is shown is still so. Where it does not answer, what
  // is there stays, and it is asked again and again, ever more seldom.
  const LONGEST = 30000, SHORTEST = 500; // milliseconds
  let pause = SHORTEST;
  let retry = null, live = null;
  const isGone = () => document.documentElement.classList.contains("gone");
  const gone = async () => {
    document.documentElement.classList.add("gone");
    const answer = await fetch("/api/v1", { cache: "no-store" }).catch(() => null);
    if (!answer?.ok) say(answer?.status === 401
      ? "refkit was started anew: open the address that it printed, and this page goes on."
      : "refkit does not answer. What was decided stands in the file; this page goes on as soon as it is back.");
    if (retry) return; // who asks meanwhile hears the same
    retry = setTimeout(listen, pause);
    pause = Math.min(2 * pause, LONGEST);
  };
  const back = () => {
    pause = SHORTEST;
    if (!isGone()) return;
    document.documentElement.classList.remove("gone");
    say("");
    hear("refkit answers again.");
    if (find("#list")) refresh();
  };
  let told = null;
  const catchUp = () => {
    const now = told, list = find("#list");
    if (!now || !list || busy) return;
    told = null;
    const isNew = now.version !== list.dataset.version;
    if (isNew || String(now.changed_outside) !== list.dataset.outside) refresh();
  };
  const changed = (event) => {
    const now = JSON.parse(event.data);
    if (now.version) told = now;
    catchUp();
  };
  const listen = () => {
    retry = null;
    live?.close();
    live = new EventSource("/api/v1/events");
    live.onopen = back;
    live.addEventListener("document", changed);
    live.addEventListener("progress", (event) => tell("progress", JSON.parse(event.data)));
    live.onerror = () => { live.close(); gone(); };
  };
  // A file that is dropped is read on the start page, and saved under a name that is asked for then.
  // Elsewhere the browser would leave this page for it.
  const isStart = Boolean(find("#drop"));
  if (isStart) find("#drop").hidden = false;
  const over = (isOver) => (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    document.body.classList.toggle("dropping", isOver && isStart);
  };
  addEventListener("dragover", over(true));
  addEventListener("dragleave", over(false));
  addEventListener("drop", async (event) => {
    over(false)(event);
    const [file] = event.dataTransfer.files;
    if (!file) return;
    if (!isStart) return say("Nothing was read: drop a file on the first page (refkit, at the top), where it is opened.", true);
    const address = `/api/v1/document/import?name=${encodeURIComponent(file.name)}`;
    const answer = await fetch(address, { method: "POST", body: file }).catch(() => null);
    if (answer?.ok) location.assign("/");
    else say(answer ? (await answer.json()).detail : "refkit does not answer.", true);
  });
  if (!find("#list")) return listen();

  // Who closes the window of what has no name yet is warned; who goes to another page of it is not.
  let isLeaving = false;
  const go = (address) => { isLeaving = true; location.assign(address); };
  addEventListener("beforeunload", (event) => {
    if (!isLeaving && find("#name-form") && find(".row")) event.preventDefault();
  });
  addEventListener("pageshow", () => { isLeaving = false; });

  // Rows: which are seen, which one is looked at.
  const isWide = () => matchMedia("(min-width: 56.01rem)").matches;
  const rows = () => all(".row");
  const seen = () => rows().filter((row) => !row.hidden && (find("#sure").open || !row.closest("#sure")));
  const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
  let busy = 0, place = -1, known = null, away = new Set();

  // Two thousand rows at once are more than a frame: the first are shown or hidden now, the others right after.
  const AT_ONCE = 300, AT_FIRST = 100;
  let turns = 0;
  const turn = (rows, mine = ++turns) => {
    if (mine !== turns) return; // another key was pressed meanwhile
    for (const [row, isHidden] of rows.splice(0, AT_ONCE)) row.hidden = isHidden;
    if (rows.length) requestAnimationFrame(() => setTimeout(turn, 0, rows, mine));
  };

  // Unfolding makes all rows of it in one frame, but for those that are hidden: these come in turns.
  const unfold = (turned) => {
    const hidden = new Map(turned), late = [];
    known.forEach(({ row, isSure }, at) => {
      if (!isSure || at < AT_FIRST || (hidden.get(row) ?? row.hidden)) return;
      row.hidden = true;
      if (!hidden.has(row)) late.push([row, false]);
    });
    turned.push(...late);
    find("#sure").open = true;
  };

  // What the filter looks at, read once for each list: two thousand rows are asked at every key.
  const read = () => rows().map((row) => ({
    row, words: row.dataset.words, choices: row.dataset.choices.split(" "), isSure: Boolean(row.closest("#sure")),
  }));
  const filter = () => {
    const words = fold(find("#words").value).split(/\s+/).filter(Boolean);
    const chosen = all(".group").map((group) => {
      const boxes = all("input:checked", group);
      // What is chosen is read without unfolding: a cell of a figure led here.
      find(".chosen bdi", group).textContent = boxes.map((box) => box.dataset.name).join(", ");
      return { boxes: boxes.map((box) => box.value), isOfEach: "each" in group.dataset };
    }).filter((group) => group.boxes.length);
    known ??= read();
    const counts = [0, 0], turned = [];
    away = new Set();
    for (const each of known) {
      const fits = words.every((word) => each.words.includes(word)) &&
        chosen.every(({ boxes, isOfEach }) => isOfEach
          ? boxes.every((choice) => each.choices.includes(choice))
          : boxes.some((choice) => each.choices.includes(choice)));
      if (each.row.hidden === fits) turned.push([each.row, !fits]);
      counts[Number(each.isSure)] += fits;
      if (!fits) away.add(each.row);
    }
    if ((words.length || chosen.length) && !find("#sure").open) unfold(turned);
    turn(turned);
    find("#look .number").textContent = counts[0];
    find("#sure .number").textContent = counts[1];
    find("#count").textContent = `${counts[0] + counts[1]} of ${known.length}`;
    tick();
  };
  const choiceOf = (box) => `${box.closest("details").dataset.head}\n${box.dataset.name}`;

  const tick = () => {
    const ticked = all(".row > input:checked"), unseen = ticked.filter((box) => away.has(box.parentNode)).length;
    find("#several").hidden = !ticked.length;
    find("#ticked").textContent = `${ticked.length} ticked${unseen ? `, ${unseen} of them not shown` : ""}:`;
  };

  const light = (row) => {
    for (const each of all(".row.current")) {
      each.classList.remove("current");
      find("a", each).removeAttribute("aria-current");
    }
    row?.classList.add("current");
    if (row) find("a", row).setAttribute("aria-current", "true");
  };
  const mark = (id) => {
    const row = rows().find((each) => each.dataset.id === id);
    light(row);
    if (!row) return;
    place = seen().indexOf(row);
    row.scrollIntoView({ block: "nearest", behavior: "instant" });
  };

  const parsed = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

  // One question after the other: of two answers to what is shown the second would be put in twice, and
  // one that was asked before a step leads back behind it.
  let last = Promise.resolve();
  const inTurn = (act) => {
    busy += 1;
    find("#detail")?.setAttribute("aria-busy", "true");
    last = last.catch(() => {}).then(act).finally(() => {
      busy -= 1;
      if (!busy) find("#detail")?.removeAttribute("aria-busy");
      catchUp();
    });
    return last;
  };

  const shownNow = () => find("[data-entry]")?.dataset.entry ?? "";
  const addressOf = (id) => (id ? `/references/${encodeURIComponent(id)}` : "/");
  const rowOf = (id) => rows().find((row) => row.dataset.id === id);
  const TYPED = "input:not([type=checkbox]), select, textarea";
  const isTyping = (inside = "body") => document.activeElement.matches(TYPED) && Boolean(document.activeElement.closest(inside));

  // One reference beside the list. Who goes on before it is there asks for the last one alone. What one
  // types into the reference that is shown meanwhile stays, and it with it.
  let wanted = 0, steps = 0, question = null;
  const open = (row, { push = true } = {}) => {
    const { id } = row.dataset, mine = ++wanted;
    mark(id);
    question?.abort();
    const { signal } = question = new AbortController();
    steps += 1;
    return inTurn(() => opened(id, push, signal, () => mine === wanted).finally(() => { steps -= 1; }));
  };
  const opened = async (id, push, signal, isWanted) => {
    if (!isWanted()) return;
    const answer = await fetch(`${addressOf(id)}?part=entry`, { signal }).catch(() => null);
    const made = answer?.ok ? await parsed(answer).catch(() => null) : null;
    if (!isWanted()) return;
    if (!find("h2.title", made ?? document.createElement("p")) || isTyping("#detail")) return stay(answer);
    find("#detail").replaceChildren(...made.body.childNodes);
    find("#detail").scrollTop = 0;
    document.body.classList.add("reading");
    find("#undo [name=at]").value = id;
    mark(id);
    if (!isTyping()) find("#detail h2.title").focus({ preventScroll: true });
    if (push) history.pushState(null, "", addressOf(id));
    else history.replaceState(null, "", addressOf(id));
  };
  // What is shown stays, and row and address say so.
  const stay = (answer) => {
    mark(shownNow());
    if (!shownNow()) place = -1;
    history.replaceState(null, "", addressOf(shownNow()));
    if (!answer) say("refkit does not answer. This page goes on as soon as it is back.");
    else if (!answer.ok) refresh();
  };

  // The children of one element become those of another, but for those that are kept where they are.
  const graft = (old, made, kept) => {
    for (const each of [...old.childNodes]) if (!each.matches?.(kept)) each.remove();
    let next = old.firstChild;
    for (const each of [...made.childNodes]) {
      if (next && each.matches?.(kept)) next = next.nextSibling;
      else old.insertBefore(each, next);
    }
  };

  // Of two thousand rows only those are made anew that have become others; each says which is before it.
  const merge = (page) => {
    const made = find("#list", page), list = find("#list");
    const there = new Map(rows().map((row) => [row.dataset.id, row]));
    for (const each of all("#gone li", made)) {
      there.get(each.dataset.id)?.remove();
      there.delete(each.dataset.id);
    }
    find("#gone", made).remove();
    for (const part of ["#look", "#sure"]) {
      const into = find(`${part} .rows`);
      for (const row of all(`${part} .row`, made)) {
        const before = there.get(row.dataset.after);
        into.insertBefore(row, before ? before.nextSibling : into.firstChild);
        there.set(row.dataset.id, row);
      }
    }
    for (const name of ["version", "outside", "mark"]) list.dataset[name] = made.dataset[name];
    graft(document.body, page.body, "main, #heard");
    graft(find("main"), find("main", page), "#list");
    graft(list, made, "#filter, #look, #sure");
    graft(find("#filter"), find("#filter", made), "#words");
    graft(find("#look"), find("#look", made), ".rows");
    graft(find("#sure"), find("#sure", made), ".rows");
    light(there.get(find("[data-entry]")?.dataset.entry));
  };

  // What had the focus, as a button that was pressed, is made anew: the next Tab goes on from the same
  // place, where that is still there. Of a decision one hears first what it made of the reference.
  const placeOf = (at, sent) => {
    if (at === document.body) return null;
    // Who types goes on typing, but for what was sent by the field itself.
    if (at.matches(TYPED) && at.id && at.form !== sent) {
      const { id, value, selectionStart: caret } = at, entry = shownNow();
      return () => {
        const field = document.getElementById(id);
        if (!field || (field.closest("#detail") && entry !== shownNow())) return null;
        field.value = value;
        if (caret !== undefined && caret !== null) field.setSelectionRange(caret, caret);
        return field;
      };
    }
    const row = at.closest(".row")?.dataset.id, form = at.closest("form");
    if (row) return () => find("a", rows().find((each) => each.dataset.id === row) ?? document.createElement("p"));
    if (at.closest("#job")) return () => find("#job button");
    const action = form?.getAttribute("action") ?? "";
    // What was typed and not understood is typed anew.
    if (!/^\/(label|undo|tag|job)/.test(action)) return () => (at.id && find("#said .alarm") ? document.getElementById(at.id) : null);
    const label = (form) => find("[type=hidden][name=label]", form)?.value;
    const same = (each) => each.getAttribute("action") === action && label(each) === label(form);
    return () => {
      const made = all("form").find(same);
      if (!made) return null;
      const buttons = all("button:not(:disabled, [type=button])", made);
      return buttons.find((each) => each.name === at.name && each.value === at.value) ?? buttons[0];
    };
  };

  // Take over what a whole page shows, and leave what the reader set: filter, ticks, places.
  const take = (page, address, sent) => {
    const words = find("#words").value, isOpen = find("#sure").open, coming = find("#coming")?.open;
    const boxes = new Set(all(".group input:checked").map(choiceOf));
    const groups = new Set(all(".group[open]").map((each) => each.dataset.head));
    const ticked = new Set(all(".row input:checked").map((box) => box.value));
    const top = scrollY, wasAt = placeOf(document.activeElement, sent);
    document.title = page.title;
    document.body.className = page.body.className;
    if (find("#list[data-part]", page)) merge(page);
    else document.body.replaceChildren(...page.body.childNodes);
    known = null;
    if (!find("#list")) return go(address);
    history.replaceState(null, "", address);
    find("#words").value = words;
    for (const box of all(".group input")) box.checked = boxes.has(choiceOf(box));
    for (const each of all(".group")) each.open = groups.has(each.dataset.head);
    for (const box of all(".row > input")) box.checked = ticked.has(box.value);
    find("#sure").open = isOpen;
    if (find("#coming") && coming !== undefined) find("#coming").open = coming;
    filter();
    find("#help").hidden = false;
    if (wasAt && document.activeElement === document.body) {
      (wasAt() ?? find("#detail h2.title") ?? find("#list")).focus({ preventScroll: true });
    }
    scrollTo({ top, behavior: "instant" });
  };

  // What one hears of what became another: why something was not done, what was, what others did.
  const shown = () => ({
    version: find("#list")?.dataset.version, step: find("#undo button .unseen")?.textContent.trim(),
    job: find("#job")?.dataset.state, isOutside: Boolean(find("#outside")),
  });
  const heardOf = (then, now, isMine, address) => {
    const alarm = find("#said .alarm") ?? (now.isOutside && !then.isOutside ? find("#outside") : null);
    if (alarm) return alarm.textContent;
    if (then.version === now.version) return isMine ? find("#nothing-found")?.textContent : "";
    if (then.job !== now.job) return ""; // that is told of the job
    const step = !isMine ? "Changed elsewhere" : address === "/undo" ? `Taken back: ${then.step}` : `Done: ${now.step}`;
    return `${step}. Needs a look: ${known.filter(({ isSure }) => !isSure).length}.`;
  };

  // The list anew: what is asked for is settled when its turn comes, by what is shown then.
  let asking = 0;
  const ask = (addressNow, options = {}, { keep = null, sent = null } = {}) => {
    asking += 1;
    return inTurn(() => answered(addressNow(), options, { keep, sent }).finally(() => { asking -= 1; }));
  };
  const answered = async (address, options, { keep, sent }) => {
    try {
      // A server that knows what is shown here answers with what has changed of the rows.
      const headers = { "Refkit-Seen": find("#list")?.dataset.mark ?? "" };
      const answer = await fetch(address, { ...options, headers });
      if (answer.status === 401) return gone();
      if (answer.status === 404 && address !== "/") return await answered("/", {}, {});
      const page = await parsed(answer), before = seen().map((row) => row.dataset.id), then = shown(), putBack = keep?.();
      // What a form shows without leading to another address has none of its own.
      take(page, options.method && !answer.redirected ? location.href : answer.url || address, sent);
      // What was decided leaves the queue: the next step leads to what came behind it.
      if (before.includes(shownNow())) place = before.indexOf(shownNow()) - 1;
      if (!isTyping()) find("#preview button, #candidates summary")?.focus();
      putBack?.();
      hear(heardOf(then, shown(), options.method === "POST", address));
    } catch {
      const isDeciding = options.method === "POST";
      say(`refkit does not answer${isDeciding ? ": nothing was decided" : ""}. This page goes on as soon as it is back.`);
    }
  };
  // What is typed and not sent yet stays, and the caret in it, where the same reference is shown. What
  // that is is asked when the answer is there: meanwhile another answer may have been put in.
  const typed = () => all("#detail input[id], #more textarea, #file-name").filter((field) => field.value !== field.defaultValue)
    .map((field) => [field.id, field.value]);
  const kept = () => {
    const entry = find("[data-entry]")?.dataset.entry, written = typed(), { id: typing, selectionStart: caret } = document.activeElement;
    return () => {
      if (find("[data-entry]")?.dataset.entry !== entry) return;
      for (const [id, value] of written) {
        const field = document.getElementById(id);
        if (!field) continue;
        field.value = value;
        if (id !== typing) continue;
        field.focus({ preventScroll: true });
        field.setSelectionRange(caret, caret);
      }
    };
  };
  // What is done where the list that is asked for will lead.
  const settled = (act) => { if (asking) last.catch(() => {}).then(() => settled(act)); else act(); };
  const refresh = () => {
    const isRead = () => isWide() || document.body.classList.contains("reading");
    const signal = AbortSignal.timeout(LONGEST);
    return ask(() => addressOf(isRead() ? shownNow() : ""), { signal }, { keep: kept }).then(() => {
      if (!find("#list")) go("/");
    });
  };

  document.addEventListener("refkit:refresh", refresh);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.id === "name-form") isLeaving = true;
    if (form.method === "dialog" || form.id === "name-form") return;
    event.preventDefault();
    if (form.id === "filter") {
      find("#words").blur();  // so that j leads on
      return filter();
    }
    const body = new URLSearchParams(new FormData(form, event.submitter));
    ask(() => form.getAttribute("action"), { method: "POST", body }, { sent: form });
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("#help")) return find("#keys").showModal();
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const row = link.closest(".row");
    if (row) {
      event.preventDefault();
      settled(() => { if (rowOf(row.dataset.id)) open(rowOf(row.dataset.id)); });
      if (!isWide()) scrollTo(0, 0);
    } else if (link.closest(".back")) {
      event.preventDefault();
      wanted += 1; // a step on its way leads nowhere now
      document.body.classList.remove("reading");
      history.pushState(null, "", "/");
    } else if (link.target !== "_blank" && !link.hash) isLeaving = true;
  });
  document.addEventListener("input", (event) => {
    if (event.target.id === "words") filter();
  });
  document.addEventListener("change", (event) => {
    if (event.target.closest(".group")) filter();
    if (event.target.closest(".row")) tick();
  });
  addEventListener("popstate", () => {
    const id = location.pathname.startsWith("/references/") && decodeURIComponent(location.pathname.slice(12));
    wanted += 1;
    if (!id || !rowOf(id)) return document.body.classList.remove("reading");
    settled(() => { if (rowOf(id)) open(rowOf(id), { push: false }); });
  });

  // From which place of what is seen a step is made: the marked row's; where that is not seen, from
  // between its neighbours.
  const from = (by) => {
    const current = find(".row.current"), list = seen();
    if (!current || (current.closest("#sure") && !find("#sure").open)) return place;
    if (list.includes(current)) return list.indexOf(current);
    const before = list.filter((row) => row.compareDocumentPosition(current) & Node.DOCUMENT_POSITION_FOLLOWING);
    return by > 0 ? before.length - 1 : before.length;
  };
  const step = (by) => {
    const list = seen();
    if (!list.length) return;
    place = Math.max(0, Math.min(list.length - 1, from(by) + by));
    open(list[place]);
  };
  const press = (key) => {
    if (!find("#detail").checkVisibility()) return; // a narrow window shows the list alone
    const candidate = document.activeElement.closest("#candidates details");
    const focused = candidate && find({ a: "button.main", r: "[data-act=r]" }[key] ?? "i", candidate);
    const target = focused || find(`#detail [data-key="${key}"]`);
    if (!target) return;
    if (target.localName === "button") return target.click();
    target.scrollIntoView({ block: "nearest", behavior: "instant" });
    target.focus();
    target.select?.();
  };
  const keys = {
    j: () => settled(() => step(1)), k: () => settled(() => step(-1)),
    "/": () => { find("#words").focus(); find("#words").select(); },
    "?": () => find("#keys").showModal(),
    u: () => find("#undo button:not(:disabled)")?.click(),
    x: () => { const box = find(".row.current > input"); if (box) { box.checked = !box.checked; tick(); } },
  };
  for (const key of ["a", "r", "d", "n", "s", "l", "c"]) keys[key] = () => press(key);
  // What changes something is for what is shown: nothing is decided of what is not there yet, nor of
  // what was there before.
  const isForShown = (key) => !["j", "k", "/", "?"].includes(key);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || find("dialog[open]")) return;
    const isTyping = event.target.closest("input:not([type=checkbox]), select, textarea");
    if (isTyping) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const action = keys[event.key];
    if (!action) return;
    event.preventDefault();
    if (!busy || !isForShown(event.key)) return action();
    const entry = shownNow();
    if (!steps) settled(() => { if (!steps && shownNow() === entry) action(); });
  });

  find("#help").hidden = false;
  const current = find("[data-entry]");
  if (current) mark(current.dataset.entry);
  filter();
  listen();
  if (!find("#list").dataset.mark) refresh(); // the server has filtered: the other rows are missing
})();

// What takes a while.
(() => {
  const find = (selector, root = document) => root.querySelector(selector);
  const isBusy = (state) => ["running", "stopping"].includes(state);
  let asked = "", asking = false, heard = "";
  // How what was asked for ended, as it was last told: "" before that, null before the first word.
  let ended = isBusy(find("#job")?.dataset.state) ? "" : null;

  // For who hears the page: now and then how far it is, and not every row.
  const hear = (text) => {
    if (text === heard || !find("#heard")) return;
    heard = text;
    find("#heard").textContent = text;
  };
  const account = (lines) => {
    const quarters = Math.floor((4 * lines.settled) / lines.listed);
    if (!quarters) return hear(`${lines.listed} references are listed; they are being looked up.`);
    hear(`${Math.ceil((quarters * lines.listed) / 4)} of ${lines.listed} references are looked up.`);
  };
  // Lines that became others since what is shown, each in its place; the server makes their HTML.
  const fill = async (lines) => {
    const shown = find("#coming");
    if (!shown || asking || Number(shown.dataset.revision) >= lines.revision) return;
    asking = true;
    const answer = await fetch(`/job/lines?since=${shown.dataset.revision}`).catch(() => null);
    asking = false;
    if (!answer?.ok || find("#coming") !== shown) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    let list = find(".lines", shown);
    if (!list) {
      list = find(".lines", page);
      if (list) shown.append(list);
    } else {
      const there = new Map([...list.children].map((row) => [row.dataset.line, row]));
      for (const row of page.querySelectorAll("[data-line]")) {
        const old = there.get(row.dataset.line);
        if (old) old.replaceWith(row);
        else list.append(row);
      }
    }
    shown.hidden = false;
    shown.dataset.revision = lines.revision;
    find(".settled", shown).textContent = lines.settled;
    find(".all", shown).textContent = lines.listed;
    if (ended === "") account(lines);
  };
  document.addEventListener("refkit:progress", ({ detail: job }) => {
    const panel = find("#job"), shown = panel?.dataset.state ?? "";
    const state = job ? job.state : "";
    // That it ended is told once, also where a page that was made for another reason shows it already.
    const end = job && !isBusy(state) ? job.result?.account ?? job.problem?.detail ?? state : "";
    if (end && end !== ended && (ended !== null || isBusy(shown))) hear(end);
    ended = end;
    if (shown !== state) {
      // What is shown of it is another: once for each change, whoever makes the page anew.
      if (asked === state) return;
      asked = state;
      if (find("#list")) document.dispatchEvent(new CustomEvent("refkit:refresh"));
      else if (panel) location.reload();
      return;
    }
    asked = state;
    if (job?.lines && job.doing) fill(job.lines);
    const doing = job?.doing, bar = panel && find("progress", panel);
    if (!doing || !bar) return;
    if (doing.total) {
      bar.max = doing.total;
      bar.value = doing.done;
    } else bar.removeAttribute("value");
    find(".words", panel).textContent = doing.words;
    find(".number", panel).textContent = doing.total ? `${doing.done} of ${doing.total}` : "";
    find(".time-left", panel).textContent = doing.left;
  });
})();

// What is copied.
(() => {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const field = document.querySelector(button.dataset.copy);
      field.select();
      try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand("copy"); }
      button.textContent = "Copied";
    });
  }
})();
