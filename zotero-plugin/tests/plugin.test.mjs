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
	assert.equal(shim.observers.size, 3);
	assert.ok(/** @type {any} */ (shim.Zotero).refkit);
	made.stop();

	assert.equal(shim.registered.size, 0);
	assert.equal(shim.observers.size, 0);
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
