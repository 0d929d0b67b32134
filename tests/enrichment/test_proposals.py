"""A library filled from what the sources know, every change told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from builders import bibliography_of, make_entry, make_work
from crossref_server import CrossrefServer
from few_works import BEES_TITLE, OWLS_TITLE, serving

import refkit
from refkit.model.bibliography import Entry
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Pmid
from refkit.model.people import Creator
from refkit.model.resolution import Imported
from refkit.model.work import Work, WorkType


@pytest.fixture(autouse=True)
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[CrossrefServer]:
    with serving(monkeypatch) as server:
        yield server


def imported(work: Work, id_: str = "bees") -> Entry:
    return make_entry(work, id_, resolution=Imported("csl-json"), citations=())


BEES = imported(
    make_work(
        BEES_TITLE.upper(),
        creators=(Creator("Berg", "A."),),
        creators_complete=False,
        doi=Doi("10.1000/bees"),
        volume="13",
        published_print=PartialDate(2021),
    )
)


def test_only_what_is_empty_is_filled() -> None:
    enriched = refkit.enrich(bibliography_of(BEES))

    (entry,) = enriched.bibliography.entries
    assert [(each.field, each.old, each.new) for each in enriched.proposals] == [
        ("container.title", "", "Journal of Bees"),
        ("issue", "", "3"),
        ("page", "", "34-45"),
        ("container.issns", "", "1234-5679"),
    ]
    assert {each.entry for each in enriched.proposals} == {"bees"}
    assert {each.source for each in enriched.proposals} == {"crossref"}
    assert entry.work.title == BEES.work.title
    assert entry.work.volume == "13"
    assert entry.work.page == "34-45"
    assert (entry.id, entry.resolution, entry.tags) == (BEES.id, BEES.resolution, BEES.tags)
    assert str(enriched) == (
        "1 entry: 1 by DOI, 0 found by search, 0 left as they are; 4 fields filled in 1 entry"
    )


def test_what_differs_is_replaced_when_that_is_asked_for() -> None:
    enriched = refkit.enrich(bibliography_of(BEES), overwrite=True)

    (entry,) = enriched.bibliography.entries
    assert [(each.field, each.old, each.new) for each in enriched.proposals if each.old] == [
        ("creators.author", "Berg, A.; et al.", "Berg, Ada; Costa, Clara"),
        ("volume", "13", "12"),
        ("issued", "2021", "2021-05"),
    ]
    assert entry.work.creators_complete
    assert entry.work.title == BEES.work.title
    assert str(enriched).endswith("; 4 fields filled, 3 replaced in 1 entry")


def test_a_second_time_there_is_nothing_to_do() -> None:
    once = refkit.enrich(bibliography_of(BEES), overwrite=True)

    assert refkit.enrich(once.bibliography, overwrite=True).proposals == ()


def test_what_is_not_believed_changes_nothing() -> None:
    wrong = imported(make_work("On lichens", doi=Doi("10.1000/owls")), "lichens")
    unknown = imported(make_work("On moss", doi=Doi("10.1000/moss")), "moss")

    enriched = refkit.enrich(bibliography_of(wrong, unknown), overwrite=True)

    assert enriched.bibliography.entries == (wrong, unknown)
    assert enriched.proposals == ()
    assert enriched.notes == (
        f"lichens: its DOI leads to another work (10.1000/owls: {OWLS_TITLE}; "
        "title, first author and year disagree)",
        "moss: its DOI 10.1000/moss is not known",
        "not found: moss",
    )
    assert "2 left as they are (1 not found, 1 suspect DOI); 0 fields" in str(enriched)


def test_a_doubtful_work_fills_what_is_empty_and_replaces_nothing() -> None:
    work = make_work(
        "Nachts im Garten",
        creators=(Creator("Dahl", "B."),),
        published_print=PartialDate(1999),
        doi=Doi("10.1000/owls"),
    )

    enriched = refkit.enrich(bibliography_of(imported(work, "owls")), overwrite=True)

    assert enriched.bibliography.entries[0].work.title == work.title
    assert enriched.proposals
    assert not any(proposal.old for proposal in enriched.proposals)
    assert enriched.notes[0].startswith("owls: its DOI is doubtful, and only what was empty is")


def test_a_long_list_of_what_was_not_found_is_cut() -> None:
    entries = [imported(Work(WorkType.DOCUMENT), f"key{number}") for number in range(12)]

    enriched = refkit.enrich(bibliography_of(*entries))

    assert enriched.notes == (
        "not found: " + ", ".join(f"key{n}" for n in range(10)) + " and 2 more",
    )


def test_a_retracted_work_is_told() -> None:
    work = make_work(
        OWLS_TITLE,
        creators=(Creator("Dahl", "Bo"),),
        published_print=PartialDate(1999),
        doi=Doi("10.1000/owls"),
    )

    enriched = refkit.enrich(bibliography_of(imported(work, "owls")))

    assert enriched.notes == ("owls: 10.1000/owls is retracted",)
    assert enriched.bibliography.entries[0].work.is_retracted


def test_who_said_what_is_kept() -> None:
    (theirs,) = refkit.enrich(bibliography_of(BEES)).bibliography.entries
    resolved = make_entry(BEES.work)
    (own,) = refkit.enrich(bibliography_of(resolved)).bibliography.entries

    assert dict(theirs.work.origins)["page"] == "crossref"
    assert own.work.page == "34-45"
    assert own.work.origins == ()  # the whole entry comes from there


def test_every_entry_keeps_its_place_and_its_name() -> None:
    entries = [replace(BEES, id=f"key{number}") for number in range(3)]

    enriched = refkit.enrich(bibliography_of(*entries))

    assert [entry.id for entry in enriched.bibliography.entries] == ["key0", "key1", "key2"]
    assert len(enriched.answers) == 3
    assert enriched.text == ""


def test_another_source_is_named_where_it_adds_something(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from other_servers import europepmc, make_result

    server = europepmc([make_result("7", "10.1000/bees", abstractText="Bees fly.")])
    monkeypatch.setenv("REFKIT_EUROPEPMC_URL", f"http://127.0.0.1:{server.server_address[1]}")

    enriched = refkit.enrich(bibliography_of(BEES), sources=["europepmc"])
    server.close()

    said = {each.field: (each.new, each.source) for each in enriched.proposals}
    assert said["abstract"] == ("Bees fly.", "europepmc")
    assert said["page"] == ("34-45", "crossref")
    assert enriched.bibliography.entries[0].work.pmid == Pmid("7")


def test_a_source_that_cannot_complete_is_told() -> None:
    enriched = refkit.enrich(bibliography_of(BEES), sources=["europepmc"])

    assert enriched.bibliography.entries[0].work.page == "34-45"
    assert enriched.failures.startswith("1 could not be completed: europepmc: ")
