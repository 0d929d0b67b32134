"""The interface for programs keeps its contract: each request of docs/ui-api.md, by its schema."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import FIRST_REVIEW, REPOSITORY
from crossref_server import FAST, CrossrefServer, make_work
from jsonschema import Draft202012Validator
from report.made_up import made_up
from ui.app import Asked, opened

import refkit
from refkit.api.document import OpenDocument
from refkit.cli import main
from refkit.model.bibliography import Bibliography
from refkit.ui.api import PREFIX
from refkit.ui.app import API_ROUTES
from refkit.ui.problems import TITLES, URN
from refkit.ui.workspace import Workspace

PAGE = (REPOSITORY / "docs" / "ui-api.md").read_text(encoding="utf-8")
SCHEMA = json.loads((REPOSITORY / "refkit" / "schemas" / "refkit-ui-1.json").read_text("utf-8"))
ROWS = re.findall(r"^\| `(\w+) (\S+)` \| (.*?) \| (.*?) \|$", PAGE.replace("| |", "|  |"), re.M)
UNRESOLVED = 5  # of the first review, with a known place


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": SCHEMA["$defs"]})


def fits(value: Any, name: str) -> None:
    validator(name).validate(value)


@pytest.fixture
def asked(first_review: Bibliography, tmp_path: Path) -> Asked:
    return opened(first_review, tmp_path / "review.refkit.json")


def problem(asked: Asked, method: str, path: str, body: Any = None, **headers: str) -> Any:
    if body is not None:
        headers["Content-Type"] = "application/json"
    # Escaped: a lone surrogate goes through.
    content = None if body is None else json.dumps(body)
    answer = asked.client.request(method, PREFIX + path, content=content, headers=headers)
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    fits(answer.json(), "problem")
    assert answer.json()["status"] == answer.status_code
    assert "\n" not in answer.json()["detail"]
    return answer.json()


def test_the_page_tells_of_every_request_and_of_no_other() -> None:
    told = {(method, path.partition("?")[0]) for method, path, _, _ in ROWS}
    there = {(method, PREFIX + path.replace(":path", "")) for method, path, _ in API_ROUTES}

    assert told == there | {("GET", f"{PREFIX}/events")}
    named = {word for row in ROWS for word in re.findall(r"`(\w+)`", " ".join(row[2:]))}
    assert named <= set(SCHEMA["$defs"])
    Draft202012Validator.check_schema(SCHEMA)


def test_the_page_tells_of_every_problem() -> None:
    told = set(re.findall(r"`([\w-]+)`", "".join(re.findall(r"^\| (`.*?) \| \d", PAGE, re.M))))

    assert told == set(TITLES)


EXAMPLES: dict[str, dict[str, Any]] = {
    "POST /api/v1/decisions": {"position": UNRESOLVED, "doi": "none"},
    "POST /api/v1/decisions/preview": {"position": "1", "doi": "10.1038/s41591-025-03937-8"},
    "POST /api/v1/label-decisions": {
        "entries": ["wangIPSCderivedCD19BCMA2025"], "decision": "confirm", "by": "Ada Rossi",
    },
}  # fmt: skip


OF_THEIR_OWN = (
    "/keep",
    "/undo",
    "/candidates",
    "/fetch",
    "/go-on",
    "/plan",
    "/write",
    "?name=NAME",
)  # they need something before


@pytest.mark.parametrize(
    ("method", "path", "takes", "answers"),
    [row for row in ROWS if row[3].startswith("`") and not row[1].endswith(OF_THEIR_OWN)],
    ids=lambda value: str(value) or "-",
)
def test_what_is_taken_and_answered_fits_its_schema(
    asked: Asked, tmp_path: Path, first_review: Bibliography,
    method: str, path: str, takes: str, answers: str,
) -> None:  # fmt: skip
    body = EXAMPLES.get(f"{method} {path}")
    if "path_request" in takes:
        body = {"path": str(tmp_path / "named.refkit.json")}
        if method == "PUT":
            refkit.save(first_review, tmp_path / "named.refkit.json")
        else:
            asked.workspace.document = OpenDocument(first_review)
    if takes.strip():
        fits(body, takes.strip("`"))
    address = path.removeprefix(PREFIX).replace("{format}", "bibtex")
    address = address.replace("{id}", first_review.entries[0].id)

    fits(asked.send(method, address, body), answers.strip("`"))


def test_hostile_titles_come_as_they_are_and_fit(tmp_path: Path) -> None:
    asked = opened(made_up(300), tmp_path / "hostile.refkit.json")

    document = asked.send("GET", "/document")

    fits(document, "document")
    assert len(document["entries"]) == 300
    for each in document["entries"][7::10]:  # all the hostile ones are among them
        fits(asked.send("GET", f"/entries/{each['id']}"), "entry")
    assert any(
        "<script>window.stolen = 1</script>" in each["title"] for each in document["entries"]
    )


def test_a_decision_stands_in_the_file_when_the_answer_comes(asked: Asked, tmp_path: Path) -> None:
    decided = asked.send("POST", "/decisions", EXAMPLES["POST /api/v1/decisions"])

    saved = refkit.load(tmp_path / "review.refkit.json")
    assert saved.account.without_doi == 1
    assert decided["entries"][0]["state"] == "without-doi"
    assert decided["entries"][0]["look"] == []
    assert decided["undo"]


def test_a_search_by_words_of_ones_own_gives_candidates_compared_part_by_part(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    works = [
        make_work("10.5555/owls", title=["Owls"]),
        make_work("10.5555/bees", title=["BCMA T-cell engager therapy in patients with disease"]),
    ]
    hits = [(9.0, "10.5555/owls"), (8.0, "10.5555/bees")]
    asked.workspace.offline = False
    with CrossrefServer(works, pools=FAST, search=lambda query, rows: hits) as server:
        monkeypatch.setenv("REFKIT_CROSSREF_URL", server.url)
        found = asked.send("POST", "/candidates", {"position": UNRESOLVED, "words": "bees, owls"})

    fits(found, "candidates")
    assert [each["doi"] for each in found["candidates"]] == ["10.5555/bees", "10.5555/owls"]
    assert server.requests[-1].query["query.bibliographic"] == "bees, owls"
    said = {part["part"]: part["said"] for part in found["candidates"][0]["parts"]}
    assert set(said) == {"title", "author", "year", "container", "volume", "pages"}


def test_each_decision_can_be_undone(asked: Asked, tmp_path: Path) -> None:
    path = tmp_path / "review.refkit.json"
    before = path.read_bytes()
    asked.send("POST", "/decisions", EXAMPLES["POST /api/v1/decisions"])
    asked.send("POST", "/label-decisions", EXAMPLES["POST /api/v1/label-decisions"])

    fits(asked.send("POST", "/undo"), "undone")
    undone = asked.send("POST", "/undo")

    assert path.read_bytes() == before
    assert undone["undo"] is None
    assert problem(asked, "POST", "/undo")["type"] == f"{URN}input"


def test_a_decision_is_taken_back_when_the_file_is_opened_again(
    asked: Asked, tmp_path: Path, first_review: Bibliography
) -> None:
    asked.send("POST", "/decisions", EXAMPLES["POST /api/v1/decisions"])
    again = Asked(Workspace(OpenDocument.open(tmp_path / "review.refkit.json"), offline=True))

    again.send("POST", "/decisions", {"position": UNRESOLVED, "doi": "undecided"})

    assert refkit.load(tmp_path / "review.refkit.json").account == first_review.account


def test_who_has_seen_another_version_is_told(asked: Asked) -> None:
    answer = asked.client.get(f"{PREFIX}/document")
    etag = answer.headers["etag"]
    asked.send("POST", "/decisions", EXAMPLES["POST /api/v1/decisions"], **{"If-Match": etag})

    refused = problem(
        asked, "POST", "/decisions", {"position": 7, "doi": "none"}, **{"If-Match": etag}
    )

    assert (refused["status"], refused["type"]) == (412, f"{URN}stale")


def test_of_several_versions_one_is_enough_and_undo_names_what_it_undoes(asked: Asked) -> None:
    first = asked.send("GET", "/document")["version"]
    both = {"If-Match": f'"nothing", W/"{first}"'}
    second = asked.send("POST", "/decisions", EXAMPLES["POST /api/v1/decisions"], **both)
    seen = {"If-Match": f'"{second["version"]}"'}
    third = asked.send("POST", "/decisions", {"position": 7, "doi": "none"}, **seen)
    seen = {"If-Match": f'"{third["version"]}"'}

    # Two windows press undo at once: one step is undone.
    undone = asked.send("POST", "/undo", **seen)
    refused = problem(asked, "POST", "/undo", **seen)

    assert undone["version"] == second["version"]
    assert (refused["status"], refused["type"]) == (412, f"{URN}stale")
    asked.send("POST", "/undo", **{"If-Match": "*"})


def test_a_doi_is_rejected_cleared_and_accepted(
    asked: Asked, tmp_path: Path, first_review: Bibliography
) -> None:
    doi = first_review.entries[0].work.doi
    request = {"position": 1, "doi": f"https://doi.org/{str(doi).upper()}", "decision": "reject",
               "by": "Ada Rossi", "note": "an erratum"}  # fmt: skip
    fits(request, "decision_request")

    rejected = asked.send("POST", "/decisions", request)

    fits(rejected, "decision")
    (row,) = rejected["entries"]
    assert (row["doi"], row["state"]) == (None, "unresolved")
    assert "rejected by Ada Rossi on " in row["look"][0]["sentence"] or row["reason"] == "offline"
    entry = asked.send("GET", f"/entries/{row['id']}")
    fits(entry, "entry")
    assert [each["note"] for each in entry["lines"][0]["rejected"]] == ["an erratum"]
    assert entry["rejected"][0]["doi"] == str(doi)
    saved = refkit.load(tmp_path / "review.refkit.json")
    assert len(saved.entries[0].citations[0].rejected) == 1

    asked.send("POST", "/decisions", {"position": 1, "doi": str(doi), "decision": "clear"})
    assert refkit.load(tmp_path / "review.refkit.json") == first_review
    assert "taken back" in asked.send("GET", "/document")["undo"]
    asked.send("POST", "/undo")
    asked.send("POST", "/undo")
    assert asked.send("GET", "/document")["undo"] is None


def test_what_a_search_found_or_a_person_looked_at_can_be_rejected(
    asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    works = [make_work("10.5555/owls", title=["Owls"]), make_work("10.5555/bees", title=["Bees"])]
    asked.workspace.offline = False
    place = {"position": UNRESOLVED}
    with CrossrefServer(works, pools=FAST, search=lambda *_: [(9.0, "10.5555/owls")]) as server:
        monkeypatch.setenv("REFKIT_CROSSREF_URL", server.url)
        monkeypatch.setenv("REFKIT_DOI_URL", server.url)
        for doi in ("10.5555/owls", "10.5555/bees"):
            no = place | {"doi": doi, "decision": "reject", "by": "Ada Rossi"}
            assert problem(asked, "POST", "/decisions", no)["type"] == f"{URN}not-offered"
        asked.send("POST", "/candidates", place | {"words": "owls"})
        asked.send("POST", "/decisions/preview", place | {"doi": "10.5555/bees"})
        for doi in ("10.5555/owls", "10.5555/bees"):
            asked.send("POST", "/decisions", place | {"doi": doi, "decision": "reject"})
        found = asked.send("POST", "/candidates", place | {"words": "owls"})

    fits(found, "candidates")
    assert [each["rejected"]["doi"] for each in found["candidates"]] == ["10.5555/owls"]
    saved = refkit.load(tmp_path / "review.refkit.json")
    (entry,) = [each for each in saved.entries if any(line.rejected for line in each.citations)]
    assert [each.title for each in entry.citations[0].rejected] == ["Bees", "Owls"]


@pytest.mark.parametrize("which", ["mine", "theirs"])
def test_a_file_that_changed_outside_is_noticed_and_both_are_kept(
    asked: Asked, tmp_path: Path, first_review: Bibliography, which: str
) -> None:
    path = tmp_path / "review.refkit.json"
    before = path.read_bytes()
    assert asked.send("GET", "/document/outside") == {"changed": None}
    other = refkit.resolve(
        first_review, [refkit.decision_on(first_review, "5", "none")], offline=True
    )
    refkit.save(other, path)
    theirs = path.read_bytes()
    # Another program wrote it, of which this one knows nothing.
    from refkit.files.reading import Snapshot, remember

    remember(path, Snapshot.of(before))

    refused = problem(asked, "POST", "/decisions", {"position": 7, "doi": "none"})
    assert (refused["status"], refused["type"]) == (409, f"{URN}changed-outside")
    assert [each["kind"] for each in refused["changed"]["differences"]] == ["without-doi"]
    fits(asked.send("GET", "/document/outside"), "outside")
    assert path.read_bytes() == theirs
    kept = asked.send("POST", "/document/keep", {"which": which})

    fits(kept, "kept")
    one, another = (before, theirs) if which == "mine" else (theirs, before)
    assert path.read_bytes() == one
    assert Path(kept["beside"]).read_bytes() == another
    assert not kept["changed_outside"]
    asked.send("POST", "/decisions", {"position": 7, "doi": "none"})


def test_a_file_that_became_unreadable_or_was_removed_is_written_again_when_that_is_said(
    asked: Asked, tmp_path: Path
) -> None:
    path = tmp_path / "review.refkit.json"
    before = path.read_bytes()
    for spoil in (lambda: path.write_text("{ not JSON"), path.unlink):
        spoil()
        changed = asked.send("GET", "/document/outside")["changed"]
        assert changed["trouble"]
        assert problem(asked, "POST", "/document/keep", {"which": "theirs"})["status"] == 422

        asked.send("POST", "/document/keep", {"which": "mine"})

        assert path.read_bytes() == before
    assert (tmp_path / "review.other-1.refkit.json").read_text() == "{ not JSON"


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "kind"),
    [
        ("POST", "/decisions", {"position": 5}, 422, "input"),
        ("POST", "/decisions", {"position": 99, "doi": "none"}, 422, "input"),
        ("POST", "/decisions", {"position": [5], "doi": "none"}, 422, "input"),
        ("POST", "/decisions", {"position": 5, "doi": "not a DOI"}, 422, "identifier"),
        (
            "POST",
            "/decisions",
            {"position": 5, "doi": "10.1234/never-fetched"},
            503,
            "not-remembered",
        ),
        (
            "POST",
            "/decisions",
            {"position": 1, "doi": "10.1234/x", "decision": "reject"},
            422,
            "not-offered",
        ),
        (
            "POST",
            "/decisions",
            {"position": 1, "doi": "x", "decision": "reject"},
            422,
            "identifier",
        ),
        (
            "POST",
            "/decisions",
            {"position": 1, "doi": "10.1234/x", "decision": "clear"},
            422,
            "input",
        ),
        (
            "POST",
            "/decisions",
            {"position": 1, "doi": "none", "decision": "reject"},
            422,
            "identifier",
        ),
        ("POST", "/decisions", {"position": 1, "doi": "10.1234/x", "decision": "no"}, 422, "input"),
        ("POST", "/decisions", {"position": 5, "doi": "undecided"}, 422, "input"),
        ("POST", "/decisions", ["x"], 400, "unreadable"),
        ("POST", "/candidates", {"position": 5, "words": "bees"}, 503, "not-remembered"),
        ("POST", "/label-decisions", {"entries": [], "decision": "add"}, 422, "input"),
        ("POST", "/label-decisions", {"entries": "x", "decision": "add"}, 422, "input"),
        ("POST", "/label-decisions", {"entries": ["x"], "decision": "add"}, 422, "input"),
        ("POST", "/document/keep", {"which": "mine"}, 422, "input"),
        ("PUT", "/document", {"path": "/nowhere/at/all.bib"}, 422, "input"),
        ("GET", "/entries/nobody", None, 404, "not-found"),
        ("GET", "/exports/klingon", None, 404, "not-found"),
        ("GET", "/nowhere", None, 404, "not-found"),
        ("GET", "/document/", None, 404, "not-found"),
        ("POST", "/decisions/", {"position": 5, "doi": "none"}, 404, "not-found"),
        ("GET", "/", None, 404, "not-found"),
        ("DELETE", "/document", None, 405, "refused"),
    ],
)
def test_what_cannot_be_done_is_a_problem_and_changes_nothing(
    asked: Asked, tmp_path: Path, method: str, path: str, body: Any, status: int, kind: str
) -> None:
    before = (tmp_path / "review.refkit.json").read_bytes()

    refused = problem(asked, method, path, body)

    assert (refused["status"], refused["type"]) == (status, URN + kind)
    assert (tmp_path / "review.refkit.json").read_bytes() == before


def test_a_body_that_is_no_json_is_refused(asked: Asked) -> None:
    for kind, body in (("text/plain", b"{}"), ("application/json", b"{"),
                       ("application/json", b"[" * 100_000)):  # fmt: skip
        answer = asked.client.post(
            f"{PREFIX}/decisions", content=body, headers={"content-type": kind}
        )
        assert answer.status_code in {400, 415}
        fits(answer.json(), "problem")


def test_without_a_document_that_is_said(tmp_path: Path) -> None:
    asked = Asked(Workspace())

    assert problem(asked, "GET", "/document")["type"] == f"{URN}no-document"
    assert asked.send("GET", "")["path"] is None


def test_every_format_is_had_as_a_file_with_its_losses_before(
    asked: Asked, first_review: Bibliography
) -> None:
    for each in asked.send("GET", "/exports")["formats"]:
        fits(asked.send("GET", f"/exports/{each['format']}/losses"), "losses")
        answer = asked.client.get(f"{PREFIX}/exports/{each['format']}")
        assert answer.headers["content-disposition"].endswith(f"review{each['suffix']}")
        assert answer.headers["content-type"] == "application/octet-stream"
        if each["format"] != "xlsx":
            assert answer.text == refkit.export(first_review, each["format"])


def test_a_library_is_opened_and_saved_beside_as_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine.bib").write_text("@book{a, title = {CAR-T cells in lupus}}")
    asked = Asked(Workspace())

    opened_ = asked.send("PUT", "/document", {"path": str(tmp_path / "mine.bib")})
    assert not opened_["saved"]
    assert not (tmp_path / "mine.refkit.json").exists()
    named = asked.send("POST", "/document/name", {"path": str(tmp_path / "mine.refkit.json")})

    assert named["saved"]
    assert [each.id for each in refkit.load(tmp_path / "mine.refkit.json").entries] == ["a"]
    assert (tmp_path / "mine.bib").read_text().startswith("@book")


@pytest.mark.parametrize(
    ("name", "text", "suggested"),
    [
        ("../../etc/mine.bib", "@book{a, title = {CAR-T cells}}", "mine.refkit.json"),
        ("", "TY  - BOOK\nTI  - CAR-T cells\nER  - \n", "references.refkit.json"),
    ],
)
def test_what_is_dropped_or_pasted_is_read_and_named_when_it_is_saved(
    tmp_path: Path, name: str, text: str, suggested: str
) -> None:
    asked = Asked(Workspace())
    answer = asked.client.post(
        f"{PREFIX}/document/import", params={"name": name}, content=text.encode()
    )

    fits(answer.json(), "document")
    assert [each["title"] for each in answer.json()["entries"]] == ["CAR-T cells"]
    assert asked.workspace.document
    assert asked.workspace.document.suggested == suggested
    assert not answer.json()["saved"]
    asked.send("POST", "/document/name", {"path": str(tmp_path / suggested)})
    assert (tmp_path / suggested).exists()


def test_what_of_a_library_cannot_be_read_is_told_as_on_the_command_line(tmp_path: Path) -> None:
    library = tmp_path / "mine.bib"
    library.write_text(
        "@book{a, crossref = {gone}, title = {Bees}}\n@book{a, title = {Wrens}}\n"
        "@book{b, title = {<b>Owls</b>\n"
    )
    told = CliRunner().invoke(main, ["show", str(library)]).stderr.splitlines()
    lines = [each.removeprefix(f"refkit: {tmp_path}/") for each in told]
    assert len(lines) == 3
    assert lines[2].endswith("here it is called a-2")
    asked = Asked(Workspace())

    answer = asked.client.post(
        f"{PREFIX}/document/import", params={"name": "mine.bib"}, content=library.read_bytes()
    )

    fits(answer.json(), "document")
    assert answer.json()["notes"] == lines
    page = asked.browser().get("/").text
    assert all(each in page for each in lines)
    by_path = OpenDocument.open(library)
    assert [each.removeprefix(f"{tmp_path}/") for each in by_path.remarks] == lines


def test_what_is_dropped_and_no_library_is_told() -> None:
    asked = Asked(Workspace())

    answer = asked.client.post(f"{PREFIX}/document/import", content=b"\x00\xff nothing")

    fits(answer.json(), "problem")
    assert answer.status_code == 422
    assert "what was pasted" in answer.json()["detail"]


def test_the_first_reviews_doi_is_what_the_document_is_about(asked: Asked) -> None:
    assert [each["doi"] for each in asked.send("GET", "/document")["reviews"]] == [FIRST_REVIEW]
