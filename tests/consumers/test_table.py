"""The page on exports says what the programs do now, and limits are the programs' own."""

from __future__ import annotations

import pytest
from consumers import libraries, pandoc, table
from consumers.comparing import FIELDS, Limit, limits
from consumers.hard_works import HARD

READ = {
    "pandoc": pandoc.reads,
    "pybtex": lambda text, format_: libraries.pybtex_reads(text),
    "bibtexparser": lambda text, format_: libraries.bibtexparser_reads(text),
}
IN_BIBTEX = {"authors": "author", "container": "journal", "issue": "number", "DOI": "doi"}
ASKED = [
    (program, "bibtex" if limit.format[0] == "*" else limit.format[0], limit)
    for limit in limits()
    if limit.gives
    for program in limit.program
    if program in READ
]


@pytest.mark.parametrize("name", ["table", "limits", "losses"])
def test_the_page_has_the_numbers_of_this_run(name: str) -> None:
    page = table.DOCS.read_text(encoding="utf-8")

    # "python tests/consumers/table.py" writes it anew.
    assert table.part_of(page, name) == table.parts()[name]()


@pytest.mark.parametrize(("program", "format_", "limit"), ASKED)
def test_the_example_shows_that_the_limit_is_the_programs_own(
    program: str, format_: str, limit: Limit
) -> None:
    name = IN_BIBTEX.get(limit.field, limit.field)
    in_bibtex = f"@article{{a,\n  {name} = {{{limit.example}}},\n}}\n"
    text = limit.example if format_ == "csl-json" else in_bibtex

    value = READ[program](text, format_)["a"][limit.field]

    assert value == (limit.gives if isinstance(value, str) else tuple(limit.gives.split(" | ")))


def test_every_limit_names_works_and_fields_that_there_are() -> None:
    keys = {hard.id for hard in HARD} | {"*"}

    for limit in limits():
        assert set(limit.works) <= keys, limit
        assert limit.field in FIELDS, limit
        assert limit.why.endswith((".", ":")), limit
        assert limit.example, limit
