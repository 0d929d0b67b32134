"""PubMed's tagged records, as its own export and NLM's page of tags have them."""

from __future__ import annotations

import pytest

from refkit.errors import InputError
from refkit.formats.detect import read_library
from refkit.formats.pubmed.medline import key_and_doi, read_medline
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn, Pmcid, Pmid
from refkit.model.people import Creator
from refkit.model.resolution import Imported
from refkit.model.work import Update, Work, WorkType

RECORD = """
PMID- 10000001
OWN - NLM
STAT- MEDLINE
IS  - 1546-170X (Electronic)
IS  - 1078-8956 (Linking)
VI  - 12
IP  - 3
DP  - 2021 Mar 4
TI  - Night vision in owls: a trial that
      goes on for two lines.
PG  - 101-9
LID - 10.1000/owls.2021 [doi]
LID - S1000(21)1 [pii]
AB  - BACKGROUND: Owls see at night when p < 0.05.
      METHODS: We looked.
CI  - (c) 2021 The Owls.
FAU - Roe, Ewan A
AU  - Roe EA
AUID- ORCID: 0000-0002-1825-0097
AD  - Owl House, Oslo. roe@example.org
FAU - van den Berg, Ada
AU  - van den Berg A
FAU - Poe, Bea Jr
AU  - Poe B Jr
CN  - Owl Study Group
LA  - eng
PT  - Journal Article
PT  - Randomized Controlled Trial
DEP - 20201224
PL  - Norway
TA  - Owl Lett
JT  - Owl letters
MH  - Owls/*physiology/genetics
MH  - Night Vision
OT  - dusk, late
OT  - *mice
PMC - PMC1234567
AID - 10.1000/owls.2021 [doi]
SO  - Owl Lett. 2021 Mar 4;12(3):101-9. doi: 10.1000/owls.2021.
"""


def first(text: str) -> Work:
    return read_medline(text, "a.nbib").entries[0].work


def kept(text: str) -> list[tuple[str, str]]:
    resolution = read_medline(text, "a.nbib").entries[0].resolution
    assert isinstance(resolution, Imported)
    return list(resolution.kept)


def record(*lines: str) -> str:
    return "\n".join(["PMID- 1", "TI  - On owls.", "JT  - Owl letters", *lines, ""])


def test_a_record_is_read_whole() -> None:
    work = first(RECORD)

    assert work.type is WorkType.ARTICLE_JOURNAL
    assert work.title.plain == "Night vision in owls: a trial that goes on for two lines"
    assert work.creators == (
        Creator("Roe", "Ewan A", orcid="0000-0002-1825-0097"),
        Creator("Berg", "Ada", "van den"),
        Creator("Poe", "Bea", suffix="Jr"),
        Creator(literal="Owl Study Group"),
    )
    assert (work.container.title, work.container.short_title) == ("Owl letters", "Owl Lett")
    assert work.container.issns == (Issn("1546-170X"), Issn("1078-8956"))
    assert (work.volume, work.issue, work.page) == ("12", "3", "101-9")
    assert (work.doi, work.pmid) == (Doi("10.1000/owls.2021"), Pmid("10000001"))
    assert work.pmcid == Pmcid("PMC1234567")
    assert work.language == "en"
    assert work.abstract.plain.endswith("at night when p < 0.05. METHODS: We looked.")
    assert work.publication_types == ("Journal Article", "Randomized Controlled Trial")
    assert work.mesh == ("Owls/physiology", "Owls/genetics", "Night Vision")


def test_what_a_work_has_no_place_for_is_kept_by_its_tag() -> None:
    there = kept(RECORD)

    for pair in (
        ("LID", "S1000(21)1 [pii]"),
        ("AD", "Owl House, Oslo. roe@example.org"),
        ("OT", "dusk, late"),
        ("OT", "*mice"),
        ("MH", "Owls/*physiology/genetics"),  # which of them is major is told there alone
    ):
        assert pair in there
    assert not {"AU", "FAU", "DP", "DEP", "PMID", "PT"} & {tag for tag, _ in there}


