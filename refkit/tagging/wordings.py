"""Phrases as texts: those that one is meant to find, each of its choices once, and one to read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

_TOKEN = re.compile(r" ?\.\.\. ?|\{[a-z-]+\}|[\[\]|()*^]|[^\[\]|()*^{}.]+|[.{}]")
_CLOSE = {"[": "]", "(": ")"}
_MOST = 200  # texts of a phrase: a list of lists has thousands


_ENDING = re.compile(r"\(e?s\)")
_CHOICE = re.compile(r"\[([^\[\]|]*)[^\[\]]*\]")


@cache
def in_plain_words(phrase: str) -> str:
    """A phrase for a reader who knows nothing of phrases: ``therap…`` for ``therap*``.

    The first of several choices stands for all, an ending that may be missing is left out.
    """
    shown = _ENDING.sub("", phrase)
    while (less := _CHOICE.sub(r"\1", shown)) != shown:
        shown = less
    return shown.replace("(", "").replace(")", "").replace("^", "").replace("*", "…")


def wordings(phrase: str, lists: Mapping[str, Sequence[str]]) -> list[str]:
    """Texts for a phrase that can be read, at most 200; the first has nothing optional."""
    return _Reader(_TOKEN.findall(phrase)[::-1], lists).sequence()


@dataclass(slots=True)
class _Reader:
    tokens: list[str]
    lists: Mapping[str, Sequence[str]]

    def sequence(self) -> list[str]:
        """What stands up to the end of a branch; each text differs from the first in one choice."""
        texts = [""]
        while self.tokens and self.tokens[-1] not in ("]", ")", "|"):
            choice = self._choice(self.tokens.pop())
            texts = [
                *(text + choice[0] for text in texts),
                *(texts[0] + other for other in choice[1:]),
            ][:_MOST]
        return texts

    def _choice(self, piece: str) -> list[str]:
        if piece in _CLOSE:
            return self._group(optional=piece == "(")
        if piece[0] == "{":
            named = self.lists.get(piece[1:-1], ())
            return [each for item in named for each in wordings(item, self.lists)] or [""]
        if piece in ("*", "^"):
            return [""]
        return [" " if "..." in piece else piece]

    def _group(self, *, optional: bool) -> list[str]:
        found = self.sequence()
        while self.tokens and self.tokens.pop() == "|":
            found += self.sequence()
        return ["", *found] if optional else found
