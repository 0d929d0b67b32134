"""JabRef's patterns for citation keys: ``[auth:lower][year]``, read into the nodes of a formula.

Source: JabRef's user documentation, page "Customize the citation key generator". Patterns that
were written for early Better BibTeX are of this form too: ``[auth:lower][shorttitle3_3][year]``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from refkit.citation_keys import jabref_functions
from refkit.citation_keys.arguments import (
    Argument,
    bind_arguments,
    formula_error,
    unknown_name_error,
)
from refkit.citation_keys.ast import Call, Filtered, Literal, Node, SoFar, Sum, Values
from refkit.citation_keys.filters import FILTERS, default, len_
from refkit.citation_keys.filters import replace as replace_text
from refkit.citation_keys.functions import FIELDS, shorttitle, type_
from refkit.model.work import Work

_NUMBERED = re.compile(r"(?P<name>[A-Za-z.]+?)(?P<n>\d{1,3})(?:_(?P<m>\d{1,3}))?")
_TRUNCATE = re.compile(r"truncate(\d{1,4})")
_TEST = re.compile(r"(?P<sign>>=|<=|!=|[<>=])(?P<n>\d{1,4})")
_TYPES = re.compile(r"=(?P<types>[A-Za-z/]+)")
_REGEX = re.compile(r'regex\(\s*"(?P<find>[^"]*)"\s*,\s*"(?P<put>[^"]*)"\s*\)')
_PATTERN_SIGN = re.compile(r"[.^$*+?{}\[\]|()]|\\[A-Za-z0-9]")
# What BibTeX calls a field that Zotero calls otherwise.
_BIBTEX_FIELDS = {
    "address": "Place", "journal": "PublicationTitle", "journaltitle": "PublicationTitle",
    "location": "Place",
}  # fmt: skip


def parse_brackets(source: str) -> tuple[Node, ...]:
    """Read a pattern; of alternatives parted by ``|`` the first that gives text is the key.

    Raises InputError that says what is wrong, at which character, and what there is instead.
    """
    alternatives: list[list[Node]] = [[]]
    for piece in _pieces(source):
        if piece.kind == "bar":
            alternatives.append([])
        elif piece.kind == "text":
            alternatives[-1].append(Literal(piece.text))
        else:
            alternatives[-1].append(_marker(piece.text, piece.place))
    return tuple(Sum(tuple(parts)) for parts in alternatives)


class _Piece(NamedTuple):
    kind: str
    text: str
    place: int


def _pieces(source: str) -> Iterator[_Piece]:
    place = 0
    while place < len(source):
        if source[place] == "[":
            end = _closing(source, place)
            yield _Piece("marker", source[place + 1 : end], place + 1)
            place = end + 1
        elif source[place] == "|":
            yield _Piece("bar", "|", place)
            place += 1
        else:
            text = re.split(r"[\[\]|]", source[place:], maxsplit=1)[0]
            if not text:
                raise formula_error(place, "a bracket ] closes nothing")
            yield _Piece("text", text, place)
            place += len(text)


def _closing(source: str, opened: int) -> int:
    """Where the bracket closes that opens here; brackets between quotes are text."""
    quoted = False
    for place in range(opened + 1, len(source)):
        if source[place] == '"':
            quoted = not quoted
        elif source[place] == "]" and not quoted:
            return place
    raise formula_error(opened, "the bracket [ is not closed, it begins")


def _marker(text: str, place: int) -> Node:
    name, *modifiers = _parted(text)
    if (test := _TEST.fullmatch(name)) and not modifiers:
        return SoFar(len_, (test["sign"], int(test["n"])))
    if types := _TYPES.fullmatch(name):
        return Call(type_, tuple(types["types"].split("/")), is_test=True)
    node = _named(name, place)
    for modifier in modifiers:
        node = _modified(node, modifier, place + text.index(modifier))
    return node


def _parted(text: str) -> list[str]:
    """A marker's name and its modifiers; a colon between quotes or parentheses parts nothing."""
    parts = [""]
    depth, quoted = 0, False
    for char in text:
        quoted ^= char == '"'
        depth += 0 if quoted else (char == "(") - (char == ")")
        if char == ":" and not depth and not quoted:
            parts.append("")
        else:
            parts[-1] += char
    return parts