@pytest.mark.parametrize(
    ("lines", "printed", "online", "issued"),
    [
        (["DP  - 2021 Mar 4", "DEP - 20201224"], "2021-03-04", "2020-12-24", None),
        (["DP  - 2021", "DEP - 20210105"], None, "2021-01-05", None),
        (["DP  - 2021", "DEP - 20210105", "PUBM- Print-Electronic"], "2021", "2021-01-05", None),
        (
            ["DP  - 2021", "DEP - 20201224", "PUBM- Electronic-eCollection"],
            None,
            "2020-12-24",
            None,
        ),
        (["DP  - 2021 Mar", "DEP - 20201224", "PST - epublish"], None, "2020-12-24", None),
        (["DP  - 2021 Mar"], None, None, "2021-03"),
        (["DP  - 2021 Mar", "PUBM- Print"], "2021-03", None, None),
        (["DEP - 20201224"], None, "2020-12-24", None),
    ],
)
def test_the_date_of_the_issue_and_the_electronic_one(
    lines: list[str], printed: str | None, online: str | None, issued: str | None
) -> None:
    work = first(record(*lines))

    found = (work.published_print, work.published_online, work.issued)
    assert tuple(str(date) if date else None for date in found) == (printed, online, issued)
    assert work.cited_date() == (work.published_print or work.published_online or work.issued)


@pytest.mark.parametrize("text", ["2013 Michaelmas", "2014 1st Quarter"])
def test_a_date_that_says_more_than_a_work_can_is_kept(text: str) -> None:
    source = record(f"DP  - {text}")

    assert str(first(source).issued)[:4] == text[:4]
    assert ("DP", text) in kept(source)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2013 Spring", "2013-21"),
        ("2014 May-Jun", "2014-05/2014-06"),
        ("2019 Dec 29-2020 Jan 4", "2019-12-29/2020-01-04"),
    ],
)
def test_a_season_or_a_range_is_a_date(text: str, date: str) -> None:
    source = record(f"DP  - {text}")

    assert str(first(source).issued) == date
    assert "DP" not in dict(kept(source))


def test_the_date_of_a_collection_is_kept() -> None:
    source = record("DP  - 2021", "DEP - 20201224", "PST - epublish")

    assert ("DP", "2021") in kept(source)


def test_short_names_are_read_where_there_are_no_full_ones() -> None:
    work = first(record("AU  - van den Berg AC", "AU  - Poe B Jr", "AU  - Owl Study Group"))

    assert work.creators == (
        Creator("Berg", "AC", "van den"),
        Creator("Poe", "B", suffix="Jr"),
        Creator(literal="Owl Study Group"),
    )


def test_a_book_and_its_chapter() -> None:
    book = "PMID- 1\nBTI - The owl.\nPB  - Owl Press\nPL  - Oslo\nISBN- 9780199681624 (e)\nFED - Roe, E\n"
    chapter = book.replace("BTI", "TI  - Its eyes.\nBTI")

    assert first(book).type is WorkType.BOOK
    assert first(book).title.plain == "The owl"
    assert first(book).isbns == (Isbn("9780199681624"),)
    assert (first(book).publisher, first(book).publisher_place) == ("Owl Press", "Oslo")
    assert first(book).creators == (Creator("Roe", "E", role="editor"),)
    assert first(chapter).type is WorkType.CHAPTER
    assert (first(chapter).title.plain, first(chapter).container.title) == ("Its eyes", "The owl.")


def test_notices_are_told_with_their_doi() -> None:
    source = record(
        "RIN - Owl Lett. 2022;1(1):1. doi: 10.1000/notice. PMID: 9",
        "EFR - Owl Lett. 2019;1(1):1. PMID: 8",
        "PT  - Retracted Publication",
    )

    assert first(source).updates == (Update("retraction", "10.1000/notice", source="pubmed"),)
    assert first(source).is_retracted
    assert first(source).updates_to == (Update("correction", source="pubmed"),)
    assert first(record("PT  - Retracted Publication")).is_retracted
    assert "RIN" in dict(kept(source))


def test_a_preprint_is_one() -> None:
    work = first(record("PT  - Preprint"))

    assert (work.type, work.genre) == (WorkType.ARTICLE, "preprint")


