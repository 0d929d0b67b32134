/** The window of a task: what would be done line by line, ticks, Add, progress, and what came of it. */

import { localize, localizeWithin, make } from "./dom.mjs";
import { evidence, labelChips } from "./labels.mjs";
import { GROUPS, groupOf } from "./rows.mjs";

/**
 * @typedef {object} Given what the plug-in hands over
 * @property {() => any} newTask
 * @property {(collection: string) => any} [withCollection] the same task for another collection
 * @property {"" | "accept" | "cancel"} answer what the settings answer in a person's place
 * @property {(result: object) => void} report what came of it, for whoever wrote that setting
 * @property {(key: string) => void} [select] show an item in the main window
 */

/** Groups whose rows are ticked at first: all by which something is done. */
const ALL = "all";

export class TaskWindow {
	/**
	 * @param {Window} window
	 * @param {Given} given
	 */
	constructor(window, given) {
		this.window = window;
		this.doc = window.document;
		this.given = given;
		this.task = given.newTask();
		this.group = ALL;
		/** @type {Set<number>} */
		this.ticked = new Set();
		this.isDrawn = false;
		this.isReported = false;
		/** @type {boolean | null} whether its boxes can be ticked by now */
		this.isOpen = null;
	}

	/** @param {string} id @returns {any} */
	part(id) {
		return this.doc.getElementById(id);
	}

	/** Begin: ask refkit, and show what it says as it comes. */
	open() {
		this.part("go").addEventListener("click", () => this.go());
		this.part("close").addEventListener("click", () => this.leave());
		this.part("again").addEventListener("click", () => this.lookAgain());
		this.part("collection").addEventListener("change", () => this.lookAgain());
		this.doc.addEventListener("keydown", (event) => {
			if (event.key === "Escape") this.leave();
		});
		this.window.addEventListener("unload", () => this.task.stop());
		localize(this.part("heading"), `refkit-heading-${this.task.asked.want}`);
		localize(this.part("go"), `refkit-go-${this.task.asked.want}`);
		this.begin();
	}

	begin() {
		this.isDrawn = false;
		this.task.onChange = () => this.show();
		this.show();
		void this.task.prepare();
	}

	/** The same question once more: another collection, or another try. */
	lookAgain() {
		if (this.task.state === "asking" || this.task.state === "writing") return;
		const collection = this.part("collection").value.trim();
		this.task = this.given.withCollection && this.task.asked.want === "references"
			? this.given.withCollection(collection)
			: this.given.newTask();
		this.begin();
	}

	go() {
		if (this.task.state !== "ready") return;
		void this.task.write([...this.ticked]);
	}

	/** Cancel where something is under way, else close. */
	leave() {
		if (this.task.state === "asking" || this.task.state === "writing") {
			this.task.stop();
			return;
		}
		this.window.close();
	}

	show() {
		const { task } = this;
		const { state, model } = task;
		const isBusy = state === "asking" || state === "writing";
		localize(this.part("close"), isBusy ? "refkit-cancel" : "refkit-close");
		this.part("again").hidden = !["failed", "cancelled"].includes(state);
		this.showAccount();
		this.showTrouble();
		this.showProgress();
		if (!this.isDrawn && state !== "asking") {
			this.isDrawn = true;
			this.ticked = new Set(model.writable.map((/** @type {any} */ row) => row.id));
			this.group = ALL;
			this.drawGroups();
			this.drawList();
			this.drawCollection();
			this.isOpen = null;
		}
		this.showTicks();
		if (state === "ready") this.answer();
		if (["done", "failed", "cancelled"].includes(state)) this.finish();
	}

	showAccount() {
		const { model } = this.task;
		const said = [...model.notes, ...model.accounts];
		this.part("account").replaceChildren(...said.map((text) => make(this.doc, "p", { text })));
	}

	showTrouble() {
		const { model, trouble } = this.task;
		const told = model.errors.map((/** @type {any} */ error) => make(this.doc, "p", { text: error.message }));
		if (trouble) told.push(make(this.doc, "p", { sentence: [trouble.l10nID, trouble.l10nArgs] }));
		this.part("trouble").replaceChildren(...told);
	}

