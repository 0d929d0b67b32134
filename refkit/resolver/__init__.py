"""From listed references to works: by a person's word, by DOI, at another agency, by search.

Each stage takes the references that are still open and tells of each what it tried. A reference
leaves with a work or with a reason, never with neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from refkit.matching.merge_works import fill
from refkit.model.bibliography import Citation, Decision, Entry
from refkit.model.decisions import carried_over
from refkit.model.identifiers import Doi
from refkit.model.resolution import COMPLETING
from refkit.resolver.asking import Sources, StartProgress, Watch, no_progress, no_watch
from refkit.resolver.identified import (
    by_alternatives,
    by_decision,
    by_deposited_doi,
    by_number,
    by_other_agency,
    contested,
    with_rejections,
)
from refkit.resolver.searched import by_place, by_search, searchable, will_be_searched
from refkit.resolver.track import (
    TROUBLES,
    Track,
    Watched,
    counting,
    entry_of,
    tracks_of,
)
from refkit.sources.base import Listing, Source


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
    tracks = [track for listing in listings for track in tracks_of(listing)]
    known, _ = carried_over(decisions, [track.citation for track in tracks], before)
    told = Watched(tracks, watch)
    with_rejections(tracks, known)
    by_decision(tracks, sources.first, known)
    sources.expect([text for track, text in searchable(tracks) if will_be_searched(track, sources)])
    by_deposited_doi(tracks, sources.first, progress, told)
    by_other_agency(tracks, sources.elsewhere, progress)
    by_alternatives(tracks, sources.first, progress)
    by_number(tracks, sources, progress)
    contested(tracks)
    told.of(tracks)
    by_place(tracks, sources, progress, told)
    by_search(tracks, sources.first, progress, told)
    _complete(tracks, sources.extras, progress)
    return [entry_of(track) for track in tracks]


def _complete(tracks: Sequence[Track], extras: Sequence[Source], progress: StartProgress) -> None:
    """Ask other sources for what is missing of the works that were found."""
    for source in extras:
        wanted = list(dict.fromkeys(filter(None, map(_lacking, tracks))))
        counted = counting(progress(f"asking {source.name}", len(wanted)))
        found = source.lookup(wanted, counted)
        for track in tracks:
            doi = _lacking(track)
            answer = found.get(doi) if doi else None
            if track.work and answer and answer.work:
                track.work = fill(track.work, answer.work, source.name)
            elif doi and answer and answer.outcome in TROUBLES:
                track.note(source.name, COMPLETING, answer, doi)


def _lacking(track: Track) -> Doi | None:
    """The DOI of a work that another source might complete; None where nothing is to be gained."""
    work = track.work
    complete = work and work.abstract and work.pmid and work.mesh and work.publication_types
    return work.doi if work and not complete else None
