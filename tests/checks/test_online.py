"""What the services know today of the works in a file."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from builders import bibliography_of, make_entry, make_work

from refkit.checks.findings import FindingKind, Severity
from refkit.checks.online import LookUp, look_up_status
from refkit.errors import NotRemembered, SourceError
from refkit.model.identifiers import Doi
from refkit.model.people import Creator
from refkit.model.work import Relation, Update, Work
from refkit.sources.base import LookupResult, Outcome

A, B = Doi("10.1000/a"), Doi("10.1000/b")
RETRACTION = Update("retraction", "10.1000/n", source="publisher")


def answering(**answers: LookupResult) -> LookUp:
    def look_up(dois: Sequence[Doi]) -> dict[Doi, tuple[str, LookupResult]]:
        return {doi: ("crossref", answers[doi.value[-1]]) for doi in dois}

    return look_up


def known(title: str = "On bees", **fields: object) -> LookupResult:
    return LookupResult(Outcome.FOUND, make_work(title, **fields))


def test_a_work_gains_what_is_known_today_and_nothing_else() -> None:
    work = make_work(doi=A, volume="1")
    told = known(volume="2", updates=(RETRACTION,), relations=(Relation("has-preprint", "p"),))

    asked = look_up_status(bibliography_of(make_entry(work)), answering(a=told))

    (entry,) = asked.bibliography.entries
    assert entry.work.updates == (RETRACTION,)
    assert entry.work.relations == (Relation("has-preprint", "p"),)
    assert entry.work.volume == "1"
    assert asked.findings == ()


def test_a_notice_is_told_once_however_many_say_it() -> None:
    work = make_work(doi=A, updates=(Update("retraction", "10.1000/n", source="retraction-watch"),))

    asked = look_up_status(
        bibliography_of(make_entry(work)), answering(a=known(updates=(RETRACTION,)))
    )

    assert asked.bibliography.entries[0].work.updates == work.updates


def test_entries_without_a_doi_are_not_asked_for() -> None:
    given = bibliography_of(make_entry(make_work()))

    assert look_up_status(given, answering()).bibliography == given


def finding(work: Work, answer: LookupResult) -> tuple[FindingKind, Severity, str]:
    other = make_entry(make_work(doi=B), "b")
    asked = look_up_status(bibliography_of(other, make_entry(work)), answering(a=answer, b=known()))
    ((place, found),) = asked.findings
    assert place == 1
    return found.kind, found.severity, found.message


def test_a_doi_that_is_not_registered() -> None:
    kind, severity, said = finding(make_work(doi=A), LookupResult(Outcome.UNKNOWN))

    assert (kind, severity) == (FindingKind.SUSPECT_DOI, Severity.ERROR)
    assert said == "its DOI 10.1000/a is not known to any source that was asked"


def test_a_doi_that_leads_to_another_work() -> None:
    other = known("Owls at night", creators=(Creator("Dahl", "Bo"),), updates=(RETRACTION,))

    kind, _, said = finding(make_work(doi=A), other)

    assert kind is FindingKind.SUSPECT_DOI
    assert "leads to another work (Owls at night; title and first author disagree; " in said


@pytest.mark.parametrize(
    "told",
    [
        known("RETRACTED: On bees", creators=(Creator("Dahl", "Bo"),)),
        known("", creators=()),
    ],
)
def test_a_title_that_agrees_or_is_not_told_is_no_other_work(told: LookupResult) -> None:
    assert (
        look_up_status(bibliography_of(make_entry(make_work(doi=A))), answering(a=told)).findings
        == ()
    )


def test_a_title_that_alone_disagrees_is_doubtful() -> None:
    kind, severity, said = finding(make_work(doi=A), known("Owls at night"))

    assert (kind, severity) == (FindingKind.SUSPECT_DOI, Severity.WARNING)
    assert said == (
        "its DOI 10.1000/a is doubtful (title disagrees; first author and year agree): "
        "it leads to Owls at night"
    )


def test_another_author_is_another_work_where_no_title_is_told() -> None:
    kind, severity, _ = finding(make_work(doi=A), known("", creators=(Creator("Dahl", "Bo"),)))

    assert (kind, severity) == (FindingKind.SUSPECT_DOI, Severity.ERROR)


def test_one_that_could_not_be_asked_for_is_told() -> None:
    kind, severity, said = finding(
        make_work(doi=A), LookupResult(Outcome.FAILED, detail="too busy")
    )

    assert (kind, severity) == (FindingKind.NOT_ASKED, Severity.WARNING)
    assert said.endswith("could not be asked for (too busy)")


@pytest.mark.parametrize(
    ("outcome", "error"),
    [(Outcome.FAILED, SourceError), (Outcome.NOT_REMEMBERED, NotRemembered)],
)
def test_where_none_could_be_asked_for_that_is_no_answer(
    outcome: Outcome, error: type[Exception]
) -> None:
    with pytest.raises(error):
        look_up_status(
            bibliography_of(make_entry(make_work(doi=A))), answering(a=LookupResult(outcome))
        )
