"""``refkit label``: a person's word on labels is kept, and stands before all rules."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from crossref_server import CrossrefServer, make_review, make_work

from refkit.cli import main
from refkit.tagging.compiled_taxonomy import TAXONOMIES

LIBRARY = """
@article{ada, title = {CAR-T cells in lupus}, doi = {10.1000/ada}}
@article{ben, title = {CAR-NK cells in systemic sclerosis}}
@article{eva, title = {Lupus after failure of belimumab}}
"""
REVIEW = "10.1000/review"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def label(*arguments: str | Path) -> Result:
    """What Ada Rossi decides."""
    return run("label", *arguments, "--by", "Ada Rossi")


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    (tmp_path / "library.bib").write_text(LIBRARY)
    path = tmp_path / "library.refkit.json"
    assert run("tag", tmp_path / "library.bib", "-o", path).exit_code == 0
    return path


def rows(path: Path) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in json.loads(run("show", path, "--json").stdout)}


def labels(path: Path, key: str) -> list[str]:
    return list(rows(path)[key]["tags"])


def test_a_label_is_added_and_another_removed_with_who_decided(saved: Path) -> None:
    done = label(saved, "--entry", "ada", "--add", "CAR-NK", "--remove", "sle", "--note", "read it")

    assert done.exit_code == 0, done.output
    assert labels(saved, "ada") == ["modality/car-t", "modality/car-nk"]
    assert done.stderr == (
        "refkit: ada: Ada Rossi: added modality/car-nk, removed disease/sle\n"
        "refkit: ada: its labels are CAR-T, CAR-NK\n"
        "1 entry decided on\n"
    )
    assert rows(saved)["ada"]["label_decisions"][1] == {
        "facet": "modality", "label": "car-nk", "decision": "add", "by": "Ada Rossi",
        "note": "read it",
    }  # fmt: skip


def test_decisions_outlive_a_tag_with_other_evidence_facets_and_taxonomies(saved: Path) -> None:
    label(saved, "--entry", "ada", "--add", "car-nk", "--remove", "sle")
    before = labels(saved, "ada")

    for asked in (
        ["--evidence", "all"],
        ["--facet", "disease"],
        ["--taxonomy", "study-design"],
        [],
    ):
        done = run("tag", saved, "-o", saved, *asked)
        assert done.exit_code == 0
        assert ("2 decisions on labels that are not in use" in done.stderr) == (
            "study-design" in asked
        )

    assert labels(saved, "ada") == before


def test_who_removes_a_label_removes_what_is_below_it(saved: Path) -> None:
    label(saved, "--entry", "ben", "--remove", "cell-therapy")

    assert labels(saved, "ben") == ["disease/systemic-sclerosis"]
    shown = run("tag", saved, "--explain").stdout
    assert "not modality/car-nk: Ada Rossi removed cell-therapy" in shown
    assert "  decided by Ada Rossi: removed modality/cell-therapy" in shown


def test_a_confirmed_entry_needs_no_look_and_gets_no_further_label(saved: Path) -> None:
    assert "eva" in run("tag", saved, "--doubts").stdout

    label(saved, "--entry", "eva", "--confirm")

    assert "eva" not in run("tag", saved, "--doubts").stdout
    assert rows(saved)["eva"]["label_doubts"] == []
    run("tag", saved, "-o", saved)
    assert rows(saved)["eva"]["label_doubts"] == []
    document = json.loads(saved.read_text())
    for entry in document["entries"]:  # as if the rules found more in it than they did
        if entry["id"] == "eva":
            entry["work"]["title"] = "Lupus, CAR-T cells and belimumab"
    saved.write_text(json.dumps(document))
    run("tag", saved, "-o", saved)
    assert labels(saved, "eva") == ["disease/sle"]


def test_a_facet_may_be_confirmed_alone(saved: Path) -> None:
    label(saved, "--entry", "eva", "--confirm", "--facet", "disease")
    assert "eva" in run("tag", saved, "--doubts").stdout

    label(saved, "--entry", "eva", "--confirm", "--facet", "modality")
    assert "eva" not in run("tag", saved, "--doubts").stdout


def test_several_entries_at_once_by_key_and_doi(saved: Path) -> None:
    done = label(saved, "--entry", "https://doi.org/10.1000/ADA", "--entry", "ben",
                 "--add", "study/case-report")  # fmt: skip

    assert done.stderr.endswith("2 entries decided on\n")
    assert all("study/case-report" in labels(saved, key) for key in ("ada", "ben"))
    assert "study/case-report" not in labels(saved, "eva")


def test_what_is_not_there_is_told_with_what_is_near_and_nothing_is_written(saved: Path) -> None:
    before = saved.read_bytes()

    for asked, said in (
        (["--entry", "ada", "--add", "car-nkk"], "did you mean modality/car-nk"),
        (["--entry", "ada", "--add", "xyzzy"], "no label is called 'xyzzy'; see: refkit taxonomy"),
        (["--entry", "adda", "--add", "car-nk"], "no entry is called 'adda'; did you mean ada?"),
        (["--entry", "ada", "--add", "car-nk", "--remove", "car-nk"],
         "ada: remove modality/car-nk contradicts add modality/car-nk"),
        (["--entry", "ada", "--add", "car-nk", "--remove", "cell-therapy"],
         "remove modality/cell-therapy contradicts add modality/car-nk"),
        (["--entry", "ada", "--add", "car-nk", "--clear", "car-nk"], "contradicts"),
        (["--entry", "ada", "--clear", "car-nk"], "no decision on modality/car-nk to take back"),
        (["--entry", "ada", "--clear", "all"], "no decision on its labels to take back"),
        (["--entry", "ada", "--confirm", "--facet", "kind"],
         "no label is called 'kind'; see: refkit taxonomy list; facets are: modality,"),
        (["--entry", "ada", "--facet", "modality", "--add", "car-nk"], "give --confirm with it"),
        (["--entry", "ada"], "give --entry with"),
        (["--add", "car-nk"], "give --entry with"),
    ):  # fmt: skip
        done = label(saved, *asked)
        assert done.exit_code == 2, asked
        assert said in done.stderr, done.stderr

    assert saved.read_bytes() == before


def test_the_same_decision_twice_changes_nothing_and_tells_who_made_it(saved: Path) -> None:
    label(saved, "--entry", "ada", "--add", "car-nk")
    before = saved.read_bytes()

    done = run("label", saved, "--entry", "ada", "--add", "car-nk", "--by", "Ben Okri")

    assert "modality/car-nk is decided so already, by Ada Rossi" in done.stderr
    assert saved.read_bytes() == before


def test_the_last_word_stands_and_what_it_replaces_is_told(saved: Path) -> None:
    label(saved, "--entry", "ada", "--add", "car-nk")

    done = run("label", saved, "--entry", "ada", "--remove", "cell-therapy", "--by", "Ben Okri")

    assert "stands in place of: Ada Rossi: added modality/car-nk" in done.stderr
    assert labels(saved, "ada") == ["disease/sle"]


def test_a_decision_is_taken_back_and_the_rules_speak_again(saved: Path) -> None:
    before = saved.read_bytes()
    label(saved, "--entry", "ada", "--remove", "sle", "--add", "car-nk", "--confirm")

    done = label(saved, "--entry", "ada", "--clear", "sle")
    assert "disease is not confirmed any more" in done.stderr
    assert "disease/sle" in labels(saved, "ada")
    assert "modality/car-nk" in labels(saved, "ada")

    label(saved, "--entry", "ada", "--clear", "all")
    assert saved.read_bytes() == before


def test_untag_takes_labels_and_doubts_off_and_leaves_what_was_decided(saved: Path) -> None:
    label(saved, "--entry", "ada", "--add", "car-nk")

    assert run("untag", saved, "-o", saved).exit_code == 0
    assert rows(saved)["eva"]["label_doubts"] == rows(saved)["ada"]["tags"] == []

    run("tag", saved, "-o", saved)
    assert "modality/car-nk" in labels(saved, "ada")


def test_a_removed_label_that_was_not_there_is_told(saved: Path) -> None:
    done = label(saved, "--entry", "eva", "--remove", "car-nk")

    assert "eva: did not have modality/car-nk, and will not get it" in done.stderr


def table(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_table_decides_on_many(saved: Path, tmp_path: Path) -> None:
    path = table(
        tmp_path / "checked.csv",
        "\ufeffEntry;Label;Decision;Note;By",
        "ada;;confirm;;",
        'ben;"CAR-NK";REMOVE;"a ""letter""";Ben Okri',
        "ben;disease;confirm;;",
        "eva;modality/car-t;;not sure;",
        "ben;CAR-NK;remove;;Ben Okri",
    )

    done = label(saved, "--from", path)

    assert done.exit_code == 0, done.stderr
    assert done.stderr.endswith("2 entries decided on\n")
    assert "modality/car-nk" not in labels(saved, "ben")
    shown = rows(saved)
    assert shown["ben"]["label_decisions"][-1]["by"] == "Ben Okri"
    assert shown["ben"]["label_decisions"][-1]["note"] == 'a "letter"'
    assert shown["eva"]["label_decisions"] == []


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["entry,decision", "ada,add"], "has no column 'label'"),
        ([], "checked.csv: is empty; needed are the columns entry (or key), label and decision"),
        (["entry,label,decision", "ada,car-nk,add", 'ben,"car-t,add', "eva,car-t,add"],
         "row 3: a quote is opened and not closed at the end of a cell"),
        (["entry,label,decision,note", 'ada,car-nk,add,"see', 'ben,car-t,add,"so"'],
         "row 2: a quote is opened and not closed at the end of a cell"),
        (["entry,label,decision,note", "ada,car-nk,add,one, two"],
         "row 2: has more cells than there are columns"),
        (["entry,label,decision,Label", "ada,car-nk,add,car-t"], "has a column 'label' twice"),
        (["key,doi,labels,label_decisions", "ada,,CAR-T,"],
         "has no column 'label'; needed are entry (or key), label and decision"),
        (["key,key,label,decision", "ada,ben,car-t,add"], "has no column 'entry'; needed are"),
        (["entry,label,decision", "ada,car-t,add", "ada,car-q,add"], "row 3: no label is called"),
        (["entry,label,decision", "aba,car-t,add"], "row 2: no entry is called 'aba'; did you"),
        (["entry,label,decision", ",car-t,add"], "row 2: names no entry"),
        (["key,entry,label,decision", "ben,ada,car-t,add"],
         "row 2: names two entries, ada and by its key ben"),
        (["entry,label,decision", "ada,,add"], "row 2: names no label to add"),
        (["entry,label,decision", "ada,car-t,yes"],
         "row 2: no decision is called 'yes'; there are: add, remove, confirm, clear"),
        (["entry,label,decision", "ada,car-t,add", "ben,,confirm", "ada,car-t,remove"],
         "ada: remove modality/car-t (checked.csv: row 4) contradicts add modality/car-t "
         "(checked.csv: row 2)"),
        (["entry,label,decision", "ada,car-nk,confirm"],
         "row 2: ada: does not have modality/car-nk to confirm; add it"),
        (["entry,label,decision", "ada,car-t,clear"],
         "row 2: ada: there is no decision on modality/car-t to take back"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_understood_is_told_and_nothing_is_written(
    saved: Path, tmp_path: Path, lines: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    table(tmp_path / "checked.csv", *lines)
    before = saved.read_bytes()

    done = label(saved, "--from", "checked.csv")

    assert done.exit_code == 2
    assert said in done.stderr
    assert saved.read_bytes() == before


def test_a_table_that_refkit_exported_is_filled_in_and_read(saved: Path, tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    assert run("export", saved, "-o", path, "--columns", "key,title,labels").exit_code == 0
    head, ada, *others = path.read_text("utf-8-sig").splitlines()
    table(path, f"{head},label,decision", f"{ada},car-nk,add", *others, ",,,,,,")

    done = label(saved, "--from", path)

    assert done.exit_code == 0, done.stderr
    assert labels(saved, "ada") == ["modality/car-t", "modality/car-nk", "disease/sle"]


def test_a_cell_of_several_lines_and_other_columns_twice_are_read(
    saved: Path, tmp_path: Path
) -> None:
    lines = ["seen,entry,label,decision,note,seen", 'x,ada,car-nk,add,"a', '""b""",x', "y,,,,,"]

    assert label(saved, "--from", table(tmp_path / "checked.csv", *lines)).exit_code == 0

    assert rows(saved)["ada"]["label_decisions"][0]["note"] == 'a "b"'


def test_decisions_are_told_in_show_the_table_and_the_report(saved: Path, tmp_path: Path) -> None:
    label(saved, "--entry", "ada", "--add", "car-nk", "--entry", "eva", "--note", "read it")

    assert "decided" in run("show", saved).stdout.splitlines()[0]
    assert "Ada Rossi: added modality/car-nk" in run("show", saved).stdout
    run("export", saved, "-o", tmp_path / "a.csv")
    (ada, ben, _) = csv.DictReader(StringIO((tmp_path / "a.csv").read_text("utf-8-sig")))
    assert ada["label_decisions"] == "Ada Rossi: added modality/car-nk"
    assert "CAR-NK: “Ada Rossi” (person)" in ada["evidence"]
    assert ben["label_decisions"] == ""
    pytest.importorskip("jinja2", reason="jinja2 is not installed: pip install '.[report]'")
    run("report", saved, "-o", tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "Decided: <bdi>Ada Rossi: added modality/car-nk</bdi>" in page
    assert "decided by Ada Rossi" in page


@pytest.mark.parametrize("suffix", ["bib", "ris", "json"])
def test_what_was_decided_goes_into_every_format(saved: Path, tmp_path: Path, suffix: str) -> None:
    label(saved, "--entry", "ada", "--add", "car-nk", "--remove", "car-t")

    assert run("export", saved, "-o", tmp_path / f"a.{suffix}").exit_code == 0

    text = (tmp_path / f"a.{suffix}").read_text(encoding="utf-8")
    ada = text[: text.index("CAR-NK cells in systemic") if suffix != "bib" else text.index("{ben")]
    assert "CAR-NK" in ada
    assert "CAR-T\n" not in ada.replace("CAR-T cells", "")
    assert "CAR-T," not in ada


def test_a_name_steers_no_terminal_and_is_text_in_the_page(saved: Path, tmp_path: Path) -> None:
    run("label", saved, "--entry", "ada", "--add", "car-nk", "--by", "\x1b[31mA <b>\nx")

    for shown in (run("show", saved).stdout, run("tag", saved, "--explain").stdout):
        assert "\x1b" not in shown
    pytest.importorskip("jinja2", reason="jinja2 is not installed: pip install '.[report]'")
    run("report", saved, "-o", tmp_path / "a.html")
    assert "A &lt;b&gt; x" in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_a_library_says_how_it_becomes_a_file_that_keeps_decisions(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("tag", "library.bib", "-o", "library.bib")
    before = (tmp_path / "library.bib").read_text()

    done = label("library.bib", "--entry", "ada", "--add", "car-nk")

    assert done.exit_code == 2
    assert done.stderr == (
        "refkit: library.bib: is a library, and no file that keeps decisions: refkit tag "
        "library.bib -o library.refkit.json makes one\n"
    )
    assert (tmp_path / "library.bib").read_text() == before


def test_a_saved_file_without_labels_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "library.bib").write_text(LIBRARY)
    run("untag", "library.bib", "-o", "bare.refkit.json")

    done = label("bare.refkit.json", "--entry", "ada", "--add", "car-nk")

    assert done.stderr == (
        "refkit: bare.refkit.json: was never tagged: refkit tag bare.refkit.json -o "
        "bare.refkit.json does that\n"
    )


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["--add", ""], "--add names no label"),
        (["--remove", " "], "--remove names no label"),
        (["--add", "car-nk", "--clear", ""], "--clear names no label; --clear all takes back"),
        (["--confirm", "--facet", ""], "--facet names no facet"),
        (["--confirm", "--clear", "all"], "--clear all takes back every decision, also what"),
        (["--confirm", "--clear", " ALL "], "--clear all takes back every decision, also what"),
        (["--confirm", "--facet", "modalty"],
         "no facet or label is called 'modalty'; did you mean the facet modality?"),
        (["--clear", "diseases"],
         "no facet or label is called 'diseases'; did you mean the facet disease?"),
        (["--confirm", "--clear", "modality"], "contradicts clear modality"),
        (["--confirm", "--by", ""], "nobody is named who decides"),
        (["--confirm", "--by", "   "], "nobody is named who decides"),
    ],
)  # fmt: skip
def test_a_slip_on_the_command_line_decides_nothing_and_says_where_it_is(
    saved: Path, said: list[str], told: str
) -> None:
    label(saved, "--entry", "ada", "--add", "car-nk")
    before = saved.read_bytes()

    who = [] if "--by" in said else ["--by", "Ada Rossi"]
    done = run("label", saved, "--entry", "ada", *said, *who)

    assert done.exit_code == 2
    assert told in done.stderr
    assert saved.read_bytes() == before


def test_all_is_taken_back_and_confirmed_in_no_table_either(saved: Path, tmp_path: Path) -> None:
    label(saved, "--entry", "ada", "--add", "car-nk")
    path = table(tmp_path / "t.csv", "entry,label,decision", "ada,,clear", "ada,modality,confirm")

    done = label(saved, "--from", path)

    assert done.exit_code == 2
    assert "row 3) contradicts clear all" in done.stderr
    assert "modality/car-nk" in labels(saved, "ada")


def test_a_decision_on_a_label_that_is_gone_is_taken_back_by_its_id(
    saved: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own.toml"
    label_ = '[[label]]\nid = "{0}"\nfacet = "{1}"\nname = "{0}"\nany = ["xyz"]\n'.format
    head = 'id = "own"\nversion = "1"\nfacets = {}\n'.format
    own.write_text(
        head('["kind", "age"]') + label_("cells", "kind") + label_("wax", "kind")
        + label_("old", "age")
    )  # fmt: skip
    run("tag", saved, "--taxonomy", own, "-o", saved)
    named = ["--entry", "ada", "--taxonomy", own]
    for each in ("wax", "cells", "old"):
        assert label(saved, *named, "--add", each).exit_code == 0
    own.write_text(head('["kind"]') + label_("cells", "kind"))
    waiting = run("tag", saved, "--taxonomy", own, "-o", saved).stderr
    assert "2 decisions on labels that are not in use: age/old, kind/wax" in waiting

    assert label(saved, *named, "--clear", "kind/wax").exit_code == 0
    assert label(saved, *named, "--clear", "age").exit_code == 0

    assert [each["label"] for each in rows(saved)["ada"]["label_decisions"]] == ["cells"]
    assert "no label is called 'wax'" in label(saved, *named, "--clear", "wax").stderr


def test_a_decision_of_a_facet_that_was_left_out_is_taken_back(saved: Path) -> None:
    label(saved, "--entry", "ada", "--add", "car-nk")
    run("tag", saved, "--facet", "disease", "-o", saved)

    done = label(saved, "--entry", "ada", "--clear", "car-nk")

    assert done.exit_code == 0, done.stderr
    assert rows(saved)["ada"]["label_decisions"] == []


def test_only_the_facets_that_were_asked_for_are_labelled_anew(saved: Path) -> None:
    run("tag", saved, "--facet", "modality", "-o", saved)

    label(saved, "--entry", "ada", "--add", "car-nk")

    assert labels(saved, "ada") == ["modality/car-t", "modality/car-nk"]
    done = label(saved, "--entry", "ada", "--add", "sle")
    assert "was tagged without the facet disease" in done.stderr


def test_a_taxonomy_that_is_a_file_is_named(saved: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'id = "own"\nversion = "1"\nfacets = ["kind"]\n'
        '[[label]]\nid = "cells"\nfacet = "kind"\nname = "Cells"\nany = ["cells"]\n'
        '[[label]]\nid = "other"\nfacet = "kind"\nname = "Other"\nany = ["xyz"]\n'
    )
    run("tag", saved, "--taxonomy", own, "-o", saved)

    assert (
        "name the file with --taxonomy" in label(saved, "--entry", "ada", "--add", "other").stderr
    )
    done = label(saved, "--entry", "ada", "--add", "other", "--taxonomy", own)

    assert done.exit_code == 0, done.stderr
    assert labels(saved, "ada") == ["kind/cells", "kind/other"]
    assert "was not tagged with" in label(
        saved, "--entry", "ada", "--add", "other", "--taxonomy", "study-design"
    ).stderr  # fmt: skip


def test_a_file_of_two_taxonomies_that_share_a_facet_is_tagged_anew_first(
    saved: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'id = "own"\nversion = "1"\nfacets = ["topic"]\n'
        '[[label]]\nid = "cells"\nfacet = "topic"\nname = "Cells"\nany = ["cells"]\n'
    )
    document = json.loads(saved.read_text())
    document["made"]["taxonomies"].append("own@1")  # as an earlier refkit wrote it
    saved.write_text(json.dumps(document))

    done = label(saved, "--entry", "ada", "--add", "topic/cells", "--taxonomy", own)

    assert done.exit_code == 2
    assert "and own@1 both have a facet 'topic'" in done.stderr


@pytest.fixture
def server(crossref: CrossrefServer) -> CrossrefServer:
    crossref.add(
        make_review(
            REVIEW,
            [{"DOI": "10.1000/a"}, {"unstructured": "Berg A. CAR-T cells in lupus. 2025."}],
        )
    )
    crossref.add(make_work("10.1000/a", title=["CAR-NK cells in myositis"]))
    crossref.add(make_work("10.1000/b", title=["CAR-T cells in lupus"]))
    return crossref


def fetched(path: Path) -> list[list[str]]:
    assert run("fetch", REVIEW, "-o", path).exit_code == 0
    return [row["tags"] for row in json.loads(run("show", path, "--json").stdout)]


def test_decisions_outlive_a_fetch_a_list_in_another_order_and_a_line_that_is_gone(
    server: CrossrefServer, tmp_path: Path
) -> None:
    path = tmp_path / "review.refkit.json"
    fetched(path)
    first, second = rows(path)
    label(path, "--entry", first, "--remove", "car-nk")
    label(path, "--entry", second, "--add", "car-nk")
    of_first, of_second = (labels(path, key) for key in (first, second))

    assert fetched(path) == [of_first, of_second]
    server.add(make_review(REVIEW, [{"unstructured": "Berg A. CAR-T cells in lupus. 2025."}]))
    run("fetch", REVIEW, "--refresh", "-o", path)
    assert [row["tags"] for row in rows(path).values()] == [of_second]
    server.add(
        make_review(
            REVIEW,
            [{"unstructured": "Berg A. CAR-T cells in lupus. 2025."}, {"DOI": "10.1000/a"}],
        )
    )
    run("fetch", REVIEW, "--refresh", "-o", path)
    assert [row["tags"] for row in rows(path).values()] == [of_second, of_first]


def test_a_line_hands_its_decisions_to_its_work_and_a_wrong_work_keeps_its_own(
    server: CrossrefServer, tmp_path: Path
) -> None:
    path = tmp_path / "review.refkit.json"
    fetched(path)
    _, second = rows(path)
    label(path, "--entry", second, "--add", "car-nk")

    run("resolve", path, "--position", "2", "--doi", "10.1000/b")
    assert "modality/car-nk" in labels(path, second)

    label(path, "--entry", second, "--add", "study/case-report")
    run("resolve", path, "--position", "2", "--doi", "undecided")
    assert labels(path, second) == ["modality/car-t", "disease/sle"]
    assert json.loads(path.read_text())["label_decisions"][0]["known_by"][0] == "doi:10.1000/b"

    run("resolve", path, "--position", "2", "--doi", "10.1000/b")
    assert "study/case-report" in labels(path, second)


def test_corrections_are_gold_and_only_what_was_said_counts(saved: Path) -> None:
    nothing = run("taxonomy", "eval", "--from", saved)
    assert nothing.exit_code == 2
    assert "holds no decision on labels of therapy-modality" in nothing.stderr

    label(saved, "--entry", "ada", "--remove", "car-t")
    label(saved, "--entry", "ben", "--add", "lupus-nephritis")
    label(saved, "--entry", "eva", "--confirm")
    found = json.loads(run("taxonomy", "eval", "--from", saved, "--json").stdout)

    assert found["titles"] == 3
    modality = found["facets"]["modality"]["labels"]
    assert modality == {"car-t": modality["car-t"]}
    assert (modality["car-t"]["extra"], modality["car-t"]["right"]) == (1, 0)
    disease = found["facets"]["disease"]["labels"]
    assert disease["lupus-nephritis"]["missed"] == 1
    assert disease["sle"]["right"] == 1
    assert "systemic-sclerosis" not in disease
    assert [(miss["id"], miss["expected"], miss["given"]) for miss in found["misses"]] == [
        ("ada", [], ["car-t"]), ("ben", ["lupus-nephritis"], []),
    ]  # fmt: skip
    assert run("taxonomy", "eval").exit_code == 2


def test_gold_of_another_taxonomy_says_so_and_counts_where_ids_are_the_same(
    saved: Path, tmp_path: Path
) -> None:
    label(saved, "--entry", "ada", "--remove", "car-t")
    text = (TAXONOMIES / "therapy-modality.toml").read_text("utf-8")
    mended = tmp_path / "mended.toml"
    mended.write_text(text.replace("id = 'therapy-modality'", "id = 'mended'", 1))
    (tmp_path / "agents.csv").write_bytes((TAXONOMIES / "agents.csv").read_bytes())

    own = run("taxonomy", "eval", "--from", saved)
    other = run("taxonomy", "eval", "--from", saved, "--taxonomy", mended)

    assert own.stderr == ""
    assert other.exit_code == 0, other.stderr
    assert re.search(
        r"library.refkit.json: was tagged with therapy-modality@[0-9.]+, not with mended: its "
        "decisions count where facet and label have the same ids",
        other.stderr,
    )
    assert other.stdout.splitlines()[1:] == own.stdout.splitlines()[1:]


def test_what_is_decided_is_told_for_machines(saved: Path) -> None:
    done = label(saved, "--entry", "ben", "--add", "sle", "--json")

    (row,) = json.loads(done.stdout)
    assert row["id"] == "ben"
    assert row["label_decisions"][0]["label"] == "sle"


def test_who_decides_is_set_once(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFKIT_PERSON", "Ben Okri")

    assert "Ben Okri: added" in run("label", saved, "--entry", "ada", "--add", "car-nk").stderr


def test_who_agrees_is_told_that_it_is_decided_so_already(saved: Path) -> None:
    label(saved, "--entry", "ada", "--confirm")
    before = saved.read_bytes()

    done = run("label", saved, "--entry", "ada", "--confirm", "--by", "Bo", "--note", "me too")

    assert (
        "ada: all of it is decided so already, by Ada Rossi; the note is not kept\n" in done.stderr
    )
    assert done.stderr.endswith("0 entries decided on, 1 as before\n")
    done = run("label", saved, "--entry", "ada", "--confirm", "--facet", "disease", "--by", "Bo")
    assert "ada: all of it is decided so already, by Ada Rossi\n" in done.stderr
    assert saved.read_bytes() == before
    done = run("label", saved, "--entry", "ada", "--entry", "ben", "--confirm", "--by", "Bo")
    assert done.stderr.endswith("1 entry decided on, 1 as before\n")


def test_who_confirmed_may_add_a_note(saved: Path) -> None:
    label(saved, "--entry", "ada", "--confirm")
    done = label(saved, "--entry", "ada", "--confirm", "--note", "read it")

    assert done.stderr.endswith("1 entry decided on\n")
    assert {each["note"] for each in rows(saved)["ada"]["label_decisions"]} == {"read it"}


def test_what_is_said_twice_is_said_once(saved: Path, tmp_path: Path) -> None:
    done = label(saved, "--entry", "ada", "--entry", "10.1000/ada", "--add", "car-nk")
    assert "already" not in done.stderr
    assert done.stderr.endswith("1 entry decided on\n")

    table = tmp_path / "twice.csv"
    table.write_text(
        "entry,label,decision\nben,sle,add\nben,disease/sle,add\nben,,confirm\nben,,confirm\n"
    )
    done = label(saved, "--from", table)
    assert "already" not in done.stderr
    assert done.stderr.endswith("1 entry decided on\n")


def test_who_takes_back_another_persons_word_is_told_whose_it_was(saved: Path) -> None:
    label(saved, "--entry", "ada", "--remove", "sle", "--confirm")

    done = run("label", saved, "--entry", "ada", "--clear", "sle", "--by", "Bo")

    assert "ada: taken back: Ada Rossi: removed disease/sle\n" in done.stderr
    assert "ada: disease is not confirmed any more (it was by Ada Rossi)\n" in done.stderr


def test_a_label_that_another_implies_is_told_with_that(saved: Path) -> None:
    done = label(saved, "--entry", "ada", "--add", "autoimmune disease")

    assert "ada: disease/autoimmune-disease is implied by disease/sle\n" in done.stderr


def test_a_table_may_have_blank_rows_above_its_heads_and_keys_beside_entries(
    saved: Path, tmp_path: Path
) -> None:
    table = tmp_path / "checked.csv"
    table.write_text("\n,,,\nentry,key,label,decision\n,ben,sle,add\n10.1000/ada,x,car-nk,add\n")

    assert label(saved, "--from", table).exit_code == 0
    assert "disease/sle" in labels(saved, "ben")
    assert "modality/car-nk" in labels(saved, "ada")

    table.write_text(table.read_text().replace("car-nk", "car-nkk"))
    assert f"{table}: row 5: no label is called" in label(saved, "--from", table).stderr


def test_what_is_wrong_with_the_taxonomies_of_a_file_is_told_with_its_name(saved: Path) -> None:
    done = label(saved, "--entry", "ada", "--confirm", "--taxonomy", "study-design")
    assert f"refkit: {saved}: was not tagged with study-design" in done.stderr

    saved.write_text(re.sub("therapy-modality@[0-9.]+", "long@1", saved.read_text()))
    done = label(saved, "--entry", "ada", "--confirm")
    assert f"refkit: {saved}: was tagged with long@1: name the file" in done.stderr


def test_what_was_said_is_counted_and_not_its_rows(saved: Path) -> None:
    label(saved, "--entry", "ada", "--add", "car-nk", "--remove", "sle", "--confirm")

    done = run("tag", saved.with_name("library.bib"), "-o", saved)

    assert "3 decisions on labels carried over\n" in done.stderr


def test_the_rules_are_not_measured_by_a_library(saved: Path) -> None:
    done = run("taxonomy", "eval", "--from", saved.with_name("library.bib"))

    assert done.exit_code == 2
    assert "library.bib: is a library, and no file that keeps decisions: refkit tag" in done.stderr


def test_one_title_and_one_facet_are_told_in_the_singular(saved: Path) -> None:
    label(saved, "--entry", "ada", "--remove", "sle")

    done = run("taxonomy", "eval", "--from", saved)

    assert " on 1 title; in brackets" in done.stdout
    assert "\n1 facet of a title is not exact\n" in done.stdout


def test_a_label_is_known_as_a_keyword_of_two_levels_has_it(saved: Path) -> None:
    assert label(saved, "--entry", "ada", "--add", "modality > CAR-NK").exit_code == 0
    assert "modality/car-nk" in labels(saved, "ada")


def test_many_decisions_are_told_in_one_line_where_that_is_asked(saved: Path) -> None:
    done = label(saved, "--entry", "ada", "--entry", "ben", "--confirm", "-q")
    assert done.stderr == "2 entries decided on\n"


def test_corrections_are_measured_by_the_evidence_that_the_file_was_tagged_with(
    tmp_path: Path,
) -> None:
    said = "Lupus is lupus."
    (tmp_path / "a.bib").write_text(f"@misc{{a, title = {{A trial}}, abstract = {{{said}}}}}\n")
    whole = tmp_path / "a.refkit.json"
    run("tag", tmp_path / "a.bib", "--evidence", "all", "-o", whole)
    label(whole, "--entry", "a", "--confirm", "--facet", "disease")

    done = run("taxonomy", "eval", "--from", whole, "--json")
    titles = run("taxonomy", "eval", "--from", whole, "--json", "--evidence", "title")

    assert done.exit_code == titles.exit_code == 0, done.output
    recall = [json.loads(each.stdout)["facets"]["disease"]["recall"] for each in (done, titles)]
    assert recall == [1, 0]
    assert "labels are read as it was tagged, with --evidence all" in done.stderr
    assert titles.stderr == ""


def test_a_label_that_a_person_took_away_needs_no_look(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text("@misc{a, title = {CAR T cells for lupus}}\n")
    path = tmp_path / "a.refkit.json"
    run("tag", tmp_path / "a.bib", "-o", path)

    label(path, "--entry", "a", "--remove", "cell-therapy")

    assert rows(path)["a"]["label_doubts"] == []
    assert run("tag", path, "--doubts").stdout == ""


@pytest.fixture
def decided(saved: Path) -> Path:
    label(saved, "--entry", "ada", "--remove", "car-t", "--add", "study/case-report")
    label(saved, "--entry", "ben", "--confirm")
    label(saved, "--entry", "eva", "--confirm", "--facet", "modality")
    return saved


def decisions(path: Path) -> dict[str, Any]:
    return {key: row["label_decisions"] for key, row in rows(path).items()}


@pytest.mark.parametrize("name", ["r.csv", "r.json"])
def test_what_was_decided_comes_back_from_a_format_that_holds_it(
    decided: Path, name: str, tmp_path: Path
) -> None:
    back = tmp_path / "back.refkit.json"
    run("export", decided, "-o", tmp_path / name)

    done = run("tag", tmp_path / name, "-o", back)

    assert done.exit_code == 0, done.output
    assert decisions(back) == decisions(decided)
    assert {key: row["tags"] for key, row in rows(back).items()} == {
        key: row["tags"] for key, row in rows(decided).items()
    }
    assert "not read" not in done.stderr
    run("export", back, "-o", tmp_path / f"again-{name}")
    again = run("tag", tmp_path / f"again-{name}", "-o", tmp_path / "again.refkit.json")
    assert decisions(tmp_path / "again.refkit.json") == decisions(decided), again.stderr
    assert "decided" not in run("diff", decided, tmp_path / name).stdout


def test_notes_come_back_from_csl_json_and_are_told_of_a_table(
    decided: Path, tmp_path: Path
) -> None:
    label(decided, "--entry", "ada", "--add", "level/in-vitro", "--note", "see methods; p. 3")
    csl, table = tmp_path / "r.json", tmp_path / "r.csv"

    run("export", decided, "-o", csl)
    told = run("export", decided, "-o", table, "-v").stderr
    whole = run("export", decided, "-o", table, "--columns", "all").stderr

    run("tag", csl, "-o", tmp_path / "back.refkit.json")
    assert decisions(tmp_path / "back.refkit.json") == decisions(decided)
    assert "the notes stand only in the column label_notes (--columns): ada\n" in told
    assert "label_notes" not in whole
    assert "level/in-vitro: see methods; p. 3" in table.read_text()
    assert "decided" not in run("diff", decided, table).stdout


def test_what_of_a_cell_is_not_read_is_told_and_kept(decided: Path, tmp_path: Path) -> None:
    table = tmp_path / "r.csv"
    run("export", decided, "-o", table)
    was = "added study/case-report, removed modality/car-t"
    table.write_text(table.read_text().replace(was, f"{was}, confirmed modality"))

    done = run("tag", table, "-o", tmp_path / "back.refkit.json")

    assert (
        f"{table}: row 2: decisions on labels not read: Ada Rossi: confirmed modality"
        in done.stderr
    )
    assert decisions(tmp_path / "back.refkit.json") == decisions(decided)


def test_a_member_of_another_program_is_no_decision(decided: Path, tmp_path: Path) -> None:
    csl = tmp_path / "r.json"
    run("export", decided, "-o", csl)
    items = json.loads(csl.read_text())
    items[0]["custom"]["label-decisions"][0]["decision"] = "perhaps"
    csl.write_text(json.dumps(items))

    run("tag", csl, "-o", tmp_path / "back.refkit.json")

    assert decisions(tmp_path / "back.refkit.json")["ada"] == []
    run("export", tmp_path / "back.refkit.json", "-o", tmp_path / "again.json")
    assert "perhaps" in (tmp_path / "again.json").read_text()


@pytest.mark.parametrize(("name", "format_"), [("r.bib", "bibtex"), ("r.ris", "ris")])
def test_a_format_that_does_not_hold_decisions_says_so(
    decided: Path, name: str, format_: str, tmp_path: Path
) -> None:
    before = tmp_path / "before.refkit.json"
    run("tag", tmp_path / "library.bib", "-o", before)

    done = run("export", decided, "-o", tmp_path / name, "-v")

    said = f"label decisions: {format_} has no field for it: ada, ben, eva\n"
    assert f"refkit: {said}" in done.stderr
    assert f"{format_}: 3 losses in 3 entries" in done.stderr
    assert "label decisions" not in run("export", before, "-o", tmp_path / name, "-v").stderr


def test_decisions_are_not_compared_with_a_library_that_keeps_none(
    decided: Path, tmp_path: Path
) -> None:
    run("export", decided, "-o", tmp_path / "r.bib")

    done = run("diff", decided, tmp_path / "r.bib")

    assert "taken back" not in done.stdout
    assert f"{tmp_path / 'r.bib'}: keeps no decisions on labels" in done.stderr
    assert done.stderr.endswith("0 differences\n")


def test_decisions_can_be_left_out(decided: Path, tmp_path: Path) -> None:
    for name in ("r.json", "r.csv"):
        told = run("export", decided, "-o", tmp_path / name, "--omit", "label_decisions", "-v")

        assert told.exit_code == 0, told.stderr
        assert "Ada Rossi: " not in (tmp_path / name).read_text()
        assert "label-decisions" not in (tmp_path / name).read_text()


def test_show_of_one_entry_tells_why(saved: Path) -> None:
    label(saved, "--entry", "ben", "--add", "sle", "--note", "read it")

    assert "read it" in run("show", saved, "--label", "car-nk").stdout
    assert "read it" not in run("show", saved).stdout


def test_a_removed_label_among_the_librarys_own_keywords_is_told(tmp_path: Path) -> None:
    bib, saved = tmp_path / "own.bib", tmp_path / "own.refkit.json"
    bib.write_text(
        "@article{k, title={CAR-T cells in lupus}, keywords={owls, CAR-T}, year={2024}}\n"
    )
    run("tag", bib, "-o", saved)

    told = run("label", saved, "--entry", "k", "--remove", "car-t", "--by", "Ada").stderr

    assert "k: the library's own keyword stays: CAR-T; " in told
    assert "refkit untag" in told


def test_where_no_label_is_near_the_list_of_the_taxonomy_it_was_tagged_with_is_named(
    saved: Path,
) -> None:
    run("tag", saved, "-o", saved, "--taxonomy", "study-design")

    told = run("label", saved, "--entry", "ada", "--add", "qqq", "--by", "Ada").stderr

    assert "no label is called 'qqq'; see: refkit taxonomy list --taxonomy study-design" in told


def test_who_agrees_with_a_reason_takes_no_word_away(saved: Path) -> None:
    label(saved, "--entry", "ada", "--remove", "car-t", "--note", "page 3")

    told = run(
        "label", saved, "--entry", "ada", "--remove", "car-t", "--by", "Bo", "--note", "me too"
    )

    assert "decided so already, by Ada Rossi; the note is not kept" in told.stderr
    (decision,) = rows(saved)["ada"]["label_decisions"]
    assert (decision["by"], decision["note"]) == ("Ada Rossi", "page 3")
