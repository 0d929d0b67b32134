from __future__ import annotations

import pickle
import re

import pytest

from refkit.errors import InputError
from refkit.model.work import Work, WorkType
from refkit.tagging.tagger import tag
from refkit.tagging.taxonomy import TAXONOMIES, load_taxonomy, read_taxonomy
from refkit.text.rich import RichText

HEAD = """
id = "small"
version = "1"
facets = ["modality", "disease"]
"""

SMALL = (
    HEAD
    + """
[list]
cell = ["T cell(s)", "NK"]

[[label]]
facet = "disease"
id = "lupus"
name = "Lupus"
any = ["lupus*"]
but_not = ["lupus anticoagulant"]

[[label]]
facet = "modality"
id = "cells"
name = "Cells"
any = ["{cell}"]
requires = ["infus*"]
unless = ["[in|ex] vitro"]

[[label]]
facet = "modality"
id = "fast-cells"
name = "Fast cells"
parents = ["cells"]
any = ["fast ... {cell}"]

[[label.rule]]
any = ["FAST"]
not_in_capitals = true

[[agent]]
name = "speedycel"
also = ["SPD-1"]
modality = ["fast-cells"]

[[stem]]
ending = "cel"
modality = ["cells"]

[[scope]]
id = "without"
covers = "after"
cues = ["without"]
stops = ["in"]
"""
)


def labels(title: str, text: str = SMALL) -> list[str]:
    work = Work(WorkType.ARTICLE, title=RichText.of(title))
    return [found.label for found in tag(work, [read_taxonomy(text, "small.toml")])]


def test_a_taxonomy_says_what_it_is():
    small = read_taxonomy(SMALL, "small.toml")

    assert small.stamp == "small@1"
    assert small.facets == ("modality", "disease")
    assert [label.id for label in small.labels] == ["cells", "fast-cells", "lupus"]
    assert small.ancestors("modality", "fast-cells") == {"cells"}
    with pytest.raises(KeyError):
        small.ancestors("disease", "cells")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Infusion of T cells in lupus", ["cells", "lupus"]),
        ("Infusion of T-cell", ["cells"]),
        ("Infusion of Tcells", []),
        ("Infusion of nk", []),
        ("Infusion of NK in vitro", []),
        ("T cells in lupus", ["lupus"]),
        ("Lupus anticoagulant, and LUPUS", ["lupus"]),
        ("Lupus anticoagulant", []),
        ("Fast and very good T cells", ["fast-cells"]),
        ("Fast and good, but T cells", []),
        ("Fast one two three four five six T cells", []),
        ("FAST lane", ["fast-cells"]),
        ("A LANE THAT IS FAST", []),
        ("Speedycel", ["fast-cells"]),
        ("SPD1 or SPD 1", ["fast-cells"]),
        ("Slowcel", ["cells"]),
        ("Slowcel without speedycel in lupus", ["cells", "lupus"]),
    ],
)
def test_rules_and_phrases_mean_what_the_head_of_the_shipped_file_says(title, expected):
    assert labels(title) == expected


LABEL = '[[label]]\nfacet = "modality"\nid = "cells"\nname = "Cells"\n'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("id = ", "not TOML"),
        ('version = "1"', "'id' should be a text"),
        (HEAD + 'colour = "red"', "unknown key 'colour'"),
        (HEAD + LABEL + 'anny = ["x"]', "modality/cells: unknown key 'anny'"),
        (HEAD + LABEL + 'any = "cells"', "modality/cells: 'any' should be a list of texts"),
        (HEAD + LABEL + 'parents = ["life"]', "modality/cells: unknown parent 'life'"),
        (HEAD + LABEL + 'parents = ["cells"]', "its own ancestor: cells > cells"),
        (HEAD + LABEL + LABEL, "modality/cells: the id is given twice"),
        (
            HEAD + LABEL + LABEL.replace('id = "cells"', 'id = "more"'),
            "name 'Cells' is given twice",
        ),
        (HEAD + LABEL.replace("modality", "colour"), "unknown facet 'colour'"),
        (HEAD + LABEL.replace('"cells"', '"Cells !"'), "the id should be lower-case"),
        (HEAD + LABEL.replace('"Cells"', '"Cells, living"'), "holds a comma"),
        (HEAD + LABEL.replace('"Cells"', '"Cells; living"'), "holds a comma, a semicolon"),
        (HEAD + LABEL.replace('"Cells"', '"Cells\\nliving"'), "or a line break"),
        (HEAD + LABEL + 'any = ["[a|b"]', "lacks a closing ']'"),
        (HEAD + LABEL + 'any = ["a) b"]', "has a stray ')'"),
        (HEAD + LABEL + 'any = ["a** b"]', "has two stars in a row"),
        (HEAD + LABEL + 'any = ["{cell}"]', "names an unknown list 'cell'"),
        (HEAD + LABEL + 'any = ["a {cell"]', "has a sign that means nothing there"),
        (HEAD + LABEL + 'any = ["(maybe)"]', "has no word that is always there"),
        (HEAD + LABEL + "any = []", "'any' should hold at least one phrase"),
        (
            HEAD + LABEL + "any = ['bee']\n[[label.rule]]\nrequires = ['x']",
            "label modality/cells#2: 'any' should hold at least one phrase",
        ),
        (HEAD + LABEL + 'any = ["a"]\nnot_in_capitals = 1', "should be true or false"),
        (HEAD + '[list]\na = ["{b}"]\nb = ["{a}"]', "list: phrase '{b}' names an unknown list"),
        (HEAD + LABEL + '[[agent]]\nname = "x"', "agent x: gives no label"),
        (HEAD + LABEL + '[[agent]]\nname = "x"\nmodality = ["y"]', "unknown label modality/y"),
        (HEAD + '[[stem]]\nending = "."', "'ending' should be three or more"),
        (HEAD + '[[scope]]\nid = "s"\ncovers = "all"\ncues = ["x"]', "'covers' should be one of"),
        (HEAD + '[[scope]]\nid = "s"\ncovers = "after"\ncues = ["x"]\nfacets = ["y"]', "facet 'y'"),
        (HEAD + "label = 1", "'label' should be written as [[label]]"),
        (HEAD + "list = 1", "'list' should be written as [list]"),
    ],
)
def test_what_cannot_be_understood_is_said_in_one_line(text, complaint):
    with pytest.raises(InputError) as caught:
        read_taxonomy(text, "my.toml")

    message = str(caught.value)
    assert message.startswith("my.toml: ")
    assert complaint in message
    assert "\n" not in message


