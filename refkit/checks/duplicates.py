"""Entries that mean one work, and keys that mean several entries."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterator, Sequence

from refkit.checks.findings import Finding, FindingKind, Severity
from refkit.checks.source_locations import SourceLocation
from refkit.matching.compared_record import ComparedRecord
from refkit.matching.normalize import compact
from refkit.matching.same_work import ANOTHER_VERSION, Sameness, judge
from refkit.model.bibliography import Entry
from refkit.model.identifiers import Doi
from refkit.model.printed import with_title
from refkit.model.work import Work

_KEEP_ONE = "keep one of the two, and cite that"
_RENAME = "rename one of the two"


def duplicate_entries(entries: Sequence[Entry]) -> Iterator[tuple[int, Finding]]:
    """Entries of which an earlier one is the same work, each with its place in the list.

    The same is what has one DOI, else title, year and first author in common. A preprint and the
    article that it became are two works.
    """
    # Not model.entry_identity, which never takes two entries for one by their words, nor
    # is_another_work, which weighs a reference: here two records of a user's own are compared.
    by_doi: dict[Doi, Entry] = {}
    by_author: defaultdict[tuple[str, int], _Alike] = defaultdict(_Alike)
    for place, entry in enumerate(map(with_title, entries)):
        record = ComparedRecord.of(entry)
        same = next((by_doi[doi] for doi in entry.work.dois if doi in by_doi), None)
        alike = by_author[block] if (block := _block(entry.work)) else _Alike()
        if same:
            yield place, _one_doi(entry, same)
        elif other := next(
            (each for theirs, each in alike.near(record) if _is_one(theirs, record)), None
        ):
            yield place, _one_title(entry, other)
        alike.add(record, entry)
        for doi in entry.work.dois:
            by_doi.setdefault(doi, entry)


# Of more entries of one author and year, each is compared with those whose titles are next.
_MOST, _NEXT = 60, 5


class _Alike:
    """The entries so far of one first author and year, of which any may be the same work."""

    def __init__(self) -> None:
        self._all: list[tuple[ComparedRecord, Entry]] = []
        self._titles: list[tuple[str, int]] = []
        self._places: defaultdict[object, list[int]] = defaultdict(list)

    def add(self, record: ComparedRecord, entry: Entry) -> None:
        """Keep an entry."""
        insort(self._titles, (record.title, len(self._all)))
        self._places[record.place].append(len(self._all))
        self._all.append((record, entry))

    def near(self, record: ComparedRecord) -> Sequence[tuple[ComparedRecord, Entry]]:
        """What a record is worth comparing with: all, and of many the next in title or place."""
        if len(self._all) <= _MOST:
            return self._all
        at = bisect_left(self._titles, (record.title, 0))
        near = {place for _, place in self._titles[max(0, at - _NEXT) : at + _NEXT]}
        if record.place:
            near.update(self._places[record.place][:_NEXT])
        return [self._all[place] for place in sorted(near)]


def _is_one(one: ComparedRecord, other: ComparedRecord) -> bool:
    """Whether two are one work, or may be one: two DOIs may be two versions of it."""
    found = judge(one, other)
    return found.sameness in {Sameness.SAME, Sameness.DOUBT} or found.why == ANOTHER_VERSION


def _one_doi(entry: Entry, first: Entry) -> Finding:
    said = f"has the same DOI as {first.id}"
    return Finding(FindingKind.DUPLICATE, Severity.WARNING, entry.id, said, _KEEP_ONE)


def _one_title(entry: Entry, first: Entry) -> Finding:
    said = f"has title, year and first author of {first.id}"
    one, other = first.work.doi, entry.work.doi
    if not one or not other:
        return Finding(FindingKind.DUPLICATE, Severity.WARNING, entry.id, said, _KEEP_ONE)
    said = f"{said}, under another DOI ({other}, {one})"
    advice = "cite the version that you have read"
    return Finding(FindingKind.DUPLICATE, Severity.NOTE, entry.id, said, advice)


def _block(work: Work) -> tuple[str, int] | None:
    """What two entries must share before their titles are compared."""
    author, date = work.first_author, work.cited_date()
    name = compact(author.sort_name) if author else ""
    return (name, date.year) if name and date else None


def duplicate_keys(
    entries: Sequence[Entry], places: Sequence[SourceLocation]
) -> Iterator[tuple[int, Finding]]:
    """Entries whose key stands at an earlier entry of the file, each with its place.

    BibTeX stops at the second one, biber and pandoc take one of the two.
    """
    first: dict[str, SourceLocation] = {}
    for place, (entry, here) in enumerate(zip(entries, places, strict=True)):
        if not here.key:
            continue
        there = first.setdefault(here.key.casefold(), here)
        if there is here:
            continue
        if there.key == here.key:
            said = f"its key stands at line {there.line} too"
            found = Finding(FindingKind.DUPLICATE_KEY, Severity.ERROR, here.key, said, _RENAME)
        else:
            said = f"its key differs from {there.key} (line {there.line}) in capitals alone"
            advice = f"BibTeX takes the two for one; {_RENAME}"
            found = Finding(FindingKind.DUPLICATE_KEY, Severity.WARNING, entry.id, said, advice)
        yield place, found
