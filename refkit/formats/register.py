"""A bibliography to text, one module a format."""

from __future__ import annotations

from refkit.errors import InputError
from refkit.formats.bibtex.biblatex_writer import BIBLATEX
from refkit.formats.bibtex.bibtex_writer import BIBTEX
from refkit.formats.csl_json.writer import CSL_JSON
from refkit.formats.export import Exporter
from refkit.formats.ris.writer import RIS
from refkit.formats.table.writer import CSV

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
