"""Routes for what leaves the page: exports and their losses, sentences for a text, figures."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from threading import Lock
from typing import Any
from urllib.parse import quote, urlencode

from starlette.responses import Response

from refkit.api.methods import methods_text
from refkit.errors import InputError
from refkit.extras import require
from refkit.formats.register import written_formats
from refkit.report.counts import ALL, Axis, Matrix, matrices
from refkit.report.figures import caption, is_drawn, page_svg, place_of
from refkit.report.numbers import report_numbers
from refkit.report.page import report_page
from refkit.report.rows import EACH
from refkit.report.svg import with_links
from refkit.ui import pages
from refkit.ui.api import file_stem, format_of, json_answer, losses_json
from refkit.ui.call import Call, Handler
from refkit.ui.listing import ListView, filtered, listing_of

_DRAWING = Lock()  # matplotlib is not for several threads at once


def methods(call: Call) -> Response:
    """Sentences for a methods section."""
    return json_answer({"text": methods_text(call.document.bibliography)})


def numbers(call: Call) -> Response:
    """All that the report counts."""
    return json_answer(report_numbers(call.document.bibliography))


def report(call: Call) -> Response:
    """The report, as a file."""
    with _DRAWING:
        text = report_page(call.document.bibliography)
    name = quote(f"{file_stem(call.document)}.html", errors="replace")
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
    data = text.encode(errors="replace")
    return Response(data, media_type="application/octet-stream", headers=headers)


def export_page(call: Call) -> Response:
    """The formats, what the chosen one loses, and sentences for a text."""
    document, name = call.document, call.query("format")
    chosen = format_of(name) if name else None
    return pages.page(
        "export.html",
        state=pages.state_of(call),
        formats=written_formats(),
        chosen=chosen,
        losses=losses_json(document, chosen.name) if chosen else None,
        methods=methods_text(document.bibliography),
        total=len(document.bibliography.entries),
    )


def figures_page(call: Call) -> Response:
    """The report's figures of what the filter leaves, each with its numbers to click on."""
    bibliography = call.document.bibliography
    listing = listing_of(call.workspace, bibliography)
    asked, chosen = call.query("words"), set(call.request.query_params.getlist("choice"))
    found = filtered(listing.rows, listing.groups, asked, chosen)
    entries = tuple(each for each in bibliography.entries if each.id in found)
    trouble, shown = "", []
    try:
        require("figures", "report", "matplotlib")
        counted = matrices(replace(bibliography, entries=entries))
        shown = [_figure(each, listing, asked, chosen) for each in counted if is_drawn(each)]
    except InputError as error:
        trouble = str(error)
    return pages.page(
        "figures.html",
        state=pages.state_of(call),
        trouble=trouble,
        figures=shown,
        groups=listing.groups,
        asked=asked,
        chosen=chosen,
        count=len(entries),
        total=len(bibliography.entries),
    )


def _figure(matrix: Matrix, listing: ListView, asked: str, chosen: set[str]) -> dict[str, Any]:
    links = _links(matrix, listing, asked, chosen)
    addresses = {
        place_of(row, column): address
        for row, found in enumerate(links)
        for column, address in enumerate(found)
    }
    svg, phone = (with_links(each, addresses) for each in _drawn(matrix))
    return {
        "matrix": matrix,
        "svg": svg,
        "phone": phone,
        "caption": caption(matrix),
        "links": links,
    }


@lru_cache(maxsize=32)
def _drawn(matrix: Matrix) -> tuple[str, str]:
    with _DRAWING:
        return page_svg(matrix, linked=True), page_svg(matrix, phone=True, linked=True)


def _links(matrix: Matrix, listing: ListView, asked: str, chosen: set[str]) -> list[list[str]]:
    """For each cell the address of the list with its works; empty where no filter says it.

    Choices of one group are alternatives, but for reviews that all list a work: so a cell in a
    group that is filtered already is none.
    """
    numbers = {
        group.head: {name: str(n) for n, name, _ in group.choices} for group in listing.groups
    }
    heads = (EACH, EACH) if matrix.kind is Axis.REVIEWS else (matrix.down, matrix.across)
    down, across = (numbers.get(head, {}) for head in heads)
    if matrix.kind is not Axis.REVIEWS and chosen & {*down.values(), *across.values()}:
        return [["" for _ in matrix.columns] for _ in matrix.rows]

    def link(row: str, column: str) -> str:
        wanted = {
            across.get(column, ""),
            down.get(row, "") if row != ALL else across.get(column, ""),
        }
        if "" in wanted:
            return ""
        choices = sorted(chosen | wanted, key=int)
        return "/?" + urlencode([("words", asked), *(("choice", each) for each in choices)])

    return [[link(row, column) for column in matrix.columns] for row in matrix.rows]


API: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/methods", methods),
    ("GET", "/numbers", numbers),
    ("GET", "/report", report),
)
PAGES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/export", export_page),
    ("GET", "/figures", figures_page),
)
