"""Understanding DataCite's records: arXiv, Zenodo, figshare, and whatever else stands there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from other_servers import make_attributes

from refkit.formats.csl_json.reader import read_item
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn
from refkit.model.people import Creator
from refkit.model.work import Container, Relation, Update, Work, WorkType
from refkit.sources.datacite.reader import read_work

# Any JSON, under the names that the reader looks for as often as not.
NAMES = st.sampled_from(
    "doi titles title titleType creators name nameType familyName givenName nameIdentifiers "
    "nameIdentifier nameIdentifierScheme contributors contributorType publisher container "
    "identifier types resourceTypeGeneral resourceType citeproc publicationYear dates date "
    "dateType descriptions description descriptionType relatedIdentifiers relatedIdentifier "
    "relatedIdentifierType relationType relatedItems alternateIdentifiers alternateIdentifier "
    "alternateIdentifierType url language".split()
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
WORDS = st.sampled_from(["10.48550/arxiv.1", "Text", "IsVersionOf", "DOI", "Issued", "²0²3-01"])
ANY_JSON = st.recursive(
    LEAVES | WORDS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(), inner, max_size=5)
    ),
    max_leaves=20,
)


@given(st.dictionaries(NAMES, ANY_JSON))
def test_no_shape_raises(attributes: dict[str, Any]) -> None:
    read_work(attributes)


@given(st.sampled_from(sorted(make_attributes("10.1000/a"))), ANY_JSON)
def test_one_odd_field_leaves_the_others_alone(name: str, value: Any) -> None:
    odd = read_work(make_attributes("10.1000/a") | {name: value})

    assert name == "titles" or odd.title.plain == "Measurements in an invented garden"
    assert name == "creators" or odd.creators[0].family == "Abel"


def test_a_dataset() -> None:
    work = read_work(make_attributes("10.5061/DRYAD.ABC"))

    assert work.type is WorkType.DATASET
    assert work.doi == Doi("10.5061/dryad.abc")
    assert work.creators == (Creator("Abel", "Ada"),)
    assert work.publisher == "Invented Repository"
    assert work.issued == PartialDate(2024, 5, 17)
    assert work.abstract.plain == "Of bees."
    assert work.language == "en"
    assert work.url == "https://repository.example.org/records/1"
    assert work.container == Container()


ARXIV = make_attributes(
    "10.48550/arxiv.2401.00001",
    publisher="arXiv",
    types={"resourceTypeGeneral": "Preprint", "resourceType": "Article", "citeproc": "article"},
    dates=[
        {"date": "2024-01-02T10:00:00Z", "dateType": "Submitted"},
        {"date": "2024-01", "dateType": "Available"},
        {"date": "2024", "dateType": "Issued"},
    ],
    alternateIdentifiers=[
        {"alternateIdentifier": "2401.00001", "alternateIdentifierType": "arXiv"}
    ],
    relatedIdentifiers=[
        {
            "relationType": "IsVersionOf",
            "relatedIdentifier": "10.1000/Published",
            "relatedIdentifierType": "DOI",
        }
    ],
)


@pytest.mark.parametrize(
    ("general", "told", "version"),
    [
        ("Dataset", "1.2", "1.2"),
        ("Software", "v0.3.1", "v0.3.1"),
        ("Software", None, ""),
        ("Dataset", ":unav", ""),
        ("Report", "2", ""),
    ],
)
def test_the_version_of_what_is_cited_by_it(general: str, told: str | None, version: str) -> None:
    types = {"types": {"resourceTypeGeneral": general}, "version": told}

    assert read_work(make_attributes("10.1000/a") | types).version == version


@pytest.mark.parametrize("general", ["Preprint", "Text", None])
def test_arxiv_is_a_preprint_whatever_its_type_says(general: str | None) -> None:
    work = read_work(ARXIV | {"types": {"resourceTypeGeneral": general, "citeproc": "article"}})

    assert (work.type, work.genre) == (WorkType.ARTICLE, "preprint")
    assert work.container.title == "arXiv"
    assert work.number == "arXiv:2401.00001"
    assert work.issued == PartialDate(2024, 1)


def test_arxiv_links_the_article_that_the_preprint_became() -> None:
    assert read_work(ARXIV).relations == (Relation("is-preprint-of", "10.1000/published"),)


def test_an_arxiv_number_is_also_in_the_doi() -> None:
    assert read_work(ARXIV | {"alternateIdentifiers": []}).number == "arXiv:2401.00001"


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        ({"resourceTypeGeneral": "Software", "citeproc": "article"}, WorkType.SOFTWARE),
        ({"resourceTypeGeneral": "ComputationalNotebook"}, WorkType.SOFTWARE),
        ({"resourceTypeGeneral": "JournalArticle"}, WorkType.ARTICLE_JOURNAL),
        ({"resourceTypeGeneral": "Text", "resourceType": "Journal article"}, WorkType.ARTICLE_JOURNAL),
        ({"resourceTypeGeneral": "Text", "resourceType": "Preprint"}, WorkType.ARTICLE),
        ({"resourceTypeGeneral": "Text", "citeproc": "article-journal"}, WorkType.DOCUMENT),
        ({"resourceTypeGeneral": "Text", "resourceType": "Text", "citeproc": "article-journal"},
         WorkType.DOCUMENT),
        ({"resourceTypeGeneral": "Text", "resourceType": "ScholarlyArticle"}, WorkType.DOCUMENT),
        ({"resourceTypeGeneral": "Text", "resourceType": "Poster", "citeproc": "article-journal"},
         WorkType.DOCUMENT),
        ({"resourceTypeGeneral": "Text", "resourceType": "Monographie",
          "citeproc": "article-journal"}, WorkType.BOOK),
        ({"resourceTypeGeneral": "Text", "resourceType": "BlogPosting"}, WorkType.POST_WEBLOG),
        ({"resourceTypeGeneral": "Text", "citeproc": "report"}, WorkType.REPORT),
        ({"resourceTypeGeneral": "Text"}, WorkType.DOCUMENT),
        ({"resourceTypeGeneral": "Dissertation"}, WorkType.THESIS),
        ({"resourceTypeGeneral": "PhysicalObject", "citeproc": "article"}, WorkType.DOCUMENT),
        ({}, WorkType.DOCUMENT),
    ],
)  # fmt: skip
def test_types(types: dict[str, str], expected: WorkType) -> None:
    assert read_work(make_attributes("10.5281/zenodo.1", types=types)).type is expected


@pytest.mark.parametrize(
    ("types", "genre"),
    [
        ({"resourceTypeGeneral": "Preprint"}, "preprint"),
        ({"resourceTypeGeneral": "Poster"}, "Poster"),
        ({"resourceTypeGeneral": "Dissertation", "resourceType": "PhD Thesis"}, "PhD Thesis"),
        ({"resourceTypeGeneral": "Dissertation", "resourceType": "Thesis"}, ""),
        ({"resourceTypeGeneral": "Dataset", "resourceType": "Spreadsheet"}, ""),
    ],
)
def test_what_stands_beside_the_title(types: dict[str, str], genre: str) -> None:
    assert read_work(make_attributes("10.1000/a", types=types)).genre == genre


def test_another_preprint_appeared_at_its_server() -> None:
    work = read_work(make_attributes("10.5281/zenodo.2", types={"resourceTypeGeneral": "Preprint"}))

    assert work.container.title == "Invented Repository"


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ({"name": "Abel, Ada", "nameType": "Personal"}, Creator("Abel", "Ada")),
        ({"name": "Abel, Ada"}, Creator("Abel", "Ada")),
        ({"name": "Ada Abel", "nameType": "Personal"}, Creator(literal="Ada Abel")),
        ({"name": "Abel, Ada, Jr", "nameType": "Personal"}, Creator(literal="Abel, Ada, Jr")),
        ({"name": "University of Bees, Hive"}, Creator(literal="University of Bees, Hive")),
        ({"name": "Bees, Inc", "nameType": "Organizational"}, Creator(literal="Bees, Inc")),
        (
            {"name": "Bees", "nameType": "Organizational", "familyName": "Bees", "givenName": "A"},
            Creator(literal="Bees"),
        ),
        ({"familyName": "van den Berg", "givenName": "Bo"}, Creator("Berg", "Bo", "van den")),
        (
            {
                "familyName": "Abel",
                "givenName": "Ada",
                "nameIdentifiers": [
                    {"nameIdentifier": "0000 0001", "nameIdentifierScheme": "ISNI"},
                    {
                        "nameIdentifier": "https://orcid.org/0000-0002-1825-0097",
                        "nameIdentifierScheme": "ORCID",
                    },
                ],
            },
            Creator("Abel", "Ada", orcid="0000-0002-1825-0097"),
        ),
    ],
)
def test_names(person: dict[str, Any], expected: Creator) -> None:
    assert read_work(make_attributes("10.1000/a", creators=[person])).creators == (expected,)


def test_of_contributors_editors_are_named() -> None:
    work = read_work(
        make_attributes(
            "10.1000/a",
            contributors=[
                {"name": "Berg, Bo", "contributorType": "Editor", "nameType": "Personal"},
                {"name": "Cole, Cy", "contributorType": "DataManager", "nameType": "Personal"},
            ],
        )
    )

    assert work.creators[1:] == (Creator("Berg", "Bo", role="editor"),)


def test_titles_of_other_kinds_are_not_the_title() -> None:
    titles = [
        {"title": "Messungen", "titleType": "TranslatedTitle"},
        {"title": "Measurements of <i>Apis</i>", "titleType": None},
        {"title": "A pilot", "titleType": "Subtitle"},
    ]

    assert (
        read_work(make_attributes("10.1000/a", titles=titles)).title.plain
        == "Measurements of Apis: A pilot"
    )


def test_a_publisher_may_be_an_object() -> None:
    assert (
        read_work(make_attributes("10.1000/a", publisher={"name": "Zenodo"})).publisher == "Zenodo"
    )


@pytest.mark.parametrize(
    ("dates", "year", "expected"),
    [
        ([{"date": "2023-03-16", "dateType": "Issued"}], 2023, PartialDate(2023, 3, 16)),
        ([{"date": "2012-01-01/2014-12-31", "dateType": "Issued"}], 2014, PartialDate(2012, 1, 1)),
        ([{"date": "2011", "dateType": "Created"}], "2015", PartialDate(2015)),
        ([{"date": "2011-02", "dateType": "Created"}], None, PartialDate(2011, 2)),
        ([{"date": "2016-13", "dateType": "Issued"}], None, PartialDate(2016)),
        ([{"date": "unknown", "dateType": "Issued"}], None, None),
        (None, None, None),
    ],
)
def test_dates(dates: Any, year: Any, expected: PartialDate | None) -> None:
    work = read_work(make_attributes("10.1000/a", dates=dates, publicationYear=year))

    assert work.issued == expected


def test_a_withdrawn_record_says_so() -> None:
    dates = [{"date": "2025-02-03", "dateType": "Withdrawn"}]
    work = read_work(make_attributes("10.1000/a", dates=dates))

    assert work.updates == (Update("withdrawal", "", PartialDate(2025, 2, 3), "datacite"),)
    assert work.is_retracted


def test_an_article_in_a_journal_of_its_own() -> None:
    container = {
        "type": "Journal",
        "title": "Journal of Invented Results",
        "identifier": "1234-5679",
        "identifierType": "ISSN",
        "volume": "7",
        "issue": "2",
        "firstPage": "12",
        "lastPage": "19",
    }
    types = {"resourceTypeGeneral": "JournalArticle"}
    work = read_work(make_attributes("10.1000/a", container=container, types=types))

    assert work.container == Container("Journal of Invented Results", issns=(Issn("1234-5679"),))
    assert (work.volume, work.issue, work.page) == ("7", "2", "12-19")


def test_what_a_record_is_published_in_is_its_container() -> None:
    item = {
        "relationType": "IsPublishedIn",
        "relatedItemType": "Book",
        "titles": [{"title": "A book of invented results"}],
        "relatedItemIdentifier": {"relatedItemIdentifier": "x", "relatedItemIdentifierType": "DOI"},
        "volume": "3",
        "firstPage": "5",
    }
    work = read_work(make_attributes("10.1000/a", relatedItems=[item]))

    assert (work.container.title, work.volume, work.page) == (
        "A book of invented results",
        "3",
        "5",
    )


def test_relations_are_named_as_crossref_names_them_and_citations_are_none() -> None:
    related = [
        ("IsVersionOf", "https://doi.org/10.5281/ZENODO.1", "DOI"),
        ("IsPreviousVersionOf", "10.5281/zenodo.3", "DOI"),
        ("IsIdenticalTo", "arXiv:2401.00001", "arXiv"),
        ("IsSupplementTo", "https://github.com/invented/bees", "URL"),
        ("IsReviewedBy", "10.1000/review", "DOI"),
        ("References", "10.1000/cited", "DOI"),
        ("IsCitedBy", "10.1000/citing", "DOI"),
    ]
    given_ = [
        {"relationType": type_, "relatedIdentifier": id_, "relatedIdentifierType": kind}
        for type_, id_, kind in related
    ]
    work = read_work(make_attributes("10.5281/zenodo.2", relatedIdentifiers=given_))

    assert work.relations == (
        Relation("has-review", "10.1000/review"),
        Relation("is-identical-to", "arXiv:2401.00001", "arxiv"),
        Relation("is-previous-version-of", "10.5281/zenodo.3"),
        Relation("is-supplement-to", "https://github.com/invented/bees", "url"),
        Relation("is-version-of", "10.5281/zenodo.1"),
    )


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        ({"title": "Journal of Invented Results"}, WorkType.ARTICLE_JOURNAL),
        ({"title": "3rd Conference on Bees", "type": "Series"}, WorkType.PAPER_CONFERENCE),
        ({"title": "Proceedings of Bees", "identifier": "1234-5679"}, WorkType.ARTICLE_JOURNAL),
        ({"type": "DataRepository", "identifier": "10.1000/set"}, WorkType.DOCUMENT),
    ],
)
def test_a_text_is_an_article_where_its_journal_is_named(
    container: dict[str, str], expected: WorkType
) -> None:
    types = {"resourceTypeGeneral": "Text", "citeproc": "article-journal"}

    assert (
        read_work(make_attributes("10.1000/a", types=types, container=container)).type is expected
    )


@pytest.mark.parametrize(
    "nothing",
    [":unav", "(:unav)", "(:unkn) anonymous", ":none", ":null", ":tba", ":unap", ":unas", ":unac",
     ":unal"],
)  # fmt: skip
def test_datacites_words_for_nothing_are_nothing(nothing: str) -> None:
    work = read_work(
        make_attributes(
            "10.1000/a",
            titles=[{"title": nothing}],
            creators=[{"name": nothing}],
            publisher=nothing,
            container={"title": nothing, "volume": nothing, "firstPage": nothing},
            publicationYear=nothing,
            dates=[{"date": nothing, "dateType": "Issued"}],
            descriptions=[{"description": nothing, "descriptionType": "Abstract"}],
            language=nothing,
        )
    )

    assert work == Work(WorkType.DATASET, doi=work.doi, url=work.url)


@pytest.mark.parametrize("nothing", ["Unknown", "None", "(unpublished)", "N/A"])
def test_words_for_not_known_are_no_publisher_and_nobody(nothing: str) -> None:
    work = read_work(
        make_attributes(
            "10.1000/a",
            creators=[{"name": nothing}],
            publisher=nothing,
            descriptions=[{"description": nothing, "descriptionType": "Abstract"}],
        )
    )

    assert (work.creators, work.publisher, work.abstract.plain) == ((), "", "")


@pytest.mark.parametrize(
    ("container", "volume", "issue", "page"),
    [
        ({"firstPage": "Korea"}, "", "", ""),
        ({"firstPage": "Spain; 3353", "lastPage": "3356"}, "", "", "3353-3356"),
        ({"firstPage": "1", "lastPage": "59 (2013). doi:10.1000/0067"}, "", "", "1-59"),
        ({"firstPage": "S12", "lastPage": "S18"}, "", "", "S12-S18"),
        ({"firstPage": "iv", "lastPage": "x"}, "", "", "iv-x"),
        ({"firstPage": "e123"}, "", "", "e123"),
        ({"volume": "1-5 September 2008", "type": "Series"}, "", "", ""),
        ({"volume": "BEES2016", "type": "Series"}, "", "", ""),
        ({"volume": "12A", "type": "Series"}, "12A", "", ""),
        ({"volume": "Vol. 3", "type": "Series"}, "Vol. 3", "", ""),
        ({"title": "Invented letters 208(2)"}, "208", "2", ""),
    ],
)
def test_a_place_is_no_page_and_a_year_no_volume(
    container: dict[str, str], volume: str, issue: str, page: str
) -> None:
    work = read_work(make_attributes("10.1000/a", container=container))

    assert (work.volume, work.issue, work.page) == (volume, issue, page)


def test_an_issue_is_no_title_of_a_journal() -> None:
    work = read_work(make_attributes("10.1000/a", container={"title": "№1(24) (2019)"}))

    assert work.container.title == ""


def test_what_a_work_is_part_of_has_the_numbers_of_the_book() -> None:
    related = [("IsPartOf", "978-0-19-968162-4"), ("IsPartOf", "1234-5679"), ("Cites", "1546-170X")]
    work = read_work(
        make_attributes(
            "10.1000/a",
            relatedIdentifiers=[
                {"relationType": type_, "relatedIdentifier": id_} for type_, id_ in related
            ],
            relatedItems=[
                {
                    "relationType": "IsPublishedIn",
                    "titles": [{"title": "Bees", "titleType": "Subtitle"}, {"title": "Notes 7"}],
                    "volume": "7",
                    "number": "6",
                    "firstPage": "1",
                    "lastPage": "9",
                    "edition": "2",
                }
            ],
        )
    )

    assert work.isbns == (Isbn("9780199681624"),)
    assert work.container == Container("Notes 7", issns=(Issn("1234-5679"),))
    assert (work.volume, work.number, work.page, work.edition) == ("7", "6", "1-9", "2")


@pytest.mark.parametrize(
    ("creators", "expected", "complete"),
    [
        ([{"name": "Kim, Bo (Ed.)"}], [Creator("Kim", "Bo")], True),
        ([{"name": "Kim, Bo"}, {"name": "Et Al."}], [Creator("Kim", "Bo")], False),
        ([{"name": "Kim, Bo"}, {"name": ":etal"}], [Creator("Kim", "Bo")], False),
        ([{"name": "Kim, Bo"}, {"name": "0000-0002-1825-0097"}], [Creator("Kim", "Bo")], True),
        ([{"name": "Kim, Bo"}] * 2, [Creator("Kim", "Bo")] * 2, True),
        ([{"name": "Ada B. Berg, PhD"}], [Creator("Berg", "Ada B.")], True),
        ([{"name": "KIM, B."}, {"name": "BERG, A."}],
         [Creator("Kim", "B."), Creator("Berg", "A.")], True),
        ([{"name": "Null, Ada", "familyName": "Null", "givenName": "Ada"}],
         [Creator("Null", "Ada")], True),
    ],
)  # fmt: skip
def test_who_made_it(
    creators: list[dict[str, str]], expected: list[Creator], complete: bool
) -> None:
    work = read_work(make_attributes("10.1000/a", creators=creators))

    assert list(work.creators) == expected
    assert work.creators_complete is complete


@pytest.mark.parametrize(
    ("year", "kind", "expected"),
    [
        (2560, "Dataset", None),  # Thailand's 2017, or Japan's 1900
        (5777, "Dataset", None),
        (1396, "JournalArticle", None),  # Iran's 2017
        (1396, "Image", PartialDate(1396)),  # a manuscript
        (1734, "Book", PartialDate(1734)),
    ],
)
def test_a_year_of_another_era_is_not_taken_for_one_of_ours(
    year: int, kind: str, expected: PartialDate | None
) -> None:
    types = {"resourceTypeGeneral": kind}
    work = read_work(make_attributes("10.1000/a", publicationYear=year, dates=[], types=types))

    assert work.issued == expected


def test_book_numbers_are_found_under_either_name() -> None:
    work = read_work(
        make_attributes(
            "10.1000/a",
            identifiers=[{"identifier": "9780199681624", "identifierType": "ISBN"}],
            alternateIdentifiers=[
                {"alternateIdentifier": "978-0-19-968162-4", "alternateIdentifierType": "ISBN"},
                {"alternateIdentifier": "9780199681625", "alternateIdentifierType": "ISBN"},
            ],
        )
    )

    assert work.isbns == (Isbn("9780199681624"),)


@pytest.mark.parametrize("name", ["datacite", "zenodo"])
def test_a_record_reads_as_datacites_own_csl_of_it(shared: Path, name: str) -> None:
    path = next((shared / "crossref" / "conneg").glob(f"datacite-csl-json-{name}.*.json"))
    recorded = json.loads(path.read_text(encoding="utf-8"))
    expected = read_item(recorded)
    year, *rest = recorded["issued"]["date-parts"][0]

    work = read_work(
        make_attributes(
            recorded["DOI"],
            creators=[
                {
                    "name": f"{each['family']}, {each['given']}",
                    "nameType": "Personal",
                    "givenName": each["given"],
                    "familyName": each["family"],
                }
                for each in recorded["author"]
            ],
            titles=[{"title": recorded["title"]}],
            publisher=recorded["publisher"],
            publicationYear=year,
            dates=[
                {
                    "date": "-".join([str(year), *(f"{each:02d}" for each in rest)]),
                    "dateType": "Issued",
                }
            ],
            types={"resourceTypeGeneral": "Text", "citeproc": recorded["type"]},
            url=recorded["URL"],
        )
    )

    # A blog post and a declaration: DataCite calls every text an article.
    assert work.type is WorkType.DOCUMENT
    assert (work.title, work.doi) == (expected.title, expected.doi)
    assert [each.full_family for each in work.creators] == [
        each.full_family for each in expected.creators
    ]
    assert work.issued == expected.cited_date()
    assert (work.publisher, work.url) == (expected.publisher, expected.url)
