"""A user's own list of short forms: ``acronyms.csv`` in the configuration folder.

It has two columns, the full text and its short form, as Better BibTeX reads it; a first row with
``full`` and ``acronym`` names them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from io import StringIO

from refkit.errors import InputError
from refkit.files.reading import read_text
from refkit.regex import lazy_regex
from refkit.settings import config_folder

_NAME = lazy_regex(r"[\w-]{1,80}(?:\.csv)?", re.IGNORECASE)


@cache
def acronyms(name: str) -> Mapping[str, str]:
    """The short forms of a list by their full texts in lower case; none where there is no list.

    Raises InputError where it cannot be read.
    """
    if not _NAME.fullmatch(name):
        return {}
    path = config_folder() / f"{re.sub('(?i)[.]csv$', '', name)}.csv"
    if not path.exists():
        return {}
    text = read_text(path, is_input=False)
    try:
        rows = [row for row in csv.reader(StringIO(text, newline="")) if len(row) == 2]
    except csv.Error as error:
        raise InputError(f"{path}: is no CSV that can be read ({error})") from None
    return {
        full.strip().lower(): short.strip()
        for full, short in reversed(rows)
        if (full, short) != ("full", "acronym") and full.strip() and short.strip()
    }
