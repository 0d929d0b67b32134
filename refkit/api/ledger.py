"""A bibliography as rows and values for machines: what ``--json`` prints and the page reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from refkit.api.offline import fields_as_tagged, taxonomies_at_hand
from refkit.diff import Change
from refkit.manual_decisions import Candidate, Comparison, PartCompared
from refkit.model.bibliography import Bibliography, Citation, Entry, Rejection
from refkit.model.decisions import rejections_of
from refkit.model.list_notes import notes
from refkit.model.printed import (
    dois_in_doubt,
    failed_dois,
    nearest_of,
    own_words,
    printed_line,
    shown_title,
    title_of,
)
from refkit.model.resolution import Unresolved, doubts, is_decided
from refkit.model.work import Work
from refkit.tagging.tagger import suppressed_in
from refkit.text.plain import unstyled

Json = dict[str, Any]

LOOK = {
    "unresolved": "unresolved",
    "doubtful": "its DOI is in doubt",
    "labels": "labels in doubt",
    "retracted": "retracted",
}
"""Why a person should look at an entry: a kind each, in the order in which they are told."""


def rows(bibliography: Bibliography) -> list[Json]:
    """The ledger's rows: position, id, title, tags, state and, where there is one, reason.

    ``doubts`` are sentences on a DOI that is not believed, or not wholly; ``label_doubts`` say why
    a person should look at the tags, ``label_decisions`` what persons decided on them, ``rejected``
    the DOIs that persons said its lines do not mean.
    """
    return [row(entry) for entry in bibliography.entries]


def row(entry: Entry) -> Json:
    """The ledger's row of one entry."""
    resolution = entry.resolution
    return {
        "id": entry.id,
        "cited_by": [
            {"review": str(citation.review), "position": citation.reference.position}
            for citation in entry.citations
        ],
        "title": unstyled(title_of(entry)),
        "doi": str(entry.work.doi) if entry.work.doi else None,
        "tags": [f"{tag.facet}/{tag.label}" for tag in entry.tags],
        "label_doubts": [asdict(each) for each in entry.label_doubts],
        "label_decisions": [asdict(each) for each in entry.label_decisions],
        "state": entry.resolution.state,
        "reason": resolution.reason.value if isinstance(resolution, Unresolved) else None,
        "attempts": [asdict(attempt) for attempt in getattr(resolution, "attempts", ())],
        "nearest": asdict(nearest) if (nearest := nearest_of(entry)) else None,
        "failed_dois": [{"doi": each.doi, "why": each.why} for each in failed_dois(entry)],
        "doubts": list(doubts(resolution)),
        "rejected": [rejection_row(each) for each in rejections_of(entry)],
        "retracted": entry.work.is_retracted,
        "cited_by_seeds": entry.cited_by_seeds,
        "cites_seeds": entry.cites_seeds,
    }


def rejection_row(each: Rejection) -> Json:
    """A person's word that a line does not mean a DOI."""
    return asdict(each) | {"doi": str(each.doi)}


def needs_look(entry: Entry) -> tuple[tuple[str, str], ...]:
    """Why a person should look at an entry: pairs of a kind of ``LOOK`` and a sentence.

    Nothing where it is sure, or where a person has decided. A retraction is no doubt that a
    decision could settle: it always stands.
    """
    return tuple(_reasons(entry))


def _reasons(entry: Entry) -> Iterator[tuple[str, str]]:
    resolution = entry.resolution
    if isinstance(resolution, Unresolved):
        yield "unresolved", resolution.sentence
        for each in dois_in_doubt(entry):
            yield "unresolved", each
    else:
        for each in doubts(resolution):
            yield "doubtful", each
    for doubt in entry.label_doubts:
        yield "labels", doubt.reason
    if entry.work.is_retracted:
        yield "retracted", "the work was retracted"


def shown_work(work: Work) -> dict[str, str | int | None]:
    """Who, when, what and where: enough to see whether it is the right one."""
    author, date = work.first_author, work.cited_date()
    return {
        "author": author.sort_name if author else None,
        "year": date.year if date else None,
        "title": unstyled(work.title) or None,
        "container": work.container.title or None,
    }


def compared_row(each: Comparison) -> Json:
    """The work that a person named, beside what is printed of the line."""
    return {
        "review": str(each.review),
        "position": each.position,
        "printed": each.printed,
        "work": shown_work(each.work),
        "belief": each.judgement.belief.value,
        "agree": list(each.judgement.agree),
        "disagree": list(each.judgement.disagree),
    }


