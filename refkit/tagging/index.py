"""Which phrases are worth trying on a title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from refkit.tagging.phrases import LETTER, Phrase

_LONGEST = 4
_BEGINNINGS = re.compile(rf"(?<![{LETTER}])[{LETTER}]{{2,{_LONGEST}}}")


@dataclass(slots=True)
class Index:
    """Groups of phrases, found by the first letters of a word that each phrase needs.

    A title has a dozen words and a taxonomy more than a thousand phrases, so most phrases are
    never looked at.
    """

    _by_beginning: dict[str, list[tuple[int, Phrase]]] = field(default_factory=dict)
    _anywhere: list[tuple[str, int, Phrase]] = field(default_factory=list)

    @classmethod
    def of(cls, groups: Iterable[Sequence[Phrase]]) -> Index:
        """Index groups of phrases by their number."""
        index = cls()
        for number, phrases in enumerate(groups):
            for phrase in phrases:
                index._add(number, phrase)
        return index

    def _add(self, number: int, phrase: Phrase) -> None:
        by_word = phrase.starts and all(len(key) > 1 for key in phrase.needs[0])
        for key in phrase.needs[0]:
            if by_word:
                self._by_beginning.setdefault(key[:_LONGEST], []).append((number, phrase))
            else:
                self._anywhere.append((key, number, phrase))

    def candidates(self, lower: str) -> list[tuple[int, list[Phrase]]]:
        """The groups, in order, with the phrases whose words are all in a lower-case title."""
        found: dict[int, dict[str, Phrase]] = {}
        for beginning in set(_BEGINNINGS.findall(lower)):
            for length in range(2, len(beginning) + 1):
                for number, phrase in self._by_beginning.get(beginning[:length], ()):
                    if phrase.possible(lower):
                        found.setdefault(number, {})[phrase.pattern] = phrase
        for key, number, phrase in self._anywhere:
            if key in lower and phrase.possible(lower):
                found.setdefault(number, {})[phrase.pattern] = phrase
        return [(number, list(found[number].values())) for number in sorted(found)]
