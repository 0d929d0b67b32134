/**
 * What stands in the section "refkit" of an item's pane: its labels with the words that earned them,
 * where it is cited, its state; and what a person can say of each label.
 */

import { make } from "./dom.mjs";
import { evidence } from "./labels.mjs";

/**
 * @typedef {"confirm" | "remove" | "clear"} Decision
 *
 * @typedef {object} Hooks
 * @property {(decision: Decision, label: string) => void} decide
 * @property {boolean} editable
 */

const STATES = new Set(["resolved", "not-resolved", "unknown"]);

/**
 * Fill the section.
 * @param {HTMLElement} body
 * @param {any} explained the event of refkit
 * @param {Hooks} hooks
 */
export function showExplained(body, explained, hooks) {
	const doc = body.ownerDocument;
	const state = STATES.has(explained.state) ? explained.state : "unknown";
	const labels = explained.labels ?? [];
	body.replaceChildren(
		make(doc, "p", { class: "state", l10n: `refkit-state-${state}` }),
		...(labels.length ? labels.map((/** @type {any} */ label) => labelRow(doc, label, hooks)) : [make(doc, "p", { l10n: "refkit-section-no-labels" })]),
		...decidedAway(doc, explained, hooks),
		...doubts(doc, explained),
		...citedBy(doc, explained),
	);
}

/**
 * @param {Document} doc
 * @param {any} label
 * @param {Hooks} hooks
 */
function labelRow(doc, label, hooks) {
	const name = String(label.name);
	const id = `${label.facet}/${label.label}`;
	const button = (/** @type {Decision} */ decision) =>
		make(doc, "button", {
			l10n: `refkit-label-${decision}`,
			args: { name },
			set: { type: "button", disabled: !hooks.editable },
			click: () => hooks.decide(decision, id),
		});
	return make(
		doc,
		"div",
		{ class: "label-row", set: { role: "group", "aria-label": name } },
		make(
			doc,
			"div",
			{ class: "label-head" },
			make(doc, "span", { class: label.decided ? "label decided" : "label", text: name }),
			make(doc, "span", { class: "facet", text: String(label.facet) }),
			make(doc, "span", { class: "buttons" }, label.decided ? button("clear") : button("confirm"), button("remove")),
		),
		...evidence(doc, label),
	);
}

/**
 * Labels that a person took away: they stay away, and can be given back.
 * @param {Document} doc
 * @param {any} explained
 * @param {Hooks} hooks
 */
function decidedAway(doc, explained, hooks) {
	return (explained.decisions ?? [])
		.filter((/** @type {any} */ each) => each.decision === "remove")
		.map((/** @type {any} */ each) =>
			make(
				doc,
				"div",
				{ class: "label-row" },
				make(doc, "span", { sentence: ["refkit-label-removed", { name: String(each.label), by: String(each.by ?? "") }] }),
				make(doc, "button", {
					l10n: "refkit-label-clear",
					args: { name: String(each.label) },
					set: { type: "button", disabled: !hooks.editable },
					click: () => hooks.decide("clear", `${each.facet}/${each.label}`),
				}),
			),
		);
}

/**
 * @param {Document} doc
 * @param {any} explained
 */
function doubts(doc, explained) {
	return (explained.doubts ?? []).map((/** @type {any} */ doubt) => make(doc, "p", { class: "doubt", text: String(doubt.reason) }));
}

/**
 * @param {Document} doc
 * @param {any} explained
 */
function citedBy(doc, explained) {
	const cited = explained.cited_by ?? [];
	if (!cited.length) return [];
	return [
		make(doc, "h3", { l10n: "refkit-section-cited" }),
		make(
			doc,
			"ul",
			{ class: "cited" },
			...cited.map((/** @type {any} */ each) => {
				const review = String(each.title || each.review || "");
				return each.position === null || each.position === undefined
					? make(doc, "li", { text: review })
					: make(doc, "li", { sentence: ["refkit-section-cited-at", { review, position: String(each.position) }] });
			}),
		),
	];
}

/**
 * A sentence in place of the section: refkit is asked, is missing, or said something else.
 * @param {HTMLElement} body
 * @param {string} l10n
 * @param {object} [args]
 * @param {Node | null} [more]
 */
export function showSentence(body, l10n, args = {}, more = null) {
	body.replaceChildren(make(body.ownerDocument, "p", { class: "sentence", sentence: [l10n, args] }), ...(more ? [more] : []));
}
