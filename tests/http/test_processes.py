"""Processes: killed at any moment, or two at once, they lose nothing and keep the limits."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner
from crossref_server import (
    FAST,
    Asked,
    CrossrefServer,
    keeping_limits,
    make_review,
    make_work,
)
from hypothesis import given
from hypothesis import strategies as st
from stories import stories

from refkit.cli import main

REVIEW = "10.1000/review"
WORKS = [f"10.1000/work.{number:03}" for number in range(250)]
# A comma cannot stand in a filter: these are asked for one by one.
ODD = [f"10.1000/odd,{number}" for number in range(6)]
LATENCY = 0.15
# How many questions are under way at once: so many answers may not have been stored yet.
AT_ONCE = 3


def library() -> CrossrefServer:
    """A server with a review whose list takes nine questions: three lists, six single works."""
    review = make_review(REVIEW, [{"DOI": doi} for doi in WORKS + ODD])
    works = [review, *map(make_work, WORKS + ODD)]
    return CrossrefServer(works, pools=FAST, latency=LATENCY)


def fetching(server: CrossrefServer, folder: Path) -> tuple[list[str], dict[str, str]]:
    """A command and what it has from its surroundings."""
    environment = {
        "REFKIT_CROSSREF_URL": server.url,
        "REFKIT_CACHE": str(folder / "memory"),
        "REFKIT_MAILTO": "me@secret.example",
    }
    return ["fetch", REVIEW, "-q", "--no-tags", "-o", str(folder / "r.refkit.json")], environment


def start_fetch(server: CrossrefServer, folder: Path) -> subprocess.Popen[str]:
    command, environment = fetching(server, folder)
    return subprocess.Popen(
        [sys.executable, "-m", "refkit", *command],
        env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def fetched(server: CrossrefServer, folder: Path) -> bytes:
    """What a run writes that nothing disturbs, in this process."""
    command, environment = fetching(server, folder)
    done = CliRunner().invoke(main, command, env=environment)
    assert done.exit_code == 0, done.output
    return (folder / "r.refkit.json").read_bytes()


def dois_of(asked: Asked) -> list[str]:
    if asked.path == "/works":
        return [part.removeprefix("doi:") for part in asked.query.get("filter", "").split(",")]
    if asked.path.startswith("/works/"):
        return [unquote(asked.path.removeprefix("/works/"))]
    return []


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("undisturbed")
    with library() as server:
        fetched(server, folder)
    return folder / "r.refkit.json"


def kill_and_go_on(seed: int, folder: Path) -> tuple[bytes, list[Asked]]:
    """What a second run writes, and what the first one was answered and the second asks again."""
    chance = random.Random(seed)
    stop_after, then = chance.randint(0, 9), chance.uniform(0, 2.5 * LATENCY)
    with library() as server:
        process = start_fetch(server, folder)
        while len(server.requests) < stop_after and process.poll() is None:
            time.sleep(0.005)
        time.sleep(then if stop_after else 2 * then)
        process.kill()
        process.communicate()
        before = len(server.requests)
        written = fetched(server, folder)
        again = {doi for asked in server.requests[before:] for doi in dois_of(asked)}
        had = [asked for asked in server.requests[:before] if asked.status == 200]
        assert server.violations == []
    return written, [asked for asked in had if again.intersection(dois_of(asked))]


@stories()
@given(seed=st.integers(0, 2**32))
def test_killed_at_any_moment_it_goes_on_and_asks_nothing_that_it_has(
    undisturbed: Path, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    folder = tmp_path_factory.mktemp("killed")

    written, twice = kill_and_go_on(seed, folder)

    assert written == undisturbed.read_bytes()
    assert len(twice) <= AT_ONCE
    # What was being written when the process ended stays beside the file, never in its place.
    beside = {path.name for path in folder.iterdir()} - {"r.refkit.json", "memory"}
    assert all(name.startswith(".r.refkit.json.") for name in beside)
    kept = b"".join(path.read_bytes() for path in (folder / "memory").iterdir())
    assert b"secret" not in kept


ASK_MUCH = """
import sys
from pathlib import Path
from refkit.model.identifiers import Doi
from refkit.http.gateway import Gateway
from refkit.sources.crossref.client import CrossrefClient

url, folder, name = sys.argv[1:]
gateway = Gateway(Path(folder))
client = CrossrefClient(gateway, url, "me@secret.example")
print("ready", flush=True)
input()  # both begin together
found = client.search([f"{name} {number}" for number in range(8)])
works = client.lookup([Doi(f"10.1000/{name},{number}") for number in range(20)])
gateway.close()
print(sorted({str(each.outcome) for each in (*found.values(), *works.values())}))
"""


def ask_much(server: CrossrefServer, folder: Path) -> list[str]:
    """What two processes say that share a folder and begin together."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", ASK_MUCH, server.url, str(folder), name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for name in ("one", "two")
    ]  # fmt: skip
    assert [each.stdout.readline() for each in processes if each.stdout] == ["ready\n"] * 2
    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(lambda each: each.communicate("\n", timeout=300)[0], processes))


def test_two_at_once_stay_under_the_limits_together(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    said, folders = [], []

    def asking(server: CrossrefServer) -> None:
        folders.append(tmp_path_factory.mktemp("shared"))
        said[:] = ask_much(server, folders[-1])

    server = keeping_limits(asking, latency=0.1)

    assert server.violations == []
    assert said == ["['found', 'unknown']\n"] * 2
    assert len(server.requests) == 2 * (8 + 20)
    assert (folders[-1] / "pace.sqlite").stat().st_mode & 0o777 == 0o600
    assert b"secret" not in b"".join(path.read_bytes() for path in folders[-1].iterdir())
