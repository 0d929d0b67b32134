"""Text that was decoded wrongly is put right where that is certain, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refkit.text.mojibake import undo_mojibake

NAMES = [
    "Müller", "García", "José", "Łukasz Żółć", "Dvořák", "Öztürk Şahin", "Nguyễn", "Иван", "Ångström",
    "1950–2003", "naïve “quoted”", "São", "王小明", "김", "Ágnes", "Čapek", "Béla Bartók’s", "100 µm",
]  # fmt: skip


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
