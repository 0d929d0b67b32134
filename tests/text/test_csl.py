import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refkit.text.csl import from_csl, to_csl
from refkit.text.rich import RichText, Run, Style

ITALIC, SUP, SUB, CAPS = Style.ITALIC, Style.SUP, Style.SUB, Style.SMALL_CAPS
TAG = re.compile(r"</?(i|sup|sub)>|</?span[^>]*>", re.IGNORECASE)

rich_texts = st.lists(
    st.builds(
        Run,
        st.text().filter(lambda text: not TAG.search(text)),
        st.lists(st.sampled_from(Style), max_size=3).map(tuple),
    ),
    max_size=6,
).map(lambda runs: RichText.of(*runs))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (RichText.of("a < b & c"), "a < b & c"),
        (RichText.of("CD19", Run("+", (SUP,))), "CD19<sup>+</sup>"),
        (
            RichText.of(Run("E. coli", (ITALIC,)), " in H", Run("2", (SUB,)), "O"),
            "<i>E. coli</i> in H<sub>2</sub>O",
        ),
        (RichText.of(Run("HP", (CAPS,)), "1"), '<span style="font-variant:small-caps;">HP</span>1'),
        (
            RichText.of(Run("c", (ITALIC,)), Run("p", (ITALIC, SUB)), Run("d", (ITALIC,))),
            "<i>c<sub>p</sub>d</i>",
        ),
    ],
)
def test_rich_text_and_its_csl_are_two_forms_of_one_thing(text, written):
    assert to_csl(text) == written
    assert from_csl(written) == text


@given(rich_texts)
def test_every_rich_text_comes_back(text):
    assert from_csl(to_csl(text)) == text


@pytest.mark.parametrize(
    "literal",
    ["a <b>c</b>", "x <i>never closed", "closed</i> only", "<i>a<sup>b</i>c</sup>"[:9], "p<0.05"],
)
def test_what_is_no_pair_of_csl_tags_is_text(literal):
    assert from_csl(literal) == RichText.of(literal)


def test_a_million_open_tags_are_read_as_text():
    text = "<i>" * 333_000

    assert from_csl(text).plain == text


@given(st.text(alphabet="<>/isupan ab"))
def test_any_string_can_be_read_and_loses_only_tags(text):
    assert TAG.sub("", from_csl(text).plain) == TAG.sub("", text)
