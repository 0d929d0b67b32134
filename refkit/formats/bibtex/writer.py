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

from refkit.formats.bibtex.kept_fields import kept_fields, kept_notes, kept_words, safe_key
from refkit.formats.bibtex.names_writer import people, plain_name
from refkit.formats.bibtex.value_writer import Tex, Write, doi_text, in_words
from refkit.formats.export import Exporter, Loss, Options, Pair, keywords, remarks
from refkit.model.bibliography import Entry
from refkit.model.dates import PartialDate
from refkit.model.people import Creator
from refkit.model.printed import remarks_as_printed, with_title
from refkit.model.resolution import Imported
from refkit.model.work import Work

_NOTHING_KNOWN = "  note = {Nothing is known of it},\n"  # readers refuse an entry without fields
_SEPARATOR = re.compile("[,;]")
_DATES = frozenset({"date", "year", "month", "day"})
_NOTE, _KEYWORDS, _PIECE = "note", "keywords", "+"
_GATHERED = frozenset({_NOTE, _PIECE})
_EPRINT = frozenset({"eprint", "eprinttype"})
_ANNOTATIONS = frozenset({"annote", "annotation"})  # BibTeX's name and biblatex's

Kept = Sequence[tuple[str, str]]
"""Names and values of a user's own fields, as they stood."""

Roles = Mapping[str, tuple[str, str]]
"""The field for the people of each role, and what its type field says, where it needs one."""


class Row(NamedTuple):
    """A field of the work, its name in the format, how it is written, which entries have it.

    The name "+" is a piece of the annotation. ``given`` is the field that must have a value, where
    it is not the one that is carried: every work has a ``type``.
    """

    carries: str
    name: str
    write: Write
    when: frozenset[str]
    given: str = ""


