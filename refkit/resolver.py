"""From listed references to works: by a person's word, by DOI, at another agency, by search.

Each stage takes the references that are still open and tells of each what it tried. A reference
leaves with a work or with a reason, never with neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol

from refkit.matching.choose import Match, NoMatch, NoMatchReason, choose
from refkit.matching.decide import Belief, Judgement, is_another_work
from refkit.matching.merge_works import fill
from refkit.matching.printed_place import printed_place
from refkit.matching.query import search_text
from refkit.model.bibliography import Citation, Entry, Place, Rejection
from refkit.model.decisions import DECIDED, PERSON, Decision, OnLine, carried_over
from refkit.model.identifiers import Doi, ListId, Pmcid, Pmid
from refkit.model.printed_reference import PrintedReference
from refkit.model.resolution import (
    COMPLETING,
    DOUBTFUL,
    REJECTED,
    SUSPECT,
    Attempt,
    Method,
    Nearest,
    Reason,
    Resolved,
    Unresolved,
    WithoutDoi,
)
from refkit.model.work import Work
from refkit.place_search import PlacedLine, search_by_place
from refkit.sources.base import (
    Key,
    Listing,
    Lookup,
    LookupResult,
    Outcome,
    PlaceSearchable,
    Result,
    Searchable,
    SearchResult,
    Source,
    Told,
    nobody,
)

Watch = Callable[[Sequence[Entry], bool], None]
"""What is told of listed lines, an entry without a key each: as printed, while they are looked up;
and with True as they stand, when that is known."""
Progress = Callable[[int], None]
StartProgress = Callable[[str, int], Progress]


def no_progress(words: str, total: int) -> Progress:
    """Nobody is told of progress."""
    return lambda done: None


def no_watch(entries: Sequence[Entry], settled: bool) -> None:
    """Nobody watches."""


class PrimarySource(Source, Searchable, Protocol):
    """The source that is asked first: it lists, looks up and is searched."""


class Numbered(Protocol):
    """A source that knows works by PubMed's and PubMed Central's numbers."""

    @property
    def name(self) -> str:
        """The name in attempts and resolutions."""

    def numbered_each(
        self, numbers: Sequence[Pmid | Pmcid], answered: Told[Pmid | Pmcid, LookupResult] = nobody
    ) -> dict[Pmid | Pmcid, LookupResult]:
        """Find the works with these numbers; raises nothing."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Who is asked: ``first`` for everything, ``elsewhere`` for DOIs that it does not know.

    ``extras`` are asked for what is missing: of works that were found, and for the reference list
    of a review that ``first`` has none of. ``by_place`` is asked for lines without a usable DOI by
    where they stand, before ``first`` is searched. ``expect`` is told what ``first`` will be
    searched for whatever comes of the DOIs, so that it may begin meanwhile. ``numbers`` knows works
    by PubMed's numbers, and is asked for lines that print one and whose DOI led to nothing; None
    asks nobody.
    """

    first: PrimarySource
    elsewhere: Lookup | None = None
    extras: tuple[Source, ...] = ()
    by_place: PlaceSearchable | None = None
    expect: Callable[[Sequence[str]], None] = lambda texts: None
    numbers: Numbered | None = None


@dataclass(slots=True)
class _Track:
    """One reference on its way; ``readings`` are the DOIs still to be tried.

    ``by_hand`` is True where a person said which DOI it is, ``without_doi`` where it has none:
    nothing else is tried then. ``doubt`` is why the DOI that was taken is doubtful, ``refused``
    are DOIs that lead to another work. ``kept`` is a work without a DOI that was found by place,
    and by whom: it is taken where a search does not find its DOI. ``unasked`` is why it could not
    be asked for by place: where it stays open that is the reason, for the next run may find it.
    ``rivals`` are works that fit equally well by place, so that none of them is taken.
    """

    citation: Citation
    printed: PrintedReference
    as_printed: Work
    readings: list[Doi]
    by_hand: bool = False
    without_doi: bool = False
    attempts: list[Attempt] = field(default_factory=list)
    work: Work | None = None
    method: Method = Method.DEPOSITED_DOI
    source: str = ""
    score: float | None = None
    reason: Reason | None = None
    nearest: Nearest | None = None
    unknown: list[Doi] = field(default_factory=list)
    doubt: Judgement | None = None
    refused: set[Doi | None] = field(default_factory=set)
    kept: tuple[str, Match] | None = None
    unasked: Reason | None = None
    rivals: tuple[Work, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether there is use in trying further."""
        return self.work is None and self.reason not in _FINAL and not self.without_doi

    def rejection_of(self, *dois: Doi | None) -> Rejection | None:
        """A person's word that the reference does not mean one of these DOIs."""
        return next((each for each in self.citation.rejected if each.doi in dois), None)

    def reject(self, doi: Doi, rejection: Rejection, method: Method) -> None:
        """Leave a DOI or the work behind it, since a person rejected it."""
        self.attempts.append(Attempt(PERSON, method, REJECTED, f"{doi}: {rejection}"))
        self.reason = self.reason or Reason.REJECTED

    def note(self, source: str, method: str, answer: LookupResult, doi: Doi) -> None:
        detail = f"{doi}: {answer.detail}" if answer.detail else str(doi)
        self.attempts.append(Attempt(source, method, answer.outcome, detail))

    def take(self, work: Work, method: Method, source: str, score: float | None = None) -> None:
        self.work, self.method, self.source, self.score = work, method, source, score
        self.reason = self.nearest = None

    def settle(self) -> None:
        """After a search: take the work without a DOI where no other was found."""
        if self.work is None and self.kept:
            source, match = self.kept
            self.take(match.work, Method.SEARCH, source, match.score)
        elif self.work is None and self.unasked and self.reason not in _FINAL:
            self.reason = self.unasked


