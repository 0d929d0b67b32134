"""The tags that count as markup in deposited text; every other ``<...>`` is text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from refkit.regex import lazy_regex
from refkit.text.rich import Style

STYLES = {
    "b": Style.BOLD,
    "bold": Style.BOLD,
    "em": Style.ITALIC,
    "emph": Style.ITALIC,
    "i": Style.ITALIC,
    "inf": Style.SUB,  # of records that came from SGML
    "italic": Style.ITALIC,
    "sc": Style.SMALL_CAPS,
    "scp": Style.SMALL_CAPS,
    "small-caps": Style.SMALL_CAPS,
    "smallcaps": Style.SMALL_CAPS,
    "strong": Style.BOLD,
    "sub": Style.SUB,
    "subscript": Style.SUB,
    "sup": Style.SUP,
    "superscript": Style.SUP,
}

BLOCKS = frozenset(
    "abstract br break disp-formula disp-quote div h1 h2 h3 h4 li list list-item ol p sec "
    "section table tbody td th title tr trans-title ul verse-group".split()
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "title"})
VOID = frozenset({"br", "break", "graphic", "img", "inline-graphic", "mprescripts", "none"})
HIDDEN = frozenset({"annotation", "annotation-xml", "mphantom"})
TEX = frozenset({"tex", "tex-math"})

# Text kept, tag gone: emphasis that carries no meaning, and wrappers of all kinds.
_KEPT = frozenset(
    "alternatives email ext-link fixed-case font formula inline-formula label monospace "
    "named-content overline ovl roman sans-serif span strike styled-content tt u uline "
    "underline uri xref".split()
)

# Of each MathML element with scripts: the style of its first, second and third child.
SCRIPTS: dict[str, tuple[Style | None, ...]] = {
    "mmultiscripts": (None, Style.SUB, Style.SUP),
    "msub": (None, Style.SUB),
    "msubsup": (None, Style.SUB, Style.SUP),
    "msup": (None, Style.SUP),
}
MATH_TOKENS = frozenset({"mi", "mn", "mo", "ms", "mtext"})
_MATH = frozenset(
    "maction math menclose merror mfenced mfrac mover mpadded mroot mrow mspace msqrt mstyle "
    "mtable mtd mtr munder munderover semantics".split()
)

NAMES = BLOCKS | VOID | HIDDEN | TEX | _KEPT | _MATH | MATH_TOKENS | SCRIPTS.keys() | STYLES.keys()

_STYLED = frozenset({"span", "styled-content"})
_PREFIXES = lazy_regex(r"(?:jats|mml|ns|m)\d*", re.IGNORECASE)
_CAPITALS = lazy_regex(r"font-variant\s*:\s*small-caps", re.IGNORECASE)
_RAISED = lazy_regex(r"vertical-align\s*:\s*(super|sub)\b", re.IGNORECASE)

_TAG = lazy_regex(
    r"<(/?)(?:([A-Za-z][\w.-]{0,30}):)?([A-Za-z][\w-]{0,30})"
    # Attributes must look like attributes: "a <b and c> d" holds no tag.
    r"((?:\s++[\w:.-]++\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+'|[^\s\"'<>=/]++))*+)"
    r"\s*+(/?)>"
)


class MarkupTag(NamedTuple):
    """One tag of the text, and where it stands."""

    start: int
    end: int
    name: str
    attributes: str
    opens: bool
    closes: bool


def tags(text: str) -> Iterator[MarkupTag]:
    """Find the tags of a text that count as markup."""
    for found in _TAG.finditer(text):
        slash, prefix, name, attributes, empty = found.groups()
        name = name.lower()
        if name in NAMES or _is_odd_tag(name, prefix, bool(slash or attributes)):
            yield MarkupTag(*found.span(), name, attributes, not slash, bool(slash or empty))


def _is_odd_tag(name: str, prefix: str | None, linked: bool) -> bool:
    if name == "a":  # a link; a bare <a> is a letter that a linguist writes about
        return linked
    return bool(prefix and _PREFIXES.fullmatch(prefix))


def style_of(name: str, attributes: str) -> Style | None:
    """Name the style that a tag gives its text, if it gives one."""
    if name in _STYLED and _CAPITALS.search(attributes):
        return Style.SMALL_CAPS
    if name in _STYLED and (raised := _RAISED.search(attributes)):
        return Style.SUP if raised[1].lower() == "super" else Style.SUB
    return STYLES.get(name)
