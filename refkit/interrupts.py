"""Ctrl-C, from the first line of the program to the last: one line, status 130, nothing half done.

Before a command begins and after it has ended there is nothing to put in order: the process ends at
once. Within a command Ctrl-C is the usual KeyboardInterrupt, but where it would be lost or would
part what belongs together.
"""

from __future__ import annotations

import _thread
import atexit
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

INTERRUPTED = 130  # what a shell says of a program that Ctrl-C has ended


def end_at_once(number: int = 0, frame: object = None) -> NoReturn:
    """End the process with one line; the handler outside a command."""
    with suppress(OSError):
        os.write(2, b"\nrefkit: stopped\n")
    os._exit(INTERRUPTED)


def begin() -> None:
    """Let Ctrl-C end this process at once, until a command says otherwise."""
    signal.signal(signal.SIGINT, end_at_once)
    # When all is done and no thread is waited for, Python takes handlers away: the process would
    # seem to have been stopped, which it was not.
    atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)


@contextmanager
def raised() -> Iterator[None]:
    """Within it Ctrl-C is a KeyboardInterrupt, where outside it would end the process at once.

    So is any error after it: what is loaded in C tells of Ctrl-C as "initialization failed".
    """
    if signal.getsignal(signal.SIGINT) is not end_at_once:
        yield  # a test, a notebook or another program: its own way with Ctrl-C holds
        return
    usual = sys.unraisablehook
    sys.unraisablehook = _raise_again
    pressed: list[int] = []

    def press(number: int, frame: object) -> None:
        pressed.append(number)
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, press)
    try:
        yield
    except Exception:
        if pressed:
            raise KeyboardInterrupt from None
        raise
    finally:
        signal.signal(signal.SIGINT, end_at_once)
        sys.unraisablehook = usual


@contextmanager
def when_stopped(note: str) -> Iterator[None]:
    """What a person should know who stops what is done within it; ``words`` has it."""
    try:
        yield
    except KeyboardInterrupt as stopped:
        stopped.add_note(note)
        raise


def words(stopped: KeyboardInterrupt) -> str:
    """What is said of a command that Ctrl-C has ended, with what is known of its work."""
    return "; ".join(["stopped", *getattr(stopped, "__notes__", ())])


def _raise_again(lost: Any) -> None:
    """Ctrl-C within a destructor or a callback is lost there: it is raised again elsewhere."""
    if lost.exc_type is KeyboardInterrupt:
        # At once would be here, where it would be lost again.
        _thread.start_new_thread(_soon, ())
    else:
        sys.__unraisablehook__(lost)


def _soon() -> None:
    time.sleep(0.01)
    _thread.interrupt_main()


@contextmanager
def hold_back() -> Iterator[None]:
    """Hold back Ctrl-C until the block has ended; processes that are started in it never get it."""
    if threading.current_thread() is not threading.main_thread():
        yield  # Ctrl-C goes to the main thread, whatever that does
        return
    pressed: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, frame: pressed.append(number))
    mask = getattr(signal, "pthread_sigmask", None)  # not on Windows
    before = mask(signal.SIG_BLOCK, {signal.SIGINT}) if mask else ()
    try:
        yield
    finally:
        if mask:
            mask(signal.SIG_SETMASK, before)
        signal.signal(signal.SIGINT, handler)
    if pressed and callable(handler):
        handler(signal.SIGINT, None)
