"""A DOI that leads to another work is not believed; one that only looks otherwise is kept."""

from __future__ import annotations

from typing import Any

import pytest
from builders import make_work

from refkit.matching.decide import Belief, Judgement, is_another_work
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi
from refkit.model.people import Creator
from refkit.model.printed_reference import PrintedReference
from refkit.model.reference import Reference
from refkit.model.work import Container, Update, Work, WorkType

TITLE = "Wild bees as pollinators of walled gardens in spring"
OTHER = "Kites and tides seen from the wells of the coast"
TRANSLATED = "Wildbienen als Bestäuber ummauerter Gärten im Frühling"
FIELDS = {
    "article-title": TITLE,
    "author": "Berg",
    "year": "2011",
    "journal-title": "J. Pollin. Ecol.",
    "volume": "37",
    "first-page": "1183",
}
STRING = f"Berg A, Dahl D, Holm G. {TITLE}. J Pollin Ecol. 2011;37:1183-90."


def work(title: str = TITLE, **fields: Any) -> Work:
    given: dict[str, Any] = {
        "creators": (Creator("Berg", "Ada"), Creator("Dahl", "Dan"), Creator("Holm", "Greta")),
        "container": Container("Journal of Pollination Ecology"),
        "published_print": PartialDate(2011),
        "volume": "37",
        "page": "1183-1190",
        "doi": Doi("10.1000/a"),
    }
    return make_work(title, **(given | fields))


def elsewhere(**same: Any) -> Work:
    """A work of which nothing is as printed but what is given."""
    given: dict[str, Any] = {
        "creators": (Creator("Nowak", "Jan"), Creator("Costa", "Eva")),
        "container": Container("Annals of Kites"),
        "published_print": PartialDate(1998),
        "volume": "4",
        "page": "18-21",
    }
    return work(OTHER, **(given | same))


def fields(**changed: str | None) -> Reference:
    named = {name.replace("_", "-"): value for name, value in changed.items()}
    kept = {name: value for name, value in (FIELDS | named).items() if value}
    return Reference(1, "ref1", tuple(sorted(kept.items())))


def string(text: str = STRING) -> Reference:
    return Reference(1, "ref1", (("unstructured", text),))


def belief(reference: Reference, found: Work) -> Belief:
    return is_another_work(PrintedReference.of(reference), found).belief


BOTH = pytest.mark.parametrize("reference", [fields(), string()], ids=["fields", "string"])
BERG = (Creator("Berg", "Ada"),)
JOURNAL = Container("Journal of Pollination Ecology")
IN_2011 = PartialDate(2011)


@BOTH
def test_the_work_itself_is_believed_with_all_that_agrees(reference: Reference) -> None:
    assert is_another_work(PrintedReference.of(reference), work()) == Judgement(
        Belief.BELIEVED,
        ("title", "first author", "year", "volume", "first page", "container"),
    )


# Each shares with what is printed what the name says, and nothing else.
WRONG = {
    "nothing": {},
    "first author": {"creators": BERG},
    "fourth author": {
        "creators": (*map(Creator, ("Nowak", "Costa", "Evans")), Creator("Berg", "Ada"))
    },
    "year": {"published_print": IN_2011},
    "volume": {"volume": "37"},
    "journal": {"container": JOURNAL},
    "journal and year": {"container": JOURNAL, "published_print": IN_2011},
    "issue": {"container": JOURNAL, "published_print": IN_2011, "volume": "37"},
    "first author and year": {"creators": BERG, "published_print": IN_2011},
    "first author and journal": {"creators": BERG, "container": JOURNAL},
    "first author, journal and year": {
        "creators": BERG, "container": JOURNAL, "published_print": IN_2011,
    },
    "first author and issue": {
        "creators": BERG, "container": JOURNAL, "published_print": IN_2011, "volume": "37",
    },
    "page": {"page": "1183-1190"},
    "year and page, by chance": {"published_print": IN_2011, "page": "1183-1185"},
    "nobody is named": {"creators": (), "published_print": IN_2011},
}  # fmt: skip


@BOTH
@pytest.mark.parametrize("same", WRONG.values(), ids=WRONG)
def test_a_doi_of_another_paper_is_suspect(reference: Reference, same: dict[str, Any]) -> None:
    judged = is_another_work(PrintedReference.of(reference), elsewhere(**same))

    assert judged.is_another
    assert judged.belief is Belief.SUSPECT
    assert judged.disagree[0] == "title"
    assert judged.why.startswith("title")


