"""Whatever the entries hold, the programs read every one of them, and no more."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from builders import ENTRIES
from consumers.hard_works import FORMATS
from consumers.javascript import ask
from consumers.node_programs import BIB_FORMATS, CITATION_JS_FORMATS, citation_js_reads
from consumers.ris_programs import rispy_reads
from hypothesis import Phase, given, settings

from refkit.formats.register import exporter
from refkit.model.bibliography import Entry

# Hypothesis likes to write these words. citeproc-js looks names up among the properties of an
# object, so that a family called "constructor" stops it.
_OF_JAVASCRIPT = re.compile("undefined|constructor|prototype|__|[a-z](Of|String|Property)")


@cache
def any_entries() -> tuple[Entry, ...]:
    """A few hundred entries of hypothesis's making: all go through one process of a program."""
    made: list[Entry] = []

    @settings(database=None, phases=[Phase.generate])
    @given(ENTRIES)
    def collect(entry: Entry) -> None:
        if not _OF_JAVASCRIPT.search(str(entry)):
            made.append(replace(entry, id=f"key{len(made)}"))

    collect()
    return tuple(made)


@cache
def exported(format_: str) -> str:
    """These entries in one of the formats."""
    name, options = FORMATS[format_]
    return "".join(exporter(name).chunks(any_entries(), options))


def keys() -> list[str]:
    return [entry.id for entry in any_entries()]


def test_better_bibtex_reads_every_entry_without_an_error() -> None:
    answers = ask("better_bibtex.mjs", {format_: exported(format_) for format_ in BIB_FORMATS})

    for format_ in BIB_FORMATS:
        read = answers[format_]["plain"]
        assert read["errors"] == []
        assert [entry["key"] for entry in read["entries"]] == keys()


def test_citation_js_reads_every_entry() -> None:
    works = citation_js_reads({format_: exported(format_) for format_ in CITATION_JS_FORMATS})

    for format_ in CITATION_JS_FORMATS:
        assert list(works[format_]) == keys()


def test_citeproc_js_renders_every_item() -> None:
    lines = ask("citeproc_js.mjs", {"vancouver": exported("csl-json")})["vancouver"]

    assert sorted(lines) == sorted(keys())
    assert not [line for line in lines.values() if "undefined" in line]


def test_rispy_reads_every_record() -> None:
    assert list(rispy_reads(exported("ris"))) == keys()
