"""The loopback Zotero desktop does what the fact sheet says of the running program."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest
import requests
from zotero_server import ALLOW_ONCE, DENY, DesktopServer

Json = dict[str, Any]
ARTICLE = {"itemType": "journalArticle", "title": "Bees in gardens"}
NEW = {"key": "AAAA2222", "version": 0, **ARTICLE}
RIS = "TY  - JOUR\nTI  - Bees in gardens\nAU  - Abel, Ada\nDO  - 10.5555/bees\nKW  - bees\nER  - \n"
CSL = [
    {
        "type": "article-journal",
        "title": "Bees in gardens",
        "DOI": "10.5555/bees",
        "citation-key": "abel2026",
        "keyword": "bees, gardens",
        "author": [{"family": "Abel", "given": "Ada"}],
    }
]
BIBTEX = "@article{abel2026, title={Bees in gardens}, doi={10.5555/bees}, keywords={bees}}"


def ask(
    server: DesktopServer, method: str, path: str, body: Any = None, **headers: str
) -> requests.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    data = body if isinstance(body, str | None) else json.dumps(body)
    if body is not None and not isinstance(body, str):
        named.setdefault("Content-Type", "application/json")
    return requests.request(method, server.url + path, data=data, headers=named, timeout=60)


def authorized(server: DesktopServer) -> dict[str, str]:
    ident = {"Zotero_Server_ID": server.server_id}
    answer = ask(server, "POST", "/api/local/authorize", {"appName": "refkit"}, **ident)
    return {**ident, "Zotero_API_Key": answer.json()["key"]}


def write(server: DesktopServer, *objects: Json, **headers: str) -> requests.Response:
    return ask(server, "POST", "/api/users/0/items", list(objects), **headers)


# The port


def test_the_port_speaks_http_1_0_and_closes() -> None:
    with DesktopServer() as server:
        request = b"GET /api/users/0/items HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        with socket.create_connection(("127.0.0.1", server.server_port), timeout=60) as connection:
            connection.sendall(request)
            answer = b"".join(iter(lambda: connection.recv(1000), b""))

    assert answer.startswith(b"HTTP/1.0 200 OK\r\nX-Zotero-Version: 10.0\r\n")
    assert b"Content-Length" not in answer
    assert answer.endswith(b"\r\n\r\n[]")


@pytest.mark.parametrize("version", [7, 10])
def test_other_hosts_and_browsers_are_turned_away(version: int) -> None:
    with DesktopServer(version) as server:
        assert ask(server, "GET", "/connector/ping", Host="example.org").status_code == 400
        for headers in ({"User_Agent": "Mozilla/5.0"}, {"Origin": "http://example.org"}):
            if version == 7:
                assert ask(server, "GET", "/connector/ping", **headers).status_code == 403
            else:
                with pytest.raises(requests.ConnectionError):
                    ask(server, "GET", "/connector/ping", **headers)
        opened = {"Origin": "http://example.org", "X_Zotero_Connector_API_Version": "3"}
        assert ask(server, "GET", "/connector/ping", **opened).status_code == 200
        assert ask(server, "GET", "/nothing").status_code == 404


# The local API


def test_the_local_api_may_be_off() -> None:
    with DesktopServer(local_api=False) as server:
        answer = ask(server, "GET", "/api/")

        assert (answer.status_code, answer.text) == (403, "Local API is not enabled")
        assert ask(server, "GET", "/connector/ping").status_code == 200


@pytest.mark.parametrize("version", [7, 8, 9])
def test_before_10_it_only_reads(version: int) -> None:
    with DesktopServer(version) as server:
        key = server.library().add(ARTICLE)
        read = ask(server, "GET", "/api/users/0/items?qmode=everything")
        statuses = [
            ask(server, method, f"/api/users/0/items/{key}", {}).status_code
            for method in ("POST", "PATCH", "PUT", "DELETE")
        ]

    assert [one["key"] for one in read.json()] == [key]
    assert "Zotero-Server-ID" not in read.headers
    assert statuses == [400, 501, 501, 501]


def test_a_write_wants_the_server_then_a_key() -> None:
    with DesktopServer() as server:
        ident = {"Zotero_Server_ID": ask(server, "GET", "/api/").headers["Zotero-Server-ID"]}

        missing = write(server, NEW)
        assert missing.status_code == 428
        assert missing.reason == "undefined"
        assert write(server, NEW, Zotero_Server_ID="another").status_code == 412
        assert write(server, NEW, **ident).status_code == 401
        assert write(server, NEW, **authorized(server)).json()["success"] == {"0": "AAAA2222"}
        assert server.library().items.keys() == {"AAAA2222"}


def test_allow_is_one_write() -> None:
    with DesktopServer(consent=[ALLOW_ONCE, ALLOW_ONCE, "always"]) as server:
        once, again = authorized(server), authorized(server)
        always = authorized(server)

        assert write(server, NEW, **once).status_code == 200
        assert write(server, NEW, **once).status_code == 401
        # Used up by a write that fails, too.
        assert write(server, **again).status_code == 400
        assert write(server, NEW, **again).status_code == 401
        assert [write(server, NEW, **always).status_code for _ in range(2)] == [200, 200]
        assert server.prompts == 3


def test_the_user_may_deny_and_is_not_asked_for_ever() -> None:
    with DesktopServer(consent=DENY) as server:
        ident = {"Zotero_Server_ID": server.server_id}
        answers = [
            ask(server, "POST", "/api/local/authorize", {"appName": "refkit"}, **ident)
            for _ in range(6)
        ]

    assert [one.status_code for one in answers] == [403] * 5 + [429]
    assert answers[0].json() == {"denied": True}
    assert 1 <= int(answers[5].headers["Retry-After"]) <= 60


def test_where_it_differs_from_the_web() -> None:
    with DesktopServer() as server:
        headers = authorized(server)
        for _ in range(60):
            server.library().add(ARTICLE)
        keys = ",".join(list(server.library().items)[:51])

        failed = write(server, {**NEW, "tags": "<x>"}, **headers).json()["failed"]["0"]
        ahead = write(server, NEW, **headers, If_Unmodified_Since_Version="61")
        listed = ask(server, "GET", "/api/users/0/items")
        deleting = ask(
            server,
            "DELETE",
            f"/api/users/0/items?itemKey={keys}",
            **headers,
            If_Unmodified_Since_Version="60",
        )

        assert (failed["key"], failed["code"]) == ("AAAA2222", 400)
        assert "'" in failed["message"]  # not escaped
        assert ahead.status_code == 412  # a version too new is none, either
        assert len(listed.json()) == 60
        assert "date" not in listed.json()[0]["data"]  # empty fields are left out
        assert deleting.status_code == 413
        assert write(server, **headers).status_code == 400  # an empty array
        assert ask(server, "GET", "/api/users/0/items?format=atom").status_code == 501
        assert ask(server, "GET", "/api").status_code == 404
        assert ask(server, "GET", "/api/users/5/items").status_code == 400


def test_lines_of_extra_become_fields_and_misplaced_fields_lines() -> None:
    with DesktopServer() as server:
        extra = "PMID: 123\nCitation Key: abel2026\nNot a field: x\nDOI: 10.5555/other"
        write(
            server,
            {**NEW, "DOI": "10.5555/bees", "extra": extra, "university": "Bees"},
            **authorized(server),
        )
        kept = server.library().items["AAAA2222"]

    assert (kept["PMID"], kept["citationKey"], kept["DOI"]) == ("123", "abel2026", "10.5555/bees")
    assert kept["extra"] == "University: Bees\nNot a field: x\nDOI: 10.5555/other"


def test_the_deleted_are_told_since_10_and_settings_never() -> None:
    for version, status in ((9, 404), (10, 200)):
        with DesktopServer(version) as server:
            assert ask(server, "GET", "/api/users/0/deleted?since=0").status_code == status
            assert ask(server, "GET", "/api/users/0/settings/tagColors").status_code == 404


def test_faults_are_the_same_as_the_webs() -> None:
    with DesktopServer() as server:
        headers = authorized(server)
        server.fail_next("reset-after-commit", path="POST /api/users/0/items")

        with pytest.raises(requests.ConnectionError):
            write(server, NEW, **headers)

        assert write(server, NEW, **headers).json()["failed"]["0"]["code"] == 412


# The connector


@pytest.mark.parametrize("version", [7, 8, 9, 10])
def test_the_connector_answers_in_every_version(version: int) -> None:
    with DesktopServer(version, local_api=False) as server:
        assert "running" in ask(server, "GET", "/connector/ping").text
        pinged = ask(server, "POST", "/connector/ping", {})
        assert "prefs" in pinged.json()
        assert pinged.headers["X-Zotero-Version"] == f"{version}.0"
        assert ask(server, "GET", "/connector/import").status_code == 400


def test_what_is_selected() -> None:
    with DesktopServer() as server:
        server.connector.selected = server.library().add_collection("Review")
        told = ask(server, "POST", "/connector/getSelectedCollection", {}).json()

    assert (told["libraryName"], told["name"], told["editable"]) == ("My Library", "Review", True)
    assert [one["id"] for one in told["targets"]] == ["L1", "C1", "L2"]


@pytest.mark.parametrize(
    ("body", "tags", "citation_key"),
    [
        (RIS, ["bees"], None),
        (json.dumps(CSL), ["bees", "gardens"], "abel2026"),
        (BIBTEX, ["bees"], None),
    ],
)
def test_an_import_goes_into_what_is_selected_with_automatic_tags(
    body: str, tags: list[str], citation_key: str | None
) -> None:
    with DesktopServer() as server:
        server.connector.selected = server.library().add_collection("Review")
        answer = ask(server, "POST", "/connector/import?session=a", body, Content_Type="text/plain")
        (item,) = server.library().items.values()

    assert answer.status_code == 201
    assert [one["title"] for one in answer.json()] == ["Bees in gardens"]
    assert item["DOI"] == "10.5555/bees"
    assert item["tags"] == [{"tag": tag, "type": 1} for tag in tags]
    assert item["collections"] == [server.connector.selected]
    assert item.get("citationKey") == citation_key


def test_automatic_tags_may_be_off() -> None:
    with DesktopServer(automatic_tags=False) as server:
        ask(server, "POST", "/connector/import?session=a", RIS, Content_Type="text/plain")
        (item,) = server.library().items.values()

    assert item["tags"] == []


def test_a_session_is_good_once_and_none_is_one() -> None:
    with DesktopServer() as server:

        def put(query: str) -> requests.Response:
            at = f"/connector/import{query}"
            return ask(server, "POST", at, RIS, Content_Type="text/plain")

        statuses = [put(query).status_code for query in ("?session=a", "?session=a", "", "")]
        again = put("?session=b")

        assert statuses == [201, 409, 201, 409]
        assert put("").json() == {"error": "SESSION_EXISTS"}
        assert again.status_code == 201
        assert len(server.library().items) == 3  # it looks for no duplicates


def test_what_an_import_does_not_take() -> None:
    with DesktopServer() as server:
        at = "/connector/import?session=a"
        unread = ask(server, "POST", at, "nothing known", Content_Type="text/plain")
        as_object = ask(server, "POST", at, CSL)

        assert (unread.status_code, unread.text) == (400, "")
        assert as_object.status_code == 400
        assert not server.library().items


def test_a_selected_library_that_cannot_be_written() -> None:
    with DesktopServer(editable=False) as server:
        at = "/connector/import?session=a"
        answer = ask(server, "POST", at, RIS, Content_Type="text/plain")
        told = ask(server, "POST", "/connector/getSelectedCollection", {}).json()

        assert (answer.status_code, answer.json()) == (500, {"libraryEditable": False})
        assert told["editable"] is False
        assert not server.library().items


def test_what_was_imported_may_be_moved() -> None:
    with DesktopServer() as server:
        key = server.library().add_collection("Review")
        ask(server, "POST", "/connector/import?session=a", RIS, Content_Type="text/plain")
        moved = ask(
            server,
            "POST",
            "/connector/updateSession",
            {"sessionID": "a", "target": "C1", "tags": "x, y"},
        )
        (item,) = server.library().items.values()

        assert moved.status_code == 200
        assert item["collections"] == [key]
        assert [tag["tag"] for tag in item["tags"]] == ["bees", "x", "y"]
        none = ask(server, "POST", "/connector/updateSession", {"sessionID": "b", "target": "L1"})
        assert none.status_code == 400


def test_items_saved_as_a_translator_does() -> None:
    with DesktopServer() as server:
        sent = {"sessionID": "a", "items": [{**ARTICLE, "tags": ["bees"]}]}
        assert ask(server, "POST", "/connector/saveItems", sent).status_code == 201
        assert ask(server, "POST", "/connector/saveItems", sent).status_code == 409
        outdated = ask(
            server, "POST", "/connector/saveItems", sent, X_Zotero_Connector_API_Version="2"
        )
        assert outdated.json() == {"error": "CONNECTOR_VERSION_OUTDATED"}
