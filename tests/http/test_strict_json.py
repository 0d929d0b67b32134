"""Reading JSON strictly: what two programs could read differently is no answer."""

from __future__ import annotations

import json

import pytest

from refkit.http.strict_json import MOST_NESTED, MOST_VALUES, UnreadableBody, read_json


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": [1, 2.5, null, true]}', {"a": [1, 2.5, None, True]}),
        (b'\xef\xbb\xbf{"a": "\xc3\xa9"}', {"a": "é"}),
        (b'{"a": "\\ud83d\\ude00"}', {"a": "😀"}),
        (b'{"a": "x\\ud83d y"}', {"a": "x\ufffd y"}),
        (b"[[[]]]", [[[]]]),
        (b'"text"', "text"),
    ],
)
def test_what_is_json_is_read(body: bytes, value: object) -> None:
    assert read_json(body) == value


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "not JSON"),
        (b"<html>", "not JSON"),
        (b'{"a": NaN}', "not JSON"),
        (b'{"a": -Infinity}', "not JSON"),
        (b'{"a": 1e999}', "not JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not JSON"),
        (b'{"a": "\xff"}', "not UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "not UTF-8"),
        (b"[" * 100_000, "nested too deep"),
        (b"[" * 300 + b"1" + b"]" * 300, "nested too deep"),
        (b"[" + b"[]," * MOST_VALUES + b"1]", "more values than an answer has"),
        (b'{"a":' * 300 + b"1" + b"}" * 300, "nested too deep"),
    ],
)
def test_what_is_not_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(UnreadableBody, match=why):
        read_json(body)


def test_what_is_read_can_be_written_again() -> None:
    deepest = "[" * MOST_NESTED + "]" * MOST_NESTED

    assert json.dumps(read_json(deepest.encode())) == deepest
