"""Ontologies in OBO; the terms are made up."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from refkit.errors import InputError
from refkit.tagging.obo import read_obo, read_terms
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


def test_terms_have_their_names_and_parents(tmp_path: Path) -> None:
    path = tmp_path / "bees.obo"
    path.write_text(OBO)

    assert list(read_obo(path).values()) == [
        OntologyTerm("BEE:1", "bee"),
        OntologyTerm(
            "BEE:2",
            "honey bee",
            synonyms=("honeybee", "Apis mellifera"),
            near_names=("insect", "hive"),
            parents=("BEE:1", "MORE:9"),
            definition='Keeps "stores".',
        ),
        OntologyTerm("BEE:3", "drone of old", is_obsolete=True),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "! of 2026\nformat-version: 1.2\n\n[Term]\n! a worker\nid: A\n  ! by hand\nname: ant\n",
        "[Term] ! a worker\nid: A\nname: ant ! by hand\n",
        "[Instance]\nid: I\ninstance_of: A\n\n[Term]\nid: A\nname: ant\n\n[Nest]\nid: N\n",
        "made-by: hand\nno clause at all\n\n[Term]\nid: A\nname: ant\n",
        "[Term]\nid: A\nname: ant",
        "[Term]\nname: ant\nid: A\n",
        "[Term]\rid: A\rname: ant\r",
        "  [term]\r\n  id: A\r\n  name: ant\r\n",
        "[Term]\nid: A\nname: ant\nxref: https://ants.example/a\\,_b\nxref:\ncreation_date: 2009\n",
        '[Term]\nid: A\nname: ant {source="a ! b", by="c"} ! by hand\nmade_by: hand\n',
        "[Term]\nid: A\nname: ant\nis_obsolete: false\nrelationship: r B {cardinality=1}\n",
        "[Term]\nid: A {cardinality=1}\nname: ant\nis_a:\ndef: none\nsynonym: EXACT\nname x\n",
        "[Term]\nname: a wasp of no id\n\n[Term]\nid: B\n\n[Term]\nid: A\nname: ant\n",
    ],
)
def test_what_is_not_asked_for_is_passed_over(text: str) -> None:
    assert list(read_terms(text, "ants.obo").values()) == [OntologyTerm("A", "ant")]


@pytest.mark.parametrize(
    ("clause", "name"),
    [
        (r"name: X!Tandem", "X!Tandem"),
        (r"name: (?<=K)(?\!P)", "(?<=K)(?!P)"),
        (r"name: a\Wb\, c\: \{d\}", "a b, c: {d}"),
        ("name: soil {x}", "soil {x}"),
        (r"name: a \! b ! c", "a ! b"),
    ],
)
def test_a_name_has_its_own_signs(clause: str, name: str) -> None:
    assert read_terms(f"[Term]\nid: A\n{clause}", "x")["A"].name == name


@pytest.mark.parametrize(
    ("clause", "names", "near"),
    [
        ('synonym: "a b" [https://ants.example]', (), ("a b",)),
        ('synonym: "a b"', (), ("a b",)),
        ('synonym: "a b" EXACT LATIN [ants:1 "x"] {by="y"}', ("a b",), ()),
        ('synonym: "a b"  NARROW  []', ("a b",), ()),
        ('exact_synonym: "a b" []', ("a b",), ()),
        ('narrow_synonym: "a b" []', ("a b",), ()),
        ('broad_synonym: "a b" []', (), ("a b",)),
        ('related_synonym: "a b" []', (), ("a b",)),
        (r'synonym: "a \"b\"" EXACT [a\:b, c "d]', ('a "b"',), ()),
        ('synonym: "" EXACT []', (), ()),
    ],
)
def test_a_synonym_is_read_as_each_version_writes_it(
    clause: str, names: tuple[str, ...], near: tuple[str, ...]
) -> None:
    term = read_terms(f"[Term]\nid: A\nname: ant\n{clause}\n", "x")["A"]

    assert (term.synonyms, term.near_names) == (names, near)


def test_a_definition_is_read_without_its_sources() -> None:
    text = '[Term]\nid: A\nname: ant\ndef: "It\\nworks." [Adapted from https://ants.example]\n'

    assert read_terms(text, "x")["A"].definition == "It works."


def test_a_term_in_two_stanzas_has_the_clauses_of_both() -> None:
    text = "[Term]\nid: A\nname: ant\nis_a: B\n\n[Term]\nid: A\nis_a: B\nis_a: C\nname: emmet\n"

    assert read_terms(text, "x") == {"A": OntologyTerm("A", "ant", parents=("B", "C"))}


@pytest.mark.parametrize("word", ["true", "TRUE", "true ! since 2020"])
def test_a_term_says_that_it_is_obsolete_and_by_which_ids_it_is_known(word: str) -> None:
    text = (
        f"[Term]\nid: A\nname: ant\nis_obsolete: {word}\nreplaced_by: B\nconsider: C\n\n"
        "[Term]\nid: B\nname: bee\nalt_id: B:old ! once\nis_obsolete: false\n"
    )

    assert list(read_terms(text, "x").values()) == [
        OntologyTerm("A", "ant", is_obsolete=True, replaced_by=("B", "C")),
        OntologyTerm("B", "bee", other_ids=("B:old",)),
    ]


def test_a_comment_in_another_encoding_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "bees.obo"
    path.write_bytes("[Term]\nid: A\nname: μ-bee\n".encode() + b"comment: n\x8ev\x8e \xd1\n")

    assert read_obo(path)["A"].name == "μ-bee"


def test_a_mark_of_utf_8_is_no_part_of_the_first_term(tmp_path: Path) -> None:
    path = tmp_path / "bees.obo"
    path.write_bytes(b"\xef\xbb\xbf[Term]\nid: A\nname: ant\n")

    assert list(read_obo(path)) == ["A"]


def test_an_ontology_packed_by_gzip_says_so(tmp_path: Path) -> None:
    path = tmp_path / "bees.obo.gz"
    path.write_bytes(gzip.compress(OBO.encode()))

    with pytest.raises(InputError, match="is packed by gzip; unpack it first"):
        read_obo(path)


def test_an_ontology_in_another_encoding_is_read_where_that_is_sure(tmp_path: Path) -> None:
    path = tmp_path / "bees.obo"
    path.write_bytes("[Term]\nid: A\nname: abeille à miel\n".encode("latin-1"))

    assert read_obo(path)["A"].name == "abeille à miel"


@pytest.mark.parametrize(
    "text", ["", "<rdf:RDF/>", "! of 2026\n[Typedef]\nid: A\n", "[Term]\nname: x\n"]
)
def test_what_is_no_obo_is_one_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "bees.obo"
    path.write_text(text)

    with pytest.raises(InputError) as error:
        read_obo(path)

    assert str(error.value) == f"{path}: is no ontology in OBO: it has no [Term] with an id"
