"""What many seeds cost: requests, processor time and memory, and what a killed run asks again.

    python benchmarks/seeds.py                 75, 150 and 300 seeds, some ten minutes and more
    python benchmarks/seeds.py --smoke         2 seeds, to see that it runs
    python benchmarks/seeds.py --seeds 75      these sizes alone
    python benchmarks/seeds.py --fetch-only    without what is done with the list then

Each seed lists a hundred references: 36 out of works that several seeds share, 60 of its own, two
that are found by their words and two that nobody has. Records are as long as Crossref's own, with
a list of forty references and an abstract. The tests' Crossref on loopback answers as fast as it
can, so that the processor is measured and not the pace; what the pace adds is computed from the
requests. What 10,000 seeds would take is drawn on from the two largest sizes.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests")]

from crossref_server import FAST, CrossrefServer, make_review  # noqa: E402
from mixed_list import Maker  # noqa: E402
from search_index import SearchIndex  # noqa: E402

SIZES = (75, 150, 300)
SHARED, OWN, SEARCHED, NOWHERE = 36, 60, 2, 2
LISTED = SHARED + OWN + SEARCHED + NOWHERE
LISTS_A_SECOND = 3  # Crossref's polite pool
MANY = 10_000
# What most records have besides: a list of their own, and an abstract.
_LIST = [
    {"key": f"r{number}", "unstructured": f"Roe A. Another paper, and its long title. {number}"}
    for number in range(40)
]
_ABSTRACT = "<jats:p>" + "One sentence of an abstract, which has fifty of them. " * 25 + "</jats:p>"


@dataclass(frozen=True)
class Cost:
    """A process: requests by kind, seconds of the processor, its largest memory in MB."""

    lists: int
    singles: int
    cpu: float
    memory: float

    @property
    def requests(self) -> int:
        """All that were sent."""
        return self.lists + self.singles


def works_of(seeds: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[Any]]:
    """Seeds with their lists, the works in them, and those that are found by a search."""
    maker = Maker(random.Random(seeds))

    def work() -> dict[str, Any]:
        made = {name: value for name, value in maker.work().items() if not name.startswith("_")}
        count = len(_LIST)
        return made | {"reference": _LIST, "reference-count": count, "abstract": _ABSTRACT}

    shared = [work() for _ in range(seeds * 8)]
    reviews, works, searched = [], list(shared), []
    for number in range(seeds):
        own = [work() for _ in range(OWN)]
        found = [work() for _ in range(SEARCHED)]
        lines = [
            {"DOI": each["DOI"]}
            for each in (*maker.chance.sample(shared, min(SHARED, len(shared))), *own)
        ]
        maker.chance.shuffle(lines)
        lines += [_in_words(each) for each in found]
        lines += [
            {"unstructured": f"Report {number}.{n} that no list has. Ministry of Gardens; 1931."}
            for n in range(NOWHERE)
        ]
        head = work() | {"title": [f"Seed {number}"]}
        reviews.append(
            make_review(f"10.5555/seed.{number:05d}", lines) | {"author": head["author"]}
        )
        works += [*own, *found]
        searched += found
    return reviews, works, searched


def _in_words(work: dict[str, Any]) -> dict[str, str]:
    return {
        "article-title": work["title"][0], "author": work["author"][0]["family"],
        "journal-title": work["container-title"][0], "volume": work["volume"],
        "year": str(work["issued"]["date-parts"][0][0]), "first-page": work["page"].split("-")[0],
    }  # fmt: skip


@dataclass
class Bench:
    """A server with its seeds, and a folder to work in."""

    server: CrossrefServer
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """refkit as a user has it, with a memory of its own."""
        url = self.server.url
        return os.environ | {
            "REFKIT_CROSSREF_URL": url, "REFKIT_DOI_URL": url, "REFKIT_MAILTO": "bench@example.org",
            "REFKIT_CACHE": str(self.folder / "memory"), "REFKIT_DATA": str(self.folder / "data"),
            "REFKIT_CONFIG": str(self.folder / "none.toml"), "PYTHONPATH": str(REPOSITORY),
        }  # fmt: skip

    def begin(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start refkit."""
        return subprocess.Popen(
            [sys.executable, "-m", "refkit", *arguments], cwd=self.folder, env=self.environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def run(self, *arguments: str) -> Cost:
        """Run refkit to its end, which must be a good one."""
        before = len(self.server.requests)
        process = self.begin(*arguments)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
        if status:
            raise SystemExit(f"{' '.join(arguments)}: status {status}")
        return self._cost(before, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)

    def kill_midway(self, requests: int, *arguments: str) -> None:
        """Run refkit and kill it when so many requests were sent."""
        until = len(self.server.requests) + requests
        process = self.begin(*arguments)
        while process.poll() is None and len(self.server.requests) < until:
            time.sleep(0.005)
        process.kill()
        process.wait()

    def _cost(self, before: int, cpu: float, memory: float) -> Cost:
        sent = [asked.path for asked in self.server.requests[before:]]
        lists = sent.count("/works")
        return Cost(lists, len(sent) - lists, cpu, memory)


def measured(seeds: int, *, killed: bool, fetch_only: bool) -> Iterator[tuple[str, Cost]]:
    """What is done with so many seeds, and what each costs."""
    reviews, works, searched = works_of(seeds)
    search = SearchIndex(searched).search
    with (
        tempfile.TemporaryDirectory() as folder,
        CrossrefServer([*reviews, *works], pools=FAST, search=search) as server,
    ):
        bench = Bench(server, Path(folder))
        listed = "\n".join(each["DOI"] for each in reviews)
        (bench.folder / "seeds.txt").write_text(f"# seeds\n{listed}\n", encoding="utf-8")
        fetch = ("fetch", "--seeds", "seeds.txt", "-q", "-o", "s.refkit.json")
        cold = bench.run(*fetch)
        yield "fetched", cold
        if fetch_only:
            return
        yield "fetched again", bench.run(*fetch)
        yield "as a table", bench.run("export", "s.refkit.json", "-o", "s.csv")
        yield "the report", bench.run("report", "s.refkit.json", "-o", "s.html")
        if killed:
            other = Bench(server, bench.folder / "other")
            other.folder.mkdir()
            (other.folder / "seeds.txt").write_text(listed, encoding="utf-8")
            before = len(server.requests)
            other.kill_midway(cold.requests // 2, *fetch)
            until = len(server.requests) - before
            rest = other.run(*fetch)
            more = until + rest.requests - cold.requests
            yield f"after a kill at {until} requests ({more} of them asked twice)", rest


def row(seeds: int, what: str, cost: Cost) -> None:
    """One row of the table."""
    print(f"{seeds:>6}{seeds * LISTED:>8} {cost.requests:>9}{cost.lists:>7}{cost.singles:>9}"
          f"{cost.requests / LISTS_A_SECOND:>9.0f}{cost.cpu:>9.1f}{cost.memory:>9.0f}  {what}",
          flush=True)  # fmt: skip


def drawn_on(few: tuple[int, Cost], many: tuple[int, Cost]) -> None:
    """What 10,000 seeds would take, if they grow on as the two do."""
    (less, first), (more, last) = few, many

    def at(name: str) -> float:
        one, other = float(getattr(first, name)), float(getattr(last, name))
        return other + (other - one) / (more - less) * (MANY - more)

    seconds = at("requests") / LISTS_A_SECOND
    print(
        f"\n{MANY:,} seeds ({MANY * LISTED:,} references) on paper: {at('requests'):,.0f} "
        f"requests, {seconds / 3600:.1f} hours at {LISTS_A_SECOND} a second; "
        f"{at('cpu') / 3600:.1f} hours of the processor; {at('memory') / 1024:.1f} GB of memory"
    )


def main() -> None:
    """Print what was measured, and how it grows."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--smoke", action="store_true", help="2 seeds")
    parser.add_argument("--seeds", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--fetch-only", action="store_true", help="fetch and nothing else")
    given = parser.parse_args()
    sizes = [2] if given.smoke else given.seeds
    print(f"{'seeds':>6}{'listed':>8} {'requests':>9}{'lists':>7}{'singles':>9}{'floor s':>9}"
          f"{'CPU s':>9}{'MB':>9}")  # fmt: skip
    found: list[tuple[int, dict[str, Cost]]] = []
    for seeds in sizes:
        costs = {}
        for what, cost in measured(seeds, killed=seeds == sizes[0], fetch_only=given.fetch_only):
            costs[what] = cost
            row(seeds, what, cost)
        found.append((seeds, costs))
    for (less, first), (more, last) in pairwise(found):
        told = ", ".join(
            f"{what} {last[what].cpu / first[what].cpu:.2f}" for what in first if what in last
        )
        print(
            f"{less} to {more} seeds ({more / less:.1f} times): processor seconds of {told} times"
        )
    if len(found) > 1:
        (less, first), (more, last) = found[-2:]
        drawn_on((less, first["fetched"]), (more, last["fetched"]))


if __name__ == "__main__":
    main()
