"""What Better BibTeX's parser and citation-js read; each reads the whole corpus at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

from consumers import citeproc_js
from consumers.comparing import (
    FIELDS,
    Facts,
    Reading,
    blanks,
    listed,
    page_numbers,
    person,
    recased,
    year,
)
from consumers.hard_works import exported
from consumers.javascript import ask
from consumers.raised import on_the_line

from refkit.text.csl_markup import from_csl

BIB_FORMATS = ("bibtex", "bibtex-unicode", "biblatex")
_KEYWORDS = re.compile(r"\s*,\s*")
Json = dict[str, Any]


def _plain(value: Any) -> str:
    return blanks(from_csl(str(value or "")).plain)


# Better BibTeX's parser


@cache
def _better_bibtex() -> Json:
    return ask("better_bibtex.mjs", {name: exported(name) for name in BIB_FORMATS})


def better_bibtex_reads(texts: Mapping[str, str]) -> dict[str, dict[str, Facts]]:
    """By the names of the texts, the facts of every entry, titles as they are written."""
    answers = ask("better_bibtex.mjs", texts)
    return {name: _better_works(answer["plain"]) for name, answer in answers.items()}


def better_bibtex_imports(texts: Mapping[str, str]) -> dict[str, dict[str, Facts]]:
    """The same with the settings of the plug-in."""
    answers = ask("better_bibtex.mjs", texts)
    return {name: _better_works(answer["imported"]) for name, answer in answers.items()}


def _better_works(library: Json) -> dict[str, Facts]:
    return {entry["key"]: _better_facts(entry) for entry in library["entries"]}


def better_bibtex_troubles(format_: str) -> list[str]:
    """What it could not read: errors, and commands that it does not know."""
    library = _better_bibtex()[format_]["plain"]
    return [*library["errors"], *library["unknown"]]


@cache
def better_bibtex(format_: str = "bibtex") -> Reading:
    """What it reads, titles as they are written."""
    works = _better_works(_better_bibtex()[format_]["plain"])
    return Reading("Better BibTeX", format_, FIELDS, works, on_the_line)


@cache
def better_bibtex_imported(format_: str = "bibtex") -> Reading:
    """What Zotero is given: English titles in sentence case, but for what is braced."""
    works = _better_works(_better_bibtex()[format_]["imported"])
    return Reading(
        "Better BibTeX, sentence case", format_, ("title", "container"), works, _sentence
    )


def _sentence(text: str) -> str:
    return recased(on_the_line(text))


def _better_facts(entry: Json) -> Facts:
    fields = entry["fields"]

    def text(*names: str) -> str:
        value = next((fields[name] for name in names if fields.get(name)), "")
        return _plain(" and ".join(value) if isinstance(value, list) else value)

    return {
        "title": text("title"),
        "authors": tuple(map(_better_person, fields.get("author", []))),
        "year": year(str(fields.get("year") or fields.get("date", ""))[:4]),
        # The plug-in takes howpublished for an address, organization for a publisher.
        "container": text("journal", "journaltitle", "booktitle"),
        "volume": text("volume"),
        "issue": text("number") if entry["type"] in {"article", "periodical"} else "",
        "pages": page_numbers(text("pages")),
        "DOI": fields.get("doi", ""),
        "keywords": listed(map(_plain, fields.get("keywords", []))),
    }


def _better_person(name: Mapping[str, str]) -> str:
    parts = {part: _plain(text) for part, text in name.items() if isinstance(text, str)}
    return person(
        parts.get("name") or parts.get("lastName", ""),
        parts.get("firstName", ""),
        parts.get("prefix", ""),
        parts.get("suffix", ""),
    )


# citation-js

CITATION_JS_FORMATS = (*BIB_FORMATS, "csl-json", "ris")


@cache
def _citation_js() -> dict[str, dict[str, Facts]]:
    return citation_js_reads({name: exported(name) for name in CITATION_JS_FORMATS})


def citation_js_reads(texts: Mapping[str, str]) -> dict[str, dict[str, Facts]]:
    """By the names of the texts, which begin with their formats, the facts of every item."""
    answers = ask("citation_js.mjs", texts)
    return {
        name: {item["id"]: _csl_facts(item) for item in items} for name, items in answers.items()
    }


@cache
def citation_js(format_: str = "bibtex") -> Reading:
    """What citation-js reads, in the CSL items that it makes of it."""
    return Reading("citation-js", format_, FIELDS, _citation_js()[format_], on_the_line)


def _csl_facts(item: Json) -> Facts:
    issued = item.get("issued", {}).get("date-parts", [[""]])
    return {
        "title": _plain(item.get("title")),
        "authors": tuple(map(_csl_person, item.get("author", []))),
        "year": year(str(issued[0][0])),
        "container": _plain(item.get("container-title")),
        "volume": _plain(item.get("volume")),
        "issue": _plain(item.get("issue")),
        "pages": page_numbers(_plain(item.get("page"))),
        "DOI": item.get("DOI", ""),
        "keywords": listed(_KEYWORDS.split(_plain(item.get("keyword")))),
    }


def _csl_person(name: Mapping[str, Any]) -> str:
    parts = {part: _plain(text) for part, text in name.items() if isinstance(text, str)}
    particle = parts.get("non-dropping-particle") or parts.get("dropping-particle", "")
    family = parts.get("literal") or parts.get("family", "")
    return person(family, parts.get("given", ""), particle, parts.get("suffix", ""))


READERS: tuple[Callable[[], Reading], ...] = (
    *(partial(better_bibtex, format_) for format_ in BIB_FORMATS),
    *(partial(better_bibtex_imported, format_) for format_ in BIB_FORMATS),
    *(partial(citation_js, format_) for format_ in CITATION_JS_FORMATS),
    citeproc_js.vancouver,
)
"""Everything that these programs are tried on."""
