"""How many records were read, and what became of each; the numbers add up."""

from __future__ import annotations

from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class RecordCounts:
    """``read`` is the sum of ``tagged``, ``untitled`` and ``rejected``.

    A tagged record is one whose title was looked at; those that got a label are the ``labelled``
    among them. ``written`` are the tagged ones that ``--where`` let pass: rows of the Parquet file.
    """

    read: int = 0
    tagged: int = 0
    untitled: int = 0
    rejected: int = 0
    labelled: int = 0
    written: int = 0

    def __add__(self, other: RecordCounts) -> RecordCounts:
        mine, others = astuple(self), astuple(other)
        return RecordCounts(*(one + two for one, two in zip(mine, others, strict=True)))

    def __str__(self) -> str:
        left_out = self.tagged - self.written
        where = f", {left_out:,} left out by --where" if left_out else ""
        return (
            f"{self.read:,} records read: {self.tagged:,} tagged ({self.labelled:,} with a label"
            f"{where}), {self.untitled:,} untitled, {self.rejected:,} rejected"
        )


NOTHING = RecordCounts()
