"""Names that are no name."""

from __future__ import annotations

import pytest

from refkit.checks.checker import check
from refkit.checks.findings import FindingKind, Severity
from refkit.formats.detect import read_library
from refkit.model.bibliography import Bibliography, Made


def _found(text: str, name: str = "a.bib") -> list[str]:
    library = read_library(text, name)
    bibliography = Bibliography(Made("0"), entries=library.entries)
    kinds = {FindingKind.ODD_NAME, FindingKind.UNKNOWN_COMMAND}
    return [each.message for each in check(bibliography, library) if each.kind in kinds]


@pytest.mark.parametrize(
    "names",
    [
        "Roe, A., Poe, B., Moe, C.",
        "Roe, A., Poe",
        "{Roe, A., Poe, B., Moe, C.}",
        "{Roe, A; Poe, B}",
        "Roe, A; Poe, B",
        "Roe1, Ann",
        "Roe 12 and Poe, B",
        "Poe, B and Roe A.",
        "{Roe, A et al}",
        "Roe A, Poe B",
        "Roe A, Poe B, Moe C",
        "Roe A, Poe B and Moe, C",
        "A. Roe, B. Poe",
        "Roe, V., Poe, B.",
        "{Roe A, Poe B}",
        "{Roe A., Poe B.}",
        "Owl Research U.K.",
        "Owls, Inc. and Poe, B",
        "Ann Roe Jr.",
        "Ann Roe, Jr.",
        "Ann Roe III",
        "World Owl Organization",
    ],
)
def test_an_odd_name_is_told(names: str) -> None:
    found = _found(f"@book{{k, author = {{{names}}}, title = {{T}}, year = 1990}}")

    assert len(found) == 1
    assert found[0].startswith("the author '")


@pytest.mark.parametrize(
    "names",
    [
        "Roe, Jr., Ann and van der Poe, III, B. and Moe, 3rd, C.",
        "{Cells, Inc.} and {Bees and Birds} and WHO and {Group 21}",
        r"Mu\~noz, Ana and D'Roe, {\'E}. and 王, 军 and U, V and Plato and others",
        "Ann Roe 0001 and A. B. Roe",
        "Roe Poe, Ann Bo and van der Roe, V. and {Owls S.A.} and {Owl Research U.K.} and {Roe, V.}",
        "Roe, JR and Poe, SR and Roe, V, Ann and Poe, III, B. C. and {Bees, Birds and Trees}",
    ],
)
def test_a_name_as_people_have_it_is_not(names: str) -> None:
    assert _found(f"@book{{k, author = {{{names}}}, title = {{T}}, year = 1990}}") == []


def test_names_of_ris_are_looked_at_too() -> None:
    record = "TY  - BOOK\nTI  - T\nPY  - 1990\nAU  - {}\nER  - \n"

    assert _found(record.format("Hospital, Bees, Town, Land"), "a.ris")
    assert not _found(record.format("Roe, A.; Poe, B."), "a.ris")


def test_a_command_that_is_not_known_is_told_with_its_entry() -> None:
    text = "@book{k, author = {Roe, Ann},\n title = {A \\cheers{b} \\emph{c}}, year = 1990,\n note = {\\kept}}"
    library = read_library(f"\n{text}", "a.bib")
    found = check(Bibliography(Made("0"), entries=library.entries), library)

    (only,) = [each for each in found if each.kind is FindingKind.UNKNOWN_COMMAND]
    assert (only.entry, only.line, only.severity) == ("k", 2, Severity.WARNING)
    assert only.message == "\\cheers is not known, and left in the text as written"
    assert library.entries[0].work.title.plain == "A \\cheers{b} c"
