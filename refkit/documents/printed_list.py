"""A list of references as it is printed in a document: its lines, and all that is none of them."""

from __future__ import annotations

from dataclasses import dataclass

from refkit.documents.model import Embedded
from refkit.model.identifiers import Doi


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One reference as printed, on one line.

    A line's end stays in ``text`` (``\\n``) where it parts a word at its hyphen, or a DOI or an
    address: nobody can say for sure whether the hyphen is a part of the word. ``number`` is the one
    that is printed before it, without its stop or brackets: ``12``, ``12a``; empty where there is
    none. ``links`` are addresses that its words lead to. ``embedded`` is the record that a
    reference manager left of it.
    """

    text: str
    number: str = ""
    links: tuple[str, ...] = ()
    embedded: Embedded | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Lines of a document that are no reference: what they are, and how they read there."""

    what: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintedList:
    """The references of a document in its order, and what is left out.

    ``remarks`` are lines for the user, which count all that is left out. ``own_doi`` is the DOI
    that the document says of itself, which is no reference.
    """

    references: tuple[PrintedLine, ...] = ()
    remarks: tuple[str, ...] = ()
    own_doi: Doi | None = None
    left_out: tuple[LeftOut, ...] = ()
