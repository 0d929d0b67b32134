"""Python's readers of BibTeX: pybtex, bibtexparser, and refkit itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from consumers.comparing import (
    FIELDS,
    Facts,
    Reading,
    blanks,
    facts,
    listed,
    page_numbers,
    person,
    year,
)
from consumers.hard_works import exported

from refkit.formats.bibtex.reader import read_bibtex
from refkit.latex.decode import read_latex_plain
from refkit.model.bibliography import Entry
from refkit.model.resolution import Imported

_KEYWORDS = re.compile(r"\s*,\s*")
_CONTAINERS = ("journal", "journaltitle", "booktitle", "howpublished", "organization")


@cache
def pybtex(format_: str = "bibtex") -> Reading:
    """What pybtex reads: its rich text, as its own styles print it."""
    return Reading("pybtex", format_, FIELDS, pybtex_reads(exported(format_)))


def pybtex_reads(text: str) -> dict[str, Facts]:
    """The facts of every entry of a ``.bib``."""
    from pybtex.database import parse_string

    return {
        entry.key: _pybtex_facts(entry) for entry in parse_string(text, "bibtex").entries.values()
    }


def _pybtex_facts(entry: Any) -> Facts:
    from pybtex.richtext import Text

    def read(text: str) -> str:
        return str(Text.from_latex(text)).replace("\N{NO-BREAK SPACE}", " ")

    people = [_pybtex_person(each, read) for each in entry.persons.get("author", [])]
    # The address of a DOI is made of the field as it stands, as by pybtex's own styles.
    return _facts_of(entry.type, dict(entry.fields), people, read)


def _pybtex_person(name: Any, read: Callable[[str], str]) -> str:
    def part(words: Sequence[str]) -> str:
        return read(" ".join(words))

    return person(
        part(name.last_names),
        part([*name.first_names, *name.middle_names]),
        part(name.prelast_names),
        part(name.lineage_names),
    )


@cache
def bibtexparser(format_: str = "bibtex") -> Reading:
    """What bibtexparser reads: its parts of names, and its LaTeX decoder on text and names."""
    return Reading("bibtexparser", format_, FIELDS, bibtexparser_reads(exported(format_)))


def bibtexparser_reads(text: str) -> dict[str, Facts]:
    """The facts of every entry of a ``.bib``."""
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.middlewares import SeparateCoAuthors, SplitNameParts

    library = parse_string(text, append_middleware=[SeparateCoAuthors(), SplitNameParts()])
    assert not library.failed_blocks
    return {entry.key: _bibtexparser_facts(entry) for entry in library.entries}


@cache
def _decoder() -> Any:
    from bibtexparser.middlewares import LatexDecodingMiddleware

    return LatexDecodingMiddleware(keep_math_mode=False)


def _decoded(text: str) -> str:
    # The library calls it for every field; an address is no LaTeX, so we call it for text alone.
    return str(_decoder()._transform_python_value_string(text)[0])


def _bibtexparser_facts(entry: Any) -> Facts:
    fields = {key: field.value for key, field in entry.fields_dict.items()}
    people = [
        person(*(_decoded(" ".join(part)) for part in (name.last, name.first, name.von, name.jr)))
        for name in fields.pop("author", [])
    ]
    return _facts_of(entry.entry_type, fields, people, _decoded)


def _facts_of(
    type_: str, fields: Mapping[str, str], people: list[str], read: Callable[[str], str]
) -> Facts:
    def text(*names: str) -> str:
        return blanks(read(next((fields[name] for name in names if name in fields), "")))

    date = fields.get("year") or fields.get("date", "")[:4]
    return {
        "title": text("title"),
        "authors": tuple(people),
        "year": year(date),
        "container": text(*_CONTAINERS),
        "volume": text("volume"),
        # In every other type it is the number of the work or of its series.
        "issue": text("number") if type_ in _WITH_ISSUE else "",
        "pages": page_numbers(text("pages")),
        "DOI": fields.get("doi", ""),
        "keywords": listed(_KEYWORDS.split(text("keywords"))),
    }


_WITH_ISSUE = {"article", "periodical", "suppperiodical"}


@cache
def refkit(format_: str = "bibtex") -> Reading:
    """What refkit reads of its own export."""
    library = read_bibtex(exported(format_), "hard.bib")
    assert not library.troubles
    works = {entry.id: _our_facts(entry) for entry in library.entries}
    return Reading("refkit", format_, FIELDS, works)


def _our_facts(entry: Entry) -> Facts:
    assert isinstance(entry.resolution, Imported)
    kept = {name.lower(): value for name, value in entry.resolution.kept}
    words = read_latex_plain(kept.get("keywords", ""))
    return {**facts(entry), "keywords": listed(_KEYWORDS.split(words))}
