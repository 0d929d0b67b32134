"""Searches for references, chooses, and compares what was chosen with what is right."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from crossref_server import FAST, CrossrefServer
from gold_references import Case, Record
from search_index import SearchIndex

from refkit.http.gateway import Gateway
from refkit.matching.choose import Match, NoMatch, choose
from refkit.matching.query import search_text
from refkit.model.printed_reference import PrintedReference
from refkit.model.work import Work
from refkit.sources.crossref.client import ROWS, CrossrefClient
from refkit.sources.crossref.reader import read_work


@dataclass(frozen=True)
class Verdict:
    """What came of a case: ``right``, ``wrong``, ``missed``, ``false`` or ``kept`` unresolved."""

    case: Case
    outcome: str
    answer: Match | NoMatch | None


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
    text = search_text(PrintedReference.of(case.reference))
    return choose(PrintedReference.of(case.reference), searched.works(text)) if text else None


def served(cases: Sequence[Case], searched: Searched) -> list[Verdict]:
    """The same through the client and a loopback Crossref."""
    texts = {case: search_text(PrintedReference.of(case.reference)) for case in cases}
    works = [{"URL": "", **record} for record in searched.records.values()]
    with (
        CrossrefServer(works, pools=FAST, search=searched.index.search) as server,
        tempfile.TemporaryDirectory() as folder,
    ):
        client = CrossrefClient(Gateway(Path(folder)), server.url, "bench@example.org")
        found = client.search([text for text in texts.values() if text])
    return [
        judge(
            case,
            choose(PrintedReference.of(case.reference), found[text].works) if text else None,
            searched.records,
        )
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
    precision, recall, false = (f"{figure:.4f}" for figure in measures(counts))
    present = counts["right"] + counts["wrong"] + counts["missed"]
    absent = counts["false"] + counts["kept"]
    if not present:
        precision = recall = "-"  # no record of any of them
    return f"{key[0]:<24}{key[1]:<18}{present:>8}{precision:>11}{recall:>8}{absent:>8}{false:>8}"


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
