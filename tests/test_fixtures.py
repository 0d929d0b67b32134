"""The first review is whole, says only what was verified, and tells where it is from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
FILES = sorted((FIXTURES / "crossref" / "works").glob("*.json"))
SEED = Path(__file__).resolve().parents[2] / "shared" / "seed" / "seed-facts.json"
REVIEW = "10.1038/s41584-025-01343-5"
COMPLETE = {REVIEW, "10.1038/s41591-025-03937-8", "10.1136/ard-2024-226142"}
RESOLVABLE = [1, 2, 3, 4, 8, 9]
MARK = {"name": "et al.", "sequence": "additional", "affiliation": []}

WORKS: dict[str, dict[str, Any]] = {
    message["DOI"]: message
    for message in (json.loads(file.read_text("utf-8"))["message"] for file in FILES)
}
LISTED: list[dict[str, str]] = WORKS[REVIEW]["reference"]

needs_seed = pytest.mark.skipif(
    not SEED.is_file(),
    reason="the facts that the fixtures were written from are not beside this tree",
)


def seed() -> list[dict[str, Any]]:
    return json.loads(SEED.read_text("utf-8"))


def year(work: dict[str, Any], kind: str) -> int:
    return work[kind]["date-parts"][0][0]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_is_an_answer_of_crossref_in_one_spelling(file):
    text = file.read_text("utf-8")
    answer = json.loads(text)

    assert text == json.dumps(answer, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    assert answer.pop("transcribed") == "2026-11-23"
    message = answer.pop("message")
    assert answer == {"status": "ok", "message-type": "work", "message-version": "1.0.0"}
    assert file.stem == message["DOI"].replace("/", "_") == message["DOI"].lower().replace("/", "_")
    assert message["URL"] == f"https://doi.org/{message['DOI']}"
    assert message["type"] == "journal-article"


def test_nine_references_in_order_of_which_six_have_a_doi():
    assert [reference["key"] for reference in LISTED] == [f"CR{n}" for n in range(1, 10)]
    assert [n for n, reference in enumerate(LISTED, 1) if "DOI" in reference] == RESOLVABLE
    assert WORKS[REVIEW]["reference-count"] == WORKS[REVIEW]["references-count"] == 9


def test_each_doi_of_the_list_has_its_work_and_there_is_no_other():
    listed = {reference["DOI"].lower() for reference in LISTED if "DOI" in reference}

    assert len(FILES) == 7
    assert WORKS.keys() == listed | {REVIEW}


def test_a_reference_and_its_work_say_the_same():
    for reference in (reference for reference in LISTED if "DOI" in reference):
        work = WORKS[reference["DOI"].lower()]

        assert work["title"] == [reference["article-title"]]
        assert work["volume"] == reference["volume"]
        assert work["page"].split("-")[0] == reference["first-page"]
        assert work["short-container-title"] == [reference["journal-title"]]
        assert work["author"][0]["family"] == reference["author"].split()[-1]
        assert str(year(work, "published-print")) == reference["year"]


def test_a_printed_line_holds_its_own_fields():
    for reference in LISTED:
        initial, family = reference["author"].split()
        start = f"{family}, {initial}. et al. {reference['article-title']}. "
        middle = f"{reference['journal-title']} {reference['volume']}, {reference['first-page']}–"

        assert reference["unstructured"].startswith(start + middle)
        assert reference["unstructured"].endswith(f"({reference['year']}).")


def test_the_misprint_of_the_review_is_kept_and_not_passed_on():
    assert LISTED[2]["author"] == "L Hunter"
    assert WORKS["10.1126/science.ads8473"]["author"][0]["given"] == "Theresa"


def test_an_incomplete_list_of_authors_says_so_at_its_end():
    for doi, work in WORKS.items():
        *people, last = work["author"]

        assert (last == MARK) is (doi not in COMPLETE)
        assert all(person["family"] for person in people)
        assert [person["sequence"] for person in work["author"]] == (
            ["first"] + ["additional"] * len(people)
        )


def test_only_verified_dates_and_issues_are_given():
    print_dates = {doi: work["published-print"]["date-parts"][0] for doi, work in WORKS.items()}

    assert print_dates.pop("10.1038/s41591-025-03937-8") == [2025, 11]
    assert all(len(date) == 1 for date in print_dates.values())
    assert {doi: work["published-online"]["date-parts"] for doi, work in WORKS.items()
            if "published-online" in work} == {
        "10.1038/s41591-025-03937-8": [[2025, 9, 24]],
        "10.1136/ard-2024-226142": [[2024]],
    }  # fmt: skip
    assert [doi for doi, work in WORKS.items() if "issue" in work] == ["10.1038/s41591-025-03937-8"]


def test_issued_is_the_earlier_of_print_and_online():
    for work in WORKS.values():
        given = [work[kind] for kind in ("published-print", "published-online") if kind in work]

        assert work["issued"] == min(given, key=lambda date: date["date-parts"])


def test_no_abstract_is_here():
    assert not [file.name for file in FILES if "abstract" in file.read_text("utf-8").lower()]


def test_the_readme_names_every_doi_and_every_reference_without_one():
    readme = (FIXTURES / "README.md").read_text("utf-8")

    assert not [doi for doi in WORKS if f"`{doi}`" not in readme.lower()]
    assert "| 5, 6, 7 | DOI" in readme


@needs_seed
def test_the_works_say_what_the_facts_say():
    for fact in (fact for fact in seed() if fact["doi_verified"]):
        work = WORKS[fact["doi"].lower()]

        assert work["title"] == [fact["title"]]
        assert (work["volume"], work["page"]) == (fact["volume"], fact["page"])
        assert str(year(work, "published-print")) == fact["published_print"][:4]
        assert (work["container-title"], work["ISSN"]) == ([fact["container"]], fact["issn"])
        assert work.get("publisher", fact["publisher"]) == fact["publisher"]


@needs_seed
def test_the_authors_are_those_of_the_facts():
    for fact in (fact for fact in seed() if fact["doi_verified"]):
        people = [person for person in WORKS[fact["doi"].lower()]["author"] if person != MARK]

        named = [person["family"] for person in people]
        assert named == [person["family"] for person in fact["authors"]][: len(named)]
        if fact["authors_complete"]:
            given = [{key: person[key] for key in ("given", "family")} for person in people]
            assert given == fact["authors"]


@needs_seed
def test_the_list_says_what_the_facts_say():
    for fact, reference in zip(seed()[1:], LISTED, strict=True):
        assert reference["article-title"] == fact["title"]
        assert reference.get("DOI") == fact["doi"]
        assert reference["journal-title"] == fact["container_abbrev"]
        assert (reference["volume"], reference["year"]) == (
            fact["volume"],
            fact["published_print"][:4],
        )
        assert fact["page"].replace("-", "–") in reference["unstructured"]
        assert reference["author"].split()[-1] == fact["authors"][0]["family"]
