"""RIS that every reader parts into the same records and the same fields."""

from __future__ import annotations

from typing import Any

import pytest
import rispy
from builders import (
    BIBLIOGRAPHIES,
    bibliography_of,
    make_entry,
    make_work,
    unresolved,
)
from hypothesis import given
from hypothesis import strategies as st
from rispy.config import LIST_TYPE_TAGS, TAG_KEY_MAPPING

from refkit.formats.export import Options, TagStyle
from refkit.formats.ris.reader import read_ris
from refkit.formats.ris.writer import RIS
from refkit.model.bibliography import Bibliography, Citation, Entry
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn, Pmcid, Pmid
from refkit.model.people import Creator
from refkit.model.reference import Reference
from refkit.model.resolution import Imported
from refkit.model.tags import Evidence, Tag
from refkit.model.work import Container, DatePolicy, Relation, Update, Work, WorkType
from refkit.text.plain import one_line
from refkit.text.rich import RichText, Run, Style

ISSNS = (Issn("1546-170X"), Issn("1078-8956"))


def lines(entry: Entry, options: Options | None = None) -> list[tuple[str, str]]:
    """Tag and value of each line of a record, without the ER."""
    text = RIS.render(bibliography_of(entry), options or Options())
    assert text.endswith("\r\nER  - \r\n")
    return [(line[:2], line[6:]) for line in text.split("\r\n")[:-2]]


def of(work: Work, *tags: str) -> list[tuple[str, str]]:
    return [line for line in lines(make_entry(work)) if line[0] in tags]


def losses(entry: Entry) -> dict[str, str]:
    return {loss.field: loss.why for loss in RIS.losses(entry, Options())}


def tag_of(name: str) -> Tag:
    return Tag("modality", "car-nk", name, (Evidence("title", 0, 1, "O", "r"),))


def test_an_article_is_written_line_by_line() -> None:
    work = make_work(
        "On bees",
        creators=(Creator("Broek", "Ada", "van den", "Jr."), Creator(literal="Bee Group")),
        container=Container("Journal of Bees", "J Bees", ISSNS),
        volume="12",
        issue="3",
        page="123-130",
        doi=Doi("10.1000/a"),
        pmid=Pmid("40993243"),
        pmcid=Pmcid("PMC12"),
        url="https://example.org/a",
        language="en",
        abstract="One.",
    )

    text = RIS.render(bibliography_of(make_entry(work, tags=(tag_of("CAR-NK"),))), Options())

    assert text == (
        "TY  - JOUR\r\n"
        "ID  - berg2025bees\r\n"
        "AU  - van den Broek, Ada, Jr.\r\n"
        "AU  - Bee Group\r\n"
        "TI  - On bees\r\n"
        "PY  - 2025\r\n"
        "DA  - 2025/11\r\n"
        "T2  - Journal of Bees\r\n"
        "JF  - Journal of Bees\r\n"
        "J2  - J Bees\r\n"
        "VL  - 12\r\n"
        "IS  - 3\r\n"
        "SN  - 1546-170X\r\n"
        "SN  - 1078-8956\r\n"
        "DO  - 10.1000/a\r\n"
        "UR  - https://example.org/a\r\n"
        "LA  - en\r\n"
        "AB  - One.\r\n"
        "C2  - PMC12\r\n"
        "SP  - 123\r\n"
        "EP  - 130\r\n"
        "AN  - 40993243\r\n"
        "DB  - PubMed\r\n"
        "KW  - CAR-NK\r\n"
        "ER  - \r\n"
    )


def test_records_are_parted_by_an_empty_line_and_nothing_stands_before_the_first() -> None:
    text = RIS.render(bibliography_of(make_entry(), make_entry(id_="b")), Options())

    assert text.startswith("TY  - ")
    assert "\r\nER  - \r\n\r\nTY  - JOUR\r\n" in text
    assert [record["id"] for record in rispy.loads(text)] == ["berg2025bees", "b"]


