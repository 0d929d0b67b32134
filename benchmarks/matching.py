"""How often a search for a reference ends in the right work, a wrong one, or none.

    python benchmarks/matching.py [--half even|odd|both] [--own] [--served N] [--errors N]
    python benchmarks/matching.py --smoke      a few of our own, to see that it runs

Reference lists with known DOIs are searched in a BM25 index over the works whose records there are,
and the hits are judged. Half of the works that are meant are kept out of the index: their
references have no right answer. Then the same again, with look-alikes of every work that is in.
Constants were tuned on the even half of the DOIs; the odd half is what is reported.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests")]

from crossref_server import FAST, CrossrefServer, make_work  # noqa: E402
from search_index import SearchIndex, terms  # noqa: E402

from refkit.matching.choose import Match, NoMatch, choose  # noqa: E402
from refkit.matching.query import search_text  # noqa: E402
from refkit.model.reference import Reference  # noqa: E402
from refkit.model.work import Work  # noqa: E402
from refkit.net.gateway import Gateway  # noqa: E402
from refkit.sources.crossref.client import ROWS, CrossrefClient  # noqa: E402
from refkit.sources.crossref.reader import read_work  # noqa: E402
from refkit.text.markup import read_markup, read_plain  # noqa: E402

SHARED = REPOSITORY.parent / "shared" / "crossref"
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
class Verdict:
    """What came of a case: ``right``, ``wrong``, ``missed``, ``false`` or ``kept`` unresolved."""

    case: Case
    outcome: str
    answer: Match | NoMatch | None


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
    return (title, *place, str(_year_of(record)))


def styled_cases(works: Iterable[Record]) -> Iterator[Case]:
    """References to the recorded works, printed by us in one of four styles: real records."""
    for work in works:
        names = [person for person in work.get("author") or () if person.get("family")]
        if work["type"] in _CITABLE and work.get("title") and names and _year_of(work) > 0:
            style = list(STYLES)[bits(work["DOI"]) // 4 % len(STYLES)]
            # Nobody leaves out the title where volume and page do not stand for it.
            if not (work.get("volume") and int(_plus(work.get("page"), 0) or 1) > 1):
                style = style.replace("no title", "author-year")
            text = " ".join(STYLES[style](_Cited(work, names)).split())
            yield Case(f"own, {style}", "string", reference({"unstructured": text}), (low(work),))


_CITABLE = frozenset(
    {"journal-article", "book-chapter", "proceedings-article", "book", "monograph"}
)


class _Cited:
    """A work's parts, ready for a style."""

    def __init__(self, work: Record, names: Sequence[Record]) -> None:
        given = [f"{name.get('given', '')} " for name in names]
        self.names = [(name["family"], "".join(part[0] for part in parts.split()))
                      for name, parts in zip(names, given, strict=True)]  # fmt: skip
        self.title = read_markup(work["title"][0]).plain
        self.year = _year_of(work)
        self.journal = read_plain(next(iter(work.get("container-title") or ()), ""))
        self.short = read_plain(next(iter(work.get("short-container-title") or ()), self.journal))
        self.volume, self.issue = work.get("volume", ""), work.get("issue", "")
        self.pages = work.get("page", "") or work.get("article-number", "")
        self.first = self.pages.split("-")[0]


def _vancouver(work: _Cited) -> str:
    names = ", ".join(f"{last} {initials}" for last, initials in work.names[:3])
    more = " et al" if len(work.names) > 3 else ""
    return f"{names}{more}. {work.title}. {work.short}. {work.year};{work.volume}:{work.pages}."


def _author_year(work: _Cited) -> str:
    names = ", & ".join(f"{last}, {'. '.join(initials)}." for last, initials in work.names[:7])
    place = f"{work.volume}({work.issue})" if work.issue else work.volume
    return f"{names} ({work.year}). {work.title}. {work.journal}, {place}, {work.pages}."


def _harvard(work: _Cited) -> str:
    names = " and ".join(f"{initials} {last}" for last, initials in work.names[:2])
    return (
        f"{names}, '{work.title}', {work.journal}, vol. {work.volume}, {work.year}, p. {work.first}"
    )


def _physics(work: _Cited) -> str:
    names = ", ".join(f"{'. '.join(initials)}. {last}" for last, initials in work.names[:4])
    return f"{names}, {work.short} {work.volume}, {work.first} ({work.year})."


STYLES: dict[str, Callable[[_Cited], str]] = {
    "Vancouver": _vancouver,
    "author-year": _author_year,
    "notes": _harvard,
    "no title": _physics,
}


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
            if doi in records and search_text(reference(given)):
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


