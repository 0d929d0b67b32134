"""The lines of Extra, as they are written and as anybody may have written them."""

from __future__ import annotations

import pytest
from builders import make_entry
from hypothesis import given
from hypothesis import strategies as st

from refkit.model.resolution import Imported
from refkit.zotero.extra import ExtraLine, KeptFields, format_lines, kept_fields, parse_lines


def test_values_of_one_name_share_a_line_and_empty_ones_have_none() -> None:
    lines = [
        ExtraLine("DOI", "10.1000/a"),
        ExtraLine("Other DOI", "10.1000/b"),
        ExtraLine("Volume", " \n"),
    ]

    text = format_lines(
        [*lines, ExtraLine("Other DOI", "10.1000/c"), ExtraLine("Other DOI", "10.1000/b")]
    )

    assert text == "DOI: 10.1000/a\nOther DOI: 10.1000/b; 10.1000/c"


@pytest.mark.parametrize(
    "text",
    ["DOI: 10.1000/a", "  doi:10.1000/a ", "{:DOI: 10.1000/a}", "DOI = 10.1000/a", "a\r\nDOI:10.1000/a"],
)  # fmt: skip
def test_a_line_is_read_in_every_spelling(text: str) -> None:
    assert list(parse_lines(text)) == [ExtraLine("doi", "10.1000/a")]


def test_a_value_keeps_its_colons_and_braces() -> None:
    assert list(parse_lines("tex.owner: a: {b}")) == [ExtraLine("tex.owner", "a: {b}")]


def test_text_without_a_name_is_no_line() -> None:
    assert list(parse_lines("Seen twice\n\n: nothing")) == []


@given(st.lists(st.tuples(st.sampled_from(["DOI", "PMID", "Other DOI"]), st.text()), max_size=5))
def test_what_is_written_is_read_again(pairs: list[tuple[str, str]]) -> None:
    text = format_lines(ExtraLine(name, value) for name, value in pairs)

    names = [line.name for line in parse_lines(text)]
    assert names == list(
        dict.fromkeys(line.partition(":")[0].lower() for line in text.split("\n") if line)
    )
    assert set(names) <= {"doi", "pmid", "other doi"}


@pytest.mark.parametrize("hostile", [" " * 60_000, "a " * 30_000, "{:" * 30_000, "a" * 60_000])
def test_a_long_line_is_read_at_once(hostile: str) -> None:
    # A pattern that goes back over a line would take minutes.
    assert {line.name for line in parse_lines(f"{hostile}\n" * 5)} <= {"{"}


def test_nothing_is_kept_of_what_is_no_users_library() -> None:
    assert kept_fields(make_entry()) == KeptFields()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ('{"csl-json": 1}', '{"csl-json": 1}'),  # no text, no date, nobody: as it is
        ('{"csl-json": [[1, 2]]}', '{"csl-json": [[1, 2]]}'),
        ("[1]", "1"),
        ('"x"', "x"),
    ],
)
def test_a_file_may_call_anything_kept(value: str, text: str) -> None:
    library = Imported("csl-json", (("custom.kept", value),))

    kept = kept_fields(make_entry(resolution=library))

    assert kept.lines == (ExtraLine("csl-json.custom.kept", text),)
