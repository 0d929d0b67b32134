"""One step forward or two, with a count of the second before it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import ceil

from refkit import pipeline
from refkit.errors import InputError
from refkit.forward.collect import Cited, Services, Wanted, collect
from refkit.forward.union import MergedWork
from refkit.model.bibliography import Bibliography
from refkit.model.identifiers import Doi
from refkit.resolver import StartProgress, no_progress

DEEPEST = 2
MOST = 20_000
"""Works that a second step may bring, as far as can be told: more than one screens by hand, and
minutes at every service."""

# How many works each service gives in an answer, and how many it is asked about together.
_PAGES = {"openalex": 200, "europepmc": 1000}
_TOGETHER = {"openalex": 50, "europepmc": 10}
_BATCH = 100

Confirm = Callable[[str], bool]
"""Told how much a second step is, in one line that ends with a question; whether to go on."""


def steps(
    seeds: Sequence[Doi],
    services: Services,
    wanted: Wanted,
    depth: int = 1,
    *,
    confirm: Confirm = lambda line: True,
    earlier: Bibliography | None = None,
    progress: StartProgress = no_progress,
) -> list[pipeline.Collected | pipeline.Failure]:
    """The works that cite the seeds, a list each; of ``depth`` 2 also those that cite these.

    Raises InputError where the second step is too long, or ``confirm`` says no: nothing of it was
    asked for then.
    """
    found = collect(seeds, services, wanted, earlier, progress)
    if depth == DEEPEST and (further := _further(found)):
        _ask(further, services, wanted, confirm)
        found |= collect(list(further), services, wanted, earlier, progress, given=False)
    return [each for cited in found.values() for each in cited.collected]


def _further(found: Mapping[Doi, Cited]) -> dict[Doi, MergedWork]:
    """The works to go on from: each with a DOI that was not asked about, once."""
    works = (work for cited in found.values() for work in cited.works)
    named = ((min(work.dois), work) for work in works if work.dois)
    further: dict[Doi, MergedWork] = {}
    for doi, work in named:
        if not work.dois & found.keys():
            further.setdefault(doi, work)
    return further


def _ask(
    further: Mapping[Doi, MergedWork], services: Services, wanted: Wanted, confirm: Confirm
) -> None:
    counts = [_count(work, wanted) for work in further.values()]
    works = sum(counts)
    requests = sum(_requests(counts, [each.name for each in services.citing]))
    line = f"about {works:,} {'work' if works == 1 else 'works'} in {requests:,} requests"
    if works > MOST:
        raise InputError(
            f"{line}: more than {MOST:,} are not asked for at a time; --since or --limit makes it "
            "less, and --depth 1 is the first step alone"
        )
    if not confirm(f"{line}; go on?"):
        raise InputError(
            f"{line}; go on? Nothing of them was asked for: --yes goes on without a question, "
            "--depth 1 is the first step alone"
        )


def _count(work: MergedWork, wanted: Wanted) -> int:
    return min(work.cited_by, wanted.limit) if wanted.limit else work.cited_by


def _requests(counts: Sequence[int], names: Sequence[str]) -> Iterator[int]:
    """How many requests it takes at most: to find the works, for their lists, to look these up."""
    for name in names:
        if together := _TOGETHER.get(name):
            yield ceil(len(counts) / together)
        page = _PAGES.get(name)
        yield sum(max(1, ceil(each / page)) if page else 1 for each in counts)
    yield ceil(sum(counts) / _BATCH)
