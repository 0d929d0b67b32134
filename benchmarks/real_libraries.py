"""What becomes of libraries that real programs wrote: records, and fields after a trip through us.

    python benchmarks/real_libraries.py            the folder beside the repository, some minutes
    python benchmarks/real_libraries.py --write    and the table in docs/exports.md anew
    python benchmarks/real_libraries.py --smoke    its smallest files, to see that it runs

Records are counted in the file by its own marks, with expressions of this script's own. Each
library is read, exported to each format, and that is read again: a field differs where it does not
come back. Where the folder is not there nothing is measured, which is said.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY))

from refkit import export  # noqa: E402
from refkit.citation_keys import keyed  # noqa: E402
from refkit.errors import InputError  # noqa: E402
from refkit.formats.detect import read_file, read_library  # noqa: E402
from refkit.formats.library import Library  # noqa: E402
from refkit.model.bibliography import Bibliography, Made  # noqa: E402
from refkit.model.work import Work  # noqa: E402

FOLDER = REPOSITORY.parent / "shared" / "libraries-real"
PAGE = REPOSITORY / "docs" / "exports.md"
BEGIN, END = "<!-- real libraries, generated -->", "<!-- end of real libraries -->"
NO_LIBRARY = {"README.md", "index.tsv"}
TRIPS = {"ris": "a.ris", "biblatex": "a.bib", "csl-json": "a.json"}
SMALL = 2_000

MARKS = {
    "bibtex": r"(?im)^\s*@(?!comment|string|preamble|xdata)\w+\s*[{(]",
    "ris": r"(?m)^\ufeff?\s*TY {0,2}-",
    "medline": r"(?m)^(?:PMID- ?|PMCR- \d+$)",
    "pubmed-xml": r"<Pubmed(?:Book)?Article>",
    "endnote": r"(?m)^%0 ",
    "endnote-xml": r"<record>",
    "wos": r"(?m)^PT ",
    "identifiers": r"(?m)^\W*10\.\d{4}",
}
# Whose a file is, by what is in it; the first that fits.
PROGRAMS = (
    ("Web of Science", r"(?m)^(?:FN |PT J|UT |AN  - WOS:)|unique-id|\bWOS:\d"),
    ("Scopus", r"DB  - Scopus|source=\{Scopus\}|www\.scopus\.com"),
    ("IEEE Xplore", r"Document Title|ieeexplore|VO  - "),
    ("EBSCO", r"EBSCOhost|search\.ebscohost"),
    ("Ovid", r"ovidsp\.ovid|ovidweb"),
    ("PubMed", r"(?m)^PMID- |<Pubmed|<MedlineCitation"),
    ("EndNote", r"(?m)^%0 |<records>|internal-pdf"),
    ("Embase", r"Author Names,|embase\.com"),
    ("Zotero", r"<z:|DP  - (?:PubMed|Crossref|DOI\.org)|zotero"),
)

FIELDS: Mapping[str, Callable[[Work], object]] = {
    "type": lambda work: work.type,
    "title": lambda work: squeezed(work.title.plain),
    "people": lambda work: tuple(
        (each.role, squeezed(each.literal or f"{each.full_family} {each.given} {each.suffix}"))
        for each in work.creators
    ),
    "date": lambda work: str(work.cited_date() or ""),
    "container": lambda work: squeezed(work.container.title),
    "volume": lambda work: work.volume,
    "issue": lambda work: work.issue,
    "pages": lambda work: re.sub(r"[-–—]+", "-", work.page),
    "number": lambda work: work.number,
    "DOI": lambda work: work.doi,
    "PubMed number": lambda work: work.pmid,
    "ISSN, ISBN": lambda work: frozenset(map(str, (*work.container.issns, *work.isbns))),
    "publisher": lambda work: squeezed(work.publisher),
    "address": lambda work: work.url,
    "abstract": lambda work: squeezed(work.abstract.plain),
}


def squeezed(text: str) -> str:
    """A text with single blanks."""
    return " ".join(text.split())


@dataclass
class Row:
    """What was counted for one program."""

    files: int = 0
    marked: int = 0
    read: int = 0
    told: int = 0
    fields: int = 0
    differing: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    back: Counter[str] = field(default_factory=Counter)


def program_of(name: str, text: str) -> str:
    """Whose file it is; ``other programs`` where nothing tells."""
    if "zotero" in name.lower():
        return "Zotero"
    found = (who for who, look in PROGRAMS if re.search(look, text[:200_000]))
    return next(found, "other programs")


def marked(library: Library) -> int:
    """How many records the file itself marks."""
    if library.format == "table":
        head = library.text.partition("\n")[0]
        delimiter = max(",;\t", key=head.count)
        rows = csv.reader(
            io.StringIO(library.text.lstrip("\ufeff"), newline=""), delimiter=delimiter
        )
        return sum(1 for row in rows if any(map(str.strip, row))) - 1
    mark = MARKS.get(library.format)
    return len(re.findall(mark, library.text)) if mark else len(library.entries)


def count(row: Row, library: Library) -> None:
    """Read a library's exports again, and count what does not come back."""
    row.marked += marked(library)
    row.read += len(library.entries)
    row.told += sum("left as it stands" in trouble for trouble in library.troubles)
    bibliography = keyed(Bibliography(Made("0"), entries=library.entries))
    said = [{name: show(each.work) for name, show in FIELDS.items()} for each in library.entries]
    row.fields += sum(1 for each in said for value in each.values() if value)
    for format_, name in TRIPS.items():
        again = read_library(export(bibliography, format_), name).entries
        row.back[format_] += len(again)
        for before, entry in zip(said, again, strict=False):
            for what, value in before.items():
                row.differing[format_][what] += bool(value) and FIELDS[what](entry.work) != value


