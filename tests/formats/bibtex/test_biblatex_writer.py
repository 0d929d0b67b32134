"""BibLaTeX that keeps to biblatex's data model, in Unicode."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import bibtexparser
import pytest
from builders import BIBLIOGRAPHIES, bibliography_of, make_entry, make_work
from consumers.programs import needs
from hypothesis import given

from refkit.formats.bibtex.biblatex_writer import BIBLATEX
from refkit.formats.bibtex.bibtex_writer import BIBTEX
from refkit.formats.bibtex.reader import read_bibtex
from refkit.formats.export import Exporter, Options
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn, Pmcid, Pmid
from refkit.model.people import Creator
from refkit.model.work import Container, Relation, Work, WorkType
from refkit.text.rich import RichText

BERG, ABEL = Creator("Berg", "Ada"), Creator("Abel", "Bo", role="editor")


def fields(entry: Entry, options: Options | None = None) -> dict[str, str]:
    text = BIBLATEX.render(bibliography_of(entry), options or Options())
    library = bibtexparser.parse_string(text)
    assert library.failed_blocks == []
    (block,) = library.entries
    return {"entrytype": block.entry_type, **{each.key: each.value for each in block.fields}}


def of_work(title: str = "On bees", **given: Any) -> dict[str, str]:
    return fields(make_entry(make_work(title, **given)))


@pytest.mark.parametrize(
    "type_",
    [
        WorkType.ARTICLE, WorkType.DATASET, WorkType.DOCUMENT, WorkType.GRAPHIC, WorkType.SOFTWARE,
        WorkType.WEBPAGE,
    ],
)  # fmt: skip
def test_what_has_no_number_in_the_data_model_has_it_in_the_annotation(type_: WorkType) -> None:
    found = of_work(type=type_, number="12")

    assert "number" not in found
    assert "Number: 12" in found["annotation"]


@pytest.mark.parametrize(
    ("type_", "publisher"),
    [
        (WorkType.SOFTWARE, "Wasp and Co.; Bees and Sons"),
        (WorkType.BOOK, "Wasp and Co."),
        (WorkType.BOOK, "Wasp and Co.; Hive"),
        (WorkType.ARTICLE, "Bees and Birds"),
        (WorkType.THESIS, "Hive; Meadow"),
        (WorkType.BOOK, "Hive; and Meadow; Wasps and"),
    ],
)
@pytest.mark.parametrize("format_", [BIBTEX, BIBLATEX], ids=lambda format_: format_.name)
def test_houses_with_an_and_in_their_name_stay_as_many_as_they_are(
    format_: Exporter, type_: WorkType, publisher: str
) -> None:
    # What biblatex alone has makes its entry one whose fields are lists.
    work = make_work(type=type_, publisher=publisher, status="in press", doi=Doi("10.1000/a"))

    read = read_bibtex(format_.text([make_entry(work)], Options()), "a.bib")

    assert read.entries[0].work.publisher == publisher


def test_a_site_with_an_and_in_its_name_is_one() -> None:
    found = of_work(type=WorkType.WEBPAGE, container=Container("Bees and Birds"), url="https://a.x")

    assert found["organization"] == "{Bees and Birds}"


@given(BIBLIOGRAPHIES)
def test_whatever_is_written_is_read_back_whole(bibliography: Bibliography) -> None:
    library = bibtexparser.parse_string(BIBLATEX.render(bibliography, Options()))

    assert library.failed_blocks == []
    assert [entry.key for entry in library.entries] == [entry.id for entry in bibliography.entries]


def test_an_article() -> None:
    read = of_work(
        "β-cells of Łódź & CAR-T",
        creators=(Creator("Müller", "Ö."), BERG, Creator("Roux", "Cy", role="translator")),
        container=Container("Bees & Birds", "Bees", (Issn("1546-170X"), Issn("1078-8956"))),
        volume="12",
        issue="3-4",
        page="1-9",
        number="e17",
        doi=Doi("10.1000/a_b"),
        pmid=Pmid("40993243"),
        pmcid=Pmcid("PMC12"),
        publisher="Hive",
        language="de",
    )

    assert read == {
        "entrytype": "article",
        "author": "Müller, Ö. and Berg, Ada",
        "translator": "Roux, Cy",
        "title": r"β-cells of Łódź \& {CAR-T}",
        "journaltitle": r"Bees \& Birds",
        "shortjournal": "Bees",
        "volume": "12",
        "number": "3-4",
        "eid": "e17",
        "pages": "1--9",
        "doi": "10.1000/a_b",
        "eprint": "40993243",
        "eprinttype": "pubmed",
        "issn": "1546-170X",
        "langid": "ngerman",
        "date": "2025-11",
        "annotation": "Other ISSN: 1078-8956; Publisher: Hive; PMCID: PMC12",
    }


@pytest.mark.parametrize(
    ("date", "written"),
    [
        (PartialDate(2025), "2025"),
        (PartialDate(2025, 3), "2025-03"),
        (PartialDate(2025, 3, 9), "2025-03-09"),
        (PartialDate(850), "0850"),
        (PartialDate(-44, 3), "-0043-03"),  # EDTF has a year 0
        (PartialDate(2019, 8, 19, end=PartialDate(2019, 8, 21)), "2019-08-19/2019-08-21"),
        (PartialDate(1985, season=1), "1985-21"),
        (PartialDate(1250, circa=True), "1250~"),
    ],
)
def test_dates_are_iso(date: PartialDate, written: str) -> None:
    assert of_work(published_print=date)["date"] == written


@pytest.mark.parametrize(
    ("type_", "given", "written"),
    [
        (WorkType.BOOK, {}, "book"),
        (WorkType.BOOK, {"creators": (ABEL,)}, "collection"),
        (WorkType.COLLECTION, {"creators": (ABEL,)}, "collection"),
        (WorkType.COLLECTION, {}, "book"),
        (WorkType.CHAPTER, {"creators": (BERG, ABEL)}, "incollection"),
        (WorkType.CHAPTER, {}, "inbook"),
        (WorkType.ENTRY_ENCYCLOPEDIA, {"creators": (BERG, ABEL)}, "inreference"),
        (WorkType.ARTICLE, {"doi": Doi("10.1000/p")}, "online"),
        (WorkType.ARTICLE, {}, "misc"),
        (WorkType.WEBPAGE, {"url": "https://example.org"}, "online"),
        (WorkType.DATASET, {}, "misc"),
        (WorkType.SOFTWARE, {}, "software"),
        (WorkType.PATENT, {}, "patent"),
        (WorkType.REPORT, {}, "report"),
        (WorkType.THESIS, {}, "thesis"),
    ],
)
def test_types(type_: WorkType, given: dict[str, Any], written: str) -> None:
    assert of_work(type=type_, **given)["entrytype"] == written


def test_a_preprint() -> None:
    read = of_work(
        type=WorkType.ARTICLE,
        publisher="bioRxiv",
        doi=Doi("10.1000/p"),
        relations=(Relation("is-preprint-of", "10.1000/a"),),
    )

    assert (read["organization"], read["pubstate"]) == ("bioRxiv", "preprint")
    assert read["note"] == "Preprint; published as 10.1000/a"
    assert read["annotation"] == "is preprint of: 10.1000/a"


def test_a_newspaper_is_told() -> None:
    assert of_work(type=WorkType.ARTICLE_NEWSPAPER)["entrysubtype"] == "newspaper"


def test_roles_have_the_fields_that_the_type_has() -> None:
    people = (
        BERG,
        Creator("Cox", "D", role="compiler"),
        Creator("Eng", "F", role="chair"),
        Creator("Fox", "G", role="container-author"),
    )

    chapter = of_work(type=WorkType.CHAPTER, creators=people)
    report = of_work(type=WorkType.REPORT, creators=people)

    assert (chapter["editora"], chapter["editoratype"]) == ("Cox, D", "compiler")
    assert (chapter["bookauthor"], chapter["annotation"]) == ("Fox, G", "Chair: Eng, F")
    assert report["annotation"] == "Compiler: Cox, D; Chair: Eng, F; Container-author: Fox, G"


def test_a_language_that_babel_has_no_name_for() -> None:
    assert of_work(language="zh")["annotation"] == "Language: zh"
    # biblatex looks its "language" up by keys, and "&" in a key stops LaTeX.
    assert "language" not in of_work(language="eng & fre")
    assert of_work(language="eng & fre")["annotation"] == r"Language: eng \& fre"
    read = of_work(language="en-ZA")
    assert (read["langid"], read["annotation"]) == ("english", "Language: en-ZA")


def test_spelled_on_demand() -> None:
    entry = make_entry(make_work("Łódź"))

    assert fields(entry, Options(unicode=False))["title"] == r"{\L}{\'o}d{\'z}"


def full_work(type_: WorkType, place: int) -> Entry:
    creators = [
        Creator("Berg", f"Ada{place}", role=role)
        for role in ("author", "editor", "translator", "compiler", "contributor", "chair")
    ]
    work = Work(
        type_,
        title=RichText.of("On bees {and} 50% birds"),
        original_title="Von Bienen",
        creators=tuple(creators),
        container=Container("Hive", "H", (Issn("1546-170X"), Issn("1078-8956")), "Hives"),
        volume="1",
        issue="2",
        page="3-4",
        number="5",
        edition="6",
        genre="seventh",
        publisher="Eighth",
        publisher_place="Ninth",
        issued=PartialDate(2010, 11, 12),
        doi=Doi("10.1000/a<b>#%c_d"),
        other_dois=(Doi("10.1000/b"),),
        pmid=Pmid("13"),
        pmcid=Pmcid("PMC14"),
        isbns=(Isbn("9780199681624"), Isbn("9780306406157")),
        url="https://example.org/15_%20#x",
        language="fr" if place % 2 else "zh",
        abstract=RichText.of("Sixteen & more."),
        event_title="Seventeenth meeting",
        event_place="Eighteen",
    )
    return make_entry(work, f"key{place}")


@pytest.mark.programs
def test_biber_has_nothing_to_say_of_any_type(tmp_path: Path) -> None:
    needs("biber")
    entries = [full_work(type_, place) for place, type_ in enumerate([*WorkType, *WorkType])]
    text = BIBLATEX.render(bibliography_of(*entries), Options())
    (tmp_path / "refs.bib").write_text(text, encoding="utf-8")

    done = subprocess.run(
        ["biber", "--tool", "--validate-datamodel", "--nolog", "--output-file", "o.bib", "refs.bib"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout
    assert [line for line in done.stdout.splitlines() if not line.startswith("INFO")] == []
