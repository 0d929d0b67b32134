"""Hands files out to this process, a process pool or Dask, which do the scheduling.

Each engine carries out ``tag_file`` and gives what became of a file as soon as it is known.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from importlib import import_module
from multiprocessing.connection import wait as wait_for
from typing import Any

from refkit.bulk.file import RunStopped, tag_file
from refkit.bulk.fingerprint import Recipe
from refkit.bulk.output import FileJob, FileResult
from refkit.errors import InputError
from refkit.interrupts import hold_back

Progress = Callable[[int, int, int], None]
"""Is told of bytes, records and rejected records, those read since it was told last."""

_PATIENCE = 0.2  # seconds between two looks at how far the workers are
_SCHEDULER_ANSWERS = 30  # seconds that one of Dask may take
_BYTES, _RECORDS, _REJECTED, _STOP = range(4)


def in_this_process(
    jobs: Sequence[FileJob], recipe: Recipe, progress: Progress
) -> Iterator[FileResult]:
    """One file after the other, here."""
    listener = _LocalListener(progress)
    for job in jobs:
        yield tag_file(job, recipe, listener)


class _LocalListener:
    """Tells of progress in this process."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def bytes_read(self, count: int) -> None:
        self._progress(count, 0, 0)

    def records_read(self, read: int, rejected: int) -> None:
        self._progress(0, read, rejected)


def in_a_pool(
    jobs: Sequence[FileJob], recipe: Recipe, progress: Progress, workers: int
) -> Iterator[FileResult]:
    """The files over processes of this machine; raises InputError where one of them is killed.

    When the caller stops, so do the workers, within the time of a piece of their file.
    """
    context = multiprocessing.get_context("spawn")
    board = context.Array("Q", 4)
    pool = ProcessPoolExecutor(workers, context, _begin, (recipe, board))
    try:
        # A pool that is interrupted while it starts a process waits for it without end.
        with hold_back():
            waiting = {pool.submit(_tag_here, job) for job in jobs}
        seen = [0, 0, 0]
        while waiting:
            done, waiting = wait(waiting, _PATIENCE, FIRST_COMPLETED)
            now = board[:3]
            progress(*(new - old for new, old in zip(now, seen, strict=True)))
            seen = now
            for future in done:
                yield future.result()
    except BrokenProcessPool:
        raise InputError(
            "a worker process was killed (out of memory?); the same command goes on, "
            "with fewer --workers if memory is short"
        ) from None
    finally:
        board[_STOP] = 1
        pool.shutdown(cancel_futures=True)


_given: tuple[Recipe, Any]  # to a worker process: what it does, and where it posts how far it is


def _begin(recipe: Recipe, board: Any) -> None:
    """Make ready a worker process: it ends with the process that started it, and on its word."""
    global _given
    _given = recipe, board
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait_for([sentinel])
    os._exit(1)


def _tag_here(job: FileJob) -> FileResult:
    recipe, board = _given
    return tag_file(job, recipe, _SharedListener(board))


class _SharedListener:
    """Posts how far a file is on the board that all workers share."""

    def __init__(self, board: Any) -> None:
        self._board = board

    def bytes_read(self, count: int) -> None:
        self._add(_BYTES, count)
        if self._board[_STOP]:
            raise RunStopped

    def records_read(self, read: int, rejected: int) -> None:
        self._add(_RECORDS, read)
        self._add(_REJECTED, rejected)

    def _add(self, place: int, count: int) -> None:
        with self._board.get_lock():
            self._board[place] += count


def over_dask(
    jobs: Sequence[FileJob], recipe: Recipe, progress: Progress, workers: int, scheduler: str = ""
) -> Iterator[FileResult]:
    """The files over Dask's workers, of a scheduler or, without one, as many of this machine.

    A file whose worker dies is handed to another one. Raises InputError where no scheduler
    answers, and where Dask gives a file up.
    """
    dask: Any = import_module("distributed")
    logging.getLogger("distributed").setLevel(logging.ERROR)
    with _client(workers, scheduler) as client:
        # The recipe holds whole taxonomies: it is sent once, and not with each file.
        held = client.submit(_itself, recipe, pure=False)
        futures = client.map(tag_file, jobs, recipe=held, pure=False)
        try:
            for future in dask.as_completed(futures):
                outcome: FileResult = future.result()
                account = outcome.account
                progress(outcome.job.input.size, account.read, account.rejected)
                yield outcome
        except dask.KilledWorker:
            raise InputError(
                "Dask's workers die on a file again and again; see their logs"
            ) from None
        except (CancelledError, OSError) as error:
            raise InputError(
                f"Dask's scheduler is gone ({error}); the same command goes on"
            ) from None
        except ImportError as error:
            raise InputError(
                f"Dask's workers cannot run refkit ({error}); install the same there"
            ) from None
        finally:
            with suppress(CancelledError, OSError):
                client.cancel(futures)


def _itself(recipe: Recipe) -> Recipe:
    return recipe


@contextmanager
def _client(workers: int, scheduler: str) -> Iterator[Any]:
    dask: Any = import_module("distributed")
    if scheduler:
        try:
            client = dask.Client(scheduler, timeout=_SCHEDULER_ANSWERS)
        except (OSError, ValueError) as error:
            raise InputError(f"no Dask scheduler answers at {scheduler} ({error})") from None
        with client:
            yield client
        return
    with (
        dask.LocalCluster(
            n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0"
        ) as cluster,
        dask.Client(cluster) as client,
    ):
        yield client
