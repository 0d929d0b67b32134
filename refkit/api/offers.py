"""Remembers which DOIs were shown for a line, so that a person can reject only those."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from refkit.decision_reader import line_at, offered
from refkit.errors import InputError
from refkit.model.bibliography import Bibliography, Decision
from refkit.model.identifiers import Doi, ListId
from refkit.model.work import Work

_Line = tuple[ListId, tuple[tuple[str, str], ...]]


class NotOffered(InputError):
    """A DOI is rejected that the line never had and that nobody proposed for it."""


@dataclass(slots=True)
class Offers:
    """The works that searches found for lines, and those that persons looked at by their DOIs."""

    _titles: dict[_Line, dict[Doi, str]] = field(default_factory=dict)

    def note(
        self, bibliography: Bibliography, position: str, review: str, works: Iterable[Work]
    ) -> None:
        """Note what is shown to a person for the line at a position."""
        _, line = line_at(bibliography, position, review)
        there = self._titles.setdefault((line.review, line.reference.deposited), {})
        for work in works:
            for doi in work.dois:
                there[doi] = work.title.plain

    def checked(
        self, bibliography: Bibliography, position: str, review: str, decision: Decision
    ) -> Decision:
        """A rejection of something that was offered, with its title; raises NotOffered."""
        rejection = decision.rejected
        if rejection is None or decision.taken_back:
            return decision
        entry, line = line_at(bibliography, position, review)
        there = self._titles.get((line.review, line.reference.deposited), {})
        if rejection.doi not in there and rejection.doi not in offered(entry, line):
            raise NotOffered(
                f"{rejection.doi} was not found for {line.reference.position}, nor deposited with "
                "it: there is nothing to reject"
            )
        title = rejection.title or " ".join(there.get(rejection.doi, "").split())
        return replace(decision, rejected=replace(rejection, title=title))
