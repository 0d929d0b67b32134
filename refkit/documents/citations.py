"""The records that reference managers leave in a document, from the code of a citation.

Zotero and Mendeley write a citation as JSON with CSL items ("CSL_CITATION", the schema
csl-citation.json of the Citation Style Language), EndNote as XML with its records. Where the code
stands is the reader's affair: in a field, a content control, a property of the document.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from refkit.documents.model import Embedded
from refkit.errors import InputError, InvalidIdentifier
from refkit.text.plural import count_noun

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from refkit.model.work import Work

ZOTERO, MENDELEY, ENDNOTE = "zotero", "mendeley", "endnote"
_NAMES = {ZOTERO: "Zotero", MENDELEY: "Mendeley", ENDNOTE: "EndNote"}

_CSL = re.compile(r"\bCSL_CITATION\s*(?=\{)")
_CONTROL = "MENDELEY_CITATION_v3_"
_LIST = re.compile(
    r"\s*(?:ADDIN\s+)?(?:ZOTERO_BIBL\b|BIBL\b.{,9999}CSL_BIBLIOGRAPHY|Mendeley\s+Bibliography\b"
    r"|CSL_BIBLIOGRAPHY\b|EN\.REFLIST\b|REFMGR\.REFLIST\b|PAPERS2_CITATIONS\s+<papers2_bibliography"
    r"|MENDELEY_BIBLIOGRAPHY\b|CitaviBibliography\b|BIBLIOGRAPHY\b)",
    re.DOTALL,
)
_ENDNOTE = re.compile(r"\s*ADDIN\s+EN\.CITE\b")
_RECORDS = re.compile(r"<EndNote>.*</EndNote>", re.DOTALL)
_JSON = json.JSONDecoder(strict=False)
_UNREADABLE = (
    InvalidIdentifier, TypeError, ValueError, LookupError, AttributeError, RecursionError,
)  # fmt: skip


def marks_list(code: str) -> bool:
    """Whether a code is that of the printed list, of a manager or of Word itself."""
    return bool(_LIST.match(code))


class CitationRecords:
    """Gathers the records of all citations, each once, in the order of their first citation.

    ``remarks`` counts what could not be read: nothing of it is guessed.
    """

    def __init__(self) -> None:
        self._records: dict[tuple[str, str], Work] = {}
        self._unread: dict[str, int] = {}
        self._recordless: dict[str, int] = {}

    def add(self, code: str, data: str = "") -> None:
        """Take the records from the code of a citation; any other code holds none.

        ``data`` is what stands beside the code in base64, where EndNote keeps its longer ones.
        """
        if found := _CSL.search(code):
            self._add_csl(code[found.end() :])
        elif code.startswith(_CONTROL):
            self._add_csl(_from_base64(code.removeprefix(_CONTROL)), MENDELEY)
        elif _ENDNOTE.match(code):
            self._add_endnote(code, data)

    @property
    def records(self) -> tuple[Embedded, ...]:
        """The records, in the order of their first citation."""
        return tuple(Embedded(work, by) for (by, _), work in self._records.items())

    def remarks(self) -> tuple[str, ...]:
        """What could not be read, in lines for the user."""
        unread = (
            f"{count_noun(count, 'citations')} of {_NAMES[by]} cannot be read; what is printed of "
            f"{'it' if count == 1 else 'them'} is read as text"
            for by, count in self._unread.items()
        )
        bare = (
            f"{count_noun(count, 'citations')} of {_NAMES[by]} without the record itself; refresh "
            f"the document in {_NAMES[by]} to store it"
            for by, count in self._recordless.items()
        )
        return (*unread, *bare)

    def _add_csl(self, text: str, by: str = "") -> None:
        try:
            citation, _ = _JSON.raw_decode(text)
        except (ValueError, RecursionError):
            self._miss(self._unread, by or ZOTERO)
            return
        by = by or (MENDELEY if _is_mendeley(citation) else ZOTERO)
        items = citation.get("citationItems") if isinstance(citation, dict) else None
        for item in items if isinstance(items, list) else ():
            if isinstance(item, dict):
                self._add_item(item, by)

    def _add_item(self, item: Mapping[str, Any], by: str) -> None:
        data = item.get("itemData")
        if not isinstance(data, dict):
            self._miss(self._recordless, by)
            return
        key = (by, _key(item, data, by))
        if key in self._records:
            return
        from refkit.formats.csl_json.reader import read_item

        try:
            record = {name: each for name, each in data.items() if name != "custom"}
            self._records[key] = read_item(record)
        except _UNREADABLE:
            self._miss(self._unread, by)

    def _add_endnote(self, code: str, data: str) -> None:
        records = _RECORDS.search(code) or _RECORDS.search(_from_base64(data))
        if records is None:
            self._miss(self._recordless, ENDNOTE)
            return
        from refkit.formats.safe_xml import read_xml

        try:
            root = read_xml(_without_controls(records[0]), "")
        except InputError:
            self._miss(self._unread, ENDNOTE)
            return
        for cite in root.iter("Cite"):
            self._add_cite(cite)

    def _add_cite(self, cite: Element) -> None:
        from xml.etree.ElementTree import tostring

        from refkit.formats.endnote.xml import read_endnote_xml

        record = cite.find("record")
        if record is None:
            self._miss(self._recordless, ENDNOTE)
            return
        source = tostring(record, encoding="unicode")
        key = (ENDNOTE, _record_key(record) or source)
        if key in self._records:
            return
        try:
            library = read_endnote_xml(source, "")
        except (InputError, *_UNREADABLE):
            self._miss(self._unread, ENDNOTE)
            return
        self._records[key] = library.entries[0].work

    @staticmethod
    def _miss(counts: dict[str, int], by: str) -> None:
        counts[by] = counts.get(by, 0) + 1


def _is_mendeley(citation: Any) -> bool:
    return isinstance(citation, dict) and (
        "mendeley" in citation or str(citation.get("citationID", "")).startswith("MENDELEY")
    )


def _key(item: Mapping[str, Any], data: Mapping[str, Any], by: str) -> str:
    """What a manager calls a record: its address in a library, else its id or what it holds.

    Mendeley Desktop's ids are those of a place within one citation: "ITEM-1".
    """
    uris = item.get("uris") or item.get("uri")
    addresses = uris if isinstance(uris, list) else [uris]
    if address := next((each for each in addresses if each and isinstance(each, str)), ""):
        return address
    ids = (data.get("id"), item.get("id"))
    id_ = next((str(each) for each in ids if isinstance(each, str | int) and each != ""), "")
    if id_ and not (by == MENDELEY and id_.startswith("ITEM-")):
        return id_
    return json.dumps({name: each for name, each in data.items() if name != "id"}, sort_keys=True)


def _record_key(record: Element) -> str:
    """EndNote's number of a record in its library, with the library's own name."""
    key = record.find("foreign-keys/key")
    if key is None or not key.get("db-id"):
        return ""
    return f"{key.get('db-id')}/{(key.text or '').strip()}"


def _from_base64(text: str) -> str:
    """The text behind base64, of either alphabet and with or without its end; empty where none."""
    packed = re.sub(r"\s+", "", text).translate(str.maketrans("-_", "+/")).rstrip("=")
    try:
        data = base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return data.decode("utf-8", "replace")


def _without_controls(text: str) -> str:
    """XML without what it cannot hold, and which EndNote writes all the same."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)


def manager_name(by: str) -> str:
    """What a manager is called."""
    return _NAMES.get(by, by)


def managers(records: Sequence[Embedded]) -> Iterator[str]:
    """The names of those who left records, each once."""
    for by in dict.fromkeys(record.by for record in records):
        yield manager_name(by)
