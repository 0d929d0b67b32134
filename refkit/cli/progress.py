"""A bar on a terminal's standard error, with the time that is left; nothing anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

from refkit.api.progress import TimeLeft, time_left

StartProgress = Callable[[str, int], Callable[[int], None]]


@dataclass(frozen=True)
class Bars:
    """What is told what begins, which gives what is told how much of it is done.

    While it is ``paused`` nothing is drawn, so that a question can be asked.
    """

    start: StartProgress
    paused: Callable[[], AbstractContextManager[None]] = nullcontext

    def __call__(self, words: str, total: int) -> Callable[[int], None]:
        """Tell of what begins."""
        return self.start(words, total)


def _silent(words: str, total: int) -> Callable[[int], None]:
    return lambda done: None


@contextmanager
def bars(*, quiet: bool = False) -> Iterator[Bars]:
    """Give what is told what begins, which gives what is told how much of it is done."""
    if quiet or not sys.stderr.isatty():
        yield Bars(_silent)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task
    from rich.text import Text

    from refkit.cli.table import console

    class Left(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(time_left(task.fields["estimate"].seconds))

    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), Left())
    with Progress(*columns, console=console(stderr=True), transient=True) as progress:

        def start(words: str, total: int) -> Callable[[int], None]:
            estimate = TimeLeft(total)
            task = progress.add_task(words, total=total, estimate=estimate)

            def tell(done: int) -> None:
                estimate.tell(done)
                progress.advance(task, done)

            return tell

        @contextmanager
        def paused() -> Iterator[None]:
            progress.stop()
            try:
                yield
            finally:
                progress.start()

        yield Bars(start, paused)
