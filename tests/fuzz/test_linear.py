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


# Readers beside each other in the list have much in common: each meets every third piece, and with
# the profiles that draw more the rest.
@pytest.mark.parametrize("third", [0, *(pytest.param(n, marks=pytest.mark.more) for n in (1, 2))])
@pytest.mark.parametrize("name", READERS)
def test_time_grows_with_the_text_and_not_faster(name: str, third: int) -> None:
    read = READERS[name]
    pieces = NASTY[(list(READERS).index(name) + third) % 3 :: 3]
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
