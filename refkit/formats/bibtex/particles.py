"""Particles that are dropped, as biblatex says so: by an option of the entry."""

from __future__ import annotations

from collections.abc import Iterable

from refkit.model.people import JOINING, Creator

DROPS = "useprefix=false"
"""biblatex's option of an entry whose people go by their family names without the particle."""


def says_drops(options: str) -> bool:
    """Whether biblatex's options of an entry say that particles are dropped."""
    return DROPS in (option.replace(" ", "") for option in options.split(","))


def all_drop(creators: Iterable[Creator]) -> bool:
    """Whether one option says it for all: somebody's particle is dropped, and nobody's is not.

    One that is joined to the name (d’Artagnan) is written as a part of it.
    """
    found = [each for each in creators if each.particle or each.dropping_particle]
    return bool(found) and not any(
        each.particle or each.dropping_particle.endswith(JOINING) for each in found
    )
