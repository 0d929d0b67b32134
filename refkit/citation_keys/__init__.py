"""Citation keys: made by a formula, unique, legal everywhere, and never moved.

A formula is written as Better BibTeX has it (``auth.lower + year``) or as JabRef has it
(``[auth:lower][year]``); docs/citation-keys.md lists what is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from refkit.model.bibliography import Bibliography


def keyed(bibliography: Bibliography) -> Bibliography:
    """The bibliography of a library with keys, by the usual formula, where entries have none."""
    if all(entry.id for entry in bibliography.entries):
        return bibliography
    # Loaded when first used: a library whose entries have keys needs no formula.
    from refkit.citation_keys import stable_keys

    return stable_keys.keyed(bibliography)
