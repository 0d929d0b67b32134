"""TeX for bibliographies: plain and rich text out, spelled for 8-bit bibtex or kept in Unicode.

Whatever the text, what is written is balanced, runs no command but those of the table, and is one
line. ``latex_rich`` reads it back.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import accumulate, pairwise, starmap
from operator import itemgetter

from refkit.latex.symbols import (
    ASCII,
    COMBINED,
    COMPOSED,
    LETTERS,
    LOWERED,
    OVERLINED,
    RAISED,
    accented,
    lowered,
    overlined,
    raised,
    unicode_to_tex,
)
from refkit.regex import lazy_regex
from refkit.text.casing import protected_spans
from refkit.text.rich import RichText, Style, nest_styles

Spans = Callable[[str, Sequence[int]], list[tuple[int, int]]]
"""Finds what is braced in a title, given also the places where its style changes."""

_OPENING = {
    Style.ITALIC: r"\textit{",
    Style.BOLD: r"\textbf{",
    Style.SUP: r"\textsuperscript{",
    Style.SUB: r"\textsubscript{",
    Style.SMALL_CAPS: r"\textsc{",
}
_CLOSING = dict.fromkeys(Style, "}")

# Text that is written as it stands: most of all that is.
_EASY = lazy_regex(r"(?:[A-Za-z0-9 .:;()/?!*+=@\[\]]++|-(?!-)|'(?!')|,(?!,))*+")
# Marks that stand for what is put between and around the characters of a text.
_PARTING, _PAIR, _PAIR_END, _KEPT, _KEPT_END = "\x00\x01\x02\x03\x04"
_NEXT_LEVEL = " > "
_MARKS = {
    _PARTING: "{}",
    _PAIR: r"\{",
    _PAIR_END: r"\}",
    _KEPT: "{",
    _KEPT_END: "}",
}
_NEIGHBOURS = lazy_regex(r"(?<!\\)\$\$")
# Marks of direction say nothing to TeX and stop its fonts.
# A line that starts with "@word(" would end the entry for bibtexparser, so there is one line.
_UNFIT = {
    **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029], " "),
    # No file can hold half a character, and no font has those that are left to private use.
    **dict.fromkeys(range(0xD800, 0xF900), "\ufffd"),
    **dict.fromkeys((0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))),
}
_PRIVATE = lazy_regex("[\U000f0000-\U0010ffff]")
UNFIT = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\uf8ff\U000f0000-\U0010ffff"
"""What must not reach TeX though it is no control: a regular expression's range."""

_STEERS = lazy_regex("[\x00-\x08\x0b-\x1f\x7f-\x9f" + UNFIT + "]")
_UNFIT_OR_BRACE = lazy_regex("[\x00-\x1f\x7f-\x9f\u2028\u2029" + UNFIT + "{]")


class _Spelling:
    """How characters are written; ``ligatures`` are those that TeX would join to the next."""

    def __init__(self, table: Mapping[str, str], ligatures: str, *, in_unicode: bool) -> None:
        self.table = {**table, **_MARKS}
        self.in_unicode = in_unicode
        # Few characters of a text are in the table: finding them is faster than translating all.
        self._spelled = re.compile(f"[{re.escape(''.join(self.table))}]")
        self._ligatures = re.compile(ligatures)

    def of(self, text: str) -> str:
        """Write text that is fit, with its marks."""
        if self._ligatures.search(text):
            text = self._ligatures.sub(rf"\g<0>{_PARTING}", text)
        text = self._spelled.sub(self._spelling, text)
        if not self.in_unicode and COMPOSED.search(text):
            text = RAISED.sub(lambda run: raised(run[0]), text)
            text = LOWERED.sub(lambda run: lowered(run[0]), text)
            text = OVERLINED.sub(lambda run: overlined(run[0]), text)
            text = COMBINED.sub(lambda found: f"{{{accented(found[1], found[2])}}}", text)
        # Two formulas side by side would start a displayed one.
        return _NEIGHBOURS.sub("${}$", text) if "$$" in text else text

    def _spelling(self, found: re.Match[str]) -> str:
        return self.table[found[0]]


# What stands before a character that TeX would join it to: a look ahead at each of the few.
# Fonts of 8 bits join curly quotes as they join ASCII ones.
_JOINED = "[-–—'’”‘“!?,](?:(?<=[-–—])(?=[-–—])|(?<=['’”])(?=['’”])|(?<=[‘“!?])(?=[‘“])|(?<=,)(?=,))"
_JOINED_IN_UNICODE = "[-'`!?,](?:(?<=-)(?=-)|(?<=')(?=')|(?<=[`!?])(?=`)|(?<=,)(?=,))"


@cache
def _tex() -> _Spelling:
    return _Spelling(unicode_to_tex(), _JOINED, in_unicode=False)


@cache
def _tex_in_names() -> _Spelling:
    # bibtex parts a name at hyphens, and two of them would be one.
    return _Spelling({**unicode_to_tex(), "–": "–", "—": "—", **LETTERS}, _JOINED, in_unicode=False)


