"""What BibTeX and BibLaTeX share: what goes where in an entry, and how it is written.

A format is a table of rows: a field of the work, its name in the format, how its value is written,
the types of entries that have it. What no row carries goes into the annotation as ``name: value``,
which the standard styles do not print; what a reader must be told stands in the note, which they
do.

bibtexparser's writer is not used: it checks neither values nor keys, and is slower.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from operator import attrgetter
from typing import NamedTuple

from refkit.formats.bibtex.annotations import (
    NOTED,
    labelled,
    relation_label,
    role_label,
    update_label,
)
from refkit.formats.bibtex.kept_fields import kept_fields, kept_notes, kept_words, safe_key
from refkit.formats.bibtex.names_writer import people, plain_name
from refkit.formats.bibtex.particles import all_drop, says_drops
from refkit.formats.bibtex.value_writer import Tex, Write, doi_text, in_words
from refkit.formats.export import Exporter, Loss, Options, WrittenField, keywords, remarks
from refkit.latex.decode import read_latex_plain
from refkit.latex.encode import escape_keyword
from refkit.model.bibliography import Entry
from refkit.model.dates import PartialDate, read_edtf
from refkit.model.people import Creator
from refkit.model.printed import remarks_as_printed, with_title
from refkit.model.resolution import Imported
from refkit.model.work import Work
from refkit.regex import lazy_regex

_NOTHING_KNOWN = "  note = {Nothing is known of it},\n"  # readers refuse an entry without fields
_SEPARATOR = lazy_regex("[,;]")
_SIGN_IN_FORMULA = lazy_regex(r"(?<!\\)\$\s*(?:\\[A-Za-z]+|[<>|])\s*\$")
_DATES = frozenset({"date", "year", "month", "day"})
_NOTE, _KEYWORDS, _PIECE = "note", "keywords", "+"
_GATHERED = frozenset({_NOTE, _PIECE})
_EPRINT = frozenset({"eprint", "eprinttype"})
_ANNOTATIONS = frozenset({"annote", "annotation"})  # BibTeX's name and biblatex's

Kept = Sequence[tuple[str, str]]
"""Names and values of a user's own fields, as they stood."""

Roles = Mapping[str, tuple[str, str]]
"""The field for the people of each role, and what its type field says, where it needs one."""


class WrittenRow(NamedTuple):
    """A field of the work, its name in the format, how it is written, which entries have it.

    The name "+" is a piece of the annotation. ``given`` is the field that must have a value, where
    it is not the one that is carried: every work has a ``type``.
    """

    source_field: str
    name: str
    write: Write
    when: frozenset[str]
    given: str = ""


class Rows:
    """The rows that a type of entry has."""

    def __init__(self, rows: Iterable[WrittenRow]) -> None:
        self.rows = tuple(rows)
        self._given = attrgetter(*(row.given or row.source_field for row in self.rows))

    def of(self, work: Work) -> Iterator[WrittenRow]:
        """Those whose field has a value."""
        return compress(self.rows, self._given(work))


_noted_values = attrgetter(*(label.field for label in NOTED))


