"""The loopback web API of Zotero answers what is read as the real one does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from zotero_server import Library, ZoteroServer
from zotero_server.asking import ARTICLE, KEYS, ask, failure, new, post
from zotero_server.schema import OFFICIAL, schema_at


@pytest.fixture
def server() -> Iterator[ZoteroServer]:
    with ZoteroServer() as server:
        yield server


@pytest.fixture
def library(server: ZoteroServer) -> Library:
    return server.library("users/1")


# Reading


def test_a_list_comes_by_pages(server: ZoteroServer, library: Library) -> None:
    for number in range(120):
        library.add({**ARTICLE, "title": f"Title {number}"})

    plain = ask(server, "GET", "/users/1/items")
    most = ask(server, "GET", "/users/1/items?limit=1000")
    page = ask(server, "GET", "/users/1/items?limit=1000&start=100")
    versions = ask(server, "GET", "/users/1/items?format=versions&since=118")

    assert (len(plain.json()), plain.headers["Total-Results"]) == (25, "120")
    assert plain.links["next"]["url"] == f"{server.url}/users/1/items?start=25"
    assert [len(most.json()), len(page.json())] == [100, 20]
    assert "next" not in page.links
    assert sorted(versions.json().values()) == [119, 120]
    assert plain.headers["Last-Modified-Version"] == "120"
    unchanged = ask(server, "GET", "/users/1/items", If_Modified_Since_Version="120")
    assert unchanged.status_code == 304


def test_the_trash_and_notes_are_left_out_or_asked_for(
    server: ZoteroServer, library: Library
) -> None:
    post(server, new(0), new(1))
    library.add({"itemType": "note", "note": "x", "parentItem": KEYS[0]}, key="NNNN2222")
    library.trash(KEYS[1])

    def keys(path: str) -> set[str]:
        return set(ask(server, "GET", f"/users/1/{path}").text.split())

    assert keys("items?format=keys") == {KEYS[0], "NNNN2222"}
    assert keys("items/trash?format=keys") == {KEYS[1]}
    assert keys(f"items/{KEYS[0]}/children?format=keys") == {"NNNN2222"}
    regular = "itemType=-attachment%20%7C%7C%20note%20%7C%7C%20annotation"
    assert keys(f"items?format=keys&includeTrashed=1&{regular}") == {KEYS[0], KEYS[1]}
    assert keys(f"items?format=keys&itemKey={KEYS[0]},{KEYS[1]}") == {KEYS[0]}


def test_a_search_finds_no_doi(server: ZoteroServer, library: Library) -> None:
    post(server, new())

    assert ask(server, "GET", "/users/1/items?q=bees").json()
    assert ask(server, "GET", "/users/1/items?q=10.5555&qmode=everything").json() == []


def test_collections_hold_items_and_leave_them(server: ZoteroServer, library: Library) -> None:
    sent = [{"key": "CCCC2222", "version": 0, "name": "Review"}, {"key": "CCCC2223", "version": 0}]
    made = ask(server, "POST", "/users/1/collections", sent).json()
    post(server, new(collections=["CCCC2222"]))
    library.add_collection("Under it", parent="CCCC2222", key="CCCC2224")

    inside = ask(server, "GET", "/users/1/collections/CCCC2222/items?format=keys").text.split()
    top = ask(server, "GET", "/users/1/collections/top").json()
    version = str(library.collections["CCCC2222"]["version"])
    gone = ask(
        server, "DELETE", "/users/1/collections/CCCC2222", If_Unmodified_Since_Version=version
    )

    assert made["success"] == {"0": "CCCC2222"}
    assert made["failed"]["1"]["code"] == 400
    assert inside == [KEYS[0]]
    assert [(one["key"], one["meta"]["numCollections"]) for one in top] == [("CCCC2222", 1)]
    assert gone.status_code == 204
    assert library.items[KEYS[0]]["collections"] == []
    assert library.items[KEYS[0]]["version"] == 2
    assert not library.collections


def test_tag_colors_are_a_setting_with_a_version(server: ZoteroServer, library: Library) -> None:
    at, colors = "/users/1/settings/tagColors", [{"name": "a", "color": "#ff0000"}]
    library.set_setting("tagColors", colors)
    more = {"value": [*colors, {"name": "b", "color": "#00ff00"}]}

    read = ask(server, "GET", at)
    assert read.json() == {"value": colors, "version": 1}
    assert ask(server, "PUT", at, more).status_code == 428
    assert ask(server, "PUT", at, more, If_Unmodified_Since_Version="0").status_code == 412
    assert ask(server, "PUT", at, more, If_Unmodified_Since_Version="1").status_code == 204
    assert library.settings["tagColors"]["value"] == more["value"]
    assert ask(server, "GET", "/users/1/settings/none").status_code == 404


def test_tags_are_listed_and_deleted(server: ZoteroServer, library: Library) -> None:
    post(server, new(tags=[{"tag": "a"}, {"tag": "b", "type": 1}]))

    listed = ask(server, "GET", "/users/1/tags").json()
    assert [(one["tag"], one["meta"]["type"]) for one in listed] == [("a", 0), ("b", 1)]
    assert ask(server, "DELETE", "/users/1/tags?tag=a").status_code == 428
    ask(server, "DELETE", "/users/1/tags?tag=a", If_Unmodified_Since_Version="1")
    assert library.items[KEYS[0]]["tags"] == [{"tag": "b", "type": 1}]


# The schema


def test_the_older_schema_has_a_doi_for_some_types_only() -> None:
    with ZoteroServer(schema=32) as server:
        fields = ask(server, "GET", "/itemTypeFields?itemType=book", key="")
        book = failure(server, {"key": KEYS[0], "version": 0, "itemType": "book", "DOI": "10.1/x"})
        article = failure(server, new(citationKey="bees2026"))
        report = post(server, new())

    assert fields.headers["Zotero-Schema-Version"] == "32"
    assert "DOI" not in [one["field"] for one in fields.json()]
    assert book["message"] == "&#039;DOI&#039; is not a valid field for type &#039;book&#039;"
    assert article["code"] == 400
    assert report["success"]


def test_the_types_are_told_without_a_key(server: ZoteroServer) -> None:
    roles = ask(server, "GET", "/itemTypeCreatorTypes?itemType=book", key="").json()
    template = ask(server, "GET", "/items/new?itemType=book", key="").json()

    assert {"creatorType": "editor", "localized": "editor"} in roles
    assert template["DOI"] == ""
    assert ask(server, "GET", "/schema", key="").json()["version"] == 41
    assert ask(server, "GET", "/itemTypeFields?itemType=nonsense", key="").status_code == 400


@pytest.mark.skipif(not OFFICIAL.is_file(), reason="the official schema is not beside this tree")
def test_our_table_of_types_is_as_the_official_one() -> None:
    ours, official = schema_at(official=False).types, schema_at().types

    assert len(ours) > 30
    for name, type_ in ours.items():
        assert set(type_.fields) == set(official[name].fields), name
        assert set(type_.creators) == set(official[name].creators), name
