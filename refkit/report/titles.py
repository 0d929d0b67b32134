"""A title as HTML: its italics, its raised and lowered letters, and the evidence marked in it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import pairwise

from refkit.model.bibliography import Entry
from refkit.model.printed import title_is_printed, title_of
from refkit.model.tags import PERSON, Evidence, Tag
from refkit.report.labels import safe_text
from refkit.text.csl_markup import CLOSING
from refkit.text.rich import RichText, Style, nest_styles

_OPENING = {
    Style.ITALIC: "<i>",
    Style.BOLD: "<b>",
    Style.SUP: "<sup>",
    Style.SUB: "<sub>",
    Style.SMALL_CAPS: '<span class="small-caps">',
}

Span = tuple[int, int, str]
"""Where evidence starts and ends in the plain title, and the label that it is for."""


def title_html(title: RichText, spans: tuple[Span, ...] = ()) -> str:
    """A title as HTML, whatever it holds is text; evidence stands in ``<mark>``.

    >>> title_html(RichText.of("CD19 & <b>"), ((0, 4, "CD19"),))
    '<mark title="CD19">CD19</mark> &amp; &lt;b&gt;'
    """
    return nest_styles(_pieces(title, spans), _OPENING, CLOSING)


def title_spans(entry: Entry) -> tuple[Span, ...]:
    """The evidence that stands in the title where it says that it does."""
    return tuple(
        (found.start, found.end, tag.name)
        for tag in entry.tags
        for found in tag.evidence
        if _is_in_title(found, entry)
    )


def other_evidence(tag: Tag, entry: Entry) -> tuple[str, ...]:
    """The words for a label that are not marked in the title, with their field, each once."""
    return tuple(
        dict.fromkeys(
            f"decided by {found.quote}"
            if found.field == PERSON
            else f"{found.field}: “{found.quote}”"
            for found in tag.evidence
            if not _is_in_title(found, entry)
        )
    )


def _is_in_title(found: Evidence, entry: Entry) -> bool:
    """Whether the words stand in what is shown as the title, which may be the printed line."""
    field = "printed" if title_is_printed(entry) else "title"
    return found.field == field and title_of(entry).plain[found.start : found.end] == found.quote


def _pieces(title: RichText, spans: tuple[Span, ...]) -> Iterator[tuple[tuple[Style, ...], str]]:
    begins = 0
    for run in title.runs:
        ends = begins + len(run.text)
        cuts = {place for start, end, _ in spans for place in (start, end) if begins < place < ends}
        for start, end in pairwise([begins, *sorted(cuts), ends]):
            names = dict.fromkeys(each for s, e, each in spans if s <= start and end <= e)
            yield run.styles, _marked(run.text[start - begins : end - begins], tuple(names))
        begins = ends


def _marked(text: str, names: tuple[str, ...]) -> str:
    written = escape(safe_text(text))
    if not names:
        return written
    return f'<mark title="{escape(safe_text("; ".join(names)))}">{written}</mark>'
