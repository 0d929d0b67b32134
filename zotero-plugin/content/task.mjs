/**
 * One thing that a user asked for, from the question to refkit to what stands in Zotero: looked
 * at (`prepare`), ticked by a person, carried out (`write`). Windows show a task; a task knows none.
 */

import { Cancel, Cancelled } from "./cancel.mjs";
import { askProgram, askServer, requestOf } from "./client.mjs";
import { childrenOf, itemTypes, nameOf, openLibrary, readLibrary, wholeItems } from "./library.mjs";
import { Model } from "./rows.mjs";
import { WriteError, carryOut } from "./write.mjs";

/** @typedef {import("./gecko.mjs").Host} Host */
/** @typedef {import("./locate.mjs").Search} Search */

/**
 * @typedef {"references" | "labels" | "decide" | "retractions" | "undo"} Want
 *
 * @typedef {object} Asked
 * @property {Want} want
 * @property {number} libraryID
 * @property {any[]} [items] Zotero's, those that were selected
 * @property {string} [collection] the collection's name; left out, as set
 * @property {string} [run] for undo
 * @property {string[]} [keys] for undo: the keys of the run's items
 * @property {object[]} [decisions] for decide
 *
 * @typedef {"asking" | "ready" | "writing" | "done" | "failed" | "cancelled"} State
 */

/** Ask refkit, wherever it was found. */
export class Refkit {
	/**
	 * @param {Host} host
	 * @param {Search} search what was found
	 */
	constructor(host, search) {
		this.host = host;
		this.search = search;
	}

	/**
	 * @param {string} want
	 * @param {object} rest
	 * @param {(event: import("./events.mjs").RefkitEvent) => void} onEvent
	 * @param {Cancel} [cancel]
	 */
	async ask(want, rest, onEvent, cancel) {
		const { host, search } = this;
		if (!search.found) throw new WriteError("refkit-error-missing");
		const ask = search.sandbox ? askServer : askProgram;
		return ask(host, search.found.path, requestOf(host, want, rest), onEvent, cancel);
	}

	/** What the settings say of every question. */
	options() {
		const { host } = this;
		return {
			offline: Boolean(host.pref("offline")),
			contact: String(host.pref("contact") ?? "").trim(),
			facets: String(host.pref("facets") ?? "").split(",").map((each) => each.trim()).filter(Boolean),
			tag_style: host.pref("tagStyle") || "name",
		};
	}

	/**
	 * Ask, and give everything that came.
	 * @param {string} want
	 * @param {object} rest
	 * @param {(model: Model) => void} [onChange]
	 * @param {Cancel} [cancel]
	 */
	async model(want, rest, onChange = () => {}, cancel) {
		const model = new Model();
		const done = await this.ask(want, rest, (event) => {
			model.take(event);
			onChange(model);
		}, cancel);
		if (!model.ended) model.errors.push({ kind: "stream", message: done.said || `refkit: ${done.status}` });
		return model;
	}
}

export class Task {
	/**
	 * @param {Refkit} refkit
	 * @param {Asked} asked
	 */
	constructor(refkit, asked) {
		this.refkit = refkit;
		this.host = refkit.host;
		this.asked = asked;
		this.model = new Model();
		this.cancel = new Cancel();
		/** @type {State} */
		this.state = "asking";
		/** @type {{done: number, total: number}} how much is written */
		this.written = { done: 0, total: 0 };
		/** @type {{l10nID: string, l10nArgs: object} | null} */
		this.trouble = null;
		/** @type {() => void} whoever shows it */
		this.onChange = () => {};
	}

	/** Ask refkit what would be done. */
	async prepare() {
		try {
			await this._ask([]);
			// Some items refkit has to see whole before it can say what becomes of them.
			if (this.model.complete && this.model.needs.length) await this._ask(this.model.needs);
			this._become(this.model.complete ? "ready" : "failed");
		}
		catch (error) {
			this._fail(error);
		}
	}

	/** @param {string[]} whole the keys of items that are sent whole */
	async _ask(whole) {
		const request = await this._request(whole);
		this.cancel.check();
		this.model = await this.refkit.model(this.asked.want, request, (model) => {
			this.model = model;
			this.onChange();
		}, this.cancel);
	}

