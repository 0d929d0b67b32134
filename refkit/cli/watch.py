"""Does something anew whenever a file changes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

_EVERY = 0.3  # seconds: quicker than a person looks from one window to the other

Stamp = tuple[int, int, int]


def changes(paths: Sequence[Path]) -> Iterator[None]:
    """Yield at once, and then whenever one of some files is another than it was; has no end.

    A file that an editor takes away for a moment is waited for.
    """
    before: list[Stamp | None] = [_stamp(path) for path in paths]
    yield
    while True:
        time.sleep(_EVERY)
        now = [_stamp(path) for path in paths]
        if now != before and None not in now:
            before = now
            yield


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
