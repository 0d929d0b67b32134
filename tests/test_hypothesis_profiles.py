"""The profile that somebody chose holds for every test."""

from __future__ import annotations

import runpy

from conftest import REPOSITORY
from hypothesis import settings


def test_one_of_ours_is_loaded() -> None:
    ours = [settings.get_profile(name) for name in ("dev", "ci", "thorough")]

    assert settings().max_examples in {each.max_examples for each in ours}
    assert settings().deadline is None


def test_who_imports_the_conftest_chooses_no_profile() -> None:
    chosen = settings().max_examples
    settings.load_profile("thorough")
    try:
        runpy.run_path(str(REPOSITORY / "tests" / "conftest.py"))

        assert settings().max_examples == settings.get_profile("thorough").max_examples
    finally:
        name = next(
            name
            for name in ("dev", "ci", "thorough")
            if settings.get_profile(name).max_examples == chosen
        )
        settings.load_profile(name)
