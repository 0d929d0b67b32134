/**
 * What the plug-in adds to Zotero, and takes away again: menus, the section of the item's pane, the
 * column, the settings, and the windows that open from them.
 */

import { make } from "./dom.mjs";
import { nameOf, openLibrary, wholeItems } from "./library.mjs";
import { findRefkit, installLine } from "./locate.mjs";
import { showPreferences } from "./preferences.mjs";
import { showExplained, showSentence } from "./section.mjs";
import { Refkit, Task } from "./task.mjs";

/** @typedef {import("./gecko.mjs").Host} Host */
/** @typedef {import("./locate.mjs").Search} Search */

/** The facet that the column shows. */
const COLUMN_FACET = "modality";
/** Settings after which refkit is looked for anew. */
const WATCHED = ["path", "ui", "tagStyle"];
/** How long an item is looked at before refkit is asked about it, in milliseconds. */
const PATIENCE = 150;
/** How many answers about items are kept. */
const KEPT = 200;
const SIZES = { task: "width=900,height=640", runs: "width=820,height=480", setup: "width=620,height=420" };

export class Plugin {
	/**
	 * @param {Host} host
	 * @param {{id: string, version: string, content: string}} given
	 */
	constructor(host, { id, version, content }) {
		this.host = { ...host, pluginVersion: version };
		this.id = id;
		this.content = content;
		/** @type {Search | null} */
		this.search = null;
		/** @type {(() => void)[]} how each thing that was added is taken away */
		this.undo = [];
		/** @type {Map<any, Task[]>} windows that are open, each with the tasks that it shows */
		this.windows = new Map();
		/** @type {Set<Task>} */
		this.tasks = new Set();
		/** @type {Map<string, Promise<any>>} answers about items, and questions that are under way */
		this.explained = new Map();
		/** @type {Map<object, () => unknown>} the sections that there are, each with how it is drawn anew */
		this.sections = new Map();
		/** @type {WeakMap<object, number>} which item a section shows by now */
		this.shown = new WeakMap();
		/** @type {Set<string>} */
		this.columnTags = new Set();
	}

	/** Add everything. */
	async start() {
		const { Zotero } = this.host;
		// Where the settings' window finds us.
		const shared = /** @type {any} */ (Zotero);
		shared.refkit = { showPreferences: (/** @type {any} */ pane) => showPreferences(pane, this) };
		this.undo.push(() => delete shared.refkit);
		this.addMenus();
		this.addSection();
		this.watchItems();
		this.addColumn();
		await this.addPreferences();
		for (const window of Zotero.getMainWindows()) this.addToWindow(window);
		for (const name of WATCHED) {
			const observer = Zotero.Prefs.registerObserver(`extensions.refkit.${name}`, () => this.lookAnew(), true);
			this.undo.push(() => Zotero.Prefs.unregisterObserver(observer));
		}
		// The column needs what refkit calls its labels; nobody waits for it.
		void this.find().catch(this.host.log);
	}

	/** Take everything away. */
	stop() {
		this.endRunning();
		for (const window of this.windows.keys()) window.close();
		this.windows.clear();
		for (const window of this.host.Zotero.getMainWindows()) this.removeFromWindow(window);
		for (const undo of this.undo.splice(0).reverse()) {
			try {
				undo();
			}
			catch (error) {
				this.host.log(error);
			}
		}
	}

	/** End what runs: no child outlives Zotero, and no transaction is left half done. */
	endRunning() {
		for (const task of this.tasks) task.stop();
		this.tasks.clear();
	}

	// Finding refkit

	/** Look for it. @returns {Promise<Search>} */
	async find() {
		this.search = await findRefkit(this.host);
		const facet = this.search.found?.facets.find((each) => each.id === COLUMN_FACET);
		this.columnTags = new Set(facet?.tags ?? []);
		this.explained.clear();
		this.host.Zotero.ItemTreeManager.refreshColumns?.();
		return this.search;
	}

	/** What was found, without looking. */
	last() {
		return this.search;
	}

	lookAnew() {
		this.search = null;
	}

	/** It, looked for where it is not known or gone. @returns {Promise<Search>} */
	async ensure() {
		const { search } = this;
		if (search?.found && (search.sandbox || (await this.host.isFile(search.found.path)))) return search;
		return this.find();
	}

