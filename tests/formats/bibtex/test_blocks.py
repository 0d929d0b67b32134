"""Where the blocks of a .bib stand, well made or not."""

from __future__ import annotations

import pytest
from formats.bibtex.hostile_bib import libraries
from growth import PARTS, is_linear
from hypothesis import given

from refkit.formats.bibtex.blocks import blocks
from refkit.formats.bibtex.value_reader import MACROS, resolved


def keys(text: str) -> list[str]:
    return [block.item.key for block in blocks(text) if block.item and block.kind != "string"]


def troubles(text: str) -> list[str]:
    return [block.trouble for block in blocks(text) if block.trouble]


@pytest.mark.parametrize(
    "entry",
    [
        "@misc{a, title={x}}",
        '@misc(a, title={x) y}, note = ") z")',
        "@ARTICLE\n {a, title = {x}}",
        r"@misc{a, file = {C:\dir\}}",
        r"@misc{a, title = {one \{ brace}}",
        r"@misc{a, title = {one \} brace}, year = 2020}",
        r'@misc{a, title = "M{\"u}ller {said "x"}"}',
        r'@misc{a, title = "M\"uller"}',
        "@misc{a, title={x}, title={y}}",
        "@misc{a, title={x},, year = 1,}",
        "@misc{a, title = , year = 1}",
        "@misc{a, title={see\n  @book{x, y}\n}}",
        "@misc{a, note={ada@home{x}}}",
        "@misc{a,\n % a note, here\n title={x},\n % year = {2020},\n}",
        '@misc{a, month = 10 # "~12", journal = j # " " # {k}}',
        "@misc{a}",
        "@misc{a b/c:d=e, title={x}}",
    ],
)
def test_an_entry_is_found_from_end_to_end(entry: str) -> None:
    text = f"before {{ it\n{entry}\nafter }}\n@misc{{z, year=1}}"

    found = [block for block in blocks(text) if block.item]

    assert [text[block.start : block.end] for block in found] == [entry, "@misc{z, year=1}"]


