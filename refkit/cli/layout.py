"""How a table fits a width: which column gets how much, and where a text is broken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

GAP = 2
"""Blanks between two columns."""

# The widest that a column is in a pipe: one text of 4,000 letters would put as many blanks into
# each row.
_WIDEST = 120
# The widest that a column asks for on account of one word: keys and DOIs may be broken anywhere.
_LONGEST_WORD = 18
# A text may be broken after a blank, and after a hyphen or a slash, but "CAR-T" is one word.
_PIECE = re.compile(r"\S+?(?:(?<=\w\w)[-/](?=\w{3})|(?=\s|\Z))\s*")


def column_widths(
    cells: Sequence[Sequence[str]], shares: Sequence[int], room: int | None
) -> list[int] | None:
    """The width of each column, in cells of a terminal; None where the columns do not fit.

    ``cells`` are the rows, the heading among them. A column without a share is never narrower
    than what it holds; the others get what they need, or ``room`` is parted among them so that
    no usual word is broken. A ``room`` of None has no end: what is wider than its column then
    stands in one piece, and what follows is pushed to the right.
    """
    columns = list(zip(*cells, strict=True))
    natural = [max(map(cell_width, column)) for column in columns]
    if room is None:
        return [min(wide, _WIDEST) for wide in natural]
    least = [
        min(wide, max(map(_longest_word, column))) if share else wide
        for column, wide, share in zip(columns, natural, shares, strict=True)
    ]
    spare = room - GAP * (len(columns) - 1) - sum(least)
    return None if spare < 0 else _parted(spare, least, natural, shares)


def _parted(
    spare: int, least: Sequence[int], natural: Sequence[int], shares: Sequence[int]
) -> list[int]:
    """The least widths and what is spare, cell by cell to the column that has least of its share.

    No column becomes wider than what it holds.
    """
    widths = list(least)
    for _ in range(spare):
        narrow = [place for place, wide in enumerate(natural) if widths[place] < wide]
        if not narrow:
            break
        widths[min(narrow, key=lambda place: widths[place] / shares[place])] += 1
    return widths


def _longest_word(text: str) -> int:
    words = (cell_width(piece.rstrip()) for piece in _PIECE.findall(text))
    return min(_LONGEST_WORD, max(words, default=0))


def folded(text: str, width: int) -> list[str]:
    """The text in lines no wider than ``width``, at least one; a word that is wider is cut."""
    from rich.cells import chop_cells

    lines = [""]
    for piece in _PIECE.findall(text):
        if cell_width(lines[-1] + piece.rstrip()) > width and lines[-1]:
            lines.append("")
        *full, rest = chop_cells(piece, width) if cell_width(piece.rstrip()) > width else [piece]
        lines[-1:] = [*full, rest] if full else [lines[-1] + rest]
    return [line.rstrip() for line in lines]


def stacked(names: Sequence[str], cells: Sequence[str], room: int) -> Iterator[tuple[str, str]]:
    """One row of a table as lines, each a name (or blanks) and a piece of its cell.

    For a terminal that is too narrow for columns; what is empty is left out.
    """
    indent = max(map(cell_width, names)) + GAP
    for name, cell in zip(names, cells, strict=True):
        for place, line in enumerate(folded(cell, max(room - indent, 1)) if cell else ()):
            yield ("" if place else name).ljust(indent), line


def cell_width(text: str) -> int:
    """How many cells of a terminal a text takes: an ideograph takes two, an accent none."""
    from rich.cells import cell_len

    return cell_len(text)
