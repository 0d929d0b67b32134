"""Starting is quick and says what there is; a process of its own is asked."""

from __future__ import annotations

import ast
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest
from conftest import FIRST_REVIEW
from crossref_server import CrossrefServer, make_review, make_work

from refkit.cli import main
from refkit.http.cache import remembered
from refkit.version import __version__

Rerun = Callable[[], subprocess.CompletedProcess[str]]

# What a user waits for must not be loaded to print a page of help.
HEAVY = {"requests", "requests_cache", "urllib3", "habanero", "httpx2", "bibtexparser", "rich",
         "pylatexenc", "jinja2", "platformdirs"}  # fmt: skip


def refkit(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "refkit", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("fetch", "--help"), ()])
def test_help_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    program = (
        "import sys\n"
        "from refkit.cli import main\n"
        f"try:\n    main({list(arguments)!r})\nexcept SystemExit:\n    pass\n"
        f"print(sorted(set(sys.modules) & {HEAVY!r}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"


def test_the_page_of_help_loads_no_command() -> None:
    program = (
        "import sys\n"
        "from refkit.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(sorted(each for each in sys.modules if each.startswith('refkit.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = ast.literal_eval(done.stdout.splitlines()[-1])

    assert {each for each in loaded if each.startswith("refkit.cli.")} == {
        "refkit.cli.say", "refkit.cli.streams", "refkit.cli.values"
    }  # fmt: skip
    assert len(loaded) <= 12


def test_importing_refkit_loads_nothing_heavy() -> None:
    program = f"import sys, refkit; print(sorted(set(sys.modules) & {HEAVY!r}))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"


HTTP = {"requests", "requests_cache", "urllib3", "habanero", "refkit.http", "refkit.wiring"}


@pytest.mark.sweep(2)
@pytest.mark.parametrize("name", ["tag", "export", "check", "load", "read_library", "save"])
def test_what_needs_no_network_imports_no_http(name: str) -> None:
    program = f"import sys; from refkit import {name}; print(sorted(set(sys.modules) & {HTTP!r}))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"


def test_what_ships_is_fetched_offline_without_what_sends(tmp_path: Path) -> None:
    memory = tmp_path / "memory"
    program = (
        "import sys, refkit\n"
        f"refkit.fetch({FIRST_REVIEW!r}, offline=True)\n"
        f"print(sorted(set(sys.modules) & {HTTP - {'refkit.http', 'refkit.wiring'}!r}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True,
        env={**os.environ, "REFKIT_CACHE": str(memory)},
    )  # fmt: skip

    assert done.stdout == "[]\n"
    assert not memory.exists()


MODULES_OF_FETCH = 170
# What other commands and other lists need: documents, decisions by hand, other agencies.
NOT_FOR_WHAT_SHIPS = (
    "refkit.api.documents", "refkit.citation_keys.jabref_pattern", "refkit.documents",
    "refkit.enrichment", "refkit.formats.table", "refkit.manual_decisions",
    "refkit.sources.datacite", "refkit.sources.openalex",
    "refkit.sources.opencitations", "refkit.sources.pubmed", "tomllib",
)  # fmt: skip


def test_what_ships_is_fetched_without_what_others_need(tmp_path: Path) -> None:
    # Without tags: where a clone's taxonomies are not read yet, what reads TOML is loaded.
    arguments = ["fetch", FIRST_REVIEW, "--offline", "--no-tags", "-o", "r.refkit.json"]
    program = (
        "import sys\n"
        "from refkit.cli import main\n"
        f"try:\n    main({arguments!r})\n"
        "except SystemExit:\n    pass\n"
        f"unused = {NOT_FOR_WHAT_SHIPS!r}\n"
        "print([each for each in sys.modules if each.startswith(unused)])\n"
        "print(sum(each.startswith('refkit.') for each in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path
    )

    unused, count = done.stdout.splitlines()
    assert unused == "[]"
    assert int(count) <= MODULES_OF_FETCH


def test_help_shows_the_three_uses_first() -> None:
    text = refkit("--help").stdout

    assert text.index("fetch references by DOI") < text.index("tag entries") < text.index("Options")
    names = [line.split()[0] for line in text[text.index("Three uses:") :].splitlines()[1:4]]
    assert names == ["fetch", "tag", "export"]


def test_help_names_every_command_once() -> None:
    lines = refkit("--help").stdout.partition("Options:")[2].splitlines()
    named = [found[1] for line in lines if (found := re.match(r"  ([a-z]+) {2,}\S", line))]

    assert named == main.list_commands(None)  # type: ignore[arg-type]


def test_the_version_is_the_packages() -> None:
    assert refkit("--version").stdout == f"refkit, version {__version__}\n"


@pytest.mark.parametrize("name", sorted(main.list_commands(None)))  # type: ignore[arg-type]
def test_every_command_has_help_with_an_example(name: str) -> None:
    command = main.get_command(None, name)  # type: ignore[arg-type]

    assert command is not None
    assert command.short_help
    assert re.search(rf"Example:\n +refkit {name}\b", command.help or "")
    options = [each for each in command.params if isinstance(each, click.Option)]
    assert all(option.help for option in options)


def test_an_unknown_command_is_told() -> None:
    done = refkit("fetsch")

    assert done.returncode == 2
    assert "No such command 'fetsch'" in done.stderr


def _answers(memory: Path) -> int:
    return sum(count for _, count in remembered(memory).answers)


@contextmanager
def under_way(folder: Path) -> Iterator[tuple[CrossrefServer, subprocess.Popen[str], Rerun]]:
    """A run that has one batch of two and waits for the other, and a way to run it again."""
    works = [make_work(f"10.1000/{number}") for number in range(150)]
    review = make_review("10.1000/review", [{"DOI": work["DOI"]} for work in works])
    with pytest.MonkeyPatch.context() as patch, CrossrefServer([review, *works]) as server:
        patch.setattr("faults.TIMEOUT", 60)
        environment = os.environ | {"REFKIT_CROSSREF_URL": server.url}
        arguments = ["fetch", "10.1000/review", "--no-tags", "-o", str(folder / "r.refkit.json")]
        server.fail_next("timeout", matching="10.1000/140")
        process = subprocess.Popen(
            [sys.executable, "-m", "refkit", *arguments],
            env=environment, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        memory = Path(os.environ["REFKIT_CACHE"])
        while len(server.requests) < 3 or _answers(memory) < 100:
            time.sleep(0.05)
            assert process.poll() is None
        yield server, process, lambda: refkit(*arguments, env=environment)


def test_stopped_in_the_middle_it_says_so_and_goes_on_from_there(tmp_path: Path) -> None:
    with under_way(tmp_path) as (server, process, run_again):
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        before = len(server.requests)
        again = run_again()

        assert process.returncode == 130
        assert said.strip().count("\n") == 0
        assert "the same command goes on" in said
        assert "150 listed: 150 by deposited DOI" in again.stderr
        assert len(server.requests) - before == 1
        assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


@pytest.mark.more  # everyday in tests/http/test_processes.py
def test_killed_in_the_middle_it_goes_on_from_there(tmp_path: Path) -> None:
    with under_way(tmp_path) as (server, process, run_again):
        process.kill()
        process.communicate()
        before = len(server.requests)
        again = run_again()

        assert "150 listed: 150 by deposited DOI" in again.stderr
        assert len(server.requests) - before == 1
