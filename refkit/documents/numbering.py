"""The numbers of references: at the beginnings of lines, within them, and in cells of their own.

Lines begin with years, volumes and pages, too. A number is one of the list where the one before it
stands before and the one behind it behind: the chain of numbers that holds the most is taken, with
gaps where a number is missing, and beginning anew where a list does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from refkit.documents.line_features import end_weight, start_weight
from refkit.documents.lines import Line
from refkit.documents.model import Block, BlockKind
from refkit.regex import lazy_regex

# What stands before references that follow each other within a line: "1. Ada ... 2. Bo".
_WITHIN = (
    lazy_regex(r"(?:(?<=\s)|\A)\[(\d{1,4})([a-z]?)\]\s*"),
    lazy_regex(r"(?:(?<=\s)|\A)(\d{1,4})([a-z]?)[.)]\s+"),
    lazy_regex(r"(?:(?<=\s)|\A)\((\d{1,4})([a-z]?)\)\s*"),
    lazy_regex(r"(?:(?<=[.;\])]\s)|\A)(\d{1,4})([a-z]?)\s+"),
)
_FEWEST_WITHIN = 2
_LONG = 200  # letters of a line that may hold two
_ONLY_NUMBER = re.compile(r"[\W_]*(\d{1,4}[a-z]?)[\W_]*")


class NumberStyle(StrEnum):
    """How numbers are printed."""

    BRACKETS = "[1]"
    PARENTHESES = "(1)"
    STOP = "1."
    CLOSED = "1)"
    COLON = "1:"
    BARE = "1"
    RAISED = "¹"
    SUPPLEMENT = "S1."
    SIGN = "#1"
    DASH = "1 –"
    AUTOMATIC = "automatic"


_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_NUMBER = r"([\d０-９]{1,4})([a-z]?)"
_WORD = r"(?i:(?:ref(?:erence)?s?|no|nr|№)\.?\s{0,2})?"
# "[^1]: " are Markdown's notes; "S12. " the references of a supplement.
_STYLES = {
    NumberStyle.BRACKETS: lazy_regex(rf"{_WORD}[\[［【〔{{]\s?\^?{_NUMBER}\s?[\]］】〕}}][.:]?\s*"),
    NumberStyle.PARENTHESES: lazy_regex(rf"[(（]\s?{_NUMBER}\s?[)）][.:]?\s*"),
    NumberStyle.SUPPLEMENT: lazy_regex(rf"[\[(]?S{_NUMBER}[\])]?[.:)]?\s+"),
    NumberStyle.SIGN: lazy_regex(rf"#\s?{_NUMBER}[.:)]?\s+"),
    NumberStyle.DASH: lazy_regex(rf"{_NUMBER}\s{{1,3}}[-–—]\s+"),
    NumberStyle.STOP: lazy_regex(rf"{_WORD}{_NUMBER}\s?[.．、](?!\d)[)\]]?\s*"),
    NumberStyle.CLOSED: lazy_regex(rf"{_NUMBER}\s?[)）\]](?!\d)[.:]?\s*"),
    NumberStyle.COLON: lazy_regex(rf"{_WORD}{_NUMBER}\s?:\s*"),
    NumberStyle.RAISED: lazy_regex(r"([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4})()\s*"),
    NumberStyle.BARE: lazy_regex(rf"{_NUMBER}(?:\s+|\Z|(?=[^\W\d_a-z]))"),
}
_MOST_MISSING = 5
_MISSING = 0.7
_ANEW = 1.5
_LATE = 0.75  # a chain that does not begin with 1
_MOST_ASTRAY = 10
_STRAY = 1.15  # what a marker astray weighs at the least


@dataclass(frozen=True, slots=True)
class Marker:
    """A number at the beginning of a line: which line, and where its words begin."""

    line: int
    number: int
    letter: str
    words_at: int
    weight: float
    prefix: str = ""

    @property
    def printed(self) -> str:
        """The number as it is told: ``12``, ``12a``, ``S12``."""
        return f"{self.prefix}{self.number}{self.letter}"


@dataclass(frozen=True, slots=True)
class Chain:
    """Numbers that go on, in the order of their lines."""

    style: NumberStyle
    markers: tuple[Marker, ...]
    score: float


def chains(lines: Sequence[Line]) -> list[Chain]:
    """The best chain of each style that has one, the best of all first."""
    found = []
    for style in NumberStyle:
        markers = [each for each in _markers(lines, style) if each is not None]
        chain = best_chain(markers)
        if len(chain) > 1 or (chain and chain[0].line == 0 and chain[0].number == 1):
            all_ = with_strays(chain, markers, lines)
            found.append(Chain(style, tuple(all_), sum(each.weight for each in all_)))
    return sorted(found, key=lambda each: -each.score)


def repeated(lines: Sequence[Line]) -> tuple[Marker, ...]:
    """Lines that begin with one and the same number, as Markdown has it; empty where none do."""
    same: dict[int, list[Marker]] = {}
    for marker in _markers(lines, NumberStyle.STOP):
        if marker is not None and not _is_year(marker):
            same.setdefault(marker.number, []).append(marker)
    most = max(same.values(), key=len, default=[])
    return tuple(most) if len(most) >= _FEWEST_REPEATED else ()


_FEWEST_REPEATED = 3


def unordered(lines: Sequence[Line]) -> tuple[Marker, ...]:
    """Lines that begin with a number and then as references do, whatever comes before and behind.

    So are some that were picked out of a list, and a list that counts down. A bare number is none.
    """
    most: tuple[Marker, ...] = ()
    for style in NumberStyle:
        if style is NumberStyle.BARE:
            continue
        found = tuple(
            each
            for each in _markers(lines, style)
            if each and each.weight >= _STRAY and not _is_year(each) and _has_words(each, lines)
        )
        most = max(most, found, key=len)
    return most


def _has_words(marker: Marker, lines: Sequence[Line]) -> bool:
    """Whether words stand beside a number: the last page of a reference may be a line, too."""
    return bool(lines[marker.line].text[marker.words_at :])


def _markers(lines: Sequence[Line], style: NumberStyle) -> Iterable[Marker | None]:
    for place, line in enumerate(lines):
        read = _read(line, style)
        if read is None:
            continue
        number, letter, at = read
        following = lines[place + 1].text if place + 1 < len(lines) else ""
        words = line.text[at:] or following
        before = lines[place - 1].text if place else ""
        weight = _weight(words, before, line.is_apart, style)
        yield Marker(
            place, number, letter, at, weight, "S" if style is NumberStyle.SUPPLEMENT else ""
        )


def _read(line: Line, style: NumberStyle) -> tuple[int, str, int] | None:
    if style is NumberStyle.AUTOMATIC:
        found = _STYLES[NumberStyle.BARE].match(line.block.number.strip("()[]., "))
        return (*_value(found[1], found[2]), 0) if found else None
    found = _STYLES[style].match(line.text[:20])
    return (*_value(found[1], found[2]), found.end()) if found else None


def _value(digits: str, letter: str) -> tuple[int, str]:
    return int(digits.translate(_RAISED).translate(_WIDE)), letter


def _weight(words: str, before: str, is_apart: bool, style: NumberStyle) -> float:
    """How much a line is worth as the one of its number: by what stands behind and before it."""
    weight = 1.0 + 0.1 * start_weight(words)
    if before and not is_apart:
        weight += 0.06 * end_weight(before)
    return weight - (0.15 if style is NumberStyle.BARE else 0.0)


def best_chain(markers: Sequence[Marker]) -> list[Marker]:
    """The chain of markers that weighs most; empty where there is none."""
    scores: list[float] = []
    previous: list[int] = []
    latest: dict[tuple[int, str], int] = {}
    best = -1  # the end of the best chain so far
    for place, marker in enumerate(markers):
        options = [(_begun(marker), -1)]
        for back in range(_MOST_MISSING + 1):
            for key in _before(marker, back):
                if (at := latest.get(key)) is not None:
                    options.append((scores[at] - _MISSING * back, at))
        if marker.number == 1 and best >= 0 and marker.letter in ("", "a"):
            options.append((scores[best] - _ANEW, best))
        score, at = max(options)
        scores.append(score + marker.weight)
        previous.append(at)
        _keep(latest, marker, place, scores)
        if best < 0 or scores[place] > scores[best]:
            best = place
    chain: list[Marker] = []
    while best >= 0 and scores[best] > 0:
        chain.append(markers[best])
        best = previous[best]
    return chain[::-1]


def _begun(marker: Marker) -> float:
    """What it costs to begin with a marker; a list begins with no year."""
    if _is_year(marker):
        return _NEVER
    return -_LATE if marker.number > 1 else 0.0


def _is_year(marker: Marker) -> bool:
    """Whether a number may be a year: "(2019)." ends a reference on a line of its own."""
    return _FIRST_YEAR <= marker.number <= _LAST_YEAR


_FIRST_YEAR, _LAST_YEAR = 1500, 2100
_NEVER = -1e6


def _keep(
    latest: dict[tuple[int, str], int], marker: Marker, place: int, scores: Sequence[float]
) -> None:
    for key in ((marker.number, marker.letter), (marker.number, "*")):
        if key not in latest or scores[place] >= scores[latest[key]]:
            latest[key] = place


def _before(marker: Marker, missing: int) -> list[tuple[int, str]]:
    """What may stand before a marker where so many numbers are missing."""
    letter = marker.letter
    if missing == 0 and letter > "a":
        return [(marker.number, chr(ord(letter) - 1)), (marker.number - 1, "*")]
    if missing == 0 and letter == "a":
        return [(marker.number, ""), (marker.number - 1, "*")]
    return [(marker.number - 1 - missing, "*")]


def with_strays(
    chain: Sequence[Marker], markers: Sequence[Marker], lines: Sequence[Line]
) -> list[Marker]:
    """The chain, and between its first and last number those that are misprinted or out of order.

    They begin as references do, behind one that ends, and their number is near.
    """
    there = {each.line for each in chain}
    found = list(chain)
    near = iter(chain)
    ahead, last = next(near, None), chain[0]
    for marker in markers:
        while ahead and ahead.line <= marker.line:
            last, ahead = ahead, next(near, None)
        if marker.line in there or marker.line < chain[0].line:
            continue
        is_near = abs(marker.number - last.number) <= _MOST_ASTRAY
        before = lines[marker.line - 1]
        is_parted = lines[marker.line].is_apart or end_weight(before.text) > 0
        if is_near and is_parted and marker.weight >= _STRAY:
            found.append(marker)
    return sorted(found, key=lambda each: each.line)


def split_lines(lines: Sequence[Line]) -> list[Line]:
    """The lines, cut before the numbers within them where these go on from one to the next."""
    if not any(len(line.text) > _LONG for line in lines):
        return list(lines)
    return [*_cut(lines, min(_chains(lines), key=lambda chain: -len(chain)))]


def _chains(lines: Sequence[Line]) -> Iterator[list[tuple[int, int]]]:
    """For each way of writing numbers where those within lines stand: the line and the letter."""
    for mark in _WITHIN:
        markers: list[Marker] = []
        places: list[tuple[int, int]] = []
        for place, line in enumerate(lines):
            for found in mark.finditer(line.text):
                before = line.text[max(0, found.start() - 80) : found.start()].rstrip()
                words = line.text[found.end() : found.end() + 240]
                if before and (not _may_end(before) or start_weight(words) < 0):
                    continue
                weight = 1.0 + 0.1 * start_weight(words)
                markers.append(Marker(len(places), int(found[1]), found[2], 0, weight))
                places.append((place, found.start()))
        chain = [places[each.line] for each in best_chain(markers)]
        within = [each for each in chain if each[1]]
        yield within if len(chain) > _FEWEST_WITHIN or len(within) == len(chain) - 1 else []


def _may_end(before: str) -> bool:
    return before.endswith(":") or end_weight(before) > 0


def _cut(lines: Sequence[Line], cuts: Sequence[tuple[int, int]]) -> Iterator[Line]:
    inside: dict[int, list[int]] = {}
    for place, at in cuts:
        inside.setdefault(place, []).append(at)
    for place, line in enumerate(lines):
        ends = [*inside.get(place, ()), len(line.text)]
        start = 0
        for end in ends:
            if text := line.text[start:end].strip():
                yield Line(replace(line.block, text=text), line.is_apart or start > 0)
            start = end


def _only_number(text: str) -> str:
    """The number of a text that is nothing else, without brackets and stop; empty where none."""
    found = _ONLY_NUMBER.fullmatch(text)
    return found[1] if found else ""


def merged_row(row: Sequence[Block]) -> list[Block]:
    """The blocks of a row, in which a first cell that is a number and no more is the item's."""
    kept = list(row)
    if len(row) > 1 and not row[1].number:
        number = _only_number(row[0].text) or ("" if row[0].text else row[0].number)
        if number:
            kept = [replace(row[1], number=number, kind=BlockKind.ITEM), *row[2:]]
    return [each for each in kept if each.text]
