"""CSL items as others write them, read as works."""

from __future__ import annotations

from typing import Any

import pytest

from refkit.errors import InvalidIdentifier
from refkit.formats.csl_json.reader import read_item
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn
from refkit.model.people import Creator
from refkit.model.work import Work, WorkType


def read(**members: Any) -> Work:
    return read_item({"id": "a", "type": "book"} | members)


def test_an_item_of_zotero() -> None:
    work = read_item(
        {
            "id": "http://zotero.org/users/1/items/ABC",
            "type": "article-journal",
            "title": "On <i>bees</i> and <span class=\"nocase\">HIV</span>",
            "container-title": "Journal of Bees",
            "journalAbbreviation": "J Bees",
            "author": [{"family": "Berg", "given": "Ada", "non-dropping-particle": "van den"}],
            "issued": {"date-parts": [["2020", 5, 3]]},
            "volume": 12,
        }
    )  # fmt: skip

    assert work.title.plain == "On bees and HIV"
    assert (work.container.title, work.container.short_title) == ("Journal of Bees", "J Bees")
    assert work.creators == (Creator("Berg", "Ada", "van den"),)
    assert (work.issued, work.volume) == (PartialDate(2020, 5, 3), "12")


def test_an_answer_of_doi_org_has_its_dates_apart() -> None:
    work = read(
        **{
            "ISSN": ["1546-170X", "no issn"],
            "issued": {"date-parts": [[2024, 9]]},
            "published-print": {"date-parts": [[2025, 1]]},
            "published-online": {"date-parts": [[2024, 9]]},
        }
    )

    assert work.container.issns == (Issn("1546-170X"),)
    assert (work.published_print, work.published_online) == (
        PartialDate(2025, 1),
        PartialDate(2024, 9),
    )
    assert work.issued is None  # the earliest of the two, which they say themselves


@pytest.mark.parametrize(
    ("issued", "date"),
    [
        ({"date-parts": [[2020]]}, PartialDate(2020)),
        ({"date-parts": [[850]]}, PartialDate(850)),
        ({"date-parts": [[2020, 5], [2021]]}, PartialDate(2020, 5, end=PartialDate(2021))),
        ({"date-parts": [[2020], [0]]}, PartialDate(2020, end=PartialDate(0))),  # as pandoc
        ({"date-parts": [[2020, 21]]}, PartialDate(2020, season=1)),  # EDTF's spring
        ({"date-parts": [[2020, 13]]}, PartialDate(2020, season=1)),  # citeproc-js's
        ({"date-parts": [[2020]], "season": "Spring"}, PartialDate(2020, season=1)),
        ({"date-parts": [["2020", "5"]], "circa": 1}, PartialDate(2020, 5, circa=True)),
        ({"date-parts": [[2020, 24]]}, PartialDate(2020, season=4)),
        ({"date-parts": [[2020, 25]]}, PartialDate(2020)),
        ({"date-parts": [[2020, 5, 31]]}, PartialDate(2020, 5, 31)),
        ({"date-parts": [[2020, 5, 32]]}, PartialDate(2020, 5)),  # no month has it
        ({"date-parts": [[-380]]}, PartialDate(-380)),
        ({"raw": "March 5, 2014"}, PartialDate(2014, 3, 5)),
        ({"literal": "Ming dynasty"}, PartialDate(0, literal="Ming dynasty")),
        ({"literal": "2019, reprinted"}, PartialDate(2019, literal="2019, reprinted")),
        ({"date-parts": [[2020, None, 3]]}, PartialDate(2020)),
        ({"raw": "2020-05-01"}, PartialDate(2020, 5, 1)),
        ({"literal": "2020-05-01T10:00:00Z"}, PartialDate(2020, 5, 1)),
        ("2020-05", PartialDate(2020, 5)),
        ({"literal": "in press"}, PartialDate(0, literal="in press")),
        ({"date-parts": [[None]]}, None),
        ({"date-parts": []}, None),
        ({"date-parts": "2020"}, None),
        ([2020], None),
        (None, None),
    ],
)
def test_dates_in_the_forms_in_which_they_come(issued: Any, date: PartialDate | None) -> None:
    assert read(issued=issued).issued == date


@pytest.mark.parametrize(
    ("text", "isbns"),
    [
        ("978-0-19-968162-4", ("9780199681624",)),
        ("978 0 19 968162 4", ("9780199681624",)),
        ("9780199681624, 0-19-968162-1; x", ("9780199681624",)),
        ("9780199681624 978-0-306-40615-7", ("9780199681624", "9780306406157")),
    ],
)
def test_several_numbers_in_one_variable(text: str, isbns: tuple[str, ...]) -> None:
    assert read(ISBN=text).isbns == tuple(map(Isbn, isbns))


@pytest.mark.parametrize("nothing", [None, [], {}, True, [1], [{"family": 3}], {"a": [None]}])
def test_a_variable_that_is_not_what_csl_says_is_empty(nothing: Any) -> None:
    names = ("title", "author", "issued", "DOI", "ISSN", "ISBN", "container-title", "volume", "URL")

    work = read(**dict.fromkeys(names, nothing))

    assert (work.title.plain, work.issued, work.doi, work.isbns, work.volume) == (
        "",
        None,
        None,
        (),
        "",
    )


def test_a_type_that_is_not_known_is_a_document() -> None:
    assert read(type="opera").type is WorkType.DOCUMENT
    assert read(type=["book"]).type is WorkType.DOCUMENT


def test_other_dois_are_read_back() -> None:
    assert read(custom={"other-dois": ["10.1000/old"]}).other_dois == (Doi("10.1000/old"),)


@pytest.mark.parametrize(
    "custom",
    [{"mesh": 3}, {"mesh": [3]}, {"updates": True}, {"origins": []}, {"orcid": []},
     {"relations": [["a"]]}, {"other-dois": ["x"]}],
)  # fmt: skip
def test_a_custom_that_refkit_did_not_write_is_refused(custom: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError, LookupError, AttributeError, InvalidIdentifier)):
        read(author=[{"family": "Berg"}], custom=custom)