# What cannot be asked now is asked next time: a search would only hide that.
_FINAL = {Reason.SOURCE_FAILED, Reason.OFFLINE}
_TROUBLES = {
    Outcome.FAILED: Reason.SOURCE_FAILED,
    Outcome.NOT_REMEMBERED: Reason.OFFLINE,
}
_NO_MATCHES = {
    NoMatchReason.NOTHING_FOUND: Reason.NO_MATCH,
    NoMatchReason.NOT_CLOSE: Reason.NO_MATCH,
    NoMatchReason.AMBIGUOUS: Reason.AMBIGUOUS,
}


def find(dois: Sequence[Doi], sources: Sources) -> dict[Doi, tuple[str, LookupResult]]:
    """Look up DOIs where they may be known: each with the name of who answered last."""
    wanted = list(dict.fromkeys(dois))
    answers = sources.first.lookup(wanted) if wanted else {}
    found = {doi: (sources.first.name, answer) for doi, answer in answers.items()}
    unknown = [doi for doi, answer in answers.items() if answer.outcome is Outcome.UNKNOWN]
    if unknown and sources.elsewhere:
        others = sources.elsewhere.lookup(unknown)
        found |= {doi: (sources.elsewhere.name, answer) for doi, answer in others.items()}
    return found


def is_known(doi: Doi, sources: Sources) -> bool:
    """Whether a review's DOI leads somewhere, or nobody can say so now."""
    answer = sources.first.lookup([doi])[doi]
    return answer.outcome in {Outcome.FOUND, Outcome.FAILED}


def said(decision: Decision) -> Attempt:
    """A person's decision as it stands on record; ``decisions_of`` reads it there."""
    outcome = DECIDED if decision.doi else WithoutDoi.state
    return Attempt(PERSON, Method.BY_HAND, outcome, str(decision.doi or ""))


