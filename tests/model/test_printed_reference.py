"""A reference read once: the DOIs that it may mean, in every form; a library's entry as one."""

from __future__ import annotations

from typing import Any

import pytest
from builders import make_entry, make_work
from conftest import RECORDED
from hypothesis import given
from hypothesis import strategies as st

from refkit.model.bibliography import Entry
from refkit.model.identifiers import Doi
from refkit.model.people import Creator
from refkit.model.printed_reference import PrintedReference
from refkit.model.reference import Reference
from refkit.model.resolution import Imported
from refkit.model.work import Container, Work, WorkType


def readings(**fields: str) -> list[str]:
    pairs = tuple(sorted((name.replace("_", "-"), value) for name, value in fields.items()))
    return [doi.value for doi in PrintedReference.of(Reference(1, "a", pairs)).dois]


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        pytest.param("10.1000/A_b", "10.1000/a_b", id="case"),
        pytest.param("https://doi.org/10.1000/a", "10.1000/a", id="resolver"),
        pytest.param("doi: 10.1000/a", "10.1000/a", id="prefix"),
        pytest.param(
            "http://libproxy.example.org/doi/10.1000/a", "10.1000/a", id="another resolver"
        ),
        pytest.param("10.1126/science. 1109070", "10.1126/science.1109070", id="blank"),
        pytest.param("10. 1371/journal.pone. 0012731", "10.1371/journal.pone.0012731", id="blanks"),
        pytest.param(
            "10. 1001/archpediatrics. 2012. 209.",
            "10.1001/archpediatrics.2012.209",
            id="blanks and stop",
        ),
        pytest.param("10.1067/mhn.2001.115906.", "10.1067/mhn.2001.115906", id="stop"),
        pytest.param(
            "10.1016/0022-2836(81)90087-5", "10.1016/0022-2836(81)90087-5", id="balanced brackets"
        ),
        pytest.param(
            "10.1130/x(2002)114&lt;1326:LGHACA&gt;2.0.CO;2",
            "10.1130/x(2002)114<1326:lghaca>2.0.co;2",
            id="entities",
        ),
        pytest.param(
            "10.1130/x(2002)019%3C0173:SAODAS%3E2.0.CO;2",
            "10.1130/x(2002)019<0173:saodas>2.0.co;2",
            id="percent",
        ),
    ],
)
def test_a_deposited_doi_is_read_and_put_right(text: str, doi: str) -> None:
    assert readings(DOI=text)[0] == doi


def test_what_may_belong_to_it_is_tried_with_and_without() -> None:
    assert readings(DOI="10.1000/a)") == ["10.1000/a)", "10.1000/a"]


def test_a_question_mark_may_stand_for_a_dash() -> None:
    assert readings(DOI="10.1301/nr.2004.jan.39?50") == [
        "10.1301/nr.2004.jan.39?50", "10.1301/nr.2004.jan.39-50",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("Berg, L. On bees. Zenodo.10.5281/zenodo.11171501.", "10.5281/zenodo.11171501"),
        ("Berg, L. arXiv (2023). doi:10.48550/arXiv.2304.03271.", "10.48550/arxiv.2304.03271"),
        ("Berg (see https://doi.org/10.1000/a).", "10.1000/a"),
        ('Berg <ext-link xlink:href="https://doi.org/10.1000/a" ext-link-type="doi">link</ext-link>', "10.1000/a"),
        ("Berg <ext-link>10.1000/a</ext-link>. Accessed 2020", "10.1000/a"),
        ("Berg 10.1002/(SICI)1097-4652(199907)180:1&lt;114::AID-JCP13&gt;3.0.CO;2-0.", "10.1002/(sici)1097-4652(199907)180:1<114::aid-jcp13>3.0.co;2-0"),
        ("王, 10.1000/a，2020", "10.1000/a"),
    ],
)  # fmt: skip
def test_a_doi_in_the_string_is_found(text: str, doi: str) -> None:
    assert readings(unstructured=text)[0] == doi


def test_the_deposited_one_comes_first() -> None:
    assert readings(DOI="10.1000/a", unstructured="Berg. 10.1000/b") == ["10.1000/a", "10.1000/b"]


@pytest.mark.parametrize("text", ["", "Berg 2010. 10.5 mg/kg", "pp. 10.1000", "version 10.12345"])
def test_where_there_is_none_none_is_made(text: str) -> None:
    assert readings(unstructured=text) == []
    assert readings(DOI=text) == []


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_gives_readings_and_no_error(doi: str, string: str) -> None:
    for each in readings(DOI=doi, unstructured=f"{string}10.1000/{doi}"):
        assert each.startswith("10.")


def test_every_recorded_doi_has_a_reading(recorded: list[dict[str, Any]]) -> None:
    listed = [each for work in recorded for each in work.get("reference", [])]
    dois = [each["DOI"] for each in listed if "DOI" in each]

    assert len(dois) == 38857 or RECORDED > len(recorded) < len(dois)
    assert [doi for doi in dois if not readings(DOI=doi)] == []


