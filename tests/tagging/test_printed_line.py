"""A journal that is called like a disease speaks for no label."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from refkit.tagging.printed_line import MASK, without_places


@pytest.mark.parametrize(
    ("line", "journal"),
    [
        (
            "Berg A. CAR T cells in bees. Arthritis Rheumatol. 2020;72(3):1-5.",
            "Arthritis Rheumatol",
        ),
        ("Berg, A. et al. On bees. Ann. Rheum. Dis. 84, 1675–1683 (2025).", "Ann. Rheum. Dis"),
        ("Berg, A. (2020). CAR T cells in bees. Lupus, 29(3), 1–5.", "Lupus"),
        ("A. Berg, “CAR T cells in bees,” Lupus, vol. 29, no. 3, pp. 1-5, 2020.", "Lupus"),
        ("Berg A. CAR T cells in bees. Lupus. 2020 Mar 3;29(3):1-5. doi:10.1000/x", "Lupus"),
        (
            "A. Berg, B. Holm, CAR T cells in bees and in other animals, Lupus 29 (2020) 1–5",
            "Lupus",
        ),
    ],
)
def test_the_container_is_hidden_and_nothing_moves(line: str, journal: str) -> None:
    hidden = without_places(line)

    before, behind = line.split(f"{journal}", 1) if journal != "Lupus" else line.rsplit(journal, 1)
    assert hidden[: len(before)] == before
    assert hidden[len(before) : -len(behind)] == MASK * len(journal)


@pytest.mark.parametrize("line", ["CAR T cells in lupus", "Berg A. Lupus in 2019: a review", ""])
def test_a_line_without_a_place_stays(line: str) -> None:
    assert without_places(line) == line


@given(st.text("aA. ,;:()0123456789-–“”", max_size=60) | st.text())
@example("1, " * 3_000)
@example("2020;29(" * 2_000)
def test_letters_are_hidden_where_they_stand(line: str) -> None:
    hidden = without_places(line)

    assert len(hidden) == len(line)
    assert all(there in {MASK, was} for there, was in zip(hidden, line, strict=True))
