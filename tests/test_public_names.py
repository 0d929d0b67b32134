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
