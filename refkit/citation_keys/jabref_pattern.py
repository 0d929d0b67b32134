"""JabRef's patterns for citation keys: ``[auth:lower][year]``, read into the nodes of a formula.

Source: JabRef's user documentation, page "Customize the citation key generator". Patterns that
were written for early Better BibTeX are of this form too: ``[auth:lower][shorttitle3_3][year]``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from refkit.citation_keys import jabref_functions
from refkit.citation_keys.arguments import (
    Argument,
    bind_arguments,
    formula_error,
    unknown_name_error,
)
from refkit.citation_keys.ast import (
    Either,
    Filtered,
    FunctionCall,
    Literal,
    Node,
    SoFar,
    Sum,
    Values,
)
from refkit.citation_keys.described import stated
from refkit.citation_keys.filters import FILTERS, len_
from refkit.citation_keys.filters import replace as replace_text
from refkit.citation_keys.functions import FIELDS, shorttitle, type_
from refkit.citation_keys.text_pattern import read_pattern
from refkit.model.work import Work
from refkit.regex import lazy_regex

_NUMBERED = lazy_regex(r"(?P<name>[A-Za-z.]+?)(?P<n>\d{1,3})(?:_(?P<m>\d{1,3}))?")
_COUNTED = lazy_regex(r"(?P<name>truncate|camel)(?P<n>\d{1,4})")
_TEST = lazy_regex(r"(?P<sign>>=|<=|!=|[<>=])(?P<n>\d{1,4})")
_TYPES = lazy_regex(r"=(?P<types>[A-Za-z/]+)")
_REGEX = lazy_regex(r'regex\(\s*"(?P<find>[^"]*)"\s*,\s*"(?P<put>[^"]*)"\s*\)')
_PATTERN_SIGN = lazy_regex(r"[.^$*+?{}\[\]|()]|\\[A-Za-z0-9]")
# What BibTeX calls a field that Zotero calls otherwise.
_BIBTEX_FIELDS = {
    "address": "Place", "chapter": "Section", "eid": "Number", "eprint": "ArchiveLocation",
    "eventtitle": "ConferenceName", "journal": "PublicationTitle",
    "journaltitle": "PublicationTitle", "langid": "Language", "library": "CallNumber",
    "location": "Place", "origdate": "OriginalDate", "pagetotal": "NumPages",
    "pubstate": "Status", "school": "University", "urldate": "AccessDate",
    "version": "VersionNumber", "volumes": "NumberOfVolumes",
}  # fmt: skip
_DEEPEST = 25
_DATE_FIELDS = {"YEAR", "MONTH", "DAY"}
_OTHER_NAMES = {
    "camel_case": "camel", "lower_case": "lower", "sentence_case": "sentencecase",
    "short_title": "shorttitle", "title_case": "titlecase", "upper_case": "upper",
    "very_short_title": "veryshorttitle",
}  # fmt: skip


def parse_brackets(source: str) -> tuple[Node, ...]:
    """Read a pattern; of alternatives parted by ``|`` the first that gives text is the key.

    Raises InputError that says what is wrong, at which character, and what there is instead.
    """
    return _Reader(source).alternatives(0, len(source))


class _Reader:
    """Reads a pattern; of a marker within a marker, ``[title:([year])]``, another such part."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.depth = 0

    def alternatives(self, place: int, end: int) -> tuple[Node, ...]:
        alternatives: list[list[Node]] = [[]]
        while place < end:
            if self.source[place] == "[":
                closed = self.closing(place, end)
                alternatives[-1].append(self.marker(place + 1, closed))
                place = closed + 1
            elif self.source[place] == "|":
                alternatives.append([])
                place += 1
            else:
                text = re.split(r"[\[\]|]", self.source[place:end], maxsplit=1)[0]
                if not text:
                    raise formula_error(place, "a bracket ] closes nothing")
                alternatives[-1].append(Literal(text))
                place += len(text)
        return tuple(Sum(tuple(parts)) for parts in alternatives)

    def closing(self, opened: int, end: int) -> int:
        """Where the bracket closes that opens here; brackets between quotes are text."""
        quoted, depth = False, 0
        for place in range(opened, end):
            if self.source[place] == '"':
                quoted = not quoted
            elif not quoted:
                depth += (self.source[place] == "[") - (self.source[place] == "]")
                if not depth:
                    return place
        raise formula_error(opened, "the bracket [ is not closed, it begins")

    def marker(self, place: int, end: int) -> Node:
        (name, _), *modifiers = _parted(self.source[place:end], place)
        if (test := _TEST.fullmatch(name)) and not modifiers:
            return SoFar(len_, (test["sign"], int(test["n"])))
        if types := _TYPES.fullmatch(name):
            return FunctionCall(type_, tuple(types["types"].split("/")), is_test=True)
        node = _named(name, place)
        for modifier, at in modifiers:
            if modifier.startswith("(") and modifier.endswith(")"):
                node = self.otherwise(node, at + 1, at + len(modifier) - 1)
            else:
                node = _modified(node, modifier, at)
        return node

    def otherwise(self, node: Node, place: int, end: int) -> Node:
        """A text or another marker where there is nothing."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise formula_error(place, f"nested deeper than {_DEEPEST}")
        for other in self.alternatives(place, end):
            node = Either(node, other)
        self.depth -= 1
        return Filtered(node, jabref_functions.without_unwanted)


def _parted(text: str, place: int) -> list[tuple[str, int]]:
    """A marker's name and its modifiers with their places.

    A colon between quotes or parentheses parts nothing.
    """
    starts = [0]
    depth, quoted = 0, False
    for at, char in enumerate(text):
        quoted ^= char == '"'
        depth += 0 if quoted else (char == "(") - (char == ")")
        if char == ":" and not depth and not quoted:
            starts.append(at + 1)
    ends = [*(start - 1 for start in starts[1:]), len(text)]
    return [(text[a:b], place + a) for a, b in zip(starts, ends, strict=True)]


def _named(name: str, place: int) -> Node:
    numbered = _NUMBERED.fullmatch(name)
    plain = numbered["name"] if numbered else name
    n, m = (int(numbered["n"]), int(numbered["m"] or 0)) if numbered else (0, 0)
    if plain in {"shorttitle", "veryshorttitle"} and numbered:
        return FunctionCall(shorttitle, (n, m))  # as early Better BibTeX had it
    if plain in jabref_functions.KEYWORDS and not m and (n or plain == "keywords"):
        return FunctionCall(_wanted(jabref_functions.KEYWORDS[plain]), (n,))
    whose, of_people = _people(plain)
    if of_people:
        numbers = {
            jabref_functions.one: (n, m or 1),
            jabref_functions.every: (n,),
            jabref_functions.beginnings: (n,),
        }
        values = numbers.get(of_people, ())
        if not numbered or values:
            return FunctionCall(_wanted(of_people), (whose, *values))
    if plain == "camel" and not m:
        return FunctionCall(_wanted(jabref_functions.camel), (n,))
    return FunctionCall(_wanted(_of_work(name, place)))


def _of_work(name: str, place: int) -> Callable[..., str]:
    function = (
        jabref_functions.TITLES.get(name)
        or jabref_functions.OTHERS.get(name.lower() if name in _DATE_FIELDS else name)
        or _field(name)
    )
    if function is None:
        raise unknown_name_error("marker", name, place, _known())
    return function


def _people(name: str) -> tuple[str, Callable[..., str] | None]:
    if name in jabref_functions.EDITORS:
        return "edtr", jabref_functions.EDITORS[name]
    if name.startswith("pure"):
        return "pureauth", jabref_functions.PEOPLE.get(name.removeprefix("pure"))
    return "auth", jabref_functions.PEOPLE.get(name)


def _field(name: str) -> Callable[[Work], str] | None:
    """A field by BibTeX's name or Zotero's; in capitals any of the user's own library."""
    if name.lower() in {"author", "editor"}:
        return lambda work: jabref_functions.all_names(work, name.lower())
    wanted = _BIBTEX_FIELDS.get(name.lower(), name).lower()
    known = next((field for name, field in FIELDS.items() if name.lower() == wanted), None)
    if known is None and name.isascii() and name.isupper():
        return lambda work: stated(work, wanted)
    return known


