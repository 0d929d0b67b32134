"""What is known today of the selected items: retractions, concerns, corrections."""

from __future__ import annotations

from collections import Counter

from refkit.api.check import check
from refkit.checks.findings import Finding, FindingKind
from refkit.model.bibliography import Bibliography, Entry, Made
from refkit.text.plural import count_noun
from refkit.version import __version__
from refkit.zotero.plugin import events
from refkit.zotero.plugin.events import Emit, Event
from refkit.zotero.plugin.item_reader import entry_of
from refkit.zotero.plugin.request import Request

_TOLD = (
    FindingKind.RETRACTED,
    FindingKind.CONCERN,
    FindingKind.CORRECTED,
    FindingKind.PREPRINT,
    FindingKind.SUSPECT_DOI,
    FindingKind.NOT_ASKED,
)


def answer_retractions(request: Request, emit: Emit, run: str) -> None:
    """Ask of every item with a DOI how it stands, and tell what is found."""
    options = request.options
    entries = tuple(entry_of(each) for each in request.items)
    asked = sum(entry.work.doi is not None for entry in entries)
    emit(events.progress("asking how they stand", 0, asked))
    findings = check(
        Bibliography(Made(__version__), entries=entries),
        online=True,
        offline=options.offline,
        mailto=options.contact or None,
        notify=lambda text: emit(events.note(text)),
    )
    emit(events.progress("asking how they stand", asked, asked))
    by_key = {entry.id: entry for entry in entries}
    told = [each for each in findings if each.kind in _TOLD]
    for each in told:
        emit(_finding(each, by_key.get(each.entry)))
    counts = Counter(each.kind.value for each in told)
    emit(events.account(_account(len(entries), asked, counts), {
        "items": len(entries), "asked": asked, "without_doi": len(entries) - asked, **counts,
    }))  # fmt: skip


def _finding(each: Finding, entry: Entry | None) -> Event:
    doi = entry.work.doi if entry else None
    return {
        "event": "finding",
        "key": each.entry,
        "kind": each.kind.value,
        "severity": each.severity.value,
        "message": each.message,
        "advice": each.advice,
        "doi": str(doi) if doi else None,
    }


def _account(items: int, asked: int, counts: Counter[str]) -> str:
    found = ", ".join(f"{counts[kind]} {kind}" for kind in _TOLD if counts[kind])
    without = f", {items - asked} without a DOI" if items > asked else ""
    return f"{count_noun(items, 'items')}, {asked} asked for{without}: {found or 'nothing found'}"