	showProgress() {
		const { state, model, written } = this.task;
		const bar = this.part("progress");
		const status = this.part("status");
		bar.hidden = state !== "asking" && state !== "writing";
		const of = state === "writing" ? written : model.progress;
		if (of?.total) {
			bar.max = of.total;
			bar.value = of.done;
		}
		else bar.removeAttribute("value");
		if (state === "asking" && model.progress) {
			const { what, done, total } = model.progress;
			status.textContent = total ? `${what} ${done}/${total}` : what;
		}
		else localizeWithin(status, `refkit-status-${state}`, { done: written.done, total: written.total });
	}

	drawGroups() {
		const groups = this.part("groups");
		const { counts } = this.task.model;
		for (const old of groups.querySelectorAll("label")) old.remove();
		const radio = (/** @type {string} */ group, /** @type {number} */ count) =>
			make(
				this.doc,
				"label",
				{},
				make(this.doc, "input", {
					set: { type: "radio", name: "group", value: group, checked: group === this.group },
					click: () => this.choose(group),
				}),
				make(this.doc, "span", { l10n: `refkit-group-${group}`, args: { count } }),
			);
		const there = Object.keys(GROUPS).filter((group) => counts.has(group));
		groups.hidden = there.length < 2;
		groups.append(radio(ALL, this.task.model.rows.length), ...there.map((group) => radio(group, counts.get(group))));
	}

	/** @param {string} group */
	choose(group) {
		this.group = group;
		for (const row of this.part("list").querySelectorAll("tbody tr")) {
			row.hidden = group !== ALL && row.dataset.group !== group;
		}
		this.showTicks();
	}

	drawList() {
		const { model, asked } = this.task;
		const list = this.part("list");
		if (asked.want === "retractions") {
			list.replaceChildren(this.findings());
			return;
		}
		if (!model.rows.length) {
			list.replaceChildren();
			return;
		}
		const head = ["tick", "position", "reference", "action", "labels"].map((column) =>
			column === "tick"
				? make(this.doc, "th", { set: { scope: "col" } }, this.tickAll())
				: make(this.doc, "th", { l10n: `refkit-column-${column}`, set: { scope: "col" } }),
		);
		list.replaceChildren(
			make(
				this.doc,
				"table",
				{},
				make(this.doc, "thead", {}, make(this.doc, "tr", {}, ...head)),
				make(this.doc, "tbody", {}, ...model.rows.map((/** @type {any} */ row) => this.line(row))),
			),
		);
	}

	tickAll() {
		return make(this.doc, "input", {
			l10n: "refkit-tick-all",
			set: { type: "checkbox", id: "tick-all" },
			click: (event) => this.tickShown(/** @type {any} */ (event.target).checked),
		});
	}

	/** @param {boolean} on */
	tickShown(on) {
		for (const row of this.part("list").querySelectorAll("tbody tr:not([hidden])")) {
			const box = row.querySelector("input[type=checkbox]");
			if (!box) continue;
			box.checked = on;
			this.tick(Number(row.dataset.id), on);
		}
		this.showTicks();
	}

	/**
	 * @param {number} id
	 * @param {boolean} on
	 */
	tick(id, on) {
		if (on) this.ticked.add(id);
		else this.ticked.delete(id);
	}

	/** @param {import("./rows.mjs").Row} row */
	line(row) {
		const { doc } = this;
		const group = groupOf(row.action);
		const box = row.write
			? make(doc, "input", {
					l10n: "refkit-tick",
					args: { title: row.title },
					set: { type: "checkbox", checked: true },
					click: (event) => {
						this.tick(row.id, /** @type {any} */ (event.target).checked);
						this.showTicks();
					},
				})
			: null;
		return make(
			doc,
			"tr",
			{ class: `group-${group}`, set: { "data-id": String(row.id), "data-group": group } },
			make(doc, "td", {}, box),
			make(doc, "td", { class: "position", text: row.position }),
			make(
				doc,
				"td",
				{ class: "reference" },
				row.retracted ? make(doc, "strong", { class: "retracted", l10n: "refkit-retracted" }) : null,
				make(doc, "span", { class: "title", text: row.title }),
				row.about ? make(doc, "span", { class: "about", text: row.about }) : null,
				row.printed && row.printed !== row.title ? make(doc, "span", { class: "printed", text: row.printed }) : null,
			),
			make(
				doc,
				"td",
				{ class: "action" },
				make(doc, "span", { class: "what", l10n: `refkit-action-${group}` }),
				row.why ? make(doc, "span", { class: "why", text: row.why }) : null,
				this.details(row),
			),
			make(doc, "td", {}, row.labels.length ? labelChips(doc, row.labels) : null, this.words(row)),
		);
	}