@dataclass(frozen=True, slots=True)
class TexFormat:
    """A format of ``.bib`` files.

    ``type_of`` gives the type of an entry, ``rows`` the rows of each type, ``roles`` its fields of
    names; ``dated`` writes a date. ``unicode`` is whether Unicode is kept unless asked otherwise.
    """

    name: str
    unicode: bool
    annotation: str
    type_of: Callable[[Work], str]
    rows: Mapping[str, Rows]
    roles: Mapping[str, Roles]
    dated: Callable[[PartialDate], Iterator[tuple[str, str]]]

    def exporter(self) -> Exporter:
        """The format as all others are."""
        return Exporter(self.name, self.chunks, self.fields, self.degraded)

    def chunks(self, entries: Iterable[Entry], options: Options) -> Iterator[str]:
        """One entry after the other, a blank line between them."""
        before, tex = "", Tex.of(options, unicode=self.unicode)
        for entry in map(with_title, entries):
            fields: dict[str, str] = {}
            for field in self._fields(entry, options, tex):
                if field.name.lower() not in options.omit:
                    fields.setdefault(field.name, field.value)  # one field may carry several
            lines = [f"  {name} = {value},\n" for name, value in fields.items()]
            head = f"@{self.type_of(entry.work)}{{{safe_key(entry.id)},\n"
            yield f"{before}{head}{''.join(lines) or _NOTHING_KNOWN}}}\n"
            before = "\n"

    def fields(self, entry: Entry, options: Options) -> Iterator[WrittenField]:
        """The fields of an entry in their order, each value enclosed.

        A field that carries several things comes once for each of them, with its whole value.
        """
        return self._fields(with_title(entry), options, Tex.of(options, unicode=self.unicode))

    def _fields(self, entry: Entry, options: Options, tex: Tex) -> Iterator[WrittenField]:
        kept = list(kept_fields(entry.resolution))
        taken = {_KEYWORDS, _NOTE, *_ANNOTATIONS}
        noted: list[WrittenField] = []
        for field in self._of_work(entry.work, tex, {name.lower() for name, _ in kept}):
            if field.name in _GATHERED:
                noted.append(field)
            else:
                taken.add(field.name)
                yield WrittenField(field.source_field, field.name, f"{{{field.value}}}")
        if date := entry.work.shown_date(options.date_policy):
            taken |= _DATES
            for name, value in self.dated(date):
                yield WrittenField("issued", name, value)
        if entry.tags or isinstance(entry.resolution, Imported):
            yield from _joined(_KEYWORDS, ", ", _words(entry, kept, tex, options), _without_end)
        yield from self._notes(entry, kept, noted, tex)
        for name, value in kept:
            if name.lower() not in taken:
                taken.add(name.lower())
                yield WrittenField(f"kept.{name}", name, f"{{{value}}}")

    def _of_work(self, work: Work, tex: Tex, kept: Collection[str]) -> Iterator[WrittenField]:
        """What is said of a work, not enclosed yet; what has no field of its own comes last.

        A user's own ``eprint``, of arXiv perhaps, stays: PubMed's number is noted then.
        """
        type_ = self.type_of(work)
        carried = set()
        for field in _people(work, self.roles[type_], tex):
            carried.add(field.source_field)
            yield field
        hidden = {"options"} & set(kept) | (set() if _EPRINT.isdisjoint(kept) else _EPRINT)
        for source_field, name, write, _, _ in self.rows[type_].of(work):
            if name not in hidden and (text := write(work, tex)):
                carried.add(source_field)
                yield WrittenField(source_field, name, text)
        values = _noted_values(work)
        for label, value in compress(zip(NOTED, values, strict=True), values):
            if label.field not in carried:
                yield _noted(label.field, label.name, in_words(value), tex)
        for relation in work.relations:
            yield _noted("relations", relation_label(relation), relation.id, tex)
        for update in work.updates_to:
            yield _noted("updates_to", update_label(update), update.notice, tex)

    def _notes(
        self, entry: Entry, kept: Kept, noted: Iterable[WrittenField], tex: Tex
    ) -> Iterator[WrittenField]:
        """The note, which styles print, and the annotation; the user's own come first in both.

        What refkit did not find is for the reader of the file, not for that of the paper.
        """
        printed = [field for field in noted if field.name == _NOTE]
        printed += [WrittenField("updates", _NOTE, tex.text(line)) for line in remarks(entry)]
        yield from _joined(_NOTE, ". ", _after_kept(kept, {_NOTE}, printed), _without_end)
        pieces = [WrittenField("", _PIECE, tex.text(line)) for line in remarks_as_printed(entry)]
        pieces += [field for field in noted if field.name == _PIECE]
        for name, text in kept_notes(entry.resolution):
            pieces.append(_noted(f"kept.{name}", name, text, tex))
        yield from _joined(self.annotation, "; ", _after_kept(kept, _ANNOTATIONS, pieces), str)

    def degraded(self, entry: Entry, options: Options) -> Iterator[Loss]:
        """What is carried, but not wholly."""
        key = safe_key(entry.id)
        if key != entry.id:
            yield Loss(entry.id, "key", f"TeX cannot take it: written {key}")
        date = entry.work.shown_date(options.date_policy)
        if date and date.literal and date.year and not read_edtf(date.literal):
            yield Loss(entry.id, "issued", f"written {date}, without the words {date.literal!r}")
        doi = entry.work.doi
        if doi and doi_text(doi) != str(doi):
            yield Loss(entry.id, "doi", f"its braces or backslashes: written {doi_text(doi)}")
        if "\n" in entry.work.abstract.plain:
            yield Loss(entry.id, "abstract", "its paragraphs are joined")
        yield from self._undropped(entry)
        for word in keywords(entry.tags, options.tag_style):
            if _SEPARATOR.search(word):
                yield Loss(entry.id, "tags", f"readers part {word!r} at its comma or semicolon")

    def _undropped(self, entry: Entry) -> Iterator[Loss]:
        """Particles that are dropped and are written like those that are not."""
        work = entry.work
        dropped = [each for each in work.creators if each.dropping_particle]
        if not dropped:
            return
        own = [value for name, value in kept_fields(entry.resolution) if name.lower() == "options"]
        rows = self.rows[self.type_of(work)].rows
        can_say = any(row.name == "options" for row in rows) and all_drop(work.creators)
        if any(map(says_drops, own)) if own else can_say:
            return
        for each in dropped:
            why = f"{each.dropping_particle!r} of {each.family} is a particle like any other"
            yield Loss(entry.id, f"creators.{each.role}", why)


