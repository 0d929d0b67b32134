"""The loopback web API of Zotero takes and refuses writes as the real one does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from zotero_server import Library, ZoteroServer
from zotero_server.asking import ARTICLE, KEYS, ask, failure, new, post
from zotero_server.validating import Json


@pytest.fixture
def server() -> Iterator[ZoteroServer]:
    with ZoteroServer() as server:
        yield server


@pytest.fixture
def library(server: ZoteroServer) -> Library:
    return server.library("users/1")


# Keys and their rights


def test_the_key_tells_whose_it_is_and_what_it_may_do(server: ZoteroServer) -> None:
    full = ask(server, "GET", "/keys/current").json()
    groups = ask(server, "GET", "/keys/current", key=server.groups_key).json()

    assert full["userID"] == 1
    assert full["access"]["user"] == {"library": True, "files": True, "notes": True, "write": True}
    assert "user" not in groups["access"]
    assert groups["access"]["groups"] == {"all": {"library": True, "write": True}}


@pytest.mark.parametrize(
    ("key", "says"), [("", "Forbidden"), (ZoteroServer.read_only_key, "Write access denied")]
)
def test_who_may_not_write_is_refused(server: ZoteroServer, key: str, says: str) -> None:
    answer = ask(server, "POST", "/users/1/items", [new()], key=key)

    assert (answer.status_code, answer.text) == (403, says)
    assert not server.library("users/1").items


def test_a_key_of_the_groups_sees_nobodys_own_library(server: ZoteroServer) -> None:
    assert ask(server, "GET", "/users/1/items", key=server.groups_key).status_code == 403
    made = ask(server, "POST", "/groups/77/items", [new()], key=server.groups_key)
    assert made.json()["success"] == {"0": KEYS[0]}
    assert server.library("groups/77").items.keys() == {KEYS[0]}


def test_bad_keys_shut_out_the_good_one(server: ZoteroServer) -> None:
    answers = [ask(server, "GET", "/keys/current", key=f"bad{n}").status_code for n in range(6)]

    assert answers == [403] * 5 + [429]
    assert ask(server, "GET", "/keys/current").status_code == 429


# Arrays of objects


def test_each_object_has_a_fate_of_its_own(server: ZoteroServer, library: Library) -> None:
    there = library.add({**ARTICLE, "rights": "mine"})
    same = {"key": there, "version": 1, "rights": "mine"}

    report = post(server, new(0), new(1, nonsense="<x>"), same)

    assert report["success"] == {"0": KEYS[0]}
    assert report["successful"]["0"]["data"]["title"] == "Bees in gardens"
    assert report["unchanged"] == {"2": there}
    assert report["failed"] == {
        "1": {"code": 400, "message": "Invalid property &#039;nonsense&#039;"}
    }
    # One for each that is not refused, the unchanged one too; whose own version stays.
    assert library.version == 3
    assert library.items[there]["version"] == 1


def test_a_creation_sent_twice_is_there_already(server: ZoteroServer, library: Library) -> None:
    server.fail_next("reset-after-commit")
    with pytest.raises(requests.ConnectionError):
        post(server, new())

    again = failure(server, new())

    assert again["code"] == 412
    assert library.items.keys() == {KEYS[0]}


@pytest.mark.parametrize(
    ("one", "code"),
    [
        ({"key": KEYS[0], **ARTICLE}, 428),
        ({"key": KEYS[0], "version": 7, **ARTICLE}, 404),
        ({"key": "AAAA2220", "version": 0, **ARTICLE}, 400),
        ({"itemKey": KEYS[0], "version": 0, **ARTICLE}, 400),
        (new(itemType="nonsense"), 400),
        (new(itemType="book", PMID="1"), 400),
        (new(title=["x"]), 400),
        (new(title="x" * 65_536), 413),
        (new(creators=[{"creatorType": "author", "name": "x" * 256}]), 413),
        (new(tags=[{"tag": "x" * 256}]), 413),
        (new(tags=[{"tag": ""}]), 400),
        (new(tags=["x"]), 400),
        (new(creators=[{"creatorType": "director", "name": "x"}]), 400),
        (new(creators=[{"creatorType": "nonsense", "name": "x"}]), 400),
        (new(creators=[{"creatorType": "author", "firstName": "x"}]), 400),
        (new(creators=[{"creatorType": "author", "name": "x", "lastName": "y"}]), 400),
        (new(collections=["CCCC2222"]), 409),
        (new(collections=["elsewhere"]), 400),
        (new(parentItem="PPPP2222"), 400),
        (new(relations={"dc:relation": "https://doi.org/10.5555/bees"}), 400),
        (new(relations={"dc:creator": "http://zotero.org/users/1/items/AAAA2222"}), 400),
        ({"key": KEYS[0], "version": 0, "itemType": "note", "note": "x" * 500_001}, 413),
        ({"key": KEYS[0], "version": 0, "itemType": "note", "parentItem": "PPPP2222"}, 409),
        ({"key": KEYS[0], "version": 0, "itemType": "book", "note": "x"}, 400),
    ],
)
def test_what_zotero_does_not_take(server: ZoteroServer, one: Json, code: int) -> None:
    assert failure(server, one)["code"] == code
    assert not server.library("users/1").items


def test_a_failure_names_what_is_missing_or_too_long(server: ZoteroServer) -> None:
    assert failure(server, new(collections=["CCCC2222"]))["data"] == {"collection": "CCCC2222"}
    assert failure(server, new(tags=[{"tag": "x" * 256}]))["data"] == {"tag": "x" * 256}


def test_what_is_kept_is_tidied(server: ZoteroServer, library: Library) -> None:
    tags = [{"tag": "b"}, {"tag": "a", "type": 1}, {"tag": "b", "type": 0}]
    author = [{"creatorType": "author", "firstName": "A", "lastName": "B"}]

    report = post(server, new(title="a\x07b\tc", date="", tags=tags, creators=author))

    kept = library.items[KEYS[0]]
    assert kept["title"] == "ab\tc"
    assert "date" not in kept
    assert kept["tags"] == [{"tag": "a", "type": 1}, {"tag": "b"}]
    # What is answered has the empty fields too.
    assert report["successful"]["0"]["data"]["date"] == ""


def test_members_that_are_not_sent_stay_and_arrays_are_replaced_whole(
    server: ZoteroServer, library: Library
) -> None:
    post(server, new(date="2026", tags=[{"tag": "a"}, {"tag": "b"}]))

    post(server, {"key": KEYS[0], "version": 1, "tags": [{"tag": "c"}]})

    assert library.items[KEYS[0]]["date"] == "2026"
    assert library.items[KEYS[0]]["tags"] == [{"tag": "c"}]


def test_the_same_tags_again_are_a_change(server: ZoteroServer, library: Library) -> None:
    post(server, new(tags=[{"tag": "a"}]))
    before = dict(library.items[KEYS[0]])

    report = post(server, {"key": KEYS[0], "version": 1, "tags": [{"tag": "a"}]})

    assert report["success"] == {"0": KEYS[0]}
    assert library.items[KEYS[0]]["version"] == 2
    assert library.items[KEYS[0]]["dateModified"] > before["dateModified"]


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (ARTICLE, 400, "Uploaded data must be a JSON array"),
        ([new(n) for n in range(51)], 413, "Cannot add more than 50 items at a time"),
        ([new(extra=[[[[[[[[[[[[[[[[[[[["x"]]]]]]]]]]]]]]]]]]]])], 400, "Maximum stack depth"),
    ],
)
def test_a_request_that_is_refused_whole(
    server: ZoteroServer, body: Any, status: int, says: str
) -> None:
    answer = ask(server, "POST", "/users/1/items", body)

    assert answer.status_code == status
    assert says in answer.text
    assert not server.library("users/1").items


def test_the_version_of_the_library_is_asked_once_a_request(
    server: ZoteroServer, library: Library
) -> None:
    report = post(server, new(0), new(1), If_Unmodified_Since_Version="0")
    late = ask(server, "POST", "/users/1/items", [new(2)], If_Unmodified_Since_Version="1")

    assert len(report["success"]) == 2  # though the first has moved it on
    assert late.status_code == 412
    assert len(library.items) == 2


def test_a_write_token_is_good_once(server: ZoteroServer) -> None:
    first = ask(server, "POST", "/users/1/items", [ARTICLE], Zotero_Write_Token="token-of-mine")
    again = ask(server, "POST", "/users/1/items", [ARTICLE], Zotero_Write_Token="token-of-mine")
    short = ask(server, "POST", "/users/1/items", [ARTICLE], Zotero_Write_Token="abc")

    assert [first.status_code, again.status_code, short.status_code] == [200, 412, 400]
    assert again.text == "Write token already used"
    assert len(server.library("users/1").items) == 1


def test_a_relation_shows_on_both_items(server: ZoteroServer, library: Library) -> None:
    post(server, new(0), new(1))

    post(server, {"key": KEYS[0], "version": 1, "relations": {"dc:relation": library.uri(KEYS[1])}})

    assert library.items[KEYS[1]]["relations"] == {"dc:relation": library.uri(KEYS[0])}
    assert library.items[KEYS[1]]["version"] == 3

    library.delete(KEYS[0])

    assert library.items[KEYS[1]]["relations"] == {}


# One object


def test_a_single_write_wants_a_version(server: ZoteroServer, library: Library) -> None:
    post(server, new())
    at = f"/users/1/items/{KEYS[0]}"

    def patch(body: Json, **headers: str) -> int:
        return ask(server, "PATCH", at, body, **headers).status_code

    assert patch({"date": "2026"}) == 428
    assert patch({"date": "2026", "version": 1}, If_Unmodified_Since_Version="2") == 400
    assert patch({"date": "2026", "version": 1}) == 204
    assert patch({"date": "2025"}, If_Unmodified_Since_Version="1") == 412
    assert ask(server, "PATCH", "/users/1/items/ZZZZ2222", {"date": "2026"}).status_code == 404
    assert library.items[KEYS[0]]["date"] == "2026"


def test_a_put_replaces_and_one_that_changes_nothing_keeps_the_version(
    server: ZoteroServer, library: Library
) -> None:
    post(server, new(date="2026"))
    whole = {**ARTICLE, "tags": [], "collections": [], "relations": {}, "version": 1}

    first = ask(server, "PUT", f"/users/1/items/{KEYS[0]}", whole)
    second = ask(server, "PUT", f"/users/1/items/{KEYS[0]}", {**whole, "version": 2})
    lacking = ask(server, "PUT", f"/users/1/items/{KEYS[0]}", {**ARTICLE, "version": 2})

    assert (first.status_code, first.headers["Last-Modified-Version"]) == (204, "2")
    assert (second.status_code, second.headers["Last-Modified-Version"]) == (204, "2")
    assert lacking.status_code == 400
    assert "date" not in library.items[KEYS[0]]


def test_a_delete_is_for_good_and_wants_a_version(server: ZoteroServer, library: Library) -> None:
    post(server, new(0), new(1))
    library.add({"itemType": "note", "note": "x", "parentItem": KEYS[0]}, key="NNNN2222")
    at = f"/users/1/items/{KEYS[0]}"

    assert ask(server, "DELETE", at).status_code == 428
    assert ask(server, "DELETE", at, If_Unmodified_Since_Version="9").status_code == 412
    assert ask(server, "DELETE", at, If_Unmodified_Since_Version="1").status_code == 204

    gone = ask(server, "GET", "/users/1/deleted?since=3").json()["items"]
    assert gone == sorted([KEYS[0], "NNNN2222"])
    assert ask(server, "GET", "/users/1/deleted").status_code == 400
    assert library.items.keys() == {KEYS[1]}


def test_several_are_deleted_at_the_version_of_the_library(
    server: ZoteroServer, library: Library
) -> None:
    post(server, new(0), new(1), new(2))
    at = f"/users/1/items?itemKey={KEYS[0]},{KEYS[1]}"

    assert ask(server, "DELETE", at).status_code == 428
    assert ask(server, "DELETE", at, If_Unmodified_Since_Version="2").status_code == 412
    assert ask(server, "DELETE", at, If_Unmodified_Since_Version="3").status_code == 204
    assert library.items.keys() == {KEYS[2]}
