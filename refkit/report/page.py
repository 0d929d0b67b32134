"""The page: one HTML file that asks nobody for anything and opens from disk."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from refkit.extras import require
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.decisions import rejections_of
from refkit.model.identifiers import ListId
from refkit.model.list_ids import CitingList, DocumentList
from refkit.model.list_notes import notes_by_list
from refkit.model.printed import dois_in_doubt, nearest_of, own_words
from refkit.model.resolution import Unresolved
from refkit.report.colours import DARK, LIGHT, css
from refkit.report.counts import Matrix, matrices
from refkit.report.figures import caption, goes_on, is_drawn, page_svg
from refkit.report.labels import doi_url, is_preprint, review_names, safe_value
from refkit.report.numbers import listed_counts, resolution_counts
from refkit.report.rows import Link, table
from refkit.report.titles import title_html
from refkit.version import __version__

if TYPE_CHECKING:
    from jinja2 import Environment


_MOST_UNCITED = 3  # lists of citing works that are shown although nothing is in them


class Review(NamedTuple):
    """A review as the page names it; ``title`` is HTML, ``note`` tells what its list lacks.

    Not shown at once are lists of citing works in which nothing stands, where there are many.
    """

    name: str
    title: str
    journal: str
    doi: Link
    listed: int
    note: str
    is_shown: bool


class UnresolvedLine(NamedTuple):
    """An unresolved reference: where it stands, what was printed, why, and what came nearest."""

    positions: tuple[tuple[str, str], ...]
    printed: str
    reason: str
    tried: str
    nearest: Link | None


class PageFigure(NamedTuple):
    """A figure of the page: its numbers, its SVG and that of a phone, and what is counted.

    ``goes_on`` is whether a phone does not show all of it at once.
    """

    matrix: Matrix
    svg: str
    phone_svg: str
    goes_on: bool
    caption: str


def report_page(bibliography: Bibliography) -> str:
    """The report as HTML; the same bibliography gives the same text.

    Raises InputError where jinja2 or matplotlib, refkit's extra ``report``, is not installed.
    """
    require("a report", "report", "jinja2", "matplotlib")
    rows, groups = table(bibliography)
    names = review_names(bibliography)
    script = _file("page.js")
    return _templates().get_template("page.html").render(
        bibliography=bibliography,
        title=_title(bibliography),
        light=LIGHT,
        version=__version__,
        style=_style(),
        script=script,
        script_hash=_hash(script),
        reviews=list_heads(bibliography),
        account=str(bibliography.account),
        in_words=bibliography.account_in_words,
        totals=_totals(bibliography),
        ways=resolution_counts(bibliography),
        waiting=[_waiting(entry, names) for entry in bibliography.entries
                 if isinstance(entry.resolution, Unresolved)],
        figures=[_figure(each) for each in matrices(bibliography) if is_drawn(each)],
        has_labels=any(entry.tags for entry in bibliography.entries),
        rows=rows,
        groups=groups,
    )  # fmt: skip


def _figure(matrix: Matrix) -> PageFigure:
    narrow = page_svg(matrix, phone=True)
    return PageFigure(matrix, page_svg(matrix), narrow, goes_on(matrix), caption(matrix))


def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("refkit.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=safe_value,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _file(name: str) -> str:
    return resources.files("refkit.report").joinpath("templates", name).read_text("utf-8")


def _style() -> str:
    return _file("page.css").replace("$light", css(LIGHT)).replace("$dark", css(DARK))


def _hash(script: str) -> str:
    """What Content-Security-Policy names a script by."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _title(bibliography: Bibliography) -> str:
    count = len(bibliography.reviews)
    if not count:
        return "References of a library"
    of = {isinstance(each, CitingList) for each in bibliography.heads}
    what = "References of" if True not in of else "Works citing"
    what = "References of and works citing" if len(of) > 1 else what
    if count > 1:
        return f"{what} {count} {'works' if True in of else 'reviews'}"
    title = bibliography.reviews[0].title.plain or str(bibliography.reviews[0].doi or "a review")
    return f"{what} “{title}”"


def list_heads(bibliography: Bibliography) -> list[Review]:
    """The lists that it has, each as the page names it."""
    names, counts = review_names(bibliography), listed_counts(bibliography)
    known, notes = bibliography.heads, notes_by_list(bibliography)
    uncited = bibliography.uncited
    hidden = uncited if len(uncited) > _MOST_UNCITED else frozenset()
    return [
        Review(
            name,
            title_html(known[doi].title) if doi in known else "",
            known[doi].container.title if doi in known else "",
            Link(str(doi), doi_url(_doi_of(doi))),
            counts[name],
            notes.get(str(doi), ""),
            doi not in hidden,
        )
        for doi, name in names.items()
    ]


def _doi_of(list_id: ListId) -> str:
    """The DOI of the review, or of the work that is cited; none of a document."""
    return "" if isinstance(list_id, DocumentList) else list_id.value


def _totals(bibliography: Bibliography) -> list[tuple[str, int]]:
    """The numbers at the top of the page, each with its word."""
    entries, lines = bibliography.entries, bibliography.account
    totals = {
        "listed references": lines.listed,
        "resolved": lines.listed - lines.unresolved - lines.without_doi,
        "without a DOI": lines.without_doi,
        "unresolved": lines.unresolved,
        "works": len(entries),
        "retracted": sum(entry.work.is_retracted for entry in entries),
        "preprints": sum(is_preprint(entry.work) for entry in entries),
    }
    always = {"works", "retracted"} | ({"unresolved"} if lines.listed else set())
    return [(word, count) for word, count in totals.items() if count or word in always]


def _waiting(entry: Entry, names: Mapping[ListId, str]) -> UnresolvedLine:
    resolution = entry.resolution
    assert isinstance(resolution, Unresolved)  # noqa: S101 (only those wait)
    near = nearest_of(entry)
    why = resolution.sentence
    rejected = [
        f"not {each.doi} ({each})" for each in rejections_of(entry) if str(each.doi) not in why
    ]
    return UnresolvedLine(
        tuple((names[each.review], str(each.reference.position)) for each in entry.citations),
        own_words(entry),
        why,
        "; ".join([*map(str, resolution.attempts), *dois_in_doubt(entry), *rejected]),
        Link(f"{near.title} ({near.doi}, {near.score:.2f})", doi_url(near.doi)) if near else None,
    )
