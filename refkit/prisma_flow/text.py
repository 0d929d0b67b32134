"""The numbers in one paragraph for a methods section, with versions and dates.

What was looked up, and when, is said as ``api.methods`` says it. Square brackets hold what a person
has to fill in: no file knows when a database was searched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from refkit.api.methods import listed_text
from refkit.formats.library import Library
from refkit.model.bibliography import Bibliography
from refkit.prisma_flow.counts import Arm, FlowCounts
from refkit.prisma_flow.identified import Way
from refkit.text.plural import count_noun
from refkit.version import __version__


def paragraph(counts: FlowCounts, given: Mapping[str, Library | Bibliography]) -> str:
    """Sentences whose numbers are those of the diagram; the same files give the same text."""
    return " ".join(_sentences(counts, given))


def _sentences(counts: FlowCounts, given: Mapping[str, Library | Bibliography]) -> Iterator[str]:
    for arm in counts.arms:
        if arm.way is Way.DATABASES:
            yield (
                f"Databases and registers gave {count_noun(arm.records, 'records')} "
                f"({_places(arm)}; [date of each search])."
            )
            continue
        for each in given.values():
            if isinstance(each, Bibliography) and each.account.listed:
                yield listed_text(each)
        yield f"Other methods gave {count_noun(arm.records, 'records')} ({_places(arm)})."
    yield _duplicates(counts)
    yield _left(counts)
    yield "[Numbers of screening, eligibility and inclusion.]"


def _places(arm: Arm) -> str:
    return "; ".join(f"{each.words}: {each.records}" for each in arm.identified)


def _duplicates(counts: FlowCounts) -> str:
    removed = count_noun(counts.duplicates, "duplicates")
    was = "was" if counts.duplicates == 1 else "were"
    doubtful = (
        f"; {count_noun(counts.doubts, 'pairs')} in doubt stayed as two records each"
        if counts.doubts
        else ""
    )
    return (
        f"Of {count_noun(counts.records, 'records')} identified, {removed} {was} removed with "
        f"refkit {__version__}, which compares identifiers, title, people, year and place"
        f"{doubtful}."
    )


def _left(counts: FlowCounts) -> str:
    left = counts.left
    parts = (
        f"{left.with_identifier} with an identifier (DOI, PubMed or PMC number, ISBN, arXiv), "
        f"{left.without_identifier} without one and {left.not_identified} listed and not "
        "identified, which are kept as printed"
    )
    retracted = f"; {left.retracted} of them {'is' if left.retracted == 1 else 'are'} retracted"
    return f"This left {count_noun(left.records, 'records')}: {parts}{retracted}."
