"""How well what a reader gives agrees with what the record says, and sources with one another.

Reads every recorded answer of a folder (``recorded/datacite``, ``recorded/openalex``,
``recorded/europepmc``, ``crossref/works.jsonl.gz``) twice: by the source's reader, and by a few
lines that take each field as it stands. From the root of a clone:

    python benchmarks/sources_page.py ../shared > docs/sources.md
    python benchmarks/sources_page.py --smoke                        to see that it runs
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY)]

from refkit.model.work import Work  # noqa: E402
from refkit.sources.crossref.reader import read_work as read_crossref  # noqa: E402
from refkit.sources.datacite.reader import read_work as read_datacite  # noqa: E402
from refkit.sources.europepmc.reader import read_work as read_europepmc  # noqa: E402
from refkit.sources.openalex.reader import read_work as read_openalex  # noqa: E402

Json = Mapping[str, Any]
Said = dict[str, str]

FIELDS = ("title", "authors", "first author", "year", "container", "volume", "issue", "first page",
          "publisher", "DOI", "ISSN", "abstract")  # fmt: skip
_TAG = re.compile(r"<[^>]*>|&[a-z]+;|&#\d+;")
_OUTCOMES = ("same", "otherwise", "left out", "added")


def compare(said: Said, given: Said) -> Iterator[tuple[str, str]]:
    """Tell of each field how what the record says and what the reader gives go together."""
    for field in FIELDS:
        theirs, ours = _bare(said.get(field, "")), _bare(given.get(field, ""))
        if theirs and ours:
            yield field, "same" if theirs == ours else "otherwise"
        elif theirs or ours:
            yield field, "left out" if theirs else "added"


def given(work: Work) -> Said:
    """What the reader gives, field by field."""
    authors = [creator for creator in work.creators if creator.role == "author"]
    date = work.cited_date()
    first = authors[0] if authors else None
    return {
        "title": work.title.plain,
        "authors": str(len(authors) or ""),
        "first author": (first.full_family or first.literal) if first else "",
        "year": str(date.year) if date else "",
        "container": work.container.title or work.container.collection,
        "volume": work.volume,
        "issue": work.issue,
        "first page": re.split("[-–]", work.page)[0],
        "publisher": work.publisher,
        "DOI": work.doi.value if work.doi else "",
        "ISSN": work.container.issns[0].value if work.container.issns else "",
        "abstract": " ".join(work.abstract.plain.split()[:5]),
    }


def crossref_says(body: Json) -> Said:
    """A record of Crossref, as it stands."""
    authors = _list(body, "author")
    first = authors[0] if authors else {}
    dates = ("published-print", "published-online", "posted", "issued")
    return {
        "title": _first(body, "title"),
        "authors": str(len(authors) or ""),
        "first author": first.get("family") or first.get("name") or first.get("given") or "",
        "year": next(filter(None, (_year(body.get(name)) for name in dates)), ""),
        "container": _first(body, "container-title"),
        "volume": _text(body.get("volume")),
        "issue": _text(body.get("issue")),
        "first page": re.split("[-–]", _text(body.get("page")))[0],
        "publisher": _text(body.get("publisher")),
        "DOI": _text(body.get("DOI")),
        "ISSN": _first(body, "ISSN"),
        "abstract": _words(body.get("abstract")),
    }


def datacite_says(body: Json) -> Said:
    """A record of DataCite, as it stands."""
    body = body["data"]["attributes"]
    authors, titles = _list(body, "creators"), _list(body, "titles")
    first = authors[0] if authors else {}
    container = body.get("container") or {}
    about = [each for each in _list(body, "descriptions") if each["descriptionType"] == "Abstract"]
    identifier = _text(container.get("identifier"))
    return {
        "title": _text(titles[0].get("title")) if titles else "",
        "authors": str(len(authors) or ""),
        "first author": first.get("familyName") or first.get("name") or "",
        "year": _text(body.get("publicationYear")),
        "container": _text(container.get("title")),
        "volume": _text(container.get("volume")),
        "issue": _text(container.get("issue")),
        "first page": _text(container.get("firstPage")),
        "publisher": _text(body.get("publisher")),
        "DOI": _text(body.get("doi")),
        "ISSN": identifier if container.get("identifierType") == "ISSN" else "",
        "abstract": _words(about[0].get("description")) if about else "",
    }


def openalex_says(body: Json) -> Said:
    """A work object of OpenAlex, as it stands."""
    authors = _list(body, "authorships")
    source = (body.get("primary_location") or {}).get("source") or {}
    biblio = body.get("biblio") or {}
    name = (authors[0].get("raw_author_name") or "") if authors else ""
    index = body.get("abstract_inverted_index") or {}
    places = sorted((place, word) for word, them in index.items() for place in them)
    return {
        "title": _text(body.get("title")),
        "authors": str(len(authors) or ""),
        "first author": name.partition(",")[0] if "," in name else name.rpartition(" ")[2],
        "year": _text(body.get("publication_year")),
        "container": _text(source.get("display_name")),
        "volume": _text(biblio.get("volume")),
        "issue": _text(biblio.get("issue")),
        "first page": _text(biblio.get("first_page")),
        "publisher": _text(source.get("host_organization_name")),
        "DOI": _text(body.get("doi")).removeprefix("https://doi.org/"),
        "ISSN": next(iter(source.get("issn") or []), ""),
        "abstract": _words(" ".join(word for _, word in places)),
    }


def europepmc_says(body: Json) -> Said:
    """A result of Europe PMC, as it stands."""
    authors = (body.get("authorList") or {}).get("author") or []
    first = authors[0] if authors else {}
    info = body.get("journalInfo") or {}
    journal = info.get("journal") or {}
    return {
        "title": _text(body.get("title")),
        "authors": str(len(authors) or ""),
        "first author": first.get("lastName") or first.get("collectiveName") or "",
        "year": _text(body.get("pubYear")),
        "container": _text(journal.get("title")),
        "volume": _text(info.get("volume")),
        "issue": _text(info.get("issue")),
        "first page": re.split("[-–]", _text(body.get("pageInfo")))[0],
        "publisher": "",
        "DOI": _text(body.get("doi")),
        "ISSN": _text(journal.get("issn")) or _text(journal.get("essn")),
        "abstract": _words(body.get("abstractText")),
    }


SOURCES: dict[str, tuple[Callable[[Json], Said], Callable[[Json], Work]]] = {
    "Crossref": (crossref_says, read_crossref),
    "DataCite": (datacite_says, lambda body: read_datacite(body["data"]["attributes"])),
    "OpenAlex": (openalex_says, read_openalex),
    "Europe PMC": (europepmc_says, read_europepmc),
}


def bodies(shared: Path) -> Iterator[tuple[str, Json]]:
    """Every recorded record with its source; answers that are lists are taken apart."""
    with gzip.open(shared / "crossref" / "works.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from (("Crossref", json.loads(line)["work"]) for line in lines)
    for path in sorted((shared / "recorded" / "datacite").glob("*.json")):
        yield "DataCite", json.loads(path.read_text("utf-8"))
    for path in sorted((shared / "recorded" / "openalex").glob("*.json")):
        yield "OpenAlex", json.loads(path.read_text("utf-8"))
    for path in sorted((shared / "recorded" / "europepmc").glob("*.json")):
        answer = json.loads(path.read_text("utf-8"))
        for result in (answer.get("resultList") or {}).get("result") or []:
            if "journalInfo" in result or "bookOrReportDetails" in result:  # whole records
                yield "Europe PMC", result


def agreement(shared: Path) -> dict[tuple[str, str], Counter[str]]:
    """For each source and field how often the reader gives what the record says."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for source, body in bodies(shared):
        says, read = SOURCES[source]
        for field, outcome in compare(says(body), given(read(body))):
            counts.setdefault((source, field), Counter())[outcome] += 1
    return counts


