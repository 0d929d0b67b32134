"""A user's own list of short forms: ``acronyms.csv`` in the configuration folder.

It has two columns, the full text and its short form, as Better BibTeX reads it; a first row with
``full`` and ``acronym`` names them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache

from refkit.settings import config_folder

_NAME = re.compile(r"[\w-]{1,80}(?:\.csv)?", re.IGNORECASE)


@cache
def acronyms(name: str) -> Mapping[str, str]:
    """The short forms of a list by their full texts in lower case; none where there is no list."""
    if not _NAME.fullmatch(name):
        return {}
    path = config_folder() / f"{re.sub('(?i)[.]csv$', '', name)}.csv"
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if len(row) == 2]
    except (OSError, ValueError, csv.Error):
        return {}
    return {
        full.strip().lower(): short.strip()
        for full, short in reversed(rows)
        if (full, short) != ("full", "acronym") and full.strip() and short.strip()
    }
