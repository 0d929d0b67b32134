"""A bibliography, and the manuscripts that cite from it, to findings in the order of the files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from refkit.checks.cited_keys import uncited, undefined_keys
from refkit.checks.dois import doi_findings
from refkit.checks.duplicates import duplicate_entries, duplicate_keys
from refkit.checks.fields import missing_fields
from refkit.checks.findings import Finding, FindingKind, Severity, in_order
from refkit.checks.manuscripts import CitedKey
from refkit.checks.names import odd_names
from refkit.checks.online import OnlineStatus
from refkit.checks.publication_status import keys_by_doi, review_findings, status_findings
from refkit.checks.source_locations import SourceLocation, source_locations
from refkit.formats.library import UNKNOWN_COMMAND, Library
from refkit.model.bibliography import Bibliography

_TROUBLE = re.compile(r"(?:.*?: )?line (\d+): (.*)")


def check(
    bibliography: Bibliography,
    library: Library | None = None,
    *,
    file: str = "",
    text: str = "",
    cited: Sequence[CitedKey] | None = None,
    missing: Sequence[Finding] = (),
    asked: OnlineStatus | None = None,
) -> tuple[Finding, ...]:
    """All that is wrong with a bibliography; empty where nothing is. Nobody is asked.

    ``library`` is the user's own file that it was read from, ``file`` its name in findings,
    ``text`` that of a saved bibliography, for its lines. ``cited`` are keys of manuscripts, None
    where there are none, ``missing`` what of those was not found. ``asked`` has what the services
    said of this bibliography.
    """
    known = asked.bibliography if asked else bibliography
    places = source_locations(bibliography, library, text)
    pairs = list(_of_entries(known, places, cited))
    pairs += [pair for pair in asked.findings if pair not in pairs] if asked else []
    findings = [*review_findings(known), *(_of_library(library) if library else ())]
    findings += [_placed(finding, places[place]) for place, finding in pairs]
    placed = [replace(finding, file=file) for finding in findings]
    return in_order([*placed, *missing, *undefined_keys(cited or (), known.entries, places)])


def _placed(finding: Finding, here: SourceLocation) -> Finding:
    """The finding under the key that stands in the file, which need not be unique there."""
    return replace(finding, entry=here.key or finding.entry, line=here.line)


def _of_entries(
    bibliography: Bibliography, places: Sequence[SourceLocation], cited: Sequence[CitedKey] | None
) -> Iterator[tuple[int, Finding]]:
    entries = bibliography.entries
    keys = keys_by_doi(entries)
    for place, (entry, here) in enumerate(zip(entries, places, strict=True)):
        for finding in (
            *status_findings(entry, keys),
            *doi_findings(entry, here.doi),
            *missing_fields(entry),
            *odd_names(entry),
        ):
            yield place, finding
    yield from duplicate_entries(entries)
    yield from duplicate_keys(entries, places)
    if cited is not None:
        yield from uncited(cited, entries, places)


def _of_library(library: Library) -> Iterator[Finding]:
    """What of a library could not be read, or not be inherited, as the importer says it."""
    advice = "nothing is taken from there"
    for key, line, said in library.broken_links:
        kind = FindingKind.BROKEN_LINK
        yield Finding(kind, Severity.WARNING, key, said, advice, line=line)
    for trouble in library.troubles:
        found = _TROUBLE.fullmatch(trouble)
        line, said = (int(found[1]), found[2]) if found else (0, trouble)
        if said.endswith(UNKNOWN_COMMAND):
            entry, _, said = said.partition(": ")
            advice = "define it in a @preamble, or write what it stands for"
            yield Finding(FindingKind.UNKNOWN_COMMAND, Severity.WARNING, entry, said, advice,
                          line=line)  # fmt: skip
            continue
        advice = "nothing in it was checked"
        yield Finding(FindingKind.UNREADABLE, Severity.ERROR, "", said, advice, line=line)
