"""Changed fields in the spelling of the library that they go into."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest
from builders import make_entry, make_work

from refkit.enrichment.native_values import NativeValues
from refkit.formats.export import Options
from refkit.formats.library import Library
from refkit.model.identifiers import Doi, Isbn, Issn
from refkit.model.resolution import Imported
from refkit.model.work import Container, WorkType

WORK = make_work("Größe", container=Container("Journal of Bees"), volume="12", doi=Doi("10.1000/a"))
ALL = ("title", "container.title", "volume", "issued", "doi")


ENTRY = make_entry(WORK, resolution=Imported("bibtex"), citations=())


def library(text: str, start: int = 0, format_: str = "bibtex") -> Library:
    """A library of one entry, which begins at ``start``."""
    return Library(text, format_, (ENTRY,), ((start, len(text)),))


def spelt(
    text: str,
    changed: Collection[str] = ALL,
    *,
    empty: Collection[str] = (),
    start: int = 0,
    format_: str = "bibtex",
) -> dict[str, Any]:
    native = NativeValues.of(library(text, start, format_), Options())
    return {field.name: field.value for field in native.fields(0, ENTRY, changed, empty)}


def test_only_what_changed_is_written() -> None:
    assert spelt("@article{a, x = 1}", ["volume", "doi"]) == {
        "volume": "{12}",
        "doi": "{10.1000/a}",
    }


def test_a_month_goes_with_its_year() -> None:
    assert spelt("@article{a, journal = {B}}", ["issued"]) == {"year": "{2025}", "month": "nov"}


@pytest.mark.parametrize("mark", ["journaltitle = {B}", "date = {2025}", "Location = {Oslo}"])
def test_an_entry_of_biblatex_gets_its_names(mark: str) -> None:
    names = spelt(f"@article{{a,\n  {mark},\n}}")

    assert {"journaltitle", "date"} <= names.keys()
    assert not {"journal", "year", "month"} & names.keys()


@pytest.mark.parametrize("mark", ["journal = {B}", "YEAR=2025", "title = {B}"])
def test_another_entry_gets_those_of_bibtex(mark: str) -> None:
    names = spelt(f"@article{{a,\n  {mark},\n}}")

    assert {"journal", "year", "month"} <= names.keys()
    assert not {"journaltitle", "date"} & names.keys()


def test_an_entry_that_shows_nothing_is_as_the_rest_of_its_file() -> None:
    before = "@article{b, journaltitle = {B}, date = {2025}}\n"

    assert "date" in spelt(before + "@article{a, title = {T}}", start=len(before))


def test_a_name_that_is_there_is_the_one_to_replace() -> None:
    """JabRef writes journal beside date: neither gets a second name."""
    mixed = "@article{a,\n journal = {B},\n date = {2025},\n location = {Oslo}\n}"

    names = spelt(mixed, ["container.title", "issued"])

    assert names.keys() == {"journal", "date"}


def test_a_library_in_unicode_is_written_in_unicode() -> None:
    assert spelt("@article{a, title = {Ü}}", ["title"])["title"] == "{Größe}"
    assert spelt("@article{a, title = {U}}", ["title"])["title"].isascii()


@pytest.mark.parametrize(
    ("format_", "text", "changed", "name"),
    [
        ("bibtex", "@article{a, Year = {in press}}", "issued", "year"),
        ("csl-json", '{"id": "a", "issued": {"raw": "in press"}}', "issued", "issued"),
    ],
)
def test_a_field_that_could_not_be_read_is_not_filled(
    format_: str, text: str, changed: str, name: str
) -> None:
    assert spelt(text, [changed], empty=[changed], format_=format_) == {}
    assert name in spelt(text, [changed], format_=format_)


def test_what_several_things_share_is_the_users() -> None:
    assert spelt("@article{a}", ["tags", "updates"]) == {}


def test_the_lines_of_one_ris_tag_are_set_together() -> None:
    """SN is an ISSN or an ISBN: setting one must not drop the other."""
    work = make_work(
        type=WorkType.CHAPTER,
        isbns=(Isbn("9780199681624"),),
        container=Container("Bees", issns=(Issn("1546-170X"),)),
    )
    record = "TY  - CHAP\nSN  - 9780199681624\nER  - \n"
    native = NativeValues.of(library(record, format_="ris"), Options())

    pairs = native.fields(0, make_entry(work), ["container.issns"], ())

    assert [(field.name, field.value) for field in pairs] == [
        ("SN", "9780199681624"),
        ("SN", "1546-170X"),
    ]
