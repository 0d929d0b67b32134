/** A user's Zotero with the real refkit beside it: what the stories of the plug-in begin with. */

import assert from "node:assert/strict";

import { nameOf, openLibrary } from "../../content/library.mjs";
import { Refkit, Task } from "../../content/task.mjs";
import { makeHost } from "./host.mjs";
import { folder, installed } from "./program.mjs";

export const REVIEW = { itemType: "journalArticle", title: "A review of mine", DOI: "10.1038/s41584-025-01343-5" };
/** The review that ships: its references, and itself. */
export const REFERENCES = 9;

/** @param {import("node:test").TestContext} t @param {any} [more] */
export async function zotero(t, more = {}) {
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
export async function prepared(refkit, asked) {
	const task = new Task(refkit, asked);
	await task.prepare();
	return task;
}

/** @param {Task} task */
export async function written(task, ids = task.model.writable.map((row) => row.id)) {
	await task.write(ids);
	assert.deepEqual([task.state, task.trouble], ["done", null], JSON.stringify(task.model.errors));
}

/** @param {Refkit} refkit @param {any} item @param {object} [more] */
export async function fetched(refkit, item, more = {}) {
	const task = await prepared(refkit, { want: "references", libraryID: item.libraryID, items: [item], collection: "Its references", ...more });
	assert.equal(task.state, "ready", JSON.stringify(task.model.errors));
	return task;
}

/** @param {Task} task */
export function actions(task) {
	/** @type {Record<string, number>} */
	const counts = {};
	for (const { action } of task.model.rows) counts[action] = (counts[action] ?? 0) + 1;
	return counts;
}

/** @param {Refkit} refkit @returns {Promise<any[]>} */
export async function runsOf(refkit) {
	return (await refkit.model("runs", { library: nameOf(refkit.host, openLibrary(refkit.host, 1)) })).runs;
}

/** @param {import("../../content/gecko.mjs").Host} host @param {(item: any) => boolean} isIt @returns {Promise<any>} */
export async function itemThat(host, isIt) {
	const found = (await host.Zotero.Items.getAll(1, true, true)).find(isIt);
	assert.ok(found);
	return found;
}
