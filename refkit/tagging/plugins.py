"""Taxonomies of other packages, by the entry-point group ``refkit.taxonomies``.

An entry point's name is the taxonomy's name; it leads to a TOML file: a path, or what
``importlib.resources.files`` gives. Nothing of the package runs but its import.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from refkit.errors import InputError
from refkit.tagging.agents import ReadTable

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint, EntryPoints

GROUP = "refkit.taxonomies"


def plugged_names() -> list[str]:
    """The names of all taxonomies that installed packages offer, sorted, each once."""
    return sorted({each.name for each in _points()})


def plugged_text(name: str) -> tuple[str, str, ReadTable] | None:
    """An installed taxonomy: its name in messages, its TOML text, and who reads tables beside it.

    None for no such name. Raises InputError where two packages offer the name, or where it cannot
    be loaded; so does the reader of tables.
    """
    found = {_package(each): each for each in _points() if each.name == name}
    if not found:
        return None
    if len(found) > 1:
        raise InputError(f"taxonomy {name!r} comes from {' and '.join(sorted(found))}; remove one")
    [(package, point)] = found.items()

    def beside(table: str) -> str:
        return _loaded(f"{table!r} of {name!r} of {package}", lambda: point.load().parent / table)

    return f"{name} ({package})", _loaded(f"taxonomy {name!r} of {package}", point.load), beside


def _loaded(what: str, find: Callable[[], Any]) -> str:
    try:
        return str(find().read_text(encoding="utf-8"))
    except Exception as error:  # whatever somebody else's package raises
        why = f"{type(error).__name__}: {error}"
        raise InputError(f"{what} cannot be loaded: {why}") from None


def _points() -> EntryPoints:
    from importlib.metadata import entry_points  # a user who names no plug-in does not wait for it

    return entry_points(group=GROUP)


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist else point.value
