"""One label of a taxonomy, told in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from refkit.tagging.fields import RUNNING_TEXT
from refkit.tagging.patterns import Phrase
from refkit.tagging.rules import Agent, Label, Rule
from refkit.tagging.taxonomy import Taxonomy
from refkit.tagging.taxonomy_reader import Key
from refkit.text.plural import some_of

_CONDITIONS = ("any", "requires", "unless", "but_not", "within")
_LABELS = ("earned_by", "present", "absent")
_MOST = 12  # phrases that are shown of a list


def label_row(label: Label) -> dict[str, Any]:
    """A label for machines."""
    return {
        "facet": label.facet,
        "id": label.id,
        "name": label.name,
        "parents": list(label.parents),
        "definition": label.definition,
        "examples": list(label.examples),
        "counter_examples": list(label.counter_examples),
        "same_as": list(label.same_as),
    }


def label_in_words(label: Label, taxonomy: Taxonomy) -> str:
    """A label in words: what it means, its place, its rules, titles that show it."""
    return "\n".join(_lines(label, taxonomy))


def _lines(label: Label, taxonomy: Taxonomy) -> Iterator[str]:
    yield f"{label.facet}/{label.id}  {label.name}"
    yield from [f"  {label.definition}"] if label.definition else []
    above = sorted(taxonomy.ancestors(label.facet, label.id))
    below = [x.id for x in taxonomy.labels if x.facet == label.facet and label.id in x.parents]
    yield from _named("implies", above)
    yield from _named("made more exact by", below)
    yield from _named("same as", label.same_as)
    agents = []
    for rule in taxonomy.rules:
        if label.key in rule.gives:
            if rule.kind:
                agents.append(rule.agent.name if rule.agent else rule.any[0].source)
            else:
                yield from _rule(rule)
    yield from _named("named drugs and products", agents)
    yield from (f"  earned by      {title}" for title in label.examples)
    yield from (f"  not earned by  {title}" for title in label.counter_examples)


def agent_row(agent: Agent, gives: Sequence[Key]) -> dict[str, Any]:
    """An agent for machines: what its table says of it, and the labels that its names carry."""
    return {**asdict(agent), "gives": ["/".join(key) for key in gives]}


def agent_in_words(agent: Agent, gives: Sequence[Key]) -> str:
    """An agent in words: its names, its labels, and where they were read."""
    row = agent_row(agent, gives)
    read = f"{agent.reference}, checked {agent.checked}" if agent.reference else agent.status
    said = {
        "INN": row["inn"],
        "codes": row["codes"],
        "brands": row["brands"],
        "also": row["also"],
        "labels": row["gives"],
        "read in" if agent.reference else "known by": read,
        "note": row["note"],
        "stands in": row["where"],
    }
    lines = [f"agent/{agent.name.lower()}"]
    for what, value in said.items():
        lines += _named(what, (value,) if isinstance(value, str) and value else tuple(value))
    return "\n".join(lines)


def _rule(rule: Rule) -> Iterator[str]:
    where = "" if rule.fields == RUNNING_TEXT else f"  in {', '.join(rule.fields)}"
    yield f"  rule {rule.id}{where}"
    for name in _CONDITIONS:
        phrases: tuple[Phrase, ...] = getattr(rule, name)
        if phrases:
            shown = some_of([repr(phrase.source) for phrase in phrases], _MOST)
            yield f"    {name.replace('_', ' ')}: {shown}"
    for name in _LABELS:
        labels = sorted(f"{facet}/{id_}" for facet, id_ in getattr(rule, name))
        if labels:
            yield f"    {name.replace('_', ' ')}: {some_of(labels, _MOST)}"


def _named(what: str, names: list[str] | tuple[str, ...]) -> Iterator[str]:
    if names:
        yield f"  {what}: {', '.join(names)}"
