"""A user's own ``.bib``, for BibTeX or for biblatex: read entry by entry, changed where it stands.

What refkit does not own comes back byte for byte. A block that cannot be read is left as it stands
and named to the user.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from refkit.errors import InputError
from refkit.formats.bibtex.blocks import BibtexBlock, blocks, fields_behind
from refkit.formats.bibtex.fields import Item, UsualItem
from refkit.formats.bibtex.inheritance import (
    CONTAINER,
    PARENTS_FIELDS,
    Broken,
    GivenEntry,
    inherit,
    is_kin,
    parents_keys,
)
from refkit.formats.bibtex.tex_document import TexDocument
from refkit.formats.bibtex.types import NARROWER, READ_TYPES
from refkit.formats.bibtex.value_reader import MACROS, define, resolved
from refkit.formats.bibtex.works import read_work
from refkit.formats.library import BrokenLink, EntryIds, Library
from refkit.model.bibliography import Entry
from refkit.model.identifiers import DOI_PREFIX
from refkit.model.resolution import Imported
from refkit.regex import lazy_regex
from refkit.text.unicode import clean

_STRING, _CROSSREF = "string", "crossref"
_DOI = lazy_regex(DOI_PREFIX + r"\S+")
_SET, _MEMBERS = "set", "entryset"  # biblatex's: several entries that are printed as one
_NO_WORK = "is no work of its own, and its members are read each by itself"
_Texts = list[tuple[str, str]]


class _Read(NamedTuple):
    """An entry as it stands: its texts by name, what others may take of it, where it is."""

    texts: _Texts
    given: GivenEntry
    span: tuple[int, int]


def read_bibtex(text: str, where: str) -> Library:
    """Read a ``.bib``; raises InputError where it holds no entry that can be read.

    An entry is named by its key, by nothing where it has none. Of entries with one key the later
    ones are named ``key-2``, ``key-3``, in memory alone. Of a field that stands twice the first
    counts, as for BibTeX. What an entry inherits is read with it, and @xdata is no entry.
    """
    troubles: list[str] = []
    document = TexDocument.of(text)
    parents = parents_keys(text)
    ids = EntryIds()
    entries: list[tuple[tuple[int, int], Entry]] = []
    # Only who gives or takes is held until all are known: texts take as much room as entries.
    kin: list[tuple[_Read, str]] = []
    for each in _entries(text, where, troubles):
        id_ = ids.next(clean(each.given.key)) if each.given.kind != CONTAINER else ""
        if is_kin(each.given, parents):
            kin.append((each, id_))
        elif each.given.kind != CONTAINER:
            entries.append((each.span, _entry(each, id_, document)))
    broken = list(_without_dois(inherit([each.given for each, _ in kin])))
    entries += ((each.span, _entry(each, id_, document)) for each, id_ in _released(kin))
    entries.sort(key=itemgetter(0))
    troubles += document.troubles(text, where)
    if not entries:
        first = f"; {troubles[0]}" if troubles else ""
        raise InputError(f"{where}: holds no BibTeX entry that can be read{first}")
    return Library(
        text=text,
        format="bibtex",
        entries=tuple([entry for _, entry in entries]),
        spans=tuple([span for span, _ in entries]),
        troubles=tuple(troubles),
        broken_links=tuple(_links(text, broken)),
        renamed=ids.renamed,
    )


def _without_dois(broken: Sequence[Broken]) -> Iterator[Broken]:
    """The links that lead nowhere. SciELO has the DOI of an article in ``crossref``: it is read."""
    for each in broken:
        given = each.given
        if each.field == _CROSSREF and "doi" not in given.own and _DOI.fullmatch(each.key):
            given.all = {**(given.all or given.own), "doi": each.key}
        else:
            yield each


def _released(kin: list[tuple[_Read, str]]) -> Iterator[tuple[_Read, str]]:
    """Each work among them, held no longer: its texts are in memory a second time once read."""
    while kin:
        each, id_ = kin.pop()
        if each.given.kind != CONTAINER:
            yield each, id_


def _entries(text: str, where: str, troubles: list[str]) -> Iterator[_Read]:
    macros = dict(MACROS)
    line, counted = 1, 0
    for block in blocks(text):
        why, at = "", block.start
        if block.trouble:
            why = f"@{clean(block.kind)} {block.trouble}"
        elif block.item and block.kind == _STRING:
            for field in block.item.fields:  # as BibTeX does, known from here on
                define(macros, field.name, resolved(field.parts, macros))
        elif block.item:
            read = _read(block, block.item, macros)
            if block.kind == _SET and _MEMBERS in read.given.own:
                why = f"@set {clean(read.given.key)} {_NO_WORK}"
            else:
                yield read
            if fields_behind(text, block.end):
                why, at = f"fields behind the brace that closes {clean(read.given.key)}", block.end
        if why:
            line, counted = line + text.count("\n", counted, at), at
            troubles.append(f"{where}: line {line}: left as it stands ({why})")


def _read(block: BibtexBlock, item: Item | UsualItem, macros: Mapping[str, str]) -> _Read:
    texts = item.texts(macros)
    own: dict[str, str] = {}
    for name, text in texts:
        own.setdefault(name.lower(), text)
    return _Read(texts, GivenEntry(item.kind, item.key, own, block.start), (block.start, block.end))


def _links(text: str, broken: Sequence[Broken]) -> Iterator[BrokenLink]:
    line, counted = 1, 0
    for given, name, key, why in sorted(broken, key=lambda each: each.given.start):
        line, counted = line + text.count("\n", counted, given.start), given.start
        yield BrokenLink(clean(given.key), line, f"its {name} {clean(key)} {why}")


def _entry(read: _Read, id_: str, document: TexDocument) -> Entry:
    given = read.given
    fields = document.fields(given.all or given.own)
    work, told = read_work(given.kind, fields)
    document.look(given.start, given.key, fields, told)
    seen: set[str] = set()
    kept = [("entrytype", given.kind)] if _says_more(given.kind) else []
    for name, text in _kept_texts(read):
        lower = name.lower()
        if (lower in seen or lower not in told) and text.strip(" {}"):
            kept.append((name, text))
        seen.add(lower)
    return Entry(id_, work, Imported("bibtex", tuple(kept)))


def _says_more(kind: str) -> bool:
    """Whether an entry's type says more than the type of its work."""
    return kind in NARROWER or (kind != "misc" and kind not in READ_TYPES and kind.isascii())


def _kept_texts(read: _Read) -> _Texts:
    """What may be kept: an entry's own, and what it has from others and a work may not hold.

    A container is no entry. Of a parent it is what biblatex knows, and nothing that a program
    notes of it (who entered it, and when).
    """
    given = read.given
    others = sorted(given.of_containers | given.of_parents & PARENTS_FIELDS)
    texts = read.texts
    if CONTAINER in given.own:
        texts = [
            (name, ", ".join(given.missing) if name.lower() == CONTAINER else text)
            for name, text in texts
        ]
    return texts + [(name, given.all[name]) for name in others]
