"""References with the candidates that a search gave: the cases beside the repository."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gold_references import reference

from refkit.matching.choose import Match, NoMatch, choose
from refkit.model.printed_reference import PrintedReference
from refkit.model.reference import Reference
from refkit.model.work import Work
from refkit.sources.crossref.reader import read_work

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "cases"


@dataclass(frozen=True)
class Choice:
    """What is to be chosen, from what, and the DOI that is right; empty where none is."""

    name: str
    group: str
    reference: Reference
    candidates: tuple[Work, ...]
    wanted: str

    @property
    def answer(self) -> Match | NoMatch:
        """What is chosen."""
        return choose(PrintedReference.of(self.reference), self.candidates)

    @property
    def outcome(self) -> str:
        """``right``, ``wrong`` or ``missed``."""
        found = self.answer
        chosen = str(found.work.doi) if isinstance(found, Match) else ""
        if chosen == self.wanted:
            return "right"
        return "wrong" if chosen else "missed"


def sets_of_candidates(path: Path = FOLDER / "matching.jsonl") -> Iterator[Choice]:
    """The sets, each with its own candidates."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        works = tuple(read_work(record) for record in row["candidates"])
        wanted = (row["want"] or "").lower()
        yield Choice(str(row["id"]), row["group"], reference(row["reference"]), works, wanted)


def one_corpus(folder: Path = FOLDER / "fetch" / "e2e") -> Iterator[Choice]:
    """The references without a DOI of one review, each with all works of its corpus."""
    lines = (folder / "corpus" / "works.jsonl").read_text(encoding="utf-8").splitlines()
    works = tuple(read_work(json.loads(line)) for line in lines)
    listed = json.loads((folder / "refs.json").read_text(encoding="utf-8"))
    for number, (fields, doi) in enumerate(listed, start=1):
        if "DOI" not in fields:
            yield Choice(f"e2e {number}", "end to end", reference(fields), works, doi or "")


def summary(choices: Sequence[Choice]) -> str:
    """Figures by group, and what is not right."""
    told = [(choice, choice.outcome) for choice in choices]
    groups = sorted({choice.group for choice in choices})
    rows = [_row(group, [said for choice, said in told if choice.group == group])
            for group in groups]  # fmt: skip
    faults = [_fault(choice, said) for choice, said in told if said != "right"]
    return "\n".join([*rows, _row("all", [said for _, said in told]), *faults])


def _row(group: str, outcomes: Sequence[str]) -> str:
    counts = Counter(outcomes)
    return f"{group:<12} {len(outcomes):>4} sets, {counts['wrong']:>2} wrong, {counts['missed']} missed"


def _fault(choice: Choice, outcome: str) -> str:
    found = choice.answer
    near = found if isinstance(found, Match) else found.nearest
    printed = dict(choice.reference.deposited)
    return f"- {outcome}: {choice.name} ({choice.group}) {printed}\n    {near.why if near else '-'}"
