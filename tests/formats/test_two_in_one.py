"""Files that were put behind one another: what is of another format is told, and spoils nothing."""

from __future__ import annotations

import pytest

from refkit.formats.detect import read_library

ALL = {
    "a.ris": "TY  - JOUR\nTI  - Owls\nPB  - Owl Press\nER  - \n",
    "a.bib": "@misc{roe,\n  title = {Owls},\n  publisher = {Owl Press}\n}\n",
    "a.nbib": "PMID- 10000001\nTI  - Owls\nPB  - Owl Press\n",
    "a.enw": "%0 Book\n%T Owls\n%I Owl Press\n",
    "a.ciw": "PT J\nTI Owls\nPU Owl Press\nER\n\nEF\n",
}


@pytest.mark.parametrize("first", ALL)
@pytest.mark.parametrize("second", ALL)
def test_what_is_of_another_format_is_told(first: str, second: str) -> None:
    text = f"{ALL[first]}\n{ALL[second]}"

    library = read_library(text, first)

    works = [entry.work for entry in library.entries]
    assert {(work.title.plain, work.publisher) for work in works} == {("Owls", "Owl Press")}
    line = ALL[first].count("\n") + 2
    told = [trouble for trouble in library.troubles if f"{first}: line {line}: left" in trouble]
    assert (len(works), bool(told)) == ((2, False) if first == second else (1, True))


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("parting", ["\n", "\r\n", "\r"])
def test_the_mark_of_the_second_file_hides_no_record(name: str, parting: str) -> None:
    text = "\ufeff".join(["", ALL[name], ALL[name]]).replace("\n", parting)

    library = read_library(text, name)

    assert [entry.work.title.plain for entry in library.entries] == ["Owls", "Owls"]
    assert not library.troubles


def test_an_abstract_that_speaks_of_another_format_is_an_abstract() -> None:
    text = "%0 Book\n%T Owls\n%X Write\nTY - JOUR\n@book and so on\n"

    library = read_library(text, "a.enw")

    assert library.entries[0].work.abstract.plain == "Write TY - JOUR @book and so on"
    assert not library.troubles
