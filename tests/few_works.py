"""A loopback Crossref that knows a few works and can be searched, for tests of libraries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from crossref_server import FAST, CrossrefServer, make_work
from search_index import SearchIndex

BEES_TITLE = "The flight of honey bees over alpine meadows"
OWLS_TITLE = "Owls of the northern garden at night"
MOTHS_TITLE = "Moths that follow the light of passing trains"

BEES = make_work(
    "10.1000/bees",
    title=[BEES_TITLE],
    author=[
        {"given": "Ada", "family": "Berg", "sequence": "first"},
        {"given": "Clara", "family": "Costa", "sequence": "additional"},
    ],
    container_title=["Journal of Bees"],
    volume="12",
    issue="3",
    page="34-45",
    published_print={"date-parts": [[2021, 5]]},
)
OWLS = make_work(
    "10.1000/owls",
    title=[OWLS_TITLE],
    author=[{"given": "Bo", "family": "Dahl", "sequence": "first"}],
    container_title=["Owl Letters"],
    volume="7",
    page="101-110",
    published_print={"date-parts": [[1999]]},
    updated_by=[{"DOI": "10.1000/n", "type": "retraction", "updated": {"date-parts": [[2023]]}}],
)
MOTHS = make_work(
    "10.1101/moths",
    type="posted-content",
    subtype="preprint",
    title=[MOTHS_TITLE],
    author=[{"given": "Eva", "family": "Holm", "sequence": "first"}],
    container_title=None,
    institution=[{"name": "bioRxiv"}],
    published_print=None,
    posted={"date-parts": [[2022, 3]]},
)


@contextmanager
def serving(monkeypatch: pytest.MonkeyPatch) -> Iterator[CrossrefServer]:
    """A server of these works, which refkit is told to use."""
    works = (BEES, OWLS, MOTHS)
    with CrossrefServer(works, pools=FAST, search=SearchIndex(works).search) as server:
        monkeypatch.setenv("REFKIT_CROSSREF_URL", server.url)
        monkeypatch.setenv("REFKIT_DOI_URL", server.url)
        yield server
