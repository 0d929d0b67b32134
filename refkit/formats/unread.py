"""What is not read: what it is called, and how its references get into a format that is."""

from __future__ import annotations

import re

_HEAD = 4000
_RIS = "export the references as RIS from the program or the site that they come from"
_KINDS = (
    (
        r"<(?:\w+:)?RDF\b[^>]*zotero|<(?:\w+:)?RDF\b.*?xmlns:(?:bib|z)=",
        "Zotero RDF, which is not read; in Zotero, export the collection as RIS or BibTeX",
    ),
    (r"<(?:\w+:)?RDF\b|^@prefix\b", f"RDF, which is not read; {_RIS}"),
    (
        r"<(?:\w+:)?modsCollection\b|<(?:\w+:)?mods\b",
        f"MODS, which is not read; {_RIS}, or convert it with bibutils (xml2ris)",
    ),
    (r"<(?:\w+:)?collection\b[^>]*MARC21|<(?:\w+:)?record\b[^>]*MARC21",
     f"MARC XML, which is not read; {_RIS}"),
    (r"<b:Sources\b|<Sources\b[^>]*bibliography",
     "Word's list of sources, which is not read; import it into JabRef or Zotero and export RIS"),
    (r"<bibtex:file\b|<file\b[^>]*bibtexml", f"BibTeXML, which is not read; {_RIS}"),
    (r"<article\b[^>]*(?:dtd-version|article-type)|<!DOCTYPE article\b",
     "one article in JATS, which is not read; give its DOI: refkit fetch DOI"),
    (r"<TEI\b|<teiHeader\b", f"TEI, which is not read; {_RIS}"),
    (r"^RT (?:Journal|Book|Conference|Generic|Thesis|Web|Report|Dissertation|Magazine|News)",
     "RefWorks tagged format, which is not read; in RefWorks, export as RIS"),
    (r"^<\d+>[ \t]*\r?\n[A-Z][\w /-]*\r?\n[ \t]",
     "Ovid's citation format, which is not read; in Ovid, export as RIS"),
    (r"^Record.*INSPEC|^TI ~ ",
     "Inspec's text, which is not read; export as RIS where it comes from (Engineering Village, "
     "Ovid, EBSCO)"),
    (r"^TI- .*\r?\n(?:.*\r?\n){0,20}?(?:AU|PU|PY|HL|SE)- ",
     "Copac's text, which is not read (Copac closed in 2019); look the works up again at Jisc "
     "Library Hub Discover and export RIS"),
    (r"^\s*@@\w+|^\s*\[?\{\s*\"(?:itemType|itemKey)\"",
     "Zotero's own JSON, which is not read; in Zotero, export as CSL JSON or RIS"),
    (r"<records>|<xml>\s*<records", f"EndNote XML without a record that can be read; {_RIS}"),
    (r"^\s*<\?xml|^\s*<[A-Za-z][\w:.-]*[\s>]", f"XML of a kind that is not read; {_RIS}"),
)  # fmt: skip
_LOOKS = tuple((re.compile(look, re.DOTALL | re.MULTILINE), what) for look, what in _KINDS)


def unread_kind(text: str) -> str:
    """What a text is that no reader understands, and what to do; empty where it is not known."""
    head = text.lstrip("\ufeff \t\r\n")[:_HEAD]
    return next((what for look, what in _LOOKS if look.search(head)), "")
