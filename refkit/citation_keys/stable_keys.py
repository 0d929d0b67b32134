"""Keys that stay: which key was given to which work, in this run and in all before it.

A key belongs to what it was given for, known by the names of ``model.identity``: the DOIs of the
work, and the lines that mean it. The line is what carries a key over from a reference that was not
resolved yet to the work that it turns out to be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from refkit.citation_keys.described import described
from refkit.citation_keys.disambiguation import MadeKey
from refkit.citation_keys.formula import DEFAULT, Formula, parse_formula
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.entry_identity import Holders, Names, names_in_earlier_files, names_of
from refkit.model.identity import as_deposited, in_list_order
from refkit.model.printed import title_is_printed, with_title
from refkit.model.resolution import Imported
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
    known = _given(earlier) if earlier else []
    before = earlier.entries if earlier else ()
    names = _said(bibliography.entries)
    is_as_before = not before or _same_lists(before, bibliography.entries)
    known_by = names if is_as_before else _said(bibliography.entries, before)
    ids = Holders.of(known).assign(known_by, [entry.id for entry in bibliography.entries])
    given = [key for key, _ in known] + [entry.id for entry in before]
    taken = {key.lower() for key in [*ids, *given]}
    new = iter(assign(
        [
            _named(entry)
            for entry, key in zip(bibliography.entries, ids, strict=True)
            if not key
        ],
        parse_formula(wanted), taken,
    ))  # fmt: skip
    ids = [key or next(new) for key in ids]
    said = set(_pairs(ids, names))
    return replace(
        bibliography,
        made=replace(bibliography.made, citation_key="" if wanted == DEFAULT else wanted),
        entries=tuple(
            entry if entry.id else replace(entry, id=key)
            for entry, key in zip(bibliography.entries, ids, strict=True)
        ),
        keys=tuple(sorted(set(known) - said)),
    )


def rekeyed(bibliography: Bibliography, formula: str) -> Bibliography:
    """The bibliography with new keys by a formula, as if it were made anew.

    Entries of a user's own library keep those that stand there. Raises InputError for a formula
    that cannot be read.
    """
    bare = (
        entry if _stands_in_library(entry) else replace(entry, id="")
        for entry in bibliography.entries
    )
    return with_keys(replace(bibliography, entries=tuple(bare)), formula)


def _stands_in_library(entry: Entry) -> bool:
    return isinstance(entry.resolution, Imported) and entry.resolution.has_key


def keyed(bibliography: Bibliography) -> Bibliography:
    """The bibliography of a library with keys, by the usual formula, where entries have none."""
    nameless = [entry for entry in bibliography.entries if not entry.id]
    taken = {entry.id.lower() for entry in bibliography.entries}
    new = iter(assign(map(_named, nameless), parse_formula(DEFAULT), taken))
    entries = (entry if entry.id else _named_by(entry, next(new)) for entry in bibliography.entries)
    return replace(bibliography, entries=tuple(entries))


def _named_by(entry: Entry, key: str) -> Entry:
    library = entry.resolution
    if isinstance(library, Imported):
        library = replace(library, has_key=False)
    return replace(entry, id=key, resolution=library)


def assign(works: Iterable[Work], formula: Formula, taken: Iterable[str] = ()) -> list[str]:
    """A key for each work, in order: the first comer has the plain one, then a to z, aa, ...

    ``taken`` are keys that are not to be given, in lower case: BibTeX does not tell ``Berg`` from
    ``berg``. The time is in proportion to the number of works, however many have one key.
    """
    usual = parse_formula(DEFAULT)
    used = set(taken)
    last: dict[tuple[str, int], int] = {}
    keys = []
    for work in works:
        made = formula.made(work) or usual.made(work) or MadeKey(NAMELESS, len(NAMELESS))
        base = made.plain.lower(), made.place
        number = last.get(base, made.disambiguation.start)
        while (key := made.numbered(number)).lower() in used:
            number += 1
        last[base] = number
        used.add(key.lower())
        keys.append(key)
    return keys


def _named(entry: Entry) -> Work:
    """The work that a key is made of: printed words stand for a title, a DOI names nobody."""
    return described(entry, (with_title(entry) if title_is_printed(entry) else entry).work)


def _said(entries: Sequence[Entry], before: Sequence[Entry] = ()) -> list[Names]:
    """The names that a key may have been given for; entries of a user's own bring their keys."""
    both = zip(names_of(entries, before), names_in_earlier_files(entries), strict=True)
    return [_kept((*now, *then)) for now, then in both]


def _same_lists(before: Sequence[Entry], now: Sequence[Entry]) -> bool:
    """Whether all lines are what they were: then they have no other names than they had."""
    return as_deposited(in_list_order(before)) == as_deposited(in_list_order(now))


def _kept(names: Names) -> Names:
    return tuple(name for name in names if name.startswith(("doi:", "line:")))


def _given(bibliography: Bibliography) -> list[tuple[str, str]]:
    """All keys with what each was given for; whose a name is now stands after whose it was."""
    return [
        *bibliography.keys,
        *_pairs(
            [entry.id for entry in bibliography.entries],
            [_kept(names) for names in names_of(bibliography.entries)],
        ),
    ]


def _pairs(keys: Iterable[str], names: Iterable[Names]) -> Iterator[tuple[str, str]]:
    return ((key, name) for key, known_by in zip(keys, names, strict=True) for name in known_by)
