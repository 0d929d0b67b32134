"""The journey on one page: collect reviews, resolve what they list, tag."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from refkit import __version__
from refkit.citation_keys import DEFAULT, parse_formula, with_keys
from refkit.errors import InputError, NotRemembered, SourceError
from refkit.model.bibliography import Bibliography, Made
from refkit.model.decisions import Decision
from refkit.model.identifiers import Doi
from refkit.model.printed import words_in_place_of_title
from refkit.resolving import Began, Sources, merged, resolve, silent
from refkit.sources.base import Listing, Source
from refkit.tagging.tagger import TITLE_ONLY, tag
from refkit.tagging.taxonomy import Taxonomy


def fetch(
    dois: Sequence[Doi],
    sources: Sources,
    taxonomies: Sequence[Taxonomy] = (),
    *,
    decisions: Iterable[Decision] = (),
    earlier: Bibliography | None = None,
    citation_key: str = "",
    began: Began = silent,
) -> Bibliography:
    """Go the whole way from reviews' DOIs to a tagged bibliography.

    ``decisions`` are a person's words on single references and stand before everything else.
    What is in ``earlier`` keeps the citation key that it has there; ``citation_key`` is the
    formula of new keys, by default the one of ``earlier``. ``began`` is told what begins and how
    much of it there is, and gives what is told of progress.
    Raises InputError for a DOI that no source knows and for a formula that cannot be read,
    SourceError where none can answer or has the references of a review, NotRemembered offline.
    Trouble with a single reference is not raised: it stands in that reference's resolution.
    """
    parse_formula(citation_key or DEFAULT)  # before anything is asked
    listings = [collect(doi, sources) for doi in dict.fromkeys(dois)]
    entries = merged(resolve(listings, sources, decisions, began))
    bibliography = Bibliography(
        made=Made(
            refkit=__version__,
            retrieved=max(listing.retrieved.isoformat() for listing in listings),
        ),
        reviews=tuple(listing.review for listing in listings),
        entries=tuple(entries),
    )
    return tag_entries(with_keys(bibliography, citation_key, earlier), taxonomies)


def collect(doi: Doi, sources: Sources) -> Listing:
    """The review and its references, from the first source that has them.

    Raises where there is nothing to go on with.
    """
    try:
        listing = sources.first.listing(doi)
    except NotRemembered:
        raise NotRemembered(
            f"offline, and {doi} was never fetched: run it once without --offline, or check the DOI"
        ) from None
    if listing is None:
        raise InputError(
            f"{sources.first.name} does not know {doi}: compare it with the article's page, one "
            "character is enough"
        )
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
    fields: Sequence[str] = TITLE_ONLY,
) -> Bibliography:
    """The same bibliography with the tags of these taxonomies, all of them or some facets.

    ``fields`` are the parts of a work that may speak for a label.
    """
    entries = tuple(
        replace(
            entry, tags=tag(entry.work, taxonomies, facets, fields, words_in_place_of_title(entry))
        )
        for entry in bibliography.entries
    )
    made = replace(bibliography.made, taxonomies=tuple(each.stamp for each in taxonomies))
    return replace(bibliography, made=made, entries=entries)
