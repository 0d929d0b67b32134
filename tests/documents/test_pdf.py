"""A PDF is read as its pages are: column by column, with its links and its own DOI."""

from __future__ import annotations

import zlib

import pytest
from documents.pdf_files import Line, Page, column, pdf

from refkit.documents.model import BlockKind, Document
from refkit.documents.pdf import Bounds, read_pdf
from refkit.documents.pdf_layout import Word, is_large, lines_of_pages, usual_height
from refkit.documents.split import split_references
from refkit.errors import InputError

pytest.importorskip("pypdfium2")

HANGING = [
    f"{who} A. The works of {who} in the"
    if half == 0
    else f"  long years of war. Lancet {1990 + place}."
    for place, who in enumerate(
        [
            "Abel",
            "Berg",
            "Costa",
            "Dorn",
            "Ek",
            "Falk",
            "Gil",
            "Holm",
            "Ito",
            "Jansen",
            "Koch",
            "Lund",
        ]
    )
    for half in (0, 1)
]


def read(*pages: Page, **more: object) -> Document:
    data = pdf(*pages, **more)  # type: ignore[arg-type]
    return read_pdf(data, "paper.pdf")


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if block.text]


def test_a_page_is_read_line_by_line_with_indents_and_pages() -> None:
    document = read(Page(column(HANGING[:4], 60)), Page(column(HANGING[4:8], 60)))

    assert texts(document) == [line.strip() for line in HANGING[:8]]
    assert [block.indent for block in document.blocks] == [0.0, 15.0] * 4
    assert [block.page for block in document.blocks] == [1] * 4 + [2] * 4


@pytest.mark.parametrize("side_by_side", [False, True])
def test_two_columns_are_read_one_after_the_other(side_by_side: bool) -> None:
    left, right = column(HANGING[:12], 60), column(HANGING[12:], 310)
    # As some programs write them: across the page, line by line.
    lines = [line for row in zip(left, right, strict=True) for line in row]
    title = Line(
        60, 810, "A title that runs over both of the columns of this page, and further", 14
    )

    document = read(Page([title, *(lines if side_by_side else left + right)]))

    assert texts(document) == [title.text, *(line.strip() for line in HANGING)]
    assert document.blocks[0].kind is BlockKind.HEADING
    assert [line.text.split()[0] for line in split_references(document).references] == [
        line.split()[0] for line in HANGING[::2]
    ]


def test_what_crosses_the_columns_parts_them() -> None:
    upper = column(HANGING[:6], 60) + column(HANGING[6:12], 310)
    table = Line(60, 700, "Table 1. What stands across both columns is read behind those above it")
    lower = column(HANGING[12:18], 60, top=680) + column(HANGING[18:], 310, top=680)

    assert texts(read(Page([*upper, table, *lower]))) == [
        *(line.strip() for line in HANGING[:12]),
        table.text,
        *(line.strip() for line in HANGING[12:]),
    ]


def test_a_column_that_is_short_is_one_where_others_are() -> None:
    first = Page(column(HANGING[:12], 60) + column(HANGING[12:], 310))
    last = Page(column(HANGING[:6], 60) + column(HANGING[6:8], 310))

    found = [block.text for block in read(first, last).blocks if block.page == 2 and block.text]

    assert found == [line.strip() for line in HANGING[:8]]


def test_what_is_left_of_an_entry_is_a_column_below_a_head_that_runs_over_it() -> None:
    def head(number: int) -> list[Line]:
        return [Line(230, 815, "Journal of Bees 12 (2020)", 8), Line(295, 30, str(number), 8)]

    first = Page(column(HANGING[:12], 60) + column(HANGING[12:], 310) + head(1))
    # As browsers write it: the rest of an entry goes on beside its beginning, all of it set in.
    rest = [
        Line(60, 780, "Zola Z. Of the works of Zola"),
        Line(325, 780, "2020."),
        Line(75, 768, "the last one. Lancet"),
    ]

    found = [block.text for block in read(first, Page(rest + head(2))).blocks if block.page == 2]

    assert [text for text in found if text] == [
        "Journal of Bees 12 (2020)",
        "Zola Z. Of the works of Zola",
        "the last one. Lancet",
        "2020.",
        "2",
    ]


