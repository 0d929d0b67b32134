"""A user's own CSL-JSON: understood item by item, and changed in single members of its text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from builders import BIBLIOGRAPHIES
from hypothesis import given
from hypothesis import strategies as st

from refkit.errors import InputError
from refkit.formats.bibtex.bibtex_writer import BIBTEX
from refkit.formats.csl_json.library import read_csl
from refkit.formats.csl_json.writer import CSL_JSON
from refkit.formats.export import Options
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi
from refkit.model.people import Creator
from refkit.model.resolution import Imported
from refkit.model.work import Container, Work, WorkType
from refkit.text.rich import RichText

LIBRARY = """\ufeff[
\t{
\t\t"id": "http://zotero.org/users/1/items/ABC",
\t\t"citation-key": "Berg2020",
\t\t"type": "article-journal",
\t\t"title": "On <i>bees</i>  and\\nwasps",
\t\t"author": [{"family": "Berg", "given": "Ada"}],
\t\t"issued": {"date-parts": [["2020", 5]]},
\t\t"keyword": "mine; own, too",
\t\t"note": "PMID: 1",
\t\t"x-mine": [1,   2]
\t},
\t"no item",
\t{"id": 7, "type": "book", "title": "On birds"},
\t{"type": "book"},
\t{"id": 7, "type": "song"}
]
"""

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
NAMES = st.sampled_from(
    ["title", "type", "author", "editor", "issued", "published-print", "keyword", "note", "custom",
     "DOI", "ISSN", "ISBN", "PMID", "accessed", "medium", "abstract", "URL", "journalAbbreviation",
     "container-title-short", "citation-key", "x-mine"]
)  # fmt: skip
CUSTOMS = st.dictionaries(
    st.sampled_from(["mesh", "updates", "origins", "orcid", "roles", "relations", "kept", "tags",
                     "other-dois", "published-print", "creators-incomplete", "work-type", "doi", "x"]),
    JSON, max_size=4,
)  # fmt: skip
ITEMS = st.builds(
    lambda id_, members, custom: {"id": id_} | members | custom,
    st.text(max_size=2) | st.integers(0, 3),
    st.dictionaries(NAMES, JSON, max_size=5),
    st.just({}) | CUSTOMS.map(lambda custom: {"custom": custom}),
)
LAYOUTS = st.fixed_dictionaries(
    {"indent": st.sampled_from([None, 2, "\t"]), "ensure_ascii": st.booleans()}
)


def test_items_are_read_and_what_is_none_is_named() -> None:
    library = read_csl(LIBRARY, "lib.json")

    assert [entry.id for entry in library.entries] == ["Berg2020", "7", "7-2"]
    assert library.entries[0].work.title.plain == "On bees and wasps"
    assert library.entries[0].work.issued == PartialDate(2020, 5)
    assert library.troubles == (
        "lib.json: line 13: item 2 left as it stands (is no object)",
        "lib.json: line 15: item 4 left as it stands (has no id, and says of no work what it is)",
    )


def test_what_a_work_does_not_hold_is_kept() -> None:
    (first, _, song) = read_csl(LIBRARY, "lib.json").entries

    assert first.resolution == Imported(
        "csl-json",
        (
            ("id", '"http://zotero.org/users/1/items/ABC"'),
            ("keyword", '"mine; own, too"'),
            ("note", '"PMID: 1"'),
            ("x-mine", "[1, 2]"),
        ),
    )
    assert (song.work.type, song.resolution) == (WorkType.SONG, Imported("csl-json", ()))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("issued", {"date-parts": [[2020], [2021], [2022]]}),
        ("issued", {"date-parts": [[2020, 99]]}),
        ("issued", {"date-parts": [[2020]], "x": 1}),
        ("accessed", {"raw": ""}),
        ("author", [{"family": "Berg", "comma-suffix": True}]),
        ("DOI", "nonsense"),
        ("ISSN", "1546-170X, nonsense"),
        ("title", ["On bees", "Of wasps"]),
        ("custom", "text"),
    ],
)
def test_what_is_read_in_part_is_kept_whole(name: str, value: Any) -> None:
    (entry,) = read_csl(json.dumps({"id": "a", name: value}), "x").entries

    assert isinstance(entry.resolution, Imported)
    assert [(each, json.loads(text)) for each, text in entry.resolution.kept] == [(name, value)]


@pytest.mark.parametrize(
    "text", ['{"total": 1, "items": [%s], "next": {"a": []}}', "%s", "[%s]", " [ %s ] \r\n"]
)
def test_the_forms_of_a_library(text: str) -> None:
    item = '{"id": "a", "title": "On bees"}'

    library = read_csl(text % item, "x")

    assert [entry.work.title.plain for entry in library.entries] == ["On bees"]
    assert [library.text[start:end] for start, end in library.spans] == [item]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "x.json: holds no CSL-JSON item that can be read"),
        ('[3, {"a": 1}]', "holds no CSL-JSON item"),
        ('[{"id": 1},\n {"id" 2}]', r"is not JSON \(line 2, column 8: Expecting ':' delimiter\)"),
        ('[{"id": 1}\n {"id": 2}]', r"is not JSON \(line 2, column 2: Expecting ','\)"),
        ('[{"id": 1}', r"is not JSON \(line 1, column 11: Expecting ','\)"),
        ('[{"id": 1}] x', r"Extra data"),
        ('{"items": [{"id": 1}]', r"is not JSON"),
        ("hello", r"is not JSON \(line 1, column 1: Expecting a list or an object\)"),
        ("[" * 100_000, "too deep"),
        ('[{"id": 1, "volume": ' + "1" * 5000 + "}]", "number too long"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        read_csl(text, "x.json")

    assert "\n" not in str(caught.value)


def test_keywords_are_added_and_nothing_else_changes() -> None:
    written = read_csl(LIBRARY, "x").with_keywords([["CAR-T", "mine"], ["SLE", "SLE"], []])

    assert written == LIBRARY.replace('"mine; own, too"', '"mine; own, too; CAR-T"').replace(
        '"On birds"}', '"On birds", "keyword": "SLE"}'
    )


@pytest.mark.parametrize(
    ("old", "words", "new"),
    [
        ('"a, b"', ["b", "c"], '"a, b, c"'),
        ('"a,b,"', ["c"], '"a,b, c"'),
        ('"a; b"', ["b", "c"], '"a; b; c"'),
        ('""', ["c"], '"c"'),
        ("null", ["c"], '"c"'),
        ('"Lupus, systemic"', ["Lupus, systemic"], '"Lupus, systemic"'),
        ('["a"]', ["a", "b"], '["a", "b"]'),
        ("3", ["a"], "3"),
    ],
)
def test_keywords_in_the_forms_in_which_they_come(old: str, words: list[str], new: str) -> None:
    source = '[{"id": "a", "keyword": %s}]'

    assert read_csl(source % old, "x").with_keywords([words]) == source % new


def test_adding_keywords_again_changes_nothing() -> None:
    words = [["CAR-T", "Lupus, systemic"]] * 3
    once = read_csl(LIBRARY, "x").with_keywords(words)

    assert read_csl(once, "x").with_keywords(words) == once


def test_fields_are_set_in_the_style_of_their_neighbours() -> None:
    library = read_csl(LIBRARY, "x")
    edits = [("issued", {"date-parts": [[2021]]}), ("custom.mesh", ["Lupus"]), ("volume", "3")]

    written = library.with_fields([edits, edits, []])

    assert '\t\t"issued": {"date-parts": [[2021]]},\n' in written
    assert (
        '\t\t"x-mine": [1,   2],\n\t\t"custom": {"mesh": ["Lupus"]},\n\t\t"volume": "3"\n'
        in written
    )
    assert (
        '{"id": 7, "type": "book", "title": "On birds", "issued": {"date-parts": [[2021]]}, '
        '"custom": {"mesh": ["Lupus"]}, "volume": "3"}' in written
    )
    assert read_csl(written, "x").entries[1].work.mesh == ("Lupus",)


def test_a_member_of_custom_is_set_beside_the_others() -> None:
    library = read_csl('{"id": "a", "custom": {"x": 1, "mesh": []}}', "x")

    assert library.with_fields([[("custom.mesh", ["A"]), ("custom.doi", "10.1000/a")]]) == (
        '{"id": "a", "custom": {"x": 1, "mesh": ["A"], "doi": "10.1000/a"}}'
    )


@pytest.mark.parametrize("item", ['{"type": null, "title": "x"}', '{"id": "", "title": ""}'])
def test_an_item_of_empty_members_is_named(item: str) -> None:
    library = read_csl(f'[{{"id": "a"}}, {item}]', "x")

    assert library.troubles == (
        "x: line 1: item 2 left as it stands (has no id, and says of no work what it is)",
    )


@pytest.mark.parametrize(
    ("item", "whose"),
    [
        (
            '{"id": "b", "title": "Owls", "type": "article", "authorships": []}',
            "an answer of OpenAlex",
        ),
        ('{"id": "b", "creators": [], "titles": []}', "an answer of DataCite"),
        ('{"id": "b", "itemType": "book", "title": "Owls"}', "Zotero's own JSON"),
    ],
)
def test_an_object_of_another_program_is_named(item: str, whose: str) -> None:
    library = read_csl(f'[{{"id": "a"}}, {item}]', "x")

    assert [entry.id for entry in library.entries] == ["a"]
    assert library.troubles == (f"x: line 1: item 2 left as it stands (is {whose}, and no CSL)",)


@given(st.lists(ITEMS | JSON, max_size=4), LAYOUTS, st.booleans())
def test_any_list_is_read_or_refused_and_comes_back(
    items: list[Any], layout: dict[str, Any], crlf: bool
) -> None:
    text = json.dumps(items, **layout)
    text = text.replace("\n", "\r\n") if crlf else text
    try:
        library = read_csl(text, "x")
    except InputError:
        return

    assert library.with_keywords([[] for _ in library.entries]) == text
    ids = [entry.id for entry in library.entries if entry.id]
    assert len(set(ids)) == len(ids)
    exported = CSL_JSON.chunks(library.entries, Options())
    assert len(json.loads("".join(exported).encode(), parse_constant=pytest.fail)) == len(
        library.entries
    )


@given(st.lists(ITEMS, min_size=1, max_size=3), LAYOUTS, NAMES, JSON)
def test_setting_a_field_changes_no_other(
    items: list[dict[str, Any]], layout: dict[str, Any], name: str, value: Any
) -> None:
    items = [item | {"id": str(place)} for place, item in enumerate(items)]
    library = read_csl(json.dumps(items, **layout), "x")

    written = json.loads(library.with_fields([[(name, value)]] + [[]] * (len(items) - 1)))

    expected = [items[0] | {name: value}, *items[1:]]
    assert json.dumps(written) == json.dumps(json.loads(json.dumps(expected)))


@given(BIBLIOGRAPHIES)
def test_exported_and_read_again_it_stays_what_it_is(bibliography: Bibliography) -> None:
    def again(text: str) -> str:
        entries = read_csl(text, "x").entries if bibliography.entries else ()
        return "".join(CSL_JSON.chunks(entries, Options()))

    first = again(CSL_JSON.render(bibliography, Options()))
    second = again(first)

    assert again(second) == second
    for one, other in zip(json.loads(first), json.loads(second), strict=True):
        # A remark of which an invisible character was lost is made once more; odd tags are parted.
        aside = {"note": "", "keyword": ""}
        assert one | aside == other | aside


ANSWER = {
    "indexed": {"date-parts": [[2024, 1, 30]]}, "member": "297", "score": 1, "relation": {},
    "reference": [{"key": "1", "DOI": "10.1000/b"}], "source": "Crossref",
    "type": "journal-article", "title": ["On bees"], "subtitle": ["of lupus"], "short-title": [],
    "container-title": "Journal of Bees", "DOI": "10.1000/a", "article-number": "0163",
    "author": [
        {"given": "Ada", "family": "Berg", "sequence": "first", "affiliation": [],
         "ORCID": "https://orcid.org/0000-0002-1825-0097"},
        {"name": "Bee Group", "sequence": "additional", "affiliation": []},
    ],
    "published-print": {"date-parts": [[2020, 5]]}, "issued": {"date-parts": [[2020, 5]]},
}  # fmt: skip


@pytest.mark.parametrize("type_", ["book", "chapter", "entry-encyclopedia"])
def test_the_number_in_a_series_is_that_of_csl_and_of_bibtex(type_: str) -> None:
    item = {"id": "a", "type": type_, "title": "On bees"}
    series = {"collection-title": "Bee Lives", "collection-number": "7"}

    (entry,) = read_csl(json.dumps([item | series]), "a.json").entries
    (alone,) = read_csl(json.dumps([item | {"collection-number": "7"}]), "a.json").entries
    (both,) = read_csl(json.dumps([item | series | {"number": "8"}]), "a.json").entries

    assert (entry.work.number, entry.resolution) == ("7", Imported("csl-json"))
    assert "number = {7}" in BIBTEX.text([entry], Options())
    (written,) = json.loads(CSL_JSON.text([entry], Options()))
    assert written.items() >= series.items()
    assert "number" not in written
    # Without a series it is nobody knows whose, and two numbers stay two.
    kept = Imported("csl-json", (("collection-number", '"7"'),))
    assert (alone.work.number, alone.resolution) == ("", kept)
    assert (both.work.number, both.resolution) == ("8", kept)


def test_the_number_of_a_report_is_not_that_of_its_series() -> None:
    item = {"id": "a", "type": "report", "collection-title": "Bees", "collection-number": "7"}

    (entry,) = read_csl(json.dumps([item]), "a.json").entries

    assert entry.work.number == ""
    assert entry.resolution == Imported("csl-json", (("collection-number", '"7"'),))


def test_what_doi_org_answers_is_an_item() -> None:
    (entry,) = read_csl(json.dumps(ANSWER), "a.json").entries

    assert entry == Entry(
        "",
        Work(
            WorkType.ARTICLE_JOURNAL,
            title=RichText.of("On bees: of lupus"),
            creators=(
                Creator("Berg", "Ada", orcid="0000-0002-1825-0097"),
                Creator(literal="Bee Group"),
            ),
            container=Container("Journal of Bees"),
            number="0163",
            doi=Doi("10.1000/a"),
            published_print=PartialDate(2020, 5),
        ),
        Imported("csl-json"),
    )


@pytest.mark.parametrize(
    ("type_", "read", "is_kept"),
    [("journal-article", "article-journal", False), ("proceedings-article", "paper-conference", False),
     ("monograph", "book", True), ("posted-content", "article", True), ("book", "book", False),
     ("grant", "document", True)],
)  # fmt: skip
def test_types_are_csls_or_crossrefs(type_: str, read: str, is_kept: bool) -> None:
    (entry,) = read_csl(json.dumps({"type": type_, "title": "x"}), "a.json").entries

    assert entry.work.type == read
    assert entry.resolution == Imported("csl-json", (("type", f'"{type_}"'),) if is_kept else ())


@pytest.mark.parametrize(
    "text", ['{"name": "x", "version": "1"}', '{"title": "x"}', '{"type": "object"}', "{}"]
)
def test_any_other_object_is_no_item(text: str) -> None:
    with pytest.raises(InputError, match="holds no CSL-JSON item"):
        read_csl(text, "a.json")
