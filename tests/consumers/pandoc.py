"""pandoc and its citeproc, from the PyPI package ``pypandoc_binary``."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from consumers.comparing import (
    FIELDS,
    OTHERS,
    Facts,
    Reading,
    blanks,
    listed,
    page_numbers,
    person,
    recased,
    year,
)
from consumers.hard_works import exported
from consumers.programs import needs_package, run

from refkit.text.csl_markup import from_csl

FORMATS = {"bibtex": "bibtex", "bibtex-unicode": "bibtex", "biblatex": "biblatex",
           "csl-json": "csljson"}  # fmt: skip
_KEYWORDS = re.compile(r"\s*,\s*")


def pandoc(*arguments: str, text: str) -> str:
    """Run pandoc on a text."""
    needs_package("pypandoc")
    import pypandoc

    with tempfile.TemporaryDirectory() as folder:
        return run([pypandoc.get_pandoc_path(), *arguments], Path(folder), input_text=text)


@cache
def read(format_: str) -> Reading:
    """What pandoc reads, in the CSL items that it makes of it.

    It puts titles of BibTeX in sentence case, as CSL wants them.
    """
    works = reads(exported(format_), format_)
    is_recased = format_ != "csl-json"
    return Reading("pandoc", format_, FIELDS, works, recased if is_recased else str)


def reads(text: str, format_: str) -> dict[str, Facts]:
    """The facts of every item of a text."""
    items = json.loads(pandoc("-f", FORMATS[format_], "-t", "csljson", text=text))
    return {item["id"]: _facts(item) for item in items}


def _facts(item: Mapping[str, Any]) -> Facts:
    def text(name: str) -> str:
        return blanks(from_csl(str(item.get(name, ""))).plain)

    issued = item.get("issued", {}).get("date-parts", [[""]])
    return {
        "title": text("title"),
        "authors": tuple(map(_person, item.get("author", []))),
        "year": year(str(issued[0][0])),
        "container": text("container-title"),
        "volume": text("volume"),
        "issue": text("issue"),
        "pages": page_numbers(text("page")),
        "DOI": item.get("DOI", ""),
        "keywords": listed(_KEYWORDS.split(text("keyword"))),
    }


def _person(name: Mapping[str, str]) -> str:
    if name.get("literal") == OTHERS:
        return OTHERS
    plain = {part: from_csl(text).plain for part, text in name.items() if isinstance(text, str)}
    particle = plain.get("non-dropping-particle") or plain.get("dropping-particle", "")
    return person(
        plain.get("literal") or plain.get("family", ""),
        plain.get("given", ""),
        particle,
        plain.get("suffix", ""),
    )
