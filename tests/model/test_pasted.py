"""What people paste for one article, understood without guessing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refkit.errors import InvalidIdentifier
from refkit.model.identifiers import Doi, Pmcid, Pmid
from refkit.model.pasted import read_pasted

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
