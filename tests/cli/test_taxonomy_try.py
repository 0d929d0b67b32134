"""``refkit taxonomy try``: titles explained while a taxonomy is written."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from refkit.cli import main
from refkit.cli.taxonomy_try import changes

TOML = """\
id = 'bees'
version = '1'
facets = ['kind']
[[label]]
facet = 'kind'
id = 'bee'
name = 'Bee'
any = ['bee(s)']
but_not = ['spelling bee(s)']
"""


def run(*arguments: str | Path, given: str | None = None) -> Result:
    return CliRunner().invoke(
        main, ["taxonomy", "try", *(str(each) for each in arguments)], input=given
    )


@pytest.fixture
def taxonomy(tmp_path: Path) -> Path:
    path = tmp_path / "bees.toml"
    path.write_text(TOML)
    return path


def test_titles_are_explained(taxonomy: Path) -> None:
    done = run("Bees in town", "A spelling bee", "--taxonomy", taxonomy)

    assert done.exit_code == 0
    assert done.stdout == (
        "1  Bees in town\n"
        "  kind/bee  Bee\n"
        "      title 0-4  “Bees”  kind/bee#1\n"
        "\n"
        "2  A spelling bee\n"
        "  not kind/bee: part of “spelling bee”\n"
        "      title 11-14  “bee”  kind/bee#1\n"
    )


@pytest.mark.parametrize("arguments", [(), ("-",)])
def test_standard_input_is_a_title_a_line(arguments: tuple[str, ...], taxonomy: Path) -> None:
    done = run(*arguments, "--taxonomy", taxonomy, "--json", given="Wasps\n\nBees\n")

    rows = json.loads(done.stdout)
    assert [(row["id"], row["title"], len(row["tags"])) for row in rows] == [
        ("1", "Wasps", 0), ("3", "Bees", 1),
    ]  # fmt: skip


def test_a_file_of_titles_is_read_from_disk_and_from_standard_input(
    taxonomy: Path, tmp_path: Path
) -> None:
    rows = '{"id": "x", "title": "<i>Bees</i>"}\n{"title": "Wasps\u2028of old"}\n'
    file = tmp_path / "titles.jsonl"
    file.write_text(rows, encoding="utf-8")

    from_file = run(file, "--taxonomy", taxonomy)

    assert from_file.stdout.startswith("x  Bees\n  kind/bee")
    assert "\n2  Wasps" in from_file.stdout
    assert run("--taxonomy", taxonomy, given=rows).stdout == from_file.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no JSON object with a title"),
        ("[]", "line 1: is no JSON object with a title"),
        ('{"title": "Bees"}\n{"title": 5}', "line 2: 'title' is a number, and should be a text"),
        ('{"name": "Bees"}', "line 1: has no 'title'"),
        ("[" * 100_000, "line 1: is no JSON object with a title"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line(
    text: str | None, said: str, taxonomy: Path, tmp_path: Path
) -> None:
    file = tmp_path / "titles.jsonl"
    if text is not None:
        file.write_text(text)

    done = run(file, "--taxonomy", taxonomy)

    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr


def test_no_title_is_told(taxonomy: Path) -> None:
    assert run("--taxonomy", taxonomy, given="\n").stderr == "refkit: no title is given\n"
    assert run("  ", "--taxonomy", taxonomy).exit_code == 2
    assert "no taxonomy is named" in run("Bees", "--taxonomy", "wasps").stderr


def ticks(*steps: Callable[[], None]) -> Callable[[float], None]:
    """A sleep in which something happens each time, and then Ctrl-C."""
    left: Iterator[Callable[[], None]] = iter(steps)

    def sleep(seconds: float) -> None:
        step = next(left, None)
        if step is None:
            raise KeyboardInterrupt
        step()

    return sleep


def test_watching_prints_anew_when_the_taxonomy_changes(
    taxonomy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", ticks(
        lambda: None,
        lambda: taxonomy.unlink(),
        lambda: taxonomy.write_text("half ["),
        lambda: None,
        lambda: taxonomy.write_text(TOML.replace("bee(s)'", "bee(s)', 'wasp(s)'", 1)) and None,
    ))  # fmt: skip

    done = run("Wasps", "--taxonomy", taxonomy, "--watch")

    assert done.exit_code == 0
    assert done.stdout.count("1  Wasps\n") == 2
    assert done.stdout.index("kind/bee  Bee") > done.stdout.index("1  Wasps")
    assert done.stderr.count("not TOML") == 1


def test_watching_prints_anew_when_a_table_of_agents_changes(
    taxonomy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taxonomy.write_text(TOML.replace("facets", "agents = 'agents.csv'\nfacets", 1))
    table = taxonomy.with_name("agents.csv")
    table.write_text("name,kind\noxalis,bee\n")
    monkeypatch.setattr(
        time, "sleep", ticks(lambda: table.write_text("name,kind\napivar,bee\n") and None)
    )

    done = run("Apivar", "--taxonomy", taxonomy, "--watch")

    assert done.stdout.count("1  Apivar\n") == 2
    assert done.stdout.index("agent/apivar") > done.stdout.rindex("1  Apivar")


def test_watching_sees_a_table_of_agents_that_is_named_later(
    taxonomy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = taxonomy.with_name("agents.csv")
    table.write_text("name,kind\noxalis,bee\n")
    named = TOML.replace("facets", "agents = 'agents.csv'\nfacets", 1)
    monkeypatch.setattr(time, "sleep", ticks(
        lambda: taxonomy.write_text(named) and None,
        lambda: table.write_text("name,kind\napivar,bee\n") and None,
    ))  # fmt: skip

    done = run("Apivar", "--taxonomy", taxonomy, "--watch")

    assert done.stdout.count("1  Apivar\n") == 3
    assert done.stdout.index("agent/apivar") > done.stdout.rindex("1  Apivar")


def test_watching_goes_on_while_a_file_of_titles_is_missing(
    taxonomy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, gone = tmp_path / "here.jsonl", tmp_path / "gone.jsonl"
    here.write_text('{"title": "Bees"}\n')
    gone.write_text('{"title": "Ants"}\n')
    away = tmp_path / "away"
    monkeypatch.setattr(time, "sleep", ticks(
        lambda: gone.rename(away) and None,
        lambda: here.write_text('{"title": "Wasps"}\n') and None,
        lambda: None,
        lambda: away.rename(gone) and None,
    ))  # fmt: skip

    done = run(here, gone, "--taxonomy", taxonomy, "--watch")

    assert done.stderr.count("gone.jsonl: cannot be read") == 1
    assert done.stdout.count("Wasps") == 1
    assert done.stdout.count("Ants") == 2


def test_watching_a_file_of_titles(
    taxonomy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "titles.jsonl"
    file.write_text('{"title": "Bees"}\n')
    monkeypatch.setattr(
        time, "sleep", ticks(lambda: file.write_text('{"title": "Wasps"}\n') and None)
    )

    done = run("A bee", file, "--taxonomy", taxonomy, "--watch")

    assert done.stdout.count("1  A bee\n") == 2
    assert done.stdout.index("1  Wasps") > done.stdout.index("1  Bees")


def test_nothing_to_watch_is_told() -> None:
    done = run("Bees", "--watch")

    assert done.exit_code == 2
    assert "--watch needs a file that can change" in done.stderr


def test_a_file_that_is_replaced_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, other = tmp_path / "a", tmp_path / "b"
    file.write_text("same size")
    other.write_text("size same")
    monkeypatch.setattr(time, "sleep", ticks(lambda: other.replace(file) and None))
    found = changes(lambda: [file])

    next(found)
    next(found)
    with pytest.raises(KeyboardInterrupt):
        next(found)


def test_a_title_that_is_the_name_of_a_file_is_told(taxonomy: Path, tmp_path: Path) -> None:
    library = tmp_path / "bees.bib"
    library.write_text("@misc{a, title={Bees}}\n")

    done = run(library, "--taxonomy", taxonomy)

    assert done.exit_code == 0
    assert f"{library}: is read as a title, and a file of that name is there" in done.stderr
    assert f"refkit taxonomy try - < {library}" in done.stderr
    assert run("bees.bib", "x" * 5000, "--taxonomy", taxonomy).stderr == ""
