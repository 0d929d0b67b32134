"""A user's own .bib: understood, and given back byte for byte but for its keywords."""

from __future__ import annotations

from itertools import pairwise

import bibtexparser
import pytest
from formats.bibtex.hostile_bib import libraries
from hypothesis import given
from hypothesis import strategies as st

from refkit.errors import InputError
from refkit.formats.bibtex.reader import read_bibtex
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi
from refkit.model.people import Creator
from refkit.model.resolution import Imported
from refkit.model.work import WorkType

LIBRARY = """\
% my library
@string{jb = "J. Bees"}
@preamble{"\\newcommand{\\x}{y}"}

@Article{Berg2025,
  Title     = {{CAR-T} cells -- 5\\% of {\\"U}bersee},
  author    = "Berg, Ada and van den Broek, Bo and {Bees and Birds, Inc.} and others",
  journal   = jb,
  year      = 2025, month = nov,
  pages     = {12--15},
  doi       = {10.1000/A_b},
  x-mine    = {kept},
  file      = {:C\\:/papers/a.pdf:PDF},
}

@comment{jabref-meta: databaseType:bibtex;}

@misc{nothing}
@book{ old , title={A {keywords = } trap}, keywords={mine, own; too}, note={x} }
"""


def add(source: str, *words: str) -> str:
    library = read_bibtex(source, "x.bib")
    return library.with_keywords([words] * len(library.entries))


def test_an_entry_is_understood() -> None:
    work = read_bibtex(LIBRARY, "x.bib").entries[0].work

    assert work.type is WorkType.ARTICLE_JOURNAL
    assert work.title.plain == "CAR-T cells – 5% of Übersee"
    assert work.creators == (
        Creator("Berg", "Ada"),
        Creator("Broek", "Bo", "van den"),
        Creator(literal="Bees and Birds, Inc."),
    )
    assert not work.creators_complete
    assert work.container.title == "J. Bees"
    assert work.cited_date() == PartialDate(2025, 11)
    assert (work.page, work.doi) == ("12-15", Doi("10.1000/a_b"))


def test_keys_keep_their_case() -> None:
    ids = [entry.id for entry in read_bibtex(LIBRARY, "x.bib").entries]

    assert ids == ["Berg2025", "nothing", "old"]


def test_without_new_keywords_nothing_changes() -> None:
    assert add(LIBRARY) == LIBRARY
    assert add(LIBRARY.replace("\n", "\r\n")) == LIBRARY.replace("\n", "\r\n")


def test_keywords_are_put_at_the_end_in_the_entrys_own_manner() -> None:
    source = "@article{a,\n    title = {On bees},\n    year = 2025\n}\n"

    assert add(source, "CAR-T", "SLE") == (
        "@article{a,\n    title = {On bees},\n    year = 2025,\n    keywords = {CAR-T, SLE}\n}\n"
    )


def test_an_entry_of_one_line_stays_on_its_line() -> None:
    assert add("@misc{a, title={On bees}}", "SLE") == "@misc{a, title={On bees}, keywords={SLE}}"


def test_keywords_that_are_there_stay_in_front() -> None:
    source = "@misc{a,\n  keywords = {mine, own; too},\n  title = {x}\n}\n"

    assert add(source, "own", "SLE") == source.replace("own; too", "own; too, SLE")


def test_a_second_time_nothing_is_added() -> None:
    once = add(LIBRARY, "CAR-T", "B & T cells")

    assert add(once, "CAR-T", "B & T cells") == once


def test_the_word_in_another_fields_text_is_no_field() -> None:
    source = "@misc{a,\n  note = {see, keywords = {no}},\n  title = {x}\n}\n"

    changed = add(source, "SLE")

    assert "note = {see, keywords = {no}}" in changed
    assert changed.count("SLE") == 1
    assert bibtexparser.parse_string(changed).entries[0]["keywords"] == "SLE"


@pytest.mark.parametrize(
    "value", ['"mine"', "{mine}", "{}", '""', "{m{i}ne}", '"m{"}ne"', "{ mine , }"]
)
def test_keywords_in_every_enclosing(value: str) -> None:
    changed = add(f"@misc{{a,\n keywords = {value},\n title = {{x}}\n}}\n", "SLE")

    (entry,) = bibtexparser.parse_string(changed).entries
    assert entry["keywords"].endswith("SLE")
    assert entry["title"] == "x"


