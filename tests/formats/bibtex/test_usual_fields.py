"""An entry that is written as nearly all are is read as any entry is."""

from __future__ import annotations

import pytest
from growth import is_linear
from hypothesis import given
from hypothesis import strategies as st

from refkit.formats.bibtex import fields
from refkit.formats.bibtex.fields import Item, read_item
from refkit.formats.bibtex.usual_fields import usual_fields, usual_key
from refkit.formats.bibtex.value_reader import STRICT

_pieces = st.sampled_from(
    [
        "a",
        "b2",
        "title",
        " = ",
        "=",
        "{",
        "}",
        "{x}",
        "{x, y = {z}}",
        '"',
        '"q"',
        ",",
        ", ",
        "\n",
        "#",
        "%",
        "\\",
        "\\{",
        "@",
        "jan",
        "2020",
        "a:b",
        "(",
        ")",
        "{{{{{x}}}}}",
    ]
)


def _slowly(source: str) -> Item | str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fields, "_usual_item", lambda *_: None)
        return read_item(source, source.index("{"), "article", STRICT)


@given(st.lists(_pieces, max_size=12).map("".join))
def test_both_ways_read_the_same(body: str) -> None:
    source = "@article{key, " + body + "}"
    if usual_fields(source, source.index(",")) is not None:
        assert read_item(source, source.index("{"), "article", STRICT) == _slowly(source)


@pytest.mark.parametrize(
    "body",
    [
        "\n  title = {A {B {C {D}}} e},\n  year = 2020,\n month = jan,\n}",
        ' a = "x", b={},c = {"\\"u @ % \\\\},}',
        ",}",
        "}",
    ],
)
def test_what_is_usual_is_read_at_once(body: str) -> None:
    source = "@article{a:b/c_1," + body.removeprefix(",")

    assert usual_key(source, 8) == ("a:b/c_1", 16)
    assert usual_fields(source, 16) is not None
    assert read_item(source, 8, "article", STRICT) == _slowly(source)


@pytest.mark.parametrize("body", ["a = {x} b = {y}}", "a = b # c}", "a = {{{{{{x}}}}}}}", "% x\n}"])
def test_what_is_not_is_left_to_the_other(body: str) -> None:
    assert usual_fields("@article{k," + body, 10) is None


@pytest.mark.parametrize("piece", ["{", "}", "a={", ",a={b}", "{{}", '"', ",a=", " ", ","])
def test_odd_fields_are_given_up_in_time(piece: str) -> None:
    assert is_linear(lambda count: usual_fields("@a{k," + piece * count + "}", 4), 100_000)
