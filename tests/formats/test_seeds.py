"""Seeds out of a file: each work once, and what is none told with its number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refkit.errors import InputError
from refkit.formats.seeds import Seeds, read_seeds

LINES = """# our seeds
10.1000/a
no identifier at all
PMID: 40993243  # the second one
https://doi.org/10.1000/A

arXiv:2101.00001
9780199681624
10.1000/b, 10.1000/c
"""


def test_a_list_has_one_a_line_and_what_is_none_is_told() -> None:
    seeds = read_seeds(LINES, "s.txt")

    assert seeds.identifiers == (
        "10.1000/a", "PMID: 40993243", "arXiv:2101.00001", "10.1000/b", "10.1000/c",
    )  # fmt: skip
    assert seeds.left_out == (
        "s.txt: line 3: “no identifier at all” is no DOI, PubMed number or address",
        "s.txt: line 8: 9780199681624 is the ISBN of a book, which has no list by it: give a DOI",
    )
    assert seeds.repeated == ("s.txt: line 5: 10.1000/a stands in line 2 already",)


def test_one_identifier_among_words_is_found() -> None:
    seeds = read_seeds("first words\n10.1000/a\nmore words\nand more\n", "s.txt")

    assert seeds.identifiers == ("10.1000/a",)
    assert [line.split(": ")[1] for line in seeds.left_out] == ["line 1", "line 3", "line 4"]


@pytest.mark.parametrize(
    ("text", "wanted", "left_out"),
    [
        ("doi\n10.1000/a\n10.1000/b\n", ("10.1000/a", "10.1000/b"), 0),
        ("no;doi of it\n1;10.1000/a\n2;\n3;x\n4;10.1000/b\n", ("10.1000/a", "10.1000/b"), 2),
        ("Study,link\nA,https://doi.org/10.1000/a\n", ("https://doi.org/10.1000/a",), 0),
        ("title,doi\nA life,10.1000/a\nOther,\n", ("10.1000/a",), 1),
        ("pmid\n40993243\n41136767\n", ("PMID: 40993243", "PMID: 41136767"), 0),
    ],
)
def test_a_column_of_a_table(text: str, wanted: tuple[str, ...], left_out: int) -> None:
    seeds = read_seeds(text, "s.csv")

    assert seeds.identifiers == wanted
    assert len(seeds.left_out) == left_out


def test_the_works_of_a_library_are_seeds() -> None:
    text = (
        "@article{a, title={A}, doi={10.1000/a}}\n\n"
        "@article{b, title={B}, url={https://doi.org/10.1000/b}}\n@article{c, title={C c}}\n"
    )

    assert read_seeds(text, "s.bib") == Seeds(
        ("10.1000/a", "10.1000/b"),
        ("s.bib: line 4 (c): “C c” has neither DOI nor PubMed number",),
    )


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "words\nand words\n", "@article{a, title={A}}"]
)
def test_a_file_without_seeds_is_told(text: str) -> None:
    with pytest.raises(InputError, match=r"^s\.txt: [^\n]*$"):
        read_seeds(text, "s.txt")


_LINES = st.lists(
    st.sampled_from(
        ["10.1000/a", "10.1000/B", "10.1000/b", "words", "# remark", "", "PMID: 12345"]
    ),
    min_size=1,
    max_size=12,
)


@given(_LINES)
def test_every_line_is_a_seed_told_or_empty(lines: list[str]) -> None:
    said = [line for line in lines if line and not line.startswith("#")]
    try:
        seeds = read_seeds("\n".join(lines), "s.txt")
    except InputError:
        assert set(said) <= {"words"}
        return
    told = (*seeds.identifiers, *seeds.left_out, *seeds.repeated)
    assert len(told) == len(said)
