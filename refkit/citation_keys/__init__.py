"""Citation keys: made by a formula, unique, legal everywhere, and never moved.

A formula is written as Better BibTeX has it (``auth.lower + year``) or as JabRef has it
(``[auth:lower][year]``); docs/citation-keys.md lists what is read.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from refkit.citation_keys.formula import DEFAULT, Formula, parse_formula
    from refkit.citation_keys.stable_keys import rekeyed, with_keys
    from refkit.model.bibliography import Bibliography

__all__ = ["DEFAULT", "Formula", "keyed", "parse_formula", "rekeyed", "with_keys"]

# Loaded when first used: a library whose entries have keys needs no formula.
_HOMES = {
    "DEFAULT": "formula",
    "Formula": "formula",
    "parse_formula": "formula",
    "rekeyed": "stable_keys",
    "with_keys": "stable_keys",
}


def keyed(bibliography: Bibliography) -> Bibliography:
    """The bibliography of a library with keys, by the usual formula, where entries have none."""
    if all(entry.id for entry in bibliography.entries):
        return bibliography
    from refkit.citation_keys import stable_keys

    return stable_keys.keyed(bibliography)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
