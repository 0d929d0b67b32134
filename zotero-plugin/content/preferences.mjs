/** The parts of the settings that need more than a field: the test, and the facets to choose from. */

import { localizeWithin, make, say } from "./dom.mjs";

/** @typedef {import("./locate.mjs").Search} Search */

/**
 * @param {HTMLElement} pane
 * @param {{host: import("./gecko.mjs").Host, find: () => Promise<Search>, last: () => Search | null}} plugin
 */
export function showPreferences(pane, plugin) {
	const doc = pane.ownerDocument;
	const part = (/** @type {string} */ id) => /** @type {any} */ (pane.querySelector(`#${id}`));
	const show = (/** @type {Search | null} */ search) => {
		const found = search?.found;
		say(
			part("refkit-pref-found"),
			found ? "refkit-setup-found" : "refkit-setup-not-found",
			{ version: found?.version ?? "", path: found?.path.split("#")[0] ?? "" },
		);
		drawFacets(doc, part("refkit-pref-facets"), plugin.host, found?.facets ?? []);
	};
	part("refkit-pref-test").addEventListener("click", async () => {
		localizeWithin(part("refkit-pref-found"), "refkit-setup-testing");
		show(await plugin.find());
	});
	show(plugin.last());
}

/**
 * @param {Document} doc
 * @param {HTMLElement} fieldset
 * @param {import("./gecko.mjs").Host} host
 * @param {import("./locate.mjs").Facet[]} facets
 */
function drawFacets(doc, fieldset, host, facets) {
	for (const old of fieldset.querySelectorAll("label, p")) /** @type {any} */ (old).remove();
	if (!facets.length) {
		fieldset.append(make(doc, "p", { l10n: "refkit-prefs-facets-unknown" }));
		return;
	}
	const chosen = new Set(String(host.pref("facets") ?? "").split(",").map((each) => each.trim()).filter(Boolean));
	const boxes = facets.map((facet) =>
		make(doc, "input", { set: { type: "checkbox", value: facet.id, checked: !chosen.size || chosen.has(facet.id) }, click: () => keep() }),
	);
	const keep = () => {
		const on = boxes.filter((box) => box.checked).map((box) => box.value);
		// All is the same as none chosen: facets that a later refkit has are then labelled as well.
		host.setPref("facets", on.length === boxes.length ? "" : on.join(","));
	};
	fieldset.append(...boxes.map((box, at) => make(doc, "label", {}, box, make(doc, "span", { text: facets[at].id }))));
}
