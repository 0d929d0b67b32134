"""Text from outside steers nothing, hides nothing and leads nowhere, and is still to be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from refkit.assistants import answers
from refkit.assistants.outside_text import entry_name, shown, shown_doi
from refkit.errors import InvalidIdentifier
from refkit.model.identifiers import Doi

MOST = 300
PIECES = st.lists(
    st.sampled_from(
        ["<", ">", "</", "<!--", "[", "]", "(", ")", "](", "![", "]:", "][", "://", "https", "www.",
         "a", " ", "\n", "\t", "img src=x", "\\", "`", "&lt;", "\x1b[31m", "\u202e", "\u200b",
         "\ufe0f", "\U000e0041", "\ud800", "é"]
    )
)  # fmt: skip
ANY = st.one_of(st.text(), PIECES.map("".join))


@given(ANY)
def test_nothing_of_it_renders_or_steers(text: str) -> None:
    said = shown(text, MOST)
    markdown = MarkdownIt("commonmark")
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]
    found = {
        child.type for token in markdown.parse(said) for child in [token, *(token.children or ())]
    }

    assert not found & {"link_open", "image", "html_inline", "html_block"}
    assert said.isprintable()
    assert not re.search(r"://\S|\bwww\.\S", said, re.IGNORECASE)
    said.encode()


@given(ANY)
def test_it_is_no_longer_than_is_asked_for_and_says_what_is_cut(text: str) -> None:
    said = shown(text * 9, 40)

    if len(said) > 40:
        assert re.fullmatch(r".{40}… \(\d+ characters more\)", said, re.DOTALL)


@given(ANY)
def test_shown_again_it_is_the_same(text: str) -> None:
    once = shown(text, 10_000)

    assert shown(once, 10_000) == once


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("CAR-T cells: p<0.05, [18F]FDG (n = 3)", "CAR-T cells: p<0.05, [18F]FDG (n = 3)"),
        ("a [link](b) ![image](c) [d]: e", "a [link] (b) ![image] (c) [d] : e"),
        ("<script>x</script>", "< script>x< /script>"),
        ("see https://doi.org/10.1000/a or www.a.example", "see https:// doi.org/10.1000/a or www. a.example"),
        ("a\r\n\n  b\u2028c", "a b c"),
        ("hid\U000e0068\U000e0069den\ufe0f", "hidden"),
    ],
)  # fmt: skip
def test_it_is_read_as_it_was(text: str, said: str) -> None:
    assert shown(text, MOST) == said


@given(st.from_regex(r"10\.[0-9]{4}/[!-~]{1,30}[a-z]", fullmatch=True))
def test_a_doi_leads_back_to_itself(text: str) -> None:
    try:
        doi = Doi.parse(text)
    except InvalidIdentifier:  # another text than a DOI
        return
    said = shown_doi(doi)

    assert not re.search(r"[<>\[\]`\"\\]", said)
    assert Doi.parse(said) == doi


@pytest.mark.parametrize(
    "key", ["", "a b", "#3", "<script>", "a/b", "https://a.example", "é", "a" * 101, "-a", "a\n"]
)
def test_a_key_that_is_no_plain_name_is_a_number(key: str) -> None:
    assert entry_name(key, 7) == "#7"


def outside_texts() -> Iterator[tuple[str, FieldInfo]]:
    """The members of all answers that are text from outside, or lists of it."""
    for name, model in vars(answers).items():
        if isinstance(model, type) and issubclass(model, BaseModel) and name.endswith("Outside"):
            for member, about in model.model_fields.items():
                if "str" in repr(about.annotation):
                    yield f"{name}.{member}", about


@pytest.mark.parametrize(
    ("name", "about"), list(outside_texts()), ids=lambda each: each if isinstance(each, str) else ""
)
def test_every_text_from_outside_is_cleaned_by_its_type(name: str, about: FieldInfo) -> None:
    told = "<b>x</b>\x1b" + "long" * 1000
    kind = Annotated[about.annotation, *about.metadata] if about.metadata else about.annotation
    adapter: TypeAdapter[Any] = TypeAdapter(kind)

    made = adapter.validate_python([told] if "list" in repr(about.annotation) else told)

    (said,) = made if isinstance(made, list) else [made]
    assert "<b>" not in said
    assert "\x1b" not in said
    assert len(said) < 1000 or name.endswith((".doi", ".review"))