	/** @param {import("./rows.mjs").Row} row */
	details(row) {
		const told = row.conflicts.map((each) => make(this.doc, "li", { class: "conflict", text: `${each.field}: ${each.why}` }));
		// What a new item holds is all of it; what changes in one that is there is listed.
		if (row.write?.op !== "create") told.push(...row.changes.map((text) => make(this.doc, "li", { text })));
		if (!told.length) return null;
		return make(this.doc, "details", {}, make(this.doc, "summary", { l10n: "refkit-changes", args: { count: told.length } }), make(this.doc, "ul", {}, ...told));
	}

	/** @param {import("./rows.mjs").Row} row */
	words(row) {
		const told = row.labels.flatMap((label) => {
			const parts = evidence(this.doc, label);
			return parts.length ? [make(this.doc, "li", {}, make(this.doc, "b", { text: String(label.name) }), ...parts)] : [];
		});
		if (!told.length) return null;
		return make(this.doc, "details", {}, make(this.doc, "summary", { l10n: "refkit-words" }), make(this.doc, "ul", {}, ...told));
	}

	findings() {
		const { model, asked } = this.task;
		const titles = new Map((asked.items ?? []).map((/** @type {any} */ item) => [item.key, item.getDisplayTitle()]));
		if (!model.findings.length) return make(this.doc, "p", { class: "sentence", l10n: "refkit-no-findings" });
		return make(
			this.doc,
			"ul",
			{ class: "findings" },
			...model.findings.map((/** @type {any} */ finding) =>
				make(
					this.doc,
					"li",
					{ class: `finding ${finding.severity === "error" ? "error" : "notice"}` },
					make(this.doc, "span", { class: "title", text: String(titles.get(finding.key) ?? finding.key) }),
					make(this.doc, "span", { class: "why", text: finding.message }),
					finding.advice ? make(this.doc, "span", { class: "about", text: finding.advice }) : null,
					this.given.select && finding.key
						? make(this.doc, "button", { l10n: "refkit-show-item", set: { type: "button" }, click: () => this.given.select?.(finding.key) })
						: null,
				),
			),
		);
	}

	drawCollection() {
		const { model, asked } = this.task;
		const isAsked = asked.want === "references" && Boolean(this.given.withCollection);
		this.part("into").hidden = !isAsked;
		if (isAsked) this.part("collection").value = model.collection?.name ?? asked.collection ?? "";
	}

	showTicks() {
		const { state, model } = this.task;
		const isReady = state === "ready";
		const go = this.part("go");
		go.hidden = this.task.asked.want === "retractions" || state === "done";
		go.disabled = !isReady || this.ticked.size === 0;
		localize(go, `refkit-go-${this.task.asked.want}`, { count: this.ticked.size });
		this.part("collection").disabled = !isReady && state !== "failed" && state !== "cancelled";
		const all = this.part("tick-all");
		if (!all) return;
		const shown = model.writable.filter((/** @type {any} */ row) => this.group === ALL || groupOf(row.action) === this.group);
		const on = shown.filter((/** @type {any} */ row) => this.ticked.has(row.id)).length;
		all.checked = on > 0 && on === shown.length;
		all.indeterminate = on > 0 && on < shown.length;
		all.disabled = !isReady || !shown.length;
		if (isReady === this.isOpen) return;
		this.isOpen = isReady;
		for (const box of this.part("list").querySelectorAll("tbody input")) box.disabled = !isReady;
	}

	/** Press what the settings say, where they say something. */
	answer() {
		if (this.given.answer === "accept" && this.ticked.size) this.window.setTimeout(() => this.part("go").click(), 0);
		else if (this.given.answer) this.finish();
	}

	finish() {
		if (!this.given.answer || this.isReported) return;
		this.isReported = true;
		const { task } = this;
		this.given.report({
			window: task.asked.want,
			state: task.state,
			rows: task.model.rows.length,
			written: task.state === "done" ? task.written.done : 0,
			run: task.model.run,
			accounts: task.model.accounts,
			errors: task.model.errors.map((/** @type {any} */ error) => error.message),
		});
		this.window.setTimeout(() => this.window.close(), 0);
	}
}

// The window's own script: whoever opens it gives what it shows.
const given = /** @type {any} */ (globalThis.window)?.arguments?.[0];
if (given?.newTask) new TaskWindow(globalThis.window, given).open();
