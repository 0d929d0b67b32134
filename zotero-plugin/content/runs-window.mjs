/** The window of the runs: what was written when, and Undo for each. */

import { localizeWithin, make } from "./dom.mjs";

/**
 * @typedef {object} Given
 * @property {() => Promise<import("./rows.mjs").Model>} ask
 * @property {(run: any) => void} undo opens the window of the undo
 */

/**
 * @param {Window} window
 * @param {Given} given
 */
export async function showRuns(window, given) {
	const doc = window.document;
	const part = (/** @type {string} */ id) => /** @type {any} */ (doc.getElementById(id));
	part("close").addEventListener("click", () => window.close());
	doc.addEventListener("keydown", (event) => {
		if (event.key === "Escape") window.close();
	});
	localizeWithin(part("status"), "refkit-status-asking");
	try {
		const model = await given.ask();
		part("trouble").replaceChildren(...model.errors.map((error) => make(doc, "p", { text: error.message })));
		part("list").replaceChildren(runsTable(doc, model.runs, given));
		part("status").textContent = "";
	}
	catch (error) {
		const message = String(/** @type {any} */ (error)?.message ?? error);
		part("trouble").replaceChildren(make(doc, "p", { sentence: ["refkit-error-other", { message }] }));
	}
}

/**
 * @param {Document} doc
 * @param {any[]} runs
 * @param {Given} given
 */
function runsTable(doc, runs, given) {
	if (!runs.length) return make(doc, "p", { class: "sentence", l10n: "refkit-no-runs" });
	const columns = ["started", "source", "into", "items", "by", "undo"];
	return make(
		doc,
		"table",
		{},
		make(doc, "thead", {}, make(doc, "tr", {}, ...columns.map((each) => make(doc, "th", { l10n: `refkit-runs-${each}`, set: { scope: "col" } })))),
		make(
			doc,
			"tbody",
			{},
			...runs.map((run) =>
				make(
					doc,
					"tr",
					{},
					make(doc, "td", { text: String(run.started).replace("T", " ").slice(0, 16) }),
					make(doc, "td", { class: "title", text: fileName(String(run.source ?? "")) }),
					make(doc, "td", { text: String(run.collection || run.library || "") }),
					make(doc, "td", { class: "position", text: String(run.items) }),
					make(doc, "td", { text: `${run.transport} · ${run.state}` }),
					make(
						doc,
						"td",
						{},
						run.can_undo
							? make(doc, "button", { l10n: "refkit-undo", args: { run: String(run.run) }, set: { type: "button" }, click: () => given.undo(run) })
							: make(doc, "span", { class: "why", text: String(run.why_not ?? "") }),
					),
				),
			),
		),
	);
}

/**
 * A file's name without its folder; what is no path stays as it is.
 * @param {string} source
 */
function fileName(source) {
	return source.split(/[\\/]/).pop() || source;
}

const given = /** @type {any} */ (globalThis.window)?.arguments?.[0];
if (given?.undo) void showRuns(globalThis.window, given);
