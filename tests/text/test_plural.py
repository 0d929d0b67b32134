"""Numbers of things in a sentence."""

from __future__ import annotations

import pytest

from refkit.text.plural import count_noun


@pytest.mark.parametrize(
    ("number", "thing", "said"),
    [
        (1, "entries", "1 entry"),
        (2, "entries", "2 entries"),
        (0, "labels", "0 labels"),
        (1, "losses", "1 loss"),
        (1, "differences", "1 difference"),
    ],
)
def test_one_is_told_in_the_singular(number: int, thing: str, said: str) -> None:
    assert count_noun(number, thing) == said
