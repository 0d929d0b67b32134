"""Types of arguments and options, and how a shell completes each of them.

Each is text for the command itself: what it may be is looked into where it is used, and told there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click
from click.shell_completion import CompletionItem
from click.types import StringParamType

COMPLETING = "_REFKIT_COMPLETE"
"""Set by a shell that asks how a command line goes on, whatever the program is called."""


class Value(StringParamType):
    """Text of which ``complete`` says how it can go on from what is typed."""

    def __init__(self, complete: Callable[[str], list[CompletionItem]]) -> None:
        self._complete = complete

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """What a shell offers."""
        return self._complete(incomplete)


def _words(words: Callable[[], Iterable[str]]) -> Value:
    """One of some words, which are looked up when a shell asks."""
    return Value(lambda typed: [CompletionItem(word) for word in words() if word.startswith(typed)])


def _list(words: Callable[[], Iterable[str]]) -> Value:
    """Words parted by commas: the last one is completed, none is offered twice."""

    def complete(typed: str) -> list[CompletionItem]:
        before, comma, last = typed.rpartition(",")
        left = (word for word in words() if word not in before.split(","))
        return [CompletionItem(before + comma + word) for word in left if word.startswith(last)]

    return Value(complete)


def _path(kind: str) -> Value:
    # The shell itself looks for files and folders where it is told that one is meant.
    return Value(lambda typed: [CompletionItem(typed, type=kind)])


def _taxonomies(typed: str) -> list[CompletionItem]:
    from importlib import resources

    folder = resources.files("refkit.tagging") / "taxonomies"
    names = sorted(each.name for each in folder.iterdir() if each.name.endswith(".toml"))
    shipped = (name.removesuffix(".toml") for name in names)
    found = [CompletionItem(name) for name in shipped if name.startswith(typed)]
    return found or [CompletionItem(typed, type="file")]


def _usual() -> dict[str, Any]:
    """The usual taxonomy as it is written: to make its rules would take a tenth of a second."""
    import tomllib
    from importlib import resources

    path = resources.files("refkit.tagging") / "taxonomies" / "therapy-modality.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _facets() -> Iterable[str]:
    facets: list[str] = _usual()["facets"]
    return facets


def _labels(typed: str) -> list[CompletionItem]:
    """Labels by their id or, once there is a slash, by facet and id."""
    spelling = "{facet}/{id}" if "/" in typed else "{id}"
    found = {spelling.format(**label): label["name"] for label in _usual()["label"]}
    return [CompletionItem(id_, help=found[id_]) for id_ in sorted(found) if id_.startswith(typed)]


def _kinds() -> Iterable[str]:
    from refkit.checks.findings import FindingKind, Severity

    return (*Severity, *FindingKind)


CONDITIONS = ("unresolved", "retracted", "no-list")
"""What ``fetch --fail-on`` knows; ``--strict`` means all of it."""


UPDATE_CONDITIONS = ("changed", "retracted")
"""What ``update --fail-on`` knows."""


def formats() -> Iterable[str]:
    """What ``export --to`` takes."""
    from refkit.formats.register import names

    return (*names(), "zotero")


def _columns() -> Iterable[str]:
    from refkit.formats.table.columns import ON_REQUEST, USUAL

    return (column.name for column in (*USUAL, *ON_REQUEST))


def _orders() -> Iterable[str]:
    from refkit.formats.order import ORDERS

    return (*ORDERS, *(f"-{name}" for name in ORDERS))


SOURCES = ("europepmc", "openalex", "pubmed")
"""What ``--source`` takes; held against the list of sources by a test."""

FREE = Value(lambda typed: [])
"""Text that nobody can list: an address, a formula, a number."""

FILE, FOLDER = _path("file"), _path("dir")
FORMAT, SOURCE = _words(formats), _words(lambda: SOURCES)
TAXONOMY, FACET, LABEL = Value(_taxonomies), _words(_facets), Value(_labels)
CONDITION, KIND = _list(lambda: CONDITIONS), _list(_kinds)
UPDATE_CONDITION = _list(lambda: UPDATE_CONDITIONS)
COLUMN, ORDER = _list(_columns), _list(_orders)
