"""A bibliography in a notebook: a table in which every title stays text."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

from builders import BIBLIOGRAPHIES, bibliography_of, make_entry, make_work, unresolved
from hypothesis import given

from refkit.model.bibliography import Bibliography, Citation, Made
from refkit.model.identifiers import Doi
from refkit.model.reference import Reference
from refkit.model.tags import Tag
from refkit.model.work import Update
from refkit.report.notebook import MOST


class Cells(HTMLParser):
    """The tags of a page, and the text of its cells row by row."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.rows: list[list[str]] = []
        self.caption = ""
        self._into = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        assert {name for name, _ in attrs} <= {"style"}
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self.rows[-1].append("")
        self._into = tag

    def handle_data(self, data: str) -> None:
        if self._into == "caption":
            self.caption += data
        else:
            self.rows[-1][-1] += data


def shown(bibliography: Bibliography) -> Cells:
    return Cells(bibliography._repr_html_())


def test_a_row_says_what_an_entry_is() -> None:
    tags = (Tag("modality", "car-nk", "CAR-NK", ()), Tag("target", "cd19", "CD19", ()))

    table = shown(bibliography_of(make_entry(tags=tags)))

    assert table.rows == [
        ["no.", "key", "title", "year", "labels", "state"],
        ["1", "berg2025bees", "On bees", "2025", "CAR-NK, CD19", "resolved"],
    ]
    assert table.caption == "1 entry"


def test_an_unresolved_reference_shows_its_line_and_why() -> None:
    line = Reference(7, "", (("unstructured", "Berg, A. <i>Bees</i> &amp; more."),))
    entry = make_entry(
        make_work(""), citations=(Citation(Doi("10.1000/r"), line),), resolution=unresolved()
    )

    (_, row) = shown(bibliography_of(entry)).rows

    assert row[0] == "7"
    assert row[2] == "Berg, A. Bees & more."
    assert row[5] == "unresolved: no-identifier"


def test_what_is_retracted_says_so() -> None:
    retracted = make_work(updates=(Update("retraction"),))

    assert shown(bibliography_of(make_entry(retracted))).rows[1][5] == "resolved, RETRACTED"


def test_the_caption_is_the_account_and_counts_what_is_not_shown() -> None:
    entries = tuple(make_entry(id_=f"key{number}") for number in range(MOST + 1))
    table = shown(Bibliography(Made("0"), (make_work(),), entries))

    assert len(table.rows) == MOST + 1
    assert table.caption.startswith(f"{MOST + 1} listed: ")
    assert table.caption.endswith(f"; the first {MOST} are shown")


def test_a_hostile_title_stays_text() -> None:
    title = "</td><script>alert(1)</script><img src=x onerror=alert(1)> \u202eCAR\x07"

    table = shown(bibliography_of(make_entry(make_work(title))))

    assert set(table.tags) == {"table", "caption", "thead", "tbody", "tr", "th", "td"}
    assert table.rows[1][2].startswith("</td><script>alert(1)</script>")
    assert not {"\u202e", "\x07"} & set(table.rows[1][2])


@given(BIBLIOGRAPHIES)
def test_any_bibliography_is_a_table(bibliography: Bibliography) -> None:
    table = shown(bibliography)

    assert [len(row) for row in table.rows] == [6] * (1 + len(bibliography.entries))