def look_alikes(record: Record) -> Iterator[Record]:
    """What is easily taken for a work: a sequel, notices, a preprint, a meeting's abstract."""
    title = (record.get("title") or [""])[0].rstrip(".")
    page, volume = _plus(record.get("page"), 40), _plus(record.get("volume"), 1)
    bare = {name: value for name, value in record.items() if name not in _PLACED}
    named = {
        name: record[name]
        for name in ("container-title", "short-container-title")
        if name in record
    }
    here = bare | named | {"page": page}
    later = here | {"published-print": {"date-parts": [[_year_of(record) + 1]]}, "volume": volume}
    made = {
        "sequel": later | {"title": [f"{title} II"]},
        "part2": here | {"title": [f"{title}: Part 2"], "volume": record.get("volume", "")},
        "correction": later | {"title": [f"Correction to: {title}"]},
        "retraction": later | {"title": [f"Retraction: {title}"]},
    }
    if record["type"] == "journal-article":
        made["preprint"] = bare | {"type": "posted-content", "subtype": "preprint"}
    if record["type"] == "journal-article" and page:
        supplement = {"volume": record.get("volume", ""), "issue": "Supplement_1"}
        made["abstract"] = here | supplement | {"page": f"S{page}"}
    for name, alike in made.items():
        yield alike | {"DOI": f"{record['DOI']}.{name}"}


# What places a record: a look-alike stands elsewhere.
_PLACED = frozenset(
    (
        "volume issue page article-number container-title short-container-title published-online "
        "subtitle original-title"
    ).split()
)


def _year_of(record: Record) -> int:
    dates = ((record.get(name) or {}).get("date-parts") for name in ("published-print", "issued"))
    return next((date[0][0] for date in dates if date and date[0][0]), 2000)


def _plus(text: Any, more: int) -> str:
    found = re.search(r"\d+", str(text or ""))
    return str(int(found[0][:9]) + more) if found else ""


class Searched:
    """An index and its records, read as works when they are found."""

    def __init__(self, records: Mapping[str, Record]) -> None:
        self.records = records
        self.index = SearchIndex(records.values())
        self._works: dict[str, Work] = {}

    def works(self, text: str) -> list[Work]:
        """The works that the index finds, in its order."""
        return [self._work(doi) for _, doi in self.index.search(text, ROWS)]

    def _work(self, doi: str) -> Work:
        if doi not in self._works:
            self._works[doi] = read_work(self.records[doi])
        return self._works[doi]


def judge(case: Case, answer: Match | NoMatch | None, known: Mapping[str, Record]) -> Verdict:
    """Compare an answer with the gold."""
    present = any(doi in known for doi in case.dois)
    if isinstance(answer, Match):
        right = str(answer.work.doi) in case.dois
        return Verdict(case, "right" if right else "wrong" if present else "false", answer)
    return Verdict(case, "missed" if present else "kept", answer)


def run(cases: Sequence[Case], searched: Searched) -> list[Verdict]:
    """Search for each case in the index and choose."""
    return [judge(case, answer(case, searched), searched.records) for case in cases]


def answer(case: Case, searched: Searched) -> Match | NoMatch | None:
    """What is chosen for a reference; None where it is not searched for."""
    text = search_text(case.reference)
    return choose(case.reference, searched.works(text)) if text else None


def served(cases: Sequence[Case], searched: Searched) -> list[Verdict]:
    """The same through the client and a loopback Crossref."""
    texts = {case: search_text(case.reference) for case in cases}
    works = [{"URL": "", **record} for record in searched.records.values()]
    with (
        CrossrefServer(works, pools=FAST, search=searched.index.search) as server,
        tempfile.TemporaryDirectory() as folder,
    ):
        client = CrossrefClient(Gateway(Path(folder)), server.url, "bench@example.org")
        found = client.search([text for text in texts.values() if text])
    return [
        judge(case, choose(case.reference, found[text].works) if text else None, searched.records)
        for case, text in texts.items()
    ]


def table(verdicts: Sequence[Verdict]) -> str:
    """Figures by source and kind of reference."""
    rows: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for verdict in verdicts:
        for key in ((verdict.case.source, verdict.case.kind), ("all", "")):
            rows[key][verdict.outcome] += 1
    head = f"{'':<24}{'':<18}{'present':>8}{'precision':>11}{'recall':>8}{'absent':>8}{'false':>8}"
    return "\n".join(
        [
            head,
            *(_row(key, rows[key]) for key in sorted(rows, key=lambda key: (key[0] == "all", key))),
        ]
    )


def _row(key: tuple[str, str], counts: Counter[str]) -> str:
    figures = measures(counts)
    present = counts["right"] + counts["wrong"] + counts["missed"]
    absent = counts["false"] + counts["kept"]
    return (
        f"{key[0]:<24}{key[1]:<18}{present:>8}{figures[0]:>11.4f}{figures[1]:>8.4f}"
        f"{absent:>8}{figures[2]:>8.4f}"
    )


