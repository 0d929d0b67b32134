"""A user's own RIS file: understood in its dialects, and given back byte for byte."""

from __future__ import annotations

import re

import pytest
from builders import bibliography_of, make_entry, make_work
from hypothesis import given
from hypothesis import strategies as st

from refkit.errors import InputError
from refkit.formats.export import Options
from refkit.formats.library import Library
from refkit.formats.ris.reader import read_ris
from refkit.formats.ris.writer import RIS
from refkit.model.bibliography import Entry
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn, Pmcid, Pmid
from refkit.model.people import Creator
from refkit.model.resolution import Imported
from refkit.model.tags import Evidence, Tag
from refkit.model.work import Container, Work, WorkType
from refkit.text.plain import one_line, unstyled
from refkit.text.rich import RichText, Run, Style
from refkit.text.unicode import clean


def read(text: str) -> Library:
    return read_ris(text, "x.ris")


def entry_of(*lines: str, type_: str = "JOUR") -> Entry:
    (entry,) = read("\n".join([f"TY  - {type_}", *lines, "ER  - ", ""])).entries
    return entry


def work_of(*lines: str, type_: str = "JOUR") -> Work:
    return entry_of(*lines, type_=type_).work


def kept(*lines: str, type_: str = "JOUR") -> tuple[tuple[str, str], ...]:
    resolution = entry_of(*lines, type_=type_).resolution
    assert isinstance(resolution, Imported)
    assert resolution.source == "ris"
    return resolution.kept


def test_an_article_from_zotero() -> None:
    entry = entry_of(
        "TI  - CAR-NK cells in CD19<sup>+</sup> lupus &amp; more",
        "AU  - van den Broek, Ada",
        "AU  - Berg, Bo, Jr.",
        "AU  - Bee Group",
        "T2  - Journal of Bees",
        "AB  - One.",
        "DA  - 2025/11/02/",
        "PY  - 2025",
        "DO  - 10.1000/A",
        "DP  - PubMed",
        "VL  - 12",
        "IS  - 3",
        "SP  - 123",
        "EP  - 130",
        "J2  - J Bees",
        "LA  - en",
        "SN  - 1546-170X, 1078-8956",
        "UR  - https://example.org/a",
        "Y2  - 2026/01/01/12:00:00",
        "L1  - files/1/a.pdf",
        "KW  - bees",
        "KW  - lupus",
    )

    assert entry.id == ""
    assert entry.work == Work(
        type=WorkType.ARTICLE_JOURNAL,
        title=RichText.of("CAR-NK cells in CD19", Run("+", (Style.SUP,)), " lupus & more"),
        creators=(
            Creator("Broek", "Ada", "van den"),
            Creator("Berg", "Bo", suffix="Jr."),
            Creator(literal="Bee Group"),
        ),
        container=Container("Journal of Bees", "J Bees", (Issn("1546-170X"), Issn("1078-8956"))),
        volume="12",
        issue="3",
        page="123-130",
        accessed=PartialDate(2026, 1, 1),
        issued=PartialDate(2025, 11, 2),
        doi=Doi("10.1000/a"),
        url="https://example.org/a",
        language="en",
        abstract=RichText.of("One."),
    )
    assert entry.resolution == Imported(
        "ris",
        (
            ("DP", "PubMed"),
            ("L1", "files/1/a.pdf"),
            ("KW", "bees"),
            ("KW", "lupus"),
        ),
    )


def test_an_article_from_reference_manager() -> None:
    work = work_of(
        "ID  - 17",
        "A1  - Berg,A.B.",
        "T1  - Blood barrier after",
        "contusion in the rat",
        "JO  - J.Bees",
        "JF  - Journal of Bees",
        "Y1  - 1996/05//",
        "N2  - An abstract",
        "of two lines.",
        "RP  - Not In File",
    )

    assert work.title.plain == "Blood barrier after contusion in the rat"
    assert work.creators == (Creator("Berg", "A.B."),)
    assert work.container == Container("Journal of Bees", "J.Bees")
    assert work.issued == PartialDate(1996, 5)
    assert work.abstract.plain == "An abstract of two lines."


