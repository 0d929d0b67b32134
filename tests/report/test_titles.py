"""A title as HTML: styles kept, evidence marked, everything else text."""

from __future__ import annotations

from html.parser import HTMLParser

from builders import RICH, make_entry, make_work
from hypothesis import given
from hypothesis import strategies as st
from report.made_up import HOSTILE

from refkit.model.tags import Evidence, Tag
from refkit.report.labels import safe_text
from refkit.report.titles import other_evidence, title_html, title_spans
from refkit.text.rich import RichText, Run, Style


class Read(HTMLParser):
    """What a reader of HTML makes of it: the text, the marked text, and the tags."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.marked, self.tags, self.open = "", "", set(), []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        self.marked += data if "mark" in self.open else ""


def test_styles_are_kept_and_evidence_across_them_is_marked() -> None:
    title = RichText.of(
        "CD19", Run("+", (Style.SUP,)), " CAR-T in ", Run("E. coli", (Style.ITALIC,))
    )

    html = title_html(title, ((0, 5, "CD19"), (6, 11, "CAR-T")))

    assert html == (
        '<mark title="CD19">CD19</mark><sup><mark title="CD19">+</mark></sup> '
        '<mark title="CAR-T">CAR-T</mark> in <i>E. coli</i>'
    )


def test_labels_that_share_words_are_named_together() -> None:
    html = title_html(RichText.of("CD19 CAR-T"), ((0, 10, "CAR-T"), (0, 4, "CD19")))

    assert html == '<mark title="CAR-T; CD19">CD19</mark><mark title="CAR-T"> CAR-T</mark>'


@given(
    RICH,
    st.lists(st.tuples(st.integers(-2, 40), st.integers(-2, 40), st.text(max_size=5)), max_size=4),
)
def test_the_words_of_any_title_are_its_plain_text(
    title: RichText, spans: list[tuple[int, int, str]]
) -> None:
    read = Read(title_html(title, tuple(spans)))

    assert read.text == safe_text(title.plain)
    assert read.tags <= {"mark", "b", "i", "sup", "sub", "span"}


def test_hostile_titles_stay_text() -> None:
    for title in HOSTILE:
        read = Read(title_html(RichText.of(title), ((0, len(title), '"><script>'),)))

        assert read.text == read.marked == safe_text(title)
        assert read.tags == {"mark"}


def test_characters_that_steer_are_replaced_one_for_one() -> None:
    assert safe_text("\u202eTRAC\u2066\x07\ud800") == " TRAC  \ufffd"
    assert safe_text("سلام CAR\u200cT ß") == "سلام CAR\u200cT ß"


def test_evidence_that_the_title_does_not_hold_is_told_beside_the_label() -> None:
    tag = Tag("modality", "car-t", "CAR-T", (
        Evidence("title", 0, 5, "CAR-T", "r"), Evidence("abstract", 3, 8, "CAR T", "r"),
        Evidence("title", 0, 4, "bees", "r"),
    ))  # fmt: skip
    entry = make_entry(make_work("CAR-T cells"), tags=(tag,))

    assert title_spans(entry) == ((0, 5, "CAR-T"),)
    assert other_evidence(tag, entry) == ("abstract: “CAR T”", "title: “bees”")
