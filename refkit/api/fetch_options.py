"""What can be chosen about a fetch: which way it goes, and the usual values of all of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from refkit import pipeline, wiring
from refkit.errors import InputError
from refkit.model.bibliography import Bibliography
from refkit.model.identifiers import Doi
from refkit.resolver.asking import Sources, StartProgress, Watch, no_progress, no_watch

if TYPE_CHECKING:
    from refkit.http.gateway import Gateway
    from refkit.settings import Settings

REFERENCES, CITATIONS, BOTH = "references", "citations", "both"
_DIRECTIONS = (REFERENCES, CITATIONS, BOTH)
_FIRST, _LAST = 1000, 9999  # years of four digits


class FetchChoices(TypedDict, total=False):
    """What can be chosen about a fetch; each has a usual value.

    ``offline`` answers from memory and from what ships with refkit, ``refresh`` asks anew what
    is remembered, ``mailto`` is the contact address for Crossref's faster pool. ``sources``
    names others that are asked for what is missing: openalex, europepmc; or, with pubmed, for
    lines without a usable DOI.

    ``direction`` is references, citations or both: what the reviews list, or the works that cite
    them, which OpenAlex, Europe PMC and OpenCitations are asked for. ``since`` is the year from
    which these are taken, ``limit`` how many of each list, the newest; 0 takes all. ``depth`` 2
    also takes the works that cite these; ``confirm`` is told before how much that is, and says
    whether to go on.

    ``into`` is a bibliography that the reviews are added to: its other reviews, their entries and
    keys and every decision by hand are kept, and a review that it has is refreshed in its place.
    ``taxonomies`` are shipped names or paths of TOML files, by default those of ``into``; none
    means no tags. All entries are tagged alike, also those that were there.
    ``citation_key`` is the formula of new keys, by default that of ``into``.

    ``notify`` takes notes for the user; ``progress`` is called with what begins and how much of it
    there is, and returns what is called with how much more is done. ``watch`` is called with
    entries, without keys, of listed lines: once with all of them and False, when the lists are
    known, and with True as soon as it is known what becomes of one.
    """

    offline: bool
    refresh: bool
    mailto: str | None
    sources: Sequence[str]
    direction: str
    since: int
    limit: int
    depth: int
    confirm: Callable[[str], bool]
    taxonomies: Sequence[str] | None
    into: Bibliography | None
    citation_key: str | None
    notify: Callable[[str], None]
    progress: StartProgress
    watch: Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOptions:
    """A user's choices, and the usual values of the others."""

    offline: bool = False
    refresh: bool = False
    mailto: str | None = None
    sources: Sequence[str] = ()
    direction: str = REFERENCES
    since: int = 0
    limit: int = 0
    depth: int = 1
    confirm: Callable[[str], bool] = lambda line: True
    taxonomies: Sequence[str] | None = None
    into: Bibliography | None = None
    citation_key: str | None = None
    notify: Callable[[str], None] = lambda note: None
    progress: StartProgress = no_progress
    watch: Watch = no_watch


@dataclass(frozen=True, slots=True)
class Direction:
    """What is asked for of each review: its references, and how much of what cites it."""

    references: bool
    citations: bool
    since: int
    limit: int
    depth: int

    def lists(
        self,
        reviews: Sequence[Doi],
        settings: Settings,
        gateway: Gateway,
        works: Sources,
        confirm: Callable[[str], bool],
        into: Bibliography | None,
        progress: StartProgress,
    ) -> list[pipeline.Collected | pipeline.Failure]:
        """The lists of works that cite the reviews; none where they are not asked for."""
        if not self.citations or not reviews:
            return []
        from refkit.forward.collect import Services, Wanted, steps

        numbers = wiring.open_numbers(settings, gateway)
        services = Services(wiring.open_citations(settings, gateway), numbers, works)
        wanted = Wanted(self.since, self.limit)
        return steps(
            reviews,
            services,
            wanted,
            self.depth,
            confirm=confirm,
            earlier=into,
            progress=progress,
        )


def read_direction(direction: str, since: int, limit: int, depth: int) -> Direction:
    """The direction in words; raises InputError where it is none, or the numbers are no use."""
    if direction not in _DIRECTIONS:
        known = ", ".join(_DIRECTIONS)
        raise InputError(f"unknown direction {direction!r}; there are: {known}")
    if since and not _FIRST <= since <= _LAST:
        raise InputError(f"{since} is no year to begin with")
    if limit < 0:
        raise InputError(f"a limit of {limit} works is none")
    if depth not in {1, 2}:
        raise InputError(f"there are one step or two (depth 1 or 2), not {depth}")
    if direction == REFERENCES and (since or limit or depth != 1):
        raise InputError("a year, a limit and a depth are for works that cite: direction citations")
    cites = direction != REFERENCES
    return Direction(direction != CITATIONS, cites, since, limit, depth)
