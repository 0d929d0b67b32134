"""Titles: how alike two of them are, and where in a string one is printed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz

from refkit.matching.normalize import LONGEST, compact, fold, length, words
from refkit.matching.title_differences import differences, is_reordered
from refkit.model.work import own_title
from refkit.regex import lazy_regex

# Tuned on the even half of the gold: see docs/decisions/0004-matching.md.
ALIKE = 0.9
NEAR = 0.75
# A main title of fewer letters stands for nothing without its subtitle.
SHORTEST_MAIN = 20

# "[letter]", "[in Russian]": what a list says of a title, not what it is called.
_REMARK = lazy_regex(
    r"\s{0,8}\[(?:letter|abstract|editorial|comment|review|meeting abstract|article in|in [a-z]+)\b"
    r"[^\]]{0,40}\]\W*$",
    re.IGNORECASE,
)
# What Ovid, Embase and MEDLINE put behind a title: its language, and notices about the article.
_LANGUAGES = (
    "chinese|croatian|czech|danish|dutch|english|finnish|french|german|greek|hebrew|hungarian"
    "|italian|japanese|korean|lithuanian|norwegian|persian|polish|portuguese|romanian|russian"
    "|serbian|slovak|slovene|spanish|swedish|thai|turkish|ukrainian"
)
_DATABASE_REMARK = lazy_regex(
    rf"\s{{0,8}}(?:\[(?:{_LANGUAGES})(?:,? (?:{_LANGUAGES}))?\]"
    r"|[\[(](?:(?:(?:published )?errat(?:um|a)|comment|retraction|correction|republished|update)"
    r" (?:appears|in|of|on)\b[^\]]{0,200}|see comments?|multiple letters|no authors listed"
    r"|\d{1,4} refs?)[\])]?(?:\s?\[\d{1,2}\])?)\W*$",
    re.IGNORECASE,
)
# ": Part 2", ". III.", ": 5-year results": no subtitle but which part of several it is.
_PART = lazy_regex(
    r"^\W*(?:(?:part|pt|partie|teil|vol|volume|chapter)\b\.?\s*)?(?:\d{1,3}|[ivx]+)\b(?!\s*[%\w])"
    r"|\b(?:part|phase|stage|volume|study|trial|cohort|update)\s+(?:\d{1,4}|[ivx]+)\b"
    r"|\b(?:\d+|one|two|three|four|five|ten)[-\s](?:year|month|week|day)s?\b",
    re.IGNORECASE,
)
# A letter that was lost within a word: "Espa?a".
_LOST = lazy_regex("(?<=[^\\W_])[?\ufffd]{1,2}(?=[^\\W_])")
_SUBTITLE = lazy_regex(r"(?:[:?!.]|\s[–—-])\s")


class Agreement(StrEnum):
    """What a printed part says to a work's: ``near`` is a misprint, a neighbour, a shorter form."""

    AGREE = "agree"
    NEAR = "near"
    DISAGREE = "disagree"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two titles are, from 0 to 1, and where in the string the work's was found.

    ``other_number`` is True where one has a number that the other has not, as sequels have;
    ``other_word`` where one has another word that counts, and not only a subtitle less.
    """

    agreement: Agreement = Agreement.SILENT
    ratio: float = 0.0
    start: int = 0
    end: int = 0
    other_number: bool = False
    other_word: bool = False


UNTOLD = Likeness()
UNLIKE = Likeness(Agreement.DISAGREE)


def bare_title(title: str) -> str:
    """A title as the work bears it, without what publishers and databases put beside it."""
    title = own_title(title)
    while (shorter := _DATABASE_REMARK.sub("", _REMARK.sub("", title))) != title:
        if not words(shorter):
            return title
        title = shorter
    return title


def main_title(title: str) -> str:
    """What stands before the subtitle; empty where nothing does, or too little."""
    found = _SUBTITLE.search(title)
    main = title[: found.start()] if found else ""
    return main if length(compact(main)) >= SHORTEST_MAIN else ""


def compare(printed: str, title: str) -> Likeness:
    """Compare a printed title with a work's, whole or without a subtitle that one leaves out."""
    printed = _REMARK.sub("", printed)
    whole = _alike(printed, title)
    if whole.agreement is not Agreement.DISAGREE and not whole.other_word:
        return whole
    parts = (
        _without_subtitle(_alike(printed, main_title(title)), title),
        _without_subtitle(_alike(main_title(printed), title), printed),
    )
    return next((part for part in parts if _is_main_title(part)), whole)


def _is_main_title(part: Likeness) -> bool:
    return part.ratio >= ALIKE and not part.other_word


