"""The README's promises, and what holds for all pages: every link leads somewhere.

That the commands and the Python of every page run is ``test_documentation.py``'s.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import FIRST_REVIEW, REPOSITORY

from refkit.cli import main
from refkit.version import __version__

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
PAGES = [REPOSITORY / "README.md", REPOSITORY / "fixtures" / "README.md",
         *sorted((REPOSITORY / "docs").rglob("*.md"))]  # fmt: skip


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.S)


def test_the_two_commands_are_one_line_each() -> None:
    (block,) = blocks("sh")
    first, second = block.strip().splitlines()

    assert first.startswith("python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/refkit ")
    assert second.endswith("&& .venv/bin/pytest")


def test_the_first_command_does_the_main_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shell = next(line for line in blocks("sh")[0].splitlines() if "refkit fetch" in line)
    arguments = shlex.split(shell.split("/refkit ")[1])

    done = CliRunner().invoke(main, arguments)

    assert done.exit_code == 0, done.output
    written = [word for before, word in pairwise(arguments) if before == "-o"]
    assert written
    assert all((tmp_path / name).stat().st_size for name in written)


def test_the_account_that_the_readme_shows_is_the_one_that_comes() -> None:
    (shown,) = blocks("text")

    assert CliRunner().invoke(main, ["fetch", FIRST_REVIEW, "--offline"]).stderr == shown


def test_the_python_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec"), {})

    assert "wangIPSCderivedCD19BCMA2025 ['CAR-NK']" in capsys.readouterr().out


def test_examples_in_help_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "library.bib").write_text(
        f"@misc{{a, title = {{CAR-T cells}}, doi = {{{FIRST_REVIEW}}}}}\n"
    )
    for name in main.list_commands(None):  # type: ignore[arg-type]
        command = main.get_command(None, name)  # type: ignore[arg-type]
        example = (command.help or "").split("Example:\n")[1].strip()  # type: ignore[union-attr]

        done = CliRunner().invoke(main, shlex.split(example)[1:])

        assert done.exit_code == 0, f"{example}: {done.output}"
        if name == "fetch":
            assert (tmp_path / "review.refkit.json").exists()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_inside_the_project_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_readme_says_what_the_package_is_called() -> None:
    assert "refkit-review" in README


def test_every_exit_status_is_told() -> None:
    from refkit import errors

    codes = {
        each.exit_code
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, errors.RefkitError)
    }
    text = README[README.index("**Exit status.**") :].split("\n- ")[0]
    assert all(re.search(rf"\b{code} ", text) for code in codes)


def test_the_changelog_has_a_place_for_this_version() -> None:
    changelog = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")

    assert "## [Unreleased]" in changelog or f"## [{__version__}]" in changelog


def test_every_setting_is_told() -> None:
    from refkit.settings import _KNOWN

    assert all(f"REFKIT_{name.upper()}" in README for name in _KNOWN)


def test_the_page_on_sources_is_what_the_readers_give(shared: Path) -> None:
    script = REPOSITORY / "benchmarks" / "sources_page.py"
    made = subprocess.run([sys.executable, script, shared], capture_output=True, check=True)

    assert made.stdout.decode() == (REPOSITORY / "docs" / "sources.md").read_text(encoding="utf-8")


def test_the_page_on_tagging_shows_the_labels_that_there_are() -> None:
    script = REPOSITORY / "benchmarks" / "tagging_page.py"
    made = subprocess.run([sys.executable, script], capture_output=True, check=True)
    written = (REPOSITORY / "docs" / "tagging.md").read_text(encoding="utf-8")

    labels = made.stdout.decode().split("## Labels")[1]
    assert written.endswith(labels)
