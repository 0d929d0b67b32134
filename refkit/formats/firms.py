"""Words that stand behind a comma in the name of a firm, and are no given name."""

from __future__ import annotations

FIRMS = frozenset(
    "inc inc. incorporated ltd ltd. limited llc llp gmbh mbh co. corp corp. plc s.a. b.v. n.v. "
    "pty".split()
)
"""In lower case; AG, SA and their like are initials as well."""
