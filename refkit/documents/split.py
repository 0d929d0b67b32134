"""References told apart in a document, and all that is none of them.

Nothing is lost: what is no reference stands in ``left_out`` and is counted in ``remarks``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from string import ascii_lowercase

from refkit.documents.columns import in_reading_order
from refkit.documents.furniture import HEADS, LINKS, NUMBERS, STUDIES, without_furniture
from refkit.documents.headings import begins_list, ends_list, is_heading
from refkit.documents.layouts import BULLET, layout_of
from refkit.documents.line_features import (
    end_weight,
    is_dated,
    is_identified,
    is_whole,
    is_year,
    start_weight,
)
from refkit.documents.lines import Group, Line, grouped, joined, lines_of
from refkit.documents.model import BlockKind, Document, LeftOut, PrintedLine, PrintedList
from refkit.documents.numbering import split_lines
from refkit.documents.prose import listed_run
from refkit.formats.identifiers import is_list, pieces
from refkit.regex import lazy_regex
from refkit.text.plural import count_noun

# "(a) Ada", "a) Ada", "For reviews, see: (a) Ada"
_SUB_FIRST = lazy_regex(r"(?:(?:[^(]{0,80}[:,;.] )?(\([aA]\))|([aA]\)|a\.(?=\s)))\s?")
IDENTIFIERS = (
    "it holds identifiers alone, and these works are taken for the references themselves; "
    "--seeds FILE fetches the lists that they have"
)
BEFORE = "before the list"
"""What lines above all references are, among what is left out."""

_STRONG = 2.5
_NEAR = 40  # lines of a reference that are looked at
_LISTED = 0.6  # of the groups, where no heading says that they are a list
_OFTEN = 0.3
_SHOWN = 60


@dataclass(slots=True)
class _Section:
    """Lines below one heading; ``kind`` is ``list``, ``other`` or, where nothing says, ``open``."""

    kind: str
    heading: Line | None = None
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class _Found:
    """What a section holds: its references, and the lines before and behind them."""

    references: list[PrintedLine]
    before: list[Line]
    after: list[Line]
    is_identifiers: bool = False


def split_references(document: Document) -> PrintedList:
    """Tell the references of a document apart; none where nothing in it looks like one."""
    # A text's columns are told by its blanks; other readers know the places of words.
    is_text = document.kind == "text"
    ordered = in_reading_order(document.blocks) if is_text else document.blocks
    blocks, left = without_furniture(ordered)
    if document.line_numbers:
        left.append(LeftOut(NUMBERS, document.line_numbers))
    sections = list(_marked(document, list(lines_of(blocks))))
    references: list[PrintedLine] = []
    alone = 0
    aside: list[tuple[bool, list[Line]]] = []  # whether it is a heading alone, and the lines
    places: list[int] = []  # how many references stood before it
    for section, found in _taken(sections, is_text):
        before = found.before if found else section.lines
        if section.heading and section.kind == "list":
            aside.append((True, [section.heading]))
            places.append(len(references))
        elif section.heading:
            before = [section.heading, *before]
        for lines in (before, found.after if found else []):
            if lines:
                aside.append((False, lines))
                places.append(len(references))
            if lines is before and found:
                references += found.references
                alone += found.is_identifiers
    left += _told(aside, places, len(references))
    return PrintedList(
        references=tuple(references),
        remarks=(*document.remarks, *([IDENTIFIERS] if alone else []), *_remarks(left)),
        own_doi=document.own_doi,
        left_out=tuple(left),
    )


def _marked(document: Document, lines: Sequence[Line]) -> Iterator[_Section]:
    """The sections; the blocks that the document itself marks as its list are one of them."""
    within = document.list_blocks or range(0)
    marked = {id(block) for block in document.blocks[within.start : within.stop]}
    places = [place for place, line in enumerate(lines) if id(line.block) in marked]
    if not places:
        yield from _sections(lines)
        return
    first, last = places[0], places[-1] + 1
    inside = list(_sections(lines[first:last]))
    if len(inside) > 1 or inside[0].kind != "list":
        # A heading within is one of its lines: what ends a list ends not this one.
        inside = [_Section("list", None, list(lines[first:last]))]
    if not _found(inside[0].lines).references:
        yield from _sections(lines)
        return
    for around in (_sections(lines[:first]), inside, _sections(lines[last:])):
        yield from (each for each in around if each.heading or each.lines)


def _sections(lines: Sequence[Line]) -> Iterator[_Section]:
    section = _Section("open")
    for place, line in enumerate(lines):
        kind = ""
        if begins_list(line) and _stands_apart(lines, place):
            kind = "list"
        elif ends_list(line) and _stands_apart(lines, place):
            kind = "other"
        elif is_heading(line) or (line.block.kind is BlockKind.PARAGRAPH and is_year(line.text)):
            kind = "open"
        if kind:
            if section.heading or section.lines:
                yield section
            section = _Section(kind, line)
        else:
            section.lines.append(line)
    yield section


def _stands_apart(lines: Sequence[Line], place: int) -> bool:
    """Whether a line may be a heading: a line of a reference may hold one such word alone, too."""
    line = lines[place]
    if is_heading(line) or line.is_apart or not place:
        return True
    return end_weight(lines[place - 1].text) > 0 and line.text[:1].upper() == line.text[:1]


def _taken(sections: Sequence[_Section], is_text: bool) -> Iterator[tuple[_Section, _Found | None]]:
    """Each section, with what is found in it where it is taken for a list.

    What somebody pasted is mostly a list; a paper is mostly none, and has one below a heading.
    """
    looks_listed = _looks_listed if is_text else _reads_as_list
    is_told = any(
        section.kind == "list" and any(is_whole(line.text) for line in section.lines)
        for section in sections
    )
    all_found = [
        _found(section.lines, is_open=section.kind == "open") if section.lines else None
        for section in sections
    ]
    taken: list[_Found | None] = []
    last: _Found | None = None
    for section, found in zip(sections, all_found, strict=True):
        is_taken = found is not None and _is_list(section, found, is_told, last)
        if is_taken and found and not (is_text or is_told or looks_listed(found)):
            is_taken = section.kind == "list"
        taken.append(found if is_taken else None)
        if is_taken or (section.kind == "other" and section.lines):
            last = taken[-1]
    if not any(taken):
        # "Notes", "Appendix": where nothing else is a list, one below such a heading is.
        taken = [found if found and looks_listed(found) else None for found in all_found]
    yield from zip(sections, taken, strict=True)


def _is_list(section: _Section, found: _Found, is_told: bool, last: _Found | None) -> bool:
    if not found.references:
        return False
    if section.kind == "list":
        return True
    if last and _goes_on(last, found):
        return True
    if section.kind == "other":
        return False
    if not is_told:
        return _looks_listed(found) or not section.heading
    # A heading within the list: "Books", "Included studies".
    return last is not None and section.heading is not None and _looks_listed(found)


def _goes_on(last: _Found, found: _Found) -> bool:
    """Whether the numbers of a section go on from those before it."""
    before, first = last.references[-1].number, found.references[0].number
    return before.isdigit() and first.isdigit() and int(first) == int(before) + 1


def _looks_listed(found: _Found) -> bool:
    references = found.references
    if not references:
        return False
    fit = sum(
        is_whole(each.text) and (bool(each.number) or start_weight(each.text) >= 1)
        for each in references
    )
    return fit >= _LISTED * len(references)


def _reads_as_list(found: _Found) -> bool:
    """Whether several begin as references do, numbered or not: so are a paper's sections."""
    references = found.references
    fit = sum(is_whole(each.text) and start_weight(each.text) >= 1 for each in references)
    return len(references) > 1 and fit >= _LISTED * len(references)


