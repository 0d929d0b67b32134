"""The DOIs that a reference may mean: as deposited, repaired, or hidden in its string.

What was deposited is kept elsewhere, word for word; here are only readings of it, the likeliest
first, each to be tried. None of them is invented (``model.doi_readings``).
"""

from __future__ import annotations

from collections.abc import Iterator

from refkit.errors import InvalidIdentifier
from refkit.model.doi_readings import Readings, read_field, read_string, with_slash
from refkit.model.identifiers import Doi, read_arxiv
from refkit.model.landing_pages import is_address, read_address
from refkit.model.reference import Reference

_PRINTED = ("unstructured", "article-title", "volume-title", "journal-title")


def possible_dois(reference: Reference) -> tuple[Doi, ...]:
    """The readings of a reference's DOI, the likeliest first; empty where it has none.

    A field that holds two DOIs means neither (``alternatives``).
    """
    alone = [found[0] for found in _fields(reference) if len(found) == 1]
    return tuple(dict.fromkeys(doi for readings in alone for doi in readings))


def alternatives(reference: Reference) -> tuple[Doi, ...]:
    """The DOIs of fields that hold several: the reference's own words have to confirm one."""
    several = [found for found in _fields(reference) if len(found) > 1]
    return tuple(dict.fromkeys(doi for found in several for readings in found for doi in readings))


def _fields(reference: Reference) -> Iterator[tuple[Readings, ...]]:
    if reference.doi_text:
        yield _deposited(reference.doi_text)
    for field in _PRINTED:
        yield read_string(reference.field(field))


def _deposited(text: str) -> tuple[Readings, ...]:
    found = read_field(text) or read_field(with_slash(text))
    return found or tuple((doi,) for doi in _elsewise(text))


def _elsewise(text: str) -> Iterator[Doi]:
    """The DOI that stands for an arXiv number, or that a landing page's address says."""
    if doi := read_arxiv(text):
        yield doi
    elif is_address(text):
        try:
            found = read_address(text)
        except InvalidIdentifier:
            return
        if isinstance(found, Doi):
            yield found
