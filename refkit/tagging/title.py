"""A title prepared for matching: one way of writing, with the way back to the original."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_HYPHENS = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d")
# Zero width characters, and the brackets and quotes that part "receptor (CAR) T cell".
_DROPPED = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff()[]\"'`\u00b4\u2018\u2019\u201c\u201d")
# The cross between two antigens: CD20xCD3, CD19:CD3.
_CROSS = re.compile(r"(?<=[A-Z0-9])[x:](?=[A-Z]{2})|(?<=[A-Z0-9] )x(?= [A-Z]{2})")


@dataclass(frozen=True, slots=True)
class Title:
    """A normalised title; ``starts`` and ``ends`` place each of its characters in ``plain``."""

    plain: str
    text: str
    lower: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    in_capitals: bool

    @classmethod
    def read(cls, plain: str) -> Title:
        """Normalise a title's plain text."""
        letters, starts, ends = [" "], [0], [0]
        for place, character in enumerate(plain):
            folded = fold_character(character)
            if not folded and unicodedata.combining(character):
                ends[-1] = place + 1  # the accent belongs to the letter before it
            for letter in folded:
                if letter != " " or letters[-1] != " ":
                    letters.append(letter)
                    starts.append(place)
                    ends.append(place + 1)
        text = _CROSS.sub("/", "".join(letters[1:]))
        capitals = text.isupper() and text.count(" ") > 2
        return cls(plain, text, text.lower(), tuple(starts[1:]), tuple(ends[1:]), capitals)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the normalised text stands in the original."""
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> str:
    """A text in the one way of writing; no blanks are joined."""
    return "".join(map(fold_character, text))


@lru_cache(maxsize=4096)
def fold_character(character: str) -> str:
    """A character in the one way of writing; empty where it carries nothing."""
    if character in _HYPHENS:
        return "-"
    if character in _DROPPED or unicodedata.combining(character):
        return ""
    if character == "\u00d7":
        return "/"
    folded = unicodedata.normalize("NFKC", character)
    if character.isspace() or folded.isspace():
        return " "
    if len(folded) == 1 and (folded < "\u0250" or "\u1e00" <= folded < "\u1f00"):
        return unicodedata.normalize("NFD", folded)[0]
    return "".join(letter for letter in folded if letter not in _DROPPED)