@cache
def _unicode() -> _Spelling:
    return _Spelling(ASCII, _JOINED_IN_UNICODE, in_unicode=True)


@cache
def _keywords() -> _Spelling:
    plain = {sign: sign for sign, spelling in ASCII.items() if spelling.startswith("$")}
    return _Spelling({**ASCII, **plain}, _JOINED_IN_UNICODE, in_unicode=True)


def safe_tex(text: str) -> str:
    """TeX that somebody else wrote, as it stands but for what no font has and what steers it."""
    return _STEERS.sub(_in_place, text)


def _in_place(found: re.Match[str]) -> str:
    letter = found[0]
    return "\ufffd" if _PRIVATE.match(letter) else letter.translate(_UNFIT)


def escape(text: str, *, unicode: bool = False) -> str:
    r"""Write plain text for a field: balanced, and spelled in TeX where a spelling is known.

    With ``unicode`` only that is spelled which TeX would read as a command.

    >>> print(escape("Köln & 5% α–β"))
    K{\"o}ln \& 5\% $\alpha$--$\beta$
    """
    if _EASY.fullmatch(text):
        return text
    return (_unicode() if unicode else _tex()).of(_fit(text))


def escape_keyword(text: str, *, unicode: bool = False) -> str:
    r"""Write a keyword: with ``unicode`` without a formula, for programs show keywords as they are.

    What stands between the levels of a keyword is never a formula: JabRef makes groups of it.

    >>> print(escape_keyword("p < 0.05 & more", unicode=True))
    p < 0.05 \& more
    >>> print(escape_keyword("cells > p < 0.05"))
    cells > p $<$ 0.05
    """
    if unicode and not _EASY.fullmatch(text):
        return _keywords().of(_fit(text))
    levels = text.split(_NEXT_LEVEL)
    return _NEXT_LEVEL.join(escape(level, unicode=unicode) for level in levels)


def escape_name(text: str, *, unicode: bool = False) -> str:
    r"""Write a part of a name; letters that bibtex would cut for an initial are all spelled.

    >>> print(escape_name("Đạt"))
    {\DJ}{\d{a}}t
    """
    if _EASY.fullmatch(text):
        return text
    return (_unicode() if unicode else _tex_in_names()).of(_fit(text))


def to_latex(text: RichText, spans: Spans | None = None, *, unicode: bool = False) -> str:
    r"""Write rich text for a title, with braces around the capitals that matter.

    ``spans`` finds what is braced.

    >>> print(to_latex(RichText.of("CAR-NK cells against α-synuclein")))
    {CAR-NK} cells against $\alpha$-synuclein
    """
    texts = [_fit(run.text) for run in text.runs]
    ends = list(accumulate(map(len, texts)))
    found = (spans or _by_token)("".join(texts), ends[:-1])
    spelling = _unicode() if unicode else _tex()
    pieces = [
        (run.styles, spelling.of(_braced(part, end - len(part), found)))
        for run, part, end in zip(text.runs, texts, ends, strict=True)
    ]
    if any(left[0] and right[0] for left, right in pairwise(pieces)):
        return nest_styles(pieces, _OPENING, _CLOSING)
    return "".join(starmap(_alone, pieces))


def _alone(styles: tuple[Style, ...], text: str) -> str:
    """A run that shares no style with a neighbour."""
    for style in reversed(styles):
        text = f"{_OPENING[style]}{text}{_CLOSING[style]}"
    return text


def _by_token(title: str, breaks: Sequence[int]) -> list[tuple[int, int]]:
    return protected_spans(title, breaks=breaks)


def _fit(text: str) -> str:
    """Text without what no field can hold, its braces marked where they pair up."""
    if not _UNFIT_OR_BRACE.search(text):
        return text
    return _paired(_PRIVATE.sub("\ufffd", text.translate(_UNFIT)))


def _paired(text: str) -> str:
    r"""Mark the braces that pair up: all readers know ``\{...\}``, and it stays balanced."""
    if "{" not in text or "}" not in text:
        return text
    letters = list(text)
    open_: list[int] = []
    for place, letter in enumerate(letters):
        if letter == "{":
            open_.append(place)
        elif letter == "}" and open_:
            letters[open_.pop()] = _PAIR
            letters[place] = _PAIR_END
    return "".join(letters)


def _braced(text: str, offset: int, spans: list[tuple[int, int]]) -> str:
    """Mark a run's share of each protected span; ``offset`` is where the run begins."""
    parts: list[str] = []
    done = 0
    for start, end in spans[bisect_right(spans, offset, key=itemgetter(1)) :]:
        if start >= offset + len(text):
            break
        first, last = max(start - offset, 0), end - offset
        part = text[first:last]
        if any(map(str.isupper, part)):
            parts += (text[done:first], _KEPT, part, _KEPT_END)
            done = last
    return "".join([*parts, text[done:]]) if parts else text
