"""What a person decided about a listed reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from refkit.model.bibliography import Bibliography, Citation, Decision, Entry, Line
from refkit.model.identifiers import Doi
from refkit.model.resolution import Method, Resolved, Unresolved, WithoutDoi

__all__ = ["DECIDED", "PERSON", "Decision", "carried_over", "decisions_of", "decisions_on"]

PERSON, DECIDED = "person", "decided"
"""Source and outcome of the attempt that records a decision; its detail is the DOI, if any."""


def decisions_of(bibliography: Bibliography) -> tuple[Decision, ...]:
    """The decisions in a bibliography: carried out, only said (DOI not found yet), or put by."""
    standing = (each for entry in bibliography.entries for each in decisions_on(entry))
    return (*standing, *bibliography.decisions)


def decisions_on(entry: Entry) -> tuple[Decision, ...]:
    """The decisions on the lines of an entry."""
    return tuple(
        Decision(*citation.line, doi)
        for citation in entry.citations
        for doi in _decided(entry, citation)
    )


def _decided(entry: Entry, citation: Citation) -> Iterator[Doi | None]:
    if isinstance(entry.resolution, Resolved):
        if entry.method_of(citation) is Method.BY_HAND:
            yield entry.work.doi
    elif isinstance(entry.resolution, WithoutDoi):
        yield None
    elif isinstance(entry.resolution, Unresolved):
        # The DOI that a person named and that could not be looked up yet; the last word counts.
        words = [each for each in entry.resolution.attempts if each.source == PERSON]
        for said in words[-1:]:
            yield Doi.parse(said.detail)


def carried_over(
    decisions: Iterable[Decision], lines: Iterable[Line]
) -> tuple[dict[Line, Decision], tuple[Decision, ...]]:
    """Which decision holds for which line of the lists as they are now, and those for none.

    A line is the same where it was deposited word for word. The depositor's own key counts lines
    and moves when one is put in before: without it a line is the same where only one can be meant.
    """
    open_lines = dict.fromkeys(lines)
    exact = {each.about: each for each in decisions}
    found = {line: exact[line] for line in open_lines if line in exact}
    left = [each for each in exact.values() if each.about not in found]
    moved = _by_words(line for line in open_lines if line not in found)
    said = _by_words(each.about for each in left)
    for words, (about, *others) in said.items():
        if not others and len(moved.get(words, ())) == 1:
            found[moved[words][0]] = exact[about]
    held = {each.about for each in found.values()}
    return found, tuple(each for each in left if each.about not in held)


def _by_words(lines: Iterable[Line]) -> dict[Line, list[Line]]:
    """Lines by their words without the depositor's key; one that has no others is left out."""
    named: dict[Line, list[Line]] = {}
    for review, deposited in lines:
        words = tuple(pair for pair in deposited if pair[0] != "key")
        if words:
            named.setdefault((review, words), []).append((review, deposited))
    return named