def resolve(
    listings: Sequence[Listing],
    sources: Sources,
    decisions: Iterable[Decision] = (),
    progress: StartProgress = no_progress,
    before: Sequence[Citation] = (),
    watch: Watch = no_watch,
) -> list[Entry]:
    """An entry without a key for each listed reference, in list order; none is left out.

    ``before`` are the lines that the decisions were made on. ``watch`` is told of all lines once
    they are known, and of each when it is known what it is.
    """
    tracks = [track for listing in listings for track in _tracks(listing)]
    known, _ = carried_over(decisions, [track.citation for track in tracks], before)
    told = _Watched(tracks, watch)
    _with_rejections(tracks, known)
    _by_decision(tracks, sources.first, known)
    sources.expect(
        [text for track, text in _searchable(tracks) if _will_be_searched(track, sources)]
    )
    _by_deposited_doi(tracks, sources.first, progress, told)
    _by_other_agency(tracks, sources.elsewhere, progress)
    _by_alternatives(tracks, sources.first, progress)
    _by_number(tracks, sources, progress)
    _contested(tracks)
    told.of(tracks)
    _by_place(tracks, sources, progress, told)
    _by_search(tracks, sources.first, progress, told)
    _complete(tracks, sources.extras, progress)
    return [_entry(track) for track in tracks]


class _Watched:
    """Who watches is told of each line, once there is no more to be tried."""

    def __init__(self, tracks: Sequence[_Track], watch: Watch) -> None:
        self._watch = watch
        self._told = set[int]()
        if watch is not no_watch:
            watch([_entry(track) for track in tracks], False)

    def of(self, tracks: Sequence[_Track]) -> None:
        """Tell of those that are through, where nobody was told of them."""
        self._told.difference_update(id(track) for track in tracks if track.is_open)
        self.all_of([track for track in tracks if not track.is_open])

    def all_of(self, tracks: Sequence[_Track]) -> None:
        """Tell of all of them, where nobody was told."""
        new = [track for track in tracks if id(track) not in self._told]
        self._told.update(map(id, new))
        if new and self._watch is not no_watch:
            self._watch([_entry(track) for track in new], True)


def _tracks(listing: Listing) -> Iterable[_Track]:
    for listed in listing.references:
        printed = listed.printed
        citation = Citation(listing.list_id, listed.reference)
        track = _Track(citation, printed, listed.work, list(printed.dois))
        if printed.doi_text and not printed.dois:
            text, outcome = printed.doi_text, "several" if printed.alternatives else "unreadable"
            track.attempts.append(Attempt("deposit", Method.DEPOSITED_DOI, outcome, text))
        yield track


def _with_rejections(tracks: Sequence[_Track], known: Mapping[Place, OnLine]) -> None:
    """A DOI that a person rejected is not even looked up for that reference."""
    for track in tracks:
        said = known.get(track.citation.place)
        if said is None or not said.rejecting:
            continue
        track.citation = replace(track.citation, rejected=said.rejected)
        for doi in list(track.readings):
            if rejection := track.rejection_of(doi):
                track.readings.remove(doi)
                track.reject(doi, rejection, Method.DEPOSITED_DOI)


def _by_decision(tracks: Sequence[_Track], source: Lookup, known: Mapping[Place, OnLine]) -> None:
    """What a person decided stands before what was deposited, and stays on record unfound."""
    decided = [
        (track, each.meant)
        for track in tracks
        if (each := known.get(track.citation.place)) and each.meant and each.is_meant
    ]
    wanted = [decision.doi for _, decision in decided if decision.doi]
    found = source.lookup(wanted) if wanted else {}
    for track, decision in decided:
        track.attempts.append(said(decision))
        track.readings.clear()
        track.reason = None
        track.by_hand = True
        if decision.doi is None:
            track.without_doi = True
        else:
            _answered(track, decision.doi, found[decision.doi], Method.BY_HAND, source.name)


