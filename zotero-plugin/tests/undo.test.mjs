/** What goes wrong leaves nothing, and what was done is taken back; the real refkit keeps the record. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { childrenOf } from "../content/library.mjs";
import { Refkit, Task } from "../content/task.mjs";
import { makeHost } from "./shim/host.mjs";
import { REFERENCES, REVIEW, fetched, prepared, runsOf, written, zotero } from "./shim/journey.mjs";
import { folder, program } from "./shim/program.mjs";

test("an error in the middle leaves nothing, neither here nor on record, and the next try succeeds", async (t) => {
	const { refkit, shim } = await zotero(t);
	const item = await shim.add(REVIEW);
	const before = shim.snapshot();
	const task = await fetched(refkit, item);
	let saves = 0;
	shim.break(() => {
		if (++saves === 5) throw new Error("disk full");
	});

	await task.write(task.model.writable.map((row) => row.id));

	assert.equal(task.state, "failed");
	assert.deepEqual(task.trouble, { l10nID: "refkit-error-other", l10nArgs: { message: "disk full" } });
	assert.deepEqual(shim.snapshot(), before);
	const runs = await runsOf(refkit);
	assert.deepEqual(runs.filter((run) => run.can_undo), []);
	shim.break(null);
	await written(await fetched(refkit, item));
	assert.equal(shim.titles().length, REFERENCES + 1);
});

test("undo moves into the trash what the run made, and keeps what the user touched since", async (t) => {
	const { refkit, shim, host } = await zotero(t);
	const item = await shim.add({ ...REVIEW, tags: [{ tag: "my own" }] });
	await written(await fetched(refkit, item));
	const [run] = await runsOf(refkit);
	assert.equal(run.can_undo, true);
	const made = (await host.Zotero.Items.getAll(1, true, true)).filter((/** @type {any} */ each) => each.id !== item.id);
	const [edited, withNote] = made;
	edited.setField("title", "Edited by the user");
	await edited.saveTx();
	await shim.child(withNote, "note");

	const undo = await prepared(refkit, { want: "undo", libraryID: 1, run: run.run, keys: run.keys });
	assert.equal(undo.state, "ready", JSON.stringify(undo.model.errors));
	await written(undo);

	const left = made.filter((/** @type {any} */ each) => !each.deleted).map((/** @type {any} */ each) => each.key).sort();
	assert.deepEqual(left, [edited.key, withNote.key].sort());
	assert.equal(shim.rows().length, REFERENCES + 2);
	assert.equal(item.deleted, false);
	assert.deepEqual(item.getTags(), [{ tag: "my own" }]);
	// What was kept is all that is left of it.
	assert.deepEqual((await runsOf(refkit)).map((each) => each.keys.sort()), [left]);
});

test("a library that may only be read is told by refkit, and not touched", async (t) => {
	const { refkit, shim } = await zotero(t, { zotero: { libraries: [{ libraryID: 1, name: "Group", groupID: 5, editable: false }] } });
	const item = await shim.add(REVIEW);

	const task = await prepared(refkit, { want: "references", libraryID: 1, items: [item] });

	assert.equal(task.state, "failed");
	assert.deepEqual(task.model.errors.map((each) => each.kind), ["read-only"]);
});

test("cancelled while it is asked, its program has ended and nothing is there", async (t) => {
	const { refkit, shim, children } = await zotero(t);
	const item = await shim.add(REVIEW);
	const before = shim.snapshot();
	const task = new Task(refkit, { want: "references", libraryID: 1, items: [item] });
	task.onChange = () => task.stop();

	await task.prepare();

	assert.equal(task.state, "cancelled");
	await children.at(-1).ended;
	assert.deepEqual(shim.snapshot(), before);
});

test("a program that breaks off in the middle of its plan is told, and its plan not carried out", async (t) => {
	const home = folder(t);
	const line = `cat >/dev/null; echo '{"event":"start","protocol":1,"refkit":"1","run":"r"}'; echo '{"event":"item","id":1,"title":"T","action":"create","write":{"op":"create","item":{"itemType":"book","title":"T"}}}'; echo 'killed' >&2; exit 9`;
	const { host, shim } = makeHost({ home });
	const found = { path: program(home, line), state: /** @type {"ok"} */ ("ok"), version: "1", said: "", facets: [] };
	const item = await shim.add(REVIEW);

	const task = await prepared(new Refkit(host, { found, tried: [], sandbox: "" }), { want: "references", libraryID: 1, items: [item] });
	await task.write([1]);

	assert.equal(task.state, "failed");
	assert.deepEqual(task.model.errors, [{ kind: "stream", message: "killed" }]);
	assert.deepEqual(shim.titles(), [REVIEW.title]);
});

test("of a run that wrote notes too, the items alone are asked for theirs", async (t) => {
	const { shim, host } = await zotero(t);
	const item = await shim.add(REVIEW);
	const note = await shim.child(item, "note");

	assert.deepEqual(
		childrenOf(host, [item, note]).map((child) => [child.key, child.parentItem]),
		[[note.key, item.key]],
	);
});
