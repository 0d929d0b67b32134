"""BibTeX that bibtex and biber take, whatever stands in a title."""

from __future__ import annotations

import subprocess
from pathlib import Path

import bibtexparser
import pytest
from builders import BIBLIOGRAPHIES, bibliography_of, make_entry, make_work, unresolved
from consumers.programs import needs
from hypothesis import given

from refkit.formats.bibtex.bibtex_writer import BIBTEX
from refkit.formats.export import Options, Protect, TagStyle
from refkit.model.bibliography import Bibliography, Citation, Entry
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi
from refkit.model.people import Creator
from refkit.model.reference import Reference
from refkit.model.tags import Evidence, Tag
from refkit.model.work import Container, DatePolicy, Update, Work, WorkType
from refkit.text.rich import RichText, Run, Style


def fields(entry: Entry, options: Options | None = None) -> dict[str, str]:
    library = bibtexparser.parse_string(BIBTEX.render(bibliography_of(entry), options or Options()))
    assert library.failed_blocks == []
    (block,) = library.entries
    return {"entrytype": block.entry_type, **{each.key: each.value for each in block.fields}}


def of_work(work: Work) -> dict[str, str]:
    return fields(make_entry(work))


@given(BIBLIOGRAPHIES)
def test_whatever_is_written_is_read_back_whole(bibliography: Bibliography) -> None:
    library = bibtexparser.parse_string(BIBTEX.render(bibliography, Options()))

    assert library.failed_blocks == []
    assert [entry.key for entry in library.entries] == [entry.id for entry in bibliography.entries]


HOSTILE = [
    "A trial},\n url = {https://evil.example",
    "has { brace",
    "has } brace",
    "ends in a backslash \\",
    "100% sure & #1 _ ~ ^ $x$",
    "@article{x, title = {y}}",
    "\n@article{inner,\n title={x}}",
    "\"quoted\" and ``that''",
    "\\input{/etc/passwd}",
    "CD19 \\} and \\{",
]


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_stays_one_field(title: str) -> None:
    read = of_work(make_work(title))

    assert "url" not in read
    assert read["title"].count("{") == read["title"].count("}")
    assert "\\input" not in read["title"].replace("\\textbackslash", "")


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_names_journals_and_keywords_stay_in_their_fields(title: str) -> None:
    tag = Tag("f", "l", title, (Evidence("title", 0, 1, "O", "r"),))
    work = make_work(
        creators=(Creator(title, title), Creator(literal=title)), container=Container(title)
    )

    read = fields(make_entry(work, tags=(tag,)))

    assert {"author", "journal", "keywords"} <= set(read)
    assert "url" not in read


def test_capitals_that_matter_are_kept_by_token() -> None:
    title = "An iPSC-derived CD19/BCMA CAR-NK Therapy for Sjögren’s Disease with B cells"

    options = Options(proper_names=frozenset({"Sjögren"}))

    assert fields(make_entry(make_work(title)), options)["title"] == (
        'An {iPSC}-derived {CD19/BCMA} {CAR-NK} Therapy for {Sj{\\"o}gren’s} Disease with {B} cells'
    )


def test_styles_are_written_in_tex() -> None:
    title = RichText.of("CD19", Run("+", (Style.SUP,)), " in ", Run("E. coli", (Style.ITALIC,)))

    assert of_work(make_work(title))["title"] == (
        "{CD19}\\textsuperscript{+} in \\textit{{E}. coli}"
    )


def test_nobody_known_is_no_author() -> None:
    assert "author" not in of_work(make_work(creators=(), creators_complete=False))


def test_the_date_that_is_cited_is_the_prints() -> None:
    work = make_work(published_print=PartialDate(2025), published_online=PartialDate(2024, 9, 11))

    assert of_work(work)["year"] == "2025"
    online = fields(make_entry(work), Options(date_policy=DatePolicy.ONLINE))
    assert (online["year"], online["month"]) == ("2024", "sep")


def test_a_month_is_a_macro() -> None:
    assert "month = nov," in BIBTEX.render(bibliography_of(make_entry()), Options())


def test_a_doi_and_an_address_are_left_as_they_are() -> None:
    doi = "10.1002/(sici)1097<114::aid_x>3.0.co;2-0%25"

    assert of_work(make_work(doi=Doi(doi)))["doi"] == doi
    read = of_work(make_work(url="https://example.org/a_b%20c?x=1&y={z}$1"))
    assert read["url"] == "https://example.org/a_b%20c?x=1&y=%7Bz%7D%241"
    assert of_work(make_work(doi=Doi("10.1000/a{b}c")))["doi"] == "10.1000/a{b}c"
    assert of_work(make_work(doi=Doi("10.1000/a}b{\\")))["doi"] == "10.1000/a%7Db%7B%5C"


