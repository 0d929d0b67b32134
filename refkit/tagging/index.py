"""Which phrases are worth trying on a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from refkit.tagging.passage import WORD, Passage
from refkit.tagging.phrases import Phrase, has_each

_MOST_WORDS = 100_000  # remembered; the words of a language are fewer, codes and names are not

_LONGEST_WORD = 60  # remembered; what is longer is a sequence or no word at all

_Needs = tuple[tuple[str, ...], ...]
_Called = tuple[int, Phrase, _Needs]
"""A group's number, its phrase, and what the phrase needs beside the word that called it."""


@dataclass(slots=True)
class Index:
    """Groups of phrases, found by a word that each phrase needs.

    A text has a dozen words and a taxonomy more than a thousand phrases, so most phrases are never
    looked at; and as texts share most of their words, what a word calls for is worked out once.
    """

    _beginnings: dict[str, list[_Called]] = field(default_factory=dict)
    _words: dict[str, list[_Called]] = field(default_factory=dict)
    _within: list[tuple[str, _Called]] = field(default_factory=list)
    _unspaced: list[tuple[str, _Called]] = field(default_factory=list)
    _longest: int = 0  # letters of the longest beginning
    _by_word: dict[str, tuple[_Called, ...]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, groups: Iterable[Sequence[Phrase]]) -> Index:
        """Index groups of phrases by their number."""
        index = cls()
        for number, phrases in enumerate(groups):
            for phrase in phrases:
                for key in phrase.needs[0]:
                    index._add(key, phrase, number)
        return index

    def _add(self, key: str, phrase: Phrase, number: int) -> None:
        word = WORD.match(key) if phrase.starts else WORD.search(key)
        whole = word is not None and word[0] == key
        called = (number, phrase, phrase.needs[1:] if whole else ((key,), *phrase.needs[1:]))
        if word is None or not key.isascii():  # Chinese and Japanese set no blanks
            self._unspaced.append((key, called))
        elif phrase.starts and whole:
            self._beginnings.setdefault(key, []).append(called)
            self._longest = max(self._longest, len(key))
        elif phrase.starts:  # a sign follows, so the word is at its end
            self._words.setdefault(word[0], []).append(called)
        else:
            self._within.append((word[0], called))

    def candidates(self, passage: Passage) -> list[tuple[int, list[Phrase]]]:
        """The groups, in order, with the phrases whose words are all in a text."""
        found: dict[int, dict[str, Phrase]] = {}
        lower, by_word = passage.lower, self._by_word
        for word in passage.words:
            called = by_word.get(word)
            for number, phrase, needs in self._learn(word) if called is None else called:
                if not needs or has_each(lower, needs):
                    found.setdefault(number, {})[phrase.pattern] = phrase
        if not lower.isascii():
            for key, (number, phrase, needs) in self._unspaced:
                if key in lower and has_each(lower, needs):
                    found.setdefault(number, {})[phrase.pattern] = phrase
        return [(number, list(found[number].values())) for number in sorted(found)]

    def _learn(self, word: str) -> tuple[_Called, ...]:
        if len(self._by_word) >= _MOST_WORDS:
            self._by_word.clear()
        longest = min(len(word), self._longest)
        beginnings = (word[:length] for length in range(1, longest + 1))
        called = [each for part in beginnings for each in self._beginnings.get(part, ())]
        called += self._words.get(word, ())
        called += [each for key, each in self._within if key in word]
        answer = tuple(called)
        if len(word) < _LONGEST_WORD:
            self._by_word[word] = answer
        return answer
