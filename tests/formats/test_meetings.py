"""The meeting at which a paper was presented goes out and comes back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from refkit.formats.detect import read_library
from refkit.formats.export import Options
from refkit.formats.register import exporter
from refkit.model.work import Container, Work, WorkType
from tests.builders import bibliography_of, make_entry, make_work

PAPER = make_work(
    type=WorkType.PAPER_CONFERENCE,
    container=Container("Proceedings of Bees"),
    publisher="Bee Press",
    publisher_place="Bern",
    event_title="Bee Congress 2024",
    event_place="Oslo, Norway",
)


def exported(format_: str, work: Work = PAPER) -> str:
    return exporter(format_).render(bibliography_of(make_entry(work)), Options())


@pytest.mark.parametrize(
    ("format_", "suffix"),
    [("bibtex", ".bib"), ("biblatex", ".bib"), ("csl-json", ".json"), ("ris", ".ris")],
)
@pytest.mark.parametrize("type_", [WorkType.PAPER_CONFERENCE, WorkType.ARTICLE_JOURNAL])
def test_what_goes_out_comes_back(format_: str, suffix: str, type_: WorkType) -> None:
    library = read_library(exported(format_, replace(PAPER, type=type_)), f"library{suffix}")

    work = library.entries[0].work
    assert (work.event_title, work.event_place) == (PAPER.event_title, PAPER.event_place)
    assert (work.container.title, work.publisher_place) == ("Proceedings of Bees", "Bern")


@pytest.mark.parametrize(
    ("format_", "said"),
    [
        ("biblatex", "eventtitle = {Bee Congress 2024},\n  venue = {Oslo, Norway}"),
        ("csl-json", '"event-title": "Bee Congress 2024"'),
        ("csl-json", '"event-place": "Oslo, Norway"'),
        ("ris", "T2  - Bee Congress 2024\r\n"),
        ("ris", "C3  - Proceedings of Bees\r\n"),
        ("ris", "CY  - Oslo, Norway\r\n"),
        ("bibtex", "eventtitle = {Bee Congress 2024},\n  venue = {Oslo, Norway}"),
    ],
)
def test_each_format_has_its_own_names_for_it(format_: str, said: str) -> None:
    assert said in exported(format_)


@pytest.mark.parametrize("format_", ["bibtex", "biblatex", "csl-json", "ris"])
@pytest.mark.parametrize("kind", [WorkType.PAPER_CONFERENCE, WorkType.BOOK])
def test_no_format_loses_it_unsaid(format_: str, kind: WorkType) -> None:
    entry = make_entry(make_work(type=kind, event_title="Bee Congress", event_place="Oslo"))

    losses = {loss.field: loss.why for loss in exporter(format_).losses(entry, Options())}

    # A book was presented nowhere: biblatex and RIS have no field for its meeting, but a note.
    noted = {"event_title", "event_place"}
    is_noted = kind is WorkType.BOOK and format_ in {"biblatex", "ris"}
    # RIS has one tag for a meeting and its proceedings, which are not named here.
    is_one_tag = kind is WorkType.PAPER_CONFERENCE and format_ == "ris"
    assert losses.keys() == (noted if is_noted else {"event_title"} if is_one_tag else set())
    assert all("alone" in why or is_one_tag for why in losses.values())
