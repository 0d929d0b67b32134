"""What an exporter is: a table from the fields of a work to those of a format, and a writer.

Every format says of each of its fields which field of a work it carries. What a work has and no
field of the format carries is a loss, found by comparing the two, and told to the user.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple

from refkit.errors import InputError
from refkit.formats.foreign_fields import meaning_of
from refkit.formats.order import places_in_order
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.label_decisions import in_words, overruled_on
from refkit.model.resolution import AsPrinted, Imported, Resolution
from refkit.model.tags import Tag
from refkit.model.work import Container, DatePolicy, Work
from refkit.text.unicode import replace_surrogates


class TagStyle(StrEnum):
    """How a tag is spelled: ``CAR-NK``, ``car-nk``, ``modality/car-nk`` or ``modality > CAR-NK``.

    The last is a keyword of two levels, of which JabRef makes a group in a group.
    """

    NAME = "name"
    ID = "id"
    PATH = "path"
    GROUP = "group"


class Protect(StrEnum):
    """Which capitals of a title are braced: none, those of words that need them, every word's."""

    NONE = "none"
    TOKENS = "tokens"
    ALL = "all"


class CsvDialect(StrEnum):
    """What parts the cells of a CSV; a semicolon where Excel writes a decimal comma."""

    COMMA = "comma"
    SEMICOLON = "semicolon"
    TAB = "tab"


@dataclass(frozen=True, slots=True)
class Options:
    """What a user can choose about an export.

    ``unicode`` is True to keep Unicode, False to spell it in TeX, None for what the format is
    used to. ``proper_names`` are words that keep their capitals beside those that show it.
    ``columns`` are those of a table, in their order, the usual ones where none is named, and
    ``csv_dialect`` is what parts them. ``omit`` are fields that are left out, in lower case, by the
    name that they have in the format, in a work or in a user's own library. ``sort`` is what
    entries are sorted by. ``held`` is what a library has already: its record of an entry, by the
    entry's id; None where none was compared.
    """

    tag_style: TagStyle = TagStyle.NAME
    date_policy: DatePolicy = DatePolicy.PRINT
    protect: Protect = Protect.TOKENS
    unicode: bool | None = None
    proper_names: frozenset[str] = frozenset()
    columns: tuple[str, ...] = ()
    csv_dialect: CsvDialect = CsvDialect.COMMA
    omit: frozenset[str] = frozenset()
    sort: tuple[str, ...] = ()
    held: Mapping[str, str] | None = None


class WrittenField(NamedTuple):
    """One field as a format writes it: which field of the work it carries, its name, its value.

    ``source_field`` is a name from ``fields_of`` ("title", "container.title", "creators.author"),
    or empty where the field carries none. ``value`` is enclosed and escaped as the format wants it.
    ``aside`` is where it stands in a note, an annotation or the like, which no program but refkit
    takes apart again.
    """

    source_field: str
    name: str
    value: Any
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Loss:
    """What an entry has and an export does not say; ``why`` is a short clause.

    ``is_missed`` is False where its reader has no use for it: the one of two dates that was not
    chosen, who said what, or that a line has more authors which stands there as it was printed.
    """

    key: str
    field: str
    why: str
    is_missed: bool = True

    @property
    def label(self) -> str:
        """The field in words."""
        if self.field == _IN_PART:
            return "that there are more authors"
        group, _, name = self.field.rpartition(".")
        words = name if group in {"", "creators"} else f"{_GROUPS.get(group, group)} {name}"
        return words.replace("_", " ")


_IN_PART, _OTHER_DATES = "creators_complete", "other dates"
_NOT_MISSED = frozenset({_OTHER_DATES, "origins"})
_GROUPS = {"kept": "your"}


