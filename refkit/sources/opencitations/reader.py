"""Understands what OpenCitations answers: pairs of works by their identifiers. It never asks.

``"citing": "omid:br/0605028322 doi:10.1007/s11192-025-05248-8 pmid:40000000"``: all identifiers of
the work that OpenCitations knows, its own first, and beside it when that work appeared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from refkit.model.identifiers import Doi, Pmcid, Pmid, read_arxiv
from refkit.model.reference import Reference
from refkit.model.work import Work, WorkType
from refkit.sources.citing import CitingWork
from refkit.sources.json_values import day, identifiers, mappings, verbatim


def read_citations(rows: Any) -> Iterator[CitingWork]:
    """The citing works of an answer; a row without any identifier says nothing of one."""
    for row in mappings(rows):
        named = list(_names(verbatim(row.get("citing"))))
        if named:
            yield _citing_work(named, row)


def _names(text: str) -> Iterator[tuple[str, str]]:
    """The identifiers of a work with their kinds: ``doi`` and ``10.1000/x``."""
    for word in text.split():
        kind, colon, value = word.partition(":")
        if colon and value:
            yield kind.lower(), value


def _citing_work(named: list[tuple[str, str]], row: Mapping[str, Any]) -> CitingWork:
    of = {kind: [value for name, value in named if name == kind] for kind, _ in named}
    dois = list(identifiers(Doi, of.get("doi", [])))
    dois += filter(None, map(read_arxiv, of.get("arxiv", [])))
    dois = list(dict.fromkeys(dois))
    appeared = day(row.get("creation"))
    pmid = next(identifiers(Pmid, of.get("pmid", [])), None)
    pmcid = next(identifiers(Pmcid, of.get("pmcid", [])), None)
    fields = {
        "DOI": dois[0].value if dois else next(iter(of.get("doi", [])), ""),
        "openalex": next(iter(of.get("openalex", [])), "").upper(),
        "pmcid": pmcid.value if pmcid else "",
        "pmid": pmid.value if pmid else "",
        "year": f"{appeared.year:04d}" if appeared else "",
    }
    work = Work(
        type=WorkType.DOCUMENT,
        issued=appeared,
        doi=dois[0] if dois else None,
        other_dois=tuple(dois[1:]),
        pmid=pmid,
        pmcid=pmcid,
    )
    deposited = tuple(sorted((name, value) for name, value in fields.items() if value))
    key = ":".join(named[0])
    return CitingWork(Reference(0, key, deposited), work, tuple(dois))