def test_an_article_from_scopus() -> None:
    entry = entry_of(
        "AU  - Berg, A.",
        "TI  - On bees",
        "PY  - 2025",
        "T2  - Journal of Bees",
        "C7  - 1234",
        "DO  - 10.1000/a",
        "SN  - 00280836 (ISSN)",
        "C2  - 40993243",
        "N1  - Export Date: 24 November 2026; Cited By: 1",
        "M3  - Article",
        "DB  - Scopus",
    )

    assert entry.work.number == "1234"
    assert entry.work.container.issns == (Issn("0028-0836"),)
    assert entry.work.pmid == Pmid("40993243")
    assert entry.work.pmcid is None
    assert entry.work.genre == "Article"


def test_an_article_from_web_of_science() -> None:
    work = work_of(
        "AU  - Berg, A",
        "TI  - On bees",
        "T2  - JOURNAL OF BEES",
        "J2  - J BEES",
        "DA  - NOV 2",
        "PY  - 2025",
        "C7  - e12",
        "AN  - WOS:000123",
    )

    assert work.issued == PartialDate(2025, 11, 2)
    assert (work.number, work.pmid) == ("e12", None)


def test_an_article_from_endnote() -> None:
    work = work_of(
        "AU  - Bees and Birds,, Inc.",
        "AU  - Bee Group,",
        "TI  - On bees",
        "T2  - Journal of Bees",
        "M1  - 3",
        "SP  - 142-50",
        "C2  - PMC12",
        "ET  - 2025/10/01",
        "AN  - 40993243",
        "DB  - MEDLINE",
    )

    assert work.creators == (
        Creator(literal="Bees and Birds, Inc."),
        Creator(literal="Bee Group"),
    )
    assert (work.issue, work.page, work.edition) == ("3", "142-50", "")
    assert (work.pmid, work.pmcid) == (Pmid("40993243"), Pmcid("PMC12"))


def test_an_article_from_a_publisher() -> None:
    work = work_of(
        "JO  - Nature Bees",
        "A1  - Berg, Ada",
        "AU  - Abel, Bo",
        "TI  - On bees",
        "UR  - https://doi.org/10.1000/a",
        "SP  - e12",
        "EP  - e12",
    )

    assert [creator.family for creator in work.creators] == ["Berg", "Abel"]
    assert work.container == Container("Nature Bees")
    assert (work.doi, work.url) == (Doi("10.1000/a"), "https://doi.org/10.1000/a")
    assert work.page == "e12"


def test_a_journal_known_by_its_abbreviation_alone() -> None:
    assert work_of("TI  - x", "JA  - J Bees").container == Container("J Bees")


@pytest.mark.parametrize(
    ("type_", "work_type", "is_kept"),
    [
        ("JOUR", WorkType.ARTICLE_JOURNAL, False),
        ("jour", WorkType.ARTICLE_JOURNAL, False),
        ("INPR", WorkType.ARTICLE_JOURNAL, True),
        ("ECHAP", WorkType.CHAPTER, True),
        ("CPAPER", WorkType.PAPER_CONFERENCE, True),
        ("UNPB", WorkType.MANUSCRIPT, True),
        ("MUSIC", WorkType.MUSICAL_SCORE, False),
        ("MPCT", WorkType.MOTION_PICTURE, False),
        ("VIDEO", WorkType.MOTION_PICTURE, True),
        ("STAT", WorkType.LEGISLATION, False),
        ("HYGIENE", WorkType.DOCUMENT, True),
        ("GEN", WorkType.DOCUMENT, False),
        ("", WorkType.DOCUMENT, False),
    ],
)
def test_types(type_: str, work_type: WorkType, is_kept: bool) -> None:
    assert work_of("TI  - x", type_=type_).type is work_type
    assert kept("TI  - x", type_=type_) == ((("TY", type_),) if is_kept else ())


def test_a_preprint_is_an_article_that_says_so() -> None:
    assert work_of("TI  - x", "M3  - Preprint").type is WorkType.ARTICLE


