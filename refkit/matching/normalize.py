"""Words as they are compared: one form of each letter, no accents, no punctuation."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from refkit.regex import lazy_regex

_WORD = lazy_regex(r"[^\W_]+")
_DIGITS = lazy_regex(r"\d+")
_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho "
    "sigma sigma tau upsilon phi chi psi omega"
).split()
# Letters that Unicode does not take apart, and Greek ones that titles also spell out.
_SPELT = {
    **dict(zip("αβγδεζηθικλμνξοπρςστυφχψω", _GREEK, strict=True)),
    **{"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"},
}
ROMAN = {
    numeral: number
    for number, numeral in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), start=1)
}
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
# Below this a family name is too short to forgive it a letter.
_FORGIVING = 5
# One letter of seven, or two of thirteen.
_MISPRINT = 85
# Characters: no title and no reference is longer, and what is compared costs by its square.
LONGEST = 4000
IDEOGRAPHS = "\u2e80"  # from here on a character says about as much as three letters

LONGEST_GIVEN = 4  # characters of a given name in Chinese, Japanese or Korean
_EASTERN = lazy_regex(r"CJK |HANGUL SYLLABLE|HIRAGANA|KATAKANA|IDEOGRAPHIC ITERATION")


@lru_cache(maxsize=8192)
def fold(character: str) -> str:
    """The comparable form of one character: ``É`` is ``e``, ``β`` is ``beta``, a stop stays."""
    return "".join(
        _SPELT.get(part, part)
        for part in unicodedata.normalize("NFKD", character.casefold())
        if not unicodedata.combining(part)
    )


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """The words of a text in comparable form.

    >>> words("Müller's CD19+ β-cells")
    ('muller', 's', 'cd19', 'beta', 'cells')
    """
    return tuple(_WORD.findall("".join(map(fold, text[:LONGEST]))))


def compact(text: str) -> str:
    """The words run together: a word broken at a line's end is whole again."""
    return "".join(words(text))


def length(text: str) -> int:
    """How much a compact text says, in letters."""
    return sum(3 if character >= IDEOGRAPHS else 1 for character in text)


def numbers(text: str) -> list[int]:
    """The numbers in a title, sorted, Roman ones among them: a sequel differs in nothing else."""
    digits = [int(run[:9]) for word in words(text) for run in _DIGITS.findall(word)]
    return sorted(digits + [ROMAN[word] for word in words(text) if word in ROMAN])


def roman(numeral: str) -> int:
    """The value of Roman capitals: XIV is 14."""
    values = [_VALUES[letter] for letter in numeral]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def compose(text: str) -> str:
    """A comparable text with its syllables whole: Korean ones are taken apart to be compared."""
    return unicodedata.normalize("NFC", compact(text))


def is_in_one_piece(name: str) -> bool:
    """Whether a name is written in a script that sets no blank between family and given name."""
    return bool(name) and all(_EASTERN.match(unicodedata.name(letter, "")) for letter in name)


def holds(text_words: Sequence[str], name: str) -> bool:
    """Whether a name stands among the words, whole, broken in two, or with one misprint."""
    wanted = words(name)
    if not wanted:
        return False
    size = len(wanted)
    if any(tuple(text_words[at : at + size]) == wanted for at in range(len(text_words))):
        return True
    whole = "".join(wanted)
    if len(whole) < _FORGIVING:
        return False
    pairs = (
        "".join(text_words[at : at + width])
        for width in {1, 2, size}
        for at in range(len(text_words) - width + 1)
    )
    return any(
        abs(len(pair) - len(whole)) <= 1 and fuzz.ratio(pair, whole) >= _MISPRINT for pair in pairs
    )
