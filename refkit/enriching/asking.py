"""Entries of a library as references that are resolved, and what is believed of the answers.

A library says less than a review's list or more; either way it is matched by the same rules. A DOI
is believed unless it leads to plainly another work, a search only where it is confirmed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from refkit.errors import InvalidIdentifier, NotRemembered, SourceError
from refkit.matching.printed import Printed
from refkit.matching.similarity import first_author, fit
from refkit.matching.titles import Agreement
from refkit.model.bibliography import Entry
from refkit.model.identifiers import Doi
from refkit.model.reference import Reference
from refkit.model.resolution import (
    AsPrinted,
    Attempt,
    Imported,
    Method,
    Reason,
    Resolved,
    Unresolved,
    WithoutDoi,
)
from refkit.model.work import Work, WorkType
from refkit.resolving import COMPLETING, Began, Sources, resolve, silent
from refkit.sources.base import Listed, Listing

# A library is no review's list: the list needs a name, and this one is never asked for.
_LIBRARY = Work(WorkType.COLLECTION, doi=Doi("10.0000/library"))
_SUSPECT = "suspect"  # the outcome of an attempt whose DOI leads elsewhere

# Works that are books of their own: their title is a volume's.
_VOLUMES = {
    WorkType.BOOK,
    WorkType.COLLECTION,
    WorkType.PERIODICAL,
    WorkType.REPORT,
    WorkType.STANDARD,
    WorkType.THESIS,
}
_IN_VOLUMES = {
    WorkType.CHAPTER,
    WorkType.ENTRY,
    WorkType.ENTRY_ENCYCLOPEDIA,
    WorkType.PAPER_CONFERENCE,
}
# How libraries name the preprint server: biblatex's field and the older one of arXiv's own.
_SERVER_FIELDS = ("eprinttype", "archiveprefix")
_NO_SERVER = {"pubmed", "pmc", "jstor", "hdl", "googlebooks"}  # biblatex's other kinds of eprint


class State(StrEnum):
    """What became of an entry, in the words of the account."""

    BY_DOI = "by DOI"
    BY_SEARCH = "found by search"
    NOT_FOUND = "not found"
    SUSPECT_DOI = "suspect DOI"
    FAILED = "could not be asked"
    OFFLINE = "never asked before, and this is offline"
    OF_A_REVIEW = "unresolved in a review's list"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sources say of an entry: ``work`` is there where it is believed.

    ``note`` is a clause for the user about a DOI that is not to be trusted; ``trouble`` says why a
    source could not be asked.
    """

    state: State
    work: Work | None = None
    source: str = ""
    note: str = ""
    trouble: str = ""


def ask(entries: Sequence[Entry], sources: Sources, began: Began = silent) -> tuple[Answer, ...]:
    """What the sources say of each entry, in order.

    An unresolved line of a review's list is not asked for again: that is ``fetch``'s. Raises
    SourceError where no entry at all could be asked for, NotRemembered where that is so offline.
    """
    asked = [entry for entry in entries if not isinstance(entry.resolution, AsPrinted)]
    references = [reference(entry, place) for place, entry in enumerate(asked, start=1)]
    listed = tuple(Listed(ref, entry.work) for ref, entry in zip(references, asked, strict=True))
    listing = Listing(_LIBRARY, listed, len(listed), date.min)
    resolved = resolve([listing], sources, began=began)
    answers = [_answer(*pair) for pair in zip(references, resolved, strict=True)]
    _insist_on_one(answers)
    coming = iter(answers)
    return tuple(
        Answer(State.OF_A_REVIEW) if isinstance(entry.resolution, AsPrinted) else next(coming)
        for entry in entries
    )


def _insist_on_one(answers: Sequence[Answer]) -> None:
    """Nothing at all was learnt: that is for the user to mend, not an answer about the entries."""
    states = {answer.state for answer in answers}
    if states == {State.FAILED}:
        raise SourceError(answers[0].trouble)
    if states == {State.OFFLINE}:
        raise NotRemembered("offline, and no entry was ever looked up or searched for before")


def reference(entry: Entry, position: int = 1) -> Reference:
    """The entry as a reference would be deposited, in Crossref's names."""
    work = entry.work
    first, year = first_author(work), work.cited_date()
    title, container = work.title.plain, work.container.title or _server(entry)
    is_volume = work.type in _VOLUMES
    in_volume = work.type in _IN_VOLUMES
    values = {
        "DOI": _doi(entry),
        "author": (first.literal or f"{first.given} {first.full_family}".strip()) if first else "",
        "article-title": "" if is_volume else title,
        "volume-title": title if is_volume else container if in_volume else "",
        "journal-title": "" if is_volume or in_volume else container,
        "series-title": work.container.collection,
        "year": str(year.year) if year else "",
        "volume": work.volume,
        "issue": work.issue,
        "edition": work.edition,
        "first-page": _first_page(work),
    }
    return Reference(position, entry.id, tuple(sorted((k, v) for k, v in values.items() if v)))


