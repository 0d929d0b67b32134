"""The library at zotero.org: whose it is, what a key may do, and where the key is seen."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from zotero_lines import COMMITTED, OTHERS, fates, items, key_of
from zotero_server import ZoteroServer
from zotero_server.faults import PASSING

from refkit.errors import InputError, RefkitError, ZoteroError
from refkit.http.gateway import Gateway
from refkit.zotero.api.credentials import Secret
from refkit.zotero.api.library import ZoteroLibrary
from refkit.zotero.api.protocol import WriteStatus
from refkit.zotero.api.web import check, open_web

pytestmark = pytest.mark.usefixtures("short_pauses")


# Whose library, and what the key may do there


def test_the_library_of_the_key_s_owner_is_opened(web: ZoteroLibrary) -> None:
    assert (web.id, web.is_writable, web.requests) == ("users/1", True, 1)
    assert web.name.startswith("the library of reader at 127.0.0.1")
    assert web.relation_uri("ABCD2345") == "http://zotero.org/users/1/items/ABCD2345"


@pytest.mark.parametrize("name", ["77", "groups/77", " groups/77/ "])
def test_a_group_is_opened_by_its_number(server: ZoteroServer, gateway: Gateway, name: str) -> None:
    group = open_web(gateway, server.url, Secret(server.groups_key), name)

    assert fates(group.write_items(items(1))) == {WriteStatus.WRITTEN: 1}
    assert list(server.library("groups/77").items) == [key_of(0)]
    assert group.id == "groups/77"


@pytest.mark.parametrize(
    "name", ["group", "groups/", "groups/x", "items/1", "groups/7/7", "-1", "１"]
)
def test_what_is_no_library_is_refused(server: ZoteroServer, gateway: Gateway, name: str) -> None:
    with pytest.raises(InputError, match="not a library of Zotero"):
        open_web(gateway, server.url, Secret(server.key), name)


def test_a_key_that_may_only_read_says_so_before_anything_is_sent(
    server: ZoteroServer, gateway: Gateway
) -> None:
    web = open_web(gateway, server.url, Secret(server.read_only_key))
    before = len(server.requests)

    assert not web.is_writable
    for write in (
        lambda: web.write_items(items(1)),
        lambda: web.write_collections([]),
        lambda: web.delete_collection("ABCD2345", 1),
        lambda: web.put_tag_colors([], 1),
    ):
        with pytest.raises(ZoteroError, match=r"may only read users/1; make one with write access"):
            write()
    assert len(server.requests) == before
    assert web.read().items == ()


def test_a_library_that_the_key_may_not_read_is_not_opened(
    server: ZoteroServer, gateway: Gateway
) -> None:
    for key, name in ((server.key, "users/2"), (server.groups_key, "")):
        with pytest.raises(ZoteroError, match=r"may not read users/\d; make one"):
            open_web(gateway, server.url, Secret(key), name)


def test_a_key_that_is_not_known_is_asked_about_once(
    server: ZoteroServer, gateway: Gateway
) -> None:
    with pytest.raises(ZoteroError, match=r"does not know the key.*zotero\.org/settings/keys"):
        open_web(gateway, server.url, Secret("nobodyKnowsThisKey123456"))

    assert len(server.requests) == 1


def test_what_a_key_may_do_is_told(server: ZoteroServer, gateway: Gateway) -> None:
    told = check(gateway, server.url, Secret(server.key))
    reads = check(gateway, server.url, Secret(server.read_only_key))

    assert told.startswith("the key of reader (user 1) may do this: your library: read and write")
    assert "nothing can be written with it" in reads


def test_a_key_is_not_sent_where_others_can_read_it(gateway: Gateway) -> None:
    with pytest.raises(InputError, match="must begin with https"):
        open_web(gateway, "http://zotero.example.org", Secret("someKeyOrOther1234"))


# The key


@pytest.mark.sweep(4)
@pytest.mark.parametrize(
    "fault",
    [*sorted({*PASSING, *OTHERS, *COMMITTED}), "403", "412", "wrong-shape", "key-revoked"],
)
def test_the_key_is_nowhere_but_in_the_header(
    server: ZoteroServer,
    gateway: Gateway,
    home: Path,
    fault: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    key = Secret(server.key)
    web = open_web(gateway, server.url, key)
    server.fail_next(fault, path="/users/1/items")
    said: list[Any] = [web, key, gateway, vars(web), web.name, web.id]
    for act in (lambda: web.write_items(items(60)), web.read):
        try:
            said.append(act())
        except RefkitError as error:
            said += [error, repr(error.__context__), error.__cause__]
    gateway.close()

    assert caplog.text
    assert not any(server.key in f"{each!r} {each!s}" for each in said)
    assert server.key not in caplog.text
    assert not any(
        server.key in one.target or server.key in str(one.body) for one in server.requests
    )
    files = [path for path in home.rglob("*") if path.is_file()]
    assert files
    assert not any(server.key.encode() in path.read_bytes() for path in files)
    server.violations.clear()


def test_a_server_that_repeats_the_key_is_not_quoted(
    server: ZoteroServer, web: ZoteroLibrary
) -> None:
    server.fail_next("partial", path="POST", code=400, message=f"bad {server.key}")

    (outcome,) = web.write_items(items(1))

    assert server.key not in repr(outcome)
