"""Keys without an entry, and entries without a citation."""

from __future__ import annotations

from builders import make_entry

from refkit.checks.cited_keys import uncited, undefined_keys
from refkit.checks.manuscripts import CitedKey
from refkit.checks.source_locations import SourceLocation
from refkit.model.bibliography import Entry
from refkit.model.resolution import Imported


def entry(key: str, **kept: str) -> Entry:
    return make_entry(id_=key, resolution=Imported("bibtex", tuple(kept.items())))


def cite(*keys: str) -> list[CitedKey]:
    return [CitedKey(key, "main.tex", line) for line, key in enumerate(keys, start=1)]


def dead(cited: list[CitedKey], *entries: Entry) -> list[tuple[str, int, str]]:
    places = [SourceLocation()] * len(entries)
    return [(each.entry, each.line, each.advice) for each in undefined_keys(cited, entries, places)]


def never(cited: list[CitedKey], *entries: Entry) -> list[str]:
    return [each.entry for _, each in uncited(cited, entries, [SourceLocation()] * len(entries))]


def test_a_key_that_no_entry_has_is_told_once_where_it_stands() -> None:
    told = dead(cite("berg2021", "owls", "owls"), entry("berg2021"))

    assert told == [("owls", 2, "add the entry, or mend the key")]


def test_the_key_that_may_be_meant_is_named() -> None:
    assert dead(cite("berg2012"), entry("berg2021"))[0][2] == "is berg2021 meant?"
    assert dead(cite("BERG2021"), entry("berg2021"))[0][2] == "is berg2021 meant?"


def test_keys_are_those_of_the_file() -> None:
    places = [SourceLocation("a"), SourceLocation("a")]
    entries = [entry("a"), entry("a-2")]

    assert [each.entry for each in undefined_keys(cite("a", "a-2"), entries, places)] == ["a-2"]
    assert list(uncited(cite("a"), entries, places)) == []


def test_another_name_of_an_entry_is_its_key() -> None:
    berg = entry("berg", ids="mountain, bees")

    assert dead(cite("bees"), berg) == []
    assert never(cite("bees"), berg) == []


def test_what_is_cited_nowhere() -> None:
    assert never(cite("a"), entry("a"), entry("b")) == ["b"]


def test_what_another_entry_needs_is_cited_by_it() -> None:
    assert never(cite("a"), entry("a", crossref="book"), entry("book")) == []


def test_a_star_cites_all() -> None:
    assert never(cite("*"), entry("a"), entry("b")) == []
    assert dead(cite("*"), entry("a")) == []
