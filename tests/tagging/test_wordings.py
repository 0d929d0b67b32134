from __future__ import annotations

import pytest

from refkit.tagging.wordings import in_plain_words, wordings

LISTS = {"animal": ("bee(s)", "wasp"), "all": ("{animal}", "ant*")}


@pytest.mark.parametrize(
    ("phrase", "texts"),
    [
        ("bee", ["bee"]),
        ("bee(s)", ["bee", "bees"]),
        ("[honey|spelling] bee", ["honey bee", "spelling bee"]),
        ("(old )[honey|mason] bee(s)", ["honey bee", "old honey bee", "mason bee", "honey bees"]),
        ("{all} ... flight", ["bee flight", "bees flight", "wasp flight", "ant flight"]),
        ("^PD-1*", ["PD-1"]),
        ("[a [b|c]|d]", ["a b", "a c", "d"]),
    ],
)
def test_each_choice_is_worded_once(phrase: str, texts: list[str]) -> None:
    assert wordings(phrase, LISTS) == texts


def test_a_list_of_lists_has_an_end() -> None:
    lists = {"a": ("{b}",) * 20, "b": ("x", "y") * 50}

    assert len(wordings("{a} and {a}", lists)) <= 200


@pytest.mark.parametrize(
    ("phrase", "shown"),
    [
        ("treg(s)", "treg"),
        ("therap*", "therap…"),
        ("l(e)uk(a)emi*", "leukaemi…"),
        ("[PTCy|PTCY|PT-Cy]", "PTCy"),
        ("[MSC(s)|[stem|stromal] cells] for", "MSC for"),
        ("^reply ... to", "reply ... to"),
    ],
)
def test_a_phrase_is_shown_without_its_signs(phrase: str, shown: str) -> None:
    assert in_plain_words(phrase) == shown
