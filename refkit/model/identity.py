"""Which listed line is which, whenever and wherever it is met again.

A line is known by its review and its own words, never by its place: not by what a publisher writes
anew with every deposit (the depositor's key, who asserted the DOI, blanks, case, punctuation), nor
by a DOI that is added or mended later. Lines that say the same are told apart by their DOIs, then
by their order.

Citation keys, Zotero, decisions, diff and growth ask here, or for entries in ``entry_identity``;
nobody else answers.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from refkit.model.bibliography import Citation, Entry
from refkit.model.identifiers import ListId
from refkit.model.reference import ASSERTED_BY
from refkit.regex import lazy_regex
from refkit.text.markup import read_plain

MOST = 0.85
"""The share of words that two wordings of one line have in common, from 0 to 1.

One word of seven may be another, none of six: a line of few words that differs in one is soon
another paper's.
"""
_MOST_NUMBERS = 0.75  # years, volumes and pages: one of four may be mended
_MISSPELT = 0.8  # of the letters of a word
_TELLING = 3  # numbers: a year, a volume and a page are one paper's
_FEW = 100  # pairs; where more would have to be compared, none is found
# Fewer words than these (an author, a year, a journal) are soon those of another work.
_ENOUGH = 4

_NO_WORDS = frozenset({"DOI", "doi-asserted-by", "key", ASSERTED_BY})
_DOI = lazy_regex(r"(?:https?://(?:dx\.)?doi\.org/|\bdoi\s*:?\s*)?\b10\.\d{4,9}/\S+", re.IGNORECASE)
_RESOLVER = lazy_regex(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_WORD = lazy_regex(r"\w+")


Fields = tuple[tuple[str, str], ...]
"""What is deposited of a line, field by field."""


def words_of(deposited: Fields) -> tuple[str, ...]:
    """The words of a line as they are compared, in the order of its fields; a DOI is none."""
    return tuple(
        word for name, value in deposited if name not in _NO_WORDS for word in compared_words(value)
    )


def compared_words(text: str) -> list[str]:
    """The words of a text as they are compared: without markup, case, punctuation, DOIs."""
    plain = _DOI.sub(" ", read_plain(text) if "<" in text or "&" in text else text)
    return _WORD.findall(unicodedata.normalize("NFKC", plain).casefold())


def is_alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two wordings are the same in most part, the numbers among them too."""
    if not one or not other:
        return False
    left, right = Counter(one), Counter(other)
    common = left & right
    numbers = [Counter({w: n for w, n in each.items() if _is_number(w)}) for each in (left, right)]
    if numbers[0] - numbers[1] and numbers[1] - numbers[0]:  # a mere addition contradicts nothing
        shared = (numbers[0] & numbers[1]).total()
        if 2 * shared < _MOST_NUMBERS * (numbers[0].total() + numbers[1].total()):
            return False
    needed = MOST * (len(one) + len(other)) / 2
    if common.total() < needed <= min(len(one), len(other)):
        return common.total() + _misspelt(left - common, right - common) >= needed
    return common.total() >= needed


def _is_number(word: str) -> bool:
    return any(map(str.isdigit, word))


def _misspelt(left: Counter[str], right: Counter[str]) -> int:
    """How many of the words that differ are the same in another spelling."""
    if left.total() * right.total() > _FEW:
        return 0
    there = [word for word in right.elements() if not _is_number(word)]
    found = 0
    for word in left.elements():
        if _is_number(word):
            continue
        near = next((w for w in there if SequenceMatcher(None, word, w).ratio() >= _MISSPELT), "")
        if near:
            there.remove(near)
            found += 1
    return found


@dataclass(frozen=True, slots=True)
class LineWords:
    """What a line is known by: its review, its words, and its DOI, which may be mended later."""

    review: ListId
    words: tuple[str, ...]
    doi: str

    @classmethod
    def of(cls, review: ListId, fields: Fields) -> LineWords:
        """Read what is deposited of a line."""
        doi = dict(fields).get("DOI", "").strip()
        return cls(review, words_of(fields), _RESOLVER.sub("", doi).casefold().rstrip(".,;"))

    @property
    def says_enough(self) -> bool:
        """Whether its words tell it from others without its DOI."""
        return len(self.words) >= _ENOUGH

    def is_against(self, other: LineWords) -> bool:
        """Whether the two have DOIs and not the same."""
        return bool(self.doi and other.doi) and self.doi != other.doi


def as_deposited(lines: Iterable[Citation]) -> tuple[tuple[ListId, Fields], ...]:
    """Lines by their reviews and what is deposited of them: where all is equal, each is itself."""
    return tuple([(line.review, line.reference.deposited) for line in lines])


def in_list_order(entries: Sequence[Entry]) -> list[Citation]:
    """The lines of all entries, those of one review by their positions."""
    return [line for _, line in lines_of(entries)]


def lines_of(entries: Sequence[Entry]) -> list[tuple[int, Citation]]:
    """The same, each with the place of its entry."""
    lines = [(place, line) for place, entry in enumerate(entries) for line in entry.citations]
    return sorted(lines, key=lambda each: (str(each[1].review), each[1].reference.position))


