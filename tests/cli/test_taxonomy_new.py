"""``refkit taxonomy new``: a first taxonomy of a thesaurus or an ontology on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from refkit.cli import main
from refkit.tagging.taxonomy import SHIPPED, load_taxonomy

MESH = """*NEWRECORD
RECTYPE = D
MH = Bees
MN = B01.100
UI = D900001

*NEWRECORD
RECTYPE = D
MH = Bees, Honey
ENTRY = Apis mellifera|T204|NON|EQV|UNK|740330|abcdef
MN = B01.100.200
UI = D900002

*NEWRECORD
RECTYPE = D
MH = Wasps
MN = B01.300
UI = D900003
"""
OBO = "[Term]\nid: B:1\nname: bee\n\n[Term]\nid: B:2\nname: honey bee\nis_a: B:1\n"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["taxonomy", "new", *(str(each) for each in arguments)])


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    path = tmp_path / "d2026.bin"
    path.write_text(MESH)
    return path


def test_the_tree_of_a_descriptor_becomes_a_taxonomy(mesh: Path, tmp_path: Path) -> None:
    out = tmp_path / "bees.toml"

    done = run(mesh, "--from", "mesh:D900001", "--facet", "kind", "-o", out)

    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "2 labels, 0 names left out\n"
    taxonomy = load_taxonomy(str(out))
    assert (taxonomy.id, taxonomy.facets) == ("bees", ("kind",))
    assert [(each.id, each.parents, each.same_as) for each in taxonomy.labels] == [
        ("bees", (), ("MeSH:D900001",)), ("honey-bees", ("bees",), ("MeSH:D900002",)),
    ]  # fmt: skip


def test_an_ontology_becomes_a_taxonomy_on_standard_output(tmp_path: Path) -> None:
    file = tmp_path / "bees.obo"
    file.write_text(OBO)

    done = run("--from", "obo", file)

    assert done.exit_code == 0
    assert "id = 'draft'" in done.stdout
    assert "any = ['honey bee(s)']" in done.stdout
    assert run("--from", "obo:B:2", file).stdout.count("[[label]]") == 1
    assert (
        run("--from", "obo:B:1", "--depth", "1", "--id", "x", file).stdout.count("[[label]]") == 2
    )


def test_the_usual_facet_is_none_of_a_shipped_taxonomy(mesh: Path, tmp_path: Path) -> None:
    drafted = tmp_path / "bees.toml"
    assert run(mesh, "--from", "mesh:D900001", "-o", drafted).exit_code == 0

    (facet,) = load_taxonomy(str(drafted)).facets

    assert all(facet not in load_taxonomy(name).facets for name in SHIPPED)


def test_a_label_without_a_phrase_is_named(mesh: Path, tmp_path: Path) -> None:
    mesh.write_text(MESH.replace("MH = Wasps", "MH = All"))

    done = run(mesh, "--from", "mesh:D900003", "-o", tmp_path / "all.toml")

    assert done.stderr == ("refkit: 1 label without a phrase: all\n1 label, 1 name left out\n")


def test_a_circle_in_the_tree_is_broken_and_told(tmp_path: Path) -> None:
    file = tmp_path / "bees.obo"
    file.write_text(OBO.replace("name: bee\n", "name: bee\nis_a: B:2\n", 1))

    done = run("--from", "obo:B:1", file)

    assert done.exit_code == 0
    assert done.stderr == (
        "refkit: 1 place in the tree left out, which would put a label below itself: "
        "bee under honey-bee\n2 labels, 0 names left out\n"
    )
    assert "parents = ['bee']" in done.stdout


@pytest.mark.parametrize("name", ["bees.bib", "bees", "bees.csv"])
def test_a_taxonomy_is_named_toml(name: str, mesh: Path, tmp_path: Path) -> None:
    done = run(mesh, "--from", "mesh:D900001", "-o", tmp_path / name)

    assert done.exit_code == 2
    assert "name it .toml" in done.stderr
    assert not (tmp_path / name).exists()
    assert "id = 'draft'" in run(mesh, "--from", "mesh:D900001", "-o", "-").stdout


def test_somebody_elses_file_is_not_replaced(mesh: Path, tmp_path: Path) -> None:
    out = tmp_path / "bees.toml"
    out.write_text("mine")

    done = run(mesh, "--from", "mesh:D900001", "-o", out)

    assert (done.exit_code, out.read_text()) == (2, "mine")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from", "mesh:D900001"), "name the file of descriptors, desc2026.xml or d2026.bin"),
        (("--from", "obo"), "name the ontology's file"),
        (("{file}", "--from", "mesh"), "'mesh' says no origin; mesh:D..., obo or obo:ID does"),
        (("{file}", "--from", "umls:C1"), "'umls:C1' says no origin"),
        (("{file}",), "Missing option '--from'"),
        (("{file}", "--from", "mesh:D1"), "d2026.bin: has no term MeSH:D1"),
        (("{file}x", "--from", "mesh:D900001"), "cannot be read"),
        (("{file}", "--from", "mesh:D900001", "--facet", "a/b"), "the facet 'a/b' should be"),
        (("{file}", "--from", "mesh:D900001", "-o", "no/where.toml"), "there is no folder"),
    ],
)
def test_wrong_input_is_told(arguments: tuple[str, ...], said: str, mesh: Path) -> None:
    done = run(*(each.replace("{file}", str(mesh)) for each in arguments))

    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