def _doi(entry: Entry) -> str:
    """The entry's DOI; many libraries have it as the address alone."""
    if entry.work.doi:
        return str(entry.work.doi)
    try:
        return str(Doi.parse(entry.work.url)) if "doi.org/" in entry.work.url else ""
    except InvalidIdentifier:
        return ""


def _server(entry: Entry) -> str:
    """The preprint server of an entry without a container: the article is another work."""
    kept = entry.resolution.kept if isinstance(entry.resolution, Imported) else ()
    named = [value for name, value in kept if name.lower() in _SERVER_FIELDS]
    servers = [name for name in named if name.strip('{}" ').lower() not in _NO_SERVER]
    if servers:
        return servers[0].strip('{}" ')
    is_preprint = entry.work.type is WorkType.ARTICLE or "preprint" in entry.work.genre.lower()
    return (entry.work.publisher or "preprint") if is_preprint else ""


def _first_page(work: Work) -> str:
    first = work.page.replace("\u2013", "-").split("-")[0].strip()
    return first or work.number


def _answer(asked: Reference, found: Entry) -> Answer:
    resolution = found.resolution
    assert not isinstance(resolution, Imported | WithoutDoi)  # noqa: S101 (nobody decided)
    suspect = _suspected(asked, found)
    if suspect:
        return Answer(State.SUSPECT_DOI, note=suspect)
    unknown = asked.doi_text if _is_unknown(asked, found) else ""
    if isinstance(resolution, Unresolved):
        return _left(resolution, f"its DOI {unknown} is not known" if unknown else "")
    state = State.BY_SEARCH if resolution.method is Method.SEARCH else State.BY_DOI
    note = f"its DOI {unknown} is not known; the search found {found.work.doi}" if unknown else ""
    return Answer(state, found.work, resolution.source, note, _incomplete(resolution))


def _left(resolution: Unresolved, note: str) -> Answer:
    trouble = resolution.attempts[-1].detail if resolution.attempts else ""
    if resolution.reason is Reason.SOURCE_FAILED:
        return Answer(State.FAILED, trouble=trouble)
    if resolution.reason is Reason.OFFLINE:
        return Answer(State.OFFLINE)
    return Answer(State.NOT_FOUND, note=note)


def _suspected(asked: Reference, found: Entry) -> str:
    """Why the entry's DOI is not believed; empty where it is, or there is none."""
    resolution = found.resolution
    attempts: tuple[Attempt, ...] = getattr(resolution, "attempts", ())
    wrong = [attempt.detail for attempt in attempts if attempt.outcome == _SUSPECT]
    other = ""
    if isinstance(resolution, Resolved):
        if wrong:
            other = f"; the search found {found.work.doi}"
        elif resolution.method is not Method.SEARCH and _is_another(asked, found.work):
            wrong = [f"{found.work.doi}: {found.work.title.plain}"]
    return f"its DOI leads to another work ({wrong[0]}){other}" if wrong else ""


def _is_another(asked: Reference, work: Work) -> bool:
    """Whether the titles differ and neither author nor pages say that the work is meant.

    Resolving needs all of four parts against a DOI. An entry that is to be completed may have
    nothing but its title, and what is filled in from another work is hard to see afterwards.
    """
    found = fit(Printed(asked), work)
    meant = {Agreement.AGREE, Agreement.NEAR} & {found.author, found.pages}
    return found.title is Agreement.DISAGREE and not meant


def _is_unknown(asked: Reference, found: Entry) -> bool:
    """Whether there is a DOI to be told of that no source knows."""
    resolution = found.resolution
    if isinstance(resolution, Resolved):
        return bool(asked.doi_text) and resolution.method is Method.SEARCH
    return isinstance(resolution, Unresolved) and resolution.reason is Reason.UNKNOWN_DOI


def _incomplete(resolution: Resolved) -> str:
    """Why another source could not add what it knows."""
    return next(
        (
            f"{attempt.source}: {attempt.detail}"
            for attempt in resolution.attempts
            if attempt.method == COMPLETING
        ),
        "",
    )
