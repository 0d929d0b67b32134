"""Ids of entries that are read: unique in memory, whatever a file says."""

from __future__ import annotations


class EntryIds:
    """The ids of a library while it is read."""

    def __init__(self) -> None:
        self._times: dict[str, int] = {}
        self._count = 0

    def next(self, given: str = "") -> str:
        """The id that is given, else one by the place in the file; a number makes it unique."""
        self._count += 1
        id_ = unique = given or f"entry{self._count}"
        while unique in self._times:
            self._times[id_] += 1
            unique = f"{id_}-{self._times[id_]}"
        self._times[unique] = 1
        return unique
