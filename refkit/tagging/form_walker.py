"""Finds phrases in a text by walking through their forms, uncompiled.

To compile a pattern takes a millisecond, with a list of antigens ten; to walk through its form,
some ten microseconds. What a run of a few entries asks for is walked. The places are those that
``re`` finds: the same branches in the same order, each part by the places where it can end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from refkit.tagging.normalized_text import LETTERS, WORD, NormalizedText
from refkit.tagging.phrase_forms import (
    AFTER,
    BEFORE,
    CHOICE,
    GAP,
    GAP_WORD,
    GAP_WORDS,
    JOINT,
    STAR,
    STAR_LETTERS,
    START,
    Branches,
    stem_letters,
)

if TYPE_CHECKING:
    from refkit.tagging.patterns import Span

Ends = Sequence[int]
"""Where a part of a form can end, the place that ``re`` tries first before the others."""

Part = Callable[[NormalizedText, int], Ends]
"""A part of a form: from a place in a text to where it can end."""


class FormWalker:
    """Walks through the forms of one taxonomy; ``choices`` gives its long choices by number."""

    def __init__(self, choices: Callable[[int], Branches]) -> None:
        self.choices = choices
        self._known: dict[str, list[Part]] = {}

    def spans(self, form: str, passage: NormalizedText, starts: Iterable[int]) -> list[Span]:
        """Every place where a form stands that begins at one of these, none overlapping another."""
        parts = self._parts(form)
        found: list[Span] = []
        last = 0
        for start in starts:
            if start >= last and (ends := _follow(parts, passage, start)):
                last = ends[0]
                found.append((start, last))
        return found

    def _parts(self, form: str) -> list[Part]:
        parts = self._known.get(form)
        if parts is None:
            tokens = list(_TOKENS.finditer(form))
            if sum(len(token[0]) for token in tokens) < len(form):
                raise ValueError(f"a form that is none of a phrase: {form}")
            parts = self._known[form] = self._sequence(iter(tokens))[0]
        return parts

    def _sequence(self, tokens: Iterator[re.Match[str]]) -> tuple[list[Part], str]:
        """The parts up to the end of a branch, and the sign that ends it; empty for the form's."""
        parts: list[Part] = []
        for token in tokens:
            kind, text = token.lastgroup, token[0]
            if kind == "end":
                return parts, text
            if kind == "maybe":
                parts[-1] = partial(_maybe, parts[-1])
            elif kind == "open":
                parts.append(partial(_any_of, self._branches(tokens)))
            elif kind == "choice":
                parts.append(partial(self._choice, int(text[len("(?#") : -1])))
            elif kind == "stem":
                parts.append(partial(_stem, int(token["least"])))
            elif kind == "caseless":
                parts.append(_any_case(text))
            elif kind == "exact":
                parts.append(partial(_exact, _ESCAPED.sub(r"\1", text)))
            else:
                parts.append(_SIGNS[text])
        return parts, ""

    def _branches(self, tokens: Iterator[re.Match[str]]) -> list[list[Part]]:
        branches, sign = [], "|"
        while sign == "|":
            parts, sign = self._sequence(tokens)
            branches.append(parts)
        return branches

    def _choice(self, number: int, passage: NormalizedText, place: int) -> Ends:
        """Where a long choice can end, worked out once for a text: many phrases have it."""
        key = self, number, place
        ends = passage.ends.get(key)
        if ends is None:
            ends = _any_of(self._standing(number, passage), passage, place)
            passage.ends[key] = ends
        return ends

    def _standing(self, number: int, passage: NormalizedText) -> Sequence[list[Part]]:
        """The branches of a long choice whose letters a text has."""
        key = self, number
        branches = passage.branches.get(key)
        if branches is None:
            lower = passage.lower
            branches = passage.branches[key] = [
                self._parts(form)
                for keys, form in self.choices(number)
                # Most branches have one key: of them it is asked without a call.
                if not keys or keys[0] in lower or (keys[1:] and any(map(lower.__contains__, keys)))
            ]
        return branches


def is_walkable(passage: NormalizedText) -> bool:
    """Whether letters of any case are told by lower case: ``re`` takes a dotless i for an i."""
    return "ı" not in passage.lower