def test_the_address_of_the_doi_is_not_said_twice() -> None:
    work = make_work(doi=Doi("10.1000/a"), url="https://doi.org/10.1000/a")

    assert "url" not in of_work(work)
    assert "url" not in {loss.field for loss in BIBTEX.losses(make_entry(work), Options())}


@pytest.mark.parametrize(
    ("style", "written"),
    [
        (TagStyle.NAME, "CAR-NK"),
        (TagStyle.ID, "car-nk"),
        (TagStyle.PATH, "modality/car-nk"),
        (TagStyle.GROUP, "modality > CAR-NK"),
    ],
)
def test_tags_are_keywords(style: TagStyle, written: str) -> None:
    tag = Tag("modality", "car-nk", "CAR-NK", (Evidence("title", 0, 6, "CAR-NK", "r"),))

    assert fields(make_entry(tags=(tag, tag)), Options(tag_style=style))["keywords"] == written


def test_what_was_not_resolved_says_so_and_shows_what_was_printed() -> None:
    printed = (("unstructured", "Berg, A. On <i>bees</i> &amp; birds. (2025)."),)
    citation = Citation(Doi("10.1000/r"), Reference(1, "a", printed))

    said = fields(make_entry(resolution=unresolved(), citations=(citation,)))

    # Styles print the note: it is for the reader of the paper, who did not search.
    assert "note" not in said
    assert said["annote"].startswith("Not resolved: no usable DOI")
    assert said["annote"].endswith("As printed: Berg, A. On bees \\& birds. (2025).")


def test_a_retraction_is_seen() -> None:
    update = Update("retraction", "10.1000/n", PartialDate(2023, 8, 1))

    assert of_work(make_work(updates=(update,)))["note"] == (
        "Retraction of 2023-08-01, notice 10.1000/n"
    )


@pytest.mark.parametrize(
    ("type_", "written", "container", "publisher"),
    [
        (WorkType.ARTICLE_JOURNAL, "article", "journal", "publisher"),
        (WorkType.CHAPTER, "incollection", "booktitle", "publisher"),
        (WorkType.PAPER_CONFERENCE, "inproceedings", "booktitle", "publisher"),
        (WorkType.ARTICLE, "misc", "howpublished", "publisher"),
        (WorkType.DATASET, "misc", "howpublished", "publisher"),
        (WorkType.BOOK, "book", "annote", "publisher"),
        (WorkType.REPORT, "techreport", "annote", "institution"),
        (WorkType.THESIS, "phdthesis", "annote", "school"),
    ],
)
def test_types(type_: WorkType, written: str, container: str, publisher: str) -> None:
    read = of_work(make_work(type=type_, container=Container("Bees"), publisher="Hive"))

    assert (read["entrytype"], read[publisher]) == (written, "Hive")
    assert read[container] == ("In: Bees" if container == "annote" else "Bees")


def test_every_type_has_an_entry() -> None:
    types = {fields(make_entry(make_work(type=type_)))["entrytype"] for type_ in WorkType}

    assert types <= {"article", "book", "incollection", "inproceedings", "misc", "phdthesis",
                     "techreport", "unpublished"}  # fmt: skip


def test_the_server_of_a_preprint_is_printed() -> None:
    read = of_work(make_work(type=WorkType.ARTICLE, publisher="bioRxiv"))

    assert (read["howpublished"], read["type"]) == ("bioRxiv", "preprint")


def test_what_a_thesis_is_for() -> None:
    work = make_work(type=WorkType.THESIS, genre="Master’s thesis")

    assert of_work(work)["entrytype"] == "mastersthesis"
    assert of_work(make_work(type=WorkType.THESIS))["type"] == "Thesis"


def test_a_patent_is_printed_with_its_number() -> None:
    read = of_work(make_work(type=WorkType.PATENT, number="EP 1"))

    assert (read["number"], read["type"], read["note"]) == ("EP 1", "patent", "Patent EP 1")


@pytest.mark.parametrize(
    ("page", "written"),
    [
        ("101-9", "101--9"),
        ("101–109", "101--109"),
        ("S1-S8, 12, e3-e4", "S1--S8, 12, e3--e4"),
        ("A-12–A-19", "A-12--A-19"),
        ("A-12-A-19", "A-12-A-19"),  # nobody can tell which is the range
        ("iv", "iv"),
        ("1--9", "1--9"),
    ],
)
def test_pages(page: str, written: str) -> None:
    assert of_work(make_work(page=page))["pages"] == written


