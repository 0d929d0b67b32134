"""Fields of BibTeX and of biblatex as a work, and what is kept of them."""

from __future__ import annotations

from typing import Any

import pytest
from builders import make_entry, make_work

from refkit.formats.bibtex.biblatex_writer import BIBLATEX
from refkit.formats.bibtex.bibtex_writer import BIBTEX
from refkit.formats.bibtex.reader import read_bibtex
from refkit.formats.export import Exporter, Options
from refkit.model.bibliography import Entry
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn, Pmcid, Pmid
from refkit.model.people import Creator
from refkit.model.resolution import Imported
from refkit.model.work import Container, WorkType
from refkit.text.rich import RichText, Run, Style


def entry_of(fields: str, kind: str = "article", before: str = "") -> Entry:
    (entry,) = read_bibtex(f"{before}@{kind}{{key, {fields}}}", "x.bib").entries
    return entry


def kept(entry: Entry) -> tuple[tuple[str, str], ...]:
    assert isinstance(entry.resolution, Imported)
    return entry.resolution.kept


def test_an_article_of_bibtex() -> None:
    entry = entry_of(
        "author={Berg, Ada}, title={On {\\it Apis}}, journal={J. Bees}, year=2025, month=nov, volume=3, "
        "number={15-16}, pages={1--9}, issn={1546-170X, 1078-8956}, pmid={40993243}, pmcid={PMC12}, "
        "doi={https://doi.org/10.1000/A{\\_}b}, eid={e12}, abstract={So {CAR}}, publisher={Hive}, address={Bern}"
    )

    work = entry.work
    assert work.type is WorkType.ARTICLE_JOURNAL
    assert work.title == RichText.of("On ", Run("Apis", (Style.ITALIC,)))
    assert (work.container.title, work.volume, work.issue, work.page) == (
        "J. Bees",
        "3",
        "15-16",
        "1-9",
    )
    assert (work.number, work.abstract.plain, work.publisher, work.publisher_place) == (
        "e12",
        "So CAR",
        "Hive",
        "Bern",
    )
    assert work.container.issns == (Issn("1546-170X"), Issn("1078-8956"))
    assert (work.doi, work.pmid, work.pmcid) == (
        Doi("10.1000/a_b"),
        Pmid("40993243"),
        Pmcid("PMC12"),
    )
    assert work.issued == PartialDate(2025, 11)
    assert kept(entry) == ()


def test_a_thesis_is_of_its_school_whoever_publishes_it() -> None:
    entry = entry_of("title={Owls}, school={Owl University}, publisher={Owl Press}", "phdthesis")

    assert entry.work.publisher == "Owl University"
    assert kept(entry) == (("publisher", "Owl Press"),)


def test_a_book_that_names_itself_for_its_parts_alone_has_that_title() -> None:
    entry = entry_of("booktitle={Proceedings of {Owls}}, editor={Roe, Ann}", "proceedings")

    assert (entry.work.title.plain, entry.work.container.title) == ("Proceedings of Owls", "")


def test_who_organized_a_book_that_has_a_publisher_is_no_site() -> None:
    entry = entry_of(
        "title={Owls}, organization={Owl Society}, publisher={Owl Press}", "proceedings"
    )

    assert (entry.work.container.title, entry.work.publisher) == ("", "Owl Press")
    assert kept(entry) == (("organization", "Owl Society"),)


def test_beside_an_address_the_location_is_that_of_the_meeting() -> None:
    entry = entry_of("title={Owls}, address={New York}, location={Oslo, Norway}", "inproceedings")

    assert (entry.work.publisher_place, entry.work.event_place) == ("New York", "Oslo, Norway")
    assert kept(entry) == ()


def test_blanks_around_the_hyphen_of_pages_say_nothing() -> None:
    assert entry_of("title={Owls}, pages={101 - 109}").work.page == "101-109"


def test_an_article_of_a_server_has_its_number() -> None:
    assert entry_of("title={Owls}, elocation-id={2020.01.01.1}").work.number == "2020.01.01.1"


