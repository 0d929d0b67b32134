"""Decisions that an assistant records for a person: they never stand in place of a person's."""

from __future__ import annotations

from refkit.api.document import OpenDocument
from refkit.api.offline import label
from refkit.decision_reader import NONE, line_at
from refkit.errors import InputError
from refkit.label_decisions import LabelRequest, LabelsDecided
from refkit.manual_decisions import Comparison
from refkit.model.bibliography import Decision
from refkit.model.decisions import decisions_on
from refkit.model.identifiers import Doi
from refkit.model.label_decisions import in_words
from refkit.settings import person

_A_PERSON = "a person changes it, with refkit ui, refkit resolve or refkit label"


def assistant() -> str:
    """Who decides where an assistant does: ``an assistant of Ada Rossi``."""
    return f"an assistant of {person() or 'somebody'}"


def decide_reference(
    document: OpenDocument,
    position: int,
    doi: str,
    review: str = "",
    *,
    is_meant: bool = True,
    note: str = "",
    offline: bool = False,
    mailto: str | None = None,
) -> list[Comparison]:
    """Record that a line means a DOI (or ``none``), or with ``is_meant`` False that it does not.

    Gives the work beside what is printed, for a DOI that is meant. Raises InputError where a
    decision stands already that this would take the place of, and as ``Document.decide`` and
    ``Document.reject`` do; then nothing is recorded.
    """
    version, where = document.version, str(position)
    _refuse_to_replace(document, where, doi, review, is_meant=is_meant)
    if is_meant:
        return document.decide(where, doi, review, offline=offline, mailto=mailto, based_on=version)
    document.reject(
        where, doi, review, by=assistant(), note=note, offline=offline, mailto=mailto,
        based_on=version,
    )  # fmt: skip
    return []


def _refuse_to_replace(
    document: OpenDocument, position: str, doi: str, review: str, *, is_meant: bool
) -> None:
    entry, line = line_at(document.bibliography, position, review)
    named = None if doi.strip().lower() == NONE else Doi.parse(doi)
    for each in decisions_on(entry):
        if each.line.place == line.place and _is_replaced(each, named, is_meant=is_meant):
            said = f"not {each.subject}" if each.rejected else f"{each.doi or NONE}"
            raise InputError(f"{position}: was decided already ({said}); {_A_PERSON}")


def _is_replaced(there: Decision, named: Doi | None, *, is_meant: bool) -> bool:
    """Whether a decision would take the place of one that stands; one's own may be replaced."""
    if there.rejected:
        return is_meant and there.subject == named and there.rejected.by != assistant()
    return is_meant or there.doi == named


def decide_label(
    document: OpenDocument, entry: str, decision: str, name: str, note: str = ""
) -> LabelsDecided:
    """Record ``add``, ``remove`` or ``confirm`` of a label of an entry.

    Raises InputError where this would take the place of what a person decided, and as
    ``refkit.label`` does; then nothing is recorded.
    """
    version, before = document.version, document.bibliography
    asked = LabelRequest(entry, decision, name, assistant(), note)
    stood = {each.id: each.label_decisions for each in before.entries}
    done = label(before, [asked])
    for outcome in done.outcomes:
        now = outcome.entry
        gone = [each for each in stood[now.id] if each not in now.label_decisions]
        if others := [each for each in gone if each.by != asked.by]:
            raise InputError(f"{now.id}: {in_words(others)} stands; {_A_PERSON}")
    if done.bibliography.label_decisions != before.label_decisions:
        raise InputError(f"{entry}: persons contradict each other on it; {_A_PERSON}")
    return document.label([asked], based_on=version)
