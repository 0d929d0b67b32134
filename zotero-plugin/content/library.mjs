/**
 * What refkit is told of a library: which item types this Zotero knows, and what is there already.
 * Nothing is judged here.
 */

/** @typedef {import("./gecko.mjs").Host} Host */

/** Items between two of which the window may draw. */
const AT_ONCE = 500;
const NOT_WORKS = new Set(["attachment", "note", "annotation"]);
/** The fields of an item by which refkit finds it again. */
const FIELDS = ["title", "date", "DOI", "PMID", "ISBN", "url", "extra"];

/**
 * The item types of this Zotero, with their fields and kinds of creators.
 * @param {Host} host
 */
export function itemTypes({ Zotero }) {
	/** @type {Record<string, {fields: string[], creator_types: string[]}>} */
	const types = {};
	for (const { id, name } of Zotero.ItemTypes.getTypes()) {
		if (NOT_WORKS.has(name)) continue;
		types[name] = {
			fields: Zotero.ItemFields.getItemTypeFields(id).map((/** @type {number} */ field) => Zotero.ItemFields.getName(field)),
			creator_types: Zotero.CreatorTypes.getTypesForItemType(id).map((/** @type {any} */ type) => type.name),
		};
	}
	return types;
}

/**
 * A library as refkit reads it: every work in it, the trash included.
 * @param {Host} host
 * @param {number} libraryID
 * @param {string[]} [whole] the keys of those that are told with all their fields
 */
export async function readLibrary(host, libraryID, whole = []) {
	const { Zotero } = host;
	const library = openLibrary(host, libraryID);
	await library.waitForDataLoad("item");
	await library.waitForDataLoad("collection");
	const saved = await savedAt(host, libraryID);
	const isWhole = new Set(whole);
	const items = [];
	for (const item of await Zotero.Items.getAll(libraryID, true, true)) {
		if (!item.isRegularItem()) continue;
		items.push(isWhole.has(item.key) ? wholeItem(host, item, saved) : entryOf(host, item, saved.get(item.key) ?? 0));
		if (items.length % AT_ONCE === 0) await host.pause(0);
	}
	const collections = Zotero.Collections.getByLibrary(libraryID, true)
		.filter((/** @type {any} */ collection) => !collection.deleted)
		.map((/** @type {any} */ collection) => ({
			key: collection.key,
			name: collection.name,
			parent: collection.parentKey || null,
			deleted: false,
		}));
	return { ...nameOf(host, library), items, collections };
}

/**
 * @param {Host} host
 * @param {number} libraryID
 * @returns {any}
 * @throws {Error} where there is no such library any more
 */
export function openLibrary({ Zotero }, libraryID) {
	const library = Zotero.Libraries.get(libraryID);
	if (!library) throw new Error(`no library ${libraryID}`);
	return library;
}

/**
 * Which library it is, without what it holds.
 *
 * The names are those by which the other writers call it, so that each knows what another wrote.
 * @param {Host} host
 * @param {any} library
 */
export function nameOf(host, library) {
	const { Zotero } = host;
	const here = library.isGroup ? `groups/${library.groupID}` : "users/0";
	const user = Zotero.Users.getCurrentUserID();
	const online = library.isGroup ? `groups/${library.groupID}` : user ? `users/${user}` : "";
	const names = [serverID(Zotero), Zotero.Users.getLocalUserKey()]
		.filter(Boolean)
		.map((id) => `local/${id}/${here}`);
	return {
		id: names[0],
		also: [...names.slice(1), ...(online ? [online] : [])],
		name: library.name,
		type: library.isGroup ? "group" : "user",
		editable: Boolean(library.editable),
	};
}

/**
 * The name that Zotero 10 gives its local interface; earlier ones have none.
 * @param {any} Zotero
 * @returns {string}
 */
function serverID(Zotero) {
	try {
		return Zotero.Server?.LocalAPI?.getServerID?.() ?? "";
	}
	catch {
		return "";
	}
}

/**
 * When each item was last saved, in seconds, by its key: the version of an item moves only when
 * Zotero synchronizes.
 * @param {Host} host
 * @param {number} libraryID
 * @returns {Promise<Map<string, number>>}
 */
export async function savedAt({ Zotero }, libraryID) {
	const rows = (await Zotero.DB.queryAsync("SELECT key, clientDateModified FROM items WHERE libraryID=?", [libraryID])) ?? [];
	/** @type {Map<string, number>} */
	const found = new Map();
	for (const row of rows) found.set(row.key, Date.parse(`${row.clientDateModified.replace(" ", "T")}Z`) / 1000 || 0);
	return found;
}

/**
 * @param {Host} host
 * @param {any} item
 * @param {number} version
 */
function entryOf(host, item, version) {
	/** @type {Record<string, any>} */
	const entry = {
		key: item.key,
		version,
		itemType: item.itemType,
		creators: item.getCreatorsJSON(),
		tags: item.getTags(),
		collections: collectionKeys(host, item),
		deleted: Boolean(item.deleted),
	};
	for (const field of FIELDS) {
		// A Zotero whose schema is older lacks some, and throws where it is asked for one.
		if (!host.Zotero.ItemFields.getID(field)) continue;
		const value = item.getField(field, false, true); // a case has its title and date under names of its own
		if (value) entry[field] = value;
	}
	return entry;
}

/**
 * The collections of an item, those in the trash as well: Zotero 10 tells of them, earlier ones do
 * not, and what is not told would be lost where collections are set.
 * @param {Host} host
 * @param {any} item
 * @returns {string[]}
 */
export function collectionKeys({ Zotero }, item) {
	return item
		.getCollections(true)
		.map((/** @type {number} */ id) => Zotero.Collections.get(id))
		.flatMap((/** @type {any} */ collection) => (collection ? [collection.key] : []));
}

/**
 * Whole items, as refkit wants those that somebody selected.
 * @param {Host} host
 * @param {number} libraryID
 * @param {any[]} items
 */
export async function wholeItems(host, libraryID, items) {
	const saved = await savedAt(host, libraryID);
	return items.map((item) => wholeItem(host, item, saved));
}

/**
 * @param {Host} host
 * @param {any} item
 * @param {Map<string, number>} saved
 */
export function wholeItem(host, item, saved) {
	const told = item.toJSON();
	// What hangs on another item has none.
	const collections = told.collections ? { collections: collectionKeys(host, item) } : {};
	return { ...told, ...collections, version: saved.get(item.key) ?? 0, deleted: Boolean(item.deleted), whole: true };
}

/**
 * What hangs on items: notes, files.
 * @param {Host} host
 * @param {any[]} items
 */
export function childrenOf({ Zotero }, items) {
	// A run may have written notes, which Zotero does not ask for theirs.
	return items.filter((item) => item.isRegularItem()).flatMap((item) =>
		[...item.getNotes(true), ...item.getAttachments(true)].map((id) => {
			const child = /** @type {any} */ (Zotero.Items.get(id));
			return { key: child.key, parentItem: item.key, itemType: child.itemType, deleted: Boolean(child.deleted) };
		}),
	);
}
