"""Tells two works apart whose keys are equal: by letters, or by what a formula says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from refkit.citation_keys.transliterate import ascii_of, legal, legal_part, with_legal_signs
from refkit.regex import lazy_regex

MARKER = "\x1a"
"""Where in a text the sign stands; no text of a work has it."""

_PLACE = lazy_regex(r"%\((?P<what>[naA])\)(?P<fill>0?)(?P<width>\d{0,2})[sd]")


@dataclass(frozen=True, slots=True)
class Disambiguation:
    """``template`` has one of ``%(a)s``, ``%(A)s``, ``%(n)s``, ``start`` is the first (0: none)."""

    template: str = "%(a)s"
    start: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether the template tells all numbers apart: it has one place for them."""
        return len(_PLACE.findall(self.template)) == 1

    def sign(self, number: int) -> str:
        """The sign of a number; none is that of 0."""
        return _PLACE.sub(lambda found: _sign(found, number), self.template) if number else ""


def _sign(found: re.Match[str], number: int) -> str:
    value = str(number) if found["what"] == "n" else letters(number)
    fill = "0" if found["fill"] else " "
    return (value.upper() if found["what"] == "A" else value).rjust(int(found["width"] or 0), fill)


def letters(number: int) -> str:
    """1 is a, 26 is z, 27 is aa, as columns of a sheet are counted."""
    text = ""
    while number:
        number, place = divmod(number - 1, 26)
        text = chr(ord("a") + place) + text
    return text


def number_of(text: str) -> int:
    """The number that letters are the sign of: a is 1, aa is 27; 0 for none."""
    number = 0
    for letter in re.sub("[^a-z]", "", text.lower()):
        number = number * 26 + ord(letter) - ord("a") + 1
    return number


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A key without a sign, and where one goes into it."""

    plain: str
    place: int
    disambiguation: Disambiguation = Disambiguation()

    @classmethod
    def of(cls, text: str, disambiguation: Disambiguation, *, german: bool = False) -> MadeKey:
        """The key that a text makes; the sign goes where the marker is, else behind it."""
        before, mark, after = text.partition(MARKER)
        whole = legal(ascii_of(before + after.replace(MARKER, ""), german=german))
        front = legal(ascii_of(before, german=german))
        at = len(front) if mark and whole.startswith(front) else len(whole)
        return cls(whole, at, disambiguation)

    def numbered(self, number: int) -> str:
        """The key with the sign of a number."""
        sign = legal_part(self.disambiguation.sign(number))
        if not sign:
            return self.plain
        return with_legal_signs(self.plain[: self.place] + sign + self.plain[self.place :])
