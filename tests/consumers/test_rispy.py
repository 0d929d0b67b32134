"""rispy reads our RIS, as the screening programs built on it do."""

from __future__ import annotations

import pytest
from consumers import ris_programs
from consumers.comparing import judge
from consumers.hard_works import HARD, exported
from consumers.programs import needs_package


def test_every_field_comes_back() -> None:
    judge(ris_programs.rispy())


def test_every_record_is_read_in_order_and_no_more() -> None:
    assert list(ris_programs.rispy().works) == [hard.id for hard in HARD]


@pytest.mark.filterwarnings("error")
def test_no_line_has_a_tag_that_rispy_does_not_know() -> None:
    needs_package("rispy")
    import rispy

    records = rispy.loads(exported("ris"))

    assert not [record for record in records if "unknown_tag" in record]
