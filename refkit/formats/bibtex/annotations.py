"""What refkit writes into an annotation and a note, read back: ``PMCID: PMC12; Edition: 2``.

A user's own words beside it are theirs, and stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeVar

from refkit.errors import InvalidIdentifier
from refkit.formats.bibtex.names_reader import people
from refkit.formats.csl_json.reader import numbers
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn, Pmcid, Pmid
from refkit.model.work import Relation, Update, WorkType
from refkit.text.csl_markup import NAME_VARIABLES

_T = TypeVar("_T")


class Said(NamedTuple):
    """One thing that is said of a work; a tuple is to be added to what the field has already."""

    field: str
    value: Any


class Reading(NamedTuple):
    """What was understood, and whether that is all that there is."""

    said: tuple[Said, ...]
    is_whole: bool


def _all(parse: Callable[[str], _T]) -> Callable[[str], tuple[_T, ...]]:
    return lambda text: tuple(parse(each) for each in text.split(", "))


def _numbers(parse: Callable[[str], _T]) -> Callable[[str], tuple[_T, ...]]:
    return lambda text: tuple(numbers(parse, text))


LABELS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "Original title": ("original_title", str),
    "In": ("container.title", str),
    "Abbreviated": ("container.short_title", str),
    "Series": ("container.collection", str),
    "Volume": ("volume", str),
    "Issue": ("issue", str),
    "Pages": ("page", str),
    "Number": ("number", str),
    "Edition": ("edition", str),
    "Genre": ("genre", str),
    "Publisher": ("publisher", str),
    "Place": ("publisher_place", str),
    "PMID": ("pmid", Pmid.parse),
    "PMCID": ("pmcid", Pmcid.parse),
    "Other DOIs": ("other_dois", _all(Doi.parse)),
    "ISSN": ("container.issns", _numbers(Issn.parse)),
    "Other ISSN": ("container.issns", _numbers(Issn.parse)),
    "ISBN": ("isbns", _numbers(Isbn.parse)),
    "Other ISBN": ("isbns", _numbers(Isbn.parse)),
    "Language": ("language", str),
    "Type": ("type", WorkType),
}
_ROLES = {role.capitalize(): role for role in NAME_VARIABLES}

_LABEL = re.compile(
    r"(?:^|; )(?P<label>(?P<known>{known})|(?P<relation>(?:is|has)(?: [a-z]+)+)"
    r"|(?P<update>[a-z]+(?: [a-z]+)*) of|(?P<role>{roles})): ".format(
        known="|".join(LABELS), roles="|".join(_ROLES)
    )
)
_REMARK = re.compile(
    r"(?:^|\. )(?:Preprint; published as (?P<published>10\.\S+?)"
    r"|(?P<update>[A-Z][a-z]+(?: [a-z]+)*?)(?: of (?P<date>\d{4}(?:-\d\d){0,2}))?"
    r"(?:, notice (?P<notice>10\.\S+?))?)(?=\. |\.?$)"
)


def read_annotation(text: str) -> Reading:
    """Read ``Label: value`` pieces, in plain text, parted by semicolons."""
    labels = list(_LABEL.finditer(text))
    if not labels:
        return Reading((), not text)
    ends = [label.start() for label in labels[1:]] + [len(text)]
    said: list[Said] = []
    try:
        for label, end in zip(labels, ends, strict=True):
            said.append(_said(label, text[label.end() : end]))
    except (InvalidIdentifier, ValueError):  # whoever wrote this meant something else
        return Reading((), is_whole=False)
    return Reading(tuple(said), labels[0].start() == 0)


def _said(label: re.Match[str], value: str) -> Said:
    if label["known"]:
        field, read = LABELS[label["known"]]
        return Said(field, read(value))
    if label["relation"]:
        return Said("relations", (Relation(label["relation"].replace(" ", "-"), value),))
    if label["role"]:
        return Said("creators", people(value, _ROLES[label["role"]]).creators)
    return Said("updates_to", (Update(label["update"].replace(" ", "_"), value),))


def read_note(text: str) -> Reading:
    """Read what a reader is told: ``Retraction of 2025-01-02, notice 10.1000/r``."""
    remarks = [each for each in _REMARK.finditer(text) if _tells(each)]
    length = sum(len(each[0]) for each in remarks)
    return Reading(tuple(map(_remark, remarks)), length >= len(text.rstrip(".")))


def _tells(remark: re.Match[str]) -> bool:
    """Whether a sentence is ours: "Correction" alone may be anybody's."""
    return bool(remark["published"] or remark["date"] or remark["notice"])


def _remark(remark: re.Match[str]) -> Said:
    if remark["published"]:
        return Said("relations", (Relation("is-preprint-of", remark["published"]),))
    date = PartialDate(*map(int, remark["date"].split("-"))) if remark["date"] else None
    update = Update(remark["update"].lower().replace(" ", "_"), remark["notice"] or "", date)
    return Said("updates", (update,))


def add_said(said: Iterable[Said], values: dict[str, Any]) -> None:
    """Add what was said to the fields of a work; what a field of its own says comes first."""
    for field, value in said:
        old = values.get(field)
        if field == "type" or (field == "language" and value.startswith(old or "")):
            values[field] = value
        elif isinstance(value, tuple):
            values[field] = (*(old or ()), *(each for each in value if each not in (old or ())))
        elif not old:
            values[field] = value
