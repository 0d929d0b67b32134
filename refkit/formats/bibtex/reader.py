"""A user's own ``.bib``, for BibTeX or for biblatex: read entry by entry, changed where it stands.

What refkit does not own comes back byte for byte. A block that cannot be read is left as it stands
and named to the user.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from refkit.errors import InputError
from refkit.formats.bibtex.blocks import Block, blocks
from refkit.formats.bibtex.fields import Item
from refkit.formats.bibtex.tex_document import TexDocument
from refkit.formats.bibtex.value_reader import MACROS, define, resolved
from refkit.formats.bibtex.works import read_work
from refkit.formats.library import Library
from refkit.model.bibliography import Entry
from refkit.model.resolution import Imported
from refkit.text.unicode import clean

_STRING = "string"


class _Read(NamedTuple):
    entry: Entry
    span: tuple[int, int]


def read_bibtex(text: str, where: str) -> Library:
    """Read a ``.bib``; raises InputError where it holds no entry that can be read.

    An entry is named by its key. Of entries with one key the later ones are named ``key-2``,
    ``key-3``, in memory alone. Of a field that stands twice the first counts, as for BibTeX.
    """
    troubles: list[str] = []
    document = TexDocument.of(text)
    found = list(_entries(text, where, troubles, document))
    troubles += document.troubles(text, where)
    if not found:
        first = f"; {troubles[0]}" if troubles else ""
        raise InputError(f"{where}: holds no BibTeX entry that can be read{first}")
    return Library(
        text=text,
        format="bibtex",
        entries=tuple(each.entry for each in found),
        spans=tuple(each.span for each in found),
        troubles=tuple(troubles),
    )


def _entries(text: str, where: str, troubles: list[str], document: TexDocument) -> Iterator[_Read]:
    macros = dict(MACROS)
    times: dict[str, int] = {}
    line, counted = 1, 0
    for block in blocks(text):
        if block.trouble:
            line, counted = line + text.count("\n", counted, block.start), block.start
            troubles.append(f"{where}: line {line}: left as it stands ({_trouble(block)})")
        elif block.item and block.kind == _STRING:
            for field in block.item.fields:  # as BibTeX does, known from here on
                define(macros, field.name, resolved(field.parts, macros))
        elif block.item:
            entry = _entry(block, block.item, macros, times, document)
            yield _Read(entry, (block.start, block.end))


def _trouble(block: Block) -> str:
    return f"@{clean(block.kind)} {block.trouble}"


def _entry(
    block: Block,
    item: Item,
    macros: Mapping[str, str],
    times: dict[str, int],
    document: TexDocument,
) -> Entry:
    texts = [(field.name, resolved(field.parts, macros)) for field in item.fields]
    fields: dict[str, str] = {}
    for name, text in texts:
        fields.setdefault(name.lower(), text)
    tex = document.fields(fields)
    work, told = read_work(item.kind, tex)
    document.look(block.start, item.key, tex, told)
    seen: set[str] = set()
    kept = []
    for name, text in texts:
        lower = name.lower()
        if (lower in seen or lower not in told) and text.strip(" {}"):
            kept.append((name, text))
        seen.add(lower)
    return Entry(_unique(clean(item.key) or "entry", times), work, Imported("bibtex", tuple(kept)))


def _unique(key: str, times: dict[str, int]) -> str:
    given = key
    while given in times:
        times[key] += 1
        given = f"{key}-{times[key]}"
    times[given] = 1
    return given
