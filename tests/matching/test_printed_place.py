"""Where a work stands, read from the fields or from the printed string of a reference."""

from __future__ import annotations

import pytest

from refkit.matching.printed_place import printed_place
from refkit.model.printed_reference import PrintedReference
from refkit.model.reference import PrintedPlace, Reference


def place_of(text: str = "", **fields: str) -> PrintedPlace | None:
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    named |= {"unstructured": text} if text else {}
    return printed_place(PrintedReference.of(Reference(1, "", tuple(named.items()))))


BEES = PrintedPlace("J Bees", "2019", "25", "121", "Berg")


@pytest.mark.parametrize(
    "text",
    [
        "Berg A, Roe BC, et al. The flight of bees. J Bees. 2019;25(3):121-130.",
        "Berg A, Roe BC. The flight of bees over 20 meadows. J. Bees. 2019 May 3;25(3):121–30.",
        "Berg, A. et al. The flight of bees. J. Bees 25, 121–130 (2019).",
        "Berg, A. & Roe, B. C. (2019). The flight of bees: 2016 update. J Bees, 25(3), 121-130.",
        "A. Berg, B.C. Roe, The flight of bees, J. Bees. 25 (2019) 121-130.",
        "Berg A (2019) Do bees fly? J Bees 25:121-130",
        "A. Berg, J. Bees 2019, 25, 121.",
        "Berg A. J Bees 25, 121 (2019).",
        "Berg A, Roe BC. The flight of bees. J Bees. 2019 Dec;25(3):121. Epub 2018 Oct 3.",
        "Ada Berg, Bo Roe. The flight of bees. J Bees. 2019;25(Suppl 1):121-30.",
        "A Berg and B Roe, 'The flight of bees', J Bees, vol. 25, 2019, p. 121",
        "Berg A, Roe B: The flight of bees to Oslo, \nNorway. J Bees 2019, 25(2):121-30.",
        "A. Berg, C. Y. Roe, J. Bees 25, 121 (2019).",
        "A. Berg, C. Y. Roe, J Bees 25, 121 (2019).",
        "Berg A (2019) J Bees 25:121-7",
        "Berg, A., et al. 2019. On bees in gardens (Apis mellifera L). J Bees 25: 121-1656.",
        "Berg A. Flight of bees*. J Bees.. 2019;25:121-130.",
    ],
)
def test_a_string_in_any_of_the_usual_shapes(text: str) -> None:
    assert place_of(text) == BEES


@pytest.mark.parametrize(
    ("text", "journal"),
    [
        ("Berg A. Title here. Rheumatology (Oxford). 2019;5:1-3.", "Rheumatology (Oxford)"),
        ("Berg A. Title here. N. Engl. J. Med. 5, 1 (2019).", "N Engl J Med"),
        ("Berg, N. A. Title here. Nat. Rev. Immunol. 5, 1–9 (2019).", "Nat Rev Immunol"),
        ("Berg A. Title here in Mice. Blood. 2019;5:1-3.", "Blood"),
        ("A Berg, 'On it', Advances in Bees, vol. 2019, 2019, p. 1", "Advances in Bees"),
        ("Berg A. Is it so? The Lancet 2019; 5: 1-3.", "The Lancet"),
        ("Berg A. Title here. Proc Natl Acad Sci USA. 2019;5:E12.", "Proc Natl Acad Sci USA"),
    ],
)
def test_the_journal_ends_where_the_sentence_before_it_does(text: str, journal: str) -> None:
    found = place_of(text)

    assert found
    assert found.journal == journal


@pytest.mark.parametrize(
    ("author", "family"),
    [
        ("Berg", "Berg"), ("A. M. Berg", "Berg"), ("Berg AM", "Berg"), ("Berg, Ada", "Berg"),
        ("Ada M. Berg", "Berg"), ("A. van den Berg", "van den Berg"), ("O'Neill B", "O'Neill"),
        ("Bee Study Group", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_family_name_of_a_field(author: str, family: str) -> None:
    found = place_of(
        author=author, journal_title="J Bees", year="2019a", volume="25", first_page="121-30"
    )

    assert found == PrintedPlace("J Bees", "2019", "25", "121", family)


@pytest.mark.parametrize(
    "fields",
    [
        {"journal_title": "J Bees", "year": "2019", "volume": "25"},
        {"journal_title": "J Bees", "year": "n.d.", "volume": "25", "first_page": "121"},
        {"year": "2019", "volume": "25", "first_page": "121", "author": "Berg"},
        {"volume_title": "A book", "year": "2019", "first_page": "121", "author": "Berg"},
        {"journal_title": "|\n", "year": "2019", "volume": "25", "first_page": "121"},
        {"text": "World Bee Organization. Report on bees. Geneva; 2019."},
        {"text": "Berg A. A book on bees. 2nd ed. Oslo: Bee Press; 2019. p. 25-121."},
        {"text": "Berg A. J Bees 5, 1 (2019); Roe B. J Bees 6, 2 (2020)."},
        {"text": ""},
    ],
)
def test_what_has_no_place(fields: dict[str, str]) -> None:
    assert place_of(**fields) is None


def test_fields_go_before_the_string() -> None:
    found = place_of(
        "Roe B. Title. Owl Lett. 2020;3:7.",
        journal_title="J Bees", year="2019", volume="25", first_page="121",
    )  # fmt: skip

    assert found
    assert found.journal == "J Bees"


def test_a_place_stands_on_one_line() -> None:
    found = place_of(
        journal_title="J\r\nBees\x00", year="2019", volume="2\t5", first_page="1\u20281"
    )

    assert found == PrintedPlace("J Bees", "2019", "2 5", "1 1")
