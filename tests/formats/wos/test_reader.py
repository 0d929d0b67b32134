"""Web of Science's tagged records, by Clarivate's field tags."""

from __future__ import annotations

import pytest

from refkit.errors import InputError
from refkit.formats.wos.reader import key_and_doi, read_wos
from refkit.model.identifiers import Doi, Isbn, Issn, Pmid
from refkit.model.people import Creator
from refkit.model.resolution import Imported
from refkit.model.work import Work, WorkType

FILE = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Roe, EA
   van den Berg, A
AF Roe, Ewan A.
   van den Berg, Ada
CA Owl Study Grp
TI Night vision in owls: a trial
   that goes on
SO OWL LETTERS
LA English
DT Article
DE dusk; mice
ID VISION; NIGHT
AB Owls see
   at night.
C1 [Roe, Ewan A.] Owl House, Oslo, Norway.
   [van den Berg, Ada] Night Inst, Bergen, Norway.
OI Roe, Ewan A./0000-0002-1825-0097
CR POE B, 2001, OWLS, V1, P2
   POE B, 2002, OWLS, V2, P3
TC 3
PU OWL PRESS
PI OSLO
SN 1546-170X
EI 1078-8956
J9 OWL LETT
JI Owl Lett.
PD MAR 4
PY 2021
VL 12
IS 3
BP 101
EP 109
AR UNSP 17
DI 10.1000/owls.2021
EA DEC 2020
PM 10000001
UT WOS:000000000000001
ER

PT B
AU Poe, B
BE Roe, E
TI Eyes
SO THE OWL
SE Books on Birds
BN 978-0-19-968162-4
PY 2009
DT Proceedings Paper
CT 2nd Meeting on Owls
CL Bergen, NORWAY
ER

EF
"""


def works(text: str = FILE) -> list[Work]:
    return [entry.work for entry in read_wos(text, "a.ciw").entries]


def one(*lines: str) -> Work:
    return works("\n".join(["PT J", "TI On owls", "SO OWLS", *lines, "ER", ""]))[0]


def test_an_article_is_read_whole() -> None:
    work = works()[0]

    assert work.type is WorkType.ARTICLE_JOURNAL
    assert work.title.plain == "Night vision in owls: a trial that goes on"
    assert work.creators == (
        Creator("Roe", "Ewan A.", orcid="0000-0002-1825-0097"),
        Creator("Berg", "Ada", "van den"),
        Creator(literal="Owl Study Grp"),
    )
    assert (work.container.title, work.container.short_title) == ("OWL LETTERS", "Owl Lett.")
    assert work.container.issns == (Issn("1546-170X"), Issn("1078-8956"))
    assert (work.volume, work.issue, work.page, work.number) == ("12", "3", "101-109", "17")
    assert (str(work.published_print), str(work.published_online)) == ("2021-03-04", "2020-12")
    assert (work.doi, work.pmid) == (Doi("10.1000/owls.2021"), Pmid("10000001"))
    assert (work.publisher, work.publisher_place) == ("OWL PRESS", "OSLO")
    assert work.abstract.plain == "Owls see at night."


def test_a_patent_has_its_number() -> None:
    (entry,) = read_wos("PT P\nTI A perch\nAU Roe, EA\nPN US 07000001\nER\n", "a.ciw").entries

    assert (entry.work.type, entry.work.number) == (WorkType.PATENT, "US 07000001")


def test_an_address_behind_a_name_is_no_name() -> None:
    (entry,) = read_wos(
        "PT J\nTI Owls\nAU Roe, Ann A. (roe@example.org)\n   Poe, Bo\nER\n", "a"
    ).entries

    assert entry.work.creators == (Creator("Roe", "Ann A."), Creator("Poe", "Bo"))
    assert entry.resolution == Imported("wos", (("AU", "Roe, Ann A. (roe@example.org)\nPoe, Bo"),))


def test_a_paper_of_a_meeting() -> None:
    work = works()[1]

    assert work.type is WorkType.PAPER_CONFERENCE
    assert work.creators == (Creator("Poe", "B"), Creator("Roe", "E", role="editor"))
    assert (work.container.title, work.container.collection) == ("THE OWL", "Books on Birds")
    assert work.isbns == (Isbn("9780199681624"),)
    assert (work.event_title, work.event_place) == ("2nd Meeting on Owls", "Bergen, NORWAY")


def test_what_a_work_has_no_place_for_is_kept_by_its_tag() -> None:
    resolution = read_wos(FILE, "a.ciw").entries[0].resolution

    assert isinstance(resolution, Imported)
    kept = dict(resolution.kept)
    assert kept["DE"] == "dusk; mice"
    assert kept["UT"] == "WOS:000000000000001"
    assert kept["CR"] == "POE B, 2001, OWLS, V1, P2\nPOE B, 2002, OWLS, V2, P3"
    assert not {"AU", "AF", "TI", "PY", "PD", "EA", "DI"} & kept.keys()


@pytest.mark.parametrize(
    ("lines", "issued", "kept"),
    [
        (["PY 2004", "PD NOV-DEC"], "2004-11/2004-12", {}),
        (["PY 2004", "PD WIN"], "2004-24", {}),
        (["PY 2004", "PD 04 2004"], "2004-04", {}),
        (["PY 2020", "PD DEC 16 2020"], "2020-12-16", {}),
        (["PY 2020"], "2020", {}),
    ],
)
def test_a_date(lines: list[str], issued: str, kept: dict[str, str]) -> None:
    text = "\n".join(["PT J", "TI On owls", *lines, "ER", ""])
    (entry,) = read_wos(text, "a.ciw").entries

    assert str(entry.work.issued) == issued
    assert isinstance(entry.resolution, Imported)
    assert dict(entry.resolution.kept) == kept


@pytest.mark.parametrize(
    ("lines", "page"),
    [
        (["BP 5", "EP 9"], "5-9"),
        (["BP 5", "EP 5"], "5"),
        (["PS 467-72"], "467-72"),
        (["BP 41-1", "EP 41-3", "PS 41-1-3"], "41-1-3"),
    ],
)
def test_pages(lines: list[str], page: str) -> None:
    assert one(*lines).page == page


def test_kinds_of_documents() -> None:
    assert one("DT Book Review").type is WorkType.REVIEW
    assert one("DT Article; Proceedings Paper", "CT A meeting").type is WorkType.ARTICLE_JOURNAL
    assert one("DT Article; Retracted Publication").is_retracted
    (book,) = works("PT B\nTI The owl\nSO THE OWL\nPY 2009\nER\n")
    assert (book.type, book.container.title) == (WorkType.BOOK, "")


def test_where_records_stand_and_what_is_none() -> None:
    text = FILE.replace("EF\n", "PT J\nER\n\nEF\n").replace("\n", "\r\n")

    library = read_wos(text, "a.ciw")

    assert [text[start:end][:4] for start, end in library.spans] == ["PT J", "PT B"]
    assert all(text[start:end].endswith("ER") for start, end in library.spans)
    assert len(library.troubles) == 1
    assert "its type is all it says" in library.troubles[0]
    start, end = library.spans[0]
    assert key_and_doi(text[start:end]) == ("", "10.1000/owls.2021")


@pytest.mark.parametrize("text", ["hello", "FN X\nVR 1.0\nEF\n", "PT J\nER\n"])
def test_what_is_no_record_is_told(text: str) -> None:
    with pytest.raises(InputError, match="holds no record of Web of Science"):
        read_wos(text, "a.ciw")
