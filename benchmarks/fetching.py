"""How fast references are fetched, against the floor of limits and latency, and beside others.

    python benchmarks/fetching.py            the whole table, about five minutes
    python benchmarks/fetching.py --smoke    small sizes, to see that it runs

All ask the tests' Crossref on loopback, with the limits that Crossref documents for the polite pool
(counted strictly, every second) and 0.4 seconds of latency. The floor is what a client that knows
both would need: batches of a hundred, three lists a second, three at a time. A mixed list is 77 %
references with a DOI, 16 % with deposited fields and 7 % with a printed line alone; what has no DOI
is one search each. The others are asked for one work by one, as their documentation shows.

The last table is what ``--source pubmed`` spares on such a list of medicine, with and without it in
one run; each line that has no DOI prints journal, volume and page of a work of its own. A wrong
work ends the run with status 1.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import logging
import math
import random
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests")]

from crossref_server import CrossrefServer, make_review, make_work  # noqa: E402
from mixed_list import Line, Maker, apa, fields_without_title, full_fields, nature, vancouver  # noqa: E402
from pubmed_server import PubMedServer, Record  # noqa: E402
from search_index import SearchIndex  # noqa: E402

from refkit.formats.pubmed.xml import read_records  # noqa: E402
from refkit.http.gateway import Gateway  # noqa: E402
from refkit.model.identifiers import Doi  # noqa: E402
from refkit.model.resolution import Reason, Resolution, Resolved  # noqa: E402
from refkit.resolver import resolve  # noqa: E402
from refkit.resolver.asking import Sources  # noqa: E402
from refkit.sources.crossref.client import MOST_IN_A_BATCH, CrossrefClient  # noqa: E402
from refkit.sources.pubmed.client import PubMedClient  # noqa: E402

LATENCY = 0.4
LISTS_A_SECOND, SINGLES_A_SECOND, AT_ONCE = 3, 10, 3
MAILTO = "bench@example.org"
REVIEW = "10.1000/review"
# The slow ones are asked for fewer, so that the whole takes minutes.
MOST_OF_OTHERS = 150


@dataclass(frozen=True)
class Task:
    """A review's list: so many DOIs, so many references that have to be searched for."""

    dois: tuple[str, ...]
    texts: tuple[str, ...]

    @classmethod
    def of(cls, size: int, *, mixed: bool) -> Task:
        """A list of ``size`` references, all with a DOI or mixed."""
        searched = round(size * 0.23) if mixed else 0
        dois = tuple(f"10.1016/j.journal.2025.{number:06d}" for number in range(size - searched))
        return cls(dois, tuple(f"words of reference {number}" for number in range(searched)))

    @property
    def floor(self) -> float:
        """Seconds that no client within the limits can do without."""
        lists = math.ceil(len(self.dois) / MOST_IN_A_BATCH) + len(self.texts)
        by_rate = math.ceil(lists / LISTS_A_SECOND) - 1
        by_latency = (math.ceil(lists / AT_ONCE) - 1) * LATENCY
        return LATENCY + max(by_rate, by_latency) + LATENCY  # the review itself comes first


@dataclass(frozen=True)
class Run:
    """What it took: answers had of those wanted, requests, refusals (429) and seconds."""

    had: int
    wanted: int
    requests: int
    refused: int
    seconds: float


Client = Callable[[str, Task], int]


def serve(task: Task) -> CrossrefServer:
    """A strict server that knows the list, and answers each search with one of its works."""
    works = [make_work(doi) for doi in task.dois]
    listed = [
        *({"DOI": doi} for doi in task.dois),
        *({"unstructured": text} for text in task.texts),
    ]
    review = make_review(REVIEW, listed)
    return CrossrefServer(
        [review, *works], latency=LATENCY, search=lambda text, rows: [(50.0, task.dois[0])]
    )


def measure(client: Client, task: Task) -> Run:
    """Let a client do a task alone on a server of its own."""
    with serve(task) as server:
        began = time.perf_counter()
        had = client(server.url, task)
        seconds = time.perf_counter() - began
        refused = sum(asked.status == 429 for asked in server.requests)
        wanted = len(task.dois) + len(task.texts)
        return Run(had, wanted, len(server.requests), refused, seconds)


