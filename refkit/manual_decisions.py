"""A person's decisions: recorded in a bibliography, kept in later runs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from refkit.citation_keys import with_keys
from refkit.errors import InputError, InvalidIdentifier, NotRemembered, SourceError
from refkit.formats.table.decisions import DecisionRow, read_rows
from refkit.matching.decide import Judgement, is_another_work
from refkit.matching.query import search_text
from refkit.matching.score import fit
from refkit.merge_runs import merged
from refkit.model.bibliography import Bibliography, Citation, Entry, Place
from refkit.model.decisions import Decision, carried_over, decisions_on
from refkit.model.decisions import decision_on as decision_on_line
from refkit.model.identifiers import Doi
from refkit.model.identity import in_list_order
from refkit.model.label_decisions import with_label_decisions
from refkit.model.pasted_identifiers import read_pasted
from refkit.model.printed import as_printed
from refkit.model.printed_reference import PrintedReference
from refkit.model.resolution import (
    AsPrinted,
    Attempt,
    Imported,
    Method,
    Resolution,
    Resolved,
    WithoutDoi,
)
from refkit.model.work import Work, WorkType
from refkit.resolver import Sources, find, resolve, said
from refkit.sources.base import Listed, Listing, LookupResult, Outcome
from refkit.sources.crossref.deposited_fields import printed_work

NONE, UNDECIDED = "none", "undecided"
"""Said in place of a DOI: there is none; the decision is taken back."""

_Lines = Mapping[Place, tuple[Entry, Citation]]


def read_decisions(
    text: str, bibliography: Bibliography, where: str, review: str = ""
) -> list[Decision]:
    """The decisions in a table: of a person's own, or the ledger of ``export`` after it was edited.

    Its columns are position, doi and, for several reviews, review; ``review`` is meant where a row
    names none. ``doi`` may be ``none`` (there is no DOI) or ``undecided``. An empty cell decides
    nothing, nor does the DOI that the line has already. Raises InputError that names the row.
    """
    lines = _lines_of(bibliography)
    keys = {entry.id: entry for entry in bibliography.entries}
    decisions: dict[Place, tuple[int, Decision]] = {}
    for row in read_rows(text, where):
        try:
            row = replace(row, review=row.review or review)
            decision = _decided_in(row, bibliography, lines, keys)
        except InputError as error:
            raise InputError(f"{where}: row {row.number}: {error}") from None
        if decision is None:
            continue
        number, other = decisions.setdefault(decision.line.place, (row.number, decision))
        if other != decision:
            raise InputError(
                f"{where}: row {row.number}: decides otherwise than row {number} on the same line"
            )
    return [decision for _, decision in decisions.values()]


def _decided_in(
    row: DecisionRow, bibliography: Bibliography, lines: _Lines, keys: Mapping[str, Entry]
) -> Decision | None:
    if not row.position:
        # A row of the ledger that no review lists has none: an entry of the user's own.
        if not row.doi or (row.key in keys and _is_unchanged(keys[row.key], row.doi)):
            return None
        raise InputError("has a DOI and no position")
    entry, citation = _line_at(bibliography, lines, row.position, row.review)
    if not row.doi or _is_unchanged(entry, row.doi):
        return None
    return _decision(entry, citation, row.doi)


def _is_unchanged(entry: Entry, said: str) -> bool:
    """Whether a cell says what the ledger says of an entry."""
    if said.lower() == NONE:
        return isinstance(entry.resolution, WithoutDoi)
    try:
        return _doi(said) in {entry.work.doi, *entry.work.other_dois}
    except InvalidIdentifier:
        return False


def decision_on(bibliography: Bibliography, position: str, doi: str, review: str = "") -> Decision:
    """The decision that the reference at a position means a DOI.

    ``none`` says that it has none, ``undecided`` takes the decision on it back. Raises InputError
    where there is no such reference or decision, or several reviews and none is named.
    """
    return _decision(*_line_at(bibliography, _lines_of(bibliography), position, review), doi)


def _decision(entry: Entry, citation: Citation, said: str) -> Decision:
    word = said.strip().lower()
    if word == UNDECIDED:
        if not any(each.line.place == citation.place for each in decisions_on(entry)):
            raise InputError(f"there is no decision on {citation.reference.position} to take back")
        return decision_on_line(citation, None, taken_back=True)
    return decision_on_line(citation, None if word == NONE else _doi(said))


def _doi(said: str) -> Doi:
    """A DOI as people paste it; raises InvalidIdentifier, also for another article's number."""
    try:
        identifier = read_pasted(said).identifier
    except InvalidIdentifier:
        if "10." in said:
            raise
        identifier = None  # the advice is on the arguments of fetch
    if not isinstance(identifier, Doi):
        raise InvalidIdentifier("DOI", said, "a decision names a DOI, none or undecided")
    return identifier


def _lines_of(bibliography: Bibliography) -> _Lines:
    return {
        citation.place: (entry, citation)
        for entry in bibliography.entries
        for citation in entry.citations
    }


