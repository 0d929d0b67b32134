"""References by what identifies them: a person's word, a DOI, another agency, PubMed's number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from refkit.matching.choose import Match, choose
from refkit.matching.decide import Belief, is_another_work
from refkit.matching.query import search_text
from refkit.model.bibliography import Place
from refkit.model.decisions import OnLine
from refkit.model.identifiers import Doi, ListId, Pmcid, Pmid
from refkit.model.resolution import (
    DOUBTFUL,
    SUSPECT,
    Attempt,
    Method,
    Nearest,
    Reason,
)
from refkit.model.work import Work
from refkit.resolver.asking import Sources, StartProgress, find
from refkit.resolver.track import (
    TROUBLES,
    Track,
    Watched,
    attempt_of,
    counting,
    not_rejected,
    put_each,
)
from refkit.sources.base import (
    Lookup,
    LookupResult,
    Outcome,
)


def with_rejections(tracks: Sequence[Track], known: Mapping[Place, OnLine]) -> None:
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


def by_decision(tracks: Sequence[Track], source: Lookup, known: Mapping[Place, OnLine]) -> None:
    """What a person decided stands before what was deposited, and stays on record unfound."""
    decided = [
        (track, each.meant)
        for track in tracks
        if (each := known.get(track.citation.place)) and each.meant and each.is_meant
    ]
    wanted = [decision.doi for _, decision in decided if decision.doi]
    found = source.lookup(wanted) if wanted else {}
    for track, decision in decided:
        track.attempts.append(attempt_of(decision))
        track.readings.clear()
        track.reason = None
        track.by_hand = True
        if decision.doi is None:
            track.without_doi = True
        else:
            _answered(track, decision.doi, found[decision.doi], Method.BY_HAND, source.name)


def by_deposited_doi(
    tracks: Sequence[Track], source: Lookup, progress: StartProgress, told: Watched
) -> None:
    """Try each reference's readings of its DOI, the likeliest of all references first."""

    def put(track: Track, doi: Doi, answer: LookupResult) -> None:
        _answered(track, doi, answer, Method.DEPOSITED_DOI, source.name)

    while trying := [track for track in tracks if track.is_open and track.readings]:
        waiting: dict[Doi, list[Track]] = {}
        for track in trying:
            waiting.setdefault(track.readings.pop(0), []).append(track)
        counted = progress("looking up works", len(waiting))
        put_each(waiting, source.lookup, put, counted, told.of)


def by_other_agency(
    tracks: Sequence[Track], elsewhere: Lookup | None, progress: StartProgress
) -> None:
    """Look up what the first source does not know where else it may be registered."""
    waiting = [track for track in tracks if track.is_open and track.unknown]
    if elsewhere is None or not waiting:
        return
    wanted = list(dict.fromkeys(doi for track in waiting for doi in track.unknown))
    found = elsewhere.lookup(wanted, counting(progress("asking other agencies", len(wanted))))
    for track in waiting:
        unknown, track.unknown = track.unknown, []
        for doi in unknown:
            if track.is_open:
                method = Method.BY_HAND if track.by_hand else Method.OTHER_AGENCY
                _answered(track, doi, found[doi], method, elsewhere.name)


def by_alternatives(tracks: Sequence[Track], source: Lookup, progress: StartProgress) -> None:
    """Of a field with several DOIs take the one whose work the reference's own words confirm."""
    waiting = [
        (track, dois)
        for track in tracks
        if track.is_open and not track.by_hand and (dois := track.printed.alternatives)
    ]
    wanted = list(dict.fromkeys(doi for _, dois in waiting for doi in dois))
    if not wanted:
        return
    found = source.lookup(wanted, counting(progress("looking up works", len(wanted))))
    for track, dois in waiting:
        works = [work for doi in dois if (work := found[doi].work)]
        chosen = choose(track.printed, not_rejected(track, works, Method.DEPOSITED_DOI))
        if isinstance(chosen, Match):
            detail = f"{chosen.work.doi}: {chosen.why}"
            track.attempts.append(
                Attempt(source.name, Method.DEPOSITED_DOI, Outcome.FOUND, detail, chosen.score)
            )
            track.take(chosen.work, Method.DEPOSITED_DOI, source.name)


