"""Several files as one bibliography."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import make_entry, make_work, unresolved

from refkit.errors import InputError
from refkit.model.bibliography import Bibliography, Citation, Entry, Made
from refkit.model.identifiers import Doi
from refkit.model.reference import Reference
from refkit.model.resolution import Imported, Method, Resolved
from refkit.report.merge import together

A, B = Doi("10.1000/a"), Doi("10.1000/b")
WORK = make_work(doi=Doi("10.1000/work"))


def cited(review: Doi, entry: Entry) -> Bibliography:
    citations = (Citation(review, Reference(1)),)
    return Bibliography(Made("0"), (make_work(doi=review),), (replace(entry, citations=citations),))


def test_a_work_of_two_reviews_is_one_entry_with_two_lines() -> None:
    one = cited(A, make_entry(WORK, "berg"))
    other = cited(B, make_entry(WORK, "dahl", resolution=Resolved(Method.SEARCH, "crossref")))

    joined = together([("a.refkit.json", one), ("b.refkit.json", other)])

    (entry,) = joined.entries
    assert entry.id == "berg"
    assert [line.review for line in entry.citations] == [A, B]
    assert str(joined.account).startswith("2 listed: 1 by deposited DOI, 1 found by search, 0 ")
    assert len(joined.reviews) == 2


def test_what_was_looked_up_stands_before_a_library() -> None:
    library = Bibliography(
        Made("0"), (), (make_entry(WORK, "mine", resolution=Imported("bibtex"), citations=()),)
    )
    review = cited(A, make_entry(replace(WORK, volume="7"), "berg"))

    (entry,) = together([("l.bib", library), ("a.refkit.json", review)]).entries

    assert (entry.id, entry.work.volume) == ("mine", "7")
    assert isinstance(entry.resolution, Resolved)


def test_unresolved_references_and_works_without_a_doi_stay_by_themselves() -> None:
    one = cited(A, make_entry(WORK, resolution=unresolved()))
    other = cited(B, make_entry(WORK))
    third = Bibliography(Made("0"), (), (make_entry(citations=()), make_entry(citations=())))

    assert len(together([("a", one), ("b", other), ("c", third)]).entries) == 4


def test_one_review_in_two_files_is_refused_for_it_would_count_twice() -> None:
    given = cited(A, make_entry(WORK))

    with pytest.raises(InputError, match=r"b\.refkit\.json: holds the review 10\.1000/a, as a\."):
        together([("a.refkit.json", given), ("b.refkit.json", given)])
