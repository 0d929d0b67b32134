"""What stands on a page beside its text: page numbers, running heads, line numbers, links.

Only what is sure is taken out, and all of it is told: a line of a reference may be a number too.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from refkit.documents.line_features import IDENTIFIER, end_weight, start_weight
from refkit.documents.model import Block, BlockKind, LeftOut
from refkit.regex import lazy_regex

_PAGE_NUMBER = lazy_regex(
    r"(?:[-–—|\[(]\s?)?(?:(?i:page|p\.|seite|página|pagina|s\.|стр\.|第)\s?)?(\d{1,4})"
    r"(?:\s?(?i:of|/|von|de|di|van|из)\s?\d{1,4})?\s?(?:页|頁|ページ)?(?:\s?[-–—|\])])?"
)
_NAMED_PAGE = lazy_regex(
    r"(?i:\W{0,2}(?:page|seite|página|pagina|стр\.|第)\s?\d|\d{1,4}\s?(?:of|/|von)\s?\d)"
)
_STAMP = lazy_regex(
    r"(?:nih-pa )?author manuscript\b|.{0,60}\bauthor manuscript; available in pmc\b"
    r"|downloaded (?:from|by|on)\b|this article is protected by copyright|for personal use only\b"
    r"|.{0,80}all rights reserved\W*\Z|.{0,40}certified by peer review|(?:bio|med)rxiv preprint\b"
    r"|accepted (?:article|manuscript)\Z",
    re.IGNORECASE,
)
# "Arden 2019 {published data only}": Cochrane's name of a study, before its references.
_STUDY = lazy_regex(r"([^\W\d_][\w'’ -]{1,30}?),? (?:19|20)\d\d[a-z]?(?:\s*\{[^{}]{1,80}\})?")
HEADS, LINKS = "running heads and page numbers", "names of links"
STUDIES, NUMBERS = "names of studies", "line numbers"
_NUMBERED_WORK = lazy_regex(r"\b(?:pmid|pmc\s?\d|arxiv|isbn)\b", re.IGNORECASE)
_QUOTE = lazy_regex(r"(?:>\s?)+")
_FEWEST_LINKS = 2
_DIGITS = lazy_regex(r"\d+")
_LINE_NUMBER = lazy_regex(r"(\d{1,4})(?:\s+|\Z)")
_NUMBER_BEHIND = lazy_regex(r"\s{2,}(\d{1,4})\Z")
_EDGE = 3  # lines at the top and at the foot of a page
_LEAST_OF_PAGES = 0.3
_FEWEST_BETWEEN = 8  # lines on a page, where pages are not told
_MOST_OF_A_HEAD = 120
_NUMBERED = 0.8
_FEWEST_NUMBERED = 8

# What a journal's page calls the links that it prints below each reference of its list.
_LINK_NAME = (
    r"google scholar|pub ?med(?: central)?|cross[- ]?ref|web of science|scopus|medline|isi|cas|ads"
    r"|mathscinet|worldcat|view (?:pdf|article|record)(?: in \w+)?|view in \w+"
    r"|full[- ]text(?: pdf)?|abstract"
    r"|article|pdf|free full text|export citation|open in new tab|search (?:in )?google scholar"
    r"|find (?:it|full text)|download citation|chemical abstracts service"
)
# A line that holds nothing but these.
_LINE_OF_LINKS = lazy_regex(
    # Copied out of a page they may stand without a blank: "CASPubMedWeb of Science®Google Scholar".
    rf"[\[(|]?(?:{_LINK_NAME})(?:[\s|,;·\])(\[®]{{0,5}}(?:{_LINK_NAME})){{0,9}}[\s\])|®]?",
    re.IGNORECASE,
)
LINK_TEXT = lazy_regex(
    # Words that are the name of a link only where they are known to be a link's whole text.
    rf"\W*(?:{_LINK_NAME}|(?:free )?(?:pmc|full[ -]text|pdf)(?: (?:free )?article)?|summary|link"
    r"|view(?: at publisher| abstract)?|scholar|adsabs|math|chemport|open ?url"
    r"|download(?: references)?|doi|get rights and content|altmetric|europe ?pmc|semantic scholar"
    r"|unpaywall)\W*",
    re.IGNORECASE,
)
"""The text of a link to a service, which is no part of the reference before it."""


def without_furniture(blocks: Sequence[Block]) -> tuple[list[Block], list[LeftOut]]:
    """The blocks without what is none of the text, and that."""
    left: list[LeftOut] = []
    kept, numbers = _without_line_numbers(_without_quotes(blocks))
    if numbers:
        left.append(LeftOut(NUMBERS, tuple(numbers)))
    links, studies = set(_links(kept)), set(_studies(kept))
    heads = {*_page_numbers(kept), *_running_heads(kept), *_stamps(kept)} - links - studies
    for what, places in ((HEADS, heads), (LINKS, links), (STUDIES, studies)):
        if places:
            left.append(LeftOut(what, tuple(kept[place].text for place in sorted(places))))
    # What stands below the name of a study is a reference of its own.
    kept = [replace(kept[place], text="") if place in studies else kept[place]
            for place in range(len(kept))]  # fmt: skip
    return _without(kept, heads | links), left


def _without(blocks: Sequence[Block], out: set[int]) -> list[Block]:
    """The others; a blank line stays where one was taken out if a reference may begin there."""
    kept: list[Block] = []
    blanks: list[Block] = []
    is_cut, page = False, 0
    for place, block in enumerate(blocks):
        if place in out:
            is_cut = True
            continue
        is_cut = is_cut or bool(block.page != page and page)
        page = block.page
        if not block.text.strip():
            blanks.append(block)
            continue
        if not is_cut or (kept and blanks and _may_part(kept[-1], block)):
            kept += blanks
        kept.append(block)
        blanks, is_cut = [], False
    return kept


def _may_part(before: Block, after: Block) -> bool:
    return end_weight(before.text) > 0 and (
        start_weight(after.text) > 0 or after.text[:1] in "[(0123456789"
    )


def _page_numbers(blocks: Sequence[Block]) -> list[int]:
    """Lines that hold the number of a page and nothing else."""
    found = [
        place
        for place, block in enumerate(blocks)
        if block.kind is BlockKind.LINE and _PAGE_NUMBER.fullmatch(block.text)
    ]
    if not found:
        return []
    spaces = [after - before for before, after in pairwise(found)]
    if len(found) > 2 and median(spaces) < _FEWEST_BETWEEN:
        return [place for place in found if _NAMED_PAGE.match(blocks[place].text)]
    edges = set[int]().union(*_edges(blocks))
    return [place for place in found if _is_page_number(blocks, place, found, edges)]


def _is_page_number(
    blocks: Sequence[Block], place: int, found: Sequence[int], edges: set[int]
) -> bool:
    if _NAMED_PAGE.match(blocks[place].text):
        return True
    if place in edges:
        return not _goes_on_above(blocks, place)
    before = blocks[place - 1].text if place else ""
    after = blocks[place + 1].text if place + 1 < len(blocks) else ""
    if before.endswith(("-", "–", ",", ":", ";", "pp.", "p.")):
        return False
    if not before and not after:
        return True
    number = _number(blocks[place])
    numbers = {_number(blocks[other]) for other in found}
    return bool({number - 1, number + 1} & numbers)


def _goes_on_above(blocks: Sequence[Block], place: int) -> bool:
    """Whether a number is the end of an address, with the page's own number below it."""
    if not 0 < place < len(blocks) - 1:
        return False
    before, after = blocks[place - 1], blocks[place + 1]
    is_within = before.page == after.page == blocks[place].page
    return is_within and before.text.endswith("-") and bool(_PAGE_NUMBER.fullmatch(after.text))


