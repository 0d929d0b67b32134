"""All findings of a file, in its order."""

from __future__ import annotations

from builders import BIBLIOGRAPHIES, bibliography_of, make_entry, make_work
from hypothesis import given

from refkit.checks.checker import check
from refkit.checks.findings import Finding, FindingKind, Severity
from refkit.checks.manuscripts import CitedKey, read_manuscript
from refkit.checks.online import OnlineStatus
from refkit.formats.detect import read_library
from refkit.formats.saved import mapping
from refkit.model.bibliography import Bibliography, Made
from refkit.model.work import Container, Update

BIB = """@article{a, author = {Berg, A.}, title = {On bees}, journal = {Bees}, year = 1990}

@article{b, title = {RETRACTED: Owls}, author = {Dahl, B.}, journal = {Owls}, year = 1991}
@article{b, author = {Holm, C.}, title = {Moths}, year = 1992}
@article{broken, title = {x}
@article{c, author = {Holm, C.}, title = {Moss}, journal = {Moss}, year = 1993}
"""


def of_bib(text: str = BIB, cited: tuple[CitedKey, ...] | None = None) -> list[Finding]:
    library = read_library(text, "a.bib")
    bibliography = Bibliography(Made("0"), entries=library.entries)
    return list(check(bibliography, library, file="a.bib", cited=cited))


def test_findings_stand_in_the_order_of_the_file_under_the_keys_that_stand_there() -> None:
    assert [(each.line, each.kind, each.entry) for each in of_bib()] == [
        (3, FindingKind.RETRACTED, "b"),
        (4, FindingKind.DUPLICATE_KEY, "b"),
        (4, FindingKind.MISSING_FIELD, "b"),
        (5, FindingKind.UNREADABLE, ""),
    ]
    assert {each.file for each in of_bib()} == {"a.bib"}


def test_what_could_not_be_read_is_an_error_on_its_line() -> None:
    *_, last = of_bib()

    assert (last.severity, last.line) == (Severity.ERROR, 5)
    assert last.message == "left as it stands (@article is not closed)"


def test_manuscripts_come_behind_the_library() -> None:
    found = of_bib(cited=read_manuscript("\\cite{a,b,owls}", "main.tex"))

    assert [(each.file, each.line, each.kind, each.entry) for each in found][-2:] == [
        ("a.bib", 6, FindingKind.UNCITED, "c"),
        ("main.tex", 1, FindingKind.DEAD_KEY, "owls"),
    ]


def test_without_a_manuscript_nothing_is_cited_nowhere() -> None:
    assert FindingKind.UNCITED not in {each.kind for each in of_bib()}


def test_what_was_asked_for_is_told_too() -> None:
    given = bibliography_of(make_entry(make_work(container=Container("Bees"))))
    told = make_work(container=Container("Bees"), updates=(Update("retraction"),))
    doubt = Finding(
        FindingKind.NOT_ASKED, Severity.WARNING, "berg2025bees", "could not be asked for"
    )

    found = check(given, asked=OnlineStatus(bibliography_of(make_entry(told)), ((0, doubt),)))

    assert {each.kind for each in found} == {
        FindingKind.RETRACTED,
        FindingKind.NOT_ASKED,
        FindingKind.MISSING_DOI,
    }


@given(BIBLIOGRAPHIES)
def test_any_bibliography_is_checked_and_twice_gives_the_same(bibliography: Bibliography) -> None:
    text = mapping.dumps(bibliography)
    found = check(bibliography, file="a.refkit.json", text=text)

    assert found == check(mapping.loads(text), file="a.refkit.json", text=text)
    keys = {entry.id for entry in bibliography.entries} | {""}
    for each in found:
        assert each.entry in keys
        assert each.line or not each.entry
        assert each.message


def test_what_inherits_from_nothing_is_named_on_its_line() -> None:
    text = (
        "@xdata{x, publisher = {Press}}\n@inbook{a, title = {Part}, author = {Roe, Ann}, crossref = {gone},"
        "\n  xdata = {x}}\n"
    )

    found = [each for each in of_bib(text) if each.kind is FindingKind.BROKEN_LINK]

    assert found == [
        Finding(
            FindingKind.BROKEN_LINK, Severity.WARNING, "a", "its crossref gone is not in the file",
            "nothing is taken from there", "a.bib", 2,
        )
    ]  # fmt: skip


def test_what_is_inherited_is_not_missing() -> None:
    text = (
        "@inbook{a, title = {Part}, author = {Roe, Ann}, crossref = {b}}\n"
        "@book{b, title = {Whole}, editor = {Poe, Bo}, year = 1990}\n"
    )

    assert of_bib(text) == []
