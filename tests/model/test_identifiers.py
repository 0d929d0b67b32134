"""Identifiers are read at the door, or refused there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refkit.errors import InvalidIdentifier
from refkit.model.identifiers import Doi, Isbn, Issn, Pmcid, Pmid, without_tail


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10.1038/s41584-025-01343-5", "10.1038/s41584-025-01343-5"),
        ("10.1056/NEJMc2509522", "10.1056/nejmc2509522"),
        ("  doi:10.1000/ABC ", "10.1000/abc"),
        ("DOI: 10.1000/abc", "10.1000/abc"),
        ("https://doi.org/10.1000/abc", "10.1000/abc"),
        ("http://dx.doi.org/10.1000/abc", "10.1000/abc"),
        ("https://doi.org/doi:10.1000/abc", "10.1000/abc"),
        ("10.1067/mhn.2001.115906.", "10.1067/mhn.2001.115906"),
        (
            "10.1130/0016-7606(2002)114&lt;1326:LGHACA&gt;2.0.CO;2",
            "10.1130/0016-7606(2002)114<1326:lghaca>2.0.co;2",
        ),
        ("10.1175/x(2003)019%3C0173:SAODAS%3E2.0.CO;2", "10.1175/x(2003)019<0173:saodas>2.0.co;2"),
        ("10.1002/(SICI)1097-4652(199907)180:1<114::AID-JCP13>3.0.CO;2-0",
         "10.1002/(sici)1097-4652(199907)180:1<114::aid-jcp13>3.0.co;2-0"),
        ("DOI : 10.1000/abc", "10.1000/abc"),
        ("doi 10.1000/abc", "10.1000/abc"),
        ("doi.org/10.1000/abc", "10.1000/abc"),
        ("<10.1000/abc>.", "10.1000/abc"),
        ("<https://doi.org/10.1000/abc>", "10.1000/abc"),
        ("10.1000/a\u200bb\u00adc\ufeff", "10.1000/abc"),
        ("10.36652/0042-4633-2023-102-5-404-413/", "10.36652/0042-4633-2023-102-5-404-413/"),
    ],
)  # fmt: skip
def test_a_doi_is_read_in_the_spellings_that_it_comes_in(text: str, value: str) -> None:
    assert Doi.parse(text).value == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "10.1038",
        "10.1038/",
        "10.1126/science. 1109070",  # half of it is another work's DOI
        "see 10.1000/abc",
        "doi10.1000/abc",
        "https://example.org/10.1000/abc",
        "10.1000/a\x00b",
    ],
)
def test_what_is_no_whole_doi_is_refused(text: str) -> None:
    with pytest.raises(InvalidIdentifier, match="not a DOI"):
        Doi.parse(text)


def test_the_refusal_is_one_line_however_long_the_text() -> None:
    with pytest.raises(InvalidIdentifier) as caught:
        Doi.parse("x\n" * 5000)

    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("10.1000/a.", "10.1000/a"),
        ("10.1000/a).", "10.1000/a"),
        ("10.1016/s0140-6736(97)11096-0).", "10.1016/s0140-6736(97)11096-0"),
        ("10.1000/a(1)", "10.1000/a(1)"),
        ('10.1000/a>"', "10.1000/a"),
        ("...", ""),
    ],
)
def test_what_follows_a_doi_in_a_sentence_is_no_part_of_it(text: str, left: str) -> None:
    assert without_tail(text) == left


@given(st.text(max_size=60))
def test_reading_any_text_gives_a_doi_or_a_refusal(text: str) -> None:
    try:
        doi = Doi.parse(text)
    except InvalidIdentifier:
        return

    assert Doi.parse(doi.value) == doi


@pytest.mark.parametrize("text", ["1546-170X", "1546170x", "1546\u2013170X"])
def test_an_issn_has_one_spelling(text: str) -> None:
    assert str(Issn.parse(text)) == "1546-170X"


@pytest.mark.parametrize("text", ["1546-1701", "1546-170", "", "abcd-efgh"])
def test_an_issn_with_a_wrong_check_digit_is_refused(text: str) -> None:
    with pytest.raises(InvalidIdentifier):
        Issn.parse(text)


@pytest.mark.parametrize(
    "text", ["9780199681624", "978-0-19-968162-4", "http://id.crossref.org/isbn/9780199681624"]
)
def test_an_isbn_has_one_spelling(text: str) -> None:
    assert str(Isbn.parse(text)) == "9780199681624"


def test_ten_and_thirteen_digits_of_one_book_have_one_stem() -> None:
    assert Isbn.parse("0-306-40615-2").stem == Isbn.parse("978-0-306-40615-7").stem
    assert Isbn.parse("979-0-306-40615-6").stem != Isbn.parse("978-0-306-40615-7").stem


def test_an_isbn_of_ten_digits_is_checked_too() -> None:
    assert str(Isbn.parse("0-8044-2957-X")) == "080442957X"
    with pytest.raises(InvalidIdentifier):
        Isbn.parse("0-8044-2957-1")


def test_pubmed_numbers() -> None:
    assert str(Pmid.parse("PMID: 40993243")) == "40993243"
    assert str(Pmcid.parse("1234567")) == "PMC1234567"
    for kind, text in ((Pmid, "0123"), (Pmid, "10.1/x"), (Pmcid, "PMCX")):
        with pytest.raises(InvalidIdentifier):
            kind.parse(text)
