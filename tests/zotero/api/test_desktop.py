"""The library of the Zotero on this computer: versions, leave to write, what is switched off."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from keyrings import InMemory, SwitchedOff, keyring_of
from zotero_server import ALLOW_ONCE, DENY, DesktopServer

from refkit.errors import InputError, ZoteroError
from refkit.http.gateway import Gateway
from refkit.zotero.api.credentials import Secret, Secrets
from refkit.zotero.api.desktop import log_in, new_key, open_local
from refkit.zotero.api.library import ZoteroLibrary
from refkit.zotero.api.protocol import WriteStatus, ZoteroItem


@pytest.fixture(autouse=True)
def keyring() -> Iterator[InMemory]:
    with keyring_of(InMemory()) as backend:
        assert isinstance(backend, InMemory)
        yield backend


@pytest.fixture
def gateway(home: Path) -> Iterator[Gateway]:
    gateway = Gateway(home / "memory", timeout=(60.0, 60.0), deadline=300.0)
    yield gateway
    gateway.close()


@pytest.fixture
def said() -> list[str]:
    return []


def items(count: int) -> list[ZoteroItem]:
    return [
        {"key": f"ABCD{n + 2222}".replace("0", "A").replace("1", "B"), "version": 0,
         "itemType": "book", "title": f"Work {n}"}
        for n in range(count)
    ]  # fmt: skip


def opened(
    gateway: Gateway, server: DesktopServer, said: list[str], library: str = ""
) -> ZoteroLibrary:
    return open_local(gateway, server.url, Secrets({}), library, said.append)


def test_zotero_10_is_written_after_its_user_allowed_it(
    gateway: Gateway, said: list[str], keyring: InMemory
) -> None:
    with DesktopServer(10, server_id="SERVER1") as server:
        local = opened(gateway, server, said)
        assert (local.id, local.is_writable) == ("local/SERVER1/users/0", True)
        assert said == []

        outcomes = local.write_items(items(120))
        again = opened(gateway, server, said).write_items(items(1))

        assert {outcome.status for outcome in outcomes} == {WriteStatus.WRITTEN}
        assert again[0].status is WriteStatus.STALE
        assert len(server.library().items) == 120
        assert server.prompts == 1
        assert said == ["Zotero asks whether refkit may write: choose “Always Allow” there"]
        assert len(keyring.held) == 1
        assert server.violations == []


def test_every_way_of_writing_is_spoken(gateway: Gateway, said: list[str]) -> None:
    with DesktopServer(10) as server:
        local = opened(gateway, server, said)
        (made,) = local.write_collections([{"key": "ABCD2345", "version": 0, "name": "Review"}])
        (book,) = local.write_items([{**items(1)[0], "collections": ["ABCD2345"]}])

        before = local.read()
        assert [item["key"] for item in before.items] == [book.key] == list(local.keys_in(made.key))
        server.library().delete(book.key)
        assert local.read(before.version).deleted_keys == (book.key,)
        assert local.delete_collection(made.key, made.version).status is WriteStatus.WRITTEN
        assert local.tag_colors() == ([], 0)
        assert local.put_tag_colors([], 0).why == "this Zotero lets nobody else set colours"
        assert "author" in local.fields_of("book").creators


def test_items_relate_by_the_number_of_the_library_s_owner(
    gateway: Gateway, said: list[str]
) -> None:
    with DesktopServer(10) as server:
        local = opened(gateway, server, said)
        local.write_items(items(1))

        assert local.relation_uri("ABCD2345") == server.library().uri("ABCD2345")


def test_leave_for_one_write_is_of_no_use_and_nothing_is_written(
    gateway: Gateway, said: list[str], keyring: InMemory
) -> None:
    with DesktopServer(10, consent=ALLOW_ONCE) as server:
        local = opened(gateway, server, said)

        with pytest.raises(ZoteroError, match="choose “Always Allow”"):
            local.write_items(items(200))

        assert server.prompts == 1
        assert server.library().items == {}
        assert keyring.held == {}


def test_who_denies_is_asked_nothing_more(gateway: Gateway, said: list[str]) -> None:
    with DesktopServer(10, consent=DENY) as server:
        local = opened(gateway, server, said)

        with pytest.raises(ZoteroError, match="writing was denied in Zotero"):
            local.write_items(items(200))

        assert server.prompts == 1
        assert server.library().items == {}


def test_leave_that_was_taken_back_is_asked_for_anew(
    gateway: Gateway, said: list[str], keyring: InMemory
) -> None:
    with DesktopServer(10) as server:
        Secrets({}).keep_local_key(server.server_id, Secret("aKeyThatIsKnownNoMore12345"))

        (outcome,) = opened(gateway, server, said).write_items(items(1))

        assert outcome.status is WriteStatus.WRITTEN
        assert server.prompts == 1
        assert not any("KnownNoMore" in value for value in keyring.held.values())


def test_without_a_keyring_leave_holds_for_this_run(gateway: Gateway, said: list[str]) -> None:
    with DesktopServer(10) as server, keyring_of(SwitchedOff()):
        outcomes = opened(gateway, server, said).write_items(items(120))

        assert {outcome.status for outcome in outcomes} == {WriteStatus.WRITTEN}
        assert server.prompts == 1
        assert "asks at each run" in said[1]
        assert "REFKIT_ZOTERO_LOCAL_KEY" in said[1]


@pytest.mark.parametrize("version", [7, 8, 9])
def test_earlier_ones_can_be_read(gateway: Gateway, said: list[str], version: int) -> None:
    with DesktopServer(version) as server:
        server.library().add(items(1)[0])
        local = opened(gateway, server, said)

        assert not local.is_writable
        assert [item["title"] for item in local.read().items] == ["Work 0"]
        # Versions there do not tell of changes: all is read, and none is given to read from.
        assert (local.read(99).version, len(local.read(99).items)) == (0, 1)
        with pytest.raises(ZoteroError, match="Zotero 10 written; take --transport web"):
            local.write_items(items(1))
        assert {request.method for request in server.requests} == {"GET"}


def test_a_local_api_that_is_off_is_told_with_the_switch(gateway: Gateway, said: list[str]) -> None:
    with DesktopServer(10, local_api=False) as server:
        with pytest.raises(ZoteroError, match="switch on Settings > Advanced > “Allow other"):
            opened(gateway, server, said)

        assert len(server.requests) == 1


def test_no_zotero_is_told(gateway: Gateway, said: list[str]) -> None:
    with pytest.raises(ZoteroError, match=r"no Zotero runs.*start it"):
        open_local(gateway, "http://127.0.0.1:9", Secrets({}))


def test_a_group_is_opened_by_its_number(gateway: Gateway, said: list[str]) -> None:
    with DesktopServer(10) as server:
        group = opened(gateway, server, said, "groups/77")
        group.write_items(items(1))

        assert len(server.library("groups/77").items) == 1
        assert group.relation_uri("ABCD2345") == "http://zotero.org/groups/77/items/ABCD2345"
        with pytest.raises(ZoteroError, match="no library groups/5"):
            opened(gateway, server, said, "5")
        with pytest.raises(InputError, match="not a library of the Zotero on this computer"):
            opened(gateway, server, said, "users/12")


def test_another_database_ends_it(gateway: Gateway, said: list[str]) -> None:
    with DesktopServer(10) as server:
        local = opened(gateway, server, said)
        local.write_items(items(1))
        server.server_id = "ANOTHER"

        with pytest.raises(ZoteroError, match="another Zotero database"):
            local.write_items(items(2))
        with pytest.raises(ZoteroError, match="another Zotero database"):
            local.read()


@pytest.mark.parametrize("fault", ["reset", "reset-after-commit", "500", "truncated", "slow"])
def test_a_fault_neither_loses_nor_doubles_anything(
    gateway: Gateway, said: list[str], fault: str
) -> None:
    with DesktopServer(10) as server:
        local = opened(gateway, server, said)
        server.fail_next(fault, path="/items", seconds=0.2)

        outcomes = local.write_items(items(3))

        assert len(server.library().items) == 3
        lost = fault in {"reset-after-commit", "truncated"}
        assert outcomes[0].status is (WriteStatus.STALE if lost else WriteStatus.WRITTEN)
        assert {outcome.status for outcome in outcomes[1:]} == {WriteStatus.WRITTEN}


def test_logging_in_asks_and_keeps(gateway: Gateway, said: list[str], keyring: InMemory) -> None:
    with DesktopServer(10) as server:
        told = log_in(gateway, server.url, Secrets({}), said.append)

        assert told == "the Zotero on this computer can be written, and will not ask again"
        assert Secrets({}).local_key(server.server_id) is not None


def test_logging_in_needs_zotero_10_and_more_than_one_write(
    gateway: Gateway, said: list[str]
) -> None:
    with DesktopServer(9) as server, pytest.raises(ZoteroError, match="Zotero 10 written"):
        log_in(gateway, server.url, Secrets({}), said.append)
    with DesktopServer(10, consent=ALLOW_ONCE) as server:
        assert "choose “Always Allow”" in log_in(gateway, server.url, Secrets({}), said.append)


def test_the_local_key_is_nowhere_but_in_the_header_and_the_keyring(
    gateway: Gateway, said: list[str], home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with DesktopServer(10) as server:
        local = opened(gateway, server, said)
        local.write_items(items(3))
        (key,) = server.keys
        server.fail_next("partial", path="/items", code=400, message=f"bad {key}")
        (outcome,) = local.write_items(items(1))
        server.revoke(key)
        server.consent = [DENY]
        with pytest.raises(ZoteroError) as caught:
            local.write_items(items(1))
    gateway.close()

    shown = [caplog.text, repr(local), repr(vars(local)), repr(outcome), repr(caught.value), *said]
    assert not any(key in text for text in shown)
    assert not any(key in request.target for request in server.requests)
    files = [path for path in home.rglob("*") if path.is_file()]
    assert files
    assert not any(key.encode() in path.read_bytes() for path in files)


def test_a_key_of_the_environment_opens_no_dialog(gateway: Gateway, said: list[str]) -> None:
    with DesktopServer(10) as server, keyring_of(SwitchedOff()):
        key = new_key(gateway, server.url, said.append)
        secrets = Secrets({"REFKIT_ZOTERO_LOCAL_KEY": key.reveal()})

        (outcome,) = open_local(gateway, server.url, secrets).write_items(items(1))

        assert outcome.status is WriteStatus.WRITTEN
        assert server.prompts == 1
        assert len(said) == 1
