"""The ledger: a row for each listed reference, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from builders import (
    BIBLIOGRAPHIES,
    RESOLVED,
    REVIEW,
    bibliography_of,
    make_entry,
    make_work,
    unresolved,
)
from hypothesis import given
from hypothesis import strategies as st

from refkit.errors import InputError
from refkit.formats.export import CsvDialect, Options, TagStyle
from refkit.formats.table.columns import column_names
from refkit.formats.table.writer import CSV
from refkit.model.bibliography import Bibliography, Citation, Entry
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Pmid
from refkit.model.people import Creator
from refkit.model.reference import Reference
from refkit.model.resolution import Imported, Method, Nearest, Reason, Unresolved
from refkit.model.tags import Evidence, Tag
from refkit.model.work import Container, DatePolicy, Update
from refkit.text.plain import one_line, unstyled
from refkit.text.rich import RichText, Run, Style
from refkit.text.spreadsheet import as_text, unguard_cell

COLUMNS = (
    "review position key state method reason doi pmid type title authors year container volume "
    "issue pages number labels evidence label_doubts label_decisions retracted updates printed "
    "failed_doi rejected_doi nearest_doi nearest_score doubts cited_by_seeds cites_seeds"
).split()


def rows(*entries: Entry, options: Options | None = None) -> list[dict[str, str]]:
    text = CSV.render(bibliography_of(*entries), options or Options())
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def row(entry: Entry, **options: Any) -> dict[str, str]:
    (found,) = rows(entry, options=Options(**options))
    return found


def test_a_resolved_reference_in_full() -> None:
    tags = (
        Tag("modality", "car-nk", "CAR-NK", (
            Evidence("title", 0, 6, "CAR-NK", "r"), Evidence("abstract", 5, 11, "CAR-NK", "r"),
            Evidence("abstract", 25, 31, "CAR-NK", "r"),
        )),
        Tag("disease", "sle", "SLE", (Evidence("title", 9, 14, "lupus", "r"),)),
    )  # fmt: skip
    work = make_work(
        RichText.of("10", Run("6", (Style.SUP,)), " CAR-NK"),
        creators=(Creator("Broek", "Ada", "van den", "Jr."), Creator(literal="Bees, Inc.")),
        creators_complete=False,
        container=Container("Journal of Bees"),
        volume="12",
        issue="3",
        page="1-9",
        number="e12",
        doi=Doi("10.1000/a"),
        pmid=Pmid("40993243"),
        updates=(Update("expression_of_concern", "10.1000/n"),
                 Update("retraction", "", PartialDate(2025, 1, 2))),
    )  # fmt: skip
    citation = Citation(
        REVIEW, Reference(7, "ref7", (("unstructured", "Van den Broek <i>A</i>."),))
    )

    found = row(make_entry(work, tags=tags, citations=(citation,)), tag_style=TagStyle.PATH)

    assert list(found) == COLUMNS
    assert found == {
        "review": "10.1000/review",
        "position": "7",
        "key": "berg2025bees",
        "state": "resolved",
        "method": "deposited-doi",
        "reason": "",
        "doi": "10.1000/a",
        "pmid": "40993243",
        "type": "article-journal",
        "title": "10⁶ CAR-NK",
        "authors": "van den Broek, Ada, Jr.; Bees, Inc.; et al.",
        "year": "2025",
        "container": "Journal of Bees",
        "volume": "12",
        "issue": "3",
        "pages": "1–9",  # "1-9" would be the first of September
        "number": "e12",
        "labels": "modality/car-nk; disease/sle",
        "evidence": "modality/car-nk: “CAR-NK” (title), “CAR-NK” (abstract); "
        "disease/sle: “lupus” (title)",
        "label_doubts": "",
        "label_decisions": "",
        "retracted": "yes",
        "updates": "expression of concern 10.1000/n; retraction 2025-01-02",
        "printed": "Van den Broek A.",
        "failed_doi": "",
        "rejected_doi": "",
        "nearest_doi": "",
        "nearest_score": "",
        "doubts": "",
        "cited_by_seeds": "1",
        "cites_seeds": "",
    }


def test_a_work_that_is_listed_twice_has_two_rows_each_with_its_own_line() -> None:
    citations = (
        Citation(REVIEW, Reference(1, "a", (("unstructured", "One."),))),
        Citation(Doi("10.1000/other"), Reference(9), Method.SEARCH),
    )

    first, second = rows(make_entry(citations=citations))

    assert (first["position"], first["method"], first["printed"]) == ("1", "deposited-doi", "One.")
    assert (second["review"], second["method"], second["printed"]) == (
        "10.1000/other", "search", "",
    )  # fmt: skip
    assert first["title"] == second["title"]


def test_what_is_unresolved_says_why_and_what_came_nearest() -> None:
    resolution = Unresolved(Reason.NO_MATCH, nearest=Nearest("10.1000/x", "Bees", 0.714))

    found = row(make_entry(resolution=resolution))

    assert (found["state"], found["method"], found["reason"]) == ("unresolved", "", "no-match")
    assert (found["nearest_doi"], found["nearest_score"]) == ("10.1000/x", "0.71")


@pytest.mark.parametrize(
    ("resolution", "state", "method"),
    [(Imported("bibtex"), "imported", ""), (RESOLVED, "resolved", "deposited-doi")],
)
def test_an_entry_that_no_review_lists_has_one_row(
    resolution: Any, state: str, method: str
) -> None:
    found = row(make_entry(resolution=resolution, citations=()))

    assert (found["state"], found["method"]) == (state, method)
    assert (found["review"], found["position"]) == ("", "")


def test_the_date_asked_for() -> None:
    entry = make_entry(make_work(published_online=PartialDate(2024, 9)))

    assert row(entry)["year"] == "2025"
    assert row(entry, date_policy=DatePolicy.ONLINE)["year"] == "2024"


def test_only_authors_are_named() -> None:
    editor = Creator("Abel", "Bo", role="editor")

    assert row(make_entry(make_work(creators=(editor,))))["authors"] == ""


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1", "'+1"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" \t\r\n=1", "'=1"),
        ("\x00=1", "'=1"),
        ("\u200b\ufeff=1", "'\u200b\ufeff=1"),
        ("\xa0=1", "'=1"),
        ("\uff1d1", "'\uff1d1"),
        ("\uff0b1", "'\uff0b1"),
        ("\uff0d1", "'\uff0d1"),
        ("\uff201", "'\uff201"),
        ('x";=1', "x\";'=1"),
        ("x; @y;-z", "x;' @y;'-z"),
        ("a = b", "a = b"),
        ("–5 °C", "–5 °C"),
        ("'=1", "'=1"),
    ],
)
def test_a_formula_gets_an_apostrophe(title: str, cell: str) -> None:
    assert row(make_entry(make_work(title)))["title"] == cell


def test_every_cell_from_outside_is_guarded() -> None:
    evil = "=1+1"
    work = make_work(
        evil,
        creators=(Creator(literal=evil),),
        container=Container(evil),
        volume="-5",
        issue=evil,
        page=evil,
        number=evil,
        updates=(Update(evil),),
    )
    tag = Tag(evil, evil, evil, (Evidence("title", 0, 1, evil, "r"),))
    nearest = Unresolved(Reason.NO_MATCH, nearest=Nearest(evil, "", 0.5))
    citation = Citation(REVIEW, Reference(1, "", (("unstructured", evil),)))

    found = row(make_entry(work, evil, tags=(tag,), resolution=nearest, citations=(citation,)))

    assert found["volume"] == "'-5"
    guarded = {name for name, cell in found.items() if cell.startswith("'=")}
    assert guarded == {
        "key", "title", "authors", "container", "issue", "pages", "number", "labels", "evidence",
        "updates", "printed", "nearest_doi",
    }  # fmt: skip


def test_lines_break_between_rows_alone() -> None:
    text = CSV.render(bibliography_of(make_entry(make_work('a\r\n"b", c'))), Options())

    assert text.startswith("\ufeffreview,position,key,")
    assert text.count("\r\n") == text.count("\n") == text.count("\r") == 2
    assert ',"a ""b"", c",' in text


@pytest.mark.parametrize(
    ("given", "cell"),
    [
        ("1-3", "1–3"), ("12 - 19", "12–19"), ("1998-12", "1998–12"),
        ("1/2", "'1/2"), ("1.2", "'1.2"), ("2020-01-02", "'2020-01-02"), ("3.4.2020", "'3.4.2020"),
        ("MAR1", "'MAR1"), ("Sept2", "'Sept2"), ("1-Mar", "'1-Mar"), ("May 2020", "'May 2020"),
        ("12E3", "'12E3"), ("007", "'007"), ("1234567890123456789", "'1234567890123456789"),
        ("12", "12"), ("e12", "e12"), ("S1-S9", "S1-S9"), ("123-130, 140", "123-130, 140"),
        ("Marine 12", "Marine 12"), ("10.1000/a", "10.1000/a"), ("0", "0"),
    ],
)  # fmt: skip
def test_no_cell_becomes_a_date_or_another_number(given: str, cell: str) -> None:
    assert row(make_entry(make_work(page=given)))["pages"] == cell
    assert unguard_cell(as_text(given)).replace("–", "-") == re.sub(r"\s-\s", "-", given)


OWN = Imported("bibtex", (("keywords", r"bees, {R\&D}"), ("note", "Seen"), ("file", "a.pdf")))
READ = make_entry(
    make_work(abstract="Long.", url="https://example.org/a", page="1-3"),
    "a", resolution=OWN, citations=(),
)  # fmt: skip


def test_columns_are_those_asked_for_in_their_order() -> None:
    chosen = Options(columns=column_names("title, abstract,keywords,notes,url"))

    assert rows(READ, options=chosen) == [
        {"title": "On bees", "abstract": "Long.", "keywords": "bees; R&D", "notes": "Seen",
         "url": "https://example.org/a"}
    ]  # fmt: skip
    assert list(rows(READ, options=Options(columns=column_names("+url")))[0]) == [*COLUMNS, "url"]
    assert len(column_names("all")) == len(COLUMNS) + 6


@pytest.mark.parametrize("words", ["bees", "title,bees", "+title,url", "+bees"])
def test_columns_that_are_not_there_are_told(words: str) -> None:
    with pytest.raises(InputError, match="column"):
        column_names(words)


def test_what_a_column_could_carry_is_told_and_what_was_not_chosen_is_not_lost() -> None:
    usual = {loss.field: loss.why for loss in CSV.losses(READ, Options())}

    assert usual["abstract"] == "only in the column abstract (--columns)"
    assert usual["kept.note"] == "only in the column notes (--columns)"
    assert usual["kept.file"] == "a table has no column for it"
    chosen = Options(columns=column_names("title"))
    assert [loss.field for loss in CSV.losses(READ, chosen)] == ["kept.file"]


@pytest.mark.parametrize(("dialect", "mark"), [("comma", ","), ("semicolon", ";"), ("tab", "\t")])
def test_cells_are_parted_as_asked_for(dialect: str, mark: str) -> None:
    options = Options(columns=("key", "title"), csv_dialect=CsvDialect(dialect))
    entry = make_entry(make_work('a;b,c\t"d"'), "k")

    text = CSV.render(bibliography_of(entry), options)

    assert text.startswith(f"\ufeffkey{mark}title\r\n")
    (_, found) = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=mark)
    assert found == ["k", 'a;b,c "d"']


def test_a_column_is_left_out() -> None:
    assert "doi" not in row(READ, omit=frozenset({"doi"}))


def test_without_entries_there_are_the_names_of_the_columns() -> None:
    assert CSV.render(bibliography_of(), Options()) == "\ufeff" + ",".join(COLUMNS) + "\r\n"


def test_a_style_that_is_lost_is_told() -> None:
    entry = make_entry(make_work(RichText.of(Run("E. coli", (Style.ITALIC,)))))

    assert [(loss.field, loss.why) for loss in CSV.losses(entry, Options())] == [
        ("title", "plain text has no italic")
    ]


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=12)
ANY_WORKS = st.builds(
    make_work,
    ANY_TEXT,
    creators=st.just(()),
    container=st.builds(Container, ANY_TEXT),
    volume=ANY_TEXT,
    page=ANY_TEXT,
)


def unguarded(cell: str) -> str:
    return unguard_cell(re.sub(r"(^|;)'(?=\W)", r"\1", cell))


@given(ANY_WORKS)
def test_any_text_comes_back_less_the_guard(work: Any) -> None:
    found = row(make_entry(work))

    for name, said in (
        ("title", unstyled(work.title)),
        ("container", work.container.title),
        ("volume", work.volume),
        ("pages", work.page),
    ):
        said = one_line(said)
        ranged = re.sub(r"(\d)\s?-\s?(\d)", r"\1–\2", said)
        assert found[name] in {said, ranged} or unguarded(found[name]) == said
        assert not re.match(r"[=+@\-\t\r]", found[name])


@given(BIBLIOGRAPHIES)
def test_there_is_a_row_for_each_listed_reference(bibliography: Bibliography) -> None:
    found = rows(*bibliography.entries)

    assert len(found) == sum(len(entry.citations) or 1 for entry in bibliography.entries)
    assert all(None not in cells and None not in cells.values() for cells in found)


def test_the_pairs_are_those_of_the_first_row() -> None:
    entry = make_entry(make_work(doi=Doi("10.1000/a")), resolution=unresolved())

    named = {field.name: field.value for field in CSV.fields(entry, Options())}

    assert named == {name: cell for name, cell in row(entry).items() if cell}
