"""The network of seeds: what they share, every name written, none over another, the same bytes."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from builders import make_entry, make_work
from hypothesis import given
from hypothesis import strategies as st

from refkit.model.bibliography import Bibliography, Citation, Entry, Made
from refkit.model.identifiers import Doi
from refkit.model.people import Creator
from refkit.model.reference import Reference
from refkit.report.counts import MOST_NODES, Axis, Matrix, matrices, network
from refkit.report.figure_layout import (
    PAGE,
    PHONE,
    cut,
    in_order,
    network_of,
    print_format,
    width_of,
)
from refkit.report.figures import caption, goes_on, page_svg, words_of

pytest.importorskip("matplotlib", reason="matplotlib is not installed: pip install '.[report]'")


def seed(number: int) -> Doi:
    return Doi(f"10.1000/seed-{number}")


def cited(name: str, *seeds: int, **fields: object) -> Entry:
    lines = tuple(Citation(seed(number), Reference(1)) for number in seeds)
    return make_entry(make_work(f"On {name}", **fields), name, citations=lines)


def of(seeds: int, *entries: Entry) -> Bibliography:
    heads = tuple(
        make_work(f"Seed {n}", doi=seed(n), creators=(Creator(f"Berg{n}", "Ada"),))
        for n in range(seeds)
    )
    return Bibliography(Made("1"), heads, entries)


def network_of_many(seeds: int, works: int) -> Matrix | None:
    shared = [cited(f"work {n}", n % seeds, (n + 1 + n // seeds) % seeds) for n in range(works)]
    return network(of(seeds, *shared))


@pytest.mark.parametrize(
    "name", ["Berg-{}-Hohenlohe 2007", "Berg-{}-Hohenlohe 2007b", "citing:10.1000/{}.2021.1"]
)
def test_a_name_that_is_cut_is_still_told_from_others(name: str) -> None:
    long = name.format("von-und-zu-Ach-der-lange-Name" * 3)

    shown = cut(long, 9, 150)

    assert shown.endswith(long[-5:])
    assert shown[:5] == long[:5]
    assert width_of(shown, 9) <= 150
    assert cut("A title of a work that is very long " * 3, 9, 150).endswith("…")


def test_shared_works_are_its_nodes_the_most_shared_first() -> None:
    matrix = network(of(3, cited("one", 0), cited("two", 0, 2), cited("three", 0, 1, 2)))

    assert matrix is not None
    assert matrix.kind is Axis.NETWORK
    assert matrix.columns == ("Berg0 2025", "Berg1 2025", "Berg2 2025")
    assert matrix.rows == ("Berg 2025: On three", "Berg 2025: On two")
    assert matrix.counts == ((1, 1, 1), (1, 0, 1))
    assert matrix.row_totals == (3, 2)


def test_a_seed_that_another_lists_is_a_node() -> None:
    matrix = network(of(2, cited("seed", 0, doi=seed(1)), cited("alone", 1)))

    assert matrix is not None
    assert matrix.rows == ("Berg 2025: On seed (a seed)",)


def test_works_of_one_name_are_two_nodes() -> None:
    matrix = network(of(2, cited("bees", 0, 1), replace(cited("bees", 0, 1), id="other")))

    assert matrix is not None
    assert matrix.rows == ("Berg 2025: On bees [bees]", "Berg 2025: On bees [other]")


@pytest.mark.parametrize(
    "bibliography",
    [of(2, cited("one", 0), cited("two", 1)), of(1, cited("one", 0)), of(0)],
)
def test_nothing_shared_is_no_network(bibliography: Bibliography) -> None:
    assert network(bibliography) is None


def test_more_nodes_than_can_be_read_are_the_matrix_alone() -> None:
    assert network_of_many(8, MOST_NODES - 8) is not None
    assert network_of_many(8, MOST_NODES - 7) is None
    shared = [cited(f"work {n}", 0, 1) for n in range(MOST_NODES)]
    assert [each.name for each in matrices(of(2, *shared))][-1] == "reviews-overlap"


@pytest.mark.parametrize("format_", [PAGE, PHONE, print_format(85), print_format(180)])
def test_no_name_covers_another_and_none_leaves_the_figure(format_: object) -> None:
    from refkit.report.figure_layout import FigureFormat, width_of

    assert isinstance(format_, FigureFormat)
    matrix = network_of_many(12, 48)
    assert matrix is not None
    found = network_of(matrix, format_)

    for nodes in (found.lists, found.works):
        heights = [node.y for node in nodes]
        assert all(b - a >= format_.size for a, b in pairwise(heights))
    left, right = found.lists[0].x, found.works[0].x
    assert left < right
    assert max(width_of(node.name, format_.size) for node in found.lists) <= left
    assert max(right + width_of(node.name, format_.size) for node in found.works) < format_.width


def test_the_figure_says_all_in_words_and_has_the_same_bytes() -> None:
    matrix = network_of_many(4, 9)
    assert matrix is not None
    svg = page_svg(matrix, linked=True)

    assert svg == page_svg(matrix, linked=True)
    texts = [each.text or "" for each in ElementTree.fromstring(svg).iter() if each.tag == "text"]
    assert sum(text.startswith("2 · Berg 2025: On work") for text in texts) == 9
    assert "#" not in svg.replace("&#", "")  # colours are the page's, light and dark
    assert words_of(matrix).description == (
        "4 seeds, 9 works and 18 lines between them. In the most lists, 2: Berg 2025: On work 0."
    )
    assert "A line is a work in a seed's list." in caption(matrix)
    assert not goes_on(matrix)


@given(
    st.lists(
        st.lists(st.integers(0, 4), min_size=2, max_size=5, unique=True), min_size=1, max_size=20
    )
)
def test_every_list_and_work_has_one_place(lists: list[list[int]]) -> None:
    matrix = network(of(5, *(cited(f"work {n}", *each) for n, each in enumerate(lists))))
    assert matrix is not None

    columns, rows = in_order(matrix)

    assert sorted(columns) == list(range(5))
    assert sorted(rows) == list(range(len(lists)))
