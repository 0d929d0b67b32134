"""RIS: the tagged lines that EndNote, Zotero, Mendeley and the screening programs read.

Which tags there are is in ``formats.ris.tags``. Every value stands on one line, with single blanks:
a line of an abstract that looked like ``ER  -`` would end the record, and citation-js cuts a value
at two blanks and a dash.

UTF-8 without a byte-order mark, which would hide the first record from rispy. Lines end in CR LF,
as the specification says and as Zotero writes; all readers that were tried take both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import attrgetter

from refkit.formats.export import Exporter, Loss, Options, WrittenField, keywords, remarks
from refkit.formats.foreign_fields import is_keywords, is_note, plain_text, words_of
from refkit.formats.ris.tags import (
    ALL,
    AUTHORS_IN_PART,
    CONFERENCES,
    COUNTED,
    IN_ISSUES,
    NOTE,
    NOTES,
    STAND_INS,
    TYPES,
    WRITTEN_ROWS,
    note,
    read_date,
    write_date,
)
from refkit.model.bibliography import Entry
from refkit.model.name_lists import read_names
from refkit.model.people import Creator
from refkit.model.person_names import inverted
from refkit.model.printed import remarks_as_printed, with_title
from refkit.model.resolution import Imported
from refkit.model.work import Work, WorkType
from refkit.regex import lazy_regex
from refkit.text.plain import lost_styles, one_line, unstyled

_IN_BOOKS = frozenset({"CHAP", "CONF", "DICT", "ENCYC"})
# Who is not an author: the tag by the type. ED is what Zotero reads where A2 is somebody else.
ROLE_TAGS: dict[str, dict[str, str]] = {
    "author": dict.fromkeys(ALL, "AU"),
    "editor": dict.fromkeys(ALL, "ED")
    | dict.fromkeys(_IN_BOOKS | {"GEN", "JOUR"}, "A2")
    | {"BOOK": "A3"},
    "collection-editor": dict.fromkeys(_IN_BOOKS, "A3") | {"BOOK": "A2", "RPRT": "A2"},
    "translator": dict.fromkeys(ALL - {"CASE", "CONF", "DATA", "MPCT", "MUSIC", "SER"}, "A4"),
    "contributor": {"BILL": "A2", "CONF": "A4", "DATA": "A4", "THES": "A3"},
    "director": {"MPCT": "AU"},
    "producer": {"MPCT": "A3"},
    "performer": {"MPCT": "A4", "SOUND": "A2"},
    "illustrator": {"BLOG": "A3"},
    "recipient": {"PCOMM": "A2"},
}

_LABELS = frozenset(row.label.lower() for row in NOTES.values())
_RANGE = lazy_regex(r"([^\s,;–-]+)\s*[–-]\s*([^\s,;–-]+)")
_TAG = lazy_regex(r"[A-Z][A-Z0-9]")
_COMMAS = lazy_regex(r"\s*,\s*")
_END = "ER  - \r\n"


_values = {type_: attrgetter(*(row.field for row in rows)) for type_, rows in WRITTEN_ROWS.items()}


def chunks(entries: Iterable[Entry], options: Options) -> Iterator[str]:
    """One record after the other, an empty line between them."""
    before = ""
    for entry in entries:
        shown = (each for each in fields(entry, options) if _is_shown(each.name, options))
        yield f"{before}{''.join(_lines(shown))}{_END}"
        before = "\r\n"


def _is_shown(tag: str, options: Options) -> bool:
    return tag == "TY" or tag.lower() not in options.omit


def _lines(fields: Iterable[WrittenField]) -> Iterator[str]:
    """The lines of a record; of a library that refkit wrote nothing is said again."""
    there = set()
    for field in fields:
        line = f"{field.name}  - {field.value}\r\n"
        if not (field.source_field.startswith("kept.") and line in there):
            yield line
        there.add(line)


def fields(entry: Entry, options: Options) -> Iterator[WrittenField]:
    """The lines of a record in their order, each value as it stands there."""
    entry = with_title(entry)
    type_ = TYPES[entry.work.type]
    kept = list(_kept(entry.resolution)) if isinstance(entry.resolution, Imported) else []
    own_type = [field for field in kept if field.name == "TY"]
    yield own_type[0] if own_type else WrittenField("", "TY", type_)
    for field in _own(entry, type_, options, {field.name for field in kept}):
        if value := one_line(field.value):
            yield WrittenField(field.source_field, field.name, value, field.name == NOTE)
    yield from (field for field in kept if field.name != "TY")


def _own(entry: Entry, type_: str, options: Options, taken: set[str]) -> Iterator[WrittenField]:
    work = entry.work
    yield WrittenField("", "ID", entry.id)
    yield from _people(work.creators, type_)
    yield WrittenField("title", "TI", unstyled(work.title))
    yield from _dates(work, type_, options)
    has_meeting = type_ in CONFERENCES and work.event_title
    for row, value in zip(WRITTEN_ROWS[type_], _values[type_](work), strict=True):
        # Where there is a meeting, T2 is its name, and the proceedings stand in C3, too.
        if value and not (has_meeting and row.tag == "T2" and row.field != "event_title"):
            yield from (WrittenField(row.field, row.tag, line) for line in row.write(value))
    yield from _place(work, type_)
    # What kind of work it is, where the type does not say so.
    yield WrittenField(
        "genre", "M3", work.genre or ("preprint" if work.type is WorkType.ARTICLE else "")
    )
    yield from _pmid(work, taken)
    if work.archive and work.archive_location and not work.pmid and "DB" not in taken:
        yield WrittenField("archive", "DB", work.archive)
    elif work.archive:
        yield WrittenField("archive", NOTE, note("archive", work.archive))
    if work.creators and not work.creators_complete:
        yield WrittenField("creators_complete", NOTE, AUTHORS_IN_PART)
    yield WrittenField("updates", NOTE, ". ".join(remarks(entry)))
    yield WrittenField("", NOTE, ". ".join(remarks_as_printed(entry)))
    for word in keywords(entry.tags, options.tag_style):
        yield WrittenField("tags", "KW", word)


def _people(creators: tuple[Creator, ...], type_: str) -> Iterator[WrittenField]:
    for creator in creators:
        name, tag = _name(creator), ROLE_TAGS.get(creator.role, {}).get(type_)
        if not name:
            continue
        if tag:
            yield WrittenField(f"creators.{creator.role}", tag, name)
        else:
            yield WrittenField(f"creators.{creator.role}", NOTE, f"{creator.role}: {name}")


def _name(creator: Creator) -> str:
    """Family, given, suffix: a comma parts them for every reader, so none of them has its own.

    That of a group goes, too: with it, readers take "Bees and Birds, Inc." for a person.
    """
    if creator.literal:
        return _alone(_without_commas(creator.literal))
    family, given, suffix = map(_without_commas, inverted(creator))
    if suffix:
        return f"{family}, {given}, {suffix}"
    return f"{family}, {given}" if family and given else _alone(family or given)


@lru_cache(maxsize=4096)  # a group has more than one work
def _alone(name: str) -> str:
    """A name in one piece; one that looks like a person has a comma behind it, as in EndNote.

    Some do so alone ("E. Roe"), some where others of the record do, too ("Roe E").
    """
    readings = [read_names(name, among_short=among).creators for among in (False, True)]
    is_plain = all([each.literal for each in people] == [name] for people in readings)
    return name if is_plain or not name else f"{name},"


def _without_commas(text: str) -> str:
    return _COMMAS.sub(" ", text).strip() if "," in text else text


def _dates(work: Work, type_: str, options: Options) -> Iterator[WrittenField]:
    date = work.shown_date(options.date_policy)
    if not date:
        return
    if date.year > 0:
        yield WrittenField("issued", "PY", f"{date.year:04d}")
    # citation-js takes PY for the date of the meeting.
    if date.month or type_ == "CONF" or not date.is_plain or date.year < 0:
        yield from (WrittenField("issued", "DA", line) for line in write_date(date))


def _place(work: Work, type_: str) -> Iterator[WrittenField]:
    """The pages; without any the article number, for those who do not know its tag."""
    if work.number and type_ in IN_ISSUES and not work.page:
        yield WrittenField("number", "SP", work.number)
    if type_ in COUNTED and work.number_of_pages:
        field = NOTE if work.page else "SP"
        text = note("number_of_pages", work.number_of_pages) if work.page else work.number_of_pages
        yield WrittenField("number_of_pages", field, text)
    if type_ in COUNTED and work.page and not _RANGE.fullmatch(one_line(work.page)):
        yield WrittenField("page", NOTE, note("page", work.page))  # SP would be their number
    elif found := _RANGE.fullmatch(one_line(work.page)):
        yield WrittenField("page", "SP", found[1])
        yield WrittenField("page", "EP", found[2])
    else:
        yield WrittenField("page", "SP", work.page)


def _pmid(work: Work, taken: set[str]) -> Iterator[WrittenField]:
    """The PubMed number as EndNote has it: an accession number, and of which database."""
    if not work.pmid:
        return
    if {"AN", "DB"} & taken:
        yield WrittenField("pmid", NOTE, note("pmid", work.pmid))
    else:
        yield WrittenField("pmid", "AN", str(work.pmid))
        yield WrittenField("pmid", "DB", "PubMed")


def _kept(library: Imported) -> Iterator[WrittenField]:
    """The lines for what was kept of a user's library: its own tags in RIS, notes otherwise."""
    for name, text in library.kept:
        for tag, value, aside in _placed(library.source, name, text):
            if written := one_line(value):
                yield WrittenField(f"kept.{name}", tag, written, aside)


