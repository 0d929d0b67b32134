/** The host of the plug-in in Node: Zotero's interface is the shim's, programs and files are real. */

import { spawn } from "node:child_process";
import { stat } from "node:fs/promises";

import { makeZotero } from "./zotero.mjs";

/**
 * @param {object} given
 * @param {string} given.home
 * @param {Record<string, string>} [given.environment]
 * @param {Record<string, any>} [given.prefs]
 * @param {"linux" | "mac" | "win"} [given.platform]
 * @param {any} [given.zotero] what the shim is made with
 */
export function makeHost({ home, environment = {}, prefs = {}, platform = "linux", zotero = {} }) {
	const shim = makeZotero(zotero);
	const settings = new Map(Object.entries({ offline: true, tagStyle: "name", ...prefs }));
	/** @type {any[]} */
	const children = [];
	/** @type {unknown[]} */
	const logged = [];
	/** @type {import("../../content/gecko.mjs").Host} */
	const host = {
		Zotero: /** @type {any} */ (shim.Zotero),
		platform,
		zoteroVersion: "10.0.0",
		pluginVersion: "0.1.0",
		home,
		environment: (name) => environment[name] ?? "",
		isFile: async (path) => {
			try {
				return (await stat(path)).isFile();
			}
			catch {
				return false;
			}
		},
		start: async (path, args) => start(path, args, children),
		fetch: (address, options) => fetch(address, options),
		TextDecoder,
		pref: (name) => settings.get(name),
		setPref: (name, value) => void settings.set(name, value),
		pause: (ms) => new Promise((done) => (ms ? setTimeout(done, ms) : setImmediate(done))),
		text: (id) => id,
		log: (error) => void logged.push(error),
		copy: () => {},
		chooseFile: async () => "",
	};
	return { host, shim, settings, children, logged };
}

/**
 * A child as Gecko's Subprocess gives it: what it writes is read piece by piece, empty at its end.
 * @param {string} path
 * @param {string[]} args
 * @param {any[]} children
 * @returns {Promise<import("../../content/gecko.mjs").Child>}
 */
async function start(path, args, children) {
	const child = spawn(path, args, { env: { PATH: process.env.PATH, PYTHONUTF8: "1" }, stdio: "pipe" });
	await new Promise((done, fail) => {
		child.once("spawn", done);
		child.once("error", fail);
	});
	const ended = new Promise((done) => child.once("close", (status, signal) => done(status ?? (signal ? -1 : 0))));
	children.push({ child, ended, args });
	const pieces = (/** @type {any} */ stream) => {
		stream.setEncoding("utf-8");
		const read = stream[Symbol.asyncIterator]();
		return async () => (await read.next()).value ?? "";
	};
	return {
		write: (text) =>
			new Promise((done, fail) => {
				child.stdin.once("error", fail);
				child.stdin.end(text, () => done());
			}),
		read: pieces(child.stdout),
		readError: pieces(child.stderr),
		wait: () => /** @type {Promise<number>} */ (ended),
		kill: async (grace) => {
			child.kill("SIGTERM");
			// What Zotero waits for is not waited out here.
			const timer = setTimeout(() => child.kill("SIGKILL"), Math.min(grace, 50));
			await ended;
			clearTimeout(timer);
		},
	};
}
