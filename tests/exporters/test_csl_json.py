"""CSL-JSON that keeps to the official schema and loses nothing on the way back."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
from builders import BIBLIOGRAPHIES, WORKS, bibliography_of, make_entry, make_work, unresolved
from hypothesis import HealthCheck, given, settings

from refkit.exporters.base import Options
from refkit.exporters.csl_json import CSL_JSON, item
from refkit.importers.csl_json import read_item
from refkit.model.bibliography import Bibliography
from refkit.model.dates import PartialDate
from refkit.model.people import Creator
from refkit.model.tags import Evidence, Tag
from refkit.model.work import Work


@settings(max_examples=200, deadline=None)
@given(WORKS)
def test_an_item_is_read_back_as_the_same_work(work: Work) -> None:
    assert read_item(json.loads(json.dumps(item(work, "key")))) == work


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(bibliography=BIBLIOGRAPHIES)
def test_every_export_keeps_to_the_official_schema(
    shared: Path, bibliography: Bibliography
) -> None:
    schema = json.loads((shared / "data" / "csl-data.json").read_text(encoding="utf-8"))

    jsonschema.Draft7Validator(schema).validate(
        json.loads(CSL_JSON.render(bibliography, Options()))
    )


def test_tags_are_one_keyword_and_kept_apart_under_custom() -> None:
    tags = tuple(
        Tag("modality", label, name, (Evidence("title", 0, 1, "O", "r"),))
        for label, name in (("car-nk", "CAR-NK"), ("hsct", "HSCT"))
    )

    (read,) = json.loads(CSL_JSON.render(bibliography_of(make_entry(tags=tags)), Options()))

    assert read["keyword"] == "CAR-NK, HSCT"
    assert read["custom"]["tags"] == ["modality/car-nk", "modality/hsct"]


def test_what_was_not_resolved_says_so() -> None:
    (read,) = json.loads(
        CSL_JSON.render(bibliography_of(make_entry(resolution=unresolved())), Options())
    )

    assert read["note"].startswith("Not resolved: ")
    assert read["custom"]["unresolved"] == "no-identifier"


def test_both_dates_are_kept_and_the_prints_is_shown() -> None:
    read = item(
        make_work(published_print=PartialDate(2025), published_online=PartialDate(2024, 9, 11)), "k"
    )

    assert read["issued"] == {"date-parts": [[2025]]}
    assert read["custom"]["published-online"] == [2024, 9, 11]


def test_groups_and_particles_have_their_own_places() -> None:
    creators = (Creator("Broek", "Ada", "van den"), Creator(literal="Bees and Birds, Inc."))

    assert item(make_work(creators=creators), "k")["author"] == [
        {"family": "Broek", "given": "Ada", "non-dropping-particle": "van den"},
        {"literal": "Bees and Birds, Inc."},
    ]
