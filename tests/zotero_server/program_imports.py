"""What the program's translators make of a text, and lose of it (41 to 43 of the table of quirks).

Each item is in the way of translators: Zotero's JSON with ``notes``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from zotero_server.validating import Json

_RIS_TYPES = {"JOUR": "journalArticle", "CHAP": "bookSection", "BOOK": "book", "THES": "thesis"}
_RIS_TYPES |= {"CPAPER": "conferencePaper", "CONF": "conferencePaper", "DATA": "dataset"}
_RIS_TYPES |= {"RPRT": "report", "ELEC": "webpage", "COMP": "computerProgram", "UNPB": "manuscript"}
_RIS_TYPES |= {"GEN": "journalArticle"}  # (41)
_RIS_FIELDS = {"TI": "title", "T1": "title", "DO": "DOI", "VL": "volume", "IS": "issue"}
_RIS_FIELDS |= {"N2": "abstractNote", "AB": "abstractNote", "UR": "url", "SN": "ISSN"}
_RIS_FIELDS |= {"JO": "publicationTitle", "JF": "publicationTitle", "T2": "publicationTitle"}
_RIS_FIELDS |= {"PB": "publisher", "CY": "place", "LA": "language"}
_BIB_TYPES = {"article": "journalArticle", "incollection": "bookSection", "book": "book"}
_BIB_TYPES |= {"inproceedings": "conferencePaper", "phdthesis": "thesis", "techreport": "report"}
_BIB_FIELDS = {"title": "title", "journal": "publicationTitle", "year": "date", "date": "date"}
_BIB_FIELDS |= {"volume": "volume", "number": "issue", "pages": "pages", "doi": "DOI"}
_BIB_FIELDS |= {"issn": "ISSN", "url": "url", "abstract": "abstractNote", "isbn": "ISBN"}
_BIB_FIELDS |= {"publisher": "publisher", "booktitle": "bookTitle"}
_CSL_TYPES = {"article-journal": "journalArticle", "chapter": "bookSection", "book": "book"}
_CSL_TYPES |= {"paper-conference": "conferencePaper", "article": "preprint", "dataset": "dataset"}
_CSL_TYPES |= {"thesis": "thesis", "report": "report", "webpage": "webpage"}
_CSL_FIELDS = {"title": "title", "container-title": "publicationTitle", "DOI": "DOI"}
_CSL_FIELDS |= {"ISSN": "ISSN", "volume": "volume", "issue": "issue", "page": "pages"}
_CSL_FIELDS |= {
    "citation-key": "citationKey",
    "note": "extra",
    "URL": "url",
    "abstract": "abstractNote",
}
_MONTHS = "January February March April May June July August September October November December"


def read(body: bytes) -> list[Json] | None:
    """The items of a text in RIS, BibTeX or CSL-JSON; None where it is none of them."""
    text = body.decode("utf-8", "replace").lstrip("\ufeff \r\n\t")
    readers = (("TY  -", _ris), ("@", _bibtex), ("[", _csl), ("{", _csl))
    for start, reader in readers:
        if text.startswith(start):
            try:
                return list(reader(text)) or None
            except (ValueError, KeyError, TypeError):
                return None
    return None


def _ris(text: str) -> Iterator[Json]:
    for record in re.split(r"^ER  -.*$", text, flags=re.MULTILINE):
        lines = re.findall(r"^([A-Z][A-Z0-9])  - ?(.*?)\s*$", record, flags=re.MULTILINE)
        if not lines:
            continue
        item: Json = {"creators": [], "tags": [], "notes": []}
        for tag, value in lines:
            _ris_line(item, tag, value)
        pages = [item.pop(name, "") for name in ("SP", "EP")]
        if any(pages):
            item["pages"] = "-".join(filter(None, pages))
        yield item


def _ris_line(item: Json, tag: str, value: str) -> None:
    match tag:
        case "TY":
            item["itemType"] = _RIS_TYPES.get(value, "document")
        case "AU" | "A1":
            item["creators"].append(_named(value))
        case "KW":
            item["tags"].append(value)
        case "N1":
            item["notes"].append({"note": f"<p>{value}</p>"})  # (41)
        case "PY" | "Y1" | "DA":
            item.setdefault("date", value.strip("/").replace("/", "-"))
        case "SP" | "EP":
            item[tag] = value
        case "DO" if not re.match(r"10\.\d{4,9}/", value):
            return  # dropped: it does not look like one
        case _ if tag in _RIS_FIELDS:
            # A second ISSN is lost, and ID is nowhere (41).
            item.setdefault(_RIS_FIELDS[tag], value)
            if tag == "JO":
                item["journalAbbreviation"] = value


def _bibtex(text: str) -> Iterator[Json]:
    from bibtexparser.entrypoint import parse_string

    for entry in parse_string(text).entries:
        fields = {name.lower(): str(one.value) for name, one in entry.fields_dict.items()}
        item: Json = {"itemType": _BIB_TYPES.get(entry.entry_type.lower(), "document")}
        item["creators"] = [_named(name) for name in _people(fields.pop("author", ""))]
        item["tags"] = [tag.strip() for tag in fields.pop("keywords", "").split(",") if tag.strip()]
        # The key of the entry is lost, and notes become children (42).
        notes = [fields.pop(name) for name in ("note", "annote") if name in fields]
        item["notes"] = [{"note": f"<p>{_unbraced(note)}</p>"} for note in notes]
        for name, value in fields.items():
            if name in _BIB_FIELDS:
                item[_BIB_FIELDS[name]] = _unbraced(value).replace("--", "\N{EN DASH}")
        yield item


def _csl(text: str) -> Iterator[Json]:
    loaded = json.loads(text)
    for one in loaded if isinstance(loaded, list) else loaded["items"]:
        item: Json = {"itemType": _CSL_TYPES.get(one["type"], "document"), "tags": [], "notes": []}
        item |= {mine: one[name] for name, mine in _CSL_FIELDS.items() if name in one}
        item["creators"] = [
            _creator(who.get("family") or who.get("literal", ""), who.get("given"))
            for who in one.get("author", [])
        ]
        if parts := one.get("issued", {}).get("date-parts"):
            item["date"] = _in_words(parts[0])
        yield item  # keyword is lost (43)


def _in_words(parts: list[Any]) -> str:
    year, *rest = [int(part) for part in parts]
    if not rest:
        return str(year)
    month = _MONTHS.split()[rest[0] - 1]
    return f"{month} {rest[1]}, {year}" if rest[1:] else f"{month} {year}"


def _unbraced(value: str) -> str:
    return re.sub(r"[{}]", "", value)


def _people(names: str) -> list[str]:
    return [name.strip() for name in re.split(r"\s+and\s+", names) if name.strip()]


def _named(name: str) -> Json:
    family, comma, given = name.partition(",")
    return _creator(_unbraced(family).strip(), _unbraced(given).strip() if comma else None)


def _creator(family: str, given: str | None) -> Json:
    named = {"lastName": family, "firstName": given} if given else {"name": family}
    return {"creatorType": "author", **named}
