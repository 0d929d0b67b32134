"""CSL's variables, and what stands under ``custom``: one table for the writer and the reader.

A value is read leniently: what is not what CSL says is taken for empty. Of ``custom`` it is the
other way round: a member that is not as refkit writes it is somebody else's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeVar

from refkit.errors import InvalidIdentifier
from refkit.formats.csl_dates import read_csl_date, write_csl_date
from refkit.model.identifiers import Doi, Isbn, Issn, Pmcid, Pmid, numbers
from refkit.model.work import Relation, Update, WorkType
from refkit.text.csl_markup import from_csl, plain_from_csl, plain_to_csl, to_csl
from refkit.text.markup import of_jats
from refkit.text.rich import RichText

Json = dict[str, Any]
_T = TypeVar("_T")


class Variable(NamedTuple):
    """A field of a work, the member that carries it, and how its value is written and read."""

    field: str
    name: str
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def text_of(value: Any) -> str:
    """A value as text; a number is one too, anything else is empty."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def read_plain(value: Any) -> str:
    """A value as text without styles."""
    return plain_from_csl(text_of(value))


def _read_abstract(value: Any) -> RichText:
    return of_jats(from_csl(text_of(value)))


def _text(field: str, name: str) -> Variable:
    return Variable(field, name, plain_to_csl, read_plain)


def _date(field: str, name: str) -> Variable:
    return Variable(field, name, write_csl_date, read_csl_date)


def _identifier(field: str, parse: Callable[[str], _T]) -> Variable:
    def read(value: Any) -> _T | None:
        try:
            return parse(text_of(value))
        except InvalidIdentifier:
            return None

    return Variable(field, field.upper(), str, read)


def _serial_numbers(field: str, name: str, parse: Callable[[str], Any]) -> Variable:
    def read(value: Any) -> tuple[Any, ...]:
        return tuple(numbers(parse, value))

    return Variable(field, name, _comma_list, read)


def _comma_list(values: Iterable[Any]) -> str:
    return ", ".join(map(str, values))


TITLE = Variable("title", "title", to_csl, lambda value: from_csl(text_of(value)))
VARIABLES = (
    _text("short_title", "title-short"),
    _text("original_title", "original-title"),
    _text("container.title", "container-title"),
    _text("container.short_title", "container-title-short"),
    _text("container.collection", "collection-title"),
    _text("volume", "volume"),
    _text("issue", "issue"),
    _text("page", "page"),
    _text("number", "number"),
    _text("edition", "edition"),
    _text("version", "version"),
    _text("chapter_number", "chapter-number"),
    _text("section", "section"),
    _text("number_of_pages", "number-of-pages"),
    _text("number_of_volumes", "number-of-volumes"),
    _text("genre", "genre"),
    _text("status", "status"),
    _text("medium", "medium"),
    _text("dimensions", "dimensions"),
    _text("authority", "authority"),
    _text("publisher", "publisher"),
    _text("publisher_place", "publisher-place"),
    _text("original_publisher", "original-publisher"),
    _text("original_publisher_place", "original-publisher-place"),
    _text("event_title", "event-title"),
    _text("event_place", "event-place"),
    _date("original_date", "original-date"),
    _date("event_date", "event-date"),
    _date("submitted", "submitted"),
    _date("accessed", "accessed"),
    _identifier("doi", Doi.parse),
    _identifier("pmid", Pmid.parse),
    _identifier("pmcid", Pmcid.parse),
    _serial_numbers("container.issns", "ISSN", Issn.parse),
    _serial_numbers("isbns", "ISBN", Isbn.parse),
    Variable("url", "URL", str, text_of),
    _text("archive", "archive"),
    _text("archive_location", "archive_location"),
    _text("archive_collection", "archive_collection"),
    _text("call_number", "call-number"),
    Variable("language", "language", str, text_of),
    Variable("abstract", "abstract", to_csl, _read_abstract),
)
"""In the order in which they are written, below the title, the people and the date."""

IDENTIFIERS: Mapping[str, Callable[[Any], Any]] = {
    row.name: row.read for row in VARIABLES if row.field in {"doi", "pmid", "pmcid"}
}
SERIAL_NUMBERS: Mapping[str, Callable[[str], Any]] = {"ISSN": Issn.parse, "ISBN": Isbn.parse}
DATES = frozenset({"issued"} | {row.name for row in VARIABLES if row.read is read_csl_date})
"""The date variables that a work has a place for; others are Crossref's and CSL's own."""
TEXTS = (
    {row.name for row in (TITLE, *VARIABLES)} - DATES - IDENTIFIERS.keys() - (SERIAL_NUMBERS.keys())
)
NUMBERED_IN_SERIES = frozenset({
    WorkType.BOOK, WorkType.CHAPTER, WorkType.COLLECTION, WorkType.ENTRY,
    WorkType.ENTRY_DICTIONARY, WorkType.ENTRY_ENCYCLOPEDIA,
})  # fmt: skip
"""Where there is a series the number of these is that within it, for which CSL has a variable."""
SERIES, SERIES_NUMBER = "collection-title", "collection-number"
OLDER_NAMES = {
    "event": "event-title",
    "journalAbbreviation": "container-title-short",
    "shortTitle": "title-short",
}
"""What earlier versions of CSL, and Zotero, call a variable; it is read where that has no value."""


def _update_json(update: Update) -> Json:
    """An update notice; what is not known is left out."""
    values = {
        "type": update.type,
        "notice": update.notice,
        "date": str(update.date or ""),
        "source": update.source,
    }
    return {name: value for name, value in values.items() if value}


def _write_updates(updates: Iterable[Update]) -> list[Json]:
    return list(map(_update_json, updates))


def _read_updates(value: Any) -> tuple[Update, ...]:
    return tuple(map(_read_update, value))


def _read_update(value: Mapping[str, Any]) -> Update:
    return Update(
        type=text_of(value.get("type", "")),
        notice=text_of(value.get("notice", "")),
        date=read_csl_date(value.get("date")),
        source=text_of(value.get("source", "")),
    )


def texts(value: Any) -> tuple[str, ...]:
    """A list of texts; raises TypeError for anything else."""
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise TypeError("a list of texts")
    return tuple(value)


def _read_dois(value: Any) -> tuple[Doi, ...]:
    return tuple(map(Doi.as_written, texts(value)))


def _write_relations(relations: Iterable[Relation]) -> list[list[str]]:
    return [[relation.type, relation.id_type, relation.id] for relation in relations]


def _read_relations(value: Any) -> tuple[Relation, ...]:
    return tuple(Relation(type_, id_, id_type) for type_, id_type, id_ in map(texts, value))


def _read_origins(value: Any) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(zip(value, texts(list(value.values())), strict=True)))


CUSTOM = (
    Variable("other_dois", "other-dois", lambda dois: list(map(str, dois)), _read_dois),
    Variable("updates", "updates", _write_updates, _read_updates),
    Variable("updates_to", "updates-to", _write_updates, _read_updates),
    Variable("mesh", "mesh", list, texts),
    Variable("publication_types", "publication-types", list, texts),
    Variable("origins", "origins", dict, _read_origins),
    Variable("relations", "relations", _write_relations, _read_relations),
)
"""Members of ``custom`` that hold a field of a work, whole."""