def _by_deposited_doi(
    tracks: Sequence[_Track], source: Lookup, progress: StartProgress, told: _Watched
) -> None:
    """Try each reference's readings of its DOI, the likeliest of all references first."""

    def put(track: _Track, doi: Doi, answer: LookupResult) -> None:
        _answered(track, doi, answer, Method.DEPOSITED_DOI, source.name)

    while trying := [track for track in tracks if track.is_open and track.readings]:
        waiting: dict[Doi, list[_Track]] = {}
        for track in trying:
            waiting.setdefault(track.readings.pop(0), []).append(track)
        counted = progress("looking up works", len(waiting))
        _put_each(waiting, source.lookup, put, counted, told.of)


def _put_each(
    waiting: dict[Key, list[_Track]],
    ask: Callable[[Sequence[Key], Told[Key, Result]], Mapping[Key, Result]],
    put: Callable[[_Track, Key, Result], None],
    progress: Progress,
    told: Callable[[Sequence[_Track]], None],
) -> None:
    """Ask for all that tracks wait for, and give each its answer as soon as that comes."""

    def take(answers: Mapping[Key, Result]) -> None:
        for key, answer in answers.items():
            tracks = waiting.pop(key, [])
            for track in tracks:
                put(track, key, answer)
            told(tracks)

    def tell(answers: Mapping[Key, Result]) -> None:
        take(answers)
        progress(len(answers))

    take(ask(list(waiting), tell))


def _counting(progress: Progress) -> Told[Any, Any]:
    return lambda answers: progress(len(answers))


def _by_other_agency(
    tracks: Sequence[_Track], elsewhere: Lookup | None, progress: StartProgress
) -> None:
    """Look up what the first source does not know where else it may be registered."""
    waiting = [track for track in tracks if track.is_open and track.unknown]
    if elsewhere is None or not waiting:
        return
    wanted = list(dict.fromkeys(doi for track in waiting for doi in track.unknown))
    found = elsewhere.lookup(wanted, _counting(progress("asking other agencies", len(wanted))))
    for track in waiting:
        unknown, track.unknown = track.unknown, []
        for doi in unknown:
            if track.is_open:
                method = Method.BY_HAND if track.by_hand else Method.OTHER_AGENCY
                _answered(track, doi, found[doi], method, elsewhere.name)


def _by_alternatives(tracks: Sequence[_Track], source: Lookup, progress: StartProgress) -> None:
    """Of a field with several DOIs take the one whose work the reference's own words confirm."""
    waiting = [
        (track, dois)
        for track in tracks
        if track.is_open and not track.by_hand and (dois := track.printed.alternatives)
    ]
    wanted = list(dict.fromkeys(doi for _, dois in waiting for doi in dois))
    if not wanted:
        return
    found = source.lookup(wanted, _counting(progress("looking up works", len(wanted))))
    for track, dois in waiting:
        works = [work for doi in dois if (work := found[doi].work)]
        chosen = choose(track.printed, _not_rejected(track, works, Method.DEPOSITED_DOI))
        if isinstance(chosen, Match):
            detail = f"{chosen.work.doi}: {chosen.why}"
            track.attempts.append(
                Attempt(source.name, Method.DEPOSITED_DOI, Outcome.FOUND, detail, chosen.score)
            )
            track.take(chosen.work, Method.DEPOSITED_DOI, source.name)


def _by_number(tracks: Sequence[_Track], sources: Sources, progress: StartProgress) -> None:
    """Try the PubMed numbers of a line: the work that one leads to has to be the printed one."""
    source = sources.numbers
    waiting = [track for track in tracks if _may_be_numbered(track)]
    if source is None or not waiting:
        return
    wanted = list(dict.fromkeys(number for track in waiting for number in track.printed.numbers))
    found = source.numbered_each(wanted, _counting(progress("asking for numbers", len(wanted))))
    works = [each.work for each in found.values() if each.work]
    dois = [work.doi for work in works if work.doi]
    records = find(dois, sources)
    for track in waiting:
        for number in track.printed.numbers:
            if track.is_open:
                _numbered(track, number, found[number], source.name, records)