def test_keywords_by_macro_are_left_to_their_owner() -> None:
    source = '@string{k = "mine"}\n@misc{a,\n keywords = k,\n title = {x}\n}\n'

    assert add(source, "SLE") == source


def test_what_cannot_be_read_is_named_with_its_line_and_left() -> None:
    bad = "@article{b, title={x,\r\n  year={2020}\r\n"
    source = f"@misc{{a, title={{x}}}}\r\n\r\n{bad}@misc{{c, title={{z}}}}\r\n@misc{{d, x}}"

    library = read_bibtex(source, "x.bib")

    assert [entry.id for entry in library.entries] == ["a", "c"]
    assert library.troubles == (
        "x.bib: line 3: left as it stands (@article is not closed)",
        "x.bib: line 6: left as it stands (@misc Expected a `=` after entry key `x`, but found the "
        "end of the entry (`}`).)",
    )
    assert bad in add(source, "SLE")


def test_entries_of_one_key_are_both_kept_and_both_tagged() -> None:
    source = "@misc{a, title={x}}\n@misc{a, title={y}}\n@misc{a-2, title={z}}\n@misc{, title={w}}\n"

    assert [entry.id for entry in read_bibtex(source, "x.bib").entries] == [
        "a",
        "a-2",
        "a-2-2",
        "",
    ]
    assert add(source, "SLE") == source.replace("}}", "}, keywords={SLE}}")


def test_a_byte_order_mark_stays() -> None:
    source = "\ufeff@misc{a, title={x}}\n"

    assert add(source, "SLE") == "\ufeff@misc{a, title={x}, keywords={SLE}}\n"


def test_a_file_without_entries_is_refused() -> None:
    with pytest.raises(InputError, match=r"x\.bib: holds no BibTeX entry that can be read$"):
        read_bibtex("just text", "x.bib")


def test_a_file_of_one_broken_entry_is_refused_with_the_reason() -> None:
    with pytest.raises(InputError, match=r"can be read; x.bib: line 2: .*\(@misc is not closed\)"):
        read_bibtex("\n@misc{a, title={x}", "x.bib")


@given(libraries, st.lists(st.sampled_from(["SLE", "B & T", "a, b"]), max_size=2, unique=True))
def test_no_library_loses_anything(text: str, words: list[str]) -> None:
    try:
        library = read_bibtex(text, "x.bib")
    except InputError:
        return
    outside = [
        text[end:start]
        for (_, end), (start, _) in pairwise([(0, 0), *library.spans, (len(text), 0)])
    ]

    changed = library.with_keywords([words] * len(library.entries))

    again = read_bibtex(changed, "x.bib")
    assert outside == [
        changed[end:start]
        for (_, end), (start, _) in pairwise([(0, 0), *again.spans, (len(changed), 0)])
    ]


def test_a_type_that_no_work_has_is_kept() -> None:
    source = "@video{a, title={x}}\n@misc{b, title={x}}\n@book{c, title={x}}\n"

    kept = [entry.resolution for entry in read_bibtex(source, "x.bib").entries]

    assert kept == [Imported("bibtex", (("entrytype", "video"),)), *[Imported("bibtex")] * 2]


def test_fields_behind_a_brace_too_many_are_told() -> None:
    text = "@misc{a, title = {Owls}},\n  year = {2000},\n}\n@misc{b, title = {Bees}}\n"

    library = read_bibtex(text, "a.bib")

    assert [entry.id for entry in library.entries] == ["a", "b"]
    assert library.troubles == (
        "a.bib: line 1: left as it stands (fields behind the brace that closes a)",
    )


def test_a_set_is_no_work() -> None:
    text = "@misc{a, title = {Owls}}\n@set{both, entryset = {a, b}}\n@misc{b, title = {Bees}}\n"

    library = read_bibtex(text, "a.bib")

    assert [entry.id for entry in library.entries] == ["a", "b"]
    assert library.troubles == (
        "a.bib: line 2: left as it stands (@set both is no work of its own, and its members are "
        "read each by itself)",
    )


def test_a_doi_in_crossref_is_the_doi_where_no_entry_has_that_key() -> None:
    text = "@article{a, crossref={10.1000/owls.1}}\n@article{b, crossref={10.1000/owls.2}, title={B}}\n"
    text += "@book{10.1000/owls.2, title={Owls}}\n"

    library = read_bibtex(text, "a.bib")

    assert [entry.work.doi for entry in library.entries] == [Doi("10.1000/owls.1"), None, None]
    assert not library.broken_links