def test_a_field_with_two_dois_means_neither() -> None:
    fields = (("DOI", "10.1000/bees; 10.1000/wasps"),)

    printed = PrintedReference.of(Reference(1, "a", fields))

    assert printed.dois == ()
    assert printed.alternatives == (Doi("10.1000/bees"), Doi("10.1000/wasps"))


def test_the_string_may_say_which_of_two_it_is() -> None:
    fields = (("DOI", "10.1000/bees; 10.1000/wasps"), ("unstructured", "Berg. 10.1000/wasps"))

    assert PrintedReference.of(Reference(1, "a", fields)).dois == (Doi("10.1000/wasps"),)


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1000j.bees.2020.01.001", "10.1000/j.bees.2020.01.001"),
        ("arXiv:2101.00001v2", "10.48550/arxiv.2101.00001"),
        ("https://www.nature.com/articles/s41584-025-01343-5", "10.1038/s41584-025-01343-5"),
    ],
)
def test_a_field_without_a_doi_may_say_one(text: str, doi: str) -> None:
    assert readings(DOI=text) == [doi]


def imported(work: Work, *kept: tuple[str, str]) -> Entry:
    return make_entry(work, resolution=Imported("bibtex", kept), citations=())


of_entry = PrintedReference.of_entry


def test_an_article_as_it_would_be_printed() -> None:
    work = make_work(
        creators=(Creator("Broek", "J.", "van den"),),
        container=Container("Journal of Bees"),
        volume="12",
        page="34\N{EN DASH}45",
        doi=Doi("10.1000/a"),
    )

    assert of_entry(imported(work)) == PrintedReference(
        author="J. van den Broek",
        article_title="On bees",
        journal_title="Journal of Bees",
        year="2025",
        volume="12",
        first_page="34",
        doi_text="10.1000/a",
        dois=(Doi("10.1000/a"),),
    )


def test_an_entry_is_not_read_as_if_it_was_markup() -> None:
    work = make_work("Is a <b> less than b?", creators=())

    assert of_entry(imported(work)).article_title == "Is a <b> less than b?"


def test_a_book_and_a_chapter_name_their_volume() -> None:
    book = of_entry(imported(make_work(type=WorkType.BOOK)))
    chapter = of_entry(
        imported(make_work(type=WorkType.CHAPTER, container=Container("All bees", "", (), "Bees")))
    )

    assert book.volume_title == "On bees"
    assert not book.article_title
    assert chapter.article_title == "On bees"
    assert chapter.volume_title == "All bees"
    assert chapter.series_title == "Bees"


@pytest.mark.parametrize(
    ("url", "doi"),
    [
        ("https://doi.org/10.1000/A", "10.1000/a"),
        ("https://example.org/10.1000/a", ""),
        ("https://doi.org/", ""),
    ],
)
def test_a_doi_may_stand_in_the_address(url: str, doi: str) -> None:
    assert of_entry(imported(make_work(url=url))).doi_text == doi


def test_a_preprint_names_its_server() -> None:
    kept = (("eprint", "2301.00001"), ("archivePrefix", "{arXiv}"))

    assert of_entry(imported(make_work(), *kept)).journal_title == "arXiv"
    assert not of_entry(imported(make_work(), ("eprinttype", "pubmed"))).journal_title


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Abel A. Bees. 2001. PMID: 12345678; PMCID: PMC7654321.", ["12345678", "PMC7654321"]),
        ("Abel A. Bees. 2001. [PubMed: 12345678]", ["12345678"]),
        ("Abel A. Bees. https://pubmed.ncbi.nlm.nih.gov/12345678/", ["12345678"]),
        ("Abel A. Bees. https://www.ncbi.nlm.nih.gov/pmc/articles/PMC7654321/.", ["PMC7654321"]),
        ("Abel A. Bees. J Inv Res. 2001;12:345-678.", []),
        ("Abel A. Bees. doi:10.1000/pmid.12345678", []),
    ],
)
def test_numbers_of_pubmed_in_a_string(text: str, numbers: list[str]) -> None:
    printed = PrintedReference.of(Reference(1, "a", (("unstructured", text),)))

    assert [str(each) for each in printed.numbers] == numbers


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("Abel A. Bees. arXiv:2101.00001 (2021).", "10.48550/arxiv.2101.00001"),
        ("Abel A. Bees. arXiv preprint arXiv:2101.00001v2.", "10.48550/arxiv.2101.00001"),
        ("Abel A. Bees. https://www.nature.com/articles/s41591-020-0915-1.", "10.1038/s41591-020-0915-1"),
    ],
)  # fmt: skip
def test_what_stands_for_a_doi_in_a_string(text: str, doi: str) -> None:
    printed = PrintedReference.of(Reference(1, "a", (("unstructured", text),)))

    assert [str(each) for each in printed.dois] == [doi]


def test_a_doi_that_is_printed_comes_before_what_stands_for_one() -> None:
    text = "Abel A. Bees. arXiv:2101.00001. doi:10.1000/bees"
    printed = PrintedReference.of(Reference(1, "a", (("unstructured", text),)))

    assert [str(each) for each in printed.dois] == ["10.1000/bees"]
