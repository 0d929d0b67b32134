/** What is added to Zotero is taken away again, all of it. */

import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";

import { Plugin } from "../content/plugin.mjs";
import { makeHost } from "./shim/host.mjs";
import { folder, program } from "./shim/program.mjs";

const HELLO = `cat >/dev/null; echo '{"event":"start","protocol":1,"refkit":"9.9.9"}'; echo '{"event":"vocabulary","facets":[{"facet":"modality","labels":[{"label":"car-t","tag":"CAR-T"},{"label":"car-nk","tag":"CAR-NK"}]},{"facet":"disease","labels":[{"label":"sle","tag":"Lupus"}]}]}'; echo '{"event":"end","ok":true}'`;

/** @param {import("node:test").TestContext} t @param {object} [more] */
function plugin(t, more = {}) {
	const home = folder(t);
	program(path.join(home, ".local", "bin"), HELLO);
	const made = makeHost({ home, ...more });
	return { ...made, plugin: new Plugin(made.host, { id: "refkit@refkit.invalid", version: "0.1.0", content: "chrome://refkit-x/content/" }) };
}

/** @param {Map<string, any>} registered @param {string} kind */
const all = (registered, kind) => [...registered.values()].filter((each) => each.kind === kind).map((each) => each.options);

test("started and stopped, nothing of it is left", async (t) => {
	const { plugin: made, shim } = plugin(t);

	await made.start();
	assert.deepEqual([...shim.registered.values()].map((each) => each.kind).sort(), ["column", "menu", "menu", "pane", "section"]);
	assert.deepEqual([shim.observers.size, shim.notified.size], [3, 1]);
	assert.ok(/** @type {any} */ (shim.Zotero).refkit);
	made.stop();

	assert.equal(shim.registered.size, 0);
	assert.deepEqual([shim.observers.size, shim.notified.size], [0, 0]);
	assert.equal("refkit" in shim.Zotero, false);
	await made.start();
	assert.equal(shim.registered.size, 5);
	made.stop();
});

test("a menu shows what can be done with what is selected", async (t) => {
	const { plugin: made, shim } = plugin(t, { zotero: { libraries: [{ libraryID: 1, name: "Mine" }, { libraryID: 2, name: "Group", groupID: 7, editable: false }] } });
	await made.start();
	const mine = await shim.add({ itemType: "journalArticle", title: "Mine" });
	const theirs = await shim.add({ itemType: "journalArticle", title: "Theirs" }, { libraryID: 2 });
	const note = await shim.child(mine, "note");
	const [item] = all(shim.registered, "menu").filter((each) => each.target === "main/library/item");
	const look = (/** @type {any[]} */ items) =>
		item.menus.map((/** @type {any} */ menu) => {
			const seen = { visible: false, enabled: false };
			menu.onShowing({}, { items, setVisible: (/** @type {boolean} */ on) => (seen.visible = on), setEnabled: (/** @type {boolean} */ on) => (seen.enabled = on) });
			return seen.visible ? (seen.enabled ? "on" : "off") : "-";
		});

	assert.deepEqual(look([mine]), ["on", "on", "on"]);
	assert.deepEqual(look([mine, note]), ["on", "on", "on"]);
	assert.deepEqual(look([mine, mine]), ["-", "on", "on"]);
	assert.deepEqual(look([theirs]), ["off", "off", "on"]);
	assert.deepEqual(look([note]), ["-", "-", "-"]);
	made.stop();
});

test("the column shows the tags of its facet, as refkit calls them", async (t) => {
	const { plugin: made, shim } = plugin(t);
	await made.start();
	await made.find();
	const [column] = all(shim.registered, "column");
	const item = await shim.add({ itemType: "journalArticle", title: "T", tags: [{ tag: "Lupus" }, { tag: "my own" }, { tag: "CAR-NK" }, { tag: "CAR-T" }] });

	assert.equal(column.dataProvider(item), "CAR-NK, CAR-T");
	assert.equal(column.dataProvider(await shim.child(item, "note")), "");
	made.stop();
});

test("windows answer themselves as the settings say, and only then", (t) => {
	const { plugin: made, settings } = plugin(t);
	for (const [set, references, undo] of [
		["", "", ""],
		["accept", "accept", "accept"],
		["cancel", "cancel", "cancel"],
		["yes", "", ""],
		['{"references": "accept"}', "accept", ""],
		['{"references": "rm"}', "", ""],
		["{broken", "", ""],
	]) {
		settings.set("dryDialogs", set);

		assert.deepEqual([made.answer("references"), made.answer("undo")], [references, undo]);
	}
	made.report({ state: "done" });
	assert.equal(settings.get("dryResult"), '{"state":"done"}');
});

