"""Reads the titles that a command is given: as arguments, on standard input, or in a file."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from refkit.cli.say import announce
from refkit.errors import InputError

if TYPE_CHECKING:
    from refkit.model.bibliography import Entry
    from refkit.model.work import Work
    from refkit.tagging.evaluation import Gold
    from refkit.tagging.taxonomy import Taxonomy

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
    for name in files_named(given):
        announce(
            f"{name}: is read as a title, and a file of that name is there; its titles line by "
            f"line: refkit taxonomy try - < {name}, a library: refkit tag {name} --explain"
        )
    found = [
        entry for number, each in enumerate(given or ["-"], 1) for entry in _read(each, number)
    ]
    if not found:
        raise InputError("no title is given")
    return found


def files_named(given: Sequence[str]) -> list[str]:
    """Which of some titles are the names of files that are there: likely these were meant."""
    names = (each for each in given if each != "-" and not each.endswith(JSON_LINES))
    return [name for name in names if _is_file(name)]


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):  # a title is longer than a name can be
        return False


def read_labelled(name: str, taxonomy: Taxonomy) -> list[Gold]:
    """The labelled titles of a file, or of standard input (``-``); raises InputError."""
    from refkit.cli.inputs import decoded
    from refkit.files.reading import read_text
    from refkit.tagging.evaluation import read_gold

    if name != "-":
        return read_gold(read_text(Path(name)), taxonomy, name)
    found, where = decoded(name)
    return read_gold(found.text, taxonomy, where)


def read_library(name: str) -> list[Entry]:
    """The entries of a bibliography or a library, or titles; raises InputError.

    Titles stand in a ``.jsonl``, or line by line in a ``.txt`` and on standard input (``-``) where
    that looks like no library.
    """
    if name.endswith(JSON_LINES):
        return read_given([name])
    from refkit.cli.inputs import decoded, tell_troubles, understood

    text, where = decoded(name)
    if _may_be_titles(name) and _is_of_titles(text.text):
        return _lines(text.text, where)
    given = understood(text, where, name)
    tell_troubles(given)
    return list(given.bibliography.entries)


def _may_be_titles(name: str) -> bool:
    return name == "-" or name.lower().endswith(".txt")


def _is_of_titles(text: str) -> bool:
    """Whether a text is titles line by line: JSON objects, or words that look like no library."""
    from refkit.formats.detect import is_saved
    from refkit.formats.register import all_like
    from refkit.formats.unsupported import PRINTED_LIST, unsupported_kind

    first = text.strip("\ufeff \t\r\n").partition("\n")[0]
    if first.startswith("{"):
        return _is_row(first)
    if not first or is_saved(text) or any(all_like(text)):
        return False
    return unsupported_kind(text) in ("", PRINTED_LIST)


def _is_row(line: str) -> bool:
    """Whether a line is an object with a title and nothing that makes it a work of CSL-JSON."""
    import json

    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and "title" in row and "type" not in row


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
    return _lines(found.text, where)


def _lines(text: str, where: str) -> list[Entry]:
    """The titles of lines, each a JSON object or all words."""
    from refkit.tagging.title_rows import read_titles, titles_of_lines

    text = text.removeprefix("\ufeff")
    is_json = text.lstrip().startswith("{")
    return _entries(read_titles(text, where) if is_json else titles_of_lines(text))


def _entries(titles: Iterable[tuple[str, Work]]) -> list[Entry]:
    from refkit.model.bibliography import Entry
    from refkit.model.resolution import Imported

    return [Entry(id_, work, Imported("titles")) for id_, work in titles]
