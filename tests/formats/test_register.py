"""One registration makes a format known everywhere, also one that is only read or only written."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from toy_formats import READ_ONLY, WRITE_ONLY

import refkit
from refkit.bulk import inputs
from refkit.cli import (  # noqa: F401 (their help is made when they are loaded: before the toys)
    bulk,
    check,
    enrich,
    export,
    fetch,
    main,
    report,
    show,
    tag,
)
from refkit.cli.values import formats
from refkit.errors import InputError, InvalidIdentifier
from refkit.formats import register
from refkit.formats.detect import read_library
from refkit.model.pasted_identifiers import read_pasted

TOY = "#toy\na | CAR-T cells in lupus | 10.1000/a | bees, owls\nb | On birds | |\n"
DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(autouse=True)
def _toys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "FORMATS", (*register.FORMATS, READ_ONLY, WRITE_ONLY))


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "list.toy"
    path.write_text(TOY)
    return path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def done(*arguments: str | Path) -> Result:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result


@pytest.mark.parametrize("format_", register.FORMATS, ids=lambda each: each.name)
def test_every_registration_leads_to_code(format_: register.Format) -> None:
    assert format_.reader or format_.exporter
    if format_.reader:
        assert callable(format_.load_reader())
    if format_.exporter:
        assert format_.load_exporter().name == format_.name
    if format_.editor:
        assert callable(format_.load_editor().put)
        assert set(format_.load_editor().dialects) <= set(register.names())
        # Where a reader does not say where an entry stands, it cannot be changed there.
        assert format_.reader
    assert len({each.name for each in register.FORMATS}) == len(register.FORMATS)


def test_a_format_that_is_only_read_is_tagged_and_exported(library: Path) -> None:
    done("tag", library, "-o", "tagged.refkit.json", "-o", "tagged.bib", "-o", "tagged.ris")
    done("export", library, "--to", "csl-json", "-o", "out.json")

    saved = refkit.load("tagged.refkit.json")
    assert [[each.name for each in entry.tags][:1] for entry in saved.entries] == [["CAR-T"], []]
    assert "keywords = {bees, owls, CAR-T" in Path("tagged.bib").read_text()
    assert "KW  - owls\nKW" not in Path("tagged.ris").read_text()
    assert "KW  - owls" in Path("tagged.ris").read_text()
    item = json.loads(Path("out.json").read_text())[0]
    assert (item["id"], item["DOI"], item["keyword"]) == ("a", "10.1000/a", "bees, owls")


def test_a_format_that_is_only_read_is_shown_checked_and_enriched(library: Path) -> None:
    assert "CAR-T cells in lupus" in done("show", library).output
    assert "10.1000/a" in done("show", library, "--json").output
    checked = done("check", library)
    assert f"{library}: warning: b: has no author and no year and no journal" in checked.stdout
    assert checked.stderr.startswith("2 entries: ")

    # A work of the review that ships with refkit.
    title = "In Vivo CD19 CAR T-Cell Therapy for Refractory Systemic Lupus Erythematosus"
    library.write_text(f"#toy\na | {title} | 10.1056/nejmc2509522 |\nb | On birds | |\n")

    enriched = done("enrich", library, "--offline", "-o", "rich.refkit.json", "-o", "rich.bib")

    assert "2 entries: 1 by DOI" in enriched.stderr
    first, second = refkit.load("rich.refkit.json").entries
    assert (first.id, second.id) == ("a", "b")
    assert first.work.creators
    assert not second.work.creators
    assert "author = {" in Path("rich.bib").read_text()


def test_a_format_that_is_only_read_is_tagged_in_bulk(library: Path) -> None:
    pytest.importorskip("pyarrow")

    result = done("bulk", "tag", library.parent, "-o", "tagged", "--workers", "1")

    assert inputs.is_library("x.toy.gz")
    assert "2 records" in result.stderr or "2 read" in result.stderr
    assert Path("tagged/list.toy.parquet").exists()
    assert not Path("tagged/list.toy.rejected.jsonl").exists()


@pytest.mark.parametrize("command", ["tag", "enrich", "export"])
def test_nothing_is_written_into_a_format_that_is_only_read(library: Path, command: str) -> None:
    result = run(command, library, "-o", library)

    assert result.exit_code == 2
    assert result.stderr == (
        f"refkit: {library}: toy is only read; written are .refkit.json, .bib, .json, .ris, "
        ".csv, .xlsx, .plays\n"
    )
    assert library.read_text() == TOY
    with pytest.raises(InputError, match="toy is not changed in place"):
        read_library(TOY, "a.toy").with_keywords([["x"], []])


def test_a_format_without_an_editor_is_not_replaced_by_an_export(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = register.Format("toy", ".toy", reader=READ_ONLY.reader, exporter=WRITE_ONLY.exporter)
    monkeypatch.setattr(register, "FORMATS", (*register.FORMATS[:-2], both))

    for command in ("tag", "enrich"):
        result = run(command, library, "-o", library)

        assert result.exit_code == 2
        assert result.stderr == (
            f"refkit: {library}: toy is not changed in place; name another file with -o\n"
        )
    assert library.read_text() == TOY
    done("tag", library, "-o", "other.toy")
    assert Path("other.toy").read_text().startswith("CAR-T cells in lupus; 10.1000/a\n")


def test_a_format_that_is_only_written(library: Path) -> None:
    done("export", library, "--to", "plays", "-o", "a.plays", "-v")
    done("tag", library, "-o", "b.plays")
    fetched = done("fetch", "10.1038/s41584-025-01343-5", "--offline", "-o", "c.plays")

    assert Path("a.plays").read_text() == "CAR-T cells in lupus; 10.1000/a\nOn birds\n"
    assert Path("b.plays").read_text() == Path("a.plays").read_text()
    assert "9 listed" in fetched.stderr
    for command in ("show", "tag", "check", "enrich"):
        result = run(command, "a.plays")
        assert result.exit_code == 2
        assert result.stderr == (
            "refkit: a.plays: plays is only written; read are .refkit.json, .bib, .ciw, .csv, .enw, "
            ".isi, .json, .nbib, .ris, .tab, .toy, .tsv, .txt, .xml, .yaml, .yml\n"
        )
    assert "toy is only read" in run("export", library, "--to", "toy").stderr


def test_what_a_format_cannot_say_is_told(library: Path) -> None:
    result = done("export", library, "--to", "plays", "-o", "a.plays", "-v")

    assert "refkit: your words: plays has no field for it: a" in result.stderr


def test_lists_come_from_the_register(library: Path) -> None:
    assert tuple(formats()) == (
        "bibtex", "biblatex", "csl-json", "ris", "csv", "xlsx", "plays", "zotero",
    )  # fmt: skip
    assert inputs.is_taken("x.toy")
    program = (
        "from refkit.formats import register; import toy_formats as t, sys\n"
        "register.FORMATS += (t.READ_ONLY, t.WRITE_ONLY)\n"
        "from refkit.cli import main\n"
        "for name in ('tag', 'export', 'check', 'enrich', 'report', 'bulk tag'):\n"
        "    main([*name.split(), '--help'], standalone_mode=False)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True,
        cwd=Path(__file__).resolve().parents[1],
    ).stdout  # fmt: skip
    flat = " ".join(told.split())

    read = "library (.bib, CSL .json, .ris, .csv, .txt, CSL .yaml, .ciw, .enw, .xml, .nbib, .toy)"
    assert flat.count(read) == 6
    assert flat.count(".bib, .json (CSL), .ris, .csv, .xlsx, .plays") == 3
    assert "bibtex, biblatex, csl-json, ris, csv, xlsx, plays or zotero" in flat
    assert "{libraries}" not in flat


def test_the_register_waits_for_no_reader_and_no_writer() -> None:
    program = (
        "import sys, refkit.formats.register\n"
        "print([n for n in sys.modules if n.startswith(('refkit.formats.', 'refkit.model', 'bibtexparser'))])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout

    assert loaded == "['refkit.formats.base', 'refkit.formats.register']\n"


def test_who_fetches_a_file_is_told_what_to_do() -> None:
    shipped = [each for each in register.read_formats() if each is not READ_ONLY]
    suffixes = [suffix for each in shipped for suffix in (each.suffix, *each.more_suffixes)]
    for suffix in suffixes:
        with pytest.raises(InvalidIdentifier, match="refkit enrich FILE"):
            read_pasted(f"library{suffix}")


def test_the_page_on_files_has_the_formats_as_they_are_registered() -> None:
    rows = [
        [cell.strip().replace("`", "") for cell in line.strip("|").split("|")]
        for line in (DOCS / "files.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    ]

    assert rows == [
        [
            each.name,
            " ".join((each.suffix, *each.more_suffixes)),
            *map(_yes, (each.reader, each.exporter, each.editor)),
        ]
        for each in register.FORMATS
        if each not in (READ_ONLY, WRITE_ONLY)
    ]


def _yes(code: str) -> str:
    return "yes" if code else ""
