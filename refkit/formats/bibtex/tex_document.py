r"""What holds for the TeX of a whole ``.bib``: the macros it defines, the commands nobody knows.

A field is read with the macros of every ``@preamble``, wherever it stands, and with those that
stand for journals; tags and entities of publishers are spelled in TeX.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from refkit.formats.bibtex.journal_macros import JOURNAL_FIELDS, JOURNALS
from refkit.formats.bibtex.publishers_markup import in_tex
from refkit.formats.bibtex.value_reader import STRICT
from refkit.formats.library import UNKNOWN_COMMAND
from refkit.latex.decode import unknown_commands
from refkit.latex.macros import Macro, expand, read_macros
from refkit.regex import lazy_regex
from refkit.text.unicode import clean

_PREAMBLE = lazy_regex(r"@\s{0,9}preamble\s{0,9}[{(]", re.IGNORECASE)
_LONGEST = 100_000  # characters of a preamble
_VERBATIM = frozenset({"url", "doi", "file", "pdf", "eprint", "isbn", "issn", "pmid", "crossref",
                       "xdata", "bdsk-file-1", "bdsk-url-1", "local-url"})  # fmt: skip
_MOST_NAMED = 5  # commands of one entry


@dataclass(slots=True)
class TexDocument:
    """The macros of a file, and by the places of entries what they have that is not known."""

    macros: Mapping[str, Macro] = field(default_factory=dict)
    journals: Mapping[str, Macro] = field(default_factory=lambda: JOURNALS)
    _unknown: list[tuple[int, str, tuple[str, ...]]] = field(default_factory=list)

    @classmethod
    def of(cls, text: str) -> TexDocument:
        """Read the preambles of a file."""
        heads = list(_PREAMBLE.finditer(text))
        ends = [*(head.start() for head in heads[1:]), len(text)]
        macros: dict[str, Macro] = {}
        for head, end in zip(heads, ends, strict=False):
            limit = min(end, head.end() + _LONGEST)
            closing = STRICT.closing(text, head.end() - 1, limit)
            macros |= read_macros(text[head.end() : closing or limit])
        return cls(macros, {**JOURNALS, **macros})

    def fields(self, fields: Mapping[str, str]) -> Mapping[str, str]:
        """The fields of an entry, by names in lower case, as TeX and refkit's reader know it."""
        odd = [
            name
            for name, text in fields.items()
            if ("\\" in text or "<" in text or "&" in text) and name not in _VERBATIM
        ]
        if not odd:
            return fields
        return {**fields, **{name: self._field(name, fields[name]) for name in odd}}

    def _field(self, name: str, text: str) -> str:
        if "\\" in text:
            text = expand(text, self.journals if name in JOURNAL_FIELDS else self.macros)
        return in_tex(text)

    def look(self, start: int, key: str, fields: Mapping[str, str], told: Collection[str]) -> None:
        """Note the commands that are not known of an entry; what is kept as it stands has none."""
        names: dict[str, None] = {}
        for name, text in fields.items():
            if "\\" in text and name in told and name not in _VERBATIM:
                names |= dict.fromkeys(unknown_commands(text))
        if names:
            self._unknown.append((start, key, tuple(names)))

    def troubles(self, text: str, where: str) -> Iterator[str]:
        """A line for each entry with such commands."""
        line, counted = 1, 0
        for start, key, names in sorted(self._unknown):
            line, counted = line + text.count("\n", counted, start), start
            named = ", ".join(f"\\{name}" for name in names[:_MOST_NAMED])
            named += ", ..." if len(names) > _MOST_NAMED else ""
            verb = "is" if len(names) == 1 else "are"
            yield f"{where}: line {line}: {clean(key)}: {named} {verb} {UNKNOWN_COMMAND}"
