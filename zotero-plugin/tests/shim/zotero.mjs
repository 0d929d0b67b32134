/**
 * Zotero's interface, as much of it as the plug-in uses, written from its documentation, its types
 * and what was seen on the real program (9.0.6, 10.0.0). The traps are in it:
 *
 * - a transaction that is rolled back restores what is stored, but not what objects hold in memory;
 * - a tag that was made in it stays in the cache of tags, and its next use fails: FOREIGN KEY;
 * - saving wants a transaction, a library that may be changed, and fields that the type has;
 * - an item of a collection that is not there is refused; `version` does not move when one saves;
 * - tags and the trash are set apart until they are saved, and reading an item anew leaves them so;
 * - `getField` throws for a field that the schema lacks; ISBNs get hyphens; what is in a collection
 *   in the trash is not told unless it is asked for; a feed's items may be edited, as they say;
 * - a field is set by its name in the item's type or by the one that other types share (an empty
 *   publicationTitle empties a chapter's bookTitle), and an item whose type was changed cannot be read
 *   anew until it has its type again;
 * - a section is drawn when another item is shown, and not when the one that is shown changes.
 */

import { itemTypes } from "./types.mjs";

const KEY = "23456789ABCDEFGHIJKLMNPQRSTUVWXYZ";
/** What a type calls its title, its date and where it appeared, where it has names of its own. */
const BASE_MAPPED = {
	bookSection: { publicationTitle: "bookTitle" },
	conferencePaper: { publicationTitle: "proceedingsTitle" },
	case: { title: "caseName", date: "dateDecided" },
	email: { title: "subject" },
	patent: { date: "issueDate" },
	statute: { title: "nameOfAct", date: "dateEnacted" },
};
const PLURAL = { creators: "creators", tags: "tags" };

export class ShimError extends Error {}

/**
 * @param {object} [given]
 * @param {{libraryID: number, name: string, editable?: boolean, groupID?: number, isFeed?: boolean}[]} [given.libraries]
 * @param {string[]} [given.without] fields that this Zotero's schema lacks
 */
