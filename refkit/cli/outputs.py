"""What a command writes: files by their suffix, a table, or the saved form into a pipe."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from refkit.cli import options
from refkit.cli.say import announce
from refkit.errors import InputError
from refkit.files.records import WRITTEN, Register
from refkit.files.writing import Writer, is_special
from refkit.formats import register
from refkit.settings import read_settings
from refkit.text.unicode import replace_surrogates

if TYPE_CHECKING:
    from refkit.model.bibliography import Bibliography
    from refkit.model.held import Held

# What a shell calls the standard output that it has open for us.
STDOUT = frozenset({"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"})
SAVED = register.SAVED.name


@dataclass(frozen=True, slots=True)
class Target:
    """Where to, and in which format; ``-`` is standard output."""

    name: str
    format: str


def targets(names: Sequence[str], reads: Sequence[str] = ()) -> list[Target]:
    """Understand ``-o`` before any work is done; raises InputError for what cannot be written.

    ``reads`` are files that the command reads: they may be replaced by what is made of them.
    """
    found = [Target(name, SAVED if name == "-" else format_of(name)) for name in names]
    check([target.name for target in found], reads)
    return found


def check(names: Sequence[str], reads: Sequence[str] = ()) -> None:
    """Raise InputError where a file cannot be written, or must not be replaced."""
    real = [os.path.realpath(name) for name in names if name not in STDOUT]
    if len(set(real)) < len(real) or sum(name in STDOUT for name in names) > 1:
        raise InputError("the same output is named twice")
    for name in names:
        if name not in STDOUT:
            _check(Path(name))
            if os.path.realpath(name) not in {os.path.realpath(read) for read in reads}:
                writer().check(Path(name))


def _check(path: Path) -> None:
    """Raise InputError where a file cannot be written, before any work is done for it."""
    if is_special(path):
        return
    folder = Path(os.path.realpath(path)).parent
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
    return register.written_as(name).name


def rendered(
    bibliography: Bibliography, format_: str, held: Mapping[str, Held] | None = None
) -> str | bytes:
    """What a file of a format holds; the saved form is one of them here.

    ``held`` is what a library has already: a table marks it.
    """
    if format_ == SAVED:
        from refkit.formats.saved.mapping import dumps

        return dumps(bibliography)
    from refkit import export_bytes

    return export_bytes(bibliography, format_, held=held)


def deliver(
    bibliography: Bibliography,
    wanted: Sequence[Target],
    render: Callable[[Bibliography, str], str | bytes] | None = None,
    held: Mapping[str, Held] | None = None,
) -> None:
    """Write every target, or where none is named a table (terminal) or the saved form (pipe).

    All but the saved form are rendered before the first is written. ``held`` is what a library has
    already.
    """
    if not wanted and sys.stdout.isatty():
        from refkit.cli.table import ledger

        ledger(bibliography, held)
        return
    chosen = wanted or [Target("-", SAVED)]
    make = render or partial(_chunks, held=held)
    put_all([(target.name, _several(make(bibliography, target.format))) for target in chosen])


def _several(text: str | bytes | Iterable[str]) -> Iterable[str | bytes]:
    return [text] if isinstance(text, str | bytes) else text


def _chunks(
    bibliography: Bibliography, format_: str, held: Mapping[str, Held] | None
) -> str | bytes | Iterable[str]:
    """What a file holds; the saved form, which is the longest, an entry at a time."""
    if format_ != SAVED:
        return rendered(bibliography, format_, held)
    from refkit.formats.saved.mapping import chunks

    return chunks(bibliography)


def put_saved(bibliography: Bibliography, name: str) -> None:
    """Write a saved bibliography, which is named .json; raises InputError as ``put_all`` does."""
    from refkit.formats.saved.mapping import SUFFIX, dumps

    if not name.endswith(".json"):
        raise InputError(f"{name}: a saved bibliography is named {SUFFIX}")
    put(name, dumps(bibliography))


def put_json(rows: Sequence[Mapping[str, Any]] | Mapping[str, Any]) -> None:
    """Write for machines: one JSON list or object on standard output."""
    import json

    put("-", json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def put(name: str, text: str) -> None:
    """Write text to a file, whole or not at all, or to standard output as UTF-8."""
    put_all([(name, [text])])


def put_all(outputs: Sequence[tuple[str, Iterable[str | bytes]]]) -> None:
    """Write all files or none, then what goes to standard output; raises InputError."""
    writer().write(
        [(Path(name), map(_bytes, chunks)) for name, chunks in outputs if name not in STDOUT]
    )
    for name, chunks in outputs:
        if name in STDOUT:
            _put_out(map(_bytes, chunks))


def writer() -> Writer:
    """Writes files in the way that the command's options say, and tells the user what it kept."""
    context = click.get_current_context(silent=True)
    meta = context.meta if context else {}
    return Writer(
        Register(read_settings().data / WRITTEN),
        force=bool(meta.get(options.FORCE)),
        backup=not meta.get(options.NO_BACKUP),
        tell=announce,
    )


def _bytes(chunk: str | bytes) -> bytes:
    return chunk if isinstance(chunk, bytes) else replace_surrogates(chunk).encode()


def _put_out(chunks: Iterable[bytes]) -> None:
    """Write to standard output; ``cli.streams`` says what becomes of one that fails."""
    # Bytes: what is written into a pipe must not depend on the locale.
    for chunk in chunks:
        sys.stdout.buffer.write(chunk)
    sys.stdout.flush()
