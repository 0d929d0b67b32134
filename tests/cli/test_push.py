"""``refkit export --to zotero``: the plan, the push, the undo, as a user sees them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from keyrings import InMemory, keyring_of
from zotero_pushes import entry, open_entry, review
from zotero_server import ZOTERO_10, DesktopServer, ZoteroServer

import refkit
from refkit.cli import main


@pytest.fixture
def web_zotero(monkeypatch: pytest.MonkeyPatch) -> Iterator[ZoteroServer]:
    with ZoteroServer() as server:
        monkeypatch.setenv("REFKIT_ZOTERO_URL", server.url)
        monkeypatch.setenv("REFKIT_ZOTERO_KEY", server.key)
        yield server
        assert server.violations == []


@pytest.fixture
def zotero_10(monkeypatch: pytest.MonkeyPatch) -> Iterator[DesktopServer]:
    with DesktopServer(behaviour=ZOTERO_10) as server, keyring_of(InMemory()):
        monkeypatch.setenv("REFKIT_ZOTERO_LOCAL_URL", server.url)
        monkeypatch.setattr("refkit.http.gateway.Gateway.rest", lambda gateway, seconds: None)
        yield server
        assert server.violations == []


@pytest.fixture(params=["documented", "zotero_10"])
def zotero(request: pytest.FixtureRequest) -> ZoteroServer | DesktopServer:
    """Each of the two that a push goes to: the web as documented, and Zotero 10 as it is."""
    name = "web_zotero" if request.param == "documented" else request.param
    server: ZoteroServer | DesktopServer = request.getfixturevalue(name)
    return server


@pytest.fixture
def file(home: Path) -> str:
    path = home / "bees.refkit.json"
    refkit.save(review(entry(1, "CAR-T"), open_entry(2)), path)
    return str(path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def export(file: str, *options: str) -> Result:
    return run("export", file, "--to", "zotero", "--collection", "Bees", *options)


def test_a_dry_run_prints_what_would_be_done_per_field(zotero: ZoteroServer, file: str) -> None:
    done = export(file, "--dry-run")

    assert done.exit_code == 0
    assert "create  berg1 (journalArticle)" in done.stdout
    assert "+ volume: 1" in done.stdout
    assert "+ tag CAR-T" in done.stdout
    assert done.stderr.endswith(
        "3 to create, 0 to change, 0 to leave, 0 conflicts; nothing was written\n"
    )
    assert zotero.library().items == {}


def test_a_push_ends_in_a_table_an_account_and_the_way_back(
    zotero: ZoteroServer, file: str
) -> None:
    done = export(file)

    assert done.exit_code == 0
    assert [line.split()[0] for line in done.stdout.splitlines()[1:4]] == ["created"] * 3
    assert "3 created, 0 updated, 0 left, 0 conflicts, 0 failed" in done.stderr
    name = done.stderr.split("refkit zotero undo ")[1].strip()
    undone = run("zotero", "undo", name)
    assert "3 taken back, 0 gone, 0 kept, 0 failed" in undone.stderr
    assert zotero.library().regular == []


def test_machines_get_the_plan_and_the_result(zotero: ZoteroServer, file: str) -> None:
    plan = json.loads(export(file, "--dry-run", "--json").stdout)
    result = json.loads(export(file, "--json").stdout)
    (listed,) = json.loads(run("zotero", "runs", "--json").stdout)

    assert [row["what"] for row in plan] == ["create"] * 3
    assert plan[1]["item"]["DOI"] == "10.1000/1"
    assert {row["key"] for row in result["rows"]} == zotero.library().items.keys()
    assert (listed["run"], listed["items"], listed["state"]) == (result["run"], 3, "ended")


def test_what_fails_is_told_with_its_reason_and_the_exit_status(
    zotero: ZoteroServer, file: str
) -> None:
    zotero.fail_next("partial", path="POST /users/1/items", code=413, message="much too long")

    done = export(file)

    assert done.exit_code == 5
    assert "too long" in " ".join(done.stdout.split())
    assert done.stderr.splitlines()[-1].startswith("refkit: 1 items were not written")


def test_facets_and_tag_style_are_as_in_tagging(zotero: ZoteroServer, file: str) -> None:
    export(file, "--facet", "disease")
    assert '"CAR-T"' not in json.dumps(zotero.library().items)

    export(file, "--tag-style", "path")
    assert '"modality/car-t"' in json.dumps(zotero.library().items)


def test_the_way_is_named_and_a_file_is_one_of_them(
    web_zotero: ZoteroServer, file: str, home: Path
) -> None:
    written = run(
        "export", file, "--to", "zotero", "--transport", "file", "-o", str(home / "x.ris")
    )

    assert "File > Import" in written.stderr
    assert "TY  - JOUR" in (home / "x.ris").read_text()
    assert "Zotero by web: the library of reader" in export(file).stderr


@pytest.mark.parametrize(
    ("options", "status", "says"),
    [
        (["--to", "bibtex", "--collection", "X"], 2, "--collection goes with --to zotero only"),
        (["--to", "zotero", "-o", "x.ris"], 2, "-o goes with --transport file"),
        (["--to", "zotero", "--transport", "file"], 2, "-o FILE.ris"),
        (["--to", "zotero", "--library", "mine"], 2, "groups/N"),
        (["--to", "zotero", "--transport", "local"], 5, "no Zotero runs on this computer"),
    ],
)
def test_what_cannot_be_is_one_line(
    web_zotero: ZoteroServer, file: str, options: list[str], status: int, says: str
) -> None:
    done = run("export", file, *options)

    assert done.exit_code == status
    assert says in done.stderr
    assert web_zotero.library().items == {}


def test_with_no_way_in_each_is_told(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REFKIT_ZOTERO_KEY", raising=False)

    done = export(file)

    assert done.exit_code == 5
    assert all(f"{way}: " in done.stderr for way in ("local", "web", "connector"))
    assert "refkit doctor" in done.stderr


def test_the_key_is_nowhere(
    web_zotero: ZoteroServer, file: str, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    web_zotero.fail_next("500-after-commit", path="POST")
    web_zotero.fail_next("partial", path="POST", code=400, message=f"bad {web_zotero.key}")

    shown = [export(file, "--dry-run"), export(file), export(file, "--json"), run("doctor")]

    written = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
    assert len(written) >= 3
    assert not any(web_zotero.key.encode() in content for content in written)
    assert not any(web_zotero.key in each.output for each in shown)
    assert web_zotero.key not in caplog.text
    assert not any(web_zotero.key in asked.target for asked in web_zotero.requests)
