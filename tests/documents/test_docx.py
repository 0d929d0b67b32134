"""A Word document is read as it is shown: numbers, notes, changes, boxes and tables."""

from __future__ import annotations

import pytest
from documents.word_files import END, SEPARATE, begin, control, docx, field, p, packed, part, r

from refkit.documents.docx import is_like_docx, read_docx
from refkit.documents.model import BlockKind, Document
from refkit.errors import InputError


def read(body: str, *, links: tuple[str, ...] = (), **parts: str) -> Document:
    return read_docx(docx(body, parts, links), "paper.docx")


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def item(text: str, list_: int = 1, level: int = 0) -> str:
    numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_}"/></w:numPr>'
    return p(text, properties=numbered)


def level(place: int, text: str, form: str = "decimal", start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(abstract: str, *instances: str) -> str:
    lists = "".join(instances) or '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    return part(
        "numbering", f'<w:abstractNum w:abstractNumId="7">{abstract}</w:abstractNum>{lists}'
    )


def numbers(document: Document) -> list[str]:
    return [block.number for block in document.blocks]


def test_paragraphs_stand_in_order_with_their_indents_and_links() -> None:
    hanging = '<w:ind w:left="720" w:hanging="360"/>'
    linked = f'<w:hyperlink r:id="rId1">{r("doi.org/10.1000/a")}</w:hyperlink>'
    old = field('HYPERLINK "https://example.org/b"', "there")
    document = read(
        p("One", properties=hanging) + p(r("Two "), linked) + p(old),
        links=("https://doi.org/10.1000/a",),
    )

    assert texts(document) == ["One", "Two doi.org/10.1000/a", "there"]
    assert [block.indent for block in document.blocks] == [18.0, 0.0, 0.0]
    assert [block.links for block in document.blocks] == [
        (),
        ("https://doi.org/10.1000/a",),
        ("https://example.org/b",),
    ]


def test_a_link_that_stays_within_the_document_is_no_address() -> None:
    def linked(number: int) -> str:
        return p(f'<w:hyperlink r:id="rId{number}">{r("there")}</w:hyperlink>')

    outside, within = "https://example.org/b", "#_Ref12"
    document = read(linked(1) + linked(2), links=(within, outside))

    assert [block.links for block in document.blocks] == [(), (outside,)]


@pytest.mark.parametrize(
    ("text", "form", "start", "expected"),
    [
        ("%1.", "decimal", 1, ["1", "2", "3"]),
        ("[%1]", "decimal", 9, ["9", "10", "11"]),
        ("(%1)", "lowerLetter", 25, ["y", "z", "aa"]),
        ("%1)", "upperRoman", 3, ["III", "IV", "V"]),
        ("%1", "decimalZero", 9, ["09", "10", "11"]),
        ("\u2022", "bullet", 1, ["", "", ""]),
    ],
)
def test_numbers_that_word_counts_are_told(
    text: str, form: str, start: int, expected: list[str]
) -> None:
    document = read("".join(map(item, "abc")), numbering=numbering(level(0, text, form, start)))

    assert numbers(document) == expected
    assert {block.kind for block in document.blocks} == {BlockKind.ITEM}


def test_levels_count_within_each_other_and_begin_anew() -> None:
    both = level(0, "%1.") + level(1, "%1.%2")
    body = item("a") + item("b", level=1) + item("c", level=1) + item("d") + item("e", level=1)

    assert numbers(read(body, numbering=numbering(both))) == ["1", "1.1", "1.2", "2", "2.1"]


def test_a_list_goes_on_in_another_instance_unless_it_starts_anew() -> None:
    lists = (
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>',
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num>',
        '<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>',
    )
    body = item("a") + p("between") + item("b", 2) + item("c", 3) + item("d", 3)

    document = read(body, numbering=numbering(level(0, "%1."), *lists))

    assert numbers(document) == ["1", "", "2", "1", "2"]


def test_a_number_may_come_from_the_style() -> None:
    style = (
        '<w:style w:type="paragraph" w:styleId="Base"><w:name w:val="Base"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style><w:style w:type="paragraph" '
        'w:styleId="Ref"><w:name w:val="Ref"/><w:basedOn w:val="Base"/></w:style>'
    )
    body = p("a", properties='<w:pStyle w:val="Ref"/>')
    none = p("b", properties='<w:pStyle w:val="Ref"/><w:numPr><w:numId w:val="0"/></w:numPr>')

    document = read(
        body + none + body, styles=part("styles", style), numbering=numbering(level(0, "%1."))
    )

    assert numbers(document) == ["1", "", "2"]


def test_styles_that_are_based_on_each_other_end() -> None:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{one}"><w:name w:val="{one}"/><w:basedOn '
        f'w:val="{other}"/></w:style>'
        for one, other in (("A", "B"), ("B", "A"))
    )

    assert texts(read(p("x", properties='<w:pStyle w:val="A"/>'), styles=part("styles", styles)))


