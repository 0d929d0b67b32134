// What a setting is until somebody changes it. Zotero reads this file when the plug-in starts.
pref("extensions.refkit.path", "");
pref("extensions.refkit.contact", "");
pref("extensions.refkit.facets", "");
pref("extensions.refkit.tagStyle", "name");
pref("extensions.refkit.collection", "");
pref("extensions.refkit.offline", false);
pref("extensions.refkit.ui", "");
pref("extensions.refkit.dryDialogs", "");
pref("extensions.refkit.dryResult", "");
