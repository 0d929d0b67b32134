r"""Formulas in TeX inside deposited text, read where nothing of them is left unread.

Publishers and arXiv leave ``$10^6$`` in abstracts. A formula with a command that is not known stays
as it was deposited, as do amounts of money.
"""

from __future__ import annotations

from collections.abc import Iterator

from refkit.latex.commands import is_known
from refkit.latex.decode import read_latex
from refkit.regex import lazy_regex
from refkit.text.rich import Run

# No control character: those mark where paragraphs and MathML begin and end.
_FORMULA = lazy_regex(
    r"(?<![\\$])\$\$?(?P<dollars>[^$\x1c-\x1f]{1,300})\$\$?(?!\$)|\\\((?P<round>[^\x1c-\x1f]{1,300}?)\\\)"
)
_COMMAND = lazy_regex(r"\\([A-Za-z]+)")
_MATH = lazy_regex(r"[\\^_]")
# One letter, or an equation: "$n$", "$p=0.05$", but not "costs $5 or $6".
_SHORT = lazy_regex(r"[A-Za-z]'?|[A-Za-z]\s*[=<>]\s*-?[\d.]+|-?[\d.]+\s*[+*/=<>-]\s*[\w.]+")


def read_formulas(run: Run) -> Iterator[Run]:
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
    if not _MATH.search(body):
        return bool(_SHORT.fullmatch(body.strip()))
    known = map(is_known, _COMMAND.findall(body))
    return body.count("{") == body.count("}") and all(known)
