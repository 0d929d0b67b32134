"""The plan: keys are the same whenever an entry is sent, and its notes follow their item."""

from __future__ import annotations

from refkit.zotero.plan import is_key, key_of


def test_a_key_is_made_of_zoteros_letters_and_is_always_the_same() -> None:
    keys = {key_of("users/1", f"doi:10.1000/{number}") for number in range(500)}

    assert len(keys) == 500
    assert all(map(is_key, keys))
    assert key_of("users/1", "doi:10.1000/a") == key_of("users/1", "doi:10.1000/a")


def test_another_library_or_another_turn_gives_another_key() -> None:
    first = key_of("users/1", "doi:10.1000/a")

    assert first not in {key_of("groups/1", "doi:10.1000/a"), key_of("users/1", "doi:10.1000/a", 1)}