def _number(block: Block) -> int:
    found = _DIGITS.search(block.text)
    return int(found[0]) if found else -1


def _edges(blocks: Sequence[Block]) -> tuple[set[int], set[int]]:
    """The first and the last lines of each page, where pages are told; some may be both."""
    pages: dict[int, list[int]] = defaultdict(list)
    for place, block in enumerate(blocks):
        if block.page and block.text.strip():
            pages[block.page].append(place)
    first = {place for places in pages.values() for place in places[:_EDGE]}
    return first, {place for places in pages.values() for place in places[-_EDGE:]}


def _running_heads(blocks: Sequence[Block]) -> list[int]:
    """Lines at the same edge of several pages that read alike but for the number of the page.

    At the foot of one page and the top of the next, the same words are of one text: two authors of
    one department.
    """
    return [place for edge in _edges(blocks) for place in _alike_on_pages(blocks, edge)]


def _alike_on_pages(blocks: Sequence[Block], edge: Iterable[int]) -> Iterator[int]:
    pages = len({block.page for block in blocks})
    named: dict[str, list[int]] = defaultdict(list)
    for place in sorted(edge):
        text = blocks[place].text
        if _PAGE_NUMBER.fullmatch(text) and _goes_on_above(blocks, place):
            continue
        if len(text) <= _MOST_OF_A_HEAD and blocks[place].kind is BlockKind.LINE:
            named[_alike(text)].append(place)
    for places in named.values():
        if len({blocks[place].page for place in places}) >= max(2, _LEAST_OF_PAGES * pages):
            yield from _counting_pages(blocks, places)