def refkit_cold(url: str, task: Task) -> int:
    """The review, its works and its searches, with an empty memory."""
    with tempfile.TemporaryDirectory() as folder:
        gateway = Gateway(Path(folder))
        client = CrossrefClient(gateway, url, MAILTO)
        listing = client.listing(Doi(REVIEW))
        entries = resolve([listing] if listing else [], Sources(client, expect=client.expect))
        gateway.close()
    # A search that was answered with a work that the words do not confirm was answered.
    return sum(_is_answered(entry.resolution) for entry in entries)


def _is_answered(resolution: Resolution) -> bool:
    no_match = {Reason.NO_MATCH, Reason.AMBIGUOUS}
    return isinstance(resolution, Resolved) or getattr(resolution, "reason", None) in no_match


def habanero_plain(url: str, task: Task) -> int:
    """habanero's ``works(ids=[...])`` with all DOIs, which is how it is shown to be used."""
    from habanero import Crossref

    client = Crossref(base_url=url, mailto=MAILTO)
    answers = client.works(ids=list(task.dois), warn=True) if task.dois else []
    answers = answers if isinstance(answers, list) else [answers]
    return sum(bool(answer) for answer in answers)


def crossrefapi(url: str, task: Task) -> int:
    """crossrefapi's ``works.doi()``, one DOI after the other, at the pace that it keeps itself."""
    from crossref import restful

    # Its address is written into a function; nothing else of it is changed.
    restful.build_url_endpoint = lambda endpoint, context=None: f"{url}/{endpoint}"
    works = restful.Works(etiquette=restful.Etiquette("bench", "1", "https://x.example", MAILTO))
    had = 0
    for doi in task.dois:
        with contextlib.suppress(ValueError):  # it reads an empty 429 as JSON
            had += bool(works.doi(doi))
    return had


def thread_pool(url: str, task: Task) -> int:
    """Three threads with requests and no pace, the usual script."""
    import requests

    session = requests.Session()

    def ask(doi: str) -> bool:
        agent = {"User-Agent": f"script/1 (mailto:{MAILTO})"}
        return session.get(f"{url}/works/{doi}", headers=agent, timeout=10).status_code == 200

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return sum(threads.map(ask, task.dois))


@dataclass(frozen=True)
class PlaceList:
    """A mixed list whose lines without a DOI print where their works stand.

    ``known`` is the share of these works that PubMed has.
    """

    maker: Maker
    known: float

    @classmethod
    def of(cls, size: int, known: float) -> PlaceList:
        """77 % DOIs, 16 % fields, of which every fourth has no title, and 7 % printed lines."""
        maker = Maker(random.Random(1))
        maker.works = [maker.work() for _ in range(size)]
        forms = [full_fields, full_fields, full_fields, fields_without_title]
        strings = [vancouver, nature, apa]
        for number, work in enumerate(maker.works):
            if number < size * 0.77:
                maker.lines.append(Line({"DOI": work["DOI"]}, work["DOI"], "DOI"))
                continue
            shown = forms if number < size * 0.93 else strings
            form = shown[number % len(shown)]
            maker.lines.append(Line(form(work, maker.chance), work["DOI"], form.__name__))
        return cls(maker, known)

    def measure(self, *, with_pubmed: bool) -> PlaceRun:
        """Fetch the list with an empty memory."""
        maker = self.maker
        works = [{k: v for k, v in work.items() if k[0] != "_"} for work in maker.works]
        listed = make_review(REVIEW, [line.deposited for line in maker.lines])
        has = random.Random(2)
        records = [
            Record(str(30_000_000 + number), work)
            for number, work in enumerate(works)
            if has.random() < self.known
        ]
        with (
            CrossrefServer(
                [listed, *works], latency=LATENCY, search=SearchIndex(works).search
            ) as crossref,
            PubMedServer(records, latency=LATENCY, slack=0.0) as pubmed,
            tempfile.TemporaryDirectory() as folder,
        ):
            began = time.perf_counter()
            gateway = Gateway(Path(folder))
            client = CrossrefClient(gateway, crossref.url, MAILTO)
            by_place = PubMedClient(gateway, read_records, pubmed.url, mailto=MAILTO)
            listing = client.listing(Doi(REVIEW))
            sources = Sources(
                client, by_place=by_place if with_pubmed else None, expect=client.expect
            )
            entries = resolve([listing] if listing else [], sources)
            gateway.close()
            seconds = time.perf_counter() - began
            broken = len(crossref.violations) + len(pubmed.violations)
            asked = len(crossref.requests), len(pubmed.requests)
        found = [
            str(entry.work.doi) if isinstance(entry.resolution, Resolved) else ""
            for entry in entries
        ]
        pairs = list(zip(found, maker.lines, strict=True))
        wrong = sum(bool(doi) and doi != str(line.want).lower() for doi, line in pairs)
        return PlaceRun(*asked, wrong, found.count(""), broken, seconds)


