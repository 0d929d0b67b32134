"""Tables as databases and programs for screening write them, each in its own way."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from tables import entries, kept, table

from refkit.errors import InputError
from refkit.formats.table.names import unglued
from refkit.formats.table.reader import read_table
from refkit.model.bibliography import Entry
from refkit.model.identifiers import Doi, Pmid
from refkit.model.people import Creator
from refkit.model.work import WorkType

OWLS = (Creator("Roe", "Ann"), Creator("Berg", "Bo C.", "van den"))
GIVEN_FIRST = "Ann Roe; Bo C. van den Berg"

ROWS: Mapping[str, Mapping[str, str]] = {
    "Covidence": {
        "Title": "Owls", "Authors": "Roe, Ann; van den Berg, Bo C.", "Published Year": "2020",
        "Published Month": "Mar", "Journal": "Owl Letters", "Volume": "12", "Issue": "3",
        "Pages": "101-110", "DOI": "10.1000/a", "Covidence #": "#1", "Tags": "Included",
    },
    "Rayyan": {
        "key": "rayyan-1", "title": "Owls", "year": "2020", "month": "3", "day": "",
        "journal": "Owl Letters", "volume": "12", "issue": "3", "pages": "101-110",
        "authors": "Roe, Ann and van den Berg, Bo C.", "doi": "10.1000/a",
    },
    "Dimensions": {
        "Rank": "1", "Publication ID": "pub.1", "DOI": "10.1000/a", "Title": "Owls",
        "Source title": "Owl Letters", "Anthology title": "", "Publication date": "2020-03",
        "PubYear": "2020", "Volume": "12", "Issue": "3", "Pagination": "101-110",
        "Authors": "Roe, Ann; van den Berg, Bo C.", "Publication Type": "Article",
    },
    "Lens": {
        "Lens ID": "1-2", "Title": "Owls", "Date Published": "2020-03", "Publication Year": "2020",
        "Publication Type": "journal article", "Source Title": "Owl Letters",
        "Author/s": GIVEN_FIRST, "Volume": "12", "Issue Number": "3", "Start Page": "101",
        "End Page": "110", "DOI": "10.1000/a",
    },
    "OpenAlex": {
        "id": "https://openalex.org/W1", "doi": "https://doi.org/10.1000/a", "title": "Owls",
        "publication_year": "2020", "publication_date": "2020-03", "type": "article",
        "primary_location.source.display_name": "Owl Letters", "biblio.volume": "12",
        "authorships.author.display_name": GIVEN_FIRST.replace("; ", "|"), "biblio.issue": "3",
        "biblio.first_page": "101", "biblio.last_page": "110",
    },
    "ProQuest": {
        "Title": "Owls", "StoreId": "1", "Authors": "Roe, Ann; van den Berg, Bo C.",
        "documentType": "Journal Article", "pubdate": "Mar 2020", "pubtitle": "Owl Letters",
        "year": "2020", "volume": "12", "issue": "3", "pages": "101-110",
        "digitalObjectIdentifier": "10.1000/a",
    },
    "Publish or Perish": {
        "Cites": "1", "Authors": "Ann Roe, Bo C. van den Berg", "Title": "Owls", "Year": "2020",
        "Source": "Owl Letters", "GSRank": "1", "Type": "PDF", "DOI": "10.1000/a", "Volume": "12",
        "Issue": "3", "StartPage": "101", "EndPage": "110", "date": "2020-03",
    },
    "Springer Link": {
        "Item Title": "Owls", "Publication Title": "Owl Letters", "Journal Volume": "12",
        "Journal Issue": "3", "Item DOI": "10.1000/a", "Authors": "Ann RoeBo C. van den Berg",
        "Publication Year": "2020", "Content Type": "Article", "date": "March 2020",
        "pages": "101-110",
    },
}  # fmt: skip


@pytest.mark.parametrize("program", ROWS)
def test_a_table_of(program: str) -> None:
    (entry,) = entries(table(ROWS[program]))
    work = entry.work

    assert work.title.plain == "Owls"
    assert work.creators == OWLS
    assert (work.type, work.container.title) == (WorkType.ARTICLE_JOURNAL, "Owl Letters")
    assert (work.volume, work.issue, work.page) == ("12", "3", "101-110")
    assert (str(work.issued), work.doi) == ("2020-03", Doi("10.1000/a"))
    assert "://" not in entry.id


def test_the_line_that_dimensions_puts_above_the_heads_is_passed_over() -> None:
    above = '"About the data: Exported on Sep 30, 2024. Criteria: owls; ""bats"""\r\n'

    (entry,) = entries(above + table(ROWS["Dimensions"]))

    assert entry.work.title.plain == "Owls"


