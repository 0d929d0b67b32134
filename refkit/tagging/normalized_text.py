"""A text prepared for matching: one way of writing, with the way back to the original."""

from __future__ import annotations

import re
import string
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any

_HYPHENS = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d")
# Zero width characters, the brackets and quotes that part "receptor (CAR) T cell", and the signs of
# a trade mark: of "Kymriah\u00ae" the name is "Kymriah".
_DROPPED = frozenset(
    "\u00ae\u2120\u2122\u00ad\u200b\u200c\u200d\u2060\ufeff()[]{}\"'`\u00b4\u2018\u2019\u201c\u201d"
)
# The cross between two antigens: CD20xCD3, CD19:CD3, PSMAxCD3; not in RAxML. And the dot of "vs.",
# which ends no clause.
# Looking back begins after the sign: a pattern that opens with one of two letters is searched for
# at those letters alone, one that opens with a look back at every letter.
_CROSS = re.compile(
    r"[x:.](?:(?<=[0-9][x:])(?=[A-Z]{2})|(?<=[A-Z][x:])(?=CD[0-9])|(?<=[A-Z0-9] x)(?= [A-Z]{2})"
    r"|(?<=\b[Vv]s\.)(?= ))"
)
# The same in a text without a capital: cd20xcd3.
_LOW_CROSS = re.compile(r"(?<=[0-9])[x:](?=cd[0-9])")
# Abbreviations of medicine that are no words: where they stand in small letters, in a title that
# has but its first letter as a capital, a program has put the title into small letters.
_LOST_CAPITALS = frozenset(
    "aml anca apl aqp4 baff bcma btk cd3 cd4 cd5 cd7 cd8 cd19 cd20 cd22 cd28 cd30 cd33 cd38 cd40"
    " cd70 cd123 cidp cll cmv ctla dlbcl dna ebv egfr fcrn gvhd her2 hiv hla hsct icans igan igg"
    " igg4 itp ivig jak jak1 jak2 jak3 mgus mog mrna nmosd pcr pd1 pdl1 pnh rna sle stat3 tnf ttp"
    " tyk2 vegf".split()
)
_CAPITALS = {ord(letter): letter.upper() for letter in string.ascii_lowercase}
_BLANKS = re.compile("  +")
# An article or a preposition that has lost its vowel is a word of its own: l'anifrolumab,
# dell'artrite, d'un cas. Elsewhere an apostrophe is dropped: Crohn's is Crohns.
_ELIDED = re.compile(r"\b(l|d|un|qu|dell|nell|all|dall|sull)['\u2019](?=[^\W\d_])", re.IGNORECASE)
# A bracket without the blank before it parts words as well: lymphoma(ZUMA-12); not patient(s).
_GLUED = re.compile(
    r"\((?:(?<=[a-z]{3}\()(?=[^\W_]{2})|(?<=[A-Z0-9]\()(?=[A-Za-z][A-Za-z0-9-]{3}))"
)
# No Chinese or Japanese: they set no blanks between words. Nothing beyond Latin-1 either: texts are
# folded to it, and a wide range makes each pattern four times as slow to compile.
LETTER = r"0-9A-Za-z\u00aa-\u00ff"
WORD = re.compile(rf"[{LETTER}]+")
_NO_LETTER = re.compile(f"[^{LETTER}]")
LETTERS = frozenset(letter for letter in map(chr, range(256)) if WORD.match(letter))


def _has_lost_capitals(text: str) -> bool:
    """Whether a text's capitals are gone, so that they say nothing."""
    if not text[1:].islower() or text.count(" ") <= 2:
        return False
    return text.islower() or not _LOST_CAPITALS.isdisjoint(WORD.findall(text))


