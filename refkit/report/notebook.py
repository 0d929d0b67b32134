"""A bibliography as a notebook shows it: a small HTML table, every text of it escaped."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from refkit.model.bibliography import Bibliography, Entry
from refkit.model.printed import title_of
from refkit.model.resolution import in_words
from refkit.text.plain import unstyled
from refkit.text.unicode import visible

MOST = 60
"""Rows that are shown: as many as pandas shows of a table."""

# Colours and fonts are the notebook's own, whether it is light or dark.
_LEFT = "text-align:left;vertical-align:top"
_HEADS = ("no.", "key", "title", "year", "labels", "state")
# A key is one word, however long: it must not take the room of the title.
_KEY = ";min-width:12em;overflow-wrap:anywhere"


def table_html(bibliography: Bibliography) -> str:
    """A table of the first entries under a caption that counts all of them, as HTML."""
    rows = "".join(_row(place, entry) for place, entry in _first(bibliography))
    heads = "".join(f'<th style="{_LEFT}">{head}</th>' for head in _HEADS)
    return (
        f'<table><caption style="{_LEFT}">{escape(_caption(bibliography))}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _first(bibliography: Bibliography) -> Iterator[tuple[int, Entry]]:
    return enumerate(bibliography.entries[:MOST], start=1)


def _caption(bibliography: Bibliography) -> str:
    count = len(bibliography.entries)
    caption = bibliography.account_in_words
    return f"{caption}; the first {MOST} are shown" if count > MOST else caption


def _row(place: int, entry: Entry) -> str:
    positions = ", ".join(str(each.reference.position) for each in entry.citations)
    date = entry.work.cited_date()
    cells = (
        positions or str(place),
        entry.id,
        unstyled(title_of(entry)),
        str(date.year) if date else "",
        ", ".join(tag.name for tag in entry.tags),
        _state(entry),
    )
    return f"<tr>{''.join(map(_cell, _HEADS, cells))}</tr>"


def _cell(head: str, text: str) -> str:
    # Marks of direction and the like would reach into the next cell.
    return f'<td style="{_LEFT}{_KEY if head == "key" else ""}">{escape(visible(text))}</td>'


def _state(entry: Entry) -> str:
    state = in_words(entry.resolution)
    return f"{state}, RETRACTED" if entry.work.is_retracted else state
