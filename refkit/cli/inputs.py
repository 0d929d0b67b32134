"""What a command reads: a saved bibliography or a user's library, from a file or standard input."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from refkit.errors import InputError

if TYPE_CHECKING:
    from refkit.importers.base import Library
    from refkit.model.bibliography import Bibliography


@dataclass(frozen=True, slots=True)
class Given:
    """What was read; ``library`` is there when it was a user's own: .bib, .json or .ris."""

    bibliography: Bibliography
    library: Library | None = None


def read(name: str) -> Given:
    """Read a file by its suffix, standard input (``-``) by its look; raises InputError.

    A .json is a saved bibliography where it looks like one, else CSL-JSON.
    """
    from refkit import __version__, importers
    from refkit.model.bibliography import Bibliography, Made
    from refkit.storage import SUFFIX, loads

    text, where = _text(name)
    is_json = name == "-" or name.endswith(".json")
    if name.endswith(SUFFIX) or (is_json and importers.is_saved(text)):
        return Given(loads(text.removeprefix("\ufeff"), where))
    library = importers.read_library(text, name, where)
    return Given(Bibliography(Made(__version__), entries=library.entries), library)


def tell_troubles(given: Given) -> None:
    """Name what of a library could not be read, on standard error."""
    from refkit.cli.table import visible

    for trouble in given.library.troubles if given.library else ():
        click.echo(f"refkit: {visible(trouble)}", err=True)


def _text(name: str) -> tuple[str, str]:
    from refkit.importers import decoded, file_text

    if name != "-":
        return file_text(Path(name)), name
    if sys.stdin is None:
        raise InputError("standard input is closed; name a file")
    return decoded(sys.stdin.buffer.read(), "standard input"), "standard input"
