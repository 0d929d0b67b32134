"""How many fields of the hard works each program reads right, as the table in docs/exports.md.

``python tests/consumers/table.py`` runs all programs and writes the generated parts anew.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

HERE = Path(__file__).resolve().parent
DOCS = HERE.parents[1] / "docs" / "exports.md"

if __name__ == "__main__":
    sys.path[:0] = [str(HERE.parent)]

from consumers import (  # noqa: E402
    libraries,
    node_programs,
    pandoc,
    ris_programs,
    tex_programs,
)
from consumers.comparing import (  # noqa: E402
    FIELDS,
    Limit,
    Reading,
    differences,
    facts,
    limits,
    says_others,
)
from consumers.hard_works import HARD  # noqa: E402

from refkit.formats.export import Options, fields_of  # noqa: E402
from refkit.formats.register import exporter, names  # noqa: E402

TEX = ("bibtex", "bibtex-unicode", "biblatex")
Reader = Callable[[], Reading]


def readers() -> list[Reader]:
    """Every program on every format it reads, in the order of the table."""
    return [
        partial(tex_programs.bibtex, "bibtex"),
        *(partial(tex_programs.biblatex, format_) for format_ in ("biblatex", "bibtex-unicode")),
        partial(tex_programs.biblatex_style, "biblatex"),
        *(partial(pandoc.read, format_) for format_ in pandoc.FORMATS),
        *(partial(libraries.pybtex, format_) for format_ in TEX),
        *(partial(libraries.bibtexparser, format_) for format_ in TEX),
        *(partial(libraries.refkit, format_) for format_ in TEX),
        *node_programs.READERS,
        *ris_programs.READERS,
    ]


def table(readings: Sequence[Reading]) -> str:
    """Program by field: how many works came back equal, of how many that have the field."""
    rows = [["program", "reads", *FIELDS], ["---"] * (len(FIELDS) + 2)]
    for reading in readings:
        wrong = {(each.work, each.field) for each in differences(reading)}
        cells = [_cell(reading, field, wrong) for field in FIELDS]
        rows.append([reading.program, reading.format, *cells])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(reading: Reading, field: str, wrong: set[tuple[str, str]]) -> str:
    if field not in reading.fields:
        return "–"
    having = [hard.id for hard in HARD if facts(hard.entry, says_others(reading))[field]]
    equal = sum((work, field) not in wrong for work in having)
    return f"{equal}/{len(having)}"


def limit_list() -> str:
    """Every limit with its example, in the order of the files, under its program."""
    lines: list[str] = []
    for program in dict.fromkeys(name for limit in limits() for name in limit.program):
        own = [_told(limit) for limit in limits() if program in limit.program]
        lines += ["", f"**{program.replace('*', 'Every program')}**", "", *own]
    return "\n".join(lines).strip()


def _told(limit: Limit) -> str:
    formats = ", ".join(limit.format).replace("*", "every format")
    works = ", ".join(limit.works).replace("*", "every work")
    gives = f" gives `{_code(limit.gives)}`" if limit.gives else ""
    example = f"`{_code(limit.example)}`"
    return f"- {limit.field}, {formats} ({works}): {limit.why} {example}{gives}"


def _code(text: str) -> str:
    return text.replace("`", "ˋ").replace("\n", " ")


def loss_table() -> str:
    """What each format says of each field that a work can have, as its exporter tells it."""
    rows = [["field", *names()], ["---"] * (len(names()) + 1)]
    told = {name: dict(_losses(name)) for name in names()}
    of_works = {field for hard in HARD for field in fields_of(hard.entry)}
    for field in sorted(of_works.union(*told.values())):
        rows.append([f"`{field}`", *(told[name].get(field, "yes") for name in names())])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _losses(format_: str) -> Iterator[tuple[str, str]]:
    for hard in reversed(HARD):  # the first work that has a loss tells of it
        for loss in exporter(format_).losses(hard.entry, Options()):
            yield loss.field, loss.why.replace("|", "\\|")


def parts() -> dict[str, Callable[[], str]]:
    """The generated parts of the page, by the names of their marks."""
    return {
        "table": lambda: table([read() for read in readers()]),
        "limits": limit_list,
        "losses": loss_table,
    }


def part_of(page: str, name: str) -> str:
    """What the page has between two marks."""
    found = re.search(_mark(name), page, re.S)
    return found[2] if found else ""


def with_part(page: str, name: str, text: str) -> str:
    """The page with one part written anew."""
    return re.sub(_mark(name), lambda found: f"{found[1]}{text}{found[3]}", page, flags=re.S)


def _mark(name: str) -> str:
    return rf"(<!-- {name}, generated -->\n)(.*?)(\n<!-- end of {name} -->)"


def main() -> None:
    """Write the generated parts of the page anew."""
    page = DOCS.read_text(encoding="utf-8")
    for name, write in parts().items():
        page = with_part(page, name, write())
    DOCS.write_text(page, encoding="utf-8")
    print(part_of(page, "table"))


if __name__ == "__main__":
    main()
