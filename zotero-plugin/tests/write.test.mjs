/** Writing: tags first, then all in one transaction; what goes wrong leaves nothing, not even in memory. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Cancel, Cancelled } from "../content/cancel.mjs";
import { savedAt } from "../content/library.mjs";
import { WriteError, carryOut } from "../content/write.mjs";
import { makeHost } from "./shim/host.mjs";

/** @param {number} id @param {object} [more] @returns {any} */
function creation(id, more = {}) {
	const item = { itemType: "journalArticle", title: `Work ${id}`, tags: [{ tag: "CAR-T" }, { tag: "refkit run x", type: 1 }], creators: [{ creatorType: "author", lastName: "Abel", firstName: "A." }], ...more };
	return { id, title: item.title, write: { op: "create", item, collect: true } };
}

const NEW = { name: "A review", key: null, action: "make" };
/** @param {any[]} rows @param {object} [more] */
const job = (rows, more = {}) => ({ libraryID: 1, rows, tags: ["CAR-T", "refkit run x"], collection: NEW, ...more });

test("all of a run is one transaction, and its tags one before it", async () => {
	const { host, shim } = makeHost({ home: "/nowhere" });
	/** @type {number[][]} */
	const progress = [];

	const result = await carryOut(host, job([creation(1), creation(2)]), (done, total) => progress.push([done, total]));

	assert.equal(shim.count.transactions, 2);
	assert.deepEqual(shim.titles(), ["Work 1", "Work 2"]);
	assert.deepEqual(progress, [[1, 2], [2, 2]]);
	assert.deepEqual(result.written.map((each) => each.id), [1, 2]);
	const [collection] = host.Zotero.Collections.getByLibrary(1);
	assert.equal(result.collection, collection.key);
	assert.equal(collection.getChildItems(true, false).length, 2);
	const versions = await savedAt(host, 1);
	assert.equal(result.written[1].version, versions.get(result.written[1].key));
	assert.notEqual(result.written[0].version, result.written[1].version);
});

test("an error in the middle leaves nothing, and the same tags can be used afterwards", async () => {
	const { host, shim } = makeHost({ home: "/nowhere" });
	const before = shim.snapshot();
	shim.break((title) => {
		if (title === "Work 3") throw new Error("disk full");
	});

	await assert.rejects(carryOut(host, job([1, 2, 3, 4].map((id) => creation(id)))), /disk full/);
	assert.deepEqual(shim.snapshot(), before);

	shim.break(null);
	await carryOut(host, job([creation(5)]));
	assert.deepEqual(shim.titles(), ["Work 5"]);
});

test("the trap: a tag first made in a transaction that is rolled back poisons the next one", async () => {
	const { shim } = makeHost({ home: "/nowhere" });
	const { Zotero } = shim;
	const tagged = () => {
		const item = new Zotero.Item("journalArticle");
		item.setTags([{ tag: "new" }]);
		return item;
	};
	await assert.rejects(Zotero.DB.executeTransaction(async () => {
		await tagged().save();
		throw new Error("rolled back");
	}));

	await assert.rejects(tagged().saveTx(), /FOREIGN KEY/);
});

test("an item that was there is in memory as it is on the disk after a rollback", async () => {
	const { host, shim } = makeHost({ home: "/nowhere" });
	const item = await shim.add({ itemType: "book", title: "Mine", tags: [{ tag: "my own" }] });
	const version = (await savedAt(host, 1)).get(item.key);
	const change = { id: 1, title: "Mine", write: { op: "update", key: item.key, version, patch: { title: "Theirs", tags: [{ tag: "CAR-T" }] }, collect: true } };
	shim.break((title) => {
		if (title === "Work 2") throw new Error("disk full");
	});

	await assert.rejects(carryOut(host, job([/** @type {any} */ (change), creation(2)])), /disk full/);

	assert.equal(item.getField("title"), "Mine");
	assert.deepEqual(item.getTags(), [{ tag: "my own" }]);
	assert.deepEqual(item.getCollections(), []);
	assert.deepEqual(shim.Zotero.Tags.all(), ["my own"]);
});

test("a change sets what it names and nothing else", async () => {
	const { host, shim } = makeHost({ home: "/nowhere" });
	const item = await shim.add({ itemType: "journalArticle", title: "T", extra: "mine", volume: "7", tags: [{ tag: "my own" }] });
	const version = (await savedAt(host, 1)).get(item.key);
	const patch = { itemType: "book", volume: "", publisher: "P", tags: [{ tag: "my own" }, { tag: "CAR-T" }] };

	await carryOut(host, job([/** @type {any} */ ({ id: 1, title: "T", write: { op: "update", key: item.key, version, patch, collect: false } })], { collection: null }));

	const [row] = shim.rows();
	assert.equal(row.itemType, "book");
	assert.deepEqual(row.fields, { title: "T", extra: "mine", publisher: "P" });
	assert.deepEqual(row.tags.map((/** @type {any} */ each) => each.tag), ["my own", "CAR-T"]);
	assert.deepEqual(row.collections, []);
});

test("what was changed or deleted since it was looked at stops everything", async () => {
	const { host, shim } = makeHost({ home: "/nowhere" });
	const item = await shim.add({ itemType: "book", title: "Mine" });
	const version = /** @type {number} */ ((await savedAt(host, 1)).get(item.key));
	item.setField("title", "Mine, edited");
	await item.saveTx();
	const before = shim.snapshot();

	for (const [key, seen] of [[item.key, version], ["ZZZZ2345", 0]]) {
		const change = /** @type {any} */ ({ id: 2, title: "Mine", write: { op: "update", key, version: seen, patch: { title: "Theirs" }, collect: false } });
		await assert.rejects(
			carryOut(host, job([creation(1), change])),
			(error) => error instanceof WriteError && error.l10nID === "refkit-error-changed-item",
		);
		assert.deepEqual(shim.snapshot(), before);
	}
	assert.equal(item.getField("title"), "Mine, edited");
});

