/**
 * What Zotero gives a window, in a browser: its messages by Mozilla's own Fluent, and the arguments
 * that the plug-in hands over. The events of refkit come from the address that the test names.
 */

import { FluentBundle, FluentResource } from "@fluent/bundle";
import { DOMLocalization } from "@fluent/dom";

import { Cancel } from "/content/cancel.mjs";
import { Model } from "/content/rows.mjs";

const asked = new URLSearchParams(window.location.search);
const language = asked.get("language") ?? "en-US";

async function* bundles() {
	const bundle = new FluentBundle(language);
	const source = await (await fetch(`/locale/${language}/refkit.ftl`)).text();
	const errors = bundle.addResource(new FluentResource(source));
	for (const error of errors) console.error(String(error));
	yield bundle;
}

document.l10n = new DOMLocalization([], bundles);
document.documentElement.lang = language;
document.l10n.connectRoot(document.documentElement);
window.translated = document.l10n.translateRoots();

/** What the tests look at. */
window.told = { reports: [], closed: 0, written: [], stopped: 0, tested: [], copied: [], undone: [], decided: [], collections: [] };
window.close = () => {
	window.told.closed++;
};

/** A task that says what was recorded, and writes nothing. */
class PlayedTask {
	constructor(want, { collection, fails } = {}) {
		const items = [{ key: "ABCD2345", getDisplayTitle: () => "CAR-T <b>cells</b> in a retracted trial" }];
		this.asked = { want, collection, items };
		this.fails = fails;
		this.model = new Model();
		this.state = "asking";
		this.written = { done: 0, total: 0 };
		this.trouble = null;
		this.cancel = new Cancel();
		this.onChange = () => {};
	}

	async prepare() {
		const lines = (await (await fetch(asked.get("events"))).text()).split("\n").filter(Boolean);
		for (const line of lines) {
			if (this.cancel.requested) break;
			this.model.take(JSON.parse(line));
			this.onChange();
			// Where the test looks at what is on the way, it goes on when it is told to.
			if (asked.has("step")) await window.step();
		}
		this.state = this.cancel.requested ? "cancelled" : this.model.complete ? "ready" : "failed";
		this.onChange();
	}

	async write(chosen) {
		window.told.written.push(chosen);
		this.state = "writing";
		this.written = { done: 0, total: chosen.length };
		for (const _ of chosen) {
			this.onChange();
			if (asked.has("step")) await window.step();
			if (this.cancel.requested) {
				this.state = "cancelled";
				this.onChange();
				return;
			}
			this.written.done++;
		}
		this.state = "done";
		if (this.fails) {
			this.state = "failed";
			this.trouble = { l10nID: "refkit-error-changed-item", l10nArgs: { title: "CAR-T <img src=x onerror=alert(1)>" } };
		}
		this.onChange();
	}

	stop() {
		window.told.stopped++;
		this.cancel.request();
	}
}

/** Wait until the test says go on. */
window.step = () =>
	new Promise((done) => {
		window.goOn = done;
	});

const want = asked.get("want");
const SEARCHES = {
	missing: { found: null, tried: [{ path: "/opt/<i>x</i>/refkit", state: "broken", version: "", said: "<img src=x onerror=alert(1)>", facets: [] }], sandbox: "" },
	old: { found: null, tried: [{ path: "/usr/bin/refkit", state: "old", version: "0.0.3", said: "", facets: [] }], sandbox: "" },
	new: { found: null, tried: [{ path: "/usr/bin/refkit", state: "new", version: "9.0", said: "", facets: [] }], sandbox: "" },
	sandbox: { found: null, tried: [], sandbox: "flatpak" },
	found: { found: { path: "/usr/bin/refkit", state: "ok", version: "1.0", said: "", facets: [] }, tried: [], sandbox: "" },
};

const given = {
	task: () => ({
		newTask: () => new PlayedTask(want, { fails: asked.has("fails") }),
		withCollection: (collection) => {
			window.told.collections.push(collection);
			return new PlayedTask(want, { collection });
		},
		answer: asked.get("answer") ?? "",
		report: (result) => window.told.reports.push(result),
		select: (key) => window.told.written.push(key),
	}),
	runs: () => ({
		ask: async () => {
			const model = new Model();
			for (const line of (await (await fetch(asked.get("events"))).text()).split("\n").filter(Boolean)) model.take(JSON.parse(line));
			return model;
		},
		undo: (run) => window.told.undone.push(run.run),
	}),
	setup: () => ({
		search: SEARCHES[want],
		line: "pipx install ~/Downloads/refkit_review-0.1.0-py3-none-any.whl",
		platform: "linux",
		chosen: "",
		test: async (where) => {
			window.told.tested.push(where);
			return where === "/usr/bin/refkit" ? SEARCHES.found : SEARCHES.missing;
		},
		copy: (text) => window.told.copied.push(text),
		choose: async () => "/usr/bin/refkit",
		answer: asked.get("answer") ?? "",
		report: (result) => window.told.reports.push(result),
	}),
};
const name = window.location.pathname.split("/").pop().replace(".html", "");
if (given[name]) window.arguments = [given[name]()];

if (name === "section") {
	const { showExplained } = await import("/content/section.mjs");
	const [explained] = (await (await fetch(asked.get("events"))).text()).split("\n").filter(Boolean).map((line) => JSON.parse(line)).filter((each) => each.event === "explained");
	showExplained(document.getElementById("body"), explained, {
		editable: !asked.has("readonly"),
		decide: (decision, label) => window.told.decided.push([decision, label]),
	});
}
