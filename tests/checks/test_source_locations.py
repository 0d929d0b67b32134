"""Keys, DOIs and lines as they stand in the user's file."""

from __future__ import annotations

import json

import pytest
from builders import BIBLIOGRAPHIES, bibliography_of, make_entry
from hypothesis import given

from refkit.checks.source_locations import SourceLocation, source_locations
from refkit.formats.detect import read_library
from refkit.formats.saved import mapping
from refkit.model.bibliography import Bibliography, Made

BIB = """% mine
@article{A, doi = {10.1000/A.},
  title = {x}}

@article{A, title = {y}, url = {https://doi.org/10.1000/b}}
"""
CSL = """[
 {"id": "http://zotero.org/x", "citation-key": "A", "DOI": "https://doi.org/10.1000/A"},

 {"id": 7, "DOI": null}
]
"""
RIS = """TY  - JOUR
ID  - A
TI  - x
DO  - 10.1000/A.
ER  -

TY  - JOUR
TI  - y
ER  -
"""


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.bib", BIB, (SourceLocation("A", "10.1000/A.", 2), SourceLocation("A", "", 5))),
        (
            "a.json",
            CSL,
            (SourceLocation("A", "https://doi.org/10.1000/A", 2), SourceLocation("7", "", 4)),
        ),
        ("a.ris", RIS, (SourceLocation("A", "10.1000/A.", 1), SourceLocation("", "", 7))),
    ],
)
def test_what_stands_in_a_library(
    name: str, text: str, expected: tuple[SourceLocation, ...]
) -> None:
    library = read_library(text, name)
    bibliography = Bibliography(Made("0"), entries=library.entries)

    assert source_locations(bibliography, library) == expected


def test_the_lines_of_a_saved_bibliography() -> None:
    bibliography = bibliography_of(make_entry(id_="a"), make_entry(id_="b"))
    text = mapping.dumps(bibliography)

    lines = [each.line for each in source_locations(bibliography, text=text)]

    assert all(text.splitlines()[line - 1].strip() == "{" for line in lines)
    assert lines == sorted(set(lines))


def test_on_one_line_and_without_its_text() -> None:
    bibliography = bibliography_of(make_entry(id_="a"), make_entry(id_="b"))
    text = "\ufeff" + json.dumps(json.loads(mapping.dumps(bibliography)))

    assert source_locations(bibliography, text=text) == (
        SourceLocation(line=1),
        SourceLocation(line=1),
    )
    assert source_locations(bibliography) == (SourceLocation(), SourceLocation())


@given(BIBLIOGRAPHIES)
def test_every_saved_entry_has_a_line(bibliography: Bibliography) -> None:
    places = source_locations(bibliography, text=mapping.dumps(bibliography))

    assert len(places) == len(bibliography.entries)
    assert all(each.line for each in places)
