"""A saved page is read as it is shown: lists as items, hidden text as none, nothing fetched."""

from __future__ import annotations

import pytest
from growth import is_linear

from refkit.documents.html import is_like_html, read_html
from refkit.documents.model import BlockKind, Document
from refkit.documents.split import split_references

pytest.importorskip("lxml")


def read(body: str, head: str = "") -> Document:
    page = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
    assert is_like_html(page.encode())
    return read_html(page.encode(), "page.html")


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def numbered(document: Document) -> list[tuple[str, str]]:
    return [(block.number, block.text) for block in document.blocks]


def test_blocks_stand_in_order_with_their_kinds() -> None:
    document = read(
        "<h2>References</h2><p>One &amp; <i>two</i>\n lines<p>Three<ul><li>Four</ul>Five"
    )

    assert [(block.kind, block.text) for block in document.blocks] == [
        (BlockKind.HEADING, "References"),
        (BlockKind.PARAGRAPH, "One & two lines"),
        (BlockKind.PARAGRAPH, "Three"),
        (BlockKind.ITEM, "Four"),
        (BlockKind.PARAGRAPH, "Five"),
    ]


def test_a_break_parts_lines_but_not_within_an_item() -> None:
    document = read("<p>One<br>two<br><br>three</p><ol><li>Four<br/>five</ol>")

    assert texts(document) == ["One", "two", "", "three", "Four five"]


@pytest.mark.parametrize(
    ("list_", "expected"),
    [
        ("<ol><li>a<li>b</ol>", [("1", "a"), ("2", "b")]),
        ('<ol start="9"><li>a<li value="12">b<li>c</ol>', [("9", "a"), ("12", "b"), ("13", "c")]),
        ('<ol reversed start="2"><li>a<li>b</ol>', [("2", "a"), ("1", "b")]),
        (
            '<ol style="list-style-type: none"><li>[1] a<li>[2] b</ol>',
            [("1", "a"), ("2", "b")],
        ),
        ("<ol><li>1. a<li>2. b</ol>", [("1", "a"), ("2", "b")]),
        ("<ol><li>a<ol><li>b</ol><li>c</ol>", [("1", "a"), ("1", "b"), ("2", "c")]),
        ("<ol start='x'><li>1984 was a year</ol>", [("1", "1984 was a year")]),
    ],
)
def test_items_have_the_number_that_the_page_shows(
    list_: str, expected: list[tuple[str, str]]
) -> None:
    assert numbered(read(list_)) == expected


def test_a_number_in_a_cell_or_a_term_is_that_of_its_text() -> None:
    table = "<table><tr><td>1.<td><p>Abel 2001.</p><tr><td>[2]<td>Berg 2002.</table>"
    terms = "<dl><dt>[3]</dt><dd>Costa 2003.</dd><dt>Bees</dt><dd>They fly.</dd></dl>"

    assert numbered(read(table + terms)) == [
        ("1", "Abel 2001."),
        ("2", "Berg 2002."),
        ("3", "Costa 2003."),
        ("", "Bees"),
        ("", "They fly."),
    ]


@pytest.mark.parametrize(
    "name",
    ["Open in new tab", "Find Full Text", "Download citation", "PubMed Central", "[DOI]", "View"],
)
def test_the_name_of_a_link_is_no_part_of_the_reference(name: str) -> None:
    page = f"<ol><li>Abel 2001. <a href='https://example.org'>{name}</a> <a href='/b'>Bees</a></ol>"

    assert numbered(read(page)) == [("1", "Abel 2001. Bees")]


# Shapes in which publishers print their lists, written anew.
PUBLISHERS = {
    "items with paragraphs and a line of links": (
        '<ol class="article__references"><li class="article__references-item" data-counter="1."><p '
        'class="text">Abel, A. Of bees. <i>J. Bees</i> <b>3</b>, 1–9 (2001).</p><p class="links"><a '
        'href="https://doi.org/10.1000/bees">Article</a> <a href="https://example.org/cas">CAS</a> <a '
        'href="https://scholar.example.org/?q=x">Google Scholar</a> </p></li></ol>'
    ),
    "labels in spans and divisions within an item": (
        '<ol class="references"><li><span class="label"><a href="#b1">1</a></span><span '
        'class="reference"><div class="contribution"><div class="authors">Abel, A.</div><div>Of '
        "bees.</div></div><div>J. Bees 3, 1–9 (2001).</div><div><a "
        'href="https://doi.org/10.1000/bees">View article</a><a href="https://example.org">View in '
        "Scopus</a></div></span></li></ol>"
    ),
    "bracketed links": (
        '<ul class="ref-list"><li id="R1"><span class="label">1. </span>Abel, A. Of bees. J. Bees 3, '
        '1–9 (2001). [<a href="https://doi.org/10.1000/bees">DOI</a>] [<a href="https://example.org/2">'
        "PubMed</a>]</li></ul>"
    ),
    "a table": (
        '<table id="reference-list"><tr><td>1</td><td><div>Abel, A. Of bees. J. Bees 3, 1–9 (2001).</div'
        '><a href="https://doi.org/10.1000/bees">[CrossRef]</a></td></tr></table>'
    ),
    "terms": (
        '<dl class="references"><dt class="label"><a>[1]</a></dt><dd class="reference"><span>Abel, A. Of '
        'bees. J. Bees 3, 1–9 (2001).</span><a href="https://doi.org/10.1000/bees">Crossref</a></dd></dl>'
    ),
}


