"""Entries that mean one work, and keys that mean several."""

from __future__ import annotations

import growth
from builders import make_entry, make_work

from refkit.checks.duplicates import duplicate_entries, duplicate_keys
from refkit.checks.findings import FindingKind, Severity
from refkit.checks.source_locations import SourceLocation
from refkit.model.bibliography import Entry
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi
from refkit.model.people import Creator
from refkit.model.work import Container, Relation

TITLE = "The flight of honey bees over alpine meadows"


def entry(key: str, title: str = TITLE, doi: str = "", **fields: object) -> Entry:
    return make_entry(make_work(title, doi=Doi(doi) if doi else None, **fields), key)


def found(*entries: Entry) -> list[tuple[int, Severity, str]]:
    return [(place, each.severity, each.message) for place, each in duplicate_entries(entries)]


def test_two_works_are_no_duplicates() -> None:
    assert found(entry("a", doi="10.1000/a"), entry("b", "Owls of the northern garden")) == []


def test_one_doi_is_one_work() -> None:
    pair = entry("a", doi="10.1000/a"), entry("b", "Bees", doi="10.1000/a")

    assert found(*pair) == [(1, Severity.WARNING, "has the same DOI as a")]


def test_an_alias_is_the_same_doi() -> None:
    work = entry("b", "Bees", "10.1000/b", other_dois=(Doi("10.1000/a"),))

    assert found(entry("a", doi="10.1000/a"), work)[0][2] == "has the same DOI as a"


def test_title_year_and_first_author_are_one_work() -> None:
    pair = entry("a", doi="10.1000/a"), entry("b", "The Flight of Honey-Bees over alpine Meadows.")

    assert found(*pair) == [(1, Severity.WARNING, "has title, year and first author of a")]


def test_two_dois_may_be_two_versions() -> None:
    ((_, severity, said),) = found(entry("a", doi="10.1000/a"), entry("b", doi="10.1000/b"))

    assert severity is Severity.NOTE
    assert "under another DOI (10.1000/b, 10.1000/a)" in said


def test_a_preprint_and_its_article_are_two_works() -> None:
    preprint = entry("a", doi="10.1101/a", relations=(Relation("is-preprint-of", "10.1000/B"),))

    assert found(preprint, entry("b", doi="10.1000/b")) == []


def test_a_sequel_another_year_and_another_author_are_other_works() -> None:
    others = (
        entry("b", f"{TITLE} 2"),
        entry("c", published_print=PartialDate(2024)),
        entry("d", creators=(Creator("Dahl", "Bo"),)),
    )

    assert all(found(entry("a"), other) == [] for other in others)


def test_short_titles_are_the_same_in_one_journal_alone() -> None:
    here, there = Container("Journal of Bees"), Container("Owl Letters")

    assert (
        found(entry("a", "Editorial", container=here), entry("b", "Editorial", container=there))
        == []
    )
    assert found(entry("a", "Editorial", container=here), entry("b", "Editorial", container=here))


def keys(*written: str) -> list[tuple[int, Severity, str]]:
    entries = [entry(f"id{place}") for place, _ in enumerate(written)]
    places = [SourceLocation(key, line=10 + place) for place, key in enumerate(written)]
    return [(place, each.severity, each.message) for place, each in duplicate_keys(entries, places)]


def test_a_key_that_stands_twice_is_an_error() -> None:
    assert keys("a", "b", "a") == [(2, Severity.ERROR, "its key stands at line 10 too")]


def test_keys_that_differ_in_capitals_are_one_to_bibtex() -> None:
    assert keys("Berg", "berg")[0][1] is Severity.WARNING


def test_entries_without_a_key_have_none_in_common() -> None:
    assert keys("", "") == []


def test_the_kinds() -> None:
    ((_, finding),) = duplicate_entries([entry("a"), entry("b")])

    assert (finding.kind, finding.entry) == (FindingKind.DUPLICATE, "b")


def _of_one_author(number: int, key: str = "") -> Entry:
    letters = "abcdefghijklmnopqrstuvwxyz"
    title = " ".join(letters[number // by % 26] * 9 for by in (1, 26, 676))
    placed = {"volume": str(number), "page": str(number), "issued": PartialDate(2020)}
    return entry(key or f"k{number}", title, creators=(Creator("Abel", "Ada"),), **placed)


def test_of_many_of_one_author_and_year_each_is_compared_with_few() -> None:
    def compared(number: int) -> list[object]:
        return list(duplicate_entries([_of_one_author(place) for place in range(number)]))

    assert growth.is_linear(compared, 1600)


def test_among_many_of_one_author_and_year_the_same_work_is_found() -> None:
    entries = [_of_one_author(place) for place in range(200)]

    ((place, finding),) = duplicate_entries([*entries, _of_one_author(77, "again")])

    assert place == 200
    assert "k77" in finding.message