def _found(lines: Sequence[Line], *, is_open: bool = False) -> _Found:
    """The references among the lines of one section; an open one may hold sentences, too."""
    if alone := _identifiers(lines):
        return _Found(alone, [], [], is_identifiers=True)
    lines = split_lines(lines)
    layout = layout_of(lines)
    first = min(layout.starts, default=0)
    head, body = list(lines[:first]), list(lines[first:])
    groups = grouped(body, [place - first for place in layout.starts])
    numbers = [layout.numbers.get(place, "") for place in sorted(layout.starts)]
    marks = [layout.words_at.get(place, 0) for place in sorted(layout.starts)]
    if layout.numbers:
        return _of_numbered(head, groups, numbers, marks)
    return _of_others(head, groups, marks, is_open=is_open)


def _of_numbered(
    head: list[Line], groups: list[Group], numbers: Sequence[str], marks: Sequence[int]
) -> _Found:
    pieces: list[PrintedLine] = []
    is_gapped = sum(any(line.is_apart for line in group[1:]) for group in groups[:-1])
    may_cut = is_gapped <= _OFTEN * len(groups)
    after: list[Line] = []
    # One whose number is lost may stand before all.
    if head and is_whole(joined(head)) and start_weight(head[0].text) >= _STRONG:
        pieces.append(_printed(head))
        head = []
    for place, (group, number, mark) in enumerate(zip(groups, numbers, marks, strict=True)):
        is_last = place == len(groups) - 1
        missing = 0 if is_last else _missing(number, numbers[place + 1])
        parts = _parts(group, may_cut=may_cut, missing=missing)
        if is_last and may_cut:
            parts[-1], after = _without_end(parts[-1])
        pieces += _sub_references(_printed(parts[0], number, mark))
        pieces += map(_printed, parts[1:])
    return _Found(pieces, head, after)


