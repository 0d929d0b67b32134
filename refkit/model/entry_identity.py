"""Which entry is which, whenever and wherever it is met again.

An entry is known by its work (its DOI, else its PubMed number), else by its lines, of which
``identity`` says which is which.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from refkit.model.bibliography import Citation, Entry
from refkit.model.identifiers import Doi, ListId, Pmid
from refkit.model.identity import (
    Fields,
    LineWords,
    as_deposited,
    compared_words,
    in_list_order,
    is_alike,
    lines_of,
    same_lines,
)
from refkit.model.list_ids import CITING, DOCUMENT
from refkit.model.resolution import AsPrinted
from refkit.model.work import Work

Names = tuple[str, ...]
"""What an entry is known by: its work first, then its lines, with their DOIs and without."""

# By what a thing is found, the strongest first. The name of a line begins with its list.
_TIERS = (
    ("doi:", "pmid:", "words:"),
    ("line:10.", f"line:{DOCUMENT}", f"line:{CITING}"),
    ("line:words:",),
)
_LISTS = 2  # all lines of a bibliography, before a fetch and after it


def believed_doi(entry: Entry) -> Doi | None:
    """The DOI of the work that an entry means; entries that have it in common mean one work.

    None where no source knows the work: the DOI of a line as printed may be another work's.
    """
    return None if isinstance(entry.resolution, AsPrinted) else entry.work.doi


def believed_work(entry: Entry) -> Doi | Pmid | None:
    """The same, by the PubMed number where the work has no DOI."""
    is_known = not isinstance(entry.resolution, AsPrinted)
    return believed_doi(entry) or (entry.work.pmid if is_known else None)


def names_of(entries: Sequence[Entry], before: Sequence[Entry] = ()) -> list[Names]:
    """What each entry is known by; never empty.

    ``before`` are the entries of an earlier state: a line that was worded anew since is also known
    by the names that it had.
    """
    lines = lines_of(entries)
    now = as_deposited(line for _, line in lines)
    named = list(_names_of_lines(now))
    if before and (then := as_deposited(earlier := in_list_order(before))) != now:
        had = _names_of_lines(then)
        for place, was in same_lines(earlier, [line for _, line in lines]).items():
            named[place] += tuple(name for name in had[was] if name not in named[place])
    return _with_works(entries, lines, named)


def names_in_earlier_files(entries: Sequence[Entry]) -> list[Names]:
    """What earlier saved files call the lines: by every field, word for word."""
    lines = lines_of(entries)
    return _joined(len(entries), lines, _earlier_names(as_deposited(line for _, line in lines)))


def names_of_work(work: Work) -> Names:
    """What a work is known by that no review lists."""
    return _identifiers(work) or (_title_and_people(work),)


def in_words_of(names: Names) -> str:
    """What an entry is known by, for a person: its DOI, else its number, title or list."""
    kind, _, said = names[0].partition(":")
    if kind == "line":
        return f"a line of {said.removeprefix('words:').partition('#')[0]}"
    return {"pmid": f"PubMed {said}", "words": said.partition("|")[0]}.get(kind, said)


def is_of_work(names: Names) -> bool:
    """Whether the work is known that an entry means, and not its line alone."""
    return any(name.startswith("doi:") for name in names)


def _joined(
    entries: int, lines: Sequence[tuple[int, Citation]], named: Sequence[Names]
) -> list[Names]:
    found: list[Names] = [()] * entries
    for (place, _), names in zip(lines, named, strict=True):
        found[place] += names
    return found


def _with_works(
    entries: Sequence[Entry], lines: Sequence[tuple[int, Citation]], named: Sequence[Names]
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
    dois = tuple(f"doi:{doi}" for doi in work.dois)
    return dois or ((f"pmid:{work.pmid}",) if work.pmid else ())


def _title_and_people(work: Work) -> str:
    year = date.year if (date := work.cited_date()) else ""
    people = "; ".join(creator.sort_name for creator in work.creators)
    return f"words:{work.title.plain}|{people}|{year}".casefold()


# Every decision asks for the names of all lines, and leaves the lines what they are.
@lru_cache(_LISTS)
def _names_of_lines(lines: tuple[tuple[ListId, Fields], ...]) -> tuple[Names, ...]:
    """Names that can be kept: by the words and the DOI, then by the words."""
    seen: Counter[str] = Counter()
    found = []
    for doi, fields in lines:
        told, review = LineWords.of(doi, fields), str(doi)
        names = [_numbered(review, [told.words, told.doi], seen)]
        if told.says_enough or (told.words and not told.doi):
            names.append(_numbered(f"words:{review}", told.words, seen))
        found.append(tuple(names))
    return tuple(found)


@lru_cache(_LISTS)
def _earlier_names(lines: tuple[tuple[ListId, Fields], ...]) -> tuple[Names, ...]:
    seen: Counter[str] = Counter()
    return tuple([(_numbered(str(review), fields, seen),) for review, fields in lines])


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
    known, known_now = names_of(before), names_of(now, before)
    told_apart = _told_apart((before, known), (now, known_now))
    had = set(told_apart.values())
    rest = (place for place in range(len(before)) if place not in had)
    pairs = ((str(place), name) for place in rest for name in known[place])
    taken = [str(told_apart.get(place, "")) for place in range(len(now))]
    found = Holders.of(pairs).assign(known_now, taken)
    same = {place: int(then) for place, then in enumerate(found) if then}
    return same | _mended(before, now, same)


def _mended(
    before: Sequence[Entry], now: Sequence[Entry], same: Mapping[int, int]
) -> dict[int, int]:
    """Of those that are left, by their places, which have their key and almost their title."""
    had, found = set(same.values()), dict[int, int]()
    left = {each.id: place for place, each in enumerate(before) if each.id and place not in had}
    for place, entry in enumerate(now):
        then = left.get(entry.id) if place not in same else None
        if then is not None and is_mended(before[then], entry):
            found[place] = left.pop(entry.id)
    return found


def is_mended(before: Entry, now: Entry) -> bool:
    """Whether an entry under its old key is the same, though it is known otherwise: by its title.

    A user's own entry may get a DOI or another one; two works that a line was taken for are two.
    """
    is_listed = bool(before.citations or now.citations)
    if is_listed and believed_doi(before) and believed_doi(now):
        return False
    titles = (compared_words(each.work.title.plain) for each in (before, now))
    return is_alike(*titles)


_Known = tuple[Sequence[Entry], Sequence[Names]]


def _told_apart(before: _Known, now: _Known) -> dict[int, int]:
    """Which is which of the entries that share an identifier or a title with others.

    Chapters have the DOI of their book, and doubles all they are known by: of those one is the same
    that has its key and title, then its title, then its key.
    """
    found: dict[int, int] = {}
    then, today = _by_shared_name(before), _by_shared_name(now)
    several = {name for each in (then, today) for name, places in each.items() if len(places) > 1}
    for tell in (_key_and_title, _title_of, _key_of):
        for name in sorted(several & then.keys() & today.keys()):
            had = set(found.values())
            left = {
                tell(before[0][place]): place for place in reversed(then[name]) if place not in had
            }
            for place in today[name]:
                said = tell(now[0][place])
                if place not in found and any(said) and said in left:
                    found[place] = left.pop(said)
    return found


def _by_shared_name(known: _Known) -> dict[str, list[int]]:
    """The places of entries by each identifier, or by the title where there is none."""
    found: dict[str, list[int]] = {}
    for place, (entry, names) in enumerate(zip(*known, strict=True)):
        for name in unnumbered(entry, names):
            if name.startswith(_TIERS[0]):
                found.setdefault(name, []).append(place)
    return found


def unnumbered(entry: Entry, names: Names) -> Names:
    """The names, of which those of several entries without an identifier are the same."""
    return names_of_work(entry.work) if names[0].startswith("words:") else names


def _key_and_title(entry: Entry) -> tuple[str, ...]:
    return (entry.id, *_title_of(entry))


def _title_of(entry: Entry) -> tuple[str, ...]:
    return tuple(compared_words(entry.work.title.plain))


def _key_of(entry: Entry) -> tuple[str, ...]:
    return (entry.id,)


def with_title(names: Names, work: Work) -> Names:
    """The names of an entry that shares its identifier with another work, and the title's too."""
    return (*names, _title_and_people(work))


def shared_identifiers(entries: Sequence[Entry], known: Sequence[Names]) -> set[str]:
    """The identifiers that entries of several titles have, as the chapters of a book do."""
    return {
        name
        for name, places in _by_shared_name((entries, known)).items()
        if len(places) > 1 and not are_one_work([entries[place] for place in places])
    }


def are_one_work(entries: Sequence[Entry]) -> bool:
    """Whether entries that have an identifier in common are one work, by their titles."""
    first, *others = map(_title_of, entries)
    return all(first == other or is_alike(first, other) for other in others)


SURE = 5
"""The likeness of entries that have key and title in common, word for word."""


def likeness(before: Entry, now: Entry) -> int:
    """How surely one of the entries of an identifier is that which was there; 0 by another title.

    First the title tells, then the key.
    """
    then, today = _title_of(before), _title_of(now)
    by_title = SURE - 1 if then == today else 2 if is_alike(then, today) else 0
    return by_title and by_title + (before.id == now.id)


def is_by_title(name: str, entry: Entry) -> bool:
    """Whether a name that ``with_title`` added may mean an entry."""
    words = compared_words(name.removeprefix("words:"))
    return is_alike(words, compared_words(_title_and_people(entry.work).removeprefix("words:")))
