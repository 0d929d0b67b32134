"""What ``import refkit`` offers is a list, and the list is this test."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
import runpy
import tomllib
from pathlib import Path

import pytest
from conftest import FIRST_REVIEW, REPOSITORY

import refkit
from refkit.cli import main

PROGRAM = REPOSITORY / "tests" / "typed" / "users_program.py"


def test_every_public_name_is_there_and_documented() -> None:
    assert refkit.__all__ == sorted(refkit.__all__)
    for name in refkit.__all__:
        assert getattr(refkit, name).__doc__, name


def test_a_name_that_is_not_public_is_not_there() -> None:
    with pytest.raises(AttributeError, match="nothing_like_it"):
        _ = refkit.nothing_like_it  # type: ignore[attr-defined]


def test_the_names_are_shown_to_who_looks() -> None:
    assert set(refkit.__all__) <= set(dir(refkit))


def test_save_and_load(tmp_path: Path) -> None:
    bibliography = refkit.fetch(FIRST_REVIEW, offline=True)

    refkit.save(bibliography, tmp_path / "r.refkit.json")

    assert refkit.load(tmp_path / "r.refkit.json") == bibliography


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '[{"id": "a", "type": "book", "title": "CAR-T cells"}]'),
        ("a.bib", "@book{a, title = {CAR-T cells}}"),
    ],
)
def test_a_library_is_read_tagged_and_written_back(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    library = refkit.read_library(tmp_path / name)

    tagged = refkit.tag(refkit.load(tmp_path / name), facets=["modality"])

    written = refkit.with_tags(library, tagged, tag_style="path")
    assert library.troubles == ()
    assert "modality/car-t" in written
    assert len(written) > len(text)
    assert refkit.with_tags(library, refkit.load(tmp_path / name)) == text


def test_save_does_not_overwrite_a_library(tmp_path: Path) -> None:
    bibliography = refkit.fetch(FIRST_REVIEW, offline=True)

    with pytest.raises(refkit.InputError, match=r"a saved bibliography is named \.refkit\.json"):
        refkit.save(bibliography, tmp_path / "library.bib")

    assert not (tmp_path / "library.bib").exists()


def test_losses_say_what_an_export_leaves_out(first_review: refkit.Bibliography) -> None:
    bibliography = first_review

    # What stands where refkit alone looks for it: that authors go on, and the second date.
    lost = {loss.field for loss in refkit.losses(bibliography, "csl-json")}
    assert lost == {"creators_complete", "other dates"}
    assert "other dates" in {loss.field for loss in refkit.losses(bibliography, "bibtex")}


def test_losses_say_what_a_reader_would_miss(first_review: refkit.Bibliography) -> None:
    bibliography = first_review

    missed = [loss for loss in refkit.losses(bibliography, "csl-json") if loss.is_missed]

    # Not the date that was not chosen, nor the rest of a line that is kept as it was printed.
    assert {loss.label for loss in missed} == {"that there are more authors"}
    resolved = {
        each.id for each in bibliography.entries if isinstance(each.resolution, refkit.Resolved)
    }
    assert {loss.key for loss in missed} <= resolved
    assert not [loss for loss in refkit.losses(bibliography, "bibtex") if loss.is_missed]


@pytest.mark.parametrize("option", ["tag_style", "date_policy", "protect"])
def test_an_option_that_is_not_there_is_told(
    first_review: refkit.Bibliography, option: str
) -> None:
    with pytest.raises(refkit.InputError, match=f"{option} cannot be 'loud'; there are: "):
        refkit.export(first_review, "csl-json", **{option: "loud"})  # type: ignore[arg-type]


def test_tag_and_export() -> None:
    bare = refkit.fetch(FIRST_REVIEW, offline=True, taxonomies=())

    tagged = refkit.tag(bare, facets=["modality"])

    assert not any(entry.tags for entry in bare.entries)
    assert '"keyword": "CAR-NK"' in refkit.export(tagged, "csl-json")
    with pytest.raises(refkit.InputError, match="unknown facet colour"):
        refkit.tag(bare, facets=["colour"])


MODULES = {
    ".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((REPOSITORY / "refkit").rglob("*.py"))
    if path.stem != "__main__"
}
# A look into the text is quick; doctest looks into everything that a module has.
WITH_EXAMPLES = [name for name, path in MODULES.items() if ">>>" in path.read_text("utf-8")]


def test_every_module_can_be_imported() -> None:
    for name in MODULES:
        assert importlib.import_module(name).__name__ == name


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_in_docstrings_are_true(name: str) -> None:
    found = doctest.testmod(importlib.import_module(name))

    assert found.attempted > 0
    assert found.failed == 0


def test_the_packages_own_example_is_true() -> None:
    assert doctest.testmod(refkit).attempted > 0
    assert doctest.testmod(refkit).failed == 0


def test_no_public_name_is_hidden_by_a_module() -> None:
    modules = {each.name for each in pkgutil.iter_modules(refkit.__path__)}

    assert not modules & set(refkit.__all__)


def test_every_command_is_named_with_what_does_the_same() -> None:
    said = refkit.__doc__ or ""
    alone = said[said.index("``doctor``") :]
    rows = dict(re.findall(r"^- ``(\w+)``: (.*?)(?=\n- |\n\n)", said, re.S | re.M))
    commands = main.list_commands(None)  # type: ignore[arg-type]

    assert {*rows, *re.findall(r"``(\w+)``", alone)} == set(commands)
    for row in rows.values():
        named = {name for name in re.findall(r"``(\w+)``", row) if not name.startswith("REFKIT_")}
        assert named <= set(refkit.__all__) | {"fetch"}, row


def test_a_users_program_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    runpy.run_path(str(PROGRAM))

    assert capsys.readouterr().out == "3 3 (1,)\n"
    assert (tmp_path / "review.refkit.json").exists()


def test_a_users_program_is_checked_with_the_package() -> None:
    with (REPOSITORY / "pyproject.toml").open("rb") as file:
        asked = tomllib.load(file)["tool"]["mypy"]

    assert asked["strict"]
    assert REPOSITORY / asked["mypy_path"] / f"{asked['modules'][0]}.py" == PROGRAM


def test_every_command_can_be_done_with_public_names(tmp_path: Path) -> None:
    bibliography = refkit.fetch(FIRST_REVIEW, offline=True)
    taxonomy = refkit.load_taxonomy("therapy-modality")
    small = refkit.load_taxonomy("study-design")  # what ships is checked in the room of tagging
    gold = '{"id": "a", "title": "CAR-NK cells", "labels": {"modality": ["car-nk"]}}'
    none = refkit.decision_on(bibliography, "5", "none")

    decided = refkit.resolve(bibliography, [none], offline=True)

    assert [each.kind for each in refkit.differences(bibliography, bibliography)] == []
    assert refkit.WithoutDoi in {type(each.resolution) for each in decided.entries}
    assert "<title>" in refkit.report_page(bibliography)
    assert refkit.report_numbers(refkit.together([("a", bibliography)]))
    assert refkit.matrices(bibliography)
    assert refkit.check_taxonomy(small) == []
    rows = refkit.read_gold(gold, taxonomy, "gold")
    assert refkit.evaluate(rows, taxonomy).titles == 1
    assert refkit.memory() == refkit.forget()
    assert refkit.zotero_runs() == []
    assert refkit.Order(bibliography, "here", choices=refkit.Choices(notes=True))
    not_given = refkit.suppressed(bibliography.entries[0].work, [taxonomy])
    assert "allogeneic-car-t" in {each.label for each in not_given}
