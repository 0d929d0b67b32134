"""A library's items as they were last seen: read whole once, and what changed since afterwards."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import zlib
from pathlib import Path
from typing import Any

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
    beside = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb") as file:
            file.write(json.dumps(held, ensure_ascii=False).encode())
        beside.replace(path)
    except OSError:  # the next time reads all of it again
        beside.unlink(missing_ok=True)
