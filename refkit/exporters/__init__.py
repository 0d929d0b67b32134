"""A bibliography to text, one module a format."""

from __future__ import annotations

from refkit.errors import InputError
from refkit.exporters.base import Exporter
from refkit.exporters.biblatex import BIBLATEX
from refkit.exporters.bibtex import BIBTEX
from refkit.exporters.csl_json import CSL_JSON
from refkit.exporters.csv_ledger import CSV
from refkit.exporters.ris import RIS

EXPORTERS: tuple[Exporter, ...] = (BIBTEX, BIBLATEX, CSL_JSON, RIS, CSV)


def exporter(name: str) -> Exporter:
    """Find an exporter by its name; raises InputError naming those there are."""
    for candidate in EXPORTERS:
        if candidate.name == name:
            return candidate
    raise InputError(f"unknown format {name!r}; there are: {', '.join(names())}")


def names() -> list[str]:
    """The names of all formats."""
    return [candidate.name for candidate in EXPORTERS]
