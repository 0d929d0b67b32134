"""Words that stand behind a comma in the name of a firm, and are no given name."""

from __future__ import annotations

FIRMS = frozenset(
    "inc inc. incorporated ltd ltd. limited llc llp gmbh mbh ag kg co co. corp corp. plc sa s.a. "
    "bv b.v. nv n.v. oy ab pty".split()
)
"""In lower case."""
