"""A bibliography as a data frame."""

from __future__ import annotations

import sys

import pandas
import pytest
from builders import BIBLIOGRAPHIES, bibliography_of, make_entry, make_work, unresolved
from conftest import FIRST_REVIEW
from hypothesis import given

import refkit
from refkit.model.bibliography import Bibliography, Citation
from refkit.model.identifiers import Doi, Pmid
from refkit.model.people import Creator
from refkit.model.reference import Reference
from refkit.model.tags import Tag
from refkit.model.work import Container, Update

COLUMNS = (
    "id reviews positions state method reason type title authors year container doi pmid "
    "retracted printed cited_by_seeds cites_seeds"
).split()


def test_a_row_for_each_entry_and_a_column_for_each_facet() -> None:
    work = make_work(
        doi=Doi("10.1000/a"), pmid=Pmid("40993243"), container=Container("Bee World"),
        creators=(Creator("Berg", "Ada"), Creator(literal="The Bee Group")),
        creators_complete=False, updates=(Update("retraction"),),
    )  # fmt: skip
    tags = (Tag("modality", "car-nk", "CAR-NK", ()), Tag("modality", "car-t", "CAR-T", ()))

    frame = refkit.to_dataframe(bibliography_of(make_entry(work, tags=tags)))

    assert list(frame.columns) == [*COLUMNS, "modality"]
    assert frame.loc[0].to_dict() == {
        "id": "berg2025bees", "reviews": ("10.1000/review",), "positions": (1,),
        "state": "resolved", "method": "deposited-doi", "reason": None, "type": "article-journal",
        "title": "On bees", "authors": "Berg, Ada; The Bee Group; et al.", "year": 2025,
        "container": "Bee World", "doi": "10.1000/a", "pmid": "40993243", "retracted": True,
        "printed": None, "cited_by_seeds": 1, "cites_seeds": 0,
        "modality": ("CAR-NK", "CAR-T"),
    }  # fmt: skip


def test_what_is_not_known_is_missing() -> None:
    work = make_work("", published_print=None, creators=())

    row = refkit.to_dataframe(bibliography_of(make_entry(work, resolution=unresolved()))).loc[0]

    assert row["reason"] == "no-identifier"
    assert row["title"] == "10.1000/a"  # what was deposited stands for a title, as everywhere
    assert all(row[name] is pandas.NA for name in ("authors", "year", "doi", "method"))


def test_a_line_stands_there_as_it_is_printed() -> None:
    line = "Berg A. On bees. J Bees 2001;12:345."
    citation = Citation(Doi("10.1000/review"), Reference(1, "r1", (("unstructured", line),)))

    frame = refkit.to_dataframe(bibliography_of(make_entry(make_work(), citations=(citation,))))

    assert frame.loc[0, "printed"] == line


def test_labels_can_be_counted_and_grouped_by() -> None:
    frame = refkit.to_dataframe(refkit.fetch(FIRST_REVIEW, offline=True))

    assert frame.explode("modality")["modality"].value_counts()["CAR-T"] == 4
    assert frame.groupby("modality").size().sum() == 9
    assert frame["year"].min() == 2025


def test_no_entries_have_the_same_columns_of_the_same_types() -> None:
    full = refkit.to_dataframe(bibliography_of(make_entry()), facets=["modality"])

    empty = refkit.to_dataframe(bibliography_of(), facets=["modality"])

    assert len(empty) == 0
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()


def test_a_facet_called_like_a_column_hides_none() -> None:
    entry = make_entry(tags=(Tag("title", "a", "A", ()),))

    frame = refkit.to_dataframe(bibliography_of(entry))

    assert frame["title"][0] == "On bees"
    assert frame["title_labels"][0] == ("A",)


def test_a_work_cited_twice_has_both_places() -> None:
    citations = tuple(Citation(Doi(f"10.1000/{name}"), Reference(4)) for name in "ab")

    row = refkit.to_dataframe(bibliography_of(make_entry(citations=citations))).loc[0]

    assert (row["reviews"], row["positions"]) == (("10.1000/a", "10.1000/b"), (4, 4))


def test_without_pandas_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)

    with pytest.raises(refkit.InputError, match=r"pip install '\.\[dataframe\]'"):
        refkit.to_dataframe(bibliography_of())


@given(BIBLIOGRAPHIES)
def test_any_bibliography_is_a_frame(bibliography: Bibliography) -> None:
    frame = refkit.to_dataframe(bibliography)

    assert list(frame["id"]) == [entry.id for entry in bibliography.entries]
    assert list(frame.columns)[: len(COLUMNS)] == COLUMNS
