"""What the commands of LaTeX mean in a field of a bibliography: a style, an accent, a character."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

from refkit.latex.symbols import commands, spellings
from refkit.text.rich import Style


@dataclass(frozen=True, slots=True)
class CommandArgument:
    """How the group after a command is read; ``after`` is text that follows it.

    ``math`` is None where the mode stays as it is.
    """

    styles: tuple[Style, ...] = ()
    hidden: bool = False
    math: bool | None = None
    after: str = ""


PLAIN, HIDDEN = CommandArgument(), CommandArgument(hidden=True)
_ITALIC, _CAPS = CommandArgument((Style.ITALIC,)), CommandArgument((Style.SMALL_CAPS,))
SUP, SUB = CommandArgument((Style.SUP,)), CommandArgument((Style.SUB,))
_FRACTION = (CommandArgument(after="/"), PLAIN)

# Commands with arguments. One that is not here is dropped and what follows it is kept: typewriter
# says nothing that a work holds.
ARGUMENTS: dict[str, tuple[CommandArgument, ...]] = {
    **dict.fromkeys(("emph", "textit", "textsl", "mkbibemph", "mkbibitalic", "mathit"), (_ITALIC,)),
    **dict.fromkeys(("textbf", "mkbibbold"), (CommandArgument((Style.BOLD,)),)),
    **dict.fromkeys(("textsc", "mkbibacro"), (_CAPS,)),
    **dict.fromkeys(("textsuperscript", "mkbibsuperscript", "sp"), (SUP,)),
    **dict.fromkeys(("textsubscript", "mkbibsubscript", "sb"), (SUB,)),
    **dict.fromkeys(("frac", "dfrac", "tfrac", "nicefrac", "textfrac"), _FRACTION),
    "ensuremath": (CommandArgument(math=True),),
    **dict.fromkeys(("text", "mbox", "textrm", "textnormal"), (CommandArgument(math=False),)),
    # The first argument is an address, a colour, a language.
    **dict.fromkeys(("href", "textcolor", "colorbox", "foreignlanguage"), (HIDDEN, PLAIN)),
    "texorpdfstring": (PLAIN, HIDDEN),  # the second says the same for a viewer's outline
    **dict.fromkeys(
        ("cite", "citep", "citet", "color", "footnote", "fontsize", "hspace", "includegraphics",
         "index", "input", "label", "nocite", "ref", "selectlanguage", "thanks", "vspace"),
        (HIDDEN,),
    ),
}  # fmt: skip

# Commands that hold to the end of their group: the style that they give, or those they take.
SWITCHES: dict[str, Style] = {
    **dict.fromkeys(("it", "itshape", "em", "sl", "slshape"), Style.ITALIC),
    **dict.fromkeys(("bf", "bfseries"), Style.BOLD),
    **dict.fromkeys(("sc", "scshape"), Style.SMALL_CAPS),
}
UPRIGHT = frozenset({"rm", "rmfamily", "normalfont", "upshape", "textup"})

# Accents in text, then those of formulas.
MARKS: dict[str, str] = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306",
    ".": "\u0307", '"': "\u0308", "h": "\u0309", "r": "\u030a", "H": "\u030b", "v": "\u030c",
    "G": "\u030f", "d": "\u0323", "c": "\u0327", "k": "\u0328", "b": "\u0331",
    "textcommabelow": "\u0326",
    "grave": "\u0300", "acute": "\u0301", "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303",
    "widetilde": "\u0303", "bar": "\u0304", "breve": "\u0306", "dot": "\u0307", "ddot": "\u0308",
    "check": "\u030c", "vec": "\u20d7",
}  # fmt: skip

SYMBOLS: dict[str, str] = {
    "\\": " ", " ": " ", "\n": " ", "\t": " ", ",": " ", ";": " ", ":": " ",
    # Where a word may be broken, where letters may not be joined, a blank taken back.
    "-": "", "/": "", "!": "", "@": "", "&": "&",
}  # fmt: skip

_LETTERS = {
    "i": "ı", "j": "ȷ", "textquotedbl": '"', "textquotesingle": "'", "textless": "<",
    "textgreater": ">", "textdollar": "$", "textunderscore": "_", "textasciicircum": "^",
    "textasciitilde": "~", "textasciigrave": "`", "textbackslash": "\\", "textbar": "|",
    "textbraceleft": "{", "textbraceright": "}", "lbrace": "{", "rbrace": "}", "backslash": "\\",
    "textmu": "μ", "textendash": "–", "textemdash": "—", "textminus": "−", "sqrt": "√", "surd": "√",
    "circ": "∘", "slash": "/", "par": " ", "newline": " ", "space": " ", "quad": " ", "qquad": " ",
    "nobreakspace": " ", "nobreakdash": "", "LaTeX": "LaTeX", "TeX": "TeX",
    "left": "", "right": "", "nbhyphen": "\u2011",
}  # fmt: skip


@cache
def letters() -> dict[str, str]:
    """The text of each command that stands for itself: ``alpha``, ``ss``, ``textregistered``.

    What refkit writes comes first; pylatexenc knows the rest.
    """
    from pylatexenc.latex2text import get_default_latex_context_db
    from pylatexenc.latexencode import get_builtin_uni2latex_dict

    known = {
        spec.macroname: spec.simplify_repl
        for spec in get_default_latex_context_db().iter_macro_specs()
        if isinstance(spec.simplify_repl, str) and spec.simplify_repl.isprintable()
    }
    plain = {name: text for name, text in known.items() if "%" not in text and "<" not in text}
    return plain | commands(spellings(get_builtin_uni2latex_dict())) | _LETTERS


@cache
def fractions() -> dict[tuple[str, str], str]:
    """The characters that are fractions, by what stands above and below."""
    found = {}
    for char in map(chr, (*range(0xBC, 0xBF), *range(0x2150, 0x215F))):
        above, _, below = unicodedata.normalize("NFKD", char).partition("\u2044")
        found[above, below] = char
    return found