	// Menus

	addMenus() {
		const { MenuManager } = this.host.Zotero;
		if (!MenuManager) return; // the nodes of addToWindow stand in for it
		const { id: pluginID } = this;
		const keys = [
			MenuManager.registerMenu({ menuID: "refkit-item", pluginID, target: "main/library/item", menus: this.itemMenu() }),
			MenuManager.registerMenu({ menuID: "refkit-tools", pluginID, target: "main/menubar/tools", menus: this.toolsMenu() }),
		];
		for (const key of keys) if (key) this.undo.push(() => MenuManager.unregisterMenu(key));
	}

	/** @returns {any[]} */
	itemMenu() {
		const entry = (/** @type {"references" | "labels" | "retractions"} */ want) => ({
			menuType: "menuitem",
			l10nID: `refkit-menu-${want}`,
			icon: `${this.content}icons/refkit.svg`,
			onShowing: (/** @type {Event} */ _event, /** @type {any} */ context) => {
				const works = this.works(context.items);
				context.setVisible(want === "references" ? works.length === 1 : works.length > 0);
				// Who may not write may still look.
				context.setEnabled(want === "retractions" || works.every((each) => each.isEditable()));
			},
			onCommand: (/** @type {Event} */ _event, /** @type {any} */ context) => void this.run(want, this.works(context.items)),
		});
		return [entry("references"), entry("labels"), entry("retractions")];
	}

	/** @returns {any[]} */
	toolsMenu() {
		const entry = (/** @type {string} */ id, /** @type {() => unknown} */ act) => ({ menuType: "menuitem", l10nID: id, onCommand: () => void act() });
		return [
			{
				menuType: "submenu",
				l10nID: "refkit-menu",
				menus: [
					entry("refkit-menu-runs", () => this.openRuns()),
					entry("refkit-menu-settings", () => this.openSettings()),
					entry("refkit-menu-setup", async () => this.openSetup(await this.find())),
				],
			},
		];
	}

	/**
	 * The works among the selected items: what is no note, file or annotation.
	 * @param {any[]} [items]
	 * @returns {any[]}
	 */
	works(items) {
		const selected = items ?? this.host.Zotero.getActiveZoteroPane()?.getSelectedItems() ?? [];
		return selected.filter(isWork);
	}

	/** @param {any} window a main window */
	addToWindow(window) {
		const { document } = window;
		// One that is still being loaded when we begin is told of by nobody later.
		if (!window.MozXULElement) {
			window.addEventListener("load", () => this.addToWindow(window), { once: true });
			return;
		}
		// One that was opened while we began is told of twice.
		if (document.querySelector("link.refkit-added")) return;
		window.MozXULElement.insertFTLIfNeeded("refkit.ftl");
		const sheet = make(document, "link", { set: { rel: "stylesheet", href: `${this.content}style.css`, class: "refkit-added" } });
		document.documentElement.append(sheet);
		if (!this.host.Zotero.MenuManager) this.addMenuNodes(document);
	}

	/**
	 * The menus where there is no MenuManager: nodes of our own.
	 * @param {any} document
	 */
	addMenuNodes(document) {
		const add = (/** @type {any} */ popup, /** @type {any[]} */ menus) => {
			for (const each of menus) {
				const node = document.createXULElement(each.menus ? "menu" : "menuitem");
				node.setAttribute("class", "refkit-added");
				node.setAttribute("data-l10n-id", each.l10nID);
				if (each.menus) {
					const below = document.createXULElement("menupopup");
					node.append(below);
					add(below, each.menus);
				}
				else node.addEventListener("command", (/** @type {Event} */ event) => each.onCommand(event, {}));
				popup?.append(node);
			}
		};
		add(document.getElementById("zotero-itemmenu"), this.itemMenu());
		add(document.getElementById("menu_ToolsPopup"), this.toolsMenu());
	}

	/** @param {any} window */
	removeFromWindow(window) {
		for (const node of window.document.querySelectorAll(".refkit-added, link[href='refkit.ftl']")) node.remove();
	}

	// The section of the item's pane

