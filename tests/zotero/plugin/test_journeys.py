"""What somebody does in Zotero with a review, from the first look to undo; every event is checked."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from conftest import FIRST_REVIEW
from crossref_server import CrossrefServer, make_review, make_work
from few_works import BEES, BEES_TITLE
from zotero_program import Json, Program, of, one, run

from refkit import load

VIVO = "In vivo CAR T cell generation to treat cancer and autoimmune disease"
DEEP = "CD19-CAR T-cell therapy induces deep tissue depletion of B cells"


def actions(told: list[Json]) -> Counter[str]:
    return Counter(each["action"] for each in of(told, "item"))


def item_on(told: list[Json], title: str) -> Json:
    (found,) = [each for each in of(told, "item") if each["title"] == title]
    return found


def fetched() -> Program:
    """A library into which the first review was written."""
    program = Program()
    program.write(program.references(FIRST_REVIEW))
    return program


def without(program: Program, title: str, tag: str) -> str:
    """The user takes a tag off an item."""
    key = program.key_of(title)
    left = [each for each in program.items[key]["tags"] if each["tag"] != tag]
    program.change(key, tags=left)
    return key


def test_all_that_a_review_lists_is_planned_and_written_and_a_second_time_nothing_is() -> None:
    program = Program()

    told = program.references(FIRST_REVIEW)

    assert actions(told) == {"create": 7, "not-resolved": 3}
    listed, planned = of(told, "account")
    assert sum(listed["counts"][name] for name in ("by_deposited_doi", "unresolved")) == 9
    assert (planned["counts"]["create"], planned["counts"]["conflicts"]) == (7, 0)
    assert one(told, "collection") == {
        "event": "collection", "name": "Bees", "key": None, "action": "make",
    }  # fmt: skip
    program.write(told)
    assert len(program.items) == 10
    assert {len(each["collections"]) for each in program.items.values()} == {1}

    again = program.references(FIRST_REVIEW)

    assert actions(again) == {"same": 7, "not-resolved": 3}
    assert not any(each["write"] for each in of(again, "item"))
    assert one(again, "tags")["names"] == []
    assert one(again, "collection")["action"] == "use"


def test_on_a_computer_without_the_records_nothing_is_made_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = fetched()
    (key,) = [k for k, each in program.items.items() if "BCMA T-cell engager" in each["title"]]
    # What a person found out of it and wrote there does not make it another line's.
    program.change(key, itemType="journalArticle", title="BCMA engagers in autoimmunity")
    monkeypatch.setenv("REFKIT_DATA", str(tmp_path / "another computer"))

    again = program.references(FIRST_REVIEW)

    assert actions(again) == {"same": 7, "not-resolved": 3}
    assert not any(each["write"] for each in of(again, "item"))


def test_every_tag_that_would_be_set_is_named_before() -> None:
    program = Program()
    told = program.references(FIRST_REVIEW)
    named = set(one(told, "tags")["names"])

    program.write(told)

    assert {each["tag"] for item in program.items.values() for each in item["tags"]} == named


def test_the_saved_list_is_one_that_every_command_reads() -> None:
    told = Program().references(FIRST_REVIEW)

    kept = load(of(told, "account")[0]["file"])

    assert kept.account.listed == 9
    assert [each["entry"] for each in of(told, "item")][1:] == [each.id for each in kept.entries]


def test_what_is_there_gets_labels_alone_and_what_is_in_the_trash_stays() -> None:
    program = Program()
    mine = program.create(title=VIVO, DOI="10.1126/science.ads8473", tags=[{"tag": "to read"}])
    program.create(title="An iPSC", DOI="10.1016/J.CELL.2025.05.038", deleted=1)

    told = program.references(FIRST_REVIEW)
    program.write(told)

    assert actions(told) == {"create": 5, "update": 1, "in-trash": 1, "not-resolved": 3}
    assert "In vivo CAR-T" in program.tags(mine)
    assert "to read" in program.tags(mine)
    assert "publicationTitle" not in program.items[mine]
    assert item_on(told, VIVO)["write"]["collect"] is True


def test_with_complete_whole_items_get_their_empty_fields_and_others_are_asked_for() -> None:
    program = Program()
    mine = program.create(title=VIVO, DOI="10.1126/science.ads8473")
    program.options["existing"] = "complete"

    told = program.references(FIRST_REVIEW)
    assert one(told, "needs")["keys"] == [mine]
    whole = program.described(whole=[mine])
    program.write(program.references(FIRST_REVIEW, library=whole))

    assert program.items[mine]["publicationTitle"] == "Science"


def test_with_skip_what_is_there_is_left() -> None:
    program = Program()
    program.create(title=VIVO, DOI="10.1126/science.ads8473")

    told = program.references(FIRST_REVIEW, options={"existing": "skip"})

    assert item_on(told, VIVO)["action"] == "same"
    assert item_on(told, VIVO)["write"] is None


def test_a_tag_that_the_user_removed_does_not_come_back() -> None:
    program = fetched()
    without(program, DEEP, "CAR-T")

    told = program.references(FIRST_REVIEW)

    assert item_on(told, DEEP)["action"] == "conflict"
    conflict = one(told, "conflict")
    assert (conflict["field"], conflict["theirs"]) == ("tag:CAR-T", None)
    assert conflict["why"] == "removed by somebody since refkit added it"


def test_only_own_tags_are_taken_away() -> None:
    program = fetched()
    key = program.key_of(DEEP)
    program.change(key, tags=[*program.items[key]["tags"], {"tag": "CD19 CAR"}])

    program.write(program.decide({"key": key, "decision": "remove", "label": "target/cd19"}))

    assert "CD19" not in program.tags(key)
    assert {"CD19 CAR", "CAR-T"} <= set(program.tags(key))


def test_an_item_is_chosen_and_the_others_are_not_written() -> None:
    program = Program()
    told = program.references(FIRST_REVIEW)

    program.write(told, chosen=[3])

    assert [each["title"] for each in program.items.values()] == [VIVO]
    assert actions(program.references(FIRST_REVIEW)) == {"create": 6, "same": 1, "not-resolved": 3}


def test_a_line_that_is_resolved_later_becomes_what_it_is(crossref: CrossrefServer) -> None:
    words = f"Berg A, Costa C. {BEES_TITLE}. Journal of Bees 12, 34-45 (2021)."
    listed = {"key": "r1", "DOI": "10.1000/bees", "unstructured": words}
    crossref.add(make_review("10.1000/review", [listed]))
    program = Program()
    program.options = {"offline": False, "refresh": True, "review": False}
    program.write(program.references("10.1000/review"))
    (key,) = program.items
    assert program.items[key]["itemType"] == "document"
    crossref.add(BEES)

    told = program.references("10.1000/review")
    assert one(told, "needs")["keys"] == [key]
    program.write(program.references("10.1000/review", library=program.described([key])))

    assert program.items[key]["itemType"] == "journalArticle"
    assert program.items[key]["DOI"] == "10.1000/bees"
    assert program.tags(key) == []
    assert actions(program.references("10.1000/review")) == {"same": 1}


def test_a_deleted_item_is_not_made_again_unless_it_is_asked_for() -> None:
    program = fetched()
    first = program.run
    del program.items[program.key_of(DEEP)]

    left = item_on(program.references(FIRST_REVIEW), DEEP)
    assert left["action"] == "deleted"
    assert left["why"] == f"deleted by somebody since run {first}"
    again = program.references(FIRST_REVIEW, options={"again": True})
    assert item_on(again, DEEP)["action"] == "create"


def test_types_and_fields_that_the_program_lacks_go_to_extra() -> None:
    few = {
        "document": {"fields": ["title", "extra"], "creator_types": ["contributor"]},
        "note": {"fields": [], "creator_types": []},
    }
    sent = {
        "protocol": 1, "want": "references", "identifiers": [FIRST_REVIEW],
        "library": {"id": "local/x/users/0"}, "item_types": few, "options": {"offline": True},
    }  # fmt: skip

    items = [each["write"]["item"] for each in of(run(sent), "item")]

    assert {each["itemType"] for each in items} == {"document"}
    assert {name for each in items for name in each} == {
        "itemType", "creators", "tags", "title", "extra",
    }  # fmt: skip
    assert {c["creatorType"] for each in items for c in each["creators"]} == {"contributor"}
    assert any("DOI: 10.1126/science.ads8473" in each["extra"] for each in items)


def test_the_review_may_be_named_by_its_item() -> None:
    program = Program()
    key = program.create(title="The dawn", DOI=FIRST_REVIEW)

    told = program.ask("references", items=program.whole(key))

    assert of(told, "item")[0]["key"] == key
    assert of(told, "item")[0]["kind"] == "review"


def test_an_item_without_a_number_names_no_review() -> None:
    program = Program()
    told = program.ask("references", items=program.whole(program.create(title="Gardening")))

    assert one(told, "error")["message"] == (
        "items[0]: 'Gardening' has no DOI and no PubMed number"
    )


@pytest.mark.parametrize("want", ["references", "labels", "decide", "begin", "undo"])
def test_a_library_that_may_only_be_read_is_told_before_anything(want: str) -> None:
    program = Program()
    key = program.create(title="On bees")
    program.editable = False
    members: Json = {
        "identifiers": [FIRST_REVIEW], "items": program.whole(key), "run": "2026-01-01-abcdef",
        "decisions": [{"key": key, "decision": "confirm"}],
    }  # fmt: skip

    told = program.ask(want, **members)

    assert [each["event"] for each in told] == ["start", "error", "end"]
    assert one(told, "error")["kind"] == "read-only"


def test_a_review_that_nobody_fetched_is_an_error_offline() -> None:
    told = Program().references("10.5555/nobody.knows.it")

    assert one(told, "error")["kind"] == "offline"
    assert told[-1] == {"event": "end", "ok": False}


@pytest.mark.parametrize(
    ("identifier", "kind"), [("10.1000/unknown", "input"), ("10.1000/empty", "source")]
)
def test_what_crossref_does_not_know_or_have_is_told_in_one_line(
    crossref: CrossrefServer, identifier: str, kind: str
) -> None:
    crossref.add(make_work("10.1000/empty"))

    told = Program().references(identifier, options={"offline": False})

    assert one(told, "error")["kind"] == kind
    assert identifier in one(told, "error")["message"]


# What is asked again for a while, 429 and 503, is held by the contract of the sources.
@pytest.mark.parametrize("fault", ["403", "html-200", "json-garbage", "deep"])
def test_a_service_that_does_not_answer_as_it_should_is_told(
    crossref: CrossrefServer, fault: str
) -> None:
    crossref.fail_always(fault)

    told = Program().references("10.1000/review", options={"offline": False})

    assert one(told, "error")["kind"] == "source"
    assert told[-1] == {"event": "end", "ok": False}


def test_no_network_is_told_in_one_line() -> None:
    told = Program().references(FIRST_REVIEW, options={"offline": False})

    assert one(told, "error")["kind"] == "source"


def test_two_collections_of_one_name_are_told() -> None:
    program = Program()
    for key in ("AAAA2222", "BBBB2222"):
        program.collections[key] = {"key": key, "name": "Bees", "parent": None}

    told = program.references(FIRST_REVIEW)

    assert "several collections are named 'Bees'" in one(told, "error")["message"]


def test_a_collection_in_the_trash_is_not_used() -> None:
    program = Program()
    program.collections["AAAA2222"] = {"key": "AAAA2222", "name": "Bees", "deleted": True}

    assert one(program.references(FIRST_REVIEW), "collection")["action"] == "make"


def test_hello_tells_versions_and_the_vocabulary() -> None:
    told = run({"protocol": 1, "want": "hello", "options": {"tag_style": "path"}})

    assert one(told, "hello")["protocols"] == [1]
    facets = {each["facet"]: each["labels"] for each in one(told, "vocabulary")["facets"]}
    assert {each["tag"] for each in facets["modality"]} >= {"modality/car-t", "modality/car-nk"}


def test_facets_are_limited_and_a_wrong_one_is_told() -> None:
    told = Program().references(FIRST_REVIEW, options={"facets": ["target"]})
    tags = {
        each["tag"]
        for item in of(told, "item")
        for each in item["write"]["item"]["tags"]
        if not each.get("type")
    }
    assert tags == {"CD19", "BCMA", "unresolved reference"}

    wrong = Program().references(FIRST_REVIEW, options={"facets": ["tarte"]})
    assert "unknown facet tarte" in one(wrong, "error")["message"]


def test_half_a_character_in_a_name_is_what_zotero_makes_of_it() -> None:
    program = Program("local/a\ud800b/users/0")
    program.options["collection"] = "Bees \ud800"

    told = program.references(FIRST_REVIEW)

    assert one(told, "collection")["name"] == "Bees \ufffd"
    program.write(told)
    assert one(program.references(FIRST_REVIEW), "collection")["action"] == "use"


def test_a_review_whose_doi_stands_in_its_address_alone_is_found() -> None:
    program = Program()
    saved = program.create(itemType="webpage", title="A", url=f"https://doi.org/{FIRST_REVIEW}")
    other = program.create(itemType="webpage", title="B", url="https://example.org/10.1038")

    found = program.ask("references", items=program.whole(saved))
    missed = program.ask("references", items=program.whole(other))

    assert of(found, "account")[0]["counts"]["listed"] == 9
    assert one(missed, "error")["message"] == "items[0]: 'B' has no DOI and no PubMed number"
