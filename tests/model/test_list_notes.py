"""What is told of lists: above all what several services said of who cites a work."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from refkit.model.bibliography import (
    Bibliography,
    Citation,
    Entry,
    ListOutcome,
    Made,
    ReviewList,
)
from refkit.model.identifiers import Doi
from refkit.model.list_ids import CitingList
from refkit.model.list_notes import LIMIT, NOT_KNOWN, notes, notes_by_list
from refkit.model.reference import ASSERTED_BY, Reference
from refkit.model.resolution import Method, Resolved
from refkit.model.work import Work, WorkType

SEED = "10.1000/seed"
GIVEN, FAILED = ListOutcome.GIVEN, ListOutcome.FAILED
ALL = "openalex europepmc opencitations"


def row(source: str, announced: int, given: int, detail: str = "", of: str = SEED) -> ReviewList:
    return ReviewList(f"citing:{of}", GIVEN, source, announced, given, detail)


def rows(numbers: Sequence[tuple[int, int]], of: str = SEED) -> list[ReviewList]:
    named = zip(ALL.split(), numbers, strict=True)
    return [row(source, *pair, of=of) for source, pair in named]


def made(lists: Sequence[ReviewList], *named_by: str, of: str = SEED) -> Bibliography:
    """Works that cite the seed, each by who names it."""
    entries = tuple(
        Entry(
            str(place),
            Work(WorkType.ARTICLE_JOURNAL, doi=Doi(f"10.1000/{place}")),
            Resolved(Method.DEPOSITED_DOI, "crossref"),
            (Citation(CitingList(of), Reference(place, "", ((ASSERTED_BY, names),))),),
        )
        for place, names in enumerate(named_by, start=1)
    )
    return Bibliography(Made("1"), entries=entries, lists=tuple(lists))


def test_what_each_announces_and_gives_and_how_many_that_are() -> None:
    told = made(rows([(1200, 1200), (2, 2), (2, 2)]), ALL, ALL, "openalex")

    assert notes(told) == [
        f"works citing {SEED}: openalex announces 1,200 and gives 1,200, europepmc 2 and 2, "
        "opencitations 2 and 2: 3 works, 2 in all three"
    ]
    assert notes_by_list(told) == {f"citing:{SEED}": notes(told)[0]}


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (row("europepmc", 0, 0, NOT_KNOWN), "europepmc does not know it: 1 work"),
        (row("europepmc", 900, 1, LIMIT), "europepmc given 1 of 900: --limit: 1 work, 1 in both"),
        (
            row("europepmc", 3, 1, "2 from before 2020 left out"),
            "europepmc 3 and 1 (2 from before 2020 left out): 1 work, 1 in both",
        ),
        (
            ReviewList(f"citing:{SEED}", FAILED, "europepmc", 0, 0, "it is down"),
            "europepmc could not be asked (it is down): 1 work",
        ),
        (
            ReviewList(f"citing:{SEED}", FAILED, "europepmc", 1500, 1000, "it broke off"),
            "europepmc gives 1,000 of 1,500 and then no more (it broke off): 1 work",
        ),
    ],
)
def test_why_a_list_is_not_whole_is_told(other: ReviewList, said: str) -> None:
    told = made([row("openalex", 1, 1), other], "openalex europepmc")

    assert notes(told) == [f"works citing {SEED}: openalex announces 1 and gives 1, {said}"]


def test_who_failed_now_is_told_and_not_what_it_gave_before() -> None:
    before = row("europepmc", 1, 1)
    now = ReviewList(f"citing:{SEED}", FAILED, "europepmc", 0, 0, "it is down")

    (told,) = notes(made([row("openalex", 1, 1), before, now], "openalex europepmc"))

    assert told.endswith("europepmc could not be asked (it is down): 1 work")


@pytest.mark.parametrize(
    ("lists", "said"),
    [
        (rows([(0, 0)] * 3), "nobody cites it yet, say openalex, europepmc and opencitations"),
        (
            [row("openalex", 0, 0), row("europepmc", 0, 0, NOT_KNOWN)],
            "nobody cites it yet, says openalex; europepmc does not know it",
        ),
    ],
)
def test_nobody_may_cite_it(lists: list[ReviewList], said: str) -> None:
    assert notes(made(lists)) == [f"works citing {SEED}: {said}"]


def test_a_service_that_could_not_be_asked_does_not_say_nobody() -> None:
    down = ReviewList(f"citing:{SEED}", FAILED, "europepmc", 0, 0, "it is down")

    (told,) = notes(made([row("openalex", 0, 0), down]))

    assert told == (
        f"works citing {SEED}: openalex announces 0 and gives 0, europepmc could not be asked "
        "(it is down): 0 works"
    )


def test_many_lists_without_trouble_are_summed_up() -> None:
    """What has trouble is told by itself; a work that cites two of them is one work."""
    seeds = [f"10.1000/seed.{number}" for number in range(7)]
    lists = [each for seed in seeds for each in rows([(1, 1), (1, 1), (1, 1)], seed)]
    short = row("openalex", 9, 1, of="10.1000/short")
    line = Reference(1, "", ((ASSERTED_BY, ALL),))
    entry = Entry(
        "one",
        Work(WorkType.ARTICLE_JOURNAL, doi=Doi("10.1000/citing")),
        Resolved(Method.DEPOSITED_DOI, "crossref"),
        tuple(Citation(CitingList(seed), line) for seed in [*seeds, "10.1000/short"]),
    )
    told = Bibliography(Made("1"), entries=(entry,), lists=(*lists, short))

    assert notes(told) == [
        "works citing 10.1000/short: openalex announces 9 and gives 1: 1 work",
        "works citing 7 works: openalex announces 7 and gives 7, europepmc 7 and 7, opencitations "
        "7 and 7: 1 work, 1 in all three",
    ]
    assert len(notes_by_list(told)) == 8


def test_a_review_is_told_of_as_ever() -> None:
    short = ReviewList("10.1000/review", GIVEN, "crossref", 9, 8)
    whole = ReviewList("10.1000/other", GIVEN, "crossref", 8, 8)

    told = Bibliography(Made("1"), lists=(short, whole))

    assert notes(told) == [short.note]
    assert notes_by_list(told) == {"10.1000/review": short.note, "10.1000/other": ""}
