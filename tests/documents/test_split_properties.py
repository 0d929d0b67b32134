"""Random references in random styles, joined in random ways, are told apart again; nothing is lost."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import example, given
from hypothesis import strategies as st

from refkit.documents.read import read_text
from refkit.documents.split import split_references

FAMILIES = st.sampled_from(
    ["Abel", "van den Berg", "Costa-Dahl", "O'Neill", "Müller", "Šimák", "De Cires", "Zhou", "Ito"]
)
INITIALS = st.sampled_from(["A", "BC", "J", "KL", "M"])
WORDS = st.lists(
    st.sampled_from(
        "bees of walled gardens and their clocks, wells in long-term B-cell use: a".split()
    ),
    min_size=4,
    max_size=14,
)
JOURNALS = st.sampled_from(["J Inv Res", "Ann Gard Clocks", "Invented Letters", "Wells"])


@dataclass(frozen=True)
class Cited:
    """What is printed of a work."""

    people: tuple[tuple[str, str], ...]
    words: str
    journal: str
    year: int
    volume: int
    page: int


def _made(
    people: list[tuple[str, str]], words: list[str], journal: str, numbers: tuple[int, int, int]
) -> Cited:
    title = " ".join(words).strip(",: ")
    return Cited(tuple(people), title[0].upper() + title[1:], journal, *numbers)


CITED = st.builds(
    _made,
    st.lists(st.tuples(FAMILIES, INITIALS), min_size=1, max_size=6),
    WORDS,
    JOURNALS,
    st.tuples(st.integers(1950, 2025), st.integers(1, 400), st.integers(2, 2000)),
)


def vancouver(work: Cited) -> str:
    """As medical journals print it."""
    names = ", ".join(f"{family} {initials}" for family, initials in work.people)
    return (f"{names}. {work.words}. {work.journal}. {work.year};{work.volume}:"
            f"{work.page}-{work.page + 9}.")  # fmt: skip


def apa(work: Cited) -> str:
    """As psychologists print it."""
    names = ", & ".join(f"{family}, {'. '.join(given)}." for family, given in work.people)
    return (f"{names} ({work.year}). {work.words}. {work.journal}, {work.volume}, {work.page}. "
            f"https://doi.org/10.1000/{work.page}.{work.volume}")  # fmt: skip


def nature(work: Cited) -> str:
    """As Nature's journals print it."""
    family, given = work.people[0]
    return (f"{family}, {'. '.join(given)}. et al. {work.words}. {work.journal} {work.volume}, "
            f"{work.page}–{work.page + 9} ({work.year}).")  # fmt: skip


def ieee(work: Cited) -> str:
    """As engineers print it."""
    names = ", ".join(f"{'. '.join(given)}. {family}" for family, given in work.people)
    return (f"{names}, “{work.words},” {work.journal}, vol. {work.volume}, p. {work.page}, "
            f"{work.year}.")  # fmt: skip


STYLES: list[Callable[[Cited], str]] = [vancouver, apa, nature, ieee]
MARKS: list[Callable[[int], str]] = [
    lambda n: f"{n}. ", lambda n: f"[{n}] ", lambda n: f"({n}) ", lambda n: f"{n}) ",
    lambda n: f"{n}  ", lambda n: f"{n}.\t", lambda n: "• ",
]  # fmt: skip
YEARS_ALONE = [
    Cited((("Abel", "A"),), "Bees bees bees bees bees bees bees", "Ann Gard Clocks", 1950, 1, 2),
    Cited((("Abel", "BC"),), "Bees bees bees bees bees of of bees of of", "Ann Gard Clocks",
          1950, 2, 2),
    Cited((("Abel", "A"),), "Walled bees bees bees", "J Inv Res", 1950, 1, 7),
]  # fmt: skip
UNMARKED = [vancouver, apa, nature]  # nobody lists IEEE's without numbers


def letters(text: str) -> str:
    """A text without its blanks."""
    return "".join(text.split())


def wrapped(text: str, width: int, indent: str) -> str:
    """A reference on lines of that width."""
    return textwrap.fill(text, width, subsequent_indent=indent, break_long_words=False)


@given(
    st.lists(CITED, min_size=2, max_size=12),
    st.sampled_from(STYLES),
    st.sampled_from(MARKS),
    st.integers(40, 200),
    st.sampled_from(["\n", "\n\n"]),
    st.sampled_from(["", "    "]),
    st.booleans(),
)
def test_marked_references_are_told_apart(
    cited: list[Cited],
    style: Callable[[Cited], str],
    mark: Callable[[int], str],
    width: int,
    between: str,
    indent: str,
    headed: bool,
) -> None:
    printed = [style(work) for work in cited]
    lines = [wrapped(mark(n) + text, width, indent) for n, text in enumerate(printed, start=1)]
    head = "References\n\n" if headed else ""

    found = split_references(read_text(head + between.join(lines), "refs.txt"))

    assert [letters(each.text) for each in found.references] == list(map(letters, printed))
    assert found.remarks == ()


@given(
    st.lists(CITED, min_size=2, max_size=12),
    st.sampled_from(UNMARKED),
    st.integers(40, 200),
    st.sampled_from([("\n\n", ""), ("\n\n", "   "), ("\n", "   ")]),
)
# Years on lines of their own were taken for one number that is repeated.
@example(YEARS_ALONE, nature, 44, ("\n", "   "))
def test_unmarked_references_are_told_apart(
    cited: list[Cited], style: Callable[[Cited], str], width: int, layout: tuple[str, str]
) -> None:
    between, indent = layout
    printed = [style(work) for work in cited]
    # What fits on its line has no second one that could be set in.
    wide = min(width, min(map(len, printed)) - 1) if between == "\n" else width
    lines = [wrapped(text, max(wide, 30), indent) for text in printed]

    found = split_references(read_text(between.join(lines), "refs.txt"))

    assert [letters(each.text) for each in found.references] == list(map(letters, printed))


PIECES = st.sampled_from(
    ["References", "Abel A. One. J Inv Res. 2001;1:1-2.", "2. Berg, B. (2002). Two.", "12", "[3] x",
     "Figure 1. Bees", "Appendix", "(a) C; (b) D", "10.1000/a", "PMID: 12345678", "a-", "https://x.y/",
     "\f", "\t", "  ", "", "> q", "1.", "Page 3 of 9", "Ibid.", "z" * 90, "王伟, 2001.", "2019",
     "References: 1. Abel A. One. 2001. 2. Berg B. Two. 2002. 3. Costa C. Three. 2003."]
)  # fmt: skip


def spelt(text: str) -> Counter[str]:
    """The letters and figures of a text, with how often they stand in it."""
    return Counter(letter for letter in text if letter.isalnum())


@given(st.lists(st.tuples(PIECES, st.sampled_from(["\n", "\n\n", " ", "     "])), max_size=40))
def test_every_letter_is_in_a_reference_or_told(pieces: list[tuple[str, str]]) -> None:
    text = "".join(f"{piece}{blank}" for piece, blank in pieces)

    found = split_references(read_text(text, "refs.txt"))

    kept = [f"{each.number} {each.text}" for each in found.references]
    told = [line for each in found.left_out for line in each.lines]
    lost = spelt(text) - spelt(" ".join([*kept, *told]))
    # The letters of works that share a number are told with each of them; no other is lost.
    assert not lost
