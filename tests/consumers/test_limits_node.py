"""Each limit of the JavaScript programs and of rispy is shown by its example."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import pytest
from consumers.comparing import Facts, Limit, limits
from consumers.node_programs import (
    better_bibtex_imports,
    better_bibtex_reads,
    citation_js_reads,
)
from consumers.ris_programs import rispy_reads

Readings = dict[str, dict[str, Facts]]


def _rispy_reads(texts: Mapping[str, str]) -> Readings:
    return {name: rispy_reads(text) for name, text in texts.items()}


READ: dict[str, Callable[[Mapping[str, str]], Readings]] = {
    "Better BibTeX": better_bibtex_reads,
    "Better BibTeX, sentence case": better_bibtex_imports,
    "citation-js": citation_js_reads,
    "rispy": _rispy_reads,
}
IN_BIBTEX = {"authors": "author", "container": "journal", "issue": "number", "DOI": "doi"}
ASKED = {
    program: {
        f"{format_}-{place}": limit
        for place, limit in enumerate(limits())
        if program in limit.program
        for format_ in limit.format
    }
    for program in READ
}


def _text(limit: Limit) -> str:
    if limit.example.startswith(("@", "[", "TY  - ")):
        return limit.example
    name = IN_BIBTEX.get(limit.field, limit.field)
    return f"@article{{a,\n  {name} = {{{limit.example}}},\n}}\n"


@cache
def _answers(program: str) -> Readings:
    """What a program makes of all its examples, asked at once."""
    return READ[program]({name: _text(limit) for name, limit in ASKED[program].items()})


@pytest.mark.parametrize(
    ("program", "name"), [(program, name) for program in READ for name in ASKED[program]]
)
def test_the_example_shows_that_the_limit_is_the_programs_own(program: str, name: str) -> None:
    limit = ASKED[program][name]

    value = _answers(program)[name]["a"].get(limit.field, "")

    assert value == (limit.gives if isinstance(value, str) else _listed(limit.gives))


def _listed(gives: str) -> tuple[str, ...]:
    return tuple(sorted(filter(None, gives.split(" | "))))
