"""A request that is wrong is told in one line that names the place; nothing else ever comes of it."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zotero_program import ITEM_TYPES_SENT, Json, Program, of, one, run, validator

from refkit.formats.export import TagStyle
from refkit.tagging import fields
from refkit.zotero.plugin.request import EXISTING, RequestOptions

ITEM = {"key": "ABCD2345", "itemType": "journalArticle", "title": "CAR-T cells in lupus"}
LIBRARY = {
    "id": "local/x/users/0", "also": ["users/1"], "editable": True,
    "items": [{**ITEM, "version": 3, "creators": [{"lastName": "Berg"}], "tags": [{"tag": "a"}]}],
    "collections": [{"key": "BBBB2345", "name": "Bees", "parent": None}],
}  # fmt: skip
REQUESTS: dict[str, Json] = {
    "hello": {},
    "labels": {"library": LIBRARY, "items": [ITEM]},
    "explain": {"library": LIBRARY, "items": [ITEM]},
    "decide": {
        "library": LIBRARY, "items": [ITEM],
        "decisions": [{"key": "ABCD2345", "decision": "add", "label": "CAR-NK", "note": "n"}],
    },
    "begin": {"library": LIBRARY, "run": "2026-01-01-abcdef", "chosen": [1]},
    "written": {
        "library": LIBRARY, "run": "2026-01-01-abcdef",
        "written": [{"id": 0, "key": "ABCD2345", "version": 1, "after": ITEM}],
    },
    "runs": {"library": LIBRARY},
    "undo": {"library": LIBRARY, "run": "2026-01-01-abcdef", "items": [ITEM]},
    "retractions": {"items": [ITEM], "options": {"offline": True}},
    "references": {
        "library": LIBRARY, "identifiers": ["10.1000/nobody"], "options": {"offline": True},
        "item_types": {"document": ITEM_TYPES_SENT["document"]},
    },
}  # fmt: skip


def request(want: str) -> Json:
    return {"protocol": 1, "want": want, "options": {}, **deepcopy(REQUESTS[want])}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "the request is not JSON"),
        (b"{", "the request is not JSON"),
        (b"[1]", "the request is no JSON object"),
        (b"null", "the request is no JSON object"),
        (b"\xff\xfe{}", "the request is not UTF-8 (byte 0)"),
        (b"[" * 100_000, "the request is nested too deep"),
        (b'{"protocol": 1}', "want: cannot be null; there are: hello"),
        (b'{"protocol": 1, "want": ["hello"]}', "want: cannot be [\"hello\"]"),
        (b'{"protocol": 1, "want": "labels"}', "library: is missing"),
        (b'{"protocol": 1, "want": "labels", "library": {"id": "x"}}', "items: there is none"),
        (b'{"protocol": 1, "want": "runs", "library": []}', "library: must be an object, not []"),
        (b'{"protocol": 1, "want": "hello", "options": {"offline": 1}}',
         "options.offline: must be true or false, not 1"),
        (b'{"protocol": 1, "want": "hello", "options": {"tag_style": "loud"}}',
         "options.tag_style: cannot be 'loud'; there are: name, id, path, group"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(data: bytes, says: str) -> None:
    told = run(data, is_sound=False)

    assert [each["event"] for each in told] == ["start", "error", "end"]
    assert one(told, "error")["message"].startswith(says)
    assert one(told, "error")["kind"] in {"request", "input"}


def test_the_schema_has_the_words_that_are_taken() -> None:
    options = validator("request").schema["$defs"]["options"]["properties"]

    assert options["tag_style"]["enum"] == [each.value for each in TagStyle]
    assert options["evidence"]["enum"] == list(fields.EVIDENCE)
    assert options["existing"]["enum"] == list(EXISTING)
    assert set(options) == set(RequestOptions.__dataclass_fields__)


@pytest.mark.parametrize("number", [0, 2, "1", True, None, 1.5])
def test_another_protocol_is_told_with_both_numbers(number: object) -> None:
    told = run(json.dumps({"protocol": number, "want": "hello"}).encode(), is_sound=False)

    assert one(told, "error")["kind"] == "protocol"
    assert "speaks protocol 1" in one(told, "error")["message"]
    assert repr(number) in one(told, "error")["message"]


@pytest.mark.parametrize("want", ["begin", "written", "undo"])
def test_a_run_is_named_in_the_first_event(want: str) -> None:
    assert run(request(want))[0]["run"] == "2026-01-01-abcdef"


def test_the_place_in_a_long_list_is_named() -> None:
    sent = request("runs")
    sent["library"]["items"] += [{"key": "AAAA2222", "itemType": "book", "title": 7}]

    told = run(sent, is_sound=False)

    assert one(told, "error")["where"] == "library.items[1].title"


def test_null_is_as_good_as_nothing() -> None:
    item = {**ITEM, "DOI": None, "creators": None, "tags": None, "deleted": None, "extra": None}
    sent = {
        "protocol": 1, "want": "labels", "items": [item], "run": None, "options": None,
        "library": {"id": "x", "name": None, "items": None, "collections": None, "editable": None},
    }  # fmt: skip

    assert of(run(sent, is_sound=False), "item")[0]["action"] == "update"


def test_members_that_are_not_known_are_passed_over() -> None:
    sent = request("labels") | {"new": {"a": 1}}
    sent["options"]["louder"] = True

    assert run(sent)[-1]["ok"] is True


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 10**18) | st.floats(allow_nan=False)
    | st.text(st.characters(), max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=4,
)  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        found += [place for name, each in value.items() for place in places(each, (*path, name))]
    elif isinstance(value, list):
        found += [place for n, each in enumerate(value) for place in places(each, (*path, n))]
    return found


@pytest.mark.parametrize("want", sorted(REQUESTS))
@given(data=st.data())
def test_whatever_stands_in_a_request_no_fault_comes_of_it(want: str, data: st.DataObject) -> None:
    sent = request(want)
    where = data.draw(st.sampled_from(places(sent)))
    inner: Any = sent
    for step in where[:-1]:
        inner = inner[step]
    inner[where[-1]] = data.draw(JSON)

    told = run(json.dumps(sent).encode(), is_sound=False)

    assert [each["message"] for each in of(told, "error") if each["kind"] == "fault"] == []


def test_an_item_may_hold_anything_as_its_title() -> None:
    program = Program()
    for title in ("", " ", "<i>", "<script>alert(1)</script>", "\u2028", "\x00", "x" * 5000, "‮txt"):
        key = program.create(title=f"CAR-T {title}")
        told = program.label(key)
        assert told[-1]["ok"] is True, title
        program.write(told)
        assert "CAR-T" in program.tags(key)