def test_numbers_in_a_column_of_their_own_stay_with_their_text() -> None:
    numbers = [Line(60, 780 - 24 * place, f"{place + 1}.") for place in range(8)]
    works = column([line.replace("  ", "") for line in HANGING[:16]], 85)

    assert texts(read(Page(numbers + works)))[:3] == [
        "1. Abel A. The works of Abel in the",
        "long years of war. Lancet 1990.",
        "2. Berg A. The works of Berg in the",
    ]


@pytest.mark.sweep(3)
@pytest.mark.parametrize("step", [1, 5])
@pytest.mark.parametrize("side", ["left", "right", "outer"])
@pytest.mark.parametrize("anew", [False, True])
def test_the_numbers_of_lines_are_left_out_on_either_side(step: int, side: str, anew: bool) -> None:
    """As journals want manuscripts: with two columns the numbers stand between them, or outside."""

    def page(first: int) -> Page:
        left, right = column(HANGING[:18], 60), column(HANGING[:18], 330)
        at = {"left": (40, 310), "right": (245, 515), "outer": (40, 515)}[side]
        numbers = [
            Line(at[half], 780 - 12 * place, str(number), 6)
            for half in (0, 1)
            for place in range(18)
            if (number := first + 18 * half + place) % step == 0
        ]
        return Page([*left, *right, *numbers])

    document = read(page(1), page(1 if anew else 37))

    assert texts(document) == [line.strip() for line in HANGING[:18] * 4]
    assert [block.indent for block in document.blocks] == [0.0, 15.0] * 36
    assert len(document.line_numbers) == 72 // step
    last = (36 if anew else 72) // step * step
    assert f"the line numbers {step} to {last} are left out" in split_references(document).remarks


@pytest.mark.parametrize("lines", [1, 2])
def test_the_bare_numbers_of_references_are_no_numbers_of_lines(lines: int) -> None:
    works = [
        text
        for place in range(20)
        for text in (f"Abel A. Works, volume {place}. Lancet 19{place + 70}.", "And more.")[:lines]
    ]
    numbers = [Line(60, 780 - 12 * lines * place, str(place + 1)) for place in range(20)]

    document = read(Page([*numbers, *column(works, 85)]))

    assert not document.line_numbers
    assert [text for text in texts(document) if text.startswith("7 ")] == [
        "7 Abel A. Works, volume 6. Lancet 1976."
    ]


def test_running_heads_and_page_numbers_stand_at_the_edges() -> None:
    def page(number: int) -> Page:
        head = [Line(230, 815, "Journal of Bees 12 (2020)", 8), Line(295, 30, str(number), 8)]
        return Page(column(HANGING[:12], 60) + column(HANGING[12:], 310) + head)

    document = read(page(1), page(2))

    assert texts(document)[:2] == ["Journal of Bees 12 (2020)", "Abel A. The works of Abel in the"]
    assert texts(document)[25:27] == ["1", "Journal of Bees 12 (2020)"]


def test_a_foot_with_the_papers_own_doi_is_one_line_and_no_part_of_a_reference() -> None:
    def page(number: int) -> Page:
        word = ("war", "rain", "peace")[number - 2]
        people = [
            text.replace("war", word) if text[:1] == " " else f"{'XYZ'[number - 2]}{text}"
            for text in HANGING
        ]
        foot = [
            Line(60, 30, "doi: 10.1000/own.2024.77", 8),
            Line(295, 30, str(number), 8),
            Line(510, 30, "Bees 7", 8),
        ]
        return Page(column(people[:12], 60) + column(people[12:], 310) + foot)

    document = read(page(2), page(3), page(4))

    found = split_references(document)
    assert sum("own.2024" in text for text in texts(document)) == 3
    assert not any("own.2024" in each.text for each in found.references)
    assert "3 lines of running heads and page numbers are left out" in found.remarks[0]