class Rows:
    """The rows that a type of entry has."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = tuple(rows)
        self._given = attrgetter(*(row.given or row.carries for row in self.rows))

    def of(self, work: Work) -> Iterator[Row]:
        """Those whose field has a value."""
        return compress(self.rows, self._given(work))


# What some entries have no field for, and what it is called in the annotation.
_NOTED: tuple[tuple[str, str], ...] = (
    ("original_title", "Original title"),
    ("container.title", "In"),
    ("container.short_title", "Abbreviated"),
    ("container.collection", "Series"),
    ("volume", "Volume"),
    ("issue", "Issue"),
    ("page", "Pages"),
    ("number", "Number"),
    ("edition", "Edition"),
    ("genre", "Genre"),
    ("publisher", "Publisher"),
    ("publisher_place", "Place"),
    ("event_title", "Event"),
    ("event_place", "Event place"),
    ("pmid", "PMID"),
    ("pmcid", "PMCID"),
    ("other_dois", "Other DOIs"),
    ("container.issns", "ISSN"),
    ("isbns", "ISBN"),
    ("language", "Language"),
)
_noted_values = attrgetter(*(carries for carries, _ in _NOTED))


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
        return Exporter(self.name, ".bib", self.pieces, self.pairs, self.spoiled)

    def pieces(self, entries: Iterable[Entry], options: Options) -> Iterator[str]:
        """One entry after the other, a blank line between them."""
        before, tex = "", Tex.of(options, unicode=self.unicode)
        for entry in map(with_title, entries):
            fields: dict[str, str] = {}
            for pair in self._pairs(entry, options, tex):
                fields.setdefault(pair.name, pair.value)  # one field may carry several
            lines = [f"  {name} = {value},\n" for name, value in fields.items()]
            head = f"@{self.type_of(entry.work)}{{{safe_key(entry.id)},\n"
            yield f"{before}{head}{''.join(lines) or _NOTHING_KNOWN}}}\n"
            before = "\n"

    def pairs(self, entry: Entry, options: Options) -> Iterator[Pair]:
        """The fields of an entry in their order, each value enclosed.

        A field that carries several things comes once for each of them, with its whole value.
        """
        return self._pairs(with_title(entry), options, Tex.of(options, unicode=self.unicode))

    def _pairs(self, entry: Entry, options: Options, tex: Tex) -> Iterator[Pair]:
        kept = list(kept_fields(entry.resolution))
        taken = {_KEYWORDS, _NOTE, *_ANNOTATIONS}
        noted: list[Pair] = []
        for pair in self._of_work(entry.work, tex, {name.lower() for name, _ in kept}):
            if pair.name in _GATHERED:
                noted.append(pair)
            else:
                taken.add(pair.name)
                yield Pair(pair.carries, pair.name, f"{{{pair.value}}}")
        if date := entry.work.cited_date(options.date_policy):
            taken |= _DATES
            for name, value in self.dated(date):
                yield Pair("issued", name, value)
        if entry.tags or isinstance(entry.resolution, Imported):
            yield from _joined(_KEYWORDS, ", ", _words(entry, kept, tex, options))
        yield from self._notes(entry, kept, noted, tex)
        for name, value in kept:
            if name.lower() not in taken:
                taken.add(name.lower())
                yield Pair(f"kept.{name}", name, f"{{{value}}}")

    def _of_work(self, work: Work, tex: Tex, kept: Collection[str]) -> Iterator[Pair]:
        """What is said of a work, not enclosed yet; what has no field of its own comes last.

        A user's own ``eprint``, of arXiv perhaps, stays: PubMed's number is noted then.
        """
        type_ = self.type_of(work)
        carried = set()
        for pair in _people(work, self.roles[type_], tex):
            carried.add(pair.carries)
            yield pair
        hidden = () if _EPRINT.isdisjoint(kept) else _EPRINT
        for carries, name, write, _, _ in self.rows[type_].of(work):
            if name not in hidden and (text := write(work, tex)):
                carried.add(carries)
                yield Pair(carries, name, text)
        for (carries, label), value in compress(
            zip(_NOTED, _noted_values(work), strict=True), _noted_values(work)
        ):
            if carries not in carried:
                yield _noted(carries, label, in_words(value), tex)
        for relation in work.relations:
            yield _noted("relations", relation.type.replace("-", " "), relation.id, tex)
        for update in work.updates_to:
            yield _noted("updates_to", f"{update.type.replace('_', ' ')} of", update.notice, tex)

    def _notes(self, entry: Entry, kept: Kept, noted: Iterable[Pair], tex: Tex) -> Iterator[Pair]:
        """The note, which styles print, and the annotation; the user's own come first in both.

        What refkit did not find is for the reader of the file, not for that of the paper.
        """
        printed = [pair for pair in noted if pair.name == _NOTE]
        printed += [Pair("updates", _NOTE, tex.text(line)) for line in remarks(entry)]
        yield from _joined(_NOTE, ". ", _after_kept(kept, {_NOTE}, printed))
        pieces = [Pair("", _PIECE, tex.text(line)) for line in remarks_as_printed(entry)]
        pieces += [pair for pair in noted if pair.name == _PIECE]
        for name, text in kept_notes(entry.resolution):
            pieces.append(_noted(f"kept.{name}", name, text, tex))
        yield from _joined(self.annotation, "; ", _after_kept(kept, _ANNOTATIONS, pieces))

    def spoiled(self, entry: Entry, options: Options) -> Iterator[Loss]:
        """What is carried, but not wholly."""
        key = safe_key(entry.id)
        if key != entry.id:
            yield Loss(entry.id, "key", f"TeX cannot take it: written {key}")
        doi = entry.work.doi
        if doi and doi_text(doi) != str(doi):
            yield Loss(entry.id, "doi", f"its braces or backslashes: written {doi_text(doi)}")
        if "\n" in entry.work.abstract.plain:
            yield Loss(entry.id, "abstract", "its paragraphs are joined")
        for word in keywords(entry.tags, options.tag_style):
            if _SEPARATOR.search(word):
                yield Loss(entry.id, "tags", f"readers part {word!r} at its comma or semicolon")


def _people(work: Work, roles: Roles, tex: Tex) -> Iterator[Pair]:
    by_role: dict[str, list[Creator]] = {}
    for creator in work.creators:
        by_role.setdefault(creator.role, []).append(creator)
    for role, (name, type_) in roles.items():
        if role not in by_role:
            continue
        # Of authors alone it is known that some are left out: lists of others come whole.
        complete = work.creators_complete or role != "author"
        if names := people(by_role.pop(role), unicode=tex.unicode, complete=complete):
            yield Pair(f"creators.{role}", name, names)
            yield from [Pair("creators_complete", name, names)] * (not complete)
            yield from [Pair("", f"{name}type", type_)] * bool(type_)
    for role, creators in by_role.items():
        named = list(map(plain_name, creators))
        if role == "author" and not work.creators_complete:
            named.append("others")
            yield Pair("creators_complete", _PIECE, "")
        yield _noted(f"creators.{role}", role.capitalize(), " and ".join(named), tex)


def _noted(carries: str, label: str, value: str, tex: Tex) -> Pair:
    return Pair(carries, _PIECE, tex.text(f"{label}: {value}"))


def _words(entry: Entry, kept: Kept, tex: Tex, options: Options) -> list[Pair]:
    """The user's keywords, and the tags that are not among them."""
    words = _after_kept(kept, {_KEYWORDS}, [])
    for name, text in kept_words(entry.resolution):
        words.append(Pair(f"kept.{name}", _KEYWORDS, tex.text(text)))
    there = {word.strip() for pair in words for word in _SEPARATOR.split(pair.value)}
    new = [tex.text(word) for word in keywords(entry.tags, options.tag_style)]
    if new:
        text = ", ".join(word for word in new if word not in there)
        words.append(Pair("tags", _KEYWORDS, text))
    return words


def _after_kept(kept: Kept, names: Collection[str], pairs: list[Pair]) -> list[Pair]:
    """What the user has in fields of these names, and after it what is not said there already."""
    own = [Pair(f"kept.{name}", name, text) for name, text in kept if name.lower() in names]
    if not own:
        return pairs
    there = " ".join(pair.value for pair in own)
    return own + [pair if pair.value not in there else pair._replace(value="") for pair in pairs]


def _joined(name: str, mark: str, pairs: Sequence[Pair]) -> Iterator[Pair]:
    """One field of several texts, once for each of them."""
    texts = [pair.value for pair in pairs if pair.value.strip()]
    if not texts:
        return
    value = mark.join([*map(_without_end, texts[:-1]), texts[-1]])
    for pair in pairs:
        yield Pair(pair.carries, name, f"{{{value}}}")


def _without_end(text: str) -> str:
    """Text without its last stop, so that another can follow; not without the comma of ``\\,``."""
    stripped = text.rstrip(" \t\r\n.,;")
    return text if stripped.endswith("\\") else stripped


def rows_by_type(types: Iterable[str], rows: Iterable[Row]) -> dict[str, Rows]:
    """The rows of each type of entry."""
    rows = tuple(rows)
    return {type_: Rows(row for row in rows if type_ in row.when) for type_ in types}
