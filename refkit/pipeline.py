"""The journey on one page: collect reviews, resolve what they list, tag."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from refkit import __version__
from refkit.errors import InputError, NotRemembered, SourceError
from refkit.exporters.citation_keys import assign_keys
from refkit.model.bibliography import Bibliography, Made
from refkit.model.decisions import Decision
from refkit.model.identifiers import Doi
from refkit.resolving import Began, Sources, merged, resolve, silent
from refkit.sources.base import Listing, Source
from refkit.tagging.tagger import tag
from refkit.tagging.taxonomy import Taxonomy


def fetch(
    dois: Sequence[Doi],
    sources: Sources,
    taxonomies: Sequence[Taxonomy] = (),
    *,
    decisions: Iterable[Decision] = (),
    began: Began = silent,
) -> Bibliography:
    """Go the whole way from reviews' DOIs to a tagged bibliography.

    ``decisions`` are a person's words on single references and stand before everything else.
    ``began`` is told what begins and how much of it there is, and gives what is told of progress.
    Raises InputError for a DOI that no source knows, SourceError where none can answer or has the
    references of a review, NotRemembered offline. Trouble with a single reference is not raised:
    it stands in that reference's resolution.
    """
    listings = [collect(doi, sources) for doi in dict.fromkeys(dois)]
    entries = merged(resolve(listings, sources, decisions, began))
    keys = assign_keys(entry.work for entry in entries)
    bibliography = Bibliography(
        made=Made(
            refkit=__version__,
            retrieved=max(listing.retrieved.isoformat() for listing in listings),
        ),
        reviews=tuple(listing.review for listing in listings),
        entries=tuple(replace(entry, id=key) for entry, key in zip(entries, keys, strict=True)),
    )
    return tag_entries(bibliography, taxonomies)


def collect(doi: Doi, sources: Sources) -> Listing:
    """The review and its references, from the first source that has them.

    Raises where there is nothing to go on with.
    """
    listing = sources.first.listing(doi)
    if listing is None:
        raise InputError(f"{sources.first.name} does not know {doi}: check the DOI")
    if listing.references:
        return listing
    for source in sources.extras:
        other = _listing_of(source, doi)
        if other and other.references:
            return replace(other, review=listing.review)
    raise SourceError(
        f"{sources.first.name} has no references of {doi} (it announces {listing.announced}): "
        "the publisher has not deposited them"
    )


def _listing_of(source: Source, doi: Doi) -> Listing | None:
    try:
        return source.listing(doi)
    except (SourceError, NotRemembered):
        return None  # the next source may have it; if none has, that is said


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