@pytest.mark.parametrize(
    ("entry", "trouble"),
    [
        ("@misc{a, title={x}", "is not closed"),
        ("@misc{a, title={x", "is not closed"),
        ("@misc(a, title={x}", "is not closed"),
        ("@misc{a, title={x} year}", "the value of title is not closed, or has no comma after it"),
        ("@misc{no {entry} at all}", "has no key"),
        ("@misc{a, a#title = {x}}", "'a#title' is not the name of a field"),
        ("@misc{a, title}", "Expected a `=` after entry key `title`, but found the end of the entry (`}`)."),
        ("@misc{a, title = x y}", "the value of title is not closed, or has no comma after it"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_spoils_no_other_entry(entry: str, trouble: str) -> None:
    text = f"@misc{{y, year=1}}\n{entry}\n@misc{{z, year=1}}\n"

    assert keys(text) == ["y", "z"]
    assert troubles(text) == [trouble]


def test_an_escaped_brace_closes_no_entry_that_goes_on_behind_it() -> None:
    text = r"@misc{a, title = {Owls\} }, year = {2000}}" + "\n@misc{b, year=1}"

    assert keys(text) == ["a", "b"]
    assert next(blocks(text)).end == text.index("\n")


def test_comments_and_preambles_hold_no_entries() -> None:
    text = "@comment{\n@misc{a, year=1}\n}\n@preamble{ {@misc{b, year=1}} }\n%% @misc{c, year=1}\n@misc{d}"

    assert keys(text) == ["d"]
    assert troubles(text) == []


@given(libraries)
def test_blocks_stand_in_order_and_are_what_the_text_has_there(text: str) -> None:
    at = 0
    for block in blocks(text):
        assert at <= block.start < block.end <= len(text)
        assert text[block.start] == "@"
        at = block.end
        for field in block.item.fields if block.item else ():
            source = text[block.start : block.end]
            assert source[field.name_start : field.name_end] == field.name
            assert "=" in source[field.name_end : field.value_start]
        if block.item:
            assert block.item.texts(MACROS) == [
                (field.name, resolved(field.parts, MACROS)) for field in block.item.fields
            ]


@pytest.mark.parametrize(
    "piece",
    [
        "@misc{a, title={x\n",
        "@misc(a, title={x\n",
        '@misc{a, title="x\n',
        "@misc{a, title={\\}}\n",
        "@@misc{",
        "@a",
        "{",
        "}",
        "@comment{\n",
        "@string{a = a # a}\n",
        "@misc{a, %\n",
        "@misc{a,,,,\n",
    ],
)
@PARTS
def test_the_time_grows_with_the_size_alone(piece: str, part: int) -> None:
    assert is_linear(lambda count: list(blocks(piece * count)), 8_000 // part)


@pytest.mark.parametrize(
    "value",
    ["{" * 100_000 + "}" * 100_000, "{" + "a{b} " * 200_000 + "}", '"' + "a" * 2_000_000 + '"'],
)
def test_a_large_or_deep_value_is_one_value(value: str) -> None:
    (block,) = blocks(f"@misc{{a, title = {value}}}")

    assert block.item is not None
    assert block.item.fields[0].value_end - block.item.fields[0].value_start == len(value)


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        ("@misc{title = {x}, year = 2001}", ""),
        ("@misc{\n  title = {a, b},\n  year = 2001\n}", ""),
        ("@misc{, title = {x}, year = 2001}", ""),
        ("@misc{year=2001, title={x}}", ""),
        ("@misc{\n Early Access Date = {{MAY 2020}}, title={x}, year = 2001}", ""),
        ("@misc{roe2001\n  title = {x},\n  year = 2001\n}", "roe2001"),
        ("@misc{roe2001 title = {x}, year = 2001}", "roe2001"),
        ("@misc{{roe2001}, title = {x}, year = 2001}", "roe2001"),
        ('@misc{"roe2001", title = {x}, year = 2001}', "roe2001"),
        ("@misc{a=b, title = {x}, year = 2001}", "a=b"),
    ],
)
def test_a_key_may_be_missing_or_have_no_comma(entry: str, key: str) -> None:
    (block,) = blocks(entry)

    assert block.item
    assert block.item.key == key
    assert {"title", "year"} <= {field.name for field in block.item.fields}


@pytest.mark.parametrize("gap", [" ", "\n", "\xa0", " \t"])
def test_a_field_may_have_blanks_in_its_name(gap: str) -> None:
    (block,) = blocks(f"@misc{{a, title = {{x}}, Early Access{gap}Date = {{2020}}, year=2020}}")

    names = [field.name for field in block.item.fields] if block.item else []
    assert names == (["title", f"Early Access{gap}Date", "year"] if gap != "\n" else [])


@pytest.mark.parametrize(
    "entry",
    [
        "@misc{a, title = {x}, year = {2001} % the last\n}",
        "@misc{a, title = {x}, % a = {b},\n year = 2001%\n}",
        "@misc{a, title = {x}\n% note = {no},\n, year = 2001 % {\\%}, z = 1\n}",
        '@misc{a, % key\n title = "x", % 5\\% of it\n year = "2001"\n %\n}',
        "@misc{a, title = {x}\n year = {2001}}",
        '@misc{a,\n title = "x"\n\n year = 2001 % no commas\n}',
    ],
)
def test_comments_are_no_values_and_a_comma_may_be_missing(entry: str) -> None:
    (block,) = blocks(entry)

    assert block.item
    values = {field.name: entry[field.value_start : field.value_end] for field in block.item.fields}
    assert {name: value.strip('{}"') for name, value in values.items()} == {
        "title": "x",
        "year": "2001",
    }


def test_a_percent_sign_in_a_value_is_its_own() -> None:
    entry = '@misc{a, title = {50 % of\n% them}, note = "5 % of\n % it", year = 2001}'

    (block,) = blocks(entry)

    assert block.item
    assert [each.parts[0].text for each in block.item.fields] == [
        "50 % of\n% them",
        "5 % of\n % it",
        "2001",
    ]
