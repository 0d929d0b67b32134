"""Which list a line stands in: that of a review, of a document, or what cites a work."""

from __future__ import annotations

from dataclasses import dataclass

from refkit.errors import InvalidIdentifier
from refkit.model.identifiers import Doi, ListId
from refkit.model.work import Work, WorkType
from refkit.text.rich import RichText

DOCUMENT, CITING = "document:", "citing:"


@dataclass(frozen=True, slots=True, order=True)
class DocumentList(ListId):
    """The list that a document prints, known by its name without a folder: ``document:refs.txt``.

    ``value`` is the name.
    """

    def __str__(self) -> str:
        return f"{DOCUMENT}{self.value}"


@dataclass(frozen=True, slots=True, order=True)
class CitingList(ListId):
    """The works that cite the work with a DOI: ``citing:10.1000/seed``; ``value`` is the DOI."""

    def __str__(self) -> str:
        return f"{CITING}{self.value}"

    @property
    def cited(self) -> Doi:
        """The DOI of the work that they cite."""
        return Doi(self.value)


def parse_list(text: str) -> ListId:
    """The list that is spelled so; raises InvalidIdentifier where it is none."""
    if text.startswith(DOCUMENT):
        name = text.removeprefix(DOCUMENT)
        if not name.strip():
            raise InvalidIdentifier("list", text, f"one looks like {DOCUMENT}refs.txt")
        return DocumentList(name)
    if text.startswith(CITING):
        return CitingList(Doi.parse(text.removeprefix(CITING)).value)
    return Doi.parse(text)


def document_head(name: str) -> Work:
    """What stands for a document among the reviews: no more than its name is known of it."""
    return Work(WorkType.DOCUMENT, title=RichText.of(name))


def id_of_head(work: Work) -> ListId:
    """The list of a review, or of a document that is known by its name."""
    return work.doi or DocumentList(work.title.plain)
