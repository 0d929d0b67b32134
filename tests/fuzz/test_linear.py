"""No input takes long: eight times as much text takes about eight times as long to read.

Small texts, so that it is quick; ``python tests/fuzz/run.py --sweep`` takes long ones.
"""

from __future__ import annotations

import pytest
from fuzz.nasty import NASTY
from fuzz.readers import READERS
from growth import FOLD, MOST, TRIES, grows

FEW = 125  # pieces of the shorter text
LEAST = 0.006  # seconds of the longer one: a quadratic reader takes more than one for 12,000 pieces


def _shares(name: str) -> list[int]:
    """The shares that the pieces go into for a reader; in an everyday run it meets the first.

    Fields of one format go through the same parser, and those beside each other in the list have
    much in common: each of them meets every sixth piece, a reader of its own kind every third. The
    rest they meet with the profiles that draw more.
    """
    kind = name.split()[0]
    fields = sum(each.split()[0] == kind for each in READERS)
    # Whole libraries are of as many formats as there are of them.
    return list(range(6 if fields >= 6 and kind != "library" else 3))


CASES = [
    pytest.param(name, share, len(shares), marks=[pytest.mark.more] if share else [])
    for name in READERS
    for shares in [_shares(name)]
    for share in shares
]


@pytest.mark.parametrize(("name", "share", "shares"), CASES)
def test_time_grows_with_the_text_and_not_faster(name: str, share: int, shares: int) -> None:
    read = READERS[name]
    pieces = NASTY[(list(READERS).index(name) + share) % shares :: shares]
    found = {piece: ratio for piece in pieces if (ratio := _grows(read, piece, 1)) > MOST}

    # A find is measured again: it is one if it is one each time.
    assert not {piece for piece in found if _always_more(read, piece)}, found


def _always_more(read: object, piece: str) -> bool:
    return all(_grows(read, piece, 3) > MOST for _ in range(TRIES))


def _grows(read: object, piece: str, times: int) -> float:
    return grows(read, piece * FEW, piece * FOLD * FEW, least=LEAST, times=times)  # type: ignore[arg-type]


def test_what_is_quadratic_is_found() -> None:
    def quadratic(text: str) -> int:
        return sum(len(text[:end].split()) for end in range(0, len(text), 6))

    assert _always_more(quadratic, "a bee ")
    assert not _always_more(str.split, "a bee " * 100)
