"""Many at once, and the same for minutes."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing

from crossref_server import FAST, POOLS

from fault_runs.surroundings import (
    Figures,
    Settings,
    crossref,
    environment,
    finish,
    folder,
    review_server,
    run,
    start,
)

FLAT = 1.10  # what memory may have grown to of what it was after a fifth of the time


def reviews(settings: Settings) -> Iterator[tuple[str, Figures]]:
    """Twenty reviews of 500 references in one command, by the limits that Crossref documents."""
    count, size = (3, 30) if settings.smoke else (20, 500)
    pools = FAST if settings.smoke else POOLS
    with folder() as home, review_server(size, reviews=count, pools=pools) as server:
        asked = [f"10.1000/review.{number}" for number in range(count)]
        outputs = ["-o", "r.refkit.json", "-o", "r.bib"]
        mail = {"REFKIT_MAILTO": "bench@example.org"}
        done = run(["fetch", *asked, *outputs, "-q"], home, crossref(server) | mail, worst=1800)
        figures = Figures(
            {"listed": count * size, "seconds": done.seconds, "memory, MB": done.memory,
             "requests": len(server.requests),
             "refused": sum(each.status == 429 for each in server.requests),
             "violations": len(server.violations)}
        )  # fmt: skip
        figures.demand(done.status == 0, f"status {done.status}: {done.said}")
        figures.demand(done.last_line.startswith(f"{count * size} listed: "), done.last_line)
        figures.demand(not server.violations, str(server.violations[:2]))
    yield f"{count} of {size} references", figures


def processes(settings: Settings) -> Iterator[tuple[str, Figures]]:
    """Ten processes at once on one cache, each with two reviews, one of them another's too."""
    count, size = (2, 12) if settings.smoke else (10, 60)
    with folder() as home, review_server(size, reviews=count, pools=POOLS) as server:
        more = crossref(server) | {"REFKIT_MAILTO": "bench@example.org"}
        more |= {"REFKIT_CACHE": str(home / "cache"), "REFKIT_DATA": str(home / "data")}
        asked = [
            ["fetch", *(f"10.1000/review.{each % count}" for each in (number, number + 1)),
             "-o", "r.refkit.json", "-q"]
            for number in range(count)
        ]  # fmt: skip
        began = time.monotonic()
        homes = [home / str(number) for number in range(count)]
        started = []
        for own, arguments in zip(homes, asked, strict=True):
            (own / "work").mkdir(parents=True)
            started.append(start(arguments, own, more))
        done = [finish(each, own, began, 600) for each, own in zip(started, homes, strict=True)]
        requests = len(server.requests)
        figures = Figures(
            {"processes": count, "listed by each": 2 * size,
             "longest seconds": max(each.seconds for each in done),
             "requests": requests,
             "refused": sum(each.status == 429 for each in server.requests),
             "violations": len(server.violations)}
        )  # fmt: skip
        for each in done:
            figures.demand(each.status == 0, f"status {each.status}: {each.said}")
            figures.demand(each.last_line.startswith(f"{2 * size} listed: "), each.last_line)
        figures.demand(not server.violations, str(server.violations[:2]))
        with closing(sqlite3.connect(home / "cache" / "memory.sqlite")) as file:
            (verdict,) = file.execute("PRAGMA integrity_check").fetchone()
        figures.demand(verdict == "ok", f"the cache: {verdict}")
        for own, arguments in zip(homes, asked, strict=True):
            again = run([*arguments, "--offline"], own, more)
            figures.demand(again.status == 0, f"offline: status {again.status}: {again.said}")
        figures.demand(len(server.requests) == requests, "offline something was asked")
    yield "on one cache", figures


REPEATED = """
import json, os, sys, time
from pathlib import Path
import refkit

def looked():
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6, len(os.listdir("/proc/self/fd"))

until, count, found = time.monotonic() + float(sys.argv[1]) * 60, 0, []
while time.monotonic() < until or count < 6:
    asked = refkit.fetch("10.1000/review.0", refresh=count % 2 == 0)
    assert len(asked.entries) == int(sys.argv[2]), len(asked.entries)
    count += 1
    found.append(looked())
print(json.dumps(found))
"""


def steady(settings: Settings) -> Iterator[tuple[str, Figures]]:
    """The same fetch again and again in one process: neither memory nor descriptors grow."""
    size = 60
    with folder() as home, review_server(size) as server:
        process = subprocess.run(
            [sys.executable, "-c", REPEATED, str(settings.minutes), str(size)],
            env=environment(home, **crossref(server)), capture_output=True, text=True, check=False,
        )  # fmt: skip
        if process.returncode:
            yield "repeated", Figures({}, [process.stderr])
            return
        found = json.loads(process.stdout)
        memory = [each[0] for each in found]
        opened = [each[1] for each in found]
        early, late = memory[len(memory) // 5], max(memory[-len(memory) // 5 :])
        figures = Figures(
            {"minutes": settings.minutes, "fetches": len(found), "MB early": early,
             "MB late": late, "descriptors early": opened[len(opened) // 5],
             "largest descriptors": max(opened), "requests": len(server.requests)}
        )  # fmt: skip
        figures.demand(late <= early * FLAT or settings.smoke, "memory grows")
        figures.demand(max(opened[1:]) <= opened[1], "descriptors grow")
    yield "repeated fetches", figures
