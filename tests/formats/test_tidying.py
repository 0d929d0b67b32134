"""Fields left out and entries in another order, in an export and in a library's own text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from builders import bibliography_of, make_entry, make_work

import refkit
from refkit.errors import InputError
from refkit.model.bibliography import Bibliography
from refkit.model.dates import PartialDate
from refkit.model.people import Creator
from refkit.model.resolution import Imported
from refkit.model.tags import Evidence, Tag

BIB = """% A library of bees
@string{j = "Bees"}

@article{zander, title = {On wings}, author = {Öberg, Ann}, year = 2020,
  abstract = {Long,
    and more}, % seen twice
  file = {a.pdf},
  Keywords = {wings},
}

% the oldest
@inbook{abel, crossref = {book}, title = {A}, author = {Abel, Bo}, year = 1999,
  file = {b.pdf}}

@book{book, title = {Book}, editor = {Aaby, Cy}, year = 2001}
% the end
"""


def library(tmp_path: Path, text: str, name: str = "refs.bib") -> refkit.Library:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="")
    return refkit.read_library(path)


def given() -> Bibliography:
    tag = Tag("modality", "car-t", "CAR-T", (Evidence("title", 0, 1, "O", "r"),))
    kept = (("keywords", "bees"), ("note", "Seen"), ("file", "a.pdf"))
    work = make_work(abstract="Long.", url="https://example.org/a", volume="12")
    return bibliography_of(
        make_entry(work, "a", resolution=Imported("bibtex", kept), citations=(), tags=(tag,))
    )


@pytest.mark.parametrize("format_", ["bibtex", "biblatex", "ris", "csl-json"])
def test_what_is_left_out_is_in_no_format_and_no_loss(format_: str) -> None:
    omit = ["abstract", "FILE", "keywords", "note"]

    text = refkit.export(given(), format_, omit=omit)

    assert "On" in text
    assert "https://example.org/a" in text
    for gone in ("Long.", "a.pdf", "bees,", "CAR-T", "Seen"):
        assert gone not in text
    lost = {loss.field for loss in refkit.losses(given(), format_, omit=omit)}
    assert not {each for each in lost if each.startswith("kept.")} | lost & {"abstract", "tags"}


@pytest.mark.parametrize(
    ("format_", "name", "gone"),
    [
        ("bibtex", "month", "month ="), ("biblatex", "journaltitle", "journaltitle"),
        ("ris", "JF", "JF  -"), ("csl-json", "URL", "example.org"),
        ("csl-json", "id", "nothing"), ("csl-json", "type", "nothing"), ("ris", "TY", "nothing"),
    ],
)  # fmt: skip
def test_a_field_is_named_as_the_format_names_it(format_: str, name: str, gone: str) -> None:
    before = refkit.export(given(), format_)
    text = refkit.export(given(), format_, omit=[name])

    assert gone not in text
    assert (text == before) is (gone not in before)


def test_entries_are_sorted() -> None:
    works = [
        make_work(creators=(Creator("Zander", "A"),), published_print=PartialDate(2020)),
        make_work(creators=(Creator("Öberg", "A"),), published_print=PartialDate(2001)),
        make_work(creators=(Creator("Obel", "A"),), published_print=PartialDate(2020, 2)),
        make_work(creators=(), published_print=None),
    ]
    entries = [make_entry(work, id_) for work, id_ in zip(works, "abcd", strict=True)]

    def ids(sort: str) -> str:
        items = json.loads(refkit.export(bibliography_of(*entries), "csl-json", sort=sort))
        return "".join(item["id"] for item in items)

    assert ids("") == ids("key") == "abcd"
    assert ids("author") == "cbad"
    assert ids("year,author") == "bacd"
    assert ids("-key") == "dcba"
    with pytest.raises(InputError, match="nothing is sorted by colour; there are: author"):
        ids("colour")


def test_a_library_keeps_its_own_text_but_for_what_is_left_out(tmp_path: Path) -> None:
    found = refkit.tidied(library(tmp_path, BIB), omit=["abstract", "file", "keywords"])

    assert found == BIB.replace(
        BIB[BIB.index("\n  abstract") - 1 : BIB.index("}\n\n% the oldest")], ", % seen twice\n  \n"
    ).replace(",\n  file = {b.pdf}", "")


def test_a_sorted_library_has_its_parents_last_and_comments_with_their_entry(
    tmp_path: Path,
) -> None:
    found = refkit.tidied(library(tmp_path, BIB), sort="author")

    parts = [found.index(part) for part in ("% A lib", "@string", "% the oldest", "@inbook",
                                            "@article", "@book", "% the end")]  # fmt: skip
    assert parts == sorted(parts)
    assert sorted(found) == sorted(BIB)
    assert refkit.tidied(library(tmp_path, BIB)) == BIB


def test_a_macro_behind_an_entry_is_in_the_way_of_another_order(tmp_path: Path) -> None:
    late = library(tmp_path, BIB + '@string{k = "Owls"}\n')

    with pytest.raises(InputError, match="line 17: a @string behind an entry"):
        refkit.tidied(late, sort="key")
    assert "k =" in refkit.tidied(late, omit=["file"])


RIS = "TY  - JOUR\r\nN2  - Long\r\nmore\r\nKW  - a\r\nKW  - b\r\nER  - \r\n\r\nTY  - BOOK\r\nTI  - A\r\nER  - \r\n"
CSL = '[{"id": "b", "abstract": "x", "title": "T"},\n {"id": "a",   "title": "S", "DOI": "10.1/x"}]'


@pytest.mark.parametrize(
    ("name", "text", "choices", "expected"),
    [
        ("a.ris", RIS, {"omit": ["abstract", "keywords", "TY"]},
         "TY  - JOUR\r\nER  - \r\n\r\nTY  - BOOK\r\nTI  - A\r\nER  - \r\n"),
        ("a.ris", RIS, {"sort": "type"}, RIS),
        ("a.json", CSL, {"omit": ["abstract", "doi", "id"], "sort": "title"},
         '[{"id": "a",   "title": "S"},\n {"id": "b", "title": "T"}]'),
        ("a.json", CSL, {"omit": ["abstract", "title"]},
         '[{"id": "b"},\n {"id": "a", "DOI": "10.1/x"}]'),
    ],
)  # fmt: skip
def test_other_formats_are_tidied_in_place_too(
    tmp_path: Path, name: str, text: str, choices: dict[str, Any], expected: str
) -> None:
    assert refkit.tidied(library(tmp_path, text, name), **choices) == expected


def test_files_are_left_out_whatever_a_format_calls_them(tmp_path: Path) -> None:
    text = "TY  - JOUR\nTI  - Owls\nL1  - a.pdf\nUR  - https://example.org\nL4  - b.png\nER  - \n"
    there = library(tmp_path, text, "a.ris")

    assert refkit.tidied(there, omit=["file"]) == (
        "TY  - JOUR\nTI  - Owls\nUR  - https://example.org\nER  - \n"
    )
    assert ".pdf" not in refkit.export(refkit.load(tmp_path / "a.ris"), "bibtex", omit=["file"])
