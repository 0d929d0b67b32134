"""What is believed of the answers to a library's entries."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from builders import bibliography_of, make_entry, make_work, unresolved
from crossref_server import CrossrefServer
from few_works import BEES_TITLE, MOTHS_TITLE, OWLS_TITLE, serving

import refkit
from refkit.enrichment.lookup import EntryAnswer, State
from refkit.model.bibliography import Entry
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi
from refkit.model.people import Creator
from refkit.model.resolution import Imported
from refkit.model.work import Container, Work, WorkType


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[CrossrefServer]:
    with serving(monkeypatch) as server:
        yield server


def imported(work: Work, *kept: tuple[str, str]) -> Entry:
    return make_entry(work, resolution=Imported("bibtex", kept), citations=())


def answer(entry: Entry) -> EntryAnswer:
    return refkit.enrich(bibliography_of(entry)).answers[0]


def test_a_doi_is_believed(server: CrossrefServer) -> None:
    found = answer(imported(make_work(BEES_TITLE, creators=(), doi=Doi("10.1000/bees"))))

    assert found.state is State.BY_DOI
    assert found.source == "crossref"
    assert found.work
    assert found.work.volume == "12"


def test_an_entry_without_a_doi_is_found_by_its_words(server: CrossrefServer) -> None:
    work = make_work(
        BEES_TITLE, container=Container("J. Bees"), published_print=PartialDate(2021), page="34"
    )

    found = answer(imported(work))

    assert found.state is State.BY_SEARCH
    assert found.work
    assert str(found.work.doi) == "10.1000/bees"


def test_what_a_search_does_not_confirm_is_not_taken(server: CrossrefServer) -> None:
    sequel = make_work("The flight of honey bees over alpine lakes", page="7")

    assert answer(imported(sequel)).state is State.NOT_FOUND


def test_a_preprint_is_found_as_a_preprint(server: CrossrefServer) -> None:
    work = make_work(
        MOTHS_TITLE,
        creators=(Creator("Holm", "E."),),
        published_print=PartialDate(2022),
    )

    found = answer(imported(work, ("eprinttype", "bioRxiv")))

    assert found.state is State.BY_SEARCH
    assert answer(imported(work)).state is State.NOT_FOUND


def test_the_article_of_a_preprint_is_another_work(server: CrossrefServer) -> None:
    work = make_work(BEES_TITLE, published_print=PartialDate(2021))

    found = answer(imported(work, ("eprint", "2301.00001"), ("eprinttype", "arxiv")))

    assert found.state is State.NOT_FOUND


def test_a_doi_that_leads_to_another_work_is_suspect(server: CrossrefServer) -> None:
    found = answer(imported(make_work("On lichens", doi=Doi("10.1000/owls"))))

    assert found.state is State.SUSPECT_DOI
    assert found.work is None
    assert found.note == (
        f"its DOI leads to another work (10.1000/owls: {OWLS_TITLE}; "
        "title, first author and year disagree)"
    )


def test_a_title_alone_is_enough_to_suspect_a_doi(server: CrossrefServer) -> None:
    bare = Work(WorkType.ARTICLE_JOURNAL, make_work(BEES_TITLE).title, doi=Doi("10.1000/owls"))

    assert answer(imported(bare)).state is State.SUSPECT_DOI


def test_a_translated_title_is_doubtful_where_author_and_year_agree(server: CrossrefServer) -> None:
    work = make_work(
        "Nachts im Garten",
        creators=(Creator("Dahl", "B."),),
        published_print=PartialDate(1999),
        doi=Doi("10.1000/owls"),
    )

    found = answer(imported(work))

    assert found.state is State.BY_DOI
    assert found.is_doubtful
    assert found.note == (
        "its DOI is doubtful, and only what was empty is filled "
        "(10.1000/owls: title disagrees; first author and year agree)"
    )


def test_an_author_alone_does_not_vouch_for_a_doi(server: CrossrefServer) -> None:
    work = make_work("Nachts im Garten", creators=(Creator("Dahl", "B."),), doi=Doi("10.1000/owls"))

    assert answer(imported(work)).state is State.SUSPECT_DOI


def test_beside_a_suspect_doi_stands_what_the_search_found(server: CrossrefServer) -> None:
    work = make_work(
        BEES_TITLE,
        doi=Doi("10.1000/owls"),
        container=Container("Journal of Bees"),
        page="34-45",
        published_print=PartialDate(2021),
    )

    found = answer(imported(work))

    assert found.state is State.SUSPECT_DOI
    assert found.work is None
    assert "garden at night; title, first author, year, first page and container" in found.note
    assert found.note.endswith("disagree); the search found 10.1000/bees")


def test_a_doi_that_nobody_knows_is_told_with_what_the_search_found(server: CrossrefServer) -> None:
    work = make_work(
        BEES_TITLE,
        container=Container("Journal of Bees"),
        doi=Doi("10.1000/beez"),
        published_print=PartialDate(2021),
    )

    found = answer(imported(work))

    assert found.state is State.BY_SEARCH
    assert found.note == "its DOI 10.1000/beez is not known; the search found 10.1000/bees"


def test_what_is_unresolved_in_a_reviews_list_is_left_to_fetch(server: CrossrefServer) -> None:
    entry = make_entry(make_work(BEES_TITLE, doi=Doi("10.1000/bees")), resolution=unresolved())

    assert answer(entry) == EntryAnswer(State.OF_A_REVIEW)
    assert server.requests == []


def test_nothing_to_go_by_is_not_found(server: CrossrefServer) -> None:
    assert answer(imported(Work(WorkType.DOCUMENT))).state is State.NOT_FOUND
    assert server.requests == []


def test_a_search_that_fails_leaves_its_entry_alone(server: CrossrefServer) -> None:
    server.fail_next(*["truncated"] * 6, matching="query.bibliographic")
    by_doi = imported(make_work(BEES_TITLE, doi=Doi("10.1000/bees")))
    by_words = imported(make_work(OWLS_TITLE, page="101"))

    enriched = refkit.enrich(bibliography_of(by_doi, by_words))

    assert [each.state for each in enriched.answers] == [State.BY_DOI, State.FAILED]
    assert enriched.bibliography.entries[1] == by_words
    assert enriched.failures.startswith("1 could not be looked up: ")
    assert enriched.failures.endswith("; run again to go on from here")


def test_where_nothing_can_be_asked_that_is_an_error(crossref: CrossrefServer) -> None:
    crossref.close()

    with pytest.raises(refkit.SourceError):
        answer(imported(make_work(BEES_TITLE, doi=Doi("10.1000/bees"))))


def test_offline_an_entry_that_was_asked_before_is_answered(server: CrossrefServer) -> None:
    known = imported(make_work(BEES_TITLE, doi=Doi("10.1000/bees")))
    new = imported(make_work("Owls", doi=Doi("10.1000/owls")))
    answer(known)
    server.close()

    enriched = refkit.enrich(bibliography_of(known, new), offline=True)

    assert [each.state for each in enriched.answers] == [State.BY_DOI, State.OFFLINE]
    assert str(enriched) == (
        "2 entries: 1 by DOI, 0 found by search, 1 left as they are "
        "(1 never asked before, and this is offline); 5 fields filled in 1 entry"
    )
    with pytest.raises(refkit.NotRemembered, match="offline"):
        refkit.enrich(bibliography_of(new), offline=True)


def test_an_empty_library_asks_nothing(server: CrossrefServer) -> None:
    enriched = refkit.enrich(bibliography_of())

    assert enriched.proposals == ()
    assert server.requests == []
