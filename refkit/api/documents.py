"""A document that somebody has in hand, and the list that it prints."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from refkit import pipeline
from refkit.documents.embedded import with_records
from refkit.documents.listing import listing_of
from refkit.documents.model import Document
from refkit.documents.read import GivenDocument, read_document
from refkit.documents.split import split_references
from refkit.errors import InputError
from refkit.formats.detect import is_saved, read_library
from refkit.formats.register import read_suffixes
from refkit.model.bibliography import ListOutcome, ReviewList
from refkit.model.identifiers import Doi

Given = Path | str | GivenDocument


class ReadLists(NamedTuple):
    """What documents hold: lists, the own DOIs of those without one, and lines for the user."""

    lists: tuple[pipeline.Collected, ...]
    dois: tuple[Doi, ...] = ()
    notes: tuple[str, ...] = ()


def read_lists(documents: Iterable[Given]) -> ReadLists:
    """Read the list of each document; nobody is asked.

    Raises InputError for what cannot be read, holds no reference or is a library, which other
    commands take, and for two documents of one name: it is what their lists are known by.
    """
    lists: dict[str, pipeline.Collected] = {}
    dois: list[Doi] = []
    notes: list[str] = []
    for given in documents:
        document = _read(given)
        if document.name in lists:
            raise InputError(f"two documents are called {document.name}: rename one of them")
        found = _collected(document)
        if isinstance(found, Doi):
            dois.append(found)
            notes.append(
                f"{document.name}: there is no list of references in it; what its own DOI has is "
                f"taken: {found}"
            )
        else:
            lists[document.name] = found
    return ReadLists(tuple(lists.values()), tuple(dois), tuple(notes))


def _read(given: Given) -> Document:
    if isinstance(given, GivenDocument):
        document = read_document(given.data, given.name)
    else:
        document = read_document(given)
    if document.kind == "text":
        text = "\n".join(" " * int(block.indent) + block.text for block in document.blocks)
        _refuse_library(text, document.name)
    return document


def _refuse_library(text: str, name: str) -> None:
    """Raise InputError where a text is a library or a saved bibliography: its lines are no list."""
    if not text.strip():
        raise InputError(f"{name}: is empty")
    if is_saved(text):
        raise InputError(
            f"{name}: is a saved bibliography; add a review to it with: refkit fetch DOI -o {name}"
        )
    is_named = Path(name).suffix.lower() in {*read_suffixes()} - {".txt"}
    try:
        library = read_library(text, name)
    except InputError:
        if is_named:
            raise
        return
    if library.format == "identifiers" or not library.entries:
        return
    if is_named or library.format != "table":
        raise InputError(
            f"{name}: is a library ({library.format}); its entries are looked up with: refkit "
            f"enrich {name}, and tagged with: refkit tag {name}"
        )


def _collected(document: Document) -> pipeline.Collected | Doi:
    """The list of a document, or the document's own DOI where it has none."""
    printed = with_records(split_references(document), document)
    if printed.references:
        listing = listing_of(document.name, printed)
        count = len(printed.references)
        row = ReviewList(
            str(listing.list_id),
            ListOutcome.GIVEN,
            announced=count,
            given=count,
            detail="; ".join(printed.remarks),
        )
        return pipeline.Collected(row, listing)
    if printed.own_doi:
        return printed.own_doi
    raise InputError(
        f"{document.name}: no reference is found in it; one has a year or an identifier, and "
        "stands on lines of its own"
    )
