"""A bar on a terminal's standard error; nothing anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Began = Callable[[int], Callable[[int], None]]


def _silent(total: int) -> Callable[[int], None]:
    return lambda done: None


@contextmanager
def bar(words: str, *, quiet: bool = False) -> Iterator[Began]:
    """Give what is told how much there is to do, which gives what is told how much is done."""
    if quiet or not sys.stderr.isatty():
        yield _silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:

        def began(total: int) -> Callable[[int], None]:
            task = progress.add_task(words, total=total)
            return lambda done: progress.advance(task, done)

        yield began