def between(shared: Path) -> dict[tuple[str, str], Counter[str]]:
    """For each pair of sources and field how often the works of one DOI agree."""
    works: dict[str, dict[str, Said]] = {}
    for source, body in bodies(shared):
        said = given(SOURCES[source][1](body))
        if said["DOI"]:
            works.setdefault(said["DOI"], {})[source] = said
    counts: dict[tuple[str, str], Counter[str]] = {}
    for known in works.values():
        names = sorted(known)
        for one, other in ((a, b) for a in names for b in names if a < b):
            for field, outcome in compare(known[one], known[other]):
                if outcome in {"same", "otherwise"}:
                    counts.setdefault((f"{one}, {other}", field), Counter())[outcome] += 1
    return counts


def page(shared: Path) -> str:
    """The page as it stands in the documentation."""
    counts = agreement(shared)
    numbers = Counter(source for source, _ in bodies(shared))
    rows = [
        _row(field, [_cell(counts.get((source, field))) for source in SOURCES]) for field in FIELDS
    ]
    head = " | ".join(f"{source} ({numbers[source]:,})" for source in SOURCES)
    pairs = between(shared)
    names = sorted({pair for pair, _ in pairs})
    lines = [_row(field, [_share(pairs.get((pair, field))) for pair in names]) for field in FIELDS]
    return _PAGE.format(
        head=head,
        rule=" | ".join("---" for _ in SOURCES),
        rows="\n".join(rows),
        pairs=" | ".join(names),
        pair_rule=" | ".join("---" for _ in names),
        lines="\n".join(lines),
    )