def same_lines(before: Sequence[Citation], now: Sequence[Citation]) -> dict[int, int]:
    """Which line is which that was there before, by their places in the two sequences.

    Both are in list order. Each line is one other at most: the one with the same words and DOI,
    with the same words, with the same DOI; of lines that are alike in that, each by its order. A
    line that was worded anew is the one that is the same in most part, and has the same numbers or
    stood between the same neighbours. What remains is new.
    """
    was, is_ = as_deposited(before), as_deposited(now)
    if was == is_:
        return {place: place for place in range(len(now))}
    old, new = [LineWords.of(*line) for line in was], [LineWords.of(*line) for line in is_]
    found: dict[int, int] = {}
    _by(_words_and_doi, old, new, found)
    _by(_words, old, new, found)
    _by(_doi, old, new, found)
    _by(_numbers, old, new, found, is_alike)
    there, here = _by_list(old), _by_list(new)
    for review, places in here.items():
        for gone, come in _gaps(there.get(review, []), places, found):
            found |= _worded_anew(gone, come, old, new)
    return found


def _by_list(lines: Sequence[LineWords]) -> dict[ListId, list[int]]:
    """The places of the lines of each list, in order."""
    places: dict[ListId, list[int]] = defaultdict(list)
    for place, told in enumerate(lines):
        places[told.review].append(place)
    return places


def only_lines(before: Sequence[Citation], now: Sequence[Citation]) -> dict[int, int]:
    """The same where the list is not known that the lines of before stood in.

    There is no order then, and there are no neighbours: of lines that are alike none is meant,
    unless there are as many on both sides.
    """
    if not before or not now:
        return {}
    was, is_ = as_deposited(before), as_deposited(now)
    old, new = [LineWords.of(*line) for line in was], [LineWords.of(*line) for line in is_]
    named = [([_exact(*line) for line in was], [_exact(*line) for line in is_])]
    named += [
        ([name(each) for each in old], [name(each) for each in new]) for name in (_words, _doi)
    ]
    found: dict[int, int] = {}
    for ours, theirs in named:
        counts = Counter(ours), Counter(theirs)
        held = set(found.values())
        there = defaultdict(list)
        for place, name in enumerate(ours):
            if name is not None and counts[0][name] == counts[1][name] and place not in held:
                there[name].append(place)
        for place, name in enumerate(theirs):
            if place not in found and there.get(name):
                found[place] = there[name].pop(0)
    return found


def _exact(review: ListId, fields: Fields) -> Hashable:
    told = LineWords.of(review, fields)
    return (review, fields) if told.words or told.doi else None


def _words_and_doi(told: LineWords) -> Hashable:
    return (told.review, told.words, told.doi) if told.words or told.doi else None


def _words(told: LineWords) -> Hashable:
    return (told.review, told.words) if told.words else None


def _doi(told: LineWords) -> Hashable:
    return (told.review, told.doi) if told.doi else None


def _numbers(told: LineWords) -> Hashable:
    """Year, volume and page: of one paper of most of the same words, wherever it stands."""
    numbers = sorted(filter(_is_number, told.words))
    return (told.review, *numbers) if len(numbers) >= _TELLING else None


def _by(
    name: Callable[[LineWords], Hashable],
    old: Sequence[LineWords],
    new: Sequence[LineWords],
    found: dict[int, int],
    agree: Callable[[Sequence[str], Sequence[str]], bool] = lambda one, other: True,
) -> None:
    """Pair what has one name and is not paired yet, in order, where the words agree."""
    held = set(found.values())
    named: dict[Hashable, list[int]] = defaultdict(list)
    for place, told in enumerate(old):
        if place not in held:
            named[name(told)].append(place)
    for place, told in enumerate(new):
        if place in found or name(told) is None:
            continue
        there = named.get(name(told), [])
        if there and _may_be(told, old[there[0]]) and agree(told.words, old[there[0]].words):
            found[place] = there.pop(0)


def _may_be(one: LineWords, other: LineWords) -> bool:
    """Whether two DOIs are the only thing that is against it, and are outweighed by the words."""
    return not one.is_against(other) or (one.says_enough and one.words == other.words)


def _gaps(
    old: Sequence[int], new: Sequence[int], found: Mapping[int, int]
) -> Iterator[tuple[list[int], list[int]]]:
    """What is not paired yet between the same neighbours: of the old list and of the new one."""
    rank = {place: number for number, place in enumerate(old)}
    held = {found[place] for place in new if place in found}
    after, come = -1, list[int]()
    for place in [*new, None]:
        if place is not None and place not in found:
            come.append(place)
            continue
        until = len(old) if place is None else rank[found[place]]
        if gone := [each for each in old[after + 1 : until] if each not in held]:
            yield gone, come
        after, come = until, []


def _worded_anew(
    gone: Sequence[int], come: Sequence[int], old: Sequence[LineWords], new: Sequence[LineWords]
) -> dict[int, int]:
    """Which of the lines that came are which of those that are gone; one to one, or none."""
    if len(gone) == len(come):
        pairs = zip(come, gone, strict=True)
        return {n: o for n, o in pairs if _is_worded_anew(old[o], new[n])}
    if len(gone) * len(come) > _FEW:
        return {}
    fits = [(n, o) for n in come for o in gone if _is_worded_anew(old[o], new[n])]
    news, olds = Counter(n for n, _ in fits), Counter(o for _, o in fits)
    return {n: o for n, o in fits if news[n] == olds[o] == 1}


def _is_worded_anew(old: LineWords, new: LineWords) -> bool:
    if old.is_against(new):
        return False
    if not (old.words or new.words):
        return old.doi == new.doi  # lines that say nothing have their place alone
    return old.words == new.words or is_alike(old.words, new.words)
