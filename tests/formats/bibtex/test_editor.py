"""Changes written into a user's own entries: nothing but what was asked for changes."""

from __future__ import annotations

import re

import bibtexparser
import pybtex.database
import pytest
from formats.bibtex.hostile_bib import entries, inner, libraries
from hypothesis import example, given
from hypothesis import strategies as st
from pybtex.exceptions import PybtexError

from refkit.errors import InputError
from refkit.formats.bibtex.blocks import read_entry_source
from refkit.formats.bibtex.editor import add_keywords, key_and_doi, put, set_key
from refkit.formats.bibtex.reader import read_bibtex

# What an exporter writes stands on one line.
one_line = inner.map(lambda value: " ".join(value.split()))


def fields_of(source: str) -> list[tuple[str, str]]:
    return [
        (each.name, source[each.value_start : each.value_end])
        for each in read_entry_source(source).fields
    ]


@pytest.mark.parametrize(
    ("source", "changed"),
    [
        ("@misc{a, title={x}}", "@misc{a, title={x}, year={1}}"),
        ("@misc{a,title={x},}", "@misc{a,title={x},year={1},}"),
        ("@misc(a, title = {x} )", "@misc(a, title = {x}, year = {1} )"),
        ("@misc{a,\n\ttitle = {x}\n}", "@misc{a,\n\ttitle = {x},\n\tyear = {1}\n}"),
        ("@misc{a,\r\n title={x},\r\n}", "@misc{a,\r\n title={x},\r\n year={1},\r\n}"),
        ("@misc{a\n, title = {x}\n}", "@misc{a\n, title = {x}\n, year = {1}\n}"),
        ("@misc{a,\n title  = {x},\n author = {y}}", "@misc{a,\n title  = {x},\n author = {y},\n year   = {1}}"),
        ("@misc{a,\n title =  {x},\n author = {y}}", "@misc{a,\n title =  {x},\n author = {y},\n year =   {1}}"),
        ("@misc{a}", "@misc{a, year = {1}}"),
        ("@misc{a,\n}", "@misc{a,\n  year = {1},\n}"),
    ],
    ids=["one line", "comma", "parentheses", "tabs", "CRLF", "comma first", "columns", "values in columns", "bare", "open"],
)  # fmt: skip
def test_a_new_field_is_put_last_in_the_manner_of_the_others(source: str, changed: str) -> None:
    assert put(source, [("year", "{1}")]) == changed


def test_a_field_that_is_there_is_replaced_where_it_stands() -> None:
    source = '@misc{a, TITLE = "x" # jb, note = {title = {no}},\n title = {second} }'

    assert put(source, [("title", "{new}")]) == source.replace('"x" # jb', "{new}")


def test_several_fields_at_once() -> None:
    changed = put(
        "@misc{a,\n  title = {x}\n}", [("year", "2025"), ("title", "{y}"), ("month", "nov")]
    )

    assert changed == "@misc{a,\n  title = {y},\n  year = 2025,\n  month = nov\n}"


def test_nothing_asked_is_nothing_changed() -> None:
    source = "@misc{a,\n  title = {x}\n}"

    assert put(source, []) == add_keywords(source, []) == source


@pytest.mark.parametrize(
    ("source", "keyed"),
    [
        ("@misc{a, title={x}}", "@misc{K, title={x}}"),
        ("@misc{ a\n,title={x}}", "@misc{ K\n,title={x}}"),
        ("@misc{, title={x}}", "@misc{K, title={x}}"),
        ("@misc(  ,title={x})", "@misc(K,title={x})"),
        ("@misc{title={x}}", "@misc{K, title={x}}"),
        ("@misc{\n  title = {x}\n}", "@misc{K,\n  title = {x}\n}"),
    ],
)
def test_an_entry_gets_another_key_or_its_first(source: str, keyed: str) -> None:
    assert set_key(source, "K") == keyed
    assert key_and_doi(keyed)[0] == "K"


def test_what_is_no_entry_is_refused() -> None:
    with pytest.raises(InputError, match="not one BibTeX entry"):
        put("@misc{a, title={x}} and more", [("year", "{1}")])


def test_keywords_follow_the_mark_that_is_there() -> None:
    assert add_keywords("@misc{a, keywords={b; c}}", ["d"]) == "@misc{a, keywords={b; c; d}}"
    assert add_keywords("@misc{a, keywords={b, c}}", ["d"]) == "@misc{a, keywords={b, c, d}}"


