"""People and groups who made a work."""

from __future__ import annotations

from dataclasses import dataclass

from refkit.regex import lazy_regex

ORCID = lazy_regex(r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]")
"""An ORCID iD, bare."""
JOINING = ("-", "\u2010", "\u2011", "'", "\u2019")
"""Ends of a particle after which no blank stands."""


@dataclass(frozen=True, slots=True)
class Creator:
    """A person (family, given, particle, suffix) or, as ``literal``, a group or a single name.

    ``particle`` stands before the family name and belongs to it ("van den" Broek);
    ``dropping_particle`` stands there in full names alone ("van" of Ludwig van Beethoven), where a
    file says so. ``role`` is a CSL name variable: ``author``, ``editor``, ``translator``,
    ``chair``. ``orcid`` is bare: ``0000-0002-1825-0097``.
    """

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""
    role: str = "author"
    orcid: str = ""
    dropping_particle: str = ""

    @property
    def sort_name(self) -> str:
        """The name under which the creator is listed: family name, group or single name."""
        return self.family or self.literal or self.given

    @property
    def listed_family(self) -> str:
        """The family name as lists have it, without a particle that is dropped: van den Broek."""
        return _joined(self.particle, self.family).strip()

    @property
    def full_family(self) -> str:
        """The family name with its particles: van den Broek, al-Rashid, d’Artagnan."""
        return _joined(self.dropping_particle, self.listed_family).strip()


def _joined(particle: str, family: str) -> str:
    gap = "" if particle.endswith(JOINING) or not particle else " "
    return f"{particle}{gap}{family}"
