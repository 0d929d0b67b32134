"""A first taxonomy of an ontology's terms."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from refkit.errors import InputError
from refkit.tagging.draft import draft
from refkit.tagging.lint import check_taxonomy, earns
from refkit.tagging.ontology_terms import OntologyTerm, below, without_circles
from refkit.tagging.taxonomy import read_taxonomy

SIGNS = [
    "2,4-D", "1,25-dihydroxyvitamin D", "3',5'-cyclic AMP", "ratio 1:1", "NAD(P)H oxidase", "G(M1) of soil",
    "Ear, Nose, and Throat", "kg.m s", "back\\slash soil", "c++ soil", "[soil] {x}", "HLA-A*02:01", "TR_D_Gene",
    "frag: v ion", "lymphoma(ZUMA-12)", "D'Amico sign", "e.g. soil", "soil | air", "^soil", "ro.e+$",
]  # fmt: skip
TERMS = [
    OntologyTerm("B:1", "Bees", definition="All of them."),
    OntologyTerm("B:2", "Honey Bees", ("HB", "Apis mellifera"), ("hive",), ("B:1", "B:9")),
    OntologyTerm("B:3", '"Bee\'s" Fever', parents=("B:2",)),
]


def test_labels_have_names_phrases_and_parents() -> None:
    found = draft(TERMS, "bees", "kind", "bees.obo")
    taxonomy = read_taxonomy(found.text, "draft")

    assert (found.labels, found.left_out) == (3, 2)
    assert [(each.id, each.name, each.parents) for each in taxonomy.labels] == [
        ("bees", "Bees", ()), ("honey-bees", "Honey Bees", ("bees",)),
        ("bees-fever", "\"Bee's\" Fever", ("honey-bees",)),
    ]  # fmt: skip
    assert taxonomy.labels[1].same_as == ("B:2",)
    assert [[p.source for p in rule.any] for rule in taxonomy.rules] == [
        ["bee(s)"], ["honey bee(s)", "apis mellifera(s)"], ["bees fever(s)"],
    ]  # fmt: skip
    assert "# left out, wider, too short, too common or beyond phrases: 'HB', 'hive'" in found.text


@pytest.mark.parametrize("name", ["All", "The others", "Other", "蜂", "HB"])
def test_a_name_of_small_words_or_few_letters_is_left_out(name: str) -> None:
    found = draft([OntologyTerm("C:1", name), TERMS[0]], "b", "k", "x")

    assert (found.left_out, len(found.unnamed)) == (1, 1)
    assert f"# left out, wider, too short, too common or beyond phrases: '{name}'" in found.text


@pytest.mark.parametrize(
    ("name", "phrase"), [("バラ", "バラ"), ("薔薇", "薔薇"), ("장미", "장미"), ("ALL", "ALL")]
)
def test_a_short_name_that_means_one_thing_is_a_phrase(name: str, phrase: str) -> None:
    found = draft([OntologyTerm("B:1", name)], "b", "k", "x")
    taxonomy = read_taxonomy(found.text, "x")

    assert (found.left_out, found.unnamed) == (0, ())
    assert [each.source for each in taxonomy.rules[0].any] == [phrase]
    assert earns(f"{name} 2024", taxonomy.labels[0], taxonomy)


def test_a_label_is_earned_by_its_own_name() -> None:
    taxonomy = read_taxonomy(draft(TERMS, "bees", "kind", "x").text, "x")

    for title in ("On honey bees", "The Honey-Bee", "Apis mellifera"):
        assert earns(title, taxonomy.labels[1], taxonomy)


@pytest.mark.parametrize("name", SIGNS)
def test_a_draft_has_no_phrase_that_is_told_by_check(name: str) -> None:
    others = ("soil", "SOIL", "Soils", "top-soil", "Top soil", "2001", "a...b")
    found = draft([OntologyTerm("S:1", name, others)], "s", "k", "x")

    taxonomy = read_taxonomy(found.text, "x")

    assert [each.what for each in check_taxonomy(taxonomy)] == [
        "has 0 examples, should have 2",
        "has no counter-example",
    ]
    assert earns(f"Study of {name}", taxonomy.labels[0], taxonomy) or repr(name)[1:-1] in found.text


def test_a_displayed_name_keeps_its_words_together() -> None:
    terms = [OntologyTerm("C:1", "2,4-D; of soil, in 1:1"), OntologyTerm("C:2", "3',5'-cyclic AMP")]

    found = read_taxonomy(draft(terms, "c", "k", "x").text, "x").labels

    assert [each.name for each in found] == ["2-4-D of soil in 1:1", "3'-5'-cyclic AMP"]


def test_an_id_is_no_longer_than_a_name_that_a_title_can_hold() -> None:
    (label,) = read_taxonomy(
        draft([OntologyTerm("A", "soil " * 999)], "c", "k", "x").text, "x"
    ).labels

    assert len(label.id) < 201


def test_ids_and_names_that_stand_twice_are_told_apart() -> None:
    terms = [OntologyTerm("B:1", "Bee"), OntologyTerm("B:2", "Bee"), OntologyTerm("B:3", "蜂")]
    found = read_taxonomy(draft(terms, "b", "k", "x").text, "x").labels

    assert [(each.id, each.name) for each in found] == [
        ("bee", "Bee"),
        ("bee-2", "Bee 2"),
        ("b-3", "蜂"),
    ]


@pytest.mark.parametrize(
    ("parents", "kept", "dropped"),
    [
        ({"a": "b", "b": "a"}, {"a": "", "b": "a"}, ["a under b"]),
        ({"a": "a"}, {"a": ""}, ["a under a"]),
        ({"a": "", "b": "ad", "c": "b", "d": "c"}, {"a": "", "b": "a", "c": "b", "d": "c"}, ["b under d"]),
        ({"b": "c", "c": "b", "a": "c"}, {"b": "", "c": "b", "a": "c"}, ["b under c"]),
        ({"a": "", "b": "a", "c": "ab"}, {"a": "", "b": "a", "c": "ab"}, []),
    ],
    ids=["of two", "of one", "of three below a root", "without a root", "no circle"],
)  # fmt: skip
def test_a_place_that_closes_a_circle_is_left_out_and_told(
    parents: dict[str, str], kept: dict[str, str], dropped: list[str]
) -> None:
    terms = [OntologyTerm(each, each * 3, parents=tuple(above)) for each, above in parents.items()]

    found = draft(terms, "b", "k", "x")
    labels = read_taxonomy(found.text, "x").labels

    assert {each.name[0]: "".join(p[0] for p in each.parents) for each in labels} == kept
    assert [
        " ".join(word[0] if len(word) == 3 else word for word in each.split())
        for each in found.circles
    ] == dropped


def test_a_long_way_down_is_no_circle() -> None:
    deep = [OntologyTerm(f"N:{n}", f"bee {n}", parents=(f"N:{n - 1}",)) for n in range(5000)]

    found, dropped = without_circles([replace(deep[0], parents=("N:4999",)), *deep[1:]])

    assert (len(found), dropped) == (5000, [("N:0", "N:4999")])


def test_an_id_that_cannot_be_printed_is_refused() -> None:
    with pytest.raises(InputError, match=r"^the id 'a\\nb' cannot be printed"):
        draft(TERMS, "a\nb", "kind", "x")


def test_a_facet_that_can_be_none_is_refused() -> None:
    with pytest.raises(InputError, match="the facet 'a/b' should be"):
        draft(TERMS, "b", "a/b", "x")


ANY = some.text(max_size=30)
NAMES = some.tuples(ANY, ANY)


@given(some.lists(some.builds(OntologyTerm, ANY, ANY, NAMES, NAMES, NAMES, ANY), max_size=4))
def test_whatever_the_terms_are_called_the_draft_can_be_read(terms: list[OntologyTerm]) -> None:
    known = {term.id: term for term in terms}

    found = draft(list(known.values()), "any", "kind", "some file")

    assert len(read_taxonomy(found.text, "draft").labels) == len(known)


TREE = {
    each.id: each
    for each in (
        OntologyTerm("1", "all"), OntologyTerm("2", "left", parents=("1",)),
        OntologyTerm("3", "right", parents=("1",)), OntologyTerm("4", "both", parents=("2", "3", "4")),
    )
}  # fmt: skip


@pytest.mark.parametrize(
    ("roots", "depth", "found"),
    [
        ([], None, "1234"), (["1"], None, "1234"), (["1"], 1, "123"), (["2"], None, "24"),
        (["3", "2", "3"], None, "324"), (["4"], 5, "4"),
    ],
)  # fmt: skip
def test_the_tree_below_some_terms_is_taken(
    roots: list[str], depth: int | None, found: str
) -> None:
    assert "".join(term.id for term in below(TREE, roots, depth, "x")) == found


GONE = {
    "1": OntologyTerm("1", "old", is_obsolete=True, replaced_by=("2", "4")),
    "2": OntologyTerm("2", "new", other_ids=("3",), parents=("1",)),
    "4": OntologyTerm("4", "dead", is_obsolete=True, parents=("2",)),
}


@pytest.mark.parametrize(
    ("root", "said"),
    [
        ("1", "x.obo: 1 is obsolete; take 2 or 4"),
        ("3", "x.obo: 3 is another id of 2; take that"),
        ("4", "x.obo: 4 is obsolete"),
        ("5", "x.obo: has no term 5"),
    ],
)
def test_why_a_root_cannot_be_taken_is_told(root: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        below(GONE, [root], None, "x.obo")

    assert str(error.value) == said


def test_what_is_obsolete_is_not_taken() -> None:
    assert [each.id for each in below(GONE, [], None, "x")] == ["2"]
    assert [each.id for each in below(GONE, ["2"], None, "x")] == ["2"]


@pytest.mark.parametrize("terms", [{}, {"4": GONE["4"]}])
def test_where_there_is_no_term_nothing_is_made(terms: dict[str, OntologyTerm]) -> None:
    with pytest.raises(InputError, match=r"x\.obo: has no term with a name that is not obsolete"):
        below(terms, [], None, "x.obo")


def test_a_root_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match=r"bees\.obo: has no term 9"):
        below(TREE, ["1", "9"], None, "bees.obo")
