"""What is kept while a host is connected: files that were read, fetched lists, plans."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from refkit.assistants.folders import Folders
from refkit.assistants.outside_text import entry_name
from refkit.citation_keys import keyed
from refkit.documents.read import GivenDocument
from refkit.errors import InputError, InvalidIdentifier
from refkit.files.reading import stamp_of
from refkit.formats import detect
from refkit.formats.library import Library
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.identifiers import Doi
from refkit.zotero.plan import Plan
from refkit.zotero.sync import Order

_Name = TypeVar("_Name")
_Thing = TypeVar("_Thing")

FETCHED, PLAN = "fetched:", "plan:"
_MOST_FILES, _MOST_LISTS, _MOST_PLANS = 4, 8, 4


@dataclass(frozen=True)
class HeldBibliography:
    """A bibliography at hand, by the name that an assistant has for it.

    ``stamp`` is another one whenever it has become another. A file has a ``path``, what was
    fetched and not saved has none; ``library`` is a user's own that it was read from, and
    ``documents`` are the lists that were given in hand, and ``way`` is which way was asked.
    """

    name: str
    stamp: object
    bibliography: Bibliography
    library: Library | None = None
    path: Path | None = None
    notes: tuple[str, ...] = ()
    documents: tuple[GivenDocument, ...] = ()
    way: Mapping[str, Any] = field(default_factory=dict)

    @property
    def numbered(self) -> list[tuple[int, Entry]]:
        """The entries with their numbers, from 1 on."""
        return list(enumerate(self.bibliography.entries, 1))

    def name_of(self, number: int, entry: Entry) -> str:
        """What an entry is called: one name for each, which every tool understands."""
        return entry_name(entry.id, number) if self._ids[entry.id] == 1 else f"#{number}"

    def name_by_id(self, id_: str) -> str | None:
        """The name of the entry that has an id as its own; None for what is no entry."""
        return self._names.get(id_)

    @cached_property
    def _names(self) -> dict[str, str]:
        return {entry.id: self.name_of(number, entry) for number, entry in self.numbered}

    @cached_property
    def _ids(self) -> Counter[str]:
        return Counter(entry.id for entry in self.bibliography.entries)

    def entry(self, name: str) -> tuple[int, Entry]:
        """An entry and its number, by its key, its DOI or its number; raises InputError."""
        entries = self.bibliography.entries
        if name.startswith("#") and name[1:].isascii() and name[1:].isdigit():
            number = int(name[1:10])
            if 1 <= number <= len(entries):
                return number, entries[number - 1]
            raise InputError(f"{self.name} has no entry {name}: it has {len(entries)}")
        by_key = [each for each in enumerate(entries, 1) if each[1].id == name]
        found = by_key or [each for each in enumerate(entries, 1) if _has_doi(each[1], name)]
        if not found:
            raise InputError(f"{self.name} has no entry {name!r}: refkit_show_ledger names them")
        return found[0]


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan for Zotero that was shown: of which order, for which bibliography and library."""

    name: str
    held: HeldBibliography
    order: Order
    library: str
    plan: Plan
    notes: tuple[str, ...]


@dataclass
class Session:
    """What the tools share; may be used by several threads."""

    folders: Folders
    offline: bool = False
    mailto: str | None = None
    may_write: bool = False
    _files: OrderedDict[Path, HeldBibliography] = field(default_factory=OrderedDict)
    _lists: OrderedDict[str, HeldBibliography] = field(default_factory=OrderedDict)
    _plans: OrderedDict[str, Planned] = field(default_factory=OrderedDict)
    _count: int = 0
    _lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def asked(self) -> dict[str, Any]:
        """What goes with every question to a source."""
        return {"offline": self.offline, "mailto": self.mailto}

    def held(self, name: str) -> HeldBibliography:
        """A file by its name in the folders, or a list by the name that it was given here."""
        if name.startswith(FETCHED):
            with self._lock:
                return _of(self._lists, name, "refkit_fetch_references gives such names")
        path = self.folders.existing(name)
        stamp = stamp_of(path)
        with self._lock:
            there = self._files.get(path)
            if there is None or there.stamp != stamp:
                there = _read(path, name, stamp)
                _keep(self._files, path, there, _MOST_FILES)
            return replace(there, name=name)

    def keep_list(
        self,
        bibliography: Bibliography,
        notes: list[str],
        documents: tuple[GivenDocument, ...],
        way: Mapping[str, Any],
    ) -> HeldBibliography:
        """Give a fetched list a name, under which it is at hand until others take its place."""
        with self._lock:
            self._count += 1
            name = f"{FETCHED}{self._count}"
            held = HeldBibliography(
                name, name, bibliography, notes=tuple(notes), documents=documents, way=way
            )
            _keep(self._lists, name, held, _MOST_LISTS)
            return held

    def keep_plan(
        self, held: HeldBibliography, order: Order, library: str, plan: Plan, notes: list[str]
    ) -> Planned:
        """Give a plan a name, under which it can be written."""
        with self._lock:
            self._count += 1
            planned = Planned(f"{PLAN}{self._count}", held, order, library, plan, tuple(notes))
            _keep(self._plans, planned.name, planned, _MOST_PLANS)
            return planned

    def planned(self, name: str) -> Planned:
        """A plan by its name; raises InputError."""
        with self._lock:
            return _of(self._plans, name, "refkit_plan_zotero gives such names")


def _read(path: Path, name: str, stamp: object) -> HeldBibliography:
    found = detect.read_bibliography(detect.read_file(path), str(path), name)
    notes = found.library.remarks(name) if found.library else ()
    return HeldBibliography(name, stamp, keyed(found.bibliography), found.library, path, notes)


def _has_doi(entry: Entry, name: str) -> bool:
    try:
        return Doi.parse(name) in entry.work.dois
    except InvalidIdentifier:
        return False


def _keep(there: OrderedDict[_Name, _Thing], name: _Name, thing: _Thing, most: int) -> None:
    there[name] = thing
    there.move_to_end(name)
    while len(there) > most:
        there.popitem(last=False)


def _of(there: OrderedDict[str, _Thing], name: str, hint: str) -> _Thing:
    if name not in there:
        known = ", ".join(there) or "none"
        raise InputError(f"{name} is not at hand (at hand: {known}); {hint}")
    return there[name]
