"""Labels of items that somebody selects in Zotero: given, explained, decided on, kept."""

from __future__ import annotations

from typing import Any

from click.testing import CliRunner
from conftest import FIRST_REVIEW
from few_works import OWLS_TITLE, serving
from zotero_program import Json, Program, of, one

from refkit.cli import main

IPSC = "An iPSC-derived CD19/BCMA CAR-NK therapy in a patient with systemic sclerosis"
DOI = "10.1016/j.cell.2025.05.038"


def decision(key: str, word: str, label: str = "", **more: str) -> Json:
    return {"key": key, "decision": word, "label": label, **more}


def labels(told: list[Json]) -> set[str]:
    (item,) = of(told, "item")
    return {f"{each['facet']}/{each['label']}" for each in item["labels"]}


def test_labels_are_given_with_the_words_that_earned_them_and_written_as_tags() -> None:
    program = Program()
    key = program.create(title="Donor-derived 𝓐 CAR-T cells in lupus", tags=[{"tag": "mine"}])

    told = program.label(key)
    program.write(told)

    (item,) = of(told, "item")
    (given,) = [each for each in item["labels"] if each["facet"] == "modality"]
    assert given["tag"] in program.tags(key)
    assert "mine" in program.tags(key)
    (evidence,) = given["evidence"]
    start, end = evidence["spans"][0]
    in_javascript = evidence["text"].encode("utf-16-le")
    words = in_javascript[2 * start : 2 * end].decode("utf-16-le")
    assert evidence["text"].startswith("Donor-derived 𝓐")
    assert "CAR-T" in words or words == "Donor-derived"


def test_the_abstract_speaks_where_it_is_asked_to() -> None:
    program = Program()
    said = "We gave CAR-T cells. These CAR-T cells were made for lupus nephritis."
    key = program.create(title="A new therapy", abstractNote=said)

    assert labels(program.label(key)) == set()
    assert "modality/car-t" in labels(program.label(key, options={"evidence": "all"}))


def test_labels_that_are_there_are_not_written_again() -> None:
    program = Program()
    key = program.create(title=IPSC)
    program.write(program.label(key))

    (again,) = of(program.label(key), "item")

    assert (again["action"], again["write"]) == ("same", None)


def test_a_tag_that_refkit_gave_for_another_reason_stays() -> None:
    program = Program()
    program.write(program.references(FIRST_REVIEW))
    (open_,) = [key for key, each in program.items.items() if "ulcerative" in each["title"]]

    program.write(program.label(open_))

    assert "unresolved reference" in program.tags(open_)


def test_an_automatic_tag_of_the_name_becomes_the_users_own() -> None:
    program = Program()
    key = program.create(title=IPSC, tags=[{"tag": "CAR-NK", "type": 1}])

    told = program.label(key)

    (item,) = of(told, "item")
    assert "CAR-NK" not in [each["field"].removeprefix("tag:") for each in item["changes"]]


def test_notes_and_what_is_in_the_trash_get_no_labels() -> None:
    program = Program()
    note = program.create(itemType="note", note="<p>CAR-T</p>")
    gone = program.create(title=IPSC, deleted=1)

    told = program.label(note, gone)

    assert [each["write"] for each in of(told, "item")] == [None, None]
    assert of(told, "item")[0]["why"] == "notes and files get no labels"
    assert of(told, "item")[1]["action"] == "in-trash"


def test_a_decision_is_kept_and_holds_in_every_later_run() -> None:
    program = Program()
    key = program.create(title=IPSC, DOI=DOI)
    program.write(program.label(key))

    told = program.decide(
        decision(key, "remove", "CAR-NK", note="a case of iPSC"),
        decision(key, "add", "modality/car-t"),
        options={"person": "Ada Rossi"},
    )
    program.write(told)

    assert "CAR-NK" not in program.tags(key)
    assert "CAR-T" in program.tags(key)
    assert "modality/car-nk" not in labels(program.label(key))
    listed = program.references(FIRST_REVIEW)
    (cited,) = [each for each in of(listed, "item") if each["doi"] == DOI]
    given = {each["label"]: each for each in cited["labels"]}
    assert "car-nk" not in given
    assert given["car-t"]["decided"] == {"by": "Ada Rossi", "decision": "add", "note": ""}


def test_a_decision_is_kept_though_its_tags_were_not_written() -> None:
    program = Program()
    key = program.create(title=IPSC, DOI=DOI)

    program.decide(decision(key, "remove", "CAR-NK"))

    assert "modality/car-nk" not in labels(program.label(key))


def test_a_confirmed_label_comes_back_though_its_tag_was_removed() -> None:
    program = Program()
    key = program.create(title=IPSC)
    program.write(program.label(key))
    left = [each for each in program.items[key]["tags"] if each["tag"] != "CAR-NK"]
    program.change(key, tags=left)
    assert one(program.label(key), "conflict")["field"] == "tag:CAR-NK"

    program.write(program.decide(decision(key, "confirm", "CAR-NK")))

    assert "CAR-NK" in program.tags(key)


