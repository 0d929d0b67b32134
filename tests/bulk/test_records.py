"""A row says what the reader of Crossref's records says, and what the reader of libraries says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bulk.small_records import as_line, make_record
from conftest import RECORDED
from hypothesis import given
from hypothesis import strategies as st

from refkit.bulk.record_splitter import UnreadableRecord
from refkit.bulk.records import WorkRow, of_work, record_reader
from refkit.formats.detect import reader
from refkit.sources.crossref.reader import read_work
from refkit.tagging.tagger import tag
from refkit.tagging.taxonomy import load_taxonomy

read = record_reader()


def test_a_record_to_a_row() -> None:
    record = make_record("CD19<sup>+</sup> cells &amp;  more", DOI="10.1000/ABC")

    assert read(as_line(record)) == WorkRow(
        "CD19+ cells & more", "10.1000/abc", "article-journal", 2024, "Journal of Bees"
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ["On  bees", "On wasps"]},
        {"title": [], "original-title": ["Über Bienen"]},
        {"title": [], "original-title": []},
        {"title": None},
        {"title": ["", "On bees"]},
        {"title": [None, "On bees"]},
        {"title": {"a": "b"}},
        {"title": ["On \u200bbees\x07 e\u0301"]},
        {"title": ["a < b and c > d"]},
        {"title": ["$$x$$ x"]},
        {"subtitle": ["a field study"]},
        {"subtitle": ["", None]},
        {"subtitle": []},
        {"DOI": "10.1000/a%2Fb&lt;c"},
        {"DOI": "10.1000/a."},
        {"DOI": "not one"},
        {"DOI": None},
        {"DOI": 7},
        {"container-title": ["Lecture Notes", "Proceedings"], "type": "book-chapter"},
        {"container-title": ["Lecture Notes", "Proceedings"]},
        {"container-title": [], "short-container-title": ["J. Bees"]},
        {"container-title": [""], "short-container-title": ["J. Bees"]},
        {"container-title": "J. Bees"},
        {"container-title": [], "type": "posted-content", "institution": [{"name": "bioRxiv"}]},
        {"container-title": [], "type": "component", "institution": {"name": "bioRxiv"}},
        {"type": None},
        {"type": ["journal-article"]},
        {"type": "a type of next year"},
        {"published-print": {"date-parts": [[None]]}, "published-online": {"date-parts": [[1999]]}},
        {"published-print": {"date-parts": []}, "posted": {"date-parts": [[2001, 1]]}},
        {"published-print": {"date-parts": [["2003", 13]]}},
        {"published-print": {"date-parts": [[-5]]}, "issued": {"date-parts": [[1987]]}},
        {"published-print": {"date-parts": [[True]]}},
        {"published-print": {"date-parts": [[20245]]}},
        {"published-print": {"date-parts": [[0]]}, "issued": {"date-parts": [[0, 1]]}},
        {"published-print": "2024"},
        {"published-print": None, "issued": None},
    ],
    ids=lambda fields: json.dumps(fields)[:60],
)
def test_odd_fields_are_read_as_the_reader_reads_them(fields: dict[str, Any]) -> None:
    record = make_record() | fields

    assert read(as_line(record)) == of_work(read_work(record))


TEXTS = st.text(max_size=12) | st.text("<i>sup/&amp;l;t$ \n\x9fé\u200b:", max_size=16)
ODD = st.none() | st.integers() | TEXTS | st.lists(TEXTS | st.none(), max_size=2)


@given(
    fields=st.fixed_dictionaries(
        {},
        optional={
            **dict.fromkeys(
                ["title", "subtitle", "original-title", "container-title", "short-container-title"],
                st.lists(TEXTS, max_size=2) | ODD,
            ),
            "type": st.sampled_from(["book-chapter", "posted-content"]) | ODD,
            "institution": st.none() | st.fixed_dictionaries({"name": TEXTS}),
            "DOI": st.just("10.1000/") .flatmap(lambda start: TEXTS.map(lambda text: start + text)),
            "issued": st.fixed_dictionaries({"date-parts": st.lists(st.lists(
                st.none() | st.integers(-10, 10_500), max_size=3), max_size=2)}) | ODD,
        },
    )
)  # fmt: skip
def test_any_record_is_read_as_the_reader_reads_it(fields: dict[str, Any]) -> None:
    record = make_record() | fields
    if isinstance(record["title"], str):
        record["title"] = [record["title"]]  # else it is an item of CSL

    assert read(as_line(record)) == of_work(read_work(record))


def test_recorded_answers_have_the_same_row_and_the_same_labels(
    recorded: list[dict[str, Any]],
) -> None:
    """Every recorded work: title, DOI, type, year, container, labels and evidence."""
    taxonomies = [load_taxonomy("therapy-modality")]
    labelled = 0
    for message in recorded:
        work = read_work(message)
        row = read(as_line(message))
        assert row == of_work(work)
        titled = read_work({"title": [row.title]}) if row.title else work
        if row.title == titled.title.plain:
            tags = tag(work, taxonomies)
            assert tag(titled, taxonomies) == tags
            labelled += bool(tags)

    assert labelled > (300 if len(recorded) == RECORDED else 10)


CSL = {"id": "a", "type": "article-journal", "title": "CAR-T <i>cells</i>\n in lupus",
       "container-title": "J. Bees", "issued": {"date-parts": [["2021", 5]]}, "DOI": "10.1000/a"}  # fmt: skip


def test_an_item_of_csl_is_read_as_a_library_reads_it() -> None:
    [entry] = reader("csl-json")(json.dumps([CSL]), "a.json").entries

    assert read(as_line(CSL)) == of_work(entry.work)
    assert read(as_line({key: CSL[key] for key in CSL if key != "id"})) == of_work(entry.work)
    assert read(as_line(CSL)).title == "CAR-T cells in lupus"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'{"DOI":"10.1/a","x":"\xff"}', "is not UTF-8 text (byte 22)"),
        (b'{"DOI":"10.1/a"', "is not JSON: Expecting ',' delimiter (character 16)"),
        (b'{"DOI":"10.1/a","x":NaN}', "is not JSON: NaN is no JSON (character 1)"),
        (b"[1]", "is no object"),
        (b"3", "is no object"),
        (b'{"items":[]}', "is no record of a work: it has no DOI, no title and no type"),
        (b"{}", "is no record of a work: it has no DOI, no title and no type"),
        (b'{"x":' + b"[" * 9000 + b"]" * 9000 + b"}", "lists or objects too deep in one another"),
    ],
)
def test_bytes_that_are_no_record_say_why(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableRecord) as raised:
        read(data)

    assert str(raised.value) == why


def test_half_of_a_surrogate_pair_is_replaced_as_everywhere() -> None:
    data = rb'{"DOI":"10.1000/\ud800","title":["On \ud800 bees"],"type":"book","n":"\ud800"}'

    record = record_reader(["n"])(data)

    assert record[:3] == ("On � bees", "10.1000/?", "book")
    assert record.kept == ("?",)


def test_numbers_too_long_for_python_are_no_trouble() -> None:
    data = b'{"title":["On bees"],"n":1' + b"0" * 5000 + b"}"

    assert read(data).title == "On bees"
    assert record_reader(["n"])(data).kept == ("1" + "0" * 5000,)


def test_kept_fields_are_text_as_they_stand_or_json() -> None:
    keep = ["publisher", "ISSN", "title", "reference-count", "none", "null", "a b-c"]
    record = make_record(
        publisher="Bees &amp; Co", ISSN=["1546-170X"], null=None, **{"reference-count": 3, "a b-c": {"é": 1.5}}
    )  # fmt: skip

    row = record_reader(keep)(as_line(record))

    assert row.kept == ("Bees &amp; Co", '["1546-170X"]', '["CD19 CAR-T cells in lupus"]', "3", None, None, '{"é":1.5}')  # fmt: skip
    assert row[:5] == read(as_line(record))[:5]
