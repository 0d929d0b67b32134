"""Records of several libraries as one text of a format, each in its own words where it can be.

What stands between records stays: comments, @string, the head of an export. A record of another
format is written anew behind the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from refkit.duplicates.filling import KeptRecord
from refkit.formats.export import Options
from refkit.formats.library import Editor, Library
from refkit.formats.register import by_name, exporter
from refkit.model.bibliography import Entry

# What goes with a record that is cut out: the rest of its line, and the blank lines behind it.
_BEHIND = re.compile(r"[ \t]*(?:\r\n|\n|\r|\Z)(?:[ \t]*(?:\r\n|\n|\r))*")
_LAST_BREAK = re.compile(r"(?:\r\n|\n|\r)\Z")
# What names other entries of a .bib by their keys.
_REFERRING = ("crossref", "xref", "xdata", "related", "entryset")


@dataclass(frozen=True, slots=True)
class LibrarySource:
    """A library, what it is called, and the place of its first record among all."""

    name: str
    library: Library
    start: int

    @property
    def places(self) -> range:
        """The places of its records among all."""
        return range(self.start, self.start + len(self.library.entries))

    def text_of(self, place: int) -> str:
        """A record as it stands; empty where its format does not say."""
        if not self.library.spans:
            return ""
        start, end = self.library.spans[place - self.start]
        return self.library.text[start:end]

    def has_key(self, place: int) -> bool:
        """Whether the key of a record stands in its text, and was not made for it."""
        key = by_name(self.library.format).find_key_and_doi(self.text_of(place))[0]
        return key == self.library.entries[place - self.start].id


def text_of(
    sources: Sequence[LibrarySource],
    kept: Mapping[int, KeptRecord],
    format_: str,
    options: Options,
    renamed: Mapping[tuple[str, str], str],
) -> str:
    """The kept records in this format.

    ``renamed`` says which key of which library is called otherwise now: its record was put into
    another, or had another's key.
    """
    own = [each for each in sources if each.library.format == format_ and each.library.is_editable]
    if format_ == "csl-json" and not all(_is_list(each.library.text) for each in own):
        own = []
    others = [kept[place].entry for each in sources if each not in own
              for place in each.places if place in kept]  # fmt: skip
    rest = exporter(format_).text(others, options) if others or not own else ""
    if format_ == "csl-json":
        return _as_list([part for each in own for part in _kept_parts(each, kept, renamed)], rest)
    texts = ["".join(_spliced(each, kept, renamed)) for each in own]
    texts = [texts[0], *(text.removeprefix("\ufeff") for text in texts[1:])] if texts else []
    return _one_below_the_other([*texts, rest])


def _kept_parts(
    source: LibrarySource, kept: Mapping[int, KeptRecord], renamed: Mapping[tuple[str, str], str]
) -> Iterator[str]:
    for place in source.places:
        if place in kept:
            yield _changed(source, kept[place], renamed)


def _spliced(
    source: LibrarySource, kept: Mapping[int, KeptRecord], renamed: Mapping[tuple[str, str], str]
) -> Iterator[str]:
    """The text of a library without the records that are not kept."""
    text, at = source.library.text, 0
    for place, (start, end) in zip(source.places, source.library.spans, strict=True):
        yield text[at:start]
        at = end
        if place in kept:
            yield _changed(source, kept[place], renamed)
        elif found := _BEHIND.match(text, end):
            at = found.end()
    yield text[at:]


def _changed(
    source: LibrarySource, kept: KeptRecord, renamed: Mapping[tuple[str, str], str]
) -> str:
    """A kept record in its own text, with what was filled."""
    text, editor = source.text_of(kept.place), source.library.editor
    edits = [*kept.edits, *_references(source, kept, renamed)]
    text = editor.put(text, edits) if edits else text
    text = editor.add_keywords(text, kept.keywords) if kept.keywords else text
    return _with_key(source, kept, text, editor)


def _with_key(source: LibrarySource, kept: KeptRecord, text: str, editor: Editor) -> str:
    before = source.library.entries[kept.place - source.start].id
    return text if kept.entry.id == before else editor.set_key(text, kept.entry.id)


def _references(
    source: LibrarySource, kept: KeptRecord, renamed: Mapping[tuple[str, str], str]
) -> Iterator[tuple[str, str]]:
    """Fields of a .bib that name an entry which has another key now."""
    if source.library.format != "bibtex":
        return
    fields = getattr(kept.entry.resolution, "kept", ())
    for name, value in fields:
        if name.lower() in _REFERRING:
            keys = [key.strip() for key in value.split(",")]
            new = [renamed.get((source.name, key), key) for key in keys]
            if new != keys:
                yield name, f"{{{','.join(new)}}}"


def _one_below_the_other(texts: Sequence[str]) -> str:
    """Texts with a blank line between them, in the line breaks of the first."""
    there = [text for text in texts if text.strip("\ufeff \t\r\n")]
    if len(there) < 2:
        return "".join(texts) if not there else there[0]
    line_break = "\r\n" if "\r\n" in there[0] else "\n"
    parts = []
    for text in there[:-1]:
        ended = text if _LAST_BREAK.search(text) else text + line_break
        blank = re.search(r"(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)\Z", ended)
        parts.append(ended if blank else ended + line_break)
    last = there[-1] if line_break == "\n" or "\r" in there[-1] else there[-1].replace("\n", "\r\n")
    return "".join([*parts, last])


def _is_list(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n").startswith("[")


def _as_list(items: Sequence[str], rest: str) -> str:
    """A list of CSL items, those in their own words first."""
    written = rest.strip()
    inner = written.removeprefix("[").removesuffix("]").strip() if written else ""
    return "[\n" + ",\n".join(filter(None, [*items, inner])) + "\n]\n"


def entries_of(sources: Sequence[LibrarySource]) -> list[Entry]:
    """All entries, those of the first library first."""
    return [entry for each in sources for entry in each.library.entries]
