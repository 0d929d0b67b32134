"""Tables of references, by the heads that databases and programs give their columns."""

from __future__ import annotations

import pytest
from tables import entries, kept, table

from refkit import export
from refkit.errors import InputError
from refkit.formats.table.reader import is_table, read_table
from refkit.model.bibliography import Bibliography, Entry, Made
from refkit.model.identifiers import Doi, Isbn, Issn, Pmid
from refkit.model.people import Creator
from refkit.model.resolution import Imported
from refkit.model.work import Container, Work, WorkType
from refkit.text.rich import RichText


def one(**cells: str) -> Work:
    return entries(table({"Title": "On owls", "DOI": "10.1000/a"} | cells))[0].work


OWLS = (Creator("Roe", "E.A."), Creator("Berg", "A.", "van den"))

SCOPUS = {
    "Authors": "Roe E.A.; van den Berg A.",
    "Author full names": "Roe, Ewan A. (57190000001); van den Berg, Ada (57190000002)",
    "Author(s) ID": "57190000001; 57190000002", "Title": "Night vision in owls", "Year": "2021",
    "Source title": "Owl Letters", "Volume": "12", "Issue": "3", "Art. No.": "17",
    "Page start": "101", "Page end": "109", "Page count": "9", "Cited by": "3",
    "DOI": "10.1000/owls.2021", "Link": "https://www.scopus.com/x?a=1",
    "Abstract": "Owls see at night.", "Author Keywords": "dusk; mice", "Index Keywords": "Vision",
    "Publisher": "Owl Press", "ISSN": "1546170X", "ISBN": "", "PubMed ID": "10000001",
    "Language of Original Document": "English", "Abbreviated Source Title": "Owl Lett.",
    "Document Type": "Review", "Source": "Scopus", "EID": "2-s2.0-1",
}  # fmt: skip


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff", "sep={}\r\n"])
def test_scopus(delimiter: str, mark: str) -> None:
    (entry,) = entries(mark.format(delimiter) + table(SCOPUS, delimiter=delimiter))
    work = entry.work

    assert work.type is WorkType.ARTICLE_JOURNAL
    assert work.title.plain == "Night vision in owls"
    assert work.creators == (Creator("Roe", "Ewan A."), Creator("Berg", "Ada", "van den"))
    assert (work.container.title, work.container.short_title) == ("Owl Letters", "Owl Lett.")
    assert work.container.issns == (Issn("1546-170X"),)
    assert (work.volume, work.issue, work.page, work.number) == ("12", "3", "101-109", "17")
    assert (str(work.issued), work.doi, work.pmid) == (
        "2021",
        Doi("10.1000/owls.2021"),
        Pmid("10000001"),
    )
    assert work.abstract.plain == "Owls see at night."
    there = kept(entry)
    for pair in (("keywords", "dusk; mice"), ("Index Keywords", "Vision"), ("EID", "2-s2.0-1"),
                 ("Document Type", "Review"), ("Cited by", "3")):  # fmt: skip
        assert pair in there
    assert "Authors" not in dict(there)


def test_zotero() -> None:
    (entry,) = entries(table({
        "Key": "ABCD1234", "Item Type": "bookSection", "Publication Year": "2009",
        "Author": "Roe, Ewan; Poe, Bea", "Title": "Eyes", "Publication Title": "The owl",
        "ISBN": "978-0-19-968162-4", "ISSN": "", "DOI": "", "Url": "https://example.org",
        "Abstract Note": "Of eyes.", "Date": "2009-05-12", "Date Added": "2020-01-01 10:00:00",
        "Pages": "5-9", "Publisher": "Owl Press", "Place": "Oslo", "Extra": "PMID: 1",
        "Manual Tags": "dusk; mice", "Automatic Tags": "Owls", "Editor": "Moe, Ida",
        "Translator": "Noe, Ola",
    }))  # fmt: skip
    work = entry.work

    assert entry.id == "ABCD1234"
    assert work.type is WorkType.CHAPTER
    assert (work.title.plain, work.container.title) == ("Eyes", "The owl")
    assert work.creators == (
        Creator("Roe", "Ewan"), Creator("Poe", "Bea"), Creator("Moe", "Ida", role="editor"),
        Creator("Noe", "Ola", role="translator"),
    )  # fmt: skip
    assert work.isbns == (Isbn("9780199681624"),)
    assert (str(work.issued), work.page, work.publisher_place) == ("2009-05-12", "5-9", "Oslo")
    assert work.pmid == Pmid("1")
    assert [text for head, text in kept(entry) if head == "keywords"] == ["dusk; mice", "Owls"]
    assert not {"Item Type", "Extra"} & dict(kept(entry)).keys()


