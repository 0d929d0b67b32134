"""Keys that a manuscript cites and no entry has, and entries that it does not cite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz import process

from refkit.checks.findings import Finding, FindingKind, Severity
from refkit.checks.manuscripts import ALL, CitedKey
from refkit.checks.source_locations import SourceLocation
from refkit.model.bibliography import Entry

# Other names of an entry (biblatex), and fields by which one entry needs another.
_ALIASES = "ids"
_NEEDED = frozenset({"crossref", "xref", "xdata", "related", "entryset"})
_ALIKE = 80  # per cent: a slip of the finger, an author or a year that is another
# More dead keys than this mean that the wrong file is checked; then no guess is of use.
_MOST_GUESSED = 50


def undefined_keys(
    cited: Sequence[CitedKey], entries: Sequence[Entry], places: Sequence[SourceLocation]
) -> Iterator[Finding]:
    """Cited keys that no entry has, each once a manuscript, with the one that may be meant."""
    known = _keys(entries, places)
    in_order = sorted(known)
    folded = {key.casefold(): key for key in in_order}
    told: set[tuple[str, str]] = set()
    for each in cited:
        if each.key in known or each.key == ALL or (each.file, each.key) in told:
            continue
        told.add((each.file, each.key))
        said = "is cited, and no entry has this key"
        near = folded.get(each.key.casefold(), "")
        if not near and len(told) <= _MOST_GUESSED:
            near = _nearest(each.key, in_order)
        advice = f"is {near} meant?" if near else "add the entry, or mend the key"
        yield Finding(
            FindingKind.DEAD_KEY, Severity.ERROR, each.key, said, advice, each.file, each.line
        )


def uncited(
    cited: Sequence[CitedKey], entries: Sequence[Entry], places: Sequence[SourceLocation]
) -> Iterator[tuple[int, Finding]]:
    """Entries that no manuscript cites and no other entry needs, each with its place."""
    keys = {each.key for each in cited}
    if ALL in keys:
        return
    keys |= {key for entry in entries for name in _NEEDED for key in _listed(entry, name)}
    for place, (entry, here) in enumerate(zip(entries, places, strict=True)):
        if not keys & {here.key or entry.id, *_listed(entry, _ALIASES)}:
            yield place, Finding(FindingKind.UNCITED, Severity.NOTE, entry.id, "is cited nowhere")


def _keys(entries: Sequence[Entry], places: Sequence[SourceLocation]) -> set[str]:
    pairs = zip(entries, places, strict=True)
    own = {here.key or entry.id for entry, here in pairs}
    return own | {key for entry in entries for key in _listed(entry, _ALIASES)}


def _listed(entry: Entry, name: str) -> list[str]:
    """The keys in a field of the user's own that holds some."""
    values = [value for field, value in entry.kept if field.lower() == name]
    return [key.strip(' {}"') for value in values for key in value.split(",")]


def _nearest(key: str, known: Sequence[str]) -> str:
    found = process.extractOne(key, known, score_cutoff=_ALIKE)
    return found[0] if found else ""