def test_keys_of_biblatex_stand_for_words() -> None:
    entry = entry_of(
        "title={A perch}, type={patreqeu}, location={countryfr and countryde}", "patent"
    )

    assert (entry.work.genre, entry.work.publisher_place) == (
        "European patent request",
        "France; Germany",
    )
    assert kept(entry) == ()


def test_a_part_of_a_work_of_several_volumes_is_in_it() -> None:
    fields = "title={Owls}, maintitle={Collected Works}, mainsubtitle={All of them}, volume={3}"

    entry = entry_of(fields, "inbook")

    assert entry.work.container.title == "Collected Works: All of them"
    assert kept(entry) == ()
    assert kept(entry_of(f"{fields}, booktitle={{Birds}}", "inbook")) == (
        ("maintitle", "Collected Works"),
        ("mainsubtitle", "All of them"),
    )


def test_a_chapter_of_biblatex() -> None:
    entry = entry_of(
        "author={Berg, Ada}, title={Bees}, subtitle={a life}, booktitle={All bees}, editor={Doe, Jo}, "
        "editortype={compiler}, translator={Roe, Al}, date={2025-11-03}, location={Bern}, publisher={Hive}, "
        "langid={ngerman}, eprint={40993243}, eprinttype={pubmed}, isbn={978-0-19-968162-4}, series={Hives}, "
        "number={7}, origtitle={Bienen}, shortjournal={AB}, edition={2}, type={resreport}",
        "incollection",
    )

    work = entry.work
    assert work.type is WorkType.CHAPTER
    assert work.title.plain == "Bees: a life"
    assert work.creators == (
        Creator("Berg", "Ada"),
        Creator("Doe", "Jo", role="compiler"),
        Creator("Roe", "Al", role="translator"),
    )
    assert (work.issued, work.language, work.pmid) == (
        PartialDate(2025, 11, 3),
        "de",
        Pmid("40993243"),
    )
    assert (work.container.title, work.container.short_title, work.container.collection) == (
        "All bees",
        "AB",
        "Hives",
    )
    assert (work.number, work.issue, work.original_title) == ("7", "", "Bienen")
    assert (work.isbns, work.genre) == ((Isbn("9780199681624"),), "Research report")
    assert kept(entry) == ()


@pytest.mark.parametrize(
    ("kind", "fields", "type_", "genre"),
    [
        ("phdthesis", "", WorkType.THESIS, "PhD thesis"),
        ("phdthesis", "type={Thesis}", WorkType.THESIS, ""),
        ("misc", "type={Dataset}", WorkType.DATASET, ""),
        ("misc", "type={Poster}", WorkType.DOCUMENT, "Poster"),
        ("report", "type={Standard}", WorkType.STANDARD, ""),
        ("misc", "archiveprefix={arXiv}, eprint={2501.1}", WorkType.ARTICLE, ""),
        ("online", "pubstate={preprint}", WorkType.ARTICLE, ""),
        ("MastersThesis", "type={Diploma}", WorkType.THESIS, "Diploma"),
        ("thesis", "type={mathesis}", WorkType.THESIS, "Master's thesis"),
        ("article", "entrysubtype={newspaper}", WorkType.ARTICLE_NEWSPAPER, ""),
        ("online", "", WorkType.WEBPAGE, ""),
        ("whatever", "", WorkType.DOCUMENT, ""),
    ],
)
def test_types(kind: str, fields: str, type_: WorkType, genre: str) -> None:
    work = entry_of(f"title={{x}}, {fields}", kind).work

    assert (work.type, work.genre) == (type_, genre)


@pytest.mark.parametrize(
    ("pages", "read"),
    [
        ("1--9", "1-9"),
        ("1 -- 9", "1-9"),
        ("1–9, 12", "1-9, 12"),
        ("A-12--A-19", "A-12–A-19"),
        ("e12", "e12"),
    ],
)
def test_pages(pages: str, read: str) -> None:
    assert entry_of(f"pages={{{pages}}}").work.page == read


