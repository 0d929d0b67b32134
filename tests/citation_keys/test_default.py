"""The usual formula: the keys that Better BibTeX for Zotero gives.

The expected keys were compared with its formatter's rules on its own tokenizer and
transliteration tables (compromise 14, transliteration 2.6, fold-to-ascii 5).
"""

from __future__ import annotations

import pytest
from builders import WORKS, make_work
from citation_keys.sample import key_of
from hypothesis import given
from hypothesis import strategies as st

from refkit.citation_keys.formula import DEFAULT, parse_formula
from refkit.citation_keys.transliterate import LONGEST, legal
from refkit.model.dates import PartialDate
from refkit.model.people import Creator
from refkit.model.work import Work, WorkType
from refkit.text.rich import RichText, Run, Style

USUAL = parse_formula(DEFAULT)


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("An iPSC-derived CD19/BCMA CAR-NK therapy", "bergIPSCderivedCD19BCMA2025"),
        ("In vivo CAR T cells in lupus", "bergVivoCARCells2025"),
        ("anti-CD19 CAR-T: a phase 1/2 trial", "bergAntiCD19CARTPhase2025"),
        ("Th1–Th2 balance", "bergTh1Th2Balance2025"),
        ("Anti–PD-1 therapy of lupus", "bergPD1Therapy2025"),
        ("anti–PD-1 therapy of lupus", "bergAntiPD1TherapyLupus2025"),
        ("Graft–versus–host disease", "bergGraftHostDisease2025"),
        ("CD19+ cells, CD4+CD25+ cells", "bergCD19CellsCD4+CD252025"),
        ("“Naïve” cells: don’t panic!", "bergNaiveCellsDont2025"),
        ("Crohn's disease & Behçet's", "bergCrohnsDiseaseBehcets2025"),
        ("γδ T cells and IFN-γ", "bergGdCellsIFNg2025"),
        ("3.5 mg of 4-1BB, 5 - 10 days", "berg35Mg41BB2025"),
        ("自身免疫 疾病", "bergZiShenMianYiJiBing2025"),
        ("The of and", "berg2025"),
        ("", "berg2025"),
    ],
)
def test_three_words_of_weight(title: str, key: str) -> None:
    assert key_of(USUAL, make_work(title)) == key


@pytest.mark.parametrize(
    ("creators", "key"),
    [
        ((Creator("Broek", "Jan", particle="van den"),), "vandenbroekBees2025"),
        ((Creator("O’Brien", "A"),), "obrienBees2025"),
        ((Creator("Smith-Jones", "A"),), "smith-jonesBees2025"),
        ((Creator("Müller", "A", suffix="Jr."),), "mullerBees2025"),
        ((Creator("Østergård-Łuk", "A"),), "ostergard-lukBees2025"),
        ((Creator("王", "小明"),), "WangBees2025"),
        ((Creator(given="Plato"),), "platoBees2025"),
        ((Creator(literal="Bees and Lupus, the Group"),), "beesandlupusthegroupBees2025"),
        ((Creator("Li", "X", role="editor"), Creator("Berg", "A")), "bergBees2025"),
        ((Creator("Li", "X", role="editor"), Creator("Wu", role="translator")), "liBees2025"),
        ((Creator("Wu", "X", role="translator"),), "wuBees2025"),
        ((Creator("Wu", "X", role="chair"),), "wuBees2025"),
        ((), "Bees2025"),
    ],
)
def test_the_first_name(creators: tuple[Creator, ...], key: str) -> None:
    assert key_of(USUAL, make_work(creators=creators)) == key


def test_a_year_that_is_not_known_is_left_out() -> None:
    assert key_of(USUAL, make_work(published_print=None)) == "bergBees"
    assert key_of(USUAL, make_work(published_print=PartialDate(79))) == "bergBees79"


@pytest.mark.parametrize(
    ("date", "key"),
    [
        (PartialDate(9), "bergBees09"),
        (PartialDate(-1), "bergBees00"),
        (PartialDate(0, literal="in press"), "bergBeesinpress"),
        (PartialDate(0, end=PartialDate(1999)), "bergBees1999"),
        (PartialDate(1997, end=PartialDate(2001)), "bergBees1997"),
    ],
)
def test_dates_of_other_kinds(date: PartialDate, key: str) -> None:
    assert key_of(USUAL, make_work(published_print=date)) == key


def test_markup_of_a_title_is_not_in_the_key() -> None:
    title = RichText.of("H", Run("2", (Style.SUB,)), "O in ", Run("E. coli", (Style.ITALIC,)))

    assert key_of(USUAL, make_work(title)) == "bergH2OColi2025"


def test_umlauts_of_a_german_work_are_written_out() -> None:
    work = make_work("Zellen für Kühe", creators=(Creator("Müller", "A"),), language="de-DE")

    assert key_of(USUAL, work) == "muellerZellenFuerKuehe2025"


def test_nothing_comes_of_nothing() -> None:
    assert key_of(USUAL, Work(WorkType.DOCUMENT)) == ""


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("a b,c{d}e~f\\g%h#i", "abcdefghi"),
        ("--a--b..c_-d+", "a-b.c_-d+"),
        ("_a__b_", "_a__b_"),
        (".:/+-", ""),
        ("-0", ""),
        ("00", "00"),
        ("x" * 300, "x" * LONGEST),
    ],
)
def test_what_is_legal(text: str, key: str) -> None:
    assert legal(text) == key


@given(WORKS, st.text(max_size=40), st.text(max_size=40))
def test_every_key_is_legal(work: Work, title: str, family: str) -> None:
    hostile = make_work(title, creators=(Creator(family, title),))

    for key in (key_of(USUAL, work), key_of(USUAL, hostile)):
        assert legal(key) == key


@pytest.mark.parametrize("piece", ["-a", "–a", "a-", "+", "'", '"', "T ", " - ", "自", "\u0301"])
def test_a_long_title_takes_no_long_time(piece: str) -> None:
    assert len(key_of(USUAL, make_work(piece * 100_000))) <= LONGEST
