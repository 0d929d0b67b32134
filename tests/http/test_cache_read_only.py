"""A memory that may only be read answers all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from refkit.http import cache

ADDRESS = "https://example.org/works/1"


def _remembered(folder: Path) -> Path:
    there, note = cache.open_cache(folder)
    there.keep({cache.key_of_address(ADDRESS): cache.answer_of_our_own(ADDRESS, b"{}")})
    there.close()
    assert note == ""
    return folder / cache.FILE_NAME


def test_what_was_fetched_is_there_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _remembered(tmp_path)
    before = path.read_bytes()

    def refuse(*_: object, **__: object) -> None:  # root may write everywhere
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "touch", refuse)
    there, note = cache.open_cache(tmp_path)
    other = "https://example.org/works/2"
    there.keep({cache.key_of_address(other): cache.answer_of_our_own(other, b"[]")})

    assert note == f"nothing new will be remembered: {path} may only be read"
    found = there.get_response(cache.key_of_address(ADDRESS))
    new = there.get_response(cache.key_of_address(other))
    assert found is not None
    assert found.content == b"{}"
    assert new is not None
    assert new.content == b"[]"
    there.close()
    assert path.read_bytes() == before