@dataclass(frozen=True, slots=True)
class Exporter:
    """How a format is written.

    ``chunks`` gives the whole file in chunks, an entry at a time, so that a long list needs no
    more memory than its longest entry; together they end in a newline. ``fields`` gives the fields
    of one entry in their order. ``degraded`` tells of what is carried, but not wholly.
    ``is_text`` is False where the chunks are bytes. ``why_not`` tells in a short clause why a field
    of an entry is not carried, and nothing where the user chose so.
    """

    name: str
    chunks: Callable[[Iterable[Entry], Options], Iterator[str] | Iterator[bytes]]
    fields: Callable[[Entry, Options], Iterator[WrittenField]]
    degraded: Callable[[Entry, Options], Iterator[Loss]] = lambda entry, options: iter(())
    is_text: bool = True
    why_not: Callable[[Entry, str, Options], str] | None = None

    def written(
        self, entries: Iterable[Entry], options: Options
    ) -> Iterator[str] | Iterator[bytes]:
        """The whole file in chunks, in the order asked for, without what the options leave out."""
        if options.sort:
            given = list(entries)
            entries = [given[place] for place in places_in_order(given, options.sort)]
        return self.chunks((without(entry, options.omit) for entry in entries), options)

    def render(self, bibliography: Bibliography, options: Options) -> str:
        """The whole file as text; raises InputError for a format that is none."""
        return replace_surrogates(self.text(bibliography.entries, options))

    def text(self, entries: Iterable[Entry], options: Options) -> str:
        """The whole file, as ``written``; raises InputError for a format that is no text."""
        if not self.is_text:
            raise InputError(f"{self.name} is no text; export_bytes gives its bytes")
        return "".join(map(str, self.written(entries, options)))

    def losses(self, entry: Entry, options: Options) -> Iterator[Loss]:
        """What the format cannot carry of an entry, field by field; nothing is lost unsaid.

        What a user leaves out is not lost.
        """
        entry = without(entry, options.omit)
        carried, aside = set[str](), dict[str, str]()
        for field in self.fields(entry, options):
            if field.aside:
                aside.setdefault(field.source_field, field.name)
            else:
                carried.add(field.source_field)
        for name in fields_of(entry):
            if name in carried:
                continue
            why = f"stands in {aside[name]} alone" if name in aside else ""
            if why := why or self._why_not(entry, name, options):
                yield Loss(entry.id, name, why, _is_missed(entry, name))
        yield from self.degraded(entry, options)

    def all_losses(self, bibliography: Bibliography, options: Options) -> list[Loss]:
        """What is lost of all entries, and what of decisions on labels is kept beside them."""
        found = [loss for entry in bibliography.entries for loss in self.losses(entry, options)]
        if _DECISIONS not in options.omit:
            for place, overruled in sorted(overruled_on(bibliography).items()):
                why = f"what is overruled stands in the saved file alone: {in_words(overruled)}"
                found.append(Loss(bibliography.entries[place].id, _DECISIONS, why))
        return found

    def _why_not(self, entry: Entry, name: str, options: Options) -> str:
        if self.why_not:
            return self.why_not(entry, name, options)
        return f"{self.name} has no field for it"


def _is_missed(entry: Entry, name: str) -> bool:
    if name == _IN_PART:
        return not isinstance(entry.resolution, AsPrinted)
    return name not in _NOT_MISSED


def without(entry: Entry, omit: Set[str]) -> Entry:
    """The entry without the fields of these names, as a work or a user's own library has them.

    ``keywords`` are the tags and the user's own, ``note`` is the user's.
    """
    if not omit:
        return entry
    work, container = entry.work, entry.work.container
    plain: dict[str, Any] = {
        name: Work.__dataclass_fields__[name].default for name in omit & _OPTIONAL
    }
    held: dict[str, Any] = {
        name: Container.__dataclass_fields__[name].default
        for name in _CONTAINER_FIELDS
        if f"container.{name}" in omit
    }
    return replace(
        entry,
        work=replace(
            work,
            container=replace(container, **held),
            creators=tuple(each for each in work.creators if each.role not in omit),
            **plain,
        ),
        tags=() if omit & {_KEYWORDS, "tags"} else entry.tags,
        label_decisions=() if _DECISIONS in omit else entry.label_decisions,
        resolution=_without_kept(entry.resolution, omit),
    )