def _named(name: str, place: int) -> Node:
    numbered = _NUMBERED.fullmatch(name)
    plain = numbered["name"] if numbered else name
    n, m = (int(numbered["n"]), int(numbered["m"] or 0)) if numbered else (0, 0)
    if plain in {"shorttitle", "veryshorttitle"} and numbered:
        return Call(shorttitle, (n, m))  # as early Better BibTeX had it
    whose, of_people = _people(plain)
    if of_people:
        numbers = {
            jabref_functions.one: (n, m or 1),
            jabref_functions.every: (n,),
            jabref_functions.beginnings: (n,),
        }
        values = numbers.get(of_people, ())
        if not numbered or values:
            return Call(_wanted(of_people), (whose, *values))
    if plain == "camel" and not m:
        return Call(_wanted(jabref_functions.camel), (n,))
    function = (
        jabref_functions.TITLES.get(name) or jabref_functions.OTHERS.get(name) or _field(name)
    )
    if function is None:
        raise unknown_name_error("marker", name, place, _known())
    return Call(_wanted(function))


def _people(name: str) -> tuple[str, Callable[..., str] | None]:
    if name in jabref_functions.EDITORS:
        return "edtr", jabref_functions.EDITORS[name]
    if name.startswith("pure"):
        return "pureauth", jabref_functions.PEOPLE.get(name.removeprefix("pure"))
    return "auth", jabref_functions.PEOPLE.get(name)


def _field(name: str) -> Callable[[Work], str] | None:
    wanted = _BIBTEX_FIELDS.get(name.lower(), name).lower()
    return next((field for known, field in FIELDS.items() if known.lower() == wanted), None)


def _known() -> list[str]:
    people = [
        *jabref_functions.PEOPLE,
        *jabref_functions.EDITORS,
        *jabref_functions.TITLES,
        *jabref_functions.OTHERS,
    ]
    return sorted({*people, *(name.lower() for name in FIELDS), *_BIBTEX_FIELDS})


def _wanted(function: Callable[..., str]) -> Callable[..., str]:
    """The function without the characters that JabRef takes out of what a marker gives."""

    def wanted(work: Work, *values: str | int | bool) -> str:
        return function(work, *values).translate(jabref_functions.UNWANTED)

    return wanted


def _modified(node: Node, modifier: str, place: int) -> Node:
    if modifier.startswith("(") and modifier.endswith(")"):
        return Filtered(node, default, (modifier[1:-1],))
    if modifier.startswith("regex("):
        return Filtered(node, replace_text, _literal(modifier, place))
    if cut := _TRUNCATE.fullmatch(modifier):
        return Filtered(node, jabref_functions.truncate, (int(cut[1]),))
    if test := _TEST.fullmatch(modifier):
        return Filtered(node, len_, (test["sign"], int(test["n"])))
    name, *values = re.sub(r"^(\w+)=", r"\1,", modifier).split(",")  # early ones: substring=1,2
    if name in jabref_functions.MODIFIERS and name != "truncate" and not values:
        return Filtered(node, jabref_functions.MODIFIERS[name])
    if name not in FILTERS:
        raise unknown_name_error("modifier", name, place, {**jabref_functions.MODIFIERS, **FILTERS})
    arguments = [Argument(int(v) if v.lstrip("-").isdigit() else v, "", place) for v in values]
    return Filtered(node, FILTERS[name], bind_arguments(FILTERS[name], name, arguments, place))


def _literal(modifier: str, place: int) -> Values:
    """The texts of regex("find","put") where it is text with its signs escaped, no real pattern."""
    found = _REGEX.fullmatch(modifier)
    if found is None:
        raise formula_error(place, 'a replacement is written regex("find","put"), not as')
    find = found["find"].replace("\\\\", "\\")  # JabRef wants backslashes doubled
    if _PATTERN_SIGN.search(re.sub(r"\\[^A-Za-z0-9]", "", find)):
        raise formula_error(
            place, "only text is replaced, no pattern, with its signs as \\\\.; regex(...)"
        )
    return re.sub(r"\\(.)", r"\1", find), found["put"]
