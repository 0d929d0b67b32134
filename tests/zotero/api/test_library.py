"""A library over a line: read as at one version, written in batches, and every fault on the way."""

from __future__ import annotations

import json

import pytest
from zotero_lines import COMMITTED, OTHERS, fates, items, key_of
from zotero_server import Library, ZoteroServer
from zotero_server.faults import PASSING

from refkit.errors import ZoteroError
from refkit.zotero.api.library import ZoteroLibrary
from refkit.zotero.api.protocol import WriteResult, WriteStatus

pytestmark = pytest.mark.usefixtures("short_pauses")


# Reading


def filled(library: Library, count: int) -> None:
    for item in items(count):
        library.add(item, item["key"])


def test_everything_is_read_page_by_page_without_children_and_with_the_trash(
    server: ZoteroServer, web: ZoteroLibrary
) -> None:
    library = server.library()
    filled(library, 230)
    library.add({"itemType": "note", "parentItem": key_of(0), "note": "x"})
    library.trash(key_of(1))
    progress: list[tuple[int, int]] = []

    held = web.read(progress=lambda done, total: progress.append((done, total)))

    assert sorted(item["key"] for item in held.items) == [key_of(n) for n in range(230)]
    assert [item["key"] for item in held.items if item.get("deleted")] == [key_of(1)]
    assert held.version == library.version
    assert held.is_complete
    assert web.requests == 4
    assert (progress[0], progress[-1]) == ((100, 230), (230, 230))


def test_changes_alone_are_read_since_a_version(server: ZoteroServer, web: ZoteroLibrary) -> None:
    library = server.library()
    filled(library, 3)
    before = web.read()
    library.edit(key_of(0), title="Another")
    library.delete(key_of(1))

    since = web.read(before.version)

    assert [item["title"] for item in since.items] == ["Another"]
    assert since.deleted_keys == (key_of(1),)
    assert not since.is_complete


def test_a_library_that_moves_between_two_pages_is_read_again(
    server: ZoteroServer, web: ZoteroLibrary
) -> None:
    filled(server.library(), 250)
    server.fail_next("library-moves", path="start=0")

    held = web.read()

    assert len({item["key"] for item in held.items}) == 250
    assert held.version == server.library().version


def test_a_library_that_never_rests_is_given_up(server: ZoteroServer, web: ZoteroLibrary) -> None:
    filled(server.library(), 150)
    server.fail_next("library-moves", times=5, path="start=0")

    with pytest.raises(ZoteroError, match="let Zotero finish syncing"):
        web.read()


def test_a_deletion_while_changes_are_read_is_not_missed(
    server: ZoteroServer, web: ZoteroLibrary
) -> None:
    library = server.library()
    filled(library, 2)
    before = library.version
    server.fail_next(
        "concurrent-edit", path="/deleted", change=lambda library: library.delete(key_of(1))
    )

    since = web.read(before)

    assert since.deleted_keys == (key_of(1),)
    assert since.version == library.version


@pytest.mark.parametrize("fault", [*sorted(PASSING), "html", "json-garbage", "429-bare", "slow"])
def test_reading_outlasts_what_passes(server: ZoteroServer, web: ZoteroLibrary, fault: str) -> None:
    filled(server.library(), 120)
    server.fail_next(fault, path="/items")

    assert len(web.read().items) == 120


@pytest.mark.parametrize("fault", ["wrong-shape", "413", "409"])
def test_an_answer_that_is_no_list_is_an_error(
    server: ZoteroServer, web: ZoteroLibrary, fault: str
) -> None:
    server.fail_next(fault, path="/items")

    with pytest.raises(ZoteroError):
        web.read()


def test_items_of_any_kind_are_read_by_key(server: ZoteroServer, web: ZoteroLibrary) -> None:
    library = server.library()
    filled(library, 120)
    note = library.add({"itemType": "note", "parentItem": key_of(0), "note": "x"})
    library.trash(key_of(1))
    wanted = [note, key_of(1), "GXNE2345", *(key_of(n) for n in range(2, 120))]

    found = web.items(wanted)

    assert list(found) == [key for key in wanted if key != "GXNE2345"]
    assert found[key_of(1)]["deleted"]
    assert web.requests == 1 + 3


