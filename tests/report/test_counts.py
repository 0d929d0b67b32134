"""The numbers behind the figures: every work is counted, none twice in one cell."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import BIBLIOGRAPHIES, bibliography_of, make_entry, make_work
from hypothesis import given

from refkit.model.bibliography import Bibliography, Citation, ListOutcome, Made, ReviewList
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi
from refkit.model.list_ids import CitingList
from refkit.model.reference import Reference
from refkit.model.tags import Evidence, Tag
from refkit.report.counts import by_year, label_matrices, matrices, network, shared

A, B, C = (Doi(f"10.1000/{letter}") for letter in "abc")


def tag(facet: str, name: str) -> Tag:
    return Tag(facet, name.lower(), name, (Evidence("title", 0, 1, "O", "r"),))


def bibliography() -> Bibliography:
    return bibliography_of(
        make_entry(id_="a", tags=(tag("modality", "CAR-T"), tag("disease", "SLE"), tag("target", "CD19"))),
        make_entry(id_="b", tags=(tag("modality", "CAR-T"), tag("modality", "CAR-NK"), tag("disease", "SLE"))),
        make_entry(make_work(published_print=PartialDate(2019)), "c", tags=(tag("disease", "MG"),)),
        make_entry(make_work(published_print=None), "d"),
    )  # fmt: skip


def test_works_by_modality_and_disease() -> None:
    matrix, _ = label_matrices(bibliography())

    assert matrix.name == "modality-disease"
    assert matrix.rows == ("CAR-T", "CAR-NK", "no modality label")
    assert matrix.columns == ("SLE", "MG", "no disease label")
    assert matrix.counts == ((2, 0, 0), (1, 0, 0), (0, 1, 1))
    assert matrix.row_totals == (2, 1, 2)
    assert matrix.column_totals == (2, 1, 1)
    assert matrix.works == 4


def test_works_by_year_with_all_first_and_no_year_last() -> None:
    matrix = by_year(bibliography())

    assert matrix is not None
    assert matrix.columns == ("2019", "2025", "no year")
    assert matrix.rows[0] == "All references"
    assert matrix.counts[0] == (1, 2, 1)


def test_what_reviews_share() -> None:
    def cited(*reviews: Doi) -> tuple[Citation, ...]:
        return tuple(Citation(review, Reference(1)) for review in reviews)

    reviews = tuple(
        make_work(title, doi=doi) for title, doi in (("One", A), ("Two", B), ("Three", C))
    )
    entries = (
        make_entry(citations=cited(A, B)),
        make_entry(citations=cited(A, A)),
        make_entry(citations=()),
    )

    matrix = shared(Bibliography(Made("0"), reviews, entries))

    assert matrix is not None
    assert matrix.rows == matrix.columns == ("Berg 2025a", "Berg 2025b", "Berg 2025c")
    assert matrix.counts == ((2, 1, 0), (1, 1, 0), (0, 0, 0))
    assert matrix.works == 2


def test_what_nobody_cites_has_no_row_and_no_column() -> None:
    """A second step has a list for each citing work; of most nobody cites them."""
    reviews = tuple(make_work(title, doi=doi) for title, doi in (("1", A), ("2", B), ("3", C)))
    lists = tuple(ReviewList(f"citing:{doi}", ListOutcome.GIVEN, "openalex") for doi in (A, B, C))
    lines = tuple(Citation(CitingList(doi.value), Reference(1)) for doi in (A, B))
    made = Bibliography(Made("0"), reviews, (make_entry(citations=lines),), lists=lists)

    found = (shared(made), network(made))

    assert [each and each.columns for each in found] == [
        ("citing Berg 2025a", "citing Berg 2025b")
    ] * 2


def test_one_review_shares_nothing_and_a_library_without_labels_has_its_years() -> None:
    library = bibliography_of(make_entry(citations=()))

    assert shared(library) is None
    assert [matrix.name for matrix in matrices(library)] == ["references-year"]
    assert matrices(bibliography_of(make_entry(make_work(published_print=None)))) == ()


def test_another_taxonomy_has_its_own_facets_and_file_names_of_plain_letters() -> None:
    entry = make_entry(tags=(tag("靶点", "CD19"), tag("疾病", "SLE"), tag("a/b", "x")))

    names = [matrix.name for matrix in matrices(bibliography_of(entry))]

    assert len(set(names)) == len(names) == 3
    assert all(name.replace("-", "").isalnum() and name.isascii() for name in names)


@given(BIBLIOGRAPHIES)
def test_totals_fit_the_cells(given_: Bibliography) -> None:
    for matrix in matrices(given_):
        assert len(matrix.counts) == len(matrix.rows)
        for total, counts in zip(matrix.row_totals, matrix.counts, strict=True):
            assert len(counts) == len(matrix.columns)
            assert max(counts) <= total <= sum(counts)
        assert matrix.works <= len(given_.entries)


@pytest.mark.parametrize("turn", [lambda entries: entries[::-1], lambda entries: entries])
def test_the_order_of_entries_changes_no_number(turn: object) -> None:
    given_ = bibliography()

    assert label_matrices(replace(given_, entries=turn(given_.entries))) == label_matrices(given_)  # type: ignore[operator]
