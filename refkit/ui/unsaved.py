"""What has no name yet is kept in the data folder, so that it is not lost with its window."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import NamedTuple

from refkit.api.document import Document
from refkit.api.offline import save_again
from refkit.errors import InputError
from refkit.files.reading import read_bytes
from refkit.formats.saved.mapping import SUFFIX, EntryTexts
from refkit.settings import read_settings


class Left(NamedTuple):
    """What was left without a name: its file's name, when it was worked on, and what is in it."""

    name: str
    when: str
    account: str


class Kept:
    """The copy of one document, for as long as that has no name."""

    def __init__(self, document: Document) -> None:
        self._document, self._texts = document, EntryTexts()
        self.file = _folder() / f"{token_hex(8)}{SUFFIX}"

    def update(self) -> None:
        """Write it as it stands, or take it away where that stands in a file of its own now.

        Where it cannot be written, it is not kept: what is decided is carried out all the same.
        """
        document = self._document
        with suppress(OSError, InputError):
            if document.path is not None:
                self.file.unlink(missing_ok=True)
            elif document.bibliography.entries or self.file.exists():
                self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                save_again(document.bibliography, self.file, self._texts, force=True, backup=False)


def left(but: Kept | None = None) -> list[Left]:
    """What was left, the newest first, without the copy of what is open here."""
    files = (each for each in _folder().glob(f"*{SUFFIX}") if but is None or each != but.file)
    return [
        Left(file.name, when, account)
        for _, file, when, account in sorted(map(_told, files), reverse=True)
    ]


def take_up(name: str) -> Document:
    """A document without a name of what was left; raises InputError where it cannot be read."""
    return Document.read(read_bytes(_file(name)), f"references{SUFFIX}")


def throw_away(name: str) -> None:
    """Take it away for good; raises InputError where it is not there."""
    _file(name).unlink(missing_ok=True)


def _told(file: Path) -> tuple[float, Path, str, str]:
    changed = 0.0
    try:
        changed = file.stat().st_mtime
        account = str(Document.open(file).bibliography.account)
    except (OSError, InputError):
        account = f"cannot be read: {file}"
    when = datetime.fromtimestamp(changed, UTC).astimezone().strftime("%Y-%m-%d %H:%M")
    return changed, file, when, account


def _file(name: str) -> Path:
    """The file of this name; only one that is there, for the name comes from outside."""
    for file in _folder().glob(f"*{SUFFIX}"):
        if file.name == name:
            return file
    raise InputError("it is there no longer")


def _folder() -> Path:
    return read_settings().data / "ui" / "unsaved"
