"""Which work a reference means: the traps of searching, one by one."""

from __future__ import annotations

from typing import Any

import pytest
from builders import make_work

from refkit.matching.choose import Match, NoMatch, NoMatchReason, choose
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi
from refkit.model.people import Creator
from refkit.model.printed_reference import PrintedReference
from refkit.model.reference import Reference
from refkit.model.work import Container, Update, Work, WorkType

BERG = (Creator("Berg", "Ada"), Creator("Dahl", "Dan"))
TITLE = "Wild bees as pollinators of walled gardens in spring"
FIELDS = {
    "article-title": TITLE,
    "author": "Berg",
    "year": "2011",
    "journal-title": "J. Pollin. Ecol.",
    "volume": "37",
    "first-page": "1183",
}
STRING = f"Berg A, Dahl D. {TITLE}. J Pollin Ecol. 2011;37:1183-90."
BOOK = "Berg, A. (2011). The hidden life of urban bees. Invented Press, London."


def work(title: str = TITLE, doi: str = "10.1000/a", **fields: Any) -> Work:
    given: dict[str, Any] = {
        "creators": BERG,
        "container": Container("Journal of Pollination Ecology"),
        "published_print": PartialDate(2011),
        "volume": "37",
        "page": "1183-1190",
        "doi": Doi(doi),
    }
    return make_work(title, **(given | fields))


def fields(**changed: str | None) -> Reference:
    named = {name.replace("_", "-"): value for name, value in changed.items()}
    kept = {name: value for name, value in (FIELDS | named).items() if value}
    return Reference(1, "ref1", tuple(sorted(kept.items())))


def string(text: str = STRING) -> Reference:
    return Reference(1, "ref1", (("unstructured", text),))


BOTH = pytest.mark.parametrize("reference", [fields(), string()], ids=["fields", "string"])


def chosen(reference: Reference, *works: Work) -> str:
    """The DOI that is taken, or the reason why none is."""
    found = choose(PrintedReference.of(reference), works)
    return str(found.work.doi) if isinstance(found, Match) else found.reason.value


@BOTH
def test_the_work_itself_is_taken_with_its_reasons(reference: Reference) -> None:
    found = choose(PrintedReference.of(reference), [work("Kites", "10.1000/kites"), work()])

    assert isinstance(found, Match)
    assert found.work == work()
    assert found.score == 1.0
    assert found.why == "title, author, year, volume, pages, container agree"


def test_nothing_found_is_said() -> None:
    assert choose(PrintedReference.of(fields()), []) == NoMatch(NoMatchReason.NOTHING_FOUND)


@BOTH
def test_the_nearest_miss_stays_on_record(reference: Reference) -> None:
    near = work(volume="38", page="21-29", doi="10.1000/near")

    found = choose(
        PrintedReference.of(reference), [work("Kites", "10.1000/kites", creators=()), near]
    )

    assert isinstance(found, NoMatch)
    assert found.reason is NoMatchReason.NOT_CLOSE
    assert found.nearest is not None
    assert found.nearest.work == near
    assert found.nearest.why.endswith("volume, pages disagree")


@BOTH
@pytest.mark.parametrize("title", [f"{TITLE} II", f"{TITLE}: Part 2", f"{TITLE}. II. Autumn"])
def test_look_alike_titles_on_adjoining_pages(reference: Reference, title: str) -> None:
    sequel = work(title, "10.1000/sequel", page="1191-1199")

    assert chosen(reference, sequel, work()) == "10.1000/a"
    assert chosen(reference, sequel) == "not-close"


@pytest.mark.parametrize("title", ["Kites and tides seen from wells", f"{TITLE} II"])
def test_same_first_author_and_year(title: str) -> None:
    other = work(title, "10.1000/other", page="7-9", volume="4")

    assert chosen(string(f"Berg A, Dahl D. {TITLE}. 2011."), other) == "not-close"
    assert chosen(fields(volume=None, first_page=None), other) == "not-close"


@pytest.mark.parametrize("author", ["E Berg", "Berg E.", "BERG, E."])
def test_a_misprinted_initial(author: str) -> None:
    assert chosen(fields(author=author), work()) == "10.1000/a"
    assert chosen(string(STRING.replace("Berg A", "Berg E")), work()) == "10.1000/a"


