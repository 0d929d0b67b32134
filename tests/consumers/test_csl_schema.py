"""The official schema of CSL-JSON accepts what we write."""

from __future__ import annotations

import json
from typing import Any

import pytest
from builders import BIBLIOGRAPHIES
from conftest import SHARED
from consumers.hard_works import HARD, exported
from consumers.programs import needs_package
from hypothesis import given

from refkit.formats.csl_json.writer import CSL_JSON
from refkit.formats.export import Options
from refkit.model.bibliography import Bibliography

SCHEMA = SHARED / "data" / "csl-data.json"


@pytest.fixture(scope="module")
def schema() -> Any:
    if not SCHEMA.is_file():
        pytest.skip("the schema of CSL-JSON is not beside this repository: ../shared/data")
    needs_package("jsonschema")
    from jsonschema import Draft7Validator

    return Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


@pytest.mark.parametrize("place", range(len(HARD)), ids=[hard.id for hard in HARD])
def test_each_hard_work_is_a_valid_item(schema: Any, place: int) -> None:
    item = json.loads(exported("csl-json"))[place]

    assert item["id"] == HARD[place].id
    assert [error.message for error in schema.iter_errors([item])] == []


@given(BIBLIOGRAPHIES)
def test_any_bibliography_is_a_valid_list(schema: Any, bibliography: Bibliography) -> None:
    text = CSL_JSON.render(bibliography, Options())

    assert [error.message for error in schema.iter_errors(json.loads(text))] == []