# Where the second list is joined to the first.
JOINTS = {
    "items": ('</ol><ol class="article__references">', ""),
    "labels": ('</ol><ol class="references">', ""),
    "bracketed": ('</ul><ul class="ref-list">', ""),
    "a": ('</table><table id="reference-list">', ""),
    "terms": ('</dl><dl class="references">', ""),
}


@pytest.mark.parametrize("shape", PUBLISHERS)
def test_lists_of_publishers(shape: str) -> None:
    second = PUBLISHERS[shape].replace("Abel", "Berg").replace("(2001)", "(2002)")
    for first in ('">1</a>', "[1]", ">1. <", ">1<"):
        second = second.replace(first, first.replace("1", "2"))
    name = shape.split()[0]
    whole = f"{PUBLISHERS[shape]}{second}".replace(*JOINTS[name], 1)
    document = read(f"<h1>Paper</h1><p>Text.</p><h2>References</h2>{whole}<p>Footer 2024")

    lines = split_references(document).references

    assert [(line.number, line.text) for line in lines] == [
        ("1", "Abel, A. Of bees. J. Bees 3, 1–9 (2001)."),
        ("2", "Berg, A. Of bees. J. Bees 3, 1–9 (2002)."),
    ]
    assert lines[0].links[0] == "https://doi.org/10.1000/bees"
    assert document.list_blocks is not None
    assert len(document.list_blocks) == len(lines)


def test_what_is_not_shown_is_no_text() -> None:
    document = read(
        "<nav><p>Menu</nav><script>var x='<p>no</p>'</script><style>p{}</style><template><p>No"
        "</template><p hidden>no<p style='display: none'>no</p><p class='sr-only'>no</p><!-- no -->"
        "<noscript>no</noscript><iframe src='https://example.org'>no</iframe><svg><title>no</title>"
        "<text>no</text></svg><math><mi>x</mi><annotation>no</annotation></math> yes",
        head="<title>No</title><base href='https://example.org/'>",
    )

    assert texts(document) == ["x yes"]


def test_links_are_kept_as_they_stand() -> None:
    document = read(
        '<p><a href="https://doi.org/10.1000/a">one</a> <a href="/relative">two</a> <a '
        'href="javascript:alert(1)">three</a> <a>four</a>'
    )

    assert document.blocks[0].links == ("https://doi.org/10.1000/a",)
    assert texts(document) == ["one two three four"]


@pytest.mark.parametrize(
    "meta",
    [
        '<meta name="citation_doi" content="10.1000/OWN">',
        '<meta content="doi:10.1000/own" name="DC.Identifier">',
        '<meta property="prism.doi" content="https://doi.org/10.1000/own">',
        '<meta name="dc.identifier" content="issn:1"><meta name="citation_doi" content="10.1000/own">',
    ],
)
def test_its_own_doi_is_what_the_page_says(meta: str) -> None:
    assert str(read("<p>Text", head=meta).own_doi) == "10.1000/own"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("<p>Müller".encode("utf-16"), "Müller"),
        ("<meta charset=latin1><p>Müller".encode("latin-1"), "Müller"),
        (
            '<meta http-equiv=x content="text/html; charset=cp1251"><p>Иванов'.encode("cp1251"),
            "Иванов",
        ),
        ("<p>“Müller”".encode("cp1252"), "“Müller”"),
        ("<meta charset=hex><p>Mü".encode("cp1252"), "Mü"),
        ("<meta charset=punycode><p>Mü".encode("cp1252"), "Mü"),
        ("\ufeff<p>Mü".encode(), "Mü"),
    ],
)
def test_a_page_in_any_encoding_of_the_web(data: bytes, expected: str) -> None:
    assert is_like_html(data)
    assert texts(read_html(data, "page.html")) == [expected]


def test_lines_that_are_set_as_they_are_stay_lines() -> None:
    assert texts(read("<pre>Abel 2001.\nBerg 2002.\n\n  Costa</pre>")) == [
        "Abel 2001.",
        "Berg 2002.",
        "Costa",
    ]


@pytest.mark.parametrize("text", ["", "Abel <a@example.org> wrote", "<Abel> 2001", "10.1000/<p>x"])
def test_a_text_with_angles_is_no_page(text: str) -> None:
    assert not is_like_html(text.encode())


@pytest.mark.sweep(2)
@pytest.mark.parametrize(
    "piece", ["<div>", "<b>", "<ul><li>", "<table><tr><td>", "<a href=x>", "&", "<"]
)
def test_a_hostile_page_costs_no_more_than_its_size(piece: str) -> None:
    assert is_linear(lambda times: read(piece * times + "x"), 20_000)