def measures(counts: Mapping[str, int]) -> tuple[float, float, float]:
    """Precision and recall where the work is there, and how often an absent one got a DOI."""
    right, wrong, missed, false, kept = (
        counts.get(name, 0) for name in ("right", "wrong", "missed", "false", "kept")
    )
    return (
        right / max(1, right + wrong) if right + wrong else 1.0,
        right / max(1, right + wrong + missed),
        false / max(1, false + kept),
    )


def errors(verdicts: Iterable[Verdict], outcomes: Sequence[str], most: int) -> str:
    """The errors, a short paragraph each."""
    wrong = [verdict for verdict in verdicts if verdict.outcome in outcomes]
    return "\n".join(_told(verdict) for verdict in wrong[:most])


def _told(verdict: Verdict) -> str:
    fields = dict(verdict.case.reference.deposited)
    printed = " ".join(fields.pop("unstructured", "").split())[:230]
    fields.pop("key", None)
    answer = verdict.answer
    near = answer.nearest if isinstance(answer, NoMatch) else answer
    work = near.work if near else None
    return (
        f"- {verdict.outcome} ({verdict.case.source}, {', '.join(verdict.case.dois) or 'no DOI'}): "
        f"{printed} {fields or ''}\n    {getattr(answer, 'reason', 'taken')}: "
        + (f"{work.doi} {near.score} [{near.why}] {work.title.plain[:110]} | {work.container.title[:40]} "
           f"{work.volume} {work.page} {work.cited_date()}" if near and work else "-")
    )  # fmt: skip


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--half", choices=("even", "odd", "both"), default="odd")
    parser.add_argument("--own", action="store_true", help="records of references themselves too")
    parser.add_argument("--served", type=int, default=300, help="cases that go through the client")
    parser.add_argument("--errors", type=int, default=40)
    parser.add_argument("--smoke", action="store_true", help="a short run on a few of our own")
    options = parser.parse_args()
    if options.smoke:
        smoke()
        if not SHARED.is_dir():
            print("the shared references are absent: nothing more to measure")
        return
    if not SHARED.is_dir():
        raise SystemExit("the shared references are absent: nothing to measure")
    measure(read_gold(own=options.own), options)


def measure(gold: Gold, options: argparse.Namespace) -> None:
    """Measure with the works alone, through the client, and among look-alikes."""
    wanted = {"even": {True}, "odd": {False}, "both": {True, False}}[options.half]
    cases = [case for case in gold.cases if is_even(case) in wanted]
    records = present_records(gold)
    meant = {doi for case in gold.cases for doi in case.dois if doi in records}
    print(f"{len(cases)} references ({options.half} half), {len(records)} works in the index")
    plain = show("the works alone", cases, Searched(records), options)
    worse = dict(records)
    for doi in sorted(meant):
        worse |= {alike["DOI"]: alike for alike in look_alikes(records[doi])}
    hard = show(
        f"{len(worse) - len(records)} look-alikes beside them", cases, Searched(worse), options
    )
    if options.served:
        sample = cases[:: max(1, len(cases) // options.served)]
        print(
            f"\nthrough the client and a loopback Crossref:\n{table(served(sample, Searched(records)))}"
        )
    for title, verdicts in (("the works alone", plain), ("among look-alikes", hard)):
        print(
            f"\nwrong and false, {title}:\n{errors(verdicts, ('wrong', 'false'), options.errors)}"
        )
    print(f"\nmissed, the works alone:\n{errors(plain, ('missed',), options.errors)}")


def show(
    title: str, cases: Sequence[Case], searched: Searched, options: argparse.Namespace
) -> list[Verdict]:
    """Run and print one table."""
    began = time.perf_counter()
    verdicts = run(cases, searched)
    spent = time.perf_counter() - began
    print(f"\n{title}: {spent:.0f} s, {1000 * spent / max(1, len(cases)):.1f} ms a reference")
    print(table(verdicts), flush=True)
    return verdicts


def smoke() -> None:
    """A work of our own is found among its look-alikes, one that is not there is not."""
    works = [
        make_work(f"10.1000/{number}", title=[f"The life of bees in garden {number}, a study"])
        for number in range(20)
    ]
    searched = Searched(
        {alike["DOI"]: alike for work in works for alike in [work, *look_alikes(work)]}
    )
    cases = [
        Case("our own", "fields", reference(_as_cited(work)), (work["DOI"],))
        for work in [*works, make_work("10.1000/away", title=["Kites and tides seen from wells"])]
    ]
    print(table(run(cases, searched)))
    print(table(served(cases, searched)))


def _as_cited(work: Record) -> Record:
    return {
        "author": work["author"][0]["family"],
        "article-title": work["title"][0],
        "journal-title": work["container-title"][0],
        "year": work["issued"]["date-parts"][0][0],
        "volume": work["volume"],
        "first-page": work["page"].split("-")[0],
    }


if __name__ == "__main__":
    main()