def test_ieee() -> None:
    (entry,) = entries(table({
        "Document Title": "Night vision", "Authors": "E. A. Roe; J. -P. van den Berg",
        "Publication Title": "2020 Owl Conference", "Publication Year": "2020",
        "Start Page": "1", "End Page": "4", "DOI": "10.1109/owl.2020", "Publisher": "IEEE",
        "Author Keywords": "dusk;mice", "Document Identifier": "IEEE Conferences",
    }))  # fmt: skip
    work = entry.work

    assert work.type is WorkType.PAPER_CONFERENCE
    assert work.creators == (Creator("Roe", "E. A."), Creator("Berg", "J.-P.", "van den"))
    assert (work.container.title, work.page) == ("2020 Owl Conference", "1-4")


@pytest.mark.parametrize(
    ("source", "place", "date", "left"),
    [
        ("Owl Letters (2017) 6:2 (103-114). Date of Publication: 1 Mar 2017",
         ("6", "2", "103-114"), "2017-03-01", None),
        ("Owl Letters (2017) 6 (e12)", ("6", "", "e12"), "2017", None),
        ("Owl Letters (2017) 6:2 SUPPL. 1 (103-114)", ("6", "2 SUPPL. 1", "103-114"), "2017", None),
        ("Owl Letters", ("", "", ""), "None", None),
    ],
)  # fmt: skip
def test_embase_says_in_one_column_where_a_work_appeared(
    source: str, place: tuple[str, str, str], date: str, left: str | None
) -> None:
    (entry,) = entries(
        table({"Title": "On owls", "Author Names": "Roe E.A., van den Berg A.", "Source": source})
    )

    assert entry.work.creators == OWLS
    assert entry.work.container.title == "Owl Letters"
    assert (entry.work.volume, entry.work.issue, entry.work.page) == place
    assert str(entry.work.issued) == date
    assert dict(kept(entry)).get("Source") == left


def test_pubmed() -> None:
    work = entries(table({
        "PMID": "10000001", "Title": "On owls.", "Authors": "Roe EA, van den Berg A, Poe B Jr.",
        "Citation": "Owl Lett. 2021", "Journal/Book": "Owl Lett", "Publication Year": "2021",
        "PMCID": "PMC1234567", "DOI": "10.1000/a",
    }))[0].work  # fmt: skip

    assert work.creators == (
        Creator("Roe", "EA"), Creator("Berg", "A", "van den"), Creator("Poe", "B", suffix="Jr"),
    )  # fmt: skip
    assert (work.pmid, str(work.pmcid)) == (Pmid("10000001"), "PMC1234567")
    assert work.container.title == "Owl Lett"


def test_what_asreview_writes() -> None:
    (entry,) = entries(table({
        "record_id": "0", "type_of_reference": "CHAP", "primary_title": "Eyes",
        "secondary_title": "The owl", "authors": "['Roe, Ewan', \"O'Poe, Bea\"]",
        "publication_year": "2009//", "keywords": "['dusk', 'mice, small']", "included": "1",
    }))  # fmt: skip

    assert entry.work.type is WorkType.CHAPTER
    assert entry.work.creators == (Creator("Roe", "Ewan"), Creator("O'Poe", "Bea"))
    assert str(entry.work.issued) == "2009"
    assert [pair for pair in kept(entry) if pair[0] == "keywords"] == [
        ("keywords", "dusk"), ("keywords", "mice, small"),
    ]  # fmt: skip
    assert ("included", "1") in kept(entry)


WOS = {"PT": "J", "AU": "Roe, EA; Poe, B", "AF": "Roe, Ewan A.; Poe, Bea", "TI": 'The "owl', "SO": "OWLS",
       "PD": "MAR 4", "PY": "2021", "VL": "12", "BP": "1", "EP": "5", "DI": "10.1000/a",
       "DE": "dusk; mice", "UT": "WOS:1"}  # fmt: skip


def test_web_of_science_with_its_tags_for_heads() -> None:
    text = "\ufeff" + "\n".join("\t".join(row) for row in (WOS.keys(), WOS.values()))

    (entry,) = entries(text)

    assert entry.work.title.plain == 'The "owl'  # nothing is quoted there
    assert entry.work.creators == (Creator("Roe", "Ewan A."), Creator("Poe", "Bea"))
    assert str(entry.work.issued) == "2021-03-04"
    assert kept(entry) == [("DE", "dusk; mice"), ("UT", "WOS:1")]


def test_web_of_science_as_it_fills_a_spreadsheet() -> None:
    (entry,) = entries(table({
        "Publication Type": "C", "Authors": "Roe, EA", "Author Full Names": "Roe, Ewan A.",
        "Article Title": "On owls", "Source Title": "OWL DAYS", "Conference Title": "Owl Days",
        "Document Type": "Proceedings Paper", "Publication Year": "2021", "DOI": "10.1000/a",
        "UT (Unique WOS ID)": "WOS:1", "Times Cited, WoS Core": "3",
    }))  # fmt: skip

    assert entry.work.type is WorkType.PAPER_CONFERENCE
    assert entry.work.event_title == "Owl Days"
    assert entry.work.creators == (Creator("Roe", "Ewan A."),)
    assert ("TC", "3") in kept(entry)


