"""Names of a thesaurus as phrases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from refkit.tagging.name_phrases import NamePhrases, phrase_of
from refkit.tagging.normalized_text import NormalizedText
from refkit.tagging.phrase_reader import PhraseReader


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("Sickle Cell Anemia", "sickle cell anemia(s)"),
        ("Single-Photon Emission-Computed Tomography", "single-photon emission-computed tomography"),
        ("anaerobic respiration, using ammonium", "anaerobic respiration(,) using ammonium(s)"),
        ("food, U.S. code title 21", "food(,) U S. code title 21"),
        ("Vertebrata <vertebrates>", ""),
        ("Ear, Nose, and Throat", "ear(,) nose(,) and throat(s)"),
        ("T-Lymphocytes", "T-lymphocyte(s)"),
        ("HIV-1 Antibodies", "HIV-1 antibod[y|ies]"),
        ("Mercury (Element)", "mercur[y|ies]"),
        ("Crohn's disease", "crohns disease(s)"),
        ("C++ of Bee/Wasp", "C++ of bee wasp(s)"),
        ("2,4-Dichlorophenoxyacetic Acid", "2,4-dichlorophenoxyacetic acid(s)"),
        ("3',5'-cyclic AMP", "3,5-cyclic AMP"),
        ("Ratio 1:1", "ratio 1:1"),
        ("NAD(P)H oxidase", "NADPH oxidase(s)"),
        ("G(M1)", "GM1"),
        ("frag: v ion.", "frag(:) v ion(s)"),
        ("TR_D_Gene", "TR_D_Gene"),
        ("kg.m s", "kg m s"),
        ("a|b", ""),
        ("HLA-A*02:01", ""),
        ("^soil", ""),
        ("a...b", ""),
        ("Diagnosis", "diagnosis"),
    ],
)  # fmt: skip
def test_a_name_becomes_a_phrase(name: str, phrase: str) -> None:
    assert phrase_of(name) == phrase


@pytest.mark.parametrize(
    ("names", "phrases"),
    [
        (["soil", "SOIL", "Soils"], ["soil(s)"]),
        (["Honey-Bee", "Honey Bee", "honeybee"], ["honey-bee(s)"]),
        (["honey bee", "bee"], ["honey bee(s)", "bee(s)"]),
        (["IL-6", "IL-6 receptor"], ["IL-6", "IL-6 receptor(s)"]),
    ],
)
def test_what_another_name_finds_as_well_is_no_phrase(names: list[str], phrases: list[str]) -> None:
    assert NamePhrases().of(names) == (phrases, [])


@pytest.mark.parametrize(
    "name", ["2001", "10-20", "a|b|c", "back\\slash soil", "c++ soil", "ro.e+$"]
)
def test_a_name_that_no_phrase_can_say_is_given_back(name: str) -> None:
    assert NamePhrases().of([name]) == ([], [name])


@given(some.text(max_size=20))
def test_each_phrase_finds_its_name(name: str) -> None:
    phrases, apart = NamePhrases().of([name])

    assert apart == ([] if phrases else [name])
    for text in phrases:
        (phrase,) = PhraseReader().read(text)
        assert phrase.spans(NormalizedText(f"Study of {name}"))
