"""References with known DOIs, and the records of the works that they mean."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from printed_by_us import deposit_work, print_work, year_of
from search_index import terms

from refkit.matching.query import search_text
from refkit.model.printed_reference import PrintedReference
from refkit.model.reference import Reference

SHARED = Path(__file__).resolve().parents[3] / "shared" / "crossref"
Record = dict[str, Any]
YEAR = re.compile(r"(?<!\d)(?:1[89]\d\d|20[0-2]\d)(?!\d)")


@dataclass(frozen=True)
class Case:
    """A reference, where it is from, and the DOIs that are right; none where none exists."""

    source: str
    kind: str
    reference: Reference
    dois: tuple[str, ...]


@dataclass(frozen=True)
class Gold:
    """The cases, and the records of the works by DOI."""

    cases: list[Case]
    records: dict[str, Record]


def rows_of(name: str, folder: Path = SHARED) -> Iterator[Any]:
    """The rows of one of the shared files."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def read_gold(folder: Path = SHARED, *, own: bool = False) -> Gold:
    """Read all sets; with ``own``, references become the records of the works that they mean."""
    works = [row["work"] for row in rows_of("works", folder)]
    biomedical = list(rows_of("matching/biomedical", folder))
    records = {work["DOI"].lower(): work for work in works}
    cited = cited_more_than_once(works)
    for record in [*map(biomedical_record, biomedical), *map(fullest, cited.values())]:
        if record:
            records.setdefault(record["DOI"], record)
    cases = [
        Case("biomedical", "string", reference({"unstructured": row["reference"]}), (low(row),))
        for row in biomedical
    ]
    cases += list(cited_cases(cited, records))
    for name in ("unstructured", "deposited", "structured"):
        rows = list(rows_of(f"matching/crossref-{name}", folder))
        if own and name != "unstructured":
            records |= {made["DOI"]: made for row in rows if (made := own_record(row))}
        cases += [crossref_case(f"crossref-{name}", row) for row in rows]
    cases += list(styled_cases(works))
    return Gold(under_either_doi(cases, records), records)


def under_either_doi(cases: Iterable[Case], records: Mapping[str, Record]) -> list[Case]:
    """The cases; a work that is registered twice, alike in all that is printed, is right twice."""
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for doi, record in records.items():
        alike[_looks(record)].append(doi)
    twins = {doi: dois for dois in alike.values() if 1 < len(dois) < 5 for doi in dois}
    return [
        replace(case, dois=tuple(dict.fromkeys([*case.dois, *(
            twin for doi in case.dois for twin in twins.get(doi, ())
        )])))
        for case in cases
    ]  # fmt: skip


def _looks(record: Record) -> tuple[str, ...]:
    title = "".join(terms(" ".join(record.get("title") or ())))
    place = (str(record.get(name) or "").split("-")[0] for name in ("volume", "page"))
    return (title, *place, str(year_of(record)))


