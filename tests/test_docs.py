"""The README's promises, and what holds for all pages: every link leads somewhere.

That the commands and the Python of every page run is ``test_documentation.py``'s.
"""

from __future__ import annotations

import html
import json
import re
import runpy
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
    first, second = next(each for each in blocks("sh") if "-m venv" in each).strip().splitlines()

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
        # One runs until its window is closed, one until its host leaves; one has to ask.
        if name in {"ui", "mcp", "update"}:
            continue

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


def test_nothing_says_that_refkit_is_installed_by_name() -> None:
    # It is not on PyPI: another project there is called refkit, and refkit-review is free to take.
    told = [*PAGES, *(REPOSITORY / "refkit").rglob("*.py"), *(REPOSITORY / "benchmarks").glob("*")]

    for path in told:
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not re.search(
                r"(?<!un)(install|tool run|pipx run|uvx) [^\n]*\brefkit-review", text
            ), path


def test_a_page_is_markdown_that_github_shows() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"^[`:]{3,}\{", text, re.M), f"{page.name}: a directive of Sphinx"


def test_every_page_is_found_from_the_first_one() -> None:
    docs = REPOSITORY / "docs"
    linked = {
        (index.parent / target).resolve()
        for index in (docs / "index.md", docs / "decisions" / "index.md")
        for target in re.findall(r"^- \[.+\]\((.+)\)$", index.read_text(encoding="utf-8"), re.M)
    }

    assert linked == {*docs.rglob("*.md")} - {docs / "index.md"}


@pytest.mark.parametrize(
    ("program", "page"),
    [
        ("commands", "reference/commands.md"),
        ("names", "reference/names.md"),
        ("fields", "reference/fields.md"),
        ("people", "reference/people.md"),
        ("mcp_tools", "reference/mcp-tools.md"),
    ],
)
def test_a_page_that_a_program_makes_is_as_it_makes_it(program: str, page: str) -> None:
    docs = REPOSITORY / "docs"
    made = subprocess.run([sys.executable, docs / f"{program}.py"], capture_output=True, check=True)

    assert made.stdout.decode() == (docs / page).read_text(encoding="utf-8"), (
        f"write it anew: python docs/{program}.py > docs/{page}"
    )


def test_the_picture_of_the_terminal_shows_what_is_printed() -> None:
    picture = runpy.run_path(str(REPOSITORY / "docs" / "terminal_picture.py"))
    drawn = (REPOSITORY / "docs" / "figures" / "terminal.svg").read_text(encoding="utf-8")

    appears = picture["appears"]()

    def words(text: str) -> list[str]:
        return html.unescape(text).split()

    # A line is drawn in pieces, each where it begins: all pieces of the picture, in their order.
    pieces = re.findall(r"<text class=\"terminal-r\d+\"[^>]*>([^<]*)</text>", drawn)
    assert [word for piece in pieces for word in words(piece)] == words(
        re.sub(r"\x1b\[[\d;]*m", " ", appears)
    )


def test_the_pictures_of_the_page_are_small_and_shown() -> None:
    shown = README + (REPOSITORY / "docs" / "ui.md").read_text(encoding="utf-8")
    figures = REPOSITORY / "docs" / "figures"
    pictures = sorted(figures.glob("page-*.png"))

    assert pictures
    for picture in pictures:
        assert f"figures/{picture.name}" in shown
        assert picture.stat().st_size < 100_000
    for target in re.findall(r'(?:src|srcset)="([^"]+)"', README):
        assert (REPOSITORY / target).is_file(), target
    first = re.search(r'!\[[^]]*\]\(([^)]+)\)|<img src="([^"]+)"', README)
    assert first
    assert first[2] == "docs/figures/page-list-light.png"
    # What is read in them is held to the page itself by tests/ui/test_browser_pictures.py.
    sides = {picture.name.split("-")[1] for picture in pictures}
    assert set(json.loads((figures / "page.json").read_text(encoding="utf-8"))) == sides


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


@pytest.mark.more  # all recorded answers are read
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