def test_where_records_stand_and_what_is_none() -> None:
    text = f"\ufeff{RECORD.strip()}\r\n\r\nPMID- 2\nTI  - Two.\n\nPMID- 3\n"

    library = read_medline(text, "a.nbib")

    assert [text[start:end][:7] for start, end in library.spans] == ["PMID- 1", "PMID- 2"]
    assert [entry.id for entry in library.entries] == ["", ""]  # who reads it makes their keys
    line = text[: text.index("PMID- 3")].count("\n") + 1
    assert library.troubles == (
        f"a.nbib: line {line}: left as it stands (its number is all it says)",
    )
    start, end = library.spans[0]
    assert key_and_doi(text[start:end]) == ("", "10.1000/owls.2021")


@pytest.mark.parametrize("text", ["hello", "TY  - JOUR\nTI  - On owls\nER  - \n", "PMID- 1\n"])
def test_what_is_no_record_of_pubmed_is_told(text: str) -> None:
    with pytest.raises(InputError, match="holds no record of PubMed"):
        read_medline(text, "a.nbib")


def test_a_date_is_one_of_the_calendar() -> None:
    assert first(record("DP  - 2021 Feb 77")).issued == PartialDate(2021, 2)


ERIC = """
OWN - ERIC
TI  - Owls at school
AU  - van den Berg, Ada
JT  - Owl Education
SO  - v21 n1 p12-24 2020
AID - http://dx.doi.org/10.1000/owls.school
OID - EJ1000001
VI  - 21
IP  - 1
PG  - 12-24
DP  - Apr 2020
LID - http://eric.ed.gov/?id=EJ1000001
ISSN - EISSN-1546-170X
LA  - English
PT  - Journal Articles
PT  - Reports - Research

OWN - ERIC
TI  - How owls are taught. Research Report 2019-2
AU  - Poe, Bea
JT  - Owl Press, Inc.
OID - ED600001
DP  - 2019
LID - http://eric.ed.gov/?id=ED600001
ISBN - ISBN-978-3-16-148410-0
PT  - Reports - Research
"""


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_records_of_eric_have_no_number_of_pubmed(line_break: str) -> None:
    text = ERIC.replace("\n", line_break)

    library = read_library(text, "eric.nbib")

    article, report = (entry.work for entry in library.entries)
    assert not library.troubles
    assert (article.type, article.container.title) == (WorkType.ARTICLE_JOURNAL, "Owl Education")
    assert article.creators == (Creator("Berg", "Ada", "van den"),)
    assert (article.doi, article.page) == (Doi("10.1000/owls.school"), "12-24")
    assert article.container.issns == (Issn("1546-170X"),)
    assert (report.type, report.publisher) == (WorkType.REPORT, "Owl Press, Inc.")
    assert (report.container.title, report.isbns) == ("", (Isbn("9783161484100"),))
    assert report.url == "http://eric.ed.gov/?id=ED600001"


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_a_number_is_parted_from_its_record_by_no_kind_of_line(line_break: str) -> None:
    text = (RECORD + RECORD).replace("\n", line_break)

    library = read_medline(text, "a.nbib")

    assert (len(library.entries), library.troubles) == (2, ())


def test_a_list_of_people_that_goes_on_is_not_whole() -> None:
    work = first("PMID- 1\nTI  - Owls\nAU  - Roe EA\nAU  - Poe B\nAU  - et al.\n")

    assert [creator.family for creator in work.creators] == ["Roe", "Poe"]
    assert not work.creators_complete


@pytest.mark.parametrize(
    ("pii", "number"), [("e4269", "e4269"), ("1042", "1042"), ("S10-1(2)3", "")]
)
def test_an_article_without_pages_has_its_number(pii: str, number: str) -> None:
    entry = read_medline(f"PMID- 1\nTI  - Owls\nLID - {pii} [pii]\n", "a.nbib").entries[0]

    assert (entry.work.page, entry.work.number) == ("", number)
    kept = () if number else (("LID", f"{pii} [pii]"),)
    assert entry.resolution == Imported("medline", kept)


def test_a_title_in_another_language_alone_is_the_title() -> None:
    work = first("PMID- 1\nTT  - Ugler om natten.\nJT  - Owl letters\n")

    assert (work.title.plain, work.original_title) == ("Ugler om natten", "")
