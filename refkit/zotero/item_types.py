"""Zotero's item types as far as refkit writes them: their fields and their creators' roles.

Written by hand from what Zotero's schema says in version 41 (January 2026). It stands in for the
server's own answer where that was not asked; the names are Zotero's.
"""

from __future__ import annotations

from refkit.model.type_names import ZOTERO_TYPES
from refkit.model.work import WorkType
from refkit.zotero.api.protocol import ItemTypeFields

DOCUMENT = "document"
"""The type of what is not known better; every version of Zotero has it."""

# Zotero calls these by another type's name, so a line in Extra says what they are.
_WITHOUT_TWIN = frozenset({
    WorkType.CLASSIC, WorkType.COLLECTION, WorkType.ENTRY, WorkType.EVENT, WorkType.FIGURE,
    WorkType.MUSICAL_SCORE, WorkType.PAMPHLET, WorkType.PERFORMANCE, WorkType.PERIODICAL,
    WorkType.REGULATION, WorkType.REVIEW, WorkType.REVIEW_BOOK, WorkType.TREATY,
})  # fmt: skip

# What every type has that refkit writes.
_ALWAYS = "abstractNote DOI citationKey url accessDate shortTitle extra"
_ARCHIVED = "archive archiveLocation callNumber"


def _type(fields: str, creators: str) -> ItemTypeFields:
    return ItemTypeFields(frozenset(f"{_ALWAYS} {fields}".split()), frozenset(creators.split()))


ITEM_TYPES: dict[str, ItemTypeFields] = {
    "artwork": _type(
        f"{_ARCHIVED} title artworkMedium artworkSize date eventPlace language",
        "artist contributor",
    ),
    "audioRecording": _type(
        f"{_ARCHIVED} title audioRecordingFormat seriesTitle volume numberOfVolumes "
        "label place date runningTime ISBN language",
        "performer originalCreator composer translator contributor",
    ),
    "bill": _type(
        "title billNumber code codeVolume section codePages legislativeBody session date language",
        "sponsor contributor",
    ),
    "blogPost": _type(
        "title blogTitle websiteType date ISSN language",
        "author translator contributor",
    ),
    "book": _type(
        f"{_ARCHIVED} title series seriesNumber volume numberOfVolumes edition date publisher "
        "place originalDate originalPublisher originalPlace format numPages ISBN ISSN "
        "language",
        "author contributor editor translator seriesEditor",
    ),
    "bookSection": _type(
        f"{_ARCHIVED} title bookTitle series seriesNumber volume numberOfVolumes edition "
        "date publisher place originalDate originalPublisher originalPlace format pages ISBN "
        "ISSN language",
        "author contributor editor bookAuthor translator seriesEditor",
    ),
    "case": _type(
        "caseName court dateDecided docketNumber reporter reporterVolume firstPage language",
        "author contributor",
    ),
    "computerProgram": _type(
        f"{_ARCHIVED} title seriesTitle versionNumber date system company place ISBN",
        "programmer contributor",
    ),
    "conferencePaper": _type(
        f"{_ARCHIVED} title proceedingsTitle conferenceName publisher place date "
        "eventPlace volume issue numberOfVolumes pages series seriesNumber ISBN ISSN language",
        "author contributor editor translator seriesEditor",
    ),
    "dataset": _type(
        f"{_ARCHIVED} title identifier type versionNumber date repository "
        "repositoryLocation format language",
        "author contributor",
    ),
    "dictionaryEntry": _type(
        f"{_ARCHIVED} title dictionaryTitle series seriesNumber volume numberOfVolumes edition "
        "date publisher place pages ISBN language",
        "author contributor editor translator seriesEditor",
    ),
    "document": _type(
        f"{_ARCHIVED} title type date publisher place language",
        "author contributor editor translator reviewedAuthor",
    ),
    "encyclopediaArticle": _type(
        f"{_ARCHIVED} title encyclopediaTitle series seriesNumber volume numberOfVolumes edition "
        "date publisher place pages ISBN language",
        "author contributor editor translator seriesEditor",
    ),
    "film": _type(
        f"{_ARCHIVED} title distributor place date genre videoRecordingFormat runningTime language",
        "director producer scriptwriter castMember host guest narrator translator contributor",
    ),
    "forumPost": _type(
        "title forumTitle postType date language",
        "author contributor",
    ),
    "hearing": _type(
        "title committee publisher numberOfVolumes documentNumber pages legislativeBody "
        "session date place language",
        "contributor",
    ),
    "interview": _type(
        f"{_ARCHIVED} title interviewMedium date publisher place language",
        "interviewee contributor interviewer translator",
    ),
    "journalArticle": _type(
        f"{_ARCHIVED} title publicationTitle publisher place date volume issue section "
        "pages series seriesTitle journalAbbreviation PMID PMCID ISSN language",
        "author contributor editor translator reviewedAuthor",
    ),
    "letter": _type(
        f"{_ARCHIVED} title letterType date eventPlace language",
        "author recipient contributor translator",
    ),
    "magazineArticle": _type(
        f"{_ARCHIVED} title publicationTitle publisher place date volume issue pages ISSN language",
        "author contributor translator reviewedAuthor",
    ),
    "manuscript": _type(
        f"{_ARCHIVED} title manuscriptType institution place date numPages number language",
        "author contributor translator",
    ),
    "map": _type(
        f"{_ARCHIVED} title mapType seriesTitle edition publisher place date ISBN language",
        "cartographer contributor seriesEditor",
    ),
    "newspaperArticle": _type(
        f"{_ARCHIVED} title publicationTitle publisher place date volume issue edition "
        "section pages ISSN language",
        "author contributor translator reviewedAuthor",
    ),
    "patent": _type(
        "title place issuingAuthority patentNumber filingDate pages issueDate legalStatus language",
        "inventor contributor",
    ),
    "preprint": _type(
        f"{_ARCHIVED} title genre repository archiveID place date series seriesNumber language",
        "author contributor editor translator reviewedAuthor",
    ),
    "presentation": _type(
        "title presentationType date meetingName place series sessionTitle language",
        "presenter chair organizer contributor translator",
    ),
    "report": _type(
        f"{_ARCHIVED} title reportNumber reportType institution place date seriesTitle "
        "seriesNumber pages ISBN ISSN language",
        "author editor contributor translator seriesEditor",
    ),
    "standard": _type(
        f"{_ARCHIVED} title organization committee type number versionNumber edition "
        "status date publisher place ISBN numPages language",
        "author editor contributor",
    ),
    "statute": _type(
        "nameOfAct code codeNumber publicLawNumber dateEnacted pages section session language",
        "author contributor",
    ),
    "thesis": _type(
        f"{_ARCHIVED} title thesisType university place date series seriesNumber numPages "
        "ISBN ISSN language",
        "author contributor",
    ),
    "tvBroadcast": _type(
        f"{_ARCHIVED} title programTitle episodeNumber videoRecordingFormat network "
        "place date runningTime language",
        "director producer executiveProducer seriesCreator scriptwriter castMember host "
        "guest narrator translator contributor",
    ),
    "webpage": _type(
        "title websiteTitle websiteType date publisher place language",
        "author contributor translator",
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