def is_part(subtitle: str) -> bool:
    """Whether a subtitle says which of several works of one title it is."""
    return bool(_PART.search(subtitle))


def _without_subtitle(part: Likeness, title: str) -> Likeness:
    """What a main title alone says: less, and nothing where it is one of several parts'."""
    counted = is_part(title[len(main_title(title)) :])
    return replace(part, agreement=Agreement.NEAR, other_number=part.other_number or counted)


def _alike(one: str, other: str) -> Likeness:
    ours, theirs = compact(one), compact(other)
    if not ours or not theirs:
        return UNTOLD
    ratio = fuzz.ratio(ours, theirs) / 100
    if _has_lost_letters(one, theirs) or _has_lost_letters(other, ours):
        return Likeness(Agreement.AGREE, ratio)
    if ratio < NEAR:
        said = Agreement.NEAR if is_reordered(one, other) else Agreement.DISAGREE
        return Likeness(said, ratio, other_word=True)
    found = differences(one, other)
    same = ratio >= ALIKE and not found.word and not found.number
    said = Agreement.AGREE if same else Agreement.NEAR
    return Likeness(said, ratio, other_number=found.number, other_word=found.word)


def _has_lost_letters(title: str, compacted: str) -> bool:
    """Whether a title is another one but for letters that were lost within its words."""
    kept = [re.escape(compact(piece)) for piece in _LOST.split(title)]
    if len(kept) < 2 or length("".join(kept)) < SHORTEST_MAIN:
        return False
    return bool(re.fullmatch("[^\\W_]{1,2}".join(kept), compacted))


class TitleFinder:
    """Looks for titles in a printed string."""

    def __init__(self, text: str) -> None:
        self.text = text
        pairs = [
            (letter, at)
            for at, character in enumerate(text[:LONGEST])
            for letter in fold(character)
            if letter.isalnum()
        ]
        self._letters = "".join(letter for letter, _ in pairs)
        self._places = [at for _, at in pairs]

    def find(self, title: str) -> Likeness:
        """Find where the title is printed, whole or without its subtitle."""
        whole = self._find(title)
        main = main_title(title)
        if not main or (whole.agreement is not Agreement.DISAGREE and not whole.other_word):
            return whole
        part = _without_subtitle(self._find(main), title)
        return part if _is_main_title(part) else whole

    def _find(self, title: str) -> Likeness:
        wanted = compact(title)
        if not wanted or not self._letters:
            return UNTOLD
        if len(wanted) > len(self._letters):
            return UNLIKE
        aligned = fuzz.partial_ratio_alignment(wanted, self._letters, score_cutoff=100 * NEAR)
        if aligned is None or aligned.dest_start == aligned.dest_end:
            return UNLIKE
        start, end = self._whole_words(aligned.dest_start, aligned.dest_end, wanted)
        found = _alike(self.text[start:end], title)
        return replace(found, start=start, end=end)

    def _whole_words(self, first: int, last: int, wanted: str) -> tuple[int, int]:
        """The best edges at whole words: an alignment has the title's length, not its words."""
        start, end = self._places[first], self._places[last - 1] + 1
        starts = _edges(self.text, start, opening=True)
        ends = _edges(self.text, end, opening=False)
        return max(
            ((one, other) for one in starts for other in ends if one < other),
            key=lambda edges: fuzz.ratio(compact(self.text[slice(*edges)]), wanted),
            default=(start, end),
        )


@lru_cache(maxsize=64)
def title_finder(text: str) -> TitleFinder:
    """What looks for titles in a string; made once for all candidates of a reference."""
    return TitleFinder(text)


def _edges(text: str, at: int, *, opening: bool) -> list[int]:
    """The edges of words on both sides of a place, three words to each."""
    pattern = _OPENINGS if opening else _ENDINGS
    edges = [found.start() for found in pattern.finditer(text, max(0, at - 60), at + 60)]
    before = [edge for edge in edges if edge <= at][-3:]
    after = [edge for edge in edges if edge > at][:3]
    return before + after or [at]


_OPENINGS = lazy_regex(r"(?<![^\W_])(?=[^\W_])")
_ENDINGS = lazy_regex(r"(?<=[^\W_])(?![^\W_])")


def is_printed(text: str) -> bool:
    """Whether a string seems to print a title: three words in small letters outside the names."""
    return len(_SMALL_WORD.findall(text)) >= 3


_SMALL_WORD = lazy_regex(r"\b(?!et\b|and\b)[^\W\d_A-Z]{4,}\b")


def strength(title: str, full: int) -> float:
    """How much a title says: a short one is soon another work's too."""
    return min(1.0, length("".join(words(title))) / full)
