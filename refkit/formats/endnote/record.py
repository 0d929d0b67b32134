"""A record of EndNote as a work.

EndNote calls a field by one generic name in all types of references, and RIS's tags are these names
in two letters (EndNote's manual, "Field Names in each Reference Type", and its filter "RefMan
(RIS) Export"), so a record is read as RIS is. What a work has no place for is kept under EndNote's
generic name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from refkit.formats.library import EntryIds
from refkit.formats.ris.lines import RisField
from refkit.formats.ris.reader import read_work
from refkit.formats.ris.tags import READ_TYPES
from refkit.formats.ris.values import Values
from refkit.formats.word_dates import read_date, says_all
from refkit.model.bibliography import Entry
from refkit.model.resolution import Imported
from refkit.regex import lazy_regex

TYPES = {
    "Aggregated Database": "AGGR", "Ancient Text": "ANCIENT", "Artwork": "ART",
    "Audiovisual Material": "ADVS", "Bill": "BILL", "Blog": "BLOG", "Book": "BOOK",
    "Book Section": "CHAP", "Case": "CASE", "Catalog": "CTLG", "Chart or Table": "CHART",
    "Classical Work": "CLSWK", "Computer Program": "COMP", "Conference Paper": "CPAPER",
    "Conference Proceedings": "CONF", "Dataset": "DATA", "Dictionary": "DICT",
    "Edited Book": "EDBOOK", "Electronic Article": "EJOUR", "Electronic Book": "EBOOK",
    "Electronic Book Section": "ECHAP", "Electronic Source": "ELEC", "Encyclopedia": "ENCYC",
    "Equation": "EQUA", "Figure": "FIGURE", "Film or Broadcast": "MPCT", "Generic": "GEN",
    "Government Document": "GOVDOC", "Grant": "GRANT", "Hearing": "HEAR", "Journal": "JFULL",
    "Journal Article": "JOUR", "Legal Rule or Regulation": "LEGAL", "Magazine Article": "MGZN",
    "Manuscript": "MANSCPT", "Map": "MAP", "Multimedia Application": "MULTI", "Music": "MUSIC",
    "Newspaper Article": "NEWS", "Online Database": "DBASE", "Online Multimedia": "MULTI",
    "Pamphlet": "PAMP", "Patent": "PAT", "Personal Communication": "PCOMM", "Preprint": "JOUR",
    "Report": "RPRT", "Serial": "SER", "Standard": "STAND", "Statute": "STAT", "Thesis": "THES",
    "Unpublished Work": "UNPB", "Unpublished": "UNPB", "Web Page": "ELEC",
}  # fmt: skip
"""EndNote's types of references, and those of RIS."""
_BY_NAME = {name.casefold(): ris for name, ris in TYPES.items()}

FIELDS = {
    "Abstract": "AB", "Access Date": "Y2", "Accession Number": "AN", "Alternate Title": "J2",
    "Author": "AU", "Author Address": "AD", "Call Number": "CN", "Caption": "CA",
    "Custom 1": "C1", "Custom 2": "C2", "Custom 3": "C3", "Custom 4": "C4", "Custom 5": "C5",
    "Custom 6": "C6", "Custom 7": "C7", "Custom 8": "C8", "DOI": "DO", "Database Provider": "DP",
    "Date": "DA", "Edition": "ET", "File Attachments": "L1", "ISBN/ISSN": "SN", "Keywords": "KW",
    "Label": "LB", "Language": "LA", "Name of Database": "DB", "Notes": "N1", "Number": "IS",
    "Number of Volumes": "NV", "Original Publication": "OP", "Pages": "SP",
    "Place Published": "CY", "Publisher": "PB", "Reprint Edition": "RP",
    "Research Notes": "RN", "Reviewed Item": "RI", "Secondary Author": "A2",
    "Secondary Title": "T2", "Section": "SE", "Short Title": "ST", "Subsidiary Author": "A4",
    "Tertiary Author": "A3", "Tertiary Title": "T3", "Title": "TI", "Translated Author": "TA",
    "Translated Title": "TT", "Type of Work": "M3", "URL": "UR", "Volume": "VL", "Year": "PY",
}  # fmt: skip
"""EndNote's generic fields, and RIS's tags."""

# A record without a type has what tells it: refer knows none.
_TOLD_BY = (("Journal", "JOUR"), ("Secondary Title", "CHAP"), ("Publisher", "BOOK"))


_ADDRESS = lazy_regex(r"\s*(?:[a-z][a-z+.-]*://|www\.|10\.\d{4})", re.IGNORECASE)
_LINK = "Link"
_LISTS = frozenset({
    "Author", "Keywords", "Secondary Author", "Subsidiary Author", "Tertiary Author", "URL",
})  # fmt: skip


class EndnoteField(NamedTuple):
    """A field by EndNote's generic name, and where it stands in the text."""

    name: str
    value: str
    start: int = 0
    end: int = 0


def entry(type_: str, fields: Sequence[EndnoteField], source: str, ids: EntryIds) -> Entry:
    """The entry of a record of this type, one of EndNote's names; its own id is its label."""
    fields = [each for field in fields for each in _unfolded(field)]
    ris = _BY_NAME.get(type_.casefold(), "") or _told(type_, fields)
    values = Values(
        [RisField(_TAG.get(each.name, each.name), each.value, each.start, each.end)
         for each in _spelled(fields)]
    )  # fmt: skip
    work = read_work(values, ris)
    label = next((each.value for each in fields if each.name == "Label"), "")
    kept = [(fields[place].name, fields[place].value) for place in values.left_places()]
    if type_ and (ris not in READ_TYPES or type_.casefold() not in _BY_NAME):
        kept.insert(0, ("Reference Type", type_))
    id_ = label if label and not re.search(r"\s", label) else ""
    if id_:
        kept.remove(("Label", label))
    return Entry(ids.next(id_), work, Imported(source, tuple(kept)))


_TAG = {**FIELDS, "Journal": "T2"}


def _told(type_: str, fields: Iterable[EndnoteField]) -> str:
    """What a record is whose type is not known: refer's by its fields, else nothing special."""
    names = {each.name for each in fields}
    found = next((ris for name, ris in _TOLD_BY if name in names), "GEN")
    return "GEN" if type_ else found


def _spelled(fields: Sequence[EndnoteField]) -> Iterator[EndnoteField]:
    """The fields as RIS spells them: a date with its year, and what is no address by its name."""
    years = (re.search(r"\b[12]\d{3}\b", each.value) for each in fields if each.name == "Year")
    year = next((int(found[0]) for found in years if found), 0)
    for each in fields:
        if each.name == "Date":
            yield each._replace(value=_dated(each.value, year))
        elif each.name == "URL" and not _ADDRESS.match(each.value):
            yield each._replace(name=_LINK)  # EndNote's "<Go to ISI>://000200148800007"
        else:
            yield each


def _unfolded(field: EndnoteField) -> Sequence[EndnoteField]:
    """A field, or the values of a list that stand a line each."""
    if field.name not in _LISTS or "\n" not in field.value:
        return (field,)
    return [field._replace(value=value) for value in field.value.split("\n")]


def _dated(text: str, year: int) -> str:
    date = read_date(text, year)
    whole = text if date and str(date.year) in text else f"{year} {text}"
    is_told = date and (date.month or date.season) and says_all(whole, date)
    return str(date).replace("-", "/") if is_told else text
