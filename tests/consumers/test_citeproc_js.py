"""citeproc-js renders our CSL-JSON as journals want it."""

from __future__ import annotations

from consumers import citeproc_js
from consumers.comparing import judge
from consumers.hard_works import HARD


def test_every_field_stands_in_the_line_of_its_work() -> None:
    judge(citeproc_js.vancouver())


def test_every_work_has_a_line_in_the_order_of_the_list() -> None:
    lines = citeproc_js.lines()["vancouver"]

    assert list(lines) == [hard.id for hard in HARD]
    assert not [line for line in lines.values() if "undefined" in line or "NaN" in line]


def test_styles_are_shown_as_markup_and_markup_as_text() -> None:
    lines = citeproc_js.lines()["vancouver"]

    assert "CD19<sup>+</sup> CAR-T cells" in lines["superscript"]
    assert "H<sub>2</sub>O<sub>2</sub>, V<sub>max</sub>" in lines["subscript"]
    assert "<i>Escherichia coli</i> Nissle" in lines["italic"]
    assert "p &#60; 0.05 and n &#62; 30" in lines["angle-brackets"]
    assert "<sup>" not in lines["tag-as-text"]


def test_a_line_reads_as_it_should() -> None:
    lines = citeproc_js.lines()["vancouver"]

    assert lines["italic"] == (
        "Egger D, Jansen GD. <i>Escherichia coli</i> Nissle delivers antigen to "
        "<i>Mus musculus</i>. Immunology Today and Tomorrow. 2001;6(4):122–30."
    )
