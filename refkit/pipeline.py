"""The journey on one page: collect reviews, resolve what they list, tag, and account for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from refkit import __version__
from refkit.errors import InputError, InvalidIdentifier, SourceError
from refkit.exporters.citation_keys import assign_keys
from refkit.model.bibliography import Bibliography, Citation, Entry, Made
from refkit.model.identifiers import Doi
from refkit.model.resolution import Attempt, Method, Reason, Resolution, Resolved, Unresolved
from refkit.model.work import Work
from refkit.sources.base import Found, Listing, Outcome, Source
from refkit.tagging.tagger import tag
from refkit.tagging.taxonomy import Taxonomy

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class _Line:
    """One reference of one review on its way to an entry."""

    citation: Citation
    printed: Work
    doi: Doi | None


def fetch(
    dois: Sequence[Doi],
    source: Source,
    taxonomies: Sequence[Taxonomy] = (),
    *,
    began: Callable[[int], Progress] = lambda total: lambda done: None,
) -> Bibliography:
    """Go the whole way from reviews' DOIs to a tagged bibliography.

    ``began`` is told how many works will be looked up and gives back what is told of progress.
    Raises InputError for a DOI that the source does not know, SourceError where it cannot answer
    or the review has no references there, NotRemembered offline. Trouble with a single reference
    is not raised: it stands in that reference's resolution.
    """
    listings = [collect(doi, source) for doi in dict.fromkeys(dois)]
    entries = resolve(listings, source, began)
    bibliography = Bibliography(
        made=Made(
            refkit=__version__,
            retrieved=max(listing.retrieved.isoformat() for listing in listings),
        ),
        reviews=tuple(listing.review for listing in listings),
        entries=entries,
    )
    return tag_entries(bibliography, taxonomies)


def collect(doi: Doi, source: Source) -> Listing:
    """The review and its references; raises where there is nothing to go on with."""
    listing = source.listing(doi)
    if listing is None:
        raise InputError(f"{source.name} does not know {doi}: check the DOI")
    if not listing.references:
        raise SourceError(
            f"{source.name} has no references of {doi} (it announces {listing.announced}): "
            "the publisher has not deposited them"
        )
    return listing


def resolve(
    listings: Sequence[Listing],
    source: Source,
    began: Callable[[int], Progress] = lambda total: lambda done: None,
) -> tuple[Entry, ...]:
    """An entry for each work that is listed, in list order; nothing listed is left out."""
    lines = [line for listing in listings for line in _lines(listing)]
    wanted = list(dict.fromkeys(line.doi for line in lines if line.doi))
    found = source.lookup(wanted, began(len(wanted))) if wanted else {}
    entries = _merged(_entry(line, found, source.name) for line in lines)
    keys = assign_keys(entry.work for entry in entries)
    return tuple(replace(entry, id=key) for entry, key in zip(entries, keys, strict=True))


def tag_entries(
    bibliography: Bibliography,
    taxonomies: Sequence[Taxonomy],
    facets: Collection[str] | None = None,
) -> Bibliography:
    """The same bibliography with the tags of these taxonomies, all of them or some facets."""
    entries = tuple(
        replace(entry, tags=tag(entry.work, taxonomies, facets)) for entry in bibliography.entries
    )
    made = replace(bibliography.made, taxonomies=tuple(each.stamp for each in taxonomies))
    return replace(bibliography, made=made, entries=entries)


def _lines(listing: Listing) -> Iterable[_Line]:
    review = listing.review.doi
    assert review is not None  # noqa: S101 (a source gives what was asked for under its DOI)
    for listed in listing.references:
        try:
            doi = Doi.parse(listed.reference.doi_text)
        except InvalidIdentifier:
            doi = None
        yield _Line(Citation(review, listed.reference), listed.printed, doi)


def _entry(line: _Line, found: Mapping[Doi, Found], source: str) -> Entry:
    if line.doi is None:
        return _unresolved(line, Reason.NO_IDENTIFIER, _attempts_without(line))
    answer = found[line.doi]
    attempt = Attempt(
        source, Method.DEPOSITED_DOI, answer.outcome.value, answer.detail or str(line.doi)
    )
    if answer.work is None:
        return _unresolved(line, _REASONS[answer.outcome], (attempt,))
    resolution: Resolution = Resolved(Method.DEPOSITED_DOI, source, (attempt,))
    return Entry("", answer.work, resolution, (line.citation,))


_REASONS = {
    Outcome.UNKNOWN: Reason.UNKNOWN_DOI,
    Outcome.FAILED: Reason.SOURCE_FAILED,
    Outcome.NOT_REMEMBERED: Reason.OFFLINE,
}


def _attempts_without(line: _Line) -> tuple[Attempt, ...]:
    text = line.citation.reference.doi_text
    return (Attempt("deposit", Method.DEPOSITED_DOI, "unreadable", text),) if text else ()


def _unresolved(line: _Line, reason: Reason, attempts: tuple[Attempt, ...]) -> Entry:
    # A DOI that nobody knows is worse than none; one that could not be asked for is kept.
    doi = None if reason is Reason.UNKNOWN_DOI else line.doi
    work = replace(line.printed, doi=doi)
    return Entry("", work, Unresolved(reason, attempts), (line.citation,))


def _merged(entries: Iterable[Entry]) -> list[Entry]:
    """One entry for a work, however often it is cited; the first line keeps the place."""
    merged: dict[object, Entry] = {}
    for place, entry in enumerate(entries):
        resolved = isinstance(entry.resolution, Resolved) and entry.work.doi
        key = entry.work.doi if resolved else place
        first = merged.get(key)
        merged[key] = _together(first, entry) if first else entry
    return list(merged.values())


def _together(first: Entry, again: Entry) -> Entry:
    work = _known_under_both(first.work, again.work)
    return replace(first, work=work, citations=first.citations + again.citations)


def _known_under_both(first: Work, again: Work) -> Work:
    return replace(first, other_dois=tuple(dict.fromkeys(first.other_dois + again.other_dois)))