	addSection() {
		const { ItemPaneManager } = this.host.Zotero;
		const icon = `${this.content}icons/refkit.svg`;
		const key = ItemPaneManager.registerSection({
			paneID: "refkit",
			pluginID: this.id,
			header: { l10nID: "refkit-section-header", icon },
			sidenav: { l10nID: "refkit-section-sidenav", icon },
			onInit: (/** @type {any} */ { body, refresh }) => void this.sections.set(body, refresh),
			onDestroy: (/** @type {any} */ { body }) => void this.sections.delete(body),
			onItemChange: (/** @type {any} */ { item, setEnabled }) => void setEnabled(isWork(item)),
			onRender: (/** @type {any} */ { body }) => {
				body.classList.add("refkit-section");
				showSentence(body, "refkit-status-asking");
			},
			onAsyncRender: (/** @type {any} */ { body, item, editable }) => this.explain(body, item, editable),
			onToggle: (/** @type {any} */ { body, item, editable }) => void this.explain(body, item, editable),
		});
		if (key) this.undo.push(() => ItemPaneManager.unregisterSection(key));
		this.undo.push(() => this.sections.clear());
	}

	/**
	 * Zotero draws a section when another item is shown, not when the one that is shown was changed.
	 * It waits for whoever it tells of a change: nobody is waited for here.
	 */
	watchItems() {
		const { Notifier } = this.host.Zotero;
		const notify = (/** @type {string} */ action, /** @type {string} */ _type, /** @type {(number | string)[]} */ ids) => {
			if (!["modify", "add", "remove"].includes(action)) return;
			// A tag of an item is told as "item-tag".
			const changed = new Set(ids.map((id) => Number(String(id).split("-")[0])));
			for (const [body, refresh] of this.sections) {
				if (changed.has(this.shown.get(body) ?? 0)) void refresh();
			}
		};
		const observer = Notifier.registerObserver(/** @type {any} */ ({ notify }), ["item", "item-tag"], "refkit");
		this.undo.push(() => Notifier.unregisterObserver(observer));
	}

	/**
	 * @param {HTMLElement} body
	 * @param {any} item
	 * @param {boolean} editable
	 */
	async explain(body, item, editable) {
		if (!isWork(item)) return;
		this.shown.set(body, item.id);
		// One that is folded away is asked about when it is opened.
		if (/** @type {any} */ (body.closest?.("collapsible-section"))?.open === false) return;
		const isStill = () => this.shown.get(body) === item.id;
		const key = `${item.libraryID}/${item.key}/${item.dateModified}/${JSON.stringify(item.getTags())}`;
		try {
			if (!this.explained.has(key)) {
				// Who goes through a list with the arrow keys starts no refkit for each item.
				await this.host.pause(PATIENCE);
				if (!isStill()) return;
				const search = await this.ensure();
				if (!search.found) {
					showSentence(body, "refkit-section-missing", {}, this.setupButton(body.ownerDocument, search));
					return;
				}
				// Two windows, or two changes one after the other, are one question.
				if (!this.explained.has(key)) this.keep(key, this.askAbout(search, item));
			}
			const { explained, error } = await this.answerOf(key);
			if (!isStill()) return;
			if (!explained) {
				showSentence(body, "refkit-error-other", { message: error });
				return;
			}
			showExplained(body, explained, {
				editable: editable && item.isEditable(),
				decide: (decision, label) => void this.decide(body, item, editable, decision, label),
			});
		}
		catch (error) {
			this.host.log(error);
			if (isStill()) showSentence(body, "refkit-error-other", { message: String(/** @type {any} */ (error)?.message ?? error) });
		}
	}

	/**
	 * @param {Search} search
	 * @param {any} item
	 */
	async askAbout(search, item) {
		const { host } = this;
		const refkit = new Refkit(host, search);
		const library = nameOf(host, openLibrary(host, item.libraryID));
		const items = await wholeItems(host, item.libraryID, [item]);
		const model = await refkit.model("explain", { library, items, options: refkit.options() });
		return { explained: model.explained[0], error: model.errors[0]?.message ?? "" };
	}