@pytest.mark.parametrize(
    ("type_", "tag", "role"),
    [
        ("JOUR", "A2", "editor"),
        ("CHAP", "A2", "editor"),
        ("BOOK", "A2", "collection-editor"),
        ("BOOK", "A3", "editor"),
        ("CHAP", "A3", "collection-editor"),
        ("RPRT", "ED", "editor"),
        ("EDBOOK", "AU", "editor"),
        ("BOOK", "A4", "translator"),
        ("EBOOK", "A2", "editor"),
        ("EBOOK", "A3", "collection-editor"),
        ("THES", "A3", "contributor"),
        ("BILL", "A2", "contributor"),
        ("CASE", "A4", "contributor"),
        ("SOUND", "A2", "performer"),
        ("BLOG", "A3", "illustrator"),
        ("MAP", "A2", "collection-editor"),
        ("SER", "A4", "editor"),
        ("VIDEO", "AU", "director"),
    ],
)
def test_roles(type_: str, tag: str, role: str) -> None:
    assert work_of(f"{tag}  - Berg, Ada", type_=type_).creators == (
        Creator("Berg", "Ada", role=role),
    )


@pytest.mark.parametrize("type_", ["PAT", "LEGAL"])
@pytest.mark.parametrize("line", ["A2  - Owl Office", "A2  - Owl Office,"])
def test_who_issued_it_is_no_editor(type_: str, line: str) -> None:
    work = work_of(line, type_=type_)

    assert (work.authority, work.creators) == ("Owl Office", ())


def test_the_name_of_a_file_is_nobody() -> None:
    entry = entry_of("TI  - Owls", "A2  - owls.png", type_="FIGURE")

    assert entry.work.creators == ()
    assert entry.resolution == Imported("ris", (("A2", "owls.png"),))


@pytest.mark.parametrize(
    ("name", "creator"),
    [
        ("Berg, Ada", Creator("Berg", "Ada")),
        ("de la Cruz, Ada", Creator("Cruz", "Ada", "de la")),
        ("hooks, bell", Creator("hooks", "bell")),
        ("Berg, , Jr.", Creator("Berg", suffix="Jr.")),
        ("Suharto", Creator(literal="Suharto")),
        ("A, B, C, D", Creator(literal="A, B, C, D")),
    ],
)
def test_names(name: str, creator: Creator) -> None:
    assert work_of(f"AU  - {name}").creators == (creator,)


@pytest.mark.parametrize("end", ["et al.", "et al", "Et Al.", "others"])
def test_a_list_known_in_part(end: str) -> None:
    work = work_of("AU  - Berg, Ada", f"AU  - {end}")

    assert work.creators == (Creator("Berg", "Ada"),)
    assert not work.creators_complete


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Annals of <i>Apis</i>", "Annals of Apis"),
        ("Bees &amp; Wasps", "Bees & Wasps"),
        ("Bees & Wasps", "Bees & Wasps"),
        ("Bees < Wasps > Ants", "Bees < Wasps > Ants"),
    ],
)
def test_a_journal_is_named_without_markup(value: str, shown: str) -> None:
    assert work_of(f"JO  - {value}").container.title == shown
    long = f"{value}, the journal of a society that has a name of more than eighty letters itself"
    assert work_of(f"JO  - {long}").container.title == long.replace(value, shown)


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        (["PY  - 2025"], PartialDate(2025)),
        (["PY  - 2025///"], PartialDate(2025)),
        (["PY  - 2025", "DA  - 2025/11/02"], PartialDate(2025, 11, 2)),
        (["Y1  - 2025/11/02/"], PartialDate(2025, 11, 2)),
        (["DA  - 2025-11"], PartialDate(2025, 11)),
        (["PY  - 2025", "DA  - 2 November"], PartialDate(2025, 11, 2)),
        (["DA  - Nov 2025"], PartialDate(2025, 11)),
        (["PY  - 2025", "DA  - 2024/05"], PartialDate(2025)),
        (["PY  - 2025/12/31"], PartialDate(2025, 12, 31)),
        (["PY  - 2025", "DA  - Dec 31"], PartialDate(2025, 12, 31)),
        (["PY  - 2025/12/32"], PartialDate(2025)),
        (["PY  - 2025/13/01"], PartialDate(2025)),
        (["PY  - 2025/00/00"], PartialDate(2025)),
        (["PY  - in press"], PartialDate(0, literal="in press")),
        (["PY  - 2019", "DA  - 2019 Mar-Apr"], PartialDate(2019, 3, end=PartialDate(2019, 4))),
        (["DA  - Spring 2019"], PartialDate(2019, season=1)),
        (["PY  - c. 1850"], PartialDate(1850, circa=True)),
        (["DA  - 380 BC"], PartialDate(-380)),
        (["DA  - 1997/.."], PartialDate(1997, end=PartialDate(0))),
        ([], None),
    ],
)
def test_dates(lines: list[str], date: PartialDate | None) -> None:
    assert work_of("TI  - x", *lines).issued == date


