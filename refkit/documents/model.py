"""A document as it was read, with the records that it carries, and the list that it prints.

A reader (text, Word, HTML, PDF) gives the first; what is a reference in it is told by ``split``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from refkit.model.identifiers import Doi
from refkit.model.work import Work


class BlockKind(StrEnum):
    """What a reader knows of a block: a line of text may be a part of a paragraph."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Block:
    """A line, paragraph, list item or heading, in plain text without control characters.

    ``number`` is the one that the document itself gives it and that does not stand in ``text``
    (an automatic list of Word, an ``<ol>``); empty where there is none. ``indent`` is how far the
    text is set in, in points, or in characters for plain text. ``page`` counts from 1; 0 where
    there are no pages. ``links`` are the addresses that its words lead to, which are never opened.
    """

    text: str
    kind: BlockKind = BlockKind.LINE
    number: str = ""
    indent: float = 0.0
    page: int = 0
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Embedded:
    """A record that a reference manager left in the document: what it says, and who left it.

    ``by`` is ``zotero``, ``mendeley`` or ``endnote``.
    """

    work: Work
    by: str


@dataclass(frozen=True, slots=True)
class Document:
    """What was read of one file. ``name`` is its name without its folder.

    ``embedded`` are in the order of their first citation. ``own_doi`` is the DOI that the document
    says of itself, which is no reference. ``remarks`` are lines for the user. ``list_blocks`` are
    the blocks of the printed list, where the document itself marks them. ``line_numbers`` are the
    numbers of its lines, which stand in no block.
    """

    name: str
    kind: str
    blocks: tuple[Block, ...] = ()
    embedded: tuple[Embedded, ...] = ()
    own_doi: Doi | None = None
    remarks: tuple[str, ...] = ()
    list_blocks: range | None = None
    line_numbers: tuple[str, ...] = ()


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