def _row(field: str, cells: list[str]) -> str:
    return f"| {field} | {' | '.join(cells)} |"


def _cell(counts: Counter[str] | None) -> str:
    return " / ".join(f"{counts[each]:,}" for each in _OUTCOMES) if counts else ""


def _share(counts: Counter[str] | None) -> str:
    return f"{counts['same']:,} of {counts.total():,}" if counts else ""


def _bare(text: str) -> str:
    plain = _TAG.sub("", text.replace("&amp;", "").replace("&lt;", "").replace("&gt;", ""))
    return "".join(filter(str.isalnum, plain.casefold()))


def _words(value: Any) -> str:
    return " ".join(_TAG.sub(" ", _text(value)).split()[:5])


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int) else ""


def _list(body: Json, name: str) -> list[Any]:
    value = body.get(name)
    return value if isinstance(value, list) else [value] if value else []


def _first(body: Json, name: str) -> str:
    return next((text for text in _list(body, name) if isinstance(text, str)), "")


def _year(date: Any) -> str:
    parts = ((date or {}).get("date-parts") or [[]])[0] or [None]
    return str(parts[0] or "")


_PAGE = """\
# What sources say, and what is read of it

Every recorded answer is read twice: by refkit's reader, and by a few lines that take each field as
it stands in the record ([sources_page.py](../benchmarks/sources_page.py), which wrote this page).
Letters and digits are compared, not case, markup and punctuation; of an abstract its first five
words. What a reader may change is told in
[decision 16](decisions/0016-what-a-reader-may-mend.md).

## A record and its reader

Four numbers: the same / otherwise / left out / added.

| field | {head} |
| --- | {rule} |
{rows}

Where they part:

- **title** otherwise: the subtitle is joined, a formula that stands twice is read once; added: the
  title in its original language, where there is no other.
- **authors** otherwise: who has no name is nobody, and so is "et al.", an ORCID or an address
  among the authors; left out: "Unknown".
- **first author** otherwise: a particle or a suffix stood in the other field, a whole name in one;
  the family name stood first (Chinese, Japanese, Russian) or has two words (Le Gorrec).
- **year** added: a thesis and a standard have the date of their approval alone.
- **container** otherwise: series and book stand in one list; left out: repositories, and an issue
  in place of a title; added: the server of a preprint.
- **volume, issue, first page** left out: `n/a`, `0`, "Forthcoming", a place, the days of a meeting;
  what is an article number and stands as a page, too, is told once.
- **publisher** otherwise: the university of a thesis; left out: "Unknown", `:unav`, "Unpublished",
  and a repository that holds a copy; added: the repository of a dataset.
- **ISSN** otherwise: the first has a wrong check digit; added: that of the series.
- **abstract** otherwise: the heading "Abstract" is none of its words; left out: `:unav`.

## One work at two sources

How often works of one DOI say the same after both were read.

| field | {pairs} |
| --- | {pair_rule} |
{lines}

## PubMed

No answer of its E-utilities is recorded. Its records are read as [its files](files.md) are; where a
work stands is asked as [documented](decisions/0056-works-by-where-they-stand.md), and was never
seen to be answered.
"""


def main(arguments: list[str]) -> None:
    """Print the page; with ``--smoke`` only see that it is made."""
    named = [argument for argument in arguments if not argument.startswith("-")]
    folder = Path(named[0]) if named else REPOSITORY.parent / "shared"
    if not folder.is_dir():
        print("the recorded answers are not beside this repository: there is nothing to compare")
        return
    text = page(folder)
    sys.stdout.write(f"{text.count(chr(10))} lines\n" if "--smoke" in arguments else text)


if __name__ == "__main__":
    main(sys.argv[1:])