@pytest.mark.parametrize("others", [0, 150])
def test_who_has_children_is_told_with_the_fewest_requests(
    server: ZoteroServer, web: ZoteroLibrary, others: int
) -> None:
    library = server.library()
    filled(library, 3)
    for number in range(others):
        library.add({"itemType": "note", "parentItem": key_of(2), "note": f"note {number}"})
    library.trash(library.add({"itemType": "note", "parentItem": key_of(0), "note": "x"}))

    assert [each["note"] for each in web.children([key_of(0)])] == ["x"]
    # One to count them, then one page of all children, or one for the item that is asked about.
    assert web.requests == 1 + 1 + 1


def test_all_that_is_in_a_collection_is_told(server: ZoteroServer, web: ZoteroLibrary) -> None:
    library = server.library()
    top = library.add_collection("Review")
    below = library.add_collection("Below", parent=top)
    other = library.add_collection("Other")
    for number, collection in enumerate((top, below, other)):
        library.add({**items(3)[number], "collections": [collection]}, key_of(number))

    assert [one["name"] for one in web.collections()] == ["Below", "Other", "Review"]
    assert set(web.keys_in(top)) == {below, key_of(0), key_of(1)}
    assert web.keys_in("GXNE2345") == ()


def test_what_an_item_type_has_is_asked_once(server: ZoteroServer, web: ZoteroLibrary) -> None:
    book = web.fields_of("book")

    assert "title" in book.fields
    assert "author" in book.creators
    assert web.fields_of("book") is book
    assert server.counted("GET", "/schema") == 1
    assert web.fields_of("nothing such") == (frozenset(), frozenset())


# Writing


def test_a_thousand_items_cost_twenty_requests(server: ZoteroServer, web: ZoteroLibrary) -> None:
    heard: list[int] = []
    server.limits = server.limits.__class__(capacity=1000, rate=1000.0)

    outcomes = web.write_items(items(1000), on_batch=lambda batch: heard.append(len(batch)))

    assert fates(outcomes) == {WriteStatus.WRITTEN: 1000}
    assert [outcome.key for outcome in outcomes] == [key_of(n) for n in range(1000)]
    stored = server.library().items
    assert all(stored[outcome.key]["version"] == outcome.version for outcome in outcomes)
    assert heard == [50] * 20
    assert server.counted("POST", "/items") == 20


def test_requests_carry_what_zotero_wants_and_nothing_else(
    server: ZoteroServer, web: ZoteroLibrary
) -> None:
    web.write_items(items(1))

    headers = server.requests[-1].headers
    assert headers["zotero-api-key"] == server.key
    assert headers["zotero-api-version"] == "3"
    assert headers["content-type"] == "application/json"
    assert not {"expect", "if-unmodified-since-version", "authorization", "cookie"} & set(headers)


def test_what_is_there_already_is_not_written_again(
    server: ZoteroServer, web: ZoteroLibrary
) -> None:
    web.write_items(items(3))

    again = web.write_items(items(3))

    assert fates(again) == {WriteStatus.STALE: 3}
    assert again[0].code == 412
    assert len(server.library().items) == 3


def test_another_s_edit_is_not_overwritten(server: ZoteroServer, web: ZoteroLibrary) -> None:
    (first,) = web.write_items(items(1))
    server.fail_next("concurrent-edit", path="POST")

    (outcome,) = web.write_items([{"key": first.key, "version": first.version, "title": "Ours"}])

    assert outcome.status is WriteStatus.STALE
    assert server.library().items[first.key]["title"] == "Work 0"