def test_a_date_that_is_not_understood_whole_is_kept() -> None:
    assert kept("PY  - 2025", "DA  - 2025/11/02/Spring", "Y1  - 2024") == (
        ("DA", "2025/11/02/Spring"),
        ("Y1", "2024"),
    )


@pytest.mark.parametrize(
    ("lines", "page"),
    [
        (["SP  - 1", "EP  - 9"], "1-9"),
        (["SP  - 123–9"], "123-9"),
        (["SP  - 12 - 15"], "12-15"),
        (["SP  - 12-15", "EP  - 15"], "12-15"),
        (["EP  - 9"], "9"),
        (["SP  - S1", "EP  - S8"], "S1-S8"),
        (["SP  - e12", "C7  - e12"], ""),
        (["SP  - 1 – 2", "C7  - 1 – 2"], ""),
        (["SP  - 1", "EP  - 9", "C7  - e12"], "1-9"),
    ],
)
def test_pages(lines: list[str], page: str) -> None:
    assert work_of(*lines).page == page


def test_a_report_has_its_number_where_others_have_isbns() -> None:
    report = work_of("SN  - WHO/17", "SN  - 978-0-19-968162-4", type_="RPRT")

    assert (report.number, report.isbns) == ("WHO/17", (Isbn("9780199681624"),))


def test_identifiers_stand_in_notes_too() -> None:
    work = work_of(
        "N1  - ISBN: 9780199681624",
        "N1  - ISSN: 1546-170X, 1078-8956",
        "N1  - PMCID: PMC12",
        "N1  - Other DOIs: 10.1000/b, 10.1000/c",
        type_="RPRT",
    )

    assert work.isbns == (Isbn("9780199681624"),)
    assert work.container.issns == (Issn("1546-170X"), Issn("1078-8956"))
    assert work.pmcid == Pmcid("PMC12")
    assert work.other_dois == (Doi("10.1000/b"), Doi("10.1000/c"))


def test_what_cannot_be_read_is_kept_under_its_tag() -> None:
    assert kept("DO  - none yet", "SN  - 1234-5678", "TI  - One", "TI  - Two", "XX  - y") == (
        ("DO", "none yet"),
        ("SN", "1234-5678"),
        ("TI", "Two"),
        ("XX", "y"),
    )


def test_a_doi_stands_in_other_places_too() -> None:
    assert work_of("M3  - doi: 10.1000/a").doi == Doi("10.1000/a")
    assert work_of("L3  - https://doi.org/10.1000/a").doi == Doi("10.1000/a")
    assert work_of("DO  - 10.1000/a", "M3  - 10.1000/b").doi == Doi("10.1000/a")


def test_an_accession_number_is_pubmeds_where_the_database_says_so() -> None:
    assert work_of("AN  - 12345678", "DB  - Academic Search").pmid is None
    assert kept("AN  - 12345678", "DB  - Academic Search")[0] == ("AN", "12345678")