@pytest.mark.parametrize(
    "missing", [("first_page",), ("volume", "first_page"), ("author",), ("author", "volume")]
)
def test_a_neighbour_in_the_issue_is_suspect_with_less_printed(missing: tuple[str, ...]) -> None:
    neighbour = elsewhere(**WRONG["issue"])

    assert belief(fields(**dict.fromkeys(missing)), neighbour) is Belief.SUSPECT


def test_a_shared_family_name_is_not_a_shared_author() -> None:
    of_the_name = elsewhere(creators=(Creator("Wang", "Li"),), published_print=IN_2011)

    for author in ("Wang, X.", "X. Wang", "Wang XY", "Xiao Wang"):
        bare = fields(author=author, volume=None, first_page=None, journal_title=None)
        assert belief(bare, of_the_name) is Belief.SUSPECT
    assert belief(string(f"Wang X, Berg A. {TITLE}. 2011."), of_the_name) is Belief.SUSPECT


def test_the_third_author_printed_is_not_the_first() -> None:
    by_holm = elsewhere(creators=(Creator("Holm", "Greta"),), published_print=IN_2011)

    assert belief(string(f"Berg A, Dahl D, Holm G. {TITLE}. 2011."), by_holm) is Belief.SUSPECT


@BOTH
@pytest.mark.parametrize(
    "title",
    [
        TRANSLATED,
        "Spring in the walled garden",
        "春の庭の野生ミツバチ",
        "Дикие пчёлы в саду",
    ],
)
def test_a_title_that_alone_disagrees_keeps_the_doi(reference: Reference, title: str) -> None:
    judged = is_another_work(PrintedReference.of(reference), work(title))

    assert not judged.is_another
    assert judged.belief is Belief.DOUBTFUL
    assert judged.why == (
        "title disagrees; first author, year, volume, first page and container agree"
    )


@pytest.mark.parametrize(
    "missing",
    [
        ("author",),
        ("volume",),
        ("first_page",),
        ("year", "volume"),
        ("volume", "first_page"),
        ("year", "journal_title"),
        ("journal_title",),
        ("journal_title", "volume", "first_page"),
    ],
)
def test_two_parts_of_different_kinds_are_enough(missing: tuple[str, ...]) -> None:
    assert belief(fields(**dict.fromkeys(missing)), work(TRANSLATED)) is Belief.DOUBTFUL


def test_a_short_title_says_little() -> None:
    assert belief(fields(), work("Bees")) is Belief.DOUBTFUL
    assert belief(string(), work("Bees")) is Belief.BELIEVED  # the word is there, all else agrees
    assert belief(string(), elsewhere_titled("Bees")) is Belief.SUSPECT


def test_a_string_without_an_author_does_not_disagree_about_one() -> None:
    printed = string(f"{TITLE}. J Pollin Ecol. 2011;37:1183-90.")

    assert belief(printed, work(TRANSLATED)) is Belief.DOUBTFUL
    assert belief(printed, elsewhere(**WRONG["issue"])) is Belief.SUSPECT


def test_one_part_is_not_enough() -> None:
    alone = dict.fromkeys(("year", "volume", "first_page", "journal_title"))

    assert belief(fields(**alone), work(TRANSLATED)) is Belief.SUSPECT
    assert belief(fields(**alone, author=None), work(TRANSLATED)) is Belief.SUSPECT


def test_an_original_title_agrees() -> None:
    assert belief(fields(article_title=TRANSLATED), work(original_title=TRANSLATED)) is (
        Belief.BELIEVED
    )


@pytest.mark.parametrize(
    "creators",
    [
        (),
        (Creator(literal="Society of Beekeepers"),),
        (Creator("Бергер", "Ада"),),
        (Creator("BÃ¼rger", "Ada"),),
        (Creator("Dahl", "Dan"), *BERG),
    ],
    ids=["none", "group", "script", "mojibake", "order"],
)
def test_an_author_who_cannot_be_compared_says_nothing(creators: tuple[Creator, ...]) -> None:
    assert belief(fields(), work(TRANSLATED, creators=creators)) is Belief.DOUBTFUL


