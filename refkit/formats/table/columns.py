"""The ledger as a table: its columns, and what stands in each, a row for each listed reference.

A work that is listed twice has two rows, one from a user's own library has one. The columns:

- ``review``, ``position``: the DOI of the review and the place in its list, from 1
- ``key``: the citation key, as in the other exports
- ``state``: resolved, unresolved, without-doi, imported; ``method``, ``reason``: how, or why not
- ``doi``, ``pmid``, ``type`` (CSL's), ``title``, ``authors``, ``year``, ``container``, ``volume``,
  ``issue``, ``pages``, ``number``: the work; of an unresolved one what was printed,
  the whole line for a title where none can be told
- ``labels``: the tags in the spelling asked for; ``evidence``: each with the words that earned it
- ``label_doubts``: why a person should look at the labels; empty where nothing speaks for it
- ``label_decisions``: what persons decided on the labels, and who; it is read back
- ``retracted``: yes or empty; ``updates``: retractions, corrections, with date and notice
- ``printed``: the line as it was deposited
- ``failed_doi``: deposited DOIs that led to nothing or to another work, each with why
- ``rejected_doi``: the DOIs of which a person said that the reference does not mean them
- ``nearest_doi``, ``nearest_score``: the work that came closest to an unresolved reference, where
  it came near at all
- ``doubts``: a deposited DOI that leads to another work, or may do so, and what a search found
- ``cited_by_seeds``: in how many of the lists of references the work stands, a review or document
  each; ``cites_seeds``: how many of those works it cites whose citing works were asked for
- ``in_library``: where a library was compared, its record of the work, or ``perhaps`` and that

On request there are besides, of the work and of a user's own library:

- ``abstract``; ``url``; ``keywords``: the user's own, not the tags; ``notes``: the user's note
- ``label_notes``: the notes on decisions on labels
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from refkit.errors import InputError
from refkit.formats.export import Loss, Options, WrittenField, keywords
from refkit.formats.foreign_fields import is_keywords, is_note, own_keywords, plain_text
from refkit.formats.table.decisions import DECISIONS, decisions_cell, notes_cell
from refkit.model.bibliography import Citation, Entry
from refkit.model.decisions import rejections_in_words
from refkit.model.person_names import names_in_words
from refkit.model.printed import failed_dois, field_as_printed, nearest_of, title_of
from refkit.model.resolution import Imported, Nearest, Resolved, Unresolved, doubts
from refkit.model.tags import Tag
from refkit.model.work import Update, Work
from refkit.text.plain import lost_styles, one_line, unstyled


class TableLine(NamedTuple):
    """One row to be: an entry, the line of a list that means it, what the user chose."""

    entry: Entry
    citation: Citation | None
    options: Options


class Column(NamedTuple):
    """A column: its name, its cell in a row, the fields of the entry that it carries.

    ``kept`` says which of a user's own fields it carries, by the source and the name of each.
    ``is_number`` is whether its cells are counted with; all others are text.
    """

    name: str
    cell: Callable[[TableLine], str]
    source_fields: tuple[str, ...] = ()
    kept: Callable[[str, str], bool] = lambda source, name: False
    is_number: bool = False

    def carries(self, entry: Entry) -> tuple[str, ...]:
        """The fields of an entry that the column carries."""
        return self.source_fields + tuple(
            f"kept.{name}" for name, _ in own_fields(entry, self.kept)
        )


def _listed(field: Callable[[Citation], str]) -> Callable[[TableLine], str]:
    return lambda line: field(line.citation) if line.citation else ""


def _of_work(field: Callable[[Work], str]) -> Callable[[TableLine], str]:
    return lambda line: field(line.entry.work)


def _method(line: TableLine) -> str:
    if line.citation:
        return line.entry.method_of(line.citation) or ""
    resolution = line.entry.resolution
    return resolution.method if isinstance(resolution, Resolved) else ""


def _reason(line: TableLine) -> str:
    resolution = line.entry.resolution
    return resolution.reason if isinstance(resolution, Unresolved) else ""


def _authors(work: Work) -> str:
    return names_in_words(work.creators, is_complete=work.creators_complete)


def _year(line: TableLine) -> str:
    date = line.entry.work.cited_date(line.options.date_policy)
    return str(date.year) if date else ""


def _labels(line: TableLine) -> str:
    return "; ".join(keywords(line.entry.tags, line.options.tag_style))


def _evidence(line: TableLine) -> str:
    return "; ".join(_earned(tag, line.options) for tag in line.entry.tags)


def _earned(tag: Tag, options: Options) -> str:
    (label,) = keywords((tag,), options.tag_style)
    found = dict.fromkeys(f"“{each.quote}” ({each.field})" for each in tag.evidence)
    return f"{label}: {', '.join(found)}"


def _update(update: Update) -> str:
    said = (update.name, str(update.date or ""), update.notice)
    return " ".join(part for part in said if part)


def _nearest(field: Callable[[Nearest], str]) -> Callable[[TableLine], str]:
    def cell(line: TableLine) -> str:
        nearest = nearest_of(line.entry)
        return field(nearest) if nearest else ""

    return cell


def own_fields(entry: Entry, wanted: Callable[[str, str], bool]) -> Iterator[tuple[str, str]]:
    """Those fields of a user's own library that are wanted, by name, as plain text."""
    if isinstance(entry.resolution, Imported):
        source = entry.resolution.source
        for name, text in entry.resolution.kept:
            if wanted(source, name):
                yield name, plain_text(source, text)


