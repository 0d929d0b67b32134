"""Changed fields in the spelling of the library that they go into.

The format's exporter spells them. A ``.bib`` is written for BibTeX or for biblatex, which name some
fields otherwise: what an entry has already decides, else what its file mostly has.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from refkit.formats.bibtex.blocks import whole
from refkit.formats.export import Exporter, Options, Pair
from refkit.formats.library import Library
from refkit.formats.register import EXPORTERS, exporter
from refkit.model.bibliography import Entry

# Fields that hold more than one thing, some of it the user's: writing one would lose the rest.
_SHARED = frozenset(
    {"note", "annote", "annotation", "addendum", "keywords", "keyword", "custom", "n1", "kw"}
)
_BIBTEX, _BIBLATEX = "bibtex", "biblatex"
# Names that only one of the two has or prefers.
_MARKS = {
    _BIBTEX: frozenset({"address", "archiveprefix", "journal", "primaryclass", "school", "year"}),
    _BIBLATEX: frozenset(
        {"date", "eprintclass", "eprinttype", "journaltitle", "langid", "location", "shortjournal"}
    ),
}
# Enough to tell what a file mostly has; what an entry has is parsed.
_LIKE_A_NAME = re.compile(r"[,\s]([a-z]{4,13})[ \t]*=", re.IGNORECASE)
_RIS_TAG = re.compile(r"^([A-Z][A-Z0-9]) {0,2}-", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Native:
    """Spells fields for a library; ``formats`` are its exporters, the preferred one first."""

    library: Library
    options: Options
    formats: tuple[Exporter, ...]

    @classmethod
    def of(cls, library: Library, options: Options) -> Native:
        """Spell as the library does: in Unicode where it has any."""
        if not library.text.isascii():
            options = replace(options, unicode=True)
        formats = [exporter(library.syntax.name)]
        if library.syntax.name == _BIBTEX:
            formats += [each for each in EXPORTERS if each.name == _BIBLATEX]
        names = (found[1].lower() for found in _LIKE_A_NAME.finditer(library.text))
        return cls(library, options, _by_marks(formats, names))

    def pairs(
        self, place: int, entry: Entry, changed: Collection[str], empty: Collection[str]
    ) -> list[Pair]:
        """The changed fields of an entry as the library writes them; none that it cannot say.

        ``empty`` are those that may not replace anything: a field of that name stands in the entry
        all the same where it could not be read, or means something else there.
        """
        start, end = self.library.spans[place]
        source = self.library.text[start:end]
        there = _NAMES[self.library.syntax.name](source)
        written = [
            tuple(format_.pairs(entry, self.options)) for format_ in _by_marks(self.formats, source)
        ]
        spelt = [_grouped(pairs, changed) for pairs in written]
        found = {
            name: _chosen([each[name] for each in spelt if name in each], there) for name in changed
        }
        pairs = [
            pair
            for name, group in found.items()
            for pair in group
            if name not in empty or not _named(group) & there
        ]
        if len(written) > 1:
            return pairs
        # In RIS one tag may say several things (SN is an ISSN or an ISBN): all its lines are set.
        return [pair for pair in written[0] if pair.name.lower() in _named(pairs)]


def _by_marks(formats: Sequence[Exporter], names: Iterable[str]) -> tuple[Exporter, ...]:
    """The formats, first the one that more of these names belong to; else as they are."""
    if len(formats) < 2:
        return tuple(formats)
    count = Counter(format_ for name in names for format_, marks in _MARKS.items() if name in marks)
    return tuple(sorted(formats, key=lambda each: -count[each.name]))


def _grouped(pairs: Iterable[Pair], changed: Collection[str]) -> dict[str, list[Pair]]:
    """A format's own fields by what they carry; a month goes with its year."""
    fields: dict[str, list[Pair]] = {}
    for pair in pairs:
        carries = "issued" if pair.name == "month" else pair.carries
        # A member of what others share is named with a dot: "custom.mesh".
        if carries in changed and pair.name.lower().partition(".")[0] not in _SHARED:
            fields.setdefault(carries, []).append(pair)
    return fields


def _chosen(spellings: list[list[Pair]], there: frozenset[str]) -> list[Pair]:
    """The spelling whose names the entry has already, else the preferred one."""
    known = [pairs for pairs in spellings if _named(pairs) & there]
    return next(iter([*known, *spellings]), [])


def _named(pairs: Iterable[Pair]) -> frozenset[str]:
    return frozenset(pair.name.lower() for pair in pairs)


def _names_in_bib(source: str) -> frozenset[str]:
    return frozenset(field.name.lower() for field in whole(source).fields)


def _names_in_item(source: str) -> frozenset[str]:
    return frozenset(name.lower() for name in json.loads(source))


def _tags_in_record(source: str) -> frozenset[str]:
    return frozenset(tag.lower() for tag in _RIS_TAG.findall(source))


# The names of the fields that an entry has, in lower case, by the library's format.
_NAMES: dict[str, Callable[[str], frozenset[str]]] = {
    _BIBTEX: _names_in_bib,
    "csl-json": _names_in_item,
    "ris": _tags_in_record,
}