def test_a_number_stands_where_bibtex_takes_one() -> None:
    book = {"type": WorkType.BOOK, "number": "7"}

    series = Container(collection="Hives")
    assert of_work(make_work(container=series, **book))["number"] == "7"
    assert of_work(make_work(container=series, volume="2", **book))["annote"] == "Number: 7"
    assert of_work(make_work(number="e7", issue="2"))["eid"] == "e7"
    assert of_work(make_work(number="e7", issue="2"))["number"] == "2"


def test_languages_are_named_as_babel_does() -> None:
    read = of_work(make_work(language="de-DE"))

    assert (read["langid"], read["language"]) == ("ngerman", "de-DE")
    assert "langid" not in of_work(make_work(language="zh"))


def test_spelled_or_in_unicode() -> None:
    work = make_work("β-cells of Łódź", creators=(Creator("Müller", "Ö."),))

    assert of_work(work)["title"] == r"$\beta$-cells of {\L}{\'o}d{\'z}"
    read = fields(make_entry(work), Options(unicode=True))
    assert (read["title"], read["author"]) == ("β-cells of Łódź", "Müller, Ö.")


@pytest.mark.parametrize(
    ("protect", "written"),
    [
        (Protect.NONE, "A CAR-T Trial in Berlin"),
        (Protect.TOKENS, "A {CAR-T} Trial in {Berlin}"),
        (Protect.ALL, "{A} {CAR-T} {Trial} in {Berlin}"),
    ],
)
def test_which_capitals_are_braced(protect: Protect, written: str) -> None:
    options = Options(protect=protect, proper_names=frozenset({"Berlin"}))

    assert fields(make_entry(make_work("A CAR-T Trial in Berlin")), options)["title"] == written


def sentence_case(*works: Work, options: Options, folder: Path) -> list[str]:
    """The titles as the style unsrt sets them: in sentence case, what is braced as it is."""
    needs("bibtex")
    entries = [make_entry(work, f"k{place}") for place, work in enumerate(works)]
    text = BIBTEX.render(bibliography_of(*entries), options)
    (folder / "refs.bib").write_text(text, encoding="utf-8")
    aux = "\\citation{*}\n\\bibstyle{unsrt}\n\\bibdata{refs}\n"
    (folder / "paper.aux").write_text(aux, encoding="utf-8")
    said_by("bibtex", "paper", folder=folder)
    lines = (folder / "paper.bbl").read_text(encoding="utf-8").split("\\newblock ")
    return [" ".join(line.split()) for line in lines if line.startswith("On")]


def test_a_style_lowers_accented_capitals_and_no_protected_ones(tmp_path: Path) -> None:
    works = [
        make_work("On Über Éclairs In ÜBER-CAR Œuvres And Δ"),
        make_work("On Bees: Łódź And Ångström CD19 Cells"),
    ]

    titles = sentence_case(*works, options=Options(), folder=tmp_path)

    assert titles == [
        r"On {\"u}ber {\'e}clairs in {{\"U}BER-CAR} {\oe}uvres and {{$\Delta$}}.",
        r"On bees: {\L}{\'o}d{\'z} and {\r{a}}ngstr{\"o}m {CD19} cells.",
    ]


def programs_take(text: str, folder: Path) -> None:
    needs("bibtex", "biber")
    (folder / "refs.bib").write_text(text, encoding="utf-8")
    aux = "\\citation{*}\n\\bibstyle{plain}\n\\bibdata{refs}\n"
    (folder / "paper.aux").write_text(aux, encoding="utf-8")
    said = said_by("bibtex", "paper", folder=folder)
    said += said_by(
        "biber", "--tool", "--nolog", "--output-file", "out.bib", "refs.bib", folder=folder
    )
    assert "error" not in said.lower(), said


def said_by(*command: str, folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.mark.programs
def test_bibtex_and_biber_take_it(tmp_path: Path) -> None:
    entries = [
        make_entry(
            make_work(title, creators=(Creator("Müller", "Ö."), Creator(literal=title))),
            f"k{place}",
        )
        for place, title in enumerate([*HOSTILE, "自身免疫 β-cells CD19⁺ ≥ 5 – é"])
    ]

    programs_take(BIBTEX.render(bibliography_of(*entries), Options()), tmp_path)
