r"""LaTeX of a user's own library read as rich text: styles, accents, formulas, whatever nests.

A field is read in one pass, without recursion, in time that grows with its length alone. What is
not understood keeps its words and loses its marks.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from itertools import pairwise

from refkit.latex.commands import (
    ARGUMENTS,
    MARKS,
    SUB,
    SUP,
    SWITCHES,
    SYMBOLS,
    UPRIGHT,
    CommandArgument,
    fractions,
    letters,
)
from refkit.text.rich import RichText, Run, Style
from refkit.text.unicode import clean

_EASY = re.compile(r"[^\\$~`'-]*(?:[-'](?![-'])[^\\$~`'-]*)*")
_BRACES = str.maketrans("", "", "{}")
_BLANKS = re.compile(r"\s+")

_TOKEN = re.compile(
    r"\\[dt]?frac\{(?P<above>\d)\}\{(?P<below>\d{1,2})\}"
    r"|(?P<degree>\^\{\\circ\}|\^\\circ(?![A-Za-z]))"
    r"|\\(?P<word>[A-Za-z]+)\s*|\\(?P<symbol>.)"
    r"|(?P<mark>[{}$^_~\\])|(?P<dashes>-{2,3})|(?P<quotes>``|'')"
    r"|`(?P<quoted>[^`'\\{}$~]{1,80})'(?!')",
    re.DOTALL,
)
_DOLLARS = re.compile(r"\\.|(?P<dollar>\$)", re.DOTALL)
_MATH_MARKS = re.compile(r"[\\^_{}<>=+*/-]")
_LIGATURES = {"--": "–", "---": "—", "``": "“", "''": "”"}
_PRIMES = re.compile(r"'{1,4}")
_PRIMED = ("", "′", "″", "‴", "⁗")
_MOST_MARKS = 4  # on one letter; Vietnamese needs two


def read_latex(text: str) -> RichText:
    r"""Read a field as rich text.

    >>> read_latex(r"{CD19}\textsuperscript{+} cells").runs[1].styles[0].value
    'sup'
    """
    if _EASY.fullmatch(text):
        return RichText.of(_without_braces(text))
    return _tidy(_Reading(text).runs())


def read_latex_plain(text: str) -> str:
    r"""Read a field as plain text.

    >>> read_latex_plain(r"{CAR-NK} cells -- 5\% of {\"U}bersee")
    'CAR-NK cells – 5% of Übersee'
    """
    if text.isalnum() and text.isascii():
        return text
    return _without_braces(text) if _EASY.fullmatch(text) else read_latex(text).plain


def _without_braces(text: str) -> str:
    return clean(" ".join(text.translate(_BRACES).split()))


def _tidy(runs: list[Run]) -> RichText:
    """The runs with single blanks, and none at the ends."""
    tidy: list[Run] = []
    for run in runs:
        text = _BLANKS.sub(" ", clean(run.text))
        if not tidy or tidy[-1].text.endswith(" "):
            text = text.removeprefix(" ")
        if text:
            tidy.append(Run(text, run.styles))
    if tidy:
        tidy[-1] = Run(tidy[-1].text.rstrip(), tidy[-1].styles)
    return RichText.of(*tidy)


@dataclass(slots=True)
class _Group:
    """What holds inside a pair of braces, or of dollars (``formula``)."""

    styles: tuple[Style, ...] = ()
    math: bool = False
    hidden: bool = False
    after: str = ""
    formula: str | None = None


@dataclass(slots=True)
class _Reading:
    """One pass over a field. ``_waiting`` are the arguments of a command that are yet to come."""

    text: str
    _groups: list[_Group] = field(default_factory=lambda: [_Group()])
    _formulas: int = 0
    _waiting: list[CommandArgument] = field(default_factory=list)
    _accents: list[str] = field(default_factory=list)
    _runs: list[Run] = field(default_factory=list)
    _styles: tuple[Style, ...] = ()
    _parts: list[str] = field(default_factory=list)

    def runs(self) -> list[Run]:
        at = 0
        dollars = _formula_ends(self.text)
        for token in _TOKEN.finditer(self.text):
            self._chunk(self.text[at : token.start()])
            at = token.end()
            if token["mark"] == "$" and token.start() in dollars:
                self._dollar(dollars[token.start()])
            else:
                self._token(token)
        self._chunk(self.text[at:])
        self._flush()
        return self._runs

    def _token(self, token: re.Match[str]) -> None:
        kind = token.lastgroup
        if kind == "word":
            self._command(token["word"])
        elif kind == "symbol":
            self._control(token["symbol"])
        elif kind == "mark":
            self._mark(token["mark"])
        elif kind == "degree":
            self._put("°")
        elif kind == "below":
            above, below = token["above"], token["below"]
            self._put(fractions().get((above, below), f"{above}/{below}"))
        elif kind == "quoted":
            self._put(f"‘{token['quoted']}’")
        else:
            self._ligature(token[0])

    def _ligature(self, signs: str) -> None:
        # In a formula they are a minus twice, or primes.
        if self._groups[-1].math:
            self._chunk(signs)
        else:
            self._put(_LIGATURES[signs])

    def _command(self, name: str) -> None:
        if name in ARGUMENTS:
            self._expect(*ARGUMENTS[name])
        elif name in MARKS:
            self._accents.append(name)
        elif name in SWITCHES:
            self._restyle(_with(self._groups[-1].styles, SWITCHES[name]))
        elif name in UPRIGHT:
            kept = (each for each in self._groups[-1].styles if each in {Style.SUP, Style.SUB})
            self._restyle(tuple(kept))
        elif known := letters().get(name):
            self._put(known)

    def _control(self, symbol: str) -> None:
        if symbol in "([":
            self._open_formula("")
        elif symbol in ")]":
            self._close_formula()
        elif symbol in MARKS:
            self._accents.append(symbol)
        else:
            self._put(SYMBOLS.get(symbol, symbol))

    def _mark(self, mark: str) -> None:
        if mark == "{":
            self._open()
        elif mark == "}":
            self._close()
        elif mark in "^_" and self._groups[-1].math:
            self._expect(SUP if mark == "^" else SUB)
        elif mark == "~":
            self._put(" ")
        else:
            self._put(mark)

    def _expect(self, *arguments: CommandArgument) -> None:
        if self._waiting:  # ^\textit{x}: the one that waits holds for what comes
            outer = self._waiting[0]
            arguments = tuple(
                replace(
                    each,
                    styles=_with(outer.styles, *each.styles),
                    hidden=outer.hidden or each.hidden,
                )
                for each in arguments
            )
        self._waiting = list(arguments)

    def _open(self) -> None:
        above = self._groups[-1]
        if self._waiting:
            self._groups.append(_inner(above, self._waiting.pop(0)))
        else:
            self._groups.append(_Group(above.styles, above.math, above.hidden))

    def _close(self) -> None:
        self._spend_accents()
        if len(self._groups) > 1 and self._groups[-1].formula is None:
            closed = self._groups.pop()
            if closed.after:
                self._put(closed.after)

    def _dollar(self, formula: str | None) -> None:
        if formula is None:
            self._close_formula()
        else:
            self._open_formula(formula)

    def _open_formula(self, formula: str) -> None:
        self._formulas += 1
        above = self._groups[-1]
        self._groups.append(_Group(above.styles, True, above.hidden, formula=formula))

    def _close_formula(self) -> None:
        self._waiting = []
        if self._formulas:
            self._formulas -= 1
            while self._groups.pop().formula is None:
                pass

    def _restyle(self, styles: tuple[Style, ...]) -> None:
        self._groups[-1].styles = styles

    def _chunk(self, text: str) -> None:
        if self._waiting:
            text = text.lstrip()
            if text:
                self._put(text[0])
            text = text[1:]
        group = self._groups[-1]
        if group.math:
            text = _BLANKS.sub("", text)
            text = "−" if text == "-" == group.formula else text
            text = _PRIMES.sub(lambda found: _PRIMED[len(found[0])], text)
        if self._accents:
            text = self._accented(text.lstrip())
        self._emit(text, group)

    def _put(self, text: str) -> None:
        """Write what a command stands for; it may be the argument of another."""
        if self._accents and text.strip():
            text = self._accented(text)
        group = self._groups[-1]
        if self._waiting and text.strip():
            taken = self._waiting.pop(0)
            group = _inner(group, taken)
            text += taken.after
        self._emit(text, group)

    def _emit(self, text: str, group: _Group) -> None:
        if not text or group.hidden:
            return
        if group.styles != self._styles:
            self._flush()
            self._styles = group.styles
        self._parts.append(text)

    def _flush(self) -> None:
        if self._parts:
            self._runs.append(Run("".join(self._parts), self._styles))
            self._parts = []

    def _accented(self, text: str) -> str:
        """The text with the accents that wait on its first letter, the innermost first."""
        if not text:
            return text
        marks = [MARKS[name] for name in self._accents[-_MOST_MARKS:]]
        self._accents = []
        base = {"ı": "i", "ȷ": "j"}.get(text[0], text[0])
        return unicodedata.normalize("NFC", base + "".join(reversed(marks))) + text[1:]

    def _spend_accents(self) -> None:
        r"""An accent over nothing is the sign itself: ``\^{}``."""
        signs = [name for name in self._accents if not name.isalnum()]
        self._accents = []
        for sign in signs:
            self._put(sign)


def _inner(group: _Group, taken: CommandArgument) -> _Group:
    return _Group(
        _with(group.styles, *taken.styles) if taken.styles else group.styles,
        group.math if taken.math is None else taken.math,
        group.hidden or taken.hidden,
        taken.after,
    )


def _with(styles: tuple[Style, ...], *more: Style) -> tuple[Style, ...]:
    return styles + tuple(style for style in more if style not in styles)


def _formula_ends(text: str) -> dict[int, str | None]:
    """The dollars that stand around formulas: with what is between them, or None at the end.

    The others are money, or a formula that is not closed.
    """
    if "$" not in text:
        return {}
    places = [found.start() for found in _DOLLARS.finditer(text) if found["dollar"]]
    if len(places) % 2:
        return {}
    ends: dict[int, str | None] = {}
    for start, end in list(pairwise(places))[::2]:
        body = text[start + 1 : end]
        if " " not in body.strip() or _MATH_MARKS.search(body):  # "costs $5 or $6" is money
            ends |= {start: body, end: None}
    return ends