HOSTILE = [
    "ER  - ",
    "x\nER  - \nTY  - BOOK\nTI  - y",
    "x\rTY  - BOOK",
    "x\u2028TY  - BOOK",
    "x\x0bER  - \x85ER  - ",
    "a  - b",
    "NUL \x00 and lone \ud800",
    "=cmd|' /C calc'!A0",
    "\ufeffTY  - JOUR",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_in_its_line(text: str) -> None:
    work = make_work(
        text,
        creators=(Creator(text, text), Creator(literal=text)),
        container=Container(text, text),
        abstract=RichText.of(text),
        volume=text,
        page=text,
    )
    entry = make_entry(work, "key", tags=(tag_of(text),))

    rendered = RIS.render(bibliography_of(entry, make_entry(id_="next")), Options())

    first, second = rispy.loads(rendered)
    assert (first["type_of_reference"], second["type_of_reference"]) == ("JOUR", "JOUR")
    assert first["title"] == first["abstract"] == one_line(text)
    assert first["keywords"] == [one_line(text)]
    assert second["title"] == "On bees"
    assert rendered.encode().decode() == rendered


@given(BIBLIOGRAPHIES)
def test_rispy_reads_each_line_as_it_was_meant(bibliography: Bibliography) -> None:
    records = rispy.loads(RIS.render(bibliography, Options()))

    assert len(records) == len(bibliography.entries)
    for entry, record in zip(bibliography.entries, records, strict=True):
        assert record == expected_of(entry)


def expected_of(entry: Entry) -> dict[str, Any]:
    """What rispy makes of the pairs: lists of some tags, the first of others, URLs parted at ;."""
    record: dict[str, Any] = {}
    for field in RIS.fields(entry, Options()):
        name = TAG_KEY_MAPPING.get(field.name)
        if field.name == "UR":
            record.setdefault(name, []).extend(part.strip() for part in field.value.split(";"))
        elif name is None:
            record.setdefault("unknown_tag", {}).setdefault(field.name, []).append(field.value)
        elif field.name in LIST_TYPE_TAGS:
            record.setdefault(name, []).append(field.value)
        else:
            record.setdefault(name, field.value)
    return record


@given(BIBLIOGRAPHIES)
def test_what_is_not_carried_is_told(bibliography: Bibliography) -> None:
    for entry in bibliography.entries:
        told = losses(entry)
        work = entry.work
        written = {field.source_field for field in RIS.fields(entry, Options())}
        assert ("title" in written) == bool(one_line(work.title.plain)) or "title" in told
        assert bool(work.mesh) == ("mesh" in told)
        assert not {"doi", "volume"} & told.keys()
        # SN is the number of a report, a patent or a standard.
        assert "container.issns" not in told or work.type in {
            WorkType.PATENT,
            WorkType.REPORT,
            WorkType.STANDARD,
        }
        assert ("updates" in told) == bool(work.updates)  # N1 alone has them


@given(st.sampled_from(WorkType), st.text(max_size=8), st.text(max_size=8))
def test_no_type_loses_container_or_series(type_: WorkType, title: str, series: str) -> None:
    work = make_work(type=type_, container=Container(title, collection=series))

    told = losses(make_entry(work))

    assert ("container.title" in told) == bool(title and not one_line(title))
    assert ("container.collection" in told) == bool(series and not one_line(series))


@pytest.mark.parametrize(
    ("creator", "name"),
    [
        (Creator("Berg", "Ada"), "Berg, Ada"),
        (Creator("Broek", "Ada", "van den"), "van den Broek, Ada"),
        (Creator("Berg", "Ada", suffix="Jr."), "Berg, Ada, Jr."),
        (Creator("Berg", suffix="Jr."), "Berg, , Jr."),
        (Creator("Suharto"), "Suharto"),
        (Creator(given="Ada"), "Ada"),
        (Creator(literal="Bees and Birds"), "Bees and Birds"),
        (Creator(literal="Bees, Birds, and Co., Inc."), "Bees Birds and Co. Inc."),
        (Creator("Berg, MD", "A., B."), "Berg MD, A. B."),
    ],
)
def test_names(creator: Creator, name: str) -> None:
    assert of(make_work(creators=(creator,)), "AU") == [("AU", name)]


def test_a_comma_that_is_left_out_is_told() -> None:
    told = losses(make_entry(make_work(creators=(Creator(literal="Bees, Inc."),))))

    assert told == {"creators.author": "the comma in 'Bees, Inc.' is left out"}


@pytest.mark.parametrize(
    ("type_", "role", "tag"),
    [
        (WorkType.CHAPTER, "editor", "A2"),
        (WorkType.BOOK, "editor", "A3"),
        (WorkType.REPORT, "editor", "ED"),
        (WorkType.BOOK, "collection-editor", "A2"),
        (WorkType.CHAPTER, "collection-editor", "A3"),
        (WorkType.BOOK, "translator", "A4"),
    ],
)
def test_who_is_not_an_author(type_: WorkType, role: str, tag: str) -> None:
    work = make_work(type=type_, creators=(Creator("Berg", "Ada", role=role),))

    assert of(work, "AU", "A2", "A3", "A4", "ED") == [(tag, "Berg, Ada")]


@pytest.mark.parametrize(
    ("type_", "role"),
    [
        (WorkType.PAPER_CONFERENCE, "chair"),
        (WorkType.DATASET, "translator"),
        (WorkType.ARTICLE_JOURNAL, "collection-editor"),
    ],
)
def test_who_has_no_tag_stands_in_a_note(type_: WorkType, role: str) -> None:
    work = make_work(type=type_, creators=(Creator("Berg", "Ada", role=role),))

    assert of(work, "N1") == [("N1", f"{role}: Berg, Ada")]
    assert losses(make_entry(work)) == {f"creators.{role}": "stands in N1 alone"}


@pytest.mark.parametrize(
    ("page", "written"),
    [
        ("123-130", [("SP", "123"), ("EP", "130")]),
        ("123–9", [("SP", "123"), ("EP", "9")]),
        ("S1-S8", [("SP", "S1"), ("EP", "S8")]),
        ("e12", [("SP", "e12")]),
        ("12-15, 20", [("SP", "12-15, 20")]),
        ("12-15; e4-e5", [("SP", "12-15; e4-e5")]),
        ("", []),
    ],
)
def test_pages(page: str, written: list[tuple[str, str]]) -> None:
    assert of(make_work(page=page), "SP", "EP") == written


def test_an_article_number_stands_for_the_pages_that_are_not_there() -> None:
    """Zotero reads no article number in RIS: without SP it would be lost for its users."""
    assert of(make_work(number="e12"), "C7", "SP") == [("C7", "e12"), ("SP", "e12")]
    assert of(make_work(number="e12", page="1-9"), "C7", "SP", "EP") == [
        ("C7", "e12"), ("SP", "1"), ("EP", "9"),
    ]  # fmt: skip
    # Of a book SP is a count of pages, of a map or a broadcast nothing.
    for type_ in (WorkType.BOOK, WorkType.CHAPTER, WorkType.MAP, WorkType.BROADCAST):
        assert of(make_work(type=type_, number="7"), "C7", "SP") == [("C7", "7")]


@pytest.mark.parametrize(
    ("type_", "tag"),
    [
        (WorkType.REPORT, "SN"),
        (WorkType.PATENT, "SN"),
        (WorkType.THESIS, "M1"),
        (WorkType.DATASET, "NV"),
    ],
)
def test_a_number_stands_where_the_type_has_it(type_: WorkType, tag: str) -> None:
    assert of(make_work(type=type_, number="7"), "C7", "SP", "SN", "M1", "NV") == [(tag, "7")]


def test_the_first_sn_is_what_the_type_should_have() -> None:
    isbn = Isbn("9780199681624")
    of_both = {"container": Container("B", issns=ISSNS[:1]), "isbns": (isbn,)}

    article = of(make_work(**of_both), "SN")
    chapter = of(make_work(type=WorkType.CHAPTER, **of_both), "SN")
    report = of(make_work(type=WorkType.REPORT, number="7", **of_both), "SN")

    assert [value for _, value in article] == ["1546-170X", "9780199681624"]
    assert [value for _, value in chapter] == ["9780199681624", "1546-170X"]
    assert report == [("SN", "7")]


def test_a_report_has_isbn_and_issn_in_notes() -> None:
    """Readers take every SN of a report for its number."""
    work = make_work(
        type=WorkType.REPORT, container=Container(issns=ISSNS), isbns=(Isbn("9780199681624"),)
    )

    assert of(work, "SN", "N1") == [
        ("N1", "ISBN: 9780199681624"),
        ("N1", "ISSN: 1546-170X, 1078-8956"),
    ]


def test_a_conference_paper_has_its_proceedings_where_each_reader_looks() -> None:
    work = make_work(
        type=WorkType.PAPER_CONFERENCE,
        container=Container("Proceedings", collection="LNCS"),
        publisher_place="Oslo",
        published_print=PartialDate(2025),
    )

    assert of(work, "TY", "T2", "C3", "T3", "C1", "CY", "DA") == [
        ("TY", "CONF"), ("DA", "2025"), ("T2", "Proceedings"), ("C3", "Proceedings"),
        ("T3", "LNCS"), ("C1", "Oslo"),
    ]  # fmt: skip


def test_a_book_has_its_series_in_t2() -> None:
    work = make_work(type=WorkType.BOOK, container=Container(collection="Bee Lives"))

    assert of(work, "T2", "T3", "JF") == [("T2", "Bee Lives")]


@pytest.mark.parametrize(
    ("date", "written"),
    [
        (PartialDate(2025), [("PY", "2025")]),
        (PartialDate(2025, 1), [("PY", "2025"), ("DA", "2025/01")]),
        (PartialDate(987, 1, 2), [("PY", "0987"), ("DA", "0987/01/02")]),
    ],
)
def test_dates(date: PartialDate, written: list[tuple[str, str]]) -> None:
    assert of(make_work(published_print=date), "PY", "DA") == written


def test_the_date_asked_for_is_written_and_the_other_told() -> None:
    entry = make_entry(make_work(published_online=PartialDate(2024, 9, 11)))

    online = lines(entry, Options(date_policy=DatePolicy.ONLINE))

    assert ("DA", "2024/09/11") in online
    assert "other dates" in losses(entry)


def test_a_preprint_is_an_article_that_says_so() -> None:
    work = make_work(type=WorkType.ARTICLE, container=Container("bioRxiv"))

    assert of(work, "TY", "T2", "M3") == [("TY", "JOUR"), ("T2", "bioRxiv"), ("M3", "preprint")]
    assert losses(make_entry(work)) == {"type": "JOUR stands for article"}


def test_styles_are_written_in_unicode_or_told() -> None:
    title = RichText.of("CD19", Run("+", (Style.SUP,)), " 10", Run("6", (Style.SUP,)))
    italic = RichText.of(title.plain, Run("in vivo", (Style.ITALIC,)))

    assert of(make_work(title), "TI") == [("TI", "CD19⁺ 10⁶")]
    assert not losses(make_entry(make_work(title)))
    assert losses(make_entry(make_work(italic))) == {"title": "plain text has no italic"}


def test_what_has_no_tag_stands_in_notes() -> None:
    work = make_work(
        type=WorkType.CHAPTER,
        pmcid=Pmcid("PMC12"),
        other_dois=(Doi("10.1000/b"), Doi("10.1000/c")),
        relations=(Relation("has-preprint", "10.1000/p"),),
        creators_complete=False,
        updates=(Update("retraction", "10.1000/n", PartialDate(2025, 1, 2)),),
    )

    assert of(work, "N1") == [
        ("N1", "PMCID: PMC12"),
        ("N1", "Other DOIs: 10.1000/b, 10.1000/c"),
        ("N1", "has preprint: 10.1000/p"),
        ("N1", "Authors: known in part"),
        ("N1", "Retraction of 2025-01-02, notice 10.1000/n"),
    ]


def test_what_was_not_resolved_says_so_and_shows_what_was_printed() -> None:
    citation = Citation(Doi("10.1/r"), Reference(1, "a", (("unstructured", "Berg A.\nBees."),)))

    notes = [
        value
        for tag, value in lines(make_entry(resolution=unresolved(), citations=(citation,)))
        if tag == "N1"
    ]

    assert len(notes) == 1
    assert notes[0].startswith("Not resolved: ")
    assert notes[0].endswith("As printed: Berg A. Bees.")


@pytest.mark.parametrize(
    ("style", "written"),
    [
        (TagStyle.NAME, "CAR-NK"),
        (TagStyle.ID, "car-nk"),
        (TagStyle.PATH, "modality/car-nk"),
        (TagStyle.GROUP, "modality > CAR-NK"),
    ],
)
def test_tags_are_keywords(style: TagStyle, written: str) -> None:
    entry = make_entry(tags=(tag_of("CAR-NK"),))

    assert ("KW", written) in lines(entry, Options(tag_style=style))


@pytest.mark.parametrize(
    ("names", "is_told"),
    [(["a, b"], True), (["a, b", "c"], False), (["a; b", "c"], True), (["a"], False)],
)
def test_keywords_that_zotero_parts_are_told(names: list[str], is_told: bool) -> None:
    tags = tuple(Tag("f", name, name, tag_of(name).evidence) for name in names)

    assert ("tags" in losses(make_entry(tags=tags))) == is_told


def kept(source: str, *pairs: tuple[str, str], **fields: Any) -> list[tuple[str, str]]:
    entry = make_entry(resolution=Imported(source, pairs), citations=(), **fields)
    return lines(entry)


def test_what_was_kept_of_a_ris_file_goes_back_to_its_tags() -> None:
    written = kept("ris", ("TY", "MUSIC"), ("KW", "mine"), ("L1", "a.pdf"), ("N1", "x\ny"))

    assert written[0] == ("TY", "MUSIC")
    assert written[-3:] == [("KW", "mine"), ("L1", "a.pdf"), ("N1", "x y")]


def test_what_was_kept_of_other_libraries_stands_in_keywords_and_notes() -> None:
    bibtex = kept("bibtex", ("keywords", 'a, {\\"u}; b'), ("note", "5\\%"), ("file", "x.pdf"))
    csl = kept("csl-json", ("keyword", '"a, b"'), ("note", '"n"'), ("custom.x", '{"y": 1}'))
    accessed = ("available-date", '{"date-parts": [[2020, 1]]}')

    assert bibtex[-5:] == [
        ("KW", "a"), ("KW", "ü"), ("KW", "b"), ("N1", "5%"), ("N1", "file: x.pdf"),
    ]  # fmt: skip
    assert csl[-3:] == [("KW", "a"), ("KW", "b"), ("N1", "n")]  # no JSON
    assert kept("csl-json", accessed)[-1] == ("N1", "available-date: 2020-01")


def test_what_only_a_note_or_nothing_has_of_a_library_is_told() -> None:
    pairs = (("note", '"n"'), ("division", '"B"'), ("custom.x", '{"y": 1}'))
    entry = make_entry(resolution=Imported("csl-json", pairs), citations=())

    assert losses(entry) == {
        "kept.division": "stands in N1 alone",
        "kept.custom.x": "ris has no field for it",
    }


def test_nothing_is_said_twice_of_a_library_that_refkit_wrote() -> None:
    written = kept("ris", ("KW", "CAR-NK"), ("KW", "mine"), tags=(tag_of("CAR-NK"),))

    assert [value for tag, value in written if tag == "KW"] == ["CAR-NK", "mine"]


def test_two_people_of_one_name_are_two() -> None:
    work = make_work(creators=(Creator("Wang", "Wei"), Creator("Wang", "Wei")))

    assert of(work, "AU") == [("AU", "Wang, Wei")] * 2


def test_a_kept_database_keeps_its_place() -> None:
    work = make_work(pmid=Pmid("40993243"))

    written = kept("ris", ("DB", "Embase"), ("AN", "L2001"), work=work)

    assert [line for line in written if line[0] in {"AN", "DB", "N1"}] == [
        ("N1", "PMID: 40993243"), ("DB", "Embase"), ("AN", "L2001"),
    ]  # fmt: skip


def test_a_kept_name_that_is_no_tag_cannot_make_a_line() -> None:
    written = kept("ris", ("ER", "x"), ("X\nER", "y"))

    assert written[-2:] == [("N1", "ER: x"), ("N1", "X ER: y")]


def test_a_short_title_alone_is_told_to_be_read_as_the_title() -> None:
    entry = make_entry(make_work(container=Container(short_title="Owl Lett")))

    told = [loss for loss in RIS.losses(entry, Options()) if loss.field == "container.short_title"]

    assert [loss.why for loss in told] == ["read as the title, which is not told"]


@pytest.mark.parametrize("name", ["A A", "Owls B", "E. Roe", "WHO", "Owls and Bees"])
@pytest.mark.parametrize("other", ["A A", "Owls C", "Roe E."])
def test_groups_that_look_like_people_beside_one_another_stay_groups(name: str, other: str) -> None:
    people = Creator(literal=name), Creator(literal=other)

    text = RIS.render(bibliography_of(make_entry(make_work(creators=people))), Options())

    assert read_ris(text, "a.ris").entries[0].work.creators == people


@pytest.mark.parametrize("name", ["E. Roe", "Roe E.", "Owl Research U.K.", "Roe; Poe, A."])
def test_a_group_that_looks_like_people_stays_one(name: str) -> None:
    entry = make_entry(make_work(creators=(Creator(literal=name), Creator("Poe", "Bo"))))

    text = RIS.render(bibliography_of(entry), Options())

    read = read_ris(text, "a.ris").entries[0].work.creators
    assert read == (Creator(literal=name.replace(",", "")), Creator("Poe", "Bo"))
