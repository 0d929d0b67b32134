"""Why an entry has its labels, and why it has no others: the words, the rules, the reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from refkit.model.bibliography import Entry
from refkit.model.printed import title_of, words_in_place_of_title
from refkit.model.tags import Evidence
from refkit.tagging.tagger import suppressed, tag
from refkit.tagging.taxonomy import Taxonomy
from refkit.text.unicode import visible


def explained(
    entries: Iterable[Entry],
    taxonomies: Sequence[Taxonomy],
    facets: Collection[str] | None,
    fields: Sequence[str],
) -> str:
    """What speaks for the labels of each entry and against others, as text."""
    lines = (line for entry in entries for line in [*_told(entry, taxonomies, facets, fields), ""])
    return "\n".join(lines)


def explained_rows(
    entries: Iterable[Entry],
    taxonomies: Sequence[Taxonomy],
    facets: Collection[str] | None,
    fields: Sequence[str],
) -> list[dict[str, Any]]:
    """The same for machines, a row an entry."""
    return [
        {
            "id": entry.id,
            "title": title_of(entry).plain,
            "tags": [
                asdict(each)
                for each in tag(
                    entry.work, taxonomies, facets, fields, words_in_place_of_title(entry)
                )
            ],
            "suppressed": [
                asdict(each)
                for each in suppressed(
                    entry.work, taxonomies, facets, fields, words_in_place_of_title(entry)
                )
            ],
        }
        for entry in entries
    ]


def _told(
    entry: Entry,
    taxonomies: Sequence[Taxonomy],
    facets: Collection[str] | None,
    fields: Sequence[str],
) -> Iterator[str]:
    asked = entry.work, taxonomies, facets, fields, words_in_place_of_title(entry)
    given, lost = tag(*asked), suppressed(*asked)
    yield visible(f"{entry.id}  {title_of(entry).plain}")
    for each in given:
        yield f"  {each.facet}/{each.label}  {each.name}"
        yield from (f"      {_placed(evidence)}" for evidence in each.evidence)
    for other in lost:
        yield f"  not {other.facet}/{other.label}: {visible(other.reason)}"
        yield f"      {_placed(other.evidence)}"
    if not given and not lost:
        yield "  no words of it speak for a label"


def _placed(evidence: Evidence) -> str:
    place = f"{evidence.field} {evidence.start}-{evidence.end}"
    return f"{place}  “{visible(evidence.quote)}”  {evidence.rule}"