@pytest.mark.parametrize(
    ("kind", "fields", "container", "publisher"),
    [
        ("misc", "howpublished={bioRxiv}", "", "bioRxiv"),
        ("online", "organization={Hive News}", "Hive News", ""),
        ("online", "organization={Hive News}, publisher={Hive}", "Hive News", "Hive"),
        ("misc", "howpublished={Accessed: 2020-01-01}", "", ""),
        ("inproceedings", "booktitle={Proc.}, organization={IEEE}", "Proc.", "IEEE"),
    ],
)  # fmt: skip
def test_who_put_it_out(kind: str, fields: str, container: str, publisher: str) -> None:
    work = entry_of(fields, kind).work

    assert (work.container.title, work.publisher) == (container, publisher)


@pytest.mark.parametrize(
    ("fields", "language"),
    [
        ("langid={ngerman}", "de"),
        ("langid={american}", "en-US"),
        ("language={de-DE}, langid={ngerman}", "de-DE"),
        ("language={Latin and Greek}", "Latin and Greek"),
    ],
)
def test_languages(fields: str, language: str) -> None:
    entry = entry_of(f"title={{x}}, {fields}")

    assert entry.work.language == language
    assert kept(entry) == ()


def test_what_has_no_place_is_kept_as_it_stands_and_in_order() -> None:
    entry = entry_of(
        'File = {:C\\:/a.pdf:PDF}, title={x}, owner="me", keywords={mine, {\\\'e}}, note = {see {B}}, '
        "journal=jb # { 2}, x-empty={}, timestamp=2020.01.02",
        before='@string{JB = "J. Bees"}\n',
    )

    assert entry.work.container.title == "J. Bees 2"
    assert kept(entry) == (
        ("File", ":C\\:/a.pdf:PDF"),
        ("owner", "me"),
        ("keywords", "mine, {\\'e}"),
        ("note", "see {B}"),
        ("timestamp", "2020.01.02"),
    )


@pytest.mark.parametrize(
    ("field", "why"),
    [
        ("year={2020a}", "a letter that the work has no place for"),
        ("issn={1546-170X, none}", "a number that is none"),
        ("doi={see the web page}", "no DOI"),
        ("editor={Doe, Jo and others}", "only authors are known in part"),
        ("editor={Doe, Jo}, editortype={redactor}", "a role that CSL has not"),
        ("booktitle={Another}", "the journal is the container"),
    ],
)
def test_what_a_work_says_only_in_part_is_kept_too(field: str, why: str) -> None:
    entry = entry_of(f"title={{x}}, journal={{J}}, {field}")

    assert len(kept(entry)) == 1, why


def test_a_field_that_stands_twice_counts_once() -> None:
    entry = entry_of("title={First}, TITLE={Second}")

    assert entry.work.title.plain == "First"
    assert kept(entry) == (("TITLE", "Second"),)


def test_macros_hold_from_where_they_are_defined() -> None:
    text = '@misc{a, series=s}\n@string(s = "One")\n@misc{b, series=S}\n@string{s = s # { and two}}\n@misc{c, series=s}'

    found = [entry.work.container.collection for entry in read_bibtex(text, "x.bib").entries]

    assert found == ["s", "One", "One and two"]


def test_macros_that_double_without_end_stay_small() -> None:
    text = "@string{a = {xxxxxxxx}}\n" + "@string{a = a # a}\n" * 100 + "@misc{b, title=a}"

    (entry,) = read_bibtex(text, "x.bib").entries

    assert len(entry.work.title.plain) <= 100_000


@pytest.mark.parametrize(
    ("fields", "url", "doi"),
    [
        ("url={https://x.org/a_b%20c}", "https://x.org/a_b%20c", None),
        ("url={\\url{https://x.org/}}", "https://x.org/", None),
        ("howpublished={\\url{https://x.org/}}", "https://x.org/", None),
        ("howpublished={By hand}", "", None),
        ("url={https://doi.org/10.1000/a}", "https://doi.org/10.1000/a", Doi("10.1000/a")),
        ("doi={10.1000/a(1)$<$2$>$}", "", Doi("10.1000/a(1)<2>")),
    ],
)
def test_addresses(fields: str, url: str, doi: Doi | None) -> None:
    work = entry_of(f"title={{x}}, {fields}", "misc").work

    assert (work.url, work.doi) == (url, doi)


