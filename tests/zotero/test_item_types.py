"""Our table of Zotero's types, held against Zotero's schema."""

from __future__ import annotations

from pathlib import Path

import pytest
from zotero_schemas import of_today, read_schema

from refkit.model.work import WorkType
from refkit.zotero.api.protocol import ItemFields, ItemTypeFields
from refkit.zotero.item import ACCESSED
from refkit.zotero.item_types import DOCUMENT, ITEM_TYPES, has_twin, type_of, written_fields
from refkit.zotero.items import DATES, FIELDS, OTHER_ROLE, ROLES

WRITTEN = frozenset({*DATES, ACCESSED, "citationKey", "extra", "seriesNumber"}).union(
    *(rule.names.split() for rule in FIELDS)
)
WRITTEN_ROLES = frozenset({OTHER_ROLE}).union(*ROLES.values())


def test_the_table_says_of_each_type_what_the_schema_says_of_what_is_written(shared: Path) -> None:
    schema = of_today(shared)

    assert {
        name: ItemTypeFields(schema[name].fields & WRITTEN, schema[name].creators & WRITTEN_ROLES)
        for name in ITEM_TYPES
    } == ITEM_TYPES


def test_an_item_is_typed_with_the_fields_that_are_written_and_every_one_is_in_the_schema(
    shared: Path,
) -> None:
    fields = ItemFields.__annotations__.keys()

    assert fields == WRITTEN
    assert fields <= frozenset().union(*(has.fields for has in of_today(shared).values()))


@pytest.mark.parametrize("work_type", WorkType)
def test_every_type_of_work_has_an_item_type_of_the_table(work_type: WorkType) -> None:
    fields = written_fields(type_of(work_type)).fields

    assert "extra" in fields
    assert fields & {"title", "caseName", "nameOfAct"}


def test_every_item_type_of_the_table_is_used() -> None:
    assert {type_of(work_type) for work_type in WorkType} == ITEM_TYPES.keys()


def test_the_same_type_is_meant_as_in_the_csl_map_of_the_schema(shared: Path) -> None:
    csl = read_schema(shared)["csl"]["types"]
    told = {work_type for work_type in WorkType if has_twin(work_type)}

    assert {t.value for t in told} == {t.value for t in WorkType} & csl.keys()
    for work_type in told:
        assert type_of(work_type) in csl[work_type.value]


def test_a_type_that_is_not_written_has_nothing() -> None:
    assert written_fields("podcast") == ItemTypeFields(frozenset(), frozenset())
    assert written_fields(DOCUMENT).creators >= {"author", "contributor"}
