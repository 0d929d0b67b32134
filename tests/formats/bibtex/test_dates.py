"""Dates as they stand in a .bib."""

from __future__ import annotations

import pytest

from refkit.formats.bibtex.dates import read_date
from refkit.model.dates import PartialDate


@pytest.mark.parametrize(
    ("fields", "date", "told"),
    [
        ({"year": "2020"}, PartialDate(2020), {"year"}),
        ({"year": "2020", "month": "November"}, PartialDate(2020, 11), {"year", "month"}),
        ({"year": "2020", "month": "nov."}, PartialDate(2020, 11), {"year", "month"}),
        ({"year": "2020", "month": "07"}, PartialDate(2020, 7), {"year", "month"}),
        ({"year": "2020", "month": "10 12"}, PartialDate(2020, 10, 12), {"year", "month"}),
        ({"year": "2020", "month": "12th October"}, PartialDate(2020, 10, 12), {"year", "month"}),
        ({"year": "2020", "month": "5", "day": "07"}, PartialDate(2020, 5, 7), {"year", "month", "day"}),
        ({"year": "2020", "month": "July/August"}, PartialDate(2020, 7), {"year"}),
        ({"year": "2020", "month": "10--12"}, PartialDate(2020, 10), {"year"}),
        ({"year": "2020", "month": "Spring"}, PartialDate(2020), {"year"}),
        ({"year": "850"}, PartialDate(850), {"year"}),
        ({"date": "-0044-03"}, PartialDate(-44, 3), {"date"}),
        ({"year": "2020a"}, PartialDate(2020), set()),
        ({"year": "[1998]"}, PartialDate(1998), set()),
        ({"year": "in press"}, None, set()),
        ({"year": "20201"}, None, set()),
        ({"date": "2020-05-12"}, PartialDate(2020, 5, 12), {"date"}),
        ({"date": "2020-05"}, PartialDate(2020, 5), {"date"}),
        ({"date": "2020-05-12/2020-06-01"}, PartialDate(2020, 5, 12), set()),
        ({"date": "2020~"}, PartialDate(2020), set()),
        ({"date": "2020-21"}, PartialDate(2020), set()),
        ({"date": "2020-05", "year": "2020", "month": "5"}, PartialDate(2020, 5), {"date", "year", "month"}),
        ({"date": "2020", "year": "2019"}, PartialDate(2020), {"date"}),
        ({"date": "soon", "year": "2019"}, PartialDate(2019), {"year"}),
        ({}, None, set()),
    ],
)  # fmt: skip
def test_dates(fields: dict[str, str], date: PartialDate | None, told: set[str]) -> None:
    assert read_date(fields) == (date, told)
