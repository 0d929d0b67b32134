"""An entry as an item of Zotero: only what its type has, and everything else in Extra.

Which fields a type has is asked, not assumed: servers differ. A field that is not there becomes a
line of Extra under its name in CSL, so nothing is lost. Control characters, which the server
strips, are not sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from operator import attrgetter
from typing import Any, NamedTuple, cast

from refkit.formats.export import Options, keywords, spellings
from refkit.model.bibliography import Entry
from refkit.model.people import Creator
from refkit.model.person_names import inverted
from refkit.model.printed import title_of
from refkit.model.resolution import AsPrinted, Unresolved
from refkit.model.tags import Tag
from refkit.model.work import DatePolicy, Work
from refkit.model.written_dates import in_words
from refkit.text.csl_markup import plain_to_csl, to_csl
from refkit.text.plain import clipped, one_line, unstyled
from refkit.text.rich import RichText
from refkit.zotero import extra
from refkit.zotero.api.protocol import (
    DATES,
    FieldsOf,
    ItemCreator,
    ItemTypeFields,
    ZoteroItem,
)
from refkit.zotero.extra import ExtraLine
from refkit.zotero.item import ACCESSED, set_field
from refkit.zotero.item_types import DOCUMENT, has_twin, type_of

UNRESOLVED = "unresolved reference"
"""The tag of an item that stands for a reference which was not resolved."""

LONGEST_FIELD = 65_535  # bytes; the server answers 413 to more, as it does for those below
LONGEST_NAME = 255
LONGEST_TAG = 255

# Where authors are called otherwise, that name stands first in the type; no type has two.
ROLES = {
    "author": (
        "author", "artist", "cartographer", "interviewee", "inventor", "presenter", "programmer",
        "sponsor",
    ),
    "chair": ("chair",),
    "collection-editor": ("seriesEditor",),
    "composer": ("composer",),
    "container-author": ("bookAuthor",),
    "director": ("director",),
    "editor": ("editor",),
    "executive-producer": ("executiveProducer",),
    "guest": ("guest",),
    "host": ("host",),
    "interviewer": ("interviewer",),
    "narrator": ("narrator",),
    "organizer": ("organizer",),
    "original-author": ("originalCreator",),
    "performer": ("performer", "castMember"),
    "producer": ("producer",),
    "recipient": ("recipient",),
    "reviewed-author": ("reviewedAuthor",),
    "script-writer": ("scriptwriter",),
    "series-creator": ("seriesCreator",),
    "translator": ("translator",),
}  # fmt: skip
OTHER_ROLE = "contributor"


class _FieldRule(NamedTuple):
    """A field of a work, Zotero's fields that may hold it, and its name in Extra.

    The first of the fields that the type has is taken.
    """

    field: str
    names: str
    name_in_extra: str
    write: Callable[[Any], str] = plain_to_csl


def _comma_list(values: Iterable[Any]) -> str:
    return ", ".join(map(str, values))


FIELDS = (
    _FieldRule("title", "title caseName nameOfAct", "Title", to_csl),
    _FieldRule("short_title", "shortTitle", "Title Short"),
    _FieldRule("doi", "DOI", "DOI", str),
    _FieldRule("pmid", "PMID", "PMID", str),
    _FieldRule("pmcid", "PMCID", "PMCID", str),
    _FieldRule("original_title", "", "Original Title"),
    _FieldRule(
        "container.title",
        "publicationTitle bookTitle proceedingsTitle encyclopediaTitle dictionaryTitle "
        "websiteTitle blogTitle code reporter forumTitle programTitle sessionTitle",
        "Container Title",
    ),
    _FieldRule("container.short_title", "journalAbbreviation", "Container Title Short"),
    _FieldRule("container.collection", "seriesTitle series", "Collection Title"),
    _FieldRule("volume", "volume codeVolume codeNumber reporterVolume", "Volume"),
    _FieldRule("issue", "issue", "Issue"),
    _FieldRule("page", "pages codePages firstPage", "Page"),
    _FieldRule(
        "number",
        "number reportNumber patentNumber archiveID identifier billNumber docketNumber "
        "publicLawNumber documentNumber episodeNumber",
        "Number",
    ),
    _FieldRule("version", "versionNumber", "Version"),
    _FieldRule("edition", "edition versionNumber", "Edition"),
    _FieldRule("chapter_number", "session", "Chapter Number"),
    _FieldRule("section", "section committee", "Section"),
    _FieldRule("number_of_pages", "numPages", "Number Of Pages"),
    _FieldRule("number_of_volumes", "numberOfVolumes", "Number Of Volumes"),
    _FieldRule(
        "genre",
        "type reportType thesisType manuscriptType websiteType genre mapType postType letterType "
        "presentationType",
        "Genre",
    ),
    _FieldRule("status", "status legalStatus", "Status"),
    _FieldRule(
        "medium",
        "artworkMedium audioRecordingFormat videoRecordingFormat interviewMedium format system",
        "Medium",
    ),
    _FieldRule("dimensions", "artworkSize runningTime", "Dimensions"),
    _FieldRule("authority", "court legislativeBody issuingAuthority organization", "Authority"),
    _FieldRule(
        "publisher",
        "publisher repository institution university company label distributor network",
        "Publisher",
    ),
    _FieldRule("publisher_place", "place repositoryLocation", "Publisher Place"),
    _FieldRule("original_publisher", "originalPublisher", "Original Publisher"),
    _FieldRule("original_publisher_place", "originalPlace", "Original Publisher Place"),
    _FieldRule("original_date", "originalDate", "Original Date", in_words),
    _FieldRule("submitted", "filingDate", "Submitted", in_words),
    _FieldRule("event_date", "", "Event Date", in_words),
    _FieldRule("event_title", "conferenceName meetingName", "Event Title"),
    _FieldRule("event_place", "eventPlace", "Event Place"),
    _FieldRule("container.issns", "ISSN", "ISSN", _comma_list),
    _FieldRule("isbns", "ISBN", "ISBN", _comma_list),
    _FieldRule("url", "url", "URL", str),
    _FieldRule("archive", "archive", "Archive"),
    _FieldRule("archive_location", "archiveLocation", "Archive Location"),
    _FieldRule("archive_collection", "", "Archive Collection"),
    _FieldRule("call_number", "callNumber", "Call Number"),
    _FieldRule("language", "language", "Language"),
    _FieldRule("abstract", "abstractNote", "Abstract", unstyled),
)
_values = attrgetter(*(rule.field for rule in FIELDS))


# These have no field for the number of an article: it stands where its pages would.
_ARTICLES = frozenset({"conferencePaper", "journalArticle", "magazineArticle", "newspaperArticle"})
# The number of these is that within their series, where there is one.
_IN_SERIES = frozenset({"book", "bookSection", "dictionaryEntry", "encyclopediaArticle"})
# Their place is where the publisher is, or the meeting was.
_MEETINGS = frozenset({"conferencePaper", "presentation"})


def item_of(entry: Entry, fields_of: FieldsOf, options: Options) -> ZoteroItem:
    """An entry as an object of Zotero's API, without key, version, collections and relations.

    ``fields_of`` says what an item type has; one without fields is a type that the server does not
    know, and a document stands for it. So it does for a reference that stays as printed, which
    gets the tag UNRESOLVED unless a person found that it has no DOI. Fields without a value are
    left out; tags are manual, sorted by name.
    """
    work, kept, words = (
        entry.work,
        extra.kept_fields(entry),
        keywords(entry.tags, options.tag_style),
    )
    item_type = type_of(work.type)
    if isinstance(entry.resolution, AsPrinted):
        work, item_type = replace(work, title=_title_of(entry)), DOCUMENT
    if isinstance(entry.resolution, Unresolved):
        words = [*words, UNRESOLVED]
    item, has = _new_item(item_type, fields_of)
    tags = dict.fromkeys(filter(None, map(one_line, [*words, *kept.words])))
    variables = [*_fill(item, has, work, options.date_policy), *kept.variables]
    _put(item, has, ("citationKey",), ExtraLine("Citation Key", entry.id), variables)
    # A line on the type would make the desktop change it: the document would be one no more.
    if not isinstance(entry.resolution, AsPrinted):
        variables += _type_line(item, work)
    notes = [*_people(item, has, work), *extra.reference_lines(entry)]
    notes += [*extra.work_lines(work, options.date_policy), *kept.lines, *_long_tags(tags)]
    item["tags"] = [
        {"tag": tag} for tag in sorted({clipped(tag, LONGEST_TAG, is_close=True) for tag in tags})
    ]
    return _with_extra(item, [*variables, *notes])


def tag_spellings(tags: Iterable[Tag]) -> dict[str, frozenset[str]]:
    """Every tag that stands for one of the labels, with all those that stand for the same."""
    return {as_tag(word): frozenset(map(as_tag, words)) for word, words in spellings(tags).items()}


def as_tag(word: str) -> str:
    """A keyword as the tag that Zotero takes: one line, and not too long."""
    return clipped(one_line(word), LONGEST_TAG, is_close=True)


def review_item(work: Work, fields_of: FieldsOf, options: Options) -> ZoteroItem:
    """The review itself as an item: as ``item_of``, without tags and citation key."""
    item, has = _new_item(type_of(work.type), fields_of)
    variables = [*_fill(item, has, work, options.date_policy), *_type_line(item, work)]
    notes = [*_people(item, has, work), *extra.work_lines(work, options.date_policy)]
    return _with_extra(item, [*variables, *notes])


def _title_of(entry: Entry) -> RichText:
    """A title for what was not resolved: an item without any could not be found in a library."""
    return title_of(entry) or RichText.of(entry.id)


def _new_item(item_type: str, fields_of: FieldsOf) -> tuple[ZoteroItem, ItemTypeFields]:
    has = fields_of(item_type)
    if not has.fields:
        item_type, has = DOCUMENT, fields_of(DOCUMENT)
    return {"itemType": item_type, "creators": [], "tags": []}, has


def _fill(item: ZoteroItem, has: ItemTypeFields, work: Work, policy: DatePolicy) -> list[ExtraLine]:
    """Fill in what the type has; what it has not comes back as lines."""
    left: list[ExtraLine] = []
    for rule, value in zip(FIELDS, _values(work), strict=True):
        names = [name for name in rule.names.split() if name not in item]
        if rule.field == "number" and item["itemType"] in _ARTICLES and not work.page:
            names.append("pages")
        if rule.field == "number" and item["itemType"] in _IN_SERIES and work.container.collection:
            names.append("seriesNumber")
        if rule.field == "event_place" and item["itemType"] in _MEETINGS and "place" not in item:
            names.append("place")
        _put(
            item,
            has,
            names,
            ExtraLine(rule.name_in_extra, rule.write(value) if value else ""),
            left,
        )
    shown = work.shown_date(policy)
    _put(item, has, DATES, ExtraLine("Issued", in_words(shown) if shown else ""), left)
    if accessed := work.accessed:
        # Zotero takes a whole day alone for the date of access.
        fields = [ACCESSED] if accessed.is_plain and accessed.day else []
        _put(item, has, fields, ExtraLine("Accessed", in_words(accessed)), left)
    return left


def _put(
    item: ZoteroItem,
    has: ItemTypeFields,
    names: Iterable[str],
    line: ExtraLine,
    left: list[ExtraLine],
) -> None:
    """Put a value into the first field that the type has, else add its line to what is left."""
    name = next((name for name in names if name in has.fields), "")
    text = _paragraphs(line.value) if name == "abstractNote" else one_line(line.value)
    if not text:
        return
    if name:
        set_field(item, name, _shortened(text))
    if not name or item.get(name) != text:
        left.append(line)


def _type_line(item: ZoteroItem, work: Work) -> Iterator[ExtraLine]:
    """What kind of work it is, where the item type does not say so; citation processors read it."""
    if not has_twin(work.type) or item["itemType"] != type_of(work.type):
        yield ExtraLine("Type", work.type.value)


def _people(item: ZoteroItem, has: ItemTypeFields, work: Work) -> Iterator[ExtraLine]:
    """Add the creators; lines for those with a longer name, or a role that the type has not."""
    for creator in work.creators:
        names = name_fields(creator)
        if not any(names.values()):
            continue
        role = next((r for r in ROLES.get(creator.role, ()) if r in has.creators), OTHER_ROLE)
        in_full = one_line(" ".join(names.values()))
        if role in has.creators:
            short = {
                part: clipped(text, LONGEST_NAME, is_close=True) for part, text in names.items()
            }
            item["creators"].append(cast("ItemCreator", {"creatorType": role, **short}))
            if short != names:
                yield ExtraLine("Name in full", in_full)
        if role not in has.creators or (role == OTHER_ROLE and creator.role != OTHER_ROLE):
            yield ExtraLine("Role", f"{in_full} ({creator.role})")


def name_fields(creator: Creator) -> dict[str, str]:
    """A name in Zotero's one or two fields.

    Particles stand before the family name, those that are dropped behind the given one, suffixes
    after it and a comma: there the citation processor knows them (Zotero's ``parseParticles``).
    """
    if creator.literal or not creator.family:
        parts = (
            creator.literal,
            creator.given,
            creator.dropping_particle,
            creator.particle,
            creator.suffix,
        )
        return {"name": one_line(" ".join(filter(None, parts)))}
    last, first, suffix = inverted(creator)
    suffix = f", {suffix}" if suffix else ""
    first, last = (f"{first}{suffix}", last) if first else (first, f"{last}{suffix}")
    return {"firstName": one_line(first), "lastName": one_line(last)}


def _long_tags(tags: Iterable[str]) -> Iterator[ExtraLine]:
    return (ExtraLine("Tag in full", tag) for tag in tags if len(tag) > LONGEST_TAG)


def _with_extra(item: ZoteroItem, lines: Iterable[ExtraLine]) -> ZoteroItem:
    if text := _shortened(extra.format_lines(lines)):
        item["extra"] = text
    return item


def _paragraphs(text: str) -> str:
    return "\n".join(filter(None, map(one_line, text.splitlines())))


def _shortened(text: str) -> str:
    """A value that the server takes; of one too long, which no work has, the end is left out."""
    data = text.encode()
    if len(data) <= LONGEST_FIELD:
        return text
    return data[: LONGEST_FIELD - len("…".encode())].decode(errors="ignore").rstrip() + "…"
