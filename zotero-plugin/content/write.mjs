/**
 * Carries out what refkit planned, in Zotero: the tags first, in a transaction of their own, then
 * everything else in one.
 *
 * The tags first, because a transaction that is rolled back leaves the new tags in Zotero's memory
 * though not in its database, and the next use of one fails until Zotero is started anew.
 */

import { openLibrary, savedAt, wholeItem } from "./library.mjs";

/** @typedef {import("./gecko.mjs").Host} Host */
/** @typedef {import("./rows.mjs").Row} Row */

/**
 * @typedef {object} Job
 * @property {number} libraryID
 * @property {Row[]} rows those that somebody ticked
 * @property {string[]} tags every tag that may be set
 * @property {{name: string, key: string | null, action: string} | null} collection
 *
 * @typedef {object} Written
 * @property {{id: number, key: string, version: number, after: object}[]} written
 * @property {string | null} collection its key
 *
 * @typedef {{item: any, typeID: number}} Touched an item, and the type that it had
 */

/** Items between two of which the window may draw. */
const AT_ONCE = 10;

/** Something that a person has to know, by the name of the sentence that tells it. */
export class WriteError extends Error {
	/**
	 * @param {string} l10nID
	 * @param {object} [args]
	 */
	constructor(l10nID, args = {}) {
		super(l10nID);
		this.name = "WriteError";
		this.l10nID = l10nID;
		this.l10nArgs = args;
	}
}

/**
 * Write all of it, or none.
 *
 * @param {Host} host
 * @param {Job} job
 * @param {(done: number, total: number) => void} [onProgress]
 * @param {import("./cancel.mjs").Cancel} [cancel]
 * @returns {Promise<Written>}
 * @throws {WriteError} where the library may not be changed, or was changed since it was looked at
 * @throws {import("./cancel.mjs").Cancelled} where the end was asked for; nothing was written then
 */
export async function carryOut(host, job, onProgress = () => {}, cancel) {
	const { Zotero } = host;
	const { rows } = job;
	if (!openLibrary(host, job.libraryID).editable) throw new WriteError("refkit-error-read-only");
	cancel?.check();
	const made = await makeTags(host, job);
	/** @type {Touched[]} what was there before, and is read again should it have been in vain */
	const touched = [];
	/** @type {Map<number, any>} */
	const saved = new Map();
	/** @type {any} */
	let collection = null;
	try {
		await Zotero.DB.executeTransaction(async () => {
			const versions = await savedAt(host, job.libraryID);
			collection = await openCollection(host, job);
			for (const row of rows) {
				cancel?.check();
				saved.set(row.id, await writeRow(host, job, row, collection, versions, touched));
				onProgress(saved.size, rows.length);
				if (saved.size % AT_ONCE === 0) await host.pause(0);
			}
			cancel?.check();
			if (job.collection?.action === "delete") await dropIfEmpty(collection);
		});
	}
	catch (error) {
		await forget(host, job, touched, made);
		throw error;
	}
	const versions = await savedAt(host, job.libraryID);
	return {
		written: [...saved].map(([id, item]) => ({
			id,
			key: item.key,
			version: versions.get(item.key) ?? 0,
			after: wholeItem(host, item, versions),
		})),
		collection: job.collection && job.collection.action !== "delete" && collection ? collection.key : null,
	};
}

/**
 * @param {Host} host
 * @param {Job} job
 * @returns {Promise<number[]>} the numbers of those that were not there
 */
async function makeTags({ Zotero }, job) {
	const names = new Set(job.tags);
	for (const { write } of job.rows) {
		for (const { tag } of (write.item ?? write.patch)?.tags ?? []) names.add(tag);
	}
	const missing = [...names].filter((name) => !Zotero.Tags.getID(name));
	if (!missing.length) return [];
	/** @type {number[]} */
	const made = [];
	await Zotero.DB.executeTransaction(async () => {
		for (const name of missing) made.push(await Zotero.Tags.create(name));
	});
	return made;
}

