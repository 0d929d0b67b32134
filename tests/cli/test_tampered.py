"""Saved bibliographies that somebody tampered with, through every command that reads one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache, reduce
from pathlib import Path
from typing import Any

import pytest
from builders import make_entry, make_work
from click.testing import CliRunner

from refkit.cli import main
from refkit.errors import InputError
from refkit.formats.saved import mapping
from refkit.model.bibliography import (
    Bibliography,
    Citation,
    Decision,
    ListOutcome,
    Made,
    ReviewList,
)
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi
from refkit.model.reference import Reference
from refkit.model.resolution import Attempt, Imported, Nearest, Reason, Unresolved
from refkit.model.tags import Evidence, Tag
from refkit.model.work import Update

REVIEW = Doi("10.1000/review")
WRONG: tuple[Any, ...] = (None, True, 7, -1, 1.5, "x", [], [7], {}, {"a": 7})


def _document() -> dict[str, Any]:
    """One of everything that the format has."""
    update = Update("retraction", "10.1000/n", PartialDate(2021, 3), "publisher")
    work = make_work(doi=Doi("10.1000/a"), updates=(update,), issued=PartialDate(2020, 1, 2))
    again = Citation(REVIEW, Reference(2, "r2", (("DOI", "10.1000/A"),)))
    tag = Tag("modality", "car-t", "CAR-T", (Evidence("title", 0, 5, "CAR-T", "modality/car-t#1"),))
    listed = make_entry(work, citations=(*make_entry().citations, again), tags=(tag,))
    attempts = (Attempt("crossref", "search", "none", "nothing", 0.1),)
    near = Nearest("10.1000/n", "Near", 0.4)
    open_ = make_entry(
        make_work(doi=None), "open", resolution=Unresolved(Reason.NO_MATCH, attempts, near)
    )
    own = make_entry(id_="own", citations=(), resolution=Imported("bibtex", (("file", "a.pdf"),)))
    bibliography = Bibliography(
        Made("0.1.0", ("therapy-modality@1",), "2025-01-02", "auth.lower + year", "all"),
        reviews=(make_work(doi=REVIEW),),
        entries=(listed, open_, own),
        keys=(("old2020", "doi:10.1000/old"),),
        lists=(ReviewList(str(REVIEW), ListOutcome.GIVEN, "crossref", 2, 2, ""),),
        decisions=(Decision(REVIEW, (("unstructured", "Gone"),), None),),
    )
    document: dict[str, Any] = json.loads(mapping.dumps(bibliography))
    return document


DOCUMENT = _document()
TEXT = json.dumps(DOCUMENT)


def _places(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    for step, part in parts:
        yield (*place, step)
        if isinstance(part, dict | list):
            yield from _places(part, (*place, step))


def _changed(place: tuple[str | int, ...], change: Callable[[Any, Any], None]) -> str:
    document = json.loads(TEXT)
    owner = reduce(lambda value, step: value[step], place[:-1], document)
    change(owner, place[-1])
    return json.dumps(document)


@cache
def _mutations() -> tuple[str, ...]:
    return tuple(_each_mutation())


def _each_mutation() -> Iterator[str]:
    for place in _places(DOCUMENT):
        yield _changed(place, lambda owner, step: owner.pop(step))
        for wrong in WRONG:
            yield _changed(place, lambda owner, step, wrong=wrong: owner.__setitem__(step, wrong))  # type: ignore[misc]


def _with_raw(name: str, raw: str) -> str:
    return TEXT.replace(f'"{name}": ', f'"{name}": {raw}, "was-{name}": ', 1)


# What no JSON library writes.
STRANGE = {
    "no number for a key": _with_raw("key", "NaN"),
    "a giant number for a review": _with_raw("review", "1" + "0" * 400),
    "half of it": TEXT[: len(TEXT) // 2],
    "all but its end": TEXT[:-1],
    "nothing": "",
    "a number": "7",
    "a list": "[]",
    "deep lists": "[" * 100_000,
    "deep objects": '{"a":' * 100_000,
    "a deep member": _with_raw("title", "[" * 100_000 + "]" * 100_000),
    "a deep member that is not known": TEXT.replace(
        '"made": {', '"made": {"x": ' + "[" * 900 + "]" * 900 + ", "
    ),
    "half a character": _with_raw("title", '"a\\ud800b"'),
    "half a character in a name": _with_raw("title", '"a", "\\udc00": "b"'),
    "not a number": _with_raw("score", "NaN"),
    "without end": _with_raw("position", "Infinity"),
    "a float without end": _with_raw("score", "1e999"),
    "a long number": _with_raw("position", "9" * 5000),
    "a member twice": _with_raw("title", '"a", "title": "b"'),
    "not a number in what is not known": _with_raw("title", '"a", "new": [NaN]'),
    "another format": TEXT.replace("bibliography/4", "bibliography/99"),
}  # fmt: skip

COMMANDS: dict[str, tuple[str, ...]] = {
    "show": ("show", "FILE"),
    "show --json": ("show", "FILE", "--json"),
    "tag": ("tag", "FILE", "-o", "-"),
    "export bibtex": ("export", "FILE", "--to", "bibtex"),
    "export ris": ("export", "FILE", "--to", "ris"),
    "export csl-json": ("export", "FILE", "--to", "csl-json"),
    "export csv": ("export", "FILE", "--to", "csv"),
    "export zotero": ("export", "FILE", "--to", "zotero", "--dry-run"),
    "report": ("report", "FILE", "-o", "page.html"),
    "report --json": ("report", "FILE", "--json"),
    "check": ("check", "FILE"),
    "diff": ("diff", "FILE", "GOOD"),
    "overlap": ("overlap", "FILE"),
    "resolve": ("resolve", "FILE", "--position", "1", "--doi", "10.1000/z", "--offline"),
    "enrich": ("enrich", "FILE", "--offline", "--dry-run"),
    "fetch into it": ("fetch", "10.1038/s41584-025-01343-5", "--offline", "-q", "-o", "FILE"),
    "bulk": ("bulk", "tag", "FILE", "-o", "labels"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.refkit.json").write_text(TEXT, encoding="utf-8")
    return tmp_path


def _told(folder: Path, command: tuple[str, ...], text: str) -> str:
    """Run a command on a file of this text; what it says where it refuses it."""
    path = folder / "a.refkit.json"
    path.write_text(text, encoding="utf-8")
    names = {"FILE": path.name, "GOOD": "good.refkit.json"}

    result = CliRunner().invoke(main, [names.get(word, word) for word in command])

    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert "Traceback" not in result.output
    if command[0] == "bulk":  # which goes on with other files: a refusal stands beside the labels
        rejected = folder / "labels" / "a.refkit.json.rejected.jsonl"
        return rejected.read_text(encoding="utf-8") if rejected.exists() else ""
    if result.exit_code == 2:
        assert result.stderr.startswith("refkit: a.refkit.json: ")
        assert result.stderr.count("\n") == 1
        assert len(result.stderr) < 500
        assert path.read_text(encoding="utf-8") == text
        return result.stderr
    return ""


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_of_this_version_goes_through(folder: Path, command: str) -> None:
    assert _told(folder, COMMANDS[command], TEXT) == ""


@pytest.mark.sweep(40)
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", STRANGE)
def test_what_is_no_saved_form_is_told_in_one_line(folder: Path, command: str, name: str) -> None:
    assert _told(folder, COMMANDS[command], STRANGE[name])


@pytest.mark.parametrize("third", [0, *(pytest.param(n, marks=pytest.mark.more) for n in (1, 2))])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_tampered_file_stops_no_command(folder: Path, command: str, third: int) -> None:
    # Each mutation is read once below; here each command meets its share of them.
    share = list(COMMANDS).index(command) + 4 * third * len(COMMANDS)
    for text in _mutations()[share :: 12 * len(COMMANDS)]:
        _told(folder, COMMANDS[command], text)


def _refusal(text: str) -> str:
    """What is said of a text that is refused; one that is read must come back the same."""
    try:
        bibliography = mapping.loads(text, "a.refkit.json")
    except InputError as error:
        return str(error)
    assert mapping.loads(mapping.dumps(bibliography)) == bibliography
    return ""


def test_every_mutation_is_read_or_told_with_its_place() -> None:
    told = [said for said in map(_refusal, _mutations()) if said]

    assert len(told) > 1000
    for said in told:
        assert said.startswith("a.refkit.json: ")
        assert "\n" not in said


@pytest.mark.parametrize(
    ("place", "wrong", "said"),
    [
        (("entries", 1, "work", "title"), 7, "entries[1].work.title: is a number, not text"),
        (("entries", 0, "cited_by", 1, "position"), "2",
         "entries[0].cited_by[1].position: is text, not a whole number"),
        (("entries", 0, "reference", "a b"), None, "entries[0].reference['a b']: is null, not text"),
        (("entries", 0, "work", "DOI"), "x", "entries[0].work.DOI: is 'x', which is not a DOI"),
        (("entries", 0, "work", "type"), "poem", "entries[0].work.type: is 'poem'; there are: "),
        (("entries", 2, "resolution", "kept", 0), ["a"],
         "entries[2].resolution.kept[0]: is a list of 1, not of 2"),
        (("made",), [], "made: is a list, not an object"),
        (("made", "refkit"), True, "made.refkit: is true or false, not text"),
    ],
)  # fmt: skip
def test_the_place_and_the_fault_are_named(
    place: tuple[str | int, ...], wrong: Any, said: str
) -> None:
    text = _changed(place, lambda owner, step: owner.__setitem__(step, wrong))

    with pytest.raises(InputError) as caught:
        mapping.loads(text, "a.refkit.json")

    assert str(caught.value).startswith(f"a.refkit.json: is damaged: {said}")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("deep lists", "is nested too deeply"),
        ("a member twice", "entries[0].work: has the member 'title' twice"),
        ("half a character", "entries[0].work.title: holds half a character (a lone surrogate)"),
        ("no number for a key", "key: is NaN, which is no number of JSON"),
        ("not a number", "score: is NaN, which is no number of JSON"),
        ("a long number", "entries[0].cited_by[0].position: is a number that is too large"),
        ("a deep member that is not known", "made.x: is nested too deeply"),
        ("another format", "'refkit-bibliography/99', this refkit reads"),
    ],
)
def test_what_json_cannot_say_is_named(name: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        mapping.loads(STRANGE[name])

    assert said in str(caught.value)


def _objects(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The places of all objects whose members the format lists."""
    found = [place] if isinstance(value, dict) else []
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    for step, part in parts:
        if isinstance(part, dict | list) and step not in ("reference", "orcid", "origins", "keys"):
            found += _objects(part, (*place, step))
    return found


def test_members_that_are_not_known_survive_at_every_level() -> None:
    document = json.loads(TEXT)
    for place in _objects(document):
        owner = document
        for step in place:
            owner = owner[step]
        owner["x-new"] = {"of": [1, {"a": None}]}

    written = json.loads(mapping.dumps(mapping.loads(json.dumps(document))))

    assert written == document
