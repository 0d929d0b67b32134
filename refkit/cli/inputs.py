"""What a command reads: a saved bibliography or a user's library, from a file or standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from refkit.cli.say import announce
from refkit.errors import InputError

if TYPE_CHECKING:
    from refkit.files.encodings import Decoded
    from refkit.formats.library import Library
    from refkit.model.bibliography import Bibliography


STDIN = "standard input"
"""What it is called in messages, and as a document."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """What was read, and its name; ``library`` is there when it was a user's own."""

    bibliography: Bibliography
    library: Library | None = None
    name: str = "-"

    def is_changed_in_place(self, format_: str) -> bool:
        """Whether writing in this format means to change the library in its own text."""
        library = self.library
        return library is not None and library.format == format_ and library.is_editable

    def refuse_to_replace(self, names: Iterable[str]) -> None:
        """Raise InputError where the library would be replaced by what is made of it.

        A format without an editor is written anew, without what refkit did not understand; so is
        a file that is named as one of another format.
        """
        if self.library is None:
            return
        same = [name for name in names if os.path.realpath(name) == os.path.realpath(self.name)]
        if same and not (self.library.is_editable and self._is_named_so(same[0])):
            raise InputError(
                f"{self.name}: {self.library.format} is not changed in place; "
                "name another file with -o"
            )

    def _is_named_so(self, name: str) -> bool:
        """Whether what is written under this name is in the format that was read."""
        from refkit.formats.register import by_name

        return self.library is not None and by_name(self.library.format).has_name(name)


def read(name: str) -> InputFile:
    """Read a file by its suffix, standard input (``-``) by its look; raises InputError.

    A .json is a saved bibliography where it looks like one, else CSL-JSON.
    """
    return understood(*decoded(name), name)


def with_decisions(name: str) -> Bibliography:
    """What a file holds that keeps persons' decisions; raises InputError for a library."""
    from refkit.formats.detect import read_bibliography, read_file

    given = read_bibliography(read_file(Path(name)), name)
    if given.library:
        saved = Path(name).with_suffix(".refkit.json")
        raise InputError(
            f"{name}: is a library, and no file that keeps decisions: refkit tag {name} -o {saved} "
            "makes one"
        )
    return given.bibliography


def understood(given: Decoded, where: str, name: str) -> InputFile:
    """The same of a text that was read before, by the name of its file; raises InputError."""
    from refkit.citation_keys import keyed
    from refkit.formats.detect import read_bibliography

    found = read_bibliography(given, name, where)
    return InputFile(keyed(found.bibliography), found.library, where)


def tell_troubles(given: InputFile) -> None:
    """Name what of a library could not be read or inherited on standard error, and how it was."""
    for line in given.library.remarks(given.name) if given.library else ():
        announce(line)


def tell_evidence(name: str, bibliography: Bibliography, asked: str | None) -> None:
    """Name on standard error what earns labels where the file says it and nobody asked for it."""
    kept = bibliography.made.evidence
    if asked is None and kept:
        announce(
            f"{name}: labels are read as it was tagged, with --evidence {kept}; "
            "--evidence title reads titles alone"
        )


def decoded(name: str) -> tuple[Decoded, str]:
    """The text of a file or of standard input (``-``), and what it is called in messages."""
    from refkit.files.encodings import decode
    from refkit.formats.detect import read_file

    if name != "-":
        return read_file(Path(name)), name
    return decode(read_stdin(), STDIN), STDIN


def read_stdin() -> bytes:
    """All of standard input; raises InputError where that is closed."""
    if sys.stdin is None:
        raise InputError(f"{STDIN} is closed; name a file")
    return sys.stdin.buffer.read()
