"""A phrase as it is looked for: the form of its pattern, and the words that must be there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from refkit.tagging.form_walker import FormWalker, is_walkable
from refkit.tagging.normalized_text import NormalizedText
from refkit.tagging.phrase_forms import BEFORE, CHOICE, Branches

_FEW = 4  # branches that stand in the form itself, and letters that are looked for each time
_CHOICE = re.compile(CHOICE)
# Letters of texts in which a phrase is looked for before its pattern is compiled: as many as take
# as long as that. One with a long choice takes longer to compile.
_WALKED = 1000
_WALKED_WITH_CHOICES = 3000

Span = tuple[int, int]
Needs = tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Choices:
    """The long choices of a taxonomy, each once: a list of antigens stands in hundreds of phrases.

    A form is a pattern in which a number stands for each of them.
    """

    branches: Sequence[Branches] = ()
    _lengths: list[int] = field(default_factory=list, repr=False)
    _numbers: dict[Branches, int] = field(default_factory=dict, repr=False)
    _walker: FormWalker | None = field(default=None, repr=False)

    @property
    def walker(self) -> FormWalker:
        """What walks through forms with these choices."""
        if self._walker is None:
            self._walker = FormWalker(self._branches_of)
        return self._walker

    def _branches_of(self, number: int) -> Branches:
        return self.branches[number]

    def form(self, branches: Branches) -> str:
        """The form of a choice."""
        if len(branches) < _FEW:
            return _one_of([form for _, form in branches])
        if (number := self._numbers.get(branches)) is None:
            number = self._numbers[branches] = len(self.branches)
            self.branches = (*self.branches, branches)
            self._lengths.append(sum(self.length(form) + 1 for _, form in branches) + 4)
        return f"(?#{number})"

    def length(self, form: str) -> int:
        """How long the pattern of a form is."""
        numbers = map(int, _CHOICE.findall(form))
        return len(form) + sum(self._lengths[each] for each in numbers)

    def pattern(self, form: str) -> str:
        """The pattern of a form."""
        return _CHOICE.sub(lambda found: self._filled(int(found[1])), form)

    def _filled(self, number: int) -> str:
        return _one_of([self.pattern(form) for _, form in self.branches[number]])


def _one_of(forms: Sequence[str]) -> str:
    return f"(?:{'|'.join(forms)})"


@dataclass(slots=True, unsafe_hash=True)  # frozen, a taxonomy's thousands take 15 ms more to make
class Phrase:
    """One phrase: as it was written, the form of its pattern, and the words that must be there.

    ``needs`` are choices of lower-case letters, one of each must be in the title. The first is the
    one that fewest titles have; ``starts`` tells whether all its members begin words. ``samples``
    are texts that it is meant to find: without and with what may be missing. ``heads`` are letters
    in lower case of which one choice is always in its first word; empty where there is none.
    ``calls`` are the members of the first of ``needs``, each with what its branch needs beside it.
    ``key`` is one of ``needs`` that has no choice, to be looked for first, empty where all have,
    and ``others`` are the other ones that tell something.
    """

    source: str
    form: str
    needs: Needs
    starts: bool
    samples: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    calls: Sequence[tuple[str, Needs]] = field(default=(), repr=False, compare=False)
    key: str = field(default="", repr=False, compare=False)
    others: Needs = field(default=(), repr=False, compare=False)
    choices: Choices = field(default_factory=Choices, repr=False, compare=False)
    _walked: int = field(default=0, init=False, repr=False, compare=False)
    _regex: re.Pattern[str] | None = field(default=None, init=False, repr=False, compare=False)

    @classmethod
    def of(
        cls,
        source: str,
        form: str,
        needs: Needs,
        starts: bool,
        samples: tuple[str, ...],
        heads: tuple[str, ...],
        calls: tuple[tuple[str, Needs], ...],
        choices: Choices,
    ) -> Phrase:
        """A phrase with the key and the others of its needs."""
        key, others = split_needs(needs)
        return cls(source, form, needs, starts, samples, heads, calls, key, others, choices)

    @property
    def pattern(self) -> str:
        """The whole pattern."""
        return self.choices.pattern(self.form)

    def spans(self, passage: NormalizedText) -> list[Span]:
        """Every place where the phrase stands, from left to right, none overlapping another."""
        regex, text = self._regex, passage.text
        if regex is None:
            most = _WALKED_WITH_CHOICES if "(?#" in self.form else _WALKED
            if self._walked + len(text) <= most and is_walkable(passage):
                self._walked += len(text)
                return self._walk(passage)
            self._regex = regex = _compiled(self.choices.pattern(self._tried_form))
        heads = self.heads
        # A search tries a pattern at every letter: trying it at a few words takes a third of that.
        if not heads:
            return [match.span() for match in regex.finditer(text)]
        if len(heads) == 1:
            starts = passage.known_starts.get(heads[0]) or passage.starts(heads[0])
        else:
            starts = passage.known_starts_of_any.get(id(heads)) or passage.starts_of_any(heads)
        found: list[Span] = []
        end = 0
        for start in starts:
            if start >= end and (match := regex.match(text, start)):
                span = match.span()
                found.append(span)
                end = span[1]
        return found

    def _walk(self, passage: NormalizedText) -> list[Span]:
        """The same places without a pattern: of most of a taxonomy's none is ever needed."""
        if self.heads:
            starts: Iterable[int] = passage.starts_of_any(self.heads)
        elif self.form.startswith(BEFORE):
            starts = passage.word_starts
        else:
            starts = range(len(passage.text))
        return self.choices.walker.spans(self._tried_form, passage, starts)

    @property
    def _tried_form(self) -> str:
        """The form as it is tried: with heads where words begin, which it need not see to."""
        return self.form.removeprefix(BEFORE) if self.heads else self.form


def split_needs(needs: Needs) -> tuple[str, Needs]:
    """The longest of the needs without a choice, empty where there is none, and the others.

    A single letter is left out: all but every text has it. A single digit is not.
    """
    if len(needs) == 1 and len(needs[0]) == 1:
        return needs[0][0], ()
    key = max((keys[0] for keys in needs if len(keys) == 1), key=len, default="")
    return key, tuple(keys for keys in needs if keys != (key,) and all(map(_tells, keys)))


def _tells(key: str) -> bool:
    return len(key) > 1 or key.isdigit()


def has_each(passage: NormalizedText, needs: Needs) -> bool:
    """Whether a text has one of each of these choices of letters."""
    lower = passage.lower
    for keys in needs:
        if len(keys) > _FEW:  # one choice of many stands in many phrases
            known = passage.known_choices.get(id(keys))
            if known or (known is None and passage.has_one(keys)):
                continue
            return False
        for key in keys:
            if key in lower:
                break
        else:
            return False
    return True


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
