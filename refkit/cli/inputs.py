"""What a command reads: a saved bibliography or a ``.bib``, from a file or standard input."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from refkit.errors import InputError

if TYPE_CHECKING:
    from refkit.importers.base import Library
    from refkit.model.bibliography import Bibliography


@dataclass(frozen=True, slots=True)
class Given:
    """What was read; ``library`` is there when it was a user's own ``.bib``."""

    bibliography: Bibliography
    library: Library | None = None


def read(name: str) -> Given:
    """Read a file by its suffix, standard input (``-``) by its look; raises InputError."""
    text, where = _text(name)
    if name.endswith(".bib") or (name == "-" and not text.lstrip().startswith("{")):
        return _read_library(text, where)
    if name != "-" and not name.endswith(".json"):
        raise InputError(f"{name}: unknown suffix; read are .refkit.json and .bib")
    from refkit.storage import loads

    return Given(loads(text, where))


def _text(name: str) -> tuple[str, str]:
    if name != "-":
        from refkit.storage import read_text

        return read_text(Path(name)), name
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig"), "standard input"
    except UnicodeDecodeError as error:
        raise InputError(f"standard input: is not UTF-8 text (byte {error.start})") from None


def _read_library(text: str, where: str) -> Given:
    from refkit import __version__
    from refkit.importers.bibtex import read_bibtex
    from refkit.model.bibliography import Bibliography, Made

    library = read_bibtex(text, where)
    return Given(Bibliography(Made(__version__), entries=library.entries), library)
