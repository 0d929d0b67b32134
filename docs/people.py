"""Write the page of people and groups: ``python docs/people.py > docs/reference/people.md``.

The table is what the readers give; a test holds the page to this program.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from refkit.formats.bibtex.names_reader import people
from refkit.model.name_lists import CELL, read_names
from refkit.model.people import Creator

HEAD = """\
# Names of people and groups

Made by `docs/people.py`: the table is what the readers give.

A name is kept in its parts: family name, given name, suffix, particle; a group, or a person of one name, as one piece.
A comma, braces (BibTeX), `literal` (CSL-JSON) and a tag for groups (PubMed, Web of Science) say which it is. Without them
a name in RIS, EndNote or a table is a person's only where its shape leaves no other reading: initials behind a family name
or before it, which are no country's (U.K.) and no form of firm (S.A.), unless others of the same record are written so.
Several people in one tag are parted where every part is one. What is in doubt stays in one piece, as it is written, and
[`check`](../check.md) tells it.

Between the points stand several people, “one piece” is in quotation marks, a **particle** that belongs to the family name
is bold, one that is dropped in brackets.

"""  # noqa: E501
TAIL = """\

Without semicolons anywhere in its column, a table's comma may part names in full (`Ann Roe, Bo Poe`); with them it stands
between family and given name. A comma behind a name in RIS marks a group, as in EndNote (`Owls,, Mice and Bees` is one with a comma).
PubMed and Web of Science name each person on a line: `Roe EA` is a person there, and groups have their own tag.
The number by which DBLP tells people of one name apart is no part of a name; in BibTeX the field is kept beside it.

## Particles

*van* Gogh is never called Gogh; Ludwig *van* Beethoven is called Beethoven. CSL calls the first non-dropping, the second
dropping. Where a file says which one it is, that is kept.

| format | stays with the family name | is dropped | nothing said |
| --- | --- | --- | --- |
| CSL-JSON, `.refkit.json` | `non-dropping-particle` | `dropping-particle` | |
| BibLaTeX | `useprefix=true`, of the entry, the list or the name | `useprefix=false` | `van Roe, Ann`: stays |
| BibTeX | | | `van Roe, Ann`: stays |
| RIS, EndNote, CSV | `van Roe, Ann` | `Roe, Ann van` | |
| Zotero | last name *van Roe* | first name *Ann van* | |
| PubMed, Web of Science, Crossref and the other sources | | | stays, wherever it was put |

Written is what the table says. In BibTeX, and in BibLaTeX where people of one entry differ, a dropped particle is written like any
other, and the export tells so. `d'Alembert` and `al-Rashid` are written in one piece where a style would put a blank between.
"""  # noqa: E501
WRITTEN = (
    "Roe, Ann", "Ann Roe", "Roe E.", "Roe EA", "E. Roe", "Roe, E.A.", "Roe, E. and Poe, B",
    "Roe E, Poe B", "Roe, E., Poe, B.", "Roe, E.; Poe, B.", "Ann Roe, Bo Poe, Cy Moe",
    "Roe, Ann and WHO", "Roe, Ann; WHO", "Roe, Ann 0001", "Roe, Ann, Jr.", "Roe, Jr., Ann",
    "Roe EA Jr", "van der Roe, Ann", "Roe, Ann van der", "Ann van der Roe", "'t Roe, Ann",
    "d'Roe, Ann", "al-Roe, Ann", "Van Roe, Ann", "王, 小明", "王小明", "Plato", "WHO",
    "{World Health Organization}", "Owls, Mice and Bees", "Owls, Inc.", "Owl Research U.K.",
    "Owls S.A.", "U.S. Owl Service", "Roe, A.; et al.", "Roe, A. and others", "Anonymous",
)  # fmt: skip


def table() -> Iterator[str]:
    """The lines of the table."""
    yield "| written | RIS, EndNote | a table's cell | BibTeX |"
    yield "| --- | --- | --- | --- |"
    for text in WRITTEN:
        tag, cell = read_names(text), read_names(text, style=CELL)
        field = people(text, "author")
        cells = [_shown(tag.creators, tag.complete), _shown(cell.creators, cell.complete)]
        yield f"| `{text}` | {' | '.join(cells)} | {_shown(field.creators, field.complete)} |"


def _shown(creators: tuple[Creator, ...], complete: bool) -> str:
    names = [_name(creator) for creator in creators]
    return " · ".join(names if complete else [*names, "*and others*"])


def _name(creator: Creator) -> str:
    if creator.literal:
        return f"“{creator.literal}”"
    dropped = f"({creator.dropping_particle}) " if creator.dropping_particle else ""
    particle = f"**{creator.particle}** " if creator.particle else ""
    parts = (f"{dropped}{particle}{creator.family}", creator.given, creator.suffix)
    return ", ".join(filter(None, parts))


if __name__ == "__main__":
    sys.stdout.write(HEAD + "".join(f"{line}\n" for line in table()) + TAIL)
