"""Bibliographies of several files as one, so that a work which two of them hold is one entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from refkit.errors import InputError
from refkit.model.bibliography import Bibliography, Citation, Entry, Made, Place, ReviewList
from refkit.model.entry_identity import are_one_work, believed_work, likeness
from refkit.model.identifiers import Doi, ListId, Pmid
from refkit.model.identity import in_list_order, same_lines
from refkit.model.label_decisions import OVERRULED, contradiction, in_order, in_words, joined
from refkit.model.list_ids import id_of_head
from refkit.model.resolution import Imported, Resolved
from refkit.model.tags import LabelDecision, LabelDoubt, Tag
from refkit.model.work import Work


def together(given: Sequence[tuple[str, Bibliography]]) -> Bibliography:
    """Join bibliographies, each with the name of its file, for a report; not to be saved.

    Entries that mean one work (``model.entry_identity``) become one, which keeps the first's
    citation key; so do those of users' libraries that have no identifier, by key and title. What
    persons decided on their labels counts of both; where they contradict each other the first
    file's word stands, and the entry is one to look at, with both in the reason.
    An unresolved reference stays by itself. Of a review that stands in two of the files each line
    counts once, as the first has it, with the labels of both. Raises InputError where the two list
    other lines of it.
    """
    if len(given) == 1:
        return given[0][1]
    owners: dict[ListId, str] = {}
    entries: dict[object, Entry] = {}
    keys = _Keys([bibliography for _, bibliography in given])
    for name, bibliography in given:
        twice = _twice(name, bibliography, owners, entries)
        for entry, key in zip(bibliography.entries, keys.of_file(bibliography), strict=True):
            _join(entries, key, entry, twice, name)
        owners = dict.fromkeys(bibliography.heads, name) | owners
    bibliographies = [bibliography for _, bibliography in given]
    reviews: dict[ListId, Work] = {}
    for review in (each for bibliography in bibliographies for each in bibliography.reviews):
        reviews.setdefault(id_of_head(review), review)
    return Bibliography(
        _made(bibliographies),
        tuple(reviews.values()),
        tuple(entries.values()),
        lists=tuple(_lists(bibliographies)),
    )


def _lists(bibliographies: Sequence[Bibliography]) -> Iterator[ReviewList]:
    """What came of each list, as the first file has it that has it."""
    told: set[str] = set()
    for bibliography in bibliographies:
        yield from (each for each in bibliography.lists if each.review not in told)
        told |= {str(each) for each in bibliography.heads}


def _twice(
    name: str,
    bibliography: Bibliography,
    owners: Mapping[ListId, str],
    entries: Mapping[object, Entry],
) -> dict[Place, object]:
    """The lines of lists that were there already, each with the key of its entry among these."""
    found: dict[Place, object] = {}
    for review in filter(owners.__contains__, bibliography.heads):
        had = [
            (key, line)
            for key, entry in entries.items()
            for line in entry.citations
            if line.review == review
        ]
        had.sort(key=lambda each: each[1].reference.position)
        now = [line for line in in_list_order(bibliography.entries) if line.review == review]
        same = same_lines([line for _, line in had], now)
        if not len(same) == len(now) == len(had):
            raise InputError(
                f"{name}: holds the review {review}, as {owners[review]} does, and lists other "
                "lines of it; refkit update brings them up to date, or name one of the two"
            )
        found |= {now[place].place: had[was][0] for place, was in same.items()}
    return found


class _Keys:
    """What tells which entries of several files are one: the work, else a library's own key.

    Chapters have the DOI of their book, and are told apart by their titles.
    """

    def __init__(self, bibliographies: Sequence[Bibliography]) -> None:
        self._shared = {work for each in bibliographies for work in _shared(each.entries)}
        self._of_shared: dict[object, list[tuple[object, Entry]]] = {}
        self._own: dict[str, tuple[object, Entry]] = {}
        self._given: set[object] = set()

    def of_file(self, bibliography: Bibliography) -> list[object]:
        """The keys of its entries; two that have no identifier are never one in one file."""
        keys = list(map(self._of, bibliography.entries))
        self._given.update(keys)
        for key, entry in zip(keys, bibliography.entries, strict=True):
            if isinstance(entry.resolution, Imported):
                self._own.setdefault(entry.id, (key, entry))
        return keys

    def _of(self, entry: Entry) -> object:
        work = believed_work(entry)
        key = self._titled(entry, work) if work in self._shared else work
        there = self._own.get(entry.id)
        if there and key not in self._given and isinstance(entry.resolution, Imported):
            was = there[1]
            is_one = entry.work.title.plain and likeness(was, entry)
            if is_one and not (work and believed_work(was)):
                return there[0]
        return key or id(entry)

    def _titled(self, entry: Entry, work: Doi | Pmid | None) -> object:
        there = self._of_shared.setdefault(work, [])
        like = [(likeness(was, entry), key) for key, was in there]
        best, key = max(like, key=lambda each: each[0], default=(0, None))
        if not best:
            key = (work, len(there))
            there.append((key, entry))
        return key


def _shared(entries: Sequence[Entry]) -> set[Doi | Pmid]:
    """The identifiers that entries of several titles have in one library."""
    found: dict[Doi | Pmid, list[Entry]] = {}
    for entry in entries:
        if (work := believed_work(entry)) and isinstance(entry.resolution, Imported):
            found.setdefault(work, []).append(entry)
    return {work for work, those in found.items() if not are_one_work(those)}


def _join(
    entries: dict[object, Entry],
    key: object,
    entry: Entry,
    twice: Mapping[Place, object],
    name: str,
) -> None:
    """Put an entry of another file among those that are there."""
    new = tuple(line for line in entry.citations if line.place not in twice)
    there = dict.fromkeys(twice[each.place] for each in entry.citations if each.place in twice)
    for each in there:
        entries[each] = _judged_twice(entries[each], entry, name)
    if key in there:
        lines = (*_with_method(entries[key]), *_with_method(replace(entry, citations=new)))
        entries[key] = replace(entries[key], citations=lines)
    elif new or not there:
        rest = replace(entry, citations=new)
        entries[key] = _one(entries[key], rest) if key in entries else rest


def _judged_twice(first: Entry, second: Entry, name: str) -> Entry:
    """A line's entry with the labels of both files; of another work in the second it is told."""
    works = believed_work(first), believed_work(second)
    if all(works) and works[0] != works[1]:
        said = f" ({in_words(second.label_decisions)})" if second.label_decisions else ""
        doubt = LabelDoubt(OVERRULED, f"{name} has another work for it, {works[1]}{said}")
        return replace(first, label_doubts=(doubt, *first.label_doubts))
    return _labelled(first, first, second, first if first.tags else second)


