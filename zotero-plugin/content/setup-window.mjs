/** The window that opens where refkit is missing, too old, or cannot be started from a sandbox. */

import { localize, localizeWithin, make, say } from "./dom.mjs";

/** @typedef {import("./locate.mjs").Search} Search */

/**
 * @typedef {object} Given
 * @property {Search} search what was found
 * @property {string} line the line that installs it here
 * @property {"linux" | "mac" | "win"} platform
 * @property {string} chosen what the settings name
 * @property {(where: string) => Promise<Search>} test keep what was typed, and look anew
 * @property {(text: string) => void} copy
 * @property {() => Promise<string>} choose lets a person choose a file; empty where none was
 * @property {"" | "accept" | "cancel"} answer
 * @property {(result: object) => void} report
 */

export class SetupWindow {
	/**
	 * @param {Window} window
	 * @param {Given} given
	 */
	constructor(window, given) {
		this.window = window;
		this.doc = window.document;
		this.given = given;
		this.search = given.search;
	}

	/** @param {string} id @returns {any} */
	part(id) {
		return this.doc.getElementById(id);
	}

	open() {
		const { given } = this;
		this.part("where").value = given.chosen;
		this.part("close").addEventListener("click", () => this.window.close());
		this.part("copy").addEventListener("click", () => given.copy(given.line));
		this.part("choose").addEventListener("click", () => void this.choose());
		this.part("test").addEventListener("click", () => void this.test());
		this.part("where").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
			if (event.key === "Enter") void this.test();
		});
		this.doc.addEventListener("keydown", (event) => {
			if (event.key === "Escape") this.window.close();
		});
		this.show();
		if (given.answer) {
			given.report({ window: "setup", state: stateOf(this.search), tried: this.search.tried.map((each) => each.path) });
			this.window.setTimeout(() => this.window.close(), 0);
		}
	}

	async choose() {
		const path = await this.given.choose();
		if (path) this.part("where").value = path;
	}

	async test() {
		localizeWithin(this.part("status"), "refkit-setup-testing");
		this.part("test").disabled = true;
		try {
			this.search = await this.given.test(this.part("where").value.trim());
		}
		finally {
			this.part("test").disabled = false;
		}
		this.show();
	}

	show() {
		const { search, given } = this;
		const state = stateOf(search);
		const isSandbox = Boolean(search.sandbox);
		const told = search.found ?? search.tried.at(-1);
		const args = { version: told?.version ?? "", path: told?.path ?? "", sandbox: search.sandbox };
		localize(this.part("heading"), `refkit-setup-heading-${state}`);
		say(this.part("what"), `refkit-setup-what-${state}`, args);
		this.part("install").hidden = state === "found" || (isSandbox && state !== "sandbox");
		localize(this.part("terminal"), isSandbox ? "refkit-setup-terminal-sandbox" : `refkit-setup-terminal-${given.platform}`);
		this.part("line").textContent = isSandbox ? "refkit ui --no-browser" : given.line;
		localize(this.part("where-label"), isSandbox ? "refkit-setup-address" : "refkit-setup-where");
		this.part("choose").hidden = isSandbox;
		this.part("tried").hidden = !search.tried.length || state === "found";
		this.part("tried-list").replaceChildren(...search.tried.map((each) => this.line(each)));
		say(this.part("status"), search.found ? "refkit-setup-found" : "refkit-setup-not-found", args);
	}

	/** @param {import("./locate.mjs").Tried} each */
	line(each) {
		return make(
			this.doc,
			"li",
			{},
			// An address has its token in it, which is shown to nobody.
			make(this.doc, "code", { text: each.path.split("#")[0] }),
			make(this.doc, "span", { sentence: [`refkit-tried-${each.state}`, { version: each.version }] }),
			each.said ? make(this.doc, "span", { class: "why", text: each.said }) : null,
		);
	}
}

/**
 * What the window is about.
 * @param {Search} search
 * @returns {"found" | "sandbox" | "old" | "new" | "missing"}
 */
export function stateOf(search) {
	if (search.found) return "found";
	if (search.sandbox) return "sandbox";
	const states = new Set(search.tried.map((each) => each.state));
	return states.has("new") ? "new" : states.has("old") ? "old" : "missing";
}

const given = /** @type {any} */ (globalThis.window)?.arguments?.[0];
if (given?.search) new SetupWindow(globalThis.window, given).open();
