"""Changed fields in the spelling of the library that they go into.

The format's exporter spells them. A ``.bib`` is written for BibTeX or for biblatex, which name some
fields otherwise: what an entry has already decides, else what its file mostly has.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from refkit.formats.export import Exporter, Options, WrittenField
from refkit.formats.library import Editor, Library
from refkit.formats.register import exporter
from refkit.model.bibliography import Entry

# Enough to tell what a file mostly has; what an entry has is parsed.
_LIKE_A_NAME = re.compile(r"[,\s]([a-z]{4,13})[ \t]*=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NativeValues:
    """Spells fields for a library; ``exporters`` are those of its dialects, the preferred first."""

    library: Library
    options: Options
    editor: Editor
    exporters: tuple[Exporter, ...]

    @classmethod
    def of(cls, library: Library, options: Options) -> NativeValues:
        """Spell as the library does: in Unicode where it has any.

        Raises InputError where its format cannot be changed in its text.
        """
        if not library.text.isascii():
            options = replace(options, unicode=True)
        editor = library.editor
        dialects = [exporter(name) for name in editor.dialects or (library.format,)]
        names = (found[1].lower() for found in _LIKE_A_NAME.finditer(library.text))
        return cls(library, options, editor, _by_marks(dialects, names, editor.dialects))

    def fields(
        self, place: int, entry: Entry, changed: Collection[str], empty: Collection[str]
    ) -> list[WrittenField]:
        """The changed fields of an entry as the library writes them; none that it cannot say.

        ``empty`` are those that may not replace anything: a field of that name stands in the entry
        all the same where it could not be read, or means something else there.
        """
        start, end = self.library.spans[place]
        source = self.library.text[start:end]
        there = self.editor.field_names(source)
        written = [tuple(each.fields(entry, self.options)) for each in self.exporters]
        spelt = [_grouped(fields, changed, self.editor.shared) for fields in written]
        found = {
            name: _chosen([each[name] for each in spelt if name in each], there) for name in changed
        }
        fields = [
            field
            for name, group in found.items()
            for field in group
            if name not in empty or not _names(group) & there
        ]
        if len(written) > 1:
            return fields
        # In RIS one tag may say several things (SN is an ISSN or an ISBN): all its lines are set.
        return [field for field in written[0] if field.name.lower() in _names(fields)]

    def decisions(self, entry: Entry) -> list[WrittenField]:
        """What persons decided on labels; nothing where the format has no place for it."""
        written = self.exporters[0].fields(entry, self.options)
        return [each for each in written if each.source_field == "label_decisions"]


def _by_marks(
    exporters: Sequence[Exporter], names: Iterable[str], dialects: Mapping[str, frozenset[str]]
) -> tuple[Exporter, ...]:
    """The exporters, first the one that more of these names belong to; else as they are."""
    if len(exporters) < 2:
        return tuple(exporters)
    count = Counter(
        dialect for name in names for dialect, marks in dialects.items() if name in marks
    )
    return tuple(sorted(exporters, key=lambda each: -count[each.name]))


def _grouped(
    fields: Iterable[WrittenField], changed: Collection[str], shared: Collection[str]
) -> dict[str, list[WrittenField]]:
    """A format's own fields by what they carry; a month goes with its year."""
    groups: dict[str, list[WrittenField]] = {}
    for field in fields:
        source = "issued" if field.name == "month" else field.source_field
        # A member of what others share is named with a dot: "custom.mesh".
        if source in changed and field.name.lower().partition(".")[0] not in shared:
            groups.setdefault(source, []).append(field)
    return groups


def _chosen(spellings: list[list[WrittenField]], there: frozenset[str]) -> list[WrittenField]:
    """The spelling whose names the entry has already, else the preferred one."""
    known = [fields for fields in spellings if _names(fields) & there]
    return next(iter([*known, *spellings]), [])


def _names(fields: Iterable[WrittenField]) -> frozenset[str]:
    return frozenset(field.name.lower() for field in fields)
