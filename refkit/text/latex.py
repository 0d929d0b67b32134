"""LaTeX for 8-bit BibTeX: plain and rich text out, fields of a user's own library in."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache
from operator import itemgetter
from typing import Any

from refkit.text.capitals import matters, protected_spans
from refkit.text.latex_table import COMBINED, accented, commands, spellings
from refkit.text.nesting import nested
from refkit.text.rich import RichText, Run, Style

__all__ = ["escape", "from_latex", "matters", "to_latex"]

_OPENING = {
    Style.ITALIC: r"\textit{",
    Style.SUP: r"\textsuperscript{",
    Style.SUB: r"\textsubscript{",
    Style.SMALL_CAPS: r"\textsc{",
}
_CLOSING = dict.fromkeys(Style, "}")

# Two characters that TeX would read as one: they get "{}" between them.
_LIGATURE = re.compile(r"[-‐‑‒–—―](?=[-‐‑‒–—―])|['’”](?=['’”])|“(?=“)|,(?=,)")
_PARTED = {**dict.fromkeys(range(0x20), " "), 0: "{}"}
_NEIGHBOURS = re.compile(r"(?<!\\)\$\$")
_BLANK = re.compile(r"[\t-\r\x1c-\x20\x85\u2028\u2029]")

_PLAIN = re.compile(r"[^\\{}$~%&#`']*")
_MATH = re.compile(r"(?<!\\)\$([^$]*[^$\\])\$")
_DOLLAR = re.compile(r"(?<!\\)\$")
_MATH_MARKS = re.compile(r"[\\^_{}<>=+*/-]")
_RAISED = re.compile(r"(?<!\\)[\^_]")
_BARE = re.compile(r"(?<!\\)((?:\\\\)*)([%&#])")
_LIKENESSES = {"textless": "<", "textgreater": ">", "textquotedbl": '"', "textdollar": "$"}
_LIKENESSES |= {"textmu": "μ", "textunderscore": "_", "textasciicircum": "^", "textendash": "–"}


def escape(text: str) -> str:
    r"""Write plain text for a BibTeX field: balanced, and ASCII where a spelling is known.

    >>> print(escape("Köln & 5% α–β"))
    K{\"o}ln \& 5\% $\alpha$--$\beta$
    """
    if text.isalnum() and text.isascii():
        return text
    # A line that starts with "@word(" would end the entry for bibtexparser.
    text = _LIGATURE.sub("\\g<0>\x00", _BLANK.sub(" ", text.replace("\x00", " ")))
    written = text.translate(_table())
    if not written.isascii():
        written = COMBINED.sub(lambda found: f"{{{accented(found[1], found[2])}}}", written)
    return _NEIGHBOURS.sub("", written)


def to_latex(text: RichText, *, protect: Callable[[str], bool] | None = None) -> str:
    r"""Write rich text for a BibTeX title, with braces around the capitals that matter.

    ``protect`` says of each word whether its capitals matter; ``matters`` says so otherwise.

    >>> print(to_latex(RichText.of("CAR-NK against CD19", Run("+", (Style.SUP,)))))
    {CAR-NK} against {CD19}\textsuperscript{+}
    """
    spans = protected_spans(text.plain, protect or matters)
    return nested(_written(text, spans), _OPENING, _CLOSING)


def from_latex(text: str) -> str:
    r"""Read a field of a .bib file as plain text.

    >>> from_latex(r"{CAR-NK} cells -- 5\% of {\"U}bersee")
    'CAR-NK cells – 5% of Übersee'
    """
    if "--" not in text and _PLAIN.fullmatch(text):
        return " ".join(text.split())
    decode = _decoder()
    try:
        read = decode(_prepared(text))
    except Exception:  # whatever the decoder trips over, the words are worth more than their marks
        read = text.replace("{", "").replace("}", "")
    return " ".join(read.split())


@cache
def _table() -> dict[int, str]:
    from pylatexenc.latexencode import get_builtin_uni2latex_dict

    return spellings(get_builtin_uni2latex_dict()) | _PARTED


def _written(
    text: RichText, spans: list[tuple[int, int]]
) -> Iterator[tuple[tuple[Style, ...], str]]:
    position = 0
    for run in text.runs:
        yield run.styles, "".join(_braced(run, position, spans))
        position += len(run.text)


def _braced(run: Run, offset: int, spans: list[tuple[int, int]]) -> Iterator[str]:
    """Write a run with braces around its share of each protected span."""
    done = 0
    for start, end in spans[bisect_right(spans, offset, key=itemgetter(1)) :]:
        if start >= offset + len(run.text):
            break
        first, last = max(start - offset, 0), end - offset
        part = run.text[first:last]
        if any(char.isupper() for char in part):
            yield escape(run.text[done:first])
            yield f"{{{escape(part)}}}"
            done = last
    yield escape(run.text[done:])


def _prepared(text: str) -> str:
    if len(_DOLLAR.findall(text)) % 2:  # money, or a formula that is not closed
        text = _DOLLAR.sub(r"\\$", text)
    text = _MATH.sub(_math, text)
    return _BARE.sub(r"\1\\\2", text)


def _math(found: re.Match[str]) -> str:
    body = found[1]
    if " " in body.strip() and not _MATH_MARKS.search(body):
        return rf"\${body}\$"  # "costs $5 or $6" is money
    return f"${_RAISED.sub('', body)}$"


@cache
def _decoder() -> Callable[[str], str]:
    """Build the decoder once: pylatexenc, strict, with the commands that it does not know."""
    from pylatexenc.latex2text import (
        LatexNodes2Text,
        MacroTextSpec,
        get_default_latex_context_db,
    )
    from pylatexenc.latexwalker import LatexWalker

    known: Any = get_default_latex_context_db()
    macros = [
        MacroTextSpec(name, char) for name, char in (_LIKENESSES | commands(_table())).items()
    ]
    known.add_context_category("spellings", macros=macros, prepend=True)
    writer = LatexNodes2Text(latex_context=known, keep_comments=True)

    def decode(text: str) -> str:
        nodes, _, _ = LatexWalker(text, tolerant_parsing=False).get_latex_nodes()
        return str(writer.nodelist_to_text(nodes))

    return decode