def test_a_removed_tag_does_not_come_back_in_another_style() -> None:
    program = Program()
    key = program.create(title=IPSC)
    program.write(program.label(key))
    left = [each for each in program.items[key]["tags"] if each["tag"] != "CAR-NK"]
    program.change(key, tags=left)

    told = program.label(key, options={"tag_style": "path"})
    program.write(told)

    assert one(told, "conflict")["field"] == "tag:modality/car-nk"
    assert not {"CAR-NK", "modality/car-nk"} & set(program.tags(key))


def test_tags_of_another_style_are_spelled_anew() -> None:
    program = Program()
    key = program.create(title=IPSC)
    program.write(program.label(key))
    before = program.tags(key)

    program.write(program.label(key, options={"tag_style": "group"}))

    assert "modality > CAR-NK" in program.tags(key)
    assert not set(before) & set(program.tags(key))


def test_a_decision_is_taken_back() -> None:
    program = Program()
    key = program.create(title=IPSC)
    program.decide(decision(key, "remove", "CAR-NK"))

    assert "modality/car-nk" in labels(program.decide(decision(key, "clear", "CAR-NK")))
    assert "modality/car-nk" in labels(program.label(key))


def test_a_decision_that_was_taken_back_does_not_come_back_with_the_list() -> None:
    program = Program()
    key = program.create(title=IPSC, DOI=DOI)
    program.decide(decision(key, "remove", "CAR-NK"))
    program.references(FIRST_REVIEW)  # the list is saved with it

    program.decide(decision(key, "clear", "CAR-NK"))
    program.references(FIRST_REVIEW)

    assert "modality/car-nk" in labels(program.label(key))


def test_a_decision_in_the_saved_list_is_known_in_zotero() -> None:
    program = Program()
    key = program.create(title=IPSC, DOI=DOI)
    file = of(program.references(FIRST_REVIEW), "account")[0]["file"]
    done = CliRunner().invoke(main, ["label", file, "--entry", DOI, "--remove", "CAR-NK"])
    assert done.exit_code == 0, done.output

    program.references(FIRST_REVIEW)

    assert "modality/car-nk" not in labels(program.label(key))


def test_wrong_decisions_are_told_and_nothing_is_kept() -> None:
    program = Program()
    key = program.create(title=IPSC)
    for wrong, said in (
        (decision(key, "dance", "CAR-NK"), "no decision is called 'dance'"),
        (decision(key, "add", "car-tea"), "no label is called 'car-tea'"),
        (decision(key, "clear", "CAR-NK"), "there is no decision on"),
    ):
        told = program.ask("decide", items=program.whole(key), decisions=[wrong], is_sound=False)
        assert said in one(told, "error")["message"]
    strange = program.ask(
        "decide", items=program.whole(key), decisions=[decision("ZZZZ2222", "confirm")]
    )
    assert one(strange, "error")["where"] == "decisions[0].key"
    assert one(program.ask("explain", items=program.whole(key)), "explained")["decisions"] == []


def test_an_item_is_explained_with_where_it_is_cited() -> None:
    program = Program()
    program.write(program.references(FIRST_REVIEW))
    key = program.key_of(IPSC)

    told = one(program.ask("explain", items=program.whole(key)), "explained")

    assert told["state"] == "resolved"
    assert [(each["review"], each["position"]) for each in told["cited_by"]] == [(FIRST_REVIEW, 2)]
    assert told["cited_by"][0]["title"].startswith("The dawn of")
    assert told["cited_by"][0]["run"] == told["runs"][0] == program.run
    assert "modality/car-nk" in {f"{each['facet']}/{each['label']}" for each in told["labels"]}
    assert all(each["reason"] for each in told["not_given"])


def test_an_item_that_needed_no_write_is_explained_too() -> None:
    program = Program()
    key = program.create(title=IPSC, DOI=DOI)
    program.references(FIRST_REVIEW, options={"existing": "skip"})

    told = one(program.ask("explain", items=program.whole(key)), "explained")

    assert [(each["position"], each["run"]) for each in told["cited_by"]] == [(2, None)]


def test_an_item_that_refkit_never_saw_is_explained_too() -> None:
    program = Program()
    key = program.create(title="Gardening", itemType="book")

    told = one(program.ask("explain", items=program.whole(key)), "explained")

    assert (told["state"], told["labels"], told["cited_by"]) == ("unknown", [], [])


def test_retractions_are_looked_up(monkeypatch: Any) -> None:
    program = Program()
    owls = program.create(title=OWLS_TITLE, DOI="10.1000/owls", date="1999")
    program.create(title="RETRACTED: On bees")
    with serving(monkeypatch):
        told = program.ask(
            "retractions", items=program.whole(*program.items), options={"offline": False}
        )

    found = {each["key"]: each for each in of(told, "finding")}
    assert found[owls]["kind"] == "retracted"
    assert len(found) == 2
    assert one(told, "account")["counts"]["without_doi"] == 1
    assert one(told, "account")["text"] == "2 items, 1 asked for, 1 without a DOI: 2 retracted"


def test_half_a_letter_survives_both_ways() -> None:
    program = Program()
    key = program.create(title=f"{IPSC} \ud835", tags=[{"tag": "half \udfd8"}])

    told = program.label(key)
    program.write(told)

    assert "half \udfd8" in program.tags(key)
    assert program.items[key]["title"].endswith("\ud835")
    assert one(program.ask("runs"), "run")["items"] == 1
    assert one(program.ask("explain", items=program.whole(key)), "explained")["labels"]
