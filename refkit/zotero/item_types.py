"""Zotero's item types as far as refkit writes them: their fields and their creators' roles.

Written by hand from what Zotero's schema says in version 41 (January 2026). It stands in for the
server's own answer where that was not asked; the names are Zotero's.
"""

from __future__ import annotations

from refkit.model.work import WorkType
from refkit.model.zotero_types import ZOTERO_TYPES
from refkit.zotero.api.protocol import ItemTypeFields

DOCUMENT = "document"
"""The type of what is not known better; every version of Zotero has it."""

# Zotero calls these by another type's name, so a line in Extra says what they are.
_WITHOUT_TWIN = frozenset(
    {WorkType.COLLECTION, WorkType.ENTRY, WorkType.FIGURE, WorkType.PERIODICAL, WorkType.REVIEW}
)

# What every type has that refkit writes.
_ALWAYS = "title abstractNote DOI citationKey url language extra"
_BOOKISH = "series volume edition publisher place ISBN"
_CREDITED = "author contributor editor translator seriesEditor"


def _type(fields: str, creators: str = "author contributor") -> ItemTypeFields:
    return ItemTypeFields(frozenset(f"{_ALWAYS} {fields}".split()), frozenset(creators.split()))


ITEM_TYPES: dict[str, ItemTypeFields] = {
    "artwork": _type("date eventPlace", "artist contributor"),
    "blogPost": _type("blogTitle websiteType date ISSN", "author contributor translator"),
    "book": _type(f"{_BOOKISH} date ISSN", _CREDITED),
    "bookSection": _type(f"bookTitle {_BOOKISH} date pages ISSN", f"{_CREDITED} bookAuthor"),
    "computerProgram": ItemTypeFields(  # the only one without a language
        frozenset(
            "title abstractNote DOI citationKey url extra seriesTitle versionNumber date company "
            "place ISBN".split()
        ),
        frozenset({"programmer", "contributor"}),
    ),
    "conferencePaper": _type(
        "proceedingsTitle conferenceName eventPlace publisher place date volume issue pages series "
        "ISBN ISSN",
        _CREDITED,
    ),
    "dataset": _type("identifier type versionNumber date repository repositoryLocation"),
    "dictionaryEntry": _type(f"dictionaryTitle {_BOOKISH} date pages", _CREDITED),
    "document": _type(
        "type date publisher place", "author contributor editor translator reviewedAuthor"
    ),
    "encyclopediaArticle": _type(f"encyclopediaTitle {_BOOKISH} date pages", _CREDITED),
    "journalArticle": _type(
        "publicationTitle publisher place date volume issue pages series seriesTitle "
        "journalAbbreviation PMID PMCID ISSN",
        "author contributor editor translator reviewedAuthor",
    ),
    "magazineArticle": _type(
        "publicationTitle publisher place date volume issue pages ISSN",
        "author contributor translator reviewedAuthor",
    ),
    "manuscript": _type(
        "manuscriptType institution place date number", "author contributor translator"
    ),
    "newspaperArticle": _type(
        "publicationTitle publisher place date volume issue edition pages ISSN",
        "author contributor translator reviewedAuthor",
    ),
    "patent": _type("place patentNumber issueDate pages", "inventor contributor"),
    "preprint": _type(
        "genre repository archiveID place date series",
        "author contributor editor translator reviewedAuthor",
    ),
    "report": _type(
        "reportNumber reportType institution place date seriesTitle pages ISBN ISSN", _CREDITED
    ),
    "standard": _type(
        "type number versionNumber edition date publisher place ISBN", "author contributor editor"
    ),
    "thesis": _type("thesisType university place date series ISBN ISSN"),
    "webpage": _type(
        "websiteTitle websiteType date publisher place", "author contributor translator"
    ),
}


def type_of(work_type: WorkType) -> str:
    """The item type for a type of work."""
    return ZOTERO_TYPES[work_type]


def has_twin(work_type: WorkType) -> bool:
    """Whether the item type says all that the type of work does."""
    return work_type not in _WITHOUT_TWIN


def written_fields(item_type: str) -> ItemTypeFields:
    """What an item type has of all that refkit writes; nothing where refkit writes no such type."""
    return ITEM_TYPES.get(item_type, _NOTHING)


_NOTHING = ItemTypeFields(frozenset(), frozenset())
