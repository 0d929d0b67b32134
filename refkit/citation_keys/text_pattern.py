"""Patterns between slashes, ``/[^;]+/g``: those of JavaScript that Python reads the same.

A formula may come with a file that somebody else made, and a pattern with a repetition within a
repetition can take for ever. So what repeats is a letter, a class or a group without repetitions,
there are few of it, and a long text is searched in its beginning only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from refkit.regex import lazy_regex

_MOST_REPEATED = 2
_LONGEST = 300
_ATOM = r"\[\^?(?:\\.|[^\]\\])+\]|\\[dDwWsSbBtn]|\\[^A-Za-z0-9]|[^\\\[\](){}|^$*+?.]|\.|\^|\$"
_REPEAT = r"(?:[*+?]|\{\d{1,2}(?:,\d{0,2})?\})\??"
_GROUP = rf"\((?:\?:)?(?:(?:{_ATOM})(?:{_REPEAT})?|\|)*\)"
_READ = lazy_regex(rf"(?:(?:{_ATOM})(?:{_REPEAT})?|{_GROUP}\??|\|)+")
_CLASS = lazy_regex(r"\[((?:\\.|[^\]\\])*\])")
_SETS = lazy_regex(r"\[[^\]]*(?:--|&&|\|\||~~)[^\]]*\]")
_OPEN = lazy_regex(r"(?<!\\)(?:[*+]|\{\d+,\d*\})")
_MEANT = lazy_regex(r"\$([&\d$])")


@dataclass(frozen=True, slots=True)
class TextPattern:
    """A pattern that was read; ``is_global`` is whether all its places are meant, not the first."""

    compiled: re.Pattern[str]
    is_global: bool

    @property
    def finds_whole(self) -> bool:
        """Whether it finds the text itself: one place, no group of it."""
        return not self.is_global and not self.compiled.groups

    def find(self, text: str) -> str | None:
        """What is found, groups with blanks between them; the text itself where none is marked."""
        start = text[:_LONGEST]
        if self.is_global:
            found = [each[0] for each in self.compiled.finditer(start)]
            return " ".join(found) if found else None
        first = self.compiled.search(start)
        if first is None:
            return None
        return text if self.finds_whole else " ".join(each or "" for each in first.groups())

    def replace(self, text: str, put: str) -> str:
        """The text with ``put`` for what is found; ``$1`` is a group, ``$&`` all that was found."""
        return self._changed(text, lambda found: _MEANT.sub(lambda sign: _meant(sign, found), put))

    def upper(self, text: str) -> str:
        """The text with capitals where the pattern fits."""
        return self._changed(text, lambda found: found[0].upper())

    def _changed(self, text: str, change: Callable[[re.Match[str]], str]) -> str:
        return (
            self.compiled.sub(
                change,
                text[:_LONGEST],
                count=0 if self.is_global else 1,
            )
            + text[_LONGEST:]
        )


def _meant(sign: re.Match[str], found: re.Match[str]) -> str:
    if sign[1] == "$":
        return "$"
    if sign[1] == "&":
        return found[0]
    number = int(sign[1])
    return (found[number] or "") if 0 < number <= (found.re.groups) else sign[0]


def read_pattern(literal: str) -> TextPattern | None:
    """Read ``/pattern/flags``; None where it is more than is read here."""
    source, _, flags = literal[1:].rpartition("/")
    if set(flags) - set("gimu") or not _READ.fullmatch(source):
        return None
    if len(_OPEN.findall(_CLASS.sub("x", source))) > _MOST_REPEATED:
        return None
    if _SETS.search(source):
        return None  # Python will mean something else by it one day
    written = _CLASS.sub(lambda found: "[" + found[1].replace("[", r"\["), source)
    try:
        known = re.compile(written, re.IGNORECASE if "i" in flags else 0)
    except re.error:
        return None
    return TextPattern(known, "g" in flags)
