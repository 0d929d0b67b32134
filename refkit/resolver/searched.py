"""References by their words and by where they stand: searched for, and taken if confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from refkit.matching.choose import Match, NoMatch, choose
from refkit.matching.decide import Belief, is_another_work
from refkit.matching.merge_works import fill
from refkit.matching.printed_place import printed_place
from refkit.matching.query import search_text
from refkit.model.bibliography import Entry
from refkit.model.printed_reference import PrintedReference
from refkit.model.resolution import (
    Attempt,
    Method,
    Nearest,
    Reason,
    Resolved,
)
from refkit.model.work import Work
from refkit.place_search import PlacedLine, search_by_place
from refkit.resolver.asking import Sources, StartProgress
from refkit.resolver.track import (
    NO_MATCHES,
    TROUBLES,
    Track,
    Watched,
    counting,
    not_rejected,
    put_each,
)
from refkit.sources.base import (
    Outcome,
    Searchable,
    SearchResult,
)


def by_place(
    tracks: Sequence[Track], sources: Sources, progress: StartProgress, told: Watched
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
    counted = counting(progress(f"asking {source.name}", len({line.place for _, line in lines})))
    found = search_by_place([line for _, line in lines], source, sources.first, counted)
    for (track, _), each in zip(lines, found, strict=True):
        track.attempts += each.attempts
        if isinstance(each.result, Match):
            _placed(track, each.result, source.name)
        elif isinstance(each.result, NoMatch):
            track.rivals = each.rivals
            _not_found(track, each.result)
        else:
            track.unasked = TROUBLES[each.result]
    told.of(tracks)


def _placed(track: Track, match: Match, source: str) -> None:
    """Take a work that was found by place; one without a DOI is kept until it was searched for."""
    if rejection := track.rejection_of(*match.work.dois):
        track.reject(rejection.doi, rejection, Method.SEARCH)
    elif match.work.doi:
        track.take(match.work, Method.SEARCH, source, match.score)
    else:
        track.kept = source, match


def by_search(
    tracks: Sequence[Track], source: Searchable, progress: StartProgress, told: Watched
) -> None:
    """Search for what is still open by its own words, and take only what they confirm."""

    def put(track: Track, text: str, answer: SearchResult) -> None:
        _searched(track, answer, source.name)
        track.settle()

    waiting: dict[str, list[Track]] = {}
    for track, text in searchable(tracks):
        waiting.setdefault(text, []).append(track)
    if waiting:
        counted = progress("searching", len(waiting))
        put_each(waiting, source.search, put, counted, told.all_of)
    for track in tracks:
        track.settle()
    told.all_of(tracks)


def will_be_searched(track: Track, sources: Sources) -> bool:
    """Whether nothing else is tried before it is searched for."""
    is_numbered = bool(sources.numbers and track.printed.numbers)
    if track.readings or track.printed.alternatives or is_numbered:
        return False
    return sources.by_place is None or printed_place(track.printed) is None


def searchable(tracks: Sequence[Track]) -> list[tuple[Track, str]]:
    """What is still open and has words to search by, each with them."""
    return [
        (track, text)
        for track in tracks
        if track.is_open and not track.by_hand and (text := search_text(track.printed))
    ]


def _searched(track: Track, answer: SearchResult, source: str) -> None:
    if answer.outcome in TROUBLES:
        track.attempts.append(Attempt(source, Method.SEARCH, answer.outcome, answer.detail))
        track.reason = TROUBLES[answer.outcome]
        return
    chosen = _fitting(track, (*answer.works, *track.rivals))
    if isinstance(chosen, Match):
        detail = f"{chosen.work.doi}: {chosen.why}"
        track.attempts.append(Attempt(source, Method.SEARCH, Outcome.FOUND, detail, chosen.score))
        track.take(_with_kept(chosen.work, track), Method.SEARCH, source, chosen.score)
        return
    _missed(track, chosen, source)


def _with_kept(work: Work, track: Track) -> Work:
    """A work with what is known of the one that was found by place, where both are the same."""
    if track.kept is None:
        return work
    source, match = track.kept
    said = PrintedReference.of_entry(Entry("", match.work, Resolved(Method.SEARCH, source)))
    is_same = is_another_work(said, work).belief is Belief.BELIEVED
    return fill(work, match.work, source) if is_same else work


def _fitting(track: Track, found: Sequence[Work]) -> Match | NoMatch:
    """The work of a search that a reference's own words confirm, or why there is none."""
    works = [work for work in found if not (work.doi and work.doi in track.refused)]
    return choose(track.printed, not_rejected(track, works, Method.SEARCH))


def _missed(track: Track, miss: NoMatch, source: str) -> None:
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


def _not_found(track: Track, miss: NoMatch) -> None:
    """Why it is open, and what came nearest, unless a search before this one came nearer."""
    near, before = miss.nearest, track.nearest
    is_suspect = track.reason is Reason.SUSPECT_DOI  # what the DOI leads to is what is shown
    if near and (before is None or (not is_suspect and before.score < near.score)):
        track.nearest = Nearest(str(near.work.doi or ""), near.work.title.plain, near.score)
    if track.reason is None or track.reason in NO_MATCHES.values():
        track.reason = NO_MATCHES[miss.reason]
