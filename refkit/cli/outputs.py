"""What a command writes: files by their suffix, a table, or the saved form into a pipe."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
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
from refkit.text.plural import count_noun
from refkit.text.unicode import replace_surrogates

if TYPE_CHECKING:
    from refkit.model.bibliography import Bibliography
    from refkit.model.held import Held

# What a shell calls the standard output that it has open for us.
STDOUT = frozenset({"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"})
SAVED = register.SAVED.name


@dataclass(frozen=True, slots=True)
class Target:
    """Where to, and in which format; ``-`` is standard output.

    ``is_read`` says that the command reads what stands there, and answers for it.
    """

    name: str
    format: str
    is_read: bool = False

    @property
    def replaces_unread(self) -> bool:
        """Whether a saved bibliography may stand there of which the command knows nothing."""
        return self.format == SAVED and self.name not in STDOUT and not self.is_read


def targets(names: Sequence[str], reads: Sequence[str] = ()) -> list[Target]:
    """Understand ``-o`` before any work is done; raises InputError for what cannot be written.

    ``reads`` are files that the command reads: they may be replaced by what is made of them.
    """
    real = {os.path.realpath(read) for read in reads}
    found = [
        Target(name, SAVED if name == "-" else format_of(name), os.path.realpath(name) in real)
        for name in names
    ]
    check([target.name for target in found], reads)
    return found


def check(names: Sequence[str], reads: Sequence[str] = (), kept: Sequence[str] = ()) -> None:
    """Raise InputError where a file cannot be written, or must not be replaced.

    ``reads`` are files that the command reads and may replace, ``kept`` such as it never replaces.
    """
    real = [os.path.realpath(name) for name in names if name not in STDOUT]
    if len(set(real)) < len(real) or sum(name in STDOUT for name in names) > 1:
        raise InputError("the same output is named twice")
    for name in names:
        if name not in STDOUT:
            if os.path.realpath(name) in {os.path.realpath(each) for each in kept}:
                raise InputError(
                    f"{name}: is read here, and is not what comes of it; name another file"
                )
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
    precious: Collection[str] = (),
) -> None:
    """Write every target, or where none is named a table (terminal) or the saved form (pipe).

    All but the saved form are rendered before the first is written. ``held`` is what a library has
    already; ``precious`` are files of refkit's own of which a copy is kept. Raises InputError where
    a person's decisions would be lost.
    """
    if not wanted and sys.stdout.isatty():
        from refkit.cli.table import ledger

        ledger(bibliography, held)
        return
    chosen = wanted or [Target("-", SAVED)]
    make = render or partial(_chunks, held=held)
    put_all(
        [(target.name, _several(make(bibliography, target.format))) for target in chosen],
        [*precious, *losing_decisions(bibliography, chosen)],
    )


def with_decisions_there(
    bibliography: Bibliography,
    wanted: Sequence[Target],
    *,
    quiet: bool,
    drops_labels: bool = False,
) -> Bibliography:
    """The bibliography with what persons decided on labels in the files that it will replace.

    How many are carried over is told, and which of them hold for no entry; with ``drops_labels``
    also that the labels themselves are not.
    """
    from refkit.api.replaced import bibliography_at, decisions_lost
    from refkit.model.label_decisions import set_aside_in_words, with_decisions_of

    for target in wanted:
        there = None
        with suppress(InputError):  # what cannot be read is told where it would be replaced
            if target.replaces_unread:
                there = bibliography_at(Path(target.name), is_input=True)
        if there is None:
            continue
        before, bibliography = bibliography, with_decisions_of(bibliography, there)
        decisions_lost(Path(target.name), there, bibliography, force=writer().force)
        if drops_labels and not quiet and not bibliography.made.taxonomies:
            _tell_dropped_labels(target.name, there)
        if quiet or bibliography is before:
            continue
        if count := _decisions(bibliography) - _decisions(before):
            announce(f"{target.name}: {count_noun(count, 'decisions')} on labels carried over")
        if aside := set_aside_in_words(bibliography):
            announce(f"{target.name}: {aside}")
    return bibliography


def _tell_dropped_labels(name: str, there: Bibliography) -> None:
    if labelled := sum(bool(entry.tags) for entry in there.entries):
        announce(
            f"{name}: the labels of {count_noun(labelled, 'entries')} are dropped; refkit tag "
            f"{name} -o {name} gives them anew"
        )


def _decisions(bibliography: Bibliography) -> int:
    from refkit.model.label_decisions import count_said

    return sum(count_said(entry.label_decisions) for entry in bibliography.entries)


def losing_decisions(bibliography: Bibliography, wanted: Sequence[Target]) -> list[str]:
    """The files that are replaced by ``--force`` with a loss of persons' decisions, which is told.

    Raises InputError where there is a loss and no ``--force``.
    """
    found = []
    for target in wanted:
        if target.replaces_unread:
            from refkit.api.replaced import decisions_lost_at

            lost = decisions_lost_at(Path(target.name), bibliography, force=writer().force)
            if lost.total:
                announce(f"{target.name}: {lost} of persons dropped by --force")
                found.append(target.name)
    return found


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


def put_saved(bibliography: Bibliography, name: str, read: str) -> None:
    """Write a saved bibliography, which is named .json; raises InputError as ``deliver`` does.

    ``read`` is the file that it was made of.
    """
    from refkit.formats.saved.mapping import SUFFIX, dumps

    if not name.endswith(".json"):
        raise InputError(f"{name}: a saved bibliography is named {SUFFIX}")
    is_read = os.path.realpath(name) == os.path.realpath(read)
    precious = losing_decisions(bibliography, [Target(name, SAVED, is_read)])
    put_all([(name, [dumps(bibliography)])], precious)


def put_json(rows: Sequence[Mapping[str, Any]] | Mapping[str, Any]) -> None:
    """Write for machines: one JSON list or object on standard output."""
    import json

    put("-", json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def put(name: str, text: str) -> None:
    """Write text to a file, whole or not at all, or to standard output as UTF-8."""
    put_all([(name, [text])])


def put_all(
    outputs: Sequence[tuple[str, Iterable[str | bytes]]], precious: Collection[str] = ()
) -> None:
    """Write all files or none, then what goes to standard output; raises InputError.

    ``precious`` are files of refkit's own of which a copy is kept, as of a person's.
    """
    replace(writer(), precious=[str(Path(name)) for name in precious]).write(
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
