"""The settings of a formula while it is evaluated for one work.

``creatornames``, ``transliterate``, ``postfix`` and ``infix`` give no text: what they set holds for
all that is evaluated after them, in the next alternative too, and for no other work.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from refkit.citation_keys.disambiguation import Disambiguation
from refkit.citation_keys.transliterate import ascii_of


@dataclass(frozen=True, slots=True)
class NameStyle:
    """How a name is written where a function does not say."""

    template: str = "%(f)s"
    transliterate: bool = False
    space: str = ""


@dataclass(slots=True)
class KeySettings:
    """How names and umlauts are written, and what tells the key from an equal one."""

    german: bool = False
    names: NameStyle = field(default_factory=NameStyle)
    disambiguation: Disambiguation = field(default_factory=Disambiguation)


_settings: ContextVar[KeySettings] = ContextVar("settings")


def settings() -> KeySettings:
    """What was set so far; the usual where no formula is evaluated."""
    return _settings.get(None) or KeySettings()


@contextmanager
def evaluating(new: KeySettings) -> Iterator[KeySettings]:
    """Evaluate a formula for one work, beginning with these settings."""
    token = _settings.set(new)
    try:
        yield new
    finally:
        _settings.reset(token)


def folded(text: str) -> str:
    """The text in ASCII, by what is set."""
    return text if text.isascii() else ascii_of(text, german=settings().german)