test("after a setting was changed refkit is looked for anew, and also when its file is gone", async (t) => {
	const { plugin: made, shim, settings, host } = plugin(t);
	await made.start();
	await made.find();
	assert.ok((await made.ensure()).found);
	settings.set("path", path.join(host.home, "nowhere"));
	for (const { name, call } of shim.observers.values()) if (name === "extensions.refkit.path") call();

	assert.equal((await made.ensure()).found, null);
	made.stop();
});

/**
 * The windows that are opened, in place of Zotero's.
 * @param {any} shim
 */
function windowsOf(shim) {
	/** @type {any[]} */
	const opened = [];
	shim.Zotero.getMainWindow = () => ({
		openDialog: (/** @type {string} */ address, /** @type {string} */ _name, /** @type {string} */ _features, /** @type {any} */ given) => {
			const window = { address, given, closed: false, close: () => (window.closed = true) };
			opened.push(window);
			return window;
		},
	});
	return opened;
}

test("runs are those of the library that is selected, however a Zotero tells it", async (t) => {
	const libraries = [{ libraryID: 1, name: "Mine" }, { libraryID: 2, name: "Group", groupID: 7 }];
	for (const pane of [
		{ getSelectedLibraryID: () => 2 },
		// Zotero 10
		{
			getSelectedLibraryID: () => {
				throw new Error("use getSelectedLibraryIDs()");
			},
			getSelectedLibraryIDs: () => [2, 1],
		},
	]) {
		const { plugin: made, shim } = plugin(t, { zotero: { libraries } });
		const opened = windowsOf(shim);
		/** @type {any} */ (shim.Zotero).getActiveZoteroPane = () => pane;

		await made.openRuns();
		opened[0].given.undo({ run: "2026-11-30-abcdef", keys: [] });
		while (opened.length < 2) await made.host.pause(1);

		assert.equal(opened[1].given.newTask().asked.libraryID, 2);
		made.stop();
	}
});

test("what is selected across libraries is asked for library by library", async (t) => {
	const { plugin: made, shim } = plugin(t, { zotero: { libraries: [{ libraryID: 1, name: "Mine" }, { libraryID: 2, name: "Group", groupID: 7 }] } });
	const opened = windowsOf(shim);
	const items = [await shim.add({ itemType: "book", title: "A" }), await shim.add({ itemType: "book", title: "B" }, { libraryID: 2 }), await shim.add({ itemType: "book", title: "C" })];

	await made.run("labels", items);

	assert.deepEqual(
		opened.map((window) => window.given.newTask().asked).map((asked) => [asked.libraryID, asked.items.map((/** @type {any} */ each) => each.getField("title"))]),
		[[1, ["A", "C"]], [2, ["B"]]],
	);
	made.stop();
});

test("a window that was closed is let go of, with its tasks", async (t) => {
	const { plugin: made, shim } = plugin(t);
	const opened = windowsOf(shim);
	const item = await shim.add({ itemType: "book", title: "A" });
	await made.run("labels", [item]);
	opened[0].given.newTask();
	opened[0].close();

	await made.run("labels", [item]);

	assert.deepEqual([...made.windows.keys()], [opened[1]]);
	assert.equal(made.tasks.size, 0);
	made.stop();
	assert.equal(opened[1].closed, true);
});

/** A section's place, as far as it is filled here. */
const place = () => /** @type {any} */ ({ ownerDocument: null, replaceChildren: () => assert.fail("another item is shown there") });

test("who went on to another item while a label was decided is not shown the first one's", async (t) => {
	const { plugin: made, shim } = plugin(t);
	const [first, second] = [await shim.add({ itemType: "book", title: "A" }), await shim.add({ itemType: "book", title: "B" })];
	const body = place();
	made.shown.set(body, second.id);

	await made.decide(body, first, true, "remove", "modality/car-t");

	assert.equal(made.shown.get(body), second.id);
	made.stop();
});

test("what went wrong once is asked again the next time that the item is looked at", async (t) => {
	// It answers as refkit does, but for what is asked here.
	const { plugin: made, shim } = plugin(t);
	const item = await shim.add({ itemType: "book", title: "A" });
	const element = () => ({ setAttribute() {}, removeAttribute() {}, addEventListener() {}, append() {}, ownerDocument: {} });
	/** @type {string[]} */
	const shown = [];
	const body = /** @type {any} */ ({ ownerDocument: { createElementNS: element }, replaceChildren: () => shown.push("a sentence") });

	await made.explain(body, item, true);

	assert.deepEqual(shown, ["a sentence"]);
	assert.equal(made.explained.size, 0);
	made.stop();
});