def measured(paths: Sequence[Path]) -> dict[str, Row]:
    """A row for each program."""
    rows: dict[str, Row] = defaultdict(Row)
    for path in paths:
        try:
            library = read_library(read_file(path), path.name)
        except InputError as error:
            print(f"{error}", file=sys.stderr)
            rows["named and not read"].files += 1
            continue
        row = rows[program_of(path.name, library.text)]
        row.files += 1
        count(row, library)
    return rows


def table(rows: Mapping[str, Row]) -> Iterator[str]:
    """The rows as a table of the page."""
    heads = ("from", "files", "records marked", "read", "told as left", "fields",
             *(f"differ by {name}" for name in TRIPS), "most of these")  # fmt: skip
    yield f"| {' | '.join(heads)} |"
    yield f"| --- |{' ---: |' * 8} --- |"
    for who, row in sorted(
        rows.items(), key=lambda each: (each[0] == "named and not read", each[0])
    ):
        differ = [sum(row.differing[name].values()) for name in TRIPS]
        all_ = sum(row.differing.values(), Counter())
        most = ", ".join(f"{what} {times}" for what, times in all_.most_common(3) if times)
        if any(row.back[name] != row.read for name in TRIPS):
            most = f"records back: {dict(row.back)}; {most}"
        cells = (row.files, row.marked, row.read, row.told, row.fields, *differ)
        yield f"| {who} | {' | '.join(f'{each:,}' for each in cells)} | {most} |"


def main() -> int:
    """Measure, and print or write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--smoke", action="store_true", help="the smallest files alone")
    parser.add_argument("--write", action="store_true", help="write the table in docs/exports.md")
    chosen = parser.parse_args()
    if not chosen.folder.is_dir():
        print(f"{chosen.folder} is not there: nothing is measured")
        return 0
    paths = [path for path in sorted(chosen.folder.iterdir()) if path.name not in NO_LIBRARY]
    if chosen.smoke:
        paths = [path for path in paths if path.stat().st_size < SMALL]
    text = "\n".join(table(measured(paths)))
    if not chosen.write:
        print(text)
        return 0
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
