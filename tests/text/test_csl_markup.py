"""Rich text in CSL's few tags: two forms of one thing, and text that looks like a tag stays text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refkit.text.csl_markup import from_csl, plain_from_csl, plain_to_csl, to_csl
from refkit.text.rich import RichText, Run, Style

ITALIC, SUP, SUB, CAPS = Style.ITALIC, Style.SUP, Style.SUB, Style.SMALL_CAPS
TAG = re.compile(r"</?(i|b|u|sc|sup|sub)>|</?span(\s[^<>]*)?>", re.IGNORECASE)
GUARD = "\u200c"

TAGS = st.sampled_from(
    ["<i>", "</i>", "<sup>", "</SUB>", "<b>", "</span>", '<span class="x">', GUARD, "<"]
)
TEXTS = st.text() | st.lists(TAGS | st.text(max_size=2), max_size=6).map("".join)
RICH = st.lists(
    st.builds(Run, TEXTS, st.lists(st.sampled_from(Style), max_size=3).map(tuple)), max_size=6
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
        (RichText.of("the <i>tag</i> of HTML"), f"the <{GUARD}i>tag<{GUARD}/i> of HTML"),
    ],
)  # fmt: skip
def test_rich_text_and_its_csl_are_two_forms_of_one_thing(text: RichText, written: str) -> None:
    assert to_csl(text) == written
    assert from_csl(written) == text


@given(RICH)
def test_every_rich_text_comes_back(text: RichText) -> None:
    assert from_csl(to_csl(text)) == text


@given(TEXTS)
def test_plain_text_is_written_without_a_tag_and_comes_back(text: str) -> None:
    written = plain_to_csl(text)

    assert not TAG.search(written)
    assert plain_from_csl(written) == text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (
            '<span class="nocase">HIV</span> in <b>men</b>',
            RichText.of("HIV in ", Run("men", (Style.BOLD,))),
        ),
        ("<sc>hp</sc>1", RichText.of(Run("hp", (CAPS,)), "1")),
        (
            "<b>CD19<sup>+</sup></b>",
            RichText.of(Run("CD19", (Style.BOLD,)), Run("+", (Style.BOLD, SUP))),
        ),
        ('<span style="font-variant: small-caps">x</span>', RichText.of(Run("x", (CAPS,)))),
    ],
)
def test_what_others_write_is_read(written: str, read: RichText) -> None:
    assert from_csl(written) == read


@pytest.mark.parametrize(
    "literal",
    [
        "a <em>c</em>",
        "x <i>never closed",
        "closed</i> only",
        "<i>a<sup>b</i>",
        "p<0.05",
        "&lt;i&gt;",
    ],
)
def test_what_is_no_pair_of_csl_tags_is_text(literal: str) -> None:
    assert from_csl(literal) == RichText.of(literal)


@pytest.mark.parametrize("part", ["<i>", "<span ", "</i>", f"<{GUARD}", "<i></i>"])
@pytest.mark.parametrize("letters", [200_000, pytest.param(1_000_000, marks=pytest.mark.more)])
def test_hundreds_of_thousands_of_tags_are_read_in_time(part: str, letters: int) -> None:
    text = part * (letters // len(part))

    assert len(from_csl(text).plain) <= len(text)


@given(st.text(alphabet="<>/isupan ab"))
def test_any_string_can_be_read_and_loses_only_tags(text: str) -> None:
    assert TAG.sub("", from_csl(text).plain) == TAG.sub("", text)
