"""Who is who: which listed line is which, and which entry, whenever and wherever it is met again.

A line is known by its review and its own words, never by its place: not by what a publisher writes
anew with every deposit (the depositor's key, who asserted the DOI, blanks, case, punctuation), nor
by a DOI that is added or mended later. Lines that say the same are told apart by their DOIs, then
by their order. An entry is known by its work (its DOI, else its PubMed number), else by its lines.

Citation keys, Zotero, decisions, diff and growth ask here, and nobody else answers.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from refkit.model.bibliography import Citation, Entry
from refkit.model.identifiers import Doi
from refkit.model.resolution import AsPrinted
from refkit.model.work import Work
from refkit.text.markup import read_plain

Names = tuple[str, ...]
"""What an entry is known by: its work first, then its lines, with their DOIs and without."""

MOST = 0.85
"""The share of words that two wordings of one line have in common, from 0 to 1.

One word of seven may be another, none of six: a line of few words that differs in one is soon
another paper's.
"""
_MOST_NUMBERS = 0.75  # years, volumes and pages: one of four may be mended
_MISSPELT = 0.8  # of the letters of a word
_TELLING = 3  # numbers: a year, a volume and a page are one paper's
_FEW = 100  # pairs; where more would have to be compared, none is found
# Fewer words than these (an author, a year, a journal) are soon those of another work.
_ENOUGH = 4

_NO_WORDS = frozenset({"DOI", "doi-asserted-by", "key"})
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|\bdoi\s*:?\s*)?\b10\.\d{4,9}/\S+", re.IGNORECASE)
_RESOLVER = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_WORD = re.compile(r"\w+")

# By what a thing is found, the strongest first. The name of a line begins with its review's DOI.
_TIERS = (("doi:", "pmid:", "words:"), ("line:10.",), ("line:words:",))


def words_of(deposited: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The words of a line as they are compared, in the order of its fields; a DOI is none."""
    return tuple(
        word for name, value in deposited if name not in _NO_WORDS for word in spelt(value)
    )


def spelt(text: str) -> list[str]:
    """The words of a text as they are compared: without markup, case, punctuation, DOIs."""
    plain = _DOI.sub(" ", read_plain(text) if "<" in text or "&" in text else text)
    return _WORD.findall(unicodedata.normalize("NFKC", plain).casefold())


def alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two wordings are the same in most part, the numbers among them too."""
    if not one or not other:
        return False
    left, right = Counter(one), Counter(other)
    common = left & right
    numbers = [Counter({w: n for w, n in each.items() if _is_number(w)}) for each in (left, right)]
    if numbers[0] - numbers[1] and numbers[1] - numbers[0]:  # a mere addition contradicts nothing
        shared = (numbers[0] & numbers[1]).total()
        if 2 * shared < _MOST_NUMBERS * (numbers[0].total() + numbers[1].total()):
            return False
    needed = MOST * (len(one) + len(other)) / 2
    if common.total() < needed <= min(len(one), len(other)):
        return common.total() + _misspelt(left - common, right - common) >= needed
    return common.total() >= needed


def _is_number(word: str) -> bool:
    return any(map(str.isdigit, word))


def _misspelt(left: Counter[str], right: Counter[str]) -> int:
    """How many of the words that differ are the same in another spelling."""
    if left.total() * right.total() > _FEW:
        return 0
    there = [word for word in right.elements() if not _is_number(word)]
    found = 0
    for word in left.elements():
        if _is_number(word):
            continue
        near = next((w for w in there if SequenceMatcher(None, word, w).ratio() >= _MISSPELT), "")
        if near:
            there.remove(near)
            found += 1
    return found


@dataclass(frozen=True, slots=True)
class _Told:
    """What a line says of itself."""

    review: Doi
    words: tuple[str, ...]
    doi: str

    @classmethod
    def by(cls, citation: Citation) -> _Told:
        doi = _RESOLVER.sub("", citation.reference.doi_text.strip()).casefold().rstrip(".,;")
        return cls(citation.review, words_of(citation.reference.deposited), doi)

    @property
    def says_enough(self) -> bool:
        """Whether its words tell it from others without its DOI."""
        return len(self.words) >= _ENOUGH

    def is_against(self, other: _Told) -> bool:
        """Whether the two have DOIs and not the same."""
        return bool(self.doi and other.doi) and self.doi != other.doi


def in_list_order(entries: Sequence[Entry]) -> list[Citation]:
    """The lines of all entries, those of one review by their positions."""
    return [line for _, line in _lines_of(entries)]


def same_lines(before: Sequence[Citation], now: Sequence[Citation]) -> dict[int, int]:
    """Which line is which that was there before, by their places in the two sequences.

    Both are in list order. Each line is one other at most: the one with the same words and DOI,
    with the same words, with the same DOI; of lines that are alike in that, each by its order. A
    line that was worded anew is the one that is the same in most part, and has the same numbers or
    stood between the same neighbours. What remains is new.
    """
    old, new = [_Told.by(line) for line in before], [_Told.by(line) for line in now]
    found: dict[int, int] = {}
    _by(_words_and_doi, old, new, found)
    _by(_words, old, new, found)
    _by(_doi, old, new, found)
    _by(_numbers, old, new, found, alike)
    for review in dict.fromkeys(each.review for each in new):
        places = [[n for n, each in enumerate(lines) if each.review == review]
                  for lines in (old, new)]  # fmt: skip
        for gone, come in _gaps(places[0], places[1], found):
            found |= _worded_anew(gone, come, old, new)
    return found


def only_lines(before: Sequence[Citation], now: Sequence[Citation]) -> dict[int, int]:
    """The same where the list is not known that the lines of before stood in.

    There is no order then, and there are no neighbours: of lines that are alike none is meant,
    unless there are as many on both sides.
    """
    old, new = [_Told.by(line) for line in before], [_Told.by(line) for line in now]
    named = [([_exact(line) for line in before], [_exact(line) for line in now])]
    named += [
        ([name(each) for each in old], [name(each) for each in new]) for name in (_words, _doi)
    ]
    found: dict[int, int] = {}
    for ours, theirs in named:
        counts = Counter(ours), Counter(theirs)
        held = set(found.values())
        there = defaultdict(list)
        for place, name in enumerate(ours):
            if name is not None and counts[0][name] == counts[1][name] and place not in held:
                there[name].append(place)
        for place, name in enumerate(theirs):
            if place not in found and there.get(name):
                found[place] = there[name].pop(0)
    return found


def _exact(line: Citation) -> Hashable:
    told = _Told.by(line)
    return (line.review, line.reference.deposited) if told.words or told.doi else None


def _words_and_doi(told: _Told) -> Hashable:
    return (told.review, told.words, told.doi) if told.words or told.doi else None


def _words(told: _Told) -> Hashable:
    return (told.review, told.words) if told.words else None


def _doi(told: _Told) -> Hashable:
    return (told.review, told.doi) if told.doi else None


def _numbers(told: _Told) -> Hashable:
    """Year, volume and page: of one paper of most of the same words, wherever it stands."""
    numbers = sorted(filter(_is_number, told.words))
    return (told.review, *numbers) if len(numbers) >= _TELLING else None


def _by(
    name: Callable[[_Told], Hashable],
    old: Sequence[_Told],
    new: Sequence[_Told],
    found: dict[int, int],
    agree: Callable[[Names, Names], bool] = lambda one, other: True,
) -> None:
    """Pair what has one name and is not paired yet, in order, where the words agree."""
    held = set(found.values())
    named: dict[Hashable, list[int]] = defaultdict(list)
    for place, told in enumerate(old):
        if place not in held:
            named[name(told)].append(place)
    for place, told in enumerate(new):
        if place in found or name(told) is None:
            continue
        there = named.get(name(told), [])
        if there and _may_be(told, old[there[0]]) and agree(told.words, old[there[0]].words):
            found[place] = there.pop(0)


def _may_be(one: _Told, other: _Told) -> bool:
    """Whether two DOIs are the only thing that is against it, and are outweighed by the words."""
    return not one.is_against(other) or (one.says_enough and one.words == other.words)


def _gaps(
    old: Sequence[int], new: Sequence[int], found: Mapping[int, int]
) -> Iterator[tuple[list[int], list[int]]]:
    """What is not paired yet between the same neighbours: of the old list and of the new one."""
    rank = {place: number for number, place in enumerate(old)}
    held = set(found.values())
    after, come = -1, list[int]()
    for place in [*new, None]:
        if place is not None and place not in found:
            come.append(place)
            continue
        until = len(old) if place is None else rank[found[place]]
        if gone := [each for each in old[after + 1 : until] if each not in held]:
            yield gone, come
        after, come = until, []


def _worded_anew(
    gone: Sequence[int], come: Sequence[int], old: Sequence[_Told], new: Sequence[_Told]
) -> dict[int, int]:
    """Which of the lines that came are which of those that are gone; one to one, or none."""
    if len(gone) == len(come):
        pairs = zip(come, gone, strict=True)
        return {n: o for n, o in pairs if _is_worded_anew(old[o], new[n])}
    if len(gone) * len(come) > _FEW:
        return {}
    fits = [(n, o) for n in come for o in gone if _is_worded_anew(old[o], new[n])]
    news, olds = Counter(n for n, _ in fits), Counter(o for _, o in fits)
    return {n: o for n, o in fits if news[n] == olds[o] == 1}


def _is_worded_anew(old: _Told, new: _Told) -> bool:
    if old.is_against(new):
        return False
    if not (old.words or new.words):
        return old.doi == new.doi  # lines that say nothing have their place alone
    return old.words == new.words or alike(old.words, new.words)


def names_of(entries: Sequence[Entry], before: Sequence[Entry] = ()) -> list[Names]:
    """What each entry is known by; never empty.

    ``before`` are the entries of an earlier state: a line that was worded anew since is also known
    by the names that it had.
    """
    lines = _lines_of(entries)
    named = _names_of_lines([line for _, line in lines])
    if before:
        earlier = in_list_order(before)
        had = _names_of_lines(earlier)
        for place, then in same_lines(earlier, [line for _, line in lines]).items():
            named[place] += tuple(name for name in had[then] if name not in named[place])
    return _with_works(entries, lines, named)


def names_in_earlier_files(entries: Sequence[Entry]) -> list[Names]:
    """What earlier saved files call the lines: by every field, word for word."""
    lines = _lines_of(entries)
    seen: Counter[str] = Counter()
    named = [(_numbered(str(line.review), line.reference.deposited, seen),) for _, line in lines]
    return _joined(len(entries), lines, named)


def names_of_work(work: Work) -> Names:
    """What a work is known by that no review lists."""
    return _identifiers(work) or (_title_and_people(work),)


def is_of_work(names: Names) -> bool:
    """Whether the work is known that an entry means, and not its line alone."""
    return any(name.startswith("doi:") for name in names)


_Line = tuple[int, Citation]
"""A line with the place of its entry."""


def _lines_of(entries: Sequence[Entry]) -> list[_Line]:
    lines = [(place, line) for place, entry in enumerate(entries) for line in entry.citations]
    return sorted(lines, key=lambda each: _in_list(each[1]))


def _in_list(line: Citation) -> tuple[str, int]:
    return line.review.value, line.reference.position


def _joined(entries: int, lines: Sequence[_Line], named: Sequence[Names]) -> list[Names]:
    found: list[Names] = [()] * entries
    for (place, _), names in zip(lines, named, strict=True):
        found[place] += names
    return found


def _with_works(
    entries: Sequence[Entry], lines: Sequence[_Line], named: Sequence[Names]
) -> list[Names]:
    """The names of works before those of lines; what has neither is known by its title."""
    seen: Counter[str] = Counter()
    found = []
    for entry, of_lines in zip(entries, _joined(len(entries), lines, named), strict=True):
        names = _work_names(entry) + of_lines
        if not names:
            name = _title_and_people(entry.work)
            seen[name] += 1
            names = (name if seen[name] == 1 else f"{name}#{seen[name]}",)
        found.append(names)
    return found


def _work_names(entry: Entry) -> Names:
    return () if isinstance(entry.resolution, AsPrinted) else _identifiers(entry.work)


def _identifiers(work: Work) -> Names:
    dois = tuple(f"doi:{doi}" for doi in (work.doi, *work.other_dois) if doi)
    return dois or ((f"pmid:{work.pmid}",) if work.pmid else ())


def _title_and_people(work: Work) -> str:
    year = date.year if (date := work.cited_date()) else ""
    people = "; ".join(creator.sort_name for creator in work.creators)
    return f"words:{work.title.plain}|{people}|{year}".casefold()


def _names_of_lines(lines: Sequence[Citation]) -> list[Names]:
    """Names that can be kept: by the words and the DOI, then by the words."""
    seen: Counter[str] = Counter()
    found = []
    for line in lines:
        told, review = _Told.by(line), str(line.review)
        names = [_numbered(review, [told.words, told.doi], seen)]
        if told.says_enough or (told.words and not told.doi):
            names.append(_numbered(f"words:{review}", told.words, seen))
        found.append(tuple(names))
    return found


def _numbered(whose: str, said: object, seen: Counter[str]) -> str:
    text = json.dumps(said, ensure_ascii=True, separators=(",", ":"))
    name = f"line:{whose}#{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    seen[name] += 1
    return name if seen[name] == 1 else f"{name}-{seen[name]}"


@dataclass(slots=True)
class Holders:
    """Things (citation keys, Zotero items) and the names that they were given for.

    A name belongs to the last thing that it was given to.
    """

    things: dict[str, str] = field(default_factory=dict)
    of_works: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, given: Iterable[tuple[str, str]]) -> Holders:
        """From pairs of thing and name, the oldest first."""
        pairs = list(given)
        works = {thing for thing, name in pairs if name.startswith("doi:")}
        return cls({name: thing for thing, name in pairs}, works)

    def assign(self, known_by: Sequence[Names], taken: Sequence[str] = ()) -> list[str]:
        """The thing of each entry, empty where it has none; none is given twice.

        ``taken`` are those that entries have already, by place. By a line a resolved entry has
        only what was given to a line: not what belongs to another work.
        """
        ids = list(taken) or [""] * len(known_by)
        given = {thing.lower() for thing in ids if thing}
        for tier in _TIERS:
            for place, names in enumerate(known_by):
                for thing in () if ids[place] else self._held(names, tier):
                    if thing.lower() not in given:
                        ids[place] = thing
                        given.add(thing.lower())
                        break
        return ids

    def may_have(self, names: Names, thing: str) -> bool:
        """Whether an entry may have a thing by a line: not where both are known by their works."""
        return not (is_of_work(names) and thing in self.of_works)

    def _held(self, names: Names, tier: tuple[str, ...]) -> Iterator[str]:
        for name in names:
            thing = self.things.get(name) if name.startswith(tier) else None
            if thing and (tier is _TIERS[0] or self.may_have(names, thing)):
                yield thing


def same_entries(before: Sequence[Entry], now: Sequence[Entry]) -> dict[int, int]:
    """Which entry is which that was there before, by their places; one to one."""
    known = names_of(before)
    pairs = ((str(place), name) for place, names in enumerate(known) for name in names)
    found = Holders.of(pairs).assign(names_of(now, before))
    return {place: int(then) for place, then in enumerate(found) if then}
