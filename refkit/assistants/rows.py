"""The house's rows, cut to what an assistant is shown, with what is from outside set apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from refkit.api import ledger
from refkit.assistants import answers
from refkit.assistants.session import HeldBibliography
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.label_decisions import in_words
from refkit.model.resolution import Unresolved
from refkit.model.tags import PERSON, Evidence, Suppressed, Tag

Json = Mapping[str, Any]
_Thing = TypeVar("_Thing")
_Made = TypeVar("_Made")

_EVIDENCE, _FEW, _SOME = 3, 5, 12


class Shortener:
    """Makes lists short, and counts what is left out."""

    def __init__(self) -> None:
        self.left_out = 0

    def __call__(
        self, things: Sequence[_Thing], most: int, made: Callable[[_Thing], _Made]
    ) -> list[_Made]:
        """What is made of the first of these."""
        self.left_out += max(0, len(things) - most)
        return [made(each) for each in things[:most]]


def _same(text: str) -> str:
    return text


def counts(bibliography: Bibliography) -> answers.Counts:
    """The account by its numbers."""
    return answers.Counts(**asdict(bibliography.account))


def work_outside(row: Json, doi: str | None = None) -> answers.WorkOutside:
    """What ``ledger.shown_work`` shows of a work, with a DOI that is told beside it."""
    names = ("title", "author", "year", "container")
    return answers.WorkOutside(
        doi=row.get("doi") or doi or None, **{name: row[name] for name in names}
    )


def ledger_row(held: HeldBibliography, number: int, entry: Entry) -> answers.LedgerRow:
    """A row of the ledger."""
    row, cut = ledger.listed_row(entry), Shortener()
    outside = answers.RowOutside(**_row_outside(row, cut))
    return answers.LedgerRow(
        entry=held.name_of(number, entry),
        left_out=cut.left_out,
        from_outside=outside,
        **_standing(row),
    )


def _standing(row: Json) -> dict[str, Any]:
    return {
        "state": row["state"],
        "reason": row["reason"],
        "decided_by_a_person": row["decided"],
        "retracted": row["retracted"],
        "look": list(dict.fromkeys(each["kind"] for each in row["look"])),
    }


def _row_outside(row: Json, cut: Shortener) -> dict[str, Any]:
    return work_outside(row).model_dump() | {
        "lines": cut(row["cited_by"], _FEW, lambda each: answers.LineOutside(**each)),
        "labels": cut(row["labels"], _SOME, lambda each: f"{each['facet']}/{each['label']}"),
        "look": cut(row["look"], _FEW, lambda each: str(each["sentence"])),
    }


def entry_details(held: HeldBibliography, number: int, entry: Entry) -> answers.EntryDetails:
    """All of one entry."""
    row, cut = ledger.details(held.bibliography, entry), Shortener()
    listed = row["listed"]
    deposited = [
        f"{name}: {value}" for line in row["lines"] for name, value in line["deposited"].items()
    ]
    resolution = entry.resolution
    outside = answers.EntryOutside(
        **_row_outside(listed, cut),
        printed=row["printed"],
        deposited=cut(deposited, _SOME, _same),
        attempts=cut(row["attempts"], _SOME, _attempt),
        rejected=cut([rejected(each) for each in row["rejected"]], _FEW, _same),
        label_evidence=cut(entry.tags, _SOME, lambda tag: _label(tag, cut)),
        suppressed=cut(row["suppressed"], _SOME, _suppressed_row),
        decisions=[in_words(entry.label_decisions)] if entry.label_decisions else [],
    )
    return answers.EntryDetails(
        bibliography=held.name,
        entry=held.name_of(number, entry),
        reason_in_words=resolution.sentence if isinstance(resolution, Unresolved) else None,
        left_out=cut.left_out,
        from_outside=outside,
        **_standing(listed),
    )


def _attempt(each: Json) -> answers.AttemptOutside:
    return answers.AttemptOutside(
        **{name: each[name] for name in ("source", "method", "outcome", "detail", "score")}
    )


def rejected(each: Json) -> str:
    """A person's word that a line does not mean a DOI."""
    note = f" ({each['note']})" if each["note"] else ""
    return f"not {each['doi']}, says {each['by']} on {each['day']}{note}"


def _label(tag: Tag, cut: Shortener) -> answers.LabelOutside:
    return answers.LabelOutside(
        label=f"{tag.facet}/{tag.label}",
        name=tag.name,
        decided_by_a_person=tag.is_decided,
        evidence=evidence(tag.evidence, cut),
    )


def evidence(found: Sequence[Evidence], cut: Shortener) -> list[answers.EvidenceOutside]:
    """The words that speak for a label; what a person decided has none."""
    return cut([each for each in found if each.field != PERSON], _EVIDENCE, _evidence)


def _evidence(each: Evidence) -> answers.EvidenceOutside:
    return answers.EvidenceOutside(field=each.field, words=each.quote, rule=each.rule)


def suppressed(each: Suppressed) -> answers.SuppressedOutside:
    """A label that words speak for, and what took it away."""
    return answers.SuppressedOutside(
        label=f"{each.facet}/{each.label}",
        name=each.name,
        why=each.reason,
        evidence=[_evidence(each.evidence)],
    )


def _suppressed_row(each: Json) -> answers.SuppressedOutside:
    return answers.SuppressedOutside(
        label=f"{each['facet']}/{each['label']}",
        name=each["name"],
        why=each["reason"],
        evidence=[_evidence(Evidence(**each["evidence"]))],
    )


def all_labels(tags: Sequence[Tag], cut: Shortener) -> list[answers.LabelOutside]:
    """The labels that an entry has, with the words that earned them."""
    return cut(tags, _SOME, lambda tag: _label(tag, cut))
