"""Takes duplicates out of libraries, and gives the account of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from refkit.citation_keys import keyed
from refkit.duplicates import tables
from refkit.duplicates.filling import KeptRecord, fill, fullest
from refkit.duplicates.grouping import Grouping, Pair, group
from refkit.duplicates.tables import PairDecision, RecordName
from refkit.duplicates.texts import LibrarySource, entries_of, text_of
from refkit.enrichment.native_values import NativeValues
from refkit.errors import InputError
from refkit.formats.export import Options
from refkit.formats.library import Library
from refkit.formats.register import exporter
from refkit.model.bibliography import Bibliography, Entry, Made
from refkit.model.label_decisions import in_words
from refkit.text.plural import count_noun
from refkit.text.unicode import replace_surrogates
from refkit.version import __version__

REMOVED_COLUMNS = (
    "file", "key", "title", "authors", "year", "container", "volume", "issue", "pages", "doi",
    "why", "kept_file", "kept_key", "filled", "record",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileCount:
    """How many records a library had, and how many of them were removed as duplicates."""

    file: str
    records: int
    removed: int


@dataclass(frozen=True)
class Deduplicated:
    """Libraries without their duplicates.

    ``files`` counts records, file by file; ``notes`` are lines for the user. The records that stay
    are ``bibliography``; ``text`` gives them in a format, each in its own words where it can be.
    """

    files: tuple[FileCount, ...]
    notes: tuple[str, ...]
    sources: tuple[LibrarySource, ...]
    grouping: Grouping
    kept: Mapping[int, KeptRecord]
    decided: Mapping[Pair, bool]

    @cached_property
    def _entries(self) -> list[Entry]:
        return entries_of(self.sources)

    @cached_property
    def _kept_by(self) -> dict[int, int]:
        """The place of the record that stays, for each that was removed."""
        return {other: kept.place for kept in self.kept.values() for other in kept.others}

    @property
    def records(self) -> int:
        """How many records there were."""
        return sum(each.records for each in self.files)

    @property
    def removed(self) -> int:
        """How many were removed."""
        return sum(each.removed for each in self.files)

    @property
    def bibliography(self) -> Bibliography:
        """The records that stay, filled; the origin of what was filled is in each work."""
        entries = tuple(self.kept[place].entry for place in sorted(self.kept))
        left = tuple(each for place in sorted(self.kept) for each in self.kept[place].left)
        return Bibliography(Made(__version__), entries=entries, label_decisions=left)

    def __str__(self) -> str:
        """The account: it adds up, and its first three numbers are those of a PRISMA diagram."""
        filled = sum(len(each.filled) for each in self.kept.values())
        return (
            f"{count_noun(self.records, 'records')} identified, "
            f"{count_noun(self.removed, 'duplicates')} removed, "
            f"{self.records - self.removed} to screen; "
            f"{count_noun(len(self._open_doubts), 'pairs')} in doubt and "
            f"{len(self.grouping.related)} related, both records of which stay; "
            f"{count_noun(filled, 'fields')} filled"
        )

    @property
    def _open_doubts(self) -> dict[Pair, str]:
        return {pair: why for pair, why in self.grouping.doubts.items() if pair not in self.decided}

    def text(self, format: str, options: Options = Options()) -> str:  # noqa: A002, B008
        """The records that stay, as text of a format.

        A record of that format stays as it stands but for what was filled, and so does what stands
        between records. Raises InputError for a format that is not written.
        """
        renamed = {
            (self._source(place).name, self._entries[place].id): self._final_key(place)
            for place in range(len(self._entries))
            if self._entries[place].id != self._final_key(place)
        }
        return text_of(self.sources, self.kept, format, options, renamed)

    def encoded(self, format: str, where: str) -> bytes:  # noqa: A002
        """``text`` in the encoding of the library, where there is one alone, else in UTF-8.

        Raises InputError that names ``where`` for a letter that the encoding does not have.
        """
        text = self.text(format)
        alone = len(self.sources) == 1 and self.sources[0].library.format == format
        return (
            self.sources[0].library.encoded(text, where)
            if alone
            else replace_surrogates(text).encode()
        )

    def removed_text(self, format: str, options: Options = Options()) -> str:  # noqa: A002, B008
        """The records that were removed, as text of a format; raises InputError as ``text``."""
        gone = {place: KeptRecord(place, self._entries[place]) for place in self._kept_by}
        return text_of(self.sources, gone, format, options, {})

    def removed_table(self) -> str:
        """The records that were removed, as CSV: each with the one that stays, and its own text."""
        rows = [self._removed_row(place) for place in sorted(self._kept_by)]
        return tables.as_csv(REMOVED_COLUMNS, rows)

    def doubts_table(self) -> str:
        """Pairs for a person, as CSV: write yes or no into ``same`` and give it back.

        What was decided before is in it too, so that one file can hold all decisions.
        """
        said = {pair: ("decided", "yes" if same else "no") for pair, same in self.decided.items()}
        open_ = {pair: (why, "") for pair, why in self._open_doubts.items()}
        rows = [self._pair_row(pair, *cells) for pair, cells in sorted((open_ | said).items())]
        return tables.as_csv(tables.PAIR_COLUMNS, rows)

    def account(self) -> dict[str, Any]:
        """All numbers and pairs, for a machine."""
        return {
            "records_identified": self.records,
            "duplicates_removed": self.removed,
            "records_to_screen": self.records - self.removed,
            "files": [asdict(each) for each in self.files],
            "removed": [self._removal(place) for place in sorted(self._kept_by)],
            "doubts": [self._pair(*each) for each in sorted(self._open_doubts.items())],
            "related": [self._pair(*each) for each in sorted(self.grouping.related.items())],
            "filled": [
                {"kept": asdict(self._name(kept.place)), "field": each.field, "value": each.value,
                 "from": asdict(self._name(each.source))}
                for kept in self.kept.values() for each in kept.filled
            ],
        }  # fmt: skip

    def pairs(self) -> Iterator[tuple[str, str, str, str, str]]:
        """Pairs both of whose records stay: what they are, the two records, title, and why."""
        for what, pairs in (("doubt", self._open_doubts), ("related", self.grouping.related)):
            for (one, other), why in sorted(pairs.items()):
                title = tables.columns_of(self._entries[one])["title"]
                yield what, self._called(one), self._called(other), title, why

    def _source(self, place: int) -> LibrarySource:
        return next(each for each in reversed(self.sources) if each.start <= place)

    def _name(self, place: int) -> RecordName:
        entry = self._entries[place]
        return RecordName(self._source(place).name, entry.id, tables.columns_of(entry)["title"])

    def _called(self, place: int) -> str:
        name = self._name(place)
        return f"{name.file}: {name.key}" if len(self.sources) > 1 else name.key

    def _final_key(self, place: int) -> str:
        return self.kept[self._kept_by.get(place, place)].entry.id

    @cached_property
    def _whys(self) -> dict[int, str]:
        """What joined each record to another, by the first pair that it is in."""
        found: dict[int, str] = {}
        for pair, why in sorted(self.grouping.same.items()):
            for place in pair:
                found.setdefault(place, why)
        return found

    def _removal(self, place: int) -> dict[str, Any]:
        kept = self.kept[self._kept_by[place]]
        return {
            "record": asdict(self._name(place)),
            "kept": asdict(self._name(kept.place)),
            "why": self._whys[place],
            "filled": [each.field for each in kept.filled if each.source == place],
        }

    def _removed_row(self, place: int) -> dict[str, str]:
        removal, source = self._removal(place), self._source(place)
        return {
            "file": removal["record"]["file"],
            "key": removal["record"]["key"],
            **tables.columns_of(self._entries[place]),
            "why": removal["why"],
            "kept_file": removal["kept"]["file"],
            "kept_key": self._final_key(place),
            "filled": ", ".join(dict.fromkeys(removal["filled"])),
            "record": source.text_of(place) or self._as_ris(place),
        }

    def _as_ris(self, place: int) -> str:
        """A record of a format that does not say where each stands."""
        return exporter("ris").text([self._entries[place]], Options())

    def _pair(self, pair: Pair, why: str) -> dict[str, Any]:
        return {"records": [asdict(self._name(place)) for place in pair], "why": why}

    def _pair_row(self, pair: Pair, why: str, same: str) -> dict[str, str]:
        names = [self._name(place) for place in pair]
        return tables.pair_row(names, [self._entries[place] for place in pair], why, same)


def dedup(
    libraries: Mapping[str, Library], *, decided: Sequence[PairDecision] = ()
) -> Deduplicated:
    """Take duplicates out of libraries, each given by its name; nothing is written.

    Records of one work are found by DOI, PubMed number, title, people, year and place. A preprint,
    a congress abstract, a correction, another edition or part stays beside the article, and the
    two are told as related; pairs in doubt both stay. Of each work the fullest record stays, filled
    from the others. ``decided`` is a person's word on pairs and stands before all. The answer is
    the same in whatever order the libraries are given.

    Raises InputError where there is no library, or a decision on one that is not there.
    """
    if not libraries:
        raise InputError("there is no library to take duplicates out of")
    sources, grouping, pairs, notes = grouped(libraries, decided)
    entries = entries_of(sources)
    kept = _kept(sources, entries, grouping)
    removed = Counter(place for each in kept.values() for place in each.others)
    files = tuple(
        FileCount(each.name, len(each.places), sum(removed[place] for place in each.places))
        for each in sources
    )
    kept, renamed = _with_own_keys(kept, entries, sources)
    told = [note for each in kept.values() for note in _told_otherwise(each)]
    return Deduplicated(files, (*notes, *told, *renamed), sources, grouping, kept, pairs)


class Grouped(NamedTuple):
    """Records of libraries in groups that are one work each, by their places in all ``sources``.

    ``decided`` are the pairs that a person decided, ``notes`` tell of decisions that are not used.
    """

    sources: tuple[LibrarySource, ...]
    grouping: Grouping
    decided: Mapping[Pair, bool]
    notes: tuple[str, ...]


def grouped(libraries: Mapping[str, Library], decided: Sequence[PairDecision] = ()) -> Grouped:
    """Which records of libraries, each given by its name, mean one work; raises as ``dedup``."""
    sources = _sources(libraries)
    pairs, notes = _places(sources, decided)
    return Grouped(sources, group(entries_of(sources), pairs), pairs, tuple(notes))


def _told_otherwise(kept: KeptRecord) -> Iterator[str]:
    """What a person decided on the labels of a record that was removed, against the one kept."""
    for each in kept.left:
        yield (
            f"{kept.entry.id}: on its labels stands {in_words(kept.entry.label_decisions)}; "
            f"a record that was removed says otherwise: {in_words(each.decisions)}"
        )


def _sources(libraries: Mapping[str, Library]) -> tuple[LibrarySource, ...]:
    found, start = [], 0
    for name in sorted(libraries):
        # A record without a key is named by one that is made for it.
        entries = keyed(Bibliography(Made(__version__), entries=libraries[name].entries)).entries
        found.append(LibrarySource(name, replace(libraries[name], entries=entries), start))
        start += len(entries)
    return tuple(found)


def _places(
    sources: Sequence[LibrarySource], decided: Sequence[PairDecision]
) -> tuple[dict[Pair, bool], list[str]]:
    """Decisions by the places of their records; of one that is not there any more a line."""
    by_key: dict[tuple[str, str], int] = {}
    by_title: dict[tuple[str, str], list[int]] = {}
    for source in sources:
        for place, entry in zip(source.places, source.library.entries, strict=True):
            by_key[source.name, entry.id] = place
            by_title.setdefault((entry.id, tables.columns_of(entry)["title"]), []).append(place)

    def find(name: RecordName) -> int | None:
        place = by_key.get((name.file, name.key))
        same = by_title.get((name.key, name.title), [])
        if place is not None and (not name.title or place in same):
            return place
        return same[0] if len(same) == 1 else None

    found: dict[Pair, bool] = {}
    notes = []
    for each in decided:
        one, other = find(each.one), find(each.other)
        if one is None or other is None or one == other:
            notes.append(f"{each.where}: not used, its records are not there any more")
            continue
        pair = (min(one, other), max(one, other))
        if found.get(pair, each.is_same) != each.is_same:
            raise InputError(f"{each.where}: says yes to a pair of which another row says no")
        found[pair] = each.is_same
    return found, notes


def _kept(
    sources: Sequence[LibrarySource], entries: Sequence[Entry], grouping: Grouping
) -> dict[int, KeptRecord]:
    """The record that stays of each group, by its place, filled from the others."""
    owner = [source for source in sources for _ in source.places]
    names = [f"{owner[place].name}: {entry.id}" for place, entry in enumerate(entries)]
    native = {source.name: NativeValues.of(source.library, Options())
              for source in sources if source.library.is_editable}  # fmt: skip
    kept = {}
    for places in grouping.groups:
        if len(places) == 1:
            kept[places[0]] = KeptRecord(places[0], entries[places[0]])
            continue
        first, *others = fullest(places, entries)
        spelling, at = native.get(owner[first].name), first - owner[first].start
        kept[first] = fill([first, *others], entries, names, spelling, at)
    return kept


def _with_own_keys(
    kept: Mapping[int, KeptRecord], entries: Sequence[Entry], sources: Sequence[LibrarySource]
) -> tuple[dict[int, KeptRecord], list[str]]:
    """The records with a key of their own each: of two with one key the later gets another.

    That is told of a key that stands in the file: a record of RIS may have none.
    """
    owner = {place: source for source in sources for place in source.places}
    taken = Counter(entries[place].id.casefold() for place in kept)
    given: set[str] = set()
    found, notes = {}, []
    for place in sorted(kept):
        key = entries[place].id
        number = 1
        while key.casefold() in given or (number > 1 and key.casefold() in taken):
            number += 1
            key = f"{entries[place].id}-{number}"
        given.add(key.casefold())
        each = kept[place]
        if key != entries[place].id:
            each = replace(each, entry=replace(each.entry, id=key))
            if owner[place].has_key(place):
                notes.append(f"{entries[place].id}: is the key of two works; one is {key} now")
        found[place] = each
    return found, notes