@dataclass(frozen=True)
class PlaceRun:
    """What it took: requests to both, wrong and missing works, broken limits, seconds."""

    to_crossref: int
    to_pubmed: int
    wrong: int
    missing: int
    broken: int
    seconds: float


def by_place(sizes: Sequence[int]) -> int:
    """Measure and print what PubMed spares; the number of wrong works."""
    print(f"\n{'asked by place: PubMed':<37}{'refs':>5}{'Crossref':>10}{'PubMed':>8}"
          f"{'broken':>8}{'wrong':>7}{'missing':>9}{'seconds':>9}{'share':>7}")  # fmt: skip
    wrong = 0
    for size in sizes:
        usual = 0.0
        for known, words in (
            (0.0, "without"),
            (1.0, "all in PubMed"),
            (0.75, "three of four there"),
        ):
            run = PlaceList.of(size, known).measure(with_pubmed=bool(known))
            usual = usual or run.seconds
            wrong += run.wrong
            print(f"  {words:<35}{size:>5}{run.to_crossref:>10}{run.to_pubmed:>8}{run.broken:>8}"
                  f"{run.wrong:>7}{run.missing:>9}{run.seconds:>9.2f}{run.seconds / usual:>7.2f}",
                  flush=True)  # fmt: skip
    return wrong


OTHERS: dict[str, Client] = {"habanero works(ids=[...])": habanero_plain, "3 threads": thread_pool}


def show(name: str, size: int, kind: str, run: Run, floor: float | None = None) -> None:
    """One row of the table."""
    bound = f"{floor:>9.2f}{run.seconds / floor:>8.2f}" if floor else f"{'-':>9}{'-':>8}"
    print(f"{name:<27}{size:>6} {kind:<9}{run.requests:>9}{run.refused:>6}"
          f"{run.wanted - run.had:>9}{run.seconds:>10.2f}{bound}", flush=True)  # fmt: skip


def rows(sizes: Sequence[int], most_of_others: int) -> None:
    """Measure and print everything."""
    for kind in ("all DOI", "mixed"):
        for size in sizes:
            task = Task.of(size, mixed=kind == "mixed")
            show("refkit, cold", size, kind, measure(refkit_cold, task), task.floor)
    for name, client in OTHERS.items():
        for size in sorted({min(size, most_of_others) for size in sizes}):
            show(name, size, "all DOI", measure(client, Task.of(size, mixed=False)))


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--smoke", action="store_true", help="small sizes only")
    parser.add_argument("--places", action="store_true", help="the last table only")
    given = parser.parse_args()
    smoke = given.smoke
    if given.places:
        sys.exit(1 if by_place([30] if smoke else [200]) else 0)
    sizes, most = ([9], 4) if smoke else ([9, 200, 1000], MOST_OF_OTHERS)
    if find_spec("crossref"):
        OTHERS["crossrefapi works.doi()"] = crossrefapi
    print(f"{'':<27}{'refs':>6} {'list':<9}{'requests':>9}{'429s':>6}{'missing':>9}{'seconds':>10}"
          f"{'floor':>9}{'ratio':>8}")  # fmt: skip
    logging.disable(logging.CRITICAL)
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")  # habanero warns of each answer that it drops
        rows(sizes, most)
    print(f"\nothers: only what has a DOI, at most {most} of them")
    if not find_spec("crossref"):
        print("crossrefapi is not installed: pip install crossrefapi")
    sys.exit(1 if by_place([30] if smoke else [200]) else 0)


if __name__ == "__main__":
    main()
