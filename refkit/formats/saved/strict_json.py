"""JSON text read strictly: each name once, numbers that are numbers, whole characters."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

from refkit.regex import lazy_regex
from refkit.text.unicode import has_surrogates

Path = tuple[Any, ...]
"""The place of a value: a pair of the place that holds it, and its name or number there."""

TOP: Path = ()
_LONGEST_NUMBER = 18  # digits: what other programs read as the same number
_PLAIN_NAME = lazy_regex(r"[\w-]+")
_ESCAPED = lazy_regex(r"\\u[dD][89a-fA-F]")


class Damaged(Exception):
    """What is wrong with a value, and where in the file it stands."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(path, what)
        self.path, self.what = path, what

    def __str__(self) -> str:
        place = spelled(self.path)
        return f"{place}: {self.what}" if place else self.what


@dataclass(frozen=True, slots=True)
class NoValue:
    """Stands where the text has what JSON cannot say; ``what`` says what that is."""

    what: str


def read(text: str) -> Any:
    """The value that a text holds, with a ``NoValue`` for what is none.

    Raises Damaged for a lone half of a pair of UTF-16, and where the text is no JSON.
    """
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=lambda name: NoValue(f"is {name}, which is no number of JSON"),
            parse_float=_float,
            parse_int=_int,
        )
    except RecursionError:
        raise Damaged(TOP, "is nested too deeply") from None
    except ValueError as error:
        raise Damaged(TOP, f"is not JSON ({error})") from None
    if _ESCAPED.search(text) or has_surrogates(text):
        for path, each in texts(value):
            if has_surrogates(each):
                raise Damaged(path, "holds half a character (a lone surrogate)")
    return value


def _object(pairs: list[tuple[str, Any]]) -> Any:
    value = dict(pairs)
    if len(value) == len(pairs):
        return value
    times = Counter(name for name, _ in pairs)
    return NoValue(f"has the member {short(times.most_common(1)[0][0])} twice")


def _float(digits: str) -> Any:
    value = float(digits)
    return value if isfinite(value) else NoValue("is a number that is too large")


def _int(digits: str) -> Any:
    return (
        int(digits) if len(digits) <= _LONGEST_NUMBER else NoValue("is a number that is too large")
    )


def walk(value: Any, path: Path = TOP) -> Iterator[tuple[Path, Any, int]]:
    """Every value with its place and how deep it lies, however deep that is."""
    waiting = [(path, value, 0)]
    while waiting:
        path, value, depth = waiting.pop()
        yield path, value, depth
        waiting += [((path, step), part, depth + 1) for step, part in _parts(value)]


def _parts(value: Any) -> Iterable[tuple[str | int, Any]]:
    if isinstance(value, dict):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()


def texts(value: Any) -> Iterator[tuple[Path, str]]:
    """Every text with its place, the names of members too."""
    for path, each, _ in walk(value):
        if isinstance(each, str):
            yield path, each
        if path and isinstance(path[1], str):
            yield path, path[1]


def steps(path: Path) -> list[Any]:
    """The names and numbers of a place, from the whole document on."""
    found = []
    while path:
        path, step = path
        found.append(step)
    return found[::-1]


def spelled(path: Path) -> str:
    """A place as it is told: ``entries[3].work.title``; empty for the whole file."""
    return "".join(map(_step, steps(path))).removeprefix(".")


def _step(step: str | int) -> str:
    if isinstance(step, str) and _PLAIN_NAME.fullmatch(step):
        return f".{step}" if len(step) <= _SHOWN else f".{step[:_SHOWN]}…"
    return f"[{short(step)}]"


_SHOWN = 60


def short(value: Any) -> str:
    """A value as a message shows it, on one line and not for pages."""
    shown = ascii(value) if isinstance(value, str) and has_surrogates(value) else repr(value)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
