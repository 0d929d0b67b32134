"""Phrases as taxonomies write them, turned into patterns.

A phrase is words, and a few signs: ``*`` any ending or beginning, ``(s)`` may be missing,
``[a|b]`` one of, ``{list}`` one of a named list, ``...`` up to five words of the same clause,
``^`` the start of the title. A blank stands for one blank, hyphen, slash or dot in the title, a
hyphen for the same or nothing. A word written with a capital letter is matched as written, any
other word in any case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from refkit.tagging.title import fold

LETTER = r"0-9A-Za-z\u00aa-\u1fff"  # no Chinese or Japanese: they set no blanks between words
_JOINT = r"(?: ?/ ?-?|[ .-])"
_GAP = rf"(?:{_JOINT}[^ ./,:;?!-]+){{0,5}}?{_JOINT}"
_TOKEN = re.compile(r" ?\.\.\. ?|[ \[\]|()*^-]|\{[a-z-]+\}|(?:[^ \[\]|()*^{}.-]|\.(?!\.))+")
_CLOSE = {"[": "]", "(": ")"}


class PhraseError(ValueError):
    """A phrase that cannot be read; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase: as it was written, its pattern, and the words one of which it cannot do without.

    ``keys`` are in lower case. ``starts`` tells whether each of them stands at a word's beginning.
    """

    source: str
    pattern: str
    keys: tuple[str, ...]
    starts: bool

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every place of a normalised title where the phrase stands."""
        return _compiled(self.pattern).finditer(text)

    def found(self, text: str, lower: str) -> bool:
        """Whether the phrase stands in a normalised title, of which ``lower`` is in lower case."""
        return any(key in lower for key in self.keys) and bool(_compiled(self.pattern).search(text))


@lru_cache(maxsize=None)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def read_phrases(text: str, lists: Mapping[str, Sequence[str]]) -> tuple[Phrase, ...]:
    """Read a phrase; one that is nothing but a ``{list}`` gives the phrases of that list.

    Raises PhraseError.
    """
    if text[:1] == "{" and text[1:-1] in lists:
        items = lists[text[1:-1]]
        return tuple(phrase for item in items for phrase in read_phrases(item, lists))
    return (read_phrase(text, lists),)


def read_phrase(text: str, lists: Mapping[str, Sequence[str]]) -> Phrase:
    """Read one phrase. Raises PhraseError."""
    part = _Parser(text, lists).read()
    if not part.keys:
        raise PhraseError(f"phrase {text!r} has no word that is always there")
    before = "" if _is_unspaced(text[:1]) or text[:1] == "^" else f"(?<![{LETTER}])"
    after = "" if _is_unspaced(text[-1:]) else f"(?![{LETTER}])"
    return Phrase(text, before + part.pattern + after, part.keys, part.starts)


def _is_unspaced(character: str) -> bool:
    return character > "\u2e7f"


@dataclass(slots=True)
class _Part:
    """What was read so far: the pattern, and the best keys found in it."""

    pattern: str = ""
    keys: tuple[str, ...] = ()
    starts: bool = True
    exact: bool = False  # the word that is being read has a capital letter
    fresh: bool = True  # the next letter begins a word

    def propose(self, keys: tuple[str, ...], starts: bool) -> None:
        """Keep the keys that will be found in fewer titles: the ones at a word's start, longer."""
        if keys and (not self.keys or _worth(keys, starts) > _worth(self.keys, self.starts)):
            self.keys, self.starts = keys, starts


def _worth(keys: tuple[str, ...], starts: bool) -> tuple[bool, int]:
    return starts and min(map(len, keys)) > 1, min(map(len, keys))


@dataclass(slots=True)
class _Parser:
    """Reads one phrase from left to right."""

    text: str
    lists: Mapping[str, Sequence[str]]
    tokens: list[str] = field(default_factory=list)

    def read(self) -> _Part:
        self.tokens = _TOKEN.findall(self.text)[::-1]
        if "".join(reversed(self.tokens)) != self.text or not self.text.strip():
            raise PhraseError(f"phrase {self.text!r} has a sign that means nothing there")
        part = self._sequence(_Part())
        if self.tokens:
            raise PhraseError(f"phrase {self.text!r} has a stray {self.tokens[-1]!r}")
        return part

    def _sequence(self, part: _Part) -> _Part:
        while self.tokens and self.tokens[-1] not in ("]", ")", "|"):
            token = self.tokens.pop()
            if token in _CLOSE:
                self._group(part, token)
            elif token[0] == "{":
                self._list(part, token[1:-1])
            elif token in _SIGNS:
                self._sign(part, token)
            elif "..." in token:
                part.pattern += _GAP
                part.exact, part.fresh = False, True
            else:
                self._word(part, token)
        return part

    def _sign(self, part: _Part, token: str) -> None:
        if token == "*" and part.pattern.endswith(_SIGNS["*"]):
            raise PhraseError(f"phrase {self.text!r} has two stars in a row")
        part.pattern += _SIGNS[token]
        part.exact = part.exact and token not in " -"
        part.fresh = token in " ^"

    def _word(self, part: _Part, token: str) -> None:
        word = fold(token)
        part.exact = part.exact or word != word.lower()
        part.pattern += re.escape(word) if part.exact else f"(?i:{re.escape(word)})"
        part.propose((word.lower(),), part.fresh and not _is_unspaced(word[:1]))
        part.fresh = False

    def _group(self, part: _Part, opening: str) -> None:
        branches = [self._branch(part)]
        while self.tokens and self.tokens[-1] == "|":
            self.tokens.pop()
            branches.append(self._branch(part))
        if not self.tokens or self.tokens.pop() != _CLOSE[opening]:
            raise PhraseError(f"phrase {self.text!r} lacks a closing {_CLOSE[opening]!r}")
        self._add(part, branches, optional=opening == "(")

    def _branch(self, part: _Part) -> _Part:
        return self._sequence(_Part(exact=part.exact, fresh=part.fresh))

    def _list(self, part: _Part, name: str) -> None:
        if name not in self.lists:
            raise PhraseError(f"phrase {self.text!r} names an unknown list {name!r}")
        items = self.lists[name]
        outer, branches = self.tokens, []
        for item in items:
            self.tokens = _TOKEN.findall(item)[::-1]
            branches.append(self._branch(part))
        self.tokens = outer
        self._add(part, branches, optional=False)

    def _add(self, part: _Part, branches: list[_Part], *, optional: bool) -> None:
        joined = "|".join(branch.pattern for branch in branches)
        part.pattern += f"(?:{joined})" + ("?" if optional else "")
        if not optional and all(branch.keys for branch in branches):
            keys = tuple(dict.fromkeys(key for branch in branches for key in branch.keys))
            part.propose(keys, all(branch.starts for branch in branches))
        part.exact = part.exact or any(branch.exact for branch in branches)
        part.fresh = all(branch.fresh for branch in branches) and (part.fresh or not optional)


_SIGNS = {
    " ": _JOINT,
    "-": f"{_JOINT}?",
    "*": f"[{LETTER}]*",
    "^": r"\A",
}
