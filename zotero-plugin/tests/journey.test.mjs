/**
 * What a user does, with the real refkit as a program and Zotero's interface as the shim has it: the
 * review that ships with refkit is fetched offline, written, fetched again, changed, undone.
 */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Refkit, Task } from "../content/task.mjs";
import { makeHost } from "./shim/host.mjs";
import { folder, installed, program } from "./shim/program.mjs";

const REVIEW = { itemType: "journalArticle", title: "A review of mine", DOI: "10.1038/s41584-025-01343-5" };
/** The review that ships: its references, and itself. */
const REFERENCES = 9;

/** @param {import("node:test").TestContext} t @param {any} [more] */
async function zotero(t, more = {}) {
	const home = folder(t);
	const made = makeHost({ home, ...more });
	// That it is found is locate.test.mjs's.
	const found = { path: installed(home), state: /** @type {"ok"} */ ("ok"), version: "", said: "", facets: [] };
	return { ...made, home, refkit: new Refkit(made.host, { found, tried: [], sandbox: "" }) };
}

/**
 * @param {Refkit} refkit
 * @param {import("../content/task.mjs").Asked} asked
 */
async function prepared(refkit, asked) {
	const task = new Task(refkit, asked);
	await task.prepare();
	return task;
}

/** @param {Task} task */
async function written(task, ids = task.model.writable.map((row) => row.id)) {
	await task.write(ids);
	assert.deepEqual([task.state, task.trouble], ["done", null], JSON.stringify(task.model.errors));
}

/** @param {Refkit} refkit @param {any} item @param {object} [more] */
async function fetched(refkit, item, more = {}) {
	const task = await prepared(refkit, { want: "references", libraryID: item.libraryID, items: [item], collection: "Its references", ...more });
	assert.equal(task.state, "ready", JSON.stringify(task.model.errors));
	return task;
}

/** @param {Task} task */
function actions(task) {
	/** @type {Record<string, number>} */
	const counts = {};
	for (const { action } of task.model.rows) counts[action] = (counts[action] ?? 0) + 1;
	return counts;
}

test("a review's references are shown line by line, and nothing is written by that", async (t) => {
	const { refkit, shim } = await zotero(t);
	const item = await shim.add(REVIEW);
	const before = shim.snapshot();

	const task = await fetched(refkit, item);

	assert.deepEqual(shim.snapshot(), before);
	const lines = task.model.rows.filter((row) => row.position);
	assert.deepEqual(lines.map((row) => Number(row.position)).sort((a, b) => a - b), Array.from({ length: REFERENCES }, (_, n) => n + 1));
	assert.deepEqual(actions(task).create, 6);
	assert.deepEqual(actions(task)["not-resolved"], 3);
	assert.match(task.model.accounts[0], /^9 listed: 6 by deposited DOI/);
	const labelled = task.model.rows.filter((row) => row.labels.length);
	assert.ok(labelled.length);
	for (const label of labelled.flatMap((row) => row.labels)) {
		for (const { text, spans } of label.evidence) for (const [start, end] of spans) assert.ok(text.slice(start, end).trim(), label.name);
	}
});

test("added, every listed reference stands in its collection, labelled, in one transaction", async (t) => {
	const { refkit, shim, host } = await zotero(t);
	const item = await shim.add(REVIEW);
	const task = await fetched(refkit, item);
	const { transactions } = shim.count;

	await written(task);

	assert.equal(shim.count.transactions - transactions, 2);
	const [collection] = host.Zotero.Collections.getByLibrary(1);
	assert.equal(collection.name, "Its references");
	assert.equal(shim.titles().length, REFERENCES + 1);
	assert.ok(collection.getChildItems(true, false).length >= REFERENCES);
	const tags = new Set(shim.rows().flatMap((/** @type {any} */ row) => row.tags.map((/** @type {any} */ each) => each.tag)));
	for (const row of task.model.rows) for (const label of row.labels) assert.ok(tags.has(label.tag), label.tag);
});

test("a second time nothing is made twice", async (t) => {
	const { refkit, shim } = await zotero(t);
	const item = await shim.add(REVIEW);
	await written(await fetched(refkit, item));
	const before = shim.snapshot();

	const again = await fetched(refkit, item);

	assert.equal(actions(again).create, undefined, JSON.stringify(actions(again)));
	assert.deepEqual(again.model.writable.map((row) => row.changes), []);
	assert.deepEqual(shim.snapshot(), before);
});

test("only what was ticked is written, and the rest is offered again", async (t) => {
	const { refkit, shim } = await zotero(t);
	const item = await shim.add(REVIEW);
	const task = await fetched(refkit, item);
	const [first] = task.model.rows.filter((row) => row.action === "create");

	await written(task, [first.id]);

	assert.deepEqual(shim.titles().slice(1), [first.title]);
	assert.equal(actions(await fetched(refkit, item)).create, 5);
});

