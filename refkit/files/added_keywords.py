"""Which keywords refkit put into a library of a user's, so that they alone are taken out again.

By its look nobody can tell whose a keyword is: a user may have written CAR-T too. Kept are the
words, which are labels, under digests of the file's name, of its bytes and of the entries' keys.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from refkit.files.records import write_record

FOLDER = "tagged"
"""What the folder is called in the user's data folder."""

_MOST = 500  # files; of more the oldest are forgotten

Words = Mapping[str, Sequence[str]]
"""The words that were added to the entries, by their keys."""


class AddedKeywords:
    """One small file for each library that was tagged."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def note(self, name: str | Path, written: bytes, words: Words) -> None:
        """Note what stands in a file now; a folder that cannot be written into notes nothing."""
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
            found = json.loads(record.read_text(encoding="utf-8"))
            if digest and found["bytes"] != digest:
                return None
            return {
                str(key): [str(word) for word in words] for key, words in found["words"].items()
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
