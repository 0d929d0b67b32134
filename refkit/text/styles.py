"""Runs written as nested pairs of marks, each style opened and closed as seldom as can be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import takewhile

from refkit.text.rich import Style


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