def test_deleted_text_is_none_and_inserted_text_is() -> None:
    changed = p(
        r("Kept "),
        f"<w:del>{'<w:r><w:delText>gone </w:delText></w:r>'}</w:del>",
        f"<w:ins>{r('added')}</w:ins>",
        f"<w:moveFrom>{r('away')}</w:moveFrom>",
        f"<w:moveTo>{r(' here')}</w:moveTo>",
    )

    assert texts(read(changed)) == ["Kept added here"]


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    numbered = numbering(level(0, "%1."))
    gone = item("Half of").replace("</w:pPr>", "<w:rPr><w:del/></w:rPr></w:pPr>")

    document = read(item("First") + gone + item(" one") + item("Last"), numbering=numbered)

    assert [(block.number, block.text) for block in document.blocks] == [
        ("1", "First"),
        ("2", "Half of one"),
        ("3", "Last"),
    ]


def test_hidden_text_is_none_by_itself_or_by_its_style() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="Secret"><w:name w:val="Secret"/><w:rPr>'
        "<w:vanish/></w:rPr></w:style>"
    )
    body = p(
        r("Shown"),
        r("hidden", "<w:vanish/>"),
        r("too", '<w:rStyle w:val="Secret"/>'),
        r(" again", '<w:vanish w:val="0"/>'),
    )

    assert texts(read(body, styles=part("styles", styles))) == ["Shown again"]


def test_footnotes_and_endnotes_follow_with_their_numbers() -> None:
    notes = (
        f'<w:footnote w:id="-1" w:type="separator">{p("---")}</w:footnote>'
        f'<w:footnote w:id="1">{p(r(" See Abel 2001."))}</w:footnote>'
        f'<w:footnote w:id="2">{p("Berg 2002.")}{p("More of it.")}</w:footnote>'
    )
    document = read(
        p("Text"),
        footnotes=part("footnotes", notes),
        endnotes=part("endnotes", f'<w:endnote w:id="1">{p("Costa 2003.")}</w:endnote>'),
    )

    assert [(block.number, block.text) for block in document.blocks] == [
        ("", "Text"),
        ("1", "See Abel 2001."),
        ("2", "Berg 2002."),
        ("", "More of it."),
        ("1", "Costa 2003."),
    ]


def _refers(note: int) -> str:
    return f'<w:r><w:endnoteReference w:id="{note}"/></w:r>'


def test_notes_are_counted_as_the_text_refers_to_them_and_deleted_ones_are_none() -> None:
    notes = "".join(
        f'<w:endnote w:id="{number}">{p(text)}</w:endnote>'
        for number, text in enumerate(("Abel 2001.", "Berg 2002.", "Costa 2003."), start=1)
    )
    document = read(
        p("Text", _refers(3)) + p("More", f"<w:del>{_refers(2)}</w:del>", _refers(1)),
        endnotes=part("endnotes", notes),
    )

    assert [(block.number, block.text) for block in document.blocks][2:] == [
        ("1", "Costa 2003."),
        ("2", "Abel 2001."),
    ]


def test_a_paragraph_that_was_moved_is_counted_where_it_is_now() -> None:
    away = item("").replace("</w:pPr>", "<w:rPr><w:moveFrom/></w:rPr></w:pPr>")
    away = away.replace("</w:p>", f"<w:moveFrom>{r('Berg')}</w:moveFrom></w:p>")

    document = read(item("Abel") + away + item("Costa") + item("Berg"),
                    numbering=numbering(level(0, "%1.")))  # fmt: skip

    assert list(zip(numbers(document), texts(document), strict=True)) == [
        ("1", "Abel"),
        ("2", "Costa"),
        ("3", "Berg"),
    ]


def test_a_row_that_was_deleted_is_none() -> None:
    rows = "".join(
        f"<w:tr>{'<w:trPr><w:del/></w:trPr>' * (text == 'Berg')}<w:tc>{p(text)}</w:tc></w:tr>"
        for text in ("Abel", "Berg", "Costa")
    )

    assert texts(read(f"<w:tbl>{rows}</w:tbl>")) == ["Abel", "Costa"]


