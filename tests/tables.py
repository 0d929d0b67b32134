"""Tables of references for tests, and what is read of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from refkit.formats.table.reader import read_table
from refkit.model.bibliography import Entry
from refkit.model.resolution import Imported


def table(*rows: Mapping[str, str], delimiter: str = ",") -> str:
    """A table with the heads of the first row."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def entries(text: str) -> Sequence[Entry]:
    """What is read of a table."""
    return read_table(text, "a.csv").entries


def kept(entry: Entry) -> list[tuple[str, str]]:
    """What of a row is kept verbatim."""
    assert isinstance(entry.resolution, Imported)
    return list(entry.resolution.kept)