@pytest.mark.parametrize("fault", sorted({*PASSING, *OTHERS, *COMMITTED}))
def test_a_fault_neither_loses_nor_doubles_anything(
    server: ZoteroServer, web: ZoteroLibrary, fault: str
) -> None:
    server.fail_next(fault, path="POST")

    outcomes = web.write_items(items(120))

    expected = (
        {WriteStatus.WRITTEN: 70, WriteStatus.STALE: 50}
        if fault in COMMITTED
        else {WriteStatus.WRITTEN: 120}
    )
    assert sorted(server.library().items) == [key_of(n) for n in range(120)]
    # The batch that meets it may be the last, of 20.
    assert fates(outcomes) in (expected, {WriteStatus.WRITTEN: 100, WriteStatus.STALE: 20})
    assert [outcome.key for outcome in outcomes] == [key_of(n) for n in range(120)]


@pytest.mark.parametrize("fault", ["500", "502", "504", "reset", "html", "409", "429-bare"])
def test_a_fault_that_lasts_is_told_and_the_rest_is_written(
    server: ZoteroServer, web: ZoteroLibrary, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("refkit.http.retry._LONGEST_PAUSE", 0.05)
    server.fail_next(fault, times=60, path="POST")

    (outcome,) = web.write_items(items(1))
    server.behave()

    assert outcome.status is (WriteStatus.FAILED if fault == "409" else WriteStatus.UNKNOWN)
    assert outcome.why
    assert fates(web.write_items(items(1))) == {WriteStatus.WRITTEN: 1}


def test_what_is_sent_again_is_counted(server: ZoteroServer, web: ZoteroLibrary) -> None:
    server.fail_next("reset-after-commit", times=2, path="POST")

    web.write_items(items(3))

    assert web.requests == len(server.requests) == 4


def test_a_batch_that_the_server_finds_too_large_is_halved(
    server: ZoteroServer, web: ZoteroLibrary
) -> None:
    server.fail_next("413", times=3, path="POST")

    outcomes = web.write_items(items(8))

    assert fates(outcomes) == {WriteStatus.WRITTEN: 8}
    assert len(server.library().items) == 8


def test_one_object_that_is_too_large_has_failed_alone(
    server: ZoteroServer, web: ZoteroLibrary
) -> None:
    server.fail_next("413", path="POST")

    (outcome,) = web.write_items(items(1))

    assert (outcome.status, outcome.code) == (WriteStatus.FAILED, 413)
    assert outcome.why == "too long for Zotero"


def test_a_library_that_moved_on_leaves_the_batch_unwritten(
    server: ZoteroServer, web: ZoteroLibrary
) -> None:
    server.fail_next("412", path="POST")

    assert fates(web.write_items(items(3))) == {WriteStatus.STALE: 3}
    assert server.library().items == {}


def test_one_object_with_a_passing_fault_is_sent_again(
    server: ZoteroServer, web: ZoteroLibrary
) -> None:
    server.fail_next("partial", path="POST", code=500, places=(1, 3))

    assert fates(web.write_items(items(5))) == {WriteStatus.WRITTEN: 5}
    assert [len(json.loads(one.body)) for one in server.requests if one.body] == [5, 2]


@pytest.mark.parametrize(
    ("code", "fate"),
    [(400, WriteStatus.FAILED), (404, WriteStatus.GONE), (409, WriteStatus.GONE), (412, WriteStatus.STALE),
     (413, WriteStatus.FAILED), (428, WriteStatus.FAILED)],
)  # fmt: skip
def test_one_object_that_is_refused_is_told_and_not_repeated(
    server: ZoteroServer, web: ZoteroLibrary, code: int, fate: WriteStatus
) -> None:
    server.fail_next("partial", path="POST", code=code, message="'x' <y>")

    outcomes = web.write_items(items(3))

    assert [outcome.status for outcome in outcomes] == [
        fate,
        WriteStatus.WRITTEN,
        WriteStatus.WRITTEN,
    ]
    assert outcomes[0].code == code
    assert "&lt;" not in outcomes[0].why
    assert server.counted("POST", "/items") == 1


def test_what_the_schema_refuses_is_told_in_its_words(
    server: ZoteroServer, web: ZoteroLibrary
) -> None:
    wrong = [{**items(1)[0], "frobnicate": "x"}, {**items(2)[1], "title": "x" * 65_536}]

    invalid, too_long = web.write_items(wrong)

    assert (invalid.code, too_long.code) == (400, 413)
    assert "frobnicate" in invalid.why
    assert too_long.why.startswith("too long for Zotero: ")


def test_a_collection_that_vanished_is_told(server: ZoteroServer, web: ZoteroLibrary) -> None:
    collection = server.library().add_collection("Review")
    server.fail_next("collection-gone", path="POST")

    (outcome,) = web.write_items([{**items(1)[0], "collections": [collection]}])

    assert outcome.status is WriteStatus.GONE
    assert "no longer there" in outcome.why


@pytest.mark.parametrize("fault", ["key-revoked", "403"])
def test_a_refusal_ends_it_and_is_never_repeated(
    server: ZoteroServer, web: ZoteroLibrary, fault: str
) -> None:
    server.fail_next(fault, path="POST")
    heard: list[WriteResult] = []

    with pytest.raises(ZoteroError, match="the key"):
        web.write_items(items(1000), on_batch=lambda batch: heard.extend(batch.values()))
    sent = len(server.requests)
    with pytest.raises(ZoteroError, match="the key"):
        web.read()

    assert len(server.requests) == sent
    # What was under way with it is heard of.
    assert sorted(one.key for one in heard) == sorted(server.library().items)
    server.violations.clear()  # up to three others were sent before the answer came


def test_an_answer_of_another_shape_leaves_it_open(
    server: ZoteroServer, web: ZoteroLibrary
) -> None:
    server.fail_next("wrong-shape", path="POST")

    assert fates(web.write_items(items(3))) == {WriteStatus.UNKNOWN: 3}


def test_faults_by_chance_neither_lose_nor_double_anything(
    server: ZoteroServer, web: ZoteroLibrary
) -> None:
    server.limits = server.limits.__class__(capacity=1000, rate=1000.0, retry_after=0)
    server.misbehave(7, 0.3, ["500", "502", "reset", "reset-after-commit", "truncated"])

    outcomes = web.write_items(items(500))
    server.behave()

    assert sorted(server.library().items) == [key_of(n) for n in range(500)]
    assert set(fates(outcomes)) <= {WriteStatus.WRITTEN, WriteStatus.STALE}


# Deleting, colours


@pytest.mark.parametrize("fault", ["reset", "reset-after-commit", "500", "503", "409"])
def test_a_deletion_outlasts_faults(server: ZoteroServer, web: ZoteroLibrary, fault: str) -> None:
    library = server.library()
    key = library.add_collection("Bees")
    server.fail_next(fault, path="DELETE")

    outcome = web.delete_collection(key, library.collections[key]["version"])

    assert library.collections == {}
    assert outcome.status is (
        WriteStatus.GONE if fault == "reset-after-commit" else WriteStatus.WRITTEN
    )


def test_a_collection_is_deleted_without_its_items(
    server: ZoteroServer, web: ZoteroLibrary
) -> None:
    (made,) = web.write_collections([{"key": "ABCD2345", "version": 0, "name": "Review"}])
    web.write_items([{**items(1)[0], "collections": ["ABCD2345"]}])

    assert web.delete_collection("ABCD2345", made.version - 1).status is WriteStatus.STALE
    assert web.delete_collection("ABCD2345", made.version).status is WriteStatus.WRITTEN
    assert web.delete_collection("ABCD2345", made.version).status is WriteStatus.GONE
    assert list(server.library().items) == [key_of(0)]


def test_colours_are_written_only_over_the_version_read(
    server: ZoteroServer, web: ZoteroLibrary
) -> None:
    assert web.tag_colors() == ([], 0)

    red = [{"name": "CAR-T", "color": "#FF0000"}]
    written = web.put_tag_colors(red, 0)

    assert web.tag_colors() == (red, written.version)
    server.library().set_setting("tagColors", [])
    assert web.put_tag_colors(red, written.version).status is WriteStatus.STALE
