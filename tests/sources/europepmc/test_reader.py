"""Understanding Europe PMC's results and its reference lists."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from other_servers import make_result

from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Issn, Pmcid, Pmid
from refkit.model.people import Creator
from refkit.model.work import Container, Update, WorkType
from refkit.sources.europepmc.reader import read_references, read_work

NAMES = st.sampled_from(
    "id source pmid pmcid doi title authorString authorList author lastName firstName initials "
    "fullName collectiveName authorId type value journalInfo journal volume issue issn essn "
    "monthOfPublication yearOfPublication pubYear pageInfo abstractText language pubModel "
    "pubTypeList pubType meshHeadingList meshHeading descriptorName meshQualifierList "
    "meshQualifier qualifierName bookOrReportDetails publisher electronicPublicationDate "
    "firstPublicationDate citedOrder journalAbbreviation unstructuredInformation".split()
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
ANY_JSON = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(), inner, max_size=5)
    ),
    max_leaves=20,
)
OBJECTS = st.dictionaries(NAMES, ANY_JSON)


@given(OBJECTS, st.lists(OBJECTS, max_size=3))
def test_no_shape_raises(result: dict[str, Any], items: list[dict[str, Any]]) -> None:
    read_work(result)

    assert len(read_references(items)) == len(items)


@given(st.sampled_from(sorted(make_result("1", "10.1000/a"))), ANY_JSON)
def test_one_odd_field_leaves_the_others_alone(name: str, value: Any) -> None:
    odd = read_work(make_result("1", "10.1000/a") | {name: value})

    assert name == "title" or odd.title.plain == "The life of invented bees"
    assert name == "journalInfo" or odd.volume == "7"


def test_an_article() -> None:
    work = read_work(make_result("40993243", "10.1000/ABC", pmcid="PMC12"))

    assert work.type is WorkType.ARTICLE_JOURNAL
    assert work.title.plain == "The life of invented bees"
    assert work.creators == (Creator("Abel", "Ada"), Creator("Berg", "Bo C", "van den"))
    assert work.container == Container(
        "Journal of invented results", "J Invent Results", (Issn("1234-5679"),)
    )
    assert (work.volume, work.issue, work.page) == ("7", "2", "12-19")
    assert (work.doi, work.pmid, work.pmcid) == (
        Doi("10.1000/abc"),
        Pmid("40993243"),
        Pmcid("PMC12"),
    )
    assert work.abstract.plain == "Background: Bees were invented.\nResults: They flew."
    assert work.mesh == ("Bees/physiology", "Animals")
    assert work.publication_types == ("Review", "Journal Article")
    assert work.language == "en"


@pytest.mark.parametrize(
    ("fields", "printed", "online", "issued"),
    [
        ({}, PartialDate(2023, 4), PartialDate(2023, 2, 11), None),
        ({"electronicPublicationDate": None}, PartialDate(2023, 4), None, None),
        ({"pubModel": "Electronic"}, None, PartialDate(2023, 2, 11), None),
        (
            {"pubModel": None, "electronicPublicationDate": None},
            None,
            None,
            PartialDate(2023, 2, 11),
        ),
        (
            {"pubModel": None, "electronicPublicationDate": None, "firstPublicationDate": None},
            None,
            None,
            PartialDate(2023, 4),
        ),
        (
            {
                "journalInfo": None,
                "electronicPublicationDate": None,
                "firstPublicationDate": None,
            },
            None,
            None,
            PartialDate(2023),
        ),
    ],
)
def test_no_date_is_more_exact_than_was_said(
    fields: dict[str, Any],
    printed: PartialDate | None,
    online: PartialDate | None,
    issued: PartialDate | None,
) -> None:
    work = read_work(make_result("1", "10.1000/a", **fields))

    assert (work.published_print, work.published_online, work.issued) == (printed, online, issued)


def test_a_preprint_appeared_at_its_server() -> None:
    work = read_work(
        make_result(
            "PPR1",
            "10.1101/a",
            source="PPR",
            pmid=None,
            journalInfo=None,
            pubTypeList={"pubType": ["Preprint"]},
            bookOrReportDetails={"publisher": "bioRxiv", "yearOfPublication": 2026},
        )
    )

    assert (work.type, work.genre, work.container.title) == (
        WorkType.ARTICLE,
        "preprint",
        "bioRxiv",
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"journalInfo": None, "bookOrReportDetails": {"publisher": "P"}}, WorkType.BOOK),
        ({"source": "PAT"}, WorkType.PATENT),
        ({"source": "ETH"}, WorkType.THESIS),
        ({"journalInfo": None}, WorkType.DOCUMENT),
    ],
)
def test_types(fields: dict[str, Any], expected: WorkType) -> None:
    assert read_work(make_result("1", "10.1000/a", **fields)).type is expected


def test_a_retracted_publication_says_so() -> None:
    kinds = {"pubType": ["Journal Article", "Retracted Publication"]}
    work = read_work(make_result("1", "10.1000/a", pubTypeList=kinds))

    assert work.updates == (Update("retraction", source="europepmc"),)


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ({"collectiveName": "Bee Study Group"}, Creator(literal="Bee Study Group")),
        ({"fullName": "Aristotle"}, Creator(literal="Aristotle")),
        ({"lastName": "Abel", "initials": "A"}, Creator("Abel", "A")),
        (
            {
                "lastName": "Abel",
                "firstName": "Ada",
                "authorId": {"type": "ORCID", "value": "0000-0002-1825-0097"},
            },
            Creator("Abel", "Ada", orcid="0000-0002-1825-0097"),
        ),
    ],
)
def test_names(author: dict[str, Any], expected: Creator) -> None:
    work = read_work(make_result("1", "10.1000/a", authorList={"author": [author]}))

    assert work.creators == (expected,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The life of bees.", "The life of bees"),
        ("The life of bees?", "The life of bees?"),
        ("Bees in the U.S.", "Bees in the U.S."),
        ("Of <i>Apis</i>.", "Of Apis"),
        (None, ""),
    ],
)
def test_the_stop_after_a_title_is_pubmeds(text: str | None, expected: str) -> None:
    work = read_work(make_result("1", "10.1000/a", title=text))

    assert work.title.plain == expected


LINE = {
    "id": "12345",
    "source": "MED",
    "citationType": "JOURNAL ARTICLE",
    "title": "On <i>Apis</i> and others.",
    "authorString": "Onck PR, van den Berg B, Abel AB Jr.",
    "journalAbbreviation": "J Invent Results",
    "issue": "3",
    "pubYear": 2005,
    "volume": "12",
    "pageInfo": "101-115",
    "doi": "10.1000/Line",
    "citedOrder": 1,
    "match": "Y",
}


def test_a_line_has_crossrefs_names_of_its_fields() -> None:
    listed = read_references([LINE])[0]

    assert dict(listed.reference.deposited) == {
        "DOI": "10.1000/Line",
        "article-title": "On <i>Apis</i> and others.",
        "author": "Onck PR, van den Berg B, Abel AB Jr.",
        "first-page": "101",
        "issue": "3",
        "journal-title": "J Invent Results",
        "pmid": "12345",
        "volume": "12",
        "year": "2005",
    }
    assert listed.reference.deposited == tuple(sorted(listed.reference.deposited))


def test_a_line_as_a_work() -> None:
    work = read_references([LINE])[0].work

    assert work.type is WorkType.ARTICLE_JOURNAL
    assert work.title.plain == "On Apis and others"
    assert work.creators == (
        Creator("Onck", "PR"),
        Creator("Berg", "B", "van den"),
        Creator("Abel", "AB", suffix="Jr"),
    )
    assert work.creators_complete
    assert (work.page, work.pmid) == ("101-115", Pmid("12345"))


@pytest.mark.parametrize("names", ["Onck PR, et al.", "Onck PR et al"])
def test_authors_that_go_on_are_not_complete(names: str) -> None:
    work = read_references([{"title": "A", "authorString": names}])[0].work

    assert work.creators == (Creator("Onck", "PR"),)
    assert not work.creators_complete


def test_a_line_that_is_only_a_string_stays_one() -> None:
    text = "Abel A. A chapter. In: A book. 2004."
    listed = read_references([{"unstructuredInformation": text, "pubYear": 0, "match": "N"}])[0]

    assert listed.reference.deposited == (("unstructured", text),)
    assert listed.work.type is WorkType.DOCUMENT


def test_without_an_order_cited_the_list_stays_as_it_came() -> None:
    listed = read_references([{"title": "B", "citedOrder": 9}, {"title": "A"}])

    assert [each.work.title.plain for each in listed] == ["B", "A"]
    assert [each.reference.position for each in listed] == [1, 2]