test("nothing is offered for what is in a feed, though Zotero says that it may be edited", async (t) => {
	const { plugin: made, shim } = plugin(t, { zotero: { libraries: [{ libraryID: 1, name: "Mine" }, { libraryID: 3, name: "News", editable: false, isFeed: true }] } });
	await made.start();
	const item = await shim.add({ itemType: "journalArticle", title: "News", tags: [{ tag: "CAR-T" }] }, { libraryID: 3 });
	const [section] = all(shim.registered, "section");
	const [column] = all(shim.registered, "column");
	/** @type {boolean[]} */
	const enabled = [];

	section.onItemChange({ item, setEnabled: (/** @type {boolean} */ on) => enabled.push(on) });
	section.onItemChange({ item: undefined, setEnabled: (/** @type {boolean} */ on) => enabled.push(on) });

	assert.equal(item.isEditable(), true);
	assert.deepEqual(made.works([item]), []);
	assert.deepEqual(enabled, [false, false]);
	// A row of a collection or a search in the trash has no item.
	assert.deepEqual([column.dataProvider(item), column.dataProvider(undefined), column.dataProvider({})], ["", "", ""]);
	made.stop();
});

/** @param {{isOpen: boolean}} folded */
function sectionBody(folded) {
	/** @type {string[]} */
	const shown = [];
	const element = () => ({ setAttribute() {}, removeAttribute() {}, addEventListener() {}, append() {}, ownerDocument: {} });
	const body = {
		ownerDocument: { createElementNS: element },
		classList: { add() {} },
		closest: () => ({ open: folded.isOpen }),
		replaceChildren: () => shown.push("drawn"),
	};
	return { body: /** @type {any} */ (body), shown };
}

test("the section of an item that was changed is drawn anew, and nobody waits for it", async (t) => {
	const { plugin: made, shim } = plugin(t);
	await made.start();
	const [section] = all(shim.registered, "section");
	const [one, other] = [await shim.add({ itemType: "book", title: "A" }), await shim.add({ itemType: "book", title: "B" })];
	const { body } = sectionBody({ isOpen: false });
	let drawn = 0;
	section.onInit({
		body,
		refresh: () => {
			drawn++;
			return new Promise(() => {});
		},
	});
	await section.onAsyncRender({ body, item: one, editable: true });

	other.setField("title", "B2");
	await other.saveTx();
	assert.equal(drawn, 0);
	one.addTag("mine");
	await one.saveTx();
	assert.equal(drawn, 1);

	section.onDestroy({ body });
	one.addTag("mine too");
	await one.saveTx();
	assert.equal(drawn, 1);
	made.stop();
});

test("a section that is folded away asks nobody until it is opened", async (t) => {
	const { plugin: made, shim, children } = plugin(t);
	const item = await shim.add({ itemType: "book", title: "A" });
	const folded = { isOpen: false };
	const { body, shown } = sectionBody(folded);

	await made.explain(body, item, true);
	assert.deepEqual([children.length, shown], [0, []]);
	folded.isOpen = true;
	await made.explain(body, item, true);

	assert.ok(children.length > 0);
	assert.deepEqual(shown, ["drawn"]);
});

test("one item in two windows is one question", async (t) => {
	const { plugin: made, shim, children } = plugin(t);
	const item = await shim.add({ itemType: "book", title: "A" });
	await made.find();
	const before = children.length;

	await Promise.all([sectionBody({ isOpen: true }), sectionBody({ isOpen: true })].map(({ body }) => made.explain(body, item, true)));

	assert.equal(children.length - before, 1);
});

test("a window that is still loaded, or is told of twice, gets everything once", (t) => {
	const { plugin: made } = plugin(t);
	/** @type {any[]} */
	const added = [];
	const document = {
		createElementNS: () => ({ setAttribute() {} }),
		documentElement: { append: (/** @type {any} */ node) => added.push(node) },
		querySelector: () => added[0] ?? null,
	};
	/** @type {(() => void)[]} */
	const loaded = [];
	/** @type {any} */
	const window = { document, MozXULElement: undefined, addEventListener: (/** @type {string} */ _name, /** @type {() => void} */ call) => loaded.push(call) };

	made.addToWindow(window);
	assert.deepEqual([added.length, loaded.length], [0, 1]);
	window.MozXULElement = { insertFTLIfNeeded() {} };
	loaded[0]();
	made.addToWindow(window);

	assert.equal(added.length, 1);
});
