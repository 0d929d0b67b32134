"""Hundreds of thousands of records through bulk, killed three times, resumed, and compared."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import suppress

from fault_runs.stopped import records
from fault_runs.surroundings import Figures, Settings, digests, files, finish, folder, run, start

FILES, KILLS = 24, 3


def bulk_killed(settings: Settings) -> Iterator[tuple[str, Figures]]:
    """What a run resumed after three kills leaves is what an undisturbed run leaves."""
    with folder() as home:
        records(home / "work" / "in", files=FILES, each=settings.records // FILES)
        asked = ["bulk", "tag", "in", "-q", "--workers", "2", "-o"]
        whole = run([*asked, "whole"], home, {}, worst=3600)
        figures = Figures({"records": settings.records, "seconds undisturbed": whole.seconds})
        figures.demand(whole.status == 0, whole.said)
        chance = random.Random(settings.seed)
        there = 0
        for _ in range(1 if settings.smoke else KILLS):
            began = time.monotonic()
            process = start([*asked, "out"], home, {})
            time.sleep(chance.uniform(0.1, 0.5) * whole.seconds)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            done = finish(process, home, began)
            figures.add("killed while running", done.status == -signal.SIGKILL)
            now = len(list((home / "work" / "out").glob("*.parquet")))
            figures.demand(now >= there, "files are gone")
            there = now
        figures.counts["files done when last killed"] = f"{there} of {FILES}"
        last = run([*asked, "out"], home, {}, worst=3600)
        figures.counts["seconds of the last run"] = last.seconds
        figures.demand(last.status == 0, last.said)
        names = sorted(files(home / "work" / "whole"))
        left = files(home / "work" / "out") - set(names)
        figures.demand(not left, f"left behind: {sorted(left)[:3]}")
        same = digests(home / "work" / "whole", names) == digests(home / "work" / "out", names)
        figures.counts["equal"] = f"{len(names)} files" if same else "no"
        figures.demand(same, "the files differ")
    yield "one kill" if settings.smoke else "three kills", figures
