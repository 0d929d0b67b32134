"""What a command reads: a saved bibliography or a user's library, from a file or standard input."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from refkit.cli.say import announce
from refkit.errors import InputError

if TYPE_CHECKING:
    from refkit.files.encodings import Decoded
    from refkit.formats.library import Library
    from refkit.model.bibliography import Bibliography


@dataclass(frozen=True, slots=True)
class Given:
    """What was read, and its name; ``library`` is there when it was a user's: .bib, .json, .ris."""

    bibliography: Bibliography
    library: Library | None = None
    name: str = "-"


def read(name: str) -> Given:
    """Read a file by its suffix, standard input (``-``) by its look; raises InputError.

    A .json is a saved bibliography where it looks like one, else CSL-JSON.
    """
    from refkit.formats import detect
    from refkit.formats.saved.mapping import SUFFIX, loads
    from refkit.model.bibliography import Bibliography, Made
    from refkit.version import __version__

    given, where = _given(name)
    is_json = name == "-" or name.endswith(".json")
    if name.endswith(SUFFIX) or (is_json and detect.is_saved(given.text)):
        return Given(loads(given.text.removeprefix("\ufeff"), where), name=where)
    library = detect.read_library(given, name, where)
    return Given(Bibliography(Made(__version__), entries=library.entries), library, where)


def tell_troubles(given: Given) -> None:
    """Name what of a library could not be read, on standard error."""

    for trouble in given.library.troubles if given.library else ():
        announce(trouble)


def _given(name: str) -> tuple[Decoded, str]:
    from refkit.files.encodings import decode
    from refkit.formats.detect import read_file

    if name != "-":
        return read_file(Path(name)), name
    if sys.stdin is None:
        raise InputError("standard input is closed; name a file")
    return decode(sys.stdin.buffer.read(), "standard input"), "standard input"