test("a library that may only be read is not touched", async () => {
	const { host, shim } = makeHost({ home: "/nowhere", zotero: { libraries: [{ libraryID: 1, name: "Group", groupID: 5, editable: false }] } });

	await assert.rejects(carryOut(host, job([creation(1)])), (error) => error instanceof WriteError && error.l10nID === "refkit-error-read-only");

	assert.equal(shim.count.transactions, 0);
});

test("a field that the type lacks is told and not put somewhere else", async () => {
	const { host, shim } = makeHost({ home: "/nowhere" });

	await assert.rejects(carryOut(host, job([creation(1), creation(2, { bookTitle: "B" })])), /not a valid field/);

	assert.deepEqual(shim.rows(), []);
});

test("cancelled in the middle, nothing is there", async () => {
	const { host, shim } = makeHost({ home: "/nowhere" });
	const cancel = new Cancel();
	const before = shim.snapshot();

	await assert.rejects(
		carryOut(host, job([1, 2, 3].map((id) => creation(id))), (done) => {
			if (done === 2) cancel.request();
		}, cancel),
		Cancelled,
	);

	assert.deepEqual(shim.snapshot(), before);
});

test("a collection that is there is used, one that went meanwhile stops everything, an empty one goes with its undo", async () => {
	const { host, shim } = makeHost({ home: "/nowhere" });
	const first = await carryOut(host, job([creation(1)]));
	const there = { name: "A review", key: first.collection, action: "use" };
	const second = await carryOut(host, job([creation(2)], { collection: there }));
	assert.equal(second.collection, first.collection);
	assert.equal(host.Zotero.Collections.getByLibrary(1).length, 1);
	await assert.rejects(
		carryOut(host, job([creation(3)], { collection: { ...there, key: "ZZZZ2345" } })),
		(error) => error instanceof WriteError && error.l10nID === "refkit-error-changed",
	);

	const trash = (/** @type {any} */ each) => ({ id: each.id, title: "", write: { op: "update", key: each.key, version: each.version, patch: { deleted: 1 }, collect: false } });
	const dropping = { ...there, action: "delete" };
	await carryOut(host, job([/** @type {any} */ (trash(first.written[0]))], { collection: dropping }));
	assert.equal(host.Zotero.Collections.getByLibrary(1)[0].deleted, false);
	await carryOut(host, job([/** @type {any} */ (trash(second.written[0]))], { collection: dropping }));

	assert.equal(host.Zotero.Collections.getByLibrary(1)[0].deleted, true);
	assert.deepEqual(shim.titles(), []);
	assert.equal(shim.rows().length, 2);
});

test("what was set of an item before a fault of its own is not kept for the next time that it is saved", async () => {
	const { host, shim } = makeHost({ home: "/nowhere" });
	const item = await shim.add({ itemType: "book", title: "Mine", tags: [{ tag: "my own" }] });
	const version = (await savedAt(host, 1)).get(item.key);
	// The trash and the tags are set, then the field that the type lacks.
	const patch = { deleted: 1, tags: [{ tag: "CAR-T" }], bookTitle: "B" };

	await assert.rejects(
		carryOut(host, job([/** @type {any} */ ({ id: 1, title: "Mine", write: { op: "update", key: item.key, version, patch, collect: false } })])),
		/not a valid field/,
	);
	item.setField("title", "Mine, edited");
	await item.saveTx();

	const [row] = shim.rows();
	assert.deepEqual([row.deleted, row.tags, row.fields.title], [false, [{ tag: "my own" }], "Mine, edited"]);
});

test("an item whose type was to change is as it was after a rollback, and so are those after it", async () => {
	const { host, shim } = makeHost({ home: "/nowhere" });
	const items = [await shim.add({ itemType: "document", title: "A", publisher: "P" }), await shim.add({ itemType: "document", title: "B" })];
	const versions = await savedAt(host, 1);
	const change = (/** @type {any} */ item, /** @type {number} */ id) =>
		/** @type {any} */ ({ id, title: "", write: { op: "update", key: item.key, version: versions.get(item.key), patch: { itemType: "journalArticle", title: `New ${id}`, volume: "1", tags: [{ tag: "CAR-T" }] }, collect: false } });
	shim.break((title) => {
		if (title === "Work 3") throw new Error("disk full");
	});

	await assert.rejects(carryOut(host, job([change(items[0], 1), change(items[1], 2), creation(3)])), /disk full/);

	assert.deepEqual(items.map((each) => [each.itemType, each.getField("title"), each.getField("volume"), each.getTags()]), [["document", "A", "", []], ["document", "B", "", []]]);
	assert.deepEqual(shim.Zotero.Tags.all(), []);
});

test("what stands under another name in the new type is not emptied with its old name", async () => {
	const { host, shim } = makeHost({ home: "/nowhere" });
	const item = await shim.add({ itemType: "journalArticle", title: "A", publicationTitle: "A journal" });
	const version = (await savedAt(host, 1)).get(item.key);
	const patch = { itemType: "bookSection", bookTitle: "A book", publicationTitle: "" };

	await carryOut(host, job([/** @type {any} */ ({ id: 1, title: "A", write: { op: "update", key: item.key, version, patch, collect: false } })], { collection: null }));

	assert.deepEqual(shim.rows()[0].fields, { title: "A", bookTitle: "A book" });
});
