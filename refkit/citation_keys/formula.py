"""A formula for citation keys, as Better BibTeX has it, read into what gives the keys.

The grammar, from the loosest binding to the tightest; blanks mean nothing::

    formula     = alternative ((";" | "|") alternative)*
    alternative = either ("?" alternative ":" alternative)?
    either      = both ("||" both)*
    both        = compared ("&&" compared)*
    compared    = sum (("<" | "<=" | "==" | "!=" | ">=" | ">") number)?
    sum         = filtered ("+" filtered)*
    filtered    = first ("." name values?)*
    first       = text | name values? | "(" alternative ("," alternative)* ")"
    values      = "(" (value ("," value)*)? ")"
    value       = (name "=")? (text | number | name | /pattern/ | "[" value ("," value)* "]")

It is read by hand, never run: a formula can do nothing but what the tables of functions and
filters hold, and takes time in proportion to its length.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from refkit.citation_keys.arguments import Argument, bind_arguments, find_function, formula_error
from refkit.citation_keys.ast import (
    Both,
    Either,
    Filtered,
    FunctionCall,
    If,
    Literal,
    NextAlternative,
    Node,
    Otherwise,
    SoFar,
    Sum,
    Value,
    Values,
)
from refkit.citation_keys.disambiguation import Disambiguation, MadeKey
from refkit.citation_keys.evaluation import KeySettings, evaluating
from refkit.citation_keys.filters import FILTER_TESTS, FILTERS, format_date, len_
from refkit.citation_keys.functions import (
    FIELDS,
    FUNCTIONS,
    TESTS,
    date,
    infix,
    origdate,
    postfix,
)
from refkit.citation_keys.key_dates import LETTERS, unknown_letters
from refkit.citation_keys.text_pattern import read_pattern
from refkit.citation_keys.transliterate import is_german
from refkit.errors import InputError
from refkit.model.work import Work
from refkit.regex import lazy_regex

DEFAULT = "auth.lower + shorttitle(3,3) + year"
"""The formula that Better BibTeX starts with."""

_LONGEST, _DEEPEST = 2_000, 25

_TOKEN = lazy_regex(
    r"""\s*(?:(?P<name>[A-Za-z_][\w-]*)|(?P<number>-?\d{1,6})
    |(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    |(?P<pattern>/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*)
    |(?P<sign>\|\||&&|[<>=!]=|[+|;?:().,<>=\[\]]))""",
    re.VERBOSE | re.ASCII,
)
# What may hold a bracket that begins none of JabRef's: text and patterns, values in parentheses.
_NOT_JABREF = lazy_regex(
    r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/""",
    re.VERBOSE,
)
_VALUES = lazy_regex(r"\w\([^()]*\)")
_DATE_TEMPLATES = {date, format_date, origdate}
_NUMBERS = {"<", "<=", "==", "!=", ">=", ">"}


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was read."""

    alternatives: tuple[Node, ...]
    german: bool = False

    def made(self, work: Work) -> MadeKey | None:
        """The key of a work, and what tells it from an equal one: by the first alternative that
        gives one; None where none does."""
        german = self.german or is_german(work.language)
        with evaluating(KeySettings(german)) as now:
            for alternative in self.alternatives:
                try:
                    text = alternative.text(work)
                except NextAlternative:
                    continue
                if (made := MadeKey.of(text, now.disambiguation, german=now.german)).plain:
                    return made
        return None


def parse_formula(source: str) -> Formula:
    """Read a formula, Better BibTeX's or (with a ``[``) JabRef's.

    Raises InputError that says what is wrong, at which character, and what there is instead.
    """
    if len(source) > _LONGEST:
        raise InputError(f"citation-key formula: longer than {_LONGEST} characters")
    if not source.strip():
        raise InputError("citation-key formula: is empty; the usual one is: " + DEFAULT)
    if "[" in _VALUES.sub("", _NOT_JABREF.sub("", source)):
        from refkit.citation_keys.jabref_pattern import parse_brackets

        return Formula(parse_brackets(source), german=True)
    return Formula(_Reader(source).formula())


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    place: int


def _tokens(source: str) -> list[_Token]:
    tokens = []
    place = 0
    end = len(source.rstrip())
    while place < end:
        found = _TOKEN.match(source, place)
        if found is None:
            start = place + len(source[place:]) - len(source[place:].lstrip())
            raise _unreadable(source, start)
        kind = found.lastgroup or ""
        tokens.append(_Token(kind, found[kind], found.start(kind)))
        place = found.end()
    return [*tokens, _Token("end", "", end)]


def _unreadable(source: str, place: int) -> InputError:
    sign = source[place]
    if sign in "'\"":
        return formula_error(place, f"the quote {sign} is not closed, it begins")
    if sign == "/":
        return formula_error(place, "the pattern / is not closed, it begins")
    return formula_error(place, f"cannot read {sign!r}")


class _Reader:
    """Reads one formula from its beginning to its end."""

    def __init__(self, source: str) -> None:
        self.tokens = _tokens(source)
        self.at = 0
        self.depth = 0

    @property
    def now(self) -> _Token:
        return self.tokens[self.at]

    def take(self, *signs: str) -> _Token | None:
        """Go on where one of these signs stands here."""
        if self.now.kind == "sign" and self.now.text in signs:
            self.at += 1
            return self.tokens[self.at - 1]
        return None

    def need(self, sign: str) -> None:
        if not self.take(sign):
            raise formula_error(self.now.place, f"expected {sign!r}{self.found()}")

    def found(self) -> str:
        return f", found {self.now.text!r}," if self.now.text else ", found the end,"

    def formula(self) -> tuple[Node, ...]:
        alternatives = [self.alternative()]
        while self.take(";", "|"):
            if self.now.kind == "end":
                break  # a semicolon may stand at the end
            alternatives.append(self.alternative())
        if self.now.kind != "end":
            raise formula_error(self.now.place, f"cannot go on with {self.now.text!r}")
        return tuple(alternatives)

    def alternative(self) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise formula_error(self.now.place, f"nested deeper than {_DEEPEST}")
        node = self.either()
        if self.take("?"):
            yes = self.alternative()
            self.need(":")
            node = If(node, yes, self.alternative())
        self.depth -= 1
        return node

    def either(self) -> Node:
        node = self.both()
        while self.take("||"):
            node = Either(node, self.both())
        return node

    def both(self) -> Node:
        node = self.compared()
        while self.take("&&"):
            node = Both(node, self.compared())
        return node

    def compared(self) -> Node:
        node = self.sum()
        if sign := self.take(*_NUMBERS):
            if self.now.kind != "number":
                raise formula_error(self.now.place, f"expected a number{self.found()}")
            self.at += 1
            return Filtered(node, len_, (sign.text, int(self.tokens[self.at - 1].text)))
        return node

    def sum(self) -> Node:
        parts = [self.filtered()]
        while self.take("+"):
            parts.append(self.filtered())
        return parts[0] if len(parts) == 1 else Sum(tuple(parts))

    def filtered(self) -> Node:
        node = self.first()
        while self.take("."):
            token = self.named("filter")
            function = find_function(FILTERS, "filter", token.text, token.place)
            node = Filtered(node, function, self.values(function, token), function in FILTER_TESTS)
        return node

    def named(self, kind: str) -> _Token:
        token = self.now
        if token.kind != "name":
            raise formula_error(token.place, f"expected the name of a {kind}{self.found()}")
        self.at += 1
        return token

    def first(self) -> Node:
        if self.now.kind == "text":
            self.at += 1
            return Literal(_unquoted(self.tokens[self.at - 1].text))
        if self.take("("):
            node = self.alternative()
            while self.take(","):
                node = Otherwise(node, self.alternative())
            self.need(")")
            return node
        token = self.named("function")
        if token.text[0].isupper():
            return FunctionCall(find_function(FIELDS, "field", token.text, token.place))
        if token.text.lower() == "len":
            return SoFar(len_, self.values(len_, token))
        function = find_function(FUNCTIONS, "function", token.text, token.place)
        values = self.values(function, token)
        return FunctionCall(function, values, function in TESTS and bool(values))

    def values(self, function: Callable[..., str], token: _Token) -> Values:
        arguments: list[Argument] = []
        if self.take("("):
            while not self.take(")"):
                if arguments:
                    self.need(",")
                arguments.append(self.argument())
        values = bind_arguments(function, token.text, arguments, token.place)
        _check_template(function, values, token)
        return values

    def argument(self) -> Argument:
        token = self.now
        name = ""
        if token.kind == "name" and self.tokens[self.at + 1].text == "=":
            self.at += 2
            name = token.text
        value = self.now
        return Argument(self.value(), name, value.place)

    def value(self) -> Value:
        if self.take("["):
            return self.list()
        token = self.now
        if token.kind not in {"name", "number", "text", "pattern"}:
            raise formula_error(token.place, f"expected a value{self.found()}")
        self.at += 1
        return _value(token)

    def list(self) -> tuple[Value, ...]:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise formula_error(self.now.place, f"nested deeper than {_DEEPEST}")
        found: list[Value] = []
        while not self.take("]"):
            if found:
                self.need(",")
            found.append(self.value())
        self.depth -= 1
        return tuple(found)


def _check_template(function: Callable[..., str], values: Values, token: _Token) -> None:
    """A template of dates has letters that are known; one of a sign has one place for it."""
    template = str(values[0]) if values else ""
    if function in _DATE_TEMPLATES and (unknown := unknown_letters(template)):
        there = " ".join(f"%{letter}" for letter in LETTERS)
        raise formula_error(token.place, f"{token.text} knows no {unknown[0]!r}, but {there},")
    if function in {infix, postfix} and not Disambiguation(template).is_complete:
        raise formula_error(
            token.place, f"{token.text} needs one of %(n)s, %(a)s, %(A)s, and one only,"
        )


def _value(token: _Token) -> Value:
    if token.kind == "pattern":
        pattern = read_pattern(token.text)
        if pattern is None:
            raise formula_error(
                token.place, "a pattern without repeated groups and lookarounds is read, not that"
            )
        return pattern
    if token.kind == "number":
        return int(token.text)
    if token.kind == "text":
        return _unquoted(token.text)
    return {"true": True, "false": False}.get(token.text, token.text)


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)
