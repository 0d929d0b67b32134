"""Entries as items: valid for every schema, and nothing lost."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders import (
    BIBLIOGRAPHIES,
    ENTRIES,
    REVIEW,
    TEXT,
    WORKS,
    make_entry,
    make_work,
    unresolved,
)
from hypothesis import given
from hypothesis import strategies as st
from zotero_schemas import of_today, older

import refkit
from refkit.formats.export import Options, TagStyle
from refkit.model.bibliography import Citation, Entry
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn, Pmcid, Pmid
from refkit.model.people import Creator
from refkit.model.reference import Reference
from refkit.model.resolution import Imported, Nearest, Reason, Unresolved, WithoutDoi
from refkit.model.tags import Evidence, Tag
from refkit.model.work import Container, DatePolicy, Relation, Update, Work, WorkType
from refkit.model.written_dates import in_words, read_written_date
from refkit.text.csl_markup import to_csl
from refkit.text.plain import one_line, unstyled
from refkit.text.rich import RichText, Run, Style
from refkit.zotero.api.protocol import ItemTypeFields, ZoteroItem
from refkit.zotero.item_types import ITEM_TYPES, written_fields
from refkit.zotero.items import (
    LONGEST_FIELD,
    LONGEST_NAME,
    LONGEST_TAG,
    UNRESOLVED,
    item_of,
    review_item,
)

OLDER = older(ITEM_TYPES)
NOTHING = ItemTypeFields(frozenset(), frozenset())


def by(schema: dict[str, ItemTypeFields]) -> Callable[[str], ItemTypeFields]:
    return lambda item_type: schema.get(item_type, NOTHING)


def made(work: Work, schema: dict[str, ItemTypeFields] = ITEM_TYPES, **entry: Any) -> ZoteroItem:
    return item_of(make_entry(work, **entry), by(schema), Options())


def lines(item: ZoteroItem) -> list[str]:
    return str(item.get("extra", "")).split("\n")


def tag_of(name: str) -> Tag:
    return Tag("modality", "car-nk", name, (Evidence("title", 0, 1, "O", "r"),))


def test_an_article_stands_in_the_fields_of_its_type() -> None:
    work = make_work(
        "On bees",
        container=Container("Journal of Bees", "J Bees", (Issn("1546-170X"), Issn("1078-8956"))),
        volume="12",
        issue="3",
        page="1-9",
        doi=Doi("10.1000/a"),
        pmid=Pmid("40993243"),
        pmcid=Pmcid("PMC1"),
        url="https://doi.org/10.1000/a",
        language="en",
        abstract="Bees.\n\nMore bees.",
        publisher="Hive",
        publisher_place="Bern",
    )

    assert made(work, tags=(tag_of("CAR-NK"),)) == {
        "itemType": "journalArticle",
        "title": "On bees",
        "creators": [{"creatorType": "author", "firstName": "Ada", "lastName": "Berg"}],
        "date": "2025-11",
        "publicationTitle": "Journal of Bees",
        "journalAbbreviation": "J Bees",
        "ISSN": "1546-170X, 1078-8956",
        "volume": "12",
        "issue": "3",
        "pages": "1-9",
        "DOI": "10.1000/a",
        "PMID": "40993243",
        "PMCID": "PMC1",
        "citationKey": "berg2025bees",
        "url": "https://doi.org/10.1000/a",
        "language": "en",
        "abstractNote": "Bees.\nMore bees.",
        "publisher": "Hive",
        "place": "Bern",
        "tags": [{"tag": "CAR-NK"}],
    }


def test_what_an_older_schema_has_no_field_for_is_read_from_extra() -> None:
    work = make_work(
        type=WorkType.CHAPTER,
        doi=Doi("10.1000/a"),
        pmid=Pmid("1"),
        pmcid=Pmcid("PMC1"),
        container=Container("The Book of Bees"),
    )

    item = made(work, OLDER)

    assert item["itemType"] == "bookSection"
    assert item["bookTitle"] == "The Book of Bees"
    assert lines(item) == [
        "DOI: 10.1000/a",
        "PMID: 1",
        "PMCID: PMC1",
        "Citation Key: berg2025bees",
    ]


@pytest.mark.parametrize(
    ("work_type", "item_type", "expected"),
    [
        (WorkType.ARTICLE, "preprint", {"repository": "P", "genre": "G", "archiveID": "N"}),
        (WorkType.BOOK, "book", {"publisher": "P", "series": "S", "edition": "E"}),
        (WorkType.CHAPTER, "bookSection", {"bookTitle": "C", "series": "S", "pages": "1"}),
        (WorkType.DATASET, "dataset", {"repository": "P", "versionNumber": "E", "type": "G"}),
        (WorkType.DOCUMENT, "document", {"publisher": "P", "type": "G"}),
        (WorkType.PAPER_CONFERENCE, "conferencePaper", {"proceedingsTitle": "C", "series": "S"}),
        (WorkType.PATENT, "patent", {"patentNumber": "N", "issueDate": "2025-11"}),
        (WorkType.REPORT, "report", {"reportNumber": "N", "institution": "P", "reportType": "G"}),
        (WorkType.SOFTWARE, "computerProgram", {"company": "P", "versionNumber": "E"}),
        (WorkType.STANDARD, "standard", {"number": "N", "publisher": "P", "edition": "E"}),
        (WorkType.THESIS, "thesis", {"university": "P", "thesisType": "G"}),
        (WorkType.WEBPAGE, "webpage", {"websiteTitle": "C", "websiteType": "G"}),
    ],
)
def test_each_type_has_its_own_names_for_a_field(
    work_type: WorkType, item_type: str, expected: dict[str, str]
) -> None:
    work = make_work(
        type=work_type,
        container=Container("C", collection="S"),
        publisher="P",
        genre="G",
        number="N",
        edition="E",
        page="1",
    )

    item = made(work)

    assert item["itemType"] == item_type
    assert {name: item.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("work_type", "item_type", "line"),
    [
        (WorkType.REVIEW, "journalArticle", "Type: review"),
        (WorkType.FIGURE, "artwork", "Type: figure"),
        (WorkType.PERIODICAL, "document", "Type: periodical"),
    ],
)
def test_a_type_that_zotero_has_not_is_said_in_extra(
    work_type: WorkType, item_type: str, line: str
) -> None:
    item = made(make_work(type=work_type))

    assert item["itemType"] == item_type
    assert line in lines(item)


def test_a_document_stands_for_a_type_that_the_server_does_not_know() -> None:
    schema = {name: has for name, has in OLDER.items() if name != "dataset"}

    item = made(make_work(type=WorkType.DATASET, doi=Doi("10.1000/a")), schema)

    assert item["itemType"] == "document"
    assert {"Type: dataset", "DOI: 10.1000/a"} <= set(lines(item))


@pytest.mark.parametrize(
    ("creator", "expected"),
    [
        (Creator("Broek", "Ada", "van den"), {"firstName": "Ada", "lastName": "van den Broek"}),
        (Creator("King", "Martin", suffix="Jr."), {"firstName": "Martin, Jr.", "lastName": "King"}),
        (Creator("Plato"), {"firstName": "", "lastName": "Plato"}),
        (Creator(given="Madonna"), {"name": "Madonna"}),
        (Creator(literal="Bees and Birds, Inc."), {"name": "Bees and Birds, Inc."}),
    ],
)
def test_a_name_stands_as_zotero_keeps_it(creator: Creator, expected: dict[str, str]) -> None:
    item = made(make_work(creators=(creator,)))

    assert item["creators"] == [{"creatorType": "author", **expected}]


def test_a_role_is_called_as_the_type_calls_it() -> None:
    people = tuple(
        Creator(f"N{place}", role=role)
        for place, role in enumerate(["author", "editor", "collection-editor", "container-author"])
    )

    chapter, program = (
        made(make_work(type=work_type, creators=people))
        for work_type in (WorkType.CHAPTER, WorkType.SOFTWARE)
    )

    assert [each["creatorType"] for each in chapter["creators"]] == [
        "author", "editor", "seriesEditor", "bookAuthor",
    ]  # fmt: skip
    assert [each["creatorType"] for each in program["creators"]] == [
        "programmer", "contributor", "contributor", "contributor",
    ]  # fmt: skip
    assert "Role: N1 (editor); N2 (collection-editor); N3 (container-author)" in lines(program)


def test_styles_of_a_title_are_zoteros_and_a_tag_that_is_text_stays_text() -> None:
    title = RichText.of(
        Run("E. coli", (Style.ITALIC,)),
        " and CD19",
        Run("+", (Style.SUP,)),
        Run("x", (Style.SMALL_CAPS,)),
        " in <i>HTML</i>",
    )

    written = made(make_work(title))["title"]

    assert written.startswith(
        '<i>E. coli</i> and CD19<sup>+</sup><span style="font-variant:small-caps;">x</span> in '
    )
    assert "<i>HTML" not in written
    assert written.endswith("HTML<\N{ZERO WIDTH NON-JOINER}/i>")


def test_the_number_of_an_article_stands_where_its_pages_would() -> None:
    alone = made(make_work(number="e123"))
    beside = made(make_work(number="e123", page="1-9"))

    assert alone["pages"] == "e123"
    assert beside["pages"] == "1-9"
    assert lines(beside) == ["Number: e123"]


def test_the_number_of_a_book_is_that_in_its_series_where_there_is_one() -> None:
    series = Container(collection="Bee Lives")

    numbered = made(make_work(type=WorkType.BOOK, number="7", container=series))
    alone = made(make_work(type=WorkType.BOOK, number="7"))

    assert (numbered["seriesNumber"], lines(numbered)) == ("7", [""])
    assert ("seriesNumber" in alone, lines(alone)) == (False, ["Number: 7"])


def test_a_date_in_words_stands_there_once() -> None:
    dynasty = made(make_work(published_print=None, issued=PartialDate(0, literal="Ming dynasty")))

    assert (dynasty["date"], lines(dynasty)) == ("Ming dynasty", [""])


@pytest.mark.parametrize(
    ("policy", "shown", "line"),
    [
        (DatePolicy.PRINT, "2025-11", "Online date: 2025-09-24"),
        (DatePolicy.ONLINE, "2025-09-24", "Print date: 2025-11"),
    ],
)
def test_the_date_that_is_not_cited_is_kept(policy: DatePolicy, shown: str, line: str) -> None:
    work = make_work(published_online=PartialDate(2025, 9, 24))

    item = item_of(make_entry(work), written_fields, Options(date_policy=policy))

    assert item["date"] == shown
    assert lines(item) == [line]


def test_what_no_type_has_a_field_for_stands_in_extra_a_name_once() -> None:
    work = make_work(
        original_title="Von Bienen",
        other_dois=(Doi("10.1000/b"), Doi("10.1000/c")),
        updates=(Update("retraction", "10.1000/n", PartialDate(2026, 1), "retraction-watch"),),
        relations=(Relation("has-preprint", "10.1000/p"),),
        creators=(Creator("Berg", "Ada", orcid="0000-0002-1825-0097"),),
        creators_complete=False,
        mesh=("Bees", "Honey"),
        publication_types=("Review",),
        origins=(("mesh", "europepmc"),),
    )

    assert lines(made(work)) == [
        "Original Title: Von Bienen",
        "Other DOI: 10.1000/b; 10.1000/c",
        "Notice: retraction, 10.1000/n, 2026-01 (retraction-watch)",
        "Related work: has-preprint 10.1000/p (doi)",
        "ORCID iDs: Ada Berg 0000-0002-1825-0097",
        "Authors: known in part",
        "MeSH headings: Bees; Honey",
        "Publication types: Review",
        "Added by: europepmc: mesh",
    ]


def test_no_value_becomes_a_line_of_its_own() -> None:
    work = make_work(
        original_title="Bees\nDOI: 10.1000/evil",
        updates=(Update("title: evil", "\u2028PMID: 1"),),
        volume="1\x00\x1b[2K",
    )

    item = made(work)

    assert item["volume"] == "1 [2K"
    assert [line.partition(":")[0] for line in lines(item)] == ["Original Title", "Notice"]


def test_a_reference_without_a_doi_is_a_document_and_not_called_unresolved() -> None:
    printed = (("unstructured", "Berg A. Bees. 1901."),)
    entry = make_entry(
        make_work(""),
        resolution=WithoutDoi(),
        citations=(Citation(REVIEW, Reference(3, "ref3", printed)),),
    )

    item = item_of(entry, written_fields, Options())

    assert (item["itemType"], item["title"], item["tags"]) == (
        "document",
        "Berg A. Bees. 1901.",
        [],
    )
    assert f"Without a DOI: {WithoutDoi.sentence}" in lines(item)


def test_an_unresolved_reference_becomes_a_document_that_says_so() -> None:
    printed = (("DOI", "10.1000/gone"), ("unstructured", "Berg A. <i>On bees</i>. J Bees 12, 1."))
    entry = make_entry(
        make_work("", container=Container("J Bees"), volume="12"),
        resolution=Unresolved(Reason.UNKNOWN_DOI, nearest=Nearest("10.1000/n", "Off bees", 0.7)),
        citations=(Citation(REVIEW, Reference(3, "ref3", printed)),),
    )

    item = item_of(entry, written_fields, Options())

    assert item["itemType"] == "document"
    assert item["title"] == "Berg A. <i>On bees</i>. J Bees 12, 1."  # Zotero shows it in italics
    assert item["tags"] == [{"tag": UNRESOLVED}]
    assert lines(item) == [
        "Container Title: J Bees",
        "Volume: 12",
        f"Not resolved: {Reason.UNKNOWN_DOI.sentence}",
        "As printed: Berg A. On bees. J Bees 12, 1.",
        "Deposited DOI: 10.1000/gone",
        "Seems to be: article-journal",
        "Nearest work: 10.1000/n Off bees",
    ]


def test_an_unresolved_reference_of_which_nothing_is_printed_still_has_a_title() -> None:
    item = made(make_work(""), resolution=unresolved())

    assert item["title"] == "10.1000/a"


def test_tags_are_manual_sorted_and_each_once() -> None:
    tags = (tag_of("SLE"), tag_of("CAR-NK"), tag_of("SLE"), tag_of(" "))
    entry = make_entry(tags=tags)

    by_name = item_of(entry, written_fields, Options())["tags"]
    by_path = item_of(entry, written_fields, Options(tag_style=TagStyle.PATH))["tags"]

    assert by_name == [{"tag": "CAR-NK"}, {"tag": "SLE"}]
    assert by_path == [{"tag": "modality/car-nk"}]


def test_what_is_too_long_is_cut_and_stands_in_full_in_extra() -> None:
    group, label = "Bees of the world " * 20, "label " * 50
    item = made(make_work(creators=(Creator(literal=group),)), tags=(tag_of(label),))

    assert len(item["creators"][0]["name"]) <= LONGEST_NAME
    assert len(item["tags"][0]["tag"]) <= LONGEST_TAG
    assert lines(item) == [
        f"Name in full: {group.strip()}",
        f"Tag in full: {label.strip()}",
    ]


def test_no_field_is_longer_than_the_server_takes() -> None:
    item = made(make_work("é" * 50_000, abstract="a" * 70_000))

    assert all(len(item[name].encode()) <= LONGEST_FIELD for name in ("title", "abstractNote"))
    assert len(item["extra"].encode()) <= LONGEST_FIELD
    assert item["title"].endswith("é…")


def test_a_users_own_fields_are_kept_where_their_readers_look() -> None:
    bibtex = Imported("bibtex", (("keywords", "Bees, H{\\'e}l{\\`e}ne"), ("file", "a.pdf")))
    csl = Imported(
        "csl-json",
        (
            ("event-title", '"Bee Days"'),
            ("shortTitle", '"Bees"'),
            ("accessed", '{"date-parts": [[2025]]}'),
            ("note", '"mine"'),
            ("odd", "{"),
        ),
    )

    from_bibtex, from_csl = (made(make_work(), resolution=library) for library in (bibtex, csl))

    assert from_bibtex["tags"] == [{"tag": "Bees"}, {"tag": "Hélène"}]
    assert lines(from_bibtex) == ["tex.file: a.pdf"]
    assert lines(from_csl) == [
        "Event Title: Bee Days",
        "ShortTitle: Bees",
        "Remark: mine",
        "csl-json.odd: {",
        "csl-json.accessed: 2025",  # in words, for people
    ]


def test_the_review_is_an_item_without_tags_and_citation_key() -> None:
    review = make_work("A review", doi=REVIEW)

    item = review_item(review, written_fields, Options())

    assert (item["itemType"], item["title"], item["DOI"]) == (
        "journalArticle", "A review", "10.1000/review",
    )  # fmt: skip
    assert item["tags"] == []
    assert "citationKey" not in item
    assert "extra" not in item


def test_the_first_review_becomes_items_of_which_none_has_an_empty_title() -> None:
    bibliography = refkit.fetch("10.1038/s41584-025-01343-5", offline=True)

    items = [item_of(entry, written_fields, Options()) for entry in bibliography.entries]

    assert [item["itemType"] for item in items].count("journalArticle") == 6
    assert [{"tag": UNRESOLVED} in item["tags"] for item in items].count(True) == 3
    assert all(item["title"] and item["creators"] for item in items)


# Any server: of each type some fields and some roles, but always a place for a title and for more.
def _some(has: ItemTypeFields) -> st.SearchStrategy[ItemTypeFields]:
    return st.builds(
        lambda fields, creators: ItemTypeFields(fields | {"title", "extra"}, creators),
        st.frozensets(st.sampled_from(sorted(has.fields))),
        st.frozensets(st.sampled_from(sorted(has.creators))),
    )


SCHEMAS = st.sampled_from([ITEM_TYPES, OLDER]) | st.fixed_dictionaries(
    {name: _some(has) for name, has in ITEM_TYPES.items()}
)
ROLES = st.sampled_from(
    ["author", "editor", "translator", "compiler", "collection-editor", "chair"]
)
FULL_WORKS = st.builds(
    lambda work, roles, **more: replace(
        work,
        creators=tuple(
            replace(creator, role=role) for creator, role in zip(work.creators, roles, strict=False)
        ),
        **more,
    ),
    WORKS,
    st.lists(ROLES, min_size=3, max_size=3),
    edition=TEXT,
    genre=TEXT,
    language=TEXT,
    publisher_place=TEXT,
    pmcid=st.sampled_from([None, Pmcid("PMC7654321")]),
)
FULL_ENTRIES = st.builds(lambda entry, work: replace(entry, work=work), ENTRIES, FULL_WORKS)


@given(FULL_ENTRIES, SCHEMAS)
def test_every_item_is_valid_under_every_schema(
    entry: Entry, schema: dict[str, ItemTypeFields]
) -> None:
    item = item_of(entry, by(schema), Options())
    has = schema[item["itemType"]]

    assert item.keys() - {"itemType", "creators", "tags"} <= has.fields
    assert {creator["creatorType"] for creator in item["creators"]} <= has.creators
    assert all(
        creator.keys() in ({"creatorType", "name"}, {"creatorType", "firstName", "lastName"})
        for creator in item["creators"]
    )
    assert all(value for name, value in item.items() if name not in {"creators", "tags"})


@pytest.mark.parametrize("text", ["Spring 1985", "c. 1250", "1984?", "380 BC", "2019/2020", "199X"])
def test_a_date_is_in_words_wherever_it_stands(text: str) -> None:
    date = read_written_date(text)
    assert date

    shown = made(make_work(published_print=None, issued=date))
    beside = made(make_work(issued=date))

    assert shown["date"] == text
    assert f"First date: {text}" in lines(beside)


@given(FULL_ENTRIES, SCHEMAS)
def test_nothing_of_a_work_is_lost(entry: Entry, schema: dict[str, ItemTypeFields]) -> None:
    item = item_of(entry, by(schema), Options())

    text = "\n".join(_texts(item))
    for value in _said(entry.work):
        assert one_line(value) in text
    for tag in entry.tags:
        assert one_line(tag.name) in {each["tag"] for each in item["tags"]} | {""}
    if isinstance(entry.resolution, Imported):
        assert all(value in text for _, value in entry.resolution.kept)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value
    return [text for each in inner for text in _texts(each)]


def _said(work: Work) -> list[str]:
    """What a work says, piece by piece."""
    plain = (
        "short_title original_title volume issue page number version edition chapter_number section "
        "number_of_pages number_of_volumes genre status medium dimensions authority publisher "
        "publisher_place original_publisher original_publisher_place url archive archive_location "
        "archive_collection call_number language"
    )
    values = [str(getattr(work, name)) for name in plain.split()]
    values += [work.container.title, work.container.short_title, work.container.collection]
    values += [unstyled(work.abstract), to_csl(work.title), *work.mesh, *work.publication_types]
    numbers: list[Any] = [work.doi, work.pmid, work.pmcid, *work.isbns, *work.container.issns]
    values += [str(number) for number in [*numbers, *work.other_dois] if number]
    dates = (
        work.published_print, work.published_online, work.issued, work.original_date,
        work.event_date, work.submitted, work.accessed,
    )  # fmt: skip
    values += [in_words(date) for date in dates if date]
    for creator in work.creators:
        values += [creator.family, creator.given, creator.particle, creator.suffix]
        values += [creator.literal, creator.orcid, creator.dropping_particle]
        values += [creator.role] if creator.role in {"compiler", "chair"} else []
    for update in (*work.updates, *work.updates_to):
        values += [update.type, update.notice, update.source, str(update.date or "")]
    for relation in work.relations:
        values += [relation.type, relation.id]
    return [*values, *(source for _, source in work.origins)]


@given(FULL_ENTRIES)
def test_the_same_entry_gives_the_same_bytes_without_control_characters(entry: Entry) -> None:
    first, again = (json.dumps(item_of(entry, written_fields, Options())) for _ in range(2))

    assert first == again
    values = _texts(json.loads(first))
    assert not any(unicodedata.category(c) == "Cc" for v in values for c in v if c != "\n")


HOSTILE = st.text(max_size=20)


@given(HOSTILE, HOSTILE, HOSTILE, st.lists(HOSTILE, max_size=3))
def test_whatever_a_text_holds_extra_has_the_lines_that_we_write(
    title: str, original: str, suffix: str, others: list[str]
) -> None:
    work = make_work(
        title,
        original_title=original,
        creators=(Creator(title, original, suffix=suffix, role="compiler"),),
        updates=tuple(Update(other, original) for other in others),
        publication_types=tuple(others),
    )

    item = made(work, resolution=unresolved())

    known = {
        "Original Title",
        "Notice",
        "Role",
        "Not resolved",
        "Deposited DOI",
        "Seems to be",
        "DOI that failed",
    }
    assert {line.partition(": ")[0] for line in lines(item)} <= known | {"Publication types"}
    json.dumps(item).encode()


def test_todays_schema_takes_the_items_as_its_own_table_says(shared: Path) -> None:
    schema = of_today(shared)
    entry = make_entry(make_work(type=WorkType.BOOK, isbns=(Isbn("9780199681624"),)))

    assert item_of(entry, by(schema), Options()) == item_of(entry, written_fields, Options())


@given(BIBLIOGRAPHIES, st.sampled_from([ITEM_TYPES, OLDER]))
def test_reviews_are_valid_too(bibliography: Any, schema: dict[str, ItemTypeFields]) -> None:
    for review in bibliography.reviews:
        item = review_item(review, by(schema), Options())
        assert item.keys() - {"itemType", "creators", "tags"} <= schema[item["itemType"]].fields
