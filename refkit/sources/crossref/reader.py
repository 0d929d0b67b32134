"""Understands what Crossref answers. It never asks.

The tables say what is the same; the comments say why a line is odd, with a DOI where it was seen.
Keys may be absent, null or empty, and new ones appear: what is not known here is left alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from refkit.errors import InvalidIdentifier
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn
from refkit.model.reference import Reference
from refkit.model.type_names import CROSSREF_TYPES
from refkit.model.work import Container, Relation, Update, Work, WorkType
from refkit.regex import lazy_regex
from refkit.sources import json_values
from refkit.sources.crossref.names import read_creators
from refkit.text.markup import read_abstract, read_markup, read_plain
from refkit.text.rich import RichText

# Preprint servers hold other things, too; what is not here is as good as a preprint.
_POSTED = {
    "blog": WorkType.POST_WEBLOG,
    "dissertation": WorkType.THESIS,
    "other": WorkType.DOCUMENT,
    "report": WorkType.REPORT,
    "working_paper": WorkType.REPORT,
}
_IN_A_BOOK = {WorkType.CHAPTER, WorkType.ENTRY_ENCYCLOPEDIA, WorkType.PAPER_CONFERENCE}
# How a series of books is called, and no book in it.
_SERIES = lazy_regex(r"^(?:Lecture Notes|SpringerBriefs|Studies) in |\bSeries\b")
# Placeholders for "none yet": "n/a-n/a" 10.1002/app.42214, "no-no" 10.1002/chin.197423013.
_NO_PAGE = lazy_regex(r"(?:n/a|no|na|\?+|0)(?:[-–](?:n/a|no|na|\?+|0))?", re.IGNORECASE)
_NO_NUMBER = frozenset({"null", "0", "n/a", "na", "-"})
_DASHES = lazy_regex(r"\s*[\u2010-\u2015\u2212]\s*")
# "604.4-604" (10.1136/bmj.298.6673.604-c) is the fourth item on page 604.
_ITEM_ON_A_PAGE = lazy_regex(r"(([A-Za-z]*\d+)\.\d+)-\2")
# "new_version" and "correction" of a work by itself say nothing: 10.1371/journal.pgen.1007640.
_EMPTY_OF_ITSELF = frozenset({"new_version", "new_edition", "correction", "corrigendum"})

_Id = TypeVar("_Id", Doi, Isbn, Issn)


def read_work(message: Mapping[str, Any]) -> Work:
    """Read a work from the ``message`` of an answer, or from an item of a list."""
    type_ = _type(message)
    creators, complete = read_creators(message)
    page, number = _page_and_number(message)
    printed, online, issued = _dates(message, type_)
    event = message.get("event")
    meeting = event if isinstance(event, Mapping) else {}
    doi = next(_identifiers(Doi, [message.get("DOI")]), None)
    updates, updates_to = _updates(message, doi)
    return Work(
        type=type_,
        title=_title(message),
        original_title=_original_title(message),
        creators=creators,
        creators_complete=complete,
        container=_container(message, type_),
        volume=json_values.number(_number(message, "volume")),
        issue=json_values.number(_number(message, "issue")),
        page=page,
        number=number,
        edition=_text(message, "edition-number"),
        genre=_genre(message),
        publisher=_publisher(message, type_),
        publisher_place=_place(message, type_),
        event_title=_text(meeting, "name"),
        event_place=_text(meeting, "location"),
        published_print=printed,
        published_online=online,
        issued=issued,
        doi=doi,
        other_dois=tuple(_identifiers(Doi, _list(message, "aliases"))),
        isbns=tuple(dict.fromkeys(_identifiers(Isbn, _list(message, "ISBN")))),
        url=_url(message),
        language=_text(message, "language"),
        abstract=read_abstract(_raw(message, "abstract")),
        updates=updates,
        updates_to=updates_to,
        relations=_relations(message),
    )


def read_references(message: Mapping[str, Any]) -> tuple[Reference, ...]:
    """Read the reference list in the order deposited; empty where none was."""
    listed = (item for item in _list(message, "reference") if isinstance(item, Mapping))
    return tuple(
        Reference(
            position=position,
            key=str(item.get("key") or ""),
            deposited=tuple(sorted((str(field), _verbatim(item[field])) for field in item)),
        )
        for position, item in enumerate(listed, start=1)
    )


def read_announced(message: Mapping[str, Any]) -> int:
    """How many references Crossref counts, which may be more than it gives."""
    counts = (message.get("reference-count"), message.get("references-count"))
    return next((count for count in counts if isinstance(count, int)), 0)


def _type(message: Mapping[str, Any]) -> WorkType:
    kind = str(message.get("type") or "")
    if kind == "other" and _list(
        message, "ISBN"
    ):  # a book or a part of one: 10.1002/9781119120810.ch2
        return WorkType.CHAPTER if _texts(message, "container-title") else WorkType.BOOK
    if kind == "posted-content":
        return _POSTED.get(_text(message, "subtype"), WorkType.ARTICLE)
    return CROSSREF_TYPES.get(kind, WorkType.DOCUMENT)


def _verbatim(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _raw(message: Mapping[str, Any], key: str) -> str:
    value = message.get(key)
    return value if isinstance(value, str) else ""


def _text(message: Mapping[str, Any], key: str) -> str:
    return read_plain(_raw(message, key))


def _list(message: Mapping[str, Any], key: str) -> list[Any]:
    value = message.get(key)
    return value if isinstance(value, list) else []


def _texts(message: Mapping[str, Any], key: str) -> list[str]:
    plain = (read_plain(text) for text in _list(message, key) if isinstance(text, str))
    return [text for text in plain if text]


def _identifiers(kind: type[_Id], texts: Iterable[Any]) -> Iterator[_Id]:
    for text in texts:
        try:
            yield kind.parse(str(text or ""))
        except InvalidIdentifier:
            continue  # a number that fails its check digit would find another work


def _title(message: Mapping[str, Any]) -> RichText:
    titles = [read_markup(text) for text in _list(message, "title") if isinstance(text, str)]
    title = next((title for title in titles if title), None)
    if title is None:  # only the original: 10.7600/jpfsm.56.60
        return RichText.of(_original_title(message))
    subtitles = (read_markup(text) for text in _list(message, "subtitle") if isinstance(text, str))
    for subtitle in subtitles:
        title = json_values.with_subtitle(title, subtitle)
    return title


def _original_title(message: Mapping[str, Any]) -> str:
    # A language in place of a title is junk: 10.21162/pakjas/22.148.
    titles = [title for title in _texts(message, "original-title") if title != "English"]
    return titles[0] if titles else ""


def _container(message: Mapping[str, Any], type_: WorkType) -> Container:
    titles = _texts(message, "container-title")
    series = ""
    if type_ in _IN_A_BOOK and len(titles) > 1:
        # Series and book in one list, the series first: 10.1007/978-3-030-92038-8_3. Springer's
        # later records have them the other way round: 10.1007/978-3-319-07230-2_7.
        if _SERIES.search(titles[1]) and not _SERIES.search(titles[0]):
            titles = [titles[1], titles[0], *titles[2:]]
        series, titles = titles[0], titles[1:]
    short = _texts(message, "short-container-title")
    title = titles[0] if titles else (short[0] if short else "")
    if type_ is WorkType.BOOK:  # what holds a book is its series: 10.1007/3-540-58431-5
        series, title = series or title, ""
    if not title and message.get("type") == "posted-content" and type_ is not WorkType.THESIS:
        title = _server(message)
    return Container(
        title=title,
        short_title=short[0] if short and short[0] != title else "",
        issns=tuple(dict.fromkeys(_identifiers(Issn, _list(message, "ISSN")))),
        collection=series,
    )


def _server(message: Mapping[str, Any]) -> str:
    """The server of a preprint; most say it in ``institution``, some name a group of preprints.

    The group may also be a field of research ("Aerosols/Laboratory Studies", "Neuroscience"): then
    the institution is there, or slashes tell.
    """
    group = _text(message, "group-title")
    return _text(_institution(message), "name") or ("" if "/" in group else group)


def _institution(message: Mapping[str, Any]) -> Mapping[str, Any]:
    # One object until 2021, a list since.
    value = message.get("institution")
    first = value[0] if isinstance(value, list) and value else value
    return first if isinstance(first, Mapping) else {}


def _publisher(message: Mapping[str, Any], type_: WorkType) -> str:
    """The publisher; of a thesis the university, for the publisher is who deposited it."""
    named = json_values.unless_unknown(_text(message, "publisher"))
    institution = _text(_institution(message), "name")
    return (institution or named) if type_ is WorkType.THESIS else (named or institution)


def _place(message: Mapping[str, Any], type_: WorkType) -> str:
    own = _text(message, "publisher-location")
    places = _texts(_institution(message), "place") if type_ is WorkType.THESIS else []
    return places[0] if places else own


def _genre(message: Mapping[str, Any]) -> str:
    degrees = _texts(message, "degree")
    subtype = _text(message, "subtype").replace("_", " ")
    is_said = subtype in {"other", "dissertation"}  # nothing, or by the type
    return ("" if is_said else subtype) or (degrees[0] if degrees else "")


def _number(message: Mapping[str, Any], key: str) -> str:
    text = _text(message, key).replace("_", " ")  # "Supplement_1"
    return "" if text.casefold() in _NO_NUMBER else text


def _page_and_number(message: Mapping[str, Any]) -> tuple[str, str]:
    page = json_values.page(_DASHES.sub("-", _text(message, "page")))
    number = _text(message, "article-number")
    if _NO_PAGE.fullmatch(page) or page == number:
        return "", number  # the same in both: 10.1016/j.aim.2019.106773
    if found := _ITEM_ON_A_PAGE.fullmatch(page):
        return found[1], number
    first, _, last = page.partition("-")
    return (first if first == last else page), number  # "S1-S1"


def _dates(
    message: Mapping[str, Any], type_: WorkType
) -> tuple[PartialDate | None, PartialDate | None, PartialDate | None]:
    def dated(*names: str) -> PartialDate | None:
        dates = (json_values.of_our_era(_date(message.get(name)), type_) for name in names)
        return next((date for date in dates if date), None)

    printed, online = dated("published-print"), dated("published-online", "posted")
    # "issued" is the earlier of the two; it says more only where there is neither. A thesis may
    # have the day of its approval alone: 10.31390/gradschool_theses.6125.
    return printed, online, None if printed or online else dated("issued", "approved")


def _date(value: Any) -> PartialDate | None:
    # A date without a year comes as {"date-parts": [[null]]}.
    parts = value.get("date-parts") if isinstance(value, Mapping) else None
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    numbers = [int(part) if str(part or "").isdecimal() else 0 for part in first[:3]]
    year, month, day = (*numbers, 0, 0, 0)[:3]
    if not year:
        return None
    if not 1 <= month <= 12:
        return PartialDate(year)
    return PartialDate(year, month, day if 1 <= day <= 31 else 0)


def _url(message: Mapping[str, Any]) -> str:
    # Until 2025 the resolver's old address.
    return _raw(message, "URL").strip().replace("http://dx.doi.org/", "https://doi.org/")


def _updates(
    message: Mapping[str, Any], own: Doi | None
) -> tuple[tuple[Update, ...], tuple[Update, ...]]:
    """Notices about this work, and works that this one, a notice, is about."""
    by = [_update(item) for item in _list(message, "updated-by") if isinstance(item, Mapping)]
    to = [_update(item) for item in _list(message, "update-to") if isinstance(item, Mapping)]
    of_itself = [update for update in to if own and update.notice == own.value]
    by += [update for update in of_itself if update.type not in _EMPTY_OF_ITSELF]
    return _once(by), _once(update for update in to if update not in of_itself)


def _update(item: Mapping[str, Any]) -> Update:
    return Update(
        type=str(item.get("type") or ""),
        notice=str(item.get("DOI") or "").lower(),
        date=_date(item.get("updated")),
        source=str(item.get("source") or ""),
    )


def _once(updates: Iterable[Update]) -> tuple[Update, ...]:
    # One notice, told by the publisher and by Retraction Watch: 10.1177/0956797614520714.
    first: dict[tuple[str, str], Update] = {}
    for update in updates:
        first.setdefault((update.type, update.notice), update)
    return tuple(first.values())


def _relations(message: Mapping[str, Any]) -> tuple[Relation, ...]:
    value = message.get("relation")
    pairs = value.items() if isinstance(value, Mapping) else ()
    return tuple(
        sorted(
            {
                Relation(str(type_), str(item.get("id") or ""), str(item.get("id-type") or "doi"))
                for type_, items in pairs
                for item in (items if isinstance(items, list) else [])
                if isinstance(item, Mapping) and item.get("id")
            }
        )
    )