def _known() -> list[str]:
    people = [
        *jabref_functions.PEOPLE,
        *jabref_functions.EDITORS,
        *jabref_functions.TITLES,
        *jabref_functions.OTHERS,
        *jabref_functions.KEYWORDS,
    ]
    return sorted(
        {*people, *(name.lower() for name in FIELDS), *_BIBTEX_FIELDS, "author", "editor"}
    )


def _wanted(function: Callable[..., str]) -> Callable[..., str]:
    """The function without the characters that JabRef takes out of what a marker gives."""

    def wanted(work: Work, *values: str | int | bool) -> str:
        return jabref_functions.without_unwanted(function(work, *values))

    return wanted


def _modified(node: Node, modifier: str, place: int) -> Node:
    if modifier.startswith("regex("):
        changed = Filtered(node, replace_text, _replacement(modifier, place))
        return Filtered(changed, jabref_functions.without_unwanted)
    if counted := _COUNTED.fullmatch(modifier):
        return Filtered(node, jabref_functions.MODIFIERS[counted["name"]], (int(counted["n"]),))
    if test := _TEST.fullmatch(modifier):
        return Filtered(node, len_, (test["sign"], int(test["n"])))
    name, *values = re.sub(r"^(\w+)=", r"\1,", modifier).split(",")  # early ones: substring=1,2
    name = _OTHER_NAMES.get(name, name)
    if name in jabref_functions.MODIFIERS and name != "truncate" and not values:
        return Filtered(node, jabref_functions.MODIFIERS[name])
    if name not in FILTERS:
        raise unknown_name_error("modifier", name, place, {**jabref_functions.MODIFIERS, **FILTERS})
    arguments = [Argument(int(v) if v.lstrip("-").isdigit() else v, "", place) for v in values]
    return Filtered(node, FILTERS[name], bind_arguments(FILTERS[name], name, arguments, place))


def _replacement(modifier: str, place: int) -> Values:
    """What regex("find","put") finds, text with its signs escaped or a pattern, and its place."""
    found = _REGEX.fullmatch(modifier)
    if found is None:
        raise formula_error(place, 'a replacement is written regex("find","put"), not as')
    find = found["find"].replace("\\\\", "\\")  # JabRef wants backslashes doubled
    if not _PATTERN_SIGN.search(re.sub(r"\\[^A-Za-z0-9]", "", find)):
        return re.sub(r"\\(.)", r"\1", find), found["put"]
    pattern = read_pattern(f"/{find}/g")
    if pattern is None:
        raise formula_error(
            place, "a pattern without repeated groups and lookarounds is read, not that"
        )
    return pattern, found["put"]
