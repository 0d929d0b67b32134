"""Understanding OpenAlex's work objects."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from other_servers import make_openalex_work

from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Issn, Pmcid, Pmid
from refkit.model.people import Creator
from refkit.model.work import Container, Update, WorkType
from refkit.sources.openalex.reader import read_announced, read_id, read_referenced, read_work

NAMES = st.sampled_from(
    "id doi title display_name type ids pmid pmcid authorships author raw_author_name orcid biblio "
    "volume issue first_page last_page abstract_inverted_index is_retracted primary_location "
    "source issn host_organization_name mesh descriptor_name qualifier_name referenced_works "
    "referenced_works_count publication_date publication_year language".split()
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
ANY_JSON = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(), inner, max_size=5)
    ),
    max_leaves=20,
)


@given(st.dictionaries(NAMES, ANY_JSON))
def test_no_shape_raises(item: dict[str, Any]) -> None:
    read_work(item)
    read_referenced(item)
    read_announced(item)


@given(st.sampled_from(sorted(make_openalex_work("W1"))), ANY_JSON)
def test_one_odd_field_leaves_the_others_alone(name: str, value: Any) -> None:
    odd = read_work(make_openalex_work("W1") | {name: value})

    assert name == "biblio" or odd.volume == "7"
    assert name == "authorships" or odd.creators[0].family == "Abel"


def test_an_article() -> None:
    work = read_work(
        make_openalex_work(
            "W1",
            "10.1000/ABC",
            ids={
                "pmid": "https://pubmed.ncbi.nlm.nih.gov/29456894",
                "pmcid": "https://www.ncbi.nlm.nih.gov/pmc/articles/5815332",
            },
        )
    )

    assert work.type is WorkType.ARTICLE_JOURNAL
    assert work.title.plain == "The life of invented bees"
    assert work.doi == Doi("10.1000/abc")
    assert (work.pmid, work.pmcid) == (Pmid("29456894"), Pmcid("PMC5815332"))
    assert work.container.title == "Journal of Invented Results"
    assert work.container.issns == (Issn("1234-5679"),)
    assert (work.volume, work.issue, work.page) == ("7", "", "12-19")
    assert work.publisher == "Invented Press"
    assert work.issued == PartialDate(2023, 4, 5)
    assert work.language == "en"
    assert work.updates == ()


def test_an_abstract_is_put_together_again() -> None:
    index = {"bees": [1, 4], "The": [0], "of": [3], "life": [2], "&lt;i&gt;Apis&lt;/i&gt;": [5]}

    work = read_work(make_openalex_work("W1", abstract_inverted_index=index))

    assert work.abstract.plain == "The bees life of bees Apis"


def test_a_retraction_is_told_with_who_says_so() -> None:
    work = read_work(make_openalex_work("W1", is_retracted=True))

    assert work.updates == (Update("retraction", source="openalex"),)
    assert work.is_retracted


@pytest.mark.parametrize(
    ("type_", "source", "expected", "said"),
    [
        ("article", "journal", WorkType.ARTICLE_JOURNAL, ()),
        ("review", "journal", WorkType.ARTICLE_JOURNAL, ("Review",)),
        ("article", "conference", WorkType.PAPER_CONFERENCE, ()),
        ("article", "repository", WorkType.DOCUMENT, ()),
        ("article", "", WorkType.DOCUMENT, ()),
        ("conference-paper", "book series", WorkType.PAPER_CONFERENCE, ()),
        ("preprint", "repository", WorkType.ARTICLE, ("Preprint",)),
        ("book-chapter", "ebook platform", WorkType.CHAPTER, ()),
        ("dissertation", "", WorkType.THESIS, ()),
        ("dataset", "repository", WorkType.DATASET, ()),
        ("paratext", "journal", WorkType.DOCUMENT, ()),
        ("something-new", "", WorkType.DOCUMENT, ()),
    ],
)
def test_types(type_: str, source: str, expected: WorkType, said: tuple[str, ...]) -> None:
    location = {"source": {"display_name": "Somewhere", "type": source}}
    work = read_work(make_openalex_work("W1", type=type_, primary_location=location))

    assert work.type is expected
    assert work.publication_types == said
    assert work.genre == ("preprint" if type_ == "preprint" else "")


@pytest.mark.parametrize(
    ("printed", "profile", "expected"),
    [
        ("Ada Abel", "A. Abel", Creator("Abel", "Ada")),
        ("Abel, Ada", "", Creator("Abel", "Ada")),
        ("Bo van den Berg", "", Creator("Berg", "Bo", "van den")),
        ("Cy Cole Jr.", "", Creator("Cole", "Cy", suffix="Jr.")),
        (None, "Ada Abel", Creator("Abel", "Ada")),
        ("Aristotle", "", Creator(literal="Aristotle")),
        ("The Study Group of Bees", "", Creator(literal="The Study Group of Bees")),
        ("Ada Dos Santos", "", Creator("Dos Santos", "Ada")),
        ("Bo Le Gorrec", "", Creator("Le Gorrec", "Bo")),
        ("Ada Van Den Berg", "", Creator("Van Den Berg", "Ada")),
        ("Nguyen Van Binh", "", Creator("Binh", "Nguyen Van")),
        ("Thi Van Tran", "", Creator("Tran", "Thi Van")),
        ("Cy ul Karim", "", Creator("Karim", "Cy", "ul")),
        ("Eva Ortega y Rubio", "", Creator("Ortega y Rubio", "Eva")),
        ("Ada Berg (15649)", "", Creator("Berg", "Ada")),
        ("None Aristotle", "", Creator(literal="Aristotle")),
        ("Иванова Анна Петровна", "", Creator("Иванова", "Анна Петровна")),
        ("山田 花子", "", Creator("山田", "花子")),
        ("王小明", "", Creator(literal="王小明")),
        ("ADELE McDONALD", "", Creator("McDonald", "Adele")),
        ("JosÃ© GarcÃ\xada", "", Creator("García", "José")),
    ],
)
def test_names(printed: str | None, profile: str, expected: Creator) -> None:
    authorship = {"raw_author_name": printed, "author": {"display_name": profile}}

    assert read_work(make_openalex_work("W1", authorships=[authorship])).creators == (expected,)


def test_an_address_is_no_author() -> None:
    names = ["Ada Abel", ",Institute of Bees, Lyon, F-69003"]
    work = read_work(
        make_openalex_work("W1", authorships=[{"raw_author_name": name} for name in names])
    )

    assert work.creators == (Creator("Abel", "Ada"),)


@pytest.mark.parametrize(
    ("source", "kind", "container", "publisher"),
    [
        ({"display_name": "Bee Notes", "type": "book series"}, "book-chapter",
         Container(collection="Bee Notes"), ""),
        ({"display_name": "Bee Books", "type": "ebook platform",
          "host_organization_name": "Bee Press"}, "book-chapter", Container(), "Bee Press"),
        ({"display_name": "BeeXiv (Bee Hill Laboratory)", "type": "repository",
          "host_organization_name": "Bee Hill Laboratory"}, "preprint", Container("BeeXiv"),
         "Bee Hill Laboratory"),
        ({"display_name": "Bee Data", "type": "repository"}, "dataset", Container(), "Bee Data"),
        ({"display_name": "Bee Harvester", "type": "repository"}, "article", Container(), ""),
        ({"display_name": "University of Bees", "type": "repository",
          "host_organization_name": "Bees (United States)"}, "dissertation", Container(), "Bees"),
    ],
)  # fmt: skip
def test_a_holder_is_no_journal(
    source: dict[str, str], kind: str, container: Container, publisher: str
) -> None:
    work = read_work(make_openalex_work("W1", type=kind, primary_location={"source": source}))

    assert (work.container, work.publisher) == (container, publisher)


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2012-01-01", PartialDate(2012)),
        ("2012-01-02", PartialDate(2012, 1, 2)),
        ("2012-03-01", PartialDate(2012, 3, 1)),
        ("1396-05-05", None),
    ],
)
def test_the_first_of_january_is_what_stands_for_a_year(
    date: str, expected: PartialDate | None
) -> None:
    assert read_work(make_openalex_work("W1", publication_date=date)).issued == expected


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("On bees", "Abstract Bees fly.", "Bees fly."),
        ("On bees", "ABSTRACT: Bees fly.", "Bees fly."),
        ("On bees", "▪ Abstract In May bees fly.", "In May bees fly."),
        ("On bees", "Abstract thought is rare in bees.", "Abstract thought is rare in bees."),
        ("Abstract Syntax", "Abstract Syntax is a tree.", "Abstract Syntax is a tree."),
    ],
)
def test_the_heading_of_an_abstract_is_none_of_its_words(
    title: str, text: str, expected: str
) -> None:
    index = {word: [place] for place, word in enumerate(text.split())}
    work = read_work(make_openalex_work("W1", title=title, abstract_inverted_index=index))

    assert work.abstract.plain == expected


def test_an_orcid_comes_bare() -> None:
    author = {"display_name": "Ada Abel", "orcid": "https://orcid.org/0000-0002-1825-0097"}
    work = read_work(make_openalex_work("W1", authorships=[{"author": author}]))

    assert work.creators[0].orcid == "0000-0002-1825-0097"


@pytest.mark.parametrize(
    ("count", "flag", "complete"),
    [(3, None, True), (100, None, False), (100, True, False), (130, None, True)],
)
def test_a_list_of_authors_may_be_cut(count: int, flag: bool | None, complete: bool) -> None:
    authorships = [{"author": {"display_name": f"A B{n}"}} for n in range(count)]
    item = make_openalex_work("W1", authorships=authorships, is_authors_truncated=flag)

    assert read_work(item).creators_complete is complete


def test_mesh_headings_come_with_their_qualifiers() -> None:
    mesh = [
        {"descriptor_name": "Bees", "qualifier_name": "physiology", "is_major_topic": True},
        {"descriptor_name": "Animals", "qualifier_name": None},
        {"descriptor_name": "Animals", "qualifier_name": ""},
    ]

    assert read_work(make_openalex_work("W1", mesh=mesh)).mesh == ("Bees/physiology", "Animals")


@pytest.mark.parametrize(
    ("text", "number"),
    [("https://openalex.org/W12", "W12"), ("w12", "W12"), ("A12", ""), (None, ""), ("W1x", "")],
)
def test_own_numbers(text: Any, number: str) -> None:
    assert read_id(text) == number
