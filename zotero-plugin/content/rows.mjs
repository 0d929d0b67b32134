/**
 * What a window shows, made of refkit's events: rows, the account, what is asked for. Nothing is
 * decided here but what is ticked at first.
 */

/** @typedef {import("./events.mjs").RefkitEvent} RefkitEvent */

/**
 * @typedef {object} Row
 * @property {number} id
 * @property {string} action as refkit names it
 * @property {string} title
 * @property {string} about authors, year and where it appeared, for one line
 * @property {string} position in the list, as it is shown
 * @property {string} why
 * @property {string} printed
 * @property {boolean} retracted
 * @property {any[]} labels
 * @property {string[]} changes
 * @property {any} write what to do when it is ticked, null for nothing
 * @property {RefkitEvent[]} conflicts
 *
 * @typedef {object} Finding
 * @property {string} key
 * @property {string} kind
 * @property {string} severity
 * @property {string} message
 * @property {string} advice
 */

/** The groups of a window, in their order; the actions of refkit that belong to each. */
export const GROUPS = /** @type {const} */ ({
	add: ["create"],
	change: ["update"],
	unresolved: ["not-resolved"],
	there: ["same"],
	trash: ["in-trash", "deleted"],
	conflict: ["conflict"],
	undo: ["trash", "restore"],
	keep: ["keep", "gone"],
});

/**
 * The group of an action; what a later refkit names stands where nothing is done.
 * @param {string} action
 * @returns {keyof typeof GROUPS}
 */
export function groupOf(action) {
	for (const [group, actions] of Object.entries(GROUPS)) {
		if (/** @type {readonly string[]} */ (actions).includes(action)) return /** @type {keyof typeof GROUPS} */ (group);
	}
	return "there";
}

/** What has come so far. */
export class Model {
	constructor() {
		this.run = "";
		/** @type {Row[]} */
		this.rows = [];
		/** @type {string[]} the sentences of the account, the list's and the plan's */
		this.accounts = [];
		/** @type {string[]} */
		this.notes = [];
		/** @type {{kind: string, message: string}[]} */
		this.errors = [];
		/** @type {string[]} */
		this.tags = [];
		/** @type {{name: string, key: string | null, action: string} | null} */
		this.collection = null;
		/** @type {{what: string, done: number, total: number | null} | null} */
		this.progress = null;
		/** @type {string[]} keys of items that refkit has to see whole */
		this.needs = [];
		/** @type {Finding[]} */
		this.findings = [];
		/** @type {any[]} */
		this.explained = [];
		/** @type {any[]} */
		this.runs = [];
		this.ended = false;
		this.ok = false;
	}

	/**
	 * Take in an event; one that is not known is passed over.
	 * @param {RefkitEvent} event
	 */
	take(event) {
		switch (event.event) {
			case "start":
				this.run = event.run ?? "";
				break;
			case "progress":
				this.progress = { what: event.what, done: event.done, total: event.total ?? null };
				break;
			case "note":
				this.notes.push(event.text);
				break;
			case "account":
				this.accounts.push(event.text);
				break;
			case "item":
				this.rows.push(rowOf(event));
				break;
			case "conflict":
				this.rows.find((row) => row.id === event.id)?.conflicts.push(event);
				break;
			case "tags":
				this.tags.push(...event.names);
				break;
			case "collection":
				this.collection = { name: event.name, key: event.key ?? null, action: event.action };
				break;
			case "needs":
				this.needs.push(...event.keys);
				break;
			case "finding":
				this.findings.push(/** @type {any} */ (event));
				break;
			case "explained":
				this.explained.push(event);
				break;
			case "run":
				this.runs.push(event);
				break;
			case "error":
				this.errors.push({ kind: event.kind, message: event.message });
				break;
			case "end":
				this.ended = true;
				this.ok = Boolean(event.ok);
				break;
		}
	}

	/** The rows by which something can be done. */
	get writable() {
		return this.rows.filter((row) => row.write);
	}

	/** How many rows each group has. @returns {Map<string, number>} */
	get counts() {
		const counts = new Map();
		for (const row of this.rows) {
			const group = groupOf(row.action);
			counts.set(group, (counts.get(group) ?? 0) + 1);
		}
		return counts;
	}

	/**
	 * Whether everything came: a plan that broke off is not carried out.
	 * @returns {boolean}
	 */
	get complete() {
		return this.ended && this.ok;
	}
}

/**
 * @param {RefkitEvent} event
 * @returns {Row}
 */
function rowOf(event) {
	return {
		id: event.id,
		action: event.action,
		title: event.title || event.printed || event.key || String(event.id),
		about: [event.authors, event.year, event.container].filter(Boolean).join(" · "),
		position: (event.positions ?? []).join(", "),
		why: event.why ?? "",
		printed: event.printed ?? "",
		retracted: Boolean(event.retracted),
		labels: event.labels ?? [],
		changes: (event.changes ?? []).map((/** @type {any} */ change) => change.text),
		write: event.write ?? null,
		conflicts: [],
	};
}

/**
 * A text cut into pieces, those that earned a label marked.
 *
 * Spans count UTF-16 units, as JavaScript's strings do; what overlaps becomes one, what lies outside
 * of the text is left out.
 * @param {string} text
 * @param {[number, number][]} spans
 * @returns {{text: string, marked: boolean}[]}
 */
export function pieces(text, spans) {
	const found = [];
	let at = 0;
	for (const [start, end] of [...spans].sort((one, other) => one[0] - other[0])) {
		const from = Math.max(start, at);
		const to = Math.min(end, text.length);
		if (to <= from) continue;
		if (from > at) found.push({ text: text.slice(at, from), marked: false });
		found.push({ text: text.slice(from, to), marked: true });
		at = to;
	}
	if (at < text.length) found.push({ text: text.slice(at), marked: false });
	return found;
}
