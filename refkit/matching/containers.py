"""Titles of journals and books, whole or abbreviated in any of the ways that lists print them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from refkit.matching.words import words
from refkit.model.work import Work, WorkType

_SMALL = frozenset(
    "a an and at de del der des di die du e et for fur in la le of on the to und y".split()
)
_PUBLISHED = {WorkType.BOOK, WorkType.REPORT, WorkType.THESIS}
_SHORTEST_ACRONYM = 3


def names(work: Work) -> Iterator[tuple[str, ...]]:
    """What the work's container is called, as words that count; of a book, its publisher too."""
    container = work.container
    printed = [container.title, container.short_title, container.collection]
    if work.type in _PUBLISHED:
        printed.append(work.publisher)
    for title in dict.fromkeys(printed):
        if counting := _counting(title):
            yield counting


def same(printed: str, work: Work) -> bool:
    """Whether a printed container is the work's, abbreviated or not."""
    ours = _counting(printed)
    return bool(ours) and any(
        _abbreviates(ours, name) or _abbreviates(name, ours) for name in names(work)
    )


def find(text_words: Sequence[str], work: Work) -> bool:
    """Whether the work's container stands among the words of a string."""
    counting = [word for word in text_words if word not in _SMALL]
    return any(_begins(counting[at:], name) for name in names(work) for at in range(len(counting)))


def _counting(title: str) -> tuple[str, ...]:
    # "Ecology 84": a volume that was read as part of the name.
    named = [word for word in words(title) if word not in _SMALL]
    return tuple(word for word in named if not word.isdigit()) or tuple(named)


def _begins(text: Sequence[str], name: Sequence[str]) -> bool:
    """Whether a text begins with the name: all of it, or enough that it is no other's."""
    if _is_acronym(text[0], name):
        return True
    if len(name) == 1:
        return text[0] == name[0]
    matched: list[str] = []
    rest = list(text[: len(name)])
    for word in name:
        if rest and (_shortens(rest[0], word) or _shortens(word, rest[0])):
            matched.append(rest.pop(0))
    # Initials alone are an author's: "J. A. Autio" is not the Journal of Autism.
    told = any(len(word) >= _SHORTEST_ACRONYM for word in matched)
    return told and len(matched) >= max(2, (len(name) + 1) // 2)


def _abbreviates(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether each word of the short name shortens a word of the long one, in order."""
    if len(short) == 1 and _is_acronym(short[0], long):
        return True
    if len(short) == 1 < len(long):
        return False  # "Nature" is not "Nature Medicine"
    left = iter(long)
    return all(any(_shortens(word, other) for other in left) for word in short)


def _shortens(short: str, long: str) -> bool:
    """Whether one word is cut from another: ``biol``, ``natl`` for national, ``j``."""
    if long.startswith(short):
        return True
    if short[0] != long[0] or len(short) < 2 or len(short) >= len(long):
        return False
    left = iter(long)
    return all(letter in left for letter in short)


def _is_acronym(word: str, name: Sequence[str]) -> bool:
    return len(word) >= _SHORTEST_ACRONYM and word == "".join(part[0] for part in name)