def previewed(each: Comparison, parts: Sequence[PartCompared]) -> Json:
    """The same with the DOI and part by part, for who decides on it."""
    work = each.work
    return compared_row(each) | {
        "doi": str(work.doi) if work.doi else None,
        "retracted": work.is_retracted,
        "parts": [asdict(part) for part in parts],
    }


def candidate_row(each: Candidate) -> Json:
    """A work that a search found for a line, and how it agrees with what is printed there."""
    return {
        "doi": str(each.work.doi) if each.work.doi else None,
        "work": shown_work(each.work),
        "score": each.score,
        "retracted": each.work.is_retracted,
        "belief": each.judgement.belief.value,
        "agree": list(each.judgement.agree),
        "disagree": list(each.judgement.disagree),
        "parts": [asdict(part) for part in each.parts],
        "rejected": rejection_row(each.rejected) if each.rejected else None,
    }


def summary(bibliography: Bibliography) -> Json:
    """A bibliography without its attempts and evidence: its account, and a short row each."""
    entries = [listed_row(entry) for entry in bibliography.entries]
    return {
        "counts": asdict(bibliography.account),
        "needs_look": sum(bool(each["look"]) for each in entries),
        "reviews": [
            shown_work(each) | {"doi": str(each.doi or "")} for each in bibliography.reviews
        ],
        "notes": notes(bibliography),
        "taxonomies": list(bibliography.made.taxonomies),
        "entries": entries,
    }


def listed_row(entry: Entry) -> Json:
    """An entry in a list: what it is, how it stands and why a person should look at it."""
    return shown_work(entry.work) | {
        "id": entry.id,
        "cited_by": [_place(citation) for citation in entry.citations],
        "title": shown_title(entry),
        "doi": str(entry.work.doi) if entry.work.doi else None,
        "state": entry.resolution.state,
        "reason": entry.resolution.reason.value
        if isinstance(entry.resolution, Unresolved)
        else None,
        "decided": is_decided(entry.resolution),
        "retracted": entry.work.is_retracted,
        "labels": [
            {
                "facet": tag.facet,
                "label": tag.label,
                "name": tag.name,
                "decided": tag.is_decided,
            }
            for tag in entry.tags
        ],
        "look": [{"kind": kind, "sentence": sentence} for kind, sentence in needs_look(entry)],
    }


def _place(citation: Citation) -> Json:
    return {"review": str(citation.review), "position": citation.reference.position}


def details(bibliography: Bibliography, entry: Entry) -> Json:
    """All that is known of one entry: its lines as printed, its labels with evidence, attempts.

    ``suppressed`` are labels that words of it speak for and that it does not have, with the
    reason.
    """
    title = title_of(entry)
    return row(entry) | {
        "listed": listed_row(entry),
        "lines": [
            _place(each)
            | {"deposited": dict(each.reference.deposited)}
            | {"rejected": [rejection_row(one) for one in each.rejected]}
            for each in entry.citations
        ],
        "printed": printed_line(entry),
        "title_plain": title.plain,
        "labels": [_label_json(entry, place) for place in range(len(entry.tags))],
        "suppressed": [
            {
                "facet": each.facet,
                "label": each.label,
                "name": each.name,
                "reason": each.reason,
                "evidence": asdict(each.evidence),
            }
            for each in _suppressed(bibliography, entry)
        ],
    }


def _label_json(entry: Entry, place: int) -> Json:
    tag = entry.tags[place]
    return {
        "facet": tag.facet,
        "label": tag.label,
        "name": tag.name,
        "decided": tag.is_decided,
        "evidence": [asdict(each) for each in tag.evidence],
    }


def _suppressed(bibliography: Bibliography, entry: Entry) -> Sequence[Any]:
    made = bibliography.made
    fields = fields_as_tagged(bibliography)
    return suppressed_in(entry, taxonomies_at_hand(bibliography), made.facets or None, fields)


def vocabulary(bibliography: Bibliography) -> list[Json]:
    """The labels that an entry can be given, of the taxonomies that the bibliography has."""
    facets = bibliography.made.facets
    return [
        {
            "facet": label.facet,
            "label": label.id,
            "name": label.name,
            "definition": label.definition,
            "parents": list(label.parents),
        }
        for taxonomy in taxonomies_at_hand(bibliography)
        for label in taxonomy.labels
        if not facets or label.facet in facets
    ]


def change_row(each: Change) -> Json:
    """A difference between two bibliographies: its kind, the entry, the fields."""
    return {
        "kind": each.kind,
        "id": each.entry.id,
        "title": unstyled(title_of(each.entry)) or own_words(each.entry),
        "fields": list(each.fields),
    }
