"""One member of a JSON object is set in its own text, in the style of its neighbours."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refkit.formats.csl_json.editor import members, with_member

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
OBJECTS = st.dictionaries(st.text(max_size=4), JSON, max_size=4)
LAYOUTS = st.fixed_dictionaries(
    {
        "indent": st.sampled_from([None, 0, 2, "\t"]),
        "ensure_ascii": st.booleans(),
        "separators": st.sampled_from([None, (",", ":"), (" , ", " : ")]),
    }
)


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ('{"id": 1}', '{"id": 1, "x": [1, {"a": 2}]}'),
        ('{"id":1,"b":2}', '{"id":1,"b":2,"x":[1,{"a":2}]}'),
        ('{ "id": 1 }', '{ "id": 1, "x": [1, {"a": 2}] }'),
        ('{\n\t"id": 1\n}', '{\n\t"id": 1,\n\t"x": [\n\t\t1,\n\t\t{\n\t\t\t"a": 2\n\t\t}\n\t]\n}'),
        ('{\r\n  "l": [3],\r\n  "id": 1\r\n}', '{\r\n  "l": [3],\r\n  "id": 1,\r\n  "x": [1, {"a": 2}]\r\n}'),
        ("{}", '{"x": [1, {"a": 2}]}'),
        ('{"x": 1, "id": 1}', '{"x": [1, {"a": 2}], "id": 1}'),
        ('{"x": 1, "x": 2}', '{"x": 1, "x": [1, {"a": 2}]}'),
        ('{"x": [ 1,{"a":2} ]}', '{"x": [ 1,{"a":2} ]}'),
    ],
)  # fmt: skip
def test_a_member_is_written_like_its_neighbours(source: str, written: str) -> None:
    assert with_member(source, "x", [1, {"a": 2}]) == written


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ('{"t": "caf\\u00e9"}', '{"t": "caf\\u00e9", "x": "\\u00fc"}'),
        ('{"t": "café"}', '{"t": "café", "x": "ü"}'),
    ],
)
def test_letters_are_spelled_like_those_that_are_there(source: str, written: str) -> None:
    assert with_member(source, "x", "ü") == written


@given(OBJECTS, LAYOUTS, st.text(max_size=3), JSON)
def test_nothing_but_the_member_changes(
    values: dict[str, Any], layout: dict[str, Any], name: str, value: Any
) -> None:
    source = json.dumps(values, **layout)
    before = {each.name: source[each.start : each.end] for each in members(source)}

    written = with_member(source, name, value)

    assert list(json.loads(written).items()) == list((values | {name: value}).items())
    after = {each.name: written[each.start : each.end] for each in members(written)}
    assert {**after, name: ""} == {**before, name: ""}
    assert written.encode()


def test_what_is_there_already_is_not_spelled_anew() -> None:
    source = '{"a" : [ 1,\n2 ], "b": "\\u0041"}'

    assert with_member(with_member(source, "a", [1, 2]), "b", "A") == source


def test_a_lone_surrogate_is_written_as_an_escape() -> None:
    assert with_member("{}", "a", "\ud800") == '{"a": "\\ud800"}'
