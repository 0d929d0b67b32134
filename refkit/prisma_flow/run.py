"""Counts files for a paper: the numbers of the flow, a paragraph and a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from refkit.duplicates.tables import PairDecision
from refkit.formats.library import Library
from refkit.model.bibliography import Bibliography
from refkit.prisma_flow.chart import chart
from refkit.prisma_flow.counts import FlowCounts, count
from refkit.prisma_flow.text import paragraph
from refkit.report.flow import flow_drawing
from refkit.report.sheet import Drawing


@dataclass(frozen=True)
class PrismaFlow:
    """The numbers of a PRISMA 2020 flow diagram, in words and drawn.

    ``text`` is one paragraph for a methods section; what stands in square brackets there, and each
    blank of the figure, is a person's to fill in.
    """

    counts: FlowCounts
    text: str

    def __str__(self) -> str:
        """The account: its parts add up."""
        return str(self.counts)

    @property
    def notes(self) -> tuple[str, ...]:
        """Lines for the user."""
        return self.counts.notes

    def numbers(self) -> dict[str, Any]:
        """All numbers, for a machine; those of screening are None."""
        return self.counts.numbers()

    @cached_property
    def drawing(self) -> Drawing:
        """The figure as SVG, PNG and PDF; raises InputError where matplotlib is not installed."""
        return flow_drawing(chart(self.counts, self.text))


def prisma(
    given: Mapping[str, Library | Bibliography], *, decided: Sequence[PairDecision] = ()
) -> PrismaFlow:
    """Count what a systematic review reports of its records, from its files.

    ``given`` are libraries (what databases gave) and saved bibliographies (lists of references,
    works that cite one), each by the name of its file. Identified are the entries of libraries and
    the lines of lists; duplicates are found as ``dedup`` finds them, and ``decided`` is a person's
    word on pairs. Numbers of screening are left blank. The same files give the same bytes.

    Raises InputError where there is no record, for a list that two of the files hold, and for
    decisions that contradict each other.
    """
    counts = count(given, decided)
    return PrismaFlow(counts, paragraph(counts, given))
