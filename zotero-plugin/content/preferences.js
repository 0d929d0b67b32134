/* Runs in the settings' window before the pane is there: Zotero tells the pane when it is. */

/* global Zotero, document */

document.addEventListener(
	"load",
	(event) => {
		if (event.target.id === "refkit-preferences") Zotero.refkit?.showPreferences(event.target);
	},
	true,
);
