"""Stretches of a text, joined where they overlap, and found again without looking at each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable


class Intervals:
    """Stretches, each from a start to before an end; in order, and none overlapping another."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def __bool__(self) -> bool:
        return bool(self._starts)

    @property
    def first(self) -> int:
        """Where the first stretch begins; raises IndexError where there is none."""
        return self._starts[0]

    def meeting(self, start: int, end: int) -> tuple[int, int] | None:
        """The last stretch that shares a character with this one; None where none does."""
        place = bisect_left(self._starts, end) - 1
        if place >= 0 and self._ends[place] > start:
            return self._starts[place], self._ends[place]
        return None

    def holding(self, start: int, end: int) -> tuple[int, int] | None:
        """A stretch in which this one begins or ends; None where it does neither."""
        first = bisect_right(self._starts, start) - 1
        if first >= 0 and self._ends[first] > start:
            return self._starts[first], self._ends[first]
        last = bisect_left(self._starts, end) - 1
        if last >= 0 and self._ends[last] >= end:
            return self._starts[last], self._ends[last]
        return None
