"""Ids of entries that are read: unique in memory, whatever a file says."""

from __future__ import annotations


class EntryIds:
    """The ids of a library while it is read."""

    def __init__(self) -> None:
        self._times: dict[str, int] = {}

    def next(self, given: str = "") -> str:
        """The id that is given, with a number behind it the second time; nothing where none is.

        Who reads the file gives the rest a key.
        """
        unique = given
        while unique and unique in self._times:
            self._times[given] += 1
            unique = f"{given}-{self._times[given]}"
        self._times[unique] = 1
        return unique
