/**
 * Where refkit is on this machine, and whether it speaks our protocol.
 *
 * A program with windows does not have the PATH of the user's shell (macOS gives it four folders), so
 * the usual places are looked at as well. Sources: the documentation of pipx (PIPX_BIN_DIR,
 * PIPX_HOME), of uv (UV_TOOL_BIN_DIR, UV_TOOL_DIR, XDG_BIN_HOME), of Homebrew (its two prefixes on macOS and that
 * of Linux), of conda's installers, and of Python's on Windows.
 */

import { AddressError, askProgram, askServer, requestOf } from "./client.mjs";
import { PROTOCOL } from "./events.mjs";

/** @typedef {import("./gecko.mjs").Host} Host */

/** The package, as pipx and uv name its environment. */
const PACKAGE = "refkit-review";
/** The folders that conda's installers make. */
const CONDAS = ["miniconda3", "anaconda3", "miniforge3", "mambaforge", "opt/miniconda3", "opt/anaconda3"];

/**
 * @typedef {object} Facet
 * @property {string} id
 * @property {string[]} tags every tag that it can give
 *
 * @typedef {object} Tried
 * @property {string} path
 * @property {"ok" | "missing" | "old" | "new" | "broken" | "address"} state
 * @property {string} version as it says it, empty where it says none
 * @property {string} said what it said instead, for a person
 * @property {Facet[]} facets
 *
 * @typedef {object} Search
 * @property {Tried | null} found
 * @property {Tried[]} tried
 * @property {"" | "flatpak" | "snap"} sandbox
 */

/**
 * The paths at which refkit can be, the likeliest first.
 * @param {Host} host
 * @returns {string[]}
 */
export function candidates(host) {
	const isWindows = host.platform === "win";
	const program = isWindows ? "refkit.exe" : "refkit";
	const join = (/** @type {string[]} */ ...parts) => {
		const path = parts.filter(Boolean).join("/");
		return isWindows ? path.replaceAll("/", "\\") : path;
	};
	// A relative folder on PATH would be one of whoever started Zotero.
	const isAbsolute = isWindows ? /^(?:[A-Za-z]:[\\/]|\\\\)/ : /^\//;
	const folders = [...onPath(host), ...(isWindows ? onWindows(host) : onUnix(host))];
	const found = folders.filter((folder) => isAbsolute.test(folder)).map((folder) => join(folder, program));
	return [...new Set(found)];
}

/**
 * @param {Host} host
 * @returns {string[]}
 */
function onPath(host) {
	const separator = host.platform === "win" ? ";" : ":";
	// On Windows an entry may stand in quotes.
	return host.environment("PATH").split(separator).map((folder) => folder.trim().replace(/^"|"$/g, "").replace(/(.)[\\/]+$/, "$1"));
}

/**
 * @param {Host} host
 * @returns {string[]}
 */
function onUnix(host) {
	const { home } = host;
	const data = host.environment("XDG_DATA_HOME") || `${home}/.local/share`;
	const conda = host.environment("CONDA_PREFIX");
	return [
		host.environment("PIPX_BIN_DIR"),
		host.environment("UV_TOOL_BIN_DIR"),
		host.environment("XDG_BIN_HOME"),
		`${home}/.local/bin`,
		...environments(host.environment("PIPX_HOME"), "venvs"),
		`${data}/pipx/venvs/${PACKAGE}/bin`,
		`${home}/.local/pipx/venvs/${PACKAGE}/bin`,
		...environments(host.environment("UV_TOOL_DIR"), ""),
		`${data}/uv/tools/${PACKAGE}/bin`,
		"/opt/homebrew/bin",
		"/usr/local/bin",
		"/home/linuxbrew/.linuxbrew/bin",
		`${home}/.linuxbrew/bin`,
		conda && `${conda}/bin`,
		...CONDAS.map((folder) => `${home}/${folder}/bin`),
		"/opt/conda/bin",
		"/opt/miniconda3/bin",
		"/opt/anaconda3/bin",
		"/usr/bin",
	];
}

/**
 * @param {string} base
 * @param {string} below
 * @returns {string[]}
 */
function environments(base, below) {
	return base ? [[base, below, PACKAGE, "bin"].filter(Boolean).join("/")] : [];
}

/**
 * @param {Host} host
 * @returns {string[]}
 */
function onWindows(host) {
	const home = host.environment("USERPROFILE") || host.home;
	const local = host.environment("LOCALAPPDATA") || `${home}/AppData/Local`;
	const roaming = host.environment("APPDATA") || `${home}/AppData/Roaming`;
	const everybody = host.environment("ProgramData") || "C:/ProgramData";
	const versions = ["311", "312", "313", "314"];
	return [
		host.environment("PIPX_BIN_DIR"),
		host.environment("UV_TOOL_BIN_DIR"),
		host.environment("XDG_BIN_HOME"),
		`${home}/.local/bin`,
		`${local}/pipx/pipx/venvs/${PACKAGE}/Scripts`,
		`${home}/pipx/venvs/${PACKAGE}/Scripts`,
		`${roaming}/uv/tools/${PACKAGE}/Scripts`,
		`${roaming}/uv/data/tools/${PACKAGE}/Scripts`,
		...versions.map((version) => `${local}/Programs/Python/Python${version}/Scripts`),
		...versions.map((version) => `${roaming}/Python/Python${version}/Scripts`),
		...CONDAS.filter((folder) => !folder.includes("/")).flatMap((folder) => [
			`${home}/${folder}/Scripts`,
			`${local}/${folder}/Scripts`,
			`${everybody}/${folder}/Scripts`,
		]),
		host.environment("CONDA_PREFIX") && `${host.environment("CONDA_PREFIX")}/Scripts`,
	];
}

