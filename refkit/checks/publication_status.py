"""How a work stands: retracted, doubted, corrected, a published preprint, unresolved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from refkit.checks.findings import Finding, FindingKind, Severity
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.printed import failed_dois
from refkit.model.resolution import NOT_ASKED, REJECTED, Reason, Unresolved
from refkit.model.work import Work

# Crossref's types; what is neither one of these nor a retraction is a correction of some kind.
_CONCERNS = frozenset({"expression_of_concern", "partial_retraction"})
_RETRACTED = "cite it as retracted, or not at all"
_DOUBTED = "read the notice, and judge whether it can still be cited"


def status_findings(entry: Entry, keys_by_doi: Mapping[str, str]) -> Iterator[Finding]:
    """What is known of an entry's work; ``keys_by_doi`` has the entries of the same file."""
    yield from _updates(entry.id, entry.work)
    yield from _preprint(entry, keys_by_doi)
    yield from _unresolved(entry)


def review_findings(bibliography: Bibliography) -> Iterator[Finding]:
    """What is known of the reviews themselves."""
    for review in bibliography.reviews:
        for finding in _updates("", review):
            if finding.kind in {FindingKind.RETRACTED, FindingKind.CONCERN}:
                named = f"the review {review.doi}: {finding.message}"
                yield Finding(finding.kind, finding.severity, "", named, finding.advice)


def keys_by_doi(entries: Sequence[Entry]) -> dict[str, str]:
    """The citation keys of the entries that have a DOI."""
    return {each.work.doi.value: each.id for each in entries if each.work.doi}


def _updates(key: str, work: Work) -> Iterator[Finding]:
    retractions = [each for each in work.updates if each.is_retraction]
    concerns = [each for each in work.updates if each.type.replace("-", "_") in _CONCERNS]
    others = [each for each in work.updates if each not in retractions + concerns]
    if retractions:
        said = f"was retracted ({retractions[0]})"
        yield Finding(FindingKind.RETRACTED, Severity.ERROR, key, said, _RETRACTED)
    elif work.is_retracted:
        said = "was retracted, as its title says"
        yield Finding(FindingKind.RETRACTED, Severity.ERROR, key, said, _RETRACTED)
    if concerns:
        said = f"is doubted ({concerns[0]})"
        yield Finding(FindingKind.CONCERN, Severity.WARNING, key, said, _DOUBTED)
    if others:
        said = f"was corrected ({others[0]})"
        advice = "see whether what you cite it for has changed"
        yield Finding(FindingKind.CORRECTED, Severity.NOTE, key, said, advice)


def _preprint(entry: Entry, keys_by_doi: Mapping[str, str]) -> Iterator[Finding]:
    published = entry.work.published_version
    if not published:
        return
    there = keys_by_doi.get(published.lower())
    advice = f"{there} is that article" if there else "cite the article"
    said = f"is a preprint that was published as {published}"
    yield Finding(FindingKind.PREPRINT, Severity.WARNING, entry.id, said, advice)


def _unresolved(entry: Entry) -> Iterator[Finding]:
    resolution = entry.resolution
    if not isinstance(resolution, Unresolved):
        return
    if resolution.reason is Reason.SUSPECT_DOI:  # a wrong DOI is told of as such
        return
    places = next((str(each.reference.position) for each in entry.citations), "")
    failed = "".join(
        f"; {each.doi} {each.why}" for each in failed_dois(entry) if each.outcome != REJECTED
    )
    said = f"is unresolved: {resolution.sentence}{failed}"
    advice = f"refkit resolve FILE --position {places} --doi DOI names its DOI" if places else ""
    if resolution.reason in NOT_ASKED:
        advice = "run refkit fetch again, with a network"
    yield Finding(FindingKind.UNRESOLVED, Severity.WARNING, entry.id, said, advice)
