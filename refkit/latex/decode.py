r"""LaTeX of a user's own library read as rich text: styles, accents, formulas, whatever nests.

A field is read in one pass, without recursion, in time that grows with its length alone. What is
not understood keeps its words and loses its marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from refkit.latex.accents import read_accents
from refkit.latex.commands import (
    ADDRESSES,
    ARGUMENTS,
    CONDITIONALS,
    DIMENSIONS,
    MARKS,
    OPTIONAL,
    QUOTED,
    QUOTED_INSIDE,
    QUOTES,
    STARRED,
    SUB,
    SUP,
    SWITCHES,
    SYMBOLS,
    UNSHOWN,
    UPRIGHT,
    CommandArgument,
    fractions,
    is_known,
    known,
    letters,
)
from refkit.latex.mhchem import in_plain_tex
from refkit.latex.named_symbols import OPERATORS
from refkit.latex.pairs import Branch, branches, formula_ends
from refkit.latex.verbatim import numbered_characters, raw_argument, spelled_in_tex, unescaped
from refkit.regex import lazy_regex
from refkit.text.rich import RichText, Run, Style
from refkit.text.unicode import clean

# Braces around plain words keep a style from lowering them; those of an argument are no such.
_GROUPS = r"[*\s]*+(?:\{[^{}\\$]*+\}\s*+)*+"
_KEPT = lazy_regex(
    r"[\\}\]^_${](?:(?<=\\)(?:[A-Za-z]++|.)"
    + _GROUPS
    + r"|(?<=[}\]^_])"
    + _GROUPS
    + r"|(?<=\$)[^$]*+\$?"
    r"|(?<=\{)(?P<words>\w[\w .,:;()/+]*+(?:[-'][\w .,:;()/+]++)*+)\})",
    re.DOTALL,
)
_BLANKS = lazy_regex(r"\s+")

# What begins no token, found at once.
_PLAIN = lazy_regex(r"(?:[^\\{}$^_~`'-]++|-(?!-)|'(?!'))*+")
_TOKEN = lazy_regex(
    r"\\[dt]?frac\{(?P<above>\d)\}\{(?P<below>\d{1,2})\}"
    r"|(?P<degree>\^\{\\circ\}|\^\\circ(?![A-Za-z]))"
    r"|\\(?P<word>[A-Za-z]+)(?P<gap>\s*)|\\(?P<symbol>.)"
    r"|(?P<mark>[{}$^_~\\])|(?P<dashes>-{2,3})|(?P<quotes>``|'')"
    r"|`(?P<quoted>[^`'\\{}$~]{1,80})'(?!')",
    re.DOTALL,
)
_OPTIONS = lazy_regex(r"(?:\[[^\[\]{}]{0,200}\]\s*)*+")
_OPTIONS_THERE = lazy_regex(r"\*?(?:\[[^\[\]{}]{0,200}\])*+")
_DIMENSION = lazy_regex(
    r"=?\s*[-+]?\s*(?:\d*[.,]?\d+\s*)?(?:em|ex|pt|mm|cm|in|mu|sp|bp|dd|cc|pc|\\[a-z]+)?\s*"
)
_BESIDE_OPERATOR = lazy_regex(r"[^\W_]|\\(?:[A-Za-z]|\\)")
_WORD = lazy_regex(r"\\([A-Za-z]+)")
_UNSHOWN = lazy_regex(r"\\([A-Za-z]+)\*?\s*(?:\[[^\[\]{}]*\]\s*)*+(?=\{\s*[^\s}])")
_LIGATURES = {"--": "–", "---": "—", "``": "“", "''": "”"}
_PRIMES = lazy_regex(r"'{1,4}")
_PRIMED = ("", "′", "″", "‴", "⁗")
_MOST_MARKS = 4  # on one letter; Vietnamese needs two


def read_latex(text: str) -> RichText:
    r"""Read a field as rich text.

    A command that is not known stays in the text, with its arguments, as it is written.

    >>> read_latex(r"{CD19}\textsuperscript{+} cells").runs[1].styles[0].value
    'sup'
    """
    easy = read_accents(text)
    if _is_easy(easy):
        return RichText.of(_easily(easy))
    text = in_plain_tex(numbered_characters(text, spelled_in_tex))
    return _tidy(_Reading(_KEPT.sub(_unkept, read_accents(text))).runs())


def read_latex_plain(text: str) -> str:
    r"""Read a field as plain text.

    >>> read_latex_plain(r"{CAR-NK} cells -- 5\% of {\"U}bersee")
    'CAR-NK cells – 5% of Übersee'
    """
    if text.isalnum() and text.isascii():
        return text
    text = read_accents(text)
    return _easily(text) if _is_easy(text) else read_latex(text).plain


def _is_easy(text: str) -> bool:
    """Whether a field has no more to it than letters, braces and dashes."""
    return not ("\\" in text or "$" in text or "~" in text or "`" in text or "''" in text)


def _easily(text: str) -> str:
    if "--" in text:
        text = text.replace("---", "—").replace("--", "–")
    if "{" in text or "}" in text:
        text = text.replace("{", "").replace("}", "")
    # No blank but one is printable.
    is_single = text.isprintable() and "  " not in text
    return clean(text.strip(" ") if is_single else " ".join(text.split()))


def unknown_commands(text: str) -> Iterator[str]:
    r"""The commands of a field that have no meaning here, and so stand in what is read of it.

    >>> list(unknown_commands(r"\emph{a} \url{b\c} \cheers{d}"))
    ['cheers']
    """
    if known().issuperset(_WORD.findall(text)):
        return
    text = numbered_characters(text, spelled_in_tex)
    at = 0
    while found := _TOKEN.search(text, at):
        at = found.end()
        name = found["word"]
        if name in ADDRESSES and (raw := raw_argument(text, at)):
            at = raw.end
        elif name and not is_known(name) and name not in {"else", "fi"}:
            yield name


def hides_words(text: str, address: str = "") -> bool:
    r"""Whether a field has words that are not shown: what is cited, a footnote, where a link leads.

    An ``address`` that is known otherwise is not hidden.

    >>> hides_words(r"A comment on \cite{roe1999}"), hides_words(r"\emph{A} comment")
    (True, False)
    """
    for found in _UNSHOWN.finditer(text) if "\\" in text else ():
        raw = raw_argument(text, found.end()) if found[1] == "href" else None
        if found[1] in UNSHOWN and not (raw and unescaped(raw.text).strip() == address):
            return True
    return False


def _unkept(found: re.Match[str]) -> str:
    return found["words"] or found[0]


def _tidy(runs: list[Run]) -> RichText:
    """The runs with single blanks, and none at the ends."""
    tidy: list[Run] = []
    for run in runs:
        text = clean(run.text)
        if "  " in text or not text.isprintable():
            text = _BLANKS.sub(" ", text)
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
    over: str = ""
    quotes: int = 0
    case: str = ""
    before: str = ""
    rest: list[CommandArgument] = field(default_factory=list)  # what is yet to come behind it
    is_argument: bool = False  # of a command that is not known: its braces stay


@dataclass(slots=True)
class _Reading:
    """One pass over a field. ``_waiting`` are the arguments of a command that are yet to come."""

    text: str
    _at: int = 0
    _groups: list[_Group] = field(default_factory=lambda: [_Group()])
    _formulas: int = 0
    _waiting: list[CommandArgument] = field(default_factory=list)
    _accents: list[str] = field(default_factory=list)
    _runs: list[Run] = field(default_factory=list)
    _styles: tuple[Style, ...] = ()
    _parts: list[str] = field(default_factory=list)
    _after_unknown: int = -1  # where the argument of a command that is not known would open
    _branches: dict[int, Branch] = field(default_factory=dict)

    def runs(self) -> list[Run]:
        text = self.text
        dollars = formula_ends(text)
        self._branches = branches(text)
        while token := _next_token(text, self._at):
            start = token.start()
            if start > self._at:
                self._chunk(text[self._at : start])
            self._at = token.end()
            if start in dollars and token["mark"] == "$":
                self._dollar(dollars[start])
            else:
                self._token(token)
        self._chunk(text[self._at :])
        self._flush()
        return self._runs

    def _token(self, token: re.Match[str]) -> None:
        kind = token.lastgroup
        if kind == "gap":
            self._command(token["word"], token.start())
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

    def _command(self, name: str, start: int) -> None:
        if name in ARGUMENTS:
            self._expect(*self._arguments(name))
        elif name in MARKS:
            self._accents.append(name)
        elif name in SWITCHES:
            self._restyle(_with(self._groups[-1].styles, SWITCHES[name]))
        elif name in UPRIGHT:
            kept = (each for each in self._groups[-1].styles if each in {Style.SUP, Style.SUB})
            self._restyle(tuple(kept))
        elif name in DIMENSIONS:
            self._skip(_DIMENSION)
            self._put(" " if name == "hskip" else "")
        elif start in self._branches:
            self._branch(name, self._branches[start])
        elif not (name in ADDRESSES and self._address(name)):
            self._named(name)

    def _arguments(self, name: str) -> tuple[CommandArgument, ...]:
        arguments = ARGUMENTS[name]
        starred = name in STARRED and self.text[self._at : self._at + 1] == "*"
        self._at += starred
        if name in OPTIONAL:
            self._skip(_OPTIONS)
        if starred and QUOTED in arguments:
            return tuple(QUOTED_INSIDE if each is QUOTED else each for each in arguments)
        return arguments

    def _skip(self, what: re.Pattern[str]) -> None:
        if found := what.match(self.text, self._at):
            self._at = found.end()

    def _branch(self, name: str, branch: Branch) -> None:
        holds = CONDITIONALS.get(name, False)
        if name == "ifmmode":
            holds = self._groups[-1].math
        self._at = branch.behind if holds else branch.otherwise

    def _address(self, name: str) -> bool:
        """Whether an address stands there; that of a link is not seen, what is linked is."""
        if name == "href":
            self._skip(_OPTIONS)
        found = raw_argument(self.text, self._at)
        if found is None:
            return False
        self._at = found.end
        if name != "href":
            self._put(unescaped(found.text))
        return True

    def _named(self, name: str) -> None:
        """A command that stands for itself, or one that is not known, whose name stays."""
        meaning = letters().get(name)
        if meaning is not None:
            self._put(self._spaced(meaning) if name in OPERATORS else meaning)
            return
        following = self.text[self._at : self._at + 1]
        is_parted = self.text[self._at - 1].isspace() and following != "{"
        self._put(f"\\{name}{' ' if is_parted else ''}")
        if following in {"[", "*"} and (options := _OPTIONS_THERE.match(self.text, self._at)):
            self._put(options[0])
            self._at = options.end()
        self._after_unknown = self._at

    def _spaced(self, operator: str) -> str:
        """An operator of a formula, with a blank to letters and digits beside it."""
        if not self._groups[-1].math:
            return operator
        before = " " if self._parts and self._parts[-1][-1].isalnum() else ""
        behind = " " if _BESIDE_OPERATOR.match(self.text, self._at) else ""
        return f"{before}{operator}{behind}"

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
        if self._at - 1 == self._after_unknown:
            self._put("{")
            inner = replace(above, after="}", formula=None, rest=[], is_argument=True)
        elif self._waiting:
            taken, *rest = self._waiting
            inner = _inner(above, taken)
            inner.rest = rest
            self._waiting = []
            self._emit(inner.before, inner)
        else:
            inner = _within(above)
        self._groups.append(inner)

    def _close(self) -> None:
        self._spend_accents()
        if len(self._groups) > 1 and self._groups[-1].formula is None:
            closed = self._groups.pop()
            self._waiting = closed.rest
            if closed.after:
                above = self._groups[-1]
                self._emit(
                    closed.after, _inner(above, self._waiting[0]) if self._waiting else above
                )
            if closed.is_argument:
                self._after_unknown = self._at

    def _dollar(self, formula: str | None) -> None:
        if formula is None:
            self._close_formula()
        else:
            self._open_formula(formula)

    def _open_formula(self, formula: str) -> None:
        self._formulas += 1
        above = self._groups[-1]
        inner = _within(above)
        inner.math, inner.formula = True, formula
        self._groups.append(inner)

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
            group = _inner(group, self._waiting.pop(0))
            text = f"{group.before}{text}{group.after}"
        self._emit(text, group)

    def _emit(self, text: str, group: _Group) -> None:
        if not text or group.hidden:
            return
        if group.styles != self._styles:
            self._flush()
            self._styles = group.styles
        if group.case:
            text = text.upper() if group.case == "upper" else text.lower()
        if group.over:
            text = "".join(sign if sign.isspace() else sign + group.over for sign in text)
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


def _within(group: _Group) -> _Group:
    return _Group(
        group.styles, group.math, group.hidden, "", None, group.over, group.quotes, group.case
    )


def _inner(group: _Group, taken: CommandArgument) -> _Group:
    quotes = group.quotes + taken.quotes
    opening, closing = QUOTES[(quotes - 1) % 2] if taken.quotes else (taken.before, taken.after)
    return _Group(
        _with(group.styles, *taken.styles) if taken.styles else group.styles,
        group.math if taken.math is None else taken.math,
        group.hidden or taken.hidden,
        closing,
        None,
        taken.over or group.over,
        quotes,
        taken.case or group.case,
        opening,
    )


def _with(styles: tuple[Style, ...], *more: Style) -> tuple[Style, ...]:
    return styles + tuple(style for style in more if style not in styles)


def _next_token(text: str, at: int) -> re.Match[str] | None:
    plain = _PLAIN.match(text, at)
    return _TOKEN.search(text, plain.end() if plain else at)
