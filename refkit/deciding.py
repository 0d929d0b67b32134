"""A person's decisions: recorded in a bibliography, kept in later runs."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import replace
from io import StringIO

from refkit.citation_keys import with_keys
from refkit.errors import InputError, SourceError
from refkit.model.bibliography import Bibliography, Citation, Entry, Line
from refkit.model.decisions import Decision
from refkit.model.identifiers import Doi
from refkit.model.resolution import (
    Attempt,
    Imported,
    Method,
    Resolution,
    Resolved,
    WithoutDoi,
)
from refkit.resolving import Sources, find, merged, said
from refkit.sources.base import Found, Outcome

NONE = "none"
_COLUMNS = ("position", "doi")


def read_decisions(text: str, bibliography: Bibliography, where: str) -> list[Decision]:
    """Read a table with the columns position, doi and, for several reviews, review.

    ``doi`` may be ``none``: there is no DOI. Raises InputError that names the row.
    """
    rows = csv.DictReader(StringIO(text))
    missing = [name for name in _COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise InputError(f"{where}: has no column {missing[0]!r}; needed are position and doi")
    decisions = []
    for number, row in enumerate(rows, start=2):
        try:
            decisions.append(
                decision_on(
                    bibliography, row["position"] or "", row["doi"] or "", row.get("review") or ""
                )
            )
        except InputError as error:
            raise InputError(f"{where}: row {number}: {error}") from None
    return decisions


def decision_on(bibliography: Bibliography, position: str, doi: str, review: str = "") -> Decision:
    """The decision that the reference at a position means a DOI (``none``: has none).

    Raises InputError where there is no such reference, or several reviews and none is named.
    """
    citation = _citation(bibliography, position, review)
    decided = None if doi.strip().lower() == NONE else Doi.parse(doi)
    return Decision(citation.review, citation.reference.deposited, decided)


def _citation(bibliography: Bibliography, position: str, review: str) -> Citation:
    if not position.strip().isdigit():
        raise InputError(f"not a position: {position!r}; the first reference is 1")
    reviews = [each.doi for each in bibliography.reviews if each.doi]
    if not review and len(reviews) != 1:
        raise InputError("there are several reviews: say which one is meant (--review)")
    meant = Doi.parse(review) if review else reviews[0]
    for entry in bibliography.entries:
        for citation in entry.citations:
            if (citation.review, citation.reference.position) == (meant, int(position)):
                return citation
    raise InputError(f"{meant} lists no reference at position {int(position)}")


def decide(
    bibliography: Bibliography, decisions: Iterable[Decision], sources: Sources
) -> Bibliography:
    """The bibliography with these decisions carried out; other entries keep their keys.

    Raises InputError for a DOI that no source knows, SourceError where they cannot say.
    """
    wanted = {decision.about: decision for decision in decisions}
    found = find([decision.doi for decision in wanted.values() if decision.doi], sources)
    entries = [part for entry in bibliography.entries for part in _decided(entry, wanted, found)]
    return with_keys(replace(bibliography, entries=tuple(merged(entries))), earlier=bibliography)


def _decided(
    entry: Entry,
    wanted: dict[Line, Decision],
    found: dict[Doi, tuple[str, Found]],
) -> Iterable[Entry]:
    """The entry, and apart from it each of its lines that a person decided on."""
    rest = []
    for citation in entry.citations:
        decision = wanted.get(citation.line)
        if decision is None:
            rest.append(citation)
        else:
            yield _by_hand(entry, citation, decision, found)
    if rest or not entry.citations:
        yield replace(entry, citations=tuple(rest))


def _by_hand(
    entry: Entry, citation: Citation, decision: Decision, found: dict[Doi, tuple[str, Found]]
) -> Entry:
    line = replace(citation, method=None)
    attempts = (*_attempts(entry.resolution), said(decision))
    if decision.doi is None:
        return Entry("", entry.work, WithoutDoi(attempts), (line,))
    source, answer = found[decision.doi]
    if answer.outcome is Outcome.UNKNOWN:
        raise InputError(f"{source} does not know {decision.doi}: check the DOI")
    if answer.work is None:
        raise SourceError(answer.detail or f"{decision.doi} was never fetched, and this is offline")
    return Entry("", answer.work, Resolved(Method.BY_HAND, source, attempts), (line,))


def _attempts(resolution: Resolution) -> tuple[Attempt, ...]:
    return () if isinstance(resolution, Imported) else resolution.attempts