def _line_at(
    bibliography: Bibliography, lines: _Lines, position: str, review: str
) -> tuple[Entry, Citation]:
    # A table that went through other programs has numbers like 5.0.
    number = position.strip().removesuffix(".0")
    if not (number.isascii() and number.isdigit()):
        raise InputError(f"not a position: {position!r}; the first reference is 1")
    reviews = [each.doi for each in bibliography.reviews if each.doi]
    if not review and len(reviews) != 1:
        raise InputError("there are several reviews: say which one is meant (--review)")
    meant = Doi.parse(review) if review else reviews[0]
    if meant not in reviews:
        raise InputError(f"{meant} is no review of this file")
    if (found := lines.get((meant, int(number[:9])))) is None:
        raise InputError(f"{meant} lists no reference at position {int(number[:9])}")
    return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """The work that a person named, beside what is printed of the reference.

    ``judgement`` is what would be thought of the DOI if it had been deposited, and names the parts
    that agree and that disagree. A person's word stands, whatever it says.
    """

    review: Doi
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

    ``judgement`` and ``parts`` say where it agrees with what is printed.
    """

    work: Work
    score: float
    judgement: Judgement
    parts: tuple[PartCompared, ...]


def candidates_for(
    bibliography: Bibliography,
    sources: Sources,
    position: str,
    words: str = "",
    review: str = "",
) -> list[Candidate]:
    """What a search finds for the line at a position, the likeliest first.

    It is searched for by ``words``, else by its own. Raises InputError where there is no such line
    or there are no words, SourceError where nobody answers, NotRemembered offline.
    """
    _, citation = _line_at(bibliography, _lines_of(bibliography), position, review)
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
        )
        for work in answer.works
    ]
    return sorted(found, key=lambda each: -each.score)


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
    _, citation = _lines_of(decided)[each.review, each.position]
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

    Raises InputError for a DOI that no source knows, SourceError where they cannot say.
    """
    wanted = on_lines(bibliography, decisions)
    found = find([decision.doi for decision in wanted.values() if decision.doi], sources)
    taken_back = {place for place, decision in wanted.items() if decision.taken_back}
    anew = _anew(bibliography, taken_back, sources)
    entries = [
        part for entry in bibliography.entries for part in _decided(entry, wanted, found, anew)
    ]
    decided = with_keys(replace(bibliography, entries=tuple(merged(entries))), earlier=bibliography)
    return with_label_decisions(decided, earlier=bibliography, by_line=False)


def on_lines(bibliography: Bibliography, decisions: Iterable[Decision]) -> dict[Place, Decision]:
    """Decisions by the places of the lines in a bibliography that they are on."""
    lines = in_list_order(bibliography.entries)
    return carried_over(decisions, lines, lines)[0]


def _decided(
    entry: Entry,
    wanted: Mapping[Place, Decision],
    found: dict[Doi, tuple[str, LookupResult]],
    anew: Mapping[Place, Entry],
) -> Iterable[Entry]:
    """The entry, and apart from it each of its lines that a person decided on."""
    rest = []
    for citation in entry.citations:
        decision = wanted.get(citation.place)
        if decision is None:
            rest.append(citation)
        elif decision.taken_back:
            yield anew[citation.place]
        else:
            yield _by_hand(entry, citation, decision, found)
    if len(rest) == len(entry.citations):
        yield entry
    elif rest:
        yield replace(entry, citations=tuple(rest))


def _anew(
    bibliography: Bibliography, lines: Collection[Place], sources: Sources
) -> dict[Place, Entry]:
    """Lines of which a decision was taken back, as they are resolved without it, by place."""
    references: dict[Doi, list[Listed]] = {}
    for entry in bibliography.entries:
        for citation in entry.citations:
            if citation.place in lines:
                listed = Listed.of(citation.reference, printed_work(citation.reference))
                references.setdefault(citation.review, []).append(listed)
    listings = [
        Listing(Work(WorkType.DOCUMENT, doi=review), tuple(listed), len(listed), date.min)
        for review, listed in references.items()
    ]
    entries = resolve(listings, sources) if listings else []
    return {entry.citations[0].place: entry for entry in entries}


def _by_hand(
    entry: Entry, citation: Citation, decision: Decision, found: dict[Doi, tuple[str, LookupResult]]
) -> Entry:
    line = replace(citation, method=None)
    attempts = (*_attempts(entry.resolution), said(decision))
    if decision.doi is None:
        # What a source says of another work is not what is printed.
        is_printed = isinstance(entry.resolution, AsPrinted)
        printed = entry.work if is_printed else printed_work(citation.reference)
        return Entry("", printed, WithoutDoi(attempts), (line,))
    source, answer = found[decision.doi]
    if answer.outcome is Outcome.UNKNOWN:
        raise InputError(f"{source} does not know {decision.doi}: check the DOI")
    if answer.work is None:
        raise SourceError(answer.detail or f"{decision.doi} was never fetched, and this is offline")
    return Entry("", answer.work, Resolved(Method.BY_HAND, source, attempts), (line,))


def _attempts(resolution: Resolution) -> tuple[Attempt, ...]:
    return () if isinstance(resolution, Imported) else resolution.attempts
