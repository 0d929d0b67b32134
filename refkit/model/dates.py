"""Dates as works have them: a year, perhaps a month, perhaps a day."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A year, and a month and a day where they are known; 0 where they are not."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def parts(self) -> tuple[int, ...]:
        """The parts that are known, the year first."""
        if not self.month:
            return (self.year,)
        return (self.year, self.month, self.day) if self.day else (self.year, self.month)

    def __str__(self) -> str:
        return "-".join(
            f"{part:0{4 if place == 0 else 2}d}" for place, part in enumerate(self.parts)
        )
