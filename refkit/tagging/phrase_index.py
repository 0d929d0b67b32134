"""Which phrases are worth trying on a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from refkit.tagging.normalized_text import WORD, NormalizedText
from refkit.tagging.patterns import Needs, Phrase, Span, has_each, split_needs

_MOST_WORDS = 100_000  # remembered; the words of a language are fewer, codes and names are not

_LONGEST_WORD = 60  # remembered; what is longer is a sequence or no word at all

_Called = tuple[int, str, Needs]
"""The number of a phrase, and what it needs beside the word that called it: letters without a
choice, empty where there are none, and the other needs."""


@dataclass(slots=True)
class PhraseIndex:
    """Groups of phrases, found by a word that each phrase needs.

    A text has a dozen words and a taxonomy more than a thousand phrases, so most phrases are never
    looked at; and as texts share most of their words, what a word calls for is worked out once.
    """

    _phrases: list[tuple[int, Phrase]] = field(default_factory=list)  # with the group, in order
    _beginnings: dict[str, list[_Called]] = field(default_factory=dict)
    _words: dict[str, list[_Called]] = field(default_factory=dict)
    _within: list[tuple[str, _Called]] = field(default_factory=list)
    _unspaced: list[tuple[str, _Called]] = field(default_factory=list)
    _longest: int = 0  # letters of the longest beginning
    _by_word: dict[str, tuple[_Called, ...]] = field(default_factory=dict, repr=False)
    _silent: set[str] = field(default_factory=set, repr=False)  # words that call for nothing

    @classmethod
    def of(cls, groups: Iterable[Sequence[Phrase]]) -> PhraseIndex:
        """Index groups of phrases by their number."""
        index = cls()
        for number, phrases in enumerate(groups):
            for phrase in phrases:
                for key, beside in phrase.calls:
                    index._add(key, phrase, beside)
                index._phrases.append((number, phrase))
        return index

    def _add(self, key: str, phrase: Phrase, beside: Needs) -> None:
        word = WORD.match(key) if phrase.starts else WORD.search(key)
        whole = word is not None and word[0] == key
        needs = beside if whole else ((key,), *beside)
        called = (len(self._phrases), *split_needs(needs))
        if word is None or not key.isascii():  # Chinese and Japanese set no blanks
            self._unspaced.append((key, called))
        elif phrase.starts and whole:
            self._beginnings.setdefault(key, []).append(called)
            self._longest = max(self._longest, len(key))
        elif phrase.starts:  # a sign follows, so the word is at its end
            self._words.setdefault(word[0], []).append(called)
        else:
            self._within.append((word[0], called))

    def places(self, passage: NormalizedText) -> dict[int, list[Span]]:
        """The groups of which phrases stand in a text, in order, and where each of these stands."""
        found: dict[int, list[Span]] = {}
        phrases = self._phrases
        for place in sorted(self._candidates(passage)):
            number, phrase = phrases[place]
            if spans := phrase.spans(passage):
                found[number] = found[number] + spans if number in found else spans
        return found

    def _candidates(self, passage: NormalizedText) -> set[int]:
        """The phrases whose words are all in a text."""
        found = set()
        lower, by_word = passage.lower, self._by_word
        for word in passage.words - self._silent:
            for phrase, key, needs in by_word.get(word) or self._learn(word):
                if key in lower and (not needs or has_each(lower, needs)):
                    found.add(phrase)
        if not lower.isascii():
            for begin, (phrase, key, needs) in self._unspaced:
                if begin in lower and key in lower and has_each(lower, needs):
                    found.add(phrase)
        return found

    def _learn(self, word: str) -> tuple[_Called, ...]:
        called = tuple(self._called(word))
        if len(word) < _LONGEST_WORD:
            if len(self._by_word) + len(self._silent) >= _MOST_WORDS:
                self._by_word.clear()
                self._silent.clear()
            if called:
                self._by_word[word] = called
            else:
                self._silent.add(word)
        return called

    def _called(self, word: str) -> Iterator[_Called]:
        for length in range(1, min(len(word), self._longest) + 1):
            yield from self._beginnings.get(word[:length], ())
        yield from self._words.get(word, ())
        yield from (each for key, each in self._within if key in word)
