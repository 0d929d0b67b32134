"""A flow diagram: every word is text, nothing overlaps, the same bytes each time."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from xml.etree import ElementTree

import pytest
from report.made_up import HOSTILE

from refkit.report.colours import DARK, LIGHT
from refkit.report.flow import Drawing, Flow, FlowArm, FlowLine, FlowStep, flow_drawing
from refkit.report.svg import Words

pytest.importorskip("matplotlib", reason="matplotlib is not installed: pip install '.[report]'")
SVG = "{http://www.w3.org/2000/svg}"


def arm(*parts: str) -> FlowArm:
    box = (FlowLine("Records identified", 532), *(FlowLine(p, 7, is_part=True) for p in parts))
    removed = (FlowLine("Records removed before screening:", is_heading=True), FlowLine("Other"))
    screened = FlowStep("Screening", (FlowLine("Records screened"),), (FlowLine("Excluded"),))
    return FlowArm(
        "By a way of identification", (FlowStep("Identification", box, removed), screened)
    )


def flow(*arms: FlowArm) -> Flow:
    words = Words("flow", "A flow", "532 records were \x07identified.")
    return Flow(words, arms, FlowStep("Included", (FlowLine("Included"),)), "What is below.")


@cache
def drawn(*parts: str, arms: int = 1) -> Drawing:
    return flow_drawing(flow(*[arm(*parts)] * arms))


def texts(svg: str) -> str:
    return " ".join(each.text or "" for each in ElementTree.fromstring(svg).iter(f"{SVG}text"))


def test_words_and_numbers_are_text_and_blanks_are_blank() -> None:
    said = texts(drawn("embase.ris").svg)

    assert "Records identified (n = 532)" in said
    assert "embase.ris (n = 7)" in said
    assert "Records screened (n = ____)" in said


def test_a_hostile_name_is_text_and_no_wider_than_its_box() -> None:
    svg = drawn(*HOSTILE, "x" * 500).svg
    figure = ElementTree.fromstring(svg)

    assert {each.tag.removeprefix(SVG) for each in figure.iter()} == {
        "svg", "title", "desc", "style", "path", "text",
    }  # fmt: skip
    from refkit.report.figure_layout import print_format, width_of

    right = print_format(120).width
    for each in figure.iter(f"{SVG}text"):
        if not each.get("transform"):
            left = float(each.get("x", 0))
            assert left + width_of(each.text or "", 8.0) <= right, each.text


def test_it_has_a_title_a_description_and_both_grounds() -> None:
    svg = drawn("a.ris").svg
    figure = ElementTree.fromstring(svg)

    assert [each.text for each in figure[:2]] == ["A flow", "532 records were  identified."]
    assert figure.get("aria-labelledby") == "flow-title flow-description"
    style = figure.findtext(f"{SVG}style") or ""
    assert "prefers-color-scheme: dark" in style
    shown = {each.get(name) for each in figure.iter() for name in ("fill", "stroke")} - {
        "none",
        None,
    }
    for name, light in LIGHT.items():
        if light in shown:
            assert f'="{light}"] {{fill: {DARK[name]}}}' in style or light == LIGHT["rule"]
    assert shown <= set(LIGHT.values())


def test_boxes_of_a_row_stand_beside_each_other() -> None:
    from PIL import Image

    one, two = (Image.open(BytesIO(drawn("a.ris", arms=n).png)).size for n in (1, 2))

    assert one[0] < two[0]
    assert texts(drawn("a.ris", arms=2).svg).count("Records screened (n = ____)") == 2


def test_the_same_flow_has_the_same_bytes() -> None:
    assert flow_drawing(flow(arm("a.ris"))) == drawn("a.ris")