/**
 * @param {Host} host
 * @param {Job} job
 * @returns {Promise<any>} null where the run has no collection
 */
async function openCollection({ Zotero }, { collection, libraryID }) {
	if (!collection) return null;
	if (collection.key) {
		const found = Zotero.Collections.getByLibraryAndKey(libraryID, collection.key);
		if (found && !found.deleted) return found;
		if (collection.action === "delete") return null;
		throw new WriteError("refkit-error-changed");
	}
	const made = new Zotero.Collection({ name: collection.name, libraryID });
	await made.save({ skipSelect: true });
	return made;
}

/** @param {any} collection */
async function dropIfEmpty(collection) {
	if (!collection) return;
	if (collection.getChildItems(true, false).length || collection.getChildCollections(true).length) return;
	collection.deleted = true;
	await collection.save();
}

/**
 * @param {Host} host
 * @param {Job} job
 * @param {Row} row
 * @param {any} collection
 * @param {Map<string, number>} versions
 * @param {Touched[]} touched
 */
async function writeRow(host, job, row, collection, versions, touched) {
	const { write } = row;
	const item = write.op === "create" ? newItem(host, job, write) : thereItem(host, job, row, versions);
	if (write.op === "update") {
		touched.push({ item, typeID: item.itemTypeID });
		applyPatch(host, item, write.patch);
	}
	if (write.collect && collection) item.addToCollection(collection.id);
	await item.save({ skipSelect: true });
	return item;
}

/**
 * @param {Host} host
 * @param {Job} job
 * @param {any} write
 */
function newItem({ Zotero }, job, write) {
	const item = new Zotero.Item(write.item.itemType);
	item.libraryID = job.libraryID;
	// Strict: refkit knows this Zotero's fields, and what does not fit is a fault to be told, not
	// one to be put somewhere else.
	item.fromJSON(write.item, { strict: true });
	return item;
}

/**
 * @param {Host} host
 * @param {Job} job
 * @param {Row} row
 * @param {Map<string, number>} versions
 */
function thereItem({ Zotero }, job, row, versions) {
	const { key, version } = row.write;
	const item = Zotero.Items.getByLibraryAndKey(job.libraryID, key);
	if (!item || (version && versions.get(key) !== version)) throw new WriteError("refkit-error-changed-item", { title: row.title });
	if (!item.isEditable()) throw new WriteError("refkit-error-read-only");
	return item;
}

/**
 * @param {Host} host
 * @param {any} item
 * @param {Record<string, any>} patch
 */
function applyPatch({ Zotero }, item, patch) {
	const { itemType, ...members } = patch;
	if (itemType) item.setType(Zotero.ItemTypes.getID(itemType));
	// A field is taken by the name that other types have for it: what is emptied goes first, else an
	// empty publicationTitle would empty the bookTitle that was just set.
	const fields = Object.entries(members).sort(([, one], [, other]) => Number(one !== "") - Number(other !== ""));
	for (const [name, value] of fields) {
		if (name === "creators") item.setCreators(value, { strict: true });
		else if (name === "tags") item.setTags(value);
		else if (name === "collections") item.setCollections(value);
		else if (name === "deleted") item.deleted = Boolean(value);
		else item.setField(name, value);
	}
}

/**
 * After a rollback: what Zotero holds in its memory is read anew, and the tags that were made for
 * nothing go.
 * @param {Host} host
 * @param {Job} job
 * @param {Touched[]} touched
 * @param {number[]} made
 */
async function forget(host, job, touched, made) {
	const { Zotero } = host;
	try {
		for (const { item, typeID } of touched) {
			// One whose type is another in memory than on the disk cannot be read anew.
			item.setType(typeID);
			await item.reload(null, true);
			// What was set of tags and the trash and not saved is kept apart, and outlives a reload.
			item._clearChanged();
		}
		if (made.length) await Zotero.DB.executeTransaction(() => Zotero.Tags.purge(made));
	}
	catch (error) {
		// What went wrong before is what a person must know.
		host.log(error);
	}
}
