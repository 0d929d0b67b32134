"""Item types, their fields and creators' roles, as Zotero's schema has them.

The table is of our own, written from the documentation, so that it may differ from refkit's and
show a mistake there. Where the official schema is beside the repository, that is used.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

OFFICIAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "zotero-schema.json"
NEWEST = 41
# Up to this version DOI was a field of these types only; citation key and PubMed's were of none.
OLD = 32
_OLD_DOI = {"journalArticle", "conferencePaper", "preprint", "dataset", "standard"}
_NEW_FIELDS = {"citationKey", "PMID", "PMCID"}
CHILDREN = ("note", "attachment", "annotation")


class TypeOf(NamedTuple):
    """What one item type has, in the schema's order; the first creator is the main one."""

    fields: tuple[str, ...]
    creators: tuple[str, ...]


@dataclass(frozen=True)
class Schema:
    """All item types at one version of the schema."""

    version: int
    types: Mapping[str, TypeOf]

    @property
    def all_fields(self) -> frozenset[str]:
        """Every field that some type has."""
        return frozenset(field for type_ in self.types.values() for field in type_.fields)

    @property
    def all_creators(self) -> frozenset[str]:
        """Every role that some type has."""
        return frozenset(role for type_ in self.types.values() for role in type_.creators)


@cache
def schema_at(version: int = NEWEST, *, official: bool = True) -> Schema:
    """The schema at a version: 33 and later are as the newest, earlier ones as the 32nd."""
    types = _official() if official and OFFICIAL.is_file() else _own()
    if version <= OLD:
        types = {name: _older(name, type_) for name, type_ in types.items()}
    return Schema(version, types)


def _older(name: str, type_: TypeOf) -> TypeOf:
    gone = _NEW_FIELDS | (set() if name in _OLD_DOI else {"DOI"})
    return TypeOf(tuple(field for field in type_.fields if field not in gone), type_.creators)


def _official() -> dict[str, TypeOf]:
    read: Mapping[str, Any] = json.loads(OFFICIAL.read_text("utf-8"))
    return {
        type_["itemType"]: TypeOf(
            tuple(field["field"] for field in type_["fields"]),
            tuple(role["creatorType"] for role in type_["creatorTypes"]),
        )
        for type_ in read["itemTypes"]
    }


def _own() -> dict[str, TypeOf]:
    regular = {
        name: TypeOf(_fields(fields.split()), tuple(creators.split()))
        for name, (fields, creators) in _TYPES.items()
    }
    # A note's text and a file's name are properties, not fields.
    files = TypeOf(("title", "accessDate", "url"), ())
    return {**regular, "note": TypeOf((), ()), "attachment": files, "annotation": TypeOf((), ())}


def _fields(named: Sequence[str]) -> tuple[str, ...]:
    lacking = {name[1:] for name in named if name.startswith("-")}
    own = [name for name in named if not name.startswith("-")]
    return tuple(dict.fromkeys(name for name in [*_ALL.split(), *own] if name not in lacking))


