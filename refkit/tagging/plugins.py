"""Taxonomies of other packages, by the entry-point group ``refkit.taxonomies``.

An entry point's name is the taxonomy's name; it leads to a TOML file: a path, or what
``importlib.resources.files`` gives. Nothing of the package runs but its import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refkit.errors import InputError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint, EntryPoints

GROUP = "refkit.taxonomies"


def plugged_names() -> list[str]:
    """The names of all taxonomies that installed packages offer, sorted, each once."""
    return sorted({each.name for each in _points()})


def plugged_text(name: str) -> tuple[str, str] | None:
    """The TOML text of an installed taxonomy and the package it is from; None for no such name.

    Raises InputError where two packages offer the name, or where it cannot be loaded.
    """
    found = {_package(each): each for each in _points() if each.name == name}
    if not found:
        return None
    if len(found) > 1:
        raise InputError(f"taxonomy {name!r} comes from {' and '.join(sorted(found))}; remove one")
    [(package, point)] = found.items()
    try:
        return point.load().read_text(encoding="utf-8"), package
    except Exception as error:  # whatever somebody else's package raises
        why = f"{type(error).__name__}: {error}"
        raise InputError(f"taxonomy {name!r} of {package} cannot be loaded: {why}") from None


def _points() -> EntryPoints:
    from importlib.metadata import entry_points  # a user who names no plug-in does not wait for it

    return entry_points(group=GROUP)


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist else point.value
