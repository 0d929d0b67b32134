"""Which listed line is which, and which entry, whatever was done to the list meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from builders import REVIEW, make_entry, make_work, unresolved
from growth import is_linear

from refkit.model.bibliography import Citation, Entry
from refkit.model.entry_identity import names_of, same_entries
from refkit.model.identifiers import Doi, Pmid
from refkit.model.identity import compared_words, is_alike, only_lines, same_lines
from refkit.model.reference import Reference

BEES = "Berg A. On the bees of meadows in spring. J Bees 2001;12:345-350."
WASPS = "Lund B. On the wasps of orchards in autumn. J Bees 2004;15:12-19."
ANTS = "Novak C. Ants. J Bees 1999;10:1-2."


def lines(*said: str | dict[str, str]) -> list[Citation]:
    """A list; each line has the depositor's key of its place."""
    told = [{"unstructured": each} if isinstance(each, str) else each for each in said]
    return [
        Citation(REVIEW, Reference(n, f"r{n}", tuple(sorted({"key": f"r{n}", **fields}.items()))))
        for n, fields in enumerate(told, start=1)
    ]


def same(before: Sequence[str | dict[str, str]], now: Sequence[str | dict[str, str]]) -> list[str]:
    """For each line now the one that it was, by its letter; a stop for a new one."""
    found = same_lines(lines(*before), lines(*now))
    return ["abcdefgh"[found[n]] if n in found else "." for n in range(len(now))]


def with_doi(words: str, doi: str) -> dict[str, str]:
    return {"unstructured": words, "DOI": doi, "doi-asserted-by": "crossref"}


def test_a_line_is_known_wherever_it_stands() -> None:
    assert same([BEES, WASPS], [ANTS, WASPS, BEES]) == [".", "b", "a"]


@pytest.mark.parametrize(
    "again",
    [
        BEES.replace(" ", "  "),
        f"<i>{BEES}</i>",
        BEES.replace("J Bees", "J. BEES,"),
        f"{BEES} https://doi.org/10.1000/a",
        with_doi(BEES, "10.1000/a"),
    ],
)
def test_what_a_deposit_changes_is_none_of_its_words(again: str | dict[str, str]) -> None:
    assert same([BEES, WASPS], [WASPS, again]) == ["b", "a"]


def test_a_doi_that_is_mended_or_taken_away_makes_no_other_line() -> None:
    now = [with_doi(WASPS, "10.1000/w"), BEES, with_doi(ANTS, "10.1000/mended")]

    assert same([with_doi(BEES, "10.1000/b"), with_doi(ANTS, "10.1000/a")], now) == [".", "a", "b"]


def test_lines_that_say_the_same_are_told_apart_by_their_dois_then_by_their_order() -> None:
    short = {"author": "Berg", "year": "2001", "journal-title": "Bees"}
    one, two, new = ({**short, "DOI": f"10.1000/{n}"} for n in (1, 2, 3))

    assert same([one, two], [two, one]) == ["b", "a"]
    assert same([one, two], [new, one, two]) == [".", "a", "b"]
    assert same([with_doi(BEES, "10.1000/a"), BEES], [BEES]) == ["b"]
    assert same([one], [new]) == ["."]  # another paper of hers in that journal and year
    assert same(["Ibid.", "Ibid."], ["Ibid.", BEES, "Ibid.", "Ibid."]) == ["a", ".", "b", "."]


def test_a_line_that_is_worded_anew_is_known_by_its_doi_or_between_its_neighbours() -> None:
    little = BEES.replace("On the bees", "The bees").replace("spring", "early spring")

    assert same([with_doi(BEES, "10.1000/a")], [ANTS, with_doi(WASPS, "10.1000/A")]) == [".", "a"]
    assert same([ANTS, BEES, WASPS], [ANTS, little, WASPS]) == ["a", "b", "c"]
    assert same([ANTS, BEES, WASPS], [ANTS, "New one", little, WASPS]) == ["a", ".", "b", "c"]
    assert same([ANTS, BEES, WASPS], [little, ANTS, WASPS]) == ["b", "a", "c"]
    mended = little.replace("345", "354")
    assert same([ANTS, BEES, WASPS], [ANTS, mended, WASPS]) == ["a", "b", "c"]
    assert same([ANTS, BEES, WASPS], [mended, ANTS, WASPS]) == [".", "a", "c"]


def test_a_year_a_volume_and_a_page_find_a_line_that_is_moved_and_worded_anew() -> None:
    short = BEES.replace("-350", "")
    anew = short.replace("spring", "springtime")

    assert same([short, ANTS, WASPS], [ANTS, WASPS, anew]) == ["b", "c", "a"]
    without = [line.replace("12:345", "") for line in (short, anew)]
    assert same([without[0], ANTS, WASPS], [ANTS, WASPS, without[1]]) == ["b", "c", "."]


@pytest.mark.parametrize(
    "other",
    [
        WASPS,
        BEES.replace("2001;12:345-350", "2002;13:22-30"),  # her next paper
        "Berg A. Bees. 2001.",
    ],
)
def test_where_it_is_in_doubt_it_is_a_new_line(other: str) -> None:
    assert same([ANTS, BEES], [ANTS, other]) == ["a", "."]
    assert same([ANTS, "Berg A. Bees 1. 2001."], [ANTS, "Berg A. Bees 2. 2001."]) == ["a", "."]


