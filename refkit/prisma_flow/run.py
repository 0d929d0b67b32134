"""Counts files for a paper: the numbers of the flow, a paragraph and a figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from refkit.api.methods import listed_text
from refkit.duplicates.tables import PairDecision
from refkit.formats.library import Library
from refkit.model.bibliography import Bibliography
from refkit.prisma_flow.counts import Arm, FlowCounts, count
from refkit.prisma_flow.identified import Identified, Way
from refkit.report.flow import BLANK, Flow, FlowArm, FlowBox, FlowLine, FlowStep, flow_drawing
from refkit.report.sheet import Drawing
from refkit.report.svg import Words
from refkit.text.plural import count_noun
from refkit.version import __version__

# The boxes are those of PRISMA 2020's template, in its words: Page MJ et al., The PRISMA 2020
# statement, BMJ 2021;372:n71, Figure 1. One box is not in it: what is left without duplicates,
# parted by what it is known by. What refkit cannot know is left blank.
_MOST = 12  # places that are named in a box; the others are one number
_HEADINGS = {
    Way.DATABASES: "Identification of studies via databases and registers",
    Way.OTHER: "Identification of studies via other methods",
}
_IDENTIFIED = {
    Way.DATABASES: "Records identified from databases and registers",
    Way.OTHER: "Records identified from citation searching",
}
_BELOW = f"(n = {BLANK}): for a person to fill in; refkit cannot know it."


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
    return PrismaFlow(counts, _paragraph(counts, given))


def _paragraph(counts: FlowCounts, given: Mapping[str, Library | Bibliography]) -> str:
    """Sentences whose numbers are those of the diagram; the same files give the same text.

    What was looked up, and when, is said as ``api.methods`` says it. Square brackets hold what a
    person has to fill in: no file knows when a database was searched.
    """
    return " ".join(_sentences(counts, given))


def _sentences(counts: FlowCounts, given: Mapping[str, Library | Bibliography]) -> Iterator[str]:
    for arm in counts.arms:
        if arm.way is Way.DATABASES:
            yield (
                f"Databases and registers gave {count_noun(arm.records, 'records')} "
                f"({_places(arm)}; [date of each search])."
            )
            continue
        for each in given.values():
            if isinstance(each, Bibliography) and each.account.listed:
                yield listed_text(each)
        yield f"Other methods gave {count_noun(arm.records, 'records')} ({_places(arm)})."
    yield _duplicates(counts)
    yield _left(counts)
    yield "[Numbers of screening, eligibility and inclusion.]"


def _places(arm: Arm) -> str:
    return "; ".join(f"{each.words}: {each.records}" for each in arm.identified)


def _duplicates(counts: FlowCounts) -> str:
    removed = count_noun(counts.duplicates, "duplicates")
    was = "was" if counts.duplicates == 1 else "were"
    doubtful = (
        f"; {count_noun(counts.doubts, 'pairs')} in doubt stayed as two records each"
        if counts.doubts
        else ""
    )
    return (
        f"Of {count_noun(counts.records, 'records')} identified, {removed} {was} removed with "
        f"refkit {__version__}, which compares identifiers, title, people, year and place"
        f"{doubtful}."
    )


def _left(counts: FlowCounts) -> str:
    left = counts.left
    parts = (
        f"{left.with_identifier} with an identifier (DOI, PubMed or PMC number, ISBN, arXiv), "
        f"{left.without_identifier} without one and {left.not_identified} listed and not "
        "identified, which are kept as printed"
    )
    retracted = f"; {left.retracted} of them {'is' if left.retracted == 1 else 'are'} retracted"
    return f"This left {count_noun(left.records, 'records')}: {parts}{retracted}."


def chart(counts: FlowCounts, description: str) -> Flow:
    """The flow diagram; ``description`` says it all in words, for who cannot see it."""
    words = Words("prisma-flow", "PRISMA 2020 flow diagram", description)
    arms = tuple(FlowArm(_HEADINGS[arm.way], _steps(arm)) for arm in counts.arms)
    included = (FlowLine("Studies included in review"), FlowLine("Reports of included studies"))
    return Flow(words, arms, FlowStep("Included", included), _BELOW)


def _steps(arm: Arm) -> tuple[FlowStep, ...]:
    identified = FlowLine(_IDENTIFIED[arm.way], arm.records)
    removed = (
        FlowLine("Records removed before screening:", is_heading=True),
        FlowLine("Duplicate records removed", arm.duplicates),
        FlowLine("Records marked as ineligible by automation tools"),
        FlowLine("Records removed for other reasons"),
    )
    excluded = (
        FlowLine("Reports excluded:", is_heading=True),
        *(FlowLine(f"Reason {number}") for number in (1, 2, 3)),
    )
    return (
        FlowStep("Identification", (identified, *_parts(arm.identified)), removed),
        FlowStep("Identification", _left_box(arm)),
        FlowStep("Screening", _blank("Records screened"), _blank("Records excluded")),
        FlowStep(
            "Screening", _blank("Reports sought for retrieval"), _blank("Reports not retrieved")
        ),
        FlowStep("Screening", _blank("Reports assessed for eligibility"), excluded),
    )


def _blank(words: str) -> FlowBox:
    return (FlowLine(words),)


def _parts(identified: Sequence[Identified]) -> list[FlowLine]:
    """What each place gave; of many those that gave most, and the others as one number."""
    named = list(identified)
    if len(named) > _MOST:
        most = sorted(named, key=lambda each: -each.records)[: _MOST - 1]
        named = [each for each in named if each in most]
    parts = [FlowLine(each.words, each.records, is_part=True) for each in named]
    if others := len(identified) - len(named):
        rest = sum(each.records for each in identified) - sum(each.records for each in named)
        parts.append(FlowLine(f"{others} others", rest, is_part=True))
    return parts


def _left_box(arm: Arm) -> FlowBox:
    left = arm.left
    return (
        FlowLine("Records without their duplicates", left.records),
        FlowLine("with an identifier", left.with_identifier, is_part=True),
        FlowLine("without an identifier", left.without_identifier, is_part=True),
        FlowLine("listed and not identified", left.not_identified, is_part=True),
        FlowLine("Retracted, among these", left.retracted),
    )