def test_a_ledger_of_refkit_comes_back() -> None:
    works = [
        Work(WorkType.CHAPTER, title=RichText.of("=Owls, and more"), doi=Doi("10.1000/a"),
             creators=(Creator("Berg", "Ada", "van den"), Creator(literal="Owl Group")),
             creators_complete=False, container=Container(title="The owl"), volume="3",
             page="1-9", pmid=Pmid("7"), number="e1"),
        Work(WorkType.DATASET, title=RichText.of("Data")),
    ]  # fmt: skip
    written = [Entry(key, work, Imported("ris")) for key, work in zip("ab", works, strict=True)]

    read = entries(export(Bibliography(Made("0"), entries=tuple(written)), "csv"))

    assert [entry.id for entry in read] == ["a", "b"]
    assert [entry.work for entry in read] == works


def test_a_work_that_is_listed_twice_is_one_entry() -> None:
    row = {"review": "10.1000/r", "position": "1", "key": "a", "state": "resolved",
           "doi": "10.1000/a", "title": "On owls", "evidence": "", "printed": "Roe. Owls."}  # fmt: skip

    (entry,) = entries(table(row, row | {"position": "7"}))

    assert [text for head, text in kept(entry) if head == "position"] == ["1", "7"]


@pytest.mark.parametrize(
    ("rows", "people"),
    [
        (["Roe Poe, Ann Bo"], [Creator(literal="Roe Poe"), Creator(literal="Ann Bo")]),
        (["Roe Poe, Ann Bo", "Moe, C.; Doe, D."], [Creator("Roe Poe", "Ann Bo")]),
        (["Roe, Ann\nPoe, Bo"], [Creator("Roe", "Ann"), Creator("Poe", "Bo")]),
        (["['Roe, Ann', 'Poe, Bo']"], [Creator("Roe", "Ann"), Creator("Poe", "Bo")]),
    ],
)
def test_commas_part_names_in_full_where_no_semicolon_parts_any(
    rows: list[str], people: list[Creator]
) -> None:
    found = entries(table(*({"Title": "On owls", "Authors": row} for row in rows)))

    assert list(found[0].work.creators) == people


def test_cells_that_say_nothing_and_cells_beyond_the_heads() -> None:
    text = "title,doi,note\nOn owls,NA,\n,,\nTwo,10.1000/b,x,beyond\n , ,only a note\n"

    first, second, third = entries(text)

    assert (first.work.title.plain, first.work.doi) == ("On owls", None)
    assert kept(second) == [("notes", "x"), ("column 4", "beyond")]
    assert kept(third) == [("notes", "only a note")]


def test_a_doi_that_is_none_is_kept() -> None:
    (entry,) = entries("title,doi\nOn owls,10.1\n")

    assert (entry.work.doi, kept(entry)) == (None, [("doi", "10.1")])


def test_a_date_in_words_and_one_that_says_more() -> None:
    assert str(one(Year="2020", Date="May 2020").issued) == "2020-05"
    assert str(one(Year="2020", Date="Spring 2020").issued) == "2020-21"
    (entry,) = entries(table({"title": "a", "year": "2020", "date": "Easter 2020"}))
    assert (str(entry.work.issued), kept(entry)) == ("2020", [("date", "Easter 2020")])


def test_a_row_that_says_nothing_of_a_work_is_told() -> None:
    library = read_table("title,doi,mine\nOn owls,,\n,,x\n", "a.csv")

    assert library.troubles == ("a.csv: row 3: left as it stands (says nothing of a work)",)


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n",
        "name;year\nOwl;2020\n",
        "position,doi\n1,10.1000/a\n",
        "",
        "title\n",
        "hello, world",
    ],
)
def test_what_is_no_table_of_references_is_told(text: str) -> None:
    with pytest.raises(InputError, match=r"no table of references|holds no row"):
        read_table(text, "a.csv")


def test_a_very_long_cell_is_read() -> None:
    assert is_table("title,doi\n")
    assert len(entries("title,doi,refs\na,10.1000/a," + "x" * 200_000 + "\n")) == 1


def test_a_years_apostrophe_within_a_cell_stays() -> None:
    title = "Proceedings of Owls '04 and Mice '05, vols 1-2"
    (entry,) = entries(table({"Title": title, "DOI": "10.1000/a", "Volume": "'007"}))

    assert entry.work.title.plain == title
    assert entry.work.volume == "007"  # in front of a whole cell a spreadsheet needs it
    made = export(Bibliography(Made("1"), entries=(entry,)), "csv")
    assert entries(made)[0].work.title.plain == title
