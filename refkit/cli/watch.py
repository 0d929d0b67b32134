"""Does something anew whenever a file changes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from refkit.files.reading import stamp_of

_EVERY = 0.3  # seconds: quicker than a person looks from one window to the other


def changes(paths: Sequence[Path]) -> Iterator[None]:
    """Yield at once, and then whenever one of some files is another than it was; has no end.

    A file that an editor takes away for a moment is waited for.
    """
    before = list(map(stamp_of, paths))
    yield
    while True:
        time.sleep(_EVERY)
        now = list(map(stamp_of, paths))
        if now != before and all(isinstance(each, tuple) for each in now):
            before = now
            yield
