"""Characters of deposited text, put right where that is certain and in one form, in linear time."""

from __future__ import annotations

import unicodedata

import pytest
from growth import is_linear
from hypothesis import given
from hypothesis import strategies as st

from refkit.text.unicode import clean, normalize, undo_mojibake

PIECES = st.sampled_from(
    ["e\u0301", "\u0301", "a", " ", "é", "\u0323", "\ud55c", "\u1112", "\u1161", "x" * 600]
)

NAMES = [
    "Müller", "García", "José", "Łukasz Żółć", "Dvořák", "Öztürk Şahin", "Nguyễn", "Иван", "Ångström",
    "1950–2003", "naïve “quoted”", "São", "王小明", "김", "Ágnes", "Čapek", "Béla Bartók’s", "100 µm",
]  # fmt: skip


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


def spoil(text: str) -> str:
    """Read a text's UTF-8 as Windows-1252, as browsers do where that has no character."""
    return "".join(
        bytes([byte]).decode("latin1" if byte in b"\x81\x8d\x8f\x90\x9d" else "cp1252")
        for byte in text.encode()
    )


@pytest.mark.parametrize("name", NAMES)
def test_what_was_spoiled_once_or_twice_is_put_right(name: str) -> None:
    assert undo_mojibake(spoil(name)) == name
    assert undo_mojibake(spoil(spoil(name))) == name
    assert undo_mojibake(name.encode().decode("latin1")) == name


@pytest.mark.parametrize(
    "text",
    [
        *NAMES, "‘CAFÉ’", "L’ÉTÉ…", "ANDRÉ–MARIE", "AMANHÃ’", "‘Ä’", "É®", "É°", "À»", "Ü™", "Âge",
        "MÃ¼ller and Müller", "Ã", "", "plain",
    ],
)  # fmt: skip
def test_what_may_be_meant_stays(text: str) -> None:
    assert undo_mojibake(text) == text


@given(st.text(st.characters(max_codepoint=0x24F, exclude_categories=("Cc", "Cs")), max_size=8))
def test_what_is_put_right_is_not_changed_again(text: str) -> None:
    once = undo_mojibake(text)

    assert undo_mojibake(once) == once
