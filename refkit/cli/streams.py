"""Ends in one line, not a traceback, where a standard stream is closed, full or not read."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from typing import Any, TextIO

from refkit.errors import InputError


class _Raw(io.RawIOBase):
    """Bytes to a descriptor; after the first failure, which ``failed`` judges, to nowhere."""

    def __init__(self, descriptor: int, failed: Callable[[OSError], None]) -> None:
        self._descriptor, self._failed, self._gone = descriptor, failed, False

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def isatty(self) -> bool:
        return not self._gone and os.isatty(self._descriptor)

    def write(self, data: Any) -> int:
        size = memoryview(data).nbytes
        if self._gone:
            return size
        try:
            return os.write(self._descriptor, data)
        except OSError as error:
            self._gone = True
            self._failed(error)
            return size


class _Closed(_Raw):
    """A standard output that was closed before we began: the first word for it is told."""

    def write(self, data: Any) -> int:
        if not self._gone:
            self._gone = True
            raise InputError(f"standard output is closed{_what_to_name()}")
        return memoryview(data).nbytes

    def isatty(self) -> bool:
        return False


def _what_to_name() -> str:
    """What to do where nothing can be printed, for a command that can write files."""
    import click

    context = click.get_current_context(silent=True)
    params = context.command.params if context else ()
    return "; name a file with -o" if any("-o" in each.opts for each in params) else ""


def guard() -> None:
    """Put streams that fail in one line in place of the process's own, once, where it has any.

    What cannot be said on standard error is not said; the command goes on. Descriptors that were
    closed are opened to nowhere first: a file of ours must not come to stand in their place.
    """
    if os.name != "posix" or sys.stdout is not sys.__stdout__:
        return  # within a test or a notebook, or on a system whose consoles are no descriptors
    for descriptor in (0, 1, 2):
        _reserve(descriptor)
    sys.stdout = _stream(sys.stdout, 1, _tell, is_closed=sys.stdout is None)
    sys.stderr = _stream(sys.stderr, 2, lambda error: None, is_closed=False)


def _reserve(descriptor: int) -> None:
    try:
        os.fstat(descriptor)
    except OSError:
        os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free


def _stream(
    old: TextIO | None, descriptor: int, failed: Callable[[OSError], None], *, is_closed: bool
) -> TextIO:
    raw = (_Closed if is_closed else _Raw)(descriptor, failed)
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=old.encoding if old else "utf-8",
        errors="backslashreplace",  # half a character is told as such and stops nothing
        line_buffering=descriptor == 2 or raw.isatty(),
    )


def _tell(error: OSError) -> None:
    if isinstance(error, BrokenPipeError):
        raise error  # who reads has enough: nothing to be said
    raise InputError(f"standard output cannot be written ({error.strerror})")
