"""``refkit dedup`` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from refkit.cli import main

RECORD = """\
TY  - JOUR
ID  - {key}
AU  - Roe, Ana
TI  - {title}
T2  - Journal of Alpine Bees
PY  - 2020
VL  - 12
SP  - {page}
ER  -

"""
TITLE = "The flight of honey bees over alpine meadows"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    one = RECORD.format(key="a1", title=TITLE, page=34)
    again = RECORD.format(key="b1", title=TITLE.upper(), page=34)
    near = RECORD.format(key="b2", title=f"{TITLE}.", page=99)
    (tmp_path / "a.ris").write_text(one)
    (tmp_path / "b.ris").write_text(again + near)
    return tmp_path


def run(*arguments: str, status: int = 0) -> Result:
    result = CliRunner().invoke(main, ["dedup", *arguments])
    assert result.exit_code == status, result.output
    return result


def test_a_clean_library_what_was_removed_and_what_is_in_doubt(folder: Path) -> None:
    result = run(
        "a.ris", "b.ris", "-o", "clean.ris", "--removed", "removed.csv", "--doubts", "d.csv"
    )

    assert result.stderr.endswith(
        "3 records identified, 1 duplicate removed, 2 to screen; 1 pair in doubt and 0 related, "
        "both records of which stay; 0 fields filled\n"
    )
    assert (folder / "clean.ris").read_text().count("TY  - ") == 2
    assert (folder / "removed.csv").read_text(encoding="utf-8-sig").startswith("file,key,title,")
    assert (
        (folder / "d.csv").read_text(encoding="utf-8-sig").startswith("same,why,title_1,title_2,")
    )


def test_a_decision_is_given_back(folder: Path) -> None:
    run("a.ris", "b.ris", "--doubts", "d.csv")
    doubts = folder / "d.csv"
    doubts.write_bytes(doubts.read_bytes().replace(b"\r\n,", b"\r\nyes,"))

    result = run("a.ris", "b.ris", "--decided", "d.csv", "--doubts", "d.csv", "-o", "clean.ris")

    assert "2 duplicates removed, 1 to screen; 0 pairs in doubt" in result.stderr
    assert "yes," in doubts.read_text(encoding="utf-8-sig")


def test_a_dry_run_writes_nothing(folder: Path) -> None:
    result = run("a.ris", "b.ris", "-o", "clean.ris", "--removed", "r.csv", "--dry-run")

    assert sorted(each.name for each in folder.glob("*.*s*")) == ["a.ris", "b.ris"]
    assert result.stderr.endswith("; nothing written\n")
    assert "doubt" in result.stdout


def test_the_account_for_machines(folder: Path) -> None:
    account = json.loads(run("b.ris", "a.ris", "--json").stdout)

    assert account["records_identified"] - account["duplicates_removed"] == 2
    assert account["records_to_screen"] == 2
    assert [(each["file"], each["removed"]) for each in account["files"]] == [
        ("a.ris", 0),
        ("b.ris", 1),
    ]
    assert account["removed"][0]["kept"]["key"] == "a1"


def test_formats_may_be_mixed_and_the_answer_a_saved_bibliography(folder: Path) -> None:
    (folder / "c.bib").write_text(
        f"@article{{c1, author={{Roe, A.}}, title={{{TITLE}}}, journal={{J Alpine Bees}}, year=2020,"
        " volume=12, pages={34--45}, doi={10.1000/bees}}\n"
    )

    run("a.ris", "c.bib", "-o", "clean.refkit.json", "-o", "clean.bib")

    saved = json.loads((folder / "clean.refkit.json").read_text())
    assert [entry["id"] for entry in saved["entries"]] == ["c1"]
    assert (folder / "clean.bib").read_text() == (folder / "c.bib").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a.ris", "./a.ris"], "is named twice"),
        (["a.ris", "gone.ris"], "gone.ris"),
        (["a.ris", "--doubts", "d.txt"], "name it .csv"),
        (["a.ris", "--removed", "r.xyz"], "unknown suffix"),
        (["a.ris", "--decided", "a.ris"], "has no column 'same'"),
        (["a.ris", "-o", "nowhere/clean.ris"], "there is no folder"),
        (["a.ris", "-o", "clean.ris", "--removed", "clean.ris"], "the same output is named twice"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(
    folder: Path, arguments: list[str], said: str
) -> None:
    result = run(*arguments, status=2)

    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (folder / "clean.ris").exists()


@pytest.mark.parametrize(
    ("heads", "row", "said"),
    [
        ("same,file_1,key_1,file_2,key_2", 'yes,a.ris,a1,a.ris,"a2', "row 2: a quote is opened"),
        ("same,file_1,key_1,file_2,key_2", "yes,a.ris,a1,a.ris,a2,a3", "row 2: has more cells"),
        ("same,file_1,key_1,file_2,key_2,same", "yes,a.ris,a1,a.ris,a2,no", "column 'same' twice"),
    ],
)
def test_a_table_of_decisions_that_cannot_be_read_is_refused(
    folder: Path, heads: str, row: str, said: str
) -> None:
    (folder / "d.csv").write_text(f"{heads}\n{row}\n")

    assert said in run("a.ris", "--decided", "d.csv", "-o", "clean.ris", status=2).stderr
    assert not (folder / "clean.ris").exists()


def test_a_saved_bibliography_is_refused(folder: Path) -> None:
    run("a.ris", "-o", "a.refkit.json")

    said = "export it first (what was decided on labels stays in this file)"
    assert said in run("a.refkit.json", status=2).stderr


def test_a_format_that_is_read_only_is_not_replaced(folder: Path) -> None:
    (folder / "s.csv").write_text(f"Title,Authors,Year,DOI\n{TITLE},Roe A.,2020,10.1000/bees\n")

    assert "is not changed in place" in run("s.csv", "-o", "s.csv", status=2).stderr
    run("s.csv", "a.ris", "-o", "clean.ris")
    assert "10.1000/bees" in (folder / "clean.ris").read_text()


def test_records_without_keys_are_told_apart_all_the_same(folder: Path) -> None:
    bare = (folder / "b.ris").read_text().replace("ID  - b1\n", "").replace("ID  - b2\n", "")
    (folder / "b.ris").write_text(bare)

    result = run("a.ris", "b.ris", "-o", "clean.ris", "--doubts", "d.csv")

    assert "is the key of two works" not in result.stderr
    doubts = folder / "d.csv"
    doubts.write_bytes(doubts.read_bytes().replace(b"\r\n,", b"\r\nyes,"))
    assert "2 duplicates removed" in run("a.ris", "b.ris", "--decided", "d.csv").stderr


def test_a_library_is_made_clean_in_its_place_and_a_copy_kept(folder: Path) -> None:
    both = (folder / "a.ris").read_text() + (folder / "b.ris").read_text()
    (folder / "all.ris").write_text(both)

    run("all.ris", "-o", "all.ris")

    assert (folder / "all.ris").read_text().count("TY  - ") == 2
    assert (folder / "all.ris~").read_text() == both
