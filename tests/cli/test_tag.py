"""``refkit tag`` on a user's own library: its keywords change and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import refkit
from refkit.cli import main

CSL = """[
  {
    "id": "a",
    "type": "article-journal",
    "title": "CAR-T cells in lupus",
    "keyword": "mine",
    "x-mine": [1,   2]
  },
  3
]
"""
BIB = "% mine\r\n@misc{a,\r\n  title = {CAR-T cells in lupus},\r\n  keywords = {mine},\r\n  x = {y}\r\n}\r\n"
RIS = "TY  - JOUR\r\nTI  - CAR-T cells in lupus\r\nKW  - mine\r\nXX  - y\r\nER  - \r\n"


def run(*arguments: str | Path, given: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments], input=given)


@pytest.mark.parametrize(
    ("name", "text", "before", "after"),
    [
        ("a.json", CSL, '"mine"', '"mine, CAR-T"'),
        ("a.bib", BIB, "{mine}", "{mine, CAR-T}"),
        ("a.ris", RIS, "KW  - mine\r\n", "KW  - mine\r\nKW  - CAR-T\r\n"),
        ("b.ris", "\ufeff" + RIS, "KW  - mine\r\n", "KW  - mine\r\nKW  - CAR-T\r\n"),
    ],
)
def test_a_library_is_written_back_with_keywords(
    tmp_path: Path, name: str, text: str, before: str, after: str
) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode())

    result = run("tag", path, "--facet", "modality", "-o", path)

    assert result.exit_code == 0, result.output
    assert path.read_bytes() == text.replace(before, after).encode()
    assert result.stderr.endswith("1 entry: 1 tagged\n")


def test_what_is_left_as_it_stands_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(CSL)

    assert (
        "line 9: item 2 left as it stands (is no object)" in run("tag", tmp_path / "a.json").stderr
    )
    assert "left as" not in run("tag", tmp_path / "a.json", "-q").stderr


@pytest.mark.parametrize("keywords", ["keywords = mine", "keywords = {bees} # mine", "note = %"])
def test_an_entry_whose_text_takes_no_keywords_is_named(tmp_path: Path, keywords: str) -> None:
    text = f"@string{{mine = {{x}}}}\n@misc{{a, title = {{CAR-T cells in lupus}}, {keywords}}}\n"
    (tmp_path / "a.bib").write_text(text)

    result = run("tag", tmp_path / "a.bib", "-o", tmp_path / "b.bib")

    assert (tmp_path / "b.bib").read_text() == text
    assert "the labels of 1 entry are not written" in result.stderr
    assert "has no value: a\n" in result.stderr
    quiet = run("tag", tmp_path / "a.bib", "-o", tmp_path / "c.bib", "-q")
    assert "not written" not in quiet.stderr


@pytest.mark.parametrize("name", ["a.bib", "a.ris", "a.json"])
def test_an_entry_that_has_its_labels_is_not(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text({"a.bib": BIB, "a.ris": RIS, "a.json": CSL}[name])

    for _ in range(2):
        assert "not written" not in run("tag", path, "-o", path).stderr


@pytest.mark.parametrize(
    ("style", "word"), [("name", "CAR-T"), ("id", "car-t"), ("path", "modality/car-t")]
)
def test_the_style_of_tags_is_that_of_every_output(tmp_path: Path, style: str, word: str) -> None:
    (tmp_path / "a.json").write_text(CSL)
    outputs = [tmp_path / "b.json", tmp_path / "b.bib"]

    run("tag", tmp_path / "a.json", "--facet", "modality", "--tag-style", style,
        *(each for output in outputs for each in ("-o", output)))  # fmt: skip

    assert json.loads(outputs[0].read_text())[0]["keyword"] == f"mine, {word}"
    assert word in outputs[1].read_text()


def test_a_library_in_a_pipe_is_known_by_its_look() -> None:
    saved = run("tag", "-", given=CSL).stdout

    assert json.loads(saved)["entries"][0]["resolution"]["source"] == "csl-json"
    assert json.loads(run("tag", "-", given=saved).stdout) == json.loads(saved)


def test_explain_tells_why_and_why_not(tmp_path: Path) -> None:
    library = tmp_path / "a.bib"
    library.write_text("@misc{a, title = {CAR-NK cells without rituximab}}\n")

    done = run("tag", library, "--explain")

    assert done.exit_code == 0
    assert "modality/car-nk  CAR-NK" in done.stdout
    assert "title 0-6  “CAR-NK”  modality/car-nk#1" in done.stdout
    assert "not target/cd20: “without” takes it away" in done.stdout
    [row] = json.loads(run("tag", library, "--explain", "--json").stdout)
    assert [tag["label"] for tag in row["tags"]] == ["car-nk"]
    assert library.read_text() == "@misc{a, title = {CAR-NK cells without rituximab}}\n"


def test_the_abstract_speaks_where_it_is_asked(tmp_path: Path) -> None:
    library = tmp_path / "a.bib"
    library.write_text("@misc{a, title = {A trial}, abstract = {Lupus is lupus.}}\n")

    assert "not disease/sle" not in run("tag", library, "--explain").stdout
    assert "abstract 0-5  “Lupus”" in run("tag", library, "--explain", "--evidence", "all").stdout


def test_explain_writes_no_file(tmp_path: Path) -> None:
    done = run("tag", tmp_path / "a.bib", "--explain", "-o", tmp_path / "b.bib")

    assert done.exit_code == 2
    assert "--explain writes no file" in done.stderr


DOUBTED = "@misc{a,\n  title = {Lupus after failure of belimumab}\n}\n@misc{b,\n  title = {CAR-T cells in lupus}\n}\n"


def test_entries_whose_labels_need_a_look_are_told_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(DOUBTED)

    result = run("tag", tmp_path / "a.bib", "--doubts")

    assert result.exit_code == 0, result.output
    assert "the only modality was taken away: Monoclonal antibody (“failure of” takes it away)" in (
        result.stdout
    )
    assert "CAR-T cells" not in result.stdout
    assert result.stderr.endswith("2 entries: 2 tagged, 1 needs a look\n")


def test_so_they_are_for_machines_and_in_show(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(DOUBTED)
    run("tag", tmp_path / "a.bib", "-o", tmp_path / "a.refkit.json")

    rows = json.loads(run("tag", tmp_path / "a.bib", "--doubts", "--json").stdout)
    shown = run("show", tmp_path / "a.refkit.json").stdout

    assert [(row["id"], row["label_doubts"][0]["signal"]) for row in rows] == [("a", "scope")]
    assert "needs a look" in shown.splitlines()[0]
    assert "the only modality was taken away" in shown
    assert "label_doubts" in run("export", tmp_path / "a.refkit.json", "--to", "csv").stdout


def test_doubts_write_no_file_and_stand_alone(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(DOUBTED)

    assert run("tag", tmp_path / "a.bib", "--doubts", "-o", tmp_path / "b.bib").exit_code == 2
    assert run("tag", tmp_path / "a.bib", "--doubts", "--explain").exit_code == 2
    assert not (tmp_path / "b.bib").exists()


OWN = """id = "{id}"
version = "1"
facets = ["{facet}"]
[[label]]
facet = "{facet}"
id = "cells"
name = "Cells"
any = ["cell(s)"]
"""


def test_two_taxonomies_that_share_a_facet_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text("@misc{a, title = {CAR-NK cells}}\n")
    own = tmp_path / "own.toml"
    own.write_text(OWN.format(id="own", facet="topic"))
    both = ["--taxonomy", "therapy-modality", "--taxonomy", own]

    for how in (["-o", tmp_path / "a.refkit.json"], ["--explain"], ["--doubts"]):
        done = run("tag", tmp_path / "a.bib", *both, *how)

        assert done.exit_code == 2
        assert f"therapy-modality and {own} both have a facet 'topic'" in done.stderr
        assert "tag with one of the two, or rename the facet in yours" in done.stderr
        assert not (tmp_path / "a.refkit.json").exists()

    own.write_text(OWN.format(id="own", facet="theme"))
    assert "theme/cells" in run("tag", tmp_path / "a.bib", *both, "--explain").stdout


def test_a_taxonomy_that_is_named_twice_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.bib").write_text("@misc{a, title = {CAR-NK cells}}\n")
    Path("own.toml").write_text(OWN.format(id="own", facet="theme"))
    names = ["own.toml", "therapy-modality", "./own.toml", "therapy-modality"]

    done = run(
        "tag", "a.bib", "-o", "a.refkit.json", *(x for n in names for x in ("--taxonomy", n))
    )

    assert done.exit_code == 0, done.stderr
    made = json.loads(Path("a.refkit.json").read_text())["made"]
    assert [each.partition("@")[0] for each in made["taxonomies"]] == ["own", "therapy-modality"]


def test_the_shipped_taxonomies_can_stand_in_one_run(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text("@misc{a, title = {A cohort: MRI after CAR-NK cells}}\n")
    names = ["therapy-modality", "study-design", "medical-imaging"]

    shown = run(
        "tag", tmp_path / "a.bib", "--explain", *(x for n in names for x in ("--taxonomy", n))
    ).stdout

    assert {"modality/car-nk", "design/cohort-study", "imaging/mri"} <= set(shown.split())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.bib", "@misc{k, title = {Snow}}\n@misc{m, title = {Ice}}\n@misc{k, title = {Rain}}\n"),
        ("a.json", '[{"id": "k", "title": "Snow"}, {"id": "m"}, {"id": "k", "title": "Rain"}]'),
        (
            "a.ris",
            "TY  - JOUR\nID  - k\nTI  - Snow\nER  - \nTY  - JOUR\nID  - k\nTI  - Rain\nER  -\n",
        ),
        ("a.csv", "key,title,doi\nk,Snow,10.1000/a\nk,Rain,10.1000/b\n"),
        ("a.yaml", "references:\n- id: k\n  title: Snow\n- id: k\n  title: Rain\n"),
        ("a.enw", "%0 Journal Article\n%F k\n%T Snow\n\n%0 Journal Article\n%F k\n%T Rain\n"),
    ],
)
def test_a_key_that_stands_twice_is_told_with_what_it_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(text)

    done = run("tag", name, "-o", "a.refkit.json")

    told = f"{name}: 1 entry has a key that another one above has too; here it is called k-2\n"
    assert done.stderr.count(told) == 1
    ids = [each["id"] for each in json.loads(Path("a.refkit.json").read_text())["entries"]]
    assert ids == (["k", "m", "k-2"] if "m" in ids else ["k", "k-2"])
    assert "called" not in run("tag", "a.refkit.json", "-o", "a.refkit.json").stderr
    assert "called" not in run("tag", name, "-q", "-o", "b.refkit.json").stderr
    for command in ("untag", "dedup", "enrich"):
        offline = ["--offline"] if command == "enrich" else []
        done = run(command, name, "-o", f"{command}.refkit.json", *offline)
        assert told in done.stderr, (command, done.output)


def test_of_many_keys_that_stand_twice_the_first_ones_are_told(tmp_path: Path) -> None:
    twice = "".join(f"@misc{{{each}, title = {{Snow}}}}\n" for each in "abcdefg" * 2)
    (tmp_path / "a.bib").write_text(twice)

    said = run("tag", tmp_path / "a.bib", "-o", tmp_path / "a.refkit.json").stderr

    assert (
        "a.bib: 7 entries have keys that another one above has too; here they are called "
        "a-2, b-2, c-2, d-2, e-2 and 2 more\n" in said
    )


def test_the_rows_of_an_entry_in_a_table_of_refkit_are_no_keys_that_stand_twice(
    tmp_path: Path,
) -> None:
    saved, table = tmp_path / "a.refkit.json", tmp_path / "a.csv"
    (tmp_path / "a.bib").write_text("@misc{k, title = {Snow}, doi = {10.1000/a}}\n")
    run("tag", tmp_path / "a.bib", "-o", saved)
    run("export", saved, "-o", table)
    head, row = table.read_text("utf-8-sig").splitlines()
    table.write_text("\n".join([head, row, row]) + "\n")

    assert "called" not in run("tag", table, "-o", tmp_path / "b.refkit.json").stderr


ABSTRACT = (
    "@misc{a, title = {A trial}, abstract = {Lupus is lupus. CAR-T cells were given, CAR-T cells "
    "grew.}}\n@misc{b, title = {CAR-T cells in lupus}}\n"
)


@pytest.fixture
def read_whole(tmp_path: Path) -> Path:
    """A file whose labels were read in abstracts, too."""
    (tmp_path / "a.bib").write_text(ABSTRACT)
    saved = tmp_path / "a.refkit.json"
    told = run("tag", tmp_path / "a.bib", "--evidence", "all", "-o", saved)
    assert told.stderr.endswith("2 entries: 2 tagged, 1 needs a look\n")
    return saved


def test_a_tagged_file_is_read_by_the_evidence_that_it_was_tagged_with(read_whole: Path) -> None:
    said = f"refkit: {read_whole}: labels are read as it was tagged, with --evidence all; "

    doubts, before = run("tag", read_whole, "--doubts"), read_whole.read_bytes()
    again = run("tag", read_whole, "-o", read_whole)

    assert "the title does not say it: CAR-T (abstract)" in doubts.stdout
    assert doubts.stderr.startswith(said)
    assert doubts.stderr.endswith("2 entries: 2 tagged, 1 needs a look\n")
    assert again.stderr.startswith(said)
    assert read_whole.read_bytes() == before
    assert "abstract 0-5  “Lupus”" in run("tag", read_whole, "--explain").stdout


def test_unless_another_is_asked_for(read_whole: Path) -> None:
    done = run("tag", read_whole, "--evidence", "title", "-o", read_whole)

    assert done.stderr == "2 entries: 2 tagged\n"
    assert run("tag", read_whole).stderr == "2 entries: 2 tagged\n"


def test_so_it_is_in_python(read_whole: Path) -> None:
    given = refkit.load(read_whole)

    assert refkit.tag(given) == given
    assert refkit.tag(given, evidence="title").made.evidence == ""


def test_those_most_likely_wrong_stand_first_in_the_table_and_for_machines(tmp_path: Path) -> None:
    lighter = "@misc{c,\n  title = {Gelnumatug in rheumatoid arthritis}\n}\n"
    heavier = "@misc{d,\n  title = {CAR cells from NK cells, and exosomes in vivo}\n}\n"
    (tmp_path / "a.bib").write_text(lighter + heavier)

    rows = json.loads(run("tag", tmp_path / "a.bib", "--doubts", "--json").stdout)
    table = run("tag", tmp_path / "a.bib", "--doubts").stdout

    weights = [sum(each["weight"] for each in row["label_doubts"]) for row in rows]
    assert weights == sorted(weights, reverse=True)
    assert [row["id"] for row in rows] == ["d", "c"]
    assert table.index("CAR cells") < table.index("Gelnumatug")


def test_doubts_of_a_facet_that_was_left_out_are_not_told(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text("@misc{a,\n  title = {CAR cells in lupus nephritis}\n}\n")

    told = run("tag", tmp_path / "a.bib", "--doubts", "--facet", "level")

    assert (told.stdout, told.stderr) == ("", "1 entry: 0 tagged\n")


def test_a_library_says_how_many_need_a_look_in_show_and_report(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(DOUBTED)
    saved, page = tmp_path / "a.refkit.json", tmp_path / "a.html"
    run("tag", tmp_path / "a.bib", "-o", saved)
    run("report", saved, "-o", page)

    said = "2 entries; labels of 1 need a look"
    assert run("show", saved).stderr == f"{said}\n"
    assert run("show", tmp_path / "a.bib").stderr == ""
    assert f"no review lists: {said}.</p>" in page.read_text()
    assert refkit.load(saved)._repr_html_().count(said) == 1
