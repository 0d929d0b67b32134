"""CSL YAML, as pandoc and people write it."""

from __future__ import annotations

import pytest

from refkit.errors import InputError
from refkit.formats.csl_yaml import read_csl_yaml
from refkit.model.identifiers import Doi
from refkit.model.people import Creator
from refkit.model.work import Work, WorkType

PANDOC = """---
references:
- id: roe2021
  type: article-journal
  title: "Night vision: a trial"
  container-title: Owl Letters
  author:
  - family: Roe
    given: Ewan A.
  - literal: Owl Study Group
  issued: 2021-03-04
  volume: 012
  page: 1e5
  publisher-place: NO
  DOI: 10.1000/owls.2021
- id: poe2009
  type: book
  title: Owls
  issued:
  - year: 2009
    month: 5
...
"""


def works(text: str) -> list[Work]:
    return [entry.work for entry in read_csl_yaml(text, "a.yaml").entries]


def test_items_are_read_and_words_stay_words() -> None:
    article, book = works(PANDOC)

    assert article.type is WorkType.ARTICLE_JOURNAL
    assert article.title.plain == "Night vision: a trial"
    assert article.creators == (Creator("Roe", "Ewan A."), Creator(literal="Owl Study Group"))
    assert (article.volume, article.page, article.publisher_place) == ("012", "1e5", "NO")
    assert (str(article.issued), article.doi) == ("2021-03-04", Doi("10.1000/owls.2021"))
    assert str(book.issued) == "2009-05"


@pytest.mark.parametrize("date", [
    "2021-03", '{date-parts: [[2021, 3]]}', "{year: 2021, month: 3}", "\n  - year: 2021\n    month: 3",
])  # fmt: skip
def test_dates(date: str) -> None:
    (work,) = works(f"- id: a\n  type: book\n  title: Owls\n  issued: {date}\n")

    assert str(work.issued) == "2021-03"


def test_what_is_no_item_is_told_by_its_place() -> None:
    library = read_csl_yaml("\ufeff- id: a\n  type: book\n  title: b\n- just words\n", "a.yaml")

    assert len(library.entries) == 1
    assert library.troubles == ("a.yaml: item 2 left as it stands (is no object)",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &x [1]\nreferences: [*x]\n", r"a\.yaml: line 2: YAML's aliases are not read"),
        ("references: [", r"is not YAML \(line \d"),
        ("- !!python/object/apply:os.system [ls]\n", "holds no CSL YAML item|is not YAML"),
        ("words", "no list of references"),
        ("a: 1", "no list of references"),
        ("references: []", "holds no CSL YAML item"),
        ("[" * 100_000, "is not YAML"),
    ],
)
def test_what_is_not_read_is_told_in_a_line(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        read_csl_yaml(text, "a.yaml")

    assert "\n" not in str(caught.value)
