"""EndNote's tagged records (``.enw``), which go back to refer: ``%A``, ``%T``, one line a field.

The tags are those of EndNote's manual ("Tagged EndNote Import Format"). A record begins at its
type, ``%0``; where a program writes none, an empty line parts two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from refkit.formats.endnote.record import EndnoteField, entry
from refkit.formats.library import EntryIds, Found, Library, library_of
from refkit.formats.marks import LINE, begins_another
from refkit.regex import lazy_regex

_TAG = lazy_regex(r"%([0-9A-Z!#$&()*+<=>?@\[\]^~])(?:[ \t]+(.*)|$)")
_TYPE = "Reference Type"
_NAMES = {
    "0": _TYPE, "1": "Custom 1", "2": "Custom 2", "3": "Custom 3", "4": "Custom 4",
    "6": "Number of Volumes", "7": "Edition", "8": "Date", "9": "Type of Work", "A": "Author",
    "B": "Secondary Title", "C": "Place Published", "D": "Year", "E": "Secondary Author",
    "F": "Label", "G": "Language", "H": "Translated Author", "I": "Publisher", "J": "Journal",
    "K": "Keywords", "L": "Call Number", "M": "Accession Number", "N": "Number",
    "O": "Alternate Title", "P": "Pages", "Q": "Translated Title", "R": "DOI",
    "S": "Tertiary Title", "T": "Title", "U": "URL", "V": "Volume", "W": "Database Provider",
    "X": "Abstract", "Y": "Tertiary Author", "Z": "Notes", "?": "Subsidiary Author",
    "@": "ISBN/ISSN", "!": "Short Title", "#": "Custom 5", "$": "Custom 6", "]": "Custom 7",
    "&": "Section", "(": "Original Publication", ")": "Reprint Edition", "*": "Reviewed Item",
    "+": "Author Address", "^": "Caption", ">": "File Attachments", "<": "Research Notes",
    "[": "Access Date", "=": "Custom 8", "~": "Name of Database", "5": "Custom 5",
}  # fmt: skip


class _Record(NamedTuple):
    line: int
    fields: list[EndnoteField]

    @property
    def type(self) -> str:
        return next((each.value for each in self.fields if each.name == _TYPE), "")


def read_endnote(text: str, where: str) -> Library:
    """Read EndNote's tagged records; raises InputError where there is none."""
    ids = EntryIds()
    return library_of(_read(text, ids), "record of EndNote", text, "endnote", where, ids)


def _read(text: str, ids: EntryIds) -> Iterator[Found]:
    for record in _records(text):
        if own := [each for each in record.fields if each.name != _TYPE and each.value]:
            span = (record.fields[0].start, record.fields[-1].end)
            yield entry(record.type, own, "endnote", ids), span
        else:
            yield f"line {record.line}", "its type is all it says"


def _records(text: str) -> Iterator[_Record]:
    fields: list[EndnoteField] = []
    first, is_apart = 0, True
    has_types = re.search(r"^%0[ \t]", text, re.MULTILINE) is not None
    for number, found in enumerate(LINE.finditer(text), start=1):
        tagged = _TAG.match(found[1])
        if tagged and fields and (tagged[1] == "0" or (is_apart and not has_types)):
            yield _Record(first, fields)
            fields = []
        if tagged:
            first = first if fields else number
            name, value = _NAMES.get(tagged[1], f"%{tagged[1]}"), (tagged[2] or "").strip()
            fields.append(EndnoteField(name, value, found.start(1), found.end(1)))
        elif fields and begins_another(found[1], "endnote"):
            yield _Record(first, fields)
            fields = []
        elif fields and found[1].strip():
            fields[-1] = _longer(fields[-1], found[1].strip(), found.end(1))
        is_apart = not found[1].strip()
    if fields:
        yield _Record(first, fields)


def _longer(field: EndnoteField, more: str, end: int) -> EndnoteField:
    """A field with a further line: keywords, people and addresses stand one on each."""
    return EndnoteField(field.name, f"{field.value}\n{more}".strip(), field.start, end)


def key_and_doi(source: str) -> tuple[str, str]:
    """The label and the DOI of a record as they stand there."""
    fields: Sequence[EndnoteField] = next((each.fields for each in _records(source)), [])
    values = {each.name: each.value for each in reversed(fields)}
    return values.get("Label", ""), values.get("DOI", "")
