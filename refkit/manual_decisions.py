"""A person's decisions: recorded in a bibliography, kept in later runs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime

from refkit.citation_keys import with_keys
from refkit.errors import InputError, InvalidIdentifier, NotRemembered, SourceError
from refkit.formats.table.decisions import DecisionRow, read_rows
from refkit.matching.decide import Judgement, is_another_work
from refkit.matching.query import search_text
from refkit.matching.score import fit
from refkit.merge_runs import in_order_of, merged
from refkit.model.bibliography import Bibliography, Citation, Entry, Place, Rejection
from refkit.model.decisions import Decision, OnLine, carried_over, decisions_on
from refkit.model.decisions import decision_on as decision_on_line
from refkit.model.decisions import rejection_on as rejection_on_line
from refkit.model.identifiers import Doi, ListId
from refkit.model.identity import in_list_order
from refkit.model.label_decisions import with_label_decisions
from refkit.model.list_ids import DocumentList, parse_list
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
    Unresolved,
    WithoutDoi,
)
from refkit.model.work import Work, WorkType
from refkit.regex import lazy_regex
from refkit.resolver import Sources, dois_of, find, resolve, without_dois
from refkit.resolver import said as said_on_record
from refkit.sources.base import Listed, Listing, LookupResult, Outcome
from refkit.sources.crossref.deposited_fields import printed_work

NONE, UNDECIDED, NOT = "none", "undecided", "not"
"""Said in place of a DOI: there is none; the decision is taken back. Before a DOI: it is not this
one; what was decided on this one is taken back."""

_MOST_SHOWN = 5
# A table that went through other programs has numbers like 5.0.
_POSITION = lazy_regex(r"([0-9]{1,9})(?:\.0)?")
_Lines = Mapping[Place, tuple[Entry, Citation]]


def read_decisions(
    text: str, bibliography: Bibliography, where: str, review: str = "", *, by: str = ""
) -> list[Decision]:
    """The decisions in a table: of a person's own, or the ledger of ``export`` after it was edited.

    Its columns are position, doi and, for several reviews, review; ``review`` is meant where a row
    names none. ``doi`` may be what ``decision_on`` takes: a line may have a row for each DOI that
    it does not mean, with the columns note and by; ``by`` is who decided where a row does not say.
    An empty cell decides nothing, nor does the DOI that the line has already. Raises InputError
    that names the row.
    """
    lines = _lines_of(bibliography)
    keys = {entry.id: entry for entry in bibliography.entries}
    decisions: dict[tuple[Place, Doi | None], Decision] = {}
    told: dict[tuple[Place, Doi | None], tuple[int, Decision]] = {}
    for row in read_rows(text, where):
        try:
            row = replace(row, review=row.review or review, by=row.by or by)
            decision = _decided_in(row, bibliography, lines, keys)
        except InputError as error:
            raise InputError(f"{where}: row {row.number}: {error}") from None
        if decision is None:
            continue
        place = decision.line.place
        # That one DOI is meant and that it is not contradict each other too.
        for about in (decision.subject, decision.doi or decision.subject):
            number, other = told.setdefault((place, about), (row.number, decision))
            if other != decision:
                raise InputError(
                    f"{where}: row {row.number}: decides otherwise than row {number} on one line"
                )
        decisions[place, decision.subject] = decision
    return list(decisions.values())


def _decided_in(
    row: DecisionRow, bibliography: Bibliography, lines: _Lines, keys: Mapping[str, Entry]
) -> Decision | None:
    if not row.position:
        # A row of the ledger that no review lists has none: an entry of the user's own.
        if not row.doi or (row.key in keys and _is_unchanged(keys[row.key], row.doi)):
            return None
        raise InputError("has a DOI and no position")
    entry, citation = line_at(bibliography, row.position, row.review, lines)
    if not row.doi or _is_unchanged(entry, row.doi):
        return None
    return _decision(entry, citation, row.doi, row.by, row.note)


def _is_unchanged(entry: Entry, said: str) -> bool:
    """Whether a cell says what the ledger says of an entry."""
    if said.partition(" ")[0].lower() in {NOT, UNDECIDED}:
        return False
    if said.lower() == NONE:
        return isinstance(entry.resolution, WithoutDoi)
    try:
        return _doi(said) in {entry.work.doi, *entry.work.other_dois}
    except InvalidIdentifier:
        return False


def decision_on(
    bibliography: Bibliography,
    position: str,
    doi: str,
    review: str = "",
    *,
    by: str = "",
    note: str = "",
) -> Decision:
    """The decision that the reference at a position means a DOI.

    ``none`` says that it has none, ``undecided`` takes the decision on it back; ``not 10.1000/a``
    says that it is not this one (as ``rejection_on`` does, with ``by`` and ``note``) and
    ``undecided 10.1000/a`` takes back what was decided on this one. Raises InputError where there
    is no such reference or decision, or several reviews and none is named.
    """
    entry, citation = line_at(bibliography, position, review)
    return _decision(entry, citation, doi, by, note)


def rejection_on(
    bibliography: Bibliography,
    position: str,
    doi: str,
    review: str = "",
    *,
    by: str,
    note: str = "",
    taken_back: bool = False,
) -> Decision:
    """The decision that the reference at a position does not mean a DOI: it is never given it.

    ``by`` says who decides and ``note`` why; it is of today. ``taken_back`` takes it back. Raises
    InputError as ``decision_on`` does, and where nobody is named who decides.
    """
    word = UNDECIDED if taken_back else NOT
    return decision_on(bibliography, position, f"{word} {doi}", review, by=by, note=note)


def _decision(entry: Entry, citation: Citation, said: str, by: str, note: str) -> Decision:
    word, _, rest = said.strip().partition(" ")
    word = word.lower()
    if word == UNDECIDED:
        return _taken_back(entry, citation, _doi(rest) if rest.strip() else None)
    if word == NOT:
        if not rest.strip():
            raise InputError("not needs a DOI behind it: not 10.1000/xyz")
        return rejection_on_line(citation, _rejection(entry, citation, _doi(rest), by, note))
    return decision_on_line(citation, None if said.strip().lower() == NONE else _doi(said))


def _taken_back(entry: Entry, citation: Citation, doi: Doi | None) -> Decision:
    """What was decided on a line is taken back, or on one DOI of it; raises InputError: nothing."""
    position = citation.reference.position
    there = [each for each in decisions_on(entry) if each.line.place == citation.place]
    for each in there:
        if doi and each.rejected and doi == each.rejected.doi:
            return rejection_on_line(citation, each.rejected, taken_back=True)
        if not each.rejected and doi in {None, each.doi}:
            return decision_on_line(citation, None, taken_back=True)
    rejected = ", ".join(f"{UNDECIDED} {each.subject}" for each in there if each.rejected)
    hint = f"; what it does not mean is taken back by {rejected}" if rejected else ""
    what = f"{doi} for {position}" if doi else str(position)
    raise InputError(f"there is no decision on {what} to take back{hint}")


def _rejection(entry: Entry, citation: Citation, doi: Doi, by: str, note: str) -> Rejection:
    """That this is not it, of today; of a work that the entry has, under the DOI that that has.

    Who says it again without another reason leaves it as it was said first.
    """
    by, note = " ".join(by.split()), " ".join(note.split())
    if not by:
        raise InputError("nobody is named who decides")
    today = datetime.now().astimezone().date().isoformat()
    if there := next((each for each in citation.rejected if each.doi == doi), None):
        is_new = note not in {"", there.note}
        return replace(there, by=by, day=today, note=note) if is_new else there
    work, nearest, title = entry.work, getattr(entry.resolution, "nearest", None), ""
    if not isinstance(entry.resolution, AsPrinted) and doi in {work.doi, *work.other_dois}:
        doi, title = work.doi or doi, work.title.plain
    elif nearest and nearest.doi == str(doi):
        title = nearest.title
    return Rejection(doi, by, today, note, " ".join(title.split()))


def offered(entry: Entry, citation: Citation) -> frozenset[Doi]:
    """The DOIs that a line was given or might have been given, as far as its record tells."""
    printed = PrintedReference.of(citation.reference)
    found = {*printed.dois, *printed.alternatives, *(each.doi for each in citation.rejected)}
    resolution = entry.resolution
    if isinstance(resolution, Resolved):
        found |= {doi for doi in (entry.work.doi, *entry.work.other_dois) if doi}
    texts = [each.detail.partition(": ")[0] for each in _attempts(resolution)]
    if isinstance(resolution, Unresolved) and resolution.nearest:
        texts.append(resolution.nearest.doi)
    for text in texts:
        with suppress(InvalidIdentifier):
            found.add(Doi.parse(text))
    return frozenset(found)


def _doi(said: str) -> Doi:
    """A DOI as people paste it; raises InvalidIdentifier, also for another article's number."""
    try:
        identifier = read_pasted(said).identifier
    except InvalidIdentifier:
        if "10." in said:
            raise
        identifier = None  # the advice is on the arguments of fetch
    if not isinstance(identifier, Doi):
        raise InvalidIdentifier(
            "DOI", said, "a decision names a DOI, none or undecided; not and a DOI rejects it"
        )
    return identifier


