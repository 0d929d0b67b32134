"""No input takes long: eight times as much text takes about eight times as long to read.

Small texts, so that it is quick; ``python tests/fuzz/run.py --sweep`` takes long ones.
"""

from __future__ import annotations

import os
import random
import time

import pytest
from fuzz.nasty import NASTY
from fuzz.readers import READERS
from growth import FOLD, MOST, TRIES, grows
from hypothesis_profiles import draws_all, draws_more

FEW = 125  # pieces of the shorter text
LEAST = 0.006  # seconds of the longer one: a quadratic reader takes more than one for 12,000 pieces


def _shares(name: str) -> int:
    """Into how many shares the pieces go for a reader.

    Fields of one format go through the same parser, and those beside each other in the list have
    much in common: each of them meets every twelfth piece, a reader of its own kind every sixth.
    """
    kind = name.split()[0]
    fields = sum(each.split()[0] == kind for each in READERS)
    # Whole libraries are of as many formats as there are of them.
    return 12 if fields >= 6 and kind != "library" else 6


def _met(shares: int) -> list[int]:
    """The shares that a reader meets: the first, and with profiles that draw anew another one.

    ``thorough`` has all of them.
    """
    if draws_all():
        return list(range(shares))
    return [0, _CHANCE.randrange(1, shares)] if draws_more() else [0]


# Every worker of a run draws the same.
_CHANCE = random.Random(os.environ.get("PYTEST_XDIST_TESTRUNUID", str(time.time_ns())))
CASES = [
    pytest.param(name, share, shares, marks=[pytest.mark.hypothesis] if share else [])
    for name in READERS
    for shares in [_shares(name)]
    for share in _met(shares)
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

    # A find must be one twelve times on end: where a neighbour held up one short text, once more.
    assert any(_always_more(quadratic, "a bee ") for _ in range(TRIES))
    assert not _always_more(str.split, "a bee " * 100)
