"""Phrases as taxonomies write them, turned into patterns.

A phrase is words, and a few signs: ``*`` any ending or beginning of up to a hundred letters,
``(s)`` may be missing, ``[a|b]`` one of, ``{list}`` one of a named list, ``...`` up to five words
of the same clause, ``^`` the start of the title. A blank stands for one blank, hyphen, slash or dot
in the title, a hyphen for the same or nothing. A word written with a capital letter is matched as
written, any other word in any case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from refkit.tagging.normalized_text import LETTER, NormalizedText, fold

# With the hyphen of a word that goes on after the next one: CD19- and CD20-targeted.
_JOINT = r"(?: ?/ ?-?|-? |[.-])"
_GAP = rf"(?:{_JOINT}[^ ./,:;?!-]+){{0,5}}?{_JOINT}"
# No word is longer; without an end, two of them on one word without end cost its square.
STAR = f"[{LETTER}]{{0,100}}"
_TOKEN = re.compile(r" ?\.\.\. ?|[ \[\]|()*^-]|\{[a-z-]+\}|(?:[^ \[\]|()*^{}.-]|\.(?!\.))+")
_CLOSE = {"[": "]", "(": ")"}
_NARROWED = 2  # texts of which the pattern of a phrase has only what can stand there
_BEFORE = f"(?<![{LETTER}])"
NAMES = "{names}"
"""Stands in a phrase for the names of the label that it is read for."""

Span = tuple[int, int]
Needs = tuple[tuple[str, ...], ...]


Branches = tuple[tuple[tuple[str, ...], str], ...]
"""Of each branch of a choice its form, and before that lower-case letters: one of them is in all
that the branch finds, where any are given."""


class PhraseError(ValueError):
    """A phrase that cannot be read; the message says what is wrong with it."""


_FEW = 4  # branches that stand in the form itself
_CHOICE = re.compile(r"\(\?#([0-9]+)\)")  # reads as a comment, which no phrase can have
_NEVER = "(?!)"


@dataclass(slots=True)
class Choices:
    """The long choices of a taxonomy, each once: a list of antigens stands in hundreds of phrases.

    A form is a pattern in which a number stands for each of them.
    """

    branches: list[Branches] = field(default_factory=list)
    _lengths: list[int] = field(default_factory=list, repr=False)
    _numbers: dict[Branches, int] = field(default_factory=dict, repr=False)

    def form(self, branches: Branches) -> str:
        """The form of a choice."""
        if len(branches) < _FEW:
            return _one_of([form for _, form in branches])
        if (number := self._numbers.get(branches)) is None:
            number = self._numbers[branches] = len(self.branches)
            self.branches.append(branches)
            self._lengths.append(sum(self.length(form) + 1 for _, form in branches) + 4)
        return f"(?#{number})"

    def length(self, form: str) -> int:
        """How long the pattern of a form is."""
        numbers = map(int, _CHOICE.findall(form))
        return len(form) + sum(self._lengths[each] for each in numbers)

    def pattern(self, form: str, lower: str | None = None) -> str:
        """The pattern of a form; for a lower-case text only the branches that can stand there."""
        return _CHOICE.sub(lambda found: self._filled(int(found[1]), lower), form)

    def _filled(self, number: int, lower: str | None) -> str:
        branches = self.branches[number]
        if lower is not None:
            branches = tuple(
                [each for each in branches if not each[0] or any(key in lower for key in each[0])]
            )
        return _one_of([self.pattern(form, lower) for _, form in branches]) if branches else _NEVER


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
    calls: tuple[tuple[str, Needs], ...] = field(default=(), repr=False, compare=False)
    key: str = field(default="", repr=False, compare=False)
    others: Needs = field(default=(), repr=False, compare=False)
    choices: Choices = field(default_factory=Choices, repr=False, compare=False)
    _left: int = field(default=_NARROWED, init=False, repr=False, compare=False)
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
        regex, heads, text = self._regex or self._compile(passage), self.heads, passage.text
        if not heads:
            return [match.span() for match in regex.finditer(text)]
        # A search tries a pattern at every letter: trying it at a few words takes a third of that.
        if len(heads) == 1:
            starts = passage.known_starts.get(heads[0]) or passage.starts(heads[0])
        else:
            starts = passage.starts_of_any(heads)
        found: list[Span] = []
        end = 0
        for start in starts:
            if start >= end and (match := regex.match(text, start)):
                span = match.span()
                found.append(span)
                end = span[1]
        return found

    def _compile(self, passage: NormalizedText) -> re.Pattern[str]:
        """The pattern, compiled when it is first looked for: most of a taxonomy's never are.

        To compile all of a long choice takes ten milliseconds. In the first texts only the
        branches are that can stand there.
        """
        # With heads it is tried where words begin, and need not see to that itself.
        form = self.form.removeprefix(_BEFORE) if self.heads else self.form
        if self._left and "(?#" in form:
            self._left -= 1
            return _compiled(self.choices.pattern(form, passage.lower))
        self._regex = regex = _compiled(self.choices.pattern(form))
        return regex


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


def has_each(lower: str, needs: Sequence[Sequence[str]]) -> bool:
    """Whether a lower-case text has one of each of these choices of letters."""
    for keys in needs:
        for key in keys:
            if key in lower:
                break
        else:
            return False
    return True


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@dataclass(slots=True)
class PhraseReader:
    """Reads the phrases of one taxonomy, whose ``lists`` grow while it is read."""

    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    names: str = ""  # what {names} stands for, as a choice
    _known: dict[tuple[str, str], tuple[Phrase, ...]] = field(default_factory=dict)
    _branches: dict[tuple[str, bool, bool], _Part] = field(default_factory=dict)
    choices: Choices = field(default_factory=Choices)

    def read(self, text: str) -> tuple[Phrase, ...]:
        """Read a phrase; one that is nothing but a ``{list}`` gives the phrases of that list.

        ``{names}`` in it, or in the phrases of that list, stands for ``names``. Raises PhraseError.
        """
        if NAMES in text:
            if not self.names:
                raise PhraseError(f"phrase {text!r} has {NAMES}, and the label has no 'names'")
            text = text.replace(NAMES, self.names)
        # Beyond its own words only what a list gives depends on the label.
        asked = text, self.names if text[:1] == "{" else ""
        if asked not in self._known:
            self._known[asked] = tuple(self._phrases(text))
        return self._known[asked]

    def _phrases(self, text: str) -> Iterator[Phrase]:
        if text[:1] == "{" and text[1:-1] in self.lists:
            for item in self.lists[text[1:-1]]:
                yield from self.read(item)
        else:
            yield self._phrase(text)

    def _phrase(self, text: str) -> Phrase:
        part = _Parser(text, self.lists, self._branches, self.choices).read()
        if not part.keys:
            raise PhraseError(f"phrase {text!r} has no word that is always there")
        before = "" if _is_unspaced(text[:1]) or text[:1] == "^" else _BEFORE
        after = "" if _is_unspaced(text[-1:]) else f"(?![{LETTER}])"
        others = tuple(keys for keys in part.choices if keys != part.keys)
        needs = (part.keys, *others)
        calls = tuple(_calls(part))
        samples = part.sample, part.full
        few = 0 < len(part.heads) <= _MOST_HEADS and min(map(len, part.heads)) > 1
        heads = part.heads if before and (few or len(part.heads) == 1) else ()
        form = before + part.form + after
        return Phrase.of(text, form, needs, part.starts, samples, heads, calls, self.choices)


def _is_unspaced(character: str) -> bool:
    return character > "\u2e7f"


@dataclass(slots=True)
class _Part:
    """What was read so far: the form, and the best keys found in it."""

    form: str = ""
    sample: str = ""
    full: str = ""  # the sample with all that may be missing
    heads: tuple[str, ...] = ()  # letters of the words that it can begin with
    keys: tuple[str, ...] = ()
    calls: tuple[tuple[str, Needs], ...] = ()  # keys, with what their branch needs
    worth: tuple[int, bool, int] = (-1, False, 0)  # of these keys
    starts: bool = True
    choices: list[tuple[str, ...]] = field(default_factory=list)
    exact: bool = False  # the word that is being read has a capital letter
    fresh: bool = True  # the next letter begins a word

    def show(self, text: str) -> None:
        """Add what is always there to both samples."""
        self.sample += text
        self.full += text

    def propose(
        self, keys: tuple[str, ...], calls: tuple[tuple[str, Needs], ...], starts: bool
    ) -> None:
        """Keep the keys that will be found in fewer titles: the ones at a word's start, longer."""
        if not keys:
            return
        self.choices.append(keys)
        worth = _worth(keys, starts)
        if worth > self.worth:
            self.keys, self.calls, self.starts, self.worth = keys, calls, starts, worth


