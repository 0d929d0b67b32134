"""What persons decided on labels: in words, and carried over to the works as they are now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from refkit.model.bibliography import Bibliography, Entry, LabelsSetAside
from refkit.model.entry_identity import (
    SURE,
    Names,
    are_one_work,
    in_words_of,
    is_by_title,
    is_mended,
    is_of_work,
    likeness,
    names_of,
    shared_identifiers,
    unnumbered,
    with_title,
)
from refkit.model.resolution import Imported
from refkit.model.tags import LabelDecision, LabelDoubt, LabelVerdict
from refkit.text.plural import count_noun, some_of

VERBS = {
    LabelVerdict.ADD: "added",
    LabelVerdict.REMOVE: "removed",
    LabelVerdict.CONFIRM: "confirmed",
}
"""What a person did, as it is told."""


def in_words(decisions: Iterable[LabelDecision]) -> str:
    """Decisions for one cell, person by person; empty where there are none.

    >>> in_words([LabelDecision("modality", "car-nk", LabelVerdict.ADD, "Ada Rossi")])
    'Ada Rossi: added modality/car-nk'
    """
    said = list(decisions)
    people = dict.fromkeys(each.by for each in said)
    return "; ".join(
        f"{person}: {', '.join(_phrases([each for each in said if each.by == person]))}"
        for person in people
    )


def _phrases(said: Sequence[LabelDecision]) -> Iterator[str]:
    facets = [each.facet for each in said if each.is_of_facet]
    for verdict, verb in VERBS.items():
        is_confirmed = verdict is LabelVerdict.CONFIRM
        labels = [
            "/".join(each.key)
            for each in said
            if each.label
            and each.decision is verdict
            # The labels of a confirmed facet are those that it has.
            and not (is_confirmed and each.facet in facets)
        ]
        if what := labels + facets * is_confirmed:
            yield f"{verb} {', '.join(what)}"


def count_said(decisions: Iterable[LabelDecision]) -> int:
    """How many things were said of one entry: who confirms it says one, whatever it has."""
    said = list(decisions)
    confirmed = {(each.by, each.facet) for each in said if each.is_of_facet}
    others = (
        each
        for each in said
        if each.label
        and not (each.decision is LabelVerdict.CONFIRM and (each.by, each.facet) in confirmed)
    )
    return len({by for by, _ in confirmed}) + sum(1 for _ in others)


def in_order(decisions: Iterable[LabelDecision]) -> tuple[LabelDecision, ...]:
    """Decisions in the order in which an entry has them."""
    return tuple(sorted(decisions))


def joined(
    one: Sequence[LabelDecision], other: Sequence[LabelDecision]
) -> tuple[tuple[LabelDecision, ...], tuple[LabelDecision, ...]]:
    """What was decided on one work in two places, and what of ``other`` contradicts ``one``.

    The first stands, and who reads it should be told of the second. Where somebody said that a
    facet has no further label, one that another added contradicts that, and one of the labels that
    is denied.
    """
    into = {each.key: each for each in one}
    left = [each for each in other if _is_contradicted(each, other, one)]
    for each in other:
        if each in left:
            continue
        there = into.setdefault(each.key, each)
        if not there.note and _word(there) == _word(each):  # a table has no room for why
            into[each.key] = each
    return in_order(into.values()), tuple(left)


def _is_contradicted(
    decision: LabelDecision, its: Sequence[LabelDecision], others: Sequence[LabelDecision]
) -> bool:
    """Whether a decision, one of ``its`` place, says otherwise than those of another place."""
    if decision.is_of_facet:
        its_labels = _held(decision.facet, its)
        denied = {each.label for each in others if not each.holds and each.facet == decision.facet}
        return bool(_held(decision.facet, others) - its_labels or denied & its_labels)
    there = {each.key: each for each in others}
    if decision.key in there:
        return there[decision.key].holds != decision.holds
    return decision.holds and (decision.facet, "") in there


def _held(facet: str, decisions: Sequence[LabelDecision]) -> set[str]:
    return {each.label for each in decisions if each.facet == facet and each.holds}


def with_label_decisions(
    now: Bibliography, earlier: Bibliography, *, by_line: bool = True
) -> Bibliography:
    """The bibliography with every decision on labels that an earlier state of it had.

    A decision belongs to a work, else to the line of which none is known. What has none of both
    at present is set aside, and so is what contradicts a decision on the work that it has become.
    A line of which the work is not known any more keeps what was decided on that, unless
    ``by_line`` is False, where a person said that it was another work, and its title is another.
    """
    return _with_all(_had(earlier), now, earlier, by_line=by_line)


def with_decisions_of(now: Bibliography, replaced: Bibliography) -> Bibliography:
    """The bibliography with what persons decided on labels in a file that it takes the place of.

    Its own decisions stand; what says otherwise is set aside, and so is what has no entry here.
    """
    own = _had(now, stands=True)
    return _with_all([*own, *_had(replaced)], now, replaced, by_line=True)


def missing_decisions(now: Bibliography, earlier: Bibliography) -> list[tuple[LabelDecision, ...]]:
    """The decisions on labels that an earlier state had and this one has not, set aside or not.

    For each work those that are missing.
    """
    had = _had(earlier)
    there = {
        (name, _word(each))
        for labels in now.label_decisions
        for name in labels.names
        for each in labels.decisions
    }
    missing = []
    for (labels, *_), place in zip(had, _places(had, now, earlier, by_line=True), strict=True):
        standing = set(map(_word, now.entries[place].label_decisions)) if place is not None else ()
        gone = tuple(
            each
            for each in labels.decisions
            if _word(each) not in standing
            and not any((name, _word(each)) in there for name in labels.names)
        )
        missing += [gone] if gone else []
    return missing


def _word(decision: LabelDecision) -> tuple[str, ...]:
    """Whose word it is and on what; a note may be mended."""
    return (*decision.key, decision.decision, decision.by)


def overruled(bibliography: Bibliography) -> list[int | None]:
    """For each of the decisions that are set aside the place of its work, if that is there.

    Then another decision on that work says otherwise, and stands before it.
    """
    had = [_Had(each) for each in bibliography.label_decisions]
    return _places(had, bibliography, bibliography, by_line=True) if had else []


def overruled_on(bibliography: Bibliography) -> dict[int, tuple[LabelDecision, ...]]:
    """What is overruled on each entry, by its place."""
    found: dict[int, tuple[LabelDecision, ...]] = {}
    for place, labels in zip(overruled(bibliography), bibliography.label_decisions, strict=True):
        if place is not None:
            found[place] = found.get(place, ()) + labels.decisions
    return found


def without_overruled(
    bibliography: Bibliography, settled: Mapping[int, Collection[LabelDecision]]
) -> Bibliography:
    """The bibliography without what was overruled and is settled, by the places of its entries."""
    if not settled:
        return bibliography
    left = []
    for place, labels in zip(overruled(bibliography), bibliography.label_decisions, strict=True):
        gone = settled.get(place, ()) if place is not None else ()
        decisions = tuple(each for each in labels.decisions if each not in gone)
        left += [replace(labels, decisions=decisions)] if decisions else []
    return replace(bibliography, label_decisions=tuple(left))


OVERRULED = "decisions"
"""The signal of a doubt that persons contradict each other."""


def with_contradictions_told(
    bibliography: Bibliography, facets: Collection[str] | None = None
) -> Bibliography:
    """The bibliography, in which an entry needs a look where a decision on it is overruled.

    What was never tagged has no labels to look at.
    """
    if not bibliography.made.taxonomies:
        return bibliography
    entries = list(bibliography.entries)
    on = overruled_on(bibliography)
    for place, entry in enumerate(entries):
        others = tuple(each for each in entry.label_doubts if each.signal != OVERRULED)
        left = [each for each in on.get(place, ()) if facets is None or each.facet in facets]
        told = (contradiction(entry.label_decisions, left), *others) if left else others
        if told != entry.label_doubts:
            entries[place] = replace(entry, label_doubts=told)
    return replace(bibliography, entries=tuple(entries))


def contradiction(
    decisions: Iterable[LabelDecision], left: Sequence[LabelDecision], where: str = ""
) -> LabelDoubt:
    """That two persons decided otherwise, or one in two files, and whose word stands."""
    facets = {each.facet for each in left}
    stands = in_words(each for each in decisions if each.facet in facets)
    reason = f"decided otherwise{where}: {stands} (this stands); {in_words(left)}"
    return LabelDoubt(OVERRULED, reason)


def set_aside_in_words(bibliography: Bibliography) -> str:
    """A sentence on decisions on labels that do not hold at present; empty without any.

    They wait for an entry, or another word on the same work stands before them.
    """
    places = overruled(bibliography)
    aside = list(zip(places, bibliography.label_decisions, strict=True))
    waiting = [labels for place, labels in aside if place is None]
    beside = [(bibliography.entries[place], labels) for place, labels in aside if place is not None]
    return "; ".join(filter(None, (_waiting_in_words(waiting), _overruled_in_words(beside))))


def _waiting_in_words(waiting: Sequence[LabelsSetAside]) -> str:
    if not waiting:
        return ""
    count = sum(count_said(each.decisions) for each in waiting)
    said = [f"{in_words(each.decisions)} ({in_words_of(each.names)})" for each in waiting]
    hold, are, their = ("holds", "is", "its") if count == 1 else ("hold", "are", "their")
    return (
        f"{count_noun(count, 'decisions')} on labels {hold} for no entry at present and {are} kept "
        f"until {their} work is back: {some_of(said, _NAMED, '; ')}"
    )


def _overruled_in_words(beside: Sequence[tuple[Entry, LabelsSetAside]]) -> str:
    if not beside:
        return ""
    count = sum(count_said(labels.decisions) for _, labels in beside)
    said = [
        f"{entry.id}: {contradiction(entry.label_decisions, labels.decisions).reason}"
        for entry, labels in beside
    ]
    are = "is" if count == 1 else "are"
    return (
        f"{count_noun(count, 'decisions')} on labels {are} overruled and {are} kept beside, until "
        f"somebody decides again: {some_of(said, _NAMED, '; ')}"
    )


_NAMED = 3


class _Had(NamedTuple):
    """Decisions with what their work is known by, and its entry, unless they were set aside.

    ``place`` is where the entry stands now, if that is known.
    """

    labels: LabelsSetAside
    entry: Entry | None = None
    place: int | None = None


def _with_all(
    had: Sequence[_Had], now: Bibliography, earlier: Bibliography, *, by_line: bool
) -> Bibliography:
    if not had:
        return now
    places = _places(had, now, earlier, by_line=by_line)
    found: dict[int, tuple[LabelDecision, ...]] = {}
    set_aside = []
    for (labels, *_), place in zip(had, places, strict=True):
        left = labels.decisions
        if place is not None:
            found[place], left = joined(found.get(place, ()), labels.decisions)
        if left:
            set_aside.append(replace(labels, decisions=left))
    entries = (
        _with_decisions(entry, found.get(place, ())) for place, entry in enumerate(now.entries)
    )
    aside = tuple(dict.fromkeys(set_aside))
    return replace(now, entries=tuple(entries), label_decisions=aside)


def _with_decisions(entry: Entry, decisions: tuple[LabelDecision, ...]) -> Entry:
    same = entry.label_decisions == decisions
    return entry if same else replace(entry, label_decisions=decisions)


def _had(bibliography: Bibliography, *, stands: bool = False) -> list[_Had]:
    """All decisions, with what each work is known by; those that were set aside stand last.

    ``stands`` says that its entries are those of now, each in its place.
    """
    aside = [_Had(each) for each in bibliography.label_decisions]
    entries = bibliography.entries
    if not any(entry.label_decisions for entry in entries):
        return aside
    known = names_of(entries)
    shared = shared_identifiers(entries, known)
    standing = [
        _Had(
            LabelsSetAside(
                names if shared.isdisjoint(names) else with_title(names, entry.work),
                entry.label_decisions,
            ),
            entry,
            place if stands else None,
        )
        for place, (entry, names) in enumerate(zip(entries, known, strict=True))
        if entry.label_decisions
    ]
    return [*standing, *aside]


def _places(
    had: Sequence[_Had], now: Bibliography, earlier: Bibliography, *, by_line: bool
) -> list[int | None]:
    """At which place each work is now; None where it is not there."""
    there = _There(now.entries, names_of(now.entries, earlier.entries), by_line=by_line)
    return [there.place_of(*each[:2]) if each.place is None else each.place for each in had]


class _There:
    """The entries that are there now, to be found by what their works are known by."""

    def __init__(
        self, entries: Sequence[Entry], known_by: Sequence[Names], *, by_line: bool
    ) -> None:
        self._entries, self._known_by, self._by_line = entries, known_by, by_line
        self._by_name: dict[str, list[int]] = {}
        for place, (entry, names) in enumerate(zip(entries, known_by, strict=True)):
            for name in dict.fromkeys((*names, *unnumbered(entry, names))):
                self._by_name.setdefault(name, []).append(place)
        self._by_key = {entry.id: place for place, entry in enumerate(entries) if entry.id}

    def place_of(self, labels: LabelsSetAside, entry: Entry | None) -> int | None:
        """At which place a work is; None where it is not there, or nobody can tell which it is."""
        if entry and (unchanged := self._unchanged(labels, entry)) is not None:
            return unchanged
        names = unnumbered(entry, labels.names) if entry else labels.names
        for name in names:
            places = [
                place for place in self._by_name.get(name, ()) if self._may_be(name, names, place)
            ]
            if (place := self._meant(places, name, labels, entry)) is not None:
                return place
        place = self._by_key.get(entry.id) if entry else None
        if entry is None or place is None:
            return None
        return place if is_mended(entry, self._entries[place]) else None

    def _unchanged(self, labels: LabelsSetAside, entry: Entry) -> int | None:
        """The place of one with the same identifier, key and title: most are, of however many."""
        place = self._by_key.get(entry.id)
        if place is None or likeness(entry, self._entries[place]) != SURE:
            return None
        known = (each for each in labels.names if each.startswith(("doi:", "pmid:")))
        return place if any(each in self._known_by[place] for each in known) else None

    def _may_be(self, name: str, names: Names, place: int) -> bool:
        if not name.startswith("line:") or not is_of_work(names):
            return True
        return self._by_line and not is_of_work(self._known_by[place])

    def _meant(
        self, places: Sequence[int], name: str, labels: LabelsSetAside, entry: Entry | None
    ) -> int | None:
        """Which of the entries of one name is meant: chapters have the DOI of their book."""
        if not places:
            return None
        by_title = [each for each in labels.names if each.startswith("words:")]
        is_shared = bool(by_title) and not name.startswith("words:")
        if entry:
            like = {place: likeness(entry, self._entries[place]) for place in places}
            known = set(labels.names)
            best = max(places, key=lambda x: (like[x], not known.isdisjoint(self._known_by[x])))
            if like[best]:
                return best
            if is_shared:
                own = (place for place in places if _has_its_key(entry, self._entries[place]))
                return next(own, None)
        elif is_shared:
            may_be = (place for place in places if is_by_title(by_title[0], self._entries[place]))
            return next(may_be, None)
        return places[0] if are_one_work([self._entries[place] for place in places]) else None


def _has_its_key(before: Entry, now: Entry) -> bool:
    """Whether both have the one key that a user gave them."""
    both = before.resolution, now.resolution
    return before.id == now.id and all(isinstance(x, Imported) and x.has_key for x in both)