def _one(first: Entry, second: Entry) -> Entry:
    """Both entries as one: what was looked up says more than what a library says."""
    looked_up = isinstance(second.resolution, Resolved)
    more, less = (first, second) if not looked_up else _newer(first, second)
    labelled = more if more.tags else less
    lines = (*_with_method(first), *_with_method(second))
    return replace(_labelled(more, first, second, labelled), id=first.id, citations=lines)


def _labelled(entry: Entry, first: Entry, second: Entry, labelled: Entry) -> Entry:
    """The entry with the labels of both, and with what was decided on them."""
    decisions, left = joined(first.label_decisions, second.label_decisions)
    return replace(
        entry,
        tags=_tags(first, second, labelled, decisions),
        label_doubts=(*_told_twice(decisions, left), *_doubts(first, second, labelled)),
        label_decisions=in_order([*decisions, *left]),
    )


def _tags(
    first: Entry, second: Entry, labelled: Entry, decisions: Sequence[LabelDecision]
) -> tuple[Tag, ...]:
    """The labels of both, facet by facet: where persons decided, as they did."""
    found: list[Tag] = []
    for facet in dict.fromkeys(tag.facet for tag in (*first.tags, *second.tags)):
        deciding = [each for each in (first, second) if _is_decided(each, facet)]
        if len(deciding) < 2:
            (speaks,) = deciding or [labelled]
            found += [tag for tag in speaks.tags if tag.facet == facet]
        else:
            found += _of_both(facet, first, second, decisions)
    return tuple(found)


def _is_decided(entry: Entry, facet: str) -> bool:
    return any(each.facet == facet for each in entry.label_decisions)


def _of_both(
    facet: str, first: Entry, second: Entry, decisions: Sequence[LabelDecision]
) -> Iterator[Tag]:
    """The labels of a facet on which both decided: those that both have, and those that a person
    of one says hold, unless the other's word stands before it.
    """
    held = {each.label for each in decisions if each.facet == facet and each.holds}
    mine, others = (
        {tag.label: tag for tag in entry.tags if tag.facet == facet} for entry in (first, second)
    )
    for label, tag in (mine | others).items():
        if (label in mine and label in others) or label in held:
            yield mine.get(label, tag)


def _doubts(first: Entry, second: Entry, labelled: Entry) -> tuple[LabelDoubt, ...]:
    """What speaks for a look; what a person of one settled does not, but for contradictions."""
    deciding = [each for each in (first, second) if each.label_decisions] or [labelled]
    told = dict.fromkeys(doubt for each in (first, second) for doubt in each.label_doubts)
    return tuple(
        doubt
        for doubt in told
        if doubt.signal == OVERRULED or all(doubt in each.label_doubts for each in deciding)
    )


def _told_twice(
    decisions: Sequence[LabelDecision], left: Sequence[LabelDecision]
) -> Iterator[LabelDoubt]:
    """That two persons decided otherwise, or one in two files: the first stands."""
    if left:
        yield contradiction(decisions, left, " in two files")


def _newer(first: Entry, second: Entry) -> tuple[Entry, Entry]:
    return (first, second) if isinstance(first.resolution, Resolved) else (second, first)


def _with_method(entry: Entry) -> tuple[Citation, ...]:
    """The lines of an entry, each with how it came to its work."""
    return tuple(replace(line, method=entry.method_of(line)) for line in entry.citations)


def _made(bibliographies: Sequence[Bibliography]) -> Made:
    """How all were made; ``retrieved`` is the oldest of their days, ``evidence`` of any of them."""
    made = [each.made for each in bibliographies]
    names = (name for each in made for name in each.taxonomies)
    days = [each.retrieved for each in made if each.retrieved]
    beyond = (each.evidence for each in made if each.taxonomies and not each.reads_titles_alone)
    return Made(
        made[0].refkit,
        tuple(dict.fromkeys(names)),
        min(days, default=""),
        evidence=next(beyond, ""),
    )
