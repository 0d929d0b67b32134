"""Which records are compared, and how their number grows."""

from __future__ import annotations

import growth
from planted import made_up_works, records

from refkit.duplicates.grouping import pairs
from refkit.matching.compared_record import ComparedRecord
from refkit.model.bibliography import Entry
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi
from refkit.model.people import Creator
from refkit.model.resolution import Imported
from refkit.model.work import Container, Work, WorkType
from refkit.text.rich import RichText


def test_records_of_one_work_are_compared_once() -> None:
    entries = list(records(made_up_works(20)))

    found = list(pairs([ComparedRecord.of(entry) for entry in entries]))

    assert found == sorted(set(found))
    assert all(one < other for one, other in found)
    assert {(one, one + 1) for one in range(2)} <= set(found)


def test_of_many_that_share_a_key_each_is_compared_with_few() -> None:
    def compared(number: int) -> list[tuple[int, int]]:
        works = (
            Work(WorkType.ARTICLE_JOURNAL, RichText.of(f"On bees {place}"), doi=Doi("10.1000/a"))
            for place in range(number)
        )
        found = [
            ComparedRecord.of(Entry(str(place), work, Imported("ris")))
            for place, work in enumerate(works)
        ]
        return list(pairs(found))

    assert growth.is_linear(compared, 4000)


def test_works_of_one_page_are_compared_where_their_titles_are_alike() -> None:
    subjects = "abcdefghijklmnopqrstuvwxyz"
    titles = [f"{one * 9} {other * 9} at night" for one in subjects for other in subjects[:4]]
    works = [
        Work(
            WorkType.ARTICLE_JOURNAL,
            RichText.of(title),
            creators=(Creator("Roe", "Ann"),),
            container=Container("Owl letters"),
            volume="1",
            page="1",
            issued=PartialDate(2020),
        )
        for title in [*titles, titles[0]]
    ]

    found = list(
        pairs(
            [
                ComparedRecord.of(Entry(str(n), work, Imported("ris")))
                for n, work in enumerate(works)
            ]
        )
    )

    assert (0, len(titles)) in found
    assert len(found) < len(works)
