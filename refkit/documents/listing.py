"""Turns a printed list into lines to be looked up, like those that a publisher deposited."""

from __future__ import annotations

from refkit.documents.embedded import deposited
from refkit.documents.line_features import FEWEST_OF_A_NUMBER
from refkit.documents.model import PrintedLine, PrintedList
from refkit.errors import InvalidIdentifier
from refkit.model.doi_readings import read_string
from refkit.model.identifiers import Doi
from refkit.model.list_ids import document_head
from refkit.model.pasted_identifiers import read_pasted
from refkit.model.reference import Reference
from refkit.sources.base import Listed, Listing
from refkit.sources.crossref.deposited_fields import printed_work


def listing_of(name: str, printed: PrintedList) -> Listing:
    """The references of a document by its name, in Crossref's names of the fields.

    A line's position is its place in the list; where another number is printed before it, that is
    its key.
    """
    references = [
        _reference(position, line) for position, line in enumerate(printed.references, start=1)
    ]
    return Listing(
        review=document_head(name),
        references=tuple(Listed.of(each, printed_work(each)) for each in references),
        announced=len(references),
        retrieved=None,
    )


def _reference(position: int, line: PrintedLine) -> Reference:
    key = "" if line.number == str(position) else line.number
    return Reference(position, key, tuple(sorted(_fields(line).items())))


def _fields(line: PrintedLine) -> dict[str, str]:
    """What is printed, and what the record says that a manager left of it."""
    if line.embedded is None:
        return _printed_fields(line)
    printed = {"unstructured": line.text} if line.text else {}
    return deposited(line.embedded) | printed


def _printed_fields(line: PrintedLine) -> dict[str, str]:
    """What is printed; of a line that is an identifier alone that, else a DOI that a link has."""
    try:
        alone = read_pasted(line.text).identifier
    except InvalidIdentifier:
        alone = None
    if isinstance(alone, Doi):
        return {"DOI": line.text}
    fields = {"unstructured": line.text}
    if alone is not None:
        # A short one may be a year, or a page's number: only the word before it makes it PubMed's.
        is_number = line.text.isdigit() and len(line.text) >= FEWEST_OF_A_NUMBER
        return fields | ({"PMID": line.text} if is_number else {})
    linked = [link for link in line.links if read_string(link)]
    if len(linked) == 1 and not read_string(line.text):
        fields["DOI"] = linked[0]
    return fields
