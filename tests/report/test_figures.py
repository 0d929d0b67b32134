"""The figures: every number is written in them, as text, the same bytes each time."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
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
from refkit.report.counts import Axis, Matrix, by_year, matrices, shared
from refkit.report.figure_layout import (
    MOST_PANELS,
    MOST_ROWS,
    WIDTHS,
    grid_of,
    in_two_lines,
    print_format,
    width_of,
)
from refkit.report.figures import (
    Drawing,
    caption,
    drawing,
    goes_on,
    is_drawn,
    left_out,
    page_svg,
    place_of,
    words_of,
)
from refkit.report.svg import with_links
from refkit.report.year_layout import year_chart

pytest.importorskip("matplotlib", reason="matplotlib is not installed: pip install '.[report]'")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def bibliography() -> Bibliography:
    return made_up(60)


@cache
def picture(matrix: Matrix, millimetres: float = 180) -> Drawing:
    """A figure for print without its pixels and its PDF, which take most of the time."""
    from matplotlib.figure import Figure

    usual = Figure.savefig

    def vectors(figure: Figure, file: object, **options: object) -> None:
        if options["format"] == "svg":
            usual(figure, file, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Figure, "savefig", vectors)
        return drawing(matrix, millimetres)


# With its pixels and its PDF; where a second drawing is the subject, a test draws anew.
whole = cache(drawing)


def texts(svg: str) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def labelled(facet: str, *names: str) -> tuple[Tag, ...]:
    return tuple(Tag(facet, name, name, (Evidence("title", 0, 1, "O", "r"),)) for name in names)


def with_cells(bibliography: Bibliography) -> list[Matrix]:
    """All but the network, which has lines between names and tests of its own."""
    return [each for each in matrices(bibliography) if each.kind is not Axis.NETWORK]


def test_every_number_and_name_of_a_matrix_is_text(bibliography: Bibliography) -> None:
    for matrix in with_cells(bibliography):
        written = texts(picture(matrix).svg)

        named = set(matrix.columns)
        if matrix.kind is Axis.YEARS:  # every second or fifth, where there are many
            named = {year for year in named if not year.isdigit() or int(year) % 10 == 0}
        assert named <= set(written)
        shown = [row for row in matrix.rows if row in written]
        assert len(shown) == min(
            len(matrix.rows), MOST_PANELS if matrix.kind is Axis.YEARS else MOST_ROWS
        )
        cells = [count for row, counts in zip(matrix.rows, matrix.counts, strict=True) if row in shown
                 for count in counts if count]  # fmt: skip
        years = set(map(str, range(1900, 2100)))
        numbers = [int(word) for word in written if word.isdigit() and word not in years]
        assert {matrix.down, matrix.across} <= set(written)
        assert sorted(numbers) == sorted(cells)


def test_what_is_not_drawn_is_told() -> None:
    many = labelled("modality", *(f"M{place:02}" for place in range(30)))
    matrix = matrices(bibliography_of(make_entry(tags=(*many, *labelled("disease", "SLE")))))[0]

    assert left_out(matrix) == "10 more rows with fewer works are not drawn."
    assert len(matrix.rows) == 30


def test_a_figure_has_a_title_and_a_description(bibliography: Bibliography) -> None:
    matrix = matrices(bibliography)[0]
    figure = ElementTree.fromstring(picture(matrix).svg)
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
    overlap = shared(bibliography)
    assert overlap
    between = max(overlap.counts[0][1], overlap.counts[0][2], overlap.counts[1][2])

    assert f"The highest number is {between}: " in words_of(overlap).description


def test_the_same_figure_is_the_same_bytes(
    bibliography: Bibliography, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    matrix = matrices(bibliography)[0]
    before = whole(matrix, 85)
    (tmp_path / "matplotlibrc").write_text("font.size: 30\nsvg.fonttype: path\n")
    import matplotlib as mpl

    with mpl.rc_context(fname=tmp_path / "matplotlibrc"):
        after = drawing(matrix, 85)

    assert after == before  # its pixels and its PDF too
    assert after.svg == picture(matrix, 85).svg
    assert page_svg(matrix) == page_svg(matrix)


def test_the_page_has_its_own_colours_and_a_manuscript_white_paper(
    bibliography: Bibliography,
) -> None:
    from PIL import Image

    matrix = matrices(bibliography)[0]
    on_page, for_print = page_svg(matrix), whole(matrix, 85)

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


@pytest.mark.parametrize("phone", [False, pytest.param(True, marks=pytest.mark.more)])
def test_each_cell_with_works_is_one_link_that_says_what_it_shows(
    bibliography: Bibliography, phone: bool
) -> None:
    for matrix in filter(is_drawn, with_cells(bibliography)):
        svg = page_svg(matrix, phone=phone, linked=True)
        cells = {
            place_of(row, column): f"{matrix.counts[row][column]}: {down}, {across}"
            for row, down in enumerate(matrix.rows)
            for column, across in enumerate(matrix.columns)
        }
        links = list(ElementTree.fromstring(svg).iter("a"))
        assert links
        found = {each.get("href", ""): each.get("aria-label", "") for each in links}
        assert len(found) == len(links)
        assert found.items() <= cells.items()
        assert all(each.find("path") is not None for each in links)

        one, *others = found
        root = ElementTree.fromstring(with_links(svg, {one: "/?words=&choice=1", others[0]: ""}))
        assert [each.get("href") for each in root.iter("a")] == ["/?words=&choice=1"]
        assert root.get("role") == "group"
        plain = ElementTree.fromstring(page_svg(matrix, phone=phone))
        assert plain.get("role") == "img"
        assert plain.find(".//a") is None
        drawn = [sorted((e.tag, str(e.attrib), e.text) for e in tree.iter() if e.tag in ("path", "text"))
                 for tree in (root, plain)]  # fmt: skip
        assert drawn[0] == drawn[1]


def test_figures_are_small(bibliography: Bibliography) -> None:
    assert all(len(page_svg(matrix)) < 100_000 for matrix in matrices(bibliography))


def test_hostile_labels_are_text() -> None:
    tags = (*labelled("modality", *HOSTILE), *labelled("disease", "$x$ & <b>", "\x00\ud800]]>"))
    bibliography = bibliography_of(make_entry(tags=tags))

    written = texts(picture(matrices(bibliography)[0]).svg)

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
    assert "All references" in texts(picture(matrix).svg)
    assert is_drawn(matrix) == (len(set(years)) > 1)


def test_the_works_of_one_year_are_no_picture_and_still_numbers() -> None:
    dated = make_entry(make_work(published_print=PartialDate(2025)))
    undated = make_entry(make_work(published_print=None), "k2")
    matrix = by_year(bibliography_of(dated, undated))

    assert matrix in matrices(bibliography_of(dated, undated))
    assert matrix
    assert not is_drawn(matrix)


def of_labels(*given: tuple[str, str, int]) -> Matrix:
    """So many works with a modality and a disease; without one where it is empty."""
    entries = [
        make_entry(make_work(), f"k{number}-{place}", tags=(
            *labelled("modality", *filter(None, [modality])),
            *labelled("disease", *filter(None, [disease])),
        ))
        for number, (modality, disease, count) in enumerate(given) for place in range(count)
    ]  # fmt: skip
    return matrices(bibliography_of(*entries))[0]


def fills(svg: str) -> dict[str, int]:
    """How many cells have which colour."""
    names = {LIGHT[name]: name for name in LIGHT if name.startswith("cell")}
    found = [each.get("fill", "") for each in ElementTree.fromstring(svg).iter(f"{SVG}path")]
    return {names[fill]: found.count(fill) for fill in names if fill in found}


def test_works_without_a_label_do_not_set_the_scale_and_have_no_colour() -> None:
    few = [("CAR-T", "SLE", 10), ("CAR-NK", "SLE", 2)]
    alone = of_labels(*few)
    matrix = of_labels(*few, ("", "", 400), ("CAR-NK", "", 90), ("", "SLE", 70))

    svg = picture(matrix).svg

    assert fills(svg) == fills(picture(alone).svg) == {"cell5": 1, "cell1": 1}
    assert {"400", "90", "70"} <= set(texts(svg))
    assert "works without a label have none" in caption(matrix)


def test_a_review_beside_itself_sets_no_scale(bibliography: Bibliography) -> None:
    overlap = shared(bibliography)
    assert overlap

    assert sum(fills(picture(overlap).svg).values()) == 6  # of 9: none on the diagonal
    assert "on the diagonal, without colour" in caption(overlap)


@pytest.mark.parametrize("millimetres", WIDTHS)
def test_a_figure_for_print_has_the_width_of_a_journals_column(
    bibliography: Bibliography, millimetres: int
) -> None:
    for matrix in matrices(bibliography):
        drawn = picture(matrix, millimetres)
        figure = ElementTree.fromstring(drawn.svg)

        assert drawn.name == f"{matrix.name}-{millimetres}mm"
        assert figure.get("width") == f"{millimetres}mm"
        assert figure.get("viewBox", "").split()[2] == f"{round(millimetres * 72 / 25.4, 2):g}"
        sizes = [float(each.get("font-size", "0px").removesuffix("px"))
                 for each in figure.iter(f"{SVG}text")]  # fmt: skip
        assert min(sizes) >= 7
        assert figure.get("font-family", "").startswith("Arial, Helvetica")


def test_what_is_counted_stands_below_a_figure_for_print(bibliography: Bibliography) -> None:
    matrix = matrices(bibliography)[0]

    for millimetres in WIDTHS:
        written = " ".join(texts(picture(matrix, millimetres).svg))
        assert caption(matrix, print_format(millimetres)) in written
    assert "Numbers of works" not in " ".join(texts_of_page(page_svg(matrix)))


def texts_of_page(svg: str) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(svg).iter("text")]


def test_columns_that_do_not_fit_a_narrow_figure_are_told() -> None:
    many = [("CAR-T", f"A disease of many words {place:02}", 1) for place in range(40)]
    matrix = of_labels(*many, ("CAR-T", "", 3))

    for millimetres in WIDTHS:
        form = print_format(millimetres)
        grid = grid_of(matrix, form)
        assert grid.left + grid.cell * len(grid.columns) <= form.width
        assert grid.cell > form.size
        missing = 41 - len(grid.columns)
        assert f"{missing} more columns with fewer works are not drawn." in caption(matrix, form)
        assert matrix.columns[grid.columns[-1]] == "no disease label"


def of_years(first: int, last: int, *modalities: str) -> Matrix:
    """Works by year, of the first modality the most: as many as the years go by, and more."""
    entries = [
        make_entry(
            make_work(published_print=PartialDate(year)), f"k{place}-{year}-{number}",
            tags=labelled("modality", modality),
        )
        for place, modality in enumerate(modalities)
        for year in range(first, last + 1, place + 1)
        for number in range((year - first) // (4 * place + 4) + year % 3)
    ]  # fmt: skip
    matrix = by_year(bibliography_of(*entries))
    assert matrix
    return matrix


def highest(matrix: Matrix) -> set[str]:
    """The highest number of each row, as it is written."""
    return {str(max(counts)) for counts in matrix.counts}


@pytest.mark.parametrize("millimetres", WIDTHS)
def test_years_that_are_too_many_for_all_numbers_have_a_measure(millimetres: int) -> None:
    matrix = of_years(1930, 2025, "CAR-T", "CAR-NK")
    chart = year_chart(matrix, print_format(millimetres))

    written = texts(picture(matrix, millimetres).svg)

    assert highest(matrix) <= set(written)
    lines = [str(works) for row in chart.rows for works, _ in chart.lines(row)]
    assert chart.every in (5, 10, 20)
    assert {str(chart.every), str(2 * chart.every)} <= set(lines)
    assert set(lines[:2]) <= set(written)
    said = f"Between two lines are {chart.every} works; not every bar has its number."
    assert said in " ".join(written)


def test_numbers_over_bars_do_not_cover_each_other() -> None:
    chart = year_chart(of_years(1930, 2025, "CAR-T"), form := print_format(85))

    for row in chart.rows:
        told = [bar for bar in row.bars if bar.is_written]
        assert 1 < len(told) < len(row.bars)
        for bar in told:
            half = width_of(str(bar.count), form.small) / 2
            for other in row.bars:
                is_near = other is not bar and abs(other.x - bar.x) < half
                assert not is_near or other.count <= bar.count
            for other in told:
                apart = half + width_of(str(other.count), form.small) / 2
                is_near = other is not bar and abs(other.x - bar.x) < apart
                assert not is_near or chart.unit * abs(other.count - bar.count) > form.small


def test_where_all_numbers_stand_there_is_no_measure() -> None:
    matrix = of_years(2010, 2025, "CAR-T")

    assert year_chart(matrix, print_format(85)).every == 0
    assert "Between two lines" not in caption(matrix, print_format(85))


def test_on_a_phone_years_are_as_wide_as_their_numbers_need() -> None:
    many, few = of_years(1930, 2025, "CAR-T"), of_years(2015, 2025, "CAR-T")

    assert goes_on(many)
    assert not goes_on(few)
    numbers = sorted(str(count) for counts in many.counts for count in counts if count)
    written = texts_of_page(page_svg(many, phone=True))
    assert sorted(each for each in written if each.isdigit() and len(each) < 4) == numbers


def test_a_row_whose_works_are_all_in_columns_that_are_cut_is_cut_too() -> None:
    many = [(modality, f"A disease of many words {place:02}", 40 - place)
            for place in range(20) for modality in ("CAR-T", "CAR-NK")]  # fmt: skip
    matrix = of_labels(*many, ("BTK inhibitor", "A rare disease", 3), ("", "", 2))
    form = print_format(85)

    grid = grid_of(matrix, form)

    names = [matrix.rows[place] for place in grid.rows]
    assert names == ["CAR-NK", "CAR-T", "no modality label"]
    for row in grid.rows:
        assert any(matrix.counts[row][column] for column in grid.columns)
    missing = len(matrix.columns) - len(grid.columns)
    assert left_out(matrix, form) == (
        f"{missing} more columns with fewer works are not drawn. Nor is 1 row whose works are all "
        "there; others may have some there, too."
    )
    assert "BTK inhibitor" in texts_of_page(page_svg(matrix, phone=True))


def test_a_column_without_works_in_the_rows_that_are_drawn_is_cut() -> None:
    many = [(f"M{place:02}", "SLE", 3) for place in range(30)]
    matrix = of_labels(*many, ("M98", "A rare disease", 1), ("M99", "Another", 1), ("", "", 1))

    grid = grid_of(matrix, print_format(180))

    assert len(grid.rows) == MOST_ROWS
    assert [matrix.columns[place] for place in grid.columns] == ["SLE", "no disease label"]
    assert all(any(matrix.counts[row][column] for row in grid.rows) for column in grid.columns)


def test_a_long_name_of_a_row_stands_in_two_lines() -> None:
    name = "Conventional immunosuppressant"
    matrix = of_labels((name, "Immune-mediated necrotising myopathy", 3), ("CAR-T", "SLE", 1))
    dated = of_years(2010, 2025, name)

    for written in (
        texts(picture(matrix, 85).svg),
        texts(picture(dated, 85).svg),
        texts_of_page(page_svg(matrix, phone=True)),
    ):
        assert {"Conventional", "immunosuppressant"} <= set(written)
        assert not any("…" in text for text in written)
    assert "Immune-mediated necrotising myopathy" in texts_of_page(page_svg(matrix, phone=True))
    assert name in texts(picture(matrix, 180).svg)


def test_what_is_longer_than_two_lines_is_cut() -> None:
    assert in_two_lines("CAR-T", 7, 90) == ("CAR-T",)
    first, second = in_two_lines("A name of many words that goes on and on and on", 7, 90)
    assert (first, second[-1]) == ("A name of many words", "…")
    assert in_two_lines("x" * 60, 7, 90)[0].endswith("…")
    assert len(in_two_lines("x" * 60, 7, 90)) == 1


def test_a_pdf_has_its_words_as_truetype_and_no_date(
    bibliography: Bibliography,
) -> None:
    matrix = matrices(bibliography)[0]
    page = whole(matrix, 85).pdf

    assert page.startswith(b"%PDF")
    assert b"/CIDFontType2" in page
    assert b"/FontFile2" in page
    assert b"/Type3" not in page
    assert b"CreationDate" not in page


def test_on_a_phone_a_figure_is_as_wide_as_its_columns_need(bibliography: Bibliography) -> None:
    wide, small = matrices(bibliography)[0], of_labels(("CAR-T", "SLE", 3))
    widths = [float((ElementTree.fromstring(page_svg(each, phone=True)).get("width") or "")
                    .removesuffix("pt")) for each in (wide, small)]  # fmt: skip

    assert goes_on(wide)
    assert not goes_on(small)
    assert widths[1] == 268 < widths[0]
    assert page_svg(wide, phone=True).count('id="modality-disease-phone-title"') == 1


def test_a_facet_called_year_is_a_facet() -> None:
    entry = make_entry(tags=(*labelled("modality", "CAR-T"), *labelled("year", "early")))

    assert "early" in texts(picture(matrices(bibliography_of(entry))[0]).svg)


def test_a_work_changes_the_figure(bibliography: Bibliography) -> None:
    fewer = replace(bibliography, entries=bibliography.entries[1:])

    assert picture(matrices(fewer)[0]).svg != picture(matrices(bibliography)[0]).svg


@pytest.mark.parametrize(
    "text", ["", " ", "\N{ZERO WIDTH SPACE}", "\N{SOFT HYPHEN}\N{NO-BREAK SPACE}"]
)
def test_what_has_no_shape_has_no_width(text: str) -> None:
    assert width_of(text, 10) == 0
    assert width_of(f"a{text}", 10) >= width_of("a", 10) > 0


def test_a_description_tells_of_a_narrow_figure_how_much_is_drawn() -> None:
    many = [("CAR-T", f"A disease of many words {place:02}", 1) for place in range(40)]
    matrix = of_labels(*many, ("CAR-T", "", 3))

    told = [words_of(matrix, print_format(each)).description for each in WIDTHS]

    for millimetres, words in zip(WIDTHS, told, strict=True):
        columns = len(grid_of(matrix, print_format(millimetres)).columns)
        assert f"1 rows, 41 columns, of which 1 and {columns} are drawn." in words
        assert f"of which 1 and {columns} are" in picture(matrix, millimetres).svg
    assert told[0] != told[1]


def test_a_name_that_is_cut_is_told() -> None:
    long = "Pneumonoultramicroscopicsilicovolcanoconiosis" * 4
    matrix = of_labels((long, "SLE", 1), ("CAR-T", "SLE", 2))
    year = of_years(2020, 2022, long)

    for each in (matrix, year):
        assert caption(each, print_format(85)).endswith(" 1 name is cut where “…” stands.")
    assert "cut" not in caption(of_labels(("CAR-T", "SLE", 2)), print_format(85))
