"""A program that is absent is never taken for one that agrees."""

from __future__ import annotations

from pathlib import Path

import pytest
from consumers.programs import needs, needs_font, needs_package, run


@pytest.mark.parametrize(
    "needed", [lambda: needs("no-such-program"), lambda: needs_package("no_such_package"), lambda: needs_font("no-such.ttf")]
)  # fmt: skip
def test_what_is_absent_skips_or_fails_where_all_must_be_there(
    needed: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert callable(needed)
    monkeypatch.delenv("REFKIT_ALL_PROGRAMS", raising=False)
    with pytest.raises(pytest.skip.Exception, match="is not installed"):
        needed()

    monkeypatch.setenv("REFKIT_ALL_PROGRAMS", "1")
    with pytest.raises(pytest.fail.Exception, match="is not installed"):
        needed()


def test_a_program_that_fails_is_shown_with_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="No such file"):
        run(["cat", "absent"], tmp_path)