test("a label that the user took off does not come back, one's own tag stays", async (t) => {
	const { refkit, shim, host } = await zotero(t);
	const item = await shim.add(REVIEW);
	const task = await fetched(refkit, item);
	await written(task);
	const labelled = task.model.rows.find((row) => row.action === "create" && row.labels.length);
	const there = (await host.Zotero.Items.getAll(1, true, true)).find((/** @type {any} */ each) => each.getField("title") === labelled?.title);
	assert.ok(there);
	const own = there.getTags().filter((/** @type {any} */ each) => !labelled?.labels.some((label) => label.tag === each.tag));
	there.setTags([...own, { tag: "my own" }]);
	await there.saveTx();

	const again = await fetched(refkit, item);
	if (again.model.writable.length) await written(again);
	const labels = await prepared(refkit, { want: "labels", libraryID: 1, items: [there] });
	if (labels.model.writable.length) await written(labels);

	assert.deepEqual(there.getTags(), [...own, { tag: "my own" }]);
});

test("items of one's own get labels with the words that earned them; a decision holds", async (t) => {
	const { refkit, shim } = await zotero(t);
	const item = await shim.add({ itemType: "journalArticle", title: "CD19 CAR-T cells in systemic lupus erythematosus", tags: [{ tag: "to read" }] });

	const task = await prepared(refkit, { want: "labels", libraryID: 1, items: [item] });
	assert.deepEqual(actions(task), { update: 1 });
	await written(task);

	const tags = item.getTags().map((/** @type {any} */ each) => each.tag);
	assert.ok(tags.includes("to read") && tags.includes("CAR-T"), tags.join());
	const [label] = task.model.rows[0].labels.filter((each) => each.tag === "CAR-T");
	const [{ text, spans }] = label.evidence;
	assert.match(text.slice(...spans[0]), /CAR/);

	const decided = await prepared(refkit, { want: "decide", libraryID: 1, items: [item], decisions: [{ key: item.key, decision: "remove", label: "modality/car-t" }] });
	await written(decided);
	assert.deepEqual(item.getTags().filter((/** @type {any} */ each) => each.tag === "CAR-T"), []);
	const again = await prepared(refkit, { want: "labels", libraryID: 1, items: [item] });
	assert.deepEqual(actions(again), { same: 1 });
});

test("what an item is explained by: its labels, its state, and where it is cited", async (t) => {
	const { refkit, shim, host } = await zotero(t);
	const item = await shim.add(REVIEW);
	const task = await fetched(refkit, item);
	await written(task);
	const row = task.model.rows.find((each) => each.action === "create" && each.labels.length);
	const there = (await host.Zotero.Items.getAll(1, true, true)).find((/** @type {any} */ each) => each.getField("title") === row?.title);
	const { nameOf, openLibrary, wholeItems } = await import("../content/library.mjs");

	const model = await refkit.model("explain", { library: nameOf(host, openLibrary(host, 1)), items: await wholeItems(host, 1, [there]), options: refkit.options() });

	const [explained] = model.explained;
	assert.equal(explained.state, "resolved");
	assert.deepEqual(explained.labels.map((/** @type {any} */ each) => each.name), row?.labels.map((each) => each.name));
	assert.deepEqual(explained.cited_by.map((/** @type {any} */ each) => String(each.position)), row?.position.split(", "));
});

test("what lies in the trash is told and left there", async (t) => {
	const { refkit, shim, host } = await zotero(t);
	const item = await shim.add(REVIEW);
	await written(await fetched(refkit, item));
	const there = (await host.Zotero.Items.getAll(1, true, true)).find((/** @type {any} */ each) => each.getField("DOI") && each.id !== item.id);
	assert.ok(there);
	there.deleted = true;
	await there.saveTx();

	const again = await fetched(refkit, item);

	assert.deepEqual(again.model.rows.filter((row) => row.action === "in-trash").map((row) => [row.title, row.write]), [[there.getField("title"), null]]);
	if (again.model.writable.length) await written(again);
	assert.equal(there.deleted, true);
	assert.equal(shim.rows().length, REFERENCES + 1);
});

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

/** @param {Refkit} refkit @returns {Promise<any[]>} */
async function runsOf(refkit) {
	const { nameOf, openLibrary } = await import("../content/library.mjs");
	return (await refkit.model("runs", { library: nameOf(refkit.host, openLibrary(refkit.host, 1)) })).runs;
}

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

test("a thousand items of one's own are labelled in one transaction", async (t) => {
	const { refkit, shim } = await zotero(t);
	const items = [];
	for (let n = 0; n < 1000; n++) items.push(await shim.add({ itemType: "journalArticle", title: `CAR-T cells, study ${n}`, DOI: `10.5555/study.${n}` }));
	const task = await prepared(refkit, { want: "labels", libraryID: 1, items });
	const { transactions } = shim.count;
	const seen = new Set();
	task.onChange = () => seen.add(task.written.done);

	await written(task);

	assert.equal(shim.count.transactions - transactions, 2);
	assert.equal(seen.size, 1001);
	assert.equal(shim.rows().filter((/** @type {any} */ row) => row.tags.some((/** @type {any} */ each) => each.tag === "CAR-T")).length, 1000);
});

test("text from outside stays text, whatever it looks like", async (t) => {
	const { refkit, shim } = await zotero(t);
	const title = 'CAR-T <img src=x onerror=alert(1)> {"event":"end"}\u2028"; rm -rf ~ \' $(reboot) `x` ${1} 🧬 ‮';
	const item = await shim.add({ itemType: "journalArticle", title });

	const task = await prepared(refkit, { want: "labels", libraryID: 1, items: [item] });

	assert.equal(task.model.rows[0].title.trim(), item.getField("title").trim());
});

