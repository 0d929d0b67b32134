"""Forward: from a work to those that cite it, as three services have them, in one list."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from citing_world import SEED, TITLES, Make, alex, citing_world, doi, oc, pmc
from click.testing import CliRunner, Result
from conftest import FIRST_REVIEW, REPOSITORY
from crossref_server import CrossrefServer
from other_servers import make_row
from terminal import on_a_terminal

import refkit
from refkit.cli import main
from refkit.errors import InputError, NotRemembered, SourceError

__all__ = ["citing_world"]
TOLD = (
    f"refkit: works citing {SEED}: openalex announces 4 and gives 4, europepmc 4 and 4, "
    "opencitations 4 and 4: 7 works, 1 in all three"
)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["fetch", *map(str, arguments)])


def forward(folder: Path, *options: object, name: str = "r.refkit.json") -> tuple[Any, Result]:
    path = folder / name
    done = run(SEED, "--direction", "citations", "-o", path, *options)
    return (json.loads(path.read_text()) if path.exists() else None), done


def rows(made: Any) -> list[tuple[str, str, int, int, str]]:
    names = ("source", "outcome", "announced", "given", "detail")
    return [tuple(each[name] for name in names) for each in made["lists"]]


def test_three_services_make_one_list_that_is_accounted_for(
    citing_world: Make, tmp_path: Path
) -> None:
    citing_world()

    made, done = forward(tmp_path)

    assert done.exit_code == 0
    assert done.stderr.splitlines() == [
        TOLD,
        "7 listed: 7 by deposited DOI, 0 found by search, 0 by hand, "
        "0 unresolved (kept as printed)",
    ]
    # By year, then by DOI; each is Crossref's own work of that DOI.
    assert [each["work"]["DOI"] for each in made["entries"]] == [
        doi(number).lower() for number in range(len(TITLES))
    ]
    assert {each["cited_by"][0]["review"] for each in made["entries"]} == {f"citing:{SEED}"}
    assert made["reviews"][0]["title"] == "What bees want"
    assert rows(made) == [
        ("openalex", "given", 4, 4, ""),
        ("europepmc", "given", 4, 4, ""),
        ("opencitations", "given", 4, 4, ""),
    ]
    who = [each["reference"]["asserted-by"] for each in made["entries"]]
    assert who[:2] == ["openalex opencitations", "openalex europepmc opencitations"]


def test_the_same_run_gives_the_same_bytes_and_asks_nothing(
    citing_world: Make, tmp_path: Path
) -> None:
    world = citing_world()
    forward(tmp_path)
    asked = world.asked

    _, done = forward(tmp_path, name="again.refkit.json")
    _, offline = forward(tmp_path, "--offline", name="offline.refkit.json")

    assert (done.exit_code, offline.exit_code) == (0, 0)
    assert world.asked == asked
    names = ("r", "again", "offline")
    assert len({(tmp_path / f"{name}.refkit.json").read_bytes() for name in names}) == 1
    # Into the same file it grows by nothing, too.
    before = (tmp_path / "r.refkit.json").read_bytes()
    forward(tmp_path)
    assert (tmp_path / "r.refkit.json").read_bytes() == before


def test_in_whatever_order_services_answer_the_file_is_the_same(
    citing_world: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for turn, order in enumerate((1, -1)):
        citing_world(
            pmc_of=list(map(pmc, (1, 2, 4, 5)))[::order],
            oc_of={SEED: list(map(oc, (0, 1, 3, 6)))[::order]},
        )
        monkeypatch.setenv("REFKIT_CACHE", str(tmp_path / f"memory{turn}"))
        forward(tmp_path, name=f"{turn}.refkit.json")
        made.append((tmp_path / f"{turn}.refkit.json").read_bytes())

    assert made[0] == made[1]


def test_a_review_goes_both_ways(citing_world: Make, tmp_path: Path) -> None:
    """What it lists and what cites it stand beside one another; one work is one entry."""
    world = citing_world(seed=FIRST_REVIEW)
    for path in (REPOSITORY / "fixtures" / "crossref" / "works").glob("*.json"):
        world.crossref.add(json.loads(path.read_text(encoding="utf-8"))["message"])
    path = tmp_path / "r.refkit.json"
    listed = json.loads(
        (REPOSITORY / "fixtures" / "crossref" / "works").joinpath(_name(FIRST_REVIEW)).read_text()
    )["message"]["reference"]

    done = run(FIRST_REVIEW, "--direction", "both", "-o", path, "-o", tmp_path / "r.csv")

    assert done.exit_code == 0
    assert done.stderr.splitlines()[-1].startswith(f"{len(listed) + 7} listed: ")
    made = json.loads(path.read_text())
    reviews = [each["cited_by"][0]["review"] for each in made["entries"]]
    assert reviews == [FIRST_REVIEW] * len(listed) + [f"citing:{FIRST_REVIEW}"] * 7
    assert [each["source"] for each in made["lists"]] == [
        "crossref", "openalex", "europepmc", "opencitations",
    ]  # fmt: skip
    assert len(made["reviews"]) == 1

    only = run(FIRST_REVIEW, "-o", tmp_path / "only.refkit.json")

    assert only.exit_code == 0
    backwards = json.loads((tmp_path / "only.refkit.json").read_text())
    assert backwards["entries"] == made["entries"][: len(listed)]


def decide(path: Path, *said: str) -> Result:
    return CliRunner().invoke(main, ["resolve", str(path), *said, "--by", "Ada Rossi"])


@pytest.mark.parametrize("said", [("--doi", "none"), ("--not", doi(3))])
def test_a_doi_that_a_person_denies_does_not_come_back_from_a_list_of_works(
    citing_world: Make, tmp_path: Path, said: tuple[str, str]
) -> None:
    """A service says more of a line than what is printed: it has a DOI in each."""
    citing_world()
    forward(tmp_path)
    path = tmp_path / "r.refkit.json"
    denied = decide(path, "--position", "4", *said)

    for options in ([], ["--refresh"]):
        made, done = forward(tmp_path, *options)
        assert (denied.exit_code, done.exit_code) == (0, 0)
        assert made["entries"][3]["reference"]["DOI"] == doi(3).lower()
        assert "DOI" not in made["entries"][3]["work"]
    again = decide(path, "--position", "4", *said)
    assert again.exit_code == 0
    assert "DOI" not in json.loads(path.read_text())["entries"][3]["work"]


def test_what_no_list_is_called_is_told_with_those_that_there_are(
    citing_world: Make, tmp_path: Path
) -> None:
    citing_world()
    forward(tmp_path)

    done = decide(tmp_path / "r.refkit.json", "--position", "4", "--doi", "none", "--review", SEED)

    assert done.exit_code == 2
    assert done.stderr == f"refkit: {SEED} is no review of this file; it has citing:{SEED}\n"


def _name(doi: str) -> str:
    return next(
        path.name
        for path in (REPOSITORY / "fixtures" / "crossref" / "works").glob("*.json")
        if json.loads(path.read_text(encoding="utf-8"))["message"]["DOI"].lower() == doi
    )


def test_labels_exports_and_the_report_are_as_for_references(
    citing_world: Make, tmp_path: Path
) -> None:
    citing_world()
    forward(tmp_path, "-o", tmp_path / "r.ris", "-o", tmp_path / "r.bib", "-o", tmp_path / "r.csv")

    assert (tmp_path / "r.ris").read_text().count("TY  - ") == 7
    assert (tmp_path / "r.bib").read_text().count("@article") == 7
    assert f"citing:{SEED}" in (tmp_path / "r.csv").read_text()
    page = tmp_path / "report.html"
    done = CliRunner().invoke(main, ["report", str(tmp_path / "r.refkit.json"), "-o", str(page)])
    assert done.exit_code == 0, done.output
    text = page.read_text()
    assert "citing Smith 2018" in text
    assert "7 works, 1 in all three" in text
    shown = CliRunner().invoke(main, ["show", str(tmp_path / "r.refkit.json")])
    assert TOLD in shown.stderr


def test_a_service_that_fails_is_a_row_and_the_others_go_on(
    citing_world: Make, tmp_path: Path
) -> None:
    world = citing_world()
    world["opencitations"].fail_always("403")

    made, done = forward(tmp_path)

    assert done.exit_code == 0
    assert len(made["entries"]) == 6
    assert rows(made)[2][:4] == ("opencitations", "failed", 0, 0)
    assert (
        "opencitations could not be asked (OpenCitations refuses this client (403)" in done.stderr
    )
    assert "6 works, 2 in both" in done.stderr
    assert forward(tmp_path, "--fail-on", "no-list")[1].exit_code == 1


def test_what_a_service_gave_before_it_failed_stays(citing_world: Make, tmp_path: Path) -> None:
    """The work that OpenCitations alone names is not lost by its bad day."""
    world = citing_world()
    before, _ = forward(tmp_path)
    world["opencitations"].fail_always("503")

    made, done = forward(tmp_path, "--refresh")

    assert done.exit_code == 0
    assert made["entries"] == before["entries"]
    assert "its lines stay as they were" in done.stderr
    world["opencitations"]._always.clear()
    again, done = forward(tmp_path, "--refresh")
    assert again == before
    assert done.stderr.splitlines()[0] == TOLD


def test_where_all_fail_that_is_the_error(citing_world: Make, tmp_path: Path) -> None:
    world = citing_world()
    for server in world.servers.values():
        server.fail_always("403")

    made, done = forward(tmp_path)

    assert (made, done.exit_code) == (None, 3)
    assert "Traceback" not in done.stderr
    assert all(name in done.stderr for name in ("openalex", "europepmc", "opencitations"))
    assert f"openalex, asked who cites {SEED}: OpenAlex refuses this client (403)" in done.stderr
    with pytest.raises(SourceError):
        refkit.fetch(SEED, direction="citations")


def test_offline_what_was_never_asked_is_told(citing_world: Make, tmp_path: Path) -> None:
    world = citing_world()

    made, done = forward(tmp_path, "--offline")

    assert (made, done.exit_code, world.asked) == (None, 4, 0)
    with pytest.raises(NotRemembered):
        refkit.fetch(SEED, direction="citations", offline=True)


def test_nobody_may_cite_it_yet(citing_world: Make, tmp_path: Path) -> None:
    citing_world(alex_of={}, pmc_of=[], oc_of={})

    made, done = forward(tmp_path)

    assert done.exit_code == 0
    assert made["entries"] == []
    assert done.stderr.splitlines() == [
        f"refkit: works citing {SEED}: nobody cites it yet, say openalex, europepmc and "
        "opencitations",
        "0 listed: 0 by deposited DOI, 0 found by search, 0 by hand, 0 unresolved (kept as "
        "printed)",
    ]
    assert forward(tmp_path, name="again.refkit.json")[0] == made


def test_a_doi_that_nobody_knows_is_a_mistake(citing_world: Make, tmp_path: Path) -> None:
    citing_world()

    done = run("10.1000/sede", "--direction", "citations", "-o", tmp_path / "r.refkit.json")

    assert done.exit_code == 2
    assert "nobody knows 10.1000/sede" in done.stderr
    assert not (tmp_path / "r.refkit.json").exists()


def test_of_two_seeds_one_may_be_a_mistake(citing_world: Make, tmp_path: Path) -> None:
    citing_world()

    done = run("10.1000/sede", SEED, "--direction", "citations", "-o", tmp_path / "r.refkit.json")

    assert done.exit_code == 2
    assert done.stderr.splitlines()[:2] == [
        "refkit: nobody knows 10.1000/sede: compare it with the article's page, one character is "
        "enough",
        TOLD,
    ]
    assert len(json.loads((tmp_path / "r.refkit.json").read_text())["entries"]) == 7


def test_a_service_that_does_not_know_the_work_says_so(citing_world: Make, tmp_path: Path) -> None:
    """Europe PMC has medicine alone: that is no failure, and no promise of nothing."""
    citing_world(knows_pmc=False)

    made, done = forward(tmp_path)

    assert done.exit_code == 0
    assert rows(made)[1] == ("europepmc", "given", 0, 0, "does not know it")
    assert "europepmc does not know it, opencitations 4 and 4: 5 works, 3 in both" in done.stderr


def test_a_year_is_the_first_that_counts(citing_world: Make, tmp_path: Path) -> None:
    citing_world()

    made, done = forward(tmp_path, "--since", 2022)

    assert done.exit_code == 0
    assert [each["work"]["issued"]["date-parts"][0][0] for each in made["entries"]] == [
        2022, 2023, 2024, 2025,
    ]  # fmt: skip
    assert rows(made) == [
        ("openalex", "given", 1, 1, "counted from 2022 on"),
        ("europepmc", "given", 4, 2, "2 from before 2022 left out"),
        ("opencitations", "given", 4, 2, "2 from before 2022 left out"),
    ]


def test_a_limit_is_told_as_one(citing_world: Make, tmp_path: Path) -> None:
    citing_world()

    made, done = forward(tmp_path, "--limit", 3)

    assert done.exit_code == 0
    assert [each["work"]["title"] for each in made["entries"]] == list(TITLES[4:])
    assert "openalex given 0 of 4: --limit, europepmc given 2 of 4: --limit" in done.stderr
    assert "3 works" in done.stderr


def test_a_limit_that_nothing_is_left_out_by_is_not_told(
    citing_world: Make, tmp_path: Path
) -> None:
    citing_world()

    _, done = forward(tmp_path, "--limit", 7)

    assert done.stderr.splitlines()[0] == TOLD


def test_a_work_without_a_doi_stays_with_what_is_said_of_it(
    citing_world: Make, tmp_path: Path
) -> None:
    lost = pmc(4, id="9999", title="A sermon on drones that no agency registered.", volume="")
    citing_world(pmc_of=[lost], oc_of={SEED: [make_row("omid:br/0699", "2020-02")]})

    made, done = forward(tmp_path)

    assert done.exit_code == 0
    bare, sermon = (each for each in made["entries"] if each["resolution"]["state"] != "resolved")
    assert bare["reference"] == {"asserted-by": "opencitations", "year": "2020"}
    assert bare["resolution"]["reason"] == "no-identifier"
    assert sermon["reference"]["article-title"].startswith("A sermon on drones")
    assert "2 unresolved (kept as printed)" in done.stderr


def test_a_preprint_and_its_article_are_two(citing_world: Make, tmp_path: Path) -> None:
    preprint = alex(0, type="preprint", publication_year=2018) | {
        "id": "https://openalex.org/W900", "doi": "https://doi.org/10.1101/2018.01.01.1", "ids": {},
    }  # fmt: skip
    citing_world(alex_of={"W1": [alex(0), preprint]}, pmc_of=[], oc_of={})

    made, _ = forward(tmp_path)

    assert len(made["entries"]) == 2


def test_a_work_that_cites_itself_is_in_the_list_and_told(
    citing_world: Make, tmp_path: Path
) -> None:
    citing_world(alex_of={}, pmc_of=[], oc_of={SEED: [make_row(f"omid:br/0601 doi:{SEED}")]})

    made, done = forward(tmp_path)

    assert [each["work"]["DOI"] for each in made["entries"]] == [SEED]
    assert "1 work, 0 in all three, it itself among them" in done.stderr


def test_what_comes_twice_is_one_work_and_told(citing_world: Make, tmp_path: Path) -> None:
    citing_world(pmc_of=[pmc(1), pmc(2), pmc(1)], oc_of={})

    made, done = forward(tmp_path)

    assert rows(made)[1] == ("europepmc", "given", 3, 2, "1 more than once")
    assert "europepmc 3 and 2 (1 more than once)" in done.stderr


def test_two_seeds_share_what_cites_both(citing_world: Make, tmp_path: Path) -> None:
    citing_world(oc_of={SEED: [oc(6)], doi(0).lower(): [oc(6), oc(5)]})

    done = run(SEED, doi(0), "--direction", "citations", "-o", tmp_path / "r.refkit.json")

    assert done.exit_code == 0
    made = json.loads((tmp_path / "r.refkit.json").read_text())
    both = [each["work"]["title"] for each in made["entries"] if len(each["cited_by"]) == 2]
    assert both == [TITLES[5], TITLES[6]]
    assert len(made["entries"]) == 7


# The second step


def deep(citing_world: Make) -> Any:
    """Work 3 is cited by 6, and 6 by 3 and the seed: a loop that ends."""
    return citing_world(
        alex_of={
            "W1": [alex(3, cited_by_count=1)],
            "W103": [alex(6, cited_by_count=2)],
            "W106": [alex(3)],
        },
        pmc_of=[],
        oc_of={doi(3).lower(): [oc(5)]},
    )


def test_a_second_step_is_counted_before_and_asked_for(citing_world: Make, tmp_path: Path) -> None:
    world = deep(citing_world)

    made, done = forward(tmp_path, "--depth", 2)

    assert (made, done.exit_code) == (None, 2)
    assert "about 1 work in 6 requests; go on? Nothing of them was asked for" in done.stderr
    assert "--yes" in done.stderr
    assert not any("W103" in asked.query.get("filter", "") for asked in world["openalex"].requests)

    made, done = forward(tmp_path, "--depth", 2, "--yes")

    assert done.exit_code == 0
    lists = {line["review"] for each in made["entries"] for line in each["cited_by"]}
    assert lists == {f"citing:{SEED}", f"citing:{doi(3).lower()}"}
    assert [each["work"]["title"] for each in made["entries"]] == [TITLES[3], TITLES[5], TITLES[6]]


def test_what_nobody_cites_has_no_column_in_an_overlap(citing_world: Make, tmp_path: Path) -> None:
    citing_world()
    forward(tmp_path, "--depth", 2, "--yes")

    done = CliRunner().invoke(main, ["overlap", str(tmp_path / "r.refkit.json"), "--csv"])

    assert done.stdout.splitlines()[0] == f"key,title,doi,cited_by_seeds,cites_seeds,citing:{SEED}"
    assert done.stderr == "7 works in 8 lists, 7 of them with nothing\n"


@pytest.mark.parametrize(("typed", "status"), [("y\n", 0), ("n\n", 2), ("\n", 2)])
def test_on_a_terminal_a_person_is_asked(
    citing_world: Make, tmp_path: Path, typed: str, status: int
) -> None:
    deep(citing_world)
    path = tmp_path / "r.refkit.json"

    shown = on_a_terminal(
        "fetch", SEED, "--direction", "citations", "--depth", 2, "-o", path,
        typed=typed, status=status, width=200,
    )  # fmt: skip

    assert "about 1 work in 6 requests; go on? [y/N]: " in shown
    assert path.exists() == (status == 0)


def test_python_is_asked_too(citing_world: Make) -> None:
    deep(citing_world)
    told: list[str] = []

    with pytest.raises(InputError, match="--yes"):
        refkit.fetch(
            SEED, direction="citations", depth=2, confirm=lambda line: bool(told.append(line))
        )
    made = refkit.fetch(SEED, direction="citations", depth=2)

    assert told == ["about 1 work in 6 requests; go on?"]
    assert len(made.entries) == 3


def test_a_second_step_that_is_too_long_is_not_taken(citing_world: Make, tmp_path: Path) -> None:
    citing_world(alex_of={"W1": [alex(3, cited_by_count=42_000)]}, pmc_of=[], oc_of={})

    _, done = forward(tmp_path, "--depth", 2, "--yes")

    assert done.exit_code == 2
    assert "about 42,000 works in" in done.stderr
    assert "--since or --limit" in done.stderr


@pytest.mark.parametrize("options", [["--since", "2020"], ["--limit", "5"], ["--depth", "2"]])
def test_what_is_for_citing_works_is_for_nothing_else(
    crossref: CrossrefServer, options: list[str]
) -> None:
    done = run(SEED, *options)

    assert done.exit_code == 2
    assert "--direction citations or both" in done.stderr
    assert crossref.requests == []


@pytest.mark.parametrize(
    "options",
    [["--since", "1"], ["--limit", "0"], ["--limit", "x"], ["--depth", "3"], ["--direction", "up"]],
)
def test_numbers_that_are_no_use_are_refused(crossref: CrossrefServer, options: list[str]) -> None:
    done = run(SEED, "--direction", "citations", *options)

    assert done.exit_code == 2
    assert crossref.requests == []


@pytest.mark.parametrize(
    "asked",
    [{"direction": "up"}, {"since": 2020}, {"direction": "both", "depth": 3},
     {"direction": "both", "limit": -1}, {"direction": "both", "since": 20}],
)  # fmt: skip
def test_python_is_refused_the_same(crossref: CrossrefServer, asked: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        refkit.fetch(SEED, **asked)
    assert crossref.requests == []


@pytest.mark.more  # of processes that are stopped, everyday has that of references
def test_ctrl_c_in_the_middle_and_then_again(citing_world: Make, tmp_path: Path) -> None:
    """What came is remembered; nothing is written before the end, and nothing is asked twice."""
    world = citing_world()
    here, go_on = threading.Event(), threading.Event()
    answers = world["opencitations"].respond

    def wait(path: str, query: Any) -> Any:
        here.set()
        go_on.wait(60)
        return answers(path, query)

    world["opencitations"].respond = wait
    path = tmp_path / "r.refkit.json"
    process = subprocess.Popen(
        [sys.executable, "-m", "refkit", "fetch", SEED, "--direction", "citations", "-o", path],
        stderr=subprocess.PIPE, text=True, cwd=REPOSITORY, env=os.environ,
    )  # fmt: skip
    assert here.wait(60)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    go_on.set()

    assert process.returncode == 130
    assert "Traceback" not in told
    assert not path.exists()
    before = [len(world[name].requests) for name in ("openalex", "europepmc")]

    made, done = forward(tmp_path)

    assert (done.exit_code, len(made["entries"])) == (0, 7)
    after = [len(world[name].requests) for name in ("openalex", "europepmc")]
    # The services that had answered are not asked who cites it again.
    assert after[0] == before[0]
    assert [asked.path for asked in world["europepmc"].requests[before[1] :]] == ["/search"]