def _counting_pages(blocks: Sequence[Block], places: Sequence[int]) -> list[int]:
    """Those whose numbers are the same, or go on with the pages: "Blood 7, 12–19 (2001)." does not.

    ``places`` are lines that read alike but for their numbers.
    """
    best: list[int] = []
    for first in places[:_EDGE]:
        like = [place for place in places if _goes_with(blocks[first], blocks[place])]
        best = max(best, like, key=len)
    return best if len({blocks[place].page for place in best}) >= 2 else []


def _goes_with(one: Block, other: Block) -> bool:
    steps = {0, other.page - one.page}
    ours, theirs = _DIGITS.findall(one.text), _DIGITS.findall(other.text)
    return all(int(later) - int(first) in steps for first, later in zip(ours, theirs, strict=False))


def _alike(text: str) -> str:
    # Of two addresses that differ in their digits, each is of a work of its own.
    if _NUMBERED_WORK.search(text):
        return text.casefold()
    words = text.casefold().split()
    return " ".join(word if IDENTIFIER.search(word) else _DIGITS.sub("#", word) for word in words)


def _stamps(blocks: Sequence[Block]) -> list[int]:
    """What hosts stamp on pages."""
    return [
        place
        for place, block in enumerate(blocks)
        if block.kind is BlockKind.LINE and _STAMP.match(block.text[:_MOST_OF_A_HEAD])
    ]


def _studies(blocks: Sequence[Block]) -> list[int]:
    """Lines that hold the name of a study alone, whose author's reference is the next line."""
    found = []
    for place, (block, after) in enumerate(pairwise(blocks)):
        name = _STUDY.fullmatch(block.text) if len(block.text) <= _MOST_OF_A_HEAD else None
        if name and after.text.startswith(name[1]) and len(after.text) > len(block.text):
            found.append(place)
    return found


def _without_quotes(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks without the marks by which a mail quotes another, where it quotes all."""
    full = [block for block in blocks if block.text.strip()]
    if sum(block.text.startswith(">") for block in full) < max(2, _NUMBERED * len(full)):
        return blocks
    return [replace(block, text=_bare(block.text)) for block in blocks]


def _bare(text: str) -> str:
    found = _QUOTE.match(text)
    return text[found.end() :] if found else text


def _links(blocks: Sequence[Block]) -> list[int]:
    """Lines that hold nothing but the names of links, where there are several such."""
    found = [
        place
        for place, block in enumerate(blocks)
        if len(block.text) <= _MOST_OF_A_HEAD and _LINE_OF_LINKS.fullmatch(block.text)
    ]
    return found if len(found) >= _FEWEST_LINKS else []


def _without_line_numbers(blocks: Sequence[Block]) -> tuple[Sequence[Block], list[str]]:
    """The blocks without the numbers of a manuscript's lines, and these.

    Nearly every line has one, on its left or its right, they go on by one or begin anew, and what
    stands behind them is not each time the beginning of a reference, as in a list with a line for
    each.
    """
    full = [place for place, block in enumerate(blocks) if block.text.strip()]
    for side in (_LINE_NUMBER.match, _NUMBER_BEHIND.search):
        found = {place: each for place in full if (each := side(blocks[place].text))}
        if not _count_lines([int(each[1]) for each in found.values()], len(full)):
            continue
        rests = {place: _beside(blocks[place].text, each) for place, each in found.items()}
        if _begin_each_time([rest for rest in rests.values() if rest]):
            continue
        kept = list(blocks)
        for place, rest in rests.items():
            # What stands on the left is as wide as it is taken from the line.
            moved = 0 if found[place].start() else found[place].end()
            kept[place] = replace(blocks[place], text=rest, indent=blocks[place].indent + moved)
        return kept, [each[1] for each in found.values()]
    return blocks, []


def _beside(text: str, found: re.Match[str]) -> str:
    return text[: found.start()] + text[found.end() :]


def _count_lines(numbers: Sequence[int], lines: int) -> bool:
    """Whether so many lines are counted by these numbers."""
    if len(numbers) < max(_FEWEST_NUMBERED, _NUMBERED * lines):
        return False
    steps = Counter(after - before for before, after in pairwise(numbers))
    return steps[1] >= _NUMBERED * (len(numbers) - 1)


def _begin_each_time(rests: Sequence[str]) -> bool:
    """Whether most lines begin as references do, and hardly one as none can."""
    weights = [start_weight(rest) for rest in rests]
    most = 2 * sum(weight > 0 for weight in weights) > len(weights)
    return most and sum(weight <= _NONE for weight in weights) <= _HARDLY * len(weights)


_NONE = -4  # of the beginning of a line: a small letter, a page
_HARDLY = 0.1