def test_misprints_in_title_and_name() -> None:
    printed = STRING.replace("pollinators", "polinators").replace("walled", "waled")
    long_name = (Creator("Papadopoulos", "Nia"),)

    assert chosen(string(printed), work()) == "10.1000/a"
    assert chosen(fields(author="Papadopulos"), work(creators=long_name)) == "10.1000/a"


def test_a_review_of_a_book_is_not_the_book() -> None:
    title = "The hidden life of urban bees"
    book = work(
        title, "10.1000/book", type=WorkType.BOOK, container=Container(), volume="", page=""
    )
    review = work(title, "10.1000/review", page="82-84")
    named = work(f"Review: {title}, by Ada Berg", "10.1000/named", page="82-84")
    book_fields = Reference(1, "", (("author", "Berg"), ("volume-title", title), ("year", "2011")))

    for reference in (string(BOOK), book_fields):
        assert chosen(reference, review, named, book) == "10.1000/book"
        assert chosen(reference, review) == "not-close"
        assert chosen(reference, named) == "not-close"


def test_the_book_is_not_the_chapter_in_it() -> None:
    book = work(
        "The hidden life of urban bees", "10.1000/book", type=WorkType.BOOK,
        container=Container(), volume="", page="",
    )  # fmt: skip
    printed = (
        "Berg A. Nests under stairs. In: Berg A, Dahl D (eds) The hidden life of urban bees. "
        "Invented Press, 2011, pp 7-19."
    )

    assert chosen(string(printed), book) == "not-close"


@BOTH
def test_a_preprint_is_not_the_article(reference: Reference) -> None:
    preprint = work(
        doi="10.1000/preprint", type=WorkType.ARTICLE, genre="preprint",
        container=Container("bioRxiv"), volume="", page="",
    )  # fmt: skip

    assert chosen(reference, preprint, work()) == "10.1000/a"
    assert chosen(reference, preprint) == "not-close"


def test_the_article_is_not_the_preprint_that_is_printed() -> None:
    printed = string(f"Berg A, Dahl D. {TITLE}. bioRxiv 2011.")
    preprint = work(
        doi="10.1000/preprint", type=WorkType.ARTICLE, genre="preprint",
        container=Container("bioRxiv"), volume="", page="",
    )  # fmt: skip

    assert chosen(printed, work(), preprint) == "10.1000/preprint"
    assert chosen(printed, work()) == "not-close"


@BOTH
def test_posted_copies_of_a_famous_paper(reference: Reference) -> None:
    copies = [
        work(
            doi=f"10.1000/copy{number}", type=WorkType.ARTICLE, container=Container(),
            volume="", page="",
        )
        for number in range(4)
    ]  # fmt: skip

    assert chosen(reference, *copies, work()) == "10.1000/a"
    assert chosen(reference, *copies) == "not-close"


@BOTH
@pytest.mark.parametrize("kind", [WorkType.DOCUMENT, WorkType.FIGURE, WorkType.REVIEW])
def test_a_component_above_its_paper(reference: Reference, kind: WorkType) -> None:
    component = work(doi="10.1000/a.g001", type=kind)

    assert chosen(reference, component, work()) == "10.1000/a"
    assert chosen(reference, component) == "not-close"


@BOTH
@pytest.mark.parametrize(
    "title",
    [
        f"Correction to: {TITLE}",
        f"Correction: {TITLE}",
        f"Erratum: {TITLE}",
        f"Corrigendum to “{TITLE}”",
        f"Retraction: {TITLE}",
        f"Retraction notice to “{TITLE}”",
        f"Comment on “{TITLE}”",
        f"Reply to: {TITLE}",
    ],
)
def test_notices_whose_title_contains_the_original_s(reference: Reference, title: str) -> None:
    notice = work(title, "10.1000/notice")

    assert chosen(reference, notice, work()) == "10.1000/a"
    assert chosen(reference, notice) == "not-close"


@BOTH
def test_a_notice_that_only_its_record_tells(reference: Reference) -> None:
    notice = work(doi="10.1000/notice", updates_to=(Update("correction", "10.1000/a"),))

    assert chosen(reference, notice) == "not-close"


def test_a_notice_that_is_meant() -> None:
    notice = work(f"Correction to: {TITLE}", "10.1000/notice", page="1250-1250")
    printed = string(f"Berg A. Correction to: {TITLE}. J Pollin Ecol. 2011;37:1250.")
    in_fields = fields(article_title=f"Correction to: {TITLE}", first_page="1250")

    for reference in (printed, in_fields):
        assert chosen(reference, work(), notice) == "10.1000/notice"
        assert chosen(reference, work()) == "not-close"


