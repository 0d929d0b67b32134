"""What an assistant may write where the user allows it: it adds and decides, and deletes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from assistants.host import Host, connected
from citing_world import SEED, registered, services
from crossref_server import FAST, CrossrefServer, make_review, make_work
from zotero_server import ZoteroServer

import refkit
from refkit.api.online import fetch_document
from refkit.assistants.tools import TOOLS
from refkit.documents.read import GivenDocument

ONE, TWO = "10.1000/review-1", "10.1000/review-2"
BEES = "CAR-T cells in honey bees of alpine meadows"


@pytest.fixture(scope="module")
def zotero() -> Iterator[ZoteroServer]:
    with ZoteroServer() as server:
        yield server
        assert server.violations == []


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    there = tmp_path_factory.mktemp("writing") / "reviews"
    there.mkdir()
    return there


@pytest.fixture(scope="module")
def host(folder: Path, zotero: ZoteroServer) -> Iterator[Host]:
    """A host that may write, with a Crossref and a Zotero of the tests' own."""
    with CrossrefServer(pools=FAST, search=lambda query, rows: []) as crossref:
        crossref.add(make_work("10.1000/bees", title=[BEES]))
        crossref.add(make_work("10.1000/owls", title=["Owls of the garden"]))
        line = {"unstructured": "Berg A. Owls of the garden. 2020.", "article-title": "Owls"}
        crossref.add(
            make_review(ONE, [{"DOI": "10.1000/bees"}, line, {"unstructured": "Abel B. 1999."}])
        )
        crossref.add(make_review(TWO, [{"DOI": "10.1000/owls"}]))
        for each in (make_work(SEED), *map(registered, range(7))):
            crossref.add(each)
        settings = {
            "REFKIT_CROSSREF_URL": crossref.url,
            "REFKIT_DOI_URL": crossref.url,
            "REFKIT_ZOTERO_URL": zotero.url,
            "REFKIT_ZOTERO_KEY": zotero.key,
            "REFKIT_PERSON": "Ada Rossi",
            "REFKIT_CACHE": str(folder.parent / "memory"),
            "REFKIT_DATA": str(folder.parent / "data"),
            "REFKIT_CONFIG": str(folder.parent / "no-config.toml"),
        }
        with ExitStack() as running:
            for name, server in services().items():
                settings[f"REFKIT_{name.upper()}_URL"] = running.enter_context(server).url
            # One that speaks the protocol of before 2026, with a handshake, as most hosts do.
            host = connected(folder, "--enable-writes", mode="legacy", **settings)
            found = running.enter_context(host)
            assert found.client.protocol_version < "2026"
            yield found
        assert not any(zotero.key in said for said in found.texts)


@pytest.fixture
def saved(host: Host, folder: Path) -> str:
    """A file of its own for a test: the first review, fetched and saved by the tools."""
    name = f"review-{len(list(folder.iterdir()))}.refkit.json"
    fetched = host.call("fetch_references", reviews=[ONE])
    told = host.call("save_references", bibliography=fetched["bibliography"], file=name)
    assert told["is_new"]
    return name


def test_what_changes_things_says_so(host: Host) -> None:
    tools = host.tools()

    assert list(tools) == [each.name for each in TOOLS]
    hints = {name: each["annotations"] for name, each in tools.items()}
    writing = [name for name, each in hints.items() if not each["readOnlyHint"]]
    assert writing == [
        "refkit_save_references", "refkit_decide_reference", "refkit_decide_label",
        "refkit_write_zotero",
    ]  # fmt: skip
    assert [name for name in writing if hints[name]["destructiveHint"]] == writing[1:]
    assert not any("delete" in name or "remove" in name for name in tools)


def test_a_fetched_list_is_saved_as_it_was_shown(host: Host, folder: Path, saved: str) -> None:
    found = refkit.load(folder / saved)

    assert [str(each.doi) for each in found.reviews] == [ONE]
    assert found.account.listed == 3


def test_a_list_is_added_to_what_is_there(host: Host, folder: Path, saved: str) -> None:
    host.call("decide_reference", file=saved, position=3, decision="has-none")
    fetched = host.call("fetch_references", reviews=[TWO])

    told = host.call("save_references", bibliography=fetched["bibliography"], file=saved)

    assert (told["is_new"], told["counts"]["listed"], told["counts"]["without_doi"]) == (
        False,
        4,
        1,
    )
    assert [str(each.doi) for each in refkit.load(folder / saved).reviews] == [ONE, TWO]


