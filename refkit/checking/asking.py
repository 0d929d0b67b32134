"""What the services know today of the works in a file: retractions, and DOIs that are wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from refkit.checking.findings import Finding, Kind, Severity
from refkit.errors import NotRemembered, SourceError
from refkit.matching.similarity import first_author
from refkit.matching.titles import Agreement, compare, own_title
from refkit.matching.words import holds, words
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.identifiers import Doi
from refkit.model.work import Update, Work
from refkit.sources.base import Found, Outcome

LookUp = Callable[[Sequence[Doi]], Mapping[Doi, tuple[str, Found]]]
"""Looks DOIs up wherever they may be known: each with the name of who answered."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A bibliography with what is known today of its works, and what was found in asking.

    ``findings`` are pairs of an entry's place and what is wrong with its DOI.
    """

    bibliography: Bibliography
    findings: tuple[tuple[int, Finding], ...]


def ask(bibliography: Bibliography, look_up: LookUp) -> Asked:
    """Look up every DOI of a bibliography; its works gain updates and relations, nothing else.

    Raises SourceError or NotRemembered where no DOI at all could be asked for.
    """
    dois = list(dict.fromkeys(e.work.doi for e in bibliography.entries if e.work.doi))
    found = look_up(dois) if dois else {}
    _insist_on_one([answer for _, answer in found.values()])
    entries: list[Entry] = []
    findings: list[tuple[int, Finding]] = []
    for place, given in enumerate(bibliography.entries):
        entry = given
        answer = found[entry.work.doi][1] if entry.work.doi else None
        findings += [(place, each) for each in _doubts(entry, answer)]
        told = answer.work if answer else None
        if told is not None and not _is_other(entry.work, told):
            entry = replace(entry, work=_with_news(entry.work, told))
        entries.append(entry)
    return Asked(replace(bibliography, entries=tuple(entries)), tuple(findings))


def _insist_on_one(answers: Sequence[Found]) -> None:
    outcomes = {answer.outcome for answer in answers}
    if outcomes == {Outcome.FAILED}:
        raise SourceError(answers[0].detail)
    if outcomes == {Outcome.NOT_REMEMBERED}:
        raise NotRemembered("offline, and no DOI of the file was ever looked up before")


def _doubts(entry: Entry, answer: Found | None) -> Iterator[Finding]:
    if answer is None:
        return
    doi, key = entry.work.doi, entry.id
    if answer.outcome is Outcome.UNKNOWN:
        said = f"its DOI {doi} is not known to any source that was asked"
        advice = "check it against the article"
        yield Finding(Kind.SUSPECT_DOI, Severity.ERROR, key, said, advice)
    elif answer.work is None:
        said = f"its DOI {doi} could not be asked for ({answer.detail or answer.outcome})"
        yield Finding(Kind.NOT_ASKED, Severity.WARNING, key, said, "run again")
    elif _is_other(entry.work, answer.work):
        said = f"its DOI {doi} leads to another work ({answer.work.title.plain})"
        advice = "find the right one: refkit enrich without this DOI"
        yield Finding(Kind.SUSPECT_DOI, Severity.ERROR, key, said, advice)


def _is_other(ours: Work, theirs: Work) -> bool:
    """Whether the titles differ and the first author is none of the other's."""
    names = [own_title(name) for name in (theirs.title.plain, theirs.original_title) if name]
    title = own_title(ours.title.plain)
    said = {compare(title, name).agreement for name in names}
    if not title or said != {Agreement.DISAGREE}:
        return False
    first = first_author(ours)
    everyone = words(" ".join(creator.sort_name for creator in theirs.creators))
    return not (first and holds(everyone, first.sort_name))


def _with_news(work: Work, told: Work) -> Work:
    return replace(
        work,
        updates=tuple(_once((*work.updates, *told.updates))),
        relations=tuple(dict.fromkeys((*work.relations, *told.relations))),
    )


def _once(updates: Sequence[Update]) -> Iterator[Update]:
    """Each notice once, however many say it."""
    first: dict[tuple[str, str], Update] = {}
    for update in updates:
        first.setdefault((update.type, update.notice), update)
    yield from first.values()