def _missing(number: str, following: str) -> int:
    """How many numbers are missing between two."""
    if not (number.isdigit() and following.isdigit()):
        return 0
    return max(0, int(following) - int(number) - 1)


def _parts(group: Group, *, may_cut: bool, missing: int) -> list[list[Line]]:
    """The lines of one number: its reference, and others whose number is lost."""
    parts: list[list[Line]] = []
    start = 0
    for place in range(1, len(group)):
        is_parted = (may_cut and group[place].is_apart) or missing > len(parts)
        if is_parted and _stands_alone(group[start:place][-_NEAR:], group[place : place + _NEAR]):
            parts.append(list(group[start:place]))
            start = place
    return [*parts, list(group[start:])]


def _without_end(group: Group) -> tuple[list[Line], list[Line]]:
    """The lines of the last number, and what follows the list though no heading says so."""
    for place in range(1, min(len(group), _NEAR)):
        if group[place].is_apart and _is_over(group[:place], group[place:]):
            return list(group[:place]), list(group[place:])
    return list(group), []


def _stands_alone(first: Group, second: Group) -> bool:
    """Whether lines behind a whole reference are one of their own, whose number is lost."""
    return (
        start_weight(second[0].text) >= _STRONG
        and end_weight(first[-1].text) > 0
        and is_dated(joined(second))
        and is_dated(joined(first))
    )


def _is_over(first: Group, second: Group) -> bool:
    """Whether the list ends behind its last number, though no heading says so."""
    text = joined(first)
    return is_whole(text) and end_weight(first[-1].text) > 0 and not _NOTE.match(second[0].text)


_NOTE = lazy_regex(r"(?i:https?:|www\.|doi|10\.\d{4}|pmid|pmc|epub|\[|\()|[a-z]")


def _of_others(
    head: list[Line], groups: list[Group], marks: Sequence[int], *, is_open: bool
) -> _Found:
    """Without numbers: what looks like none at the beginning and at the end is none."""
    pieces = [_printed(group, "", mark) for group, mark in zip(groups, marks, strict=True)]
    run = listed_run([piece.text for piece in pieces]) if is_open else range(len(pieces))
    weights = [start_weight(piece.text) for piece in pieces]
    dated = [is_dated(piece.text) or is_identified(piece.text) for piece in pieces]
    named = [weights[place] >= 1 for place in run if dated[place]]
    least = 1.0 if 2 * sum(named) > len(named) else -3.9
    fit = [
        is_there and weight >= least and place in run
        for place, (is_there, weight) in enumerate(zip(dated, weights, strict=True))
    ]
    if True not in fit:
        return _Found([], [*head, *(line for group in groups for line in group)], [])
    first, last = fit.index(True), len(fit) - fit[::-1].index(True)
    before = [line for group in groups[:first] for line in group]
    after = [line for group in groups[last:] for line in group]
    return _Found(pieces[first:last], [*head, *before], after)


