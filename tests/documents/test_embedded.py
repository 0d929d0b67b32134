"""What is cited and what is printed in one document: each other's, or told."""

from __future__ import annotations

from pathlib import Path

from documents.word_files import END, article, begin, docx, field, p, zotero

from refkit.api.documents import read_lists
from refkit.documents.docx import read_docx
from refkit.documents.embedded import with_records
from refkit.documents.model import PrintedList
from refkit.documents.split import split_references

BEES = article("AAAA1111", "The long and busy life of the honey bee", "Abel", 2001,
               DOI="10.1000/bees", volume="3", page="11-19")  # fmt: skip
CLOCKS = article("BBBB2222", "A history of the clocks that monks have made", "Müller", 2002)
ROPES = article("CCCC3333", "How sailors tie their ropes in a storm", "Costa", 2003, volume="8",
                page="100-120")  # fmt: skip
PRINTED = {
    "bees": "Abel A. The long and busy life of the honey bee. Journal of Bees. 2001;3:11-9.",
    "clocks": "Müller A. A history of the clocks that monks have made. Journal of Bees. 2002.",
    "ropes": "Costa A. How sailors tie their ropes in a storm. Journal of Bees. 2003;8:100-20.",
    "wells": "Dorn B. Of the wells that have dried up in the south. Well J. 2004;4:44-8.",
}


def read(printed: list[str], *cited: dict[str, object]) -> PrintedList:
    document = read_docx(written(printed, *cited), "paper.docx")
    return with_records(split_references(document), document)


def written(printed: list[str], *cited: dict[str, object]) -> bytes:
    text = p("Words that ", *(field(zotero(each), "[1]") for each in cited), " cite.")
    first = begin("ADDIN ZOTERO_BIBL CSL_BIBLIOGRAPHY")
    lines = [p(*([first] if place == 0 else []), line) for place, line in enumerate(printed)]
    listed = [p("References"), *lines, p(END)] if printed else []
    return docx(text + "".join(listed))


def titles(printed: PrintedList) -> list[str]:
    return [line.embedded.work.title.plain if line.embedded else "" for line in printed.references]


def test_each_line_has_its_record_whatever_their_order() -> None:
    found = read([PRINTED["ropes"], PRINTED["clocks"], PRINTED["bees"]], BEES, CLOCKS, ROPES)

    assert titles(found) == [ROPES["title"], CLOCKS["title"], BEES["title"]]
    assert [line.text for line in found.references] == [
        PRINTED["ropes"], PRINTED["clocks"], PRINTED["bees"],
    ]  # fmt: skip
    assert found.remarks[-1] == "3 records of Zotero in its citations"


def test_what_is_cited_and_not_printed_follows_the_list() -> None:
    found = read([PRINTED["bees"], PRINTED["ropes"]], BEES, CLOCKS, ROPES)

    assert titles(found) == [BEES["title"], ROPES["title"], CLOCKS["title"]]
    assert found.references[-1].text == ""
    assert (
        "1 cited and not printed, put behind the list: Müller 2002 “A history of the clocks "
        "that monks have made”" in found.remarks
    )


def test_what_is_printed_and_not_cited_is_told() -> None:
    found = read([PRINTED["bees"], PRINTED["wells"], PRINTED["ropes"]], BEES, ROPES)

    assert titles(found) == [BEES["title"], "", ROPES["title"]]
    assert "1 printed and not cited by Zotero: reference 2" in found.remarks


def test_what_is_printed_otherwise_is_told_with_what_the_record_says() -> None:
    printed = [
        "Abel A. The long and busy life of the honey bee. Journal of Bees. 2011;3:11-9. "
        "doi:10.1000/wasps",
        PRINTED["clocks"],
        PRINTED["ropes"].replace("8:100", "9:200"),
    ]

    found = read(printed, BEES, CLOCKS, ROPES)

    assert titles(found) == [BEES["title"], CLOCKS["title"], ROPES["title"]]
    assert [remark for remark in found.remarks if "otherwise" in remark] == [
        "reference 1 is printed otherwise than in the record of Zotero: year (2001 in the record); "
        "DOI (10.1000/bees in the record, 10.1000/wasps printed)",
        "reference 3 is printed otherwise than in the record of Zotero: volume (8 in the record); "
        "first page (100-120 in the record)",
    ]


def test_a_record_that_stands_twice_in_the_library_is_cited_once() -> None:
    again = {**BEES, "id": "DDDD4444"}

    found = read([PRINTED["bees"], PRINTED["ropes"]], BEES, ROPES, again)

    assert titles(found) == [BEES["title"], ROPES["title"]]
    assert not any("not printed" in remark for remark in found.remarks)


def test_without_a_printed_list_the_records_are_the_list() -> None:
    found = read([], CLOCKS, BEES)

    assert titles(found) == [CLOCKS["title"], BEES["title"]]
    assert found.remarks[-1] == "no list is printed in it: these are the list"


def test_a_document_without_records_is_left_as_it_is() -> None:
    document = read_docx(docx(p("References") + p(PRINTED["bees"])), "paper.docx")
    printed = split_references(document)

    assert with_records(printed, document) is printed


def test_records_are_deposited_beside_the_printed_words(tmp_path: Path) -> None:
    path = tmp_path / "paper.docx"
    path.write_bytes(written([PRINTED["bees"]], BEES, CLOCKS))

    listing = read_lists([path]).lists[0].listing

    assert listing is not None
    assert [dict(each.reference.deposited) for each in listing.references] == [
        {
            "DOI": "10.1000/bees",
            "article-title": BEES["title"],
            "author": "Ada Abel",
            "first-page": "11",
            "journal-title": "Journal of Bees",
            "unstructured": PRINTED["bees"],
            "volume": "3",
            "year": "2001",
        },
        {
            "article-title": CLOCKS["title"],
            "author": "Ada Müller",
            "journal-title": "Journal of Bees",
            "year": "2002",
        },
    ]
