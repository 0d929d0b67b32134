"""The pages that promise something name the tests that hold it, and these are there."""

from __future__ import annotations

import ast
import re

import pytest
from conftest import REPOSITORY

PAGES = ("docs/files.md", "docs/how-to/mistakes.md")
_TEST = re.compile(r"`(tests/[\w/.]+)(?:::(\w+))?`")
_ROW = re.compile(r"^\|(?! promise | ---)(.+)\|(.+)\|$", re.MULTILINE)


def rows(page: str) -> list[tuple[str, str]]:
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    table = text[text.index("| promise | held by |") :].partition("\n\n")[0]
    return [(promise.strip(), held) for promise, held in _ROW.findall(table)]


@pytest.mark.parametrize("page", PAGES)
def test_every_promise_names_a_test(page: str) -> None:
    promises = rows(page)

    assert len(promises) > 5
    assert [promise for promise, held in promises if not _TEST.search(held)] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_test_that_is_named_is_there(page: str) -> None:
    text = (REPOSITORY / page).read_text(encoding="utf-8")

    assert [found[0] for found in _TEST.finditer(text) if not is_there(found[1], found[2])] == []


def is_there(path: str, name: str | None) -> bool:
    """Whether there is such a file or folder of tests, and a test of that name in it."""
    place = REPOSITORY / path
    if place.is_dir():
        return any(place.rglob("test_*.py"))
    if not place.is_file():
        return False
    tree = ast.parse(place.read_text(encoding="utf-8"))
    named = {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)}
    return name in named if name else any(each.startswith("test_") for each in named)


def test_a_test_that_is_not_there_would_be_found() -> None:
    assert not is_there("tests/test_promises.py", "test_of_nothing")
    assert not is_there("tests/test_nothing.py", None)