def test_a_raised_number_makes_no_heading_of_its_line() -> None:
    # A number that is raised before a name stands in one word with it, which is higher so.
    first = [Word("7Schneider", 60, 700, 110, 714), Word("A. Bees", 113, 700, 140, 710)]
    more = [Word("and what they want", 143, 700, 220, 710)]
    second = [Word("in long years of war.", 60, 688, 160, 698)]

    lines = lines_of_pages([[*first, *more, *second]])[0]

    assert [is_large(line, usual_height([lines])) for line in lines] == [False, False]


def test_space_between_paragraphs_is_an_empty_line() -> None:
    lines = [
        Line(60, 780 - 12 * place - 6 * (place // 2), text.strip())
        for place, text in enumerate(HANGING)
    ]

    blocks = read(Page(lines)).blocks

    assert [block.text == "" for block in blocks[:5]] == [False, False, True, False, False]


def test_links_belong_to_the_lines_that_they_cover() -> None:
    document = read(
        Page(
            column(HANGING[:4], 60),
            {"https://doi.org/10.1000/abel": (75, 766, 130, 777)},
        )
    )

    assert [block.links for block in document.blocks] == [
        (),
        ("https://doi.org/10.1000/abel",),
        (),
        (),
    ]


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_turned_page_is_read_as_it_stands(turned: int) -> None:
    assert texts(read(Page(column(HANGING[:4], 60), turned=turned))) == [
        line.strip() for line in HANGING[:4]
    ]


def test_a_stamp_along_the_margin_is_no_line() -> None:
    stamp = "\nBT /F 10 Tf 0 1 -1 0 30 300 Tm (arXiv:0000.00000v1) Tj ET"

    assert texts(read(Page(column(HANGING[:4], 60), more=stamp))) == [
        line.strip() for line in HANGING[:4]
    ]


XMP = (
    '<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description>{}'
    '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)


@pytest.mark.parametrize(
    ("info", "xmp", "line"),
    [
        ({}, XMP.format("<prism:doi>10.1000/own</prism:doi>"), ""),
        ({}, XMP.format('<rdf:li prism:doi="10.1000/own"/>'), ""),
        ({}, XMP.format("<dc:identifier>doi:10.1000/own</dc:identifier>"), ""),
        ({"WPS-ARTICLEDOI": "10.1000/own"}, "", ""),
        ({"Subject": "Journal of Bees, 12 (2020), doi:10.1000/own"}, "", ""),
        ({}, "", "Journal of Bees 2020, https://doi.org/10.1000/own"),
        ({"Title": "On 10.1000/other"}, "", "DOI: 10.1000/own"),
    ],
)
def test_its_own_doi_stands_in_its_metadata_or_on_its_first_page(
    info: dict[str, str], xmp: str, line: str
) -> None:
    lines = column([line, *HANGING[:6]], 60)

    document = read(Page(lines), info=info, xmp=xmp)

    assert str(document.own_doi) == "10.1000/own"


def test_a_doi_of_its_list_is_not_its_own() -> None:
    listed = column(["References", "Abel A. On bees. 2001. doi:10.1000/a", *HANGING[:4]], 60)
    several = column([f"Abel A. On bees. 2001. doi:10.1000/{each}" for each in "abcd"], 60)

    assert read(Page(listed)).own_doi is None
    assert read(Page(several)).own_doi is None


def test_pages_without_text_are_told_and_all_of_them_is_an_error() -> None:
    document = read(Page(column(HANGING[:4], 60)), Page())

    assert document.remarks == ("1 of 2 pages without text (2)",)
    with pytest.raises(InputError, match=r"^scan\.pdf: has no text, only pictures of pages;"):
        read_pdf(pdf(Page(), Page()), "scan.pdf")


def test_a_locked_pdf_says_what_to_do() -> None:
    locked = pdf(
        Page(column(HANGING[:4], 60)),
        trailer=f"/ID [<00> <00>] /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 "
        f"/O <{'00' * 32}> /U <{'00' * 32}> >>",
    )

    with pytest.raises(
        InputError, match=r"^paper\.pdf: is locked with a password; save it without"
    ):
        read_pdf(locked, "paper.pdf")


@pytest.mark.parametrize("cut", [8, 40, 300])
def test_a_broken_pdf_says_what_to_do(cut: int) -> None:
    with pytest.raises(InputError, match=r"^paper\.pdf: is a broken PDF, or takes"):
        read_pdf(pdf(Page(column(HANGING[:4], 60)))[:cut], "paper.pdf")


@pytest.mark.parametrize(
    ("bounds", "why"),
    [(Bounds(pages=1), "has too many pages"), (Bounds(characters=100), "has too much text")],
)
def test_more_than_is_read_says_what_to_do(bounds: Bounds, why: str) -> None:
    data = pdf(Page(column(HANGING[:8], 60)), Page(column(HANGING[:8], 60)))

    with pytest.raises(InputError, match=why):
        read_pdf(data, "paper.pdf", bounds)


def test_a_pdf_that_never_ends_is_ended() -> None:
    with pytest.raises(InputError, match=r"^endless\.pdf: takes too long to read"):
        read_pdf(_forms_within_forms(), "endless.pdf", Bounds(seconds=1))


def test_a_pdf_that_unpacks_without_end_is_ended() -> None:
    packed = zlib.compress(b"\0" * (1 << 20))
    whole = zlib.compress(packed * 400)
    data = pdf(Page(more="")).replace(b"endobj", b"endobj\n9 0 obj\n<< /Filter [/FlateDecode "
        b"/FlateDecode] /Length %d >>\nstream\n%s\nendstream\nendobj" % (len(whole), whole), 1)  # fmt: skip

    with pytest.raises(InputError):
        read_pdf(data, "bomb.pdf", Bounds(seconds=5, megabytes=800))


def _forms_within_forms() -> bytes:
    """A drawing that shows another ten times, that shows another ten times, and so on."""
    depth = 12
    names = " ".join(f"/X{place} {place + 20} 0 R" for place in range(depth))
    data = bytearray(pdf(Page(column(HANGING[:2], 60), more="\n/X0 Do")))
    resources = b"/Resources << /XObject << " + names.encode() + b" >> "
    data = data.replace(b"/Resources << ", resources, 1)
    forms = []
    for place in range(depth):
        last = b"BT /F 10 Tf 60 60 Td (x) Tj ET"
        stream = (b"/X%d Do " % (place + 1)) * 10 if place + 1 < depth else last
        forms.append(
            b"%d 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F "
            b"1 0 R >> /XObject << %s >> >> /Length %d >>\nstream\n%s\nendstream\nendobj\n"
            % (place + 20, names.encode(), len(stream), stream)
        )
    at = data.index(b"xref\n")
    # Without its table the file is read from its objects.
    return bytes(data[:at]) + b"".join(forms) + bytes(data[data.index(b"trailer") :])


def test_the_end_of_an_address_above_the_number_of_the_page_is_kept() -> None:
    def page(number: int, first: int, *last: str) -> Page:
        works = [
            f"{place}. Abel A. On bees and their {place} ways of life. Lancet {1990 + place}."
            for place in range(first, first + 4)
        ]
        return Page([*column([*works, *last], 60), Line(295, 30, str(number), 8)])

    broken = ("5. Berg B. On ants. 2004. doi:10.1000/22-00006-", "  7")
    document = read(page(1, 1, *broken), page(2, 6))

    found = {line.text.replace("\n", "") for line in split_references(document).references}

    assert "Berg B. On ants. 2004. doi:10.1000/22-00006-7" in found