def _worth(keys: tuple[str, ...], starts: bool) -> tuple[int, bool, int]:
    if len(keys) == 1:
        return _rarity(keys[0]), starts, len(keys[0])
    return min(map(_rarity, keys)), starts, max(map(len, keys))


def _rarity(key: str) -> int:
    if len(key) == 1:  # begins a word of every title
        return 0
    return 1 if key in _COMMON else len(key)


# Words of so many titles of the field that a phrase is better found by another of its words.
_COMMON = frozenset(
    "a an and by for from in of on or the to with after as at cell cells car t b patient patients "
    "therap therapy treatment disease diseases receptor antigen based clinical study anti antibod "
    "antibody antibodies inhibitor inhibition blockade blocking target targeted targeting".split()
)


_MOST_BRANCHES = 3  # of one key: more are asked for what they have in common
_MOST_HEADS = 60  # more words to look for cost more than a search
_LONGEST = 1000  # characters of a phrase
_LONGEST_PATTERN = 200_000
_DEEPEST = 20  # brackets within brackets, lists within lists


@dataclass(slots=True)
class _Parser:
    """Reads one phrase from left to right."""

    text: str
    lists: Mapping[str, Sequence[str]]
    branches: dict[tuple[str, bool, bool], _Part]
    choices: Choices
    tokens: list[str] = field(default_factory=list)
    depth: int = 0

    def read(self) -> _Part:
        if len(self.text) > _LONGEST:
            raise PhraseError(f"phrase {self.text[:40]!r}... is longer than {_LONGEST} characters")
        self.tokens = _TOKEN.findall(self.text)[::-1]
        if "".join(reversed(self.tokens)) != self.text or not self.text.strip():
            raise PhraseError(f"phrase {self.text!r} has a sign that means nothing there")
        part = self._sequence(_Part())
        if self.tokens:
            raise PhraseError(f"phrase {self.text!r} has a stray {self.tokens[-1]!r}")
        return part

    def _sequence(self, part: _Part) -> _Part:
        while self.tokens and self.tokens[-1] not in ("]", ")", "|"):
            token = self.tokens.pop()
            if token in _CLOSE:
                self._group(part, token)
            elif token[0] == "{":
                self._list(part, token[1:-1])
            elif token in _SIGNS:
                self._sign(part, token)
            elif "..." in token:
                part.form += _GAP
                part.show(" ")
                part.exact, part.fresh = False, True
            else:
                self._word(part, token)
        return part

    def _sign(self, part: _Part, sign: str) -> None:
        if sign == "*" and part.form.endswith(_SIGNS["*"]):
            raise PhraseError(f"phrase {self.text!r} has two stars in a row")
        part.form += _SIGNS[sign]
        part.show(" " if sign == " " else "")
        part.exact = part.exact and sign not in " -"
        part.fresh = sign in " ^"

    def _word(self, part: _Part, token: str) -> None:
        if token.isascii() and token.isalnum():
            word = pattern = token
        else:
            word = fold(token)
            pattern = re.escape(word)
        lower = word.lower()
        part.exact = part.exact or word != lower
        if part.form in ("", _SIGNS["*"]):
            part.heads = (lower,)
        part.form += pattern if part.exact else f"(?i:{pattern})"
        part.show(token)
        part.propose((lower,), ((lower, ()),), part.fresh and not _is_unspaced(word[:1]))
        part.fresh = False

    def _group(self, part: _Part, opening: str) -> None:
        branches = [self._branch(part)]
        while self.tokens and self.tokens[-1] == "|":
            self.tokens.pop()
            branches.append(self._branch(part))
        if not self.tokens or self.tokens.pop() != _CLOSE[opening]:
            raise PhraseError(f"phrase {self.text!r} lacks a closing {_CLOSE[opening]!r}")
        self._add(part, self._choice(branches), optional=opening == "(")

    def _branch(self, part: _Part) -> _Part:
        if self.depth == _DEEPEST:
            raise PhraseError(f"phrase {self.text[:40]!r}... is nested too deeply")
        self.depth += 1
        branch = self._sequence(_Part(exact=part.exact, fresh=part.fresh))
        self.depth -= 1
        return branch

    def _list(self, part: _Part, name: str) -> None:
        if name not in self.lists:
            raise PhraseError(f"phrase {self.text!r} names an unknown list {name!r}")
        place = name, part.exact, part.fresh
        if place not in self.branches:
            self.branches[place] = self._branches(self.lists[name], part)
        self._add(part, self.branches[place])

    def _branches(self, items: Sequence[str], part: _Part) -> _Part:
        outer, branches = self.tokens, []
        for item in items:
            self.tokens = _TOKEN.findall(item)[::-1]
            branches.append(self._branch(part))
        self.tokens = outer
        return self._choice(branches)

    def _add(self, part: _Part, choice: _Part, *, optional: bool = False) -> None:
        if part.form == "" and not optional:
            part.heads = choice.heads
        part.form += choice.form + ("?" if optional else "")
        # A list of lists of lists doubles at each step.
        if self.choices.length(part.form) > _LONGEST_PATTERN:
            raise PhraseError(f"phrase {self.text[:40]!r} is too long once its lists are filled in")
        part.full += choice.full
        if not optional:
            part.sample += choice.sample
            part.propose(choice.keys, choice.calls, choice.starts)
        part.exact = part.exact or choice.exact
        part.fresh = choice.fresh and (part.fresh or not optional)

    def _choice(self, branches: Sequence[_Part]) -> _Part:
        """Branches as one part, which needs a key of any of them."""
        keys: tuple[str, ...] = ()
        calls: tuple[tuple[str, Needs], ...] = ()
        if all(branch.keys for branch in branches):
            keys = tuple(dict.fromkeys(key for branch in branches for key in branch.keys))
            calls = tuple(_fewest(call for branch in branches for call in _calls(branch)))
        heads: tuple[str, ...] = ()
        if all(branch.heads for branch in branches):
            heads = tuple(dict.fromkeys(head for branch in branches for head in branch.heads))
        return _Part(
            heads=heads,
            form=self.choices.form(tuple([(branch.keys, branch.form) for branch in branches])),
            sample=branches[0].sample,
            full=branches[0].full,
            keys=keys,
            calls=calls,
            starts=all(branch.starts for branch in branches),
            exact=any(branch.exact for branch in branches),
            fresh=all(branch.fresh for branch in branches),
        )


