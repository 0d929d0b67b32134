"""The clock set back and forward, between two runs and within one, by libfaketime."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from fault_runs.surroundings import (
    Done,
    Figures,
    Settings,
    crossref,
    finish,
    folder,
    in_turns,
    review_server,
    start,
    summed,
)

LIBRARIES = (
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
)
SIZE = 60
LATE = 15.0  # seconds that a run may take, beside three times those of one that nothing disturbs
DAY, YEAR = 86_400, 365 * 86_400
BETWEEN = {
    "a day back": -DAY, "a year back": -YEAR, "an hour forward": 3_600, "a year forward": YEAR,
}  # fmt: skip


def clock(settings: Settings) -> Iterator[tuple[str, Figures]]:
    """Whatever the clock says, a run ends, keeps to the limits and finds the same."""
    library = next((each for each in LIBRARIES if Path(each).exists()), "")
    if not library:
        yield "skipped", Figures({"why": "libfaketime is not installed (apt install faketime)"})
        return
    with folder() as home, review_server(SIZE, latency=0.05) as server:
        _set(home, 0)
        usual = _fetch(library, home, crossref(server)).seconds
    moments = dict(list(BETWEEN.items())[-1:]) if settings.smoke else BETWEEN
    for name, seconds in moments.items():
        days = (0, seconds) if settings.smoke else (0, seconds, 0)
        yield name, _between(library, 3 * usual + LATE, days)
    rounds = 1 if settings.smoke else max(1, settings.rounds // 5)
    one = partial(_within, library, usual)
    yield "set within a run", summed(in_turns(settings, rounds, one))


def _fetch(library: str, home: Path, more: dict[str, str], *, at: float = 0) -> Done:
    began = time.monotonic()
    process = _start(library, home, more)
    to = random.choice([-YEAR, -3_600, -5, 5, 3_600, YEAR])
    timer = threading.Timer(at, _set, [home, to])
    if at:
        timer.start()
    done = finish(process, home, began)
    timer.cancel()
    if at:
        timer.join()
    return done


def _start(library: str, home: Path, more: dict[str, str]):  # type: ignore[no-untyped-def]
    faked = {
        "LD_PRELOAD": library,
        "FAKETIME_TIMESTAMP_FILE": str(home / "clock"),
        "FAKETIME_NO_CACHE": "1",
        # What is set is the clock on the wall; the other one only ever goes on.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    asked = ["fetch", "10.1000/review.0", "-q", "-o", "r.refkit.json"]
    return start(asked, home, more | faked)


def _set(home: Path, seconds: int) -> None:
    beside = home / "clock.new"
    beside.write_text(f"{seconds:+d}\n")
    beside.replace(home / "clock")


def _between(library: str, most: float, days: Sequence[int]) -> Figures:
    """A run today, one at another day, and one today again: so many seconds from now."""
    with folder() as home, review_server(SIZE, latency=0.01) as server:
        figures = Figures({"runs": len(days)})
        for number, moment in enumerate(days, start=1):
            _set(home, moment)
            before = len(server.requests)
            done = _fetch(library, home, crossref(server))
            figures.counts[f"requests of run {number}"] = len(server.requests) - before
            figures.most("longest seconds", done.seconds)
            _demand(figures, done, most)
        figures.demand(not server.violations, str(server.violations[:1]))
    return figures


def _within(library: str, usual: float, number: int, chance: random.Random) -> Figures:
    with folder() as home, review_server(SIZE, latency=0.05) as server:
        _set(home, 0)
        figures = Figures({"rounds": 1})
        done = _fetch(library, home, crossref(server), at=chance.uniform(0.05, usual))
        figures.most("longest seconds", done.seconds)
        _demand(figures, done, 3 * usual + LATE)
        _set(home, 0)
        again = _fetch(library, home, crossref(server))
        figures.most("longest seconds of the next run", again.seconds)
        _demand(figures, again, 3 * usual + LATE)
        figures.demand(not server.violations, str(server.violations[:1]))
    return figures


def _demand(figures: Figures, done: Done, most: float) -> None:
    figures.demand(done.status == 0, f"status {done.status}: {done.said}")
    figures.demand(done.last_line.startswith(f"{SIZE} listed: "), done.last_line)
    figures.demand(done.seconds < most, f"took {done.seconds:.1f} s")
