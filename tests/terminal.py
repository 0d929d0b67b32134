"""A command on a terminal of a given width: what appears on it, byte for byte.

It runs in this process, whose streams are the terminal meanwhile: what is looked at is the terminal.
"""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import sys
import termios
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest

from refkit.cli import main

REFKIT = (sys.executable, "-m", "refkit")


def on_a_terminal(
    *arguments: object,
    width: int = 80,
    environment: Mapping[str, str] | None = None,
    typed: str = "",
    status: int = 0,
) -> str:
    """All that refkit writes on a terminal so wide, standard output and error together.

    ``typed`` is what a person types there, ``status`` the one that it ends with.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    with ThreadPoolExecutor(1) as pool, pytest.MonkeyPatch.context() as patch:
        for name in ("COLUMNS", "LINES"):
            patch.delenv(name, raising=False)
        for name, value in {"TERM": "xterm-256color", **(environment or {})}.items():
            patch.setenv(name, value)
        os.write(ours, typed.encode())
        read = pool.submit(lambda: b"".join(_until_the_end(ours)))
        os.write(ours, typed.encode())
        try:
            with _streams_of(theirs):
                ended = _status([*map(str, arguments)])
        finally:
            os.close(theirs)
        text = read.result().decode()
    os.close(ours)
    assert ended == status, text
    return text.replace("\r\n", "\n")


def _status(arguments: list[str]) -> object:
    try:
        main(arguments, prog_name="refkit")
    except SystemExit as end:
        return end.code or 0
    return 0


@contextmanager
def _streams_of(terminal: int) -> Iterator[None]:
    """Standard input, output and error are the terminal, for Python and below it."""
    names = ("stdin", "stdout", "stderr")
    with ExitStack() as stack:
        for number, name in enumerate(names):
            kept = os.dup(number)
            stack.callback(os.close, kept)
            stack.callback(os.dup2, kept, number)
            os.dup2(terminal, number)
            mode = "r" if name == "stdin" else "w"
            stream = stack.enter_context(open(number, mode, encoding="utf-8", closefd=False))
            stack.callback(setattr, sys, name, getattr(sys, name))
            setattr(sys, name, stream)
        yield


def _until_the_end(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # Linux says that the other end is closed with an error
            return
        if not part:
            return
        yield part
