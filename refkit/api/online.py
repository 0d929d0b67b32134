"""What asks outside: fetch, resolve and enrich, and what is remembered of the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from refkit import pipeline, wiring
from refkit.api.fetch_options import Direction, FetchChoices, FetchOptions, read_direction
from refkit.api.offline import (
    bibliography_of,
    export_options,
    fields_as_tagged,
    tagged_again,
    taxonomies_for,
)
from refkit.api.remarks import left_out
from refkit.errors import InputError, RefkitError
from refkit.formats.library import Library
from refkit.model.bibliography import Bibliography, Decision
from refkit.model.identifiers import Doi
from refkit.model.pasted_identifiers import Pasted, read_pasted, split_pasted
from refkit.resolver.asking import StartProgress, is_known, no_progress
from refkit.settings import read_settings
from refkit.sources.base import Numbered
from refkit.sources.parse_input import doi_behind

if TYPE_CHECKING:
    from refkit.documents.read import GivenDocument
    from refkit.enrichment.proposals import Enrichment
    from refkit.http.cache import Remembered
    from refkit.manual_decisions import Candidate
    from refkit.tagging.taxonomy import Taxonomy


def fetch(*dois: str, **choices: Unpack[FetchChoices]) -> Bibliography:
    """Resolve and tag what reviews list, from their DOIs to a bibliography.

    ``dois`` may also be PubMed and arXiv numbers and the addresses of articles, several in one
    text parted by commas or semicolons; ``notify`` is told how they were understood. The choices
    are those of ``FetchChoices``.

    Of several reviews one that fails does not stop the others: ``lists`` of the answer says what
    came of each. Where none gives a list this raises InputError (no DOI, unknown DOI), SourceError
    (Crossref cannot be asked, or holds no references of a review) or NotRemembered (offline, never
    fetched). InputError also for a taxonomy or a formula that cannot be read, for a direction that
    there is not, and where ``confirm`` says no.
    """
    return fetch_document(dois=dois, **choices)


def fetch_document(
    *documents: Path | str | GivenDocument,
    dois: Sequence[str] = (),
    **choices: Unpack[FetchChoices],
) -> Bibliography:
    """Resolve and tag the list of references that a document prints.

    A path is a file; a text is the list itself, as it was pasted; a ``GivenDocument`` has a name.
    The references are told apart, and each is looked up by its DOI or PubMed number, else by its
    words. ``lists`` of the answer says what of a document was left out. A document without a list
    that says its own DOI is taken for a review of that DOI. ``dois`` are reviews besides, and the
    choices those of ``FetchChoices``.

    Raises what ``fetch`` does, and before anything is asked InputError for a document that cannot
    be read or holds no reference, and for citations of nothing but lists in documents.
    """
    chosen = FetchOptions(**choices)
    pasted = identifiers(*dois)
    way = read_direction(chosen.direction, chosen.since, chosen.limit, chosen.depth)
    taxonomies = taxonomies_for(chosen.taxonomies, chosen.into)
    printed, own_dois = _printed_lists(documents, chosen.notify)
    if printed and not (way.references or pasted or own_dois):
        raise InputError(
            f"{printed[0].row.review} is a list in a document, which nobody cites: take its "
            "references, or name a review for those who cite it"
        )
    made = _fetched(pasted, own_dois, printed, way, taxonomies, chosen)
    for note in left_out(chosen.into, made) if chosen.into else ():
        chosen.notify(note)
    return made


def _fetched(
    pasted: Sequence[Pasted],
    own_dois: Sequence[Doi],
    printed: Sequence[pipeline.Collected],
    way: Direction,
    taxonomies: Sequence[Taxonomy],
    chosen: FetchOptions,
) -> Bibliography:
    """What comes of reviews and of lists that are in hand, with the door outside open."""
    settings, into = read_settings(chosen.mailto), chosen.into
    with wiring.open_gateway(
        settings, offline=chosen.offline, refresh=chosen.refresh, notify=chosen.notify
    ) as gateway:
        asked = wiring.open_sources(settings, gateway, chosen.sources, chosen.notify)
        numbers = wiring.open_numbers(settings, gateway)
        known = partial(is_known, sources=asked)
        reviews, failures = _reviews(pasted, numbers, chosen.notify, known)
        seeds = [*reviews, *own_dois]
        citing_lists = way.lists(
            seeds, settings, gateway, asked, chosen.confirm, into, chosen.progress
        )
        lists = [*printed, *citing_lists]
        return pipeline.fetch(
            seeds if way.references else [],
            replace(asked, numbers=numbers) if lists else asked,
            taxonomies,
            lists=lists,
            into=into,
            failures=failures,
            citation_key=chosen.citation_key or "",
            fields=fields_as_tagged(into),
            progress=chosen.progress,
            watch=chosen.watch,
        )


def _printed_lists(
    documents: Sequence[Path | str | GivenDocument], notify: Callable[[str], None]
) -> tuple[Sequence[pipeline.Collected], Sequence[Doi]]:
    """The lists that documents print, and the own DOIs of those without one."""
    if not documents:
        return (), ()
    from refkit.api.documents import read_lists

    found = read_lists(documents)
    for note in found.notes:
        notify(note)
    return found.lists, found.dois


def identifiers(*texts: str) -> list[Pasted]:
    """What was given as reviews, understood; raises InvalidIdentifier. Nothing is asked for."""
    return [read_pasted(piece) for text in texts for piece in split_pasted(text)]


def _reviews(
    pasted: Sequence[Pasted],
    numbers: Numbered,
    notify: Callable[[str], None],
    known: Callable[[Doi], bool],
) -> tuple[list[Doi], list[pipeline.Failure]]:
    """The DOIs behind what was given, and what could not be told."""
    wanted = [each.identifier for each in pasted if not isinstance(each.identifier, Doi)]
    if len(wanted) > 1:
        numbers.numbered_each(wanted)  # several in one question; each is remembered
    reviews, failures = list[Doi](), []
    for each in pasted:
        try:
            doi = doi_behind(each, numbers, notify, known)
        except RefkitError as error:
            failures.append(pipeline.failure(str(each.identifier), error))
            continue
        if doi in reviews and not isinstance(each.identifier, Doi):
            notify(f"{each.text} is {doi}, which is among them already")
        reviews.append(doi)
    return reviews, failures


def resolve(
    bibliography: Bibliography,
    decisions: Sequence[Decision],
    *,
    offline: bool = False,
    mailto: str | None = None,
) -> Bibliography:
    """The bibliography with a person's decisions carried out, tagged as it was before.

    Raises InputError for a DOI that no source knows and for a library, which has no list of a
    review to decide on, SourceError where the sources cannot be asked.
    """
    from refkit import manual_decisions

    if not any(entry.citations for entry in bibliography.entries):
        raise InputError("there is no line of a review's list to decide on")
    settings = read_settings(mailto)
    with wiring.open_gateway(settings, offline=offline) as gateway:
        sources = wiring.open_sources(settings, gateway)
        decided = manual_decisions.decide(bibliography, decisions, sources)
    return tagged_again(bibliography, decided)


def candidates(
    bibliography: Bibliography,
    position: str,
    words: str = "",
    *,
    review: str = "",
    offline: bool = False,
    mailto: str | None = None,
) -> list[Candidate]:
    """What a search finds for the line at a position of a review's list, the likeliest first.

    It is searched for by ``words``, else by the line's own; nothing is decided. Each candidate
    says where it agrees with what is printed. ``review`` is the DOI of the review, where there are
    several. Raises InputError where there is no such line, SourceError where nobody answers,
    NotRemembered offline.
    """
    from refkit import manual_decisions

    settings = read_settings(mailto)
    with wiring.open_gateway(settings, offline=offline) as gateway:
        sources = wiring.open_sources(settings, gateway)
        return manual_decisions.candidates_for(bibliography, sources, position, words, review)


def enrich(
    given: Library | Bibliography,
    *,
    overwrite: bool = False,
    offline: bool = False,
    mailto: str | None = None,
    sources: Sequence[str] = (),
    notify: Callable[[str], None] = lambda note: None,
    progress: StartProgress = no_progress,
) -> Enrichment:
    """Look up the entries of a library or a bibliography and fill in what they lack.

    ``overwrite`` also replaces what the sources say differently. The answer has every change
    (``proposals``), the ``bibliography`` with them and, for a library, its own ``text``, all but
    the changed fields byte for byte. The other arguments are those of ``fetch``.

    Raises SourceError where no entry at all could be asked for, NotRemembered where that is so
    offline. Trouble with a single entry is not raised: it stands in ``answers``.
    """
    from refkit.enrichment import proposals

    library = given if isinstance(given, Library) else None
    bibliography = bibliography_of(given)
    settings = read_settings(mailto)
    with wiring.open_gateway(settings, offline=offline, notify=notify) as gateway:
        asked = wiring.open_sources(settings, gateway, sources, notify)
        return proposals.enrich(
            bibliography,
            asked,
            library,
            overwrite=overwrite,
            options=export_options(),
            progress=progress,
        )


def memory() -> Remembered:
    """What is remembered: where, how much, and of which service."""
    return wiring.memory_of(read_settings())


def forget() -> Remembered:
    """Forget all that is remembered and say what it was; raises InputError where that fails."""
    return wiring.memory_of(read_settings(), clear=True)
