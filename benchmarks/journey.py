"""What the journey costs: requests, limits kept, processor time, wall time and memory.

    python benchmarks/journey.py            the whole table, about a minute
    python benchmarks/journey.py --smoke    small sizes, to see that it runs

Reviews are made by our own generator and served by the tests' Crossref on loopback, with the limits
that Crossref documents. A time stands beside a floor of the same run: a bare start of Python, and a
page of help by click alone.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests")]

from crossref_server import CrossrefServer, make_review, make_work  # noqa: E402

FIRST_REVIEW = "10.1038/s41584-025-01343-5"
CLICK_ALONE = "import click; click.Group('x', help='y').main(['--help'])"


@dataclass(frozen=True)
class Cost:
    """What a process cost: seconds of processor and of the wall, and its largest memory in MB."""

    cpu: float
    wall: float
    memory: float


def cost_of(*arguments: str, environment: dict[str, str] | None = None) -> Cost:
    """Run a command in a process of its own and measure that process alone."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments],
        env=os.environ | (environment or {}) | {"PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    if status:
        raise SystemExit(f"{' '.join(arguments)}: status {status}")
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def least(times: int, *arguments: str, environment: dict[str, str] | None = None) -> Cost:
    """The cheapest of several runs: what the command costs when nothing is in its way."""
    costs = [cost_of(*arguments, environment=environment) for _ in range(times)]
    return min(costs, key=lambda cost: cost.cpu)


def review_of(size: int, misses: int) -> tuple[CrossrefServer, str]:
    """A server with a review of ``size`` references with DOIs, ``misses`` of them unknown."""
    dois = [f"10.1016/j.journal.2025.{number:06d}" for number in range(size)]
    review = make_review(f"10.1000/review-of-{size}", [{"DOI": doi} for doi in dois])
    works = [make_work(doi) for doi in dois[misses:]]
    return CrossrefServer([review, *works]), review["DOI"]


def requests_of(size: int, misses: int) -> tuple[str, Cost]:
    """Fetch a review live and again warm; a row of the table, and the warm run's cost."""
    server, doi = review_of(size, misses)
    with server, tempfile.TemporaryDirectory() as folder:
        environment = {"REFKIT_CROSSREF_URL": server.url, "REFKIT_CACHE": folder,
                       "REFKIT_MAILTO": "bench@example.org"}  # fmt: skip
        fetch = ("-m", "refkit", "fetch", doi, "-q", "-o", f"{folder}/r.refkit.json", "-o",
                 f"{folder}/r.bib", "-o", f"{folder}/r.json")  # fmt: skip
        cold = cost_of(*fetch, environment=environment)
        sent = [asked.path for asked in server.requests]
        warm = cost_of(*fetch, environment=environment)
        lists = sent.count("/works")
        row = (
            f"{size:>6} {misses:>7} {len(sent):>9} = 1 review + {lists} batches + "
            f"{len(sent) - 1 - lists} singles {len(server.violations):>11} {cold.wall:>9.2f} "
            f"{len(server.requests) - len(sent):>14} {warm.wall:>9.2f}"
        )
    return row, warm


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--smoke", action="store_true", help="small sizes only")
    smoke = parser.parse_args().smoke
    print("  refs unknown  requests                                    violations  cold (s)  asked "
          "again  warm (s)")  # fmt: skip
    sizes = [(9, 0)] if smoke else [(9, 0), (200, 0), (200, 3), (1000, 0)]
    warm = Cost(0, 0, 0)
    for size, misses in sizes:
        row, warm = requests_of(size, misses)
        print(row, flush=True)

    times = 1 if smoke else 7
    bare = least(times, "-c", "pass")
    with tempfile.TemporaryDirectory() as folder:
        rows = {
            "python -c pass": bare,
            "click alone, --help": least(times, "-c", CLICK_ALONE),
            "refkit --help": least(times, "-m", "refkit", "--help"),
            "first review, offline": least(
                times, "-m", "refkit", "fetch", FIRST_REVIEW, "--offline", "-o", f"{folder}/r.bib",
                environment={"REFKIT_CACHE": f"{folder}/memory"},
            ),
            f"{sizes[-1][0]} references, warm": warm,
        }  # fmt: skip
    print(f"\n{'':<24}{'CPU (s)':>9}{'wall (s)':>10}{'memory (MB)':>13}{'x bare CPU':>12}")
    for name, cost in rows.items():
        print(
            f"{name:<24}{cost.cpu:>9.3f}{cost.wall:>10.3f}{cost.memory:>13.0f}"
            f"{cost.cpu / bare.cpu:>12.1f}"
        )
    print(f"\nlargest memory of any child: {_largest():.0f} MB")


def _largest() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


if __name__ == "__main__":
    main()
