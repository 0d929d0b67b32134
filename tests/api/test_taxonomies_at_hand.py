"""A saved bibliography names its taxonomies; a file that somebody sent has no other file read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import refkit
from refkit.api.offline import taxonomies_at_hand
from refkit.model.bibliography import Bibliography

TAXONOMY = Path(refkit.__file__).parent / "tagging" / "taxonomies" / "therapy-modality.toml"


@pytest.mark.parametrize("name", [str(TAXONOMY), "../other.toml", "other.toml"])
def test_a_stamp_that_is_a_path_is_followed_nowhere(
    first_review: Bibliography, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "here").mkdir()
    for place in (tmp_path / "other.toml", tmp_path / "here" / "other.toml"):
        place.write_bytes(TAXONOMY.read_bytes())
    monkeypatch.chdir(tmp_path / "here")
    sent = replace(first_review, made=replace(first_review.made, taxonomies=(f"{name}@1",)))

    assert taxonomies_at_hand(sent) == []
    with pytest.raises(refkit.InputError, match="name the file with --taxonomy"):
        refkit.fetch("10.1038/s41584-025-01343-5", offline=True, into=sent)
    given = [refkit.LabelRequest(sent.entries[0].id, "confirm")]
    with pytest.raises(refkit.InputError, match="name the file with --taxonomy"):
        refkit.label(sent, given)


def test_the_name_of_one_that_is_installed_is_known(first_review: Bibliography) -> None:
    (found,) = taxonomies_at_hand(first_review)

    assert found.stamp in first_review.made.taxonomies
