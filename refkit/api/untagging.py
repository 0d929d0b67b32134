"""Taking tags off again: off a bibliography, and out of a library what refkit put into it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import overload

from refkit.api.offline import chosen_taxonomies
from refkit.citation_keys import keyed
from refkit.files.added_keywords import FOLDER, AddedKeywords
from refkit.formats.export import TagStyle, keywords
from refkit.formats.library import Library
from refkit.model.bibliography import Bibliography, Entry, Made
from refkit.settings import read_settings
from refkit.tagging.fields import EVIDENCE
from refkit.tagging.tagger import tag
from refkit.tagging.taxonomy import TAXONOMIES
from refkit.version import __version__


@overload
def untag(
    given: Bibliography, *, file: str | Path = ..., taxonomies: Sequence[str] = ...
) -> Bibliography: ...
@overload
def untag(given: Library, *, file: str | Path = ..., taxonomies: Sequence[str] = ...) -> str: ...
def untag(
    given: Library | Bibliography,
    *,
    file: str | Path = "",
    taxonomies: Sequence[str] = TAXONOMIES,
) -> Bibliography | str:
    """Take off what refkit's tagging put on, and nothing else.

    Of a bibliography the one without tags is given, of a library its own text without the keywords
    that ``refkit tag`` added to it. Which these are is noted when they are added, for the ``file``
    and for its bytes under any name; of a library of which nothing is noted, tagged on another
    computer perhaps, they are those that these ``taxonomies`` give to an entry, in any spelling.
    """
    if isinstance(given, Bibliography):
        made = replace(given.made, taxonomies=(), evidence="", facets=())
        bare = tuple(replace(entry, tags=(), label_doubts=()) for entry in given.entries)
        return replace(given, made=made, entries=bare)
    noted = added_words(given, file)
    if noted is None:
        return given.without_keywords(list(_by_look(given.entries, taxonomies)))
    return given.without_keywords([noted[key] for key in _keys(given)])


def added_words(library: Library, file: str | Path) -> dict[str, list[str]] | None:
    """The words that tagging added to each entry of a library; None where nothing is noted."""
    read = library.encoded(library.text, str(file))
    return ledger().find(file, read, _keys(library))


def _keys(library: Library) -> list[str]:
    """The keys of the entries, those too that are made where none stands."""
    given = Bibliography(Made(__version__), entries=library.entries)
    return [entry.id for entry in keyed(given).entries]


def ledger() -> AddedKeywords:
    """What was added to which library, in the user's data folder."""
    return AddedKeywords(read_settings().data / FOLDER)


def note_added_words(
    library: Library,
    file: str,
    tagged: Bibliography,
    labels: Sequence[Sequence[str]],
    outputs: Sequence[str],
    written: bytes,
) -> None:
    """Note the labels that are written with a library, those of earlier taggings among them."""
    before = added_words(library, file) or {}
    drop = library.editor.drop_keywords
    words = {}
    for entry, own, source in zip(tagged.entries, labels, library.sources, strict=True):
        new = [word for word in own if drop(source, [word]) == source]
        words[entry.id] = [*before.get(entry.id, []), *new]
    for name in outputs:
        ledger().note(name, written, words)


def _by_look(entries: Sequence[Entry], names: Sequence[str]) -> Iterator[list[str]]:
    taxonomies = chosen_taxonomies(names)
    for entry in entries:
        given = [tag(entry.work, taxonomies, None, fields) for fields in EVIDENCE.values()]
        yield [word for style in TagStyle for tags in given for word in keywords(tags, style)]