def _without_kept(resolution: Resolution, omit: Set[str]) -> Resolution:
    if not isinstance(resolution, Imported):
        return resolution
    source = resolution.source
    kept = [
        (name, text)
        for name, text in resolution.kept
        if not ({name.lower(), meaning_of(source, name)} & omit)
    ]
    return replace(resolution, kept=tuple(kept))


def names_of(entry: Entry, exporter: Exporter, options: Options) -> set[str]:
    """All names by which fields of an entry can be left out, in lower case."""
    names = {name.lower() for name in fields_of(entry)}
    names |= {field.name.lower() for field in exporter.fields(entry, options)}
    names |= {name.rpartition(".")[2] for name in names if name.startswith(("kept.", "creators."))}
    if isinstance(entry.resolution, Imported):
        source = entry.resolution.source
        names |= {meaning_of(source, name) for name, _ in entry.resolution.kept}
    return names | ({_KEYWORDS} if "tags" in names else set())


def fields_of(entry: Entry) -> list[str]:
    """The fields that an entry has a value for: of its work, its tags, what was kept verbatim.

    What persons decided on its tags is ``label_decisions``.

    Of dates only that is named which an export must choose from (``issued``), with the dates that
    are not shown as ``other dates``. A list known in part is ``creators_complete``.
    """
    work = entry.work
    named = [name for name in _PLAIN_FIELDS if getattr(work, name)]
    named += [f"creators.{role}" for role in dict.fromkeys(each.role for each in work.creators)]
    named += [f"container.{name}" for name in _CONTAINER_FIELDS if getattr(work.container, name)]
    dates = {work.published_print, work.published_online, work.issued} - {None}
    named += ["issued"] * bool(dates) + [_OTHER_DATES] * (len(dates) > 1)
    named += ["orcid"] * any(creator.orcid for creator in work.creators)
    named += [_IN_PART] * (bool(work.creators) and not work.creators_complete)
    named += ["tags"] * bool(entry.tags)
    named += [_DECISIONS] * bool(entry.label_decisions)
    if isinstance(entry.resolution, Imported):
        named += [f"kept.{name}" for name, _ in entry.resolution.kept]
    return named


_PLAIN_FIELDS = tuple(
    name
    for name in Work.__dataclass_fields__
    if name
    not in {"type", "creators", "creators_complete", "container", "published_print",
            "published_online", "issued"}
)  # fmt: skip
_OPTIONAL = frozenset(_PLAIN_FIELDS) - {"number"}  # which BibTeX calls an issue
_KEYWORDS, _DECISIONS = "keywords", "label_decisions"
_CONTAINER_FIELDS = ("title", "short_title", "issns", "collection")


def keywords(tags: tuple[Tag, ...], style: TagStyle) -> list[str]:
    """The tags in the spelling asked for, each once."""
    return list(dict.fromkeys(_spelled(tag, style) for tag in tags))


def spellings(tags: Iterable[Tag]) -> dict[str, frozenset[str]]:
    """Every spelling of the tags, with all those of the same labels: one style was another once."""
    found: dict[str, frozenset[str]] = {}
    for tag in tags:
        words = frozenset(_spelled(tag, style) for style in TagStyle)
        found |= {word: found.get(word, words) | words for word in words}
    return found


def _spelled(tag: Tag, style: TagStyle) -> str:
    if style is TagStyle.PATH:
        return f"{tag.facet}/{tag.label}"
    if style is TagStyle.GROUP:
        return f"{tag.facet} > {tag.name}"
    return tag.label if style is TagStyle.ID else tag.name


def remarks(entry: Entry) -> list[str]:
    """What a reader must be told about a work: retracted, or published since as an article."""
    told = map(str, entry.work.updates)
    lines = [f"{each[:1].upper()}{each[1:]}" for each in told]
    if entry.work.published_version:
        lines.append(f"Preprint; published as {entry.work.published_version}")
    return lines
