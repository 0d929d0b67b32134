"""Web of Science's tagged files: two letters, a blank, and indented lines that go on.

``FN`` and ``VR`` open a file, ``PT`` a record, ``ER`` ends one, ``EF`` the file (Clarivate, "Web of
Science Core Collection Field Tags").
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from refkit.formats.library import EntryIds, Found, Library, library_of
from refkit.formats.marks import LINE, begins_another
from refkit.formats.ris.lines import RisField
from refkit.formats.wos.record import entry
from refkit.regex import lazy_regex

_TAG = lazy_regex(r"([A-Z][A-Z0-9])(?: (.*)|$)")
_OF_FILE = frozenset({"FN", "VR", "EF"})
# Fields of which each line is a value of its own; the lines of others are one text.
_LISTS = frozenset({"AU", "AF", "BA", "BF", "BE", "ED", "CA", "GP", "CR", "C1", "EM"})


class _Record(NamedTuple):
    line: int
    fields: list[RisField]


def read_wos(text: str, where: str) -> Library:
    """Read Web of Science's tagged records; raises InputError where there is none."""
    ids = EntryIds()
    return library_of(_read(text, ids), "record of Web of Science", text, "wos", where, ids)


def _read(text: str, ids: EntryIds) -> Iterator[Found]:
    for record in _records(text):
        if {field.tag for field in record.fields} - {"PT", "ER"}:
            own = [field for field in record.fields if field.tag != "ER"]
            span = (record.fields[0].start, record.fields[-1].end)
            yield entry(own, "wos", ids), span
        else:
            yield f"line {record.line}", "its type is all it says"


def _records(text: str) -> Iterator[_Record]:
    fields: list[RisField] | None = None
    first = 0
    for number, found in enumerate(LINE.finditer(text), start=1):
        tagged = _TAG.match(found[1])
        tag = tagged[1] if tagged else ""
        if tag == "PT" or tag in _OF_FILE:
            if fields:
                yield _Record(first, fields)
            first, fields = number, ([] if tag == "PT" else None)
        if fields is None:
            continue
        if begins_another(found[1], "wos"):
            yield _Record(first, fields)
            fields = None
        elif tagged:
            value = (tagged[2] or "").strip()
            fields.append(RisField(tag, value, found.start(1), found.end(1)))
        elif found[1].strip() and fields:
            fields[-1] = _longer(fields[-1], found[1].strip(), found.end(1))
        if fields and tag == "ER":
            yield _Record(first, fields)
            fields = None
    if fields:
        yield _Record(first, fields)


def _longer(field: RisField, more: str, end: int) -> RisField:
    between = "\n" if field.tag in _LISTS else " "
    return RisField(field.tag, f"{field.value}{between}{more}".strip(), field.start, end)


def key_and_doi(source: str) -> tuple[str, str]:
    """A record has no key of its own; its DOI as it stands there."""
    for record in _records(source):
        for field in record.fields:
            if field.tag == "DI":
                return "", field.value
    return "", ""