def test_notes_stay_notes_but_for_those_that_stand_for_a_tag() -> None:
    entry = entry_of("N1  - PMID: 40993243", "N1  - Authors: we thank", "N1  - mine\nown")

    assert entry.work.pmid == Pmid("40993243")
    assert entry.work.creators_complete
    assert entry.resolution == Imported("ris", (("N1", "Authors: we thank"), ("N1", "mine\nown")))


def test_ids_are_unique() -> None:
    text = "".join(
        f"TY  - JOUR\nTI  - x\n{line}ER  - \n"
        for line in ("ID  - a\n", "", "ID  - a\n", "ID  - a-2\n", "ID  - entry2\n")
    )

    assert [entry.id for entry in read(text).entries] == ["a", "", "a-2", "a-2-2", "entry2"]


def test_a_file_without_a_record_is_refused() -> None:
    for text in ("just text", "PMID- 123\nTI  - x\n", "TY  - JOUR\nER  - \n"):
        with pytest.raises(InputError, match=r"^x\.ris: holds no RIS record that can be read$"):
            read(text)


def test_what_is_no_record_is_named_and_left() -> None:
    text = "AU  - Berg\nTI  - x\n\nTY  - JOUR\nER  - \n\nTY  - BOOK\nTI  - y\nER  - \n"

    library = read(text)

    assert library.troubles == (
        "x.ris: line 1: left as it stands (no TY line before it)",
        "x.ris: line 4: left as it stands (its type is all it says)",
    )
    assert library.with_keywords([["SLE"]]) == text.replace("y\nER", "y\nKW  - SLE\nER")


NORMAL = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="<&"), max_size=14)
NAME = st.text(st.characters(categories=("L", "M", "Pd")), min_size=1, max_size=8)
PEOPLE = st.builds(Creator, NAME, NAME, suffix=st.sampled_from(["", "Jr.", "III"])) | st.builds(
    Creator, literal=st.lists(NAME, min_size=2, max_size=3).map(" ".join)
)
ANY_WORKS = st.builds(
    make_work,
    NORMAL,
    type=st.sampled_from(WorkType),
    creators=st.lists(PEOPLE, max_size=3).map(tuple),
    container=st.builds(Container, NORMAL, NORMAL, collection=NORMAL),
    volume=NORMAL,
    issue=NORMAL,
    page=NORMAL,
    number=NORMAL,
    doi=st.sampled_from([None, Doi("10.1002/(sici)1097<114::aid_x>3.0.co;2-0")]),
    published_print=st.builds(PartialDate, st.integers(1000, 2999), st.integers(0, 12)),
)


def told(text: str) -> str:
    """What a line of RIS can say: one line, in Unicode's composed form, nothing invisible."""
    return one_line(clean(one_line(text)))


def said(creator: Creator) -> str:
    parts = (creator.literal, creator.full_family, creator.given, creator.suffix)
    return ", ".join(told(part) for part in parts if part)


@given(ANY_WORKS, st.lists(NORMAL, max_size=3))
def test_what_refkit_wrote_comes_back(work: Work, words: list[str]) -> None:
    evidence = (Evidence("title", 0, 1, "x", "r"),)
    tags = tuple(Tag("f", word, word, evidence) for word in words)

    (entry,) = read(RIS.render(bibliography_of(make_entry(work, tags=tags)), Options())).entries

    again = entry.work
    assert again.title.plain == told(unstyled(work.title))
    assert [said(creator) for creator in again.creators] == [said(each) for each in work.creators]
    assert again.issued == work.published_print
    assert again.container.title == told(work.container.title) or (
        not told(work.container.title) and again.container.title == told(work.container.short_title)
    )
    assert (again.volume, again.issue) == (told(work.volume), told(work.issue))
    # A page that is the article's number is written once and read as the number.
    assert again.page in pages_of(work) or told(work.page) == told(work.number) == again.number
    assert again.doi == work.doi
    assert isinstance(entry.resolution, Imported)
    keywords = [value for name, value in entry.resolution.kept if name == "KW"]
    assert keywords == list(filter(None, map(one_line, dict.fromkeys(words))))


