"""What the commands of LaTeX mean in a field of a bibliography: a style, an accent, a character."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

from refkit.latex.named_symbols import NAMED_SYMBOLS, OPERATORS
from refkit.latex.symbols import commands, spellings
from refkit.text.rich import Style


@dataclass(frozen=True, slots=True)
class CommandArgument:
    """How the group after a command is read; ``before`` and ``after`` are text around it.

    ``math`` is None where the mode stays as it is. ``over`` is a mark that every character gets,
    ``quotes`` how many quotation marks are opened: the second within another is single. ``case``
    is "upper" or "lower" where the letters change.
    """

    styles: tuple[Style, ...] = ()
    hidden: bool = False
    math: bool | None = None
    before: str = ""
    after: str = ""
    over: str = ""
    quotes: int = 0
    case: str = ""


PLAIN, HIDDEN = CommandArgument(), CommandArgument(hidden=True)
# Text in a formula is text there, with its blanks; \mathit is not.
_ITALIC = CommandArgument((Style.ITALIC,), math=False)
_BOLD = CommandArgument((Style.BOLD,), math=False)
_CAPS = CommandArgument((Style.SMALL_CAPS,), math=False)
SUP, SUB = CommandArgument((Style.SUP,)), CommandArgument((Style.SUB,))
_FRACTION = (CommandArgument(after="/"), PLAIN)
_UPRIGHT, _MATH = CommandArgument(math=False), CommandArgument(math=True)
QUOTED = CommandArgument(quotes=1)
QUOTED_INSIDE = CommandArgument(quotes=2)  # \enquote*
QUOTES = (("“", "”"), ("‘", "’"))
"""Around a quotation, and around one within it."""


def _each(names: str, *arguments: CommandArgument) -> dict[str, tuple[CommandArgument, ...]]:
    return dict.fromkeys(names.split(), arguments)


# Commands with arguments, by what they mean. Typewriter, sizes and boxes say nothing that a work
# holds: their argument is read as if they were not there.
ARGUMENTS: dict[str, tuple[CommandArgument, ...]] = {
    **_each("emph textit textsl mkbibemph mkbibitalic", _ITALIC),
    **_each("mathit", CommandArgument((Style.ITALIC,))),
    **_each("textbf mkbibbold", _BOLD),
    **_each("textsc mkbibacro textscale", _CAPS),
    **_each("textsuperscript mkbibsuperscript textsuperior sp up fup", SUP),
    **_each("textsubscript mkbibsubscript textinferior sb", SUB),
    **_each("frac dfrac tfrac cfrac nicefrac textfrac sfrac", *_FRACTION),
    **_each(
        "binom dbinom tbinom",
        CommandArgument(before="(", after=" "),
        CommandArgument(after=")"),
    ),
    **_each("overset stackrel", SUP, PLAIN),
    **_each("underset", SUB, PLAIN),
    **_each("ensuremath", _MATH),
    **_each(
        "text mbox textrm textnormal hbox fbox makebox intertext texttt textsf textmd textup "
        "textlf oldstylenums textosf",
        _UPRIGHT,
    ),
    **_each("uppercase MakeUppercase MakeTextUppercase", CommandArgument(case="upper")),
    **_each("lowercase MakeLowercase MakeTextLowercase", CommandArgument(case="lower")),
    **_each("pmod", CommandArgument(before=" (mod ", after=")")),
    **_each("overline", CommandArgument(over="\u0305")),
    **_each(
        "enquote mkbibquote textquote blockquote parquote openquote say", QUOTED,
    ),
    **_each("foreignquote foreigntextquote hyphenquote hyphentextquote", HIDDEN, QUOTED),
    **_each("mkbibparens parentext", CommandArgument(before="(", after=")")),
    **_each("mkbibbrackets brackettext", CommandArgument(before="[", after="]")),
    **_each("ket", CommandArgument(before="|", after="⟩")),
    **_each("bra", CommandArgument(before="⟨", after="|")),
    **_each("abs", CommandArgument(before="|", after="|")),
    # The first argument is a colour, a language, a length.
    **_each(
        "textcolor colorbox foreignlanguage textlanguage raisebox parbox scalebox rotatebox",
        HIDDEN,
        PLAIN,
    ),
    **_each("fcolorbox", HIDDEN, HIDDEN, PLAIN),
    **_each("texorpdfstring", PLAIN, HIDDEN),  # the second says the same for a viewer's outline
    # Chemistry, quantities, and ions as astronomers write them.
    **_each("ce chemform ch num si unit chem", PLAIN),
    **_each("ang", CommandArgument(after="°")),
    **_each("SI qty", CommandArgument(after=" "), PLAIN),
    **_each("ion", CommandArgument(after=" "), _CAPS),
    # What sorts and tells apart, and is not printed.
    **_each(
        "noopsort nosort noop noopsorter sortnoop sortkey bibsort presort sortas skipsort "
        "SortNoop sortNoop NoopSort noopSort NoSort SortAs",
        HIDDEN,
    ),
    **_each("printfirst printonly", PLAIN, HIDDEN),
    **_each("singleletter firstofone", PLAIN),
    **_each("vphantom hphantom phantom", HIDDEN),
    **_each(
        "cite citep citet citeauthor citeyear autocite parencite textcite footcite nocite color "
        "fontsize footnote footnotemark mkbibfootnote hspace includegraphics index input include "
        "label pageref ref selectlanguage thanks vspace hypersetup",
        HIDDEN,
    ),
    **_each(
        "mathbf boldsymbol bm mathtt mathsf mathbbm mathds mathpzc pmb boxed st hl titlecase "
        "mathrm mathcal mathbb mathfrak mathscr mathnormal operatorname mathop mathrel mathbin "
        "mathord mathopen mathclose mathinner underline uline underbar ul sout MakeSentenceCase "
        "textrussian textgerman textfrench textenglish textspanish textitalian textpolish "
        "textczech textukrainian textbulgarian textserbian textswedish textdutch textportuguese "
        "textturkish MakeCapital autocap nohyphens textnohyphenation nohyphenation smash llap rlap "
        "clap vcenter vbox vtop box framebox adjustbox hyphenation textgreek textlatin "
        "textcyrillic foreigntext mkbibnamefamily mkbibnamegiven mkbibnameprefix mkbibnamesuffix "
        "bibstring mkbibordinal mkbibmonth surname bibnamefont bibfnamefont citenamefont caps "
        "overbrace underbrace widebar overleftarrow overrightarrow",
        PLAIN,
    ),
    **_each("bibinfo bibfield", HIDDEN, PLAIN),  # as REVTeX's styles write their lists
}  # fmt: skip

ADDRESSES = frozenset({"url", "nolinkurl", "path", "href", "verb"})
"""Commands whose first argument is an address or the like, as it stands; of a link, text follows.
"""

_CITATIONS = frozenset(
    "cite citep citet citeauthor citeyear autocite parencite textcite footcite nocite".split()
)
OPTIONAL = _CITATIONS | frozenset(
    "footnote includegraphics href makebox framebox raisebox rotatebox textquote blockquote "
    "linebreak SI qty si unit num ang ce".split()
)
"""Commands that may have what is no text in square brackets."""

STARRED = _CITATIONS | frozenset(
    "enquote foreignquote foreigntextquote hyphenquote hyphentextquote textquote blockquote "
    "hspace vspace operatorname MakeSentenceCase".split()
)
"""Commands of which a star is a part; behind others it is text: ``C\\sp *``."""

UNSHOWN = _CITATIONS | {"footnote", "thanks", "href"}
"""Commands with words in an argument that is not shown: what is cited, a note, where a link leads.
"""

DIMENSIONS = frozenset({"kern", "hskip", "vskip", "mkern", "mskip", "raise", "lower", "moveleft",
                        "moveright", "hsize", "vsize", "baselineskip", "parindent"})  # fmt: skip
"""Commands with a length behind them."""

# What says how something is set and has no argument.
_SILENT = frozenset(
    """
    rm rmfamily normalfont upshape textup mdseries tt ttfamily sf sffamily cal mit
    boldmath unboldmath tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge
    displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits displaylimits
    left right middle big Big bigg Bigg bigl bigr bigm Bigl Bigr Bigm biggl biggr Biggl Biggr
    protect relax ignorespaces unskip allowbreak nobreak linebreak nolinebreak pagebreak
    nopagebreak newblock discretionary strut mathstrut null hfill hfil hss vfill sloppy fussy
    noindent leavevmode centering raggedright bgroup egroup begingroup endgroup xspace
    hyphenchar penalty nonumber notag urlstyle urlprefix bibpunct nocorr nocorrlist ifnotempty
    adddotspace newunit newunitpunct finentry isdot unspace autolang makeatletter makeatother
    """.split()
)


CONDITIONALS: dict[str, bool | None] = {"ifmmode": None, "iftrue": True, "iffalse": False}
"""What holds; None where it asks whether a formula is read."""

# Commands that hold to the end of their group: the style that they give, or those they take.
SWITCHES: dict[str, Style] = {
    **dict.fromkeys(("it", "itshape", "em", "sl", "slshape"), Style.ITALIC),
    **dict.fromkeys(("bf", "bfseries"), Style.BOLD),
    **dict.fromkeys(("sc", "scshape"), Style.SMALL_CAPS),
}
UPRIGHT = frozenset({"rm", "rmfamily", "normalfont", "upshape"})

# Accents in text, then those of formulas.
MARKS: dict[str, str] = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306",
    ".": "\u0307", '"': "\u0308", "h": "\u0309", "r": "\u030a", "H": "\u030b", "v": "\u030c",
    "G": "\u030f", "d": "\u0323", "c": "\u0327", "k": "\u0328", "b": "\u0331",
    "textcommabelow": "\u0326", "t": "\u0361", "tipa": "\u0361",
    # As MathSciNet writes names: mathscinet.sty of the AMS.
    "polhk": "\u0328", "ocirc": "\u030a", "udot": "\u0323", "lfhook": "\u0326",
    "not": "\u0338", "slashed": "\u0338", "cancel": "\u0338", "mathring": "\u030a",
    "uml": "\u0308", "soft": "\u030c", "bud": "\u0306", "dudot": "\u0324", "cfudot": "\u0323",
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
    # biblatex's and csquotes' own; a hyphen at which a word may be broken or not.
    "hyphen": "-", "nohyphen": "-", "bibrangedash": "–", "bibdatedash": "–",
    "bibnamedash": "———", "addcomma": ",", "addperiod": ".", "adddot": ".", "addcolon": ":",
    "addsemicolon": ";", "addspace": " ", "addnbspace": " ", "addthinspace": " ",
    "addslash": "/", "addhyphen": "-", "BIBand": "and", "bibinitperiod": ".",
    "bibinitdelim": " ", "textellipsis": "…", "dots": "…", "ldots": "…",
    "thinspace": " ", "negthinspace": "", "enspace": " ", "enskip": " ", "nonbreakingspace": " ",
    "textcompwordmark": "", "textvisiblespace": " ",
    # As Crossref spelled ASCII in BibTeX for years.
    "less": "<", "greater": ">", "mathplus": "+", "mathsemicolon": ";", "mathcomma": ",",
    "mathcolon": ":", "mathperiod": ".", "mathslash": "/", "mathhyphen": "-", "mathdash": "-",
    "mathequals": "=", "mathequal": "=", "mathasterisk": "*", "mathquestion": "?",
    "mathexclam": "!", "mathbackslash": "\\", "mathbar": "|", "mathminus": "−",
    # Astronomers' units.
    "arcsec": "″", "arcmin": "′", "farcs": "″", "farcm": "′", "fdg": "°", "degr": "°",
    "arcdeg": "°", "micron": "μm", "sun": "☉", "Sun": "☉", "msun": "M☉", "Msun": "M☉",
    "Msol": "M☉", "Lsun": "L☉", "Rsun": "R☉", "earth": "⊕", "lesssim": "≲", "gtrsim": "≳",
    "la": "≲", "ga": "≳",
    # As MathSciNet writes Cyrillic soft and hard signs, and letters with a stroke.
    "cprime": "ʹ", "cdprime": "ʺ", "Dbar": "Đ", "dbar": "đ", "cydot": "·", "rasp": "ʼ",
    "lasp": "ʽ",
}  # fmt: skip

# The names of programs and formats that are typeset, as they are written without TeX.
_LOGOS = {
    "LaTeXe": "LaTeX2ε", "LaTeXiii": "LaTeX3", "AmSTeX": "AMS-TeX", "AMSTeX": "AMS-TeX",
    "AmSLaTeX": "AMS-LaTeX", "AMSLaTeX": "AMS-LaTeX", "AmS": "AMS", "MF": "Metafont",
    "METAFONT": "Metafont", "MP": "MetaPost", "METAPOST": "MetaPost", "TUB": "TUGboat",
    "PiC": "PiC", "PiCTeX": "PiCTeX", "PICTEX": "PiCTeX", "SliTeX": "SliTeX", "SLITEX": "SliTeX",
    "KOMAScript": "KOMA-Script", "pdfTeX": "pdfTeX", "PDFTeX": "pdfTeX", "pdfLaTeX": "pdfLaTeX",
    "PS": "PostScript", "POBox": "P. O. Box", "ISBN": "ISBN", "ISSN": "ISSN", "Xy": "Xy",
    "XyPic": "Xy-pic", "XYpic": "Xy-pic", "OzTeX": "OzTeX", "MathML": "MathML",
    "biblatex": "biblatex",
    **{name: name for name in (
        "AMS BibTeX BibLaTeX Biber XeTeX XeLaTeX LuaTeX LuaLaTeX ConTeXt TUGboat TUG SliTeX CTAN "
        "JabRef LyX MetaPost Metafont TeXworks TeXLive MiKTeX MacTeX emTeX eTeX NTS UNIX WEB CWEB "
        "FWEB NOWEB HTML SGML XML YandY upTeX pTeX epTeX DVI DANTE GUST GUTenberg".split()
    )},
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
    found = plain | commands(spellings(get_builtin_uni2latex_dict())) | NAMED_SYMBOLS
    found |= _LOGOS | _LETTERS | {name: name for name in OPERATORS}
    return found | dict.fromkeys(_SILENT - found.keys(), "")


@cache
def known() -> frozenset[str]:
    """Every command of letters that has a meaning here."""
    return frozenset(
        {*ARGUMENTS, *MARKS, *SWITCHES, *ADDRESSES, *DIMENSIONS, *CONDITIONALS, *letters()}
    )


def is_known(name: str) -> bool:
    """Whether a command of letters has a meaning here."""
    return name in known()


@cache
def fractions() -> dict[tuple[str, str], str]:
    """The characters that are fractions, by what stands above and below."""
    found = {}
    for char in map(chr, (*range(0xBC, 0xBF), *range(0x2150, 0x215F))):
        above, _, below = unicodedata.normalize("NFKD", char).partition("\u2044")
        found[above, below] = char
    return found
