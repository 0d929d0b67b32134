"""What persons decided in one bibliography and would not find in another."""

from __future__ import annotations

from typing import NamedTuple

from refkit.model.bibliography import Bibliography
from refkit.model.decisions import decisions_of
from refkit.model.label_decisions import count_said, missing_decisions
from refkit.text.plural import count_noun


class LostDecisions(NamedTuple):
    """How many decisions on references and on labels are lost."""

    on_references: int
    on_labels: int

    @property
    def total(self) -> int:
        """How many are lost."""
        return self.on_references + self.on_labels

    def __str__(self) -> str:
        of_labels = f" ({self.on_labels} on labels)" if self.on_labels else ""
        return f"{count_noun(self.total, 'decisions')}{of_labels}"


def lost_decisions(old: Bibliography, new: Bibliography) -> LostDecisions:
    """How many decisions in ``old`` are not in ``new``: neither on an entry nor set aside."""
    lines = set(decisions_of(old)) - set(decisions_of(new))
    return LostDecisions(len(lines), sum(map(count_said, missing_decisions(new, old))))
