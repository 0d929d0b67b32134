"""DOIs as they come: one reading after the other, the likeliest first, none of them made up."""

from __future__ import annotations

import pytest
from growth import is_linear
from hypothesis import given
from hypothesis import strategies as st

from refkit.model.doi_readings import read_field, read_string, with_slash
from refkit.model.identifiers import Doi

SICI = "10.1002/(sici)1097-4652(199907)180:1<114::aid-jcp13>3.0.co;2-0"


def in_field(text: str) -> list[list[str]]:
    return [[doi.value for doi in readings] for readings in read_field(text)]


def in_string(text: str) -> list[list[str]]:
    return [[doi.value for doi in readings] for readings in read_string(text)]


@pytest.mark.parametrize(
    "tail",
    ["/full", "/abstract", "/abs", "/pdf", "/epdf", "/html", "/fulltext", "/full-text", "/summary", "/meta",
     "/full/html", "/references", ".pdf", ".full", ".full.pdf", ".full.pdf+html", ".html", ".abstract",
     "/", "?cookieSet=1", "?utm_source=x&utm_medium=y", "?download", "&rfr_dat=cr_pub&url_ver=Z39.88",
     ";jsessionid=1A2B.x3", "#sec2", "#", "#:~:text=bees", "/full?rss=yes#h3", "?",
     "PMID:31900001", "PMID31900001", ".PubMedGoogle", "[doi]", "Medline", "CrossRef", "GoogleScholar",
     ".Accessed", "https://www.example.org/x", "PMC1234567", ")", "”", ">"],
)  # fmt: skip
def test_a_tail_is_cut_after_the_whole_was_tried(tail: str) -> None:
    whole, *shorter = in_field(f"10.1000/bees.2020.1{tail}")[0]

    assert whole == f"10.1000/bees.2020.1{tail}".lower()
    assert shorter[-1] == "10.1000/bees.2020.1"


@pytest.mark.parametrize(
    "tail", ["?utm_source=x", "?cookieSet=1#abstract", "#sec2", "#", "?journalCode=abc"]
)
def test_an_address_says_what_is_its_query(tail: str) -> None:
    assert in_field(f"https://doi.org/10.1000/bees{tail}")[0][0] == "10.1000/bees"


@pytest.mark.parametrize(
    "text",
    ["10.1000/bees.2020.1", "10.1000/a,b;c", "10.1890/x(1999)069[0569:edilsa]2.0.co;2", SICI, "10.1000/fullness",
     "10.1301/htmlx", "10.1000/pdf", "10.21203/rs.3.rs-1/v1", f"{SICI[:-1]}#"],
)  # fmt: skip
def test_a_right_doi_has_one_reading(text: str) -> None:
    assert in_field(text) == in_string(f"Berg L. On bees. doi:{text}.") == [[text]]


@pytest.mark.parametrize(
    "text",
    [r"10.1000/bees\_2020", r"10.1000/bees{\_}2020", r"10.1000/bees$\_$2020", "10.1000//bees_2020",
     "10.1000/bees_2020&lt;", "10.1000/bees_2020</a>", "10.1000/bees_2020, 2006"],
)  # fmt: skip
def test_signs_of_latex_links_and_years_are_no_part_of_it(text: str) -> None:
    assert "10.1000/bees_2020" in in_field(text)[0]


@pytest.mark.parametrize("dash", "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d")
def test_a_dash_stands_for_the_hyphen_it_looks_like(dash: str) -> None:
    text = f"10.1000/bees{dash}2020{dash}1"

    assert in_field(text) == [["10.1000/bees-2020-1", text]]
    assert in_string(f"Berg. On bees. {text}")[0][0] == "10.1000/bees-2020-1"


@pytest.mark.parametrize("unseen", "\u00ad\u200b\u200c\u200d\u200e\u2060\ufeff")
def test_what_nobody_sees_is_no_part_of_it(unseen: str) -> None:
    assert in_field(f"10.1000/{unseen}be{unseen}es")[0][0] == "10.1000/bees"
    assert in_string(f"Berg. doi:10.1000/{unseen}be{unseen}es.")[0][0] == "10.1000/bees"


