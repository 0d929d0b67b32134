"""CSV: the ledger for a spreadsheet, a row for each listed reference.

A work that is listed twice has two rows, one from a user's own library has one. The columns:

- ``review``, ``position``: the DOI of the review and the place in its list, from 1
- ``key``: the citation key, as in the other exports
- ``state``: resolved, unresolved, without-doi, imported; ``method``, ``reason``: how, or why not
- ``doi``, ``pmid``, ``type`` (CSL's), ``title``, ``authors``, ``year``, ``container``, ``volume``,
  ``issue``, ``pages``, ``number``: the work; of an unresolved one what was printed,
  the whole line for a title where none can be told
- ``labels``: the tags in the spelling asked for; ``evidence``: each with the words that earned it
- ``label_doubts``: why a person should look at the labels; empty where nothing speaks for it
- ``retracted``: yes or empty; ``updates``: retractions, corrections, with date and notice
- ``printed``: the line as it was deposited
- ``failed_doi``: deposited DOIs that led to nothing or to another work, each with why
- ``nearest_doi``, ``nearest_score``: the work that came closest to an unresolved reference, where
  it came near at all
- ``doubts``: a deposited DOI that leads to another work, or may do so, and what a search found

UTF-8 with a byte-order mark, without which Excel takes the file for the computer's old code page.
Quoted as in RFC 4180, lines end in CR LF. Line breaks in cells become blanks.

A cell that a spreadsheet would run as a formula gets an apostrophe in front (text/spreadsheet.py).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from refkit.formats.export import Exporter, Loss, Options, WrittenField, keywords
from refkit.model.bibliography import Citation, Entry
from refkit.model.people import Creator
from refkit.model.printed import failed_dois, field_as_printed, nearest_of, title_of
from refkit.model.resolution import Nearest, Resolved, Unresolved, doubts
from refkit.model.tags import Tag
from refkit.model.work import Update, Work
from refkit.text.plain import lost_styles, one_line, unstyled
from refkit.text.spreadsheet import guard_cell


class _Line(NamedTuple):
    """One row to be: an entry, the line of a list that means it, what the user chose."""

    entry: Entry
    citation: Citation | None
    options: Options


class _Column(NamedTuple):
    """A column: its name, its cell in a row, the fields of the entry that it carries."""

    name: str
    cell: Callable[[_Line], str]
    source_fields: tuple[str, ...] = ()


def _listed(field: Callable[[Citation], str]) -> Callable[[_Line], str]:
    return lambda line: field(line.citation) if line.citation else ""


def _of_work(field: Callable[[Work], str]) -> Callable[[_Line], str]:
    return lambda line: field(line.entry.work)


def _method(line: _Line) -> str:
    if line.citation:
        return line.entry.method_of(line.citation) or ""
    resolution = line.entry.resolution
    return resolution.method if isinstance(resolution, Resolved) else ""


def _reason(line: _Line) -> str:
    resolution = line.entry.resolution
    return resolution.reason if isinstance(resolution, Unresolved) else ""


def _authors(work: Work) -> str:
    names = [_name(creator) for creator in work.creators if creator.role == "author"]
    return "; ".join([*names, "et al."] if names and not work.creators_complete else names)


def _name(creator: Creator) -> str:
    parts = (creator.literal or creator.full_family, creator.given, creator.suffix)
    return ", ".join(part for part in parts if part)


def _year(line: _Line) -> str:
    date = line.entry.work.cited_date(line.options.date_policy)
    return str(date.year) if date else ""


def _labels(line: _Line) -> str:
    return "; ".join(keywords(line.entry.tags, line.options.tag_style))


def _evidence(line: _Line) -> str:
    return "; ".join(_earned(tag, line.options) for tag in line.entry.tags)


def _earned(tag: Tag, options: Options) -> str:
    (label,) = keywords((tag,), options.tag_style)
    found = dict.fromkeys(f"“{each.quote}” ({each.field})" for each in tag.evidence)
    return f"{label}: {', '.join(found)}"


def _update(update: Update) -> str:
    said = (update.type.replace("_", " "), str(update.date or ""), update.notice)
    return " ".join(part for part in said if part)


def _nearest(field: Callable[[Nearest], str]) -> Callable[[_Line], str]:
    def cell(line: _Line) -> str:
        nearest = nearest_of(line.entry)
        return field(nearest) if nearest else ""

    return cell


_COLUMNS = (
    _Column("review", _listed(lambda citation: str(citation.review))),
    _Column("position", _listed(lambda citation: str(citation.reference.position))),
    _Column("key", lambda line: line.entry.id),
    _Column("state", lambda line: line.entry.resolution.state),
    _Column("method", _method),
    _Column("reason", _reason),
    _Column("doi", _of_work(lambda work: str(work.doi or "")), ("doi",)),
    _Column("pmid", _of_work(lambda work: str(work.pmid or "")), ("pmid",)),
    _Column("type", _of_work(lambda work: work.type)),
    _Column("title", lambda line: unstyled(title_of(line.entry)), ("title",)),
    _Column("authors", _of_work(_authors), ("creators.author", "creators_complete")),
    _Column("year", _year, ("issued",)),
    _Column("container", _of_work(lambda work: work.container.title), ("container.title",)),
    _Column("volume", _of_work(lambda work: work.volume), ("volume",)),
    _Column("issue", _of_work(lambda work: work.issue), ("issue",)),
    _Column("pages", _of_work(lambda work: work.page), ("page",)),
    _Column("number", _of_work(lambda work: work.number), ("number",)),
    _Column("labels", _labels, ("tags",)),
    _Column("evidence", _evidence),
    _Column(
        "label_doubts", lambda line: "; ".join(each.reason for each in line.entry.label_doubts)
    ),
    _Column("retracted", _of_work(lambda work: "yes" if work.is_retracted else "")),
    _Column("updates", _of_work(lambda work: "; ".join(map(_update, work.updates))), ("updates",)),
    _Column("printed", _listed(lambda line: field_as_printed(line.reference, "unstructured"))),
    _Column("failed_doi", lambda line: "; ".join(map(str, failed_dois(line.entry)))),
    _Column("nearest_doi", _nearest(lambda nearest: nearest.doi)),
    _Column("nearest_score", _nearest(lambda nearest: f"{nearest.score:.2f}")),
    _Column("doubts", lambda line: "; ".join(doubts(line.entry.resolution))),
)


def chunks(entries: Iterable[Entry], options: Options) -> Iterator[str]:
    """The names of the columns, then the rows of one entry after the other."""
    yield "\ufeff" + _written([[column.name for column in _COLUMNS]])
    for entry in entries:
        lines = (_Line(entry, citation, options) for citation in entry.citations or (None,))
        yield _written([_guarded(column.cell(line)) for column in _COLUMNS] for line in lines)


def _written(rows: Iterable[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _guarded(text: str) -> str:
    return guard_cell(one_line(text))


def fields(entry: Entry, options: Options) -> Iterator[WrittenField]:
    """The cells of an entry's first row, those that are not empty."""
    line = _Line(entry, next(iter(entry.citations), None), options)
    for column in _COLUMNS:
        if text := _guarded(column.cell(line)):
            yield from (
                WrittenField(name, column.name, text) for name in column.source_fields or ("",)
            )


def degraded(entry: Entry, options: Options) -> Iterator[Loss]:
    """What is carried, but not wholly."""
    if lost := lost_styles(entry.work.title):
        yield Loss(entry.id, "title", f"plain text has no {', '.join(lost)}")


CSV = Exporter("csv", chunks, fields, degraded)
