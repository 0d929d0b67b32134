"""What becomes of a user's files and of the machine when something goes wrong, each with a number.

    python benchmarks/faults.py                        all of it, about an hour
    python benchmarks/faults.py ctrl-c kill --rounds 20
    python benchmarks/faults.py steady --minutes 10
    python benchmarks/faults.py --smoke                a moment of each, to see that it runs

Every command runs in a process of its own, in a folder of its own, against servers of ours on
loopback. Status 1 where something is wrong; it is told below the figures.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "tests")]

from fault_runs import bombs, bulk_killed, clock, disk, leaks, load, stopped  # noqa: E402
from fault_runs.surroundings import Figures, Settings  # noqa: E402

Run = Callable[[Settings], Iterator[tuple[str, Figures]]]

RUNS: dict[str, Run] = {
    "ctrl-c": stopped.ctrl_c,
    "kill": stopped.kill,
    "reviews": load.reviews,
    "processes": load.processes,
    "clock": clock.clock,
    "disk": disk.disk,
    "bulk": bulk_killed.bulk_killed,
    "steady": load.steady,
    "bombs": bombs.bombs,
    "secrets": leaks.secrets,
}
SHOWN = 6  # of what is wrong, for each row


def main() -> int:
    """Run what was asked for and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(RUNS)}")
    parser.add_argument("--rounds", type=int, default=100, help="moments of each command")
    parser.add_argument("--minutes", type=float, default=10.0, help="of repeated fetches")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=2, help="rounds at the same time")
    parser.add_argument("--smoke", action="store_true", help="a moment of each")
    options = parser.parse_args()
    if unknown := set(options.names) - RUNS.keys():
        parser.error(f"no such run: {', '.join(sorted(unknown))}")
    settings = Settings(
        options.rounds, options.minutes, 300_000, options.seed, at_once=options.at_once
    )
    if options.smoke:
        settings = Settings(1, 0.02, 1_200, options.seed, smoke=True, at_once=2)
    wrong = sum(show(name, settings) for name in options.names or RUNS)
    print(f"\n{wrong} things are wrong" if wrong else "\nnothing is wrong")
    return 1 if wrong else 0


def show(name: str, settings: Settings) -> int:
    """Print the rows of a run; how much is wrong."""
    began, wrong = time.monotonic(), 0
    for what, figures in RUNS[name](settings):
        counts = ", ".join(f"{key}: {_told(value)}" for key, value in figures.counts.items())
        print(f"{name:<10} {what:<22} {counts}; wrong: {len(figures.wrong)}", flush=True)
        for line in figures.wrong[:SHOWN]:
            print(f"    {line}", flush=True)
        wrong += len(figures.wrong)
    print(f"{name:<10} {time.monotonic() - began:.0f} s", flush=True)
    return wrong


def _told(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:,.2f}".rstrip("0").rstrip(".")


if __name__ == "__main__":
    sys.exit(main())
