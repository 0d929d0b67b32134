"""What is printed of a reference, as a work; nothing is looked up and nothing made up."""

from __future__ import annotations

import pytest

from refkit.model.people import Creator
from refkit.model.reference import Reference
from refkit.model.work import Work, WorkType
from refkit.sources.crossref.deposited_fields import printed_work


def printed(**fields: str) -> Work:
    pairs = sorted((name.replace("_", "-"), value) for name, value in fields.items())
    return printed_work(Reference(1, "ref1", tuple(pairs)))


def test_a_journal_article() -> None:
    work = printed(
        author="L Berg", article_title="On <i>bees</i>", journal_title="J. Bees &amp; Co.",
        volume="12", first_page="34", year="2025",
    )  # fmt: skip

    assert work.type is WorkType.ARTICLE_JOURNAL
    assert work.title.plain == "On bees"
    assert work.creators == (Creator("Berg", "L"),)
    assert not work.creators_complete
    assert (work.container.title, work.volume, work.page) == ("J. Bees & Co.", "12", "34")
    assert str(work.cited_date()) == "2025"


@pytest.mark.parametrize(
    ("author", "creator"),
    [
        ("CA Berg", Creator("Berg", "CA")),
        ("R. Berg", Creator("Berg", "R.")),
        ("Z. X. Berg", Creator("Berg", "Z. X.")),
        ("Berg", Creator("Berg")),
        ("Ada Berg", Creator("Berg", "Ada")),
        ("US Food and Drug Administration", Creator(literal="US Food and Drug Administration")),
        ("Berg, A.", Creator(literal="Berg, A.")),
        ("R van den Broek", Creator("Broek", "R", "van den")),
    ],
)
def test_the_first_author_as_printed(author: str, creator: Creator) -> None:
    assert printed(author=author).creators == (creator,)


@pytest.mark.parametrize(("year", "shown"), [("1992a", "1992"), ("0", None), ("in press", None)])
def test_years_as_printed(year: str, shown: str | None) -> None:
    date = printed(year=year).cited_date()

    assert (str(date) if date else None) == shown


def test_a_book_and_a_chapter() -> None:
    assert printed(volume_title="Bees").type is WorkType.BOOK
    assert printed(volume_title="Bees").title.plain == "Bees"
    chapter = printed(volume_title="Bees", article_title="Wings")
    assert (chapter.type, chapter.container.title) == (WorkType.CHAPTER, "Bees")


def test_a_string_is_not_taken_apart() -> None:
    work = printed(unstructured="Berg, L. On bees. J. Bees 12 (2025).")

    assert work.type is WorkType.DOCUMENT
    assert not work.title
    assert work.creators == ()
