"""The account in full: it adds up."""

from __future__ import annotations

from builders import BIBLIOGRAPHIES, bibliography_of, make_entry, unresolved
from hypothesis import given
from report.made_up import made_up

from refkit.model.bibliography import Bibliography
from refkit.model.resolution import Method, Reason, Resolved
from refkit.report.numbers import listed_counts, resolution_counts


def test_each_way_with_its_words() -> None:
    bibliography = bibliography_of(
        make_entry(id_="a"),
        make_entry(id_="b", resolution=Resolved(Method.BY_HAND, "person")),
        make_entry(id_="c", resolution=unresolved(Reason.AMBIGUOUS)),
    )

    assert [(way.words, way.is_resolved, way.total) for way in resolution_counts(bibliography)] == [
        ("by the deposited DOI", True, 1),
        ("by a DOI that a person named", True, 1),
        (Reason.AMBIGUOUS.sentence, False, 1),
    ]


def check(bibliography: Bibliography) -> None:
    counted, found = bibliography.account, resolution_counts(bibliography)

    assert (
        sum(way.total for way in found)
        == counted.listed
        == sum(listed_counts(bibliography).values())
    )
    assert sum(way.total for way in found if not way.is_resolved) == (
        counted.unresolved + counted.without_doi
    )


@given(BIBLIOGRAPHIES)
def test_the_ways_are_the_account(bibliography: Bibliography) -> None:
    check(bibliography)


def test_the_ways_of_several_reviews_are_the_account() -> None:
    bibliography = made_up(120)

    check(bibliography)
    assert [
        sum(way.counts[place] for way in resolution_counts(bibliography)) for place in range(3)
    ] == list(listed_counts(bibliography).values())
