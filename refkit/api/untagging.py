"""Taking tags off again: off a bibliography, and out of a library what refkit put into it."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import overload

from refkit.api.offline import chosen_taxonomies
from refkit.citation_keys import keyed
from refkit.files.records import read_record, write_record
from refkit.formats.export import TagStyle, keywords
from refkit.formats.library import Library
from refkit.model.bibliography import Bibliography, Entry, Made
from refkit.settings import read_settings
from refkit.tagging.fields import EVIDENCE
from refkit.tagging.tagger import tag
from refkit.tagging.taxonomy import TAXONOMIES
from refkit.version import __version__

_FOLDER = "tagged"  # in the user's data folder
_MOST = 500  # files; of more the oldest are forgotten


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
    return AddedKeywords(read_settings().data / _FOLDER)


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


class AddedKeywords:
    """Which keywords refkit put into libraries: one small file for each that was tagged.

    By its look nobody can tell whose a keyword is: a user may have written CAR-T too. Kept are the
    words, which are labels, under digests of the file's name, of its bytes and of the entries'
    keys.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def note(self, name: str | Path, written: bytes, words: Mapping[str, Sequence[str]]) -> None:
        """Note the words that stand in a file now, by the keys of the entries that they came to.

        A folder that cannot be written into notes nothing.
        """
        digest = sha256(written).hexdigest()
        kept = {_digest(key): list(added) for key, added in words.items() if added}
        record = {"bytes": digest, "words": kept}
        with contextlib.suppress(OSError):
            # What goes into a pipe is known by its bytes alone.
            place = self._place(digest if name == "-" else name)
            write_record(place, json.dumps(record).encode())
            for old in self._records()[_MOST:]:
                old.unlink(missing_ok=True)

    def find(
        self, name: str | Path, read: bytes, keys: Sequence[str]
    ) -> dict[str, list[str]] | None:
        """The words that were added to the entries of these keys; None where nothing is noted.

        A file is known by its name, however it was edited since, and by its bytes under another.
        """
        words = self._words(self._place(name), "")
        if words is None:
            digest = sha256(read).hexdigest()
            found = (self._words(record, digest) for record in self._records())
            words = next((each for each in found if each is not None), None)
        return None if words is None else {key: words.get(_digest(key), []) for key in keys}

    def forget(self, name: str | Path) -> None:
        """Forget a file that holds none of these words any more."""
        with contextlib.suppress(OSError):
            self._place(name).unlink(missing_ok=True)

    def _place(self, name: str | Path) -> Path:
        return self._folder / f"{_digest(os.path.realpath(name))}.json"

    def _records(self) -> list[Path]:
        """All records, the newest first."""
        try:
            found = [each for each in self._folder.iterdir() if each.suffix == ".json"]
            return sorted(found, key=lambda each: each.stat().st_mtime_ns, reverse=True)
        except OSError:
            return []

    def _words(self, record: Path, digest: str) -> dict[str, list[str]] | None:
        try:
            found = json.loads(read_record(record).decode())
            if digest and found["bytes"] != digest:
                return None
            return {
                str(key): [str(word) for word in words] for key, words in found["words"].items()
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
