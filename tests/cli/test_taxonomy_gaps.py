"""``refkit taxonomy gaps``: what a taxonomy leaves open in a library."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from refkit.cli import main

TITLES = ["Bees in town", "Bees on roofs", "Wasps in town", "Wasps on roofs", "Wasps at noon"]


def run(*arguments: str | Path, given: str | None = None) -> Result:
    return CliRunner().invoke(
        main, ["taxonomy", "gaps", *(str(each) for each in arguments)], input=given
    )


@pytest.fixture
def taxonomy(tmp_path: Path) -> Path:
    path = tmp_path / "bees.toml"
    path.write_text(
        "id='bees'\nversion='1'\nfacets=['kind']\n[[label]]\nfacet='kind'\nid='bee'\nname='Bee'\n"
        "any=['bee(s)', 'Apis']\n[[label]]\nfacet='kind'\nid='ant'\nname='Ant'\nany=['ant(s)']\n"
        "[[agent]]\nname='formicid'\nkind=['ant']\n"
    )
    return path


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "library.bib"
    path.write_text("".join(f"@misc{{k{n}, title={{{t}}}}}\n" for n, t in enumerate(TITLES)))
    return path


def test_a_library_is_told_where_nothing_speaks(library: Path, taxonomy: Path) -> None:
    done = run(library, "--taxonomy", taxonomy)

    assert done.exit_code == 0
    assert done.stdout == (
        "facet  labelled  share\n"
        "kind          2    40%\n"
        "\n"
        "Words of titles without a label of the facet, and how many others have them\n"
        "facet  words  without/with  log-odds  as in\n"
        "kind   wasps           3/0       1.6  Wasps in town\n"
        "\n"
        "Phrases in no title\n"
        "rule        unused  phrases\n"
        "kind/bee#1  1 of 2  Apis\n"
        "kind/ant#1  1 of 1  ant(s)\n"
        "\n"
        "Names of products in no title: 1 of 1 (formicid)\n"
        "\n"
        "Labels of no title\n"
        "facet  label\n"
        "kind   ant\n"
    )
    assert done.stderr == "bees@1: 2 of 5 titles have a label\n"


def test_titles_line_by_line_say_the_same_and_so_does_json(
    library: Path, taxonomy: Path, tmp_path: Path
) -> None:
    file = tmp_path / "titles.jsonl"
    file.write_text("".join(json.dumps({"title": each}) + "\n" for each in TITLES))

    from_lines = json.loads(run(file, "--taxonomy", taxonomy, "--json").stdout)

    assert from_lines == json.loads(run(library, "--taxonomy", taxonomy, "--json").stdout)
    assert from_lines["facets"][0]["words"][0]["words"] == "wasps"
    assert from_lines["never_given"] == [["kind", "ant"]]


def test_how_many_words_are_told_can_be_chosen(library: Path, taxonomy: Path) -> None:
    assert "wasps" not in run(library, "--taxonomy", taxonomy, "--least", "4").stdout
    assert "wasps" not in run(library, "--taxonomy", taxonomy, "--most", "0").stdout


def test_a_library_on_standard_input(library: Path, taxonomy: Path) -> None:
    done = run("-", "--taxonomy", taxonomy, given=library.read_text())

    assert done.stderr == "bees@1: 2 of 5 titles have a label\n"


@pytest.mark.parametrize("name", ["nothing.bib", "nothing.jsonl"])
def test_a_library_that_is_not_there_is_one_line(name: str, tmp_path: Path) -> None:
    done = run(tmp_path / name)

    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("name", ["titles.txt", "-"])
@pytest.mark.parametrize(
    "line",
    [
        lambda title: title,
        lambda title: json.dumps({"title": title}),
        lambda title: f"{title}, 1990 to 2019: a study",  # also how a reference is printed
    ],
)
def test_titles_stand_a_line_each_in_a_text_file_and_on_standard_input(
    name: str, line: Callable[[str], str], taxonomy: Path, tmp_path: Path
) -> None:
    text = "\n".join(map(line, TITLES)) + "\n"
    (tmp_path / "titles.txt").write_text(text)

    done = run(tmp_path / name if name != "-" else "-", "--taxonomy", taxonomy, given=text)

    assert done.stderr == "bees@1: 2 of 5 titles have a label\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("10.1000/a\n10.1000/b\n", "0 of 2 titles"),  # a list of identifiers stays a library
        ("@misc{a, title={Bees}}\n", "1 of 1 titles"),
        ("@misc{a, title={Bees}\n", "holds no BibTeX entry"),
        ('<?xml version="1.0"?>\n<x/>\n', "XML of a kind that is not read"),
        ("\n", "is empty"),
    ],
)
def test_a_text_that_looks_like_a_library_is_one(
    text: str, said: str, taxonomy: Path, tmp_path: Path
) -> None:
    file = tmp_path / "library.txt"
    file.write_text(text)

    assert said in run(file, "--taxonomy", taxonomy).stderr
    assert said in run("-", "--taxonomy", taxonomy, given=text).stderr


MANY = "id='m'\nversion='1'\nfacets=['kind']\n" + "".join(
    f"[[label]]\nfacet='kind'\nid='l{n}'\nname='L{n}'\nany=['moss{n} {'and lichen ' * 9}', 'fern{n}']\n"
    for n in range(30)
)


@pytest.mark.parametrize(
    ("most", "left"),
    [(2, "… and 28 more"), (10, "… and 20 more"), (29, "… and 1 more"), (0, "30 in all")],
)
def test_every_list_is_as_long_as_is_asked_and_says_how_many_more_there_are(
    most: int, left: str, library: Path, tmp_path: Path
) -> None:
    taxonomy = tmp_path / "many.toml"
    taxonomy.write_text(MANY)

    said = run(library, "--taxonomy", taxonomy, "--most", str(most)).stdout

    assert said.count("\nkind/l") == said.count("\nkind   l") == most
    assert said.count(f"\n{left}\n") == 2
    assert max(map(len, said.splitlines())) < 120
    assert ("lichen…" in said) == (most > 0)
    all_ = run(library, "--taxonomy", taxonomy, "--most", "30").stdout
    assert all_.count("\nkind   l") == 30
    assert " more" not in all_


def test_where_no_title_has_a_label_nothing_is_said_to_stand_out(
    library: Path, taxonomy: Path
) -> None:
    taxonomy.write_text(taxonomy.read_text().replace("'bee(s)', 'Apis'", "'hornet(s)'"))

    said = run(library, "--taxonomy", taxonomy, "--most", "2").stdout

    assert "Words of titles without a label" not in said
    assert "log-odds" not in said
    assert (
        "Frequent words; no title has a label of kind\n"
        "words  titles  as in\n"
        "wasps       3  Wasps in town\n"
        "bees        2  Bees in town\n"
        "… and 2 more\n"
    ) in said
    rows = json.loads(run(library, "--taxonomy", taxonomy, "--json").stdout)["facets"][0]["words"]
    assert {row["log_odds"] for row in rows} == {None}


def test_a_library_without_a_title_is_told_shortly(tmp_path: Path) -> None:
    file = tmp_path / "one.bib"
    file.write_text("@misc{a, year={2020}}\n")

    said = run(file).stdout

    assert "Words" not in said
    assert "words" not in said
    assert said.count("\n") < 50
    assert max(map(len, said.splitlines())) < 320