def test_a_given_list_takes_no_other_ones_place(host: Host, saved: str) -> None:
    lists = ("[1] Abel B. Moths by night. 1999.", "[1] Evans E. Kites by day. 1998.")
    one, other = (host.call("fetch_references", text=each)["bibliography"] for each in lists)

    added = host.call("save_references", bibliography=one, file=saved)
    refused = host.call("save_references", bibliography=other, file=saved)

    assert added["counts"]["listed"] == 4
    assert refused.error.endswith("has a list of that name already: save it as another file")


def test_works_that_cite_and_a_documents_list_are_added_as_they_were_asked_for(
    host: Host, folder: Path, saved: str
) -> None:
    (folder / "paper.html").write_text("<h2>References</h2><p>[1] Abel B. Moths. 1999.</p>")
    citing = host.call("fetch_references", reviews=[SEED], direction="citations", most=2)
    printed = host.call("fetch_references", document="paper.html")

    for each in (citing, printed):
        host.call("save_references", bibliography=each["bibliography"], file=saved)

    found = refkit.load(folder / saved)
    names = {str(each) for each in found.heads}
    assert names == {ONE, f"citing:{SEED}", "document:paper.html"}
    assert found.account.listed == 3 + citing["counts"]["listed"] + 1


def test_a_line_of_a_list_that_is_no_reviews_is_named_by_its_list(host: Host, folder: Path) -> None:
    texts = ("[1] Berg A. Owls <b>of</b> the garden. 2020.", "[1] Abel B. Moths by night. 1999.")
    given = [GivenDocument(f"my 100% list {number}", text) for number, text in enumerate(texts)]
    refkit.save(fetch_document(*given, offline=True), folder / "pasted.refkit.json")
    rows = host.call("show_ledger", bibliography="pasted.refkit.json")["rows"]
    (line,) = rows[1]["from_outside"]["lines"]

    told = host.call(
        "decide_reference", file="pasted.refkit.json", position=line["position"],
        review=line["review"], decision="has-none",
    )  # fmt: skip

    assert told["counts"]["without_doi"] == 1
    assert refkit.load(folder / "pasted.refkit.json").entries[1].resolution.state == "without-doi"


@pytest.mark.parametrize("name", ["../a.refkit.json", "a.bib", "a.json", "up/a.refkit.json"])
def test_nothing_is_saved_outside_or_as_something_else(host: Host, folder: Path, name: str) -> None:
    (folder / "up").is_symlink() or (folder / "up").symlink_to(folder.parent)
    fetched = host.call("fetch_references", reviews=[ONE])
    before = sorted(folder.parent.iterdir())

    told = host.call("save_references", bibliography=fetched["bibliography"], file=name)

    assert told.error
    assert sorted(folder.parent.iterdir()) == before


def test_what_a_line_means_is_recorded_and_compared(host: Host, folder: Path, saved: str) -> None:
    told = host.call("decide_reference", file=saved, position=2, decision="is", doi="10.1000/OWLS")

    assert told["recorded"]
    assert told["counts"]["by_hand"] == 1
    assert told["from_outside"]["work"]["title"] == "Owls of the garden"
    assert "Berg A. Owls" in told["from_outside"]["printed"]
    assert str(refkit.load(folder / saved).entries[1].work.doi) == "10.1000/owls"


def test_a_decision_is_never_put_in_the_place_of_another(
    host: Host, folder: Path, saved: str
) -> None:
    path = folder / saved
    there = refkit.load(path)
    no_doi = refkit.decision_on(there, "2", "none")
    refkit.save(refkit.resolve(there, [no_doi], offline=True), path)
    before = path.read_bytes()

    meant = host.call("decide_reference", file=saved, position=2, decision="is", doi="10.1000/owls")

    assert meant.error.startswith("2: was decided already (none); a person changes it")
    assert path.read_bytes() == before


def test_what_a_line_does_not_mean_is_recorded_by_whom(
    host: Host, folder: Path, saved: str
) -> None:
    told = host.call(
        "decide_reference", file=saved, position=1, decision="is-not", doi="10.1000/bees",
        note="<b>another</b> work",
    )  # fmt: skip

    assert told["recorded"]
    (line,) = refkit.load(folder / saved).entries[0].citations
    (rejected,) = line.rejected
    assert (str(rejected.doi), rejected.by) == ("10.1000/bees", "an assistant of Ada Rossi")
    again = host.call("decide_reference", file=saved, position=1, decision="is", doi="10.1000/bees")
    assert again["recorded"]  # its own word, which it may take back


