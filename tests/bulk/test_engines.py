"""Engines hand out files; whatever is killed on the way, the same run again gives the same bytes.

Dask is a real scheduler and two real workers, each started by its own command.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from bulk.small_records import CAR_T, as_lines, make_record, write
from bulk.test_run import TAXONOMY, run, state
from conftest import REPOSITORY

from refkit.bulk.engines import in_a_pool
from refkit.bulk.fingerprint import recipe_of
from refkit.bulk.inputs import find_inputs
from refkit.bulk.output import FileJob
from refkit.bulk.run import tag_files
from refkit.errors import InputError

MORE = ((1, 0), (1, 1), (1, 3), (2, 0), (2, 1))
COMMAND = "from refkit.cli import main; main()"


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six files of records, enough work to be killed in; one that ends too early is begun anew."""
    folder = tmp_path_factory.mktemp("records")
    for number in range(6):
        records = (make_record(f"{CAR_T} {n}: {'bees ' * (n % 9)}", n) for n in range(number, 1500))
        write(folder / f"{number}.jsonl.gz", as_lines(records) + b"no json\n")
    return folder


@pytest.fixture(scope="module")
def bees(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A taxonomy that every process reads at once."""
    path = tmp_path_factory.mktemp("taxonomy") / "bees.toml"
    path.write_text(TAXONOMY)
    return str(path)


@pytest.fixture(scope="module")
def whole(given: Path, bees: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a run that nothing disturbs writes."""
    folder = tmp_path_factory.mktemp("whole")
    run(given, folder, taxonomies=[bees])
    return state(folder)


def started(given: Path, bees: str, out: Path, workers: int) -> subprocess.Popen[bytes]:
    options = ["-o", out, "--taxonomy", bees, "--workers", str(workers)]
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, "bulk", "tag", given, *options],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def in_the_middle(
    given: Path, bees: str, folder: Path, workers: int, files: int
) -> tuple[Path, subprocess.Popen[bytes]]:
    """A run by which so many files stand in a folder, and another one is half written.

    Where a run ends before that was seen, another one begins in a folder of its own.
    """
    for number in range(20):
        out = folder / f"out {number}"
        process = started(given, bees, out, workers)
        while process.poll() is None:
            if len(list(out.glob("*.parquet"))) >= files and list(out.glob(".*.part")):
                return out, process
            time.sleep(0.005)
        process.communicate()
    raise AssertionError("no run was seen in the middle")


def until(what: str, holds: Callable[[], object], seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.01)


def family(process: int) -> set[int]:
    """The living processes of a session, by its leader."""
    found = set()
    for entry in Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except (OSError, ValueError):
            continue
        if fields[3] == str(process) and fields[0] != "Z":
            found.add(int(entry.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux for processes")
@pytest.mark.parametrize(
    ("workers", "files"),
    [(2, 3), *(pytest.param(*pair, marks=pytest.mark.more) for pair in MORE)],
)
def test_a_run_that_was_killed_goes_on_and_gives_the_same_bytes(
    given: Path, bees: str, whole: dict[str, str], tmp_path: Path, workers: int, files: int
) -> None:
    out, process = in_the_middle(given, bees, tmp_path, workers, files)
    process.kill()
    process.communicate()
    until("workers outlive the run", lambda: not family(process.pid))
    there = state(out)

    run(given, out, taxonomies=[bees], workers=workers)

    assert len(there) < len(whole) + 2
    assert {name: there[name] for name in there.keys() & whole} == {
        name: whole[name] for name in there.keys() & whole
    }
    assert state(out) == whole


@pytest.mark.more
@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_leaves_only_whole_files(
    given: Path, bees: str, whole: dict[str, str], tmp_path: Path, workers: int
) -> None:
    for number in range(20):  # it may be done before it is stopped
        out, process = in_the_middle(given, bees, tmp_path / str(number), workers, 1)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
        _, told = process.communicate(timeout=300)
        if process.returncode:
            break

    assert process.returncode == 130
    assert told.decode().strip().count("\n") == 0
    assert "the same command goes on" in told.decode()
    left = state(out)
    assert 0 < len(left) < len(whole)
    assert left.items() <= whole.items()
    run(given, out, taxonomies=[bees])
    assert state(out) == whole


def test_a_worker_that_is_killed_is_told(given: Path, bees: str, tmp_path: Path) -> None:
    killed = []

    def kill(*counts: int) -> None:
        import multiprocessing

        if not killed and list(tmp_path.glob("*/.*.part")):
            killed.append(multiprocessing.active_children()[0].pid)
            os.kill(killed[0], signal.SIGKILL)

    def tag(out: Path) -> None:
        out.mkdir()
        jobs = [FileJob(each, str(out)) for each in find_inputs([str(given)])]
        list(in_a_pool(jobs, recipe_of([bees]), kill, 2))

    with pytest.raises(InputError, match="a worker process was killed"):
        # One may be done before it is seen in the middle.
        list(map(tag, (tmp_path / str(number) for number in range(20))))


# Dask warns of its own affairs (open sockets of a killed worker); they are not what is tested.
dask = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning",
                                  "ignore::DeprecationWarning")  # fmt: skip


def command(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@contextmanager
def cluster(workers: int, folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and workers by their own commands; gives its address and the workers."""
    folder.mkdir()
    told = folder / "scheduler.json"
    here = ("--scheduler-file", str(told), "--host", "127.0.0.1", "--no-dashboard")
    scheduler = command("scheduler", *here, "--port", "0")
    options = (*here, "--no-nanny", "--nthreads", "1", "--local-directory", str(folder))
    started = [command("worker", *options) for _ in range(workers)]
    try:
        until("no scheduler", lambda: told.exists() and told.read_text().endswith("}"))
        yield json.loads(told.read_text())["address"], started
    finally:
        for each in (*started, scheduler):
            each.kill()
            each.wait()


@dask
@pytest.mark.more  # three processes that take seconds to begin
def test_dask_gives_the_same_bytes_when_a_worker_is_killed_in_the_middle(
    given: Path, bees: str, whole: dict[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with cluster(2, tmp_path / "dask") as (address, workers):
        killed: list[int] = []

        def told(*counts: int) -> None:
            if not killed:
                killed.append(workers[0].pid)
                workers[0].kill()

        done = tag_files(
            [str(given)], out, taxonomies=[bees], engine="dask", scheduler=address,
            progress=lambda size: told,
        )  # fmt: skip

    assert killed
    assert done.done == 6
    assert {
        name: digest for name, digest in state(out).items() if not name.endswith(".part")
    } == whole
    run(given, out, taxonomies=[bees])
    assert state(out) == whole


@dask
@pytest.mark.more
def test_dask_of_this_machine_needs_no_scheduler(bees: str, tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.jsonl", as_lines([make_record()]))

    done = run(tmp_path / "in", tmp_path / "out", taxonomies=[bees], engine="dask")

    assert done.account.tagged == 1


@dask
def test_a_scheduler_that_does_not_answer_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from refkit.bulk import engines

    monkeypatch.setattr(engines, "_SCHEDULER_ANSWERS", 1)
    write(tmp_path / "in" / "a.jsonl", as_lines([make_record()]))

    with pytest.raises(InputError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        run(tmp_path / "in", tmp_path / "out", engine="dask", scheduler="tcp://127.0.0.1:9")
