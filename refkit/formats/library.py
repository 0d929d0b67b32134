"""A user's own library file: what was read of it, and how changes are written back into it.

What refkit does not own comes back byte for byte, so the text that was read is what is written:
an entry is changed where it stands, and all between the entries is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from refkit.errors import InputError
from refkit.files.encodings import UTF8, encode
from refkit.formats.register import by_name
from refkit.model.bibliography import Entry
from refkit.regex import lazy_regex
from refkit.text.plural import count_noun, some_of

UNKNOWN_COMMAND = "not known, and left in the text as written"
"""What a trouble says of a command that no reader knows; all else of the entry is read."""
_MOST_KEYS = 5  # that a line tells
_COMMENT_ABOVE = lazy_regex(r"(?:^[ \t]*%[^\n]*\n)+\Z", re.MULTILINE)

Edit = tuple[str, Any]
"""A field's name and value, both as the format spells them: what an exporter writes."""


@dataclass(frozen=True, slots=True)
class Editor:
    """How one entry of a format is changed in its own text.

    ``put`` sets fields: one that is there is replaced, another is inserted in the style of its
    neighbours. ``add_keywords`` adds words, in plain text, to those that are there; none is taken
    away or spelled anew: whose they are cannot be told by their look. ``drop_keywords`` takes
    these words away again, with the field where none is left. ``drop`` takes fields away, by their
    name in lower case or by what they are to every format: ``abstract``, ``keywords``, ``note``.
    ``field_names`` gives the names of the fields that an entry has, in lower case.

    ``shared`` are fields that hold more than one thing, some of it the user's: writing one would
    lose the rest. ``dialects`` are the formats that may stand in such a file, by the names of
    fields that this one alone has or prefers; without any there is the format itself alone.
    ``set_key`` gives the entry another key, or one where it has none.
    """

    put: Callable[[str, Sequence[Edit]], str]
    add_keywords: Callable[[str, Sequence[str]], str]
    drop_keywords: Callable[[str, Sequence[str]], str]
    drop: Callable[[str, Sequence[str]], str]
    field_names: Callable[[str], frozenset[str]]
    set_key: Callable[[str, str], str]
    shared: frozenset[str] = frozenset()
    dialects: Mapping[str, frozenset[str]] = field(default_factory=dict)


class BrokenLink(NamedTuple):
    """Where an entry takes nothing from another that it names: its key, its line, what and why."""

    key: str
    line: int
    message: str