def by_number(tracks: Sequence[Track], sources: Sources, progress: StartProgress) -> None:
    """Try the PubMed numbers of a line: the work that one leads to has to be the printed one."""
    source = sources.numbers
    waiting = [track for track in tracks if _may_be_numbered(track)]
    if source is None or not waiting:
        return
    wanted = list(dict.fromkeys(number for track in waiting for number in track.printed.numbers))
    found = source.numbered_each(wanted, counting(progress("asking for numbers", len(wanted))))
    works = [each.work for each in found.values() if each.work]
    dois = [work.doi for work in works if work.doi]
    records = find(dois, sources)
    for track in waiting:
        for number in track.printed.numbers:
            if track.is_open:
                _numbered(track, number, found[number], source.name, records)


def _may_be_numbered(track: Track) -> bool:
    return track.is_open and not track.by_hand and bool(track.printed.numbers)


def _numbered(
    track: Track,
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
        if answer.outcome in TROUBLES and not search_text(track.printed):
            track.reason = TROUBLES[answer.outcome]
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


def _judged_without_doi(track: Track, shown: str, work: Work, source: str) -> None:
    judged = is_another_work(track.printed, work)
    detail = f"{shown}: {work.title.plain}"
    detail += f"; {judged.why}" if judged.is_another else ""
    outcome = SUSPECT if judged.is_another else Outcome.FOUND
    track.attempts.append(Attempt(source, Method.PUBMED_NUMBER, outcome, detail))
    if not judged.is_another:
        track.take(work, Method.PUBMED_NUMBER, source)


def _answered(track: Track, doi: Doi, answer: LookupResult, method: Method, source: str) -> None:
    track.note(source, method, answer, doi)
    if answer.outcome in TROUBLES:
        track.reason = TROUBLES[answer.outcome]
        track.as_printed = replace(track.as_printed, doi=doi)
    elif answer.work is None:
        track.unknown.append(doi)
        track.reason = track.reason or Reason.UNKNOWN_DOI
    elif method is Method.BY_HAND:
        track.take(answer.work, method, source)
    elif rejection := track.rejection_of(*answer.work.dois):
        track.reject(doi, rejection, method)
    else:
        _judged(track, doi, answer.work, method, source)


def _judged(track: Track, doi: Doi, work: Work, method: Method, source: str) -> None:
    """Take the work that a deposited DOI leads to, unless it is another than the printed one."""
    judged = is_another_work(track.printed, work)
    if judged.is_another:
        _suspect(track, doi, work, judged.why)
        return
    track.take(work, method, source)
    if judged.belief is Belief.DOUBTFUL:
        track.doubt = judged
        _remark(track, doi, DOUBTFUL, judged.why)


def _suspect(track: Track, doi: Doi, work: Work, why: str) -> None:
    """The DOI leads to another work: said, kept on record, not trusted, nor found by a search."""
    track.work, track.reason = None, Reason.SUSPECT_DOI
    track.nearest = Nearest(str(doi), work.title.plain, 0.0)
    track.refused |= {doi, work.doi}
    _remark(track, doi, SUSPECT, f"{work.title.plain or 'without a title'}; {why}")


def _remark(track: Track, doi: Doi, outcome: str, detail: str) -> None:
    track.attempts[-1] = replace(track.attempts[-1], outcome=outcome, detail=f"{doi}: {detail}")


def contested(tracks: Sequence[Track]) -> None:
    """A DOI that two lines of one list have is not that of a line whose title disagrees."""
    lines: dict[tuple[ListId, Doi], list[tuple[Track, Work]]] = {}
    for track in tracks:
        if (work := track.work) and work.doi and not track.by_hand:
            lines.setdefault((track.citation.review, work.doi), []).append((track, work))
    for (_, doi), together in lines.items():
        # Not whether they are one line, which model.identity says: a list may print a title twice.
        differ = len({track.printed.title or track.printed.text for track, _ in together}) > 1
        for track, work in together if differ else ():
            if track.doubt and "title" in track.doubt.disagree:
                why = f"{track.doubt.why}; another line of the list has this DOI too"
                _suspect(track, doi, work, why)
