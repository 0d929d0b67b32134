"""The numbers of a PRISMA flow: they come from the files, and add up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import bibliography_of, make_entry, make_work, unresolved
from hypothesis import given
from hypothesis import strategies as st

from refkit.duplicates.run import dedup
from refkit.duplicates.tables import PairDecision, RecordName
from refkit.errors import InputError
from refkit.formats.library import Library
from refkit.model.bibliography import Bibliography, Citation, Entry
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, ListId
from refkit.model.list_ids import CitingList, DocumentList, document_head
from refkit.model.people import Creator
from refkit.model.reference import ASSERTED_BY, Reference
from refkit.model.resolution import Imported
from refkit.model.work import Update, Work
from refkit.prisma_flow.counts import TO_FILL_IN, FlowCounts, count
from refkit.prisma_flow.identified import Way

REVIEW = Doi("10.1000/review")
TITLES = (
    "Honey bees over alpine meadows in two summers", "Owls in the gardens of the north at night",
    "What swifts eat on their way to the south", "The song of the reed warbler by the lake",
)  # fmt: skip


def work(number: int, *, with_doi: bool = True, **fields: object) -> Work:
    given: dict[str, object] = {
        "title": TITLES[number],
        "creators": (Creator("Roe", "Ana"),),
        "published_print": PartialDate(2020),
        "volume": str(number + 1),
        "page": f"{10 * number + 1}-{10 * number + 9}",
        "doi": Doi(f"10.1000/{number}") if with_doi else None,
    }
    return make_work(**(given | fields))


def imported(number: int, *, database: str = "", **fields: object) -> Entry:
    kept = (("DB", database),) if database else ()
    return Entry(f"r{number}", work(number, **fields), Imported("ris", kept))


def library(*entries: Entry) -> Library:
    return Library("", "ris", tuple(replace(e, id=f"{e.id}-{n}") for n, e in enumerate(entries)))


def line(position: int, of: ListId = REVIEW) -> Citation:
    return Citation(of, Reference(position, f"ref{position}", (("key", str(position)),)))


def saved(*entries: Entry, **fields: object) -> Bibliography:
    return replace(
        bibliography_of(*entries),
        reviews=(make_work("A review", doi=REVIEW),),
        **fields,
    )


def resolved(number: int, *lines: Citation) -> Entry:
    return make_entry(work(number), f"key{number}", citations=lines)


def waiting(position: int) -> Entry:
    return make_entry(
        make_work("", creators=(), published_print=None), f"w{position}",
        citations=(line(position),), resolution=unresolved(),
    )  # fmt: skip


def arm(counts: FlowCounts, way: Way) -> tuple[int, int, int]:
    (found,) = (each for each in counts.arms if each.way is way)
    return found.records, found.duplicates, found.left.records


def test_what_two_databases_have_in_common_counts_once() -> None:
    counts = count(
        {
            "a.ris": library(imported(0, database="Embase"), imported(1, database="MEDLINE")),
            "b.ris": library(imported(0), imported(2, with_doi=False)),
        }
    )

    assert (counts.records, counts.duplicates) == (4, 1)
    assert (counts.left.with_identifier, counts.left.without_identifier) == (2, 1)
    assert [(each.file, each.place, each.records) for each in counts.arms[0].identified] == [
        ("a.ris", "Embase", 1), ("a.ris", "MEDLINE", 1), ("b.ris", "", 2),
    ]  # fmt: skip


def test_what_a_database_has_too_is_no_news_of_a_list() -> None:
    review = saved(resolved(0, line(1), line(4)), resolved(1, line(2)), waiting(3))

    counts = count({"review.refkit.json": review, "a.ris": library(imported(1))})

    assert arm(counts, Way.DATABASES) == (1, 0, 1)
    assert arm(counts, Way.OTHER) == (4, 2, 2)
    assert counts.left.not_identified == 1


def named_by(position: int, of: ListId, *sources: str) -> Citation:
    fields = ((ASSERTED_BY, " ".join(sources)),) if sources else ()
    return Citation(of, Reference(position, f"w{position}", fields))


def test_documents_and_citing_works_are_lists_by_their_names() -> None:
    citing, document = CitingList(REVIEW.value), DocumentList("refs.txt")
    review = saved(
        resolved(0, line(1, document)),
        resolved(1, named_by(1, citing, "openalex", "europepmc")),
        resolved(2, named_by(2, citing, "openalex")),
        resolved(3, named_by(3, citing)),
    )
    review = replace(review, reviews=(*review.reviews, document_head("refs.txt")))

    (found,) = count({"all.refkit.json": review}).arms

    assert [(each.place, each.records) for each in found.identified] == [
        ("works citing Berg 2025, OpenAlex", 2),
        ("works citing Berg 2025, Europe PMC", 1),
        ("works citing Berg 2025", 1),
        ("references of refs.txt", 1),
    ]
    # One work was named by two services.
    assert (found.records, found.duplicates, found.left.records) == (5, 1, 4)


def test_a_work_is_retracted_by_a_notice_or_by_its_title() -> None:
    notice = work(0, updates=(Update("retraction", "10.1000/n"),))
    title = f"RETRACTED: {TITLES[1]}"
    entries = (Entry("a", notice, Imported("ris")), imported(1, title=title))

    counts = count({"a.ris": library(*entries, imported(2))})

    assert counts.left.retracted == 2
    assert counts.left.records == 3


def test_a_persons_word_on_a_pair_stands_before_all() -> None:
    one, other = library(imported(0)), library(imported(0))
    names = RecordName("a.ris", "r0-0", TITLES[0]), RecordName("b.ris", "r0-0", TITLES[0])

    counts = count({"a.ris": one, "b.ris": other}, [PairDecision(*names, False, "row 1")])

    assert counts.duplicates == 0


def test_a_list_in_two_files_is_refused() -> None:
    review = saved(resolved(0, line(1)))

    with pytest.raises(InputError, match=r"holds the review 10\.1000/review, as a does"):
        count({"a": review, "b": review})
    with pytest.raises(InputError, match="no records"):
        count({"empty": saved()})


def test_files_of_one_name_keep_their_folders() -> None:
    names = {"one/a.ris": library(imported(0)), "two/a.ris": library(imported(1)),
             "two/b.ris": library(imported(2))}  # fmt: skip

    assert [each.file for each in count(names).arms[0].identified] == [
        "one/a.ris", "two/a.ris", "b.ris",
    ]  # fmt: skip


RECORDS = st.builds(
    imported,
    st.integers(0, 3),
    database=st.sampled_from(["", "Embase", "MEDLINE"]),
    with_doi=st.booleans(),
)
LIBRARIES = st.lists(RECORDS, max_size=6).map(lambda entries: library(*entries))


@st.composite
def lists(draw: st.DrawFn) -> Bibliography:
    """A review's list: works that may be cited several times, and lines nobody knows."""
    positions = iter(range(1, 100))
    entries = [
        resolved(number, *(line(next(positions)) for _ in range(draw(st.integers(1, 3)))))
        for number in draw(st.sets(st.integers(0, 3)))
    ]
    return saved(*entries, *(waiting(next(positions)) for _ in range(draw(st.integers(0, 3)))))


