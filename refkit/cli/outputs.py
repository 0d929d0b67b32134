"""What a command writes: files by their suffix, a table, or the saved form into a pipe."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refkit.errors import InputError

if TYPE_CHECKING:
    from refkit.model.bibliography import Bibliography

SAVED = "refkit"
# The longest first: ".refkit.json" is a ".json" too.
_SUFFIXES = {
    ".refkit.json": SAVED,
    ".json": "csl-json",
    ".bib": "bibtex",
    ".ris": "ris",
    ".csv": "csv",
}


@dataclass(frozen=True, slots=True)
class Target:
    """Where to, and in which format; ``-`` is standard output."""

    name: str
    format: str


def targets(names: Sequence[str]) -> list[Target]:
    """Understand ``-o`` before any work is done; raises InputError for what cannot be written."""
    found = [Target(name, SAVED if name == "-" else format_of(name)) for name in names]
    if len({Path(target.name).resolve() for target in found}) < len(found):
        raise InputError("the same output is named twice")
    for target in found:
        if target.name != "-":
            _check(Path(target.name))
    return found


def _check(path: Path) -> None:
    """Raise InputError where a file cannot be written, before any work is done for it."""
    folder = path.resolve().parent
    try:
        if not folder.is_dir():
            raise InputError(f"{path}: there is no folder {folder}")
        may_write = os.access(folder, os.W_OK)
        is_folder = path.is_dir()
    except PermissionError:
        may_write, is_folder = False, False
    if not may_write:
        raise InputError(f"{path}: you may not write in {folder}; name another place with -o")
    if is_folder:
        raise InputError(f"{path}: is a folder")


def format_of(name: str) -> str:
    """The format that a file's suffix says; raises InputError naming the suffixes there are."""
    for suffix, format_ in _SUFFIXES.items():
        if name.lower().endswith(suffix):
            return format_
    hint = "" if Path(name).suffix else " (a name with blanks needs quotes)"
    raise InputError(f"{name}: unknown suffix{hint}; written are {', '.join(_SUFFIXES)}")


def rendered(bibliography: Bibliography, format_: str) -> str:
    """The text of a format; the saved form is one of them here."""
    if format_ == SAVED:
        from refkit.storage import dumps

        return dumps(bibliography)
    from refkit.api import export

    return export(bibliography, format_)


def deliver(
    bibliography: Bibliography,
    wanted: Sequence[Target],
    render: Callable[[Bibliography, str], str] = rendered,
) -> None:
    """Write every target, or where none is named a table (terminal) or the saved form (pipe).

    All are rendered before the first is written.
    """
    if not wanted and sys.stdout.isatty():
        from refkit.cli.table import ledger

        ledger(bibliography)
        return
    texts = [
        (target.name, render(bibliography, target.format))
        for target in wanted or [Target("-", SAVED)]
    ]
    for name, text in texts:
        put(name, text)


def put_json(rows: Sequence[Mapping[str, Any]] | Mapping[str, Any]) -> None:
    """Write for machines: one JSON list or object on standard output."""
    import json

    put("-", json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def put(name: str, text: str) -> None:
    """Write text to a file, whole or not at all, or to standard output as UTF-8."""
    if name == "-":
        # Bytes: what is written into a pipe must not depend on the locale.
        sys.stdout.buffer.write(text.encode())
        sys.stdout.flush()
        return
    from refkit.storage import write_text

    write_text(Path(name), text)
