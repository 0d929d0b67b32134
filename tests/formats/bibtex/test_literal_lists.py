"""Lists of publishers and places."""

from __future__ import annotations

import pytest
from growth import is_linear

from refkit.formats.bibtex.literal_lists import read_list


@pytest.mark.parametrize(
    ("text", "is_list", "read"),
    [
        ("Bonn and {Foo and Bar}", True, "Bonn; Foo and Bar"),
        ("Bonn \n\t and\nOslo", True, "Bonn; Oslo"),
        ("Taylor and Francis", False, "Taylor and Francis"),
        ("Bonn and Oslo and Rome", False, "Bonn; Oslo; Rome"),
        ("Bandung", True, "Bandung"),
    ],
)
def test_a_list_is_parted_at_and_outside_braces(text: str, is_list: bool, read: str) -> None:
    assert read_list(text, is_list=is_list) == read


def test_a_run_of_blanks_is_looked_at_once() -> None:
    assert is_linear(lambda length: read_list("\n" * length, is_list=True), 24_000)
