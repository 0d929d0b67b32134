"""Engines hand out files; whatever is killed on the way, the same run again gives the same bytes.

Dask is a real scheduler and two real workers, each started by its own command.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from bulk.small_records import CAR_T, as_lines, make_record, write
from bulk.test_run import run, state
from conftest import REPOSITORY

from refkit.bulk.engines import in_a_pool
from refkit.bulk.fingerprint import recipe_of
from refkit.bulk.inputs import find_inputs
from refkit.bulk.output import FileJob
from refkit.bulk.run import tag_files
from refkit.errors import InputError

MORE = ((1, 0), (1, 3), (2, 1))
COMMAND = "from refkit.cli import main; main()"


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six files of records, enough work to be killed in."""
    folder = tmp_path_factory.mktemp("records")
    for number in range(6):
        records = (make_record(f"{CAR_T} {n}: {'bees ' * (n % 9)}", n) for n in range(number, 2500))
        write(folder / f"{number}.jsonl.gz", as_lines(records) + b"no json\n")
    return folder


@pytest.fixture(scope="module")
def whole(given: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a run that nothing disturbs writes."""
    folder = tmp_path_factory.mktemp("whole")
    run(given, folder)
    return state(folder)


def started(given: Path, out: Path, workers: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, "bulk", "tag", given, "-o", out, "--workers", str(workers)],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def until(what: str, holds: object, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
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
    [(1, 1), (2, 0), (2, 3), *(pytest.param(*pair, marks=pytest.mark.more) for pair in MORE)],
)
def test_a_run_that_was_killed_goes_on_and_gives_the_same_bytes(
    given: Path, whole: dict[str, str], tmp_path: Path, workers: int, files: int
) -> None:
    """Killed as soon as so many files stand there and another one is half written."""
    out = tmp_path / "out"
    process = started(given, out, workers)
    until(
        "nothing is written",
        lambda: len(list(out.glob("*.parquet"))) >= files and list(out.glob(".*.part")),
    )
    process.kill()
    process.communicate()
    until("workers outlive the run", lambda: not family(process.pid))
    there = state(out)

    run(given, out, workers=workers)

    assert len(there) < len(whole) + 2
    assert {name: there[name] for name in there.keys() & whole} == {
        name: whole[name] for name in there.keys() & whole
    }
    assert state(out) == whole


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_leaves_only_whole_files(
    given: Path, whole: dict[str, str], tmp_path: Path, workers: int
) -> None:
    out = tmp_path / "out"
    process = started(given, out, workers)
    until("nothing is written", lambda: list(out.glob("*.parquet")) and list(out.glob(".*.part")))

    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
    _, told = process.communicate(timeout=300)

    assert process.returncode == 130
    assert told.decode().strip().count("\n") == 0
    assert "the same command goes on" in told.decode()
    left = state(out)
    assert 0 < len(left) < len(whole)
    assert left.items() <= whole.items()
    run(given, out)
    assert state(out) == whole


def test_a_worker_that_is_killed_is_told(given: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    jobs = [FileJob(each, str(out)) for each in find_inputs([str(given)])]
    killed = []

    def kill(*counts: int) -> None:
        import multiprocessing

        if not killed and list(out.glob(".*.part")):
            killed.append(multiprocessing.active_children()[0].pid)
            os.kill(killed[0], signal.SIGKILL)

    with pytest.raises(InputError, match="a worker process was killed"):
        list(in_a_pool(jobs, recipe_of(["therapy-modality"]), kill, 2))


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
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    address = f"tcp://127.0.0.1:{port}"
    here = ("--host", "127.0.0.1", "--no-dashboard")
    scheduler = command("scheduler", *here, "--port", port)
    options = (*here, "--no-nanny", "--nthreads", "1", "--local-directory", str(folder))
    started = [command("worker", address, *options) for _ in range(workers)]
    try:
        yield address, started
    finally:
        for each in (*started, scheduler):
            each.kill()
            each.wait()


@dask
def test_dask_gives_the_same_bytes_when_a_worker_is_killed_in_the_middle(
    given: Path, whole: dict[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with cluster(2, tmp_path / "dask") as (address, workers):
        killed: list[int] = []

        def told(*counts: int) -> None:
            if not killed:
                killed.append(workers[0].pid)
                workers[0].kill()

        done = tag_files(
            [str(given)], out, engine="dask", scheduler=address, progress=lambda size: told
        )

    assert killed
    assert done.done == 6
    assert {
        name: digest for name, digest in state(out).items() if not name.endswith(".part")
    } == whole
    run(given, out)
    assert state(out) == whole


@dask
def test_dask_of_this_machine_needs_no_scheduler(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.jsonl", as_lines([make_record()]))

    assert run(tmp_path / "in", tmp_path / "out", engine="dask").account.tagged == 1


@dask
def test_a_scheduler_that_does_not_answer_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from refkit.bulk import engines

    monkeypatch.setattr(engines, "_SCHEDULER_ANSWERS", 1)
    write(tmp_path / "in" / "a.jsonl", as_lines([make_record()]))

    with pytest.raises(InputError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        run(tmp_path / "in", tmp_path / "out", engine="dask", scheduler="tcp://127.0.0.1:9")
