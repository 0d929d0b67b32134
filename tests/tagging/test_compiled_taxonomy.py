"""The compiled form of a taxonomy is the taxonomy, or it is not looked at."""

from __future__ import annotations

import json
from collections.abc import Mapping
from operator import attrgetter
from pathlib import Path

import pytest
from builders import make_work

from refkit.tagging.compiled_taxonomy import SUFFIX, load_compiled, write_compiled
from refkit.tagging.phrase_index import PhraseIndex
from refkit.tagging.tagger import tag
from refkit.tagging.taxonomy import (
    SHIPPED,
    Taxonomy,
    compile_shipped,
    index_fields,
    parts_of,
    taxonomy_text,
)

TABLES = attrgetter("beginnings", "words", "within", "unspaced")
TITLE = "Anti-CD19 CAR-T cells in refractory lupus nephritis: a phase 2 trial without rituximab"


def read(name: str) -> Taxonomy:
    return taxonomy_text(name).read()


def tables(indexes: Mapping[str, PhraseIndex]) -> list[object]:
    """What indexes hold, whichever number the needs have in each."""
    return [
        (field, index.phrases, index.longest, [resolved(each, index) for each in TABLES(index)])
        for field, index in indexes.items()
    ]


def resolved(table: Mapping[str, list[int]], index: PhraseIndex) -> dict[str, list[object]]:
    return {
        key: [(calls[n], index.needs[calls[n + 1]]) for n in range(0, len(calls), 2)]
        for key, calls in table.items()
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compiled")
    compile_shipped(folder)
    return folder


@pytest.mark.parametrize("name", SHIPPED)
def test_it_is_what_the_toml_says(name, folder):
    parts = load_compiled(name, folder)
    assert parts is not None

    compiled, taxonomy = Taxonomy(**parts), read(name)

    assert compiled == taxonomy
    for each in ("implied", "ranks", "lists", "rule_of", "derived", "earned_by", "beyond"):
        assert getattr(compiled, each) == getattr(taxonomy, each), each
    assert tables(compiled.indexes) == tables(taxonomy.indexes)
    assert tag(make_work(TITLE), [compiled]) == tag(make_work(TITLE), [taxonomy])


def test_its_phrases_can_be_indexed_anew(folder):
    parts = load_compiled("therapy-modality", folder)
    assert parts is not None

    assert tables(index_fields(parts["rules"], parts["scopes"])) == tables(parts["indexes"])


def test_one_taxonomy_gives_the_same_bytes(folder, tmp_path):
    name = "medical-imaging"
    write_compiled(name, parts_of(read(name)), tmp_path)

    assert (tmp_path / f"{name}{SUFFIX}").read_bytes() == (folder / f"{name}{SUFFIX}").read_bytes()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        "[" * 100_000,
        '{"made_of": 1}',
        "\udcff",
        '{"choices": {"a": 1}}',
    ],
)
def test_a_damaged_one_is_not_looked_at(text, tmp_path):
    (tmp_path / f"study-design{SUFFIX}").write_bytes(text.encode(errors="surrogateescape"))

    assert load_compiled("study-design", tmp_path) is None


def test_a_missing_one_is_no_fault(tmp_path):
    assert load_compiled("study-design", tmp_path) is None


def test_one_that_was_made_of_other_files_is_not_looked_at(folder, tmp_path):
    head, _, rest = (folder / f"study-design{SUFFIX}").read_text(encoding="utf-8").partition("\n")
    found = json.loads(head)
    found["made_of"] = found["made_of"][::-1]
    (tmp_path / f"study-design{SUFFIX}").write_text(
        f"{json.dumps(found)}\n{rest}", encoding="utf-8"
    )

    assert load_compiled("study-design", tmp_path) is None


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
def test_one_that_was_cut_short_or_changed_anywhere_is_not_looked_at(place, folder, tmp_path):
    # Its lines are read one by one as they are needed: what is wrong with one is known before.
    whole = (folder / f"study-design{SUFFIX}").read_bytes()
    middle = int(len(whole) * place)
    for damaged in (whole[:middle], whole[:middle] + b" " + whole[middle + 1 :]):
        if damaged != whole:
            (tmp_path / f"study-design{SUFFIX}").write_bytes(damaged)
            assert load_compiled("study-design", tmp_path) is None
