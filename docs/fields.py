"""Write the page of all fields: ``python docs/fields.py > docs/reference/fields.md``.

Everything on it is read from the tables by which the formats are read and written; a test holds the
page to this program.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any

from refkit.formats.bibtex import types as bibtex
from refkit.formats.bibtex.annotations import NOTED
from refkit.formats.bibtex.biblatex_writer import BIBLATEX
from refkit.formats.bibtex.bibtex_writer import BIBTEX
from refkit.formats.bibtex.writer import TexFormat
from refkit.formats.csl_json.variables import CUSTOM, TITLE, VARIABLES
from refkit.formats.ris import tags as ris
from refkit.formats.ris.writer import ROLE_TAGS
from refkit.model.type_names import ZOTERO_TYPES
from refkit.model.work import Container, Work, WorkType
from refkit.text.csl_markup import NAME_VARIABLES
from refkit.zotero.item_types import has_twin
from refkit.zotero.items import FIELDS, ROLES

HEAD = """\
# Fields, types and people, format by format

Made by `docs/fields.py` from the tables by which the formats are read and written. Several names in a
cell are those of several types of work. *Aside*: the field stands in the annotation (BibTeX, BibLaTeX),
in `N1` (RIS) or under `custom` (CSL-JSON), where refkit alone takes it apart again: at export that counts
as a loss, as does what has a dash, and what a type of work has no field for. *Extra*: a line of that field
of Zotero's, which its citation processor reads where it is named as a variable of CSL. What is not in the
tables, of your own library, stays beside the work by its name. Of a print and an online date one is shown
(`--date-policy`); that an export has not the other counts as no loss.
"""  # noqa: E501
DATES = """\
## Dates

A date may be a range, a season, about (circa) or perhaps then (uncertain), before Christ, or words alone.

| date | CSL-JSON | BibTeX | BibLaTeX | RIS | Zotero |
| --- | --- | --- | --- | --- | --- |
| 12 May 2020 | `[[2020, 5, 12]]` | `year`, `month`, `day` | `2020-05-12` | `2020/05/12` | `2020-05-12` |
| 19 to 21 August 2019 | `[[2019, 8, 19], [2019, 8, 21]]` | `year`, `month`; `date` | `2019-08-19/2019-08-21` | `2019-08-19/2019-08-21` | `2019-08-19/2019-08-21` |
| spring 1985 | `[[1985]]`, `season` 1 | `year`, `month` | `1985-21` | `1985-21` | `Spring 1985` |
| about 1250 | `[[1250]]`, `circa` | `c. 1250` | `1250~` | `1250~` | `c. 1250` |
| 1984, perhaps | `[[1984]]`, `circa`; aside | `1984?` | `1984?` | `1984?` | `1984?` |
| 380 BC | `[[-380]]` | `380 BC` | `-0379` | `-0379` | `380 BC` |
| from 1997 on | `[[1997], [0]]` | `1997`; `date` | `1997/` | `1997/..` | `1997/` |
| Ming dynasty | `literal` | `year` | `year` | `DA` | as it is |