def test_a_circle_of_parents_is_refused():
    text = HEAD + LABEL + 'parents = ["more"]\n'
    text += '[[label]]\nfacet = "modality"\nid = "more"\nname = "More"\nparents = ["cells"]\n'

    with pytest.raises(InputError, match="cells > more > cells"):
        read_taxonomy(text, "my.toml")


def test_a_taxonomy_is_loaded_by_name_once():
    assert load_taxonomy("therapy-modality") is load_taxonomy("therapy-modality")
    assert load_taxonomy("therapy-modality").stamp == "therapy-modality@2026.12"
    assert TAXONOMIES == ("therapy-modality",)


def test_a_taxonomy_is_loaded_from_a_file(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(SMALL, encoding="utf-8")

    assert load_taxonomy(str(path)) == read_taxonomy(SMALL, "elsewhere")


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(InputError, match="'theropy'; known: therapy-modality"):
        load_taxonomy("theropy")


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    absent = tmp_path / "absent.toml"
    with pytest.raises(InputError, match=re.escape(f"{absent}: cannot be read (")):
        load_taxonomy(str(absent))

    latin = tmp_path / "latin.toml"
    latin.write_bytes("id = 'Sjögren'".encode("latin-1"))
    with pytest.raises(InputError, match="not UTF-8"):
        load_taxonomy(str(latin))


def test_a_taxonomy_can_be_carried_to_another_process():
    small = read_taxonomy(SMALL, "small.toml")

    assert pickle.loads(pickle.dumps(small)) == small


def test_the_shipped_taxonomy_keeps_its_own_rules():
    shipped = load_taxonomy("therapy-modality")

    assert shipped.facets == (
        "modality", "target", "source", "delivery", "disease", "study", "supply", "topic", "level",
    )  # fmt: skip
    assert len({rule.id for rule in shipped.rules}) == len(shipped.rules)
    for label in shipped.labels:
        assert label.facet == "target" or label.definition, label.id
        assert not set(",;\n") & set(label.name), label.id
    earnable = {key for rule in shipped.rules for key in rule.gives}
    assert earnable == {label.key for label in shipped.labels}


AGENT = """
[[label]]
facet = 'k'
id = 'a'
name = 'A'

[[agent]]
name = 'exampletug'
k = ['a']
"""


def test_an_agent_says_where_and_when_it_was_read() -> None:
    head = "id = 'x'\nversion = '1'\nfacets = ['k']\n"
    read = read_taxonomy(f"{head}{AGENT}reference = 'PMID:1'\nchecked = '2026-11-29'\n", "x.toml")
    known = read_taxonomy(head + AGENT, "x.toml")

    said = [
        [(a.reference, a.checked) for rule in each.rules if (a := rule.agent)]
        for each in (read, known)
    ]
    assert said == [[("PMID:1", "2026-11-29")], [("", "")]]
    for lines in (
        "reference = 'PMID:1'",
        "checked = '2026-11-29'",
        "reference = 'b'\nchecked = 'may'",
    ):
        with pytest.raises(InputError, match="'reference' should stand with 'checked'"):
            read_taxonomy(f"{head}{AGENT}{lines}\n", "x.toml")


def test_a_number_of_more_digits_than_python_reads_is_told_in_a_line() -> None:
    with pytest.raises(InputError, match=r"x.toml: not TOML: .*digits"):
        read_taxonomy(f"id = 'x'\nnumber = {'9' * 5000}\n", "x.toml")
