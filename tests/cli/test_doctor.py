"""``refkit doctor``: what is set and from where, who answers, and what to switch on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import NOBODY, SERVICES
from crossref_server import FAST, CrossrefServer, Pool
from keyrings import InMemory, keyring_of
from zotero_server import DesktopServer, ZoteroServer

from refkit.cli.doctor import command
from refkit.version import __version__
from refkit.zotero.api.credentials import VARIABLE


@pytest.fixture(autouse=True)
def keyring() -> Iterator[None]:
    with keyring_of(InMemory()):
        yield


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_with_nothing_there_it_says_so_and_ends_well(home: Path) -> None:
    result = run()

    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(f"refkit {__version__}, Python 3.")
    assert "taxonomies: therapy-modality@" in result.stdout
    assert f"{home / 'memory'}  REFKIT_CACHE" in result.stdout
    assert "127.0.0.1:9 cannot be reached" in result.stdout
    assert "→ start it, then run again" in result.stdout
    assert run("--strict").exit_code == 1


def test_who_answers_is_told(crossref: CrossrefServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATACITE", "OPENALEX", "EUROPEPMC", "OPENCITATIONS", "PUBMED"):
        monkeypatch.setenv(f"REFKIT_{name}_URL", crossref.url)
    with DesktopServer(10) as desktop, ZoteroServer() as zotero:
        monkeypatch.setenv("REFKIT_ZOTERO_URL", zotero.url)
        monkeypatch.setenv("REFKIT_ZOTERO_LOCAL_URL", desktop.url)
        monkeypatch.setenv(VARIABLE, zotero.key)

        result = run("--json", "--strict")
        told = run().stdout

    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert found["problems"] == []
    assert all(each["answers"] for each in found["services"].values())
    assert [each["transport"] for each in found["zotero"]] == ["local", "web", "connector", "file"]
    assert all(each["writes"] for each in found["zotero"])
    assert "writes  the key of reader may do this: your library: read and write" in told
    assert desktop.prompts == 0


def test_what_one_service_says_of_its_pace_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Each allows one in a minute, as its headers say; all seven at that pace are out of time.
    slow = dict.fromkeys(FAST, Pool(1, 100, interval=60.0))
    with ExitStack() as servers:
        for name in SERVICES:
            server = servers.enter_context(CrossrefServer(pools=slow))
            monkeypatch.setenv(f"REFKIT_{name}_URL", server.url)
        services = json.loads(run("--json").stdout)["services"]

    assert not [name for name, each in services.items() if not each["answers"]]


def test_no_secret_and_no_address_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {
        "MAILTO": "me@example.org",
        "OPENALEX_KEY": "openSesame",
        "PUBMED_KEY": "openPoppy",
        "ZOTERO_KEY": "aKey123456",
    }
    for name, value in secrets.items():
        monkeypatch.setenv(f"REFKIT_{name}", value)

    shown = run().output + run("--json").output
    settings = json.loads(run("--json").stdout)["settings"]

    assert not any(value in shown for value in secrets.values())
    assert settings["mailto"] == {"value": "given", "from": "REFKIT_MAILTO"}
    assert settings["zotero_key"] == {"value": "given", "from": VARIABLE}


def test_where_a_setting_came_from_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "config.toml").write_text(f'crossref_url = "{NOBODY}/mirror"\nmailto = "a@b.org"\n')
    monkeypatch.setenv("REFKIT_CONFIG", str(home / "config.toml"))
    monkeypatch.delenv("REFKIT_CROSSREF_URL")
    monkeypatch.setenv("REFKIT_DOI_URL", "https://doi.org")

    settings = json.loads(run("--json").stdout)["settings"]

    assert settings["crossref_url"] == {"value": f"{NOBODY}/mirror", "from": "config.toml"}
    assert settings["mailto"]["from"] == "config.toml"
    assert settings["doi_url"]["from"] == "REFKIT_DOI_URL"
    assert settings["openalex_key"] == {"value": "none", "from": "usual"}


def test_a_setting_that_cannot_be_read_is_what_does_not_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REFKIT_CROSSREF_URL", "not an address")

    result = run()

    assert result.exit_code == 0
    assert "REFKIT_CROSSREF_URL is no web address" in result.stdout
    assert run("--strict").exit_code == 1


def test_a_key_that_is_refused_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    with ZoteroServer() as zotero:
        monkeypatch.setenv("REFKIT_ZOTERO_URL", zotero.url)
        monkeypatch.setenv(VARIABLE, "nobodyKnowsThisKey123456")

        problems = json.loads(run("--json").stdout)["problems"]

    assert any(each.startswith("web: ") and "does not know the key" in each for each in problems)


def test_the_memory_is_measured(home: Path) -> None:
    (home / "memory").mkdir()
    (home / "memory" / "answers").write_bytes(b"x" * 2_000_000)

    cache = json.loads(run("--json").stdout)["folders"]["cache"]

    assert cache["bytes"] == 2_000_000
    assert cache["is_there"]
