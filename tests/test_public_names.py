"""What ``import refkit`` offers is a list, and the list is this test."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest
from conftest import FIRST_REVIEW

import refkit


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


def test_losses_say_what_an_export_leaves_out() -> None:
    bibliography = refkit.fetch(FIRST_REVIEW, offline=True)

    assert refkit.losses(bibliography, "csl-json") == []
    assert "other dates" in {loss.field for loss in refkit.losses(bibliography, "bibtex")}


@pytest.mark.parametrize("option", ["tag_style", "date_policy", "protect"])
def test_an_option_that_is_not_there_is_told(option: str) -> None:
    with pytest.raises(refkit.InputError, match=f"{option} cannot be 'loud'; there are: "):
        refkit.export(refkit.fetch(FIRST_REVIEW, offline=True), "csl-json", **{option: "loud"})  # type: ignore[arg-type]


def test_tag_and_export() -> None:
    bare = refkit.fetch(FIRST_REVIEW, offline=True, taxonomies=())

    tagged = refkit.tag(bare, facets=["modality"])

    assert not any(entry.tags for entry in bare.entries)
    assert '"keyword": "CAR-NK"' in refkit.export(tagged, "csl-json")
    with pytest.raises(refkit.InputError, match="unknown facet colour"):
        refkit.tag(bare, facets=["colour"])


@pytest.mark.parametrize(
    "name",
    [
        each.name
        for each in pkgutil.walk_packages(refkit.__path__, "refkit.")
        if "__main__" not in each.name
    ],
)
def test_examples_in_docstrings_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_the_packages_own_example_is_true() -> None:
    assert doctest.testmod(refkit).attempted > 0
    assert doctest.testmod(refkit).failed == 0