	/**
	 * What was answered; what went wrong is forgotten, for it may go well the next time.
	 * @param {string} key
	 * @returns {Promise<any>}
	 */
	async answerOf(key) {
		const asked = this.explained.get(key);
		let isGood = false;
		try {
			const said = await asked;
			isGood = Boolean(said.explained);
			return said;
		}
		finally {
			if (!isGood && this.explained.get(key) === asked) this.explained.delete(key);
		}
	}

	/**
	 * @param {string} key
	 * @param {Promise<any>} value
	 */
	keep(key, value) {
		this.explained.set(key, value);
		if (this.explained.size > KEPT) this.explained.delete(this.explained.keys().next().value ?? "");
	}

	/**
	 * @param {Document} doc
	 * @param {Search} search
	 */
	setupButton(doc, search) {
		return make(doc, "button", { l10n: "refkit-section-setup", set: { type: "button" }, click: () => this.openSetup(search) });
	}

	/**
	 * Record a person's word on a label, and carry it out in the item.
	 * @param {HTMLElement} body
	 * @param {any} item
	 * @param {boolean} editable
	 * @param {import("./section.mjs").Decision} decision
	 * @param {string} label
	 */
	async decide(body, item, editable, decision, label) {
		const refkit = new Refkit(this.host, await this.ensure());
		const decisions = [{ key: item.key, decision, label }];
		const task = new Task(refkit, { want: "decide", libraryID: item.libraryID, items: [item], decisions });
		this.tasks.add(task);
		await task.prepare();
		const rows = task.model.writable.map((row) => row.id);
		if (task.state === "ready" && rows.length) await task.write(rows);
		this.tasks.delete(task);
		this.explained.clear();
		// Who went on to another item is not shown this one's labels in its place.
		if (this.shown.get(body) !== item.id) return;
		if (task.trouble) showSentence(body, task.trouble.l10nID, task.trouble.l10nArgs);
		else if (task.model.errors.length) showSentence(body, "refkit-error-other", { message: task.model.errors[0].message });
		else await this.explain(body, item, editable);
	}

	// The column

	addColumn() {
		const { ItemTreeManager } = this.host.Zotero;
		const key = ItemTreeManager.registerColumn({
			dataKey: "refkitModality",
			label: this.host.text("refkit-column-modality"),
			pluginID: this.id,
			enabledTreeIDs: ["main"],
			zoteroPersist: ["width", "hidden", "sortDirection"],
			dataProvider: (/** @type {any} */ item) =>
				isWork(item)
					? item
							.getTags()
							.map((/** @type {any} */ each) => each.tag)
							.filter((/** @type {string} */ tag) => this.columnTags.has(tag))
							.join(", ")
					: "",
		});
		if (key) this.undo.push(() => ItemTreeManager.unregisterColumn(key));
	}

	// The settings

	async addPreferences() {
		const { PreferencePanes } = this.host.Zotero;
		const pane = await PreferencePanes.register({
			pluginID: this.id,
			id: "refkit-prefpane",
			src: `${this.content}preferences.xhtml`,
			scripts: [`${this.content}preferences.js`],
			stylesheets: [`${this.content}style.css`],
			label: "refkit",
			image: `${this.content}icons/refkit.svg`,
		});
		this.preferencePane = pane;
		this.undo.push(() => PreferencePanes.unregister(pane));
	}

	openSettings() {
		this.host.Zotero.Utilities.Internal.openPreferences(this.preferencePane ?? "");
	}

	// Windows

	/**
	 * @param {"task" | "runs" | "setup"} name
	 * @param {{tasks?: Task[], [member: string]: any}} given
	 */
	openWindow(name, given) {
		this.forgetClosed();
		/** @type {any} */
		const window = this.host.Zotero.getMainWindow().openDialog(
			`${this.content}${name}.html`,
			"",
			`chrome,centerscreen,resizable,dialog=no,${SIZES[name]}`,
			given,
		);
		this.windows.set(window, given.tasks ?? []);
		return window;
	}

	/** Let go of windows that were closed, and of what they showed. */
	forgetClosed() {
		for (const [window, tasks] of this.windows) {
			if (!window.closed) continue;
			this.windows.delete(window);
			for (const task of tasks) this.tasks.delete(task);
		}
	}

