"""What the plug-in inside Zotero asks for, answered in events; see docs/zotero-protocol.md."""
