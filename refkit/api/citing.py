"""Which way a fetch goes: to what reviews list, or to the works that cite them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from refkit import pipeline, wiring
from refkit.errors import InputError
from refkit.model.bibliography import Bibliography
from refkit.model.identifiers import Doi
from refkit.resolver import Sources, StartProgress

if TYPE_CHECKING:
    from refkit.http.gateway import Gateway
    from refkit.settings import Settings

REFERENCES, CITATIONS, BOTH = "references", "citations", "both"
DIRECTIONS = (REFERENCES, CITATIONS, BOTH)
_FIRST, _LAST = 1000, 9999  # years of four digits


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
        from refkit.forward.collect import Services, Wanted
        from refkit.forward.steps import steps

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
    if direction not in DIRECTIONS:
        known = ", ".join(DIRECTIONS)
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
