"""RIS as single programs and databases write it, where that is no one else's."""

from __future__ import annotations

import pytest

from refkit.formats.ris.reader import read_ris
from refkit.model.bibliography import Entry
from refkit.model.identifiers import Issn, Pmid
from refkit.model.people import Creator
from refkit.model.resolution import Imported


def entry_of(*lines: str, type_: str = "JOUR") -> Entry:
    (entry,) = read_ris("\n".join([f"TY  - {type_}", *lines, "ER  - ", ""]), "x.ris").entries
    return entry


def kept(entry: Entry) -> list[str]:
    assert isinstance(entry.resolution, Imported)
    return [name for name, _ in entry.resolution.kept]


@pytest.mark.parametrize(
    ("lines", "date", "left"),
    [
        (["PY  - 2020", "DA  - Mar 14"], "2020-03-14", []),  # EndNote
        (["DA  - MAR 14", "PY  - 2020"], "2020-03-14", []),  # Web of Science
        (["PY  - 2020", "DA  - NOV-DEC"], "2020-11/2020-12", []),
        (["Y1  - 2020//Mar 14"], "2020-03-14", []),  # Ovid
        (["Y1  - 2020//"], "2020", []),
        (["DA  - 2020/Mar//", "PY  - 2020"], "2020-03", []),  # Covidence
        (["PY  - 2020", "DA  - Easter"], "2020", ["DA"]),
        (["PY  - 2020", "DA  - 14 Mar 2019"], "2020", ["DA"]),
    ],
)
def test_a_day_stands_beside_its_year(lines: list[str], date: str, left: list[str]) -> None:
    entry = entry_of("TI  - Owls", *lines)

    assert str(entry.work.issued) == date
    assert kept(entry) == left


def test_scopus_has_the_meeting_of_a_paper() -> None:
    lines = [
        "TI  - Owls", "T2  - Proceedings of Owls", "C3  - 2019 Owl Days", "DB  - Scopus",
        "Y2  - 12 May 2019 through 14 May 2019", "CY  - Oslo", "PY  - 2019",
    ]  # fmt: skip
    work = entry_of(*lines, type_="CONF").work

    assert (work.container.title, work.event_title) == ("Proceedings of Owls", "2019 Owl Days")
    assert (str(work.event_date), work.event_place) == ("2019-05-12/2019-05-14", "Oslo")
    assert work.accessed is None

    by_endnote = entry_of(*lines[:4], "Y2  - 2024/01/02", "ID  - 7", type_="CONF").work
    assert by_endnote.container.title == "2019 Owl Days"
    assert str(by_endnote.accessed) == "2024-01-02"


def test_central_has_a_pubmed_number_among_others() -> None:
    entry = entry_of("TI  - Owls", "C3  - PUBMED 10000001,EMBASE 2000000001")
    assert (entry.work.pmid, kept(entry)) == (Pmid("10000001"), [])

    assert kept(entry_of("TI  - Owls", "C3  - University of Owls")) == ["C3"]


def test_the_electronic_serial_number_of_web_of_science() -> None:
    entry = entry_of("TI  - Owls", "SN  - 1546-170X", "EI  - 0028-0836", "AN  - WOS:1")

    assert entry.work.container.issns == (Issn("1546-170X"), Issn("0028-0836"))


def test_people_on_indented_lines_are_people() -> None:
    work = entry_of(
        "TI  - Owls", "AU  - Roe, A", "   van den Berg, B", "A2  - Owl", "  Society"
    ).work

    assert work.creators == (
        Creator("Roe", "A"), Creator("Berg", "B", "van den"),
        Creator(literal="Owl Society", role="editor"),
    )  # fmt: skip


def test_a_short_title_of_a_journal_is_another_than_its_title() -> None:
    work = entry_of("TI  - Owls", "T2  - Owl Days", "JA  - Owl Days").work

    assert (work.container.title, work.container.short_title) == ("Owl Days", "")


def test_the_hyphen_of_the_cochrane_library_parts_pages() -> None:
    (entry,) = read_ris("TY  - JOUR\nTI  - Owls\nSP  - 101\u2010109\nER  - \n", "a.ris").entries

    assert entry.work.page == "101-109"
