"""Works that cite a work: asked again as they were asked for, to find those that came since."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from refkit.api import fetch_options
from refkit.model.bibliography import Bibliography
from refkit.model.identifiers import Doi
from refkit.model.list_ids import CitingList
from refkit.model.list_notes import LIMIT
from refkit.pipeline import Collected, Failure
from refkit.resolver import Sources, StartProgress

if TYPE_CHECKING:
    from refkit.http.gateway import Gateway
    from refkit.settings import Settings

# What a row says of the year from which works were asked for (forward.collect).
_SINCE = re.compile(r"from before (\d{4}) left out")


class Asked(NamedTuple):
    """From which year works were asked for, and how many of a list at most; 0 for all."""

    since: int
    limit: int


def citing_again(
    bibliography: Bibliography,
    settings: Settings,
    gateway: Gateway,
    sources: Sources,
    progress: StartProgress,
) -> Iterator[Collected | Failure]:
    """The lists of citing works as they are today; ``bibliography`` has what there was."""
    seeds: dict[Asked, list[Doi]] = {}
    for each in bibliography.heads:
        if isinstance(each, CitingList):
            seeds.setdefault(_asked(each, bibliography), []).append(each.cited)
    for asked, dois in seeds.items():
        way = fetch_options.read_direction(fetch_options.CITATIONS, asked.since, asked.limit, 1)
        yield from way.lists(
            dois, settings, gateway, sources, lambda line: True, bibliography, progress
        )


def _asked(each: CitingList, bibliography: Bibliography) -> Asked:
    """How a list was asked for, as far as its rows say so.

    Of one that a limit cut short the newest are asked for, as many as there are.
    """
    details = [row.detail for row in bibliography.lists if row.review == str(each)]
    years = [int(found[1]) for text in details if (found := _SINCE.search(text))]
    lines = (line for entry in bibliography.entries for line in entry.citations)
    limit = sum(line.review == each for line in lines) if LIMIT in details else 0
    return Asked(max(years, default=0), limit)
