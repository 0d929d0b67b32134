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
        ({"year": "2020", "month": "July/August"}, PartialDate(2020, 7, end=PartialDate(2020, 8)), {"year", "month"}),
        ({"year": "2020", "month": "10--12"}, PartialDate(2020, 10), {"year"}),
        ({"year": "2020", "month": "Spring"}, PartialDate(2020, season=1), {"year", "month"}),
        ({"year": "2020", "month": "1st quarter"}, PartialDate(2020), {"year"}),
        ({"year": "c. 1850"}, PartialDate(1850, circa=True), {"year"}),
        ({"year": "380 BC"}, PartialDate(-380), {"year"}),
        ({"year": "1999--2000"}, PartialDate(1999, end=PartialDate(2000)), {"year"}),
        ({"year": "2020", "date": "2020-05/2020-06"}, PartialDate(2020, 5, end=PartialDate(2020, 6)), {"year", "date"}),
        ({"date": "30-Mar-2020"}, PartialDate(2020, 3, 30), {"date"}),
        ({"date": "2020-03-30T10:00:00"}, PartialDate(2020, 3, 30), set()),
        ({"year": "850"}, PartialDate(850), {"year"}),
        ({"date": "-0044-03"}, PartialDate(-45, 3), {"date"}),
        ({"year": "2020a"}, PartialDate(2020), set()),
        ({"year": r"\sortme{1973}1981"}, PartialDate(1981), set()),
        ({"year": r"\printed{1981}"}, PartialDate(1981), set()),
        ({"year": "[1998]"}, PartialDate(1998), {"year"}),
        ({"year": "in press"}, PartialDate(0, literal="in press"), {"year"}),
        ({"year": "20201"}, PartialDate(0, literal="20201"), {"year"}),
        ({"date": "2020-05-12"}, PartialDate(2020, 5, 12), {"date"}),
        ({"date": "2020-05"}, PartialDate(2020, 5), {"date"}),
        ({"date": "2020-05-12/2020-06-01"}, PartialDate(2020, 5, 12, end=PartialDate(2020, 6, 1)), {"date"}),
        ({"date": "2020~"}, PartialDate(2020, circa=True), {"date"}),
        ({"date": "2020-21"}, PartialDate(2020, season=1), {"date"}),
        ({"date": "2020-05", "year": "2020", "month": "5"}, PartialDate(2020, 5), {"date", "year", "month"}),
        ({"date": "2020", "year": "2019"}, PartialDate(2020), {"date"}),
        ({"date": "soon", "year": "2019"}, PartialDate(2019), {"year"}),
        ({}, None, set()),
    ],
)  # fmt: skip
def test_dates(fields: dict[str, str], date: PartialDate | None, told: set[str]) -> None:
    assert read_date(fields) == (date, told)