def pages_of(work: Work) -> set[str]:
    """Pages with hyphens; "5-5" is one page, and so is a number that stands for it."""
    page = re.sub(r"\s*[–‒—-]+\s*", "-", told(work.page))
    first, _, last = page.partition("-")
    return {page, first if first == last else page, "" if page == told(work.number) else page}


@given(ANY_WORKS)
def test_a_second_writing_is_the_first(work: Work) -> None:
    def written(entry: Entry) -> str:
        return RIS.render(bibliography_of(entry), Options())

    (once,) = read(written(make_entry(work))).entries
    (twice,) = read(written(once)).entries

    assert twice == once


@given(
    st.lists(
        st.sampled_from(
            ["TY  - JOUR", "TY  - BOOK", "ER  - ", "TI  - x", "AU  - a, b", "KW  - k", "", "more",
             "ID  - i", "TY - GEN", "ty  - x", "AB  - y", "T2-weighted", "\ufeff", "N1  -"]
        ),
        max_size=12,
    ),
    st.sampled_from(["\n", "\r\n", "\r"]),
)  # fmt: skip
def test_any_file_comes_back_byte_for_byte(lines: list[str], break_: str) -> None:
    text = break_.join(lines)
    try:
        library = read(text)
    except InputError:
        return
    count = len(library.entries)

    assert library.with_keywords([[]] * count) == text
    changed = library.with_keywords([["new"]] * count)
    assert [line for line in changed.split(break_) if "new" not in line] == lines
    assert [entry.work for entry in read(changed).entries] == [e.work for e in library.entries]
    ids = [entry.id for entry in library.entries if entry.id]
    assert len(set(ids)) == len(ids)


def test_fields_right_above_a_record_are_its_own() -> None:
    text = (
        "DB  - M\nTI  - x\nTY  - JOUR\nAU  - Roe, A\nER  - \nDB  - N\nTY  - BOOK\nTI  - y\nER  - "
    )

    (first, second) = read(text).entries

    assert (first.work.title.plain, first.resolution) == (
        "x",
        Imported("ris", (("DB", "M"),)),
    )
    assert second.work.title.plain == "y"
    assert read(text).with_keywords([["k"], []]) == text.replace("Roe, A\n", "Roe, A\nKW  - k\n", 1)


def test_fields_of_nothing_are_told_and_left() -> None:
    library = read("TI  - lost\nER  - \n\nAB  - more\n\nTY  - JOUR\nTI  - x\nER  - ")

    assert [entry.work.title.plain for entry in library.entries] == ["x"]
    assert library.troubles == ("x.ris: line 1: left as it stands (no TY line before it)",)


def test_a_record_may_be_indented() -> None:
    (entry,) = read("  TY  - JOUR\n  TI  - x\n  PY  - 2001\n  ER  - \n").entries

    assert (entry.work.title.plain, entry.work.issued) == ("x", PartialDate(2001))


def test_a_folded_list_is_a_value_a_line() -> None:
    lines = ("KW  - *Reefs", "*Storms", "a long", "  keyword", "AU  - Roe, A", "Poe, B")
    entry = entry_of(*lines, "UR  - <Go to ISI>://WOS:1", "https://example.org/a", "AB  - a", "b")

    assert entry.work.creators == (Creator("Roe", "A"), Creator("Poe", "B"))
    assert entry.work.url == "https://example.org/a"
    assert entry.resolution == Imported(
        "ris",
        (
            ("KW", "*Reefs"),
            ("KW", "*Storms"),
            ("KW", "a long keyword"),
            ("UR", "<Go to ISI>://WOS:1"),
        ),
    )


