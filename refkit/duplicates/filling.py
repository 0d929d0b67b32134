"""Makes one record of several: the fullest, with what it lacks from the others.

What the fullest says stays. Keywords are united; a note or a file goes over where it has none of
its own. Where each came from is told.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from refkit.enrichment.fields import FIELDS, FillableField
from refkit.enrichment.native_values import NativeValues
from refkit.formats.base import Spelling
from refkit.formats.bibtex.kept_fields import is_fit
from refkit.formats.foreign_fields import is_keywords, is_note, own_keywords, plain_text
from refkit.formats.library import Edit
from refkit.formats.register import by_name
from refkit.latex.encode import escape
from refkit.model.bibliography import Entry, LabelsSetAside
from refkit.model.entry_identity import names_of
from refkit.model.label_decisions import joined
from refkit.model.resolution import Imported
from refkit.model.work import Work

# What a user keeps beside a reference, by the names that their programs give it.
_OWN = frozenset({"annotation", "annote", "file", "l1", "l4", "rn"})
_NOTES = frozenset({"annotation", "annote", "rn"})


@dataclass(frozen=True, slots=True)
class FilledField:
    """One field that a kept record lacked: its name and value, and the record it is from."""

    field: str
    value: str
    source: int


@dataclass(frozen=True, slots=True)
class KeptRecord:
    """A record that stays, filled: as an entry, and as changes in its own text."""

    place: int
    entry: Entry
    others: tuple[int, ...] = ()
    filled: tuple[FilledField, ...] = ()
    edits: tuple[Edit, ...] = ()
    keywords: tuple[str, ...] = ()
    left: tuple[LabelsSetAside, ...] = ()
    """Decisions on labels that contradict what the kept record has."""


def fullest(places: Sequence[int], entries: Sequence[Entry]) -> list[int]:
    """The places of a group, the one that says most first; of equals the earlier."""
    return sorted(places, key=lambda place: (*(-n for n in _fullness(entries[place])), place))


def _fullness(entry: Entry) -> tuple[int, ...]:
    """How many fields, of these how many are the user's own, and how many letters."""
    shown = [text for field in FIELDS if (text := field.show(entry.work))]
    own = sum(1 for _ in _own(entry))
    return len(shown) + bool(own), len(entry.work.creators), own, sum(map(len, shown))


def fill(
    places: Sequence[int],
    entries: Sequence[Entry],
    names: Sequence[str],
    native: NativeValues | None,
    at: int,
) -> KeptRecord:
    """The first of the places, filled from the others in their order.

    ``names`` says what each entry is called, for the origins. With ``native`` only that is filled
    which its library's format has a place for; ``at`` is its place there.
    """
    first, *others = places
    entry = entries[first]
    gained = list(_gained(entry.work, [(place, entries[place].work) for place in others]))
    edits: list[Edit] = []
    if native and gained:
        wanted = replace(entry, work=_with(entry.work, gained))
        fields = [field.name for field, _, _ in gained]
        written = native.fields(at, wanted, fields, fields)
        sayable = {each.source_field for each in written}
        edits = [(each.name, each.value) for each in written]
        gained = [each for each in gained if each[0].name in sayable]
    work = _with(entry.work, gained)
    filled = [FilledField(field.name, field.show(work), place) for field, place, _ in gained]
    work = _with_origins(work, gained, names)
    entry = replace(entry, work=work)
    own, own_filled = _unite(entry, [(place, entries[place]) for place in others])
    words = tuple(each.value for each in own_filled if each.field == "keywords")
    if native:
        notes = (each for each in own if not is_keywords(native.library.format, each[0]))
        edits += filter(None, (_as_edit(native.library.format, *each) for each in notes))
    entry, left = _with_decisions(_with_kept(entry, own), [entries[place] for place in others])
    if native and entry.label_decisions != entries[first].label_decisions:
        edits += [(each.name, each.value) for each in native.decisions(entry)]
    return KeptRecord(
        first, entry, tuple(others), (*filled, *own_filled), tuple(edits), words, left
    )


def _with_decisions(
    entry: Entry, others: Sequence[Entry]
) -> tuple[Entry, tuple[LabelsSetAside, ...]]:
    """The entry with what persons decided on the labels of each, and what contradicts that."""
    decisions, left = entry.label_decisions, []
    for other in others:
        decisions, against = joined(decisions, other.label_decisions)
        if against:
            left.append(LabelsSetAside(names_of([other])[0], against))
    return replace(entry, label_decisions=decisions), tuple(left)


_Gained = tuple[FillableField, int, Work]


