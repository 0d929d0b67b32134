"""Recorded works in the styles of journals, set by pandoc and Chromium, and told apart again."""

from __future__ import annotations

import html
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from consumers.programs import needs_package, run
from documents.printed_by_citeproc import (
    HELD_OUT,
    SEEN,
    PrintedWork,
    letters,
    printed,
    works,
)
from gold_references import SHARED
from report.browser import chromium

from refkit.documents.read import read_document
from refkit.documents.split import split_references

pytestmark = [
    pytest.mark.programs,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the recorded works are absent"),
]

# The first of each half in every run of this kind; the others where all are asked for.
STYLES = [
    pytest.param(style, half, marks=[] if place == 1 else [pytest.mark.more])
    for half, styles in ((False, SEEN), (True, HELD_OUT))
    for place, style in enumerate(styles)
]
COLUMNS = {
    1: "body{font:11pt/1.3 serif} p{margin:0 0 4pt;padding-left:2em;text-indent:-2em}",
    2: "body{font:8.5pt serif;text-align:justify;hyphens:auto} div{columns:2;column-gap:14pt}"
    "p{margin:0;padding-left:14pt;text-indent:-14pt}",
}
TEXT = "<h1>A paper</h1><p>Words of the paper come first.</p>"
MARGINS = dict.fromkeys(("top", "bottom", "left", "right"), "2cm")


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with chromium() as opened:
        yield opened


@cache
def listed(style: str, *, held_out: bool) -> list[PrintedWork]:
    """The works in a style; pandoc is run once for all documents of it."""
    return printed(works(held_out=held_out), style, with_dois=True)


def missed(path: Path, expected: list[PrintedWork]) -> list[str]:
    """What is not told apart letter for letter; a hyphen at a line's end may be the word's own."""
    found = [letters(line.text) for line in split_references(read_document(path)).references]
    apart = {text.replace("-", "") for text in found}
    assert len(found) == len(expected)
    return [each.text for each in expected if each.words.replace("-", "") not in apart]


@pytest.mark.parametrize(("style", "held_out"), STYLES)
@pytest.mark.parametrize("is_counted", [False, True])
def test_word_with_printed_and_with_counted_numbers(
    style: str, held_out: bool, is_counted: bool, tmp_path: Path
) -> None:
    needs_package("pypandoc")
    import pypandoc

    works_ = listed(style, held_out=held_out)
    blocks = "".join(
        f"<li>{html.escape(_without_number(each))}</li>"
        if is_counted
        else f"<p>{html.escape(each.text)}</p>"
        for each in works_
    )
    page = f"{TEXT}<h2>References</h2>{f'<ol>{blocks}</ol>' if is_counted else blocks}"
    path = tmp_path / "paper.docx"
    run([pypandoc.get_pandoc_path(), "-f", "html", "-o", path], tmp_path, input_text=page)

    assert missed(path, works_) == []


@pytest.mark.parametrize(("style", "held_out"), STYLES)
@pytest.mark.parametrize("columns", COLUMNS)
def test_pdf_of_one_and_two_columns(
    style: str, held_out: bool, columns: int, browser: object, tmp_path: Path
) -> None:
    needs_package("pypdfium2")
    works_ = listed(style, held_out=held_out)
    blocks = "".join(f"<p>{html.escape(each.text)}</p>" for each in works_)
    path = tmp_path / "paper.pdf"
    page = browser.new_page()  # type: ignore[attr-defined]
    page.set_content(
        f"<html lang=en><style>{COLUMNS[columns]}</style>{TEXT}<div><h2>References</h2>{blocks}</div>"
    )
    page.pdf(
        path=path, format="A4", margin=MARGINS, display_header_footer=True,
        header_template="<div style='font-size:8pt;margin:auto'>Journal of Bees 12 (2020)</div>",
        footer_template="<div style='font-size:8pt;margin:auto'><span class=pageNumber></span></div>",
    )  # fmt: skip
    page.close()

    assert missed(path, works_) == []


def _without_number(work: PrintedWork) -> str:
    first, _, rest = work.text.partition(" ")
    return (
        rest if letters(rest) == work.words else work.text.removeprefix(f"[{work.place}]") or first
    )