def test_text_boxes_are_read_once() -> None:
    inside = f"<w:txbxContent>{p('In the box')}</w:txbxContent>"
    box = (
        "<w:r><mc:AlternateContent><mc:Choice><wps:txbx>"
        f"{inside}</wps:txbx></mc:Choice><mc:Fallback><w:pict>{inside}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )

    assert texts(read(p(r("Around"), box))) == ["In the box", "Around"]


def test_a_cell_with_a_number_alone_is_the_number_of_its_row() -> None:
    def row(*cells: str) -> str:
        return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"

    counted = p(properties='<w:numPr><w:numId w:val="1"/></w:numPr>')
    rows = row(p("1."), p("Abel 2001.")) + row(p("[2]"), p("Berg 2002."))
    document = read(
        f"<w:tbl>{rows}{row(counted, p('Costa 2003.'))}{row(p('Name'), p('Year'))}</w:tbl>",
        numbering=numbering(level(0, "%1.", start=3)),
    )

    assert [(block.number, block.text) for block in document.blocks] == [
        ("1", "Abel 2001."),
        ("2", "Berg 2002."),
        ("3", "Costa 2003."),
        ("", "Name"),
        ("", "Year"),
    ]


def test_breaks_part_lines_and_signs_are_letters() -> None:
    greek = '<w:r><w:sym w:font="Symbol" w:char="F061"/></w:r>'
    body = p(
        r("Abel 2001."), "<w:r><w:br/></w:r>", r("TNF-"), greek, "<w:r><w:tab/></w:r>", r("Berg"),
        "<w:r><w:noBreakHyphen/></w:r>", '<w:r><w:br w:type="page"/></w:r>', r("Bo"),
        "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>",
    )  # fmt: skip

    assert texts(read(body)) == ["Abel 2001.", "TNF-α Berg- Box"]


def test_of_a_field_its_result_is_shown() -> None:
    nested = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF </w:instrText></w:r>'
        + field("PAGE", "7")
        + SEPARATE
        + r("seven")
        + END
    )
    simple = f'<w:fldSimple w:instr="SEQ Figure">{r("1")}</w:fldSimple>'

    assert texts(read(p(nested, r(" and "), simple))) == ["seven and 1"]


def test_a_field_that_never_ends_hides_nothing() -> None:
    torn = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>X</w:instrText></w:r>'

    assert texts(read(p("Before") + p(torn) + p("Behind"))) == ["Before", "Behind"]


@pytest.mark.parametrize(
    "code",
    [
        "ADDIN ZOTERO_BIBL CSL_BIBLIOGRAPHY",
        ' ADDIN ZOTERO_BIBL {"uncited":[],"custom":[]} CSL_BIBLIOGRAPHY ',
        "ADDIN Mendeley Bibliography CSL_BIBLIOGRAPHY ",
        " ADDIN EN.REFLIST ",
        "BIBLIOGRAPHY \\l 1033",
    ],
)
def test_the_printed_list_is_where_its_field_is(code: str) -> None:
    body = p("Text") + p(begin(code), r("Abel 2001.")) + p("Berg 2002.") + p(END) + p("Behind")

    document = read(body)

    assert document.list_blocks is not None
    assert [document.blocks[place].text for place in document.list_blocks] == [
        "Abel 2001.",
        "Berg 2002.",
    ]


def test_the_printed_list_may_be_a_control_or_have_a_style() -> None:
    named = '<w:style w:type="paragraph" w:styleId="L"><w:name w:val="Bibliography"/></w:style>'
    styled = p("Abel 2001.", properties='<w:pStyle w:val="L"/>')
    held = control("MENDELEY_BIBLIOGRAPHY", p("Abel 2001.") + p("Berg 2002."))

    assert read(p("Text") + styled * 2, styles=part("styles", named)).list_blocks == range(1, 3)
    assert read(p("Text") + held + p("Behind")).list_blocks == range(1, 3)


def test_the_strict_form_and_another_name_of_the_part_are_read() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    other = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    data = packed({
        "_rels/.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="a" Type="{other}/officeDocument" Target="/word/document2.xml"/>'
            "</Relationships>"
        ).encode(),
        "word/document2.xml": (
            f'<w:document xmlns:w="{strict}"><w:body><w:p><w:r><w:t>Strict</w:t></w:r></w:p>'
            "</w:body></w:document>"
        ).encode("utf-16"),
    })  # fmt: skip

    assert is_like_docx(data)
    assert texts(read_docx(data, "strict.docx")) == ["Strict"]


def test_deep_nesting_is_read_without_a_call_for_each_level() -> None:
    deep = 20_000

    document = read("<w:sdt><w:sdtContent>" * deep + p("Deep") + "</w:sdtContent></w:sdt>" * deep)

    assert texts(document) == ["Deep"]


@pytest.mark.parametrize(
    ("xml", "why"),
    [
        ('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "declares entities of its own"),
        ("<w:document", "is not XML"),
    ],
)
def test_xml_that_is_broken_or_hostile_is_one_line(xml: str, why: str) -> None:
    with pytest.raises(InputError, match=why) as raised:
        read_docx(packed({"word/document.xml": xml.encode()}), "paper.docx")

    assert "\n" not in str(raised.value)
    assert str(raised.value).startswith("paper.docx: ")
