"""What people paste for one article, understood without guessing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refkit.errors import InvalidIdentifier
from refkit.model.identifiers import Doi, Pmcid, Pmid
from refkit.model.pasted_identifiers import read_pasted, split_pasted

ARTICLE = Doi("10.1038/s41584-025-01343-5")


@pytest.mark.parametrize(
    "text",
    [
        "10.1038/s41584-025-01343-5",
        "DOI : 10.1038/s41584-025-01343-5",
        "https://dx.doi.org/10.1038%2Fs41584-025-01343-5",
        "doi.org/10.1038/s41584-025-01343-5",
        "<10.1038/s41584-025-01343-5>.",
        "(doi:10.1038/s41584-025-01343-5).",
        "doi:https://doi.org/10.1038/s41584-025-01343-5",
        "'10.1038/s41584-025-01343-5',",
        "10.1038/s41584\u200b-025-01343-5\n",
    ],
)
def test_a_doi_is_mended_where_nothing_is_guessed(text: str) -> None:
    assert read_pasted(text).identifier == ARTICLE
    assert read_pasted(text).note == ""


@pytest.mark.parametrize(
    "text",
    [
        "https://doi.org/10.1038/s41584-025-01343-5?utm_source=x&utm_medium=y",
        "10.1038/s41584\u2011025\u201101343\u20115",  # as PDF and Word have hyphens
        "https://www.nature.com/articles/s41584-025-01343-5",
        "\uff24\uff2f\uff29\uff1a10.1038/s41584-025-01343-5",  # wide, as Chinese texts have it
    ],
)
def test_what_was_changed_is_told(text: str) -> None:
    pasted = read_pasted(text)

    assert pasted.identifier == ARTICLE
    assert pasted.note.endswith(f"is read as {ARTICLE}")


def test_a_question_mark_that_is_no_query_stays() -> None:
    assert read_pasted("10.1301/nr.2004.jan.39?50").identifier == Doi("10.1301/nr.2004.jan.39?50")


def test_brackets_that_belong_to_a_doi_stay() -> None:
    assert read_pasted("10.1016/S0140-6736(97)11096-0").identifier == Doi(
        "10.1016/s0140-6736(97)11096-0"
    )


@pytest.mark.parametrize("text", ["PMID: 41136767", "pmid41136767", "PMID 41136767"])
def test_a_pubmed_number(text: str) -> None:
    assert read_pasted(text).identifier == Pmid("41136767")
    assert read_pasted(text).note == ""


def test_a_bare_number_is_a_pubmed_number_and_that_is_told() -> None:
    pasted = read_pasted("41136767")

    assert pasted.identifier == Pmid("41136767")
    assert "taken for a PubMed number" in pasted.note


@pytest.mark.parametrize("text", ["PMC7304461", "pmc7304461", "PMCID: PMC7304461", "PMC 7304461"])
def test_a_pubmed_central_number(text: str) -> None:
    assert read_pasted(text).identifier == Pmcid("PMC7304461")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("library.bib", "refkit enrich FILE"),
        ("+", "needs quotes"),
        ("10.1038.s41584-025-01343-5", "a slash follows"),
        ("10.1126/science. 1109070", "a blank stands in it"),
        ("see 10.1000/abc there", "give the DOI alone"),
        ("1234567890", "one looks like"),
        ("10.1038", "one looks like"),
        ("王偉（2019）。蜜蜂，12，101。https://doi.org/10.1000/abc", "give the DOI alone"),
        ("王偉（2019）。蜜蜂，12，101。doi:10.1000/abc", "give the DOI alone"),
        ("Abel,A.(2019).Bees.https://doi.org/10.1000/abc", "give the DOI alone"),
        ("", "one looks like"),
    ],
)
def test_a_refusal_says_what_to_do(text: str, said: str) -> None:
    with pytest.raises(InvalidIdentifier, match="not a DOI") as caught:
        read_pasted(text)

    assert said in str(caught.value)


@given(st.text(max_size=40) | st.from_regex(r"(doi|pmid|PMC)?[ :]*(10\.1000/)?[\d.()<>]{0,12}"))
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        pasted = read_pasted(text)
    except InvalidIdentifier:
        return

    assert read_pasted(str(pasted.identifier)).identifier == pasted.identifier or isinstance(
        pasted.identifier, Pmid
    )


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("2101.00001", "10.48550/arxiv.2101.00001"),
        ("arXiv:2101.00001v2", "10.48550/arxiv.2101.00001"),
        ("arXiv:2101.00001 [cs.CL]", "10.48550/arxiv.2101.00001"),
        ("hep-th/9901001", "10.48550/arxiv.hep-th/9901001"),
        ("math.GT/0309136", "10.48550/arxiv.math/0309136"),
        ("https://arxiv.org/abs/hep-th/9901001v3", "10.48550/arxiv.hep-th/9901001"),
    ],
)
def test_an_arxiv_number_is_read_as_its_doi(text: str, doi: str) -> None:
    assert read_pasted(text).identifier == Doi(doi)
    assert doi in read_pasted(text).note


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("10.3389/bees.2018.1/full", ["10.3389/bees.2018.1/full", "10.3389/bees.2018.1"]),
        ("10.1000/abc?cookieSet=1", ["10.1000/abc?cookieset=1", "10.1000/abc"]),
        ("https://example.org/x/10.1000/abc.pdf", ["10.1000/abc.pdf", "10.1000/abc"]),
        ("https://www.example.org/doi/10.1000/abc.pdf", ["10.1000/abc.pdf", "10.1000/abc"]),
        ("https://doi-org.proxy.example.edu/10.1000/abc", ["10.1000/abc"]),
        ("https://www-nature-com.proxy.example.edu/articles/x1", ["10.1038/x1"]),
        ("https://login.example.edu/login?url=https://doi.org/10.1000/abc", ["10.1000/abc"]),
        ("10.1000/https://doi.org/10.1000/abc", ["10.1000/abc"]),
        ("1O.1000/abc", ["10.1000/abc"]),
        ("10. 1000/abc", ["10.1000/abc"]),
    ],
)
def test_the_readings_of_what_is_pasted(text: str, readings: list[str]) -> None:
    pasted = read_pasted(text)

    assert [str(pasted.identifier), *map(str, pasted.others)] == readings


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("10.1000/a, 10.1000/b;10.1000/c", ["10.1000/a", "10.1000/b", "10.1000/c"]),
        ("10.1000/a\n10.1000/b\n", ["10.1000/a", "10.1000/b"]),
        ("https://doi.org/10.1000/a;doi:10.1000/b,", ["https://doi.org/10.1000/a", "doi:10.1000/b"]),
        ("41136767,41136768; PMC7304461", ["41136767", "41136768", "PMC7304461"]),
        ("2101.00001, hep-th/9901001", ["2101.00001", "hep-th/9901001"]),
        ("10.1000/a, 41136767", ["10.1000/a", "41136767"]),
        # One DOI each.
        ("10.1890/0012-9615(1999)069[0569:EDILSA]2.0.CO;2", None),
        ("10.1000/a,12345678", None),
        ("10.1126/science. 1109070", None),
        ("Bees; their life, 10.1000/a", None),
        ("", None),
    ],
)  # fmt: skip
def test_a_list_is_cut_where_a_new_identifier_begins(text: str, pieces: list[str] | None) -> None:
    assert split_pasted(text) == (pieces or [text])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("978-0-19-968162-4", "an ISBN names a book"),
        ("ISBN: 0199681627", "an ISBN names a book"),
        ("1546-170X", "an ISSN names a whole journal"),
        ("The life of bees in 2020", "a title is not searched for"),
        ("Bees", "a title is not searched for"),
        ("10.1000/a; 10.1000/b", "two DOIs"),
        ("&#" + "1" * 5000 + ";", "one looks like"),
    ],
)
def test_what_else_names_a_work_says_what_to_do(text: str, said: str) -> None:
    with pytest.raises(InvalidIdentifier) as caught:
        read_pasted(text)

    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
