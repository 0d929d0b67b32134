"""Keys are unique, stay where they are, and are given once."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from builders import REVIEW, WORKS, bibliography_of, make_entry, make_work
from builders import unresolved as unresolved_state
from growth import PARTS, is_linear
from hypothesis import given
from hypothesis import strategies as st

from refkit.citation_keys.formula import DEFAULT, parse_formula
from refkit.citation_keys.stable_keys import assign, rekeyed, with_keys
from refkit.citation_keys.transliterate import legal
from refkit.errors import InputError
from refkit.formats.saved import mapping
from refkit.model.bibliography import Bibliography, Citation, Entry
from refkit.model.entry_identity import names_of
from refkit.model.identifiers import Doi
from refkit.model.people import Creator
from refkit.model.reference import Reference
from refkit.model.resolution import Imported
from refkit.model.work import Work, WorkType

USUAL = parse_formula(DEFAULT)


def line(words: str, position: int = 1) -> Citation:
    return Citation(REVIEW, Reference(position, f"r{position}", (("unstructured", words),)))


def resolved(doi: str, *lines: Citation, title: str = "On bees", other: str = "") -> Entry:
    others = (Doi(other),) if other else ()
    work = make_work(title, doi=Doi(doi), other_dois=others)
    return make_entry(work, "", citations=lines)


def unresolved(*lines: Citation, title: str = "On bees") -> Entry:
    return make_entry(make_work(title), "", resolution=unresolved_state(), citations=lines)


def keyed(*entries: Entry, earlier: Bibliography | None = None, formula: str = "") -> Bibliography:
    return with_keys(bibliography_of(*entries), formula, earlier)


def ids(bibliography: Bibliography) -> list[str]:
    return [entry.id for entry in bibliography.entries]


def test_clashes_get_letters_and_the_first_comer_none() -> None:
    keys = assign([make_work()] * 30, USUAL)

    assert keys[:3] == ["bergBees2025", "bergBees2025a", "bergBees2025b"]
    assert keys[25:29] == ["bergBees2025y", "bergBees2025z", "bergBees2025aa", "bergBees2025ab"]


def test_case_alone_does_not_tell_keys_apart() -> None:
    works = [make_work("Bees"), make_work("BEES"), make_work("bees")]

    assert assign(works, USUAL, {"bergbees2025a"}) == [
        "bergBees2025", "bergBEES2025b", "bergBees2025c",
    ]  # fmt: skip


def test_a_letter_does_not_make_another_works_key() -> None:
    works = [make_work(title, published_print=None) for title in ("Bee", "Beea", "Bee", "Beea")]

    assert assign(works, USUAL) == ["bergBee", "bergBeea", "bergBeeb", "bergBeeaa"]


def test_a_work_of_which_nothing_is_known_has_a_key() -> None:
    nothing = Work(WorkType.DOCUMENT)

    assert assign([nothing, nothing], USUAL) == ["anonymous", "anonymousa"]
    assert assign([make_work()], parse_formula("DOI")) == ["bergBees2025"]


def test_a_key_stays_with_its_doi_wherever_the_work_stands() -> None:
    first = keyed(resolved("10.1/a"), resolved("10.1/b"))

    again = keyed(resolved("10.1/c"), resolved("10.1/b"), resolved("10.1/a"), earlier=first)

    assert ids(first) == ["bergBees2025", "bergBees2025a"]
    assert ids(again) == ["bergBees2025b", "bergBees2025a", "bergBees2025"]


def test_a_key_stays_with_a_work_under_another_of_its_dois() -> None:
    first = keyed(resolved("10.1/old", title="Ants"))

    again = keyed(resolved("10.1/new", title="Bees", other="10.1/old"), earlier=first)

    assert ids(again) == ids(first) == ["bergAnts2025"]


def test_a_line_keeps_its_key_when_it_is_resolved_later() -> None:
    first = keyed(unresolved(line("Berg, Ants")))

    again = keyed(resolved("10.1/a", line("Berg, Ants", 7), title="Ants!"), earlier=first)

    assert ids(again) == ids(first)
    assert again.keys == ()


def test_a_line_that_could_not_be_asked_for_keeps_the_key_of_its_work() -> None:
    first = keyed(resolved("10.1/a", line("Ants"), title="Ants"))

    assert ids(keyed(unresolved(line("Ants")), earlier=first)) == ids(first)


def test_a_line_that_means_another_work_gets_another_key() -> None:
    first = keyed(resolved("10.1/wrong", line("Ants"), title="Ants"))

    again = keyed(resolved("10.1/right", line("Ants"), title="Ants"), earlier=first)

    assert ids(again) == ["bergAnts2025a"]
    assert ("bergAnts2025", "doi:10.1/wrong") in again.keys


def test_the_work_itself_comes_before_a_line_that_once_meant_it() -> None:
    first = keyed(resolved("10.1/a", line("Ants"), line("Ants again", 2), title="Ants"))

    again = keyed(
        unresolved(line("Ants"), title="Ants"),
        resolved("10.1/a", line("Ants again", 2), title="Ants"),
        earlier=first,
    )

    assert ids(again) == ["bergAnts2025a", "bergAnts2025"]


def test_lines_that_were_deposited_alike_are_told_apart_by_their_order() -> None:
    lines = [unresolved(line("Ibid.", place), title=title) for place, title in enumerate("XYZ", 1)]
    first = keyed(*lines)

    assert ids(keyed(*lines, earlier=first)) == ids(first)
    assert len(set(names_of(first.entries))) == 3


def test_a_line_that_is_worded_anew_keeps_its_key_and_comes_back_to_it() -> None:
    words = "Berg A. On the ants of meadows in spring. J Ants 2001;12:345."
    first = keyed(unresolved(line(words), title="Ants"))
    anew = keyed(unresolved(line(f"{words} In German."), title="Ameisen"), earlier=first)
    back = keyed(unresolved(line(words, 4), title="Ants"), earlier=keyed(earlier=anew))

    assert ids(first) == ids(anew) == ids(back)


def test_a_key_that_an_earlier_file_gave_to_a_line_is_still_its() -> None:
    words = [["key", "r1"], ["unstructured", "Ants"]]
    digest = hashlib.sha256(json.dumps(words, separators=(",", ":")).encode()).hexdigest()[:16]
    earlier = replace(keyed(), keys=(("mine", f"line:{REVIEW}#{digest}"),))
    back = Citation(REVIEW, Reference(3, "r1", (("key", "r1"), ("unstructured", "Ants"))))

    again = keyed(unresolved(back), earlier=earlier)

    assert ids(again) == ["mine"]
    assert again.keys == ()


def test_what_is_gone_keeps_its_key_and_comes_back_to_it() -> None:
    both = keyed(resolved("10.1/a"), resolved("10.1/b"))
    one = keyed(resolved("10.1/b"), earlier=both)
    another = keyed(resolved("10.1/c"), earlier=one)
    back = keyed(resolved("10.1/c"), resolved("10.1/a"), earlier=another)

    assert ids(one) == ["bergBees2025a"]
    assert one.keys == (("bergBees2025", "doi:10.1/a"),)
    assert ids(another) == ["bergBees2025b"]
    assert ids(back) == ["bergBees2025b", "bergBees2025"]
    assert back.keys == (("bergBees2025a", "doi:10.1/b"),)


def test_the_formula_of_a_bibliography_goes_on() -> None:
    first = keyed(resolved("10.1/a"), formula="[auth][year]")

    again = keyed(resolved("10.1/a"), resolved("10.1/b"), earlier=first)
    other = keyed(resolved("10.1/a"), resolved("10.1/b"), earlier=first, formula="year")

    assert ids(again) == ["Berg2025", "Berg2025a"]
    assert again.made.citation_key == "[auth][year]"
    assert ids(other) == ["Berg2025", "2025"]


def test_new_keys_for_all_but_what_a_user_brought_along() -> None:
    own = make_entry(id_="My:Key", resolution=Imported("bibtex"))
    given = replace(keyed(resolved("10.1/a"), own, resolved("10.1/b")), keys=(("x", "doi:10.1/x"),))

    new = rekeyed(given, "'my-' + type + ':Key' ; auth")

    assert ids(rekeyed(given, "'My:Key'")) == ["My:Keya", "My:Key", "My:Keyb"]
    assert ids(new) == ["my-journalArticle:Key", "My:Key", "my-journalArticle:Keya"]
    assert new.keys == ()
    with pytest.raises(InputError, match="unknown function"):
        rekeyed(given, "foo")


def test_the_usual_formula_is_not_written_down() -> None:
    assert keyed(resolved("10.1/a"), formula=DEFAULT) == keyed(resolved("10.1/a"))
    assert keyed(resolved("10.1/a")).made.citation_key == ""


@given(st.lists(WORKS, max_size=8), st.lists(WORKS, max_size=3))
def test_keys_are_unique_legal_and_stay_when_works_are_added(
    works: list[Work], more: list[Work]
) -> None:
    keys = assign(works, USUAL)

    assert len({key.lower() for key in keys}) == len(keys)
    assert all(key and legal(key) == key for key in keys)
    assert assign(works + more, USUAL)[: len(keys)] == keys


def listed(number: int, work: Work, is_resolved: bool) -> Entry:
    """One line of a list, resolved or not: no two have a line or a DOI in common."""
    state: dict[str, Any] = {} if is_resolved else {"resolution": unresolved_state()}
    known = replace(work, doi=Doi(f"10.1000/{number}"), other_dois=())
    return make_entry(known, "", citations=(line(str(number), number + 1),), **state)


@given(
    st.lists(st.tuples(WORKS, st.booleans(), st.booleans()), max_size=6),
    st.randoms(use_true_random=False),
    st.integers(0, 6),
)
def test_no_key_moves_in_a_later_run(
    lines: list[tuple[Work, bool, bool]], chance: Random, number: int
) -> None:
    before = [listed(place, work, was) for place, (work, was, _) in enumerate(lines)]
    after = [listed(place, work, was or now) for place, (work, was, now) in enumerate(lines)]
    first = keyed(*before[:number])
    chance.shuffle(after)

    again = keyed(*after, earlier=first)

    said = {entry.citations[0]: entry.id for entry in again.entries}
    assert all(said[entry.citations[0]] == entry.id for entry in first.entries)
    assert len({key.lower() for key in ids(again)}) == len(after)
    assert keyed(*after, earlier=again) == again
    assert mapping.loads(mapping.dumps(again)) == again


@PARTS
def test_many_works_of_one_key_take_time_in_proportion(part: int) -> None:
    work = make_work()
    chains = [make_work(creators=(Creator("b" * n),), published_print=None) for n in range(1, 40)]

    assert is_linear(lambda count: assign([work] * count, USUAL), 16_000 // part)
    assert len(set(assign(chains * 50, USUAL))) == len(chains) * 50
