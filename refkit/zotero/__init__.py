"""Into Zotero: what would be done (plan), done under a record (run), and taken back (undo)."""
