"""The note that says why an item has its labels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from refkit.model.bibliography import Entry
from refkit.model.list_ids import CitingList
from refkit.model.printed import words_in_place_of_title
from refkit.model.tags import PERSON, Evidence, Tag
from refkit.tagging.fields import FIELDS, PRINTED, text_of
from refkit.text.plain import one_line

_HEADING = "Labels, and the words that earned them"  # Zotero shows the first line as the title
_STOP = re.compile(r"[.!?]\s+(?=\S)|\n")
_LONGEST = 400  # characters of a sentence on either side of the quoted words


def note_of(entry: Entry) -> str:
    """The evidence of an entry's labels as a note of Zotero's, in HTML; empty without labels.

    Each quote is marked in its sentence. The note ends with the review and the place in its list.
    """
    if not entry.tags:
        return ""
    return "\n".join([f"<h1>{_HEADING}</h1>", *_labels(entry), *_places(entry)])


def _labels(entry: Entry) -> Iterator[str]:
    for tag in entry.tags:
        yield f"<p><strong>{_text(tag.name)}</strong> ({_text(f'{tag.facet}/{tag.label}')})</p>"
        yield f"<ul>{''.join(_evidence(tag, entry))}</ul>"


def _evidence(tag: Tag, entry: Entry) -> Iterator[str]:
    for evidence in tag.evidence:
        if evidence.field == PERSON:
            yield f"<li>decided by {_text(evidence.quote)}</li>"
            continue
        before, after = _around(evidence, entry)
        words = f"{_text(before)}<strong>{_text(evidence.quote)}</strong>{_text(after)}"
        yield f"<li>{_text(evidence.field)}: “{words}” ({_text(evidence.rule)})</li>"


def _around(evidence: Evidence, entry: Entry) -> tuple[str, str]:
    """The sentence before and after a quote; nothing where the work's words are others now."""
    text = text_of(entry.work, evidence.field) if evidence.field in FIELDS else ""
    if evidence.field == PRINTED:
        text = words_in_place_of_title(entry)
    if text[evidence.start : evidence.end] != evidence.quote:
        return "", ""
    before, after = text[: evidence.start], text[evidence.end :]
    begins = max((stop.end() for stop in _STOP.finditer(before)), default=0)
    stop = _STOP.search(after)
    before, after = before[begins:], after[: stop.start() + 1] if stop else after
    if len(before) > _LONGEST:
        before = f"…{before[-_LONGEST:]}"
    return before, f"{after[:_LONGEST]}…" if len(after) > _LONGEST else after


def _places(entry: Entry) -> Iterator[str]:
    for citation in entry.citations:
        place = f"Reference {citation.reference.position} of {citation.review}"
        if isinstance(citation.review, CitingList):
            place = f"Cites {citation.review.cited}"
        yield f"<p>{_text(place)}</p>"


def _text(text: str) -> str:
    """Text for HTML, on one line; blanks at its ends stay, as they part it from its neighbours."""
    inner = one_line(text)
    if not inner:
        return " " if text else ""
    lead, tail = text[:1].isspace(), text[-1:].isspace()
    return f"{' ' * lead}{escape(inner, quote=False)}{' ' * tail}"
