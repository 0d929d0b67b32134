"""A table of a TOML file whose values are asked for by their type, and whose errors say where."""

from __future__ import annotations

import math
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, NoReturn

from refkit.errors import InputError


@dataclass(frozen=True, slots=True)
class Table:
    """A table and its place, which every error begins with. All methods raise InputError."""

    values: Mapping[str, Any]
    where: str

    def fail(self, what: str) -> NoReturn:
        """Raise the error: one line, where it is and what is wrong."""
        raise InputError(" ".join(f"{self.where}: {what}".split()))

    def at(self, place: str) -> Table:
        """The same table under a better name."""
        return Table(self.values, place)

    def only(self, *known: AbstractSet[str]) -> None:
        """Refuse keys that mean nothing here: mostly slips of the pen."""
        for key in self.values:
            if not any(key in keys for keys in known):
                self.fail(
                    f"unknown key {key!r}; known here: {', '.join(sorted(set().union(*known)))}"
                )

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default it must be there and not be empty."""
        value = self.values.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            self.fail(f"{key!r} should be a text that is not empty")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where there is none."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fail(f"{key!r} should be a list of texts")
        return tuple(value)

    def flag(self, key: str) -> bool:
        """True or false; false where it is not given."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            self.fail(f"{key!r} should be true or false")
        return value

    def weight(self, key: str) -> float:
        """A number over zero; one where it is not given."""
        value = self.values.get(key, 1)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not 0 < value < math.inf
        ):
            self.fail(f"{key!r} should be a number over 0, such as 0.5")
        return value

    def tables(self, key: str) -> list[Table]:
        """The tables of ``[[key]]``, named by their number."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fail(f"{key!r} should be written as [[{key}]]")
        return [Table(item, f"{self.where}: {key} {n}") for n, item in enumerate(value, start=1)]
