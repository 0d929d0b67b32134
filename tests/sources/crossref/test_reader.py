"""Reading what Crossref answers: each defect that was seen, as a small example of our own.

The DOI in an id is where the defect was seen; the words are ours.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Issn
from refkit.model.work import Container, DatePolicy, Relation, Update, WorkType
from refkit.sources.crossref.reader import read_announced, read_references, read_work
from refkit.text.rich import Run, Style

ANSWER: dict[str, Any] = {"DOI": "10.1000/a", "type": "journal-article"}


def work(**fields: Any) -> Any:
    return read_work(ANSWER | {name.replace("_", "-"): value for name, value in fields.items()})


def date(*parts: int | None) -> dict[str, Any]:
    return {"date-parts": [list(parts)]}


@pytest.mark.parametrize(
    ("titles", "plain"),
    [
        pytest.param(["Products &amp;amp; services"], "Products & services", id="10.1001/archsurg.1997"),
        pytest.param(["Salt&amp;nbsp;domes"], "Salt domes", id="10.1306/00aa9ad4"),
        pytest.param(["Growth of &lt;i&gt;E. coli&lt;/i&gt;"], "Growth of E. coli", id="10.1292/jvms.20-0380"),
        pytest.param(
            ["Data (&lt;http://example.org/a.html&gt;)"],
            "Data (<http://example.org/a.html>)",
            id="10.1007/978-1-4020-6754-9_5229",
        ),
        pytest.param(["Films of \n   <i>\n  x\n </i>\n  grown"], "Films of x grown", id="10.1002/er.7220"),
        pytest.param(["<scp>DNA</scp> repair"], "DNA repair", id="10.1002/eng2.12300"),
        pytest.param(["THE LIFE OF BEES"], "THE LIFE OF BEES", id="10.5694/j.1326-5377.1943.tb44329.x"),
        pytest.param(["A  title\twith   blanks"], "A title with blanks", id="10.1063/1.4869472"),
        pytest.param(["Caf\ufffd"], "Caf\ufffd", id="10.1007/bf01168484"),
        pytest.param(["Retracted: On bees"], "Retracted: On bees", id="10.1177/0956797614520714"),
        pytest.param([""], "", id="empty"),
        pytest.param([], "", id="none"),
        pytest.param(None, "", id="null"),
    ],
)  # fmt: skip
def test_titles(titles: list[str] | None, plain: str) -> None:
    assert work(title=titles).title.plain == plain


def test_styles_that_carry_meaning_survive() -> None:
    title = work(title=["CD19<sup>+</sup> cells in <i>Mus musculus</i>, H<sub>2</sub>O"]).title

    assert Run("+", (Style.SUP,)) in title.runs
    assert Run("Mus musculus", (Style.ITALIC,)) in title.runs
    assert Run("2", (Style.SUB,)) in title.runs
    assert title.plain == "CD19+ cells in Mus musculus, H2O"


def test_mathml_becomes_text_once() -> None:
    formula = (
        '<mml:math alttext="$x^2$"><mml:semantics><mml:msup><mml:mi>x</mml:mi><mml:mn>2</mml:mn>'
        '</mml:msup><mml:annotation encoding="TeX">x^2</mml:annotation></mml:semantics></mml:math>'
    )

    assert work(title=[f"On {formula} and more"]).title.plain == "On x2 and more"


@pytest.mark.parametrize(
    ("title", "subtitle", "joined"),
    [
        ("Bees", ["A review"], "Bees: A review"),
        ("Bees:", ["A review"], "Bees: A review"),
        ("Why bees?", ["A review"], "Why bees? A review"),
        ("Bees: a review", ["A Review"], "Bees: a review"),
        ("Bees", [""], "Bees"),
        ("Bees", [], "Bees"),
    ],
)
def test_a_subtitle_is_joined_once(title: str, subtitle: list[str], joined: str) -> None:
    assert work(title=[title], subtitle=subtitle).title.plain == joined


def test_an_original_title_stands_in_for_a_missing_one() -> None:
    assert work(title=[], original_title=["Über Bienen"]).title.plain == "Über Bienen"
    assert work(title=["On bees"], original_title=["English"]).original_title == ""


@pytest.mark.parametrize(
    ("dates", "printed", "online", "cited"),
    [
        pytest.param({"issued": date(None)}, None, None, None, id="10.14264/uql.2020.791"),
        pytest.param({"issued": date(2001)}, None, None, "2001", id="year only"),
        pytest.param({"issued": None}, None, None, None, id="null"),
        pytest.param({"issued": {"date-parts": [[]]}}, None, None, None, id="empty"),
        pytest.param({"issued": date(2001, 13, 40)}, None, None, "2001", id="no such month"),
        pytest.param(
            {"issued": date(2024, 9, 11), "published-online": date(2024, 9, 11), "published-print": date(2025)},
            "2025", "2024-09-11", "2025", id="online before print",
        ),
        pytest.param(
            {"issued": date(1999, 2), "published-print": date(1999, 2), "published-online": date(2010, 8, 4)},
            "1999-02", "2010-08-04", "1999-02", id="10.1002/chin.199909010",
        ),
        pytest.param(
            {"type": "posted-content", "posted": date(2023, 5, 4), "issued": date(2023, 5, 4)},
            None, "2023-05-04", "2023-05-04", id="preprint",
        ),
    ],
)  # fmt: skip
def test_dates_of_print_and_online_are_kept_apart(
    dates: dict[str, Any], printed: str | None, online: str | None, cited: str | None
) -> None:
    read = read_work(ANSWER | dates)

    shown = [read.published_print, read.published_online, read.cited_date()]
    assert [str(each) if each else None for each in shown] == [printed, online, cited]


def test_the_earliest_date_can_be_asked_for() -> None:
    read = work(published_print=date(2025, 1), published_online=date(2024, 9, 11))

    assert str(read.cited_date(DatePolicy.EARLIEST)) == "2024-09-11"
    assert str(read.cited_date(DatePolicy.ONLINE)) == "2024-09-11"


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        pytest.param("n/a-n/a", "", id="10.1002/app.42214"),
        pytest.param("no-no", "", id="10.1002/chin.197423013"),
        pytest.param("e1008184", "e1008184", id="10.1371/journal.ppat.1008184"),
        pytest.param("pdb.rec088286", "pdb.rec088286", id="10.1101/pdb.rec088286"),
        pytest.param("1271.1-1271", "1271.1", id="10.1136/annrheumdis-2015-eular.4118"),
        pytest.param("604.4-604", "604.4", id="10.1136/bmj.298.6673.604-c"),
        pytest.param("S1-S1", "S1", id="10.1080/08039488.2021.2019897"),
        pytest.param("3713\u20133724", "3713-3724", id="en dash"),
        pytest.param("12-15, 18", "12-15, 18", id="several"),
        pytest.param(None, "", id="none"),
    ],
)
def test_pages(page: str | None, shown: str) -> None:
    assert work(page=page).page == shown


def test_an_article_number_is_no_page() -> None:
    assert (
        work(page="106773", article_number="106773").page,
        work(article_number="e01567").number,
    ) == ("", "e01567")
    assert work(page="106773", article_number="106773").number == "106773"


@pytest.mark.parametrize(
    ("volume", "shown"),
    [("null", ""), ("0", ""), ("83 (1999)", "83 (1999)"), ("12", "12"), (None, "")],
)
def test_volumes(volume: str | None, shown: str) -> None:
    assert work(volume=volume).volume == shown


def test_an_issue_may_have_a_name() -> None:
    assert work(issue="Supplement_1").issue == "Supplement 1"
    assert work(issue="1/2").issue == "1/2"


def test_a_journal_with_an_entity() -> None:
    container = work(
        container_title=["Arthritis &amp; Rheumatism"], ISSN=["1546-170X", "1546-170X", "0000-0001"]
    ).container

    assert container.title == "Arthritis & Rheumatism"
    assert container.issns == (Issn("1546-170X"),)


def test_a_chapter_has_a_book_and_a_series() -> None:
    container = work(
        type="book-chapter", container_title=["Lecture Notes on Bees", "Bees of 2020"]
    ).container

    assert (container.collection, container.title) == ("Lecture Notes on Bees", "Bees of 2020")


def test_only_a_short_container_is_better_than_none() -> None:
    assert work(container_title=[], short_container_title=["J. Bees"]).container.title == "J. Bees"


def test_a_preprint_names_its_server() -> None:
    read = work(type="posted-content", subtype="preprint", institution=[{"name": "bioRxiv"}])

    assert (read.type, read.genre, read.container.title) == (
        WorkType.ARTICLE,
        "preprint",
        "bioRxiv",
    )


def test_a_type_that_is_new_is_a_document() -> None:
    assert work(type="hologram").type is WorkType.DOCUMENT
    assert work(type=None).type is WorkType.DOCUMENT


def test_one_retraction_told_twice_is_one() -> None:
    notice = {"DOI": "10.1000/NOTICE", "type": "retraction", "updated": date(2023, 8, 1)}
    told = [notice | {"source": "publisher"}, notice | {"source": "retraction-watch"}]

    read = work(updated_by=told)

    assert read.updates == (
        Update("retraction", "10.1000/notice", PartialDate(2023, 8, 1), "publisher"),
    )
    assert read.is_retracted


@pytest.mark.parametrize(
    ("type_", "retracted"), [("new_version", False), ("correction", False), ("retraction", True)]
)
def test_an_update_of_itself_counts_only_when_it_retracts(type_: str, retracted: bool) -> None:
    read = work(update_to=[{"DOI": "10.1000/A", "type": type_}])

    assert read.is_retracted is retracted
    assert read.updates_to == ()


def test_a_notice_says_what_it_is_about() -> None:
    read = work(
        title=["Retraction: On bees"], update_to=[{"DOI": "10.1000/b", "type": "retraction"}]
    )

    assert read.updates_to == (Update("retraction", "10.1000/b"),)
    assert not read.is_retracted


def test_relations_are_read_and_an_empty_one_is_none() -> None:
    read = work(
        relation={
            "cites": [],
            "has-preprint": [{"id": "10.1000/p", "id-type": "doi"}, {"id": None}],
        }
    )

    assert read.relations == (Relation("has-preprint", "10.1000/p"),)


def test_aliases_are_kept() -> None:
    assert work(aliases=["10.1000/OLD"]).other_dois == (Doi("10.1000/old"),)


def test_the_resolvers_old_address_is_the_new_one() -> None:
    assert work(URL="http://dx.doi.org/10.1000/a").url == "https://doi.org/10.1000/a"


def test_references_keep_order_case_and_every_word() -> None:
    message = {
        "reference": [
            {"key": "b", "DOI": "10.1056/NEJMc1", "year": "1992a"},
            {"key": "b", "unstructured": "Bees &amp; <i>more</i>", "odd": ["a"]},
            {"key": "c"},
        ]
    }

    first, second, third = read_references(message)

    assert first.field("DOI") == "10.1056/NEJMc1"
    assert second.field("unstructured") == "Bees &amp; <i>more</i>"
    assert second.field("odd") == '["a"]'
    assert [each.position for each in (first, second, third)] == [1, 2, 3]
    assert [each.key for each in (first, second, third)] == ["b", "b", "c"]


def test_a_list_that_was_not_deposited_is_empty_but_announced() -> None:
    assert read_references({"reference-count": 57}) == ()
    assert read_announced({"reference-count": 57}) == 57
    assert read_announced({}) == 0


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
_KEYS = st.sampled_from(
    "DOI type title subtitle original-title author editor container-title issued published-print "
    "page volume issue ISSN ISBN relation update-to updated-by aliases institution abstract "
    "degree URL language reference".split()
)


@given(st.dictionaries(_KEYS, _JSON, max_size=8))
def test_no_shape_of_answer_is_a_bug(message: dict[str, Any]) -> None:
    read_work(message)
    read_references(message)


def test_every_recorded_work_is_read(recorded: list[dict[str, Any]]) -> None:
    for message in recorded:
        read = read_work(message)
        assert read.doi == Doi(message["DOI"].lower())
        assert len(read_references(message)) == len(message.get("reference", []))


def test_every_recorded_answer_is_read(shared: Path) -> None:
    answers = sorted((shared / "crossref" / "works").glob("*.json"))

    assert len(answers) == 60
    for path in answers:
        message = json.loads(path.read_text(encoding="utf-8"))["message"]
        assert read_work(message).type
        assert read_announced(message) >= 0


def test_the_meeting_of_a_paper_is_told() -> None:
    event = {"name": "Bee Congress", "location": "Oslo, Norway", "acronym": "BC '24"}

    work = read_work({"type": "proceedings-article", "event": event})

    assert (work.event_title, work.event_place) == ("Bee Congress", "Oslo, Norway")


def test_a_thesis_is_published_by_its_university() -> None:
    message = {
        "type": "dissertation",
        "publisher": "Library of Theses",
        "institution": [{"name": "University of Bees", "place": ["Oslo"]}],
        "issued": {"date-parts": [[None]]},
        "approved": {"date-parts": [[2011, 5]]},
    }

    work = read_work(message)

    assert (work.publisher, work.publisher_place) == ("University of Bees", "Oslo")
    assert work.issued == PartialDate(2011, 5)


@pytest.mark.parametrize(
    ("fields", "server"),
    [
        ({"institution": [{"name": "BeeXiv"}], "group-title": "Ecology"}, "BeeXiv"),
        ({"group-title": "BeeArXiv"}, "BeeArXiv"),
        ({"group-title": "Bees/Field Studies"}, ""),
    ],
)
def test_the_server_of_a_preprint(fields: dict[str, Any], server: str) -> None:
    assert read_work({"type": "posted-content", **fields}).container.title == server


@pytest.mark.parametrize(
    ("container", "expected"),
    [(["A Book"], WorkType.CHAPTER), ([], WorkType.BOOK), (None, WorkType.BOOK)],
)
def test_another_type_with_a_book_number(container: list[str] | None, expected: WorkType) -> None:
    message = {"type": "other", "ISBN": ["9780199681624"], "container-title": container}

    assert read_work(message).type is expected


def test_what_holds_a_book_is_its_series() -> None:
    work = read_work({"type": "book", "container-title": ["Notes on Bees"]})

    assert work.container == Container(collection="Notes on Bees")


@pytest.mark.parametrize(
    ("title", "subtitle", "expected"),
    [
        ("Cells: ", ": A colon", "Cells: A colon"),
        ("Cells", "– a dash", "Cells: a dash"),
        ("Bees: A Review", ": a review", "Bees: A Review"),
        ("Why?", "Because", "Why? Because"),
    ],
)
def test_one_colon_stands_before_a_subtitle(title: str, subtitle: str, expected: str) -> None:
    assert read_work({"title": [title], "subtitle": [subtitle]}).title.plain == expected


@pytest.mark.parametrize("word", ["Forthcoming", "ahead-of-print", "In press", "Online First"])
def test_what_is_not_yet_there_has_no_place(word: str) -> None:
    work = read_work({"volume": word, "issue": word, "page": word})

    assert (work.volume, work.issue, work.page) == ("", "", "")


@pytest.mark.parametrize(
    ("page", "expected"), [("iv-x", "iv-x"), ("S45-S46", "S45-S46"), ("Korea", ""), ("XII", "XII")]
)
def test_a_page_has_a_number(page: str, expected: str) -> None:
    assert read_work({"page": page}).page == expected


@pytest.mark.parametrize(
    ("year", "kind", "expected"),
    [
        (1396, "journal-article", None),
        (2560, "book", None),
        (1532, "book", PartialDate(1532)),
        (1665, "journal-article", PartialDate(1665)),
    ],
)
def test_a_year_of_another_calendar_is_none_of_ours(
    year: int, kind: str, expected: PartialDate | None
) -> None:
    assert read_work({"type": kind, "issued": {"date-parts": [[year]]}}).issued == expected


def test_a_title_that_was_decoded_wrongly_is_put_right() -> None:
    work = read_work({"title": ["European Bees 1950â\x80\x932003"]})

    assert work.title.plain == "European Bees 1950–2003"


@pytest.mark.parametrize(
    "titles",
    [
        ["Lecture Notes in Bees", "Bees at Home"],
        ["Bees at Home", "Lecture Notes in Bees"],
    ],
)
def test_the_series_of_a_book_may_stand_first_or_last(titles: list[str]) -> None:
    work = read_work({"type": "book-chapter", "container-title": titles})

    assert work.container == Container("Bees at Home", collection="Lecture Notes in Bees")


@pytest.mark.parametrize(
    ("subtype", "expected", "genre"),
    [
        ("preprint", WorkType.ARTICLE, "preprint"),
        ("blog", WorkType.POST_WEBLOG, "blog"),
        ("dissertation", WorkType.THESIS, ""),
        ("working_paper", WorkType.REPORT, "working paper"),
        ("other", WorkType.DOCUMENT, ""),
    ],
)
def test_what_is_posted_is_not_always_a_preprint(
    subtype: str, expected: WorkType, genre: str
) -> None:
    work = read_work({"type": "posted-content", "subtype": subtype})

    assert (work.type, work.genre) == (expected, genre)
