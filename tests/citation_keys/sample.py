"""The work that docs/citation-keys.md shows its examples of, and the key of a work."""

from __future__ import annotations

from refkit.citation_keys.formula import Formula
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi
from refkit.model.people import Creator
from refkit.model.work import Container, Work, WorkType
from refkit.text.rich import RichText

SAMPLE = Work(
    WorkType.ARTICLE_JOURNAL,
    title=RichText.of("An iPSC-derived CD19/BCMA CAR-NK therapy"),
    creators=(
        Creator("Broek", "Jan", particle="van den"),
        Creator("Müller", "Ada"),
        Creator("Li", "Xin"),
    ),
    container=Container("The Journal of Bees", "J. Bees"),
    volume="12",
    issue="3",
    page="123-130",
    published_print=PartialDate(2025, 11, 3),
    doi=Doi("10.1000/bees.1"),
    language="en",
)


def key_of(formula: Formula, work: Work) -> str:
    """The key that a formula makes of a work which no other is to be told from; empty where none."""
    made = formula.made(work)
    return made.numbered(made.disambiguation.start) if made else ""