@pytest.mark.parametrize(
    ("fields", "url", "left"),
    [
        (r"howpublished={\url{https://a.example/b_c}}", "https://a.example/b_c", ()),
        (r"howpublished={\url{https://a.example} (seen in May)}", "https://a.example", ("howpublished",)),
        (r"howpublished={\href{https://a.example}{Report}}", "https://a.example", ("howpublished",)),
        (r"howpublished={\href{https://a.example}{https://a.example}}", "https://a.example", ()),
        (r"url={see \url{https://a.example}}", "https://a.example", ("url",)),
        (r"title={\href{https://a.example/b\_c}{On bees}}", "https://a.example/b_c", ()),
        (r"title={On \href{https://a.example}{bees}}, url={https://b.example}", "https://b.example", ("title",)),
        (r"title={On bees\cite{roe}}", "", ("title",)),
        (r"title={On bees}, abstract={Bees\footnote{Ours.} fly}", "", ("abstract",)),
    ],
)  # fmt: skip
def test_words_that_stand_beside_or_are_not_shown_are_kept(
    fields: str, url: str, left: tuple[str, ...]
) -> None:
    entry = entry_of(fields, "misc")

    assert entry.work.url == url
    assert tuple(name for name, _ in kept(entry)) == left


@pytest.mark.parametrize("name", ["eid", "articleno", "art_number", "Article-Number"])
def test_the_number_of_an_article_by_whichever_name(name: str) -> None:
    entry = entry_of(f"title={{On bees}}, journal={{Hive}}, {name}={{e12}}")

    assert (entry.work.number, kept(entry)) == ("e12", ())


def test_a_number_that_is_said_twice_is_read_once() -> None:
    entry = entry_of("title={On bees}, pmid={123}, eprint={123}, eprinttype={pubmed}")

    assert (entry.work.pmid, entry.work.archive, kept(entry)) == (Pmid("123"), "", ())


@pytest.mark.parametrize(
    ("type_", "given"),
    [
        (WorkType.REVIEW_BOOK, {"issue": "3"}),
        (WorkType.PERIODICAL, {"number": "7"}),
        (WorkType.PERIODICAL, {"issue": "3"}),
        (WorkType.PERIODICAL, {"issue": "3", "number": "7", "genre": "Yearbook"}),
        (WorkType.PERIODICAL, {"publisher": "Hive", "container": Container("Bees of the World")}),
    ],
)
@pytest.mark.parametrize("format_", [BIBTEX, BIBLATEX], ids=lambda format_: format_.name)
def test_numbers_and_hosts_of_serials_come_back(
    format_: Exporter, type_: WorkType, given: dict[str, Any]
) -> None:
    entry = make_entry(make_work(type=type_, **given))

    (read,) = read_bibtex(format_.text([entry], Options()), "x.bib").entries

    for name, value in given.items():
        assert getattr(read.work, name) == value


def test_control_characters_do_not_come_in() -> None:
    entry = entry_of("title={a\x00b\u202ec}, journal={J\x1b[31m}")

    assert entry.work.title.plain == "a bc"
    assert entry.work.container.title == "J [31m"


def test_names_of_fields_that_web_of_science_and_scopus_have() -> None:
    wos = entry_of("title = {Owls}, journal-iso = {Owl Lett.}, article-number = {17}")
    assert (wos.work.container.short_title, wos.work.number) == ("Owl Lett.", "17")

    scopus = entry_of("title = {Owls}, journal = {Owls}, abbrev_source_title = {Owl Lett.}")
    assert scopus.work.container.short_title == "Owl Lett."


def test_of_several_addresses_the_first_is_read_and_all_are_kept() -> None:
    entry = entry_of("title = {Owls}, url = {https://example.org/a https://example.org/b}")

    assert entry.work.url == "https://example.org/a"
    assert kept(entry) == (("url", "https://example.org/a https://example.org/b"),)