def test_what_web_of_science_writes_is_read_as_it_means_it() -> None:
    lines = (
        "T2  - SEA DAYS: BACK TO THE SEA", "CP  - Sea Days", "CL  - Rome", "C3  - Univ X",
        "C1  - Univ X, Dept", "PU  - PRESS", "PI  - TOWN", "JI  - Sea D.", "AN  - WOS:0001",
    )  # fmt: skip
    work = work_of(*lines, type_="CPAPER")

    assert (work.container.title, work.container.short_title) == (
        "SEA DAYS: BACK TO THE SEA",
        "Sea D.",
    )
    assert (work.event_title, work.event_place) == ("Sea Days", "Rome")
    assert (work.publisher, work.publisher_place) == ("PRESS", "TOWN")
    assert work_of("AN  - WOS:0001", "C6  - OCT 2022").issued == PartialDate(2022, 10)
    assert work_of("AN  - WOS:0001", "C6  - OCT 2022", "PY  - 2023").issued == PartialDate(2023)


def test_endnote_has_the_proceedings_of_the_same_record_where_it_has_them() -> None:
    lines = ("T2  - Sea Days", "C3  - Proceedings of Sea Days", "AN  - WOS:0001", "ID  - 7")

    work = work_of(*lines, type_="CONF")

    assert (work.container.title, work.event_title) == ("Proceedings of Sea Days", "Sea Days")


def test_ebsco_has_a_title_of_its_own_in_t2() -> None:
    lines = ("T1  - Ruts.", "T2  - A show", "JF  - Time Weekly", "JO  - Time", "DP  - EBSCOhost")

    entry = entry_of(*lines)

    assert entry.work.container.title == "Time Weekly"
    assert ("T2", "A show") in entry.resolution.kept  # type: ignore[union-attr]
    assert work_of(*lines[:-1]).container.title == "A show"


@pytest.mark.parametrize(
    ("line", "issue"),
    [("M1  - 4", "4"), ("M1  - Suppl 2", "Suppl 2"), ("M1  - 0", ""),
     ("M1  - (Roe A.) University of X, Town", "")],
)  # fmt: skip
def test_an_issue_stands_in_m1_too(line: str, issue: str) -> None:
    assert work_of(line, type_="EJOUR").issue == issue
    assert work_of(line).issue == issue


@pytest.mark.parametrize(
    "day", ["20190612", "2019/06/12", "2019-06-12", "2019/6/", "Jun 12", "2019 Jun 12", "2019"]
)
def test_a_day_is_no_edition(day: str) -> None:
    assert work_of(f"ET  - {day}").edition == ""


def test_a_doi_is_no_genre_and_stands_once() -> None:
    doi = "10.1000/a.1"

    entry = entry_of(f"DO  - {doi}", f"M3  - doi: {doi}", f"N1  - doi: {doi}", "M3  - doi: no")

    assert (entry.work.doi, entry.work.genre) == (Doi(doi), "")
    assert entry.resolution == Imported("ris", (("M3", "doi: no"),))
    assert work_of(f"DO  - {doi}", "M3  - 10.1000/b").genre == ""
    assert work_of("M3  - Letter").genre == "Letter"
    assert kept("N1  - see 10.1000/a.1, too") == (("N1", "see 10.1000/a.1, too"),)


def test_da_is_the_journals_where_y1_has_another_day() -> None:
    lines = ("Y1  - 2013/05/28", "PY  - 2013", "DA  - 2014/04/01")

    assert work_of(*lines).issued == PartialDate(2014, 4, 1)
    assert work_of(*lines[:2]).issued == PartialDate(2013, 5, 28)
    assert work_of("Y1  - 2013/05/28", "DA  - Apr 2").issued == PartialDate(2013, 5, 28)


@pytest.mark.parametrize("mark", ["nan", "NaN", "NA", "N/A", "None"])
def test_what_r_and_pandas_write_for_no_number_is_none(mark: str) -> None:
    numbers = ("VL  - 31", f"IS  - {mark}", "SP  - 100364", f"EP  - {mark}", f"SN  - {mark}")
    entry = entry_of(*numbers, f"PY  - {mark}", "DA  - 2021/05/31", f"KW  - {mark}")

    work = entry.work
    assert (work.volume, work.issue, work.page) == ("31", "", "100364")
    assert work.issued == PartialDate(2021, 5, 31)
    assert entry.resolution == Imported("ris", (("KW", mark),))  # NA is sodium
