"""Carries out what a person decided on lines, and shows what there is to decide between."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from refkit.citation_keys.stable_keys import with_keys
from refkit.decision_reader import line_at, lines_of
from refkit.errors import InputError, NotRemembered, SourceError
from refkit.matching.decide import Judgement, is_another_work
from refkit.matching.query import search_text
from refkit.matching.score import fit
from refkit.merge_runs import in_order_of, merged
from refkit.model.bibliography import Bibliography, Citation, Decision, Entry, Place, Rejection
from refkit.model.decisions import OnLine, carried_over, decisions_on
from refkit.model.identifiers import Doi, ListId
from refkit.model.identity import in_list_order
from refkit.model.label_decisions import with_label_decisions
from refkit.model.printed import as_printed
from refkit.model.printed_reference import PrintedReference
from refkit.model.resolution import (
    AsPrinted,
    Method,
    Resolved,
    WithoutDoi,
    attempts_of,
)
from refkit.model.work import Work, WorkType
from refkit.resolver import resolve
from refkit.resolver.asking import Sources, find
from refkit.resolver.track import attempt_of, without_dois
from refkit.sources.base import Listed, Listing, LookupResult, Outcome
from refkit.sources.crossref.deposited_fields import printed_work


@dataclass(frozen=True, slots=True)
class Comparison:
    """The work that a person named, beside what is printed of the reference.

    ``judgement`` is what would be thought of the DOI if it had been deposited, and names the parts
    that agree and that disagree. A person's word stands, whatever it says.
    """

    review: ListId
    position: int
    work: Work
    printed: str
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class PartCompared:
    """One part of a reference beside a work's: ``said`` is agree, near, disagree or silent.

    ``printed`` is the field as deposited, empty where it stands in the printed line alone.
    """

    part: str
    printed: str
    work: str
    said: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A work that a search found for a line; ``score`` is from 0 to 1, as where refkit chooses.

    ``judgement`` and ``parts`` say where it agrees with what is printed. ``rejected`` is a person's
    word that the line does not mean it.
    """

    work: Work
    score: float
    judgement: Judgement
    parts: tuple[PartCompared, ...]
    rejected: Rejection | None = None


def candidates_for(
    bibliography: Bibliography,
    sources: Sources,
    position: str,
    words: str,
    review: str,
) -> list[Candidate]:
    """What a search finds for the line at a position, the likeliest first, what is rejected last.

    It is searched for by ``words``, else by its own. Raises InputError where there is no such line
    or there are no words, SourceError where nobody answers, NotRemembered offline.
    """
    _, citation = line_at(bibliography, position, review)
    printed = PrintedReference.of(citation.reference)
    text = " ".join(words.split()) or search_text(printed)
    if not text:
        raise InputError("there are no words to search by: name some")
    answer = sources.first.search([text])[text]
    if answer.outcome is Outcome.NOT_REMEMBERED:
        raise NotRemembered("this was never searched for, and this is offline")
    if answer.outcome is not Outcome.FOUND:
        raise SourceError(answer.detail or f"{sources.first.name} could not be asked")
    found = [
        Candidate(
            work,
            round(fit(printed, work).score, 2),
            is_another_work(printed, work),
            parts_compared(printed, work),
            next((each for each in citation.rejected if each.doi in work.dois), None),
        )
        for work in answer.works
    ]
    return sorted(found, key=lambda each: (each.rejected is not None, -each.score))


def parts_compared(printed: PrintedReference, work: Work) -> tuple[PartCompared, ...]:
    """A reference beside a work, part by part, as ``matching`` compares them."""
    said = fit(printed, work).parts
    author, date = work.first_author, work.cited_date()
    sides = {
        "title": (printed.title, work.title.plain),
        "author": (printed.author, author.sort_name if author else ""),
        "year": (printed.year, str(date.year) if date else ""),
        "container": (printed.journal_title or printed.series_title, work.container.title),
        "volume": (printed.volume, work.volume),
        "pages": (printed.first_page, work.page or work.number),
    }
    return tuple(
        PartCompared(part, ours, theirs, said[part].value) for part, (ours, theirs) in sides.items()
    )


def compared_parts(decided: Bibliography, each: Comparison) -> tuple[PartCompared, ...]:
    """The same for a comparison of ``compared``."""
    _, citation = lines_of(decided)[each.review, each.position]
    return parts_compared(PrintedReference.of(citation.reference), each.work)


def compared(decided: Bibliography, decisions: Iterable[Decision]) -> list[Comparison]:
    """Each DOI that a person named, as it was carried out, beside what is printed."""
    named = on_lines(decided, (decision for decision in decisions if decision.doi))
    return [
        Comparison(
            citation.review,
            citation.reference.position,
            entry.work,
            as_printed(citation.reference),
            is_another_work(PrintedReference.of(citation.reference), entry.work),
        )
        for entry in decided.entries
        for citation in entry.citations
        if citation.place in named
    ]


