"""What is easily taken for a work: records made from its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from printed_by_us import year_of

Record = dict[str, Any]


def look_alikes(record: Record) -> Iterator[Record]:
    """What is easily taken for a work: a sequel, notices, a preprint, a meeting's abstract."""
    title = (record.get("title") or [""])[0].rstrip(".")
    page, volume = _plus(record.get("page"), 40), _plus(record.get("volume"), 1)
    bare = {name: value for name, value in record.items() if name not in _PLACED}
    named = {
        name: record[name]
        for name in ("container-title", "short-container-title")
        if name in record
    }
    here = bare | named | {"page": page}
    later = here | {"published-print": {"date-parts": [[year_of(record) + 1]]}, "volume": volume}
    made = {
        "sequel": later | {"title": [f"{title} II"]},
        "part2": here | {"title": [f"{title}: Part 2"], "volume": record.get("volume", "")},
        "correction": later | {"title": [f"Correction to: {title}"]},
        "retraction": later | {"title": [f"Retraction: {title}"]},
    }
    if record["type"] == "journal-article":
        made["preprint"] = bare | {"type": "posted-content", "subtype": "preprint"}
    if record["type"] == "journal-article" and page:
        supplement = {"volume": record.get("volume", ""), "issue": "Supplement_1"}
        made["abstract"] = here | supplement | {"page": f"S{page}"}
    for name, alike in made.items():
        yield alike | {"DOI": f"{record['DOI']}.{name}"}


_PLACED = frozenset(
    (
        "volume issue page article-number container-title short-container-title published-online "
        "subtitle original-title"
    ).split()
)


def _plus(text: Any, more: int) -> str:
    found = re.search(r"\d+", str(text or ""))
    return str(int(found[0][:9]) + more) if found else ""
