/** What refkit is told of a library: as much as there is in every Zotero, and no less. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { readLibrary, wholeItems } from "../content/library.mjs";
import { makeHost } from "./shim/host.mjs";

test("a Zotero whose schema lacks a field tells of all others", async () => {
	const { host, shim } = makeHost({ home: "/nowhere", zotero: { without: ["PMID"] } });
	await shim.add({ itemType: "journalArticle", title: "A", DOI: "10.5555/a" });

	const { items } = await readLibrary(host, 1);

	assert.deepEqual(items.map(({ title, DOI }) => [title, DOI]), [["A", "10.5555/a"]]);
});

for (const version of ["8.0.5", "9.0.6", "10.0.0"]) {
	test(`a collection in the trash is told of, so that nothing takes an item out of it: ${version}`, async () => {
		const { host, shim } = makeHost({ home: "/nowhere", zotero: { version } });
		const item = await shim.add({ itemType: "book", title: "A" });
		const collection = new host.Zotero.Collection({ name: "Old", libraryID: 1 });
		await host.Zotero.DB.executeTransaction(async () => {
			await collection.save();
			item.addToCollection(collection.id);
			await item.save();
			collection.deleted = true;
			await collection.save();
		});

		const [whole] = await wholeItems(host, 1, [item]);
		const { items } = await readLibrary(host, 1);

		assert.deepEqual([whole.collections, items[0].collections], [[collection.key], [collection.key]]);
	});
}

test("what hangs on an item is told without collections", async () => {
	const { host, shim } = makeHost({ home: "/nowhere" });
	const note = await shim.child(await shim.add({ itemType: "book", title: "A" }), "note");

	const [whole] = await wholeItems(host, 1, [note]);

	assert.equal("collections" in whole, false);
});
