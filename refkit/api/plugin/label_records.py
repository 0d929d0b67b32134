"""What persons decided on labels in Zotero, kept for every later run: one saved file of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from refkit.api.offline import load, save
from refkit.errors import InputError
from refkit.files.records import is_there, make_folder
from refkit.model.bibliography import Bibliography, Entry, LabelsSetAside, Made
from refkit.model.entry_identity import Names, names_of
from refkit.model.tags import LabelDecision
from refkit.version import __version__

FILE = "zotero-labels.refkit.json"
_TRIES = 5


class LabelRecords:
    """The decisions in a file, by what their works are known by.

    Raises InputError where the file cannot be read or written.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._kept = self._load()

    @property
    def all(self) -> tuple[LabelsSetAside, ...]:
        """All that is kept."""
        return self._kept.label_decisions

    def on(self, names: Names) -> tuple[LabelDecision, ...]:
        """What was decided on the work of these names."""
        found = (each for each in self.all if not set(names).isdisjoint(each.names))
        return next((each.decisions for each in found), ())

    def with_decisions(self, entries: Iterable[Entry]) -> list[Entry]:
        """Entries with what was decided on them."""
        return [replace(each, label_decisions=self.on(known_by(each))) for each in entries]

    def keep(self, entries: Sequence[Entry]) -> None:
        """Keep what is decided on these entries now, in the place of what was."""
        for turn in range(_TRIES):
            kept = self.all
            for entry in entries:
                kept = _with(kept, known_by(entry), entry.label_decisions)
            if kept == self.all:
                return
            try:
                self._save(kept)
            except InputError:  # somebody else decided on something meanwhile
                if turn == _TRIES - 1:
                    raise
                self._kept = self._load()
            else:
                return

    def _save(self, kept: tuple[LabelsSetAside, ...]) -> None:
        make_folder(self._path.parent)
        new = replace(self._kept, label_decisions=kept)
        save(new, self._path, backup=False)
        self._kept = new

    def _load(self) -> Bibliography:
        return load(self._path) if is_there(self._path) else Bibliography(Made(__version__))


def known_by(entry: Entry) -> Names:
    """What the work of an entry is known by, on its own."""
    alone = replace(entry, citations=()) if entry.work.title else entry
    return names_of((alone,))[0]


def _with(
    kept: tuple[LabelsSetAside, ...], names: Names, decisions: tuple[LabelDecision, ...]
) -> tuple[LabelsSetAside, ...]:
    others = tuple(each for each in kept if set(names).isdisjoint(each.names))
    same = [each for each in kept if not set(names).isdisjoint(each.names)]
    if not decisions:
        return others
    known = dict.fromkeys([*names, *(name for each in same for name in each.names)])
    return tuple(
        sorted((*others, LabelsSetAside(tuple(known), decisions)), key=lambda each: each.names)
    )
