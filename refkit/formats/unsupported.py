"""Formats that are not read: how each is recognised, and how to get one that is."""

from __future__ import annotations

import re

from refkit.regex import lazy_regex

_HEAD = 4000
_RIS = "export the references as RIS from the program or the site that they come from"
_BY_DOI = "put the DOIs one on each line and look them up (refkit enrich), or export RIS"
PRINTED_LIST = (
    "a list of references as text, which is no library; they are told apart and looked up with: "
    "refkit fetch FILE"
)
"""What is said of lines that have a year and a place each; titles of papers may look so too."""

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
    (r"\A\d{5}[acdnp][a-z][a-z0-9 ]{2}[a-z ]{0,2}\d{4}", f"MARC, which is not read; {_RIS}"),
    (r"^<\d+\. ?>[ \t]*\r?\n\s*VN {1,2}- Ovid",
     "Ovid's text with tags, which is not read; in Ovid, export as RIS"),
    (r"^Record.*INSPEC|^TI ~ ",
     "Inspec's text, which is not read; export as RIS where it comes from (Engineering Village, "
     "Ovid, EBSCO)"),
    (r"^TI- .*\r?\n(?:.*\r?\n){0,20}?(?:AU|PU|PY|HL|SE)- ",
     "Copac's text, which is not read (Copac closed in 2019); look the works up again at Jisc "
     "Library Hub Discover and export RIS"),
    (r"^\s*@@\w+|\A[\[{].*\"(?:itemType|itemKey)\"\s*:",
     "Zotero's own JSON, which is not read; in Zotero, export as CSL JSON or RIS"),
    (r"\A\{.*\"message-type\"\s*:", f"an answer of Crossref, which is not read; {_BY_DOI}"),
    (r"\A[\[{].*\"(?:authorships|cited_by_api_url|display_name)\"\s*:",
     f"an answer of OpenAlex, which is not read; {_BY_DOI}"),
    (r"\A\{.*\"(?:resultList|esearchresult)\"\s*:",
     f"an answer of Europe PMC or PubMed, which is not read; {_BY_DOI} or nbib"),
    (r"\A[\[{].*\"(?:attributes\"\s*:.*\"doi|creators\"\s*:\s*\[.*\"titles)\"\s*:",
     f"an answer of DataCite, which is not read; {_BY_DOI}"),
    (r"^Record #\d+ of \d+\s+ID: ",
     "the Cochrane Library's plain text, which is not read; there, export the citations as RIS"),
    (r"^SEARCH QUERY\b.*?^TITLE\r?$|^RECORD \d+\s+TITLE\r?$",
     "Embase's plain text, which is not read; in Embase, export as RIS or CSV"),
    (r"\AScopus\r?\nEXPORT DATE:(?!.*^@\w+\{)",
     "Scopus' plain text, which is not read; in Scopus, export as RIS, CSV or BibTeX"),
    (r"^Report Information from ProQuest|^_{20,}\s+(?:Document|Report) ",
     "ProQuest's plain text, which is not read; in ProQuest, save as RIS"),
    (r"^\(https?://www\.sciencedirect\.com/science/article/\S+\)",
     "ScienceDirect's plain text, which is not read; there, export as RIS"),
    (r"\A1[.:] .*?\bPMID: ?\d+",
     "PubMed's summary or abstracts as text, which are not read; in PubMed, save in the format "
     "PubMed (nbib), or export RIS where else the works are"),
    (r"\A(?:\[?1[\].)]?\s+)?[^\W\d_][^\r\n]{20,400}?\b(?:19|20)\d\d\b[^\r\n]{0,200}?\d[:,(]\s?\w",
     PRINTED_LIST),
    (r"<records>|<xml>\s*<records", f"EndNote XML without a record that can be read; {_RIS}"),
    (r"^\s*<\?xml|^\s*<[A-Za-z][\w:.-]*[\s>]", f"XML of a kind that is not read; {_RIS}"),
)  # fmt: skip
_LOOKS = tuple((lazy_regex(look, re.DOTALL | re.MULTILINE), what) for look, what in _KINDS)


def unsupported_kind(text: str) -> str:
    """What a text is that no reader understands, and what to do; empty where it is not known."""
    head = text.lstrip("\ufeff \t\r\n")[:_HEAD]
    return next((what for look, what in _LOOKS if look.search(head)), "")