def _calls(branch: _Part) -> Sequence[tuple[str, Needs]]:
    if len(branch.choices) == 1:
        return branch.calls
    others = tuple([keys for keys in branch.choices if keys != branch.keys])
    return [(key, (*own, *others)) for key, own in branch.calls]


def _fewest(calls: Iterable[tuple[str, Needs]]) -> Iterator[tuple[str, Needs]]:
    """The same calls, without those that others of the key hold, and of many what all need."""
    by_key: dict[str, list[Needs]] = {}
    for key, needs in calls:
        by_key.setdefault(key, []).append(needs)
    for key, each in by_key.items():
        if len(each) == 1:
            yield key, each[0]
            continue
        common = tuple(keys for keys in each[0] if all(keys in needs for needs in each))
        if common in each or len(each) > _MOST_BRANCHES:
            yield key, common
        else:
            yield from ((key, needs) for needs in each)


_SIGNS = {
    " ": _JOINT,
    "-": f"{_JOINT}?",
    "*": STAR,
    "^": r"\A",
}


_PLAIN = re.compile("[A-Za-z0-9]+(?: [A-Za-z0-9]+)*")


def plain_phrase(text: str, endings: Sequence[str] = (), source: str = "") -> Phrase | None:
    """The phrase of words without a sign, each of ``endings`` perhaps behind them.

    It is what ``PhraseReader`` reads of ``text(e)(s)``, made in a fifth of the time: a table has
    thousands of names. None where there is more to read; ``source`` is how it is called.
    """
    if len(text) > _LONGEST or not _PLAIN.fullmatch(text):
        return None
    words = text.split(" ")
    keys = [word.lower() for word in words]
    patterns = [
        word if word != key else f"(?i:{word})" for word, key in zip(words, keys, strict=True)
    ]
    end = "(?:{})?" if words[-1] != keys[-1] else "(?:(?i:{}))?"
    ends = "".join(map(end.format, endings))
    key = max(keys, key=lambda each: _worth((each,), starts=True)) if len(keys) > 1 else keys[0]
    needs = ((key,), *((other,) for other in keys if other != key))
    return Phrase(
        source or text + "".join(f"({ending})" for ending in endings),
        f"(?<![{LETTER}]){_JOINT.join(patterns)}{ends}(?![{LETTER}])",
        needs,
        True,
        (text, text + "".join(endings)),
        (keys[0],),
        ((key, needs[1:]),),
    )
