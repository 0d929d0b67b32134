"""People and groups who made a work."""

from __future__ import annotations

from dataclasses import dataclass

_JOINING = ("-", "\u2010", "\u2011", "'", "\u2019")
"""Ends of a particle after which no blank stands."""


@dataclass(frozen=True, slots=True)
class Creator:
    """A person (family, given, particle, suffix) or, as ``literal``, a group or a single name.

    ``particle`` stands before the family name and belongs to it ("van den" Broek). ``role`` is a
    CSL name variable: ``author``, ``editor``, ``translator``, ``chair``. ``orcid`` is bare:
    ``0000-0002-1825-0097``.
    """

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""
    role: str = "author"
    orcid: str = ""

    @property
    def sort_name(self) -> str:
        """The name under which the creator is listed: family name, group or single name."""
        return self.family or self.literal or self.given

    @property
    def full_family(self) -> str:
        """The family name with its particle: van den Broek, al-Rashid, d’Artagnan."""
        joined = self.particle.endswith(_JOINING) or not self.particle
        return f"{self.particle}{'' if joined else ' '}{self.family}".strip()
