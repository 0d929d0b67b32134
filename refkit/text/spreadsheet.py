"""Cells for a spreadsheet, and back.

A cell that a spreadsheet would run as a formula gets an apostrophe in front (OWASP's advice on CSV
injection): one that begins with ``= + - @`` or with their full-width forms, after blanks and
invisible characters. So does such a place behind a semicolon, where Excel parts cells in countries
that write a decimal comma.
"""

from __future__ import annotations

import re

_BLANKS = "([\\s\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*)"
_SIGN = "(?=[=+@\uff1d\uff0b\uff0d\uff20-])"
_FORMULA = re.compile(f"(^|;){_BLANKS}{_SIGN}")
_GUARDED = re.compile(f"(^|;)'{_BLANKS}{_SIGN}")


def guard_cell(text: str) -> str:
    """A cell that no spreadsheet runs.

    >>> guard_cell("=HYPERLINK(1)"), guard_cell("a; +b"), guard_cell("a-b")
    ("'=HYPERLINK(1)", "a;' +b", 'a-b')
    """
    return _FORMULA.sub(r"\1'\2", text)


def unguard_cell(text: str) -> str:
    """A cell without the apostrophes that ``guard_cell`` puts."""
    return _GUARDED.sub(r"\1\2", text)
