"""Cells for a spreadsheet, and back.

A cell that a spreadsheet would run as a formula gets an apostrophe in front (OWASP's advice on CSV
injection): one that begins with ``= + - @`` or with their full-width forms, after blanks and
invisible characters. So does such a place behind a semicolon, where Excel parts cells in countries
that write a decimal comma.

Nor is a cell made another one: Excel takes pages such as 1-3 for a day in January, MAR1 for one in
March, 1/2 and 1.2 for the second of January or the first of February, 12E3 for 12000, and cuts 007
to 7. Between two numbers a dash stands, as it is printed; before all else an apostrophe.
"""

from __future__ import annotations

import re

from refkit.regex import lazy_regex

_BLANKS = "([\\s\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*)"
_SIGN = "(?=[=+@\uff1d\uff0b\uff0d\uff20-])"
_FORMULA = lazy_regex(f"(^|;){_BLANKS}{_SIGN}")
_GUARDED = lazy_regex(f"(^|;)'{_BLANKS}{_SIGN}")


_RANGE = lazy_regex(r"(\d{1,4})\s?-\s?(\d{1,4})")
_MONTH = (
    "(?:jan(?:uary?)?|feb(?:ruary?)?|mar(?:ch)?|märz?|apr(?:il)?|ma[iy]|jun[ei]?|jul[iy]?"
    "|aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)"
)
# Dates as they are typed in some country or other, numbers with an exponent or with zeros before.
_MADE_ANOTHER = lazy_regex(
    r"\d{1,4}\s?[-./]\s?\d{1,4}(?:\s?[-./]\s?\d{1,4})?"
    rf"|(?:\d{{1,4}}[-./\s]?)?{_MONTH}\.?[-./,\s]{{0,2}}\d{{1,4}}(?:[-./,\s]{{1,2}}\d{{1,4}})?"
    rf"|\d{{1,4}}[-./\s]{{0,2}}{_MONTH}\.?"
    r"|\d+(?:[.,]\d+)?E[+-]?\d+|0\d+|\d{16,}",
    re.IGNORECASE,
)
_KEPT_AS_TEXT = lazy_regex(rf"\A'(?='*(?:{_MADE_ANOTHER.pattern})\Z)", re.IGNORECASE)
_MISSING = frozenset({"na", "n/a", "nan", "none", "null"})


def is_missing(text: str) -> bool:
    """Whether a text is what a program writes where it has no value.

    NA is R's, nan and None are Python's (pandas), NULL is SQL's, N/A is people's.
    """
    return text.strip().casefold() in _MISSING


def as_text(text: str) -> str:
    """A cell of which no spreadsheet makes a date or another number.

    >>> as_text("1-3"), as_text("3/4"), as_text("SEPT2"), as_text("123"), as_text("e12")
    ('1–3', "'3/4", "'SEPT2", '123', 'e12')
    """
    if found := _RANGE.fullmatch(text):
        return f"{found[1]}–{found[2]}"
    # What has an apostrophe of its own gets one more, so that it keeps its own.
    return f"'{text}" if _MADE_ANOTHER.fullmatch(text.lstrip("'")) else text


def guard_cell(text: str) -> str:
    """A cell that no spreadsheet runs.

    >>> guard_cell("=HYPERLINK(1)"), guard_cell("a; +b"), guard_cell("a-b")
    ("'=HYPERLINK(1)", "a;' +b", 'a-b')
    """
    return _FORMULA.sub(r"\1'\2", text)


def unguard_cell(text: str) -> str:
    """A cell without the apostrophes that ``guard_cell`` and ``as_text`` put."""
    return _GUARDED.sub(r"\1\2", without_text_mark(text))


def without_text_mark(text: str) -> str:
    """A cell without the apostrophe that ``as_text`` puts before the whole of it.

    >>> without_text_mark("'007"), without_text_mark("Meetings of '04, part '05")
    ('007', "Meetings of '04, part '05")
    """
    return _KEPT_AS_TEXT.sub("", text)
