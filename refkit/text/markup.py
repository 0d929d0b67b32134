"""Deposited text into rich or plain text: JATS, HTML, MathML, entities, and what only looks so."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from refkit.latex.commands import is_known
from refkit.latex.decode import read_latex
from refkit.regex import lazy_regex
from refkit.text.markup_tags import (
    BLOCKS,
    HEADINGS,
    HIDDEN,
    MATH_TOKENS,
    SCRIPTS,
    TEX,
    VOID,
    MarkupTag,
    style_of,
    tags,
)
from refkit.text.rich import NO_TEXT, RichText, Run, Style
from refkit.text.unicode import (
    BLOCK,
    FORMULA,
    FORMULA_END,
    clean,
    undo_all_entities,
    undo_entities,
    undo_mojibake,
)
from refkit.text.whitespace import join_pieces

_DEEPEST = 100  # elements in one another; no title comes near, and hostile text stays cheap
_HEADING_END = "\x1d"
_MATH = lazy_regex(r"<(?:[\w.-]{1,30}:)?math[\s>]", re.IGNORECASE)
_FORMULAS = frozenset({"alternatives", "disp-formula", "formula", "inline-formula"})
_FORMULA_CLOSES = lazy_regex(
    r"</(?:[\w.-]{1,30}:)?(?:alternatives|disp-formula|formula|inline-formula)\s*>", re.IGNORECASE
)
_COMMENT = lazy_regex(r"<!--[^<]*?-->")
_TEX_TWICE = lazy_regex(r"\$\$([^$]{1,200})\$\$")
_TEX_LAYOUT = lazy_regex(r"[{}_^\s]|\\[,;! ]")
_FENCE = lazy_regex(r"\b(open|close)\s*=\s*[\"']([^\"']*)[\"']")
_OPENING_HEADINGS = frozenset({"abstract"})

# Publishers and arXiv leave "$10^6$" in abstracts. A formula with a command that is not known stays
# as it was deposited, as do amounts of money. No control character stands
# in one: those mark where paragraphs and MathML begin and end.
_FORMULA = lazy_regex(
    r"(?<![\\$])\$\$?(?P<dollars>[^$\x1c-\x1f]{1,300})\$\$?(?!\$)"
    r"|\\\((?P<round>[^\x1c-\x1f]{1,300}?)\\\)"
)
_COMMAND = lazy_regex(r"\\([A-Za-z]+)")
_MATH_SIGN = lazy_regex(r"[\\^_]")
# One letter, or an equation: "$n$", "$p=0.05$", but not "costs $5 or $6".
_EQUATION = lazy_regex(r"[A-Za-z]'?|[A-Za-z]\s*[=<>]\s*-?[\d.]+|-?[\d.]+\s*[+*/=<>-]\s*[\w.]+")


def read_markup(text: str) -> RichText:
    """Read a deposited title: styles that carry meaning kept, everything else plain.

    >>> read_markup("CD19<sup>+</sup> cells &amp; <b>more</b>").plain
    'CD19+ cells & more'
    """
    if not text:
        return NO_TEXT
    text = _tidied(text)
    if "<" in text and _has_tag(text):
        return join_pieces(_read(text, undo_entities))
    # Escaped tags count only where no real one does: "&lt;i&gt;" in a title about HTML is text.
    return join_pieces(_read(_undone(text)))


def read_plain(text: str) -> str:
    """Read a deposited name or title without styles.

    >>> read_plain("Cell &amp;amp; Gene\\n  Therapy")
    'Cell & Gene Therapy'
    """
    return read_markup(text).plain


def read_abstract(text: str) -> RichText:
    """Read a deposited abstract as paragraphs, one a line, with its section titles before them.

    Styles are those of a title; TeX's formulas are read where all of their commands are known.

    >>> read_abstract("<jats:title>Abstract</jats:title><jats:p>One.</jats:p><p>Two.</p>").plain
    'One.\\nTwo.'
    """
    if not text:
        return NO_TEXT
    text = _tidied(text)
    undone = _undone(text)
    escaped = not _has_tag(text) or (undone.count("</") > text.count("</") and _has_end_tag(undone))
    pieces = _read(undone) if escaped else _read(text, undo_all_entities)
    parts: list[str | Run] = []
    for paragraph in _with_headings(_paragraphs(pieces)):
        parts += ["\n", *paragraph] if parts else paragraph
    return RichText.of(*parts)


def of_jats(text: RichText) -> RichText:
    """An abstract of a user's library, read as JATS where it was copied with Crossref's tags."""
    return read_abstract(text.plain) if "<jats:" in text.plain else text


def _tidied(text: str) -> str:
    text = clean(undo_mojibake(text)).replace("\r", "\n")
    if "<!" in text:
        text = _COMMENT.sub("", text)
        if "<![CDATA[" in text:
            text = text.replace("<![CDATA[", "").replace("]]>", "")
    return text


def _undone(text: str) -> str:
    # An entity may stand for a control or for a letter in another form.
    return clean(undo_all_entities(text)) if "&" in text else text


def _has_tag(text: str) -> bool:
    return any(True for _ in tags(text))


def _has_end_tag(text: str) -> bool:
    return any(not tag.opens for tag in tags(text))


@dataclass(slots=True)
class _Element:
    """An element that is open: what its text looks like, and how many children it had."""

    name: str
    styles: tuple[Style, ...] = ()
    hidden: bool = False
    math: bool = False
    closing: str = ""
    children: int = 0


@dataclass(slots=True)
class _Reader:
    """Walks through tags and text; keeps what is open, tolerates what is not closed."""

    hide_tex: bool
    stack: list[_Element] = field(default_factory=lambda: [_Element("")])
    open: Counter[str] = field(default_factory=Counter)

    def start(self, name: str, attributes: str) -> str:
        """Open an element; what it puts before its text is returned."""
        parent = self.stack[-1]
        if len(self.stack) > _DEEPEST:
            return ""
        element = _Element(name, parent.styles, parent.hidden, parent.math or name == "math")
        element.hidden |= name in HIDDEN or (name in TEX and self.hide_tex)
        self._style(element, parent, attributes)
        opening = self._opening(element, parent, attributes)
        parent.children += 1
        self.stack.append(element)
        self.open[name] += 1
        return "" if element.hidden else opening

    def end(self, name: str) -> str:
        """Close an element and what was left open in it; an end without a start is nothing."""
        if not self.open[name]:
            return ""
        while True:
            element = self.stack.pop()
            self.open[element.name] -= 1
            if element.name == name:
                return "" if element.hidden else element.closing

    def text(self, text: str) -> str:
        """Give the part of some text that is to be read."""
        element = self.stack[-1]
        if element.hidden:
            return ""
        if element.name in TEX:
            return _tex_body(text)
        if element.math:
            # Blanks in MathML are layout; a blank that is meant is written as U+00A0.
            return text.strip(" \t\n") if element.name in MATH_TOKENS or text.strip() else ""
        return str(_TEX_TWICE.sub(_Once(text), text)) if "$$" in text else text

    def _style(self, element: _Element, parent: _Element, attributes: str) -> None:
        given = SCRIPTS.get(parent.name, ())
        position = parent.children
        style = given[position] if position < len(given) else style_of(element.name, attributes)
        if style and style not in element.styles:
            element.styles = (*element.styles, style)

    def _opening(self, element: _Element, parent: _Element, attributes: str) -> str:
        if element.name == "math":
            element.closing = FORMULA_END
            return FORMULA
        if parent.name == "mfrac" and parent.children == 1:
            return "/"
        if element.name == "mfenced":
            fence = {"open": "(", "close": ")"} | _fences(attributes)
            element.closing = fence["close"]
            return fence["open"]
        if parent.name == "mfenced" and parent.children:
            return ","
        return {"msqrt": "√", "mspace": " "}.get(element.name, "")


def _tex_body(text: str) -> str:
    # Springer gives a whole document, with its preamble, for one formula.
    _, begun, rest = text.partition(r"\begin{document}")
    return rest.partition(r"\end{document}")[0] if begun else text


def _fences(attributes: str) -> dict[str, str]:
    return {str(name): str(mark) for name, mark in _FENCE.findall(attributes)}


@dataclass(slots=True)
class _Once:
    """Springer gives a formula as TeX and again as text: ``$$+$$+`` is one plus."""

    text: str

    def __call__(self, found: re.Match[str]) -> str:
        bare = _TEX_LAYOUT.sub("", found[1])
        if not bare or "\\" in bare:
            return str(found[0])
        return "" if self._follows(bare, found.end()) else str(found[0])

    def _follows(self, bare: str, position: int) -> bool:
        for char in bare:
            while self.text[position : position + 1].isspace():
                position += 1
            if self.text[position : position + 1] != char:
                return False
            position += 1
        return not (bare[-1].isalnum() and self.text[position : position + 1].isalnum())


def _read(text: str, decode: Callable[[str], str] = str) -> Iterator[Run]:
    """Give the text between the tags, piece by piece; ``decode`` undoes its entities."""
    math = [found.start() for found in _MATH.finditer(text)]
    ends = [found.start() for found in _FORMULA_CLOSES.finditer(text)] if math else []
    reader = _Reader(hide_tex=bool(math))
    position = 0
    for tag in tags(text):
        if math and tag.name in _FORMULAS:
            reader.hide_tex = not tag.opens or _holds(math, tag.start, ends)
        if tag.start > position:
            yield _piece(reader, text[position : tag.start], decode)
        position = tag.end
        yield from _marks(reader, tag)
    if position < len(text):
        yield _piece(reader, text[position:], decode)


def _holds(math: Sequence[int], start: int, ends: Sequence[int]) -> bool:
    """Whether MathML stands in the formula that starts here, which its TeX then says again."""
    place = bisect_right(ends, start)
    before = bisect_right(math, start)
    return before < len(math) and (place == len(ends) or math[before] < ends[place])


def _piece(reader: _Reader, text: str, decode: Callable[[str], str]) -> Run:
    if "&" in text:
        text = clean(decode(text))
    return Run(reader.text(text), reader.stack[-1].styles)


def _marks(reader: _Reader, tag: MarkupTag) -> Iterator[Run]:
    """Take one tag, and give what it puts into the text."""
    name, inside = tag.name, reader.stack[-1]
    if name in BLOCKS and not inside.hidden:
        yield Run(_HEADING_END + BLOCK if tag.closes and name in HEADINGS else BLOCK)
    if name in VOID:
        inside.children += 1
        return
    if tag.opens and (opening := reader.start(name, tag.attributes)):
        yield Run(opening, inside.styles)
    if tag.closes and (closing := reader.end(name)):
        yield Run(closing, inside.styles)


def _paragraphs(pieces: Iterator[Run]) -> Iterator[tuple[RichText, bool]]:
    """Give each paragraph, and whether it is a heading."""
    paragraph: list[Run] = []
    for piece in (*pieces, Run(BLOCK)):
        if not piece.text.endswith(BLOCK):
            paragraph.append(piece)
            continue
        if text := join_pieces(chain.from_iterable(map(_read_formulas, paragraph))):
            yield text, piece.text.startswith(_HEADING_END)
        paragraph = []


def _with_headings(paragraphs: Iterator[tuple[RichText, bool]]) -> Iterator[list[str | Run]]:
    heading, first = "", True
    for text, is_heading in paragraphs:
        bare = text.plain.rstrip(" :.")
        if first and bare.lower() in _OPENING_HEADINGS:
            first = False
            continue
        first = False
        if is_heading:
            heading += bare + ": "
        else:
            yield [heading, *text.runs]
            heading = ""
    if heading:
        yield [heading.rstrip(": ")]


def _read_formulas(run: Run) -> Iterator[Run]:
    r"""Give a run of text with its formulas read: ``1$\times$10$^6$`` has a raised 6."""
    if "$" not in run.text and r"\(" not in run.text:
        yield run
        return
    at = 0
    for found in _FORMULA.finditer(run.text):
        body = found["dollars"] or found["round"]
        if not _is_read(body):
            continue
        yield Run(run.text[at : found.start()], run.styles)
        for piece in read_latex(f"${body}$").runs:
            yield Run(piece.text, (*run.styles, *piece.styles))
        at = found.end()
    yield Run(run.text[at:], run.styles)


def _is_read(body: str) -> bool:
    if not _MATH_SIGN.search(body):
        return bool(_EQUATION.fullmatch(body.strip()))
    known = map(is_known, _COMMAND.findall(body))
    return body.count("{") == body.count("}") and all(known)
