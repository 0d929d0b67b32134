"""Papers whose titles differ in one word: each is found, and none is taken for the other."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

from twins import FORMS, Cited, placed_elsewhere, printed, twins

from refkit.matching.choose import Match, choose
from refkit.matching.title_differences import differences
from refkit.model.printed_reference import PrintedReference
from refkit.model.reference import Reference
from refkit.model.work import Work

# A form that prints no journal is never enough to name an article.
NAMED = [form for form in FORMS if "no place" not in form and form != "fields, volume"]
KINDS = sorted({kind for kind, _, _ in twins()})


def trials(kind: str, steps: tuple[int, ...]) -> Iterator[tuple[str, str, str]]:
    """Each pair of titles in so many of the forms, other ones each time."""
    for number, (of, title, other) in enumerate(twins()):
        if of == kind:
            yield from ((NAMED[(number + step) % len(NAMED)], title, other) for step in steps)


def chosen(reference: Reference, *works: Work) -> str:
    found = choose(PrintedReference.of(reference), works)
    return str(found.work.doi) if isinstance(found, Match) else ""


@pytest.mark.parametrize("steps", [(0,), pytest.param((4, 8), marks=pytest.mark.more)], ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_a_twin_is_never_taken_for_the_paper_that_is_meant(
    kind: str, steps: tuple[int, ...]
) -> None:
    for form, title, other in trials(kind, steps):
        meant = Cited(title)
        reference = printed(form, meant)
        twin = placed_elsewhere(meant, other)
        same_volume = replace(twin, volume=meant.volume)
        told = f"{form}: {reference.deposited} / {other}"

        assert chosen(reference, twin.work("10.1000/twin")) == "", told
        assert chosen(reference, same_volume.work("10.1000/twin")) == "", told
        both = (twin.work("10.1000/twin"), meant.work("10.1000/meant"))
        assert chosen(reference, *both) == "10.1000/meant", told


def test_a_title_that_is_near_is_taken_where_the_whole_place_agrees() -> None:
    meant = Cited("Advances in CAR-NK therapy of refractory myositis")
    misprinted = replace(meant, title="Advances in CAR-T therapy of refractory myositis")

    assert chosen(printed("fields, all", misprinted), meant.work("10.1000/a")) == "10.1000/a"
    assert chosen(printed("string, Vancouver", misprinted), meant.work("10.1000/a")) == "10.1000/a"


def test_place_and_title_of_two_papers_name_neither() -> None:
    meant = Cited("Advances in CAR-NK therapy of refractory myositis")
    titled = placed_elsewhere(meant, "Advances in CAR-T therapy of refractory myositis")
    reference = printed("fields, all", replace(meant, title=titled.title))

    assert chosen(reference, meant.work("10.1000/a"), titled.work("10.1000/b")) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wild polinators of gardens", "Wild pollinators of gardens"),
        ("Rheumatiod arthritis in winter", "Rheumatoid arthritis in winter"),
        ("Tumour necrosis factor in oedema", "Tumor necrosis factor in edema"),
        ("A randomised trial in paediatric anaemia", "A randomized trial in pediatric anemia"),
        ("Effect of TNF-α on β-cells", "Effect of TNF-alpha on beta cells"),
        ("Outcome of patients with cancers", "Outcomes of patients with cancer"),
        ("Co-operation of pollina tors", "Cooperation of pollinators"),
        ("Ueber die Behandlung", "Über die Behandlung"),
        ("A phase II trial: part one", "A phase 2 trial: part 1"),
        ("Crohns disease", "Crohn’s disease"),
        ("Steroids vs placebo", "Steroids versus placebo"),
    ],
)
def test_spelling_and_a_slip_of_the_pen_make_no_other_title(one: str, other: str) -> None:
    found = differences(one, other)

    assert not found.word
    assert not found.number