def _lines_of(bibliography: Bibliography) -> _Lines:
    return {
        citation.place: (entry, citation)
        for entry in bibliography.entries
        for citation in entry.citations
    }


def line_at(
    bibliography: Bibliography, position: str, review: str, lines: _Lines | None = None
) -> tuple[Entry, Citation]:
    """The line at a position of a review's list, and its entry; raises InputError: there is none.

    ``lines`` are those of the bibliography, for who asks for many.
    """
    if (number := _POSITION.fullmatch(position.strip())) is None:
        raise InputError(f"not a position: {position!r}; the first reference is 1")
    place = _list_meant(review, list(bibliography.heads)), int(number[1])
    if (found := (lines or _lines_of(bibliography)).get(place)) is None:
        raise InputError("{} lists no reference at position {}".format(*place))
    return found


def _list_meant(text: str, lists: Sequence[ListId]) -> ListId:
    """The list of a file that is spelled so, a document's also by its name alone."""
    if not lists:
        raise InputError(
            "decisions are on listed references, and this file has no list of a review or a "
            "document; refkit enrich looks up the entries of a library"
        )
    if not text and len(lists) == 1:
        return lists[0]
    if named := [each for each in lists if each == DocumentList(text)]:
        return named[0]
    has = ", ".join(map(str, lists[:_MOST_SHOWN])) + (", ..." if lists[_MOST_SHOWN:] else "")
    if not text:
        raise InputError(f"there are several reviews: say which one is meant (--review), of {has}")
    meant = None
    with suppress(InvalidIdentifier):
        meant = parse_list(text)
    if meant is None or meant not in lists:
        raise InputError(f"{meant or text} is no review of this file; it has {has}")
    return meant


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
    words: str = "",
    review: str = "",
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
            next((each for each in citation.rejected if each.doi in dois_of(work)), None),
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
    attempts = (*_attempts(entry.resolution), said_on_record(decision))
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
    meant = dois_of(answer.work)
    left = tuple(each for each in citation.rejected if each.doi not in meant)
    line = replace(citation, rejected=left)
    return Entry("", answer.work, Resolved(Method.BY_HAND, source, attempts), (line,))


def _attempts(resolution: Resolution) -> tuple[Attempt, ...]:
    return () if isinstance(resolution, Imported) else resolution.attempts
