"""A row of a table as a work: its cells by RIS's tags, people and dates taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from refkit.formats.endnote.record import TYPES as ENDNOTE_TYPES
from refkit.formats.entry_ids import EntryIds
from refkit.formats.ris.lines import RisField
from refkit.formats.ris.reader import read_work
from refkit.formats.ris.tags import CONFERENCES, NEAR_TYPES, READ_TYPES
from refkit.formats.ris.values import Values, tried
from refkit.formats.table.heads import SAYS_ALL, TYPES
from refkit.formats.word_dates import read_date, says_all
from refkit.model.bibliography import Entry
from refkit.model.identifiers import Pmcid, Pmid
from refkit.model.name_lists import NameStyle, read_names
from refkit.model.resolution import Imported
from refkit.model.work import Work, WorkType

_ENDNOTE = {name.casefold(): ris for name, ris in ENDNOTE_TYPES.items()}
_CSL = frozenset(WorkType)
PEOPLE = frozenset({"AU", "A1", "A2", "A3", "A4", "ED", "names in full"})
"""The fields of people."""

# Where a work's place is not told by its type, its journal tells it.
_IN_JOURNAL = frozenset({"T2", "JF", "JO", "J2", "JA"})
# Names under which what a user's own is kept, whatever its head.
_KEPT = {"KW": "keywords", "N1": "notes"}
_LIST = re.compile(r"\[\s*(['\"].*['\"])\s*\]", re.DOTALL)
_LIST_PART = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
# Embase: Endoscopic Ultrasound (2017) 6:2 (103-114). Date of Publication: 1 Mar 2017
_SOURCE = re.compile(
    r"(?P<T2>[^()]{2,300}?)\s*\((?P<PY>[12]\d{3})\)(?:\s+(?P<VL>[\w.-]+))?(?:\s*:\s*(?P<IS>[^\s()]+))?"
    r"(?:\s*\((?P<SP>[^()]{1,40})\))?"
)
_DATE_OF = re.compile(r"Date of Publication:\s*([^.;]{4,40})", re.IGNORECASE)


class TableField(NamedTuple):
    """A cell that says something: the head of its column, the field that means, its text."""

    head: str
    field: str
    text: str


def entry(cells: Sequence[TableField], ids: EntryIds, names: NameStyle) -> Entry:
    """The entry of a row; what a work has no place for is kept under the heads.

    ``names`` is how people stand in a cell.
    """
    by_field: dict[str, str] = {}
    for cell in cells:
        by_field.setdefault(cell.field, cell.text)
    type_, told = _type(by_field)
    fields = [field for cell in cells for field in _fields(cell, by_field, type_, names)]
    values = Values([RisField(each.field or each.head, each.text, 0, 0) for each in fields])
    ris_type = "JOUR" if type_ == "preprint" else type_
    work = _completed(read_work(values, ris_type, names), by_field, type_)
    kept = [
        (_KEPT.get(each.field, each.head), each.text)
        for each in (fields[place] for place in values.left_places())
        if each.field not in told
    ]
    given = by_field.get("ID", "")
    id_ = given if given and not re.search(r"\s", given) else ""
    if id_:
        kept = [(head, text) for head, text in kept if text != id_ or head.lower() == "keywords"]
    return Entry(ids.next(id_), work, Imported("table", tuple(kept)))


def _type(by_field: dict[str, str]) -> tuple[str, set[str]]:
    """RIS's type of a row, and the fields of which it says all."""
    told: set[str] = set()
    for field in ("TY", "type", "csl type"):
        text = by_field.get(field, "")
        if field == "csl type" and text in _CSL:
            return "GEN" if "T2" not in by_field else "JOUR", {field}
        found = _known_type(text)
        if found:
            says_all_ = text.upper() in READ_TYPES or _squeezed(text) in SAYS_ALL
            return found, {field} if says_all_ else told
    if by_field.keys() & _IN_JOURNAL or "source" in by_field:
        return "JOUR", told
    return "GEN", told


def _known_type(text: str) -> str:
    if text.upper() in READ_TYPES or text.upper() in NEAR_TYPES:
        return text.upper()
    names = (text.casefold(), _squeezed(text))
    return next((table[name] for table in (TYPES, _ENDNOTE) for name in names if name in table), "")


