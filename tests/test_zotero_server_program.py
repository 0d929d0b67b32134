"""What a client must live with in the real Zotero 10, played by ours; by the number of the quirk."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from zotero_server import ZOTERO_9, ZOTERO_10, DesktopServer
from zotero_server.program_connector import ProgramConnector
from zotero_server.program_library import ProgramLibrary

BOOK = {"itemType": "book", "title": "Bees"}


@pytest.fixture
def program() -> Iterator[DesktopServer]:
    with DesktopServer(behaviour=ZOTERO_10) as server:
        server.keys["local"] = True
        yield server
        assert server.violations == []


def ask(
    server: DesktopServer, method: str, path: str, json: Any = None, **headers: str
) -> requests.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {"Zotero-Server-ID": server.server_id, "Zotero-API-Key": "local", **named}
    return requests.request(method, server.url + path, json=json, headers=sent, timeout=60)


def post(server: DesktopServer, *items: Any, **headers: str) -> requests.Response:
    return ask(server, "POST", "/api/users/0/items", list(items), **headers)


def versions(server: DesktopServer, query: str) -> set[str]:
    return set(ask(server, "GET", f"/api/users/0/{query}&format=versions").json())


def test_a_new_object_with_a_key_is_refused_and_the_others_are_made(program: DesktopServer) -> None:
    report = post(program, BOOK | {"key": "ABCD2345", "version": 0}, BOOK).json()

    failed = {"key": "ABCD2345", "code": 400}
    says = "'primaryData' not loaded for item (null/1/ABCD2345)"
    assert report["failed"] == {"0": failed | {"message": says}}  # 1
    assert report["successful"].keys() == {"1"}


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_single_new_key_is_an_error_without_a_word(program: DesktopServer, method: str) -> None:
    answer = ask(program, method, "/api/users/0/items/ABCD2345", BOOK | {"version": 0})

    assert (answer.status_code, answer.content) == (500, b"")  # 2
    assert "Zotero-Server-ID" not in answer.headers


def test_the_trash_is_hidden_from_a_query_with_a_scope(program: DesktopServer) -> None:
    key = program.library().add(BOOK | {"tags": [{"tag": "bees"}]})
    program.library().trash(key)

    for scope in ("itemType=book", "tag=bees", f"itemKey={key}"):  # 4
        assert versions(program, f"items?{scope}&includeTrashed=1") == set()
        assert versions(program, f"items/trash?{scope}") == set()
    assert versions(program, "items?includeTrashed=1") == {key}  # 5
    assert ask(program, "GET", f"/api/users/0/items/{key}").json()["data"]["deleted"] is True


def test_a_missing_collection_shows_the_whole_library(program: DesktopServer) -> None:
    key = program.library().add(BOOK)

    assert versions(program, "collections/ZZZZ2345/items?limit=9") == {key}  # 6
    assert ask(program, "GET", "/api/users/0/deleted?since=0").status_code == 404  # 11


def test_the_same_again_moves_no_version(program: DesktopServer) -> None:
    key = program.library().add(BOOK | {"tags": [{"tag": "bees"}]})

    report = post(program, {"key": key, "version": 1, "tags": [{"tag": "bees"}]}).json()

    assert report["unchanged"] == {"0": key}  # 13
    assert program.library().version == 1


def test_a_version_that_is_too_high_passes_for_a_library_alone(program: DesktopServer) -> None:
    key = program.library().add(BOOK)

    many = post(program, BOOK, If_Unmodified_Since_Version="99")
    one = ask(program, "PATCH", f"/api/users/0/items/{key}", {"title": "Wasps", "version": 99})

    assert (many.status_code, one.status_code) == (200, 412)  # 15, 14


def test_a_token_counts_when_its_request_has_ended(program: DesktopServer) -> None:
    held, answers = threading.Event(), []
    program.between = _holding(held)
    first = threading.Thread(
        target=lambda: answers.append(post(program, BOOK, Zotero_Write_Token="a token"))
    )
    second = threading.Thread(
        target=lambda: answers.append(post(program, BOOK, Zotero_Write_Token="a token"))
    )
    first.start()
    second.start()
    while _library(program).writing < 2:
        program.closing.wait(0.001)
    held.set()
    first.join()
    second.join()
    third = post(program, BOOK, Zotero_Write_Token="a token")

    assert [one.status_code for one in answers] == [200, 200]  # 17
    assert third.status_code == 412  # 18
    assert len(program.library().items) == 2


def test_a_batch_goes_on_when_nobody_waits_for_it_and_reads_fail_meanwhile(
    program: DesktopServer,
) -> None:
    held = threading.Event()
    program.between = _holding(held, after=1)
    with pytest.raises(requests.Timeout):
        requests.post(
            f"{program.url}/api/users/0/items",
            json=[BOOK, BOOK, BOOK],
            headers={"Zotero-Server-ID": program.server_id, "Zotero-API-Key": "local"},
            timeout=(60, 0.05),
        )
    while len(program.library().items) < 1:
        program.closing.wait(0.001)
    whole = ask(program, "GET", "/api/users/0/items")
    tagged = ask(program, "GET", "/api/users/0/items?tag=bees")
    held.set()
    while _library(program).writing:
        program.closing.wait(0.001)

    assert (whole.status_code, tagged.status_code) == (500, 200)  # 20
    assert len(program.library().items) == 3  # 19


def test_a_window_that_shows_what_is_written_is_drawn_anew_each_time(
    program: DesktopServer,
) -> None:
    post(program, BOOK, BOOK)
    program.connector.selected = program.library().add_collection("Elsewhere")
    post(program, BOOK)

    assert program.redrawn == 2


def test_leave_for_once_is_used_up_by_one_request(program: DesktopServer) -> None:
    program.keys["local"] = False

    answers = [post(program, BOOK), post(program, BOOK)]

    assert [one.status_code for one in answers] == [200, 401]  # 34
    assert "Zotero-Server-ID" not in answers[1].headers


@pytest.fixture(params=[ZOTERO_9, ZOTERO_10], ids=lambda behaviour: behaviour.name)
def either(request: pytest.FixtureRequest) -> Iterator[DesktopServer]:
    with DesktopServer(behaviour=request.param) as server:
        yield server
        assert server.violations == []


def connect(server: DesktopServer, name: str, json: Any) -> requests.Response:
    return requests.post(f"{server.url}/connector/{name}", json=json, timeout=60)


def test_a_session_moves_what_it_saved_and_the_next_one_goes_there_too(
    either: DesktopServer,
) -> None:
    bees = either.library().add_collection("Bees")
    connect(either, "saveItems", {"sessionID": "a", "items": [BOOK | {"tags": ["bees"]}]})
    connect(either, "updateSession", {"sessionID": "a", "target": "C1", "tags": "by hand"})
    connect(either, "saveItems", {"sessionID": "b", "items": [BOOK]})

    one, other = either.library().items.values()
    assert one["tags"] == [{"tag": "bees", "type": 1}, {"tag": "by hand"}]  # 46, 50
    assert one["collections"] == other["collections"] == [bees]  # 51


@pytest.mark.parametrize("bad", [{"itemType": "nonsense"}, BOOK | {"collections": ["ZZZZ2345"]}])
def test_one_bad_item_loses_the_whole_request_and_the_session(
    either: DesktopServer, bad: dict[str, Any]
) -> None:
    lost = connect(either, "saveItems", {"sessionID": "a", "items": [BOOK, bad]})
    again = connect(either, "saveItems", {"sessionID": "a", "items": [BOOK]})

    assert (lost.status_code, again.status_code) == (500, 409)  # 47, 49, 45
    assert either.library().items == {}


def test_what_is_saved_into_a_library_that_may_only_be_read_goes_into_my_library(
    either: DesktopServer,
) -> None:
    connector = either.connector
    assert isinstance(connector, ProgramConnector)
    group = either.library("groups/77")
    assert isinstance(group, ProgramLibrary)
    group.editable = False
    connector.select(group)
    before = connect(either, "getSelectedCollection", {}).json()["editable"]

    saved = connect(either, "saveItems", {"sessionID": "a", "items": [BOOK]})

    assert (before, saved.status_code) == (False, 201)  # 53
    assert group.items == {}
    assert len(either.library().items) == 1


def _library(server: DesktopServer) -> ProgramLibrary:
    library = server.library()
    assert isinstance(library, ProgramLibrary)
    return library


def _holding(held: threading.Event, after: int = 0) -> Any:
    def between(library: ProgramLibrary) -> None:
        if len(library.items) >= after:
            held.wait(300)

    return between
