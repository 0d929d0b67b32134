"""Settings to a source that is ready to ask: which memory, which door, which address."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from refkit.net.gateway import Gateway
from refkit.resolving import Sources
from refkit.settings import Settings
from refkit.sources.crossref.client import CrossrefClient


def open_gateway(
    settings: Settings,
    *,
    offline: bool = False,
    refresh: bool = False,
    say: Callable[[str], None] = lambda note: None,
) -> Gateway:
    """The door outside; offline it opens onto the memory and what ships with refkit."""
    shipped = _shipped_answers(settings.crossref_url) if offline else {}
    return Gateway(settings.cache, offline=offline, refresh=refresh, shipped=shipped, say=say)


def open_sources(settings: Settings, gateway: Gateway) -> Sources:
    """Who is asked, and in which order."""
    return Sources(CrossrefClient(gateway, settings.crossref_url, settings.mailto or None))


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
