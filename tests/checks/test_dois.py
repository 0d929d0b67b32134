"""DOIs that are written wrongly, lead elsewhere, or are of what is not cited."""

from __future__ import annotations

import pytest
from builders import make_entry, make_work
from hypothesis import given
from hypothesis import strategies as st

from refkit.checks.dois import doi_findings
from refkit.checks.findings import Severity
from refkit.model.identifiers import Doi
from refkit.model.resolution import (
    Attempt,
    Imported,
    Method,
    Reason,
    Resolved,
    Unresolved,
)
from refkit.model.work import WorkType

LEADS = Attempt("crossref", "deposited-doi", "suspect", "10.1000/b: Quite another thing")


def written(raw: str) -> list[tuple[Severity, str, str]]:
    entry = make_entry(resolution=Imported("bibtex"))
    return [(each.severity, each.message, each.advice) for each in doi_findings(entry, raw)]


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "10.1000/abc",
        "10.1000/ABC",
        "10.1016/S0140-6736(97)11096-0",
        "10.1002/(SICI)1097-4652(199907)180:1<114::AID-JCP13>3.0.CO;2-0",
        "10.12688/f1000research.1234.v1",  # there every version has a DOI
        "10.1301/nr.2004.jan.39?50",
    ],
)
def test_a_sound_doi(raw: str) -> None:
    assert written(raw) == []


@pytest.mark.parametrize(
    ("raw", "said", "advice"),
    [
        ("10.1000", "cannot be read", "one looks like 10.1038/s41584-025-01343-5"),
        ("10.1126/science. 1109070", "cannot be read", "one looks like"),
        ("https://www.nature.com/articles/x1", "cannot be read", "write 10.1038/x1"),
        ("10.1000/a?utm_source=b", "holds the query", "write 10.1000/a"),
        ("https://doi.org/10.1000/a?x=1", "holds the query", "write 10.1000/a"),
        ("10.1000/a/full", "ends as the address of a page", "write 10.1000/a"),
        ("10.1000/a.pdf", "ends as the address of a page", "write 10.1000/a"),
        ("10.1000/a\u20111", "has a dash where a hyphen belongs", "write 10.1000/a-1"),
        ("10.1101/2020.12.01.406702v2", "names a version", "write 10.1101/2020.12.01.406702"),
        ("10.1000/a.", "no part of it", "write 10.1000/a"),
        ("10.1000/a).", "no part of it", "write 10.1000/a"),
        ("10.1175/x%3C0173:S%3E2", "escaped", "write 10.1175/x<0173:s>2"),
        ("10.1175/x&lt;0173:S&gt;2", "escaped", "write 10.1175/x<0173:s>2"),
    ],
)
def test_a_doi_that_is_written_wrongly(raw: str, said: str, advice: str) -> None:
    ((severity, message, told),) = written(raw)

    assert severity is Severity.WARNING
    assert said in message
    assert told.startswith(advice)


@pytest.mark.parametrize("raw", ["https://doi.org/10.1000/a", "doi:10.1000/a"])
def test_an_address_is_a_matter_of_style(raw: str) -> None:
    ((severity, _, told),) = written(raw)

    assert (severity, told) == (Severity.NOTE, "write 10.1000/a")


@pytest.mark.parametrize(
    ("doi", "said"),
    [
        ("10.1371/journal.pone.0000001.g001", "figure"),
        ("10.1021/acs.inorgchem.3c01761.s001", "supplement"),
        ("10.7717/peerj.123/supp-1", "supplement"),
        ("10.1002/(issn)1097-4652", "journal"),
        ("10.1371/journal.pone", "journal"),
        ("10.1000/1546-170x", "journal"),
    ],
)
def test_a_doi_of_what_is_not_cited(doi: str, said: str) -> None:
    (finding,) = doi_findings(make_entry(make_work(doi=Doi(doi))), "")

    assert said in finding.message
    assert "DOI of the article" in finding.advice


@pytest.mark.parametrize("doi", ["10.1371/journal.pone.0000001", "10.1000/1546-1701"])
def test_an_articles_doi_is_no_journals(doi: str) -> None:
    assert list(doi_findings(make_entry(make_work(doi=Doi(doi))), "")) == []


def test_a_journal_may_have_its_own() -> None:
    work = make_work(type=WorkType.PERIODICAL, doi=Doi("10.1000/1546-170x"))

    assert list(doi_findings(make_entry(work), "")) == []


def test_a_doi_that_leads_elsewhere_is_an_error() -> None:
    resolution = Unresolved(Reason.SUSPECT_DOI, (LEADS,))

    (finding,) = doi_findings(make_entry(resolution=resolution), "")

    assert finding.severity is Severity.ERROR
    assert "10.1000/b: Quite another thing" in finding.message


def test_one_that_the_search_put_right_is_a_note() -> None:
    resolution = Resolved(Method.SEARCH, "crossref", (LEADS,), 0.9)

    (finding,) = doi_findings(
        make_entry(make_work(doi=Doi("10.1000/a")), resolution=resolution), ""
    )

    assert finding.severity is Severity.NOTE
    assert finding.advice == "10.1000/a was taken"


@given(st.text(max_size=40) | st.from_regex(r"(doi:|https://doi.org/)?10\.1000/[\w.()<>?=&%/ -]*"))
def test_whatever_is_written_is_judged(raw: str) -> None:
    assert len(written(raw)) <= 1