def _printed(group: Group, number: str = "", words_at: int = 0) -> PrintedLine:
    text = joined(group, words_at).strip()
    if not number and not words_at and (found := BULLET.match(text)):
        text = text[found.end() :]
    links = dict.fromkeys(link for line in group for link in line.block.links)
    return PrintedLine(text, number, tuple(links))


def _sub_references(line: PrintedLine) -> list[PrintedLine]:
    """``12. (a) Ada ...; (b) Bo ...``: chemists list several works under one number."""
    opening = _SUB_FIRST.match(line.text)
    if not opening or not line.number:
        return [line]
    style = opening[1] or opening[2]
    first = opening.end() - len(opening[0]) + opening[0].index(style)
    cuts, at = [first], first + len(style)
    for letter in ascii_lowercase[1:]:
        mark = style.replace("a", letter).replace("A", letter.upper())
        at = _next_mark(line.text, mark, at)
        if at < 0:
            break
        cuts.append(at)
        at += len(mark)
    if len(cuts) < 2:
        return [line]
    texts = [
        line.text[start + len(style) : end].strip()
        for start, end in pairwise([*cuts, len(line.text)])
    ]
    texts[0] = f"{line.text[:first]}{texts[0]}"
    return [
        PrintedLine(text, f"{line.number}{letter}", line.links)
        for text, letter in zip(texts, ascii_lowercase, strict=False)
    ]


def _next_mark(text: str, mark: str, start: int) -> int:
    """Where the next letter stands behind the end of a work; -1 where nowhere."""
    at = text.find(mark, start)
    while at > 0:
        if text[:at].rstrip().endswith((";", ".", ",")) and text[at - 1] in " \n;":
            return at
        at = text.find(mark, at + 1)
    return -1


def _identifiers(lines: Sequence[Line]) -> list[PrintedLine]:
    """A line for each identifier where the lines hold nothing else; empty where one is words."""
    texts = [line.text for line in lines]
    if not is_list("\n".join(texts)) or any(map(_is_in_words, texts)):
        return []
    return [PrintedLine(piece) for text in texts for piece in pieces(text)]


def _is_in_words(text: str) -> bool:
    return len(_WORD.findall(text)) >= _FEWEST_WORDS and is_dated(text) and start_weight(text) > -4


_WORD = lazy_regex(r"(?<![\w./])[^\W\d_]{3,}(?![\w./])")
_FEWEST_WORDS = 4


def _told(
    aside: Iterable[tuple[bool, list[Line]]], places: Sequence[int], total: int
) -> Iterator[LeftOut]:
    for (is_title, lines), place in zip(aside, places, strict=True):
        where = BEFORE if place == 0 else "after the list" if place == total else "within the list"
        what = "heading" if is_title else where if total else "text"
        yield LeftOut(what, tuple(line.text for line in lines))


def _remarks(left: Sequence[LeftOut]) -> Iterator[str]:
    """A line for the user on each kind of what is left out, but for headings of lists."""
    kinds: dict[str, list[str]] = {}
    for each in left:
        kinds.setdefault(each.what, []).extend(each.lines)
    for what, lines in kinds.items():
        if what in ("heading", "text"):
            continue
        count = count_noun(len(lines), "lines")
        if what == NUMBERS:
            # On each page they may begin anew.
            first, last = min(map(int, lines)), max(map(int, lines))
            yield f"the {what} {first} to {last} are left out"
            continue
        of = "of " if what in (HEADS, LINKS, STUDIES) else ""
        verb = "is" if len(lines) == 1 else "are"
        yield f"{count} {of}{what} {verb} left out ({_shown(lines[0])})"


def _shown(text: str) -> str:
    words = " ".join(text.split())
    return repr(words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…")
