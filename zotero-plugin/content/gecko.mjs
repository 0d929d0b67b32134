/**
 * What the plug-in uses of the program around it, in one place: everything else takes a Host and
 * runs as well where the tests give it another.
 */

/**
 * @typedef {object} Child a program that was started
 * @property {(text: string) => Promise<void>} write all of its standard input, which is closed then
 * @property {() => Promise<string>} read the next piece of its standard output, empty at the end
 * @property {() => Promise<string>} readError the same of its standard error
 * @property {() => Promise<number>} wait its exit status
 * @property {(grace: number) => Promise<unknown>} kill asks it to end, and ends it after so many milliseconds
 *
 * @typedef {object} Host
 * @property {typeof Zotero} Zotero
 * @property {"linux" | "mac" | "win"} platform
 * @property {string} zoteroVersion
 * @property {string} pluginVersion
 * @property {string} home
 * @property {(name: string) => string} environment a variable, empty where it is not set
 * @property {(path: string) => Promise<boolean>} isFile
 * @property {(path: string, args: string[]) => Promise<Child>} start
 * @property {(address: string, options: object) => Promise<Response>} fetch
 * @property {typeof TextDecoder} TextDecoder
 * @property {(name: string) => any} pref a setting of ours
 * @property {(name: string, value: any) => void} setPref
 * @property {(ms: number) => Promise<void>} pause
 * @property {(id: string, args?: object) => string} text a Fluent message, where no window translates it
 * @property {(error: unknown) => void} log
 * @property {(text: string) => void} copy into the clipboard
 * @property {(window: any, title: string) => Promise<string>} chooseFile empty where none was chosen
 */

/** The branch of our settings. */
const PREFS = "extensions.refkit.";

/**
 * The host that Zotero is.
 * @param {any} scope what Zotero gives the scope of a plug-in
 * @returns {Host}
 */
export function geckoHost(scope) {
	const { Zotero, Services, IOUtils, Subprocess } = scope;
	const localization = new scope.Localization(["refkit.ftl"], true);
	return {
		Zotero,
		platform: Zotero.isMac ? "mac" : Zotero.isWin ? "win" : "linux",
		zoteroVersion: Zotero.version,
		pluginVersion: "",
		home: Services.dirsvc.get("Home", Ci.nsIFile).path,
		environment: (name) => (Services.env.exists(name) ? Services.env.get(name) : ""),
		isFile: async (path) => {
			try {
				return (await IOUtils.stat(path)).type === "regular";
			}
			catch {
				return false;
			}
		},
		start: (path, args) => startChild(Subprocess, path, args),
		fetch: scope.fetch,
		TextDecoder,
		pref: (name) => Zotero.Prefs.get(PREFS + name, true),
		setPref: (name, value) => void Zotero.Prefs.set(PREFS + name, value, true),
		pause: (ms) => new Promise((done) => scope.setTimeout(done, ms)),
		text: (id, args = {}) => localization.formatValueSync(id, args) ?? id,
		log: (error) => void Zotero.logError(error),
		copy: (text) => void Zotero.Utilities.Internal.copyTextToClipboard(text),
		chooseFile: async (window, title) => {
			const { FilePicker } = ChromeUtils.importESModule("chrome://zotero/content/modules/filePicker.mjs");
			const picker = new FilePicker();
			picker.init(window, title, picker.modeOpen);
			return (await picker.show()) === picker.returnOK ? picker.file : "";
		},
	};
}

/**
 * @param {any} Subprocess
 * @param {string} path
 * @param {string[]} args
 * @returns {Promise<Child>}
 */
async function startChild(Subprocess, path, args) {
	const child = await Subprocess.call({
		command: path,
		arguments: args,
		// On Windows and where no locale is set, Python would else read and write another encoding.
		environment: { PYTHONUTF8: "1", PYTHONIOENCODING: "utf-8", NO_COLOR: "1" },
		environmentAppend: true,
		stderr: "pipe",
	});
	return {
		write: async (text) => {
			await child.stdin.write(text);
			await child.stdin.close();
		},
		read: () => child.stdout.readString(),
		readError: () => child.stderr.readString(),
		wait: async () => (await child.wait()).exitCode,
		kill: (grace) => child.kill(grace),
	};
}
