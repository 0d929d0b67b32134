"""What things are called in a report."""

from __future__ import annotations

from builders import make_entry, make_work

from refkit.model.bibliography import Bibliography, Made
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi
from refkit.model.work import WorkType
from refkit.report.labels import doi_url, is_preprint, review_names

A, B, C, D = (Doi(f"10.1000/{letter}") for letter in "abcd")


def test_reviews_are_named_by_author_and_year_and_told_apart() -> None:
    reviews = (
        make_work(doi=A), make_work(doi=B), make_work(doi=C, published_print=PartialDate(2024)),
        make_work(doi=D, creators=(), published_print=None),
    )  # fmt: skip

    names = review_names(Bibliography(Made("0"), reviews, (make_entry(),)))

    assert list(names.values()) == [
        "Berg 2025a",
        "Berg 2025b",
        "Berg 2024",
        "10.1000/d",
        "10.1000/review",
    ]


def test_many_reviews_of_one_author_and_year_are_named_by_doi() -> None:
    reviews = tuple(make_work(doi=Doi(f"10.1000/{place}")) for place in range(40))

    assert len(set(review_names(Bibliography(Made("0"), reviews)).values())) == 40


def test_an_address_holds_nothing_that_would_end_it() -> None:
    assert (
        doi_url('10.1000/a"><script>#?%') == "https://doi.org/10.1000/a%22%3E%3Cscript%3E%23%3F%25"
    )
    assert doi_url("javascript:alert(1)") == ""
    assert doi_url("10.1002/(sici)1097-0258") == "https://doi.org/10.1002/(sici)1097-0258"


def test_preprints() -> None:
    assert is_preprint(make_work(type=WorkType.ARTICLE))
    assert is_preprint(make_work(genre="Preprint"))
    assert not is_preprint(make_work())
