"""The texts that a phrase is meant to find: each of its choices once, the others at their first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(r" ?\.\.\. ?|\{[a-z-]+\}|[\[\]|()*^]|[^\[\]|()*^{}.]+|[.{}]")
_CLOSE = {"[": "]", "(": ")"}
_MOST = 200  # texts of a phrase: a list of lists has thousands


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
