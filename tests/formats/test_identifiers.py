"""Plain lists of identifiers."""

from __future__ import annotations

import pytest

from refkit.errors import InputError
from refkit.formats.identifiers import is_list, pieces, read_identifiers
from refkit.model.work import WorkType


def found(text: str) -> list[str]:
    works = (entry.work for entry in read_identifiers(text, "a.txt").entries)
    return [str(work.doi or work.pmid or work.pmcid or work.isbns[0]) for work in works]


@pytest.mark.parametrize(
    ("text", "identifiers"),
    [
        ("10.1000/a\n10.1000/B\n", ["10.1000/a", "10.1000/b"]),
        ("\ufeff10.1000/a\r\n\r\nhttps://doi.org/10.1000/b\r\n", ["10.1000/a", "10.1000/b"]),
        ("doi: 10.1000/a\n\"10.1000/b\",\n'10.1000/c'\n", ["10.1000/a", "10.1000/b", "10.1000/c"]),
        ('"x"\n"10.1007/978-3-319-9\\_3"\nNA\n', ["10.1007/978-3-319-9_3"]),
        ("DOI\n10.1000/a\n# mine\n", ["10.1000/a"]),
        ("PMID\n30689646\n30687380\n", ["30689646", "30687380"]),
        ("PMID: 123456\nPMC1234567\narXiv:2101.00001\n",
         ["123456", "PMC1234567", "10.48550/arxiv.2101.00001"]),
        ("10.1000/a, 10.1000/b; 10.1000/c", ["10.1000/a", "10.1000/b", "10.1000/c"]),
    ],
)  # fmt: skip
def test_a_list_is_read_in_its_order(text: str, identifiers: list[str]) -> None:
    assert found(text) == identifiers


def test_an_entry_has_its_identifier_for_a_key_and_no_title() -> None:
    first, second, again = read_identifiers("10.1000/a\nPMID 12345\n10.1000/A\n", "a.txt").entries

    assert (first.id, second.id, again.id) == ("10.1000/a", "PMID12345", "10.1000/a-2")
    assert first.work.type is WorkType.DOCUMENT
    assert not first.work.title


def test_what_is_no_identifier_is_told_by_its_line() -> None:
    library = read_identifiers("10.1000/a\nsome words\n\n10.1000/b\n", "a.txt")

    assert len(library.entries) == 2
    assert library.troubles == ("a.txt: line 2: left as it stands (is no identifier)",)


@pytest.mark.parametrize("text", [
    "hello", "", "1999\n2000\n2001\n", "12\n13", "See 10.1000/a for more.\nWords.\nMore words.\n", "DOI\n",
])  # fmt: skip
def test_a_text_is_no_list(text: str) -> None:
    assert not is_list(text)
    with pytest.raises(InputError, match="nor a list of identifiers"):
        read_identifiers(text, "a.txt")


def test_books_are_told_by_their_numbers() -> None:
    text = "9783161484100\nISBN: 978-3-16-148410-0\n3-16-148410-X\n9783161484101\n"

    library = read_identifiers(text, "a.txt")

    isbns = [str(entry.work.isbns[0]) for entry in library.entries]
    assert isbns == ["9783161484100", "9783161484100", "316148410X"]
    assert library.troubles == ("a.txt: line 4: left as it stands (is no identifier)",)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("10.1000/a; PMID: 41136767", ["10.1000/a", "PMID: 41136767"]),
        ("ISBN 978-3-16-148410-0", ["ISBN 978-3-16-148410-0"]),
        *((nothing, []) for nothing in ("", "# mine", "NA", "-", '""', "DOI", "PubMed IDs:")),
    ],
)
def test_a_heading_a_comment_and_an_empty_line_name_no_work(line: str, named: list[str]) -> None:
    assert pieces(line) == named
