"""The ways into Zotero: who is spoken to, how, with which key, and which of them are open."""