def test_a_backslash_at_the_end_takes_no_mark_for_itself() -> None:
    once = add_keywords("@misc{a, keywords = {bees\\}}", ["SLE"])

    assert once == "@misc{a, keywords = {bees\\ , SLE}}"
    assert add_keywords(once, ["SLE"]) == once


def test_behind_a_field_without_a_value_no_keyword_is_added() -> None:
    assert add_keywords("@misc{a, title = %}", ["SLE"]) == "@misc{a, title = %}"


def test_a_keyword_with_a_comma_is_braced_and_known_again() -> None:
    once = add_keywords("@misc{a, title={x}}", ["T cells, regulatory"])

    assert once == "@misc{a, title={x}, keywords={{T cells, regulatory}}}"
    assert add_keywords(once, ["T cells, regulatory"]) == once


@given(libraries)
def test_a_library_without_changes_comes_back_byte_for_byte(text: str) -> None:
    try:
        library = read_bibtex(text, "x.bib")
    except InputError:
        return
    nothing: list[list[str]] = [[]] * len(library.entries)

    assert library.with_keywords(nothing) == text
    assert library.with_fields([[]] * len(library.entries)) == text


@example("@misc{a, title = %}\n", "title", "x")  # behind the comment nobody would read it
@example("@misc{a, title = % none yet\n}\n", "title", "")
@given(libraries, st.sampled_from(["title", "keywords", "x-new", "YEAR"]), one_line)
def test_with_fields_changes_nothing_outside_the_field(text: str, name: str, value: str) -> None:
    try:
        library = read_bibtex(text, "x.bib")
    except InputError:
        return
    sources = [text[start:end] for start, end in library.spans]

    changed = [put(source, [(name, f"{{{value}}}")]) for source in sources]

    for before, after in zip(sources, changed, strict=True):
        old, new = fields_of(before), fields_of(after)
        places = [place for place, (each, _) in enumerate(old) if each.lower() == name.lower()]
        place = places[0] if places else len(old)
        written = (old[place][0] if places else name, f"{{{value}}}")
        assert new == [*old[:place], written, *old[place + bool(places) :]]


@given(
    libraries,
    st.lists(
        st.sampled_from(["SLE", "B & T", "a, b", "β-cells"]), min_size=1, max_size=3, unique=True
    ),
)
def test_keywords_are_added_once_and_nothing_else_changes(text: str, words: list[str]) -> None:
    try:
        library = read_bibtex(text, "x.bib")
    except InputError:
        return
    asked = [words] * len(library.entries)

    changed = library.with_keywords(asked)

    again = read_bibtex(changed, "x.bib")
    assert again.with_keywords(asked) == changed
    assert [entry.id for entry in again.entries] == [entry.id for entry in library.entries]
    assert [entry.work for entry in again.entries] == [entry.work for entry in library.entries]
    assert len(again.troubles) == len(library.troubles)


def by_pybtex(source: str) -> dict[str, str] | None:
    try:
        parsed = pybtex.database.parse_string(source, "bibtex")
    except PybtexError:
        return None
    if len(parsed.entries) != 1:
        return None
    (entry,) = parsed.entries.values()
    people = {role: str(persons) for role, persons in entry.persons.items()}
    return {name.lower(): value for name, value in [*entry.fields.items(), *people.items()]}


def by_bibtexparser(source: str) -> dict[str, str] | None:
    parsed = bibtexparser.parse_string(source)
    # It takes no escaped delimiter for one, and finds another end of the entry then.
    is_odd = re.search(r'\\[{}"]', source) is not None
    if is_odd or parsed.failed_blocks or len(parsed.entries) != 1:
        return None
    return {each.key.lower(): str(each.value) for each in parsed.entries[0].fields}


@pytest.mark.parametrize("reads", [by_pybtex, by_bibtexparser])
@given(entries(), st.sampled_from(["SLE", "CAR-T, new"]))
def test_other_programs_read_the_rest_as_before(reads, source: str, word: str) -> None:  # type: ignore[no-untyped-def]
    before = reads(source)
    try:
        changed = add_keywords(source, [word])
    except InputError:
        return
    if before is None or changed == source:
        return

    after = reads(changed)

    assert after is not None
    assert "keywords" in after
    before.pop("keywords", None)
    after.pop("keywords")
    assert after == before