def test_a_review_of_the_cochrane_library() -> None:
    (entry,) = entries(table({
        "Cochrane Review ID": "CD000001.PUB2", "Author(s)": "Roe, AE; Poe, B", "Title": "Owls",
        "Source": "Cochrane Database of Systematic Reviews", "Year": "2020", "Issue": "3",
    }))  # fmt: skip

    assert entry.work.container.title == "Cochrane Database of Systematic Reviews"
    assert entry.work.creators == (Creator("Roe", "AE"), Creator("Poe", "B"))


def test_what_a_source_is_in_other_tables_is_not_known() -> None:
    (entry,) = entries(table({"Title": "Owls", "Year": "2020", "Source": "CINAHL"}))

    assert entry.work.container.title == ""
    assert kept(entry) == [("Source", "CINAHL")]


def test_pubmeds_citation_says_the_place() -> None:
    (entry,) = entries(table({
        "PMID": "10000001", "Title": "Owls", "Authors": "Roe AE, Poe B",
        "Citation": "Owl Lett (Oslo). 2021 Mar;75(2):101-110. doi: 10.1000/a. Epub 2021 Jan 3.",
        "First Author": "Roe AE", "Journal/Book": "Owl Lett (Oslo)", "Publication Year": "2021",
        "DOI": "10.1000/a",
    }))  # fmt: skip
    work = entry.work

    assert (work.volume, work.issue, work.page, str(work.issued)) == (
        "75", "2", "101-110", "2021-03",
    )  # fmt: skip
    assert dict(kept(entry)).keys() == {"Citation", "First Author"}  # it says more than the place


def test_zotero_has_fields_that_others_have_not() -> None:
    (entry,) = entries(table({
        "Key": "ABCD1234", "Item Type": "thesis", "Author": "García López, Ana María",
        "Title": "Owls", "Abstract Note": "", "Access Date": "2024-01-02 10:00:00",
        "Num Pages": "240", "Type": "PhD thesis", "Extra": "PMID: 7\nmine",
    }))  # fmt: skip
    work = entry.work

    assert (str(work.accessed), work.number_of_pages, work.genre) == (
        "2024-01-02", "240", "PhD thesis",
    )  # fmt: skip
    assert work.pmid == Pmid("7")
    assert kept(entry) == [("Item Type", "thesis"), ("notes", "mine")]


EMBASE = '''"SEARCH QUERY","'owl'/exp"

"TITLE","Owls at night: a ""cohort"""
"AUTHOR NAMES","Roe E.A.","van den Berg A."
"SOURCE","Owl Letters (2020) 12:3 (101-110). Date of Publication: 14 Mar 2020"
"PUBLICATION YEAR","2020"
"ISSN","1546-170X (electronic)","0028-0836"
"ABSTRACT","Owls, at night."
"AUTHOR KEYWORDS","dusk","mice"
"EMTREE MEDICAL INDEX TERMS","sleep","vision"
"MEDLINE PMID","10000001"
"DOI","10.1000/a"

"TITLE","Bats"
"AUTHOR NAMES","Poe B."
"SOURCE","Owl Letters (2019) 11 (1-2)"
'''


def test_embases_table_with_a_row_for_each_field() -> None:
    first, second = entries("\ufeff" + EMBASE.replace("\n", "\r\n"))
    work = first.work

    assert work.title.plain == 'Owls at night: a "cohort"'
    assert work.creators == (Creator("Roe", "E.A."), Creator("Berg", "A.", "van den"))
    assert (work.container.title, work.volume, work.issue, work.page) == (
        "Owl Letters", "12", "3", "101-110",
    )  # fmt: skip
    assert (str(work.issued), work.doi, work.pmid) == (
        "2020-03-14", Doi("10.1000/a"), Pmid("10000001"),
    )  # fmt: skip
    assert work.abstract.plain == "Owls, at night."
    assert kept(first) == [
        ("keywords", "dusk; mice"), ("EMTREE MEDICAL INDEX TERMS", "sleep; vision"),
    ]  # fmt: skip
    assert (second.work.title.plain, second.work.page) == ("Bats", "1-2")


