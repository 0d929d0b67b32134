"""The list of the page: a row for each entry, what the filter leaves, what has become another."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from secrets import token_hex
from typing import NamedTuple

from refkit.api.ledger import needs_look
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.printed import own_words
from refkit.report.labels import facets_of, review_names
from refkit.report.rows import Choice, Group, TableRow, choices_of, groups_of, row_of
from refkit.ui.workspace import Workspace

_LISTINGS = 4  # how many states back a window may be that is told of what has changed alone


class ListView(NamedTuple):
    """What is listed of a bibliography: made once for each state of it, and then looked up.

    ``mark`` is another one for each; ``numbers`` are those of the choices, by group and name: a
    choice has the same in each listing of a workspace, so that a row changes with its entry alone.
    ``choices`` are those of each entry, for as long as the ``frame`` is the same: the names of the
    reviews and the facets.
    """

    bibliography: Bibliography
    rows: list[ListedRow]
    groups: tuple[Group, ...]
    places: dict[str, int]
    numbers: dict[Choice, int]
    choices: dict[str, tuple[Choice, ...]]
    frame: object
    mark: str


class Changed(NamedTuple):
    """What became of a listing: rows that are other ones now, each with the key of the row before
    it in its part of the list, and the keys of those to be taken out first."""

    after: dict[str, str]
    gone: list[str]


class ListedRow(NamedTuple):
    """A row of the list: what the report's table has, why it needs a look, how it is found."""

    row: TableRow
    look: tuple[tuple[str, str], ...]
    words: str


def listing_of(workspace: Workspace, bibliography: Bibliography) -> ListView:
    """The list of a bibliography, made once for each state of it."""
    there = _listings(workspace)
    if not there or there[-1].bibliography is not bibliography:
        there = [*there, _list(bibliography, there[-1] if there else None)][-_LISTINGS:]
        workspace.listings = tuple(there)
    return there[-1]


def _listings(workspace: Workspace) -> list[ListView]:
    return [each for each in workspace.listings if isinstance(each, ListView)]


def _list(bibliography: Bibliography, before: ListView | None = None) -> ListView:
    names, facets = review_names(bibliography), facets_of(bibliography)
    frame = tuple(names.items()), facets
    known = _same_rows(bibliography, before) if before else {}
    there = before.choices if before and before.frame == frame else {}
    chosen = {
        entry.id: (there.get(entry.id) if entry.id in known else None)
        or choices_of(entry, names, facets, by_source=True)
        for entry in bibliography.entries
    }
    numbers = dict(before.numbers) if before else {}
    groups = []
    for group in groups_of(list(chosen.values()), facets):
        named = [(group.head, name) for _, name, _ in group.choices]
        counts = [count for *_, count in group.choices]
        kept = [numbers.setdefault(choice, len(numbers)) for choice in named]
        choices = zip(kept, [name for _, name in named], counts, strict=True)
        groups.append(replace(group, choices=tuple(choices)))
    rows = []
    for entry in bibliography.entries:
        shown = tuple(numbers[choice] for choice in chosen[entry.id])
        row = known.get(entry.id) or _listed(row_of(entry), entry)
        # Where it stands is no part of it here: else all that follow a new one would be others.
        same = row.row.choices == shown
        rows.append(row if same else row._replace(row=replace(row.row, choices=shown)))
    places = {entry.id: place for place, entry in enumerate(bibliography.entries)}
    return ListView(bibliography, rows, tuple(groups), places, numbers, chosen, frame, token_hex(8))


def _same_rows(bibliography: Bibliography, before: ListView) -> dict[str, ListedRow]:
    """The rows of entries that are what they were."""
    now = {entry.id: entry for entry in bibliography.entries}
    were = zip(before.bibliography.entries, before.rows, strict=True)
    return {
        entry.id: row
        for entry, row in were
        if (there := now.get(entry.id)) is entry or there == entry
    }


def _listed(row: TableRow, entry: Entry) -> ListedRow:
    said = [row.key, row.authors, row.more_authors, row.source, row.year, row.state]
    said += [entry.work.title.plain, own_words(entry), row.doi.words if row.doi else ""]
    said += [label.name for label in row.labels]
    return ListedRow(row, needs_look(entry), _folded(" ".join(said)))


def changed_since(workspace: Workspace, mark: str, now: ListView) -> Changed | None:
    """What became of the listing of a mark; None where all of it has to be shown anew."""
    before = next((each for each in _listings(workspace) if each.mark == mark), None)
    if before is None:
        return None
    were = {each.row.key: each for each in before.rows}
    same = {each.row.key for each in now.rows if were.get(each.row.key) == each}
    if [key for key in were if key in same] != [key for key in now.places if key in same]:
        return None
    after: dict[str, str] = {}
    last = {True: "", False: ""}
    for each in now.rows:
        part, key = bool(each.look), each.row.key
        if key not in same:
            after[key] = last[part]
        last[part] = key
    return Changed(after, [key for key in were if key not in same])


def sent(rows: list[ListedRow], changed: Changed | None) -> list[ListedRow]:
    """The rows that are sent: all, or those alone that are other ones now."""
    return rows if changed is None else [each for each in rows if each.row.key in changed.after]


def _folded(text: str) -> str:
    """As words are compared in the filter: without accents and capitals; the script does it too."""
    folded = text.casefold()
    if folded.isascii():
        return folded
    apart = unicodedata.normalize("NFKD", folded)
    return "".join(each for each in apart if not unicodedata.combining(each))


def filtered(
    rows: Sequence[ListedRow], groups: Sequence[Group], asked: str, chosen: set[str]
) -> set[str]:
    """The keys of the rows that have every word, and of each group one of its choices or all."""
    words = _folded(asked).split()
    wanted = [
        (group.of_each, {number for number, _, _ in group.choices if str(number) in chosen})
        for group in groups
    ]
    return {
        each.row.key
        for each in rows
        if all(word in each.words for word in words)
        and all(
            group <= set(each.row.choices)
            if of_each
            else not group or group & set(each.row.choices)
            for of_each, group in wanted
        )
    }
