"""The plan: keys are the same whenever an entry is sent, and its notes follow their item."""

from __future__ import annotations

import pytest
from builders import make_entry, make_work
from zotero_pushes import entry, open_entry, push, review, row_of, undo
from zotero_server import ZoteroServer

from refkit.model.identifiers import Doi
from refkit.zotero.plan import is_key, key_of


def test_a_key_is_made_of_zoteros_letters_and_is_always_the_same() -> None:
    keys = {key_of("users/1", f"doi:10.1000/{number}") for number in range(500)}

    assert len(keys) == 500
    assert all(map(is_key, keys))
    assert key_of("users/1", "doi:10.1000/a") == key_of("users/1", "doi:10.1000/a")


def test_another_library_or_another_turn_gives_another_key() -> None:
    first = key_of("users/1", "doi:10.1000/a")

    assert first not in {key_of("groups/1", "doi:10.1000/a"), key_of("users/1", "doi:10.1000/a", 1)}


@pytest.mark.parametrize("gone", ["delete", "trash"])
def test_a_note_of_an_item_that_somebody_deleted_is_left_as_the_item_is(
    zotero: ZoteroServer, gone: str
) -> None:
    first = push(review(entry(1, "CAR-T"), entry(2, "CAR-T")))
    getattr(zotero.library(), gone)(row_of(first, "berg1").key)

    again = push(review(entry(1, "CAR-T"), entry(2, "CAR-T")), notes=True)

    notes = {row.entry: row for row in again.rows if row.is_note}
    assert (notes["berg1"].result, notes["berg2"].result) == ("left", "created")
    assert notes["berg1"].why == row_of(again, "berg1").why


def test_what_was_printed_goes_when_the_reference_is_resolved_and_comes_back_with_undo(
    zotero: ZoteroServer,
) -> None:
    printed = open_entry(2)
    push(review(printed))
    (before,) = [each for each in zotero.library().regular if each["itemType"] == "document"]
    before = dict(before)
    work = make_work("Bees 2", doi=Doi("10.1000/2"))

    pushed = push(review(make_entry(work, "berg2", citations=printed.citations)))

    item = zotero.library().items[before["key"]]
    assert "As printed" in before["extra"]
    assert (item["itemType"], item.get("extra", "")) == ("journalArticle", "")
    undo(pushed)
    assert zotero.library().items[before["key"]]["extra"] == before["extra"]