def _may_be_numbered(track: _Track) -> bool:
    return track.is_open and not track.by_hand and bool(track.printed.numbers)


def _numbered(
    track: _Track,
    number: Pmid | Pmcid,
    answer: LookupResult,
    source: str,
    records: Mapping[Doi, tuple[str, LookupResult]],
) -> None:
    """Judge the work behind a number as that behind a DOI: by its record at the DOI's agency."""
    shown = f"PubMed number {number}" if isinstance(number, Pmid) else str(number)
    work = answer.work
    if work is None:
        detail = f"{shown}: {answer.detail}" if answer.detail else shown
        track.attempts.append(Attempt(source, Method.PUBMED_NUMBER, answer.outcome, detail))
        # Where there are words they are searched for: what is found has to be confirmed anyway.
        if answer.outcome in _TROUBLES and not search_text(track.printed):
            track.reason = _TROUBLES[answer.outcome]
        return
    if work.doi is None:
        _judged_without_doi(track, shown, work, source)
        return
    track.attempts.append(
        Attempt(source, Method.PUBMED_NUMBER, Outcome.FOUND, f"{shown}: {work.doi}")
    )
    asked, record = records[work.doi]
    if record.work is None:
        record, asked = LookupResult(Outcome.FOUND, work), source
    _answered(track, work.doi, record, Method.PUBMED_NUMBER, asked)


def _judged_without_doi(track: _Track, shown: str, work: Work, source: str) -> None:
    judged = is_another_work(track.printed, work)
    detail = f"{shown}: {work.title.plain}"
    detail += f"; {judged.why}" if judged.is_another else ""
    outcome = SUSPECT if judged.is_another else Outcome.FOUND
    track.attempts.append(Attempt(source, Method.PUBMED_NUMBER, outcome, detail))
    if not judged.is_another:
        track.take(work, Method.PUBMED_NUMBER, source)


def _answered(track: _Track, doi: Doi, answer: LookupResult, method: Method, source: str) -> None:
    track.note(source, method, answer, doi)
    if answer.outcome in _TROUBLES:
        track.reason = _TROUBLES[answer.outcome]
        track.as_printed = replace(track.as_printed, doi=doi)
    elif answer.work is None:
        track.unknown.append(doi)
        track.reason = track.reason or Reason.UNKNOWN_DOI
    elif method is Method.BY_HAND:
        track.take(answer.work, method, source)
    elif rejection := track.rejection_of(*dois_of(answer.work)):
        track.reject(doi, rejection, method)
    else:
        _judged(track, doi, answer.work, method, source)


def _judged(track: _Track, doi: Doi, work: Work, method: Method, source: str) -> None:
    """Take the work that a deposited DOI leads to, unless it is another than the printed one."""
    judged = is_another_work(track.printed, work)
    if judged.is_another:
        _suspect(track, doi, work, judged.why)
        return
    track.take(work, method, source)
    if judged.belief is Belief.DOUBTFUL:
        track.doubt = judged
        _remark(track, doi, DOUBTFUL, judged.why)


def _suspect(track: _Track, doi: Doi, work: Work, why: str) -> None:
    """The DOI leads to another work: said, kept on record, not trusted, nor found by a search."""
    track.work, track.reason = None, Reason.SUSPECT_DOI
    track.nearest = Nearest(str(doi), work.title.plain, 0.0)
    track.refused |= {doi, work.doi}
    _remark(track, doi, SUSPECT, f"{work.title.plain or 'without a title'}; {why}")


def _remark(track: _Track, doi: Doi, outcome: str, detail: str) -> None:
    track.attempts[-1] = replace(track.attempts[-1], outcome=outcome, detail=f"{doi}: {detail}")


