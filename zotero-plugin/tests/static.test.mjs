/** What holds for every file: nothing makes markup of text or asks elsewhere, and both languages say the same. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { GROUPS } from "../content/rows.mjs";

const PLUGIN = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const NOT_PACKED = new Set(["tests", "README.md", "package.json", "jsconfig.json", "update.json", "pictures"]);

/** @param {string} [below] @returns {string[]} */
function files(below = "") {
	return readdirSync(path.join(PLUGIN, below), { withFileTypes: true }).flatMap((each) => {
		const name = path.posix.join(below, each.name);
		if (NOT_PACKED.has(name)) return [];
		return each.isDirectory() ? files(name) : [name];
	});
}

const text = (/** @type {string} */ name) => readFileSync(path.join(PLUGIN, name), "utf-8");
const PACKED = files();
const CODE = PACKED.filter((name) => /\.(mjs|js|x?html)$/.test(name));

test("the files are there that this test looks into", () => {
	assert.ok(CODE.length > 15, CODE.join());
	assert.ok(PACKED.includes("content/style.css"));
});

test("no text becomes markup or code", () => {
	const banned = /\b(?:innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|parseXULToFragment|parseFromString|createContextualFragment|document\.write(?:ln)?|eval|new Function|bodyXHTML|htmlLabel|evalInSandbox)\b|\bsetTimeout\(\s*["'`]/;
	for (const name of CODE) assert.doesNotMatch(text(name), banned, name);
	// Nor do attributes: a page has no handlers of its own, and code sets none.
	for (const name of CODE) assert.doesNotMatch(text(name), /\son[a-z]+\s*=\s*["']|setAttribute\(\s*["'`]on/, name);
});

test("nothing is loaded from elsewhere, and one place asks: this machine's own refkit ui", () => {
	const address = /(?:https?|wss?|ftp):\/\/[^\s"'`)]*/g;
	const known = /^http:\/\/www\.w3\.org\/(?:1999\/xhtml|2000\/svg)$/;
	for (const name of PACKED.filter((each) => each !== "manifest.json" && each !== "LICENSE")) {
		for (const [found] of text(name).matchAll(address)) {
			if (name === "content/client.mjs" && found.startsWith("http:\\/\\/")) continue;
			assert.match(found, known, name);
		}
		assert.doesNotMatch(text(name), /@import|url\(\s*["']?(?!#)/, name);
	}
	const asking = CODE.filter((name) => /\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon/.test(text(name)));
	assert.deepEqual(asking, ["content/client.mjs"]);
	const starting = CODE.filter((name) => /Subprocess\.call|nsIProcess/.test(text(name)));
	assert.deepEqual(starting, ["content/gecko.mjs"]);
});

test("the manifest is what Zotero 8 to 10 want, and its version is refkit's", () => {
	const manifest = JSON.parse(text("manifest.json"));
	const update = JSON.parse(text("update.json"));
	const version = /__version__ = "(.+)"/.exec(readFileSync(path.join(PLUGIN, "../refkit/version.py"), "utf-8"))?.[1];
	const { id, update_url, strict_min_version, strict_max_version } = manifest.applications.zotero;

	assert.equal(manifest.manifest_version, 2);
	assert.match(id, /^[a-z0-9-._]*@[a-z0-9-._]+$/i);
	assert.match(update_url, /^https:\/\//);
	assert.deepEqual([strict_min_version, strict_max_version], ["8.0", "10.*"]);
	assert.equal(manifest.version, version);
	for (const icon of Object.values(manifest.icons)) assert.ok(PACKED.includes(/** @type {string} */ (icon)));
	const [newest] = update.addons[id].updates;
	assert.equal(newest.version, version);
	assert.match(newest.update_link, /^https:\/\/.*\.xpi$/);
	assert.deepEqual(newest.applications.zotero, { strict_min_version, strict_max_version });
});

const WANTS = ["references", "labels", "retractions", "undo"];
/** Messages whose end is put in, with all ends. @type {Record<string, string[]>} */
const ENDS = {
	"refkit-heading-": WANTS,
	"refkit-go-": WANTS,
	"refkit-status-": ["asking", "ready", "writing", "done", "failed", "cancelled"],
	"refkit-group-": [...Object.keys(GROUPS), "all"],
	"refkit-action-": Object.keys(GROUPS),
	"refkit-column-": ["position", "reference", "action", "labels"],
	"refkit-label-": ["confirm", "remove", "clear"],
	"refkit-state-": ["resolved", "not-resolved", "unknown"],
	"refkit-menu-": WANTS.slice(0, 3),
	"refkit-runs-": ["started", "source", "into", "items", "by", "undo"],
	"refkit-setup-heading-": ["found", "missing", "old", "new", "sandbox"],
	"refkit-setup-what-": ["found", "missing", "old", "new", "sandbox"],
	"refkit-setup-terminal-": ["linux", "mac", "win"],
	"refkit-tried-": ["ok", "missing", "old", "new", "broken", "address"],
};

/**
 * The messages of a language: each id with its attributes and its variables.
 * @param {string} language
 */
function messages(language) {
	/** @type {Record<string, string[]>} */
	const found = {};
	let id = "";
	for (const line of text(`locale/${language}/refkit.ftl`).split("\n")) {
		if (!line.trim() || line.startsWith("#")) continue;
		const start = /^([a-z][a-z0-9-]*) =/.exec(line);
		if (start) {
			id = start[1];
			assert.ok(!(id in found), `${language}: ${id} twice`);
			found[id] = [];
		}
		const attribute = /^ {4}(\.[a-z-]+) =/.exec(line);
		if (attribute) found[id].push(attribute[1]);
		for (const [, variable] of line.matchAll(/(\$\w+)/g)) found[id].push(variable);
	}
	return Object.fromEntries(Object.entries(found).map(([name, parts]) => [name, [...new Set(parts)].sort()]));
}

test("German has what English has: messages, attributes, variables", () => {
	assert.deepEqual(messages("de"), messages("en-US"));
});

test("each message is used, and each that is used is there", () => {
	const known = messages("en-US");
	const all = CODE.map(text).join("\n");
	const whole = new Set([...all.matchAll(/["'`](refkit-[a-z0-9-]+)["'`]/g)].map(([, id]) => id));
	// Those whose end is put in: `refkit-status-${state}`.
	const begun = [...all.matchAll(/`(refkit-[a-z-]+-)\$\{/g)].map(([, start]) => start);
	const isUsed = (/** @type {string} */ id) => whole.has(id) || begun.some((start) => id.startsWith(start));

	assert.deepEqual(Object.keys(known).filter((id) => !isUsed(id)), []);
	const named = [...all.matchAll(/(?:data-l10n-id=|l10n: |l10nID: |localize\([^,]+, |say\([^,]+, |sentence: \[|WriteError\(|text\()["'](refkit-[a-z0-9-]+)["']/g)].map(([, id]) => id);
	assert.ok(named.length > 40);
	assert.deepEqual(named.filter((id) => !(id in known)), []);
});

test("no text from outside is put into an element by Fluent, which would read it as markup", () => {
	// The value of a message, without its attributes, which are safe.
	const values = text("locale/en-US/refkit.ftl").split(/\n(?=[a-z])/).map((each) => each.replace(/\n {4}\.[a-z-]+ =.*/g, ""));
	const risky = values.flatMap((each) => {
		const outside = [...each.matchAll(/\$(\w+)/g)].filter(([, name]) => !["count", "done", "total"].includes(name));
		return outside.length ? [/^([a-z0-9-]+) =/.exec(each)?.[1] ?? ""] : [];
	});
	assert.ok(risky.includes("refkit-error-other") && risky.includes("refkit-tried-old") && !risky.includes("refkit-tick"), risky.join());
	const byFluent = CODE.flatMap((name) => [...text(name).matchAll(/(?:data-l10n-id=|l10n: |localize\([^\n]*?, )["'`](refkit-[a-z0-9-]+)(\$\{)?/g)]);
	const wrong = byFluent.filter(([, id, isBegun]) => risky.some((each) => (isBegun ? ENDS[id].some((end) => id + end === each) : each === id)));

	assert.ok(byFluent.length > 40, String(byFluent.length));
	assert.deepEqual(wrong.map(([, id]) => id), []);
});

test("each message whose end is put in has all of its ends", () => {
	const known = messages("en-US");
	for (const [start, all] of Object.entries(ENDS)) for (const end of all) assert.ok(start + end in known, start + end);
});

test("each setting that is read has a value to begin with", () => {
	const set = new Set([...text("prefs.js").matchAll(/pref\("extensions\.refkit\.(\w+)"/g)].map(([, name]) => name));
	const read = CODE.flatMap((name) => [...text(name).matchAll(/(?:host|this\.host)\.(?:pref|setPref)\("(\w+)"|preference="extensions\.refkit\.(\w+)"/g)].map(([, one, other]) => one ?? other));

	assert.ok(read.length > 8);
	assert.deepEqual([...new Set(read)].filter((name) => !set.has(name)), []);
});
