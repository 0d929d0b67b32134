"""A small world of works that cite one: three services, a Crossref, and what each knows of it.

Nobody and nothing in it exists. ``Bees`` 0 to 6 cite the seed; who names which is below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import pytest
from crossref_server import CrossrefServer, make_work
from other_servers import (
    OtherServer,
    europepmc,
    make_citation,
    make_openalex_work,
    make_result,
    make_row,
    openalex,
    opencitations,
)

Json = dict[str, Any]
SEED = "10.1000/seed"
TITLES = (
    "Bees of the far north and what they gather",
    "Hives that hum before a storm arrives",
    "Nectar at dawn, counted by hand for a year",
    "A sting in time and its price for the colony",
    "Queens without crowns in three invented valleys",
    "Pollen on the moon as seen from a garden",
    "Wax and wane: combs in the changing seasons",
)
YEARS = (2019, 2021, 2021, 2022, 2023, 2024, 2025)
OPENALEX, EUROPEPMC, OPENCITATIONS = (0, 1, 2, 3), (1, 2, 4, 5), (0, 1, 3, 6)


def doi(number: int) -> str:
    """The DOI of a work, in the case of its publisher."""
    return f"10.1000/Bee.{number}"


def registered(number: int) -> Json:
    """A work as Crossref has it."""
    return make_work(
        doi(number),
        title=[TITLES[number]],
        author=[{"family": "Abel", "given": "Ada", "sequence": "first"}],
        volume="7",
        page=f"{100 + number}-{110 + number}",
        published_print={"date-parts": [[YEARS[number]]]},
        issued={"date-parts": [[YEARS[number]]]},
        **{"container-title": ["Journal of Invented Results"]},
    )


def alex(number: int, **fields: Any) -> Json:
    """The same as OpenAlex has it."""
    usual = {
        "title": TITLES[number],
        "display_name": TITLES[number],
        "publication_year": YEARS[number],
        "publication_date": f"{YEARS[number]}-0{number + 1}-01",
        "ids": {"pmid": f"https://pubmed.ncbi.nlm.nih.gov/{500 + number}"},
        "biblio": {"volume": "7", "first_page": str(100 + number)},
        "cited_by_count": 0,
    }
    return make_openalex_work(f"W{100 + number}", doi(number), **{**usual, **fields})


def pmc(number: int, **fields: Any) -> Json:
    """The same as Europe PMC has it in a list: without its DOI."""
    usual = {
        "title": f"{TITLES[number]}.",
        "pubYear": YEARS[number],
        "pageInfo": f"{100 + number}-{110 + number}",
    }
    return make_citation(str(500 + number), **{**usual, **fields})


def oc(number: int) -> Json:
    """The same as OpenCitations has it."""
    return make_row(f"omid:br/06{number} doi:{doi(number)} pmid:{500 + number}", str(YEARS[number]))


def services(
    seed: str = SEED,
    *,
    alex_of: Mapping[str, Sequence[Json]] | None = None,
    pmc_of: Sequence[Json] | None = None,
    oc_of: Mapping[str, Sequence[Json]] | None = None,
    articles: Sequence[Json] = (),
    knows_pmc: bool = True,
    **options: Any,
) -> dict[str, OtherServer]:
    """The three services; what each knows may be told otherwise. ``articles`` are Europe PMC's."""
    seeds = [make_openalex_work("W1", seed), *map(alex, range(len(TITLES)))]
    known = {"W1": list(map(alex, OPENALEX))} if alex_of is None else alex_of
    lines = list(map(pmc, EUROPEPMC)) if pmc_of is None else pmc_of
    rows = {seed: list(map(oc, OPENCITATIONS))} if oc_of is None else oc_of
    records = [*articles, *([make_result("77", seed)] if knows_pmc else [])]
    records += [
        make_result(str(500 + n), doi(n), title=f"{TITLES[n]}.") for n in range(len(TITLES))
    ]
    return {
        "openalex": openalex(seeds, citing=known, **options),
        "europepmc": europepmc(records, citations={"MED/77": lines}),
        "opencitations": opencitations(rows),
    }


def works(seed: str = SEED) -> list[Json]:
    """The seed and what cites it, as Crossref has them."""
    smith = [{"family": "Smith", "given": "Ann", "sequence": "first"}]
    of_2018 = {"date-parts": [[2018]]}
    cited = make_work(
        seed, title=["What bees want"], author=smith, published_print=of_2018, issued=of_2018
    )
    return [cited, *map(registered, range(len(TITLES)))]


class World:
    """The services of a test, which refkit is told to use."""

    def __init__(self, crossref: CrossrefServer, **servers: OtherServer) -> None:
        self.crossref, self.servers = crossref, servers

    def __getitem__(self, name: str) -> OtherServer:
        return self.servers[name]

    @property
    def asked(self) -> int:
        """How many requests came to all of them."""
        others = sum(len(each.requests) for each in self.servers.values())
        return others + len(self.crossref.requests)


Make = Callable[..., World]


@pytest.fixture
def citing_world(crossref: CrossrefServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """Makes the world; what a service knows may be told otherwise."""
    with ExitStack() as stack:

        def make(seed: str = SEED, **options: Any) -> World:
            servers = services(seed, **options)
            for name, server in servers.items():
                stack.callback(server.close)
                monkeypatch.setenv(f"REFKIT_{name.upper()}_URL", server.url)
            for work in works(seed)[seed != SEED :]:
                crossref.add(work)
            return World(crossref, **servers)

        yield make
