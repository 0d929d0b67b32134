"""Numbers that stand beside a reference and not in it: in a cell, or a term, of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from refkit.documents.model import Block, BlockKind

_ONLY_NUMBER = re.compile(r"[\W_]*(\d{1,4}[a-z]?)[\W_]*")


def only_number(text: str) -> str:
    """The number of a text that is nothing else, without brackets and stop; empty where none."""
    found = _ONLY_NUMBER.fullmatch(text)
    return found[1] if found else ""


def merged_row(row: Sequence[Block]) -> list[Block]:
    """The blocks of a row, in which a first cell that is a number and no more is the item's."""
    kept = list(row)
    if len(row) > 1 and not row[1].number:
        number = only_number(row[0].text) or ("" if row[0].text else row[0].number)
        if number:
            kept = [replace(row[1], number=number, kind=BlockKind.ITEM), *row[2:]]
    return [each for each in kept if each.text]
