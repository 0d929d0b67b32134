"""What a format is to refkit: one registration, from which all lists of formats are taken.

Code is named here, ``package.module.name``, and loaded when it is used: most commands need one
format, many none, and nothing of this module waits for any.
"""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from refkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from refkit.formats.export import Exporter
    from refkit.formats.library import Editor, Library


class Spelling(StrEnum):
    """How the values of a user's own fields are spelled where they are kept verbatim."""

    PLAIN = "plain"
    TEX = "tex"
    JSON = "json"


ONE_EACH = ";\n"
"""What parts keywords where each has a line or a cell: a comma is a heading's own there."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what it is called, how it is recognised, and where its code is.

    ``name`` is what ``--to`` takes and what an imported entry calls its source. ``suffix`` is that
    of its files; of formats that share one the first counts. ``more_suffixes`` are others under
    which it is read. ``kind`` is what help texts say beside the suffix, where that alone does not
    tell; of a format that is written ``title`` is what people call it and ``users`` which programs
    take it. ``look`` matches the beginning of a text that is probably in this format, or names code
    that says so where a pattern cannot; without one a file is known by its name alone.

    ``reader``, ``exporter`` and ``editor`` name code, each of them or none: a format may only be
    read, or only be written, and is changed in a user's own text where it has an editor.
    ``key_and_doi`` names a function from the source of one entry to its key and its DOI as they are
    written there, for ``check``.

    ``keyword_field`` and ``note_field`` are what a user's keywords and notes are kept under, in the
    ``spelling`` of its values; ``keyword_marks`` part several keywords in one of these.
    """

    name: str
    suffix: str
    kind: str = ""
    title: str = ""
    users: str = ""
    more_suffixes: tuple[str, ...] = ()
    look: re.Pattern[str] | str = ""
    reader: str = ""
    exporter: str = ""
    editor: str = ""
    key_and_doi: str = ""
    keyword_field: str = ""
    keyword_marks: str = ",;\n"
    note_field: str = ""
    spelling: Spelling = Spelling.PLAIN

    @property
    def is_tex(self) -> bool:
        """Whether its values are spelled in TeX."""
        return self.spelling is Spelling.TEX

    def has_name(self, file: str) -> bool:
        """Whether a file is named as those of this format are."""
        return file.lower().endswith((self.suffix, *self.more_suffixes))

    def is_like(self, text: str) -> bool:
        """Whether a text is probably in this format."""
        if isinstance(self.look, str):
            return bool(self.look) and bool(self._load(self.look, "recognised")(text))
        return bool(self.look.match(text))

    def load_reader(self) -> Callable[[str, str], Library]:
        """The function that reads a text, given also its name for messages; raises InputError."""
        reader: Callable[[str, str], Library] = self._load(self.reader, "read")
        return reader

    def load_exporter(self) -> Exporter:
        """What writes a bibliography; raises InputError where the format is only read."""
        exporter: Exporter = self._load(self.exporter, "written")
        return exporter

    def load_editor(self) -> Editor:
        """What changes an entry in its own text; raises InputError where nothing does."""
        editor: Editor = self._load(self.editor, "changed in place")
        return editor

    def find_key_and_doi(self, source: str) -> tuple[str, str]:
        """The key and the DOI that stand in the source of an entry; each empty where unknown."""
        found: tuple[str, str] = ("", "")
        if self.key_and_doi:
            found = self._load(self.key_and_doi, "searched")(source)
        return found

    def _load(self, home: str, done: str) -> Any:
        if not home:
            raise InputError(f"{self.name} is not {done}")
        module, _, name = home.rpartition(".")
        return getattr(importlib.import_module(module), name)