def decide(
    bibliography: Bibliography, decisions: Iterable[Decision], sources: Sources
) -> Bibliography:
    """The bibliography with these decisions carried out; other entries keep their keys.

    A line of which a DOI is rejected, and that is not decided otherwise, is resolved anew without
    it. Raises InputError for a DOI that no source knows, SourceError where they cannot say,
    NotRemembered where that is so offline.
    """
    said = tuple(decisions)
    _refuse_contradictions(said)
    now = on_lines(bibliography, said)
    standing = (each for entry in bibliography.entries for each in decisions_on(entry))
    whole = on_lines(bibliography, (*standing, *said))
    wanted = {place: whole[place] for place in now}
    # Of what is decided otherwise it is merely put on record what it does not mean.
    kept = {place for place, new in now.items() if new.meant is None and wanted[place].is_meant}
    found = find(
        [each.meant.doi for each in now.values() if each.meant and each.meant.doi], sources
    )
    open_lines = {place: each for place, each in wanted.items() if not each.is_meant}
    anew = _anew(bibliography, open_lines, sources)
    entries = [
        part
        for entry in bibliography.entries
        for part in _decided(entry, wanted, kept, found, anew)
    ]
    entries = merged(in_order_of(entries, bibliography.reviews))
    decided = with_keys(replace(bibliography, entries=tuple(entries)), earlier=bibliography)
    return with_label_decisions(decided, earlier=bibliography, by_line=False)


def _refuse_contradictions(said: Sequence[Decision]) -> None:
    """Raise InputError where one DOI is both what a line means and what it does not mean."""
    rejected = {(each.line.place, each.subject) for each in said if not each.taken_back}
    for each in said:
        if each.doi and (each.line.place, each.doi) in rejected:
            raise InputError(f"{each.doi} is both named and rejected for {each.position}")


def on_lines(bibliography: Bibliography, decisions: Iterable[Decision]) -> dict[Place, OnLine]:
    """Decisions by the places of the lines in a bibliography that they are on."""
    lines = in_list_order(bibliography.entries)
    return carried_over(decisions, lines, lines)[0]


def _decided(
    entry: Entry,
    wanted: Mapping[Place, OnLine],
    kept: Collection[Place],
    found: dict[Doi, tuple[str, LookupResult]],
    anew: Mapping[Place, Entry],
) -> Iterable[Entry]:
    """The entry, and apart from it each of its lines that a person decided on."""
    rest = []
    for citation in entry.citations:
        said = wanted.get(citation.place)
        if said is None:
            rest.append(citation)
        elif citation.place in kept:
            rest.append(replace(citation, rejected=said.rejected))
        elif said.meant is None or said.meant.taken_back:
            yield anew[citation.place]
        else:
            line = replace(citation, method=None, rejected=said.rejected)
            yield _by_hand(entry, line, said.meant, found)
    if tuple(rest) == entry.citations:
        yield entry
    elif rest:
        yield replace(entry, citations=tuple(rest))


def _anew(
    bibliography: Bibliography, said: Mapping[Place, OnLine], sources: Sources
) -> dict[Place, Entry]:
    """Lines that are open, as they are resolved without what was taken back, by place."""
    references: dict[ListId, list[Listed]] = {}
    lines = [line for line in in_list_order(bibliography.entries) if line.place in said]
    for line in lines:
        listed = Listed.of(line.reference, printed_work(line.reference))
        references.setdefault(line.review, []).append(listed)
    listings = [
        Listing(Work(WorkType.DOCUMENT), tuple(listed), len(listed), date.min, review)
        for review, listed in references.items()
    ]
    rejecting = [each for one in said.values() for each in one.rejecting]
    entries = resolve(listings, sources, rejecting, before=lines) if listings else []
    return {entry.citations[0].place: entry for entry in entries}


def _by_hand(
    entry: Entry, citation: Citation, decision: Decision, found: dict[Doi, tuple[str, LookupResult]]
) -> Entry:
    attempts = (*attempts_of(entry.resolution), attempt_of(decision))
    if decision.doi is None:
        # What a source says of another work is not what is printed.
        is_printed = isinstance(entry.resolution, AsPrinted)
        printed = entry.work if is_printed else printed_work(citation.reference)
        return Entry("", without_dois(printed), WithoutDoi(attempts), (citation,))
    source, answer = found[decision.doi]
    if answer.outcome is Outcome.UNKNOWN:
        raise InputError(f"{source} does not know {decision.doi}: check the DOI")
    if answer.outcome is Outcome.NOT_REMEMBERED:
        raise NotRemembered(f"{decision.doi} was never fetched, and this is offline")
    if answer.work is None:
        raise SourceError(answer.detail or f"{source} could not be asked for {decision.doi}")
    meant = answer.work.dois
    left = tuple(each for each in citation.rejected if each.doi not in meant)
    line = replace(citation, rejected=left)
    return Entry("", answer.work, Resolved(Method.BY_HAND, source, attempts), (line,))