	/**
	 * @param {string[]} whole
	 * @returns {Promise<object>}
	 */
	async _request(whole) {
		const { host, asked } = this;
		const { want, libraryID } = asked;
		const library = openLibrary(host, libraryID);
		const options = this.refkit.options();
		const items = await wholeItems(host, libraryID, asked.items ?? []);
		switch (want) {
			case "references": {
				const collection = asked.collection ?? String(host.pref("collection") ?? "").trim();
				return {
					library: await readLibrary(host, libraryID, whole),
					item_types: itemTypes(host),
					items,
					options: collection ? { ...options, collection } : options,
				};
			}
			case "undo": {
				const there = (asked.keys ?? [])
					.map((key) => host.Zotero.Items.getByLibraryAndKey(libraryID, key))
					.filter(Boolean);
				return {
					library: { ...nameOf(host, library), children: childrenOf(host, there) },
					run: asked.run,
					items: await wholeItems(host, libraryID, there),
					options,
				};
			}
			default:
				return { library: nameOf(host, library), items, options, ...(asked.decisions ? { decisions: asked.decisions } : {}) };
		}
	}

	/**
	 * Carry out the rows that a person ticked.
	 * @param {number[]} chosen
	 */
	async write(chosen) {
		if (this.state !== "ready") return;
		const ids = new Set(chosen);
		const rows = this.model.writable.filter((row) => ids.has(row.id));
		this.written = { done: 0, total: rows.length };
		this._become("writing");
		const isUndo = this.asked.want === "undo";
		const run = isUndo ? this.asked.run : this.model.run;
		try {
			// What will be written is on refkit's record before the first byte is.
			if (!isUndo) await this._tell("begin", { run, chosen: rows.map((row) => row.id) });
			const result = await this._carryOut(rows, run);
			await this._record(run, result);
			this._become("done");
		}
		catch (error) {
			this._fail(error);
		}
	}

	/**
	 * From here it stands in Zotero, whatever refkit says.
	 * @param {string | undefined} run
	 * @param {import("./write.mjs").Written} result
	 */
	async _record(run, result) {
		try {
			await this._tell("written", { run, ...result });
		}
		catch (error) {
			this._trouble(error);
		}
	}

	/**
	 * @param {import("./rows.mjs").Row[]} rows
	 * @param {string | undefined} run
	 */
	async _carryOut(rows, run) {
		const job = { libraryID: this.asked.libraryID, rows, tags: this.model.tags, collection: this.model.collection };
		try {
			return await carryOut(this.host, job, (done, total) => {
				this.written = { done, total };
				this.onChange();
			}, this.cancel);
		}
		catch (error) {
			if (this.asked.want !== "undo") {
				const failed = String(/** @type {any} */ (error)?.message ?? error);
				await this._tell("written", { run, written: [], collection: null, failed }).catch(this.host.log);
			}
			throw error;
		}
	}

	/**
	 * Say what happens to refkit's record.
	 * @param {"begin" | "written"} want
	 * @param {object} rest
	 */
	async _tell(want, rest) {
		const library = nameOf(this.host, openLibrary(this.host, this.asked.libraryID));
		const model = await this.refkit.model(want, { library, ...rest, options: this.refkit.options() });
		if (model.complete) return;
		const l10nID = want === "begin" ? "refkit-error-begin" : "refkit-error-record";
		throw new WriteError(l10nID, { message: model.errors[0]?.message ?? "" });
	}

	/** Stop: the child ends, and a transaction that is under way leaves nothing. */
	stop() {
		this.cancel.request();
	}

	/** @param {unknown} error */
	_fail(error) {
		if (error instanceof Cancelled) {
			this._become("cancelled");
			return;
		}
		this._trouble(error);
		this._become("failed");
	}

	/** @param {unknown} error */
	_trouble(error) {
		this.host.log(error);
		this.trouble = error instanceof WriteError
			? { l10nID: error.l10nID, l10nArgs: error.l10nArgs }
			: { l10nID: "refkit-error-other", l10nArgs: { message: String(/** @type {any} */ (error)?.message ?? error) } };
	}

	/** @param {State} state */
	_become(state) {
		this.state = state;
		this.onChange();
	}
}
