"""The objects of version 3 of Zotero's API, and what came of writing them.

An item is what the API calls an object's ``data``. Names of members and fields are Zotero's own
(its schema, version 41); a library may hold items with further fields, which are kept as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NamedTuple, NotRequired, TypedDict

TITLES = ("title", "caseName", "nameOfAct", "subject")
"""The fields that are a type's title: of a case, a statute and an e-mail it has a name of its own.

They are those that Zotero's schema maps to its base field, as are the dates.
"""
DATES = ("date", "issueDate", "dateDecided", "dateEnacted")
"""The fields that are a type's date: of a patent, a case and a statute it has a name of its own."""


class ItemCreator(TypedDict, total=False):
    """A creator of an item: a name in two fields or in one, with a role."""

    creatorType: str
    firstName: str
    lastName: str
    name: str


class ItemTag(TypedDict):
    """A tag of an item; ``type`` is 1 for one that a program set, else it is missing or 0."""

    tag: str
    type: NotRequired[int]


class ItemFields(TypedDict, total=False):
    """The fields that refkit writes, of whatever item type."""

    DOI: str
    ISBN: str
    ISSN: str
    PMCID: str
    PMID: str
    abstractNote: str
    accessDate: str
    archive: str
    archiveID: str
    archiveLocation: str
    artworkMedium: str
    artworkSize: str
    audioRecordingFormat: str
    billNumber: str
    blogTitle: str
    bookTitle: str
    callNumber: str
    caseName: str
    citationKey: str
    code: str
    codeNumber: str
    codePages: str
    codeVolume: str
    committee: str
    company: str
    conferenceName: str
    court: str
    date: str
    dateDecided: str
    dateEnacted: str
    dictionaryTitle: str
    distributor: str
    docketNumber: str
    documentNumber: str
    edition: str
    encyclopediaTitle: str
    episodeNumber: str
    eventPlace: str
    extra: str
    filingDate: str
    firstPage: str
    format: str
    forumTitle: str
    genre: str
    identifier: str
    institution: str
    interviewMedium: str
    issue: str
    issueDate: str
    issuingAuthority: str
    journalAbbreviation: str
    label: str
    language: str
    legalStatus: str
    legislativeBody: str
    letterType: str
    manuscriptType: str
    mapType: str
    meetingName: str
    nameOfAct: str
    network: str
    numPages: str
    number: str
    numberOfVolumes: str
    organization: str
    originalDate: str
    originalPlace: str
    originalPublisher: str
    pages: str
    patentNumber: str
    place: str
    postType: str
    presentationType: str
    proceedingsTitle: str
    programTitle: str
    publicLawNumber: str
    publicationTitle: str
    publisher: str
    reportNumber: str
    reportType: str
    reporter: str
    reporterVolume: str
    repository: str
    repositoryLocation: str
    runningTime: str
    section: str
    series: str
    seriesNumber: str
    seriesTitle: str
    session: str
    sessionTitle: str
    shortTitle: str
    status: str
    system: str
    thesisType: str
    title: str
    type: str
    university: str
    url: str
    versionNumber: str
    videoRecordingFormat: str
    volume: str
    websiteTitle: str
    websiteType: str


class ZoteroItem(ItemFields, total=False):
    """An item: a work, a note or an attachment; with key and version once it is stored."""

    key: str
    version: int
    itemType: str
    creators: list[ItemCreator]
    tags: list[ItemTag]
    collections: list[str]
    relations: dict[str, str | list[str]]
    parentItem: str
    note: str
    deleted: int  # 1 in the trash
    dateAdded: str
    dateModified: str


class ZoteroCollection(TypedDict):
    """A collection; one that stands at the top of its library has False for a parent."""

    key: str
    name: str
    version: int
    parentCollection: NotRequired[str | Literal[False]]


ApiObject = ZoteroItem | ZoteroCollection


class TagColor(TypedDict):
    """A tag that its user gave a colour, such as ``#0072B2``."""

    name: str
    color: str


class ItemTypeFields(NamedTuple):
    """What an item type has: the names of its fields, and of its creators' roles."""

    fields: frozenset[str]
    creators: frozenset[str]


FieldsOf = Callable[[str], ItemTypeFields]


class WriteStatus(StrEnum):
    """What came of an object that was to be written."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"  # Zotero holds just that already
    STALE = "stale"  # not written: it is there already, or somebody changed it since it was read
    GONE = "gone"  # not written: it, or what it belongs to, is no longer there
    UNKNOWN = "unknown"  # it was sent, and no answer came: it may be written or not
    FAILED = "failed"

    @property
    def is_done(self) -> bool:
        """Whether Zotero holds what was sent."""
        return self in {WriteStatus.WRITTEN, WriteStatus.UNCHANGED}


@dataclass(frozen=True, slots=True)
class WriteResult:
    """What came of writing one object. ``version`` is that after the write, 0 where none was made.

    ``key`` is the object's in the library, which a new one may have been given there. ``code`` is
    Zotero's own of a failure (400, 409, 413 ...), ``why`` its reason in plain text. ``stored`` is
    the item as Zotero holds it after the write, None where the answer does not say.
    """

    key: str
    status: WriteStatus
    version: int = 0
    code: int = 0
    why: str = ""
    stored: ZoteroItem | None = None


@dataclass(frozen=True, slots=True)
class LibraryContents:
    """What a library holds at a version, or what changed in it since an earlier one.

    ``items`` are regular items (no notes, attachments or annotations); one in the trash has
    ``deleted``. ``deleted_keys`` are those of items that were deleted for good; where the server
    does not say, ``remaining_keys`` are those of all that are still there. ``is_complete``: the
    items are all there are.
    """

    version: int
    items: tuple[ZoteroItem, ...] = ()
    deleted_keys: tuple[str, ...] = ()
    remaining_keys: frozenset[str] | None = None
    is_complete: bool = True


# Is called with the results of a batch, by the places of its objects among those to be written.
OnBatch = Callable[[Mapping[int, WriteResult]], None]
# Is called with how many items of how many are read.
OnRead = Callable[[int, int], None]
