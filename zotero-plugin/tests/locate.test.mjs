/** Where refkit is looked for on each system, and what is said of one that does not fit. */

import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";

import { AddressError, readAddress } from "../content/client.mjs";
import { candidates, findRefkit, installLine } from "../content/locate.mjs";
import { makeHost } from "./shim/host.mjs";
import { folder, installed, program } from "./shim/program.mjs";

const OLD = 'if [ "$1" = --version ]; then echo "refkit, version 0.0.3"; exit 0; fi; echo "Error: No such command" >&2; exit 2';
const answering = (/** @type {number} */ protocol) =>
	`cat >/dev/null; echo '{"event":"start","protocol":${protocol},"refkit":"9.9.9"}'; echo '{"event":"vocabulary","facets":[{"facet":"modality","labels":[{"label":"car-t","name":"CAR-T","tag":"CAR-T"}]}]}'; echo '{"event":"end","ok":${protocol === 1}}'`;

test("on each system the usual places are absolute, and have its way of writing", () => {
	/** @type {[any, Record<string, string>, string[]][]} */
	const cases = [
		["linux", { PATH: "/usr/bin:.:relative/bin::/opt/x/bin/" }, ["/usr/bin/refkit", "/opt/x/bin/refkit", "/home/me/.local/bin/refkit", "/home/me/.local/share/uv/tools/refkit-review/bin/refkit", "/home/me/miniconda3/bin/refkit"]],
		["mac", { PATH: "/usr/bin:/bin" }, ["/opt/homebrew/bin/refkit", "/usr/local/bin/refkit", "/home/me/.local/bin/refkit"]],
		["linux", { PIPX_HOME: "/data/pipx", UV_TOOL_DIR: "/data/uv", CONDA_PREFIX: "/data/env" }, ["/data/pipx/venvs/refkit-review/bin/refkit", "/data/uv/refkit-review/bin/refkit", "/data/env/bin/refkit"]],
		[
			"win",
			{ PATH: '"C:\\Program Files\\x";.;D:\\y\\', USERPROFILE: "C:\\Users\\me", LOCALAPPDATA: "C:\\Users\\me\\AppData\\Local", APPDATA: "C:\\Users\\me\\AppData\\Roaming" },
			["C:\\Program Files\\x\\refkit.exe", "D:\\y\\refkit.exe", "C:\\Users\\me\\.local\\bin\\refkit.exe", "C:\\Users\\me\\AppData\\Local\\Programs\\Python\\Python313\\Scripts\\refkit.exe", "C:\\Users\\me\\AppData\\Roaming\\uv\\tools\\refkit-review\\Scripts\\refkit.exe"],
		],
	];
	for (const [platform, environment, wanted] of cases) {
		const found = candidates(makeHost({ home: "/home/me", platform, environment }).host);

		for (const each of wanted) assert.ok(found.includes(each), `${platform}: ${each}`);
		assert.equal(new Set(found).size, found.length);
		const absolute = platform === "win" ? /^[A-Z]:\\[^/]*refkit\.exe$/ : /^\/\S*refkit$/;
		for (const each of found) assert.match(each, absolute);
	}
	assert.equal(candidates(makeHost({ home: "/home/me", environment: { PATH: "/first:/second" } }).host)[0], "/first/refkit");
});

test("the real refkit is found where installers put it, with what it calls its labels", async (t) => {
	const home = folder(t);
	const there = installed(home);

	const { found } = await findRefkit(makeHost({ home }).host);

	assert.equal(found?.path, there);
	assert.match(found?.version ?? "", /^\d+\.\d+/);
	const modality = found?.facets.find((each) => each.id === "modality");
	assert.ok(modality?.tags.includes("CAR-T"), JSON.stringify(found?.facets));
});

test("where it is missing, what was tried is told", async (t) => {
	const home = folder(t);
	const chosen = path.join(home, "nowhere", "refkit");

	assert.deepEqual(await findRefkit(makeHost({ home, environment: { PATH: home } }).host).then(({ found, sandbox }) => [found, sandbox]), [null, ""]);
	const { found, tried } = await findRefkit(makeHost({ home, prefs: { path: chosen } }).host);

	assert.equal(found, null);
	assert.deepEqual(tried.map((each) => [each.path, each.state]), [[chosen, "missing"]]);
});

