"""Text as CSL-JSON carries it: a few HTML tags are markup, everything else is text.

Processors know ``<i>``, ``<b>``, ``<sup>``, ``<sub>``, ``<sc>`` and two spans (citeproc-js's page
on CSL-JSON markup), pandoc ``<u>`` too. None undoes entities, so ``&lt;i>`` would be printed as it
stands: a tag that is text is kept from being read as one by an invisible character after its ``<``.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from refkit.regex import lazy_regex
from refkit.text.rich import RichText, Run, Style, nest_styles

# CSL 1.0.2's name variables, in the order in which the creators of an item are read.
NAME_VARIABLES = (
    "author", "chair", "collection-editor", "compiler", "composer", "container-author",
    "contributor", "curator", "director", "editor", "editorial-director", "executive-producer",
    "guest", "host", "illustrator", "interviewer", "narrator", "organizer", "original-author",
    "performer", "producer", "recipient", "reviewed-author", "script-writer", "series-creator",
    "translator",
)  # fmt: skip

_OPENING = {
    Style.ITALIC: "<i>",
    Style.BOLD: "<b>",
    Style.SUP: "<sup>",
    Style.SUB: "<sub>",
    Style.SMALL_CAPS: '<span style="font-variant:small-caps;">',
}
CLOSING = {
    Style.ITALIC: "</i>",
    Style.BOLD: "</b>",
    Style.SUP: "</sup>",
    Style.SUB: "</sub>",
    Style.SMALL_CAPS: "</span>",
}
"""The tags that end a style, in CSL's markup and in HTML."""

# Underline and "nocase" say nothing that a work holds: their text is kept, they are not.
_STYLES = {
    "b": Style.BOLD,
    "i": Style.ITALIC,
    "sc": Style.SMALL_CAPS,
    "sup": Style.SUP,
    "sub": Style.SUB,
}

_TAG_BODY = r"(/?)(i|b|u|sc|sup|sub|span(\s[^<>]*)?)>"
_TAG = lazy_regex(f"<{_TAG_BODY}", re.IGNORECASE)

_GUARD = "\N{ZERO WIDTH NON-JOINER}"  # what readers of deposited text do not take for layout
_TAG_AS_TEXT = lazy_regex(f"<(?={_GUARD}*{_TAG_BODY})", re.IGNORECASE)
_GUARDED = lazy_regex(f"<{_GUARD}(?={_GUARD}*{_TAG_BODY})", re.IGNORECASE)


def to_csl(text: RichText) -> str:
    """Write rich text with CSL's tags.

    >>> to_csl(RichText.of("CD19", Run("+", (Style.SUP,)), " cells"))
    'CD19<sup>+</sup> cells'
    """
    runs = text.runs
    if not any(left.styles and right.styles for left, right in pairwise(runs)):
        return "".join(map(_alone, runs))
    return nest_styles(((run.styles, plain_to_csl(run.text)) for run in runs), _OPENING, CLOSING)


def _alone(run: Run) -> str:
    """A run that shares no style with a neighbour."""
    written = plain_to_csl(run.text)
    for style in reversed(run.styles):
        written = f"{_OPENING[style]}{written}{CLOSING[style]}"
    return written


def plain_to_csl(text: str) -> str:
    """Write plain text; a tag in it stays text for whoever reads it."""
    return _TAG_AS_TEXT.sub(f"<{_GUARD}", text) if "<" in text else text


def from_csl(text: str) -> RichText:
    """Read CSL's tags; what is not one of them, or not in a pair, is text."""
    if "<" not in text:
        return RichText.of(text)
    runs: list[Run] = []
    open_: list[Style | None] = []
    position = 0
    for mark in _pairs(text):
        runs.append(_run(text[position : mark.start], open_))
        if mark.opens:
            open_.append(mark.style)
        else:
            open_.pop()
        position = mark.end
    return RichText.of(*runs, _run(text[position:], open_))


def plain_from_csl(text: str) -> str:
    """Read a field that a work holds as plain text: without the styles."""
    return from_csl(text).plain if "<" in text else text


def _run(text: str, open_: list[Style | None]) -> Run:
    return Run(_GUARDED.sub("<", text), tuple(style for style in open_ if style))


class _Mark(NamedTuple):
    """A tag of a pair: where it stands, and the style that it gives, if it gives one."""

    start: int
    end: int
    opens: bool
    style: Style | None


def _pairs(text: str) -> list[_Mark]:
    """Find the tags that pair up, in order."""
    found: list[_Mark] = []
    waiting: list[tuple[str, _Mark]] = []
    for tag in _TAG.finditer(text):
        name = tag[2].lower()[:4]  # "span" of a span with attributes
        if not tag[1]:
            waiting.append((name, _Mark(*tag.span(), True, _style(name, tag[3]))))
        elif waiting and waiting[-1][0] == name:
            found += [waiting.pop()[1], _Mark(*tag.span(), False, None)]
    return sorted(found)


def _style(name: str, attributes: str | None) -> Style | None:
    if attributes:
        return Style.SMALL_CAPS if "small-caps" in attributes.lower() else None
    return _STYLES.get(name)
