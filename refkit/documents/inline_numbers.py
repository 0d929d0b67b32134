"""References that follow each other within a line, as pastes have them: ``1. Ada ... 2. Bo``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from refkit.documents.line_features import end_weight, start_weight
from refkit.documents.lines import Line
from refkit.documents.numbering import Marker, best_chain
from refkit.regex import lazy_regex

_MARKS = (
    lazy_regex(r"(?:(?<=\s)|\A)\[(\d{1,4})([a-z]?)\]\s*"),
    lazy_regex(r"(?:(?<=\s)|\A)(\d{1,4})([a-z]?)[.)]\s+"),
    lazy_regex(r"(?:(?<=\s)|\A)\((\d{1,4})([a-z]?)\)\s*"),
    lazy_regex(r"(?:(?<=[.;\])]\s)|\A)(\d{1,4})([a-z]?)\s+"),
)
_FEWEST = 2
_LONG = 200  # letters of a line that may hold two


def split_lines(lines: Sequence[Line]) -> list[Line]:
    """The lines, cut before the numbers within them where these go on from one to the next."""
    if not any(len(line.text) > _LONG for line in lines):
        return list(lines)
    return [*_cut(lines, min(_chains(lines), key=lambda chain: -len(chain)))]


def _chains(lines: Sequence[Line]) -> Iterator[list[tuple[int, int]]]:
    """For each way of writing numbers where those within lines stand: the line and the letter."""
    for mark in _MARKS:
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
        yield within if len(chain) > _FEWEST or len(within) == len(chain) - 1 else []


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
