"""``refkit untag``: what tagging put on goes, byte for byte, and nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

import refkit
from refkit.cli import main
from refkit.formats.register import by_name

BIB = """% bees
@article{a, title={CAR-T cells in lupus}, year=2020,
  keywords = {CAR-T, bees},
}
@article{b, title={CAR-NK cells in lupus nephritis}, year=2020}

@article{c,
  title = "CAR-T cells",
  year = 2020,
}
"""
RIS = (
    "TY  - JOUR\r\nTI  - CAR-T cells in lupus\r\nKW  - CAR-T\r\nKW  - bees\r\nER  - \r\n\r\n"
    "TY  - JOUR\r\nTI  - CAR-NK cells\r\nER  - \r\n"
)
CSL = """[ {"id": "a", "title": "CAR-T cells in lupus", "keyword": "CAR-T, bees"},
  {"id": "b",
   "title": "CAR-NK cells" } ]"""
LIBRARIES = pytest.mark.parametrize(
    ("name", "text"), [("a.bib", BIB), ("a.ris", RIS), ("a.json", CSL)]
)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REFKIT_DATA", str(tmp_path / "data"))


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == 0, result.output
    return result


def written(name: str, text: str) -> None:
    Path(name).write_bytes(text.encode())


def read(name: str) -> str:
    return Path(name).read_bytes().decode()


@LIBRARIES
@pytest.mark.parametrize("style", ["name", "id", "path", "group"])
def test_a_library_is_as_it_was(name: str, text: str, style: str) -> None:
    written(name, text)
    run("tag", name, "-o", name, "--tag-style", style)
    assert read(name) != text

    result = run("untag", name, "-o", name)

    assert read(name) == text
    assert " untagged" in result.stderr
    assert "noted" not in result.stderr


@LIBRARIES
def test_two_taggings_are_taken_off_and_what_a_person_wrote_since_stays(
    name: str, text: str
) -> None:
    written(name, text)
    run("tag", name, "-o", f"tagged-{name}")
    run("tag", f"tagged-{name}", "-o", f"tagged-{name}", "--tag-style", "id")
    edited = read(f"tagged-{name}").replace("bees", "owls")
    written(f"tagged-{name}", edited)

    run("untag", f"tagged-{name}", "-o", "clean." + name.rpartition(".")[2])

    assert read("clean." + name.rpartition(".")[2]) == text.replace("bees", "owls")


@LIBRARIES
def test_a_file_is_known_under_another_name_too(name: str, text: str) -> None:
    written(name, text)
    run("tag", name, "-o", name)
    shutil.copy(name, f"moved-{name}")

    assert refkit.untag(refkit.read_library(f"moved-{name}")) == text


@LIBRARIES
def test_of_a_file_that_was_tagged_elsewhere_the_labels_go_and_that_is_told(
    name: str, text: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    written(name, text)
    run("tag", name, "-o", name)
    monkeypatch.setenv("REFKIT_DATA", str(tmp_path / "elsewhere"))

    result = run("untag", name, "-o", name)

    assert "no tagging of it is noted here" in result.stderr
    assert "CAR-NK" not in read(name).replace("CAR-NK cells", "")
    assert "CAR-T, bees" not in read(name).replace("\r\nKW  - ", ", ")
    assert "bees" in read(name)


def test_other_formats_are_written_from_what_is_left() -> None:
    written("a.bib", BIB)
    run("tag", "a.bib", "-o", "a.bib")

    run("untag", "a.bib", "-o", "a.json", "-o", "a.refkit.json")

    assert [item.get("keyword") for item in json.loads(read("a.json"))] == [
        "CAR-T, bees",
        None,
        None,
    ]
    assert not any(entry.tags for entry in refkit.load("a.refkit.json").entries)


def test_a_saved_bibliography_has_no_tags_and_no_taxonomy() -> None:
    written("a.bib", BIB)
    run("tag", "a.bib", "-o", "a.refkit.json")

    result = run("untag", "a.refkit.json", "-o", "b.refkit.json")

    bare = refkit.load("b.refkit.json")
    assert bare == refkit.untag(refkit.load("a.refkit.json"))
    assert not any(entry.tags for entry in bare.entries)
    assert bare.made.taxonomies == ()
    assert result.stderr.endswith("3 entries: 3 untagged\n")


def test_a_file_without_tags_stays_as_it_is() -> None:
    written("a.bib", "@book{a, title = {Owls}, keywords = {x; y;}}\n")

    assert "1 entry: 0 untagged" in run("untag", "a.bib", "-o", "b.bib").stderr
    assert read("b.bib") == read("a.bib")


@pytest.mark.parametrize(
    "spoiled", ["", "{", "[]", '{"words": 3}', '{"bytes": "x", "words": {"a": 1}}']
)
def test_a_note_that_is_spoiled_is_none(spoiled: str) -> None:
    written("a.bib", BIB)
    run("tag", "a.bib", "-o", "a.bib")
    for note in Path("data", "tagged").iterdir():
        note.write_text(spoiled)

    assert "noted here" in run("untag", "a.bib", "-o", "b.bib").stderr


WORDS = st.lists(st.sampled_from(["CAR-T", "a, b", "R&D", "x < y", "bees", "π", "a"]), unique=True)


@pytest.mark.parametrize(
    ("format_", "sources"),
    [
        ("bibtex", ["@book{a, title = {T}}", "@book{a, keywords = {owls, x}, title={T},\n}",
                    '@book{a,\n  title={T},\n  keywords="{T, x}; owls"}', "@book{a}"]),
        ("ris", ["TY  - BOOK\nTI  - T\nER  - ", "TY  - BOOK\r\nKW  - owls\r\nTI  - T\r\nER  - "]),
        ("csl-json", ['{"id": "a"}', '{"id":"a","keyword":"owls; x","title":"T"}',
                      '{\n "id": "a",\n "keyword": ["owls"]\n}']),
    ],
)  # fmt: skip
@given(words=WORDS, place=st.integers(0, 3))
def test_what_was_added_is_taken_away_again(
    format_: str, sources: list[str], words: list[str], place: int
) -> None:
    editor, source = by_name(format_).load_editor(), sources[place % len(sources)]

    assert editor.drop_keywords(editor.add_keywords(source, words), words) == source