def _of_own(wanted: Callable[[str, str], bool]) -> Callable[[TableLine], str]:
    def cell(line: TableLine) -> str:
        texts = (text.strip() for _, text in own_fields(line.entry, wanted))
        return "; ".join(dict.fromkeys(filter(None, texts)))

    return cell


def _is_decided(source: str, name: str) -> bool:
    return source == "table" and name == DECISIONS


def _decisions(line: TableLine) -> str:
    """The decisions, and what of the cell that was read is none."""
    unread = (text for _, text in own_fields(line.entry, _is_decided))
    return "; ".join(filter(None, (decisions_cell(line.entry.label_decisions), *unread)))


def _keywords(line: TableLine) -> str:
    return "; ".join(dict.fromkeys(own_keywords(line.entry)))


USUAL = (
    Column("review", _listed(lambda citation: str(citation.review))),
    Column("position", _listed(lambda citation: str(citation.reference.position)), is_number=True),
    Column("key", lambda line: line.entry.id),
    Column("state", lambda line: line.entry.resolution.state),
    Column("method", _method),
    Column("reason", _reason),
    Column("doi", _of_work(lambda work: str(work.doi or "")), ("doi",)),
    Column("pmid", _of_work(lambda work: str(work.pmid or "")), ("pmid",)),
    Column("type", _of_work(lambda work: work.type)),
    Column("title", lambda line: unstyled(title_of(line.entry)), ("title",)),
    Column("authors", _of_work(_authors), ("creators.author", "creators_complete")),
    Column("year", _year, ("issued",), is_number=True),
    Column("container", _of_work(lambda work: work.container.title), ("container.title",)),
    Column("volume", _of_work(lambda work: work.volume), ("volume",)),
    Column("issue", _of_work(lambda work: work.issue), ("issue",)),
    Column("pages", _of_work(lambda work: work.page), ("page",)),
    Column("number", _of_work(lambda work: work.number), ("number",)),
    Column("labels", _labels, ("tags",)),
    Column("evidence", _evidence),
    Column("label_doubts", lambda line: "; ".join(each.reason for each in line.entry.label_doubts)),
    Column(DECISIONS, _decisions, ("label_decisions",), kept=_is_decided),
    Column("retracted", _of_work(lambda work: "yes" if work.is_retracted else "")),
    Column("updates", _of_work(lambda work: "; ".join(map(_update, work.updates))), ("updates",)),
    Column("printed", _listed(lambda line: field_as_printed(line.reference, "unstructured"))),
    Column("failed_doi", lambda line: "; ".join(map(str, failed_dois(line.entry)))),
    Column("rejected_doi", lambda line: rejections_in_words(line.entry)),
    Column("nearest_doi", _nearest(lambda nearest: nearest.doi)),
    Column("nearest_score", _nearest(lambda nearest: f"{nearest.score:.2f}"), is_number=True),
    Column("doubts", lambda line: "; ".join(doubts(line.entry.resolution))),
    Column("cited_by_seeds", lambda line: str(line.entry.cited_by_seeds or ""), is_number=True),
    Column("cites_seeds", lambda line: str(line.entry.cites_seeds or ""), is_number=True),
)

