"""``refkit export``: from what is read to one format or several, and what they cannot say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from builders import bibliography_of, make_entry, make_work
from click.testing import CliRunner, Result

import refkit
from refkit.cli import main
from refkit.model.dates import PartialDate

CSL = '[ {"id": "a",   "title": "On bees", "type": "book"}, 3 ]'
BIB = "% mine\n@article{a, title = {On {Bees}}, x = {y}, year = 2020}\n"
BIBLATEX = "@article{a,\n  title = {On bees},\n  journaltitle = {Bees},\n  date = {2020-05},\n}\n"


def run(*arguments: str | Path, given: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments], input=given)


def told(result: Result) -> str:
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit), result.exception
    return result.stderr.splitlines()[-1]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    works = [
        make_work(published_online=PartialDate(2024, place % 12 + 1), mesh=("Bees",))
        for place in range(60)
    ]
    entries = [make_entry(work, f"key{place}") for place, work in enumerate(works)]
    refkit.save(bibliography_of(*entries[:2]), tmp_path / "few.refkit.json")
    refkit.save(bibliography_of(*entries), tmp_path / "many.refkit.json")
    return tmp_path / "few.refkit.json"


def test_several_outputs_each_in_its_format(saved: Path, tmp_path: Path) -> None:
    result = run("export", saved, "-o", tmp_path / "a.bib", "-o", tmp_path / "a.json")

    assert result.exit_code == 0
    assert result.stdout == ""
    assert (tmp_path / "a.bib").read_text().count("@article{") == 2
    assert (tmp_path / "a.json").read_text() == run("export", saved, "--to", "csl-json").stdout


def test_a_name_goes_before_the_suffix(saved: Path, tmp_path: Path) -> None:
    run("export", saved, "--to", "csl-json", "-o", tmp_path / "a.txt")

    assert len(json.loads((tmp_path / "a.txt").read_text())) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name a format with --to, or a file with -o"),
        (("-o", "-"), "name a format with --to, or a file with -o"),
        (("--to", "bibtex", "-o", "a.bib", "-o", "b.bib"), "--to names the format of one output"),
        (("--to", "refkit"), "a saved bibliography is written by fetch and tag"),
        (("-o", "a.refkit.json"), "a saved bibliography is written by fetch and tag"),
        (("-o", "a.docx"), "unknown suffix"),
        (("-o", "a.bib", "-o", "a.bib"), "named twice"),
        (("-o", "no/a.bib"), "there is no folder"),
        (("--to", "bibtex", "-o", "no/a.bib"), "there is no folder"),
        (("--to", "endnote"), "endnote is only read"),
        (("--to", "refworks"), "unknown format 'refworks'"),
    ],
)
def test_what_cannot_be_is_refused(
    saved: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(saved.parent)
    before = sorted(saved.parent.iterdir())

    assert said in told(run("export", saved, *arguments))
    assert sorted(saved.parent.iterdir()) == before


def test_losses_are_counted_and_listed_when_asked(saved: Path) -> None:
    counted = run("export", saved, "--to", "bibtex").stderr
    listed = run("export", saved, "--to", "bibtex", "-v").stderr.splitlines()

    assert counted == "refkit: bibtex: 2 losses in 2 entries (-v lists them)\n"
    assert listed == [
        "refkit: mesh: bibtex has no field for it: key0, key1",
        "refkit: other dates: bibtex has no field for it, not counted: key0, key1",
        "refkit: bibtex: 2 losses in 2 entries",
    ]


def test_what_no_reader_misses_is_told_when_asked_alone(tmp_path: Path) -> None:
    work = make_work(published_online=PartialDate(2024, 5), origins=(("volume", "openalex"),))
    refkit.save(bibliography_of(make_entry(work, "key")), tmp_path / "a.refkit.json")

    quiet = run("export", tmp_path / "a.refkit.json", "--to", "ris")
    asked = run("export", tmp_path / "a.refkit.json", "--to", "ris", "-v")

    assert quiet.stderr == ""
    assert asked.stderr.splitlines() == [
        "refkit: origins: ris has no field for it, not counted: key",
        "refkit: other dates: ris has no field for it, not counted: key",
        "refkit: ris: 0 losses in 0 entries",
    ]


def test_many_losses_are_summed_up_by_field(saved: Path) -> None:
    listed = run("export", saved.parent / "many.refkit.json", "--to", "bibtex", "-v").stderr

    assert listed.splitlines() == [
        "refkit: mesh: bibtex has no field for it: 60 entries",
        "refkit: other dates: bibtex has no field for it, not counted: 60 entries",
        "refkit: bibtex: 60 losses in 60 entries",
    ]


def test_what_custom_alone_has_in_csl_json_is_told(saved: Path) -> None:
    listed = run("export", saved, "--to", "csl-json", "-v").stderr.splitlines()

    assert "refkit: mesh: stands in custom.mesh alone: key0, key1" in listed
    assert listed[-1] == "refkit: csl-json: 2 losses in 2 entries"


@pytest.mark.parametrize(
    ("text", "suffix", "format_"), [(CSL, ".json", "csl-json"), (BIB, ".bib", "bibtex")]
)
def test_a_library_in_its_own_format_is_copied_as_it_stands(
    tmp_path: Path, text: str, suffix: str, format_: str
) -> None:
    path, copy = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    path.write_bytes(("\ufeff" + text).encode())

    named, suffixed = run("export", path, "--to", format_), run("export", path, "-o", copy)

    assert named.stdout_bytes == copy.read_bytes() == path.read_bytes()
    assert suffixed.stderr.endswith(f"refkit: {path} is {format_}: copied as it stands\n")


@pytest.mark.parametrize(
    ("text", "suffix", "written"),
    [
        ("@article{title = {Bees}, year = 2001}\n% mine\n@book{b, x = {y}}\n@misc{,\n title={Ants}}", "bib",
         "@article{Bees2001, title = {Bees}, year = 2001}\n% mine\n@book{b, x = {y}}\n@misc{Ants,\n title={Ants}}"),
        ("TY  - JOUR\r\nTI  - Bees\r\nER  - \r\n", "ris",
         "TY  - JOUR\r\nTI  - Bees\r\nID  - Bees\r\nER  - \r\n"),
        ('[{"type": "book", "title": "Bees"},  {"id": "b"}]', "json",
         '[{"type": "book", "title": "Bees", "id": "Bees"},  {"id": "b"}]'),
    ],
)  # fmt: skip
def test_keys_are_put_into_a_librarys_own_text_where_there_are_none(
    tmp_path: Path, text: str, suffix: str, written: str
) -> None:
    path, copy = tmp_path / f"a.{suffix}", tmp_path / f"b.{suffix}"
    path.write_bytes(text.encode())

    result = run("export", path, "-o", copy, "--citation-key", "shorttitle + year")
    again = run("export", copy, "-o", tmp_path / f"c.{suffix}", "--citation-key", "'x'")

    assert copy.read_bytes() == written.encode()
    assert result.stderr.endswith("copied with keys where there were none\n")
    assert (tmp_path / f"c.{suffix}").read_bytes() == written.encode()
    assert "every entry keeps the key that stands there; --citation-key made none" in again.stderr


def test_keys_are_put_into_what_is_sorted_and_shortened(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text("@misc{title={Bees}}\n\n@misc{title={Ants}, note={n}}\n")

    options = ("--citation-key", "title", "--sort", "title", "--omit", "note")
    run("export", tmp_path / "a.bib", "-o", tmp_path / "b.bib", *options)

    assert (
        tmp_path / "b.bib"
    ).read_text() == "@misc{Ants, title={Ants}}\n\n@misc{Bees, title={Bees}}\n"


def test_who_asks_for_bibtex_of_a_biblatex_library_gets_it(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(BIBLATEX)

    named = run("export", tmp_path / "a.bib", "--to", "bibtex").stdout
    run("export", tmp_path / "a.bib", "-o", tmp_path / "b.bib")

    assert "journal = {Bees}" in named
    assert (tmp_path / "b.bib").read_text() == BIBLATEX


def test_a_library_is_exported_to_another_format(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(CSL)

    result = run("export", tmp_path / "a.json", "--to", "bibtex")

    assert "@book{a," in result.stdout
    assert "item 2 left as it stands" in result.stderr


def test_a_file_that_is_there_stays_when_there_is_nothing_to_write(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text("old")

    assert "is empty" in told(run("export", "-", "--force", "-o", tmp_path / "a.bib", given=""))
    assert (tmp_path / "a.bib").read_text() == "old"


def test_a_library_is_never_overwritten_with_what_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(CSL)
    (tmp_path / "none.csv").write_text("position,doi\n")

    result = run("resolve", tmp_path / "a.json", "--from", tmp_path / "none.csv")

    assert "there is no line of a review's list" in told(result)
    assert (tmp_path / "a.json").read_text() == CSL


def test_a_table_has_the_columns_and_the_dialect_asked_for(saved: Path, tmp_path: Path) -> None:
    chosen = ("--columns", "key,title", "--csv-dialect", "semicolon", "--sort=-key")

    run("export", saved, "-o", tmp_path / "a.csv", *chosen)

    assert (tmp_path / "a.csv").read_bytes().decode() == (
        "\ufeffkey;title\r\nkey1;On bees\r\nkey0;On bees\r\n"
    )


@pytest.mark.parametrize("command", ["export", "tag"])
def test_a_workbook_is_written_the_same_each_time(
    saved: Path, tmp_path: Path, command: str
) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        assert run(command, saved, "-o", tmp_path / name).exit_code == 0

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert (tmp_path / "a.xlsx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--to", "ris", "--columns", "title"], "--columns is for a table"),
        (["--to", "csv", "--columns", "bees"], "no column bees; there are: review, position"),
        (["--to", "ris", "--sort", "bees"], "nothing is sorted by bees; there are: author"),
    ],
)
def test_what_does_not_fit_is_told_before_anything_is_written(
    saved: Path, tmp_path: Path, arguments: list[str], said: str
) -> None:
    assert said in told(run("export", saved, *arguments, "-o", tmp_path / "a.out"))
    assert not (tmp_path / "a.out").exists()


def test_a_library_is_tidied_in_its_own_text_and_a_misspelled_field_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(BIB)

    result = run("export", tmp_path / "a.bib", "--to", "bibtex", "--omit", "x,abstrct")

    assert result.stdout == BIB.replace(", x = {y}", "")
    assert "copied without abstrct, x" in result.stderr
    assert result.stderr.endswith("refkit: --omit: no entry has abstrct\n")
