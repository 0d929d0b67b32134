"""Notes a fetch that has not come to its end, so that one can go on after a kill."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from refkit.api.pasted import PastedText
from refkit.documents.read import GivenDocument
from refkit.errors import InputError
from refkit.files.reading import read_bytes
from refkit.files.writing import Writer

SUFFIX = ".unfinished.json"


class Unfinished(NamedTuple):
    """A note: where it stands, what was asked for, and into which file; None: it has no name."""

    note: Path
    wanted: PastedText
    path: Path | None = None


def write(found: Unfinished) -> None:
    """Note it; raises OSError and InputError where that cannot be."""
    document = found.wanted.document
    data = document.data if document else b""
    given = {
        "path": str(found.path) if found.path else None,
        "reviews": list(found.wanted.reviews),
        "named": list(found.wanted.named),
        "document": document.name if document else None,
        "is_text": isinstance(data, str),
        "data": base64.b64encode(
            data.encode(errors="surrogateescape") if isinstance(data, str) else data
        ).decode(),
    }
    text = json.dumps(given, sort_keys=True)  # ASCII alone: a name may hold what has no UTF-8
    found.note.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    Writer(force=True, backup=False).write([(found.note, [text.encode()])])


def read(note: Path) -> Unfinished | None:
    """What a note says; None where it says nothing that can be understood."""
    with suppress(InputError, ValueError, RecursionError, KeyError, TypeError):
        return _understood(note, json.loads(read_bytes(note)))
    return None


def _understood(note: Path, given: Any) -> Unfinished:
    reviews, named = (tuple(map(_text, given[name])) for name in ("reviews", "named"))
    document = None
    if given["document"] is not None:
        data = base64.b64decode(given["data"], validate=True)
        text = data.decode(errors="surrogateescape") if given["is_text"] is True else data
        document = GivenDocument(_text(given["document"]), text)
    path = None if given["path"] is None else Path(_text(given["path"]))
    return Unfinished(note, PastedText(reviews, named, document), path)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def all_in(folder: Path) -> list[Unfinished]:
    """All notes of a folder that can be understood, the newest first."""
    found = sorted(((_written(each), each) for each in folder.glob(f"*{SUFFIX}")), reverse=True)
    return [each for each in (read(note) for _, note in found) if each]


def _written(note: Path) -> float:
    with suppress(OSError):
        return note.stat().st_mtime
    return 0.0
