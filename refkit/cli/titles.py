"""Reads the titles that a command is given: as arguments, on standard input, or in a file."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from refkit.errors import InputError

if TYPE_CHECKING:
    from refkit.model.bibliography import Entry
    from refkit.model.work import Work

JSON_LINES = ".jsonl"


def files_among(given: Sequence[str]) -> list[Path]:
    """Which of some arguments are files of titles, and no titles."""
    return [Path(each) for each in given if each.endswith(JSON_LINES)]


def read_given(given: Sequence[str]) -> list[Entry]:
    """The titles of some arguments: a title, a ``.jsonl`` file, or ``-`` for standard input.

    Without arguments standard input is read. What has no id has its number: of the argument, or of
    its line. Raises InputError for what cannot be read, and where there is no title.
    """
    if not given and sys.stdin is not None and sys.stdin.isatty():
        raise click.UsageError("give a title, a .jsonl file, or titles on standard input")
    found = [
        entry for number, each in enumerate(given or ["-"], 1) for entry in _read(each, number)
    ]
    if not found:
        raise InputError("no title is given")
    return found


def read_library(name: str) -> list[Entry]:
    """The entries of a bibliography, a library, or a ``.jsonl`` of titles; raises InputError."""
    if name.endswith(JSON_LINES):
        return read_given([name])
    from refkit.cli.inputs import read, tell_troubles

    given = read(name)
    tell_troubles(given)
    return list(given.bibliography.entries)


def _read(given: str, number: int) -> list[Entry]:
    from refkit.cli.inputs import decoded
    from refkit.files.reading import read_text
    from refkit.tagging.title_rows import read_titles, titles_of_lines

    if given.endswith(JSON_LINES):
        return _entries(read_titles(read_text(Path(given)), given))
    if given != "-":
        titles = titles_of_lines(" ".join(given.split()))
        return _entries((str(number), work) for _, work in titles)
    found, where = decoded("-")
    is_json = found.text.lstrip().startswith("{")
    titles = read_titles(found.text, where) if is_json else titles_of_lines(found.text)
    return _entries(titles)


def _entries(titles: Iterable[tuple[str, Work]]) -> list[Entry]:
    from refkit.model.bibliography import Entry
    from refkit.model.resolution import Imported

    return [Entry(id_, work, Imported("titles")) for id_, work in titles]
