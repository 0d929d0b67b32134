"""Where a work appeared, from a text that some databases give it in one cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from refkit.formats.word_dates import read_date, says_all
from refkit.regex import lazy_regex

# Embase: Endoscopic Ultrasound (2017) 6:2 (103-114). Date of Publication: 1 Mar 2017
_SOURCE = lazy_regex(
    r"(?P<T2>[^()]{2,300}?)\s*\((?P<PY>[12]\d{3})\)(?:\s+(?P<VL>[\w.-]+))?(?:\s*:\s*(?P<IS>[^\s()]+))?"
    r"(?:\s+(?P<more>suppl[a-z]*\.?(?:\s+[\w-]+)?))?(?:\s*\((?P<SP>[^()]{1,40})\))?",
    re.IGNORECASE,
)
_DATE_OF = lazy_regex(r"Date of Publication:\s*([^.;]{4,40})", re.IGNORECASE)
# PubMed: Owl Lett. 2021 Mar;75(2):101-110. doi: 10.1000/owls. Epub 2021 Jan 3.
_CITATION = lazy_regex(
    r".{1,200}?\. (?P<DA>[12]\d{3}(?: [A-Z][a-z]{2}(?:-[A-Z][a-z]{2})?)?(?: \d{1,2})?)"
    r";(?P<VL>[^;:()]{0,30})(?:\((?P<IS>[^()]{1,30})\))?(?::(?P<SP>[^.]{1,40}))?\."
)


class TableField(NamedTuple):
    """A cell that says something: the head of its column, the field that means, its text."""

    head: str
    field: str
    text: str


def read_source(cell: TableField, told: Mapping[str, str]) -> Iterator[TableField]:
    """Embase's source, field by field; ``told`` is what other columns say.

    What those say too is not said again. All of it is kept where it is not understood, or says
    another place.
    """
    found = _SOURCE.match(cell.text)
    if not found:
        yield TableField(cell.head, "" if "T2" in told else "T2", cell.text)
        return
    parts = {tag: text for tag, text in found.groupdict().items() if text}
    if more := parts.pop("more", ""):
        parts["IS"] = f"{parts.get('IS', '')} {more}".strip()
    if any(not _is_told(tag, text, told) for tag, text in parts.items() if tag in told):
        yield TableField(cell.head, "", cell.text)
        return
    yield from (TableField(cell.head, tag, text) for tag, text in parts.items() if tag not in told)
    rest = cell.text[found.end() :].strip(" .")
    if date := _day(rest, told):
        yield TableField(cell.head, "DA", date)
    elif rest and not ("DA" in told and _DATE_OF.fullmatch(rest)):
        yield TableField(cell.head, "", rest)


def _is_told(tag: str, text: str, told: Mapping[str, str]) -> bool:
    said = told[tag]
    if tag == "SP":
        return text in {said, f"{said}-{told.get('EP', '')}"}
    return " ".join(text.split()).casefold() == " ".join(said.split()).casefold()


def _day(rest: str, told: Mapping[str, str]) -> str:
    found = _DATE_OF.fullmatch(rest)
    date = read_date(found[1]) if found and "DA" not in told else None
    return str(date).replace("-", "/") if found and date and says_all(found[1], date) else ""


def read_citation(cell: TableField, told: Mapping[str, str]) -> Iterator[TableField]:
    """PubMed's citation: the place that no other column says; it is kept, for it says more."""
    if found := _CITATION.match(cell.text):
        parts = {tag: text.strip() for tag, text in found.groupdict().items() if text}
        date = read_date(parts.pop("DA"))
        if date and date.month and not (date.end or date.season) and "DA" not in told:
            parts["DA"] = str(date).replace("-", "/")
        for tag, text in parts.items():
            if text and tag not in told:
                yield TableField(cell.head, tag, text)
    yield cell._replace(field="")