/**
 * The sandbox in which Zotero runs, if any: from within it no program of the machine can be started.
 * @param {Host} host
 * @returns {Promise<"" | "flatpak" | "snap">}
 */
export async function sandboxOf(host) {
	if (host.platform !== "linux") return "";
	if (host.environment("FLATPAK_ID") || (await host.isFile("/.flatpak-info"))) return "flatpak";
	// Programs that a snap starts inherit SNAP; Zotero's own would name itself.
	return host.environment("SNAP") && host.environment("SNAP_NAME").startsWith("zotero") ? "snap" : "";
}

/**
 * Look for refkit: what the settings name, else the usual places, the first that speaks our protocol.
 * @param {Host} host
 * @returns {Promise<Search>}
 */
export async function findRefkit(host) {
	const sandbox = await sandboxOf(host);
	if (sandbox) return inSandbox(host, sandbox);
	const chosen = String(host.pref("path") ?? "").trim();
	/** @type {Tried[]} */
	const tried = [];
	// Who names a program means that one and no other.
	for (const path of chosen ? [chosen] : candidates(host)) {
		if (!(await host.isFile(path))) continue;
		const each = await tryProgram(host, path);
		tried.push(each);
		if (each.state === "ok") return { found: each, tried, sandbox };
	}
	if (chosen && !tried.length) tried.push(attempt(chosen, "missing"));
	return { found: null, tried, sandbox };
}

/**
 * @param {Host} host
 * @param {"flatpak" | "snap"} sandbox
 * @returns {Promise<Search>}
 */
async function inSandbox(host, sandbox) {
	const address = String(host.pref("ui") ?? "").trim();
	if (!address) return { found: null, tried: [], sandbox };
	const each = await hello(host, address, askServer);
	return { found: each.state === "ok" ? each : null, tried: [each], sandbox };
}

/**
 * Whether a program is refkit, and one that speaks our protocol.
 * @param {Host} host
 * @param {string} path
 * @returns {Promise<Tried>}
 */
export async function tryProgram(host, path) {
	const said = await hello(host, path, askProgram);
	if (said.state !== "broken") return said;
	// One from before there was a protocol knows no such command, but its version.
	const version = await versionOf(host, path);
	return version ? { ...said, state: "old", version } : said;
}

/**
 * @param {Host} host
 * @param {string} path
 * @param {typeof askProgram} ask
 * @returns {Promise<Tried>}
 */
async function hello(host, path, ask) {
	const found = attempt(path, "broken");
	let spoken = 0;
	try {
		const options = { tag_style: host.pref("tagStyle") || "name" };
		const done = await ask(host, path, requestOf(host, "hello", { options }), (event) => {
			switch (event.event) {
				case "start":
					found.version = String(event.refkit ?? "");
					spoken = Number(event.protocol) || 0;
					break;
				case "vocabulary":
					found.facets = facetsOf(event);
					break;
				case "error":
					found.said ||= String(event.message);
					break;
				case "end":
					if (event.ok && spoken === PROTOCOL) found.state = "ok";
					break;
			}
		});
		found.said ||= done.said;
	}
	catch (error) {
		if (error instanceof AddressError) return { ...found, state: "address" };
		found.said = String(/** @type {any} */ (error)?.message ?? error);
	}
	if (found.state !== "ok" && spoken && spoken !== PROTOCOL) found.state = spoken > PROTOCOL ? "new" : "old";
	return found;
}

/**
 * @param {import("./events.mjs").RefkitEvent} event
 * @returns {Facet[]}
 */
function facetsOf(event) {
	return event.facets.map((/** @type {any} */ each) => ({
		id: String(each.facet),
		tags: each.labels.map((/** @type {any} */ label) => String(label.tag)),
	}));
}

/**
 * @param {Host} host
 * @param {string} path
 * @returns {Promise<string>} empty where it tells none
 */
async function versionOf(host, path) {
	try {
		const child = await host.start(path, ["--version"]);
		await child.write("");
		let said = "";
		for (let piece = await child.read(); piece; piece = await child.read()) said += piece;
		await child.wait();
		return /^refkit\b.*?(\d+\.\d+\S*)/.exec(said.trim())?.[1] ?? "";
	}
	catch {
		return "";
	}
}

/**
 * @param {string} path
 * @param {Tried["state"]} state
 * @returns {Tried}
 */
function attempt(path, state) {
	return { path, state, version: "", said: "", facets: [] };
}

/**
 * The one line that installs refkit on this system, for a terminal.
 * @param {Host} host
 */
export function installLine(host) {
	const wheel = `refkit_review-${host.pluginVersion}-py3-none-any.whl`;
	if (host.platform === "win") return `py -m pip install --user "%USERPROFILE%\\Downloads\\${wheel}"`;
	if (host.platform === "mac") return `python3 -m pip install --user ~/Downloads/${wheel}`;
	return `pipx install ~/Downloads/${wheel}`;
}
