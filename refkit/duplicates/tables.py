"""Tables that go to a person and come back: what was removed, and pairs in doubt."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from refkit.errors import InputError
from refkit.model.bibliography import Entry
from refkit.model.person_names import inverted
from refkit.text.hand_table import read_cells
from refkit.text.plain import one_line, unstyled
from refkit.text.spreadsheet import guard_cell

_YES = frozenset({"yes", "y", "same", "true", "1", "x"})
_NO = frozenset({"no", "n", "other", "false", "0", "-"})
_TITLES = ("title_1", "title_2")
_NEEDED = ("same", "file_1", "key_1", "file_2", "key_2")
# What two records are compared by, side by side; a spreadsheet takes 3-14 for a day in March.
_SHOWN = ("title", "authors", "year", "container", "volume", "issue", "pages", "doi")


@dataclass(frozen=True, slots=True)
class RecordName:
    """A record by its file, its key there and its title."""

    file: str
    key: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class PairDecision:
    """A person's word on two records: one work, or two. ``where`` says in which row it stands."""

    one: RecordName
    other: RecordName
    is_same: bool
    where: str = ""


def columns_of(entry: Entry) -> dict[str, str]:
    """An entry in the columns of the tables."""
    work, date = entry.work, entry.work.cited_date()
    names = [creator.literal or ", ".join(inverted(creator)[:2]).strip(", ")
             for creator in work.creators]  # fmt: skip
    return {
        "title": one_line(unstyled(work.title)),
        "authors": one_line("; ".join(names)),
        "year": str(date.year) if date else "",
        "container": one_line(work.container.title),
        "volume": work.volume,
        "issue": work.issue,
        "pages": work.page or work.number,
        "doi": str(work.doi or ""),
    }


def pair_row(
    names: Sequence[RecordName], entries: Sequence[Entry], why: str, same: str
) -> dict[str, str]:
    """Two records side by side, with a cell for a person's yes or no."""
    rows = [columns_of(entry) for entry in entries]
    cells = {f"{name}_{at}": row[name] for name in _SHOWN for at, row in enumerate(rows, start=1)}
    for at, each in enumerate(names, start=1):
        cells |= {f"file_{at}": each.file, f"key_{at}": each.key}
    return {"same": same, "why": why, **cells}


PAIR_COLUMNS = (
    "same", "why", *(f"{column}_{number}" for column in _SHOWN for number in (1, 2)),
    "file_1", "key_1", "file_2", "key_2",
)  # fmt: skip


def as_csv(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    """A table as CSV, as the ledger is written: for Excel in UTF-8, no cell is run as a formula."""
    text = StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: guard_cell(value) for name, value in row.items()} for row in rows)
    return "\ufeff" + text.getvalue()


def read_pair_decisions(text: str, where: str) -> list[PairDecision]:
    """The pairs that a person decided; rows whose cell ``same`` is empty decide nothing.

    Raises InputError that names the column that is missing, or the row.
    """
    return list(_decisions(read_cells(text, where, _NEEDED, _TITLES), where))


def _decisions(rows: Sequence[tuple[int, Mapping[str, str]]], where: str) -> Iterator[PairDecision]:
    for number, cells in rows:
        said = cells["same"].casefold()
        here = f"{where}: row {number}"
        if said and said not in _YES | _NO:
            raise InputError(f"{here}: same is {cells['same']!r}; write yes or no, or nothing")
        if said:
            one, other = (
                RecordName(cells[f"file_{at}"], cells[f"key_{at}"], cells.get(f"title_{at}", ""))
                for at in (1, 2)
            )
            yield PairDecision(one, other, said in _YES, here)
