"""Rich text: the few styles that carry meaning in a title, and how they nest in what is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile


class Style(StrEnum):
    """A style that changes what a title says: H\N{SUBSCRIPT TWO}O, CD19+, *Escherichia coli*."""

    ITALIC = "italic"
    BOLD = "bold"
    SUP = "sup"
    SUB = "sub"
    SMALL_CAPS = "small-caps"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one set of styles; the outermost style comes first."""

    text: str
    styles: tuple[Style, ...] = ()


@dataclass(frozen=True, slots=True)
class RichText:
    """Text in runs. ``plain`` is what tagging, matching and keys see.

    >>> RichText.of("CD19", Run("+", (Style.SUP,)), " cells").plain
    'CD19+ cells'
    """

    runs: tuple[Run, ...] = ()

    @classmethod
    def of(cls, *parts: str | Run) -> RichText:
        """Build from plain strings and runs; neighbours of one style are joined."""
        return cls(tuple(_joined(Run(part) if isinstance(part, str) else part for part in parts)))

    @property
    def plain(self) -> str:
        """The same text without styles."""
        return "".join(run.text for run in self.runs)

    def __str__(self) -> str:
        return self.plain

    def __bool__(self) -> bool:
        return any(run.text for run in self.runs)


NO_TEXT = RichText()


def _joined(runs: Iterable[Run]) -> list[Run]:
    joined: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        if joined and joined[-1].styles == run.styles:
            joined[-1] = Run(joined[-1].text + run.text, run.styles)
        else:
            joined.append(run)
    return joined


def nest_styles(
    pieces: Iterable[tuple[tuple[Style, ...], str]],
    opening: Mapping[Style, str],
    closing: Mapping[Style, str],
) -> str:
    """Join written pieces, with the marks that open and close their styles between them."""
    written: list[str] = []
    current: tuple[Style, ...] = ()
    for styles, text in [*pieces, ((), "")]:
        kept = shared_styles(current, styles)
        written.extend(closing[style] for style in reversed(current[len(kept) :]))
        written.extend(opening[style] for style in styles[len(kept) :])
        written.append(text)
        current = styles
    return "".join(written)


def shared_styles(left: tuple[Style, ...], right: tuple[Style, ...]) -> tuple[Style, ...]:
    """Give the outer styles that two neighbours have in common."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False))
    return tuple(one for one, _ in pairs)
