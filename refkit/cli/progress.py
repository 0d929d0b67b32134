"""A bar on a terminal's standard error; nothing anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Began = Callable[[str, int], Callable[[int], None]]


def _silent(words: str, total: int) -> Callable[[int], None]:
    return lambda done: None


@contextmanager
def bars(*, quiet: bool = False) -> Iterator[Began]:
    """Give what is told what begins, which gives what is told how much of it is done."""
    if quiet or not sys.stderr.isatty():
        yield _silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:

        def began(words: str, total: int) -> Callable[[int], None]:
            task = progress.add_task(words, total=total)
            return lambda done: progress.advance(task, done)

        yield began
