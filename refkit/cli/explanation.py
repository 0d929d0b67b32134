"""Why an entry has its labels, and why it has no others: the words, the rules, the reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from refkit.model.bibliography import Entry
from refkit.model.label_decisions import in_words
from refkit.model.printed import title_of
from refkit.model.tags import PERSON, Evidence
from refkit.tagging.tagger import suppressed_in, tag_entry
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


def _told(
    entry: Entry,
    taxonomies: Sequence[Taxonomy],
    facets: Collection[str] | None,
    fields: Sequence[str],
) -> Iterator[str]:
    given = tag_entry(entry, taxonomies, facets, fields).tags
    lost = suppressed_in(entry, taxonomies, facets, fields)
    yield visible(f"{entry.id}  {title_of(entry).plain}")
    for each in given:
        yield f"  {each.facet}/{each.label}  {each.name}"
        yield from (f"      {_placed(evidence)}" for evidence in each.evidence)
    for other in lost:
        yield f"  not {other.facet}/{other.label}: {visible(other.reason)}"
        yield f"      {_placed(other.evidence)}"
    for decision in entry.label_decisions:
        why = f" ({decision.note})" if decision.note else ""
        yield visible(f"  decided by {in_words([decision])}{why}")
    if not (given or lost or entry.label_decisions):
        yield "  no words of it speak for a label"


def _placed(evidence: Evidence) -> str:
    if evidence.field == PERSON:
        return f"decided by {visible(evidence.quote)}"
    place = f"{evidence.field} {evidence.start}-{evidence.end}"
    return f"{place}  “{visible(evidence.quote)}”  {evidence.rule}"