def styled_cases(works: Iterable[Record]) -> Iterator[Case]:
    """References to the recorded works, printed by us in one of four styles: real records."""
    for work in works:
        if printed := print_work(work, bits(work["DOI"]) // 4):
            style, text = printed
            yield Case(f"ours, {style}", "string", reference({"unstructured": text}), (low(work),))
        if fields := deposit_work(work):
            yield Case("ours, deposited", kind_of(fields), reference(fields), (low(work),))


def low(row: Mapping[str, Any]) -> str:
    """The row's DOI in lower case."""
    return str(row.get("doi") or row.get("DOI")).lower()


def reference(fields: Mapping[str, Any]) -> Reference:
    """A reference as it stands where no DOI was deposited."""
    kept = {name: str(value) for name, value in fields.items() if "doi" not in name.lower()}
    return Reference(1, kept.get("key", ""), tuple(sorted(kept.items())))


def kind_of(fields: Mapping[str, Any]) -> str:
    """What a reference is made of."""
    if "unstructured" in fields:
        return "both" if "author" in fields and "year" in fields else "string"
    return "fields" if {"article-title", "volume-title"} & fields.keys() else "fields, no title"


def crossref_case(source: str, row: Mapping[str, Any]) -> Case:
    """A case of one of Crossref's three sets."""
    fields = row.get("reference") or {"unstructured": row.get("unstructured", "")}
    dois = tuple(doi.lower() for doi in row["dois"])
    return Case(source, kind_of(fields), reference(fields), dois)


def biomedical_record(row: Mapping[str, Any]) -> Record:
    """A record from what was read of the same string: it flatters."""
    years = [year for year in YEAR.findall(row["reference"]) if year != row.get("firstPage")]
    return article(
        low(row),
        row.get("atitle", ""),
        row.get("firstAuthor", ""),
        years[0] if years else "",
        {name: row.get(old) for name, old in (("volume", "volume"), ("page", "firstPage"))},
        row.get("jtitle", ""),
    )


def article(
    doi: str, title: str, author: str, year: str, place: Mapping[str, Any], container: str
) -> Record:
    """A record as Crossref has it, with as much as is known."""
    date = {"published-print": {"date-parts": [[int(year)]]}} if year else {}
    return {
        "DOI": doi,
        "type": "journal-article",
        "title": [title],
        "container-title": [container] if container else [],
        "author": [{"family": author}] if author else [],
        **{name: value for name, value in place.items() if value},
        **date,
    }


def from_fields(doi: str, fields: Mapping[str, Any]) -> Record:
    """A record from a reference's fields; empty where they hold no title."""
    article_title, volume_title = fields.get("article-title"), fields.get("volume-title")
    journal = fields.get("journal-title")
    title = article_title or (None if journal else volume_title)
    if not title:
        return {}
    year = YEAR.search(str(fields.get("year", "")))
    place = {"volume": fields.get("volume"), "page": fields.get("first-page")}
    container = journal or (volume_title if article_title else "") or ""
    author = family(str(fields.get("author", "")))
    made = article(doi, title, author, year[0] if year else "", place, container)
    kind = "journal-article" if journal else ("book-chapter" if article_title else "book")
    return made | {"type": kind}


def family(author: str) -> str:
    """The family name in a first author as deposited: the longest word is its best guess."""
    return max(author.replace(",", " ").split(), key=len, default="").strip(".")


def own_record(row: Mapping[str, Any]) -> Record:
    """A record from the very reference that is to find it: it flatters most."""
    return from_fields(row["dois"][0].lower(), row["reference"]) if row["dois"] else {}


def cited_more_than_once(works: Iterable[Record]) -> dict[str, list[Record]]:
    """The references with a deposited DOI by that DOI, each with who cites."""
    cited: dict[str, list[Record]] = defaultdict(list)
    for work in works:
        for fields in work.get("reference", ()):
            if fields.get("DOI"):
                doi = fields["DOI"].lower()
                cited[doi].append({**fields, "DOI": doi, "citing": work["DOI"]})
    return cited


def fullest(cited: Sequence[Record]) -> Record:
    """A record from that reference which says most."""
    best = max(cited, key=_fullness)
    return from_fields(best["DOI"], best)


def _fullness(fields: Record) -> tuple[bool, int]:
    titled = "article-title" in fields or "volume-title" in fields
    return titled, len(fields)


def cited_cases(cited: Mapping[str, list[Record]], records: Mapping[str, Record]) -> Iterator[Case]:
    """References that one citing work deposited, to be found by what another deposited."""
    for doi, listed in cited.items():
        best = max(listed, key=_fullness)
        others = [one for one in listed if one["citing"] != best["citing"] and len(one) > 5]
        # A real record needs no reference to be made of.
        for fields in listed if doi in records and "member" in records[doi] else others:
            given = {name: value for name, value in fields.items() if name != "citing"}
            if doi in records and search_text(PrintedReference.of(reference(given))):
                yield Case("cited twice", kind_of(given), reference(given), (doi,))


def bits(doi: str) -> int:
    """A number from a DOI that stays the same from run to run."""
    return hashlib.sha256(doi.encode()).digest()[0]


def is_present(doi: str) -> bool:
    """Whether the work is in the index, if it has a record."""
    return bits(doi) & 1 == 1


def is_even(case: Case) -> bool:
    """The half that constants were tuned on."""
    text = case.dois[0] if case.dois else str(case.reference.deposited)
    return bits(text) & 2 == 0


def present_records(gold: Gold) -> dict[str, Record]:
    """What the index holds: half of the works that are meant, and all others."""
    meant = {doi for case in gold.cases for doi in case.dois}
    return {
        doi: record for doi, record in gold.records.items() if doi not in meant or is_present(doi)
    }
