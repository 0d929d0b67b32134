"""Shells complete commands, options and values: asked as they ask, and by themselves."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from consumers.programs import needs
from terminal import REFKIT

from refkit.cli import main, values
from refkit.tagging.taxonomy import SHIPPED, load_taxonomy
from refkit.wiring import EXTRAS


def asked(line: str, shell: str = "bash") -> list[str]:
    """What a shell is given for a line, the word under way being its last."""
    words = line.split(" ")
    environment = {
        "_REFKIT_COMPLETE": f"{shell}_complete", "COMP_WORDS": line,
        "COMP_CWORD": words[-1] if shell == "fish" else str(len(words) - 1),
    }  # fmt: skip
    done = CliRunner().invoke(main, [], env=environment, prog_name="refkit")
    assert (done.exit_code, done.stderr) == (0, "")
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("refkit fe", ["plain,fetch"]),
        ("refkit zotero u", ["plain,undo"]),
        ("refkit tag --ev", ["plain,--evidence"]),
        ("refkit tag --evidence ", ["plain,title", "plain,all"]),
        ("refkit export x --to bib", ["plain,bibtex", "plain,biblatex"]),
        ("refkit fetch x --source op", ["plain,openalex"]),
        ("refkit tag x --taxonomy study", ["plain,study-design"]),
        ("refkit tag x --taxonomy my.t", ["file,my.t"]),
        ("refkit tag x --facet mod", ["plain,modality"]),
        ("refkit taxonomy show car-n", ["plain,car-nk"]),
        ("refkit taxonomy show modality/car-n", ["plain,modality/car-nk"]),
        (
            "refkit fetch x --fail-on unresolved,",
            ["plain,unresolved,retracted", "plain,unresolved,no-list"],
        ),
        ("refkit check x --fail-on err", ["plain,error"]),
        ("refkit show re", ["file,re"]),
        ("refkit report a.json b", ["file,b"]),
        ("refkit fetch x -o re", ["file,re"]),
        ("refkit report x --figures f", ["dir,f"]),
        ("refkit completion z", ["plain,zsh"]),
        # bash parts an option and its value at the sign between them.
        ("refkit export x --to = cs", ["plain,csl-json", "plain,csv"]),
        ("refkit export x --to =", [f"plain,{name}" for name in values.formats()]),
    ],
)
def test_what_is_offered(line: str, offered: list[str]) -> None:
    assert asked(line) == offered


def test_an_option_joined_to_its_value_is_kept() -> None:
    fish = asked("refkit export x --to=cs", "fish")

    assert [line.split("\t")[0] for line in fish] == ["plain,--to=csl-json", "plain,--to=csv"]


def parameters(command: click.Command) -> Iterator[click.Parameter]:
    yield from command.params
    for each in command.commands.values() if isinstance(command, click.Group) else ():
        yield from parameters(each)


@pytest.mark.parametrize("name", main.list_commands(None))  # type: ignore[arg-type]
def test_of_every_value_it_is_known_what_can_be_offered(name: str) -> None:
    command = main.get_command(None, name)  # type: ignore[arg-type]
    assert command is not None

    texts = [each for each in parameters(command) if each.metavar not in {None, "N"}]

    assert all(isinstance(each.type, values.Value) for each in texts)


def offered(value: values.Value) -> list[str]:
    context = click.Context(main)
    return [item.value for item in value.shell_complete(context, main.params[0], "")]


def test_the_lists_are_the_true_ones() -> None:
    usual = load_taxonomy("therapy-modality")

    assert tuple(EXTRAS) == values.SOURCES
    assert set(offered(values.TAXONOMY)) == set(SHIPPED)
    assert offered(values.FACET) == list(usual.facets)
    assert set(offered(values.LABEL)) == {label.id for label in usual.labels}


HEAVY = "requests requests_cache urllib3 habanero bibtexparser rich pylatexenc jinja2".split()


@pytest.mark.parametrize(
    "line", ["refkit ", "refkit tag --", "refkit taxonomy show c", "refkit export x --to "]
)
def test_an_answer_loads_nothing_heavy(line: str, tmp_path: Path) -> None:
    program = (
        "import sys\nfrom refkit.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print(sorted(set(sys.modules) & {set(HEAVY)!r}))"
    )
    environment = os.environ | {
        "_REFKIT_COMPLETE": "bash_complete", "COMP_WORDS": line,
        "COMP_CWORD": str(line.count(" ")),
    }  # fmt: skip
    (file := tmp_path / "refkit").write_text(program)
    done = subprocess.run(
        [REFKIT[0], file], env=environment, capture_output=True, text=True, check=True
    )

    assert len(done.stdout.splitlines()) > 2
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A PATH on which ``refkit`` is this one."""
    program = tmp_path / "bin" / "refkit"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{REFKIT[0]}" -m refkit "$@"\n')
    program.chmod(0o755)
    return f"{program.parent}:{os.environ['PATH']}"


def script(shell: str) -> str:
    done = CliRunner().invoke(main, ["completion", shell])
    assert done.exit_code == 0
    return done.stdout


def spoken(shell: str, program: str, path: str) -> str:
    needs(shell)
    done = subprocess.run(
        [shell, "-c", program], env=os.environ | {"PATH": path}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    return done.stdout


def test_bash_completes(path: str) -> None:
    call = (
        'COMP_WORDS=(refkit export x --to cs)\nCOMP_CWORD=4\n_refkit_completion refkit\n'
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )  # fmt: skip

    assert spoken("bash", f"{script('bash')}\n{call}", path).split() == ["csl-json", "csv"]


def test_fish_completes_with_whole_descriptions(path: str) -> None:
    lines = spoken("fish", f"{script('fish')}\ncomplete -C 'refkit doc'", path)
    listed = spoken("fish", f"{script('fish')}\ncomplete -C 'refkit fetch x --fail-on unr,'", path)

    assert lines == "doctor\tWhat is configured, remembered and reachable.\n"
    assert listed.split() == ["unr,no-list", "unr,retracted", "unr,unresolved"]  # sorted by fish


def test_zsh_takes_the_script(path: str) -> None:
    text = script("zsh")
    program = f"autoload -Uz compinit; compinit -u -D; {text}\nprint $_comps[refkit]"

    assert spoken("zsh", program, path) == "_refkit_completion\n"


def test_a_shell_that_is_not_known_is_told() -> None:
    done = CliRunner().invoke(main, ["completion", "tcsh"])

    assert done.exit_code == 2
    assert "bash" in done.stderr
