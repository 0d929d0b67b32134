"""An unresolved reference is called the same everywhere, and nothing is believed of it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
from builders import ENTRIES, REVIEW, bibliography_of, make_entry, make_work
from hypothesis import given
from hypothesis import strategies as st

from refkit.api.ledger import rows
from refkit.checks.fields import missing_fields
from refkit.citation_keys.stable_keys import with_keys
from refkit.formats.detect import reader
from refkit.formats.export import Options
from refkit.formats.register import exporter
from refkit.model.bibliography import Citation, Entry
from refkit.model.printed import (
    SENSIBLE,
    failed_dois,
    is_as_printed,
    nearest_of,
    own_words,
    printed_line,
    title_of,
    words_in_place_of_title,
)
from refkit.model.reference import Reference
from refkit.model.resolution import (
    AsPrinted,
    Attempt,
    Method,
    Nearest,
    Reason,
    Resolved,
    Unresolved,
)
from refkit.model.work import Work, WorkType
from refkit.pipeline import tag_entries
from refkit.report.rows import table
from refkit.tagging.taxonomy import load_taxonomy

LINE = "Berg A, Holm B. CAR-T cells in bees: a trial. Lupus. 2020;29(3):1-5."
UNKNOWN = Attempt("crossref", "deposited-doi", "unknown", "10.1000/gone")
SUSPECT = Attempt("crossref", "deposited-doi", "suspect", "10.1000/else: On birds: a song")
FORMATS = ["bibtex", "biblatex", "csl-json", "ris"]
HOSTILE = [
    LINE,
    r"\\input{/etc/passwd} CAR-T % in # $x^2$ & _a_ \\ end } {",
    "<script>alert(1)</script><i>In vivo</i> CAR-T &amp; &lt;x&gt;",
    "$\\alpha$ in <mml:math><mml:mi>x</mml:mi></mml:math>",
    "a\x00b\x1bc\u202ed\u2028 CAR-NK\nER  - \nTY  - JOUR",
    "bees and " * 450,
    "王伟, 李娜. 嵌合抗原受体T细胞. 中华医学杂志, 2021, 101(3): 1-5.",
    "",
    "   ",
    "@article{x, title={y}}",
]


def line(text: str, *attempts: Attempt, reason: Reason = Reason.UNKNOWN_DOI) -> Entry:
    deposited = (("unstructured", text),) if text else ()
    return Entry(
        "line",
        Work(WorkType.ARTICLE_JOURNAL),
        Unresolved(reason, attempts),
        (Citation(REVIEW, Reference(1, "r1", deposited)),),
    )


def test_the_printed_words_are_the_title_where_none_can_be_told() -> None:
    entry = line(LINE)
    bibliography = bibliography_of(entry)

    assert title_of(entry).plain == LINE
    assert rows(bibliography)[0]["title"] == LINE
    assert "CAR-T cells in bees" in table(bibliography)[0][0].title
    assert f"TI  - {LINE}" in exporter("ris").render(bibliography, Options())
    (item,) = json.loads(exporter("csl-json").render(bibliography, Options()))
    assert item["title"] == LINE
    unnamed = with_keys(bibliography_of(replace(entry, id="")))
    assert unnamed.entries[0].id == "BergHolmCART"


def test_a_raised_number_of_a_printed_line_stays_raised_wherever_it_is_shown() -> None:
    text = "Berg A. Cells at 10<sup>6</sup> cells/kg and IC<sub>50</sub>, <i>in vivo</i> (2001)."
    shown = "Berg A. Cells at 10⁶ cells/kg and IC₅₀, in vivo (2001)."
    bibliography = bibliography_of(line(text))

    assert printed_line(line(text)) == shown == rows(bibliography)[0]["title"]
    (row,) = csv.DictReader(io.StringIO(exporter("csv").render(bibliography, Options())))
    assert row["printed"] == row["title"] == shown
    assert f"TI  - {shown}" in exporter("ris").render(bibliography, Options())
    (item,) = json.loads(exporter("csl-json").render(bibliography, Options()))
    assert item["title"] == text
    assert item["custom"]["printed"] == shown
    for format_ in ("bibtex", "biblatex"):
        written = exporter(format_).render(bibliography, Options())
        assert r"10\textsuperscript{6} cells/kg" in written
        assert r"\textit{in vivo}" in written
        assert "As printed" not in written


def test_a_line_of_fields_alone_is_shown_by_its_fields_and_gets_no_title_of_them() -> None:
    fields = (("journal-title", "Lupus"), ("volume", "12"), ("first-page", "3"))
    entry = replace(line(""), citations=(Citation(REVIEW, Reference(1, "r1", fields)),))

    assert own_words(entry) == "Lupus, 12, 3"
    assert not title_of(entry)


def test_a_title_that_is_known_stays_and_a_work_has_none_but_its_own() -> None:
    printed = line(LINE)

    assert title_of(replace(printed, work=make_work("On bees"))).plain == "On bees"
    assert not title_of(replace(printed, resolution=Resolved(Method.SEARCH, "crossref")))
    deposited = (Citation(REVIEW, Reference(1, "", (("DOI", "10.1000/a b"),))),)
    assert title_of(replace(printed, citations=deposited)).plain == "10.1000/a b"


def test_a_doi_that_failed_is_shown_and_never_as_the_doi() -> None:
    entry = line(LINE, UNKNOWN, SUSPECT)
    bibliography = bibliography_of(entry)

    assert list(map(str, failed_dois(entry))) == [
        "10.1000/gone (is not known)",
        "10.1000/else (leads to another work)",
    ]
    table_ = exporter("csv").render(bibliography, Options()).removeprefix("\ufeff")
    (row,) = csv.DictReader(io.StringIO(table_))
    assert row["doi"] == ""
    assert row["failed_doi"].startswith("10.1000/gone (is not known); 10.1000/else")
    assert rows(bibliography)[0]["doi"] is None
    assert rows(bibliography)[0]["failed_dois"][0]["doi"] == "10.1000/gone"
    for format_ in FORMATS:
        pairs = {
            field.name.lower(): field.value for field in exporter(format_).fields(entry, Options())
        }
        assert not pairs.keys() & {"doi", "do", "note", "custom.doi"}
        assert "10.1000/gone" in exporter(format_).render(bibliography, Options())


def test_what_could_not_be_asked_has_not_failed_nor_has_a_reading_that_was_passed_over() -> None:
    offline = Attempt("crossref", "deposited-doi", "not-remembered", "10.1000/a")
    found = Resolved(Method.DEPOSITED_DOI, "crossref", (UNKNOWN,))
    elsewhere = Resolved(Method.SEARCH, "crossref", (SUSPECT,))

    assert failed_dois(line(LINE, offline)) == ()
    assert failed_dois(make_entry(resolution=found)) == ()
    assert [each.doi for each in failed_dois(make_entry(resolution=elsewhere))] == ["10.1000/else"]


def test_a_nearest_work_that_is_not_near_is_not_shown() -> None:
    far, near = Nearest("10.1/a", "Other", SENSIBLE - 0.01), Nearest("10.1/b", "It", SENSIBLE)
    entry = line(LINE)

    assert nearest_of(replace(entry, resolution=Unresolved(Reason.NO_MATCH, (), far))) is None
    assert nearest_of(replace(entry, resolution=Unresolved(Reason.NO_MATCH, (), near))) == near
    shown = bibliography_of(replace(entry, resolution=Unresolved(Reason.NO_MATCH, (), far)))
    assert rows(shown)[0]["nearest"] is None
    assert "10.1/a" not in exporter("csv").render(shown, Options())


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("text", HOSTILE)
def test_an_export_comes_back_and_is_not_called_faulty(format_: str, text: str) -> None:
    written = exporter(format_).render(bibliography_of(line(text, UNKNOWN)), Options())

    library = reader("bibtex" if "bib" in format_ else format_)(written, "x")

    assert library.troubles == ()
    (entry,) = library.entries
    assert is_as_printed(entry)
    assert list(missing_fields(entry)) == []
    assert entry.work.doi is None
    # Once more: nothing of the search moves into what styles print.
    (item,) = json.loads(exporter("csl-json").render(bibliography_of(entry), Options()))
    assert "Not resolved" not in item.get("note", "")


@pytest.mark.parametrize("format_", FORMATS)
def test_an_export_that_is_labelled_again_has_the_same_labels(format_: str) -> None:
    taxonomies = [load_taxonomy("therapy-modality")]
    written = exporter(format_).render(bibliography_of(line(LINE, UNKNOWN)), Options())
    (entry,) = reader("bibtex" if "bib" in format_ else format_)(written, "x").entries

    (tagged,) = tag_entries(bibliography_of(entry), taxonomies).entries

    # The journal Lupus is no disease, here neither.
    assert [tag.label for tag in tagged.tags] == ["car-t", "clinical-trial", "human"]
    assert {each.field for tag in tagged.tags for each in tag.evidence} == {"printed"}


@pytest.mark.parametrize("text", HOSTILE)
def test_labels_read_the_printed_words_and_quote_them(text: str) -> None:
    entry = line(text)

    (tagged,) = tag_entries(bibliography_of(entry), [load_taxonomy("therapy-modality")]).entries

    for found in (each for tag in tagged.tags for each in tag.evidence):
        assert found.field == "printed"
        assert words_in_place_of_title(entry)[found.start : found.end] == found.quote
    names = [tag.label for tag in tagged.tags]
    if text == LINE:  # the journal Lupus is no disease
        assert names == ["car-t", "clinical-trial", "human"]


@given(ENTRIES, st.text(max_size=60))
def test_any_line_that_is_as_printed_has_a_title_where_anything_was_printed(
    entry: Entry, text: str
) -> None:
    deposited = (Citation(REVIEW, Reference(1, "", (("unstructured", text),))),)
    printed = replace(entry, citations=deposited)

    assert bool(rows(bibliography_of(printed))[0]["title"]) == bool(title_of(printed))
    if isinstance(entry.resolution, AsPrinted):
        assert bool(title_of(printed)) >= bool(printed_line(printed))
    else:
        assert title_of(printed) == entry.work.title
