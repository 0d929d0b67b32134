"""What persons decided on the labels of an entry as a member of ``custom``, and read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from refkit.model.tags import LabelDecision, LabelVerdict

DECISIONS = "label-decisions"
"""The member of ``custom`` that holds them."""

_NEEDED, _ALL = {"facet", "label", "decision", "by"}, {"facet", "label", "decision", "by", "note"}


def write_decisions(decisions: Sequence[LabelDecision]) -> list[dict[str, str]]:
    """Decisions as objects with the members of the saved form, empty notes left out."""
    return [
        {name: value for name, value in asdict(each).items() if value or name != "note"}
        for each in decisions
    ]


def read_decisions(value: Any) -> tuple[LabelDecision, ...]:
    """Decisions as ``write_decisions`` gives them; raises ValueError for what is none."""
    if not (isinstance(value, list) and value):
        raise ValueError("no list of decisions")
    found = {decision.key: decision for decision in map(_decision, value)}
    if len(found) < len(value):
        raise ValueError("two decisions on one label")
    return tuple(sorted(found.values()))


def _decision(value: Any) -> LabelDecision:
    if not isinstance(value, dict) or not _NEEDED <= value.keys() <= _ALL:
        raise ValueError("no decision")
    if not all(isinstance(each, str) for each in value.values()):
        raise ValueError("a decision holds text alone")
    if not value["facet"] or not value["by"].strip():
        raise ValueError("a decision on nothing, or of nobody")
    decision = LabelDecision(**(value | {"decision": LabelVerdict(value["decision"])}))
    if decision.is_of_facet and decision.decision is not LabelVerdict.CONFIRM:
        raise ValueError("a facet is confirmed or nothing")
    return decision


def decisions_of(item: Mapping[str, Any]) -> tuple[LabelDecision, ...]:
    """The decisions of an item whose ``custom`` was checked before."""
    custom = item.get("custom")
    there = custom.get(DECISIONS) if isinstance(custom, dict) else None
    return read_decisions(there) if there else ()
