"""refkit as the plug-in inside Zotero asks it: one request, and events as answer."""
