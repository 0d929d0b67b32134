"""The boxes of the diagram: PRISMA's, with the numbers that are known and blanks for the others."""

from __future__ import annotations

from prisma_flow.test_counts import imported, library, line, resolved, saved, waiting

from refkit.prisma_flow.counts import count
from refkit.prisma_flow.run import chart
from refkit.report.flow import FlowLine

REVIEW = saved(resolved(0, line(1), line(4)), resolved(1, line(2)), waiting(3))


def lines(*boxes: tuple[FlowLine, ...]) -> list[str]:
    return [str(line) for box in boxes for line in box]


def test_each_way_has_a_column_and_both_end_in_what_is_included() -> None:
    flow = chart(count({"a.ris": library(imported(1)), "review.refkit.json": REVIEW}), "all of it")

    assert [arm.heading for arm in flow.arms] == [
        "Identification of studies via databases and registers",
        "Identification of studies via other methods",
    ]
    first, second = flow.arms[1].steps[:2]
    assert lines(first.box, first.aside) == [
        "Records identified from citation searching (n = 4)",
        "references of Berg 2025 (review.refkit.json) (n = 4)",
        "Records removed before screening:",
        "Duplicate records removed (n = 2)",
        "Records marked as ineligible by automation tools (n = ____)",
        "Records removed for other reasons (n = ____)",
    ]
    assert lines(second.box) == [
        "Records without their duplicates (n = 2)", "with an identifier (n = 1)",
        "without an identifier (n = 0)", "listed and not identified (n = 1)",
        "Retracted, among these (n = 0)",
    ]  # fmt: skip
    later = [each for arm in flow.arms for step in arm.steps[2:] for each in step.box + step.aside]
    assert all(each.count is None for each in (*later, *flow.last.box))


def test_of_many_places_those_with_most_are_named_and_the_others_counted() -> None:
    files = {
        f"{number:02}.ris": library(*[imported(number % 4, with_doi=False)] * (1 + number % 3))
        for number in range(30)
    }
    counts = count(files)

    total, *parts = chart(counts, "").arms[0].steps[0].box

    assert total.count == sum(part.count or 0 for part in parts) == counts.records
    assert len(parts) == 12
    assert parts[-1].words == "19 others"
    assert all(part.is_part for part in parts)  # of the number above them, and drawn below it
