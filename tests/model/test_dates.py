"""Dates: their text in EDTF, and what people write."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from refkit.model.dates import PartialDate, read_edtf, with_end
from refkit.model.work import DatePolicy, Work, WorkType
from refkit.model.written_dates import as_written, in_words, read_written_date

YEARS = st.integers(-9998, 99999).filter(bool)
ONE = st.builds(
    PartialDate, YEARS, season=st.integers(0, 4), circa=st.booleans(), uncertain=st.booleans()
) | st.builds(PartialDate, YEARS, st.integers(1, 12), st.integers(0, 28), circa=st.booleans())
RANGES = st.builds(with_end, ONE, ONE | st.just(PartialDate(0)))


@given(ONE | RANGES)
def test_edtf_comes_back_equal(date: PartialDate) -> None:
    assert read_edtf(str(date)) == date


@given(ONE | RANGES)
@example(PartialDate(10000, uncertain=True))
def test_words_are_read_again(date: PartialDate) -> None:
    assert read_written_date(in_words(date)) == date


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("30-Mar-2020", "2020-03-30"),
        ("May 2020", "2020-05"),
        ("March 5, 2014", "2014-03-05"),
        ("5 March 2014", "2014-03-05"),
        ("Mon, 3rd of May 2019", "2019-05-03"),
        ("2014/03/05", "2014-03-05"),
        ("2014///", "2014"),
        ("20140305", "2014-03-05"),
        ("10/2019", "2019-10"),
        ("10 2019", "2019-10"),
        ("30/03/2014", "2014-03-30"),
        ("03/30/2014", "2014-03-30"),
        ("5.3.2014", "2014-03-05"),
        ("15. März 2019", "2019-03-15"),
        ("1er janvier 2020", "2020-01-01"),
        ("3 de mayo de 2019", "2019-05-03"),
        ("Jan/Feb 2019", "2019-01/2019-02"),
        ("2019 Mar-Apr", "2019-03/2019-04"),
        ("12-15 March 2020", "2020-03-12/2020-03-15"),
        ("March 12-15, 2020", "2020-03-12/2020-03-15"),
        ("28 February – 2 March 2020", "2020-02-28/2020-03-02"),
        ("1999–2000", "1999/2000"),
        ("1998-99", "1998/1999"),
        ("1999-00", "1999/2000"),
        ("2019–", "2019/"),
        ("../1997", "/1997"),
        ("1920s", "1920/1929"),
        ("199X", "1990/1999"),
        ("2004-06-XX", "2004-06"),
        ("c. 1850", "1850~"),
        ("ca 1850", "1850~"),
        ("[1850?]", "1850?"),
        ("380 BC", "-0379"),
        ("44 B.C.E.", "-0043"),
        ("380-370 BC", "-0379/-0369"),
        ("AD 79", "0079"),
        ("Spring 1985", "1985-21"),
        ("Summer/Fall 2019", "2019-22/2019-23"),
        ("Winter 2019/2020", "2019-24/2020"),
    ],
)
def test_dates_that_people_write(text: str, edtf: str) -> None:
    date = read_written_date(text)

    assert date is not None
    assert str(date) == edtf


def test_no_date_has_a_day_or_a_month_that_there_is_not() -> None:
    assert read_edtf("2020-05-31") == PartialDate(2020, 5, 31)
    assert read_edtf("2020-24") == PartialDate(2020, season=4)
    for wrong in (
        "2020-05-32",
        "2020-05-00",
        "2020-00",
        "2020-13",
        "2020-20",
        "2020-25",
        "2020-24-01",
    ):
        assert read_edtf(wrong) is None, wrong


@pytest.mark.parametrize(
    "text",
    ["", "n.d.", "Ming dynasty", "2019, reprinted 2021", "05/03/2014", "2020-13", "1st quarter 2020",
     "Mayor 2020", "32 May 2020", "0", "x" * 10_000, "2020 2021", "13 2019"],
)  # fmt: skip
def test_what_says_something_else_or_may_mean_two_days_is_no_date(text: str) -> None:
    assert read_written_date(text) is None


def test_the_year_of_what_is_not_understood_is_taken_and_the_words_are_kept() -> None:
    assert as_written("2019, reprinted") == PartialDate(2019, literal="2019, reprinted")
    assert as_written("n.d.") == PartialDate(0, literal="n.d.")


def test_dates_are_in_order() -> None:
    written = ["-0379", "1985-21", "1985-05", "1985-22", "1985-12-31"]
    dates = [date for text in written if (date := read_edtf(text))]

    assert [str(date) for date in sorted(dates)] == [
        "-0379", "1985-21", "1985-05", "1985-22", "1985-12-31",
    ]  # fmt: skip


def test_words_alone_are_shown_and_not_cited() -> None:
    work = Work(WorkType.BOOK, issued=PartialDate(0, literal="n.d."))

    assert work.cited_date() is None
    assert work.earliest_date is None
    assert all(work.shown_date(policy) == work.issued for policy in DatePolicy)
