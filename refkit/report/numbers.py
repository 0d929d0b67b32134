"""The numbers that the report shows, for machines."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from refkit.model.bibliography import Bibliography
from refkit.report.counts import matrices
from refkit.report.labels import is_preprint, review_names
from refkit.report.resolution_summary import listed_counts, resolution_counts


def report_numbers(bibliography: Bibliography) -> dict[str, Any]:
    """The account, the reviews, the ways in which references ended, and every matrix in full."""
    counts = listed_counts(bibliography)
    announced: dict[str, int] = {}
    for row in bibliography.lists:  # of works that cite one each source announces its own number
        announced[row.review] = max(row.announced, announced.get(row.review, 0))
    return {
        "account": asdict(bibliography.account),
        "works": len(bibliography.entries),
        "retracted": sum(entry.work.is_retracted for entry in bibliography.entries),
        "preprints": sum(is_preprint(entry.work) for entry in bibliography.entries),
        "reviews": [
            {
                "doi": str(doi),
                "name": name,
                "listed": counts[name],
                "announced": announced.get(str(doi)),
            }
            for doi, name in review_names(bibliography).items()
        ],
        "ways": [
            {
                "words": way.words,
                "state": way.state,
                "resolved": way.is_resolved,
                "counts": way.counts,
            }
            for way in resolution_counts(bibliography)
        ],
        "matrices": [
            asdict(matrix) | {"kind": matrix.kind.value} for matrix in matrices(bibliography)
        ],
    }
