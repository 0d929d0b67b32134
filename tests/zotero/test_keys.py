"""Keys and identities: the same entry asks for the same key, whenever it is sent."""

from __future__ import annotations

from builders import make_entry, make_work, unresolved

from refkit.model.identifiers import Doi, Pmid
from refkit.zotero.keys import identities_of, is_key, key_of, told_apart


def test_a_key_is_made_of_zoteros_letters_and_is_always_the_same() -> None:
    keys = {key_of("users/1", f"doi:10.1000/{number}") for number in range(500)}

    assert len(keys) == 500
    assert all(map(is_key, keys))
    assert key_of("users/1", "doi:10.1000/a") == key_of("users/1", "doi:10.1000/a")


def test_another_library_or_another_turn_gives_another_key() -> None:
    first = key_of("users/1", "doi:10.1000/a")

    assert first not in {key_of("groups/1", "doi:10.1000/a"), key_of("users/1", "doi:10.1000/a", 1)}


def test_a_work_is_known_by_its_doi_and_by_its_line() -> None:
    entry = make_entry(make_work(doi=Doi("10.1000/a"), pmid=Pmid("1")))

    assert identities_of(entry) == ("doi:10.1000/a", "reference:10.1000/review#1")


def test_a_reference_keeps_its_line_when_it_is_resolved_later() -> None:
    open_ = make_entry(resolution=unresolved())
    resolved = make_entry(make_work(doi=Doi("10.1000/a")))

    assert identities_of(open_)[0] in identities_of(resolved)


def test_two_entries_with_the_same_words_are_told_apart() -> None:
    ibid = make_entry(make_work("Ibid.", creators=()), citations=())

    names = told_apart([identities_of(ibid), identities_of(ibid)])

    assert names[0] != names[1]
