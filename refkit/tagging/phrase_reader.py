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

from refkit.tagging.normalized_text import fold
from refkit.tagging.patterns import Choices, Needs, Phrase
from refkit.tagging.phrase_forms import AFTER, BEFORE, GAP, JOINT, STAR, START

_TOKEN = re.compile(r" ?\.\.\. ?|[ \[\]|()*^-]|\{[a-z-]+\}|(?:[^ \[\]|()*^{}.-]|\.(?!\.))+")
_CLOSE = {"[": "]", "(": ")"}
NAMES = "{names}"
"""Stands in a phrase for the names of the label that it is read for."""


class PhraseError(ValueError):
    """A phrase that cannot be read; the message says what is wrong with it."""


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
        before = "" if is_unspaced(text[:1]) or text[:1] == "^" else BEFORE
        after = "" if is_unspaced(text[-1:]) else AFTER
        others = tuple(keys for keys in part.choices if keys != part.keys)
        needs = (part.keys, *others)
        calls = tuple(_calls(part))
        samples = part.sample, part.full
        few = 0 < len(part.heads) <= _MOST_HEADS and min(map(len, part.heads)) > 1
        heads = part.heads if before and (few or len(part.heads) == 1) else ()
        form = before + part.form + after
        return Phrase.of(text, form, needs, part.starts, samples, heads, calls, self.choices)


def is_unspaced(character: str) -> bool:
    """Whether a character is of a script that parts no words, as Chinese and Japanese."""
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
                part.form += GAP
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
        part.propose((lower,), ((lower, ()),), part.fresh and not is_unspaced(word[:1]))
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
    " ": JOINT,
    "-": f"{JOINT}?",
    "*": STAR,
    "^": START,
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
        f"{BEFORE}{JOINT.join(patterns)}{ends}{AFTER}",
        needs,
        True,
        (text, text + "".join(endings)),
        (keys[0],),
        ((key, needs[1:]),),
    )