def _contested(tracks: Sequence[_Track]) -> None:
    """A DOI that two lines of one list have is not that of a line whose title disagrees."""
    lines: dict[tuple[ListId, Doi | None], list[_Track]] = {}
    for track in tracks:
        if track.work and track.work.doi and not track.by_hand:
            lines.setdefault((track.citation.review, track.work.doi), []).append(track)
    for together in lines.values():
        # Not whether they are one line, which model.identity says: a list may print a title twice.
        differ = len({track.printed.title or track.printed.text for track in together}) > 1
        for track in together if differ else ():
            if track.work and track.work.doi and track.doubt and "title" in track.doubt.disagree:
                why = f"{track.doubt.why}; another line of the list has this DOI too"
                _suspect(track, track.work.doi, track.work, why)


def _by_place(
    tracks: Sequence[_Track], sources: Sources, progress: StartProgress, told: _Watched
) -> None:
    """Search for what is still open by where it stands, before it is searched for by its words.

    What cannot be asked is no reason to stop: there is a search yet.
    """
    source = sources.by_place
    lines = [
        (track, PlacedLine(place, track.printed, partial(_fitting, track)))
        for track in tracks
        if source
        and track.is_open
        and not track.by_hand
        and (place := printed_place(track.printed))
    ]
    if source is None or not lines:
        return
    counted = _counting(progress(f"asking {source.name}", len({line.place for _, line in lines})))
    found = search_by_place([line for _, line in lines], source, sources.first, counted)
    for (track, _), each in zip(lines, found, strict=True):
        track.attempts += each.attempts
        if isinstance(each.result, Match):
            _placed(track, each.result, source.name)
        elif isinstance(each.result, NoMatch):
            track.rivals = each.rivals
            _not_found(track, each.result)
        else:
            track.unasked = _TROUBLES[each.result]
    told.of(tracks)


def _placed(track: _Track, match: Match, source: str) -> None:
    """Take a work that was found by place; one without a DOI is kept until it was searched for."""
    if rejection := track.rejection_of(*dois_of(match.work)):
        track.reject(rejection.doi, rejection, Method.SEARCH)
    elif match.work.doi:
        track.take(match.work, Method.SEARCH, source, match.score)
    else:
        track.kept = source, match


def _by_search(
    tracks: Sequence[_Track], source: Searchable, progress: StartProgress, told: _Watched
) -> None:
    """Search for what is still open by its own words, and take only what they confirm."""

    def put(track: _Track, text: str, answer: SearchResult) -> None:
        _searched(track, answer, source.name)
        track.settle()

    waiting: dict[str, list[_Track]] = {}
    for track, text in _searchable(tracks):
        waiting.setdefault(text, []).append(track)
    if waiting:
        counted = progress("searching", len(waiting))
        _put_each(waiting, source.search, put, counted, told.all_of)
    for track in tracks:
        track.settle()
    told.all_of(tracks)


def _will_be_searched(track: _Track, sources: Sources) -> bool:
    """Whether nothing else is tried before it is searched for."""
    is_numbered = bool(sources.numbers and track.printed.numbers)
    if track.readings or track.printed.alternatives or is_numbered:
        return False
    return sources.by_place is None or printed_place(track.printed) is None


def _searchable(tracks: Sequence[_Track]) -> list[tuple[_Track, str]]:
    """What is still open and has words to search by, each with them."""
    return [
        (track, text)
        for track in tracks
        if track.is_open and not track.by_hand and (text := search_text(track.printed))
    ]


def _searched(track: _Track, answer: SearchResult, source: str) -> None:
    if answer.outcome in _TROUBLES:
        track.attempts.append(Attempt(source, Method.SEARCH, answer.outcome, answer.detail))
        track.reason = _TROUBLES[answer.outcome]
        return
    chosen = _fitting(track, (*answer.works, *track.rivals))
    if isinstance(chosen, Match):
        detail = f"{chosen.work.doi}: {chosen.why}"
        track.attempts.append(Attempt(source, Method.SEARCH, Outcome.FOUND, detail, chosen.score))
        track.take(_with_kept(chosen.work, track), Method.SEARCH, source, chosen.score)
        return
    _missed(track, chosen, source)


