"""Keys that stay: which key was given to which work, in this run and in all before it.

A key belongs to what it was given for, known by two kinds of identity: the DOIs of the work, and
the line as the review's publisher deposited it. The line is what carries a key over from a
reference that was not resolved yet to the work that it turns out to be.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from refkit.citation_keys.formula import DEFAULT, Formula, parse_formula
from refkit.model.bibliography import Bibliography, Citation, Entry
from refkit.model.printed import with_title
from refkit.model.resolution import AsPrinted, Imported
from refkit.model.work import Work

NAMELESS = "anonymous"
"""The key of a work of which a formula, and the usual one after it, make nothing."""


def with_keys(
    bibliography: Bibliography, formula: str = "", earlier: Bibliography | None = None
) -> Bibliography:
    """Give each entry without a key the one that it had in ``earlier``, else one by ``formula``.

    Without a formula the one that ``earlier`` was made with is taken, else the usual one. No key
    that was ever given is given to another work. Raises InputError for a formula that cannot be
    read.
    """
    wanted = formula or (earlier.made.citation_key if earlier else "") or DEFAULT
    known = _Ledger.of(earlier) if earlier else _Ledger()
    identities = identities_of(bibliography.entries)
    ids = _kept(bibliography.entries, identities, known)
    taken = {key.lower() for key in [*ids, *known.owners]}
    new = iter(assign(
        [
            with_title(entry).work
            for entry, key in zip(bibliography.entries, ids, strict=True)
            if not key
        ],
        parse_formula(wanted), taken,
    ))  # fmt: skip
    ids = [key or next(new) for key in ids]
    said = {(key, each) for key, one in zip(ids, identities, strict=True) for each in one}
    return replace(
        bibliography,
        made=replace(bibliography.made, citation_key="" if wanted == DEFAULT else wanted),
        entries=tuple(
            entry if entry.id else replace(entry, id=key)
            for entry, key in zip(bibliography.entries, ids, strict=True)
        ),
        keys=tuple(sorted(known.pairs - said)),
    )


def rekeyed(bibliography: Bibliography, formula: str) -> Bibliography:
    """The bibliography with new keys by a formula, as if it were made anew.

    Entries of a user's own library keep theirs. Raises InputError for a formula that cannot be
    read.
    """
    bare = (
        entry if isinstance(entry.resolution, Imported) else replace(entry, id="")
        for entry in bibliography.entries
    )
    return with_keys(replace(bibliography, entries=tuple(bare)), formula)


def assign(works: Iterable[Work], formula: Formula, taken: Iterable[str] = ()) -> list[str]:
    """A key for each work, in order: the first comer has the plain one, then a to z, aa, ...

    ``taken`` are keys that are not to be given, in lower case: BibTeX does not tell ``Berg`` from
    ``berg``. The time is in proportion to the number of works, however many have one key.
    """
    usual = parse_formula(DEFAULT)
    used = set(taken)
    letters: Counter[str] = Counter()
    keys = []
    for work in works:
        plain = formula.key(work) or usual.key(work) or NAMELESS
        base = plain.lower()
        key = plain
        while key.lower() in used:
            letters[base] += 1
            key = plain + _letters(letters[base])
        used.add(key.lower())
        keys.append(key)
    return keys


def _letters(number: int) -> str:
    """1 is a, 26 is z, 27 is aa, as columns of a sheet are counted."""
    text = ""
    while number:
        number, place = divmod(number - 1, 26)
        text = chr(ord("a") + place) + text
    return text


def identities_of(entries: Sequence[Entry]) -> list[tuple[str, ...]]:
    """What each entry is known by: ``doi:10.1000/a`` and ``line:10.1000/review#0123456789abcdef``.

    An unresolved reference has only its lines. Lines of one review that were deposited alike are
    told apart by their order.
    """
    seen: Counter[str] = Counter()
    return [(*_dois(entry), *_lines(entry.citations, seen)) for entry in entries]


def _dois(entry: Entry) -> Iterator[str]:
    if not isinstance(entry.resolution, AsPrinted):
        if entry.work.doi:
            yield f"doi:{entry.work.doi}"
        for doi in entry.work.other_dois:
            yield f"doi:{doi}"


def _lines(citations: Sequence[Citation], seen: Counter[str]) -> Iterator[str]:
    for citation in citations:
        reference = citation.reference
        # Position and depositor's key change when a line is added; the words of a line stay.
        words = reference.deposited or (("key", reference.key), ("at", str(reference.position)))
        text = json.dumps(words, ensure_ascii=True, separators=(",", ":"))
        name = f"line:{citation.review}#{hashlib.sha256(text.encode()).hexdigest()[:16]}"
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name}-{seen[name]}"


@dataclass(frozen=True, slots=True)
class _Ledger:
    """``pairs`` are all keys with what each was given for; ``holders`` say whose a thing is now."""

    pairs: frozenset[tuple[str, str]] = frozenset()
    holders: dict[str, str] = field(default_factory=dict)
    owners: dict[str, set[str]] = field(default_factory=dict)  # the DOIs of each key

    @classmethod
    def of(cls, bibliography: Bibliography) -> _Ledger:
        identities = identities_of(bibliography.entries)
        present = [
            (entry.id, identity)
            for entry, known_by in zip(bibliography.entries, identities, strict=True)
            for identity in known_by
        ]
        owners: dict[str, set[str]] = {entry.id: set() for entry in bibliography.entries}
        for key, identity in [*bibliography.keys, *present]:
            dois = owners.setdefault(key, set())
            if identity.startswith("doi:"):
                dois.add(identity)
        # Whose a thing is now stands after whose it was.
        holders = {identity: key for key, identity in [*bibliography.keys, *present]}
        return cls(frozenset([*bibliography.keys, *present]), holders, owners)

    def key(self, kind: str, known_by: Sequence[str]) -> Iterator[str]:
        """The keys of a thing by one kind of identity; not by a line that meant another work."""
        resolved = any(identity.startswith("doi:") for identity in known_by)
        for identity in known_by:
            key = self.holders.get(identity, "") if identity.startswith(kind) else ""
            if key and (kind == "doi:" or not (resolved and self.owners[key])):
                yield key


def _kept(
    entries: Sequence[Entry], identities: Sequence[Sequence[str]], known: _Ledger
) -> list[str]:
    """The key of each entry that has or had one, else an empty text; each key goes to one."""
    ids = [entry.id for entry in entries]
    given = {key.lower() for key in ids if key}
    for kind in ("doi:", "line:"):
        for place, known_by in enumerate(identities):
            for key in known.key(kind, known_by):
                if not ids[place] and key.lower() not in given:
                    ids[place] = key
                    given.add(key.lower())
    return ids
