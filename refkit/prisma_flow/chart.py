"""The numbers as the boxes of PRISMA 2020's template, in its words.

Page MJ et al., The PRISMA 2020 statement, BMJ 2021;372:n71, Figure 1. One box is not in it: what is
left without duplicates, parted by what it is known by. What refkit cannot know is left blank.
"""

from __future__ import annotations

from collections.abc import Sequence

from refkit.prisma_flow.counts import Arm, FlowCounts
from refkit.prisma_flow.identified import Identified, Way
from refkit.report.flow import BLANK, Flow, FlowArm, FlowBox, FlowLine, FlowStep
from refkit.report.svg import Words

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
        FlowStep("Identification", _left(arm)),
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


def _left(arm: Arm) -> FlowBox:
    left = arm.left
    return (
        FlowLine("Records without their duplicates", left.records),
        FlowLine("with an identifier", left.with_identifier, is_part=True),
        FlowLine("without an identifier", left.without_identifier, is_part=True),
        FlowLine("listed and not identified", left.not_identified, is_part=True),
        FlowLine("Retracted, among these", left.retracted),
    )