def test_a_retracted_paper_is_still_the_paper_that_is_cited() -> None:
    assert chosen(fields(), work(f"RETRACTED ARTICLE: {TITLE}")) == "10.1000/a"


def test_a_title_that_begins_as_a_notice_does() -> None:
    title = "Correction of severe scoliosis in tall bees"

    assert chosen(fields(article_title=title), work(title)) == "10.1000/a"


@BOTH
def test_a_meeting_s_abstract_of_the_same_title(reference: Reference) -> None:
    abstract = work(doi="10.1000/abstract", page="S45-S46", issue="Suppl 1")

    assert chosen(reference, abstract, work()) == "10.1000/a"
    assert chosen(reference, abstract) == "not-close"
    assert chosen(fields(first_page=None), abstract, work()) == "10.1000/a"


@pytest.mark.parametrize("text", [TITLE, f"“{TITLE}”"])
def test_a_title_alone_is_too_little(text: str) -> None:
    in_fields = Reference(1, "", (("article-title", TITLE),))

    for reference in (string(text), in_fields):
        found = choose(PrintedReference.of(reference), [work()])

        assert isinstance(found, NoMatch)
        assert found.nearest is not None
        assert found.nearest.work == work()


@pytest.mark.parametrize(
    ("title", "author", "journal", "printed"),
    [
        (
            "Über die Bestäubung ummauerter Gärten im Frühling", "Müller",
            "Zeitschrift für Bienenkunde",
            "MUELLER, E.: Uber die Bestaubung ummauerter Garten im Fruhling. "
            "Z. Bienenk. 37 (2011), S. 1183-1190.",
        ),
        (
            "Дикие пчелы как опылители садов", "Иванов", "Журнал экологии",
            "Иванов А. Дикие пчелы как опылители садов // Журнал экологии. 2011. Т. 37. С. 1183-1190.",
        ),
        (
            "野生蜜蜂作为花园传粉者的研究", "王", "生态学杂志",
            "王 明. 野生蜜蜂作为花园传粉者的研究. 生态学杂志, 2011, 37: 1183-1190.",
        ),
        (
            "Les abeilles sauvages des jardins clos au printemps", "Lefèvre", "Revue d’écologie",
            "Lefevre (A.), « Les abeilles sauvages des jardins clos au printemps », Revue d'ecologie, "
            "t. XXXVII, 2011, p. 1183.",
        ),
    ],
    ids=["German", "Russian", "Chinese", "French"],
)  # fmt: skip
def test_other_languages(title: str, author: str, journal: str, printed: str) -> None:
    meant = work(title, creators=(Creator(author, "E."),), container=Container(journal))

    assert chosen(string(printed), meant) == "10.1000/a"
    assert chosen(string(printed), work()) == "not-close"


@pytest.mark.parametrize(
    "text",
    [
        "(a) Berg, A. J. Pollin. Ecol. 2011, 37, 1183. (b) Holm, G. J. Kites 2012, 4, 18.",
        "1a. Berg, A. J. Pollin. Ecol. 2011, 37, 1183; 1b. Holm, G. J. Kites 2012, 4, 18.",
    ],
)
def test_compound_entries_are_not_resolved_to_one_of_their_works(text: str) -> None:
    found = choose(PrintedReference.of(string(text)), [work()])

    assert isinstance(found, NoMatch)
    assert found.nearest is not None


def test_one_part_of_a_compound_entry_deposited_by_itself() -> None:
    part = Reference(
        1, "cit1b",
        (("author", "Berg"), ("first-page", "1183"), ("journal-title", "J. Pollin. Ecol."),
         ("volume", "37"), ("year", "2011")),
    )  # fmt: skip

    assert chosen(part, work("Kites", "10.1000/b", page="9-12"), work()) == "10.1000/a"


def test_no_title_is_printed() -> None:
    printed = string("A. Berg, D. Dahl, J. Pollin. Ecol. 37, 1183 (2011).")

    assert chosen(printed, work("Kites", "10.1000/b", page="1100-1110"), work()) == "10.1000/a"
    assert chosen(printed, work(container=Container("Annals of Kites"))) == "not-close"
    assert chosen(printed, work(creators=(Creator("Holm", "Greta"),))) == "not-close"


