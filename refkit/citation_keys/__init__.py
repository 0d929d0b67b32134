"""Citation keys: made by a formula, unique, legal everywhere, and never moved.

A formula is written as Better BibTeX has it (``auth.lower + year``) or as JabRef has it
(``[auth:lower][year]``); docs/citation-keys.md lists what is read.
"""

from __future__ import annotations

from refkit.citation_keys.formula import DEFAULT, Formula, parse_formula
from refkit.citation_keys.stable_keys import keyed, rekeyed, with_keys

__all__ = ["DEFAULT", "Formula", "keyed", "parse_formula", "rekeyed", "with_keys"]
