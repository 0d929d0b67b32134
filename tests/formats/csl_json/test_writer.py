"""CSL-JSON that keeps to the official schema and loses nothing on the way back."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from builders import (
    BIBLIOGRAPHIES,
    ENTRIES,
    WORKS,
    bibliography_of,
    make_entry,
    make_work,
    unresolved,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from refkit.formats.csl_json.reader import read_item
from refkit.formats.csl_json.writer import CSL_JSON, item
from refkit.formats.export import Options
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi
from refkit.model.people import Creator
from refkit.model.resolution import Imported
from refkit.model.tags import Evidence, Tag
from refkit.model.work import Container, DatePolicy, Update, Work, WorkType
from refkit.text.csl_markup import NAME_VARIABLES
from refkit.text.rich import RichText

HOSTILE = st.text() | st.lists(
    st.sampled_from(["<i>", "</i>", "<span>", "&lt;", "\u200c", "<", "x"]), max_size=5
).map("".join)
ROLES = st.sampled_from([*NAME_VARIABLES, "redactor"])
PEOPLE = st.lists(
    st.builds(
        Creator, HOSTILE, HOSTILE, HOSTILE, HOSTILE, role=ROLES, orcid=st.sampled_from(["", "0"])
    )
    | st.builds(Creator, literal=HOSTILE.filter(bool), role=ROLES),
    max_size=4,
).map(tuple)
DOIS = st.none() | st.sampled_from(["a%20b", "a%2520b", "a&lt;b", "a;", "a.", "<1::b>"]).map(
    lambda tail: Doi(f"10.1000/{tail}")
)
HOSTILE_WORKS = st.builds(
    lambda work, title, text, people, doi: replace(
        work,
        title=RichText.of(*work.title.runs, title),
        container=Container(text, text, (), text),
        genre=text,
        abstract=RichText.of(text),
        creators=people,
        doi=doi,
    ),
    WORKS,
    HOSTILE,
    HOSTILE,
    PEOPLE,
    DOIS,
)
KEPT = st.builds(
    Imported,
    st.sampled_from(["csl-json", "bibtex", "ris"]),
    st.lists(
        st.tuples(
            st.sampled_from(["note", "keyword", "keywords", "KW", "accessed", "type", "medium", "part",
                             "categories", "custom.x", "custom.tags", "custom.kept", "x-mine", "author"]),
            st.text(max_size=8)
            | st.sampled_from(['"song"', '"a, b"', '["a"]', "3", "1e999", "NaN", "null", "[" * 600,
                               '{"date-parts": [[2020]]}', '{"date-parts": [[[]]]}', '"\\ud800"']),
        ),
        max_size=5,
    ).map(tuple),
)  # fmt: skip


def exported(entry: Entry, **options: Any) -> dict[str, Any]:
    (read,) = json.loads(CSL_JSON.render(bibliography_of(entry), Options(**options)))
    return dict(read)


def tagged(*names: str) -> tuple[Tag, ...]:
    evidence = (Evidence("title", 0, 1, "O", "r"),)
    return tuple(Tag("modality", name.lower(), name, evidence) for name in names)


@given(WORKS | HOSTILE_WORKS)
def test_an_item_is_read_back_as_the_same_work(work: Work) -> None:
    for policy in DatePolicy:
        assert read_item(json.loads(json.dumps(item(work, "key", policy)))) == work


@settings(
    suppress_health_check=[
        *settings.default.suppress_health_check,
        HealthCheck.function_scoped_fixture,
    ]
)
@given(bibliography=BIBLIOGRAPHIES, work=HOSTILE_WORKS, kept=KEPT)
def test_every_export_keeps_to_the_official_schema(
    shared: Path, bibliography: Bibliography, work: Work, kept: Imported
) -> None:
    schema = json.loads((shared / "data" / "csl-data.json").read_text(encoding="utf-8"))
    entries = (
        *bibliography.entries,
        make_entry(work, "hostile", resolution=kept, tags=tagged("T")),
    )

    text = CSL_JSON.render(replace(bibliography, entries=entries), Options())

    assert text.encode().endswith(b"\n")
    jsonschema.Draft7Validator(schema).validate(json.loads(text, parse_constant=pytest.fail))


@given(ENTRIES, KEPT)
def test_every_field_has_its_place(entry: Entry, kept: Imported) -> None:
    for each in (entry, replace(entry, resolution=kept)):
        assert [loss for loss in CSL_JSON.losses(each, Options()) if "no field" in loss.why] == []


@given(ENTRIES, KEPT)
def test_a_pair_says_where_its_value_stands(entry: Entry, kept: Imported) -> None:
    entry = replace(entry, resolution=kept)
    (read,) = json.loads(CSL_JSON.render(bibliography_of(entry), Options()))

    for field in CSL_JSON.fields(entry, Options()):
        group, _, member = field.name.partition(".")
        found = read[group][member] if member else read[group]
        written = json.dumps(field.value, ensure_ascii=False)
        assert json.dumps(found, ensure_ascii=False) == re.sub("[\ud800-\udfff]", "\ufffd", written)


def test_a_member_a_line_and_the_key_first() -> None:
    entry = make_entry(make_work(creators=(Creator("Müller", "Ada"),)), citations=())

    assert CSL_JSON.render(bibliography_of(entry, entry), Options()) == "[\n" + ",\n".join(
        ["""\
  {
    "id": "berg2025bees",
    "type": "article-journal",
    "title": "On bees",
    "author": [{"family": "Müller", "given": "Ada"}],
    "issued": {"date-parts": [[2025, 11]]},
    "citation-key": "berg2025bees",
    "custom": {"published-print": [2025, 11]}
  }"""] * 2
    ) + "\n]\n"  # fmt: skip


def test_nothing_is_an_empty_list() -> None:
    assert CSL_JSON.render(bibliography_of(), Options()) == "[]\n"


def test_tags_are_one_keyword_and_kept_apart_under_custom() -> None:
    read = exported(make_entry(tags=tagged("CAR-NK", "HSCT")))

    assert read["keyword"] == "CAR-NK, HSCT"
    assert read["custom"]["tags"] == ["modality/car-nk", "modality/hsct"]


def test_a_tag_with_a_comma_is_parted_from_others_by_semicolons() -> None:
    entry = make_entry(tags=tagged("Lupus, systemic", "CAR-NK"))

    assert exported(entry)["keyword"] == "Lupus, systemic; CAR-NK"
    assert not list(CSL_JSON.losses(entry, Options()))


def test_a_keyword_with_a_semicolon_is_told_to_be_parted() -> None:
    kept = Imported("bibtex", (("keywords", "{owls; bees}, night"),))

    losses = [
        *CSL_JSON.losses(make_entry(tags=tagged("Lupus; systemic")), Options()),
        *CSL_JSON.losses(make_entry(resolution=kept), Options()),
    ]

    assert [(loss.field, loss.why) for loss in losses] == [
        ("tags", "keyword is parted at the semicolon of 'Lupus; systemic'"),
        ("keywords", "keyword is parted at the semicolon of 'owls; bees'"),
    ]


def test_what_was_not_resolved_says_so() -> None:
    read = exported(make_entry(resolution=unresolved()))

    assert "note" not in read  # styles print it
    assert read["custom"]["unresolved"] == "no-identifier"


def test_both_dates_are_kept_and_the_one_asked_for_is_shown() -> None:
    work = make_work(published_print=PartialDate(2025), published_online=PartialDate(2024, 9, 11))

    shown = {policy: exported(make_entry(work), date_policy=policy) for policy in DatePolicy}

    assert shown[DatePolicy.PRINT]["issued"] == {"date-parts": [[2025]]}
    assert shown[DatePolicy.ONLINE]["issued"] == {"date-parts": [[2024, 9, 11]]}
    assert shown[DatePolicy.EARLIEST]["issued"] == {"date-parts": [[2024, 9, 11]]}
    for read in shown.values():
        assert read["custom"]["published-print"] == [2025]
        assert read["custom"]["published-online"] == [2024, 9, 11]


def test_groups_and_particles_have_their_own_places() -> None:
    creators = (Creator("Broek", "Ada", "van den"), Creator(literal="Bees and Birds, Inc."))

    assert item(make_work(creators=creators), "k")["author"] == [
        {"family": "Broek", "given": "Ada", "non-dropping-particle": "van den"},
        {"literal": "Bees and Birds, Inc."},
    ]


def test_a_role_that_csl_does_not_know_stands_under_contributor() -> None:
    work = make_work(creators=(Creator("Zorn", role="redactor"), Creator("Berg", orcid="0")))

    read = item(work, "k")

    assert read["contributor"] == [{"family": "Zorn"}]
    assert read["custom"]["roles"] == ["redactor", "author"]
    assert read_item(read) == work


def test_a_title_about_tags_stays_text_for_every_reader() -> None:
    read = item(make_work("The <i>tag</i> & 5 < 6"), "k")

    assert "<i>" not in read["title"]
    assert read["title"].replace("\u200c", "") == "The <i>tag</i> & 5 < 6"


def test_capitals_are_not_marked_in_titles() -> None:
    assert exported(make_entry(make_work("CAR-T and mRNA")))["title"] == "CAR-T and mRNA"


def test_software_does_not_keep_zotero_from_reading_the_file() -> None:
    entry = make_entry(make_work(type=WorkType.SOFTWARE))

    read = exported(entry)

    assert (read["type"], read_item(read).type) == ("document", WorkType.SOFTWARE)
    assert [loss.field for loss in CSL_JSON.losses(entry, Options())] == ["type"]


def test_what_a_library_kept_goes_back_to_its_place() -> None:
    kept = (
        ("type", '"song"'),
        ("keyword", '"mine; own"'),
        ("note", '"PMID: 1"'),
        ("event-title", '"Bee Congress"'),
        ("number-of-pages", "206"),
        ("accessed", '{"date-parts": [[2020, 1]]}'),
        ("custom.x", "[1]"),
        ("x-mine", "{}"),
        ("DOI", '"nonsense"'),
    )
    work = make_work(type=WorkType.DOCUMENT)

    read = exported(
        make_entry(work, resolution=Imported("csl-json", kept), tags=tagged("own", "SLE"))
    )

    assert read["type"] == "song"
    assert read["keyword"] == "mine, own, SLE"
    assert (read["note"], read["event-title"]) == ("PMID: 1", "Bee Congress")
    assert (read["number-of-pages"], read["accessed"]) == ("206", {"date-parts": [[2020, 1]]})
    assert read["custom"]["x"] == [1]
    assert read["custom"]["kept"] == {"csl-json": [["x-mine", "{}"], ["DOI", '"nonsense"']]}


def test_what_another_format_kept_is_keyword_note_or_as_it_was() -> None:
    bib = Imported(
        "bibtex", (("file", "a.pdf"), ("keywords", r"{\"U}ber, 5\%"), ("note", "In <i>"))
    )

    read = exported(make_entry(resolution=bib))

    assert (read["keyword"], read["note"]) == ("Über, 5%", "In <\u200ci>")
    assert read["custom"]["kept"] == {"bibtex": [["file", "a.pdf"]]}


def test_a_remark_that_is_there_is_not_made_again() -> None:
    work = make_work(updates=(Update("retraction"),))
    noted = Imported("csl-json", (("note", '"mine. Retraction"'),))

    assert exported(make_entry(work, resolution=noted))["note"] == "mine. Retraction"
    assert exported(make_entry(work))["note"] == "Retraction"


def test_a_lone_surrogate_does_not_spoil_the_file() -> None:
    assert exported(make_entry(make_work("a\ud800b")))["title"] == "a\ufffdb"
