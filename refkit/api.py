"""What a command can do, in one call each; ``import refkit`` offers these names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from refkit import deciding, pipeline, storage, wiring
from refkit.errors import InputError
from refkit.exporters import exporter
from refkit.exporters.base import Loss, Options, Protect, TagStyle
from refkit.model.bibliography import Bibliography
from refkit.model.decisions import Decision, decisions_of
from refkit.model.identifiers import Doi
from refkit.model.work import DatePolicy
from refkit.resolving import Began, silent
from refkit.settings import read_settings
from refkit.tagging.taxonomy import TAXONOMIES, load_taxonomy


def fetch(
    *dois: str,
    offline: bool = False,
    refresh: bool = False,
    mailto: str | None = None,
    sources: Sequence[str] = (),
    taxonomies: Sequence[str] = TAXONOMIES,
    decided: Bibliography | None = None,
    say: Callable[[str], None] = lambda note: None,
    began: Began = silent,
) -> Bibliography:
    """Resolve and tag what reviews list, from their DOIs to a bibliography.

    ``offline`` answers from memory and from what ships with refkit, ``refresh`` asks anew what
    is remembered, ``mailto`` is the contact address for Crossref's faster pool. ``sources``
    names others that are asked for what is missing: openalex, europepmc. ``taxonomies``
    are shipped names or paths of TOML files; none means no tags. ``decided`` is an earlier
    bibliography whose decisions by hand are kept. ``say`` takes notes for the user; ``began`` is
    told what begins and how much of it there is, and gives what is told of progress.

    Raises InputError (no DOI, unknown DOI, unreadable taxonomy), SourceError (Crossref cannot be
    asked, or holds no references of a review) and NotRemembered (offline, never fetched).
    """
    reviews = [Doi.parse(doi) for doi in dois]
    chosen = [load_taxonomy(name) for name in taxonomies]
    settings = read_settings(mailto)
    gateway = wiring.open_gateway(settings, offline=offline, refresh=refresh, say=say)
    try:
        asked = wiring.open_sources(settings, gateway, sources)
        decisions = decisions_of(decided) if decided else ()
        return pipeline.fetch(reviews, asked, chosen, decisions=decisions, began=began)
    finally:
        gateway.close()


def resolve(
    bibliography: Bibliography,
    decisions: Sequence[Decision],
    *,
    offline: bool = False,
    mailto: str | None = None,
) -> Bibliography:
    """The bibliography with a person's decisions carried out, tagged as it was before.

    Raises InputError for a DOI that no source knows, SourceError where they cannot say.
    """
    settings = read_settings(mailto)
    gateway = wiring.open_gateway(settings, offline=offline)
    try:
        sources = wiring.open_sources(settings, gateway)
        decided = deciding.decide(bibliography, decisions, sources)
    finally:
        gateway.close()
    return tag(decided) if bibliography.made.taxonomies else decided


def tag(
    bibliography: Bibliography,
    taxonomies: Sequence[str] = TAXONOMIES,
    facets: Collection[str] | None = None,
) -> Bibliography:
    """The bibliography with the tags of these taxonomies in place of those it had.

    ``facets`` keeps some facets only. Raises InputError for a taxonomy or facet that is not
    there.
    """
    chosen = [load_taxonomy(name) for name in taxonomies]
    known = list(dict.fromkeys(facet for taxonomy in chosen for facet in taxonomy.facets))
    if unknown := sorted(set(facets or ()) - set(known)):
        raise InputError(f"unknown facet {', '.join(unknown)}; there are: {', '.join(known)}")
    return pipeline.tag_entries(bibliography, chosen, facets)


def export(
    bibliography: Bibliography,
    format: str,  # noqa: A002 (the user's word)
    *,
    tag_style: str = TagStyle.NAME,
    date_policy: str = DatePolicy.PRINT,
    protect: str = Protect.TOKENS,
    unicode: bool | None = None,
) -> str:
    """The bibliography as text of a format: bibtex, biblatex, csl-json, ris or csv.

    ``tag_style`` is ``name``, ``id`` or ``path``; ``date_policy`` is ``print``, ``online`` or
    ``earliest``; ``protect`` says which capitals are braced: ``none``, ``tokens`` or ``all``;
    ``unicode`` is True to keep Unicode, False to spell it in TeX, None for what the format is
    used to. Raises InputError for a format that is not there.
    """
    options = export_options(tag_style, date_policy, protect, unicode)
    return exporter(format).render(bibliography, options)


def losses(
    bibliography: Bibliography,
    format: str,  # noqa: A002 (the user's word)
    *,
    tag_style: str = TagStyle.NAME,
    date_policy: str = DatePolicy.PRINT,
) -> list[Loss]:
    """What an export in this format cannot say, entry by entry; empty where it says everything.

    Raises InputError for a format that is not there.
    """
    chosen, options = exporter(format), export_options(tag_style, date_policy)
    return [loss for entry in bibliography.entries for loss in chosen.losses(entry, options)]


def export_options(
    tag_style: str = TagStyle.NAME,
    date_policy: str = DatePolicy.PRINT,
    protect: str = Protect.TOKENS,
    unicode: bool | None = None,
) -> Options:
    """A user's words as options, with the proper names of the shipped taxonomies."""
    names = (load_taxonomy(name).proper_names for name in TAXONOMIES)
    return Options(
        TagStyle(tag_style),
        DatePolicy(date_policy),
        Protect(protect),
        unicode,
        frozenset().union(*names),
    )


def load(path: str | Path) -> Bibliography:
    """Read a saved bibliography; raises InputError where it cannot be read."""
    return storage.loads(storage.read_text(Path(path)), str(path))


def save(bibliography: Bibliography, path: str | Path) -> None:
    """Write a saved bibliography, whole or not at all; raises InputError."""
    storage.write_text(Path(path), storage.dumps(bibliography))