test("one that is too old, too new, or no refkit at all is passed over and told", async (t) => {
	const home = folder(t);
	const folders = Object.entries({ old: OLD, broken: "exit 1", lies: "echo hello", new: answering(2), good: answering(1), never: "exit 9" }).map(([name, line]) => path.dirname(program(path.join(home, name), line)));

	const { found, tried } = await findRefkit(makeHost({ home, environment: { PATH: folders.join(":") } }).host);

	assert.deepEqual(tried.map((each) => [path.basename(path.dirname(each.path)), each.state, each.version]), [
		["old", "old", "0.0.3"],
		["broken", "broken", ""],
		["lies", "broken", ""],
		["new", "new", "9.9.9"],
		["good", "ok", "9.9.9"],
	]);
	assert.deepEqual(found?.facets, [{ id: "modality", tags: ["CAR-T"] }]);
});

test("who names a program means that one and no other", async (t) => {
	const home = folder(t);
	const old = program(path.join(home, "old"), OLD);
	program(path.join(home, ".local", "bin"), answering(1));

	const { found, tried } = await findRefkit(makeHost({ home, prefs: { path: ` ${old} ` } }).host);

	assert.equal(found, null);
	assert.deepEqual(tried.map((each) => each.state), ["old"]);
});

test("a file that cannot be started is told, and not raised", async (t) => {
	const home = folder(t);
	const made = program(home, "exit 0");
	const { chmodSync } = await import("node:fs");
	chmodSync(made, 0o644);

	const { tried } = await findRefkit(makeHost({ home, prefs: { path: made } }).host);

	assert.equal(tried[0].state, "broken");
	assert.match(tried[0].said, /EACCES/);
});

test("in a sandbox no program is started: refkit ui is asked where the settings say", async (t) => {
	const home = folder(t);
	program(path.join(home, ".local", "bin"), answering(1));
	for (const [environment, name] of /** @type {[any, string][]} */ ([
		[{ FLATPAK_ID: "org.zotero.Zotero" }, "flatpak"],
		[{ SNAP: "/snap/zotero-snap/1", SNAP_NAME: "zotero-snap" }, "snap"],
	])) {
		const { host, children } = makeHost({ home, environment });
		assert.deepEqual(await findRefkit(host), { found: null, tried: [], sandbox: name });
		assert.equal(children.length, 0);
	}
	// A Zotero that a terminal in a snap started is in no sandbox.
	assert.equal((await findRefkit(makeHost({ home, environment: { SNAP: "/snap/code/1", SNAP_NAME: "code" } }).host)).sandbox, "");
});

test("only an address of this machine, with a token, is one", async () => {
	assert.deepEqual(readAddress(" http://127.0.0.1:4711/#token=a-B_9 "), { base: "http://127.0.0.1:4711", token: "a-B_9" });
	for (const bad of ["", "http://127.0.0.1:4711/", "http://example.org:80/#token=a", "http://127.0.0.1.example.org:80/#token=a", "http://127.0.0.1:1@evil.example:80/#token=a", "https://127.0.0.1:4711/#token=a", "file:///#token=a"]) {
		assert.throws(() => readAddress(bad), AddressError, bad);
	}
	const { host } = makeHost({ home: "/nowhere", environment: { FLATPAK_ID: "x" }, prefs: { ui: "http://example.org/#token=a" } });
	assert.equal((await findRefkit(host)).tried[0].state, "address");
});

test("each system has one line that installs it", () => {
	for (const [platform, wanted] of /** @type {[any, RegExp][]} */ ([
		["linux", /^pipx install ~\/Downloads\/refkit_review-0\.1\.0-py3-none-any\.whl$/],
		["mac", /^python3 -m pip install --user ~\/Downloads\//],
		["win", /^py -m pip install --user "%USERPROFILE%\\Downloads\\/],
	])) {
		assert.match(installLine(makeHost({ home: "/", platform }).host), wanted);
	}
});
