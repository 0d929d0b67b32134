"""A list is known by its review's DOI, by its document's name, or by the DOI that is cited."""

from __future__ import annotations

import pytest
from builders import make_work
from hypothesis import given
from hypothesis import strategies as st

from refkit.errors import InvalidIdentifier
from refkit.model.bibliography import Bibliography, ListOutcome, Made, ReviewList
from refkit.model.identifiers import Doi
from refkit.model.list_ids import CitingList, DocumentList, document_head, id_of_head, parse_list


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        ("10.1000/A", Doi("10.1000/a")),
        ("document:refs.txt", DocumentList("refs.txt")),
        ("document:10.1000 a.docx", DocumentList("10.1000 a.docx")),
        ("citing:https://doi.org/10.1000/A", CitingList("10.1000/a")),
    ],
)
def test_a_list_is_read_as_it_is_spelled(spelled: str, meant: object) -> None:
    read = parse_list(spelled)

    assert read == meant
    assert parse_list(str(read)) == read


@pytest.mark.parametrize("spelled", ["", "refs.txt", "document:", "document: ", "citing:refs.txt"])
def test_what_is_no_list_is_said(spelled: str) -> None:
    with pytest.raises(InvalidIdentifier):
        parse_list(spelled)


def test_lists_of_one_value_are_not_one_list() -> None:
    same = "10.1000/a"

    assert len({Doi(same), DocumentList(same), CitingList(same)}) == 3


@given(st.text(min_size=1).filter(str.strip))
def test_every_name_of_a_document_comes_back(name: str) -> None:
    assert parse_list(str(DocumentList(name))) == DocumentList(name)


def test_what_stands_for_a_document_is_its_name() -> None:
    assert id_of_head(document_head("a <b>c</b> & d.txt")) == DocumentList("a <b>c</b> & d.txt")


def test_a_cited_work_heads_the_lists_that_are_there() -> None:
    """What cites it, what it cites, or both; a document stands for itself."""
    seed, pasted = make_work("A seed", doi=Doi("10.1000/seed")), document_head("pasted")
    citing = ReviewList("citing:10.1000/seed", ListOutcome.GIVEN, "openalex", 2, 2)
    cited = ReviewList("10.1000/seed", ListOutcome.GIVEN, "crossref", 9, 9)

    def heads(*rows: ReviewList) -> list[str]:
        return [str(each) for each in Bibliography(Made("1"), (seed, pasted), lists=rows).heads]

    assert heads() == ["10.1000/seed", "document:pasted"]
    assert heads(citing) == ["citing:10.1000/seed", "document:pasted"]
    assert heads(citing, cited) == ["10.1000/seed", "citing:10.1000/seed", "document:pasted"]