def _squeezed(text: str) -> str:
    return text.replace(" ", "").casefold()


def _fields(
    cell: TableField, by_field: dict[str, str], type_: str, names: NameStyle
) -> Iterator[TableField]:
    """The fields of RIS that a cell holds."""
    if cell.field in PEOPLE:
        yield from _people(cell, by_field, names)
    elif cell.field == "DA":
        yield _dated(cell, by_field)
    elif cell.field == "source":
        yield from _source(cell)
    elif cell.field == "event":
        yield cell._replace(field="T2" if type_ in CONFERENCES else "")
    elif cell.field == "event place":
        yield cell._replace(field="CY" if type_ in CONFERENCES else "")
    elif cell.field == "KW":
        yield from (cell._replace(text=word) for word in _listed(cell.text) or [cell.text])
    elif cell.field == "UR" and not re.match(r"(?:https?|ftp)://", cell.text):
        yield cell._replace(field="")
    elif cell.field != "ID":
        yield cell
    elif re.search(r"\s", cell.text):
        yield cell._replace(field="")


def _people(cell: TableField, by_field: dict[str, str], names: NameStyle) -> Iterator[TableField]:
    """Full names stand for the short ones where a table has as many of both."""
    full, short = by_field.get("names in full", ""), by_field.get("AU", "")
    is_whole = not short or _count(full, names) == _count(short, names)
    if cell.field == "AU" and full and is_whole:
        return
    if cell.field == "names in full" and not is_whole:
        yield cell._replace(field="")
        return
    field = "AU" if cell.field == "names in full" else cell.field
    yield TableField(cell.head, field, _one_list(cell.text))


def _count(text: str, names: NameStyle) -> int:
    return len(read_names(_one_list(text), style=names).creators)


def _one_list(text: str) -> str:
    """The names of a cell, on lines of their own or spelled as a list, behind semicolons."""
    return "; ".join(_listed(text) or text.splitlines())


def _listed(text: str) -> list[str]:
    """The parts of a list as Python or JSON spell one: ``['Roe, Ewan', 'Poe, Bea']``."""
    found = _LIST.fullmatch(text.strip())
    if not found:
        return []
    return [(each[1] or each[2] or "").strip() for each in _LIST_PART.finditer(found[1])]


def _dated(cell: TableField, by_field: dict[str, str]) -> TableField:
    """A date as RIS spells one, where that says all of it; else it is kept."""
    year = by_field.get("PY", "")[:4]
    date = read_date(cell.text, int(year) if year.isdecimal() else 0)
    whole = cell.text if date and str(date.year) in cell.text else f"{year} {cell.text}"
    if date and says_all(whole, date):
        return cell._replace(text=str(date).replace("-", "/"))
    return cell._replace(field="")


def _source(cell: TableField) -> Iterator[TableField]:
    """Where a work appeared, from one text; all of it is kept where it is not understood."""
    found = _SOURCE.match(cell.text)
    if not found:
        yield TableField(cell.head, "T2", cell.text)
        return
    yield from (TableField(cell.head, tag, text) for tag, text in found.groupdict().items() if text)
    rest = cell.text[found.end() :].strip(" .")
    told = _DATE_OF.fullmatch(rest)
    date = read_date(told[1]) if told else None
    if told and date and says_all(told[1], date):
        yield TableField(cell.head, "DA", str(date).replace("-", "/"))
    elif rest:
        yield TableField(cell.head, "", rest)


def _completed(work: Work, by_field: dict[str, str], type_: str) -> Work:
    """A work with what RIS has no tag for."""
    more: dict[str, Any] = {}
    if pmid := tried(Pmid.parse, by_field.get("pmid", "").removesuffix(".0")):
        more["pmid"] = pmid
    if pmcid := tried(Pmcid.parse, by_field.get("pmcid", "")):
        more["pmcid"] = pmcid
    if by_field.get("csl type") in _CSL:
        more["type"] = WorkType(by_field["csl type"])
    if type_ == "preprint":
        more |= {"type": WorkType.ARTICLE, "genre": work.genre or "preprint"}
    return replace(work, **more) if more else work
