"""A command in a terminal of a given width: what appears on it, byte for byte."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator, Mapping

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
    plain = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    process = subprocess.Popen(
        [*REFKIT, *map(str, arguments)],
        stdin=theirs, stdout=theirs, stderr=theirs,
        env=plain | {"TERM": "xterm-256color"} | (environment or {}),
    )  # fmt: skip
    os.close(theirs)
    os.write(ours, typed.encode())
    text = b"".join(_until_the_end(ours)).decode()
    os.close(ours)
    assert process.wait(timeout=60) == status, text
    return text.replace("\r\n", "\n")


def _until_the_end(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # Linux says that the other end is closed with an error
            return
        if not part:
            return
        yield part