def test_a_line_that_says_nothing_has_its_place_alone() -> None:
    assert same([BEES, {}, WASPS], [ANTS, BEES, {}, WASPS]) == [".", "a", "b", "c"]
    assert same([BEES, {}, WASPS], [{}, BEES, WASPS]) == [".", "a", "c"]


def test_in_a_list_that_is_what_it_was_each_line_is_itself() -> None:
    told: list[str | dict[str, str]] = [{}, BEES, {}, BEES, {"DOI": "10.1000/a"}, {}]
    again = [{**({"unstructured": each} if isinstance(each, str) else each), "key": "another"}
             for each in told]  # fmt: skip

    assert same(told, told) == same(told, again) == list("abcdef")


def test_of_lines_whose_list_is_lost_as_many_alike_are_paired_in_their_order() -> None:
    assert only_lines(lines(BEES, WASPS, WASPS), lines(WASPS, ANTS, WASPS, BEES)) == {
        0: 1,
        2: 2,
        3: 0,
    }
    assert only_lines(lines(BEES, WASPS, WASPS), lines(WASPS, BEES)) == {1: 0}
    assert only_lines(lines({}, BEES), lines({}, BEES)) == {1: 1}  # what says nothing is no line


def test_another_reviews_line_is_another_line() -> None:
    other = [Citation(Doi("10.1000/other"), each.reference) for each in lines(BEES)]

    assert same_lines(lines(BEES), other) == {}


def test_numbers_count_and_spelling_does_not() -> None:
    assert is_alike(
        compared_words("Colour of bees in the summer meadow"),
        compared_words("Color of bees in the summer meadow"),
    )
    assert is_alike(
        compared_words("Colour and behaviour of bees in the summer meadow"),
        compared_words("Color and behavior of bees in the summer meadow"),
    )
    assert not is_alike(
        compared_words("Colour and behaviour of bees in the summer meadow"),
        compared_words("Colour and enemies of wasps in the summer meadow"),
    )
    assert not is_alike(
        compared_words("A trial of bees in the summer meadow, phase 2"),
        compared_words("A trial of bees in the summer meadow, phase 3"),
    )
    assert is_alike(
        compared_words("A trial of bees in the summer meadow, phase 2"),
        compared_words("A trial of bees in the summer meadow, phase 2. 2001"),
    )
    assert not is_alike((), ())


def test_seventeen_of_twenty_words_are_most_of_them_also_where_one_is_misspelt() -> None:
    left = [f"word{letter}" for letter in "abcdefghijklmnopqrst"]
    others = ["meadow", "orchard", "garden", "spring"]

    assert is_alike(left, left[:17] + others[:3])
    assert not is_alike(left, left[:16] + others)
    assert is_alike([*left[:16], "behaviour", *left[17:]], [*left[:16], "behavior", *others[:3]])
    assert not is_alike([*left[:15], "behaviour", *left[16:]], [*left[:15], "behavior", *others])


def entry(doi: str = "", words: str = BEES) -> Entry:
    state = {} if doi else {"resolution": unresolved()}
    work = make_work(doi=Doi(doi) if doi else None)
    return make_entry(work, citations=tuple(lines(words)), **state)


def test_an_entry_is_known_by_its_work_and_by_its_line() -> None:
    open_, resolved = names_of([entry()])[0], names_of([entry("10.1000/a")])[0]

    assert resolved == ("doi:10.1000/a", *open_)
    assert all(name.startswith("line:") for name in open_)


def test_an_entry_of_no_review_is_known_by_a_number_or_by_its_title() -> None:
    numbered = make_entry(make_work(pmid=Pmid("1")), citations=())
    ibid = make_entry(make_work("Ibid.", creators=()), citations=())

    first, second, third = names_of([numbered, ibid, ibid])

    assert first == ("pmid:1",)
    assert second != third


def test_a_work_is_another_than_the_one_that_its_line_meant_before() -> None:
    assert same_entries([entry()], [entry("10.1000/a")]) == {0: 0}
    assert same_entries([entry("10.1000/a")], [entry("10.1000/b")]) == {}
    assert same_entries([entry("10.1000/a")], [entry("10.1000/a", WASPS)]) == {0: 0}


def test_two_pages_of_one_site_are_two_lines() -> None:
    one, two = (f"World of Bees. Fact sheet. https://bees.example/{name}" for name in ("a", "b"))

    assert same([one], [two, one]) == [".", "a"]


def test_many_lists_take_time_in_proportion() -> None:
    """Three hundred reviews of a hundred lines are compared list by list."""

    def work(lists: int) -> None:
        lines = [
            Citation(Doi(f"10.1000/{n:05d}"), Reference(1, "", (("unstructured", f"Line {n}"),)))
            for n in range(lists)
        ]
        same_lines(lines, [*lines[:-1], replace(lines[-1], reference=Reference(1))])

    assert is_linear(work, 4000)