Dates in words (`30-Mar-2020`, `May 2020`, `Jan/Feb 2019`, `c. 1850`) are read wherever a date stands. Of
`05/03/2014` nobody knows the month: the year is taken and the words are kept.
"""  # noqa: E501
_NOT_SHOWN = {"type", "creators", "creators_complete", "container"}
_SPECIAL = {
    "issued": ("`issued`", "`year`, `month`, `day`", "`date`", "`PY`, `DA`",
               "`date`, `dateDecided`, `dateEnacted`, `issueDate`"),
    "accessed": (None, None, None, None, "`accessDate`"),
    "title": (None, None, None, "`TI`", None),
    "page": (None, None, None, "`SP`, `EP`", None),
    "genre": (None, None, None, "`M3`", None),
    "number": ("`number`, `collection-number`", None, None, None, None),
    "number_of_pages": (None, None, None, "`SP`", None),
    "pmid": (None, None, None, "`AN` with `DB`", None),
    "archive": (None, None, None, "`DB` with `AV`", None),
    "published_print": ("aside", None, None, None, "Extra"),
    "published_online": ("aside", None, None, None, "Extra"),
    "updates": (None, "`note`", "`note`", "aside", None),
    "relations": (None, "aside", "aside", None, None),
    "updates_to": (None, "aside", "aside", None, None),
}  # fmt: skip


def page() -> Iterator[str]:
    """The page, by its lines."""
    yield HEAD
    yield "## Fields"
    yield ""
    yield from _table("field", map(_field, _fields()))
    yield ""
    yield DATES
    yield "## Types"
    yield ""
    yield "A type in brackets stands for another too, and an aside says which of them is meant."
    yield ""
    yield from _table("type", map(_type, WorkType))
    yield ""
    yield "## People"
    yield ""
    yield from _table("role", map(_role, NAME_VARIABLES))


def _table(first: str, rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    heads = (first, "CSL-JSON", "BibTeX", "BibLaTeX", "RIS", "Zotero")
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _fields() -> Iterator[str]:
    for name in Work.__dataclass_fields__:
        if name == "container":
            yield from (f"container.{inside}" for inside in Container.__dataclass_fields__)
        elif name not in _NOT_SHOWN:
            yield name


def _field(name: str) -> tuple[str, ...]:
    found = [_csl(name), _tex(BIBTEX, name), _tex(BIBLATEX, name), _ris(name), _zotero(name)]
    special = _SPECIAL.get(name, (None,) * len(found))
    cells = (other or cell for cell, other in zip(found, special, strict=True))
    return (f"`{name}`", *cells)


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in dict.fromkeys(names))


def _csl(name: str) -> str:
    own = [row.name for row in (TITLE, *VARIABLES) if row.field == name]
    return _names(own) or ("aside" if any(row.field == name for row in CUSTOM) else "–")


def _tex(exporter: Any, name: str) -> str:
    format_: TexFormat = exporter.fields.__self__
    rows = [row for rows in format_.rows.values() for row in rows.rows]
    own = sorted({row.name for row in rows if row.source_field == name and row.name != "+"})
    return _names(own) or ("aside" if name in _noted() else "–")


def _noted() -> set[str]:
    return {label.field for label in NOTED}


def _ris(name: str) -> str:
    rows = [row for row in ris.ROWS if row.field == name and row.tag]
    own = _names(sorted({row.tag for row in rows} - {ris.NOTE}))
    return own or ("aside" if rows or name in ris.NOTES else "–")


def _zotero(name: str) -> str:
    rule = next((rule for rule in FIELDS if rule.field == name), None)
    names = rule.names.split() if rule else []
    names += ["seriesNumber"] * (name == "number")
    return _names(names) or "Extra"


def _type(type_: WorkType) -> tuple[str, ...]:
    ris_type = f"`{ris.TYPES[type_]}`"
    zotero = f"`{ZOTERO_TYPES[type_]}`"
    return (
        f"`{type_}`",
        "(`document`)" if type_ is WorkType.SOFTWARE else f"`{type_}`",
        _entry_type(bibtex.BIBTEX_TYPES, type_),
        _entry_type(bibtex.BIBLATEX_TYPES, type_),
        f"({ris_type})" if type_ in ris.STAND_INS else ris_type,
        zotero if has_twin(type_) else f"({zotero})",
    )


def _entry_type(table: dict[WorkType, str], type_: WorkType) -> str:
    name = f"`@{table[type_]}`"
    if (
        list(table.values()).count(table[type_]) == 1
        or bibtex.READ_TYPES.get(table[type_]) is type_
    ):
        return name
    called = bibtex.NAMES.get(type_) or bibtex.SUBTYPES.get(type_)
    return f"{name}, {called}" if called else f"({name})"


def _role(role: str) -> tuple[str, ...]:
    tex: list[str] = []
    for exporter in (BIBTEX, BIBLATEX):
        format_: TexFormat = exporter.fields.__self__  # type: ignore[attr-defined]
        found = {roles[role] for roles in format_.roles.values() if role in roles}
        cells = [f"`{name}`{f' ({kind})' if kind else ''}" for name, kind in sorted(found)]
        tex.append(", ".join(cells) or "aside")
    tags = _names(sorted(set(ROLE_TAGS.get(role, {}).values())))
    return (
        f"`{role}`",
        f"`{role}`",
        *tex,
        tags or "aside",
        _names(ROLES.get(role, ())) or "`contributor`, Extra",
    )


if __name__ == "__main__":
    sys.stdout.write("\n".join(page()).rstrip() + "\n")