_SIGN = "|".join(map(re.escape, (BEFORE, AFTER, GAP, JOINT, STAR, START)))
_STEM = re.escape(stem_letters(0)).replace("0", "(?P<least>[0-9]+)")
_TOKENS = re.compile(
    rf"(?P<sign>{_SIGN})|(?P<choice>{CHOICE})|(?P<stem>{_STEM})|(?P<caseless>\(\?i:(?:\\.|[^\\()\[{{?*+])*\))"
    r"|(?P<open>\(\?:)|(?P<end>[|)])|(?P<maybe>\?)|(?P<exact>(?:\\[^A]|[^\\()|?\[{*+])+)"
)
_ESCAPED = re.compile(r"\\(.)")
_GAP_WORD = re.compile(GAP_WORD)
_LATIN = re.compile("[a-z]+")


def _follow(parts: Sequence[Part], passage: NormalizedText, place: int) -> Ends:
    """Where parts that follow each other can end."""
    ends: Ends = (place,)
    for part in parts:
        if len(ends) == 1:
            ends = part(passage, ends[0])
        else:
            ends = list(dict.fromkeys([end for each in ends for end in part(passage, each)]))
        if not ends:
            break
    return ends


def _any_of(branches: Sequence[Sequence[Part]], passage: NormalizedText, place: int) -> Ends:
    return list(dict.fromkeys([end for each in branches for end in _follow(each, passage, place)]))


def _maybe(part: Part, passage: NormalizedText, place: int) -> Ends:
    return list(dict.fromkeys([*part(passage, place), place]))


def _exact(word: str, passage: NormalizedText, place: int) -> Ends:
    return (place + len(word),) if passage.text.startswith(word, place) else ()


def _caseless(word: str, passage: NormalizedText, place: int) -> Ends:
    return (place + len(word),) if passage.lower.startswith(word, place) else ()


def _foreign(pattern: re.Pattern[str], passage: NormalizedText, place: int) -> Ends:
    found = pattern.match(passage.text, place)
    return (found.end(),) if found else ()


def _any_case(form: str) -> Part:
    """A word in any case; beyond ASCII some letters have two lower cases."""
    word = _ESCAPED.sub(r"\1", form[len("(?i:") : -1])
    return partial(_caseless, word) if word.isascii() else partial(_foreign, re.compile(form))


def _joint(passage: NormalizedText, place: int) -> Ends:
    """Where a blank, hyphen, slash or dot can end, as JOINT has it."""
    sign, after = passage.text[place : place + 1], passage.text[place + 1 : place + 2]
    if sign == " ":
        return [*_slash(passage, place + 1), place + 1] if after == "/" else (place + 1,)
    if sign == "-":
        return (place + 2, place + 1) if after == " " else (place + 1,)
    if sign == "/":
        return _slash(passage, place)
    return (place + 1,) if sign == "." else ()


def _slash(passage: NormalizedText, place: int) -> Ends:
    after = passage.text[place + 1 : place + 3]
    longest = 2 if after == " -" else 1 if after[:1] in {" ", "-"} else 0
    return range(place + 1 + longest, place, -1)


def _gap(passage: NormalizedText, place: int) -> Ends:
    return list(dict.fromkeys(_words_on(passage, place, GAP_WORDS)))


def _words_on(passage: NormalizedText, place: int, most: int) -> Iterator[int]:
    joints = _joint(passage, place)
    yield from joints
    for joint in joints if most else ():
        if word := _GAP_WORD.match(passage.text, joint):
            yield from _words_on(passage, word.end(), most - 1)


def _star(passage: NormalizedText, place: int) -> Ends:
    letters = WORD.match(passage.text, place, place + STAR_LETTERS)
    return range(letters.end(), place - 1, -1) if letters else (place,)


def _stem(least: int, passage: NormalizedText, place: int) -> Ends:
    letters = _LATIN.match(passage.lower, place)
    return range(letters.end() if letters else place, place + least - 1, -1)


def _start(passage: NormalizedText, place: int) -> Ends:
    return () if place else (0,)


def _before(passage: NormalizedText, place: int) -> Ends:
    return () if place and passage.text[place - 1] in LETTERS else (place,)


def _after(passage: NormalizedText, place: int) -> Ends:
    return () if passage.text[place : place + 1] in LETTERS else (place,)


_SIGNS: dict[str, Part] = {
    BEFORE: _before, AFTER: _after, GAP: _gap, JOINT: _joint, STAR: _star, START: _start,
}  # fmt: skip
