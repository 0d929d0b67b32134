"""Works that programs read wrongly: invented, each in the corpus for a reason of its own.

They stand in ``hard_works.json``, one object a work: ``why``, the CSL item (its id is the citation
key), and the names of its tags. ``custom.unresolved`` of an item is the reason of a reference that
no work was found for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from refkit.formats.csl_json.reader import read_item
from refkit.formats.export import Options
from refkit.formats.register import exporter
from refkit.model.bibliography import Bibliography, Entry, Made
from refkit.model.resolution import Method, Reason, Resolution, Resolved, Unresolved
from refkit.model.tags import Evidence, Tag

FILE = Path(__file__).with_name("hard_works.json")


@dataclass(frozen=True, slots=True)
class HardWork:
    """A work and what is hard about it."""

    id: str
    why: str
    item: Mapping[str, Any]
    entry: Entry


def _read(row: Mapping[str, Any]) -> HardWork:
    item = row["item"]
    tags = tuple(_tag(name) for name in row["tags"])
    entry = Entry(item["id"], read_item(item), _resolution(item), tags=tags)
    return HardWork(item["id"], row["why"], item, entry)


def _tag(name: str) -> Tag:
    return Tag("modality", name.lower(), name, (Evidence("title", 0, 1, "T", "rule"),))


def _resolution(item: Mapping[str, Any]) -> Resolution:
    reason = item.get("custom", {}).get("unresolved")
    return Unresolved(Reason(reason)) if reason else Resolved(Method.DEPOSITED_DOI, "invented")


HARD: tuple[HardWork, ...] = tuple(map(_read, json.loads(FILE.read_text(encoding="utf-8"))))
BIBLIOGRAPHY = Bibliography(Made("0.1.0"), entries=tuple(work.entry for work in HARD))

FORMATS: Mapping[str, tuple[str, Options]] = {
    "bibtex": ("bibtex", Options()),
    "bibtex-unicode": ("bibtex", Options(unicode=True)),
    "biblatex": ("biblatex", Options()),
    "csl-json": ("csl-json", Options()),
    "ris": ("ris", Options()),
}
"""How the corpus is exported: the name that a reading gives its format, and refkit's."""


@cache
def exported(format_: str) -> str:
    """The whole corpus in one of these formats."""
    name, options = FORMATS[format_]
    return exporter(name).render(BIBLIOGRAPHY, options)
