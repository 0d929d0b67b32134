"""What persons decided in a saved bibliography that stands where another one is to be written."""

from __future__ import annotations

from pathlib import Path

from refkit.errors import InputError
from refkit.files.reading import is_file, read_text
from refkit.formats.saved.mapping import loads
from refkit.model.bibliography import Bibliography
from refkit.model.lost_decisions import LostDecisions, lost_decisions


def bibliography_at(path: Path, *, is_input: bool) -> Bibliography | None:
    """The saved bibliography that stands there; None where nothing does.

    ``is_input`` notes that it was read, and may be replaced. Raises InputError where it cannot be
    read.
    """
    if not is_file(path):
        return None
    text = read_text(path, is_input=is_input)
    return loads(text, str(path)) if text.strip() else None


def decisions_lost_at(path: Path, bibliography: Bibliography, *, force: bool) -> LostDecisions:
    """What persons decided in the file at a path that is not in what takes its place.

    Raises InputError where there is any, or nobody can tell as it cannot be read, but by ``force``.
    """
    try:
        there = bibliography_at(path, is_input=False)
    except InputError as error:
        if force:
            return LostDecisions(0, 0)
        raise InputError(f"{error}; replace it with --force") from None
    return decisions_lost(path, there, bibliography, force=force) if there else LostDecisions(0, 0)


def decisions_lost(
    path: Path, there: Bibliography, bibliography: Bibliography, *, force: bool
) -> LostDecisions:
    """The same of what was read at the path before."""
    lost = lost_decisions(there, bibliography)
    if lost.total and not force:
        are = "is" if lost.total == 1 else "are"
        raise InputError(
            f"{path}: holds {lost} of persons that {are} not in what would take its place: name "
            "another file, or replace it with --force"
        )
    return lost
