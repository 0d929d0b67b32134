"""Whatever the entries hold, the programs read every one of them, and no more."""

from __future__ import annotations

from dataclasses import replace

from builders import ENTRIES
from consumers.hard_works import FORMATS
from consumers.javascript import ask
from consumers.node_programs import BIB_FORMATS, CITATION_JS_FORMATS, citation_js_reads
from consumers.ris_programs import rispy_reads
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from refkit.exporters import exporter
from refkit.model.bibliography import Entry

MANY = st.lists(ENTRIES, min_size=20, max_size=25)
# Each example starts a process: few of them, each of many entries, and none made smaller.
settings.register_profile(
    "processes",
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow],
)
PROCESSES = settings.get_profile("processes")


def _exported(entries: list[Entry]) -> tuple[list[str], dict[str, str]]:
    """The keys that the entries are given, and their text in every format."""
    keyed = [replace(entry, id=f"key{place}") for place, entry in enumerate(entries)]
    texts = {
        format_: "".join(exporter(name).pieces(keyed, options))
        for format_, (name, options) in FORMATS.items()
    }
    return [entry.id for entry in keyed], texts


@PROCESSES
@given(MANY)
def test_better_bibtex_reads_every_entry_without_an_error(entries: list[Entry]) -> None:
    keys, texts = _exported(entries)

    answers = ask("better_bibtex.mjs", {format_: texts[format_] for format_ in BIB_FORMATS})

    for format_ in BIB_FORMATS:
        read = answers[format_]["plain"]
        assert read["errors"] == []
        assert [entry["key"] for entry in read["entries"]] == keys


@PROCESSES
@given(MANY)
def test_citation_js_reads_every_entry(entries: list[Entry]) -> None:
    keys, texts = _exported(entries)

    works = citation_js_reads({format_: texts[format_] for format_ in CITATION_JS_FORMATS})

    for format_ in CITATION_JS_FORMATS:
        assert list(works[format_]) == keys


@PROCESSES
@given(MANY)
def test_citeproc_js_renders_every_item(entries: list[Entry]) -> None:
    keys, texts = _exported(entries)

    lines = ask("citeproc_js.mjs", {"vancouver": texts["csl-json"]})["vancouver"]

    assert sorted(lines) == sorted(keys)
    assert not [line for line in lines.values() if "undefined" in line]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.data_too_large])
@given(st.lists(ENTRIES, max_size=4))
def test_rispy_reads_every_record(entries: list[Entry]) -> None:
    keys, texts = _exported(entries)

    assert list(rispy_reads(texts["ris"])) == keys
