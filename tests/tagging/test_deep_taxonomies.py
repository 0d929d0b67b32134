"""Taxonomies that would take for ever: many ways up, lists of lists, phrases without end."""

from __future__ import annotations

from itertools import pairwise
from string import ascii_lowercase

import pytest

from refkit.errors import InputError
from refkit.tagging.taxonomy import read_taxonomy

HEAD = 'id = "a"\nversion = "1"\nfacets = ["f"]\n'


def _label(id_: str, *parents: str, phrase: str = "bees") -> str:
    named = ", ".join(f'"{parent}"' for parent in parents)
    return (
        f'[[label]]\nfacet = "f"\nid = "{id_}"\nname = "{id_}"\nparents = [{named}]\n'
        f'any = ["{phrase}"]\n'
    )


def test_two_parents_on_each_rung_are_climbed_once() -> None:
    rungs = [_label("a0"), _label("b0")]
    for rung in range(1, 60):
        below = f"a{rung - 1}", f"b{rung - 1}"
        rungs += [_label(f"a{rung}", *below), _label(f"b{rung}", *below)]

    taxonomy = read_taxonomy(HEAD + "".join(rungs), "a.toml")

    assert len(taxonomy.ancestors("f", "a59")) == 118


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("".join(_label(f"a{n}", f"a{n + 1}") for n in range(2000)) + _label("a2000"),
         "more than 100 labels deep"),
        (_label("a", phrase="(a" * 400), "nested too deeply"),
        (_label("a", phrase="bees " * 400), "longer than 1000 characters"),
        ('[list]\nla = ["bees wasps"]\n'
         + "".join(f'l{new} = ["{{l{old}}} {{l{old}}} owls"]\n' for old, new in pairwise(ascii_lowercase))
         + _label("a", phrase="{lz} x"), "too long once its lists are filled in"),
    ],
)  # fmt: skip
def test_what_has_no_end_is_told_in_one_line(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        read_taxonomy(HEAD + text, "a.toml")

    assert len(str(caught.value)) < 300


def test_toml_that_is_nested_without_end_is_no_bug() -> None:
    with pytest.raises(InputError, match="nested too deeply"):
        read_taxonomy("a=" + "[" * 50_000, "a.toml")
