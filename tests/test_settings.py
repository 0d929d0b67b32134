"""Settings: options before environment before file; what cannot be used is named, not shown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from refkit.errors import InputError
from refkit.settings import read_settings


def test_options_come_before_the_environment_and_that_before_the_file(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('mailto = "file@example.org"\ncache = "/from/file"\n')
    environment = {"REFKIT_MAILTO": "env@example.org"}

    assert read_settings(environment={}, config=config).mailto == "file@example.org"
    assert read_settings(environment=environment, config=config).mailto == "env@example.org"
    chosen = read_settings("option@example.org", environment=environment, config=config)
    assert chosen.mailto == "option@example.org"
    assert chosen.cache == Path("/from/file")


def test_without_anything_there_are_defaults(tmp_path: Path) -> None:
    settings = read_settings(environment={}, config=tmp_path / "none.toml")

    assert settings.mailto == ""
    assert settings.crossref_url == "https://api.crossref.org"
    assert settings.cache.name == "refkit"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mailto = ", "is not TOML"),
        ("colour = 'red'", "unknown setting 'colour'"),
        ("mailto = 3", "must be a text"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, text: str, said: str) -> None:
    config = tmp_path / "config.toml"
    config.write_text(text)

    with pytest.raises(InputError, match=said) as caught:
        read_settings(environment={}, config=config)
    assert str(config) in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REFKIT_MAILTO", "secret-no-address"),
        ("REFKIT_CROSSREF_URL", "secret"),
        ("REFKIT_CROSSREF_URL", "https://me:secret@example.org"),
        ("REFKIT_CROSSREF_URL", "https://example.org/?key=secret"),
    ],
)
def test_a_value_that_cannot_be_used_is_not_shown(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(InputError, match=name) as caught:
        read_settings(environment={name: value}, config=tmp_path / "none.toml")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev"])
def test_a_device_or_a_folder_is_no_file_of_settings(device: str) -> None:
    if not Path(device).exists():
        pytest.skip(f"this system has no {device}")

    with pytest.raises(InputError, match="is no file, so no settings are read from it"):
        read_settings(config=Path(device), environment={})


def test_who_wants_no_settings_names_the_null_device() -> None:
    assert read_settings(environment={"REFKIT_CONFIG": os.devnull}).mailto == ""
