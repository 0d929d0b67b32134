"""Which phrases are worth trying on a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from refkit.tagging.lazy import by_number
from refkit.tagging.normalized_text import WORD, NormalizedText
from refkit.tagging.patterns import Needs, Phrase, Span, has_each, split_needs

_MOST_WORDS = 100_000  # remembered; the words of a language are fewer, codes and names are not

_LONGEST_WORD = 60  # remembered; what is longer is a sequence or no word at all

_Calls = list[int]
"""In turns the number of a phrase and that of what it needs beside the word that calls it."""

_Called = tuple[int, str, Needs]
"""The number of a phrase, and what it needs beside the word that called it: letters without a
choice, empty where there are none, and the other needs."""


@dataclass(slots=True)
class PhraseIndex:
    """Groups of phrases, found by a word that each phrase needs.

    A text has a dozen words and a taxonomy more than a thousand phrases, so most phrases are never
    looked at; and as texts share most of their words, what a word calls for is worked out once.
    """

    phrases: Sequence[tuple[int, Phrase]] = ()  # with the group, in order
    needs: Sequence[Needs] = ()
    beginnings: dict[str, _Calls] = field(default_factory=dict)
    words: dict[str, _Calls] = field(default_factory=dict)
    within: dict[str, _Calls] = field(default_factory=dict)
    unspaced: dict[str, _Calls] = field(default_factory=dict)
    longest: int = 0  # letters of the longest key that begins a word or is within one
    _by_word: dict[str, tuple[frozenset[int], tuple[_Called, ...]]] = field(
        default_factory=dict, repr=False
    )  # the phrases that need no more than the word, and the others
    _silent: set[str] = field(default_factory=set, repr=False)  # words that call for nothing
    _split: dict[int, tuple[str, Needs]] = field(default_factory=dict, repr=False)  # by number

    @classmethod
    def of(cls, groups: Iterable[Sequence[Phrase]]) -> PhraseIndex:
        """Index groups of phrases by their number."""
        numbered = [(number, each) for number, phrases in enumerate(groups) for each in phrases]
        needs: list[Needs] = []
        index = cls(numbered, needs)
        numbers: dict[tuple[bool, str, int], int] = {}  # of needs
        for place, (_, phrase) in enumerate(numbered):
            for key, beside in phrase.calls:
                calls, whole = index._calls_of(key, phrase)
                # The phrases hold the needs meanwhile: none of them takes another's identity.
                asked = whole, "" if whole else key, id(beside)
                if (number := numbers.get(asked)) is None:
                    number = numbers[asked] = len(needs)
                    needs.append(beside if whole else ((key,), *beside))
                calls += place, number
        return index

    def _calls_of(self, key: str, phrase: Phrase) -> tuple[_Calls, bool]:
        """Whom a key calls, by the word that it is in, and whether it is all of that word."""
        word = WORD.match(key) if phrase.starts else WORD.search(key)
        whole = word is not None and word[0] == key
        if word is None or not key.isascii():  # Chinese and Japanese set no blanks
            return self.unspaced.setdefault(key, []), whole
        if phrase.starts and whole:
            self.longest = max(self.longest, len(key))
            return self.beginnings.setdefault(key, []), whole
        if phrase.starts:  # a sign follows, so the word is at its end
            return self.words.setdefault(word[0], []), whole
        self.longest = max(self.longest, len(word[0]))
        return self.within.setdefault(word[0], []), whole

    def places(self, passage: NormalizedText) -> dict[int, list[Span]]:
        """The groups of which phrases stand in a text, in order, and where each of these stands."""
        found: dict[int, list[Span]] = {}
        phrase_by_number = by_number(self.phrases)
        for place in sorted(self._candidates(passage)):
            number, phrase = phrase_by_number(place)
            if spans := phrase.spans(passage):
                found[number] = found[number] + spans if number in found else spans
        return found

    def _candidates(self, passage: NormalizedText) -> set[int]:
        """The phrases whose words are all in a text."""
        found: set[int] = set()  # to call an alias like set[int] takes ten times as long
        lower, by_word = passage.lower, self._by_word
        for word in passage.words - self._silent:
            sure, called = by_word.get(word) or self._learn(word)
            found |= sure
            for phrase, key, needs in called:
                if key in lower and (not needs or has_each(passage, needs)):
                    found.add(phrase)
        if not lower.isascii():
            for begin, calls in self.unspaced.items():
                if begin in lower:
                    found |= {n for n, needs in self._needing(calls) if has_each(passage, needs)}
        return found

    def _learn(self, word: str) -> tuple[frozenset[int], tuple[_Called, ...]]:
        every = [(phrase, *self._split_needs(needs)) for phrase, needs in self._called(word)]
        sure = frozenset(phrase for phrase, key, needs in every if not key and not needs)
        called = sure, tuple(each for each in every if each[0] not in sure)
        if len(word) < _LONGEST_WORD:
            if len(self._by_word) + len(self._silent) >= _MOST_WORDS:
                self._by_word.clear()
                self._silent.clear()
            if every:
                self._by_word[word] = called
            else:
                self._silent.add(word)
        return called

    def _split_needs(self, number: int) -> tuple[str, Needs]:
        """The needs of a number, split; many words have the same."""
        split = self._split.get(number)
        if split is None:
            split = self._split[number] = split_needs(self.needs[number])
        return split

    def _called(self, word: str) -> set[tuple[int, int]]:
        """The phrases that a word calls, each with the number of what it needs beside it."""
        begins = (word[:length] for length in range(1, min(len(word), self.longest) + 1))
        every = [self.beginnings[each] for each in begins if each in self.beginnings]
        every += [self.words.get(word, []), *(self.within[each] for each in self._within(word))]
        return {pair for calls in every for pair in zip(calls[::2], calls[1::2], strict=True)}

    def _within(self, word: str) -> Iterable[str]:
        """The keys that are within a word."""
        if len(word) >= _LONGEST_WORD:
            return [key for key in self.within if key in word]
        # A word has some dozen parts, and there are hundreds of keys.
        last = len(word) + 1
        parts = {
            word[start:end]
            for start in range(len(word))
            for end in range(start + 1, min(start + self.longest + 1, last))
        }
        return parts & self.within.keys()

    def _needing(self, calls: Sequence[int]) -> Iterator[tuple[int, Needs]]:
        return zip(calls[::2], map(self.needs.__getitem__, calls[1::2]), strict=True)
