"""Characters that would steer or stop whoever reads: through everything that refkit gives out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from builders import make_entry, make_work
from click.testing import CliRunner, Result

import refkit
from refkit.cli import main
from refkit.formats.bibtex.reader import read_bibtex
from refkit.formats.register import names
from refkit.formats.saved import mapping
from refkit.model.bibliography import Bibliography, ListOutcome, Made, ReviewList
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi
from refkit.model.people import Creator
from refkit.model.resolution import Attempt, Imported, Nearest, Reason, Unresolved
from refkit.model.tags import Evidence, Tag
from refkit.model.work import Container, Relation, Update, WorkType
from refkit.text.rich import Run
from refkit.text.unicode import visible

HALF = "\ud800"
DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
PRIVATE = "\ue000\uf8ff\U000f0000\U0010fffd"
_NOT_FOR_TEX = re.compile(f"[{DIRECTIONS}\ud800-\uf8ff\U000f0000-\U0010ffff]")
_CONTROLS = re.compile("[\x00-\x1f\x7f]")  # of which no DOI holds one
_WORDS = (WorkType, ListOutcome, Reason)  # the program's own


def spoiled(value: Any, with_: str) -> Any:
    """The value with these characters inside every text that it holds."""
    if isinstance(value, Run):
        return replace(value, text=spoiled(value.text, with_))
    if isinstance(value, Doi):
        return Doi(f"10.1000/a{_CONTROLS.sub('', with_)}b")
    if isinstance(value, str) and not isinstance(value, _WORDS):
        return f"a{with_}b"
    if isinstance(value, tuple):
        return tuple(spoiled(part, with_) for part in value)
    if is_dataclass(value):
        kept = {"role", "id_type", "orcid"}
        changed = {
            each.name: spoiled(getattr(value, each.name), with_)
            for each in fields(value)
            if each.init and each.name not in kept
        }
        return replace(value, **changed)  # type: ignore[type-var]
    return value


@cache
def bibliography(with_: str) -> Bibliography:
    """A text in every field that holds one, each with these characters inside."""
    work = spoiled(
        make_work(
            "x", abstract="x", original_title="x", container=Container("x", "x", (), "x"),
            creators=(Creator("x", "x", "x", "x"), Creator(literal="x", role="editor")),
            volume="x", issue="x", page="x", number="x", edition="x", genre="x", publisher="x",
            publisher_place="x", event_title="x", event_place="x", url="x", language="x",
            mesh=("x",), publication_types=("x",), doi=Doi("10.1000/x"),
            updates=(Update("x", "x", PartialDate(2020), "x"),), relations=(Relation("x", "x"),),
        ),
        with_,
    )  # fmt: skip
    text = f"a{with_}b"
    tag = Tag("modality", text, text, (Evidence("title", 0, 1, text, text),))
    attempt = Attempt("crossref", "search", "none", text, 0.1)
    open_ = Unresolved(Reason.NO_MATCH, (attempt,), Nearest("10.1000/n", text, 0.4))
    own = Imported("bibtex", (("file", text), ("note", text), ("verba", text)))
    return Bibliography(
        Made("0.1.0", (), "2025-01-02"),
        reviews=(make_work(text, doi=Doi("10.1000/review")),),
        entries=(
            make_entry(work, "one", tags=(tag,)),
            make_entry(replace(work, type=WorkType.CHAPTER, doi=None), "two", resolution=open_),
            make_entry(work, text, citations=(), resolution=own),
            make_entry(
                replace(work, type=WorkType.BOOK), "three", citations=(),
                resolution=Imported("ris", (("C1", text), ("KW", text))),
            ),
        ),
        lists=(ReviewList("10.1000/review", ListOutcome.GIVEN, text, 2, 1, text),),
    )  # fmt: skip


GIVEN_OUT: dict[str, Callable[[Bibliography], str | bytes]] = {
    **{name: lambda b, name=name: refkit.export_bytes(b, name) for name in names()},  # type: ignore[misc]
    "saved": mapping.dumps,
    "notebook": lambda b: b._repr_html_(),
}  # fmt: skip


@pytest.mark.parametrize("name", GIVEN_OUT)
def test_half_a_character_never_leaves(name: str) -> None:
    given_out = GIVEN_OUT[name](bibliography(HALF))

    assert given_out if isinstance(given_out, bytes) else given_out.encode()


def test_half_a_character_stands_in_no_frame() -> None:
    pytest.importorskip("pandas")

    refkit.to_dataframe(bibliography(HALF)).to_json(force_ascii=False).encode()


def test_half_a_character_stands_in_no_report() -> None:
    pytest.importorskip("matplotlib")

    refkit.report_page(bibliography(HALF)).encode()
    json.dumps(refkit.report_numbers(bibliography(HALF)), ensure_ascii=False).encode()


@pytest.mark.parametrize("unicode", [True, False])
@pytest.mark.parametrize("name", ["bibtex", "biblatex"])
def test_tex_gets_no_mark_of_direction_and_nothing_of_private_use(name: str, unicode: bool) -> None:
    written = refkit.export(bibliography(DIRECTIONS + PRIVATE), name, unicode=unicode)

    assert not _NOT_FOR_TEX.findall(written)
    assert written.count("@") == 4


@pytest.mark.parametrize("format_", ["bibtex", "biblatex"])
def test_nor_by_a_field_of_a_users_own_library(format_: str) -> None:
    text = (
        "@article{berg2020, title = {Bees}, year = {2020},\n"
        f"  file = {{a{PRIVATE}b.pdf}}, mynote = {{c{DIRECTIONS}d}}, url = {{https://e.org/{DIRECTIONS}f}},\n}}"
    )
    library = read_bibtex(text, "a.bib")

    written = refkit.export(Bibliography(Made("0.1.0"), entries=library.entries), format_)

    assert not _NOT_FOR_TEX.findall(written)
    assert "{cd}" in written


# Each command that has it, on files that hold what steers; FILE is a saved one.
FOR_MACHINES = {
    "show": ("show", "FILE", "--json"),
    "show --unresolved": ("show", "FILE", "--unresolved", "--json"),
    "check": ("check", "FILE", "--json"),
    "diff": ("diff", "FILE", "OTHER", "--json"),
    "overlap": ("overlap", "FILE", "--json"),
    "tag --explain": ("tag", "FILE", "--explain", "--json"),
    "enrich": ("enrich", "FILE", "--offline", "--json"),
    "resolve": ("resolve", "FILE", "--position", "1", "--doi", "none", "--offline", "--json"),
    "report": ("report", "FILE", "--json"),
    "plan": ("export", "FILE", "--to", "zotero", "--dry-run", "--json"),
    "cache": ("cache", "info", "--json"),
    "doctor": ("doctor", "--json"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files whose names hold controls, and whose texts hold what may stand in a file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REFKIT_CACHE", str(tmp_path / NAME))
    text = mapping.dumps(bibliography("\x1b[31m\x07" + DIRECTIONS))
    (tmp_path / f"{NAME}.refkit.json").write_text(text, encoding="utf-8")
    (tmp_path / "other.refkit.json").write_text(mapping.dumps(bibliography("")), encoding="utf-8")
    return tmp_path


NAME = "a\x1b[31m\x07\u202e\nb"


def run(*words: str) -> Result:
    names = {"FILE": f"{NAME}.refkit.json", "OTHER": "other.refkit.json"}
    return CliRunner().invoke(main, [names.get(word, word) for word in words])


@pytest.mark.parametrize("command", FOR_MACHINES)
def test_what_is_for_machines_is_json_and_whole(folder: Path, command: str) -> None:
    done = run(*FOR_MACHINES[command])

    assert done.exit_code in (0, 4), done.output
    if done.exit_code == 0:
        json.dumps(json.loads(done.stdout), ensure_ascii=False).encode()
    assert not {"\x1b", "\x07", "\u202e"} & set(done.stderr)
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("show", "FILE"),
        ("show", "FILE", "--unresolved"),
        ("check", "FILE"),
        ("check", "FILE", "--format", "github"),
        ("diff", "FILE", "OTHER"),
        ("overlap", "FILE"),
        ("tag", "FILE", "--explain"),
        ("tag", "FILE", "-o", "FILE"),
        ("tag", "FILE", "-o", f"{NAME}.x"),
        ("tag", f"{NAME}.bib"),
        ("export", "FILE", "-o", f"{NAME}.bib"),
        ("export", "FILE", "-o", f"{NAME}.csv", "-v"),
        ("resolve", "FILE", "--position", "1", "--doi", "none", "--offline"),
        ("report", "FILE", "-o", f"{NAME}.html"),
        ("enrich", "FILE", "--offline", "--dry-run"),
        ("fetch", "10.1038/s41584-025-01343-5", "--offline", "--replace", "-o", "FILE"),
        ("taxonomy", "check", f"{NAME}.toml"),
        ("bulk", "tag", "FILE", "-o", f"{NAME} labels"),
        ("cache", "info"),
        ("doctor",),
    ],
)
def test_no_name_and_no_title_steers_a_terminal(folder: Path, words: tuple[str, ...]) -> None:
    done = run(*words)

    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    assert not {"\x1b", "\x07", "\u202e"} & set(done.stdout + done.stderr)


def test_a_name_is_spelled_so_that_it_can_be_told_from_others() -> None:
    assert visible("a\x1b[31m\x07\u202e\nb") == "a\\x1b[31m\\x07\\u202e b"
    assert visible("\udcff.bib") == "\\udcff.bib"
    assert visible("No\xa0blank, no\u200djoiner") == "No blank, nojoiner"
