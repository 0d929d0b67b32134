"""Stretches answer as a look at each span would."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from refkit.tagging.rule_engine import Intervals

SPANS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 6)).map(lambda pair: (pair[0], sum(pair))),
    max_size=8,
)
ASKED = st.tuples(st.integers(0, 30), st.integers(1, 6)).map(lambda pair: (pair[0], sum(pair)))


@given(SPANS, ASKED)
def test_a_stretch_meets_what_shares_a_character_with_it(
    spans: list[tuple[int, int]], asked: tuple[int, int]
) -> None:
    start, end = asked
    expected = any(a < end and start < b for a, b in spans)

    found = Intervals(spans).meeting(start, end)

    assert (found is not None) == expected
    if found:
        assert found[0] < end
        assert start < found[1]


@given(SPANS, ASKED)
def test_a_stretch_is_held_where_it_begins_or_ends(
    spans: list[tuple[int, int]], asked: tuple[int, int]
) -> None:
    start, end = asked
    joined = Intervals(spans)
    expected = any(a <= start < b or a < end <= b for a, b in spans)

    assert (joined.holding(start, end) is not None) == expected


def test_spans_that_overlap_are_one() -> None:
    joined = Intervals([(4, 6), (0, 3), (2, 5)])

    assert joined.meeting(0, 1) == (0, 6)
    assert joined.first == 0
    assert not Intervals([])
