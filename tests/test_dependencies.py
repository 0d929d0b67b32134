"""What .ci/dependencies makes of an audit; what it installs and runs needs the network."""

from __future__ import annotations

import json
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from typing import Any

import pytest
from conftest import REPOSITORY

import refkit


@pytest.fixture(scope="module")
def script() -> Any:
    loader = SourceFileLoader("dependencies", str(REPOSITORY / ".ci" / "dependencies"))
    spec = spec_from_loader("dependencies", loader)
    assert spec
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def audited(*packages: dict[str, Any]) -> str:
    return json.dumps({"dependencies": packages})


WELL = {"name": "bees", "version": "1.0", "vulns": []}
WEAK = {"name": "owls", "version": "2.0", "vulns": [{"id": "X-1", "fix_versions": ["2.1"]}]}
SKIPPED = {"name": "moths", "skip_reason": "not found"}


def test_a_weakness_is_named_with_what_mends_it(script: Any) -> None:
    assert script.verdict(audited(WELL, WEAK), "") == (1, ["owls 2.0: X-1, mended in 2.1"])


def test_none_found_is_said_with_how_many_were_asked_for(script: Any) -> None:
    assert script.verdict(audited(WELL), "") == (0, ["1 packages audited, no known vulnerability"])


@pytest.mark.parametrize("answer", ["", "Traceback", "[]", "{}", "null"])
def test_where_nobody_can_be_asked_that_is_one_line(script: Any, answer: str) -> None:
    status, lines = script.verdict(answer, "a\nb\nConnectionError: no network\n")

    assert status == 0
    assert lines == ["not audited: nobody could be asked (ConnectionError: no network)"]


def test_what_was_skipped_is_not_passed_over(script: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = script.verdict(audited(SKIPPED), "")
    beside = script.verdict(audited(SKIPPED, WELL), "")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")

    assert alone == (0, ["not audited: 1 of 1 packages (moths)"])
    assert beside[1][-1] == "1 packages audited, no known vulnerability"
    assert script.verdict(audited(SKIPPED), "")[1] == [
        "::warning::not audited: 1 of 1 packages (moths)"
    ]


@pytest.mark.parametrize("words", [[], ["all"], ["sbom"], ["sbom", "a", "b"]])
def test_how_it_is_called_is_told(
    script: Any, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert script.main(words) == 2
    assert ".ci/dependencies oldest" in capsys.readouterr().out


def test_the_citation_has_this_version() -> None:
    text = (REPOSITORY / "CITATION.cff").read_text(encoding="utf-8")

    assert f"\nversion: {refkit.__version__}\n" in text
