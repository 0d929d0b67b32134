"""A run: what is to be done, what was done before, and the account of it all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from refkit.bulk.columns import schema_of
from refkit.bulk.condition import mask_of
from refkit.bulk.engines import Progress, in_a_pool, in_this_process, over_dask
from refkit.bulk.fingerprint import Recipe, facets_of, recipe_of
from refkit.bulk.inputs import find_inputs
from refkit.bulk.output import PART, FileJob, FileResult, RecordCounts, done_before
from refkit.errors import InputError
from refkit.tagging.taxonomy import TAXONOMIES

ENGINES = ("local", "dask")

StartProgress = Callable[[int], Progress]
"""Is told how many bytes are to be read, and gives what is told of progress."""


def _ignored(bytes_: int, records: int, rejected: int) -> None:
    """Nobody looks."""


def _silent(size: int) -> Progress:
    return _ignored


@dataclass(frozen=True, slots=True)
class BulkRun:
    """What a run did: the ``account`` of all files, those done now and those done before.

    ``failed`` are lines about the files that could not be read at all.
    """

    account: RecordCounts
    done: int
    before: int
    failed: tuple[str, ...] = ()


def tag_files(
    inputs: Sequence[str],
    folder: str | Path,
    *,
    taxonomies: Sequence[str] = TAXONOMIES,
    where: str = "",
    keep: Sequence[str] = (),
    workers: int | None = None,
    engine: str = "local",
    scheduler: str = "",
    progress: StartProgress = _silent,
) -> BulkRun:
    """Tag files of records, each to a Parquet file of its own in a folder.

    ``inputs`` are files and folders; ``taxonomies`` are names or paths of TOML files; ``where`` is
    a condition in DuckDB's SQL that a row has to meet; ``keep`` names fields of the records that
    get a column. ``workers`` are processes, as many as there are cores by default. ``engine`` is
    ``local`` or ``dask``, and ``scheduler`` the address of one of Dask's.

    A file that was done before is left alone, unless its input, the taxonomies or the other
    options have changed. Raises InputError for what cannot be read, asked or written as a whole; a
    single input that cannot be read is in ``failed``.
    """
    if engine not in ENGINES:
        raise InputError(f"engine cannot be {engine!r}; there are: {', '.join(ENGINES)}")
    recipe = recipe_of(taxonomies, where, keep)
    _check(recipe)
    place = Path(folder).resolve()
    jobs = [FileJob(each, str(place)) for each in find_inputs(inputs)]
    _make_ready(place)
    stamp = recipe.stamp()
    before = {job: done for job in jobs if (done := done_before(job, stamp)) is not None}
    waiting = [job for job in jobs if job not in before]
    # The largest first: then no worker is alone with a large one in the end.
    waiting.sort(key=lambda job: (-job.input.size, job.input.name))
    count = min(workers or _cores(), max(len(waiting), 1))
    hand_out = _engine(engine, count, scheduler)
    advance = progress(sum(job.input.size for job in waiting)) if waiting else _ignored
    outcomes = list(hand_out(waiting, recipe, advance)) if waiting else []
    return _run(outcomes, list(before.values()))


def _check(recipe: Recipe) -> None:
    if recipe.where:
        mask_of(recipe.where, schema_of(facets_of(recipe.load()), recipe.keep))


def _engine(
    engine: str, workers: int, scheduler: str
) -> Callable[[Sequence[FileJob], Recipe, Progress], Iterator[FileResult]]:
    if engine == "dask":
        return partial(over_dask, workers=workers, scheduler=scheduler)
    if workers == 1:
        return in_this_process
    return partial(in_a_pool, workers=workers)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _make_ready(folder: Path) -> None:
    """Make the folder, and clear away what a run that was killed has left half written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror})") from None
    for left in folder.rglob(f".*{PART}"):
        with suppress(OSError):
            left.unlink()


def _run(outcomes: Sequence[FileResult], before: Sequence[RecordCounts]) -> BulkRun:
    failed = sorted(f"{each.job.input.name}: {each.failed}" for each in outcomes if each.failed)
    accounts = [*before, *(each.account for each in outcomes)]
    return BulkRun(
        account=sum(accounts, RecordCounts()),
        done=len(outcomes) - len(failed),
        before=len(before),
        failed=tuple(failed),
    )