	/**
	 * @param {"references" | "labels" | "retractions"} want
	 * @param {any[]} items
	 */
	async run(want, items) {
		// Zotero 10 selects across libraries; what is written is one library's.
		for (const libraryID of new Set(items.map((item) => item.libraryID))) {
			await this.openTask({ want, libraryID, items: items.filter((item) => item.libraryID === libraryID) });
		}
	}

	/** @param {import("./task.mjs").Asked} asked */
	async openTask(asked) {
		const search = await this.ensure();
		if (!search.found) {
			this.openSetup(search);
			return;
		}
		const refkit = new Refkit(this.host, search);
		/** @type {Task[]} */
		const tasks = [];
		const newTask = (/** @type {object} */ more = {}) => {
			const task = new Task(refkit, { ...asked, ...more });
			tasks.push(task);
			this.tasks.add(task);
			return task;
		};
		this.openWindow("task", {
			tasks,
			newTask: () => newTask(),
			withCollection: (/** @type {string} */ collection) => newTask({ collection }),
			answer: this.answer(asked.want),
			report: (/** @type {object} */ result) => this.report(result),
			select: (/** @type {string} */ key) => this.select(asked.libraryID, key),
		});
	}

	async openRuns() {
		const search = await this.ensure();
		if (!search.found) {
			this.openSetup(search);
			return;
		}
		const refkit = new Refkit(this.host, search);
		const { Zotero } = this.host;
		const libraryID = selectedLibrary(Zotero.getActiveZoteroPane()) ?? Zotero.Libraries.userLibraryID;
		const library = nameOf(this.host, openLibrary(this.host, libraryID));
		this.openWindow("runs", {
			ask: () => refkit.model("runs", { library }),
			undo: (/** @type {any} */ run) => void this.openTask({ want: "undo", libraryID, run: run.run, keys: run.keys }),
		});
	}

	/** @param {Search} search */
	openSetup(search) {
		const { host } = this;
		const kept = search.sandbox ? "ui" : "path";
		this.openWindow("setup", {
			search,
			line: installLine(host),
			platform: host.platform,
			chosen: String(host.pref(kept) ?? ""),
			test: (/** @type {string} */ where) => {
				host.setPref(kept, where);
				return this.find();
			},
			copy: host.copy,
			choose: () => host.chooseFile(host.Zotero.getMainWindow(), host.text("refkit-setup-where-title")),
			answer: this.answer("setup"),
			report: (/** @type {object} */ result) => this.report(result),
		});
	}

	/**
	 * @param {number} libraryID
	 * @param {string} key
	 */
	select(libraryID, key) {
		const { Zotero } = this.host;
		const item = Zotero.Items.getByLibraryAndKey(libraryID, key);
		if (item) Zotero.getActiveZoteroPane()?.selectItem(item.id);
	}

	// The switch by which windows answer themselves: for trying the plug-in on a real Zotero

	/**
	 * @param {string} window
	 * @returns {"" | "accept" | "cancel"}
	 */
	answer(window) {
		const set = String(this.host.pref("dryDialogs") ?? "").trim();
		if (!set.startsWith("{")) return set === "accept" || set === "cancel" ? set : "";
		try {
			const answer = JSON.parse(set)[window];
			return answer === "accept" || answer === "cancel" ? answer : "";
		}
		catch {
			return "";
		}
	}

	/** @param {object} result */
	report(result) {
		this.host.setPref("dryResult", JSON.stringify(result));
		this.host.Zotero.debug(`refkit: ${JSON.stringify(result)}`);
	}
}

/**
 * The library that is selected, the first of several: Zotero 10 selects many, and throws where it is
 * asked for the one.
 * @param {any} pane
 * @returns {number | undefined}
 */
function selectedLibrary(pane) {
	return pane?.getSelectedLibraryIDs ? pane.getSelectedLibraryIDs()[0] : pane?.getSelectedLibraryID();
}

/**
 * Whether it is a work: no note, file or annotation, and nothing of a feed, whose items are in no
 * library though Zotero says that they may be edited. A row of the list may have no item at all.
 * @param {any} item
 * @returns {boolean}
 */
function isWork(item) {
	return Boolean(item?.isRegularItem?.()) && !item.isFeedItem;
}