def _placed(source: str, name: str, text: str) -> Iterator[tuple[str, str, bool]]:
    """The tags and values of a kept field, and whether a note is not its place."""
    if source == "ris" and _TAG.fullmatch(name) and name != "ER":
        yield name, text, False
    elif is_keywords(source, name):
        yield from (("KW", word, False) for word in words_of(source, text))
    elif is_note(source, name):
        yield NOTE, plain_text(source, text), False
    elif said := plain_text(source, text):
        # Another program's "status" is not the one that is read of a note.
        label = f"{source} {name}" if name.lower() in _LABELS else name
        yield NOTE, f"{label}: {said}", True


def degraded(entry: Entry, options: Options) -> Iterator[Loss]:
    """What is carried, but not wholly."""
    work = entry.work
    if work.type in STAND_INS:
        yield Loss(entry.id, "type", f"{TYPES[work.type]} stands for {work.type}")
    for name, text in (("title", work.title), ("abstract", work.abstract)):
        if lost := lost_styles(text):
            yield Loss(entry.id, name, f"plain text has no {', '.join(lost)}")
    yield from _otherwise_read(entry, options)
    for creator in work.creators:
        name = creator.literal or f"{creator.full_family}{creator.given}{creator.suffix}"
        if "," in name:
            yield Loss(entry.id, f"creators.{creator.role}", f"the comma in {name!r} is left out")
        if creator.dropping_particle and inverted(creator)[0] == creator.full_family:
            why = f"{creator.dropping_particle!r} of {creator.family} is a particle like any other"
            yield Loss(entry.id, f"creators.{creator.role}", why)
    if "\n" in work.abstract.plain:
        yield Loss(entry.id, "abstract", "its paragraphs are joined")
    words = keywords(entry.tags, options.tag_style)
    for word in words:
        if ";" in word or (len(words) == 1 and "," in word):
            yield Loss(entry.id, "tags", f"Zotero parts {word!r}: at ';', a single one at ','")


def _otherwise_read(entry: Entry, options: Options) -> Iterator[Loss]:
    """What RIS takes for something else."""
    work, date = entry.work, entry.work.shown_date(options.date_policy)
    if work.type is WorkType.MOTION_PICTURE and any(c.role == "author" for c in work.creators):
        yield Loss(entry.id, "creators.author", "of a film AU is its director")
    if work.container.short_title and not work.container.title:
        yield Loss(entry.id, "container.short_title", "read as the title, which is not told")
    if TYPES[work.type] in CONFERENCES and work.event_title and not work.container.title:
        yield Loss(entry.id, "event_title", "T2 is read as the title of the proceedings")
    if date and date.literal and date.year and read_date(str(date)) != date:
        yield Loss(entry.id, "issued", f"written {date}, without the words {date.literal!r}")


RIS = Exporter("ris", chunks, fields, degraded)