def _people(work: Work, roles: Roles, tex: Tex) -> Iterator[WrittenField]:
    by_role: dict[str, list[Creator]] = {}
    for creator in work.creators:
        by_role.setdefault(creator.role, []).append(creator)
    taken = set[str]()
    for role, (name, type_) in roles.items():
        if role not in by_role or name in taken:  # two roles may share a field
            continue
        taken.add(name)
        # Of authors alone it is known that some are left out: lists of others come whole.
        complete = work.creators_complete or role != "author"
        if names := people(by_role.pop(role), unicode=tex.unicode, complete=complete):
            yield WrittenField(f"creators.{role}", name, names)
            yield from [WrittenField("creators_complete", name, names)] * (not complete)
            yield from [WrittenField("", f"{name}type", type_)] * bool(type_)
    for role, creators in by_role.items():
        named = list(map(plain_name, creators))
        if role == "author" and not work.creators_complete:
            named.append("others")
            yield WrittenField("creators_complete", _PIECE, "")
        yield _noted(f"creators.{role}", role_label(role), " and ".join(named), tex)


def _noted(source_field: str, label: str, value: str, tex: Tex) -> WrittenField:
    return WrittenField(source_field, _PIECE, tex.text(labelled(label, value)))


def _words(entry: Entry, kept: Kept, tex: Tex, options: Options) -> list[WrittenField]:
    """The user's keywords, and the tags that are not among them."""
    words = _after_kept(kept, {_KEYWORDS}, [])
    if tex.unicode:
        words = [word._replace(value=_SIGN_IN_FORMULA.sub(_sign, word.value)) for word in words]
    for name, text in kept_words(entry.resolution):
        word = tex.keyword(text)
        whole = f"{{{word}}}" if _SEPARATOR.search(text) else word  # Child, Preschool
        words.append(WrittenField(f"kept.{name}", _KEYWORDS, whole))
    there = {word.strip() for field in words for word in _SEPARATOR.split(field.value)}
    new = [tex.keyword(word) for word in keywords(entry.tags, options.tag_style)]
    if new:
        text = ", ".join(word for word in new if word not in there)
        words.append(WrittenField("tags", _KEYWORDS, text))
    return words


def _sign(formula: re.Match[str]) -> str:
    """A formula of one sign in a user's own keyword as that sign, where it is a known one."""
    shown = read_latex_plain(formula[0])
    return escape_keyword(shown, unicode=True) if len(shown) == 1 else formula[0]


def _after_kept(
    kept: Kept, names: Collection[str], fields: list[WrittenField]
) -> list[WrittenField]:
    """What the user has in fields of these names, and after it what is not said there already."""
    own = [WrittenField(f"kept.{name}", name, text) for name, text in kept if name.lower() in names]
    if not own:
        return fields
    there = " ".join(field.value for field in own)
    return own + [
        field if field.value not in there else field._replace(value="") for field in fields
    ]


def _joined(
    name: str, mark: str, fields: Sequence[WrittenField], ended: Callable[[str], str]
) -> Iterator[WrittenField]:
    """One field of several texts, once for each of them; ``ended`` makes each one followed."""
    texts = [field.value for field in fields if field.value.strip()]
    if not texts:
        return
    value = mark.join([*map(ended, texts[:-1]), texts[-1]])
    for field in fields:
        # A manuscript's kind is printed from its note, where no reader knows it from other notes.
        is_aside = field.name == _PIECE or (field.name, field.source_field) == (_NOTE, "genre")
        yield WrittenField(field.source_field, name, f"{{{value}}}", is_aside)


def _without_end(text: str) -> str:
    """Text without its last stop, so that another can follow; not without the comma of ``\\,``."""
    stripped = text.rstrip(" \t\r\n.,;")
    return text if stripped.endswith("\\") else stripped


def rows_by_type(types: Iterable[str], rows: Iterable[WrittenRow]) -> dict[str, Rows]:
    """The rows of each type of entry."""
    rows = tuple(rows)
    return {type_: Rows(row for row in rows if type_ in row.when) for type_ in types}