class NormalizedText:
    """A normalised text: ``text`` as written, ``lower`` in lower case, and the original ``plain``.

    A text of more than three words that has no capital at all, or none but its first letter and
    abbreviations in small letters, is put into capitals in ``text``: they say nothing there either.
    ``words`` are the words of ``lower``, each once.
    ``field`` names the part of the work that it is. The way back is only worked out where a place
    is asked for: most texts of a library earn nothing.
    """

    def __init__(self, plain: str, field: str = "title") -> None:
        self.plain = plain
        self.field = field
        # As long as the original, so that places are the same.
        apart = _ELIDED.sub(r"\1 ", plain) if "'" in plain or "\u2019" in plain else plain
        self._apart = _GLUED.sub(" ", apart) if "(" in apart else apart
        self._folded = fold(self._apart)
        text = _BLANKS.sub(" ", self._folded) if "  " in self._folded else self._folded
        text = _CROSS.sub("/", text.removeprefix(" "))
        self._is_raised = _has_lost_capitals(text)
        self.text = _LOW_CROSS.sub("/", text).translate(_CAPITALS) if self._is_raised else text
        self.as_it_stands = self.text == plain
        self.lower = self.text.lower()
        self.words = set(WORD.findall(self.lower))
        self._word_starts: list[int] = []
        self.found: dict[int, str] = {}  # what was looked for in it already, by who looks
        self.known_starts: dict[str, list[int]] = {}  # of words, by the letters that they hold
        # The same by a choice, which who asks holds: to hash one takes as long as to look.
        self.known_starts_of_any: dict[int, list[int]] = {}
        self.known_choices: dict[int, bool] = {}  # likewise

    @cached_property
    def ends(self) -> dict[tuple[object, int, int], Sequence[int]]:
        """Where long choices can end that begin at a place, by who looks; filled by who does."""
        return {}

    @cached_property
    def branches(self) -> dict[tuple[object, int], Sequence[Any]]:
        """The branches of long choices that can stand in it, likewise."""
        return {}

    @property
    def is_of_one_case(self) -> bool:
        """Whether all of it is in capitals or nothing is, so that capitals say nothing."""
        return self._is_raised or (self.text.isupper() and self.text.count(" ") > 2)

    def starts(self, letters: str) -> list[int]:
        """Where the words of the normalised text begin that hold some lower-case letters."""
        known = self.known_starts.get(letters)
        if known is None:
            known = self.known_starts[letters] = self._find_starts(letters)
        return known

    def starts_of_any(self, choice: tuple[str, ...]) -> list[int]:
        """The same for a choice of letters, in order: many phrases begin with one of a list."""
        known = self.known_starts_of_any.get(id(choice))
        if known is None:
            lower = self.lower
            found = {
                each for letters in choice if letters in lower for each in self.starts(letters)
            }
            known = self.known_starts_of_any[id(choice)] = sorted(found)
        return known

    @property
    def word_starts(self) -> Sequence[int]:
        """Where a word can begin: at the start, and after each character that is no letter."""
        if not self._word_starts:
            self._word_starts += [0, *map(re.Match.end, _NO_LETTER.finditer(self.text))]
        return self._word_starts

    def _find_starts(self, letters: str) -> list[int]:
        lower, starts = self.lower, self._word_starts or self.word_starts
        found: list[int] = []
        place = lower.find(letters)
        while place >= 0:
            after = bisect_right(starts, place)
            found.append(starts[after - 1])
            # On from the next word: a long one is looked through once.
            place = lower.find(letters, starts[after]) if after < len(starts) else -1
        return found

    def has_one(self, choice: tuple[str, ...]) -> bool:
        """Whether it has one of some lower-case letters; who asks holds the choice."""
        known = self.known_choices.get(id(choice))
        if known is None:
            known = any(map(self.lower.__contains__, choice))
            self.known_choices[id(choice)] = known
        return known

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the normalised text stands in the original."""
        if self.as_it_stands:
            return start, end
        alike = len(self._apart) == len(self.text)
        if alike and fold(self._apart[start:end]) == self.text[start:end]:
            return start, end
        starts, ends = self._places
        return starts[start], ends[end - 1]

    @cached_property
    def _places(self) -> tuple[list[int], list[int]]:
        """Where each character of the normalised text begins and ends in the original."""
        kept = [place for place, letter in enumerate(self._apart) if _FOLDS[ord(letter)]]
        if len(kept) == len(self._folded) == len(self.text) and not self._has_accents:
            return kept, [place + 1 for place in kept]
        starts: list[int] = []
        ends: list[int] = []
        after_blank = True
        for place, character in enumerate(self._apart):
            folded = fold_character(character)
            if not folded and ends and unicodedata.combining(character):
                ends[-1] = place + 1  # the accent belongs to the letter before it
            for letter in folded:
                if letter != " " or not after_blank:
                    starts.append(place)
                    ends.append(place + 1)
                after_blank = letter == " "
        return starts, ends

    @property
    def _has_accents(self) -> bool:
        return not self.plain.isascii() and any(map(unicodedata.combining, self.plain))


def fold(text: str) -> str:
    """A text in the one way of writing; no blanks are joined."""
    if text.isascii():  # bytes are translated many times as fast
        return text.encode().translate(_ASCII, _ASCII_DROPPED).decode()
    return text.translate(_FOLDS)


@lru_cache(maxsize=4096)
def fold_character(character: str) -> str:
    """A character in the one way of writing; empty where it carries nothing."""
    if character in _HYPHENS:
        return "-"
    if character in _DROPPED or unicodedata.combining(character):
        return ""
    if character == "\u00d7":
        return "/"
    if character == "\u0251":  # the alpha of phonetics, typed for the Greek one
        return "\u03b1"
    folded = unicodedata.normalize("NFKC", character)
    if character.isspace() or folded.isspace():
        return " "
    if len(folded) == 1 and (folded < "\u0250" or "\u1e00" <= folded < "\u1f00"):
        return unicodedata.normalize("NFD", folded)[0]
    return "".join(letter for letter in folded if letter not in _DROPPED)


class _Folds(dict[int, str]):
    """What ``str.translate`` asks for; a character is worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = fold_character(chr(code))
        if code < _REMEMBERED:  # a text of all of Unicode shall not fill the memory
            self[code] = folded
        return folded


_REMEMBERED = 0x3000
_FOLDS = _Folds()
_ASCII = "".join(fold_character(chr(code)) or " " for code in range(128)).encode() + bytes(128)
_ASCII_DROPPED = "".join(chr(code) for code in range(128) if not fold_character(chr(code))).encode()
