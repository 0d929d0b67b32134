/**
 * What a user does, with the real refkit as a program and Zotero's interface as the shim has it: the
 * review that ships with refkit is fetched offline, written, and fetched again.
 */

import assert from "node:assert/strict";
import { test } from "node:test";

import { nameOf, openLibrary, wholeItems } from "../content/library.mjs";
import { REFERENCES, REVIEW, actions, fetched, itemThat, written, zotero } from "./shim/journey.mjs";

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

test("added, all stands in its collection, labelled, in one transaction; a second time nothing is made; it is explained", async (t) => {
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

	const before = shim.snapshot();
	const again = await fetched(refkit, item);
	assert.equal(actions(again).create, undefined, JSON.stringify(actions(again)));
	assert.deepEqual(again.model.writable.map((row) => row.changes), []);
	assert.deepEqual(shim.snapshot(), before);

	const row = task.model.rows.find((each) => each.action === "create" && each.labels.length);
	const there = await itemThat(host, (each) => each.getField("title") === row?.title);
	const items = await wholeItems(host, 1, [there]);
	const model = await refkit.model("explain", { library: nameOf(host, openLibrary(host, 1)), items, options: refkit.options() });
	const [explained] = model.explained;
	assert.equal(explained.state, "resolved");
	assert.deepEqual(explained.labels.map((/** @type {any} */ each) => each.name), row?.labels.map((each) => each.name));
	assert.deepEqual(explained.cited_by.map((/** @type {any} */ each) => String(each.position)), row?.position.split(", "));
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