def test_a_group_agrees_by_its_name() -> None:
    group = (Creator(literal="Society of Walled Gardens"),)
    found = work(TRANSLATED, creators=group, volume="", page="", container=Container())

    printed = string(f"Society of Walled Gardens. {TITLE}. 2011.")

    assert belief(printed, found) is Belief.DOUBTFUL
    assert belief(fields(author="Society of Walled Gardens"), found) is Belief.DOUBTFUL
    assert belief(string(f"Union of Kites. {TITLE}. 2011."), found) is Belief.SUSPECT


def test_an_editor_stands_for_the_author_of_a_book() -> None:
    edited = work(
        "Bees", type=WorkType.BOOK, creators=(Creator("Berg", "Ada", role="editor"),),
        container=Container(), volume="", page="",
    )  # fmt: skip
    printed = Reference(1, "", (("author", "A. Berg"), ("volume-title", TITLE), ("year", "2011")))

    assert belief(printed, edited) is Belief.DOUBTFUL


UNTITLED = fields(article_title=None)
UNTITLED_STRING = string("A. Berg, D. Dahl, J. Pollin. Ecol. 37, 1183 (2011).")
EITHER = pytest.mark.parametrize("reference", [UNTITLED, UNTITLED_STRING], ids=["fields", "string"])


@EITHER
def test_where_no_title_is_printed_the_rest_is_believed(reference: Reference) -> None:
    assert belief(reference, work()) is Belief.BELIEVED
    assert belief(reference, work("")) is Belief.BELIEVED


@EITHER
@pytest.mark.parametrize(
    "same",
    [
        {},
        {"creators": BERG},
        {"published_print": IN_2011},
        {"volume": "37"},
        {"container": JOURNAL, "published_print": IN_2011, "volume": "37"},
        {"creators": (Creator("Nowak"), *BERG)},
    ],
    ids=["nothing", "author", "year", "volume", "issue", "second author"],
)
def test_without_a_title_the_rest_may_plainly_disagree(
    reference: Reference, same: dict[str, Any]
) -> None:
    assert belief(reference, elsewhere(**same)) is Belief.SUSPECT


def test_a_work_without_a_title_is_no_other_for_that() -> None:
    assert belief(fields(), work("")) is Belief.BELIEVED
    assert belief(string(), work("")) is Belief.BELIEVED


def test_author_and_year_alone_are_believed_where_they_agree() -> None:
    bare = Reference(1, "", (("author", "Berg"), ("year", "2011")))

    assert belief(bare, work()) is Belief.BELIEVED
    assert belief(bare, work(published_print=PartialDate(2012))) is Belief.BELIEVED
    assert belief(bare, work(published_print=PartialDate(1987))) is Belief.DOUBTFUL
    assert belief(bare, elsewhere(published_print=IN_2011)) is Belief.SUSPECT


def test_a_reference_that_says_nothing_contradicts_nothing() -> None:
    assert is_another_work(PrintedReference.of(Reference(1, "ref1")), work()) == Judgement(
        Belief.BELIEVED
    )
    assert is_another_work(PrintedReference.of(string("ibid.")), work()).belief is Belief.BELIEVED


def test_a_page_that_alone_disagrees_is_told_where_no_title_is() -> None:
    misprinted = fields(article_title=None, first_page="77")

    judged = is_another_work(PrintedReference.of(misprinted), work())

    assert judged.belief is Belief.DOUBTFUL
    assert judged.why.startswith("first page disagrees; first author")
    assert belief(fields(first_page="77"), work()) is Belief.BELIEVED


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("Wild bees", f"Wild bees: {TITLE.lower()} and autumn"),
        (f"{TITLE}: a study of seven towns", "A study of seven towns"),
        ("Leviathan", "Leviathan, or the matter of gardens"),
    ],
)
def test_a_short_form_is_doubtful_even_where_only_the_author_agrees(
    printed: str, title: str
) -> None:
    book = work(title, type=WorkType.BOOK, container=Container(), volume="", page="")
    bare = Reference(1, "", (("author", "Berg"), ("volume-title", printed)))

    assert belief(bare, book) in {Belief.DOUBTFUL, Belief.BELIEVED}
    assert not is_another_work(PrintedReference.of(bare), book).is_another


