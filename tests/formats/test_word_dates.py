"""Dates as indexes print them."""

from __future__ import annotations

import pytest

from refkit.formats.word_dates import month_number, read_date, says_all
from refkit.model.dates import PartialDate


@pytest.mark.parametrize(
    ("text", "year", "date", "whole"),
    [
        ("2017 Nov 15", 0, "2017-11-15", True),
        ("15 November 2017", 0, "2017-11-15", True),
        ("November 15, 2017", 0, "2017-11-15", True),
        ("DEC 16 2020", 0, "2020-12-16", True),
        ("20200426", 0, "2020-04-26", True),
        ("2020-04-26", 0, "2020-04-26", True),
        ("2020/4", 0, "2020-04", True),
        ("04 2006", 0, "2006-04", True),
        ("2009", 0, "2009", True),
        ("2014 May-Jun", 0, "2014-05/2014-06", True),
        ("2012 Winter", 0, "2012-24", True),
        ("2021 Feb 77", 0, "2021-02", False),
        ("2021 Mar 31, ahead of print", 0, "2021-03-31", False),
        ("2021 Mar 32, ahead of print", 0, "2021-03", False),
        ("2021/12/31, ahead of print", 0, "2021-12-31", False),
        ("2021/13/31, ahead of print", 0, "2021", False),
        ("NOV-DEC", 2004, "2004-11/2004-12", True),
        ("Mar", 2004, "2004-03", True),
        ("soon", 0, "None", False),
    ],
)
def test_a_date_and_whether_it_says_all(text: str, year: int, date: str, whole: bool) -> None:
    found = read_date(text, year)

    assert str(found) == date
    assert says_all(f"{year} {text}" if year else text, found) is whole


def test_no_day_is_told_without_its_month() -> None:
    assert read_date("2021 13 5, ahead of print") == PartialDate(2021)
    assert read_date("2021 12 5, ahead of print") == PartialDate(2021, 12, 5)


def test_months() -> None:
    assert (month_number("Sept"), month_number("decembre"), month_number("ma")) == (9, 12, 0)