def test_a_soft_hyphen_may_be_the_hyphen() -> None:
    assert in_field("10.1000/bees\u00ad2020") == [["10.1000/bees2020", "10.1000/bees-2020"]]


@pytest.mark.parametrize(
    "text",
    ["https://doi.org/https://doi.org/10.1000/bees", "10.1000/https://doi.org/10.1000/bees",
     "10.1000/bees10.1000/bees", "10.1000/bees; https://doi.org/10.1000/BEES", "doi:doi:10.1000/bees",
     "10.1000/10.1000/bees", "https://doi.org/doi:10.1000/bees", "https://dx.doi.org/https:/doi.org/10.1000/bees"],
)  # fmt: skip
def test_a_doubled_doi_is_one(text: str) -> None:
    readings = in_field(text)

    assert len(readings) == 1
    assert readings[0][-1] == "10.1000/bees" or readings[0][0] == "10.1000/bees"


@pytest.mark.parametrize(
    "text",
    ["1O.1016/bees", "lO.1016/bees", "l0.1016/bees", "10.l016/bees", "10.1O16/bees", "I0.1016/bees", "10,1016/bees",
     "10. 1016/bees", "10 .1016/ bees", "10.1016 /bees", "\uff11\uff10\uff0e\uff11\uff10\uff11\uff16\uff0f\uff42ees",
     "10.1016\u2044bees", "10.1016%2Fbees", "10.1016%252Fbees", "[doi] 10.1016/bees", "10.1016/bees [doi]",
     "info:doi/10.1016/bees", "urn:doi:10.1016/bees", "DOI : 10.1016/BEES", "http://doi-org.proxy.example.edu/10.1016/bees",
     "10.1016/bees. Accessed 3 May 2020", "10.1016/bees (accessed May 2020)", "10.1016/bees Epub 2020 May 3",
     "10.1016/bees PMID: 31900001", "10.1016/bees. PubMed PMID: 31900001", "10.1016/bees (2020)", "10.1016/bees, in press",
     "10.1016/bees Erratum in: Bees 2021"],
)  # fmt: skip
def test_what_stands_around_it_and_a_prefix_typed_by_hand(text: str) -> None:
    assert [readings[0] for readings in in_field(text)] == ["10.1016/bees"]


def test_blanks_inside_are_closed_up_and_half_a_doi_is_no_reading() -> None:
    assert in_field("10.1126/science. 1109070") == [["10.1126/science.1109070"]]
    assert in_field("10. 1371/journal.pone. 0012731") == [["10.1371/journal.pone.0012731"]]


@pytest.mark.parametrize("code", ["<1606:GARSPP>", "&lt;1606:GARSPP&gt;", "&amp;lt;1606:GARSPP&amp;gt;", "%3C1606:GARSPP%3E",
                                  "&#60;1606:GARSPP&#62;"])  # fmt: skip
def test_the_angles_of_a_sici_however_they_are_escaped(code: str) -> None:
    text = f"10.1175/1520-0493(1987)115{code}2.0.CO;2"
    doi = "10.1175/1520-0493(1987)115<1606:garspp>2.0.co;2"

    assert in_field(text) == [[doi]]
    if "%" not in code:
        assert in_string(f"Berg L. <i>On bees</i>. {text}.")[0][0] == doi


@pytest.mark.parametrize(
    "text",
    ["10.1000/bees; 10.1038/wasps", "10.1000/bees;10.1038/wasps", "10.1000/bees, doi:10.1038/wasps",
     "10.1000/bees and 10.1038/wasps", "https://doi.org/10.1000/bees https://doi.org/10.1038/wasps", "10.1000/bees|10.1038/wasps"],
)  # fmt: skip
def test_two_dois_are_two(text: str) -> None:
    assert [readings[0] for readings in in_field(text)] == ["10.1000/bees", "10.1038/wasps"]
    assert [readings[0] for readings in in_string(f"Berg. {text}")] == [
        "10.1000/bees",
        "10.1038/wasps",
    ]