def test_a_person_who_rejected_a_doi_is_not_overruled(host: Host, folder: Path, saved: str) -> None:
    path = folder / saved
    there = refkit.load(path)
    said = refkit.rejection_on(there, "1", "10.1000/bees", by="Ada Rossi")
    refkit.save(refkit.resolve(there, [said], offline=True), path)

    told = host.call("decide_reference", file=saved, position=1, decision="is", doi="10.1000/bees")

    assert told.error.startswith("1: was decided already (not 10.1000/bees)")


def test_a_label_is_recorded_by_whom(host: Host, folder: Path, saved: str) -> None:
    told = host.call(
        "decide_label", file=saved, entry="10.1000/bees", decision="add", label="car-nk"
    )

    assert told["recorded"]
    assert "modality/car-nk" in told["from_outside"]["labels"]
    (decision,) = refkit.load(folder / saved).entries[0].label_decisions
    assert decision.by == "an assistant of Ada Rossi"
    removed = host.call(
        "decide_label", file=saved, entry="#1", decision="remove", label="modality/car-nk"
    )
    assert "modality/car-nk" not in removed["from_outside"]["labels"]


def test_a_persons_word_on_a_label_stands(host: Host, folder: Path, saved: str) -> None:
    path = folder / saved
    there = refkit.load(path)
    asked = refkit.LabelRequest(there.entries[0].id, "remove", "car-t", "Ada Rossi")
    refkit.save(refkit.label(there, [asked]).bibliography, path)
    before = path.read_bytes()

    told = host.call("decide_label", file=saved, entry="#1", decision="add", label="car-t")

    assert "Ada Rossi: removed modality/car-t stands; a person changes it" in told.error
    assert path.read_bytes() == before


def test_what_persons_contradict_each_other_on_is_left_to_them(
    host: Host, folder: Path, saved: str
) -> None:
    path = folder / saved
    there = refkit.load(path)
    id_ = there.entries[0].id
    ada, bo = (
        refkit.label(there, [refkit.LabelRequest(id_, said, "car-t", who)]).bibliography
        for said, who in (("remove", "Ada Rossi"), ("add", "Bo Berg"))
    )
    refkit.save(refkit.tag(refkit.with_decisions_of(ada, bo)), path)
    before = path.read_bytes()

    told = host.call("decide_label", file=saved, entry="#1", decision="remove", label="car-t")

    assert "persons contradict each other on it; a person changes it" in told.error
    assert path.read_bytes() == before


def test_decisions_are_kept_in_a_saved_bibliography_alone(host: Host, folder: Path) -> None:
    (folder / "own.bib").write_text("@misc{a, title = {CAR-T cells}}\n", encoding="utf-8")

    told = host.call("decide_label", file="own.bib", entry="a", decision="add", label="car-nk")

    assert told.error.startswith("own.bib: is no saved bibliography")


@pytest.mark.parametrize(
    ("decision", "doi"), [("is", ""), ("is-not", ""), ("has-none", "10.1000/a")]
)
def test_a_doi_goes_with_what_is_said(host: Host, saved: str, decision: str, doi: str) -> None:
    told = host.call("decide_reference", file=saved, position=1, decision=decision, doi=doi)

    assert told.error.startswith("is and is-not need a DOI")


def test_a_plan_is_written_as_it_was_shown_and_can_be_taken_back(
    host: Host, zotero: ZoteroServer, saved: str
) -> None:
    plan = host.call("plan_zotero", bibliography=saved, collection="Bees")
    assert plan["zotero_answers"]
    assert plan["account"].startswith("4 to create")
    assert zotero.library().items == {}

    told = host.call("write_zotero", plan=plan["plan"])

    assert told["account"].startswith("4 created")
    assert told["how_to_take_back"] == f"refkit zotero undo {told['run']}"
    assert len(zotero.library().items) == 4
    stale = host.call("write_zotero", plan=plan["plan"])
    assert stale.error.startswith("Zotero holds other things than at plan:")
    again = host.call("plan_zotero", bibliography=saved, collection="Bees")
    assert again["account"].startswith("0 to create, 0 to change")


def test_a_plan_of_what_was_changed_since_is_refused(host: Host, saved: str) -> None:
    plan = host.call("plan_zotero", bibliography=saved)
    host.call("decide_reference", file=saved, position=3, decision="has-none")

    told = host.call("write_zotero", plan=plan["plan"])

    assert told.error == f"{saved} was changed since {plan['plan']}: plan it again"