class LabelledText(NamedTuple):
    """A library's text with labels as keywords, and the places of entries that take none.

    Their keywords are a macro or joined of several strings, or cannot be told from the rest.
    """

    text: str
    refusing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """A file as read, ``format`` being the name of its format.

    ``spans`` tells where each entry stands in ``text``, start and end, in order; none where the
    reader does not say, which a format that is changed in its text must. ``troubles`` are lines for
    the user about what could not be read; that is kept as it stands. ``broken_links`` are those of
    entries that were read. ``encoding`` is what the file's bytes are in. ``notes`` are lines about
    the whole file, by which nothing is lost. ``renamed`` are keys that refkit made, as the one that
    stands in the file stands at an earlier entry too.
    """

    text: str
    format: str
    entries: tuple[Entry, ...]
    spans: tuple[tuple[int, int], ...] = ()
    troubles: tuple[str, ...] = ()
    encoding: str = UTF8
    notes: tuple[str, ...] = ()
    broken_links: tuple[BrokenLink, ...] = ()
    renamed: tuple[str, ...] = ()

    def remarks(self, name: str) -> tuple[str, ...]:
        """What its user must know of how it was read, in lines; ``name`` is what it is called."""
        links = (
            f"{name}: line {link.line}: {link.key}: {link.message}" for link in self.broken_links
        )
        return (*self.notes, *self.troubles, *links, *self._keys_that_stand_twice(name))

    def _keys_that_stand_twice(self, name: str) -> Iterator[str]:
        if self.renamed:
            many = len(self.renamed) > 1
            yield (
                f"{name}: {count_noun(len(self.renamed), 'entries')} "
                f"{'have keys' if many else 'has a key'} that another one above has too; here "
                f"{'they are' if many else 'it is'} called {some_of(self.renamed, _MOST_KEYS)}"
            )

    @property
    def is_editable(self) -> bool:
        """Whether changes can be written into its own text."""
        return bool(by_name(self.format).editor)

    @property
    def editor(self) -> Editor:
        """What changes an entry in its text; raises InputError where the format has none."""
        return by_name(self.format).load_editor()

    @property
    def sources(self) -> list[str]:
        """The text of each entry as it stands."""
        return [self.text[start:end] for start, end in self.spans]

    def encoded(self, text: str, where: str) -> bytes:
        """A changed text in the encoding of the file; raises InputError that names ``where``."""
        return encode(text, self.encoding, where)

    def with_keywords(self, words: Sequence[Sequence[str]]) -> str:
        """The text with these keywords added, one list an entry, nothing else changed.

        Raises InputError where the format cannot be changed in its text.
        """
        return self._with_sources(self._changed(self.editor.add_keywords, words))

    def labelled(self, words: Sequence[Sequence[str]]) -> LabelledText:
        """The same, with the places of entries that have words to be added and take none."""
        add = self.editor.add_keywords
        changed = self._changed(add, words)
        refusing = tuple(
            place
            for place, (was, now, own) in enumerate(zip(self.sources, changed, words, strict=True))
            # Words that are there already change nothing either: asked is for one that is not.
            if own and now == was == add(was, [" ".join(["refkit", *own])])
        )
        return LabelledText(self._with_sources(changed), refusing)

    def without_keywords(self, words: Sequence[Sequence[str]]) -> str:
        """The text with these keywords taken away, one list an entry, nothing else changed.

        Raises InputError where the format cannot be changed in its text.
        """
        return self._with_sources(self._changed(self.editor.drop_keywords, words))

    def with_keys(self, keys: Sequence[str]) -> Library:
        """The library with these keys in its text, one an entry, nothing else changed.

        An empty key leaves the entry as it is. Raises InputError where the format cannot be changed
        in its text.
        """
        parts: list[str] = []
        spans, at, length = [], 0, 0
        for (start, end), source, key in zip(self.spans, self.sources, keys, strict=True):
            changed = self.editor.set_key(source, key) if key else source
            parts += [self.text[at:start], changed]
            length += start - at
            spans.append((length, length + len(changed)))
            at, length = end, length + len(changed)
        return replace(self, text="".join([*parts, self.text[at:]]), spans=tuple(spans))

    def tidied(self, omit: Sequence[str], places: Sequence[int]) -> str:
        """The text without the fields of these names, its entries in this order of their places.

        What stands between two entries stays where it is, but for lines of comment right above one,
        which go with it. Raises InputError where the format cannot be changed in its text.
        """
        drop = self.editor.drop
        gaps, sources = [], []
        at = 0
        for (start, end), source in zip(self.spans, self.sources, strict=True):
            comment = _COMMENT_ABOVE.search(self.text, at, start)
            own = comment.start() if comment and comment.start() else start  # not the file's head
            gaps.append(self.text[at:own])
            sources.append(self.text[own:start] + (drop(source, omit) if omit else source))
            at = end
        parts = (part for gap, place in zip(gaps, places, strict=True)
                 for part in (gap, sources[place]))  # fmt: skip
        return "".join([*parts, self.text[at:]])

    def with_fields(self, edits: Sequence[Sequence[Edit]]) -> str:
        """The text with these fields set, one list an entry, nothing else changed.

        Raises InputError where the format cannot be changed in its text.
        """
        return self._with_sources(self._changed(self.editor.put, edits))

    def _changed(
        self, change: Callable[[str, Sequence[Any]], str], changes: Sequence[Sequence[Any]]
    ) -> list[str]:
        pairs = zip(self.sources, changes, strict=True)
        return [change(source, asked) if asked else source for source, asked in pairs]

    def _with_sources(self, sources: Sequence[str]) -> str:
        parts: list[str] = []
        at = 0
        for (start, end), source in zip(self.spans, sources, strict=True):
            parts += [self.text[at:start], source]
            at = end
        return "".join([*parts, self.text[at:]])


class EntryIds:
    """The ids of a library while it is read: unique in memory, whatever the file says."""

    def __init__(self) -> None:
        self._times: dict[str, int] = {}
        self._renamed: list[str] = []

    @property
    def renamed(self) -> tuple[str, ...]:
        """The ids with a number behind them, as what was given was taken."""
        return tuple(self._renamed)

    def next(self, given: str = "") -> str:
        """The id that is given, with a number behind it the second time; nothing where none is.

        Who reads the file gives the rest a key.
        """
        unique = given
        while unique and unique in self._times:
            self._times[given] += 1
            unique = f"{given}-{self._times[given]}"
        if unique != given:
            self._renamed.append(unique)
        self._times[unique] = 1
        return unique


Found = tuple[Entry, tuple[int, int] | None] | tuple[str, str]
"""An entry and where it stands, if that is known; else where a record is left as it is, and why."""


def library_of(
    found: Iterable[Found], what: str, text: str, format_: str, where: str, ids: EntryIds
) -> Library:
    """The library of a text in which records were found; raises InputError where none was read.

    ``what`` is what a record of the format is called; ``ids`` gave the records theirs.
    """
    entries: list[Entry] = []
    spans: list[tuple[int, int]] = []
    troubles: list[str] = []
    for each, told in found:
        if isinstance(each, str):
            troubles.append(f"{where}: {each}: left as it stands ({told})")
            continue
        entries.append(each)
        if isinstance(told, tuple):
            spans.append(told)
    if not entries:
        raise InputError(f"{where}: holds no {what} that can be read")
    return Library(
        text, format_, tuple(entries), tuple(spans), tuple(troubles), renamed=ids.renamed
    )