def test_a_sequel_is_another_work() -> None:
    sequel = work(f"{TITLE} II", page="1191-1199", volume="38", published_print=PartialDate(2013))

    assert belief(fields(), sequel) is Belief.SUSPECT
    assert belief(fields(), work(f"{TITLE} II", published_print=PartialDate(2012))) is not (
        Belief.SUSPECT
    )


def test_the_same_title_by_others_elsewhere_is_another_work() -> None:
    common = "Systemic lupus erythematosus"
    printed = fields(article_title=common)

    assert belief(printed, work(common)) is Belief.BELIEVED
    assert belief(printed, elsewhere_titled(common)) is Belief.SUSPECT
    assert belief(fields(article_title="Editorial"), elsewhere_titled("Editorial")) is (
        Belief.SUSPECT
    )


def elsewhere_titled(title: str) -> Work:
    return work(
        title, creators=(Creator("Nowak", "Jan"),), container=Container("Annals of Kites"),
        published_print=PartialDate(1998), volume="4", page="18-21",
    )  # fmt: skip


def test_a_meetings_abstract_with_the_papers_title_is_doubtful() -> None:
    abstract = work(published_print=PartialDate(2008), volume="30", page="S12")

    judged = is_another_work(PrintedReference.of(fields()), abstract)

    assert judged.belief is Belief.DOUBTFUL
    assert judged.why.startswith("year, volume and first page disagree; title, first author")


def test_a_notice_about_the_work_is_another_work() -> None:
    about = (Update("correction", "10.1000/a"),)
    correction = work(f"Correction to: {TITLE}", page="1401", updates_to=about)
    later = work(f"Retraction: {TITLE}", volume="39", page="2", published_print=PartialDate(2013))

    assert belief(fields(), correction) is Belief.SUSPECT
    assert belief(fields(), later) is Belief.SUSPECT
    assert belief(
        fields(article_title=f"Correction to: {TITLE}", first_page="1401"), correction
    ) is (Belief.BELIEVED)


def test_a_preprint_of_the_article_is_believed() -> None:
    preprint = work(
        type=WorkType.ARTICLE, container=Container("bioRxiv"), volume="", page="",
        published_print=PartialDate(2010),
    )  # fmt: skip

    assert belief(fields(), preprint) is Belief.BELIEVED
    assert belief(string(), preprint) is Belief.BELIEVED


CHAPTER = Reference(
    1,
    "",
    (
        ("article-title", "Nests under stairs"),
        ("author", "Berg"),
        ("volume-title", "The hidden life of urban bees"),
        ("year", "2011"),
    ),
)
BOOK = Reference(1, "", CHAPTER.deposited[1:])


def book(title: str = "The hidden life of urban bees") -> Work:
    editors = (Creator("Dahl", "Dan", role="editor"),)
    return work(
        title, type=WorkType.BOOK, creators=editors, container=Container(), volume="", page=""
    )


def chapter(title: str = "Nests under stairs", family: str = "Berg") -> Work:
    return work(
        title, type=WorkType.CHAPTER, creators=(Creator(family, ""),), volume="", page="7-19",
        container=Container("The hidden life of urban bees"),
    )  # fmt: skip


def test_the_book_of_a_chapter_and_a_chapter_of_the_book_are_doubtful() -> None:
    whole = is_another_work(PrintedReference.of(CHAPTER), book())
    part = is_another_work(PrintedReference.of(BOOK), chapter())

    assert (whole.belief, part.belief) == (Belief.DOUBTFUL, Belief.DOUBTFUL)
    assert whole.note == "it is the book of the chapter"
    assert part.note == "it is a chapter of the book"
    assert belief(CHAPTER, chapter()) is Belief.BELIEVED


def test_another_chapter_of_the_book_is_another_work() -> None:
    assert belief(CHAPTER, chapter("Roofs in winter", "Nowak")) is Belief.SUSPECT
    assert belief(CHAPTER, book("Roofs in winter")) is Belief.SUSPECT


def test_one_page_of_one_issue_holds_one_work_whoever_is_printed_first() -> None:
    theirs = work(OTHER, creators=(Creator("Nowak", "Jan"),))

    assert is_another_work(PrintedReference.of(fields()), theirs).belief is Belief.DOUBTFUL
