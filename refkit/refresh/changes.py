"""What is new in a bibliography that was brought up to date, beside what was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from refkit.checks.findings import Finding, FindingKind
from refkit.checks.publication_status import keys_by_doi, review_findings, status_findings
from refkit.diff import Change, differences
from refkit.model.bibliography import Bibliography
from refkit.model.people import Creator
from refkit.model.person_names import inverted_name
from refkit.model.work import Container, Relation, Update, Work
from refkit.text.rich import RichText

# How a work stands; the rest of what a check finds does not come from asking again.
_STANDING = frozenset(
    {FindingKind.RETRACTED, FindingKind.CONCERN, FindingKind.CORRECTED, FindingKind.PREPRINT}
)
_FIELDS = tuple(each.name for each in fields(Work) if each.name != "origins")


@dataclass(frozen=True, slots=True)
class WorkFieldChange:
    """A field of a work that is different, and in words what it was and what it is.

    Of a list (creators, notices) that is told which is not in the other.
    """

    field: str
    was: str
    now: str

    def __str__(self) -> str:
        """``volume: 12 → 13``."""
        return f"{self.field}: {self.was or 'nothing'} → {self.now or 'nothing'}"


def changes_between(old: Bibliography, new: Bibliography) -> tuple[Change, ...]:
    """The differences, by every field of a work; who was retracted is among the news."""
    found = differences(old, new, _FIELDS)
    return tuple(each for each in found if each.kind != FindingKind.RETRACTED)


def news_between(old: Bibliography, new: Bibliography) -> tuple[Finding, ...]:
    """How works stand now and did not before: retracted, doubted, corrected, published."""
    before = {_told(each) for each in _standing(old)}
    return tuple(each for each in _standing(new) if _told(each) not in before)


def field_changes(old: Work, new: Work) -> tuple[WorkFieldChange, ...]:
    """Every field that is different."""
    found: list[WorkFieldChange] = []
    for name in _FIELDS:
        was, now = getattr(old, name), getattr(new, name)
        if was == now:
            continue
        if isinstance(was, Container):
            found += _parts("container", was, now)
        else:
            found.append(WorkFieldChange(name, *_in_words(was, now)))
    return tuple(found)


def _parts(name: str, was: Container, now: Container) -> Iterator[WorkFieldChange]:
    for each in fields(Container):
        old, new = getattr(was, each.name), getattr(now, each.name)
        if old != new:
            yield WorkFieldChange(f"{name}.{each.name}", *_in_words(old, new))


def _in_words(was: Any, now: Any) -> tuple[str, str]:
    if not isinstance(was, tuple) or not isinstance(now, tuple):
        return _value(was), _value(now)
    gone = [each for each in was if each not in now]
    come = [each for each in now if each not in was]
    if not gone and not come:  # in another order
        gone, come = list(was), list(now)
    return "; ".join(map(_value, gone)), "; ".join(map(_value, come))


def _value(value: Any) -> str:
    if isinstance(value, RichText):
        return value.plain
    if isinstance(value, Creator):
        name = inverted_name(value)
        said = (value.role if value.role != "author" else "", value.orcid)
        told = ", ".join(filter(None, said))
        return f"{name} ({told})" if told else name
    if isinstance(value, Update):
        dated = f" of {value.date}" if value.date else ""
        return f"{value.name}{dated}{f' ({value.notice})' if value.notice else ''}"
    if isinstance(value, Relation):
        return f"{value.type} {value.id}"
    return "" if value is None else str(value)


def _standing(bibliography: Bibliography) -> Iterator[Finding]:
    entries = bibliography.entries
    keys = keys_by_doi(entries)
    yield from review_findings(bibliography)
    for entry in entries:
        yield from (each for each in status_findings(entry, keys) if each.kind in _STANDING)


def _told(finding: Finding) -> tuple[str, ...]:
    return finding.kind, finding.entry, finding.message
