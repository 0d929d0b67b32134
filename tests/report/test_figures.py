"""The figures: every number is written in them, as text, the same bytes each time."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from builders import bibliography_of, make_entry, make_work
from report.made_up import HOSTILE, made_up

from refkit.model.bibliography import Bibliography
from refkit.model.dates import PartialDate
from refkit.model.tags import Evidence, Tag
from refkit.report.colours import LIGHT
from refkit.report.counts import Axis, Matrix, by_year, matrices
from refkit.report.figures import MOST_PANELS, MOST_ROWS, drawing, left_out, page_svg, words_of

pytest.importorskip("matplotlib", reason="matplotlib is not installed: pip install '.[report]'")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def bibliography() -> Bibliography:
    return made_up(60)


def texts(svg: str) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def labelled(facet: str, *names: str) -> tuple[Tag, ...]:
    return tuple(Tag(facet, name, name, (Evidence("title", 0, 1, "O", "r"),)) for name in names)


def test_every_number_and_name_of_a_matrix_is_text(bibliography: Bibliography) -> None:
    for matrix in matrices(bibliography):
        written = texts(drawing(matrix).svg)

        assert set(matrix.columns) <= set(written)
        shown = [row for row in matrix.rows if row in written]
        assert len(shown) == min(
            len(matrix.rows), MOST_PANELS if matrix.kind is Axis.YEARS else MOST_ROWS
        )
        cells = [count for row, counts in zip(matrix.rows, matrix.counts, strict=True) if row in shown
                 for count in counts if count]  # fmt: skip
        years = set(map(str, range(1900, 2100)))
        numbers = [int(word) for word in written if word.isdigit() and word not in years]
        assert sorted(numbers) == sorted(cells)


def test_what_is_not_drawn_is_told() -> None:
    many = labelled("modality", *(f"M{place:02}" for place in range(30)))
    matrix = matrices(bibliography_of(make_entry(tags=(*many, *labelled("disease", "SLE")))))[0]

    assert left_out(matrix) == "10 more rows with fewer works are not drawn."
    assert len(matrix.rows) == 30


def test_a_figure_has_a_title_and_a_description(bibliography: Bibliography) -> None:
    matrix = matrices(bibliography)[0]
    figure = ElementTree.fromstring(drawing(matrix).svg)
    words = words_of(matrix)

    assert figure.get("role") == "img"
    names = figure.get("aria-labelledby", "").split()
    assert [(child.tag, child.get("id"), child.text) for child in figure[:2]] == [
        (f"{SVG}title", names[0], words.title), (f"{SVG}desc", names[1], words.description),
    ]  # fmt: skip
    assert "60 works" in words.description


def test_the_highest_number_of_an_overlap_is_between_two_reviews(
    bibliography: Bibliography,
) -> None:
    overlap = matrices(bibliography)[-1]
    between = max(overlap.counts[0][1], overlap.counts[0][2], overlap.counts[1][2])

    assert f"The highest number is {between}: " in words_of(overlap).description


def test_the_same_figure_is_the_same_bytes(
    bibliography: Bibliography, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    matrix = matrices(bibliography)[0]
    before = drawing(matrix)
    (tmp_path / "matplotlibrc").write_text("font.size: 30\nsvg.fonttype: path\n")
    import matplotlib as mpl

    with mpl.rc_context(fname=tmp_path / "matplotlibrc"):
        after = drawing(matrix)

    assert after == before
    assert page_svg(matrix) == page_svg(matrix)


def test_the_page_has_its_own_colours_and_a_manuscript_white_paper(
    bibliography: Bibliography,
) -> None:
    from PIL import Image

    matrix = matrices(bibliography)[0]
    on_page, for_print = page_svg(matrix), drawing(matrix)

    assert "var(--ground)" in on_page
    assert not any(value in on_page for value in LIGHT.values())
    assert "var(" not in for_print.svg
    picture = Image.open(BytesIO(for_print.png)).convert("RGB")
    assert (
        picture.getpixel((0, 0))
        == picture.getpixel((picture.width - 1, picture.height - 1))
        == (255, 255, 255)
    )
    assert picture.width > 1000


def test_figures_are_small(bibliography: Bibliography) -> None:
    assert all(len(page_svg(matrix)) < 100_000 for matrix in matrices(bibliography))


def test_hostile_labels_are_text() -> None:
    tags = (*labelled("modality", *HOSTILE), *labelled("disease", "$x$ & <b>", "\x00\ud800]]>"))
    bibliography = bibliography_of(make_entry(tags=tags))

    written = texts(drawing(matrices(bibliography)[0]).svg)

    assert "$x$ & <b>" in written
    assert any(word.startswith("<script>window") for word in written)
    assert not any("\u202e" in word for word in written)


@pytest.mark.parametrize("years", [(1, 2025), (1850, 2025), (2025, 2025), (1999, 99999)])
def test_years_far_apart(years: tuple[int, int]) -> None:
    dated = [
        make_entry(make_work(published_print=PartialDate(year)), f"k{n}")
        for n, year in enumerate(years)
    ]
    matrix = by_year(bibliography_of(*dated))

    assert isinstance(matrix, Matrix)
    assert "All references" in texts(drawing(matrix).svg)


def test_a_facet_called_year_is_a_facet() -> None:
    entry = make_entry(tags=(*labelled("modality", "CAR-T"), *labelled("year", "early")))

    assert "early" in texts(drawing(matrices(bibliography_of(entry))[0]).svg)


def test_a_work_changes_the_figure(bibliography: Bibliography) -> None:
    fewer = replace(bibliography, entries=bibliography.entries[1:])

    assert drawing(matrices(fewer)[0]).svg != drawing(matrices(bibliography)[0]).svg
