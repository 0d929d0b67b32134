"""Keys and fields of a user's own library, written back where they can do no harm."""

from __future__ import annotations

import unicodedata

import bibtexparser
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pybtex.database import parse_string

from refkit.formats.bibtex.kept_fields import is_fit, kept_notes, kept_words, safe_key
from refkit.model.resolution import Imported

ENTRY = "@misc{{{},\n  {} = {{{}}},\n  year = {{2025}},\n}}\n"


@pytest.mark.parametrize(
    "key", ["berg2025", "odd:key/2020+b", "DBLP:a/b_c-d.e", "Ünal25", "a;b|c<d"]
)
def test_a_key_that_readers_take_stays(key: str) -> None:
    assert safe_key(key) == key


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("a b", "a-20-b"),
        ("a},b", "a-7d--2c-b"),
        ("a%b#c~d\\e", "a-25-b-23-c-7e-d-5c-e"),
        ("\"a'(b)=@{", "-22-a-27--28-b-29--3d--40--7b-"),
        ("", "-"),
        ("\u1680", "-1680-"),
        ("a\u3000b", "a-3000-b"),
    ],
)
def test_what_cannot_stand_in_a_key_is_written_by_its_number(key: str, written: str) -> None:
    assert safe_key(key) == written


@given(st.text(st.characters()))
@example("\u1680")
def test_no_key_breaks_out_of_its_entry(key: str) -> None:
    source = ENTRY.format(safe_key(key), "note", "x").encode().decode()

    library = bibtexparser.parse_string(source)

    assert [entry.key for entry in library.entries] == [safe_key(key)]
    assert list(parse_string(source, "bibtex").entries) == [safe_key(key)]


def test_no_blank_and_no_unseen_sign_of_unicode_stands_in_a_key() -> None:
    unseen = [
        chr(code)
        for code in range(0x110000)
        if unicodedata.category(chr(code)) in {"Zs", "Zl", "Zp", "Cc", "Cf", "Cs"}
    ]

    written = [safe_key(f"a{sign}b") for sign in unseen]

    assert written == [f"a-{ord(sign):x}-b" for sign in unseen]
    source = "".join(ENTRY.format(key, "note", "x") for key in written)
    assert list(parse_string(source, "bibtex").entries) == written


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("file", ":papers/a.pdf:PDF"),
        ("bdsk-url-1", "https://example.org/a%20b"),
        ("note", r"\emph{x} \{y\} {Z}"),
        ("comment", "a\n  b \\\\ c"),
    ],
)
def test_these_fields_fit(name: str, value: str) -> None:
    assert is_fit(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("note", "a } b {"),
        ("note", "{"),
        ("note", r"\} \{"),
        ("note", r"{a\}"),
        ("note", "ends in \\"),
        ("note", "ends in \\\\"),
        ("note", r"\\{a\}"),
        ("note", "a\n@article{b,"),
        ("note", "\ud800"),
        ("a b", "x"),
        ("a}", "x"),
        ("", "x"),
    ],
)
def test_these_do_not(name: str, value: str) -> None:
    assert not is_fit(name, value)


@given(st.text('a{}\\\n@"%, =', max_size=12))
def test_what_fits_is_read_as_it_stands(value: str) -> None:
    if not is_fit("note", value):
        return
    library = bibtexparser.parse_string(ENTRY.format("key", "note", value))

    assert library.failed_blocks == []
    (entry,) = library.entries
    assert {field.key: field.value for field in entry.fields} == {"note": value, "year": "2025"}


def test_a_long_row_of_backslashes_is_read_once() -> None:
    assert is_fit("note", "\\" * 200_000 + "a")


def test_keywords_of_other_formats_are_words_and_the_rest_is_notes() -> None:
    csl = Imported(
        "csl-json",
        (("keyword", '"a, b"'), ("note", '"Seen"'), ("x", '{"y": 1}'), ("division", '"B"')),
    )
    ris = Imported("ris", (("KW", "a"), ("KW", "b"), ("N1", '"quoted"')))

    assert list(kept_words(csl)) == [("keyword", "a"), ("keyword", "b")]
    assert list(kept_notes(csl)) == [("note", "Seen"), ("division", "B")]  # no JSON
    assert list(kept_words(ris)) == [("KW", "a"), ("KW", "b")]
    assert list(kept_notes(ris)) == [("N1", '"quoted"')]