@given(st.dictionaries(st.sampled_from(["a.ris", "b.ris", "c.ris"]), LIBRARIES), lists())
def test_all_parts_add_up(libraries: dict[str, Library], review: Bibliography) -> None:
    files = {**libraries, "review.refkit.json": review}
    if not any(each.entries for each in files.values()):
        return
    counts = count(files)
    numbers = counts.numbers()

    listed = sum(len(entry.citations) for entry in review.entries)
    assert counts.records == listed + sum(len(each.entries) for each in libraries.values())
    for part in (numbers, *numbers["arms"]):
        assert part["records_identified"] - part["duplicates_removed"] == part["records_left"]
        known = ("with_identifier", "without_identifier", "not_identified")
        assert sum(part[name] for name in known) == part["records_left"]
        assert 0 <= part["retracted"] <= part["records_left"]
        assert part["duplicates_removed"] >= 0
    for name in ("records_identified", "duplicates_removed", "records_left", "retracted"):
        assert sum(each[name] for each in numbers["arms"]) == numbers[name]
    for each in numbers["arms"]:
        places = sum(place["records"] for place in each["identified"])
        assert places == each["records_identified"]
    assert numbers["to_fill_in"] == dict.fromkeys(TO_FILL_IN)


@given(st.dictionaries(st.sampled_from(["a.ris", "b.ris", "c.ris"]), LIBRARIES, min_size=1))
def test_duplicates_are_those_of_dedup(libraries: dict[str, Library]) -> None:
    if any(each.entries for each in libraries.values()):
        assert count(libraries).duplicates == dedup(libraries).removed
