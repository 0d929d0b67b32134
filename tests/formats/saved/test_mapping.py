"""The saved bibliography: lossless, the same bytes, read with care."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from builders import BIBLIOGRAPHIES, bibliography_of, make_entry, make_work
from hypothesis import given

import refkit
from refkit.errors import InputError
from refkit.formats.export import Options
from refkit.formats.register import exporter
from refkit.formats.saved import mapping, work
from refkit.model.bibliography import Bibliography, Citation, Made, Rejection
from refkit.model.decisions import decisions_of
from refkit.model.identifiers import Doi
from refkit.model.reference import Reference
from refkit.model.work import WorkType
from refkit.text.csl_markup import NAME_VARIABLES

SCHEMA = json.loads(
    (Path(refkit.__file__).parent / "schemas" / "refkit-bibliography-4.json").read_text()
)

VALIDATOR = jsonschema.validators.validator_for(SCHEMA)(SCHEMA)

SCHEMA_3 = json.loads(
    (Path(refkit.__file__).parent / "schemas" / "refkit-bibliography-3.json").read_text()
)
SCHEMA_1 = json.loads(
    (Path(refkit.__file__).parent / "schemas" / "refkit-bibliography-1.json").read_text()
)


@given(BIBLIOGRAPHIES)
def test_what_is_saved_comes_back_equal(bibliography: Bibliography) -> None:
    text = mapping.dumps(bibliography)

    assert mapping.loads(text) == bibliography
    assert mapping.dumps(mapping.loads(text)) == text


@given(BIBLIOGRAPHIES)
def test_its_text_is_json_as_it_is_usually_written(bibliography: Bibliography) -> None:
    text = mapping.dumps(bibliography)

    usual = json.dumps(json.loads(text), ensure_ascii=False, indent=1, sort_keys=True)
    assert text == f"{usual}\n"


@given(BIBLIOGRAPHIES, BIBLIOGRAPHIES)
def test_who_writes_again_writes_the_same(one: Bibliography, other: Bibliography) -> None:
    known = mapping.EntryTexts()
    changed = replace(one, entries=(*other.entries, *one.entries[1:]))

    for each in (one, changed, one, other, changed):
        assert mapping.dumps(each, known) == mapping.dumps(each)


@given(BIBLIOGRAPHIES)
def test_what_is_saved_keeps_to_the_schema(bibliography: Bibliography) -> None:
    VALIDATOR.validate(json.loads(mapping.dumps(bibliography)))


def test_a_file_of_format_1_is_read_and_written_as_format_2() -> None:
    # Written by the version that came before, with two decisions in it.
    text = (Path(__file__).parent / "format-1.refkit.json").read_text(encoding="utf-8")

    bibliography = mapping.loads(text)
    written = json.loads(mapping.dumps(bibliography))

    jsonschema.validate(json.loads(text), SCHEMA_1)
    jsonschema.validate(written, SCHEMA)
    assert str(bibliography.account) == (
        "9 listed: 6 by deposited DOI, 0 found by search, 1 by hand, 1 without a DOI (decided), "
        "1 unresolved (kept as printed)"
    )
    assert [each.doi for each in decisions_of(bibliography)] == [Doi("10.1056/nejmc2509522"), None]
    assert mapping.loads(json.dumps(written)) == bibliography
    old = json.loads(text)
    assert {name: part for name, part in written.items() if name not in ("entries", "format")} == {
        name: part for name, part in old.items() if name not in ("entries", "format")
    }
    differ = [
        new["resolution"]["state"]
        for was, new in zip(old["entries"], written["entries"], strict=True)
        if was != new
    ]
    assert differ == ["without-doi"]


@given(BIBLIOGRAPHIES)
def test_a_file_of_format_3_is_read_as_it_was_and_written_as_format_4(
    bibliography: Bibliography,
) -> None:
    without = replace(
        bibliography,
        entries=tuple(
            replace(each, citations=tuple(replace(line, rejected=()) for line in each.citations))
            for each in bibliography.entries
        ),
        decisions=tuple(each for each in bibliography.decisions if not each.rejected),
    )
    text = mapping.dumps(without).replace('"reason": "rejected"', '"reason": "no-match"')
    text = text.replace('"method": "pubmed-number"', '"method": "search"')
    of_3 = text.replace('"refkit-bibliography/4"', '"refkit-bibliography/3"')

    jsonschema.validate(json.loads(of_3), SCHEMA_3)
    assert mapping.loads(of_3) == mapping.loads(text)
    assert mapping.dumps(mapping.loads(of_3)) == text


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("doi", "x", "which is not a DOI"),
        ("by", "", "is empty"),
        ("day", "tomorrow", "which is not how it is written"),
        ("note", 3, "is a number, not text"),
    ],
)
def test_a_rejection_that_was_spoiled_is_told_with_its_place(
    name: str, value: Any, said: str
) -> None:
    rejection = Rejection(Doi("10.1000/not"), "Ada Rossi", "2026-11-30")
    line = Citation(Doi("10.1000/r"), Reference(1, "a"), rejected=(rejection,))
    document = json.loads(mapping.dumps(bibliography_of(make_entry(citations=(line,)))))
    document["entries"][0]["cited_by"][0]["rejected"][0][name] = value

    with pytest.raises(InputError, match=rf"cited_by\[0\].rejected\[0\].{name}: .*{said}"):
        mapping.loads(json.dumps(document))


def test_keys_of_earlier_runs_are_kept_and_left_out_where_there_are_none() -> None:
    keys = (
        ("Berg2020", "doi:10.1000/b"),
        ("Berg2020", "line:10.1000/r#0a"),
        ("a", "doi:10.1000/c"),
    )
    bibliography = replace(
        bibliography_of(make_entry()), made=Made("0.1.0", citation_key="[auth][year]"), keys=keys
    )

    document = json.loads(mapping.dumps(bibliography))

    jsonschema.validate(document, SCHEMA)
    assert document["keys"]["Berg2020"] == ["doi:10.1000/b", "line:10.1000/r#0a"]
    assert mapping.loads(mapping.dumps(bibliography)) == bibliography
    without = json.loads(mapping.dumps(bibliography_of(make_entry())))
    assert "keys" not in without
    assert "citation_key" not in without["made"]


@pytest.mark.parametrize("keys", [3, [], "x", {"a": 3}, {"a": [3]}, {"a": None}, None])
def test_spoiled_keys_are_told(keys: Any) -> None:
    document = json.loads(mapping.dumps(bibliography_of(make_entry()))) | {"keys": keys}

    with pytest.raises(InputError, match="is damaged"):
        mapping.loads(json.dumps(document))


def test_the_schema_refuses_what_is_no_bibliography() -> None:
    document = json.loads(mapping.dumps(bibliography_of(make_entry())))
    document["entries"][0]["tags"] = [{"facet": "f", "label": "l", "name": "n", "evidence": []}]

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA)


def test_a_second_line_keeps_its_own_words() -> None:
    first = Citation(Doi("10.1000/r"), Reference(1, "a", (("DOI", "10.1000/A"),)))
    again = Citation(Doi("10.1000/r"), Reference(7, "b", (("DOI", "10.1000/a"), ("year", "2001"))))
    bibliography = bibliography_of(make_entry(citations=(first, again)))

    row = json.loads(mapping.dumps(bibliography))["entries"][0]["cited_by"][1]

    assert row["reference"] == {"DOI": "10.1000/a", "year": "2001"}
    assert mapping.loads(mapping.dumps(bibliography)) == bibliography


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not JSON"),
        ("{", "is not JSON"),
        ("[]", "is not a saved bibliography"),
        ('{"format": "refkit-bibliography/9"}', "refkit-bibliography/9"),
        ('{"format": "refkit-bibliography/1"}', "is damaged"),
        ('{"format": "refkit-bibliography/1", "made": {"refkit": "0", "taxonomies": [], "retrieved": null}, "reviews": [], "entries": [3]}', "is damaged"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_in_one_line(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        mapping.loads(text, "file.refkit.json")

    assert str(caught.value).startswith("file.refkit.json: ")
    assert "\n" not in str(caught.value)


def _spoiled(document: Any) -> list[Any]:
    spoiled = []
    for key in ("id", "work", "resolution", "cited_by", "tags", "reference"):
        for value in (None, 3, "x", [3], {"a": 3}):
            copy = json.loads(json.dumps(document))
            copy["entries"][0][key] = value
            spoiled.append(copy)
    return spoiled


def test_no_spoiled_file_is_a_bug() -> None:
    for document in _spoiled(json.loads(mapping.dumps(bibliography_of(make_entry())))):
        try:
            mapping.loads(json.dumps(document))
        except InputError:
            continue


def test_what_is_not_known_goes_where_its_owner_goes_and_not_further() -> None:
    first, second = make_entry(), make_entry(id_="holm2020")
    document = json.loads(mapping.dumps(bibliography_of(first, second)))
    document["entries"][0]["colour"] = "red"
    document["entries"][1]["colour"] = "blue"
    bibliography = mapping.loads(json.dumps(document))

    turned = replace(bibliography, entries=bibliography.entries[::-1])
    alone = replace(bibliography, entries=bibliography.entries[1:])

    written = json.loads(mapping.dumps(turned))["entries"]
    assert [entry["colour"] for entry in written] == ["blue", "red"]
    assert "red" not in mapping.dumps(alone)


def test_the_schema_lists_what_is_written_of_a_work() -> None:
    known = SCHEMA["$defs"]["item"]["properties"]
    custom = SCHEMA["$defs"]["custom"]["properties"]

    assert {member.name for member in work._VARIABLES} <= known.keys()
    assert {member.name for member in work._CUSTOM} <= custom.keys()
    assert set(NAME_VARIABLES) <= known.keys()
    assert set(WorkType) == set(known["type"]["enum"])


def test_what_an_export_does_for_another_program_does_not_move_the_saved_form() -> None:
    software = make_entry(make_work("Bee counter", type=WorkType.SOFTWARE))

    saved = json.loads(mapping.dumps(bibliography_of(software)))
    exported = json.loads(exporter("csl-json").render(bibliography_of(software), Options()))

    assert exported[0]["type"] == "document"
    assert saved["entries"][0]["work"]["type"] == "software"
    assert "work-type" not in saved["entries"][0]["work"].get("custom", {})
    for module in (mapping, work):
        text = Path(str(module.__file__)).read_text(encoding="utf-8")
        assert "csl_json" not in text


def test_a_type_that_stood_for_another_is_read() -> None:
    # As an item of an export that was put into a saved file by hand has it.
    document = json.loads(mapping.dumps(bibliography_of(make_entry())))
    document["entries"][0]["work"] |= {"type": "document", "custom": {"work-type": "software"}}

    assert mapping.loads(json.dumps(document)).entries[0].work.type is WorkType.SOFTWARE
