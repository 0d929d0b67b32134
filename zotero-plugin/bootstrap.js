/* What Zotero calls. Nothing is done here but to load the plug-in and to hand it what Zotero gives. */

/* global Zotero, Services, IOUtils, ChromeUtils, Components, Localization, fetch, setTimeout, APP_SHUTDOWN, ADDON_UNINSTALL */
/* exported install, startup, shutdown, uninstall, onMainWindowLoad, onMainWindowUnload */

var refkitPlugin = null;
var refkitChrome = null;

function install() {}

async function startup({ id, version, rootURI }) {
	await Zotero.initializationPromise;
	// A module is kept until Zotero ends, under its address. With a new name at each start an
	// update takes effect at once.
	const name = `refkit-${Date.now().toString(36)}`;
	refkitChrome = Components.classes["@mozilla.org/addons/addon-manager-startup;1"]
		.getService(Components.interfaces.amIAddonManagerStartup)
		.registerChrome(Services.io.newURI(`${rootURI}manifest.json`), [
			["content", name, "content/"],
		]);
	const content = `chrome://${name}/content/`;
	const { Plugin } = ChromeUtils.importESModule(`${content}plugin.mjs`);
	const { geckoHost } = ChromeUtils.importESModule(`${content}gecko.mjs`);
	const { Subprocess } = ChromeUtils.importESModule("resource://gre/modules/Subprocess.sys.mjs");
	const scope = {
		Zotero, Services, IOUtils, Localization, Subprocess, fetch, setTimeout,
	};
	refkitPlugin = new Plugin(geckoHost(scope), { id, version, content });
	await refkitPlugin.start();
}

function onMainWindowLoad({ window }) {
	refkitPlugin?.addToWindow(window);
}

function onMainWindowUnload({ window }) {
	refkitPlugin?.removeFromWindow(window);
}

async function shutdown(_data, reason) {
	if (reason === APP_SHUTDOWN) {
		refkitPlugin?.endRunning();
		return;
	}
	await refkitPlugin?.stop();
	refkitPlugin = null;
	refkitChrome?.destruct();
	refkitChrome = null;
}

function uninstall(_data, reason) {
	// An update uninstalls the old version first, and settings outlive that.
	if (reason !== ADDON_UNINSTALL) return;
	Services.prefs.getBranch("extensions.refkit.").deleteBranch("");
}