def _with_kept(work: Work, track: _Track) -> Work:
    """A work with what is known of the one that was found by place, where both are the same."""
    if track.kept is None:
        return work
    source, match = track.kept
    said = PrintedReference.of_entry(Entry("", match.work, Resolved(Method.SEARCH, source)))
    is_same = is_another_work(said, work).belief is Belief.BELIEVED
    return fill(work, match.work, source) if is_same else work


def _fitting(track: _Track, found: Sequence[Work]) -> Match | NoMatch:
    """The work of a search that a reference's own words confirm, or why there is none."""
    works = [work for work in found if not (work.doi and work.doi in track.refused)]
    return choose(track.printed, _not_rejected(track, works, Method.SEARCH))


def _not_rejected(track: _Track, works: Sequence[Work], method: Method) -> list[Work]:
    """The works that no person rejected; of the others those are told that would be taken alone."""
    left = []
    for work in works:
        rejection = track.rejection_of(*dois_of(work))
        if rejection is None:
            left.append(work)
        elif isinstance(choose(track.printed, [work]), Match):
            track.reject(rejection.doi, rejection, method)
    return left


def dois_of(work: Work) -> tuple[Doi | None, ...]:
    """All DOIs under which a work is registered."""
    return work.doi, *work.other_dois


def _missed(track: _Track, miss: NoMatch, source: str) -> None:
    near = miss.nearest
    track.attempts.append(
        Attempt(
            source,
            Method.SEARCH,
            miss.reason.value,
            f"{near.work.doi}: {near.why}" if near else "",
            near.score if near else None,
        )
    )
    _not_found(track, miss)


def _not_found(track: _Track, miss: NoMatch) -> None:
    """Why it is open, and what came nearest, unless a search before this one came nearer."""
    near, before = miss.nearest, track.nearest
    is_suspect = track.reason is Reason.SUSPECT_DOI  # what the DOI leads to is what is shown
    if near and (before is None or (not is_suspect and before.score < near.score)):
        track.nearest = Nearest(str(near.work.doi or ""), near.work.title.plain, near.score)
    if track.reason is None or track.reason in _NO_MATCHES.values():
        track.reason = _NO_MATCHES[miss.reason]


def _complete(tracks: Sequence[_Track], extras: Sequence[Source], progress: StartProgress) -> None:
    """Ask other sources for what is missing of the works that were found."""
    for source in extras:
        wanted = list(dict.fromkeys(filter(None, map(_lacking, tracks))))
        counted = _counting(progress(f"asking {source.name}", len(wanted)))
        found = source.lookup(wanted, counted)
        for track in tracks:
            doi = _lacking(track)
            answer = found.get(doi) if doi else None
            if track.work and answer and answer.work:
                track.work = fill(track.work, answer.work, source.name)
            elif doi and answer and answer.outcome in _TROUBLES:
                track.note(source.name, COMPLETING, answer, doi)


def _lacking(track: _Track) -> Doi | None:
    """The DOI of a work that another source might complete; None where nothing is to be gained."""
    work = track.work
    complete = work and work.abstract and work.pmid and work.mesh and work.publication_types
    return work.doi if work and not complete else None


def _entry(track: _Track) -> Entry:
    attempts = tuple(track.attempts)
    if track.work is not None:
        resolved = Resolved(track.method, track.source, attempts, track.score)
        return Entry("", track.work, resolved, (track.citation,))
    if track.without_doi:
        return Entry("", track.as_printed, WithoutDoi(attempts), (track.citation,))
    reason = track.reason or Reason.NO_IDENTIFIER
    return Entry(
        "", track.as_printed, Unresolved(reason, attempts, track.nearest), (track.citation,)
    )
