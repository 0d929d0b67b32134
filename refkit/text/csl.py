"""Rich text as CSL-JSON carries it: a few HTML tags, everything else as it is."""

from __future__ import annotations

import re

from refkit.text.nesting import nested
from refkit.text.rich import RichText, Run, Style

_OPENING = {
    Style.ITALIC: "<i>",
    Style.SUP: "<sup>",
    Style.SUB: "<sub>",
    Style.SMALL_CAPS: '<span style="font-variant:small-caps;">',
}
_CLOSING = {
    Style.ITALIC: "</i>",
    Style.SUP: "</sup>",
    Style.SUB: "</sub>",
    Style.SMALL_CAPS: "</span>",
}
_ENDS = {tag: style for style, tag in _CLOSING.items()}
_STARTS = {tag: style for style, tag in _OPENING.items()}
_TAG = re.compile(
    r"</?(?:i|sup|sub)>|</span>|<span style=\"font-variant: ?small-caps;?\">", re.IGNORECASE
)


def to_csl(text: RichText) -> str:
    """Write rich text with CSL's tags.

    >>> to_csl(RichText.of("CD19", Run("+", (Style.SUP,)), " cells"))
    'CD19<sup>+</sup> cells'
    """
    return nested(((run.styles, run.text) for run in text.runs), _OPENING, _CLOSING)


def from_csl(text: str) -> RichText:
    """Read CSL's tags; what is not one of them, or not in a pair, is text."""
    if "<" not in text:
        return RichText.of(text)
    tags = _pairs(text)
    runs: list[Run] = []
    styles: tuple[Style, ...] = ()
    position = 0
    for start, (end, style) in tags.items():
        runs.append(Run(text[position:start], styles))
        styles = (*styles, style) if style else styles[:-1]
        position = end
    return RichText.of(*runs, Run(text[position:], styles))


def _pairs(text: str) -> dict[int, tuple[int, Style | None]]:
    """Find the tags that pair up, in order: where each starts and ends, and the style it opens."""
    found: dict[int, tuple[int, Style | None]] = {}
    waiting: list[tuple[int, int, Style]] = []
    for tag in _TAG.finditer(text):
        if tag[0][1] != "/":
            waiting.append((tag.start(), tag.end(), _style(tag[0])))
        elif waiting and waiting[-1][2] == _ENDS[tag[0].lower()]:
            start, end, style = waiting.pop()
            found[start] = (end, style)
            found[tag.start()] = (tag.end(), None)
    return dict(sorted(found.items()))


def _style(tag: str) -> Style:
    return _STARTS.get(tag.lower(), Style.SMALL_CAPS)