export function makeZotero({ libraries = [{ libraryID: 1, name: "My Library" }], version = "10.0.0", serverID = "shim0server", without = [] } = {}) {
	const types = structuredClone(itemTypes());
	for (const type of Object.values(types)) type.fields = type.fields.filter((name) => !without.includes(name));
	const typeNames = [...Object.keys(types), "attachment", "note", "annotation"];
	const fieldNames = [...new Set(Object.values(types).flatMap((type) => type.fields))];
	const roles = [...new Set(Object.values(types).flatMap((type) => type.creator_types))];

	/** What is on the disk: this alone comes back when a transaction is rolled back. */
	let stored = { items: new Map(), collections: new Map(), tags: new Map(), clock: Date.UTC(2026, 10, 30) / 1000 };
	const cache = { items: new Map(), collections: new Map(), tags: new Map() };
	const counters = { id: 0, tag: 0, key: 0 };
	const count = { transactions: 0, saves: 0, rolledBack: 0 };
	/** @type {((what: string) => void) | null} called at each save: may raise, as a full disk does */
	let fault = null;
	let transaction = null;
	/** @type {Map<string, any>} who is told of changes */
	const notified = new Map();
	let queue = Promise.resolve();

	const copy = (value) => structuredClone(value);
	const newKey = () => {
		let n = counters.key++;
		let key = "";
		for (let i = 0; i < 8; i++) {
			key = KEY[n % KEY.length] + key;
			n = Math.floor(n / KEY.length);
		}
		return key.replace(/^2222/, "ABCD");
	};
	const sql = (seconds) => new Date(seconds * 1000).toISOString().replace("T", " ").slice(0, 19);
	const need = () => {
		if (!transaction) throw new ShimError("not in a transaction");
	};

	const Zotero = {
		version,
		isMac: false,
		isWin: false,
		initializationPromise: Promise.resolve(),
		logged: [],
		logError: (error) => Zotero.logged.push(error),
		debug: () => {},
	};

	Zotero.DB = {
		inTransaction: () => Boolean(transaction),
		async executeTransaction(func) {
			// One waits for the other.
			const before = queue;
			let release;
			queue = new Promise((done) => {
				release = done;
			});
			await before;
			const kept = copy(stored);
			transaction = { commits: [], changed: [] };
			count.transactions++;
			try {
				const result = await func();
				const { commits, changed } = transaction;
				transaction = null;
				for (const each of commits) each();
				// Who is told of it is waited for.
				if (changed.length) for (const each of notified.values()) await each.notify("modify", "item", changed, {});
				return result;
			}
			catch (error) {
				stored = kept;
				transaction = null;
				count.rolledBack++;
				throw error;
			}
			finally {
				release();
			}
		},
		async queryAsync(text, params = []) {
			if (!text.startsWith("SELECT key, clientDateModified FROM items WHERE libraryID=")) throw new ShimError(`SQL: ${text}`);
			return [...stored.items.values()]
				.filter((row) => row.libraryID === params[0])
				.map((row) => ({ key: row.key, clientDateModified: sql(row.saved) }));
		},
	};

	// Tags

	const clean = (name) => name.trim().normalize();
	Zotero.Tags = {
		getID: (name) => cache.tags.get(clean(name)) ?? false,
		async create(name) {
			need();
			const there = cache.tags.get(clean(name));
			if (there) return there;
			const id = ++counters.tag;
			stored.tags.set(id, clean(name));
			cache.tags.set(clean(name), id); // at once, and not taken back when it is rolled back
			return id;
		},
		async purge(ids) {
			need();
			const used = new Set([...stored.items.values()].flatMap((row) => row.tags.map((each) => cache.tags.get(each.tag))));
			for (const id of ids) {
				if (used.has(id) || !stored.tags.has(id)) continue;
				const name = stored.tags.get(id);
				stored.tags.delete(id);
				transaction.commits.push(() => cache.tags.delete(name));
			}
		},
		all: () => [...stored.tags.values()],
	};

	// Types

	Zotero.ItemTypes = {
		getTypes: () => typeNames.map((name, id) => ({ id: id + 1, name })),
		getID: (name) => typeNames.indexOf(name) + 1 || false,
		getName: (id) => typeNames[id - 1],
	};
	Zotero.ItemFields = {
		getItemTypeFields: (id) => (types[typeNames[id - 1]]?.fields ?? []).map((name) => fieldNames.indexOf(name) + 1),
		getName: (id) => fieldNames[id - 1],
		getID: (name) => fieldNames.indexOf(name) + 1 || false,
	};
	Zotero.CreatorTypes = {
		getTypesForItemType: (id) => (types[typeNames[id - 1]]?.creator_types ?? []).map((name) => ({ id: roles.indexOf(name) + 1, name })),
	};
	Zotero.Users = { getCurrentUserID: () => undefined, getLocalUserKey: () => "shimUser" };
	Zotero.Server = { LocalAPI: serverID ? { getServerID: () => serverID } : undefined };

	// Libraries

	const shelves = new Map(
		libraries.map((each) => [
			each.libraryID,
			{
				editable: true,
				...each,
				isGroup: Boolean(each.groupID),
				libraryType: each.groupID ? "group" : "user",
				waitForDataLoad: async () => {},
			},
		]),
	);
	Zotero.Libraries = { userLibraryID: 1, get: (id) => shelves.get(id) ?? false };
	const editable = (libraryID) => {
		if (!shelves.get(libraryID)?.editable) throw new ShimError("library is not editable");
	};

	// Items

	class Item {
		constructor(type) {
			this.id = null;
			this.libraryID = 1;
			this.key = null;
			this.version = 0;
			this._data = { itemType: "", fields: {}, creators: [], tags: [], collections: [], relations: {}, deleted: false, parentKey: null };
			/** @type {any} what was set and is not saved, of tags and the trash */
			this._changedData = {};
			if (type) this.setType(Zotero.ItemTypes.getID(type));
		}

		get itemType() {
			return this._data.itemType;
		}
		get itemTypeID() {
			return Zotero.ItemTypes.getID(this.itemType);
		}
		get deleted() {
			return this._changedData.deleted ?? this._data.deleted;
		}
		set deleted(value) {
			this._changedData.deleted = value;
		}
		get isFeedItem() {
			return Boolean(shelves.get(this.libraryID)?.isFeed);
		}
		get dateModified() {
			return sql(stored.items.get(this.id)?.saved ?? stored.clock);
		}

		setType(id) {
			const name = Zotero.ItemTypes.getName(id);
			if (!name) throw new ShimError(`unknown item type ${id}`);
			const { fields } = this._data;
			for (const field of Object.keys(fields)) if (!types[name]?.fields.includes(field)) delete fields[field];
			this._data.itemType = name;
		}
		isRegularItem() {
			return this.itemType in types;
		}
		isEditable() {
			return this.isFeedItem || Boolean(shelves.get(this.libraryID)?.editable);
		}
		getField(name, unformatted = false, includeBaseMapped = false) {
			if (includeBaseMapped && !fieldNames.includes(name)) throw new ShimError(`Invalid field '${name}' for base field`);
			const own = includeBaseMapped ? BASE_MAPPED[this.itemType]?.[name] : "";
			return this._data.fields[own || name] ?? "";
		}
		getDisplayTitle() {
			return this.getField("title", false, true);
		}
		setField(given, value) {
			const name = BASE_MAPPED[this.itemType]?.[given] || given;
			if (value && !types[this.itemType]?.fields.includes(name)) throw new ShimError(`'${name}' is not a valid field for type ${this.itemType}`);
			if (value === "" || value === false) delete this._data.fields[name];
			else this._data.fields[name] = String(value).trim().normalize().replace(name === "extra" || name === "abstractNote" ? /$^/ : /\n/g, " ");
			if (name === "ISBN" && this._data.fields.ISBN) this._data.fields.ISBN = this._data.fields.ISBN.replace(/^(\d{3})(\d)(\d{3})(\d{5})(\d)$/, "$1-$2-$3-$4-$5");
		}
		setCreators(creators) {
			for (const each of creators) {
				if (!types[this.itemType].creator_types.includes(each.creatorType)) throw new ShimError(`'${each.creatorType}' is not valid for ${this.itemType}`);
				if (!each.name && !each.lastName && !each.firstName) throw new ShimError("creator without a name");
			}
			this._data.creators = copy(creators);
		}
		getCreatorsJSON() {
			return copy(this._data.creators);
		}
		getTags() {
			return copy(this._changedData.tags ?? this._data.tags);
		}
		setTags(tags) {
			const named = new Map();
			for (const each of tags) {
				const tag = clean(each.tag);
				if (!tag) throw new ShimError("empty tag");
				named.set(tag, each.type ? { tag, type: each.type } : { tag });
			}
			this._changedData.tags = [...named.values()];
		}
		addTag(tag, type = 0) {
			this.setTags([...this.getTags().filter((each) => each.tag !== tag), type ? { tag, type } : { tag }]);
		}
		getCollections(includeTrashed = false) {
			return this._data.collections.filter((id) => includeTrashed || !cache.collections.get(id).deleted);
		}
		_collection(named) {
			const found = typeof named === "number" ? named : [...cache.collections.values()].find((each) => each.key === named && each.libraryID === this.libraryID)?.id;
			if (!found || !stored.collections.has(found)) throw new ShimError(`Collection ${named} not found`);
			return found;
		}
		setCollections(named) {
			this._data.collections = named.map((each) => this._collection(each));
		}
		addToCollection(named) {
			const id = this._collection(named);
			if (!this._data.collections.includes(id)) this._data.collections.push(id);
		}
		_children(isWanted) {
			return [...cache.items.values()].filter((each) => stored.items.has(each.id) && each._data.parentKey === this.key && isWanted(each)).map((each) => each.id);
		}
		getNotes() {
			if (this.itemType === "note") throw new ShimError("getNotes() cannot be called on items of type 'note'");
			return this._children((each) => each.itemType === "note");
		}
		getAttachments() {
			return this._children((each) => each.itemType === "attachment");
		}
		fromJSON(json, { strict = false } = {}) {
			if (!strict) throw new ShimError("what is not strict moves lines of Extra into fields");
			this.setType(Zotero.ItemTypes.getID(json.itemType));
			for (const [name, value] of Object.entries(json)) {
				if (name === "creators") this.setCreators(value);
				else if (name === "tags") this.setTags(value);
				else if (name === "relations") this._data.relations = copy(value);
				else if (name === "collections") this.setCollections(value);
				else if (name === "deleted") this.deleted = Boolean(value);
				else if (name === "parentItem") this._data.parentKey = value;
				else if (!["itemType", "key", "version", "note"].includes(name)) this.setField(name, value);
			}
		}
		toJSON() {
			const { itemType, fields, creators, relations, parentKey } = copy(this._data);
			const [tags, deleted] = [this.getTags(), this.deleted];
			// Those in the trash are told since Zotero 10.
			const collections = this.getCollections(!/^[89]\./.test(version));
			return {
				key: this.key,
				version: this.version,
				itemType,
				...fields,
				...(this.isRegularItem() ? { creators } : {}),
				...(parentKey ? { parentItem: parentKey } : { collections: collections.map((id) => cache.collections.get(id).key) }),
				tags,
				relations,
				...(deleted ? { deleted: 1 } : {}),
				dateAdded: "2026-11-30T00:00:00Z",
				dateModified: "2026-11-30T00:00:00Z",
			};
		}
		async save() {
			need();
			await null;
			count.saves++;
			try {
				await this._save();
			}
			catch (error) {
				// What goes wrong here is not told.
				await this.reload(null, true).then(() => this._clearChanged(), () => {});
				throw error;
			}
			transaction?.changed.push(this.id);
			return this.id;
		}
		async _save() {
			fault?.(this.getField("title"));
			editable(this.libraryID);
			Object.assign(this._data, this._changedData);
			this._clearChanged();
			for (const { tag } of this._data.tags) {
				if (!cache.tags.has(tag)) await Zotero.Tags.create(tag);
				if (!stored.tags.has(cache.tags.get(tag))) throw new ShimError("FOREIGN KEY constraint failed");
			}
			if (!this.id) {
				this.id = ++counters.id;
				this.key ??= newKey();
				cache.items.set(this.id, this);
			}
			stored.clock++;
			stored.items.set(this.id, { ...copy(this._data), libraryID: this.libraryID, key: this.key, saved: stored.clock });
		}
		_clearChanged() {
			this._changedData = {};
		}
		async saveTx() {
			await Zotero.DB.executeTransaction(() => this.save());
		}
		async reload(_types, _all) {
			const row = stored.items.get(this.id);
			if (!row) return;
			if (row.itemType !== this.itemType) throw new ShimError("Cannot change type in loadIn mode");
			for (const member of Object.keys(this._data)) this._data[member] = copy(row[member]);
		}
	}
	Zotero.Item = Item;
	const thereOf = (kind) => [...cache[kind].values()].filter((each) => stored[kind].has(each.id));
	Zotero.Items = {
		get: (id) => (stored.items.has(id) ? cache.items.get(id) : false),
		getByLibraryAndKey: (libraryID, key) => thereOf("items").find((each) => each.libraryID === libraryID && each.key === key) ?? false,
		async getAll(libraryID, onlyTop, withDeleted) {
			return thereOf("items").filter(
				(each) => each.libraryID === libraryID && (!onlyTop || !each._data.parentKey) && (withDeleted || !stored.items.get(each.id).deleted),
			);
		},
	};

	// Collections

	class Collection {
		constructor({ name = "", libraryID = 1 } = {}) {
			Object.assign(this, { id: null, key: null, name, libraryID, deleted: false, parentKey: false });
		}
		async save() {
			need();
			editable(this.libraryID);
			if (!this.id) {
				this.id = ++counters.id;
				this.key = newKey();
				cache.collections.set(this.id, this);
			}
			stored.collections.set(this.id, { name: this.name, deleted: this.deleted });
			return this.id;
		}
		getChildItems(_asIDs, withDeleted) {
			return [...stored.items].filter(([, row]) => row.collections.includes(this.id) && (withDeleted || !row.deleted)).map(([id]) => id);
		}
		getChildCollections() {
			return [];
		}
	}
	Zotero.Collection = Collection;
	Zotero.Collections = {
		get: (id) => (stored.collections.has(id) ? cache.collections.get(id) : false),
		getByLibrary: (libraryID) => thereOf("collections").filter((each) => each.libraryID === libraryID),
		getByLibraryAndKey: (libraryID, key) => thereOf("collections").find((each) => each.libraryID === libraryID && each.key === key) ?? false,
	};

	Zotero.Notifier = {
		registerObserver(ref, kinds, id) {
			const hash = `${id}_${++counters.id}`;
			if (!kinds.includes("item")) throw new ShimError(`not of items: ${kinds}`);
			notified.set(hash, ref);
			return hash;
		},
		unregisterObserver: (hash) => notified.delete(hash),
	};

	// Where plug-ins put things: what is registered and what is still there

	const registered = new Map();
	const register = (kind) => (options) => {
		const key = `${options.pluginID}-${options.menuID ?? options.paneID ?? options.dataKey ?? options.id}`;
		if (registered.has(key)) return false;
		registered.set(key, { kind, options });
		return key;
	};
	const unregister = (key) => registered.delete(key);
	Zotero.MenuManager = { registerMenu: register("menu"), unregisterMenu: unregister };
	Zotero.ItemPaneManager = { registerSection: register("section"), unregisterSection: unregister };
	Zotero.ItemTreeManager = { registerColumn: register("column"), unregisterColumn: unregister, refreshColumns() {} };
	Zotero.PreferencePanes = { register: async (options) => register("pane")(options), unregister };
	const observers = new Map();
	Zotero.Prefs = {
		registerObserver(name, call) {
			const symbol = Symbol(name);
			observers.set(symbol, { name, call });
			return symbol;
		},
		unregisterObserver: (symbol) => observers.delete(symbol),
	};
	Zotero.getMainWindows = () => [];
	Zotero.getMainWindow = () => null;
	Zotero.getActiveZoteroPane = () => null;

	/** What the tests look at, and what they break. */
	const shim = {
		Zotero,
		count,
		registered,
		observers,
		notified,
		/** What is stored in a library: titles, or whole rows. */
		rows: (libraryID = 1) => [...stored.items.values()].filter((row) => row.libraryID === libraryID).map(copy),
		titles: (libraryID = 1) => shim.rows(libraryID).filter((row) => !row.deleted).map((row) => row.fields.title),
		/** Everything on the disk, for comparing. */
		snapshot: () => {
			const { clock, ...rest } = copy(stored);
			return rest;
		},
		break: (call) => {
			fault = call;
		},
		async add(json, { libraryID = 1 } = {}) {
			const item = new Item(json.itemType);
			item.libraryID = libraryID;
			item.fromJSON(json, { strict: true });
			const wasEditable = shelves.get(libraryID).editable;
			shelves.get(libraryID).editable = true;
			await item.saveTx();
			shelves.get(libraryID).editable = wasEditable;
			return item;
		},
		child: async (parent, itemType) => {
			const item = new Item();
			item._data.itemType = itemType;
			item._data.parentKey = parent.key;
			item.libraryID = parent.libraryID;
			await item.saveTx();
			return item;
		},
	};
	return shim;
}