# What nearly every type has, and what a type has that libraries keep.
_ALL = "title abstractNote date language shortTitle url accessDate rights extra DOI citationKey"
_KEPT = "archive archiveLocation libraryCatalog callNumber"
_MADE = "publisher place date"
_PRINTED = f"{_KEPT} series seriesNumber volume numberOfVolumes edition publisher place ISBN"
_BOOK = f"{_PRINTED} ISSN originalDate originalPublisher originalPlace format"
_PAPER = f"{_KEPT} publicationTitle publisher place volume issue pages ISSN"
_CLIP = f"{_KEPT} volume numberOfVolumes seriesTitle place runningTime ISBN"
_SHOWN = f"{_KEPT} place runningTime"
_EDITED = "author contributor editor translator seriesEditor"
_REVIEWING = "author contributor translator reviewedAuthor"
_CAST = "director producer scriptwriter castMember host guest narrator translator contributor"
# Item type: the fields beside those of all (a minus: a field of all that it lacks), and the
# creators' roles.
_TYPES = {
    "artwork": (f"{_KEPT} artworkMedium artworkSize eventPlace", "artist contributor"),
    "audioRecording": (
        f"{_CLIP} audioRecordingFormat label",
        "performer originalCreator composer wordsBy translator contributor",
    ),
    "bill": (
        "billNumber code codeVolume section codePages legislativeBody session history",
        "sponsor cosponsor contributor",
    ),
    "blogPost": ("blogTitle websiteType ISSN", "author translator commenter contributor"),
    "book": (f"{_BOOK} numPages", _EDITED),
    "bookSection": (f"{_BOOK} bookTitle pages", f"{_EDITED} bookAuthor"),
    "case": (
        "-title -date caseName court dateDecided docketNumber reporter reporterVolume firstPage "
        "history",
        "author counsel contributor",
    ),
    "computerProgram": (
        f"-language {_KEPT} seriesTitle versionNumber system company place programmingLanguage "
        "ISBN",
        "programmer contributor",
    ),
    "conferencePaper": (
        f"{_KEPT} proceedingsTitle conferenceName publisher place eventPlace volume issue "
        "numberOfVolumes pages series seriesNumber ISBN ISSN",
        _EDITED,
    ),
    "dataset": (
        f"{_KEPT} identifier type versionNumber repository repositoryLocation format",
        "author contributor",
    ),
    "dictionaryEntry": (f"{_PRINTED} dictionaryTitle pages", _EDITED),
    "document": (f"{_KEPT} {_MADE} type", f"{_REVIEWING} editor"),
    "encyclopediaArticle": (f"{_PRINTED} encyclopediaTitle pages", _EDITED),
    "film": (f"{_SHOWN} distributor genre videoRecordingFormat", _CAST),
    "forumPost": ("forumTitle postType", "author contributor"),
    "hearing": (
        "committee publisher numberOfVolumes documentNumber pages legislativeBody session history "
        "place",
        "contributor",
    ),
    "interview": (
        f"{_KEPT} {_MADE} interviewMedium",
        "interviewee interviewer translator contributor",
    ),
    "journalArticle": (
        f"{_PAPER} section partNumber partTitle series seriesTitle seriesText journalAbbreviation "
        "PMID PMCID",
        f"{_REVIEWING} editor",
    ),
    "letter": (f"{_KEPT} letterType eventPlace", "author recipient contributor translator"),
    "magazineArticle": (_PAPER, _REVIEWING),
    "manuscript": (
        f"{_KEPT} manuscriptType institution place numPages number",
        "author contributor translator",
    ),
    "map": (
        f"{_KEPT} {_MADE} mapType scale seriesTitle edition ISBN",
        "cartographer contributor seriesEditor",
    ),
    "newspaperArticle": (f"{_PAPER} edition section", _REVIEWING),
    "patent": (
        "-date place country assignee issuingAuthority patentNumber filingDate pages "
        "applicationNumber priorityNumbers issueDate priorityDate references legalStatus",
        "inventor attorneyAgent contributor",
    ),
    "preprint": (
        f"{_KEPT} genre repository archiveID place series seriesNumber",
        f"{_REVIEWING} editor",
    ),
    "presentation": (
        "presentationType meetingName place series sessionTitle",
        "presenter chair organizer contributor translator",
    ),
    "report": (
        f"{_KEPT} reportNumber reportType institution place seriesTitle seriesNumber pages ISBN "
        "ISSN",
        _EDITED,
    ),
    "standard": (
        f"{_KEPT} organization committee type number versionNumber edition status publisher place "
        "partNumber partTitle ISBN numPages",
        "author editor contributor",
    ),
    "statute": (
        "-title -date nameOfAct code codeNumber publicLawNumber dateEnacted pages section session "
        "history",
        "author contributor",
    ),
    "thesis": (
        f"{_KEPT} thesisType university place series seriesNumber numPages ISBN ISSN",
        "author contributor",
    ),
    "videoRecording": (
        f"{_CLIP} videoRecordingFormat studio",
        "creator executiveProducer " + _CAST,
    ),
    "webpage": (f"{_MADE} websiteTitle websiteType", "author contributor translator"),
}
