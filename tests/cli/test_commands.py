"""The front door as a user meets it: files, pipes, one-line errors, exit statuses."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import FIRST_REVIEW
from crossref_server import CrossrefServer, make_review, make_work

from refkit.cli import main

ACCOUNT = (
    "9 listed: 6 by deposited DOI, 0 found by search, 0 by hand, 3 unresolved (kept as printed)\n"
)


def run(*arguments: str | Path, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments], input=given)


def first_review(*arguments: str | Path) -> Result:
    return run("fetch", FIRST_REVIEW, "--offline", *arguments)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "review.refkit.json"
    assert first_review("-o", path).exit_code == 0
    return path


def told(result: Result, status: int) -> str:
    """The one line that a failing command prints."""
    assert result.exit_code == status, result.output
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.stderr.count("\n") == 1, result.stderr
    assert result.stderr.startswith("refkit: ")
    return result.stderr


def test_fetch_writes_every_file_and_ends_with_the_account(tmp_path: Path) -> None:
    names = ["refs.bib", "refs.json", "review.refkit.json"]

    result = first_review(*(each for name in names for each in ("-o", tmp_path / name)))

    assert result.exit_code == 0
    assert result.stdout == ""
    assert result.stderr == ACCOUNT
    assert (tmp_path / "refs.bib").read_text().count("@article{") == 9
    assert len(json.loads((tmp_path / "refs.json").read_text())) == 9
    assert len(json.loads((tmp_path / "review.refkit.json").read_text())["entries"]) == 9


def test_without_an_output_a_pipe_gets_the_saved_form() -> None:
    result = first_review()

    assert json.loads(result.stdout)["format"] == "refkit-bibliography/4"
    assert result.stderr == ACCOUNT


def test_commands_go_together_in_a_pipe() -> None:
    fetched = first_review().stdout
    tagged = run("tag", "-", given=fetched)
    exported = run("export", "-", "--to", "bibtex", given=tagged.stdout)

    assert tagged.stdout == fetched
    assert "keywords = {CAR-NK" in exported.stdout


def test_the_saved_form_can_go_to_standard_output_beside_a_file(tmp_path: Path) -> None:
    result = first_review("-o", "-", "-o", tmp_path / "refs.bib")

    assert json.loads(result.stdout)["entries"]
    assert (tmp_path / "refs.bib").exists()


def test_tag_works_on_a_saved_bibliography(saved: Path) -> None:
    before = saved.read_bytes()

    result = run("tag", saved, "-o", saved)

    assert result.exit_code == 0
    assert result.stderr == "9 entries: 9 tagged\n"
    assert saved.read_bytes() == before


def test_tag_keeps_to_the_facets_asked_for(saved: Path) -> None:
    run("tag", saved, "--facet", "modality", "-o", saved)

    tags = [tag for entry in json.loads(saved.read_text())["entries"] for tag in entry["tags"]]
    assert {tag["facet"] for tag in tags} == {"modality"}


def test_tag_refuses_a_facet_that_is_not_there(saved: Path) -> None:
    assert "colour" in told(run("tag", saved, "--facet", "colour"), 2)


def test_tag_takes_a_taxonomy_file(saved: Path, tmp_path: Path) -> None:
    assert "cannot be read" in told(run("tag", saved, "--taxonomy", tmp_path / "no.toml"), 2)
    bad = tmp_path / "bad.toml"
    bad.write_text("[[[")
    assert "bad.toml" in told(run("tag", saved, "--taxonomy", bad), 2)


def test_tag_writes_keywords_into_a_users_own_library(tmp_path: Path) -> None:
    library = tmp_path / "library.bib"
    library.write_text("% mine\n@misc{Key,\n  title = {CAR-T cells in {SLE}},\n  x = {y}\n}\n")

    result = run("tag", library, "-o", library)

    assert result.exit_code == 0
    assert library.read_text() == (
        "% mine\n@misc{Key,\n  title = {CAR-T cells in {SLE}},\n  x = {y},\n"
        "  keywords = {CAR-T, Systemic lupus erythematosus}\n}\n"
    )
    assert result.stderr == (
        f"refkit: {library}: as it was is kept in {library}~ (--no-backup)\n1 entry: 1 tagged\n"
    )


def test_tag_turns_a_library_into_the_other_formats(tmp_path: Path) -> None:
    result = run("tag", "-", "-o", tmp_path / "a.json", given="@misc{Key, title = {CAR-T cells}}")

    assert result.exit_code == 0
    (item,) = json.loads((tmp_path / "a.json").read_text())
    assert (item["id"], item["keyword"]) == ("Key", "CAR-T")


def test_tag_names_what_it_cannot_read_in_a_library(tmp_path: Path) -> None:
    library = tmp_path / "library.bib"
    library.write_text("@misc{a, title={x}}\n@misc{b, title}\n")

    assert "line 2: left as it stands" in run("tag", library).stderr
    assert run("tag", library, "-q").stderr == "1 entry: 0 tagged\n"


def test_export_by_name_and_by_suffix(saved: Path, tmp_path: Path) -> None:
    named = run("export", saved, "--to", "csl-json")
    run("export", saved, "-o", tmp_path / "refs.json")

    assert named.exit_code == 0
    assert (tmp_path / "refs.json").read_text() == named.stdout


def test_export_spells_tags_and_dates_as_asked(saved: Path) -> None:
    text = run(
        "export", saved, "--to", "bibtex", "--tag-style", "path", "--date-policy", "online"
    ).stdout

    assert "modality/car-nk" in text
    assert "year = {2024}" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("--to", "refworks"),
            "unknown format 'refworks'; there are: bibtex, biblatex, csl-json, ris, csv",
        ),
        (("-o", "refs.docx"), "unknown suffix"),
    ],
)
def test_export_refuses_formats_that_are_not_there(
    saved: Path, arguments: tuple[str, ...], said: str
) -> None:
    assert said in told(run("export", saved, *arguments), 2)


def test_show_as_a_table_and_for_machines(saved: Path) -> None:
    table = run("show", saved, "--unresolved")
    rows = json.loads(run("show", saved, "--unresolved", "--json").stdout)

    assert [row["cited_by"][0]["position"] for row in rows] == [5, 6, 7]
    assert table.stdout.count("offline") >= 3
    assert "\x1b[" not in table.stdout
    assert table.stderr == ACCOUNT


def test_a_hostile_title_does_not_steer_the_terminal(tmp_path: Path) -> None:
    title = "[red]x[/red] \x1b[31mCAR-T\x07 \u202eT-RAC"

    table = run("show", "-", given=f"@misc{{a, title = {{{title}}}}}")

    assert table.exit_code == 0
    assert "[red]x[/red]" in table.stdout
    assert not {"\x1b", "\x07", "\u202e"} & set(table.stdout)


def test_what_has_a_label_is_shown(saved: Path) -> None:
    rows = json.loads(run("show", saved, "--json").stdout)
    having = {row["id"] for row in rows if "modality/car-t" in row["tags"]}

    def shown(*labels: str) -> set[str]:
        asked = [part for label in labels for part in ("--label", label)]
        return {row["id"] for row in json.loads(run("show", saved, *asked, "--json").stdout)}

    assert having
    assert shown("car-t") == shown("modality/car-t", "covid-19") == shown("CAR-T") == having
    assert shown("covid-19") == set()
    assert run("show", saved, "--label", "covid-19").stderr.startswith("there is no such entry")


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_label_that_is_not_there_is_told_with_those_near(
    saved: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    wrong = run("show", saved, "--label", "CAR-T", "--label", "car-nkk", *options)

    assert (wrong.exit_code, wrong.stdout, wrong.stderr.count("\n")) == (2, "", 1)
    assert "no label is called 'car-nkk'; did you mean modality/car-nk" in wrong.stderr

    (tmp_path / "own.bib").write_text("@misc{a, title={Bees}}\n")
    untagged = run("show", tmp_path / "own.bib", "--label", "car-t", *options)
    assert (untagged.exit_code, untagged.stdout) == (2, "")
    assert "none was tagged yet" in untagged.stderr


def test_a_label_of_a_taxonomy_that_is_not_here_is_known_by_the_entries(tmp_path: Path) -> None:
    (tmp_path / "own.bib").write_text("@misc{a, title={Bees in town}}\n@misc{b, title={Ants}}\n")
    (tmp_path / "bees.toml").write_text(
        "id='bees'\nversion='1'\nfacets=['kind']\n[[label]]\nfacet='kind'\nid='bee'\n"
        "name='Honey bee'\nany=['bee(s)']\n"
    )
    saved = tmp_path / "own.refkit.json"
    run("tag", tmp_path / "own.bib", "--taxonomy", tmp_path / "bees.toml", "-o", saved)

    for text in ("bee", "kind/bee", "honey bee"):
        rows = json.loads(run("show", saved, "--label", text, "--json").stdout)
        assert [row["id"] for row in rows] == ["a"]
    wrong = run("show", saved, "--label", "beee")
    assert "no label is called 'beee'; did you mean kind/bee?" in wrong.stderr


def test_what_is_retracted_is_shown(tmp_path: Path, crossref: CrossrefServer) -> None:
    notice = {"DOI": "10.1000/n", "type": "retraction", "updated": {"date-parts": [[2023]]}}
    crossref.add(make_review("10.1000/review", [{"DOI": "10.1000/a"}, {"DOI": "10.1000/b"}]))
    crossref.add(make_work("10.1000/a", updated_by=[notice]))
    crossref.add(make_work("10.1000/b"))
    run("fetch", "10.1000/review", "-o", tmp_path / "r.refkit.json")

    rows = json.loads(run("show", tmp_path / "r.refkit.json", "--retracted", "--json").stdout)

    assert [row["doi"] for row in rows] == ["10.1000/a"]


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ((), 0),
        (("--strict",), 1),
        (("--fail-on", "unresolved"), 1),
        (("--fail-on", "retracted"), 0),
        (("--fail-on", "retracted, unresolved"), 1),
    ],
)
def test_conditions_to_fail_on(tmp_path: Path, options: tuple[str, ...], status: int) -> None:
    result = first_review("-o", tmp_path / "refs.bib", *options)

    assert result.exit_code == status
    assert (tmp_path / "refs.bib").exists()


def test_an_unknown_condition_is_refused() -> None:
    result = first_review("--fail-on", "rain")

    assert result.exit_code == 2
    assert "--fail-on knows unresolved, retracted" in result.stderr


def test_no_tags() -> None:
    document = json.loads(first_review("--no-tags").stdout)

    assert all(entry["tags"] == [] for entry in document["entries"])
    assert document["made"]["taxonomies"] == []


@pytest.mark.parametrize("text", ["hello", "10.1038", "https://example.org/x", ""])
def test_not_a_doi(text: str) -> None:
    assert "not a DOI" in told(run("fetch", text), 2)


def test_a_doi_that_is_unknown(crossref: CrossrefServer) -> None:
    assert "does not know 10.1000/unknown" in told(run("fetch", "10.1000/unknown"), 2)


def test_a_review_without_references_says_how_many_are_announced(crossref: CrossrefServer) -> None:
    crossref.add(make_work("10.1000/review", references_count=57))

    assert "announces 57" in told(run("fetch", "10.1000/review"), 3)


def test_offline_and_never_fetched() -> None:
    assert "offline" in told(run("fetch", "10.1000/other", "--offline"), 4)


def test_the_network_is_down(crossref: CrossrefServer) -> None:
    crossref.close()

    line = told(run("fetch", "10.1000/review", "--mailto", "me@secret.example"), 3)

    assert "cannot be reached" in line
    assert "secret" not in line


def test_the_network_goes_down_in_the_middle(crossref: CrossrefServer, tmp_path: Path) -> None:
    crossref.add(make_review("10.1000/review", [{"DOI": f"10.1000/{n}"} for n in range(3)]))
    crossref.fail_next(*["truncated"] * 4, matching="filter")

    result = run("fetch", "10.1000/review", "-o", tmp_path / "r.refkit.json")

    assert result.exit_code == 0
    assert "3 could not be looked up" in result.stderr
    assert "run again" in result.stderr
    assert "3 unresolved" in result.stderr


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no/refs.bib", "there is no folder"),
        ("refs.docx", "unknown suffix; written are .refkit.json, .bib, .json"),
        ("refs", "unknown suffix"),
        ("folder.bib", "is a folder"),
    ],
)
def test_an_output_that_cannot_be_is_refused_before_anything_is_asked(
    tmp_path: Path, crossref: CrossrefServer, name: str, said: str
) -> None:
    (tmp_path / "folder.bib").mkdir()

    assert said in told(run("fetch", "10.1000/review", "-o", tmp_path / name), 2)
    assert crossref.requests == []


def test_the_same_output_twice_is_refused(tmp_path: Path) -> None:
    assert "named twice" in told(
        first_review("-o", tmp_path / "a.bib", "-o", tmp_path / "a.bib"), 2
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_no_permission_to_write(tmp_path: Path) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)

    line = told(first_review("-o", tmp_path / "refs.bib"), 2)
    tmp_path.chmod(stat.S_IRWXU)

    assert "Permission denied" in line


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc here")
def test_a_place_where_nobody_may_write() -> None:
    assert "cannot be written" in told(first_review("-o", "/proc/refs.bib"), 2)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("gone.refkit.json", None, "cannot be read"),
        ("a.refkit.json", b"{", "is not JSON"),
        ("a.json", b"[]", "is not a saved bibliography"),
        ("a.bib", b"caf\x81", "is not UTF-8"),
        ("a.bib", b"nothing", "holds no BibTeX entry"),
        ("a.docx", b"x", "is no library that can be read; read are .refkit.json, .bib, .ciw"),
    ],
)
@pytest.mark.parametrize("command", ["tag", "show"])
def test_a_file_that_cannot_be_read(
    tmp_path: Path, command: str, name: str, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)

    assert said in told(run(command, tmp_path / name), 2)


def test_settings_that_cannot_be_used_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFKIT_CROSSREF_URL", "ftp://x")

    assert "REFKIT_CROSSREF_URL" in told(run("fetch", FIRST_REVIEW), 2)


def test_a_damaged_memory_is_said_and_done_without(crossref: CrossrefServer) -> None:
    crossref.add(make_review("10.1000/review", [{"unstructured": "A book"}]))
    folder = Path(os.environ["REFKIT_CACHE"])
    folder.mkdir()
    (folder / "memory.sqlite").write_bytes(b"no database" * 100)

    result = run("fetch", "10.1000/review")

    assert result.exit_code == 0
    assert "damaged and is set aside" in result.stderr


def test_show_what_is_unresolved_tells_what_was_tried(saved: Path) -> None:
    shown = run("show", saved, "--unresolved").stdout

    assert "reason" in shown
    assert "tried" in shown
    assert "nearest" in shown


def test_diff_of_two_runs(saved: Path, tmp_path: Path) -> None:
    document = json.loads(saved.read_text())
    del document["entries"][0]
    other = tmp_path / "other.refkit.json"
    other.write_text(json.dumps(document))

    rows = json.loads(run("diff", other, saved, "--json").stdout)
    table = run("diff", other, saved)

    assert [row["kind"] for row in rows] == ["added"]
    assert "added" in table.stdout
    assert table.stderr == "1 difference\n"


def test_overlap_as_a_table_and_as_csv(crossref: CrossrefServer, tmp_path: Path) -> None:
    for letter in "ab":
        lines = [{"DOI": "10.1000/shared"}, {"DOI": f"10.1000/{letter}"}]
        crossref.add(make_review(f"10.1000/review-{letter}", lines))
        crossref.add(make_work(f"10.1000/{letter}", title=["=HYPERLINK(1)"]))
    crossref.add(make_work("10.1000/shared"))
    path = tmp_path / "r.refkit.json"
    run("fetch", "10.1000/review-a", "10.1000/review-b", "-o", path)

    table = run("overlap", path, "--shared")
    run("overlap", path, "-o", tmp_path / "o.csv")

    assert table.stderr == "1 work in 2 reviews\n"
    lines = (tmp_path / "o.csv").read_text().splitlines()
    assert lines[0] == "key,title,doi,cited_by_seeds,10.1000/review-a,10.1000/review-b"
    assert lines[1].endswith("10.1000/shared,2,1,1")
    assert len(lines) == 4
    assert all("'=HYPERLINK(1)" in line for line in lines[2:])


def once(*arguments: str) -> str:
    done = run(*arguments)
    assert done.exit_code == 2, done.output
    return done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("command", "option"),
    [
        (["taxonomy", "try", "Rest"], "--taxonomy"),
        (["taxonomy", "gaps", "a.bib"], "--taxonomy"),
        (["taxonomy", "eval", "--from", "a.refkit.json"], "--taxonomy"),
        (["taxonomy", "eval"], "--from"),
        (["taxonomy", "suggest", "a.jsonl"], "--taxonomy"),
        (["taxonomy", "check", "therapy-modality"], "--gold"),
        (["label", "a.refkit.json"], "--from"),
        (["label", "a.refkit.json", "--entry", "a", "--confirm"], "--output"),
        (["resolve", "a.refkit.json"], "--from"),
        (["resolve", "a.refkit.json", "--position", "1"], "--doi"),
        (["report", "a.refkit.json"], "--output"),
        (["dedup", "a.bib"], "--removed"),
    ],
)
def test_what_is_read_or_written_once_is_not_forgotten_the_first_time(
    command: list[str], option: str
) -> None:
    said = once(*command, option, "one", option, "two")

    assert said == f"Error: {option} is given once, not 2 times"
