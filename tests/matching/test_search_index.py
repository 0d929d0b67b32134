"""The index that stands for Crossref's search in tests and benchmarks."""

from __future__ import annotations

from crossref_server import make_work
from search_index import SearchIndex


def test_the_rarest_words_decide() -> None:
    index = SearchIndex(
        [make_work(f"10.1000/{number}", title=[f"Bees in gardens {number}"]) for number in range(9)]
    )
    index.add(make_work("10.1000/Kites", title=["Bees and kites"]))

    found = index.search("bees, KITES and gardens", 3)

    assert len(found) == 3
    assert found[0][1] == "10.1000/kites"
    assert found[0][0] > found[1][0]


def test_it_finds_by_author_volume_page_and_year_too() -> None:
    wanted = make_work(
        "10.1000/wanted", author=[{"family": "Müller"}], volume="37", page="1183-1190",
        issued={"date-parts": [[1987]]},
    )  # fmt: skip
    index = SearchIndex([make_work("10.1000/a"), wanted, make_work("10.1000/b")])

    assert index.search("Muller 1987 37 1183", 1)[0][1] == "10.1000/wanted"


def test_nothing_in_common_finds_nothing() -> None:
    assert SearchIndex([make_work("10.1000/a")]).search("zzz", 5) == []
    assert SearchIndex().search("bees", 5) == []
