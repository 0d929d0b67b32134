"""What can go wrong, drawn as a tree; each branch has its exit status.

RefkitError
├── InputError        unreadable identifier, file, taxonomy, option          2
│   └── InvalidIdentifier
├── SourceError       unavailable, refused, or an answer that cannot be read 3
│   ├── SourceUnreachable
│   └── SourceUnreadable
├── NotRemembered     offline, and the review itself was never fetched       4
└── ZoteroError       refused, changed under us, no way to reach Zotero      5

A message is one line that says what was wrong, where, and what to do. It never holds a secret.
"""

from __future__ import annotations

from typing import ClassVar


class RefkitError(Exception):
    """Whatever refkit itself reports; everything else is a bug and keeps its traceback."""

    exit_code: ClassVar[int] = 1


class InputError(RefkitError):
    """What the user gave cannot be read: an identifier, a file, a taxonomy, an option."""

    exit_code = 2


class InvalidIdentifier(InputError):
    """A text that is not the identifier it should be."""

    def __init__(self, kind: str, text: str, hint: str = "") -> None:
        shown = text if len(text) <= 80 else f"{text[:79]}…"
        super().__init__(f"not a {kind}: {shown!r}{f' ({hint})' if hint else ''}")
        self.kind = kind
        self.text = text


class SourceError(RefkitError):
    """A service is unavailable, refuses, or answers something that cannot be read."""

    exit_code = 3


class SourceUnreachable(SourceError):
    """Nothing answers at a service's address: there is no use in asking it the next question."""


class SourceUnreadable(SourceError):
    """An answer came, and it is not what was asked for: another question may fare better."""


class NotRemembered(RefkitError):
    """Offline, and what was asked for was never fetched."""

    exit_code = 4


class ZoteroError(RefkitError):
    """Zotero refuses, its library changed under us, or there is no way to reach it."""

    exit_code = 5
