"""docs/citation-keys.md is true: each example gives the key shown, and nothing is left out."""

from __future__ import annotations

import re

import pytest
from citation_keys.sample import SAMPLE, key_of
from conftest import REPOSITORY

from refkit.citation_keys import jabref_functions
from refkit.citation_keys.filters import FILTERS
from refkit.citation_keys.formula import parse_formula
from refkit.citation_keys.functions import FIELDS, FUNCTIONS

PAGE = (REPOSITORY / "docs" / "citation-keys.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(.+?)` \| .* \|(?: `(\S+)`)? \|$", PAGE, re.M)
TABLES = PAGE[PAGE.index("### Functions") :]


@pytest.mark.parametrize(("example", "key"), ROWS)
def test_an_example_gives_the_key_shown(example: str, key: str) -> None:
    assert key_of(parse_formula(example.replace("\\|", "|")), SAMPLE) == key


@pytest.mark.parametrize(
    "name",
    [*FUNCTIONS, *FIELDS, *FILTERS, *jabref_functions.PEOPLE, *jabref_functions.EDITORS, *jabref_functions.TITLES,
     *jabref_functions.OTHERS, *jabref_functions.MODIFIERS, *jabref_functions.KEYWORDS],
)  # fmt: skip
def test_every_name_is_documented(name: str) -> None:
    assert re.search(rf"[`\[.: ]{re.escape(name)}(?![A-Za-z])", PAGE)


def test_the_tables_say_of_each_function_and_filter_whether_it_is_equal() -> None:
    rows = [line for line in TABLES.splitlines() if line.startswith("| `")]

    equal = [line.replace("\\|", "").split("|")[3].strip() for line in rows]
    assert set(equal) <= EQUAL
    assert len(equal) > 100


EQUAL = {
    "yes", "no: not there", "but for hours", "of the patterns that are read",
    "but for a list of its own of abbreviations", "but for scripts named above",
    "but for the order, which there is Zotero's", "but for Roman figures within a word",
    "as documented there: its program takes out the first other sign alone",
    "of early Better BibTeX",
}  # fmt: skip


def test_the_examples_are_many() -> None:
    assert len(ROWS) > 90
