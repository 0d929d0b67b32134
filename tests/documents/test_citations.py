"""The records in the citations of a Word document, of each manager as it writes them."""

from __future__ import annotations

import base64
import json
from xml.sax.saxutils import escape, quoteattr

import pytest
from documents.word_files import (
    article,
    control,
    docx,
    endnote,
    endnote_record,
    field,
    mendeley,
    mendeley_cite,
    p,
    part,
    r,
    zotero,
)

from refkit.documents.docx import read_docx
from refkit.documents.model import Document

BEES = article("AAAA1111", "The life of bees", "Abel", 2001, DOI="10.1000/bees", volume="3")
CLOCKS = article("BBBB2222", "A history of clocks & “time”", "Müller", 2002)


def read(body: str, **parts: str) -> Document:
    return read_docx(docx(body, parts), "paper.docx")


def told(document: Document) -> list[tuple[str, str]]:
    return [(each.by, each.work.title.plain) for each in document.embedded]


@pytest.mark.parametrize("pieces", [1, 2, 7, 40])
def test_zotero_in_a_field_however_word_cut_its_code(pieces: int) -> None:
    document = read(p("See ", field(zotero(BEES, CLOCKS), "[1,2]", pieces=pieces), "."))

    assert told(document) == [
        ("zotero", "The life of bees"),
        ("zotero", "A history of clocks & “time”"),
    ]
    assert str(document.embedded[0].work.doi) == "10.1000/bees"
    assert [block.text for block in document.blocks] == ["See [1,2]."]


def test_each_record_is_told_once() -> None:
    first, again = field(zotero(CLOCKS), "[1]"), field(zotero(BEES, CLOCKS), "[2,1]")

    assert told(read(p(first) + p(again))) == [
        ("zotero", "A history of clocks & “time”"),
        ("zotero", "The life of bees"),
    ]


def test_zotero_in_a_simple_field_a_note_and_a_bookmark() -> None:
    simple = f"<w:fldSimple w:instr={quoteattr(zotero(BEES))}>{r('[1]')}</w:fldSimple>"
    note = part("footnotes", f'<w:footnote w:id="1">{p(field(zotero(CLOCKS), "x"))}</w:footnote>')
    code = zotero(article("CCCC3333", "Of bookmarks", "Costa", 2003)).removeprefix("ADDIN ")
    cut = [code[at : at + 255] for at in range(0, len(code), 255)]
    properties = "".join(
        f'<property name="ZOTERO_BREF_abc_{number}"><lpwstr>{escape(piece)}</lpwstr></property>'
        for number, piece in enumerate(cut, start=1)
    )
    marked = (
        f'<w:bookmarkStart w:id="5" w:name="ZOTERO_BREF_abc"/>{r("[3]")}<w:bookmarkEnd w:id="5"/>'
    )

    document = read(
        p(simple) + p(marked), footnotes=note, custom=f"<Properties>{properties}</Properties>"
    )

    assert told(document) == [
        ("zotero", "The life of bees"),
        ("zotero", "Of bookmarks"),
        ("zotero", "A history of clocks & “time”"),
    ]


def test_a_citation_that_was_deleted_is_none() -> None:
    gone = f"<w:del>{field(zotero(BEES), '[1]')}</w:del>"

    assert (
        read(p("Text ", gone, field(zotero(CLOCKS), "[1]"))).embedded[0].work.creators[0].family
        == "Müller"
    )


def test_mendeley_desktop_whose_ids_are_those_of_one_citation() -> None:
    document = read(p(field(mendeley(BEES), "(1)"), field(mendeley(CLOCKS, BEES), "(2,1)")))

    assert told(document) == [
        ("mendeley", "The life of bees"),
        ("mendeley", "A history of clocks & “time”"),
    ]


def test_mendeley_cite_in_content_controls() -> None:
    document = read(p("See ", mendeley_cite(BEES), " and ", mendeley_cite(BEES, CLOCKS)))

    assert told(document) == [
        ("mendeley", "The life of bees"),
        ("mendeley", "A history of clocks & “time”"),
    ]


def test_endnote_in_its_code_or_in_its_data() -> None:
    bees = endnote_record(1, "The life of bees", "Abel, Ada", 2001, "10.1000/bees")
    clocks = endnote_record(2, "Clocks & time", "Müller, Bo", 2002)
    inline = field(f" ADDIN EN.CITE {endnote(bees)}", "(1)")
    data = base64.b64encode(endnote(bees, clocks).encode()).decode()
    wrapped = "\r\n".join(data[at : at + 60] for at in range(0, len(data), 60))
    # As EndNote writes it: the data stand in a field of their own within the code, and twice.
    begin = (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:fldData>{wrapped}</w:fldData></w:fldChar></w:r>'
    )
    outer = (
        f"{begin}<w:r><w:instrText> ADDIN EN.CITE </w:instrText></w:r>{begin}<w:r><w:instrText> ADDIN "
        'EN.CITE.DATA </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:fldChar '
        f'w:fldCharType="separate"/></w:r>{r("(1, 2)")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )

    document = read(p(inline) + p(outer))

    assert told(document) == [("endnote", "The life of bees"), ("endnote", "Clocks & time")]
    assert str(document.embedded[0].work.doi) == "10.1000/bees"
    assert [block.text for block in document.blocks] == ["(1)", "(1, 2)"]


def test_what_cannot_be_read_is_counted_and_the_rest_is_read() -> None:
    broken = field("ADDIN ZOTERO_ITEM CSL_CITATION {not json", "[1]")
    bare = json.dumps({"citationItems": [{"id": 1, "uris": ["http://zotero.org/x"]}]})
    lost = field("ADDIN EN.CITE <EndNote><Cite><record></Cite></EndNote>", "(2)")

    document = read(
        p(broken, field(f"ADDIN ZOTERO_ITEM CSL_CITATION {bare}", "[2]"), lost)
        + p(field(zotero(BEES), "[3]"))
    )

    assert told(document) == [("zotero", "The life of bees")]
    assert document.remarks == (
        "1 citation of Zotero cannot be read; what is printed of it is read as text",
        "1 citation of EndNote cannot be read; what is printed of it is read as text",
        "1 citation of Zotero without the record itself; refresh the document in Zotero to store it",
    )


@pytest.mark.parametrize(
    "tag",
    ["MENDELEY_CITATION_v3_", "MENDELEY_CITATION_v3_@@@", "MENDELEY_CITATION_v3_aGk=", "other"],
)
def test_a_control_that_holds_no_citation_is_text(tag: str) -> None:
    document = read(p(control(tag, r("(1)"))))

    assert document.embedded == ()
    assert [block.text for block in document.blocks] == ["(1)"]


@pytest.mark.parametrize(
    "data",
    [[], 7, None, {"citationItems": 3}, {"citationItems": [3, None]}, {"citationItems": [{"itemData": {"custom": {"dates": 7}, "issued": 5, "author": "x", "title": ["a"]}}]}],
)  # fmt: skip
def test_json_of_any_shape_is_no_traceback(data: object) -> None:
    text = json.dumps(data)
    body = p(field(f"ADDIN ZOTERO_ITEM CSL_CITATION {text}", "[1]"))

    assert [block.text for block in read(body).blocks] == ["[1]"]


def test_json_that_is_nested_without_end_is_no_traceback() -> None:
    deep = '{"citationItems":' + "[" * 100_000

    assert read(p(field(f"ADDIN ZOTERO_ITEM CSL_CITATION {deep}", "[1]"))).embedded == ()
