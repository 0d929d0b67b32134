"""What a library has already: which works of a bibliography are among its records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from refkit.duplicates.grouping import pairs
from refkit.formats.library import Library
from refkit.matching.compared_record import ComparedRecord
from refkit.matching.same_work import Sameness, judge
from refkit.model.bibliography import Bibliography
from refkit.model.held import Held


def held_in(bibliography: Bibliography, library: Library | Bibliography) -> dict[str, Held]:
    """Which works a library has already: its record of each, by the ids of the bibliography.

    Two are one work as ``dedup`` judges two records; one that a person should look at has a
    ``doubt``. Where several records are a work's it is the first that is so surely, else the first
    in doubt. Neither of the two is changed.
    """
    ours = [ComparedRecord.of(entry) for entry in bibliography.entries]
    theirs = [ComparedRecord.of(entry) for entry in library.entries]
    found = dict(_by_doi(ours, theirs))
    # What has the same DOI, and surely is the same, is compared with no other.
    left = [record for record in ours if record.entry.id not in found]
    records = [*left, *theirs]
    for one, other in pairs(records, len(left)) if left else ():
        id_ = records[one].entry.id
        if id_ not in found or found[id_].doubt:
            _judge(found, records[one], records[other])
    return found


def _by_doi(
    ours: Sequence[ComparedRecord], theirs: Sequence[ComparedRecord]
) -> Iterator[tuple[str, Held]]:
    first: dict[object, ComparedRecord] = {}
    for record in theirs:
        for doi in record.dois:
            first.setdefault(doi, record)
    for record in ours:
        there = [first[doi] for doi in sorted(record.dois) if doi in first]
        if there and judge(record, there[0]).sameness is Sameness.SAME:
            yield record.entry.id, Held(there[0].entry.id)


def _judge(found: dict[str, Held], one: ComparedRecord, other: ComparedRecord) -> None:
    judged = judge(one, other)
    if judged.sameness is Sameness.SAME:
        found[one.entry.id] = Held(other.entry.id)
    elif judged.sameness is Sameness.DOUBT:
        found.setdefault(one.entry.id, Held(other.entry.id, judged.why))
