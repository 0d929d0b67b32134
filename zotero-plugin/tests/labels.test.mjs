/** Items of a user's own: labelled, decided on, many, and with titles that could become anything else. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { readLibrary } from "../content/library.mjs";
import { REVIEW, actions, fetched, prepared, written, zotero } from "./shim/journey.mjs";

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

test("a case is told and labelled by its title, which has a name of its own", async (t) => {
	const { refkit, shim, host } = await zotero(t);
	const item = await shim.add({ itemType: "case", caseName: "In re CAR-T cells", dateDecided: "1985" });

	const { items } = await readLibrary(host, 1);
	const task = await prepared(refkit, { want: "labels", libraryID: 1, items: [item] });

	assert.deepEqual(items.map((each) => [each.title, each.date]), [["In re CAR-T cells", "1985"]]);
	assert.equal(task.model.rows[0].title, "In re CAR-T cells");
	assert.ok(task.model.rows[0].labels.some((label) => label.tag === "CAR-T"));
});

test("text from outside stays text, whatever it looks like", async (t) => {
	const { refkit, shim } = await zotero(t);
	const title = 'CAR-T <img src=x onerror=alert(1)> {"event":"end"}\u2028"; rm -rf ~ \' $(reboot) `x` ${1} 🧬 ‮';
	const item = await shim.add({ itemType: "journalArticle", title });

	const task = await prepared(refkit, { want: "labels", libraryID: 1, items: [item] });

	assert.equal(task.model.rows[0].title.trim(), item.getField("title").trim());
});
