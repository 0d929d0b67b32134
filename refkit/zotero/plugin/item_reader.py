"""An item of Zotero as an entry: what it is known by, and what can speak for a label."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from refkit.errors import InvalidIdentifier
from refkit.formats.word_dates import read_date
from refkit.model.bibliography import Entry
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Pmid
from refkit.model.people import Creator
from refkit.model.resolution import Imported
from refkit.model.tags import LabelDecision
from refkit.model.type_names import ZOTERO_TYPES
from refkit.model.work import Container, Work, WorkType
from refkit.text.csl_markup import from_csl
from refkit.text.rich import RichText
from refkit.text.unicode import replace_surrogates
from refkit.zotero import extra
from refkit.zotero.item import date_in, title_in
from refkit.zotero.items import FIELDS, ROLES

SOURCE = "zotero"
# The first type of work that is called so: a document is one, and no collection.
_WORK_TYPES = {name: kind for kind, name in reversed(ZOTERO_TYPES.items())} | {
    "document": WorkType.DOCUMENT
}
_ROLES = {name: role for role, names in ROLES.items() for name in names}
_NAMES = {rule.field: rule.names.split() for rule in FIELDS}
_PLAIN = ("volume", "issue", "page", "publisher", "language", "genre")


def entry_of(item: Mapping[str, Any], decisions: tuple[LabelDecision, ...] = ()) -> Entry:
    """An item as an entry under its key; what is of no use for labels or identity is left out.

    Half characters, which a text of Zotero may hold, are told by U+FFFD: places stay the same.
    """
    return Entry(str(item["key"]), _work(item), Imported(SOURCE), label_decisions=tuple(decisions))


def _work(item: Mapping[str, Any]) -> Work:
    named = list(extra.parse_lines(_text(item, "extra")))
    lines = {line.name: line.value for line in reversed(named)}  # the first of a name counts
    texts: dict[str, Any] = {name: _first(item, name) for name in _PLAIN}
    return Work(
        _WORK_TYPES.get(str(item.get("itemType")), WorkType.DOCUMENT),
        from_csl(replace_surrogates(title_in(item))),
        creators=tuple(_creators(item)),
        container=Container(_first(item, "container.title")),
        doi=_identifier(Doi, _text(item, "DOI") or lines.get("doi", "")),
        pmid=_identifier(Pmid, _text(item, "PMID") or lines.get("pmid", "")),
        issued=_date(item),
        url=_text(item, "url"),
        abstract=RichText.of(_text(item, "abstractNote")),
        **texts,
    )


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    return replace_surrogates(value) if isinstance(value, str) else ""


def _first(item: Mapping[str, Any], field: str) -> str:
    """What the first of the fields says that may hold this of a work."""
    return next(filter(None, (_text(item, name) for name in _NAMES[field])), "")


def _identifier(kind: Any, text: str) -> Any:
    try:
        return kind.parse(text.split(extra.SEPARATOR)[0]) if text.strip() else None
    except InvalidIdentifier:
        return None


def _date(item: Mapping[str, Any]) -> PartialDate | None:
    return read_date(replace_surrogates(date_in(item)))


def _creators(item: Mapping[str, Any]) -> Iterator[Creator]:
    for each in item.get("creators") or ():
        role = _ROLES.get(_text(each, "creatorType"), "author")
        if name := _text(each, "name"):
            yield Creator(literal=name, role=role)
        elif _text(each, "lastName") or _text(each, "firstName"):
            yield Creator(_text(each, "lastName"), _text(each, "firstName"), role=role)
