"""Taxonomies that other packages bring."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from refkit.errors import InputError
from refkit.tagging.lint import check_taxonomy
from refkit.tagging.plugins import plugged_names
from refkit.tagging.taxonomy import load_taxonomy

EXAMPLE = Path(__file__).resolve().parents[1] / "example_plugin"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example package, as it lies in a folder of installed packages."""
    folder = tmp_path / "site"
    shutil.copytree(EXAMPLE, folder)
    monkeypatch.syspath_prepend(folder)
    return folder


def test_a_taxonomy_of_another_package_is_loaded_by_its_name(installed: Path) -> None:
    bees = load_taxonomy("bees")

    assert bees.stamp == "bees@1"
    assert plugged_names() == ["bees"]
    assert check_taxonomy(bees) == []


def test_without_the_package_the_name_is_not_known() -> None:
    with pytest.raises(InputError, match="no taxonomy is named 'bees'; known: therapy-modality"):
        load_taxonomy("bees")


def test_a_package_that_fails_to_load_is_named(installed: Path) -> None:
    points = installed / "refkit_example_bees-1.0.dist-info" / "entry_points.txt"
    points.write_text("[refkit.taxonomies]\nwasps = refkit_example_bees:WASPS\n")

    with pytest.raises(InputError, match="'wasps' of refkit-example-bees cannot be loaded: Attr"):
        load_taxonomy("wasps")


def test_two_packages_of_one_name_are_an_error(installed: Path) -> None:
    other = installed / "other_bees-1.0.dist-info"
    shutil.copytree(installed / "refkit_example_bees-1.0.dist-info", other)
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: other-bees\nVersion: 1.0\n")

    with pytest.raises(InputError, match="comes from other-bees and refkit-example-bees"):
        load_taxonomy("bees")
