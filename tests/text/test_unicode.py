"""Characters of deposited text in one form, in time that grows with its length alone."""

from __future__ import annotations

import unicodedata

import pytest
from growth import is_linear
from hypothesis import given
from hypothesis import strategies as st

from refkit.text.unicode import clean, normalize

PIECES = st.sampled_from(
    ["e\u0301", "\u0301", "a", " ", "é", "\u0323", "\ud55c", "\u1112", "\u1161", "x" * 600]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_text_of_any_length_comes_out_in_one_form(text: str) -> None:
    assert normalize(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("before", [0, 1022, 1023, 1024, 2047])
def test_a_mark_is_joined_to_its_letter_wherever_it_stands(before: int) -> None:
    words = ("word " * 500)[:before]

    assert clean(f"{words}e\u0301 x") == f"{words}é x"


def test_what_nobody_sees_is_gone_and_what_is_printed_stays() -> None:
    assert clean("a\u200bb\x07c\xadd – β\x93e") == "ab cd – β“e"


@pytest.mark.parametrize("piece", ["word ", "e\u0301", "\u0301\u0323", "é", " \u0301"])
def test_the_time_grows_with_the_text_alone(piece: str) -> None:
    assert is_linear(lambda count: normalize(piece * count), 20_000)
