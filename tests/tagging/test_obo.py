"""Ontologies in OBO; the terms are made up."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from refkit.errors import InputError
from refkit.tagging.obo import read_obo
from refkit.tagging.ontology_terms import OntologyTerm

OBO = r"""format-version: 1.2
import: https://ontologies.example/more.obo

[Term]
id: BEE:1
name: bee

[Term]
id: BEE:2
name: honey bee
def: "Keeps \"stores\"." [bee:book]
synonym: "honeybee" EXACT []
synonym: "Apis mellifera" NARROW []
synonym: "insect" BROAD []
synonym: "hive" RELATED []
is_a: BEE:1 ! bee
is_a: MORE:9 ! not here

[Term]
id: BEE:3
name: drone of old
is_obsolete: true

[Typedef]
id: stings
name: stings
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "bees.obo"
    path.write_text(OBO)
    return path


def test_terms_have_their_names_and_parents(file: Path) -> None:
    pytest.importorskip("fastobo", reason="the extra ontology is not installed")

    assert list(read_obo(file).values()) == [
        OntologyTerm("BEE:1", "bee"),
        OntologyTerm(
            "BEE:2",
            "honey bee",
            synonyms=("honeybee", "Apis mellifera"),
            near_names=("insect", "hive"),
            parents=("BEE:1", "MORE:9"),
            definition='Keeps "stores".',
        ),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "! of 2026\nformat-version: 1.2\n\n[Term]\n! a worker\nid: A\n  ! by hand\nname: ant\n",
        "[Term] ! a worker\nid: A\nname: ant ! by hand\n",
        "[Instance]\nid: I\ninstance_of: A\n\n[Term]\nid: A\nname: ant\n\n[Nest]\nid: N\n",
        "made-by: hand\nno clause at all\n\n[Term]\nid: A\nname: ant\n",
    ],
    ids=["comments", "comments behind", "instances and frames unknown", "a header of its own"],
)
def test_what_is_no_term_is_passed_over(text: str, tmp_path: Path) -> None:
    pytest.importorskip("fastobo", reason="the extra ontology is not installed")
    path = tmp_path / "ants.obo"
    path.write_text(text)

    assert list(read_obo(path).values()) == [OntologyTerm("A", "ant")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no ontology in OBO: it has no [Term]"),
        ("<rdf:RDF/>", "is no ontology in OBO"),
        ("! of 2026\n\n[Term]\nid: A\nname x\n", "line 5: is no OBO"),
        ("[Term]\nname: x\n", "is no OBO"),
    ],
)
def test_what_is_no_obo_is_one_line(text: str, said: str, tmp_path: Path) -> None:
    pytest.importorskip("fastobo", reason="the extra ontology is not installed")
    path = tmp_path / "bees.obo"
    path.write_text(text)

    with pytest.raises(InputError) as error:
        read_obo(path)

    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_without_the_extra_it_is_said_what_to_type(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "fastobo", None)
    monkeypatch.setattr("refkit.extras.find_spec", lambda name: None)

    with pytest.raises(
        InputError, match=r"an ontology in OBO needs fastobo: pip install '.\[ontology\]'"
    ):
        read_obo(file)
