/** How labels are shown: each with the words that earned it marked, or who decided it. */

import { make } from "./dom.mjs";
import { pieces } from "./rows.mjs";

/**
 * The names of labels, one after the other, each with its facet for who cannot see where it stands.
 * @param {Document} doc
 * @param {any[]} labels
 */
export function labelChips(doc, labels) {
	return make(
		doc,
		"ul",
		{ class: "labels", set: { role: "list" } },
		...labels.map((label) =>
			make(doc, "li", { class: label.decided ? "label decided" : "label", text: label.name, set: { title: label.facet } }),
		),
	);
}

/**
 * What earned a label: each text with its words marked, or whose word it is.
 * @param {Document} doc
 * @param {any} label
 */
export function evidence(doc, label) {
	const parts = (label.evidence ?? []).map((/** @type {any} */ each) =>
		make(
			doc,
			"p",
			{ class: "evidence" },
			...pieces(String(each.text ?? ""), each.spans ?? []).map((piece) =>
				make(doc, piece.marked ? "mark" : "span", { text: piece.text }),
			),
		),
	);
	if (label.decided) {
		const { by = "", decision = "" } = label.decided;
		parts.push(make(doc, "p", { class: "decided-by", sentence: ["refkit-label-decided", { by: String(by), decision: String(decision) }] }));
	}
	return parts;
}