def test_one_work_under_two_dois_is_ambiguous() -> None:
    twins = [work(), work(doi="10.1000/b")]

    found = choose(PrintedReference.of(fields()), twins)

    assert isinstance(found, NoMatch)
    assert found.reason is NoMatchReason.AMBIGUOUS
    assert found.nearest is not None
    assert found.nearest.work == twins[0]


def test_one_doi_found_twice_is_one_work() -> None:
    assert chosen(fields(), work(), work()) == "10.1000/a"


def test_another_edition_of_a_book() -> None:
    book = {"type": WorkType.BOOK, "container": Container(), "volume": "", "page": ""}
    title = "The hidden life of urban bees"
    first = work(title, "10.1000/first", published_print=PartialDate(1994), **book)
    second = work(title, "10.1000/second", published_print=PartialDate(2011), **book)

    assert chosen(string(BOOK), first, second) == "10.1000/second"
    assert chosen(string(BOOK), first) == "not-close"


@pytest.mark.parametrize(
    ("year", "taken"), [("2011", "10.1000/a"), ("2012", "not-close"), ("", "not-close")]
)
def test_a_book_without_its_subtitle_needs_its_year(year: str, taken: str) -> None:
    # A book has no volume and no page that could stand beside a title that is only near.
    book = work(
        "The hidden life of urban bees: a guide for keepers", type=WorkType.BOOK,
        container=Container("Studies in Pollination Ecology"), volume="", page="",
    )  # fmt: skip
    printed = {
        "author": "Berg",
        "series-title": "Studies in Pollination Ecology",
        "volume-title": "The hidden life of urban bees",
        "year": year,
    }
    named = sorted((name, value) for name, value in printed.items() if value)

    assert chosen(Reference(1, "", tuple(named)), book) == taken


@pytest.mark.parametrize(
    ("printed", "taken"),
    [
        ({}, "10.1000/a"),
        ({"first_page": None}, "10.1000/a"),
        ({"volume": None}, "10.1000/a"),
        ({"volume": None, "first_page": None}, "not-close"),  # the year alone is no place
    ],
)
def test_an_article_without_its_subtitle_needs_its_volume_or_its_page(
    printed: dict[str, str | None], taken: str
) -> None:
    title = "The hidden life of urban bees"
    article = work(f"{title}: a guide for keepers")

    assert chosen(fields(article_title=title, **printed), article) == taken


def test_a_year_that_is_one_off_and_a_page_that_lost_a_digit() -> None:
    assert chosen(fields(year="2012a"), work()) == "10.1000/a"
    assert chosen(fields(first_page="118"), work()) == "10.1000/a"


def test_numbers_that_say_nothing() -> None:
    # The year as volume and page 1: every article of such a journal has them.
    printed = string("Berg A. On Other Things Entirely. Annals Of Kites. 2011;2011:1-13.")

    assert chosen(printed, work(volume="2011", page="1-9")) == "not-close"


def test_a_letter_that_was_lost_makes_no_other_word() -> None:
    spanish = "El mercado de trabajo en la España rural"

    assert chosen(fields(article_title=spanish.replace("ñ", "?")), work(spanish)) == "10.1000/a"


def test_one_of_two_family_names_does_not_disagree() -> None:
    found = work(creators=(Creator("García Márquez", "Ana"),), volume="", page="")

    assert chosen(fields(author="García"), found) == "10.1000/a"
    assert chosen(fields(author="Holm"), found) == "not-close"


def test_the_same_title_by_others_a_year_before_is_their_paper() -> None:
    line = fields(volume=None, **{"first_page": None}, year="2012", author="Holm")
    theirs = work(
        creators=(Creator("Berg", "Ada"), Creator("Holm", "Greta")),
        published_print=PartialDate(2011),
    )

    assert not isinstance(choose(PrintedReference.of(line), [theirs]), Match)


@pytest.mark.parametrize("title", [f"Decline of {TITLE.lower()}", f"{TITLE} and autumn"])
def test_a_printed_title_that_says_more_needs_every_part_of_the_place(title: str) -> None:
    whole = STRING.replace(TITLE, title)

    assert chosen(string(whole), work()) == "10.1000/a"
    assert chosen(string(whole.replace(":1183-90", "")), work()) == "not-close"
    assert chosen(string(whole.replace(":1183-90", ":22-9")), work()) == "not-close"
