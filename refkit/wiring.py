"""Opens the network as the settings say: the gateway with its cache, and the sources behind it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from refkit.errors import InputError
from refkit.http.gateway import DEADLINE, TIMEOUT, Gateway
from refkit.interrupts import when_stopped
from refkit.resolver.asking import Sources
from refkit.settings import Settings
from refkit.sources.base import Source
from refkit.sources.crossref.client import CrossrefClient
from refkit.sources.europepmc.client import EuropePmcClient
from refkit.sources.registration_agency import DoiOrgClient, OtherAgencies

if TYPE_CHECKING:
    from refkit.http.cache import Remembered
    from refkit.sources.citing import CitationSource
    from refkit.sources.datacite.client import DataCiteClient
    from refkit.sources.openalex.client import OpenAlexClient
    from refkit.sources.pubmed.client import PubMedClient

# Asked only when they are named: the first two complete what Crossref gives, PubMed finds works by
# where they stand.
EXTRAS = ("europepmc", "openalex", "pubmed")

_REMEMBERED = "answers so far are remembered, the same command goes on"


@contextmanager
def open_gateway(
    settings: Settings,
    *,
    offline: bool = False,
    refresh: bool = False,
    since: date | None = None,
    patience: tuple[float, float] = (TIMEOUT[1], DEADLINE),
    notify: Callable[[str], None] = lambda note: None,
) -> Iterator[Gateway]:
    """Open the network and close it again; offline there are the cache and what ships with refkit.

    ``refresh`` asks anew what is cached, ``since`` what was answered before that day (UTC).
    ``patience`` is in seconds: of silence, and for a question with all its repetitions. ``notify``
    takes lines for the user.
    """
    timeout = (TIMEOUT[0], patience[0])
    shipped = _shipped_answers(settings.crossref_url) if offline else {}
    gateway = Gateway(
        settings.cache,
        offline=offline,
        refresh=refresh,
        since=since,
        shipped=shipped,
        timeout=timeout,
        deadline=patience[1],
        notify=notify,
    )
    try:
        with nullcontext() if offline else when_stopped(_REMEMBERED):
            yield gateway
    finally:
        gateway.close()


def open_numbers(settings: Settings, gateway: Gateway) -> EuropePmcClient:
    """Who knows works by their PubMed numbers."""
    return EuropePmcClient(gateway, settings.europepmc_url)


def open_citations(settings: Settings, gateway: Gateway) -> tuple[CitationSource, ...]:
    """Who is asked which works cite one, in the order in which their words are taken."""
    from refkit.sources.europepmc.citations import EuropePmcCitations
    from refkit.sources.openalex.citations import OpenAlexCitations
    from refkit.sources.opencitations.client import OpenCitationsClient

    token = settings.opencitations_token
    return (
        OpenAlexCitations(_openalex(settings, gateway)),
        EuropePmcCitations(open_numbers(settings, gateway)),
        OpenCitationsClient(gateway, settings.opencitations_url, token),
    )


def memory_of(settings: Settings, *, clear: bool = False) -> Remembered:
    """What is remembered; ``clear`` forgets it. Raises InputError where that fails."""
    from refkit.http.cache import forget, remembered

    return forget(settings.cache) if clear else remembered(settings.cache)


def open_sources(
    settings: Settings,
    gateway: Gateway,
    extras: Sequence[str] = (),
    notify: Callable[[str], None] = lambda note: None,
) -> Sources:
    """Who is asked, and in which order; ``extras`` are names out of EXTRAS.

    ``notify`` takes lines for the user. Raises InputError for a name that is none of them.
    """
    if unknown := sorted(set(extras) - set(EXTRAS)):
        raise InputError(f"unknown source {', '.join(unknown)}; there are: {', '.join(EXTRAS)}")
    mailto = settings.mailto or None
    first = CrossrefClient(gateway, settings.crossref_url, mailto, notify)
    return Sources(
        first=first,
        elsewhere=OtherAgencies(
            DoiOrgClient(gateway, settings.doi_url),
            lambda: _datacite(settings, gateway),
        ),
        extras=tuple(_completing(settings, gateway, extras)),
        by_place=_pubmed(settings, gateway) if "pubmed" in extras else None,
        expect=first.expect,
    )


def _completing(settings: Settings, gateway: Gateway, extras: Collection[str]) -> Iterator[Source]:
    if "europepmc" in extras:
        yield EuropePmcClient(gateway, settings.europepmc_url)
    if "openalex" in extras:
        yield _openalex(settings, gateway)


# Who is not asked in every run is loaded by a run that asks.
def _datacite(settings: Settings, gateway: Gateway) -> DataCiteClient:
    from refkit.sources.datacite.client import DataCiteClient

    return DataCiteClient(gateway, settings.datacite_url, settings.mailto or None)


def _openalex(settings: Settings, gateway: Gateway) -> OpenAlexClient:
    from refkit.sources.openalex.client import OpenAlexClient

    return OpenAlexClient(gateway, settings.openalex_url, settings.openalex_key)


def _pubmed(settings: Settings, gateway: Gateway) -> PubMedClient:
    from refkit.formats.pubmed.xml import read_records
    from refkit.sources.pubmed.client import PubMedClient

    key, mailto = settings.pubmed_key, settings.mailto or None
    return PubMedClient(gateway, read_records, settings.pubmed_url, key, mailto)


def _shipped_answers(base_url: str) -> dict[str, Path]:
    """Shipped answers by the address that they answer, whichever mirror is set."""
    answers = {}
    for path in sorted((_fixtures() / "crossref" / "works").glob("*.json")):
        doi = json.loads(path.read_text(encoding="utf-8"))["message"]["DOI"]
        answers[f"{base_url}/works/{quote(doi.lower(), safe='')}"] = path
    return answers


def _fixtures() -> Path:
    package = Path(__file__).parent
    installed = package / "fixtures"
    # In a checkout they stand beside the package; a wheel holds them inside.
    return installed if installed.is_dir() else package.parent / "fixtures"
