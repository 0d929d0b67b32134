"""How a list is laid out: by numbers, bullets, blank lines, indents, lines, or by words alone.

Each way proposes where references start. The first whose references look like whole ones is taken.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from refkit.documents.line_features import (
    end_weight,
    is_dated,
    is_identified,
    is_identifier,
    is_whole,
    start_weight,
)
from refkit.documents.lines import Group, Line, grouped, joined
from refkit.documents.numbering import Marker, NumberStyle, chains, repeated, unordered
from refkit.regex import lazy_regex

BULLET = lazy_regex(r"[•●○▪▫■□◦‣⁃∙·*►➢➤✓✔§–—+-]\s+(?=\S)|\\item\s+")
# alpha.bst's and others' own names in brackets: [Smi04], [ABC+19]
# and those of LaTeX's own lists: \bibitem[Smith(2004)]{smith04}
_LABEL = lazy_regex(
    r"(?:\[(?=[^\]]{0,20}[A-Za-z])([\w+&.’'-]{2,20})\]|\\bibitem(?:\[[^\]]{0,200}\])?\{([^{}]{1,100})\})\s*"
)

_ACCEPTED = 0.7
_LEAST = {"numbers": 0.4, "labels": 0.4, "lines": 0.85}
_MOST_RUN_TOGETHER = 0.25
_MOST_OF_NUMBERED = 0.6
_NEAR = 8  # lines
_SURE = 3.0  # of a boundary that words alone tell
_ABOUT_HALF = 0.4


@dataclass(frozen=True, slots=True)
class Layout:
    """A way to tell references apart: where they start, and their numbers by the line of the start.

    ``words_at`` says where the words begin on the lines that begin with a mark.
    """

    name: str
    starts: tuple[int, ...]
    numbers: dict[int, str] = field(default_factory=dict)
    words_at: dict[int, int] = field(default_factory=dict)


def layout_of(lines: Sequence[Line]) -> Layout:
    """How these lines are laid out."""
    weights = boundary_weights(lines)
    for layout in _proposed(lines):
        least = _LEAST.get(layout.name, _ACCEPTED)
        if _quality(layout, lines, weights) >= least:
            return layout
    return Layout("words", tuple(by_words(lines, weights)))


def _proposed(lines: Sequence[Line]) -> Iterator[Layout]:
    yield from _numbered(lines)
    yield from _labelled(lines)
    yield from _bulleted(lines)
    yield from _by_blank_lines(lines)
    yield from _by_indents(lines)
    if not _goes_on_within(lines):
        yield Layout("lines", tuple(range(len(lines))))


def _goes_on_within(lines: Sequence[Line]) -> bool:
    """Whether about half of the lines begin with names, and the others go them on."""
    named = sum(start_weight(line.text) >= 1 for line in lines)
    return _ABOUT_HALF * len(lines) <= named <= (1 - _ABOUT_HALF) * len(lines)


def _numbered(lines: Sequence[Line]) -> Iterator[Layout]:
    any_order = unordered(lines)
    places = {each.line for each in any_order}
    for chain in chains(lines):
        if places > {each.line for each in chain.markers} and _is_fit(any_order, lines):
            break  # of some that were picked out of a list two may follow each other
        is_one = len(chain.markers) == 1 and chain.style is not NumberStyle.BARE
        if is_one or _is_fit(chain.markers, lines):
            yield numbered(chain.markers)
    if (same := repeated(lines)) and _is_fit(same, lines):
        yield numbered(same)
    if _is_fit(any_order, lines):
        yield numbered(any_order)


def _is_fit(markers: Sequence[Marker], lines: Sequence[Line]) -> bool:
    """Whether the numbers are those of a list, and not two or three that follow by chance."""
    if not markers:
        return False
    span = len(lines) - markers[0].line
    return (
        len(markers) >= 2
        and len(markers) * _MOST_LINES >= span
        and (len(markers) > 3 or 2 * markers[0].line <= len(lines))
    )


_MOST_LINES = 40


def numbered(markers: Sequence[Marker]) -> Layout:
    """The layout by numbers."""
    numbers = {each.line: each.printed for each in markers}
    words_at = {each.line: each.words_at for each in markers}
    return Layout("numbers", tuple(sorted(numbers)), numbers, words_at)


def _labelled(lines: Sequence[Line]) -> Iterator[Layout]:
    """Labels name one reference each: "[Internet]" and "[Online]" begin a line in the middle."""
    found = {
        place: each
        for place, line in enumerate(lines)
        if (each := _LABEL.match(line.text))
        and (_has_figure(each[1] or each[2]) or _may_begin(lines, place))
    }
    often = Counter(each[1] or each[2] for each in found.values())
    found = {place: each for place, each in found.items() if often[each[1] or each[2]] == 1}
    if len(found) >= 2:
        numbers = {place: each[1] or each[2] for place, each in found.items()}
        words_at = {place: each.end() for place, each in found.items()}
        yield Layout("labels", tuple(numbers), numbers, words_at)


def _has_figure(label: str) -> bool:
    return any(letter.isdigit() for letter in label)


def _may_begin(lines: Sequence[Line], place: int) -> bool:
    """Whether something begins with a line: the one before it ends, or a blank line parts them."""
    return not place or lines[place].is_apart or end_weight(lines[place - 1].text) > 0


def _bulleted(lines: Sequence[Line]) -> Iterator[Layout]:
    marks: dict[str, dict[int, int]] = defaultdict(dict)
    for place, line in enumerate(lines):
        if found := BULLET.match(line.text):
            marks[line.text[0]][place] = found.end()
    for places in sorted(marks.values(), key=len, reverse=True)[:1]:
        if len(places) >= 2:
            yield Layout("bullets", tuple(places), words_at=places)


def _by_blank_lines(lines: Sequence[Line]) -> Iterator[Layout]:
    # Below a heading there may be no blank line.
    starts = tuple(place for place, line in enumerate(lines) if line.is_apart or not place)
    if len(starts) >= 2 or len(lines) == 1:
        yield Layout("paragraphs", starts)


def _by_indents(lines: Sequence[Line]) -> Iterator[Layout]:
    """First lines that hang out, or that are set in."""
    bases = _bases(lines)
    inner = [line.block.indent > bases[line.block.page] + 0.5 for line in lines]
    hanging = tuple(place for place, is_in in enumerate(inner) if not is_in or not place)
    set_in = tuple(place for place, is_in in enumerate(inner) if is_in or not place)
    for starts in (hanging, set_in):
        if 2 <= len(starts) < len(lines):
            yield Layout("indents", starts)


def _bases(lines: Sequence[Line]) -> dict[int, float]:
    """How far in the outermost lines of each page stand."""
    indents: dict[int, list[float]] = defaultdict(list)
    for line in lines:
        indents[line.block.page].append(line.block.indent)
    return {page: min(found) for page, found in indents.items()}


def _quality(layout: Layout, lines: Sequence[Line], weights: Sequence[float]) -> float:
    """The share of groups that look like whole references; 0 where many hold more than one."""
    if not layout.starts:
        return 0.0
    fit: list[bool] = []
    run_together = place = 0
    for group in grouped(lines, layout.starts):
        fit.append(_may_be_one(group, layout, place))
        run_together += _holds_more(group, weights[place : place + len(group)])
        place += len(group)
    # One of several is no list that the layout tells apart.
    if fit.count(True) < min(2, len(fit)):
        return 0.0
    most = _MOST_OF_NUMBERED if layout.name == "numbers" else _MOST_RUN_TOGETHER
    if run_together > most * fit.count(True):
        return 0.0
    # What stands before the first and behind the last is none of the list.
    listed = fit[fit.index(True) : len(fit) - fit[::-1].index(True)]
    return listed.count(True) / len(listed)


def _may_be_one(group: Group, layout: Layout, place: int) -> bool:
    text = joined(group, layout.words_at.get(place, 0))
    # An address on a line of its own is that of the reference above, where nothing parts the two.
    alone = layout.name != "lines" and is_identifier(text)
    return alone or (is_whole(text) and start_weight(text) > -4)


def _holds_more(group: Group, weights: Sequence[float]) -> bool:
    """Whether a reference may begin within, behind one that is whole."""
    return any(
        weights[inner] >= _SURE
        and is_dated(joined(group[max(0, inner - _NEAR) : inner]))
        and is_dated(joined(group[inner : inner + _NEAR]))
        for inner in range(1, len(group))
    )


def boundary_weights(lines: Sequence[Line]) -> list[float]:
    """How much the words speak for a reference that begins with each line."""
    if not lines:
        return []
    return [
        4.0,
        *(
            start_weight(line.text) + end_weight(lines[place].text)
            for place, line in enumerate(lines[1:])
        ),
    ]


def by_words(lines: Sequence[Line], weights: Sequence[float]) -> list[int]:
    """Where references start by their words, and by lines that end before they are full.

    Of all ways to cut the lines the one that has the most for it, counting that each reference has
    a year or an identifier.
    """
    if not lines:
        return []
    starts = _cut(lines, weights)
    strong = [start_weight(lines[place].text) >= _STRONG for place in starts]
    if sum(strong) < _MOSTLY * len(strong):
        return starts
    # Where nearly all begin with a name, what begins with none goes on.
    stricter = [
        weight - (0.0 if start_weight(line.text) >= _STRONG else _UNLIKE_THE_OTHERS)
        for weight, line in zip(weights, lines, strict=True)
    ]
    return _cut(lines, stricter)


_STRONG = 1.5
_MOSTLY = 0.8
_UNLIKE_THE_OTHERS = 2.5


def _cut(lines: Sequence[Line], weights: Sequence[float]) -> list[int]:
    """The cut that has the most for it (Viterbi's algorithm over two states: dated yet, or not)."""
    room = _widths(lines)
    dated = [is_dated(line.text) or is_identified(line.text) for line in lines]
    # The best so far in each state, and for each line and state whether it began one.
    without, with_ = (-9.0, 0.0) if dated[0] else (0.0, -9.0)
    came: list[tuple[int, int]] = [(1, 1)]
    for place in range(1, len(lines)):
        weight = weights[place] + _fullness(lines[place - 1], lines[place], room)
        begun = max(without - _UNDATED, with_) + weight
        from_without = without - _UNDATED >= with_
        goes_without, goes_with = without, with_
        now_without, now_with, how_without, how_with = _step(
            dated[place], begun, goes_without, goes_with, from_without
        )
        without, with_ = now_without, now_with
        came.append((how_without, how_with))
    return _traced(came, with_ >= without - _UNDATED)


_UNDATED = 4.0
_NEVER = -1e9
# How a state was reached: a reference began behind one without or with a year, or it goes on.
_BEGAN_AFTER_WITHOUT, _BEGAN_AFTER_WITH, _GOES_WITHOUT, _GOES_WITH = 0, 1, 2, 3


def _step(
    is_dated_: bool, begun: float, without: float, with_: float, after_without: bool
) -> tuple[float, float, int, int]:
    began = _BEGAN_AFTER_WITHOUT if after_without else _BEGAN_AFTER_WITH
    if not is_dated_:
        to_without = (begun, began) if begun > without else (without, _GOES_WITHOUT)
        return to_without[0], with_, to_without[1], _GOES_WITH
    options = [(begun, began), (without, _GOES_WITHOUT), (with_, _GOES_WITH)]
    score, how = max(options)
    return _NEVER, score, _GOES_WITHOUT, how


def _traced(came: Sequence[tuple[int, int]], is_with: bool) -> list[int]:
    starts = []
    for place in range(len(came) - 1, 0, -1):
        how = came[place][is_with]
        if how in (_BEGAN_AFTER_WITHOUT, _BEGAN_AFTER_WITH):
            starts.append(place)
        is_with = how in (_BEGAN_AFTER_WITH, _GOES_WITH)
    return [0, *reversed(starts)]


def _widths(lines: Sequence[Line]) -> float:
    """How many letters a full line holds: hardly a line holds more."""
    lengths = sorted(line.block.indent + len(line.text) for line in lines)
    return lengths[min(len(lengths) - 1, int(0.95 * len(lengths)))]


def _fullness(before: Line, line: Line, room: float) -> float:
    """What it says that the line before ended where it did: would the next word have had room?"""
    if line.is_apart:
        return 2.0
    if room < 20:
        return 0.0
    word = len(line.text.split(maxsplit=1)[0])
    left = (room - before.block.indent - len(before.text) - 1 - word) / room
    return -0.75 if left < 0 else min(3.0, 1.0 + 12 * left)