def _gained(work: Work, others: Sequence[tuple[int, Work]]) -> Iterator[_Gained]:
    """The fields that are filled, each from the first that has it."""
    for field in FIELDS:
        for place, other in others:
            if field.gain(work, other, overwrite=False):
                work = field.take(work, other)
                yield field, place, other
                break


def _with(work: Work, gained: Sequence[_Gained]) -> Work:
    for field, _, other in gained:
        work = field.take(work, other)
    return work


def _with_origins(work: Work, gained: Sequence[_Gained], names: Sequence[str]) -> Work:
    added = {
        name: names[place]
        for field, place, _ in gained
        for name in field.origins
        if getattr(work, name)
    }
    return replace(work, origins=tuple(sorted({**dict(work.origins), **added}.items())))


def _unite(
    entry: Entry, others: Sequence[tuple[int, Entry]]
) -> tuple[list[Edit], list[FilledField]]:
    """What is the user's own in other records and not in this one, and whose it was."""
    own = {name.lower() for name, _ in _own(entry)}
    words = {word.casefold() for word in own_keywords(entry)}
    added: list[Edit] = []
    told: list[FilledField] = []
    for place, other in others:
        for word in own_keywords(other) if _keyword_field(entry) else ():
            if word.casefold() not in words:
                words.add(word.casefold())
                added.append((_keyword_field(entry), word))
                told.append(FilledField("keywords", word, place))
        theirs = _own(other) if _source(other) == _source(entry) else _foreign_notes(entry, other)
        new = [(name, value) for name, value in theirs if name.lower() not in own]
        own |= {name.lower() for name, _ in new}
        added += new
        told += [FilledField(name, value, place) for name, value in new]
    return added, told


def _source(entry: Entry) -> str:
    return entry.resolution.source if isinstance(entry.resolution, Imported) else ""


def _own(entry: Entry) -> Iterator[tuple[str, str]]:
    """Notes and files, as they stand."""
    source = _source(entry)
    for name, value in entry.kept:
        if name.lower() in _OWN or is_note(source, name):
            yield name, value


def _foreign_notes(entry: Entry, other: Entry) -> Iterator[tuple[str, str]]:
    """The notes of another format's record; where its files lie is spelled as a program does."""
    source = _source(other)
    notes = [plain_text(source, value) for name, value in _own(other)
             if is_note(source, name) or name.lower() in _NOTES]  # fmt: skip
    if not notes or not _source(entry):
        return
    format_, text = by_name(_source(entry)), "; ".join(notes)
    if format_.is_tex:
        yield "annote", escape(text, unicode=True)  # a note is printed in a list of references
    else:
        yield format_.note_field, json.dumps(text) if format_.spelling is Spelling.JSON else text


def _keyword_field(entry: Entry) -> str:
    source = _source(entry)
    return by_name(source).keyword_field if source else ""


def _with_kept(entry: Entry, added: Sequence[Edit]) -> Entry:
    """The entry with more kept fields; keywords, in plain text, join those that are there."""
    if not added or not isinstance(entry.resolution, Imported):
        return entry
    source, kept = entry.resolution.source, list(entry.resolution.kept)
    for name, value in added:
        places = [at for at, (there, _) in enumerate(kept) if is_keywords(source, there)]
        spelled = _spelled_keyword(source, value) if is_keywords(source, name) else value
        if (
            by_name(source).spelling is Spelling.PLAIN
            or not is_keywords(source, name)
            or not places
        ):
            kept.append((name, spelled))
        else:
            at = places[-1]
            kept[at] = (kept[at][0], _both(source, kept[at][1], spelled))
    return replace(entry, resolution=replace(entry.resolution, kept=tuple(kept)))


def _spelled_keyword(source: str, word: str) -> str:
    format_ = by_name(source)
    if format_.is_tex:
        return escape(word, unicode=True)
    return json.dumps(word, ensure_ascii=False) if format_.spelling is Spelling.JSON else word


def _both(source: str, old: str, new: str) -> str:
    if by_name(source).is_tex:
        return f"{old}, {new}"
    return json.dumps(
        ", ".join(plain_text(source, each) for each in (old, new)), ensure_ascii=False
    )


def _as_edit(source: str, name: str, value: str) -> Edit | None:
    """A kept field as it is put into the text; None where it cannot stand there."""
    spelling = by_name(source).spelling
    if spelling is Spelling.TEX:
        return (name, f"{{{value}}}") if is_fit(name, value) else None
    return (name, json.loads(value)) if spelling is Spelling.JSON else (name, value)
