"""How works stand: what the file knows of retractions, preprints and unresolved lines."""

from __future__ import annotations

import pytest
from builders import bibliography_of, make_entry, make_work, unresolved

from refkit.checks.findings import FindingKind, Severity
from refkit.checks.publication_status import review_findings, status_findings
from refkit.model.bibliography import Bibliography, Made
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi
from refkit.model.resolution import Reason, WithoutDoi
from refkit.model.work import Relation, Update, Work


def found(work: Work, **keys: str) -> list[tuple[FindingKind, Severity, str]]:
    return [
        (each.kind, each.severity, each.sentence)
        for each in status_findings(make_entry(work), keys)
    ]


def test_a_sound_work_gives_nothing() -> None:
    assert found(make_work()) == []


@pytest.mark.parametrize("type_", ["retraction", "withdrawal", "removal"])
def test_a_retraction_is_an_error_with_its_notice(type_: str) -> None:
    work = make_work(updates=(Update(type_, "10.1000/n", PartialDate(2023, 5)),))

    ((kind, severity, said),) = found(work)

    assert (kind, severity) == (FindingKind.RETRACTED, Severity.ERROR)
    assert said.startswith(f"was retracted ({type_} of 2023-05, notice 10.1000/n); ")


@pytest.mark.parametrize("title", ["RETRACTED: On bees", "Withdrawn: On bees"])
def test_in_a_library_a_title_may_be_all_that_says_so(title: str) -> None:
    assert [kind for kind, _, _ in found(make_work(title))] == [FindingKind.RETRACTED]


@pytest.mark.parametrize(
    ("type_", "kind", "severity"),
    [
        ("expression_of_concern", FindingKind.CONCERN, Severity.WARNING),
        ("expression-of-concern", FindingKind.CONCERN, Severity.WARNING),
        ("partial_retraction", FindingKind.CONCERN, Severity.WARNING),
        ("erratum", FindingKind.CORRECTED, Severity.NOTE),
        ("correction", FindingKind.CORRECTED, Severity.NOTE),
    ],
)
def test_other_notices_weigh_less(type_: str, kind: FindingKind, severity: Severity) -> None:
    assert [each[:2] for each in found(make_work(updates=(Update(type_),)))] == [(kind, severity)]


def test_a_preprint_that_was_published_names_the_article() -> None:
    work = make_work(relations=(Relation("is-preprint-of", "10.1000/Article"),))

    assert found(work)[0][::2] == (
        FindingKind.PREPRINT,
        "is a preprint that was published as 10.1000/Article; cite the article",
    )
    assert found(work, **{"10.1000/article": "berg2024"})[0][2].endswith("berg2024 is that article")


def test_an_unresolved_line_tells_its_position() -> None:
    (finding,) = status_findings(make_entry(resolution=unresolved(Reason.AMBIGUOUS)), {})

    assert finding.kind is FindingKind.UNRESOLVED
    assert "several works fit" in finding.message
    assert finding.advice == "refkit resolve FILE --position 1 --doi DOI names its DOI"


def test_a_line_that_could_not_be_asked_for_needs_another_run() -> None:
    (finding,) = status_findings(make_entry(resolution=unresolved(Reason.OFFLINE)), {})

    assert "refkit fetch again" in finding.advice


def test_what_a_person_decided_is_no_finding() -> None:
    assert list(status_findings(make_entry(resolution=WithoutDoi()), {})) == []


def test_a_review_that_is_itself_retracted() -> None:
    review = make_work(doi=Doi("10.1000/review"), updates=(Update("retraction"),))
    bibliography = Bibliography(Made("0"), (review,), (make_entry(),))

    (finding,) = review_findings(bibliography)

    assert (finding.entry, finding.severity) == ("", Severity.ERROR)
    assert finding.message.startswith("the review 10.1000/review: was retracted")
    assert list(review_findings(bibliography_of(make_entry()))) == []
