"""A regular expression that is compiled late is one all the same."""

from __future__ import annotations

import importlib
import pkgutil
import re
from typing import Any

import pytest

from refkit.regex import lazy_regex


def late_patterns() -> list[tuple[str, re.Pattern[Any]]]:
    """All that stand in modules which need nothing that may be missing."""
    kind = type(lazy_regex(""))
    return [
        (f"{found.name}.{name}", value)
        for room in ("citation_keys", "files", "formats", "latex", "matching", "model", "sources",
                     "tagging", "text")
        for found in pkgutil.walk_packages(
            importlib.import_module(f"refkit.{room}").__path__, f"refkit.{room}."
        )
        for name, value in vars(importlib.import_module(found.name)).items()
        if type(value) is kind
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "pattern"), late_patterns())
def test_each_can_be_compiled(name: str, pattern: re.Pattern[Any]) -> None:
    compiled: re.Pattern[Any] = re.compile(pattern.pattern, pattern.flags)
    text = "10.1000/a, 2. May"
    given = text if isinstance(pattern.pattern, str) else text.encode()

    assert pattern.findall(given) == compiled.findall(given)


def test_its_flags_count_and_it_has_the_methods_of_a_pattern() -> None:
    word = lazy_regex("(w)ord", re.IGNORECASE)

    assert word.match("Word")
    assert word.search("a WORD")
    assert word.fullmatch("word")
    assert word.sub(r"\1", "a word") == "a w"
    assert [found.span() for found in word.finditer("word word")] == [(0, 4), (5, 9)]
    assert word.split("a word b") == ["a ", "w", " b"]


def test_what_is_no_method_of_a_pattern_is_missing() -> None:
    with pytest.raises(AttributeError):
        lazy_regex("a").serch  # type: ignore[attr-defined]  # noqa: B018


def test_what_cannot_be_compiled_is_told_at_its_first_use() -> None:
    with pytest.raises(re.error):
        lazy_regex("(").search("")
