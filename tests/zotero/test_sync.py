"""A bibliography goes into a library once, whatever happens on the way, and harms nobody's data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import zotero_pushes
from builders import make_entry, make_work
from zotero_pushes import (
    entry,
    line,
    open_entry,
    order,
    plan,
    push,
    results,
    review,
    row_of,
    state,
    tags,
    undo,
    writes,
)
from zotero_server import ZoteroServer

import refkit
from refkit.api.zotero import to_zotero
from refkit.errors import InputError, ZoteroError
from refkit.model.identifiers import Doi
from refkit.text.rich import RichText
from refkit.zotero.api.library import ZoteroLibrary
from refkit.zotero.changes import record_of
from refkit.zotero.plan import Verdict


def test_every_entry_becomes_an_item_and_the_second_time_nothing_is_sent(
    zotero: ZoteroServer,
) -> None:
    bees = review(entry(1, "CAR-T"), open_entry(2))

    first = push(bees)
    sent = writes(zotero)
    again = push(bees)

    assert results(first) == {"10.1000/review": "created", "berg1": "created", "ref2": "created"}
    assert set(results(again).values()) == {"left"}
    assert again.run == ""
    assert writes(zotero) == sent
    assert len(zotero.library().items) == 3


def test_a_dry_run_writes_nothing_anywhere(zotero: ZoteroServer) -> None:
    planned = plan(review(entry(1, "CAR-T")))

    assert [step.verdict for step in planned.steps] == [Verdict.CREATE] * 2
    assert planned.collection.is_new
    assert writes(zotero) == 0


def test_labels_are_manual_tags_and_the_run_is_marked_by_an_automatic_one(
    zotero: ZoteroServer,
) -> None:
    pushed = push(review(entry(1, "CAR-T")))

    (item,) = zotero.library().by_title("On the bees of meadow 1")
    kinds = {each["tag"]: each.get("type", 0) for each in item["tags"]}
    assert kinds == {"CAR-T": 0, f"refkit run {pushed.run}": 1}


def test_an_item_of_the_users_is_completed_and_not_doubled(zotero: ZoteroServer) -> None:
    library = zotero.library()
    theirs = {"itemType": "journalArticle", "title": "On Bees", "tags": [{"tag": "to read"}]}
    key = library.add(theirs | {"DOI": "https://doi.org/10.1000/1", "volume": "99"})

    pushed = push(review(entry(1, "CAR-T")))

    item = library.items[key]
    assert results(pushed)["berg1"] == "updated"
    assert len(library.items) == 2
    assert (item["title"], item["volume"]) == ("On Bees", "99")
    assert item["creators"] == [{"creatorType": "author", "firstName": "Ada", "lastName": "Berg"}]
    assert tags(item) == ["CAR-T", "to read"]
    assert not item.get("citationKey")


@pytest.mark.parametrize("extra", ["DOI: 10.1000/1", "read twice\ndoi: https://doi.org/10.1000/1 "])
def test_a_doi_in_extra_is_found(zotero: ZoteroServer, extra: str) -> None:
    zotero.library().add({"itemType": "book", "title": "Bees", "extra": extra})

    assert results(push(review(entry(1))))["berg1"] == "updated"
    assert len(zotero.library().items) == 2


def test_what_lies_in_the_trash_is_told_and_not_created_again(zotero: ZoteroServer) -> None:
    library = zotero.library()
    key = library.add({"itemType": "journalArticle", "title": "On bees", "DOI": "10.1000/1"})
    library.trash(key)

    pushed = push(review(entry(1, "CAR-T")))

    assert "trash" in row_of(pushed, "berg1").why
    assert len(library.items) == 2
    assert tags(library.items[key]) == []


def test_an_item_that_was_merged_into_the_users_own_is_not_brought_back(
    zotero: ZoteroServer,
) -> None:
    push(review(entry(1)))
    library = zotero.library()
    (ours,) = library.by_title("On the bees of meadow 1")
    theirs = library.add({"itemType": "journalArticle", "title": "Bees", "DOI": "10.1000/1"})
    library.trash(ours["key"])

    pushed = push(review(entry(1, "CAR-T")))

    assert row_of(pushed, "berg1").key == theirs
    assert tags(library.items[theirs]) == ["CAR-T"]


def test_a_label_that_is_no_longer_given_goes_and_the_users_tags_stay(
    zotero: ZoteroServer,
) -> None:
    push(review(entry(1, "CAR-T", "lupus")))
    library = zotero.library()
    (item,) = library.by_title("On the bees of meadow 1")
    library.edit(item["key"], tags=[*item["tags"], {"tag": "CAR-NK"}, {"tag": "to read"}])

    pushed = push(review(entry(1, "lupus")))

    assert results(pushed)["berg1"] == "updated"
    assert tags(library.items[item["key"]]) == ["CAR-NK", "lupus", "to read"]


def test_a_label_that_a_person_removed_goes_and_does_not_come_back(zotero: ZoteroServer) -> None:
    # With the rules' tags and not by hand: what is pushed is what a later run of tag gives.
    cells = make_entry(make_work("CAR-T cells in lupus", doi=Doi("10.1000/1")), "berg1",
                       citations=(line(1),))  # fmt: skip
    tagged = refkit.tag(review(cells), facets=["modality"])
    push(tagged)
    library = zotero.library()
    (item,) = library.by_title("CAR-T cells in lupus")
    library.edit(item["key"], tags=[*item["tags"], {"tag": "to read"}])

    no_cells = [refkit.LabelRequest("berg1", "remove", "cell-therapy", "Ada Rossi")]
    decided = refkit.label(tagged, no_cells).bibliography
    assert results(push(decided))["berg1"] == "updated"
    assert tags(library.items[item["key"]]) == ["to read"]

    again = refkit.tag(decided, facets=["modality"])
    assert results(push(again))["berg1"] == "left"
    assert tags(library.items[item["key"]]) == ["to read"]

    library.edit(item["key"], tags=[{"tag": "CAR-T", "type": 0}])  # the user's own, by now
    push(again)
    assert tags(library.items[item["key"]]) == ["CAR-T"]


def test_what_a_user_changed_since_is_a_conflict_and_stays(zotero: ZoteroServer) -> None:
    push(review(entry(1, "CAR-T")))
    library = zotero.library()
    (item,) = library.by_title("On the bees of meadow 1")
    library.edit(item["key"], volume="77", tags=[])

    pushed = push(review(entry(1, "CAR-T", volume="3")))

    assert {record_of(each)[0] for each in row_of(pushed, "berg1").conflicts} == {
        "volume",
        "tag:CAR-T",
    }
    assert library.items[item["key"]]["volume"] == "77"
    assert tags(library.items[item["key"]]) == []


def test_an_edit_in_the_last_moment_is_kept_and_ours_is_made_on_top(zotero: ZoteroServer) -> None:
    push(review(entry(1)))
    library = zotero.library()
    (item,) = library.by_title("On the bees of meadow 1")
    zotero.fail_next(
        "concurrent-edit",
        path="POST /users/1/items",
        change=lambda library: library.edit(item["key"], title="My bees"),
    )

    pushed = push(review(entry(1, "CAR-T")))

    assert results(pushed)["berg1"] == "updated"
    assert library.items[item["key"]]["title"] == "My bees"
    assert tags(library.items[item["key"]]) == ["CAR-T"]


def test_what_a_user_deleted_is_not_brought_back_unless_asked(zotero: ZoteroServer) -> None:
    push(review(entry(1)))
    library = zotero.library()
    (item,) = library.by_title("On the bees of meadow 1")
    library.delete(item["key"])

    left = push(review(entry(1)))
    brought = push(review(entry(1)), again=True)

    assert "deleted by somebody" in row_of(left, "berg1").why
    assert results(brought)["berg1"] == "created"
    (back,) = library.by_title("On the bees of meadow 1")
    # Where the client chooses keys it has its own again; Zotero 10 gives them.
    assert (back["key"] == item["key"]) == isinstance(zotero, ZoteroServer)


def test_a_reference_that_is_resolved_later_stays_the_same_item(zotero: ZoteroServer) -> None:
    push(review(open_entry(1)))
    before = dict(zotero.library().items)

    pushed = push(review(replace(entry(1, "CAR-T"), citations=open_entry(1).citations)))

    items = zotero.library().items
    assert items.keys() == before.keys()
    (item,) = zotero.library().by_title("On the bees of meadow 1")
    assert results(pushed)["berg1"] == "updated"
    assert (item["itemType"], item["DOI"]) == ("journalArticle", "10.1000/1")
    assert tags(item) == ["CAR-T"]


def test_unresolved_references_say_so_or_are_left_out(zotero: ZoteroServer) -> None:
    push(review(open_entry(1)), resolved_only=True)
    assert len(zotero.library().items) == 1

    push(review(open_entry(1)))
    (item,) = zotero.library().by_title("Berg A. Bees 1. 2025.")
    assert item["itemType"] == "document"
    assert tags(item) == ["unresolved reference"]


def test_a_collection_is_found_by_name_and_made_once(zotero: ZoteroServer) -> None:
    library = zotero.library()
    key = library.add_collection("Bees")

    push(review(entry(1)))
    push(review(entry(2)), collection=key)

    assert list(library.collections) == [key]
    assert all(item["collections"] == [key] for item in library.items.values())


def test_of_two_collections_with_one_name_none_is_guessed(zotero: ZoteroServer) -> None:
    keys = sorted(zotero.library().add_collection("Bees") for _ in range(2))

    with pytest.raises(InputError, match=", ".join(keys)):
        push(review(entry(1)))

    assert writes(zotero) == 0


def test_one_item_that_is_refused_does_not_hold_up_the_others(zotero: ZoteroServer) -> None:
    zotero.fail_next("partial", path="POST /users/1/items", place=1, code=400)

    pushed = push(review(entry(1), entry(2)))
    again = push(review(entry(1), entry(2)))

    assert sorted(results(pushed).values()) == ["created", "created", "failed"]
    assert sorted(results(again).values()) == ["created", "left", "left"]


def test_one_that_was_stopped_takes_no_work_for_another_of_its_title(
    zotero: ZoteroServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ZoteroLibrary, "_batch_size", 1)
    title = RichText.of("Editorial")
    bees = [entry(number) for number in range(1, 13)]
    editorials = review(*(replace(one, work=replace(one.work, title=title)) for one in bees))

    def stopped(words: str, total: int) -> Callable[[int], None]:
        def tell(done: int) -> None:
            if words == "items" and done:
                raise KeyboardInterrupt

        return tell

    with pytest.raises(KeyboardInterrupt):
        to_zotero(order(editorials), transport=zotero_pushes.way, progress=stopped)
    pushed = push(editorials)
    made = [item["DOI"] for item in zotero.library().items.values() if "DOI" in item]
    assert sorted(made) == sorted({*made})
    assert len(made) == 13

    assert set(results(undo(pushed)).values()) == {"taken back"}
    assert state(zotero) == {}


@pytest.mark.parametrize(
    "fault",
    [
        "reset-after-commit",
        "reset",
        "truncated",
        "503",
        pytest.param("429", marks=pytest.mark.waits),
    ],
)
def test_a_lost_answer_makes_no_second_item(zotero: ZoteroServer, fault: str) -> None:
    zotero.fail_next(fault, path="POST /users/1/items")

    pushed = push(review(entry(1), entry(2, "CAR-T")))

    assert set(results(pushed).values()) == {"created"}
    assert len(zotero.library().items) == 3


def test_a_key_that_may_only_read_is_refused_before_anything_is_written(
    web_zotero: ZoteroServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFKIT_ZOTERO_KEY", web_zotero.read_only_key)

    with pytest.raises(ZoteroError, match="may only read"):
        push(review(entry(1)))

    assert writes(web_zotero) == 0


def test_a_groups_library_is_another_library(zotero: ZoteroServer) -> None:
    push(review(entry(1)))
    push(review(entry(1)), library="groups/77")

    assert state(zotero).keys().isdisjoint(state(zotero, "groups/77").keys())
    assert len(state(zotero, "groups/77")) == 2


def test_notes_hold_the_evidence_and_are_written_once(zotero: ZoteroServer) -> None:
    push(review(entry(1, "CAR-T"), entry(2)), notes=True)
    push(review(entry(1, "CAR-T"), entry(2)), notes=True)

    notes = [each for each in zotero.library().items.values() if each["itemType"] == "note"]
    assert len(notes) == 1
    assert "CAR-T" in notes[0]["note"]
    assert zotero.library().items[notes[0]["parentItem"]]["DOI"] == "10.1000/1"


def test_a_review_is_related_to_its_references_once(zotero: ZoteroServer) -> None:
    push(review(entry(1), entry(2)), relate=True)
    sent = writes(zotero)
    push(review(entry(1), entry(2)), relate=True)

    (item,) = zotero.library().by_title("A review of bees")
    assert len(item["relations"]["dc:relation"]) == 2
    assert writes(zotero) == sent


def test_colours_are_added_to_the_users_own(web_zotero: ZoteroServer) -> None:
    web_zotero.library().set_setting("tagColors", [{"name": "to read", "color": "#FF0000"}])

    push(review(entry(1, "CAR-T")), colors=True)

    colors = web_zotero.library().settings["tagColors"]["value"]
    assert [each["name"] for each in colors] == ["to read", "CAR-T"]


def test_the_same_work_twice_in_a_list_is_one_item(zotero: ZoteroServer) -> None:
    twice = replace(entry(2, doi=None), id="twice")
    library = zotero.library()
    library.add(
        {
            "itemType": "journalArticle",
            "title": "On the bees of meadow 2",
            "date": "2025",
            "creators": [{"creatorType": "author", "firstName": "A.", "lastName": "Berg"}],
        }
    )

    pushed = push(review(twice, entry(2)))

    assert sorted(results(pushed).values()) == ["created", "left", "updated"]
    assert len(library.items) == 2


def test_a_large_library_is_read_once(web_zotero: ZoteroServer) -> None:
    library = web_zotero.library()
    for number in range(250):
        library.add({"itemType": "book", "title": f"Bees {number}"})
    push(review(entry(1)))
    read = web_zotero.counted("GET", "/items?")

    push(review(entry(2)))

    assert read >= 3
    assert web_zotero.counted("GET", "/items?") - read <= 2
