"""What refkit wrote where a format has no field for it, read back; what a user wrote, left."""

from __future__ import annotations

import pytest
from builders import make_entry, make_work

from refkit.formats.bibtex.annotations import Statement, labelled, read_annotation, read_note
from refkit.formats.bibtex.reader import read_bibtex
from refkit.formats.export import Options
from refkit.formats.register import exporter
from refkit.model.bibliography import Bibliography, Made
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn, Pmcid, Pmid
from refkit.model.people import Creator
from refkit.model.resolution import Imported
from refkit.model.work import Container, Relation, Update, Work, WorkType

FULL = make_work(
    type=WorkType.ENTRY_ENCYCLOPEDIA,
    original_title="Über Bienen; eine Reise",
    creators=(Creator("Berg", "Ada"), Creator("Lund", "Per", role="chair")),
    container=Container(
        "All bees", issns=(Issn("1546-170X"), Issn("1078-8956")), collection="Hives"
    ),
    genre="overview",
    published_print=None,
    issued=PartialDate(2025, 11),
    pmid=Pmid("40993243"),
    pmcid=Pmcid("PMC12"),
    other_dois=(Doi("10.1000/old"), Doi("10.1000/older")),
    isbns=(Isbn("9780199681624"),),
    language="en-GB",
    updates=(
        Update("retraction", "10.1000/r", PartialDate(2025, 12, 3)),
        Update("expression_of_concern", "10.1000/e.2"),
    ),
    updates_to=(Update("correction", "10.1000/c"),),
    relations=(Relation("has-preprint", "10.1000/p"), Relation("is-version-of", "10.1000/v")),
)


@pytest.mark.parametrize("name", ["bibtex", "biblatex"])
def test_a_work_that_refkit_wrote_is_read_back_whole(name: str) -> None:
    given = Bibliography(Made("0.1.0"), entries=(make_entry(FULL),))

    (entry,) = read_bibtex(exporter(name).render(given, Options()), "x.bib").entries

    assert entry.work == FULL
    assert entry.resolution == Imported("bibtex")


@pytest.mark.parametrize(
    "text", ["PMID: none; Edition: 2", "my words: yes", "PMID 12", "Type: poem", "see In: Bees"]
)
def test_the_words_of_a_user_say_nothing_of_the_work(text: str) -> None:
    assert read_annotation(text) == ((), False)


def test_beside_the_words_of_a_user_ours_are_read_and_theirs_stay() -> None:
    found = read_annotation("Read twice; PMCID: PMC12; Edition: 2; or 3")

    assert found == ((Statement("pmcid", Pmcid("PMC12")), Statement("edition", "2")), False)


@pytest.mark.parametrize("value", ["2; or 3", "a;", ";", "a;; b", "; Genre: x; "])
def test_a_value_ends_where_it_ends(value: str) -> None:
    text = f"{labelled('Genre', value)}; AD: Univ X; {labelled('Edition', value)}"

    statements = (Statement("genre", value), Statement("edition", value))
    assert read_annotation(text) == (statements, False)


@pytest.mark.parametrize(
    "text", ["Correction", "Bees. And more", "Retraction is likely", "in 2024, notice me", ""]
)
def test_notes_of_a_user_are_no_notices(text: str) -> None:
    assert read_note(text).statements == ()


def test_a_preprint_names_its_article() -> None:
    found = read_note("Preprint; published as 10.1000/a.b. Correction of 2024")

    assert found.statements == (
        Statement("relations", (Relation("is-preprint-of", "10.1000/a.b"),)),
        Statement("updates", (Update("correction", date=PartialDate(2024)),)),
    )
    assert found.is_whole


def test_what_a_field_of_its_own_says_comes_first() -> None:
    (entry,) = read_bibtex("@misc{a, pmid={1}, annote={PMID: 2; PMCID: PMC3}}", "x.bib").entries

    assert entry.work == Work(WorkType.DOCUMENT, pmid=Pmid("1"), pmcid=Pmcid("PMC3"))
