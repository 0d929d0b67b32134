"""What the page works on: the one document that is open, how it is asked for, and who watches."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from refkit.api.document import Document
from refkit.errors import InputError
from refkit.files.reading import read_bytes
from refkit.files.writing import Writer
from refkit.settings import read_settings

RECENT = "recent.json"
_MOST_RECENT = 12


@dataclass
class Workspace:
    """The document, or None on the start page; ``offline`` and ``mailto`` are as for ``fetch``.

    ``listeners`` are called, from whatever thread, when what is shown has become another.
    ``listing`` is what the page has made of the bibliography, kept until that is another.
    """

    document: Document | None = None
    offline: bool = False
    mailto: str | None = None
    listeners: set[Callable[[], None]] = field(default_factory=set)
    listing: object = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.document:
            self._take(self.document)

    def open(self, path: Path) -> Document:
        """Open a file in place of the one that is open, of which all stands in its file.

        Raises InputError where it cannot be read, or what is open has no name yet.
        """
        self._refuse_to_lose()
        document = Document.open(path.expanduser().absolute())
        self._take(document)
        return document

    def read(self, data: bytes, name: str = "") -> Document:
        """Take in what was dropped or pasted; raises as ``open`` does."""
        self._refuse_to_lose()
        document = Document.read(data, name)
        self._take(document)
        return document

    def _refuse_to_lose(self) -> None:
        there = self.document
        if there and not there.is_saved and there.bibliography.entries:
            raise InputError("what is open has no name yet: save it first")

    def _take(self, document: Document) -> None:
        document.changed = self.tell
        self.document = document
        if document.path:
            note_recent(document.path)
        self.tell()

    def tell(self) -> None:
        """Tell every window that it should look again."""
        for listener in tuple(self.listeners):
            listener()


def recent() -> list[Path]:
    """The files that were worked on last, the newest first; those that are there still."""
    try:
        names = json.loads(read_bytes(_recent_file()))
    except (ValueError, InputError):
        return []
    if not isinstance(names, list):
        return []
    return [Path(name) for name in names if isinstance(name, str) and Path(name).is_file()]


def note_recent(path: Path) -> None:
    """Note a file as the one that was worked on last; where nothing can be noted, nothing is."""
    names = [str(path), *(str(each) for each in recent() if each != path)][:_MOST_RECENT]
    file = _recent_file()
    with suppress(OSError, InputError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        text = json.dumps(names, ensure_ascii=False, indent=1)
        Writer(force=True, backup=False).write([(file, [text.encode(errors="surrogateescape")])])


def _recent_file() -> Path:
    return read_settings().data / "ui" / RECENT
