"""Files that real programs wrote, where they lie beside the project: each is read whole or named.

Records are counted by the file's own marks, and fields compared with what the exporter printed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from refkit.errors import InputError
from refkit.formats.detect import read_file, read_library
from refkit.formats.library import Library
from refkit.model.identifiers import Doi
from refkit.model.resolution import Imported

# Of a format the mark of a record; RIS and BibTeX have rooms of their own.
MARKS = {
    "medline": re.compile(r"^(?:PMID- ?|PMCR- \d+$)", re.MULTILINE),
    "pubmed-xml": re.compile(r"<Pubmed(?:Book)?Article>"),
    "endnote": re.compile(r"^%0 ", re.MULTILINE),
    "endnote-xml": re.compile(r"<record>"),
    "wos": re.compile(r"^PT ", re.MULTILINE),
}
MALFORMED = "jabref__MedlineImporterTestMalformedEntry.xml"
ONLY_ENDS = "systematic-review-flash-floods__test.ris"
# MEDLINE's own line of where an article stands: 12(3):101-9.
_PLACE = re.compile(r";(?P<volume>[^;:()]*)(?:\((?P<issue>[^()]*)\))?(?::(?P<page>[^.]*))?\.")


@pytest.fixture
def real(shared: Path) -> Path:
    folder = shared / "libraries-real"
    if not folder.is_dir():
        pytest.skip("the folder of real libraries is not beside this repository")
    return folder


@cache
def readings(real: Path) -> dict[str, Library | InputError]:
    """What became of each file; read once, since all of them take seconds."""
    paths = [path for path in sorted(real.iterdir()) if path.name not in {"README.md", "index.tsv"}]
    return {path.name: _reading(path) for path in paths}


def _reading(path: Path) -> Library | InputError:
    try:
        return read_library(read_file(path), path.name)
    except InputError as error:
        return error


def libraries(real: Path, *formats: str) -> Iterator[Library]:
    """The real libraries of these formats, in whatever files they lie."""
    for library in readings(real).values():
        if isinstance(library, Library) and library.format in formats:
            yield library


def test_every_file_is_read_or_named_with_what_to_do(real: Path) -> None:
    named: dict[str, str] = {}
    for name, reading in readings(real).items():
        if isinstance(reading, InputError):
            named[name] = str(reading)
        else:
            assert reading.entries

    assert "is not XML (line 4" in named.pop(MALFORMED, "is not XML (line 4")
    assert "holds no RIS record" in named.pop(ONLY_ENDS, "holds no RIS record")  # ER lines alone
    for name, said in named.items():
        assert "RIS" in said, name
        assert "\n" not in said


def test_records_are_those_that_the_file_marks(real: Path) -> None:
    seen = set()
    for library in libraries(real, *MARKS):
        marked = len(MARKS[library.format].findall(library.text))
        if "PMID" in library.text and library.format == "medline":
            marked = len(re.findall(r"^PMID- ?", library.text, re.MULTILINE))
        assert len(library.entries) + len(library.troubles) == marked
        seen.add(library.format)

    assert seen == set(MARKS) or not seen


def test_medlines_own_line_says_the_same_place(real: Path) -> None:
    for library in libraries(real, "medline"):
        for entry in library.entries:
            assert isinstance(entry.resolution, Imported)
            source = dict(entry.resolution.kept).get("SO", "")
            work, date = entry.work, entry.work.cited_date()
            if work.doi:
                assert f"doi: {work.doi.value}" in source.lower()
            if found := re.search(r"\. (\d{4})\b", source):
                assert date
                assert str(date.year) == found[1]
            if found := _PLACE.search(source):
                told = {name: text or "" for name, text in found.groupdict().items()}
                assert (work.volume, work.issue, work.page) == tuple(told.values())


def test_web_of_science_is_read_tag_by_tag(real: Path) -> None:
    for library in libraries(real, "wos"):
        for entry, (start, end) in zip(library.entries, library.spans, strict=True):
            lines: dict[str, list[str]] = {}
            tag = ""
            for line in library.text[start:end].splitlines():
                tag = line[:2].strip() or tag
                lines.setdefault(tag, []).append(line[3:].strip())
            work = entry.work
            assert work.title.plain == " ".join(" ".join(lines["TI"]).split())
            names = lines.get("AF") or lines.get("AU", [])
            authors = [each for each in work.creators if each.role == "author"]
            assert len(authors) == len(names) + len(lines.get("CA", []))
            assert str(work.doi or "") == "".join(lines.get("DI", [""])[:1]).lower()
            assert work.volume == "".join(lines.get("VL", []))
            date = work.cited_date()
            assert [str(date.year) if date else ""] == lines.get("PY", lines.get("EY", [""]))


def test_rows_are_those_of_the_table(real: Path) -> None:
    for library in libraries(real, "table"):
        head = library.text.partition("\n")[0]
        mark = max(",;\t", key=head.count)
        rows = list(csv.DictReader(io.StringIO(library.text), delimiter=mark))
        assert len(library.entries) == len(rows)
        for entry, row in zip(library.entries, rows, strict=True):
            cells = {name.lower(): (cell or "").strip() for name, cell in row.items()}
            title = cells.get("title") or cells.get("document title") or cells.get("ti") or ""
            assert entry.work.title.plain == " ".join(title.split())
            doi = cells.get("doi") or cells.get("do") or ""
            assert entry.work.doi == (Doi.parse(doi) if re.match(r"10\.\d{4}", doi) else None)
            year = cells.get("publication year") or cells.get("year") or ""
            if re.fullmatch(r"\d{4}", year):
                assert str(entry.work.issued)[:4] == year


def test_a_list_of_dois_is_read_to_its_end(real: Path) -> None:
    for library in libraries(real, "identifiers"):
        dois = [line for line in library.text.splitlines() if re.match(r'"10\.', line)]
        assert len(library.entries) == len(dois)
        assert not library.troubles
