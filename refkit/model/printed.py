"""A listed reference as it was printed: what stands for a title, which DOI failed, what came near.

Everything that shows an entry asks here, so that a line without a work is called the same by the
table, the exports, the report, Zotero, the citation keys and the search for duplicates.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from refkit.model.bibliography import Entry
from refkit.model.reference import Reference
from refkit.model.resolution import (
    REJECTED,
    SUSPECT,
    AsPrinted,
    Attempt,
    Imported,
    Method,
    Nearest,
    Unresolved,
    WithoutDoi,
    doubts,
    is_decided,
)
from refkit.text.markup import read_markup
from refkit.text.plain import unstyled
from refkit.text.rich import NO_TEXT, RichText

# How an export begins what it says of a line without a work; by this, and by the names in custom of
# CSL-JSON, it is known again.
_HEADS: dict[type, str] = {Unresolved: "Not resolved", WithoutDoi: "Without a DOI"}
_KEPT = frozenset({"custom.unresolved", "custom.without-doi"})
_BESIDE = "As printed: "  # what it is called where a title is known

SENSIBLE = 0.5
"""How well a work must fit a reference to be shown as the nearest one, from 0 to 1.

Chosen from 140 references, each with what a search gave for it, and from the work that fits best of
60 that were drawn for other references: of 75 works that were meant each fits with 0.57 or more; of
the 140 that were drawn 127 fit with less than 0.5, and of 56 that came nearest without being meant
24. Half of what is printed says something else about such a work.
"""

_FAILURES = {
    SUSPECT: "leads to another work",
    REJECTED: "was rejected by a person",
    "unknown": "is not known",
    "unreadable": "cannot be read",
    "several": "is more than one DOI",
}


_TOLD_APART = frozenset({SUSPECT, REJECTED})
_NOT_READ = frozenset({"unreadable", "several"})  # what was deposited is the detail


class FailedDoi(NamedTuple):
    """A deposited DOI that led to nothing; ``why`` are words for a reader, ``outcome`` one word."""

    doi: str
    outcome: str

    @property
    def why(self) -> str:
        """Why it is not to be followed, as a clause."""
        return _FAILURES[self.outcome]

    def __str__(self) -> str:
        return f"{self.doi} ({self.why})"


def printed_line(entry: Entry) -> str:
    """The reference as one printed line, without markup; empty where none was deposited.

    A raised number stays one: 10⁶ for ``10<sup>6</sup>``.
    """
    return unstyled(_printed_words(entry))


def _printed_words(entry: Entry) -> RichText:
    printed = (citation.reference.field("unstructured") for citation in entry.citations)
    return read_markup(next((line for line in printed if line), ""))


def field_as_printed(reference: Reference, name: str) -> str:
    """A deposited field on one line, without markup; its raised numbers stay raised."""
    return unstyled(read_markup(reference.field(name)))


def as_printed(reference: Reference) -> str:
    """A listed reference in its own words, for people: its string, else its fields."""
    fields = (field_as_printed(reference, name) for name in _FIELDS)
    return field_as_printed(reference, "unstructured") or ", ".join(filter(None, fields))


_FIELDS = (
    "author", "year", "article-title", "volume-title", "journal-title", "volume", "first-page",
)  # fmt: skip


def own_words(entry: Entry) -> str:
    """What is printed of an entry, for people: its line, its fields or its DOI, else its title."""
    listed = [citation.reference for citation in entry.citations]
    said = [*map(as_printed, listed), *(reference.doi_text for reference in listed)]
    return printed_line(entry) or next(filter(None, said), "") or unstyled(entry.work.title)


def title_of(entry: Entry) -> RichText:
    """The title; of an unresolved reference without one its printed words, else its DOI's.

    Empty where nothing at all is known.
    """
    if entry.work.title or not isinstance(entry.resolution, AsPrinted):
        return entry.work.title
    if words := _printed_words(entry):
        return words
    deposited = (citation.reference.doi_text for citation in entry.citations)
    doi = next(filter(None, deposited), "")
    return RichText.of(doi) if doi.strip() else NO_TEXT


def shown_title(entry: Entry) -> str:
    """The title for people, in plain text; what is printed of the entry where it has none."""
    return unstyled(title_of(entry)) or own_words(entry)


def with_title(entry: Entry) -> Entry:
    """The entry with that title in its work; the same entry where it has one."""
    if entry.work.title:
        return entry
    title = title_of(entry)
    return replace(entry, work=replace(entry.work, title=title)) if title else entry


def title_is_printed(entry: Entry) -> bool:
    """Whether the printed line stands for the title."""
    return bool(words_in_place_of_title(entry))


def words_in_place_of_title(entry: Entry) -> str:
    """The printed line where it stands for the title, as labels read it; empty elsewhere.

    In an export of refkit that was read again it is the title, unless the line stands beside it.
    """
    if isinstance(entry.resolution, Imported):
        is_line = is_as_printed(entry) and not _is_kept(entry.resolution, _BESIDE)
        return entry.work.title.plain if is_line else ""
    is_line = isinstance(entry.resolution, AsPrinted) and not entry.work.title
    return _printed_words(entry).plain if is_line else ""


def failed_dois(entry: Entry) -> tuple[FailedDoi, ...]:
    """The deposited DOIs that failed, each once, with the last that was said of it.

    Of a reference that was resolved only those count that lead to another work, or that a person
    rejected: other readings of its DOI were mere attempts. What could not be asked has not failed.
    None where a person decided.
    """
    if is_decided(entry.resolution):
        return ()
    attempts: tuple[Attempt, ...] = getattr(entry.resolution, "attempts", ())
    is_open = isinstance(entry.resolution, Unresolved)
    failed: dict[str, FailedDoi] = {}
    for attempt in attempts:
        if attempt.method == Method.SEARCH or attempt.outcome not in _FAILURES:
            continue
        if attempt.method == Method.PUBMED_NUMBER and attempt.outcome not in _TOLD_APART:
            continue  # a number is no DOI
        whole = attempt.outcome in _NOT_READ
        doi = attempt.detail if whole else attempt.detail.split(": ", 1)[0]
        if doi and (is_open or attempt.outcome in _TOLD_APART):
            failed[doi] = FailedDoi(doi, attempt.outcome)
    return tuple(failed.values())


def dois_in_doubt(entry: Entry) -> tuple[str, ...]:
    """In words for a reader: deposited DOIs that failed, that lead elsewhere, or that may do so.

    Those that a person rejected are in no doubt.
    """
    failed = (str(each) for each in failed_dois(entry) if each.outcome not in _TOLD_APART)
    return (*failed, *doubts(entry.resolution))


def nearest_of(entry: Entry) -> Nearest | None:
    """The work that came nearest to an unresolved reference, None where none came near enough."""
    near = entry.resolution.nearest if isinstance(entry.resolution, Unresolved) else None
    return near if near and near.score >= SENSIBLE else None


def remarks_as_printed(entry: Entry) -> list[str]:
    """What is to be known of a line without a work: why, the DOI that failed, how it is printed.

    For a field that no style prints. Empty for every other entry.
    """
    if not isinstance(entry.resolution, AsPrinted):
        return []
    lines = [f"{_HEADS[type(entry.resolution)]}: {entry.resolution.sentence}"]
    lines += [f"DOI that failed: {failed}" for failed in failed_dois(entry)]
    printed = printed_line(entry)
    if printed and printed != unstyled(title_of(entry)):
        lines.append(f"{_BESIDE}{printed}")
    return lines


def is_as_printed(entry: Entry) -> bool:
    """Whether it is a line without a work, here or in the export of refkit that it was read of.

    Such a line is as it was printed: nobody can be blamed for what it lacks.
    """
    resolution = entry.resolution
    if not isinstance(resolution, Imported):
        return isinstance(resolution, AsPrinted)
    return any(
        name in _KEPT or any(f"{head}: " in text for head in _HEADS.values())
        for name, text in resolution.kept
    )


def _is_kept(resolution: Imported, words: str) -> bool:
    return any(words in text for _, text in resolution.kept)


def is_remark(text: str) -> bool:
    """Whether a text is what an export of refkit said of a line without a work."""
    return text.startswith(tuple(f"{head}: " for head in _HEADS.values()))
