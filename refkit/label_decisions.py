"""A person's decisions on labels: read, carried out and kept in later runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import combinations
from typing import NamedTuple

from refkit.errors import InputError, InvalidIdentifier
from refkit.formats.export import spellings
from refkit.formats.foreign_fields import own_keywords
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.entry_identity import believed_doi
from refkit.model.identifiers import Doi
from refkit.model.label_decisions import (
    in_order,
    in_words,
    overruled_on,
    with_contradictions_told,
    without_overruled,
)
from refkit.model.tags import LabelDecision, LabelVerdict, Tag
from refkit.tagging.label_lookup import find_label
from refkit.tagging.tagger import TITLE_ONLY, tag_entry
from refkit.tagging.taxonomy import Taxonomy
from refkit.text.hand_table import read_cells
from refkit.text.plural import some_of

CLEAR, ALL = "clear", "all"
"""Said in place of a verdict: decisions are taken back; in place of a label: all of an entry."""

WORDS = (*(each.value for each in LabelVerdict), CLEAR)
"""What can be said of a label."""

_NEEDED, _OPTIONAL = ("entry", "label", "decision"), ("note", "by", "key")
_INSTEAD = {"entry": "key"}  # as refkit's own tables call it

Key = tuple[str, str]
"""Facet and label; without a label the facet."""

_Decided = dict[Key, LabelDecision]


@dataclass(frozen=True, slots=True)
class LabelRequest:
    """What a person says of the labels of an entry, before it is understood.

    ``entry`` is a citation key or a DOI. ``decision`` is ``add``, ``remove``, ``confirm`` or
    ``clear``; ``label`` an id, a name or ``facet/id``. A facet is confirmed with all its labels,
    and without a label all facets are. ``clear`` takes back what was decided on a label, on a facet
    or, with ``all`` or nothing, on the entry. ``where`` is where it was read.
    """

    entry: str
    decision: str
    label: str = ""
    by: str = ""
    note: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class LabelOutcome:
    """The entry as it is with what was decided, and notes for the user on what became of it.

    ``is_changed`` says whether anything was decided that did not stand already.
    """

    entry: Entry
    notes: tuple[str, ...]
    is_changed: bool = True


@dataclass(frozen=True, slots=True)
class LabelsDecided:
    """A bibliography with decisions on labels, and what came of each entry that was named."""

    bibliography: Bibliography
    outcomes: tuple[LabelOutcome, ...]


def read_label_requests(text: str, where: str, by: str = "") -> list[LabelRequest]:
    """The rows of a table with the columns entry, label and decision, and perhaps note and by.

    A row without a decision says nothing. ``by`` is who decided where a row does not say. A row
    without an entry has it in a column key, as in a table that refkit exported. Raises
    InputError that names the column that is missing, or the row.
    """
    requests = []
    for number, cells in read_cells(text, where, _NEEDED, _OPTIONAL, _INSTEAD):
        place = f"{where}: row {number}"
        if not cells["decision"]:
            continue
        key = cells.get("key", "")
        entry = cells["entry"] or key
        if not entry:
            raise InputError(f"{place}: names no entry")
        if key not in ("", entry) and not _doi_in(entry):
            raise InputError(f"{place}: names two entries, {entry} and by its key {key}")
        who, note = cells.get("by", "") or by, cells.get("note", "")
        requests.append(LabelRequest(entry, cells["decision"], cells["label"], who, note, place))
    return requests


def decide_labels(
    bibliography: Bibliography,
    requests: Iterable[LabelRequest],
    taxonomies: Sequence[Taxonomy],
    fields: Sequence[str] = TITLE_ONLY,
) -> LabelsDecided:
    """Carry out what persons say of labels; only the entries that are named are labelled anew.

    ``taxonomies`` and ``fields`` are those that the bibliography was tagged with. What is said of
    one entry is one word: first decisions are taken back, and at last it is confirmed. Raises
    InputError for an entry or a label that is not there, with what is near, for requests that
    contradict each other, and for a decision to take back that was never made; then nothing is
    decided at all.
    """
    reader = _Reader(taxonomies, bibliography.made.facets)
    places = _places(bibliography)
    beside = overruled_on(bibliography)
    said: dict[int, list[_Said]] = {}
    for request in requests:
        with _told_with(request.where):
            place = _place(request.entry, bibliography, places)
            kept = (*bibliography.entries[place].label_decisions, *beside.get(place, ()))
            said.setdefault(place, []).append(reader.read(request, kept))
    cases = {
        place: _Case(bibliography.entries[place], reader, fields, beside.get(place, ()))
        for place in sorted(said)
    }
    for place, case in cases.items():
        case.decide(said[place])
    entries = [
        cases[place].entry if place in cases else entry
        for place, entry in enumerate(bibliography.entries)
    ]
    settled = {place: case.settled for place, case in cases.items() if case.settled}
    decided = without_overruled(replace(bibliography, entries=tuple(entries)), settled)
    decided = with_contradictions_told(decided, bibliography.made.facets or None)
    outcomes = (
        LabelOutcome(decided.entries[place], tuple(dict.fromkeys(case.notes)), case.is_changed)
        for place, case in cases.items()
    )
    return LabelsDecided(decided, tuple(outcomes))


def waiting_decisions(
    bibliography: Bibliography, taxonomies: Sequence[Taxonomy]
) -> list[LabelDecision]:
    """Decisions on labels that none of these taxonomies has; they stay on record and wait."""
    known = {key for each in taxonomies for key in each.ranks}
    known |= {(facet, "") for each in taxonomies for facet in each.facets}
    every = (each for entry in bibliography.entries for each in entry.label_decisions)
    return [each for each in every if each.key not in known]


@contextmanager
def _told_with(where: str) -> Iterator[None]:
    """An error that names where the request stands."""
    try:
        yield
    except InputError as error:
        raise InputError(f"{where}: {error}" if where else str(error)) from None


def _places(bibliography: Bibliography) -> dict[str, list[int]]:
    """Where entries stand, by their citation keys and DOIs; a key stands before a DOI."""
    by_key: dict[str, list[int]] = {}
    by_doi: dict[str, list[int]] = {}
    for place, entry in enumerate(bibliography.entries):
        by_key.setdefault(entry.id, []).append(place)
        if doi := believed_doi(entry):
            by_doi.setdefault(str(doi), []).append(place)
    return by_doi | by_key


def _place(named: str, bibliography: Bibliography, places: Mapping[str, Sequence[int]]) -> int:
    found = places.get(named.strip()) or places.get(_doi_in(named))
    if not found:
        near = get_close_matches(named, places, n=3)
        hint = f"; did you mean {' or '.join(near)}?" if near else "; refkit show lists the keys"
        raise InputError(f"no entry is called {named!r}{hint}")
    if len(found) > 1:
        keys = [bibliography.entries[place].id for place in found]
        way = "name one by its key" if len({*keys}) == len(keys) else "give each a key of its own"
        raise InputError(f"{len(found)} entries have {named!r}: {some_of(keys, _NAMED)}; {way}")
    return found[0]


_NAMED = 5


def _doi_in(named: str) -> str:
    try:
        return str(Doi.parse(named)) if "10." in named else ""
    except InvalidIdentifier:
        return ""


class _Said(NamedTuple):
    """A request that is understood; without a verdict it takes back, without keys everything."""

    request: LabelRequest
    verdict: LabelVerdict | None
    keys: tuple[Key, ...]

    def decision(self, key: Key) -> LabelDecision:
        """The decision on one of its keys."""
        assert self.verdict  # noqa: S101 (what takes back decides nothing)
        request = self.request
        note = " ".join(request.note.split())
        return LabelDecision(*key, self.verdict, " ".join(request.by.split()), note)

    @property
    def words(self) -> tuple[object, ...]:
        """What is said, wherever it was read."""
        return self.verdict, self.keys, self.request.by, self.request.note

    def __str__(self) -> str:
        what = ", ".join("/".join(filter(None, key)) for key in self.keys) or ALL
        where = f" ({self.request.where})" if self.request.where else ""
        return f"{self.verdict or CLEAR} {what}{where}"


class _Reader:
    """Understands requests by the taxonomies that a bibliography was tagged with."""

    def __init__(self, taxonomies: Sequence[Taxonomy], facets: Sequence[str]) -> None:
        self.taxonomies = taxonomies
        known = dict.fromkeys(facet for each in taxonomies for facet in each.facets)
        self.facets = tuple(each for each in known if not facets or each in facets)
        self._implied = {key: above for each in taxonomies for key, above in each.implied.items()}

    def read(self, request: LabelRequest, kept: Sequence[LabelDecision] = ()) -> _Said:
        """Understand a request; ``kept`` is what is decided on the entry, to be taken back.

        Raises InputError for a word or a label that is not there, and where nobody decides.
        """
        word = request.decision.strip().lower()
        if word not in WORDS:
            raise InputError(f"no decision is called {word!r}; there are: {', '.join(WORDS)}")
        if word == CLEAR:
            return _Said(request, None, self._decided(request.label, kept))
        if not request.by.strip():
            raise InputError("nobody is named who decides")
        if word == LabelVerdict.CONFIRM:
            keys = self._any(request.label) or tuple((facet, "") for facet in self.facets)
            return _Said(request, LabelVerdict.CONFIRM, keys)
        if not request.label.strip():
            raise InputError(f"names no label to {word}")
        return _Said(request, LabelVerdict(word), (self._label(request.label),))

    def _decided(self, text: str, kept: Sequence[LabelDecision]) -> tuple[Key, ...]:
        """What is taken back, also of a label or a facet that no taxonomy has any more."""
        try:
            return self._any(text)
        except InputError:
            meant = text.strip().lower()
            named = {each.key for each in kept if meant in _names(each.key)}
            named |= {(each.facet, "") for each in kept if meant == each.facet}
            if len(named) != 1:
                raise
            return tuple(named)

    def _any(self, text: str) -> tuple[Key, ...]:
        """A facet or a label; nothing for all."""
        text = text.strip()
        if text.lower() in ("", ALL):
            return ()
        if text in self.facets:
            return ((text, ""),)
        try:
            return (self._label(text),)
        except InputError as error:
            if near := get_close_matches(text.lower(), self.facets, n=1):
                raise InputError(
                    f"no facet or label is called {text!r}; did you mean the facet {near[0]}?"
                ) from None
            raise InputError(f"{error}; facets are: {', '.join(self.facets)}") from None

    def _label(self, text: str) -> Key:
        label = find_label(text, self.taxonomies)
        if label.facet not in self.facets:
            raise InputError(f"was tagged without the facet {label.facet}")
        return label.facet, label.id

    def contradict(self, one: LabelDecision, other: LabelDecision) -> bool:
        """Whether one says that a label holds, and the other that it or one above it does not."""
        if one.is_of_facet or other.is_of_facet or one.holds == other.holds:
            return False
        holding, denying = (one, other) if one.holds else (other, one)
        return denying.key in {holding.key, *self._implied.get(holding.key, ())}

    def has(self, entry: Entry, key: Key) -> bool:
        """Whether an entry has a label, or one that implies it."""
        given = [(tag.facet, tag.label) for tag in entry.tags]
        return any(key == each or self.implies(each, key) for each in given)

    def implies(self, below: Key, above: Key) -> bool:
        """Whether what has one label has the other too."""
        return above in self._implied.get(below, ())


def _names(key: Key) -> tuple[str, ...]:
    """What a label is called that no taxonomy has, of which a decision keeps no name."""
    return (key[1], "/".join(key)) if key[1] else ()


def _takes_back(clear: _Said, confirm: _Said) -> bool:
    """Whether all decisions of a facet are taken back that is confirmed at once."""
    facets = {facet for facet, _ in confirm.keys}
    return not clear.keys or clear.keys[0] in {(facet, "") for facet in facets}


class _Case:
    """The decisions on one entry while they are carried out.

    ``beside`` are those that others overrule, ``settled`` those that do not wait any more.
    """

    def __init__(
        self,
        entry: Entry,
        reader: _Reader,
        fields: Sequence[str],
        beside: Sequence[LabelDecision] = (),
    ) -> None:
        self.entry, self._reader, self._fields = entry, reader, fields
        self._beside = beside
        self.settled: list[LabelDecision] = []
        self._before = entry.label_decisions
        self._decided: _Decided = {each.key: each for each in entry.label_decisions}
        self.notes: list[str] = []

    @property
    def is_changed(self) -> bool:
        """Whether anything else stands decided than before."""
        return bool(self.settled) or self.entry.label_decisions != self._before

    def decide(self, given: Sequence[_Said]) -> None:
        """Carry out what is said, of which the order is all one, and what is said twice once."""
        said = list({each.words: each for each in reversed(given)}.values())[::-1]
        self._refuse_contradictions(said)
        for each in said:
            if each.verdict is None:
                self._clear(each)
        for each in said:
            if each.verdict in (LabelVerdict.ADD, LabelVerdict.REMOVE):
                self._put(each.decision(each.keys[0]))
        before = self.entry.tags
        self._tag()
        self._tell_keywords(set(before) - set(self.entry.tags))
        for each in said:
            if each.verdict is LabelVerdict.ADD:
                self._tell_implied(each.keys[0])
        for each in said:
            if each.verdict is LabelVerdict.CONFIRM:
                self._confirm(each)
        self._tag()
        self._settle(said)

    def _settle(self, said: Sequence[_Said]) -> None:
        """What is decided anew needs no look any more at what was said against it."""
        for old in self._beside:
            if any(self._is_settled(old, each) for each in said):
                self.settled.append(old)
        if self.settled:
            self.notes.append(f"waits no more beside it: {in_words(self.settled)}")

    def _is_settled(self, old: LabelDecision, said: _Said) -> bool:
        if said.verdict is None:  # nothing may hold again that waited for this to be taken back
            return not said.keys or old.facet == said.keys[0][0]
        return any(
            old.key == key
            or (old.facet == key[0] and (old.is_of_facet or not key[1]))
            or self._reader.contradict(old, said.decision(key))
            for key in said.keys
        )

    def _refuse_contradictions(self, said: Sequence[_Said]) -> None:
        on_labels = [each for each in said if any(label for _, label in each.keys)]
        for one, other in combinations(on_labels, 2):
            if self._contradict(one, other):
                raise InputError(f"{self.entry.id}: {other} contradicts {one}")

        taking = [each for each in said if each.verdict is None]
        for one in taking:
            for other in said:
                if other.verdict is LabelVerdict.CONFIRM and _takes_back(one, other):
                    raise InputError(f"{self.entry.id}: {other} contradicts {one}")

    def _contradict(self, one: _Said, other: _Said) -> bool:
        if one.verdict is None or other.verdict is None:
            return one.verdict is not other.verdict and one.keys == other.keys
        pair = one.decision(one.keys[0]), other.decision(other.keys[0])
        return self._reader.contradict(*pair)

    def _clear(self, said: _Said) -> None:
        there = {**{each.key: each for each in self._beside}, **self._decided}
        gone = [key for key in there if not said.keys or self._is_meant(key, said.keys[0])]
        if not gone:
            what = "/".join(filter(None, said.keys[0])) if said.keys else "its labels"
            with _told_with(said.request.where):
                raise InputError(f"{self.entry.id}: there is no decision on {what} to take back")
        taken = [self._decided.pop(key) for key in gone if key in self._decided]
        if taken:
            self.notes.append(f"taken back: {in_words(taken)}")
        for facet in dict.fromkeys(facet for facet, _ in gone):
            # What was confirmed were all labels of the facet together.
            if confirmed := self._decided.pop((facet, ""), None):
                self.notes.append(f"{facet} is not confirmed any more (it was by {confirmed.by})")

    @staticmethod
    def _is_meant(key: Key, said: Key) -> bool:
        return key == said or (not said[1] and key[0] == said[0])

    def _put(self, new: LabelDecision) -> None:
        there = self._decided.get(new.key)
        is_new = not there or there.holds != new.holds
        if there and not is_new and (there.by != new.by or new.note in ("", there.note)):
            note = "; the note is not kept" if new.note not in ("", there.note) else ""
            self.notes.append(f"{'/'.join(new.key)} is decided so already, by {there.by}{note}")
            return
        for key, old in list(self._decided.items()):
            if key == new.key or self._reader.contradict(new, old):
                self.notes.append(f"stands in place of: {in_words([old])}")
                del self._decided[key]
        if new.decision is LabelVerdict.REMOVE and not self._reader.has(self.entry, new.key):
            self.notes.append(f"did not have {'/'.join(new.key)}, and will not get it")
        self._decided[new.key] = new

    def _tell_keywords(self, gone: Iterable[Tag]) -> None:
        """Labels that are gone and stand among the library's own keywords, which stay."""
        spelt = spellings(gone)
        if there := [word for word in own_keywords(self.entry) if word in spelt]:
            stands = "keyword stays" if len(there) == 1 else "keywords stay"
            named = f"{stands}: {some_of(there, _NAMED)}"
            self.notes.append(f"the library's own {named}; refkit untag takes labels out of it")

    def _tell_implied(self, key: Key) -> None:
        """Why a label that was added is not among those of the entry."""
        given = [(tag.facet, tag.label) for tag in self.entry.tags]
        implying = ["/".join(each) for each in given if self._reader.implies(each, key)]
        if key not in given and implying:
            self.notes.append(f"{'/'.join(key)} is implied by {' and '.join(implying)}")

    def _confirm(self, said: _Said) -> None:
        """Decide on the labels that are there, and that a confirmed facet has no others."""
        standing, is_new = list[LabelDecision](), False
        for facet, label in said.keys:
            if label and not self._reader.has(self.entry, (facet, label)):
                with _told_with(said.request.where):
                    raise InputError(
                        f"{self.entry.id}: does not have {facet}/{label} to confirm; add it"
                    )
            there = [(tag.facet, tag.label) for tag in self.entry.tags if tag.facet == facet]
            for key in [(facet, label)] if label else [*there, (facet, "")]:
                new = said.decision(key)
                old = self._decided.get(key)
                if old and (old.by != new.by or new.note in ("", old.note)):
                    standing.append(old)
                else:
                    self._decided[key], is_new = (replace(old, note=new.note) if old else new), True
        if not is_new:
            people = " and ".join(sorted({each.by for each in standing}))
            what = "/".join(said.keys[0]) if said.keys[0][1] else "all of it"
            note = "; the note is not kept" if said.request.note.strip() else ""
            self.notes.append(f"{what} is decided so already, by {people}{note}")

    def _tag(self) -> None:
        reader = self._reader
        decided = replace(self.entry, label_decisions=in_order(self._decided.values()))
        self.entry = tag_entry(decided, reader.taxonomies, reader.facets, self._fields)
