/** The real refkit as a program, from this source tree, with memory and records of its own. */

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const REPOSITORY = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");
export const PYTHON = process.env.REFKIT_PYTHON || "python3";

/**
 * A folder of the test, which goes when the test ends.
 * @param {import("node:test").TestContext} t
 */
export function folder(t) {
	const made = mkdtempSync(path.join(tmpdir(), "refkit-plugin-"));
	t.after(() => rmSync(made, { recursive: true, force: true }));
	return made;
}

/**
 * A program of this name that runs a line of shell.
 * @param {string} where
 * @param {string} line
 */
export function program(where, line, name = "refkit") {
	mkdirSync(where, { recursive: true });
	const made = path.join(where, name);
	writeFileSync(made, `#!/bin/sh\n${line}\n`);
	chmodSync(made, 0o755);
	return made;
}

/**
 * refkit in a folder, as an installer would put it there.
 * @param {string} home
 */
export function installed(home, where = path.join(home, ".local", "bin")) {
	const env = {
		PYTHONPATH: REPOSITORY,
		REFKIT_CACHE: path.join(home, "memory"),
		REFKIT_DATA: path.join(home, "data"),
		REFKIT_CONFIG: path.join(home, "no-config.toml"),
	};
	const set = Object.entries(env).map(([name, value]) => `${name}='${value}'`).join(" ");
	return program(where, `${set} exec '${PYTHON}' -m refkit "$@"`);
}