IN_LIBRARY = Column("in_library", lambda line: (line.options.held or {}).get(line.entry.id, ""))
"""A column that is there where a library was compared."""

ON_REQUEST = (
    Column("abstract", _of_work(lambda work: unstyled(work.abstract)), ("abstract",)),
    Column("keywords", _keywords, kept=is_keywords),
    Column("notes", _of_own(is_note), kept=is_note),
    Column("url", _of_work(lambda work: work.url), ("url",)),
    Column("label_notes", lambda line: notes_cell(line.entry.label_decisions)),
)
"""Columns that are there when they are asked for."""

_ALL = {column.name: column for column in (*USUAL, IN_LIBRARY, *ON_REQUEST)}
NAMES = frozenset(_ALL)
"""The names of all columns."""


def column_names(text: str) -> tuple[str, ...]:
    """The columns that a user names, parted by commas.

    ``title,abstract`` are these two in this order, ``+abstract,+url`` the usual ones and these,
    ``all`` all there are. Raises InputError for a name that is none, and lists them.
    """
    words = [word.strip().lower() for word in text.split(",") if word.strip()]
    if words == ["all"]:
        return tuple(_ALL)
    added = [word.startswith("+") for word in words]
    names = [word.removeprefix("+") for word in words]
    if unknown := [name for name in names if name not in _ALL]:
        raise InputError(f"no column {', '.join(unknown)}; there are: {', '.join(_ALL)}")
    if not names or any(added) != all(added):
        raise InputError("columns are named in full (title,abstract) or added (+abstract,+url)")
    usual = [column.name for column in USUAL] if added[0] else []
    return tuple(dict.fromkeys((*usual, *names)))


def chosen(options: Options) -> list[Column]:
    """The columns of a table, in their order."""
    usual = USUAL if options.held is None else (*USUAL, IN_LIBRARY)
    names = options.columns or tuple(column.name for column in usual)
    return [_ALL[name] for name in names if name not in options.omit]


def rows(entry: Entry, options: Options) -> Iterator[list[str]]:
    """The rows of an entry, each cell on one line."""
    columns = chosen(options)
    for citation in entry.citations or (None,):
        line = TableLine(entry, citation, options)
        yield [one_line(column.cell(line)) for column in columns]


def fields(entry: Entry, options: Options) -> Iterator[WrittenField]:
    """The cells of an entry's first row, those that are not empty."""
    for column, text in zip(chosen(options), next(rows(entry, options)), strict=True):
        if text:
            names = column.carries(entry) or ("",)
            yield from (WrittenField(name, column.name, text) for name in names)


def why_not(entry: Entry, field: str, options: Options) -> str:
    """Why no column carries a field; nothing where the user chose others."""
    on_request = [column.name for column in ON_REQUEST if field in column.carries(entry)]
    is_usual = any(field in column.carries(entry) for column in USUAL)
    if options.columns and (on_request or is_usual):
        return ""
    if on_request:
        return f"only in the column {on_request[0]} (--columns)"
    return "a table has no column for it"


def degraded(entry: Entry, options: Options) -> Iterator[Loss]:
    """What is carried, but not wholly."""
    texts = {"title": entry.work.title, "abstract": entry.work.abstract}
    columns = chosen(options)
    if any(each.note for each in entry.label_decisions):
        names = {column.name for column in columns}
        if "label_notes" not in names and not options.columns:
            why = "the notes stand only in the column label_notes (--columns)"
            yield Loss(entry.id, "label_decisions", why)
        elif "label_notes" in names:
            yield Loss(entry.id, "label_decisions", "its notes are not read back", is_missed=False)
    for column in columns:
        if column.name in texts and (lost := lost_styles(texts[column.name])):
            yield Loss(entry.id, column.name, f"plain text has no {', '.join(lost)}")
