"""Parts that are made when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar, overload

_K = TypeVar("_K")
_V = TypeVar("_V")


class LazySequence(Sequence[_V]):
    """As many parts as it is told, each made by its number when it is first asked for.

    It is equal to any sequence of equal parts.
    """

    __slots__ = ("_all", "_count", "made")

    def __init__(self, count: int, make: Callable[[int], _V]) -> None:
        self.made = _Made(make)
        self._count = count
        self._all: tuple[_V, ...] | None = None

    @overload
    def __getitem__(self, place: int) -> _V: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[_V]: ...
    def __getitem__(self, place: int | slice) -> _V | Sequence[_V]:
        if isinstance(place, slice):
            return [self[each] for each in range(self._count)[place]]
        return self.made[range(self._count)[place]]

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[_V]:
        if self._all is None:
            self._all = tuple(map(self.made.__getitem__, range(self._count)))
        return iter(self._all)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(map(_are_equal, self, other))

    def __hash__(self) -> int:
        return hash(tuple(self))


def _are_equal(one: object, other: object) -> bool:
    return one is other or one == other


class _Made(dict[int, _V]):
    """Parts by their numbers, each made when it is first asked for."""

    def __init__(self, make: Callable[[int], _V]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, number: int) -> _V:
        self[number] = part = self._make(number)
        return part


def by_number(parts: Sequence[_V]) -> Callable[[int], _V]:
    """What gives a part by its number and no step of the interpreter, once it is made."""
    return parts.made.__getitem__ if isinstance(parts, LazySequence) else parts.__getitem__


class LazyMapping(Mapping[_K, _V]):
    """Parts of a sequence by their names."""

    __slots__ = ("_numbers", "_parts")

    def __init__(self, numbers: Mapping[_K, int], parts: Sequence[_V]) -> None:
        self._numbers, self._parts = numbers, parts

    def __getitem__(self, name: _K) -> _V:
        return self._parts[self._numbers[name]]

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[_K]:
        return iter(self._numbers)