def test_a_doi_that_holds_another_is_one_where_nothing_parts_them() -> None:
    assert in_field("10.5555/proceedings.10.1145/123") == [["10.5555/proceedings.10.1145/123"]]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Berg. Bees 2020. doi:10.1000/bees-\n 2020-1.", "10.1000/bees-2020-1"),
        ("Berg. Bees 2020. doi: 10. 1000/bees", "10.1000/bees"),
        ("Berg. Bees 2020. doi:1O.1000/bees", "10.1000/bees"),
        ("Berg. <b>Bees</b> 2020. https://example.org/10.1000/bees?x=y", "10.1000/bees"),
        ("Berg. Bees 2020. [10.1000/bees]", "10.1000/bees"),
        ("Berg. Bees 2020. 10.1000/bees\u3002", "10.1000/bees"),
    ],
)
def test_a_doi_in_a_string(text: str, first: str) -> None:
    assert in_string(text)[0][0] == first


def test_a_number_behind_a_stop_may_be_the_rest() -> None:
    assert in_string("Berg. 10.1126/science. 1109070.") == [
        ["10.1126/science", "10.1126/science.1109070"]
    ]
    assert in_string("Berg. 10.1126/science. 2020.") == [["10.1126/science"]]


@pytest.mark.parametrize(
    "text", ["Bees 10. 2010/11, 5", "vol. 10,2010/11", "10.5 mg", "l0.x/y", "10.1000", "10.1000/"]
)
def test_what_merely_looks_like_one_is_none(text: str) -> None:
    assert in_string(text) == []


def test_a_slash_is_put_in_where_it_can_stand_in_one_place_only() -> None:
    assert with_slash("doi 10.1016j.bees.2020.01.001") == "doi 10.1016/j.bees.2020.01.001"
    assert with_slash("10.1016.j.bees.2020") == "10.1016/j.bees.2020"
    assert with_slash("10.10162020") == "10.10162020"
    assert with_slash("10.1016/j.10.1038x1") == "10.1016/j.10.1038x1"


PIECES = st.sampled_from(
    ["10.1000/", "10.1000/a", "10.", "1O.", "/", " ", ".", ",", ";", "https://doi.org/", "doi:", "%2F", "&lt;", "<", ">", ")", "(",
     "/full", ".pdf", "?x=y", "#a", "PMID:1", "\u2013", "\u00ad", "and ", "\x00", "1109070", "v1", "\ud800"]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=4), max_size=12).map("".join))
def test_every_reading_is_a_doi_and_stands_still_when_read_again(text: str) -> None:
    for readings in (*read_field(text), *read_string(text), *read_field(with_slash(text))):
        assert len(set(readings)) == len(readings)
        for doi in readings:
            assert Doi.parse(doi.value)


@pytest.mark.sweep(3)
@pytest.mark.parametrize(
    "unit",
    ["10.1000/a,", "10.1234.1.", "10.1000/", ")", "<a ", "10.1000/<", "&amp;", "%25", " a", "doi:", "https://", "and ", "/full",
     "?a=", "1O.", "10.1234a", "10.1000/a- 1 ", "\u00ad", "&#1"],
)  # fmt: skip
def test_a_hostile_text_costs_its_length(unit: str) -> None:
    def read(length: int) -> None:
        text = f"10.1000/a{unit * (length // len(unit))}"
        read_field(text)
        read_string(text)

    assert is_linear(read, 100_000)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("doi:10.1000/bees.\n2001-07 PMID: 1", ["10.1000/bees", "10.1000/bees.2001-07"]),
        ("doi:10.1000/bees.\n2001.\n07", ["10.1000/bees.2001.07"]),
        ("doi:10.1000/bees\nPMID: 12345678", []),
        ("doi:10.1000/bees\nand others 2001", []),
    ],
)  # fmt: skip
def test_a_doi_may_go_on_behind_the_end_of_a_line(text: str, readings: list[str]) -> None:
    (found,) = read_string(text)

    given = [str(doi) for doi in found]
    assert set(readings) <= set(given)
    assert readings or given == ["10.1000/bees"]
