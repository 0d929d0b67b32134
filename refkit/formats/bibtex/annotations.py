"""What refkit writes into an annotation, and how it is read back: ``PMCID: PMC12; Edition: 2``.

A semicolon within a value is doubled, so that a value ends where it ends and never runs on into
what stands behind it. A user's own words beside it are theirs, and stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, TypeVar

from refkit.errors import InvalidIdentifier
from refkit.formats.bibtex.names_reader import people
from refkit.model.dates import read_edtf
from refkit.model.identifiers import Doi, Isbn, Issn, Pmcid, Pmid, numbers
from refkit.model.work import Relation, Update, Work, WorkType
from refkit.model.written_dates import as_written
from refkit.regex import lazy_regex
from refkit.text.csl_markup import NAME_VARIABLES

_T = TypeVar("_T")


class Statement(NamedTuple):
    """A value of a field of a work; a tuple is to be added to what the field has already."""

    field: str
    value: Any


class Understood(NamedTuple):
    """What a text says of a work, and whether that is all that it says."""

    statements: tuple[Statement, ...]
    is_whole: bool


def _all(parse: Callable[[str], _T]) -> Callable[[str], tuple[_T, ...]]:
    return lambda text: tuple(parse(each) for each in text.split(", "))


def _numbers(parse: Callable[[str], _T]) -> Callable[[str], tuple[_T, ...]]:
    return lambda text: tuple(numbers(parse, text))


class StatementLabel(NamedTuple):
    """What a thing is called in an annotation, the field of the work, and how it is read back."""

    name: str
    field: str
    read: Callable[[str], Any]


NOTED = (
    StatementLabel("Short title", "short_title", str),
    StatementLabel("Original title", "original_title", str),
    StatementLabel("In", "container.title", str),
    StatementLabel("Abbreviated", "container.short_title", str),
    StatementLabel("Series", "container.collection", str),
    StatementLabel("Volume", "volume", str),
    StatementLabel("Issue", "issue", str),
    StatementLabel("Pages", "page", str),
    StatementLabel("Number", "number", str),
    StatementLabel("Edition", "edition", str),
    StatementLabel("Version", "version", str),
    StatementLabel("Chapter", "chapter_number", str),
    StatementLabel("Section", "section", str),
    StatementLabel("Number of pages", "number_of_pages", str),
    StatementLabel("Number of volumes", "number_of_volumes", str),
    StatementLabel("Genre", "genre", str),
    StatementLabel("Status", "status", str),
    StatementLabel("Medium", "medium", str),
    StatementLabel("Dimensions", "dimensions", str),
    StatementLabel("Authority", "authority", str),
    StatementLabel("Publisher", "publisher", str),
    StatementLabel("Place", "publisher_place", str),
    StatementLabel("Original publisher", "original_publisher", str),
    StatementLabel("Original place", "original_publisher_place", str),
    StatementLabel("Event", "event_title", str),
    StatementLabel("Event place", "event_place", str),
    StatementLabel("Event date", "event_date", as_written),
    StatementLabel("Original date", "original_date", as_written),
    StatementLabel("Submitted", "submitted", as_written),
    StatementLabel("Accessed", "accessed", as_written),
    StatementLabel("Archive", "archive", str),
    StatementLabel("Archive location", "archive_location", str),
    StatementLabel("Archive collection", "archive_collection", str),
    StatementLabel("Call number", "call_number", str),
    StatementLabel("PMID", "pmid", Pmid.parse),
    StatementLabel("PMCID", "pmcid", Pmcid.parse),
    StatementLabel("Other DOIs", "other_dois", _all(Doi.parse)),
    StatementLabel("ISSN", "container.issns", _numbers(Issn.parse)),
    StatementLabel("ISBN", "isbns", _numbers(Isbn.parse)),
    StatementLabel("Language", "language", str),
)
"""What some entries have no field for, in the order in which it is written."""

OTHER_ISSNS = StatementLabel("Other ISSN", "container.issns", _numbers(Issn.parse))
OTHER_ISBNS = StatementLabel("Other ISBN", "isbns", _numbers(Isbn.parse))
TYPE = StatementLabel("Type", "type", WorkType)
LABELS = {label.name: label for label in (*NOTED, OTHER_ISSNS, OTHER_ISBNS, TYPE)}
"""All that is read of an annotation, by what it is called there."""


def labelled(name: str, value: str) -> str:
    """A piece of an annotation.

    >>> labelled("Genre", "Song; dance")
    'Genre: Song;; dance'
    """
    return f"{name}: {value.replace(';', ';;')}"


def relation_label(relation: Relation) -> str:
    """How a relation is called: ``is preprint of``."""
    return relation.type.replace("-", " ")


def host_label(work: Work, *, is_site: bool) -> str:
    """Which of the two a host is that stands alone in ``howpublished`` or ``organization``.

    Read back it is who put a work out, of a web page (``is_site``) the site that it is on.
    """
    if work.container.title and not work.publisher and not is_site:
        return labelled("In", work.container.title)
    if work.publisher and not work.container.title and is_site:
        return labelled("Publisher", work.publisher)
    return ""


def update_label(update: Update) -> str:
    """How a notice is called in the entry of what gives it: ``retraction of``."""
    return f"{update.name} of"


def role_label(role: str) -> str:
    """How people of a role are called: ``Container-author``."""
    return role.capitalize()


_ROLES = {role_label(role): role for role in NAME_VARIABLES}

_LABEL = lazy_regex(
    r"(?:(?P<known>{known})|(?P<relation>(?:is|has)(?: [a-z]+)+)"
    r"|(?P<update>[a-z]+(?: [a-z]+)*) of|(?P<role>{roles})): (?P<value>.*)".format(
        known="|".join(LABELS), roles="|".join(_ROLES)
    ),
    re.DOTALL,
)
_SEMICOLONS = lazy_regex(r";+(?= )")
_REMARK = lazy_regex(
    r"(?:^|\. )(?:Preprint; published as (?P<published>10\.\S+?)"
    r"|(?P<update>[A-Z][a-z]+(?: [a-z]+)*?)(?: of (?P<date>\d{4}(?:-\d\d){0,2}))?"
    r"(?:, notice (?P<notice>10\.\S+?))?)(?=\. |\.?$)"
)


def read_annotation(text: str) -> Understood:
    """Read ``Label: value`` pieces, in plain text, parted by semicolons."""
    pieces = list(_pieces(text))
    labels = [label for piece in pieces if (label := _LABEL.fullmatch(piece))]
    try:
        statements = tuple(map(_statement, labels))
    except (InvalidIdentifier, ValueError):  # whoever wrote this meant something else
        return Understood((), is_whole=False)
    return Understood(statements, len(labels) == len(pieces))


def _pieces(text: str) -> Iterator[str]:
    """What stands between single semicolons; of three the first two belong to the value."""
    at = 0
    for mark in _SEMICOLONS.finditer(text):
        if len(mark[0]) % 2:
            yield text[at : mark.end() - 1]
            at = mark.end() + 1
    if text[at:]:
        yield text[at:]


def _statement(label: re.Match[str]) -> Statement:
    value = label["value"].replace(";;", ";")
    if label["known"]:
        known = LABELS[label["known"]]
        return Statement(known.field, known.read(value))
    if label["relation"]:
        return Statement("relations", (Relation(label["relation"].replace(" ", "-"), value),))
    if label["role"]:
        return Statement("creators", people(value, _ROLES[label["role"]]).creators)
    return Statement("updates_to", (Update(label["update"].replace(" ", "_"), value),))


def read_note(text: str) -> Understood:
    """Read what a reader is told: ``Retraction of 2025-01-02, notice 10.1000/r``."""
    remarks = [each for each in _REMARK.finditer(text) if _tells(each)]
    length = sum(len(each[0]) for each in remarks)
    return Understood(tuple(map(_remark, remarks)), length >= len(text.rstrip(".")))


def _tells(remark: re.Match[str]) -> bool:
    """Whether a sentence is ours: "Correction" alone may be anybody's."""
    return bool(remark["published"] or remark["date"] or remark["notice"])


def _remark(remark: re.Match[str]) -> Statement:
    if remark["published"]:
        return Statement("relations", (Relation("is-preprint-of", remark["published"]),))
    date = read_edtf(remark["date"]) if remark["date"] else None
    update = Update(remark["update"].lower().replace(" ", "_"), remark["notice"] or "", date)
    return Statement("updates", (update,))


def add_statements(statements: Iterable[Statement], values: dict[str, Any]) -> None:
    """Add statements to the fields of a work; what a field of its own says comes first."""
    for field, value in statements:
        old = values.get(field)
        if field == "type" or (field == "language" and value.startswith(old or "")):
            values[field] = value
        elif isinstance(value, tuple):
            values[field] = (*(old or ()), *(each for each in value if each not in (old or ())))
        elif not old:
            values[field] = value
