"""What OpenCitations says of a citing work: its identifiers, and when it appeared."""

from __future__ import annotations

import pytest
from other_servers import make_row

from refkit.model.identifiers import Doi, Pmid
from refkit.sources.opencitations.reader import read_citations


def test_all_identifiers_of_a_work_are_read() -> None:
    (told,) = read_citations(
        [make_row("omid:br/0601 doi:10.1000/Odd.CASE pmid:77 openalex:W5", "2022-05-16")]
    )

    assert told.key == "omid:br/0601"
    assert told.dois == (Doi("10.1000/odd.case"),)
    assert told.work.pmid == Pmid("77")
    assert told.year == 2022
    assert dict(told.reference.deposited) == {
        "DOI": "10.1000/odd.case",
        "openalex": "W5",
        "pmid": "77",
        "year": "2022",
    }


def test_a_work_may_have_several_dois_and_one_of_arxiv() -> None:
    two, preprint = read_citations(
        [
            make_row("omid:br/1 doi:10.1000/a doi:10.1000/b doi:10.1000/A"),
            make_row("omid:br/2 arxiv:2601.17238", "2026"),
        ]
    )

    assert two.dois == (Doi("10.1000/a"), Doi("10.1000/b"))
    assert (two.work.doi, two.work.other_dois) == (Doi("10.1000/a"), (Doi("10.1000/b"),))
    assert preprint.dois == (Doi("10.48550/arxiv.2601.17238"),)


@pytest.mark.parametrize(
    ("citing", "creation", "fields"),
    [
        ("omid:br/1", "", {}),
        ("omid:br/1 doi:no-doi", "soon", {"DOI": "no-doi"}),
        ("omid:br/1 pmid:none issn:1234-5679", "0000", {}),
    ],
)
def test_what_cannot_be_read_is_not_invented(
    citing: str, creation: str, fields: dict[str, str]
) -> None:
    (told,) = read_citations([make_row(citing, creation)])

    assert dict(told.reference.deposited) == fields
    assert told.dois == ()


@pytest.mark.parametrize("rows", [None, {}, [None, 7, "x"], [{"citing": ""}, {"citing": None}]])
def test_rows_that_say_nothing_name_no_work(rows: object) -> None:
    assert list(read_citations(rows)) == []
