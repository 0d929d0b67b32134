"""A saved bibliography that is open: every decision is written at once, and one can go back.

One document is one file. Nothing is held back: what is decided stands in the file before the answer
is given, so that there is nothing to save at the end and nothing to lose.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path
from threading import RLock
from typing import Unpack

from refkit.api.fetch_options import FetchChoices
from refkit.api.offers import Offers
from refkit.api.offline import fields_as_tagged, label, save, save_again, taxonomies_for
from refkit.api.online import candidates, fetch_document, resolve
from refkit.citation_keys import keyed
from refkit.decision_reader import decision_on, rejection_on
from refkit.documents.read import GivenDocument
from refkit.errors import InputError
from refkit.files.encodings import decode
from refkit.files.reading import (
    Snapshot,
    last_seen,
    read_bytes,
    remember,
    snapshot_of,
    stamp_of,
    unreadable,
)
from refkit.files.writing import Writer, is_special
from refkit.formats import detect
from refkit.formats.saved.mapping import SUFFIX, EntryTexts
from refkit.label_decisions import LabelRequest, LabelsDecided
from refkit.manual_decisions import Candidate, Comparison, compared
from refkit.model.bibliography import Bibliography, Made
from refkit.resolver.asking import no_progress
from refkit.settings import person
from refkit.tagging.tagger import tag_entries
from refkit.version import __version__

MOST_STEPS = 100
"""How many steps back are kept; they share what they have in common."""


class ChangedOutside(InputError):
    """The file was changed by somebody else: which version holds has to be said first."""


class Stale(InputError):
    """What was decided on is not what the file holds now: it was decided on in another window."""


@dataclass(frozen=True, slots=True)
class OutsideChange:
    """What somebody else made of the file: its bytes, and its bibliography where it can be read.

    ``trouble`` says why it cannot. A file that was removed has no ``data``.
    """

    data: bytes | None
    bibliography: Bibliography | None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class _State:
    """A bibliography as it stands in the file; ``seen`` is None where no file is written yet."""

    bibliography: Bibliography
    seen: Snapshot | None = None
    undo: tuple[tuple[str, Bibliography], ...] = field(default=(), repr=False)


class OpenDocument:
    """An open file and the bibliography in it; may be used by several threads.

    ``path`` is None until it has a name; ``suggested`` is one for it. ``remarks`` say what of a
    library could not be read, which is in no file made of it. Reading never waits for a decision
    that is being carried out; of decisions one is carried out after the other.
    """

    def __init__(
        self, bibliography: Bibliography, path: Path | None = None, seen: Snapshot | None = None
    ) -> None:
        self.path = path
        self._state = _State(bibliography, seen)
        self._lock = RLock()
        self._texts = EntryTexts()
        self._count = 0
        self._offers = Offers()
        self.suggested = ""
        self.remarks: tuple[str, ...] = ()
        self._looked: tuple[object, OutsideChange | None] = (None, None)
        self.changed: Callable[[], None] = lambda: None

    @classmethod
    def open(cls, path: Path) -> OpenDocument:
        """Open a saved bibliography; of a library its entries, which are saved beside it.

        A file that is not there is begun, where it has the name of a saved bibliography. Raises
        InputError where it cannot be read.
        """
        if path.name.endswith(".json") and not _is_there(path):
            if not path.parent.is_dir():
                raise InputError(f"{path}: there is no folder {path.parent}")
            return cls(Bibliography(Made(__version__)), path)
        _check_kind(path)
        found = detect.read_bibliography(detect.read_file(path), str(path))
        bibliography = keyed(found.bibliography)
        if found.library is None:
            return cls(bibliography, path, last_seen(path))
        beside = path.with_name(path.stem + SUFFIX)
        if os.path.lexists(beside):
            raise InputError(f"{path}: {beside.name} stands beside it already: open that")
        document = cls(bibliography, beside)
        document.remarks = found.library.remarks(str(path))
        return document

    @classmethod
    def read(cls, data: bytes, name: str = "") -> OpenDocument:
        """What was given without a place on this machine; it is asked for a name when it is saved.

        ``name`` is what the file was called, empty for a text that was pasted. Raises InputError
        where it cannot be read.
        """
        called = Path(name).name
        where = called or "what was pasted"
        found = detect.read_bibliography(decode(data, where), called or "-", where)
        document = cls(keyed(found.bibliography))
        document.remarks = found.library.remarks(where) if found.library else ()
        document.suggest(called)
        return document

    def suggest(self, called: str) -> None:
        """Suggest a name for it by that of the file that it comes from, perhaps none."""
        stem = called.removesuffix(".json").removesuffix(".refkit").partition(".")[0]
        self.suggested = f"{stem or 'references'}{SUFFIX}"

    @property
    def list_names(self) -> frozenset[str]:
        """The names of the documents whose lists it has, and the DOIs of the reviews."""
        return frozenset(each.value for each in self.bibliography.heads)

    def get_ready(self) -> None:
        """Make now what the first decision would wait for: the text of each entry."""
        with self._lock:
            if self.path is not None and not self.bibliography.others:
                self._texts.of(self.bibliography.entries)

    @property
    def bibliography(self) -> Bibliography:
        """The bibliography as it stands."""
        return self._state.bibliography

    @property
    def version(self) -> str:
        """Another one for each state, and the same for the same bytes of a file."""
        seen = self._state.seen
        return seen.sha256[:32] if seen else f"unsaved-{self._count}"

    @property
    def is_saved(self) -> bool:
        """Whether it stands in a file."""
        return self._state.seen is not None

    @property
    def last_step(self) -> str:
        """What undo takes back, in words; empty where there is nothing."""
        return self._state.undo[-1][0] if self._state.undo else ""

    def outside(self) -> OutsideChange | None:
        """What somebody else made of the file; None where it is as it was read or written here."""
        if not self._lock.acquire(blocking=False):
            return self._looked[1]  # a decision is being written: it looks itself
        try:
            seen = self._state.seen
            if self.path is None:
                return None
            stamp = (stamp_of(self.path), seen)
            if stamp != self._looked[0]:
                self._looked = (stamp, self._look(self.path, seen))
            return self._looked[1]
        finally:
            self._lock.release()

    def _look(self, path: Path, seen: Snapshot | None) -> OutsideChange | None:
        try:
            _check_kind(path)
            now = snapshot_of(path)
        except InputError as error:
            return OutsideChange(None, None, str(error))
        except OSError as error:
            return OutsideChange(None, None, str(unreadable(path, error)))
        if now == seen:
            return None
        if now is None:
            return OutsideChange(None, None, f"{path}: was removed")
        data = read_bytes(path, is_input=False)
        try:
            found = detect.read_bibliography(decode(data, str(path)), str(path))
        except InputError as error:
            return OutsideChange(data, None, str(error))
        return OutsideChange(data, keyed(found.bibliography))

    @property
    def beside(self) -> Path | None:
        """Where the version is saved that is not kept; None while there is no file."""
        return _free(self.path) if self.path else None

    def keep(self, which: str) -> Path | None:
        """Say which version holds after a change from outside: ``mine`` or ``theirs``.

        The other one is saved in a file beside, whose name is given. Raises InputError where
        nothing was changed, or theirs cannot be read.
        """
        with self._lock:
            found = self.outside()
            if found is None or self.path is None:
                raise InputError("nobody else changed the file")
            if which == "mine":
                return self._keep_mine(self.path, found)
            if which != "theirs":
                raise InputError(f"which version holds is mine or theirs, not {which!r}")
            if found.bibliography is None or found.data is None:
                raise InputError(f"{found.trouble or 'it cannot be read'}: only mine can be kept")
            beside = _free(self.path)
            save(self.bibliography, beside)
            remember(self.path, Snapshot.of(found.data))  # it is read: it may be replaced
            self._state = _State(found.bibliography, last_seen(self.path))
            self.changed()
            return beside

    def _keep_mine(self, path: Path, found: OutsideChange) -> Path | None:
        _check_kind(path)
        beside = None
        if found.data is not None:
            beside = _free(path)
            Writer().write([(beside, [found.data])])
        remember(path, Snapshot.of(found.data or b""))
        self._put(self.bibliography, self._state.undo, backup=False)
        return beside

    def name(self, path: Path) -> None:
        """Give it a name and save it; raises InputError where that cannot be.

        What stands there stays, also where refkit wrote it: it is another document.
        """
        with self._lock:
            if self.path is not None and self.is_saved:
                raise InputError(f"it has a name: {self.path}")
            if _is_there(path) and path.is_dir():
                raise InputError(f"{path}: is a folder; name a file in it")
            if not path.name.endswith(".json"):
                path = path.with_name(path.name + SUFFIX)
            if _is_there(path):
                raise InputError(f"{path}: stands there already: name another file, or open that")
            before, self.path = self.path, path
            try:
                self._put(self.bibliography, self._state.undo)
            except InputError:
                self.path = before
                raise

    def free_name(self, folder: Path) -> Path:
        """A name for what has none, in a folder where nothing is called so; else its own."""
        if self.path:
            return self.path
        stem = self.suggested.removesuffix(SUFFIX) or "references"
        numbered = (folder / f"{stem}-{number}{SUFFIX}" for number in count(2))
        names = chain([folder / f"{stem}{SUFFIX}"], numbered)
        return next(name for name in names if not os.path.lexists(name))

    @contextmanager
    def _change(self, based_on: str) -> Iterator[None]:
        """One change after the other, on what the caller has seen."""
        with self._lock:
            if based_on and based_on != self.version:
                raise Stale("it was changed in another window: look at it again")
            if self.outside():
                raise ChangedOutside(
                    f"{self.path}: somebody else changed it; say which version holds"
                )
            yield

    def _step(self, words: str, after: Bibliography) -> None:
        state = self._state
        if after != state.bibliography:
            self._put(after, (*state.undo, (words, state.bibliography))[-MOST_STEPS:])

    def _put(
        self,
        after: Bibliography,
        undo: tuple[tuple[str, Bibliography], ...],
        *,
        backup: bool = True,
    ) -> None:
        if self.path is not None:
            save_again(after, self.path, self._texts, backup=backup)
        self._count += 1
        self._state = _State(after, last_seen(self.path) if self.path else None, undo)
        self.changed()

    def decide(
        self,
        position: str,
        doi: str,
        review: str = "",
        *,
        offline: bool = False,
        mailto: str | None = None,
        based_on: str = "",
    ) -> list[Comparison]:
        """Record what a line means: a DOI, ``none`` or ``undecided``; and compare it.

        Raises InputError and SourceError as ``resolve`` does; ``Stale`` where the document is not
        at the version ``based_on``, ``ChangedOutside`` where the file is not.
        """
        with self._change(based_on):
            after, found = self.preview(position, doi, review, offline=offline, mailto=mailto)
            self._step(f"{position}: {doi}", after)
            return found

    def preview(
        self,
        position: str,
        doi: str,
        review: str = "",
        *,
        offline: bool = False,
        mailto: str | None = None,
    ) -> tuple[Bibliography, list[Comparison]]:
        """What ``decide`` would make of it, and nothing is written."""
        now = self.bibliography
        said = decision_on(now, position, doi, review, by=person())
        decision = self._offers.checked(now, position, review, said)
        after = resolve(now, [decision], offline=offline, mailto=mailto)
        found = compared(after, [decision])
        self._offers.note(now, position, review, [each.work for each in found])
        return after, found

    def reject(
        self,
        position: str,
        doi: str,
        review: str = "",
        *,
        by: str = "",
        note: str = "",
        taken_back: bool = False,
        offline: bool = False,
        mailto: str | None = None,
        based_on: str = "",
    ) -> None:
        """Record that a line does not mean a DOI that it was offered, or take that back.

        Raises NotOffered for another one, else as ``decide`` does.
        """
        with self._change(based_on):
            now, who = self.bibliography, person(by or None)
            said = rejection_on(
                now, position, doi, review, by=who, note=note, taken_back=taken_back
            )
            said = self._offers.checked(now, position, review, said)
            after = resolve(now, [said], offline=offline, mailto=mailto)
            self._step(f"{position}: {'taken back: ' * taken_back}not {said.subject}", after)

    def candidates(
        self,
        position: str,
        words: str = "",
        review: str = "",
        *,
        offline: bool = False,
        mailto: str | None = None,
    ) -> list[Candidate]:
        """What a search finds for a line, by its own words or by others."""
        now = self.bibliography
        found = candidates(now, position, words, review=review, offline=offline, mailto=mailto)
        self._offers.note(now, position, review, [each.work for each in found])
        return found

    def label(self, requests: Sequence[LabelRequest], *, based_on: str = "") -> LabelsDecided:
        """Record what persons say of labels; raises InputError as ``refkit.label`` does."""
        with self._change(based_on):
            done = label(self.bibliography, requests)
            entries = ", ".join(dict.fromkeys(each.entry for each in requests))
            self._step(f"labels of {entries}", done.bibliography)
            return done

    def tag(self, *, based_on: str = "") -> None:
        """Label all entries by the taxonomies of the bibliography, else by those that ship.

        What persons decided stands before the rules, as with ``refkit tag``. Raises InputError
        where one of the taxonomies is not here.
        """
        with self._change(based_on):
            now = self.bibliography
            made = now.made
            chosen = taxonomies_for(None, now)
            fields = fields_as_tagged(now)
            self._step("labels of all", tag_entries(now, chosen, made.facets or None, fields))

    def add(
        self,
        *dois: str,
        documents: Sequence[GivenDocument] = (),
        **choices: Unpack[FetchChoices],
    ) -> None:
        """Add what reviews and documents list, or what cites them, as ``fetch`` into the file.

        The choices are those of ``fetch``, which also says what is raised.

        Meanwhile one may decide: what was asked is remembered, and is put to what stands then.
        ``watch`` is told of single lines, as ``fetch`` tells it, and nothing of it is written.
        ``progress`` is told before anything is written, and may raise to have nothing written.
        """
        while True:
            now = self.bibliography
            choices["into"] = now if now.entries or now.reviews else None
            after = fetch_document(*documents, dois=dois, **choices)
            with self._change(""):
                if self.bibliography is now:
                    choices.get("progress", no_progress)("writing the file", 1)
                    named = (*dois, *(each.name for each in documents))
                    self._step(f"fetched {', '.join(named)}", after)
                    return

    def undo(self, *, based_on: str = "") -> str:
        """Go one step back; gives what was undone in words. Raises InputError where none is."""
        with self._change(based_on):
            if not self._state.undo:
                raise InputError("there is nothing to undo")
            *rest, (words, before) = self._state.undo
            self._put(before, tuple(rest))
            return words


def request(
    entry: str, decision: str, name: str = "", note: str = "", by: str = ""
) -> LabelRequest:
    """What the person who sits here says of a label of an entry."""
    return LabelRequest(entry, decision, name, person(by or None), note)


def _is_there(path: Path) -> bool:
    """Whether a file stands there; raises InputError where none can, by its name."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from None
    return True


def _check_kind(path: Path) -> None:
    """Raise InputError where one would wait for a pipe, or read a device that has no end."""
    if is_special(path):
        raise InputError(f"{path}: is a pipe or a device, no file in which anything is kept")


def _free(path: Path) -> Path:
    """A name beside for the other version: ``review.other-1.refkit.json``."""
    stem = path.name.removesuffix(SUFFIX).removesuffix(".json")
    names = (path.with_name(f"{stem}.other-{number}{SUFFIX}") for number in count(1))
    return next(name for name in names if not os.path.lexists(name))