def meeting(**cells: str) -> Entry:
    return entries(table({
        "Title": "Owls", "Author Names": "Roe E.A.", "Publication Year": "2019",
        "Source title": "Owl Letters", "Volume": "30", "First Page": "S12",
        "Publication Type": "Conference Abstract", "Conference Name": "Owl Days",
        "Conference Location": "Oslo, Norway", "Conference Date": "2019-09-01 to 2019-09-03",
        "Source": "Owl Letters (2019) 30 Supplement 1 (S12)",
    } | cells))[0]  # fmt: skip


def test_what_embase_says_twice_is_read_once() -> None:
    entry = meeting()
    work = entry.work

    assert (work.container.title, work.event_title, work.event_place) == (
        "Owl Letters", "Owl Days", "Oslo, Norway",
    )  # fmt: skip
    assert str(work.event_date) == "2019-09-01/2019-09-03"
    assert (work.volume, work.issue, work.page) == ("30", "Supplement 1", "S12")
    assert dict(kept(entry)).keys() == {"Publication Type"}


def test_a_source_that_says_another_place_is_kept() -> None:
    source = "Owl Letters (2019) 31 (S12)"

    assert ("Source", source) in kept(meeting(Source=source))


@pytest.mark.parametrize("mark", [";", " and "])
def test_what_parts_people_is_told_by_the_whole_column(mark: str) -> None:
    """A family name of two words and two given ones look like two people."""
    first, second = entries(table(
        {"Title": "a", "Authors": "García López, Ana María"},
        {"Title": "b", "Authors": f"Roe, Ewan{mark}Poe, Bea"},
    ))  # fmt: skip

    assert first.work.creators == (Creator("García López", "Ana María"),)
    assert second.work.creators == (Creator("Roe", "Ewan"), Creator("Poe", "Bea"))


def test_people_of_publish_or_perish_are_not_one_person() -> None:
    row = {"Cites": "1", "GSRank": "1", "Title": "Owls", "Authors": "AG Roe, B Poe, ...", "DOI": ""}

    work = entries(table(row))[0].work

    assert work.creators == (Creator("Roe", "AG"), Creator("Poe", "B"))
    assert not work.creators_complete


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ann Roe", ["Ann Roe"]),
        ("Ann McRoeBo Poe", ["Ann McRoe", "Bo Poe"]),
        ("Xiaolong (Luke) ZhangJan van Dieken", ["Xiaolong (Luke) Zhang", "Jan van Dieken"]),
        ("A. RoeB. C. Poe", ["A. Roe", "B. C. Poe"]),
        ("Ann Roe Jr.Bo Poe", ["Ann Roe Jr.", "Bo Poe"]),
        ("OwlGroup", ["OwlGroup"]),
        ("", []),
    ],
)
def test_names_that_nothing_parts(text: str, names: list[str]) -> None:
    assert unglued(text) == names


def test_two_tables_in_one_file_have_their_heads_once() -> None:
    text = table(ROWS["Covidence"])

    library = read_table(text + "\ufeff" + text.replace("Owls", "Bats"), "a.csv")

    assert [entry.work.title.plain for entry in library.entries] == ["Owls", "Bats"]
    assert not library.troubles


def test_a_quote_that_is_not_closed_is_told() -> None:
    library = read_table('title,doi\nOwls,10.1000/a\n"Bats, 10.1000/b\nCats,10.1000/c\n', "a.csv")

    assert len(library.entries) == 2
    (trouble,) = library.troubles
    assert "not closed" in trouble


def test_what_is_no_table_says_how_to_get_one() -> None:
    with pytest.raises(InputError, match="export RIS"):
        read_table("a,b\n1,2\n", "a.csv")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (("owl, night", "mice"), ["owl; night", "mice"]),
        (("owl; Child, Preschool", "mice, small"), ["owl; Child, Preschool", "mice, small"]),
    ],
)
def test_keywords_are_parted_by_what_parts_them_in_their_column(
    cells: tuple[str, str], words: list[str]
) -> None:
    read = entries(table(*({"Title": cell, "Author Keywords": cell} for cell in cells)))

    assert [kept(entry) for entry in read] == [[("keywords", word)] for word in words]


def test_a_table_of_refkits_columns_comes_back_without_its_marks() -> None:
    (own,) = entries("title,keywords,pages\n'=owls,\"a;' -b\",'1/2\n")
    assert (own.work.title.plain, own.work.page) == ("=owls", "1/2")
    assert kept(own) == [("keywords", "a; -b")]

    (other,) = entries("Title,Authors\n'+ve' owls,Roe E.\n")
    assert other.work.title.plain == "'+ve' owls"
