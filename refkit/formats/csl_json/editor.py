"""An item of CSL-JSON changed in its own text: members set, every other character as it was."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from refkit.formats.csl_json.variables import VARIABLES
from refkit.formats.foreign_fields import in_one_line
from refkit.formats.library import Edit, Editor
from refkit.regex import lazy_regex
from refkit.text.unicode import has_surrogates

_BLANKS = lazy_regex(r"[ \t\r\n]*")
_MEANT = {row.field: row.name.lower() for row in VARIABLES} | {"keywords": "keyword"}
# "NaN" and "Infinity" are not JSON; some programs write them all the same for "nothing".
DECODER = json.JSONDecoder(parse_constant=lambda name: None)


class JsonMember(NamedTuple):
    """One member of an object: its name and value, and where they stand in the text."""

    name: str
    value: Any
    start: int
    name_end: int
    value_start: int
    end: int


def after_blanks(text: str, at: int) -> int:
    """The next place that is no blank."""
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def expect(text: str, at: int, letter: str) -> int:
    """Past this letter and the blanks around it; raises JSONDecodeError where another stands."""
    at = after_blanks(text, at)
    if text[at : at + 1] != letter:
        raise json.JSONDecodeError(f"Expecting {letter!r}", text, at)
    return after_blanks(text, at + 1)


def name_at(text: str, at: int) -> tuple[str, int]:
    """The name of a member and where it ends; raises JSONDecodeError where none stands."""
    if text[at : at + 1] != '"':
        raise json.JSONDecodeError("Expecting property name enclosed in double quotes", text, at)
    name, end = DECODER.raw_decode(text, at)
    return str(name), end


def members(source: str) -> list[JsonMember]:
    """The members of an object, in order; ``source`` begins with its brace."""
    found: list[JsonMember] = []
    at = after_blanks(source, 1)
    while source[at] != "}":
        start = at
        name, name_end = name_at(source, start)
        value_start = expect(source, name_end, ":")
        value, end = DECODER.raw_decode(source, value_start)
        found.append(JsonMember(name, value, start, name_end, value_start, end))
        at = after_blanks(source, end)
        if source[at] == ",":
            at = after_blanks(source, at + 1)
    return found


def with_member(source: str, name: str, value: Any) -> str:
    """The object with a member set; one that is new comes last, in the style of the one above."""
    found = members(source)
    if not found:
        return _dumps({name: value}, source)
    there = [member for member in found if member.name == name]
    if not there:
        last = found[-1]
        separator, colon = _separator(source, found), _colon(source, last)
        written = f"{separator}{_dumps(name, source)}{colon}{_written(source, found, value)}"
        return source[: last.end] + written + source[last.end :]
    old = there[-1]  # of doubled names the last one counts
    if old.value == value and type(old.value) is type(value):
        return source
    return source[: old.value_start] + _written(source, found, value) + source[old.end :]


def _separator(source: str, found: list[JsonMember]) -> str:
    """What stands between two members."""
    if len(found) > 1:
        return source[found[-2].end : found[-1].start]
    return "," + (source[1 : found[0].start] or " ")


def _colon(source: str, member: JsonMember) -> str:
    return source[member.name_end : member.value_start]


def _written(source: str, found: list[JsonMember], value: Any) -> str:
    """A value in the style of the others: on one line, or laid out with their indent."""
    separator, colon = _separator(source, found), _colon(source, found[-1])
    nested = [source[each.value_start : each.end] for each in found if _is_nested(each.value)]
    if "\n" not in separator or (nested and not any("\n" in text for text in nested)):
        comma = ", " if separator.strip() != separator else ","
        return _dumps(value, source, separators=(comma, ": " if comma != "," else colon.strip(" ")))
    indent = separator.rpartition("\n")[2].rpartition(",")[2]
    outer = source[found[-1].end : -1].rpartition("\n")[2]
    unit = indent.removeprefix(outer) or "  "
    line_end = "\r\n" if "\r\n" in separator else "\n"
    separators = (",", colon if "\n" not in colon else ": ")
    text = _dumps(value, source, indent=unit, separators=separators)
    return text.replace("\n", line_end + indent)


def _is_nested(value: Any) -> bool:
    return bool(value) and isinstance(value, dict | list)


def _dumps(value: Any, source: str, **layout: Any) -> str:
    spells = source.isascii() and "\\u" in source
    text = json.dumps(value, ensure_ascii=spells, **layout)
    return json.dumps(value, **layout) if has_surrogates(text) else text


def put(source: str, edits: Sequence[Edit]) -> str:
    """Set members of an item; ``custom.mesh`` is the member mesh of ``custom``."""
    for name, value in edits:
        if not name.startswith("custom."):
            source = with_member(source, name, value)
            continue
        member = name.removeprefix("custom.")
        there = [each for each in members(source) if each.name == "custom"]
        if there and isinstance(there[-1].value, dict):
            start, end = there[-1].value_start, there[-1].end
            source = source[:start] + with_member(source[start:end], member, value) + source[end:]
        else:
            source = with_member(source, "custom", {member: value})
    return source


def add_keywords(source: str, words: Sequence[str]) -> str:
    """Add words to ``keyword``, which is one string; some programs write a list there."""
    old = next((each.value for each in members(source)[::-1] if each.name == "keyword"), "")
    if isinstance(old, list):
        new = [word for word in words if word not in old]
        return with_member(source, "keyword", [*old, *new]) if new else source
    if not isinstance(old, str | None):
        return source  # the user's own arrangement
    there, mark = old or "", ";" if ";" in (old or "") else ","
    new = [word for word in dict.fromkeys(words) if not _holds(there, word, mark)]
    if not new:
        return source
    before = there.rstrip(f" {mark}") if there.strip() else ""
    written = f"{mark} ".join([before, *new]) if before else in_one_line(new)
    return with_member(source, "keyword", written)


def drop_keywords(source: str, words: Sequence[str]) -> str:
    """Take words from ``keyword``, one string or a list; the member goes where none is left."""
    old = next((each.value for each in members(source)[::-1] if each.name == "keyword"), None)
    left: Any = old
    if isinstance(old, list):
        left = [word for word in old if word not in words]
    elif isinstance(old, str):
        left = _without(old, words, ";" if ";" in old else ",")
    if left == old:
        return source
    return with_member(source, "keyword", left) if left else drop(source, ["keyword"])


def _without(text: str, words: Sequence[str], mark: str) -> str:
    """A line of words without these; one of them may itself have the mark that parts them."""
    parts = text.split(mark)
    there = [part.strip() for part in parts]
    for word in sorted(words, key=len, reverse=True):
        asked = [part.strip() for part in word.split(mark)]
        for at in range(len(there) - len(asked), -1, -1):
            if there[at : at + len(asked)] == asked:
                del parts[at : at + len(asked)], there[at : at + len(asked)]
    return mark.join(parts).strip()


def drop(source: str, names: Sequence[str]) -> str:
    """Take members away, by their name in any case or by what they are to every format."""
    wanted = {_MEANT.get(name, name) for name in names} - {"id", "type"}
    found = members(source)
    for place in reversed(range(len(found))):
        if found[place].name.lower() not in wanted:
            continue
        if place:
            source = source[: found[place - 1].end] + source[found[place].end :]
        else:  # those behind it that are wanted too are gone already
            rest = members(source)
            after = rest[1].start if len(rest) > 1 else rest[0].end
            source = source[: rest[0].start] + source[after:]
    return source


def _holds(text: str, word: str, mark: str) -> bool:
    """Whether a word stands in a line of words; it may itself have the mark that parts them."""
    there, asked = ([each.strip() for each in t.split(mark)] for t in (text, word))
    return any(there[at : at + len(asked)] == asked for at in range(len(there)))


def key_and_doi(source: str) -> tuple[str, str]:
    """The key and the DOI of an item as they stand there."""
    values: Mapping[str, Any] = {member.name: member.value for member in members(source)}
    key = values.get("citation-key") or values.get("id") or ""
    doi = values.get("DOI")
    return str(key), doi.strip() if isinstance(doi, str) else ""


def set_key(source: str, key: str) -> str:
    """The item with another id, and another citation key where it has one."""
    there = {member.name for member in members(source)}
    return put(source, [("id", key), *([("citation-key", key)] if "citation-key" in there else [])])


def _names(source: str) -> frozenset[str]:
    return frozenset(name.lower() for name in json.loads(source))


EDITOR = Editor(
    put,
    add_keywords,
    drop_keywords,
    drop,
    _names,
    set_key,
    shared=frozenset({"note", "keyword", "custom"}),
)
