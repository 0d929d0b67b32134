"""Two bibliographies side by side, and several reviews in one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from refkit.model.bibliography import Bibliography, Entry
from refkit.model.decisions import rejections_of
from refkit.model.entry_identity import same_entries
from refkit.model.identifiers import ListId
from refkit.model.label_decisions import in_words, overruled_on
from refkit.model.resolution import Imported
from refkit.model.tags import LabelDecision

# What a reader of two versions wants to be told of; the rest changes with every deposit.
TOLD = (
    "title", "creators", "container", "volume", "issue", "page", "number", "published_print",
    "published_online", "doi", "updates",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: ``kind`` is added, removed, changed or retracted, or what a line came to.

    That is resolved, unresolved or without-doi. Where persons decided on labels, or rejected a DOI,
    it is decided.

    ``fields`` names the fields that changed, or says what was decided and what is taken back; it is
    empty where the kind says it all. ``before`` is the entry as it was, None for one that is added.
    """

    kind: str
    entry: Entry
    fields: tuple[str, ...] = ()
    before: Entry | None = None


def without_label_decisions(bibliography: Bibliography) -> Bibliography:
    """The bibliography without what persons decided on labels, as a library has it."""
    return _with_decisions(bibliography, lambda each: None)


def without_notes(bibliography: Bibliography) -> Bibliography:
    """The bibliography without the notes on decisions on labels, as a table has it."""
    return _with_decisions(bibliography, lambda each: replace(each, note=""))


def _with_decisions(
    bibliography: Bibliography, now: Callable[[LabelDecision], LabelDecision | None]
) -> Bibliography:
    entries = (
        replace(entry, label_decisions=tuple(filter(None, map(now, entry.label_decisions))))
        for entry in bibliography.entries
    )
    return replace(bibliography, entries=tuple(entries))


def differences(
    old: Bibliography, new: Bibliography, told: Sequence[str] = TOLD
) -> tuple[Change, ...]:
    """What is different in ``new``, in its order, what was removed last.

    Which entry is which ``model.identity`` says: by the work, else by the words of its lines.
    ``told`` are the fields of a work by which it is changed.
    """
    same = same_entries(old.entries, new.entries)
    beside = overruled_on(new)
    changes: list[Change] = []
    for place, entry in enumerate(new.entries):
        if place in same:
            changes += _changes(old.entries[same[place]], entry, told, beside.get(place, ()))
        else:
            changes.append(Change("added", entry))
    gone = sorted(set(range(len(old.entries))) - set(same.values()))
    for entry in map(old.entries.__getitem__, gone):
        changes.append(Change("removed", entry))
        if entry.label_decisions:
            words = f"gone with it: {in_words(entry.label_decisions)}"
            changes.append(Change("decided", entry, (words,), entry))
    return tuple(changes)


def _changes(
    old: Entry, new: Entry, told: Sequence[str], beside: Sequence[LabelDecision]
) -> Iterable[Change]:
    for kind, fields in _kinds(old, new, told, beside):
        yield Change(kind, new, fields, old)


def _kinds(
    old: Entry, new: Entry, told: Sequence[str], beside: Sequence[LabelDecision]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    listed = not isinstance(old.resolution, Imported) and not isinstance(new.resolution, Imported)
    if listed and old.resolution.state != new.resolution.state:
        yield new.resolution.state, ()
    elif named := tuple(n for n in told if getattr(old.work, n) != getattr(new.work, n)):
        yield "changed", named
    if new.work.is_retracted and not old.work.is_retracted:
        yield "retracted", ()
    if said := (*_rejected(old, new), *_decided(old, new, beside)):
        yield "decided", said


def _rejected(old: Entry, new: Entry) -> Iterator[str]:
    """The DOIs that persons rejected since for its lines, and those that they do not any more."""
    before, now = ({each.doi: each for each in rejections_of(entry)} for entry in (old, new))
    yield from (f"not {doi} ({each})" for doi, each in now.items() if before.get(doi) != each)
    yield from (f"taken back: not {doi}" for doi in before if doi not in now)


def _decided(old: Entry, new: Entry, beside: Sequence[LabelDecision]) -> Iterator[str]:
    """What persons decided on the labels since, and what of the old is not there any more.

    ``beside`` is what others overrule now: that was not taken back.
    """
    kept = set(old.label_decisions) & set(new.label_decisions)
    if added := [each for each in new.label_decisions if each not in kept]:
        yield in_words(added)
    there = {each.key: (each.decision, each.by) for each in new.label_decisions}
    away = [each for each in old.label_decisions if each.key not in there]
    if gone := [each for each in away if each not in beside]:
        yield f"taken back: {in_words(gone)}"
    if others := [
        each
        for each in old.label_decisions
        if (each in away and each in beside)
        or (each.key in there and there[each.key] != (each.decision, each.by))
    ]:
        yield f"stands no more: {in_words(others)}"


@dataclass(frozen=True, eq=False)
class Positions(Mapping[ListId, tuple[int, ...]]):
    """At which positions each list has a work: all ``lists``, none of most.

    ``found`` has those alone that list it: of hundreds of lists a work stands in few.
    """

    lists: tuple[ListId, ...]
    found: Mapping[ListId, tuple[int, ...]]

    def __getitem__(self, key: ListId) -> tuple[int, ...]:
        if key in self.found:
            return self.found[key]
        if key in self.lists:
            return ()
        raise KeyError(key)

    def __iter__(self) -> Iterator[ListId]:
        return iter(self.lists)

    def __len__(self) -> int:
        return len(self.lists)


def overlap(bibliography: Bibliography) -> list[tuple[Entry, Positions]]:
    """For each entry, in list order, at which positions each list has it."""
    lists = tuple(bibliography.heads)
    known = frozenset(lists)
    return [(entry, _positions(entry, lists, known)) for entry in bibliography.entries]


def _positions(entry: Entry, lists: tuple[ListId, ...], known: Set[ListId]) -> Positions:
    found: dict[ListId, tuple[int, ...]] = {}
    for line in entry.citations:
        if line.review in known:
            found[line.review] = (*found.get(line.review, ()), line.reference.position)
    return Positions(lists, found)
