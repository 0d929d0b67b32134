"""What another source adds: only where nothing stood, and its origin with it."""

from __future__ import annotations

from builders import WORKS, make_work
from hypothesis import given

from refkit.matching.merge_works import fill
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Pmid
from refkit.model.work import Container, Update, Work, WorkType


def test_what_is_missing_is_added_with_its_origin() -> None:
    other = make_work(abstract="Bees fly.", pmid=Pmid("1"), mesh=("Bees",))

    filled = fill(make_work(), other, "europepmc")

    assert (filled.abstract.plain, filled.pmid, filled.mesh) == ("Bees fly.", Pmid("1"), ("Bees",))
    assert dict(filled.origins) == {
        "abstract": "europepmc",
        "mesh": "europepmc",
        "pmid": "europepmc",
    }


def test_what_is_known_is_never_changed() -> None:
    work = make_work(abstract="Ours.", container=Container("J. Bees"))

    assert fill(work, make_work("Other", abstract="Theirs.", container=Container("X")), "x") == work


def test_a_second_date_does_not_move_the_year() -> None:
    work = make_work(published_print=PartialDate(2025))

    assert fill(work, make_work(published_online=PartialDate(2024)), "x") == work


def test_a_retraction_that_only_the_other_knows_is_news() -> None:
    filled = fill(
        make_work(), make_work(updates=(Update("retraction", source="openalex"),)), "openalex"
    )

    assert filled.is_retracted
    assert fill(filled, make_work(updates=(Update("retraction", "10.1/n"),)), "x") == filled


@given(WORKS, WORKS)
def test_filling_loses_nothing_and_twice_is_once(work: Work, other: Work) -> None:
    filled = fill(work, other, "x")

    assert fill(filled, other, "x") == filled
    assert (filled.type, filled.doi, filled.relations) == (work.type, work.doi, work.relations)
    assert filled.title == (work.title or other.title)
    assert fill(Work(WorkType.BOOK), Work(WorkType.BOOK), "x") == Work(WorkType.BOOK)
