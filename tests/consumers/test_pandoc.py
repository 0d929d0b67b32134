"""pandoc reads our exports, and its citeproc prints them."""

from __future__ import annotations

import pytest
from consumers import pandoc
from consumers.comparing import blanks, judge
from consumers.hard_works import BIBLIOGRAPHY, HARD, exported

from refkit.formats.export import Options, Protect
from refkit.formats.register import exporter


@pytest.mark.parametrize("format_", list(pandoc.FORMATS))
def test_pandoc_reads_every_field(format_: str) -> None:
    judge(pandoc.read(format_))


def test_no_capital_of_a_protected_title_is_lowered() -> None:
    text = exporter("bibtex").render(BIBLIOGRAPHY, Options(protect=Protect.ALL, unicode=True))

    read = pandoc.reads(text, "bibtex")

    # What else differs is told by the reading above, and pandoc raises what begins a sentence.
    lowered = [
        title
        for hard in HARD
        for title in [blanks(hard.entry.work.title.plain)]
        for back in [str(read[hard.id]["title"])]
        if title.casefold() == back.casefold()
        and any(a.isupper() and not b.isupper() for a, b in zip(title, back, strict=True))
    ]
    assert lowered == []


@pytest.fixture(scope="module")
def printed() -> str:
    """The corpus as CSL-JSON, set by citeproc in pandoc's own style: plain text, no lines parted."""
    return pandoc.pandoc(
        "-f", "csljson", "-t", "plain", "--wrap=none", "--citeproc", text=exported("csl-json")
    )


@pytest.mark.parametrize(
    "line",
    [
        # Chicago's author-date style, which is what pandoc falls back on.
        "Ivens, Marta, and Per Lund. 2015. “What the First Authors Found.” ",
        "Whitlock, Henry, Jr., Thomas B. Marlow III, and Jan van Beek Sr. 2009. ",
        "Working Group on Lupus, Myositis, and Scleroderma, Health and Care Institute of van Dam and Sons, and Nora Egger. 2011. ",
        "García Lorquín, Ana María, Alice Smith-Jones, ",
        "Immunology Today and Tomorrow Suppl_1 (Pt 1 & 2): 738–46. ",
        "https://doi.org/10.5555/a_b%zc#d&e~f^g$h.",
        "“CD19⁺ CAR-T Cells Reset B-Cell Memory in Lupus.” ",
        "Omar al-Rashid, and Kunigunde von und zu Hohenfels. 2004. ",
        "On Humours, a Translation. ",
        "嵌合抗原受体T细胞治疗系统性红斑狼疮",
    ],
)
def test_citeproc_prints_what_is_hard(printed: str, line: str) -> None:
    assert line in printed


def test_citeproc_prints_every_work(printed: str) -> None:
    lines = [line for line in printed.splitlines() if line]

    assert len(lines) == len(HARD)


def test_citeproc_prints_the_formulas_of_bibtex() -> None:
    # In CSL-JSON pandoc leaves them as they are; on the page they are set.
    text = pandoc.pandoc(
        "-f", "bibtex", "-t", "plain", "--wrap=none", "--citeproc", text=exported("bibtex")
    )

    assert "“IFN-γ, TGF-β" in text
