"""Which ways into Zotero there are, told to the user, and which of them is taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from keyrings import InMemory, keyring_of
from zotero_server import DesktopServer, ZoteroServer

from refkit.http.gateway import Gateway
from refkit.zotero.api.credentials import VARIABLE, Secret, Secrets
from refkit.zotero.api.detect import Transport, TransportStatus, probe, usable_transports

NOBODY = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Addresses:
    zotero_url: str = NOBODY
    zotero_local_url: str = NOBODY


@pytest.fixture(autouse=True)
def keyring() -> Iterator[None]:
    with keyring_of(InMemory()):
        yield


@pytest.fixture
def gateway(home: Path) -> Iterator[Gateway]:
    gateway = Gateway(home / "memory", timeout=(60.0, 60.0), deadline=300.0)
    yield gateway
    gateway.close()


def found(
    gateway: Gateway, addresses: Addresses, key: str = ""
) -> dict[Transport, TransportStatus]:
    findings = probe(addresses, gateway, Secrets({VARIABLE: key} if key else {}))
    assert [each.transport for each in findings] == list(Transport)
    return {each.transport: each for each in findings}


def test_with_nothing_there_it_is_a_file(gateway: Gateway) -> None:
    findings = found(gateway, Addresses())

    assert [each.answers for each in findings.values()] == [False, False, False, True]
    assert findings[Transport.LOCAL].advice == "start it, then run again"
    assert "refkit zotero login" in findings[Transport.WEB].advice
    assert usable_transports(list(findings.values()))[0].transport is Transport.FILE


def test_zotero_10_comes_first_and_asks_its_user_nothing(gateway: Gateway) -> None:
    with DesktopServer(10) as desktop, ZoteroServer() as server:
        findings = found(gateway, Addresses(server.url, desktop.url), server.key)

        assert all(each.writes for each in findings.values())
        assert usable_transports(list(findings.values()))[0].transport is Transport.LOCAL
        assert "Always Allow" in findings[Transport.LOCAL].advice
        assert desktop.prompts == 0
        Secrets({}).keep_local_key(desktop.server_id, Secret("aKeyThatIsKeptForLater12"))
        assert found(gateway, Addresses("http://127.0.0.1:9", desktop.url))[
            Transport.LOCAL
        ].advice == ""  # fmt: skip


def test_an_earlier_zotero_is_read_and_the_web_written(gateway: Gateway) -> None:
    with DesktopServer(9) as desktop, ZoteroServer() as server:
        findings = found(gateway, Addresses(server.url, desktop.url), server.key)

        local = findings[Transport.LOCAL]
        assert (local.reads, local.writes) == (True, False)
        assert usable_transports(list(findings.values()))[0].transport is Transport.WEB


def test_without_a_key_an_earlier_zotero_imports(gateway: Gateway) -> None:
    with DesktopServer(7, local_api=False) as desktop:
        findings = found(gateway, Addresses(NOBODY, desktop.url))

        assert "Allow other applications" in findings[Transport.LOCAL].advice
        assert findings[Transport.CONNECTOR].says.endswith("what is selected there: My Library")
        assert usable_transports(list(findings.values()))[0].transport is Transport.CONNECTOR


def test_a_selection_that_cannot_be_changed_is_no_way(gateway: Gateway) -> None:
    with DesktopServer(9, editable=False) as desktop:
        findings = found(gateway, Addresses(NOBODY, desktop.url))

        assert not findings[Transport.CONNECTOR].answers
        assert "select a collection" in findings[Transport.CONNECTOR].advice


def test_a_key_that_may_only_read_is_told(gateway: Gateway) -> None:
    with ZoteroServer() as server:
        web = found(gateway, Addresses(server.url), server.read_only_key)[Transport.WEB]

        assert (web.reads, web.writes, web.is_refused) == (True, False, False)
        assert "make one with write access" in web.advice


@pytest.mark.parametrize("key", ["nobodyKnowsThisKey123456", "no key at all"])
def test_a_key_that_is_refused_is_told_from_none(gateway: Gateway, key: str) -> None:
    with ZoteroServer() as server:
        web = found(gateway, Addresses(server.url), key)[Transport.WEB]

    assert web.is_refused
    assert not web.answers
    assert key not in repr(web)


def test_a_service_that_hangs_does_not_hold_up_for_long(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("refkit.zotero.api.detect.TIMEOUT", 0.3)
    with ZoteroServer() as server:
        server.fail_next("slow", times=9, seconds=5.0)

        web = found(gateway, Addresses(server.url), server.key)[Transport.WEB]

    assert not web.answers
