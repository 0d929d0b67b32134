"""What the services know today of the works in a file: retractions, and DOIs that are wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from refkit.checks.findings import Finding, FindingKind, Severity
from refkit.matching.decide import Belief, Judgement, is_another_work
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.identifiers import Doi, Pmid
from refkit.model.printed_reference import PrintedReference
from refkit.model.work import Update, Work
from refkit.sources.base import LookupResult, Outcome, require_an_answer

LookUp = Callable[[Sequence[Doi | Pmid]], Mapping[Doi | Pmid, tuple[str, LookupResult]]]
"""Looks works up wherever they may be known: each with the name of who answered."""


@dataclass(frozen=True, slots=True)
class OnlineStatus:
    """A bibliography with what is known today of its works, and what was found in asking.

    ``findings`` are pairs of an entry's place and what is wrong with its DOI.
    """

    bibliography: Bibliography
    findings: tuple[tuple[int, Finding], ...]


def look_up_status(bibliography: Bibliography, look_up: LookUp) -> OnlineStatus:
    """Look up every DOI of a bibliography; its works gain updates and relations, nothing else.

    A work without a DOI is asked for by its PubMed number. Raises SourceError or NotRemembered
    where nothing at all could be asked for.
    """
    wanted = [name for each in bibliography.entries if (name := asked_by(each.work))]
    found = look_up(list(dict.fromkeys(wanted))) if wanted else {}
    require_an_answer([answer for _, answer in found.values()], "no DOI")
    entries: list[Entry] = []
    findings: list[tuple[int, Finding]] = []
    for place, given in enumerate(bibliography.entries):
        entry = given
        name = asked_by(entry.work)
        answer = found[name][1] if name and name in found else None
        told = answer.work if answer else None
        judged = is_another_work(PrintedReference.of_entry(entry), told) if told else None
        findings += [(place, each) for each in _doubts(entry, answer, judged)]
        if told and judged and not judged.is_another:
            entry = replace(entry, work=_with_news(entry.work, told))
        entries.append(entry)
    return OnlineStatus(replace(bibliography, entries=tuple(entries)), tuple(findings))


def asked_by(work: Work) -> Doi | Pmid | None:
    """By what a work is looked up: its DOI, else its PubMed number."""
    return work.doi or work.pmid


def _doubts(
    entry: Entry, answer: LookupResult | None, judged: Judgement | None
) -> Iterator[Finding]:
    if answer is None:
        return
    doi, key = entry.work.doi, entry.id
    if doi is None:
        if answer.outcome is Outcome.FAILED:
            said = f"its PubMed number could not be asked for ({answer.detail or answer.outcome})"
            yield Finding(FindingKind.NOT_ASKED, Severity.WARNING, key, said, "run again")
    elif answer.outcome is Outcome.UNKNOWN:
        said = f"its DOI {doi} is not known to any source that was asked"
        advice = "check it against the article"
        yield Finding(FindingKind.SUSPECT_DOI, Severity.ERROR, key, said, advice)
    elif answer.work is None or judged is None:
        said = f"its DOI {doi} could not be asked for ({answer.detail or answer.outcome})"
        yield Finding(FindingKind.NOT_ASKED, Severity.WARNING, key, said, "run again")
    else:
        yield from _judged(entry, answer.work, judged)


def _judged(entry: Entry, told: Work, judged: Judgement) -> Iterator[Finding]:
    """Whether the DOI leads to another work than the entry, or may do so."""
    doi = entry.work.doi
    if judged.is_another:
        said = f"its DOI {doi} leads to another work ({told.title.plain}; {judged.why})"
        advice = "find the right one: refkit enrich without this DOI"
        yield Finding(FindingKind.SUSPECT_DOI, Severity.ERROR, entry.id, said, advice)
    elif judged.belief is Belief.DOUBTFUL:
        said = f"its DOI {doi} is doubtful ({judged.why}): it leads to {told.title.plain}"
        yield Finding(FindingKind.SUSPECT_DOI, Severity.WARNING, entry.id, said, "compare the two")


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
