"""Which phrases are worth trying on a title."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from refkit.tagging.phrases import LETTER, Phrase
from refkit.tagging.rules import Rule
from refkit.tagging.title import Title

_BEGINNINGS = re.compile(rf"(?<![{LETTER}])[{LETTER}][{LETTER}]")


@dataclass(frozen=True, slots=True)
class _Trial:
    key: str
    rule: int
    phrase: Phrase


@dataclass(slots=True)
class Index:
    """Phrases by the first two letters of a word that they need.

    A title has some dozen words and a taxonomy more than a thousand phrases, so most phrases are
    never looked at.
    """

    _by_beginning: dict[str, list[_Trial]] = field(default_factory=lambda: defaultdict(list))
    _anywhere: list[_Trial] = field(default_factory=list)

    @classmethod
    def of(cls, rules: Sequence[Rule]) -> Index:
        """Index the ``any`` phrases of rules."""
        index = cls()
        for number, rule in enumerate(rules):
            for phrase in rule.any:
                index._add(number, phrase)
        return index

    def _add(self, rule: int, phrase: Phrase) -> None:
        by_word = phrase.starts and all(len(key) > 1 for key in phrase.keys)
        for key in phrase.keys:
            trials = self._by_beginning[key[:2]] if by_word else self._anywhere
            trials.append(_Trial(key, rule, phrase))

    def candidates(self, title: Title) -> dict[int, set[Phrase]]:
        """The phrases of each rule, by its number, whose needed words are in the title."""
        found: dict[int, set[Phrase]] = {}
        lower = title.lower
        for beginning in set(_BEGINNINGS.findall(lower)):
            for trial in self._by_beginning.get(beginning, ()):
                if trial.key in lower:
                    found.setdefault(trial.rule, set()).add(trial.phrase)
        for trial in self._anywhere:
            if trial.key in lower:
                found.setdefault(trial.rule, set()).add(trial.phrase)
        return found
