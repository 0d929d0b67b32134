"""A library's items as they were last seen: read whole once, and what changed since afterwards."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

from refkit.files.records import write_record
from refkit.zotero.api.library import ZoteroLibrary
from refkit.zotero.api.protocol import OnRead, ZoteroItem


def read_library(
    library: ZoteroLibrary, folder: Path, progress: OnRead = lambda done, total: None
) -> dict[str, ZoteroItem]:
    """All regular items of a library by their keys, the trashed too.

    ``folder`` keeps them for the next time, for the user alone to read; a file there that cannot
    be read is made anew, and one that cannot be written is done without. Raises ZoteroError.
    """
    path = folder / "zotero" / f"{hashlib.sha256(library.id.encode()).hexdigest()[:16]}.json.gz"
    version, items = _load(path, library.id)
    new = library.read(version, progress)
    if new.version < version:  # another library under the same name: what was seen is not it
        new = library.read(0, progress)
    if new.is_complete:
        items = {}
    if new.remaining_keys is not None:
        items = {key: item for key, item in items.items() if key in new.remaining_keys}
    items |= {item["key"]: item for item in new.items}
    for key in new.deleted_keys:
        items.pop(key, None)
    if new.version != version or not path.exists():
        _save(path, library.id, new.version, items)
    return items


def _load(path: Path, library: str) -> tuple[int, dict[str, ZoteroItem]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            held: dict[str, Any] = json.load(file)
        if held["library"] == library:
            return int(held["version"]), {item["key"]: item for item in held["items"]}
    except (OSError, EOFError, LookupError, TypeError, ValueError, zlib.error):
        pass
    return 0, {}


def _save(path: Path, library: str, version: int, items: dict[str, ZoteroItem]) -> None:
    held = {"library": library, "version": version, "items": list(items.values())}
    with suppress(OSError):  # the next time reads all of it again
        write_record(path, gzip.compress(json.dumps(held, ensure_ascii=False).encode()))
