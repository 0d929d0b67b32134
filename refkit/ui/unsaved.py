"""Keeps a document without a file name in the data folder, so that it survives its window.

Beside it stands what was asked for and is not there yet (``unfinished``), also of what has a name.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import NamedTuple

from refkit.api.document import OpenDocument
from refkit.api.offline import save_again
from refkit.api.pasted import PastedText
from refkit.errors import InputError
from refkit.files.reading import is_file, read_bytes
from refkit.formats.saved.mapping import SUFFIX, EntryTexts
from refkit.model.bibliography import Bibliography, Made
from refkit.settings import read_settings
from refkit.ui import unfinished
from refkit.ui.unfinished import Unfinished
from refkit.version import __version__


class UnsavedDocument(NamedTuple):
    """What was left without a name: what it is known by, when it was worked on, what is in it."""

    name: str
    when: str
    account: str


class UnsavedCopy:
    """The copy of one document, for as long as that has no name, and what it still waits for."""

    def __init__(self, document: OpenDocument) -> None:
        self._document, self._texts = document, EntryTexts()
        name = token_hex(8)
        self.file = _folder() / f"{name}{SUFFIX}"
        self._unfinished: Unfinished | None = None

    @property
    def wanted(self) -> PastedText | None:
        """What was asked for and is not there yet."""
        return self._unfinished.wanted if self._unfinished else None

    def want(self, wanted: PastedText | None) -> None:
        """Note what is asked for; None: it is there, or nobody wants it any more.

        Where it cannot be noted it is fetched all the same.
        """
        note = _note_of(self.file)
        self._unfinished = Unfinished(note, wanted, self._document.path) if wanted else None
        with suppress(OSError, InputError):
            if self._unfinished:
                unfinished.write(self._unfinished)
            else:
                note.unlink(missing_ok=True)

    def take_over(self, found: Unfinished) -> None:
        """Wait for what another copy waited for."""
        self.want(found.wanted)
        if _note_of(self.file).is_file():
            found.note.unlink(missing_ok=True)

    def update(self) -> None:
        """Write it as it stands, or take it away where that stands in a file of its own now.

        Where it cannot be written, it is not kept: what is decided is carried out all the same.
        """
        document, waits = self._document, self._unfinished
        if waits and waits.path != document.path:
            self.want(waits.wanted)
        with suppress(OSError, InputError):
            if document.path is not None:
                self.file.unlink(missing_ok=True)
            elif document.bibliography.entries or self.file.exists():
                self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                save_again(document.bibliography, self.file, self._texts, force=True, backup=False)


def unsaved_documents(but: UnsavedCopy | None = None) -> list[UnsavedDocument]:
    """What was left, the newest first, without the copy of what is open here.

    So is what was asked for into a file that is not there: it was moved, or never written.
    """
    waiting = {
        _copy_of(each.note): each
        for each in _all_unfinished()
        if each.path is None or not is_file(each.path)
    }
    files = {*_folder().glob(f"*{SUFFIX}"), *waiting} - ({but.file} if but else set())
    told = sorted((_told(each, waiting.get(each)) for each in files), reverse=True)
    return [UnsavedDocument(file.name, when, account) for _, file, when, account in told]


def unfinished_in(path: Path) -> Unfinished | None:
    """What was asked for into a file and did not come to its end."""
    return next((each for each in _all_unfinished() if each.path == path), None)


def take_up(name: str) -> tuple[OpenDocument, Unfinished | None]:
    """A document without a name of what was left, and what it waits for.

    Raises InputError where it cannot be read.
    """
    file = _file(name)
    waits = unfinished.read(_note_of(file))
    if file.is_file():
        return OpenDocument.read(read_bytes(file), f"references{SUFFIX}"), waits
    return OpenDocument(Bibliography(Made(__version__))), waits


def throw_away(name: str) -> None:
    """Take it away for good; raises InputError where it is not there."""
    file = _file(name)
    for each in (file, _note_of(file)):
        each.unlink(missing_ok=True)


def _told(file: Path, waits: Unfinished | None) -> tuple[float, Path, str, str]:
    changed, told = 0.0, []
    try:
        changed = (file if file.is_file() or not waits else waits.note).stat().st_mtime
        if file.is_file() or not waits:
            told.append(str(OpenDocument.open(file).bibliography.account))
    except (OSError, InputError):
        told.append(f"cannot be read: {file}")
    if waits:
        told.append(f"not fetched yet: {waits.wanted.in_short}")
        if waits.path:
            told.append(f"was to go into {waits.path}")
    when = datetime.fromtimestamp(changed, UTC).astimezone().strftime("%Y-%m-%d %H:%M")
    return changed, file, when, "; ".join(told)


def _file(name: str) -> Path:
    """The copy of this name; only one that is there, for the name comes from outside."""
    folder = _folder()
    copies = {*folder.glob(f"*{SUFFIX}"), *map(_copy_of, folder.glob(f"*{unfinished.SUFFIX}"))}
    for file in copies:
        if file.name == name:
            return file
    raise InputError("it is there no longer")


def _note_of(file: Path) -> Path:
    return file.with_name(file.name.removesuffix(SUFFIX) + unfinished.SUFFIX)


def _copy_of(note: Path) -> Path:
    return note.with_name(note.name.removesuffix(unfinished.SUFFIX) + SUFFIX)


def _all_unfinished() -> list[Unfinished]:
    return unfinished.all_in(_folder())


def _folder() -> Path:
    return read_settings().data / "ui" / "unsaved"
