"""A user's own CSL-JSON: items read one by one.

Read are a list of items, ``{"items": [...]}`` as Zotero's web API gives it, and a single item, such
as doi.org answers: without an id, and with Crossref's members. What is no item stays in the text
and is named to the user.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping
from typing import Any, NamedTuple

from refkit.errors import InputError
from refkit.formats.csl_dates import is_wholly_read
from refkit.formats.csl_json.decisions import decisions_of
from refkit.formats.csl_json.editor import DECODER, after_blanks, expect, name_at
from refkit.formats.csl_json.reader import is_ours, read_item, type_of
from refkit.formats.csl_json.variables import (
    DATES,
    IDENTIFIERS,
    NUMBERED_IN_SERIES,
    OLDER_NAMES,
    SERIAL_NUMBERS,
    SERIES,
    SERIES_NUMBER,
    TEXTS,
)
from refkit.formats.library import EntryIds, Library
from refkit.model.bibliography import Entry
from refkit.model.identifiers import numbers
from refkit.model.resolution import Imported
from refkit.regex import lazy_regex
from refkit.text.csl_markup import NAME_VARIABLES
from refkit.text.unicode import clean, has_surrogates

Json = Mapping[str, Any]

# Crossref's types that say no more than CSL's.
_ORDINARY_TYPES = frozenset(
    {"journal-article", "book-chapter", "proceedings-article", "dissertation", "peer-review"}
)
_DATES = DATES | {"published-print", "published-online"}
_NAME_PARTS = frozenset(
    {"family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal"}
)
_CROSSREF_TEXTS = frozenset(
    {"title", "subtitle", "container-title", "container-title-short", "original-title"}
)
# What Crossref says of its record and not of the work; its references are what ``fetch`` is for.
_OF_RECORD = frozenset(
    "indexed created deposited score prefix member source content-domain resource link license"
    " update-policy alternative-id assertion reference reference-count references-count"
    " is-referenced-by-count journal-issue issn-type isbn-type published subject".split()
)
_NAMES = ("title", "author", "DOI", "PMID", "ISBN", "URL")
# Other programs' objects, which have an id and perhaps a title, too.
_OTHERS = (
    (frozenset({"itemType"}), "Zotero's own JSON"),
    (frozenset({"authorships"}), "an answer of OpenAlex"),
    (frozenset({"creators", "titles"}), "an answer of DataCite"),
)
_IN_LINES = frozenset({"abstract", "note", "annote"})  # their line breaks part paragraphs
_LAYOUT = lazy_regex(r"[ \t\r\n]+")
_PARTS = lazy_regex(r"[,;]")


class _Found(NamedTuple):
    """A value of the list, and where it stands."""

    value: Any
    start: int
    end: int


def read_csl(text: str, where: str) -> Library:
    """Read a CSL-JSON library; raises InputError where it is not JSON or holds no item at all."""
    entries: list[Entry] = []
    spans: list[tuple[int, int]] = []
    troubles: list[str] = []
    ids = EntryIds()
    line, counted = 1, 0
    try:
        for place, found in enumerate(_values(text), start=1):
            line, counted = line + text.count("\n", counted, found.start), found.start
            if trouble := _trouble(found.value):
                troubles.append(f"{where}: line {line}: item {place} left as it stands ({trouble})")
                continue
            entries.append(_entry(found.value, ids))
            spans.append((found.start, found.end))
    except json.JSONDecodeError as error:
        at = f"line {error.lineno}, column {error.colno}"
        raise InputError(f"{where}: is not JSON ({at}: {error.msg})") from None
    except (ValueError, RecursionError):
        raise InputError(f"{where}: holds a number too long or lists too deep to read") from None
    if not entries:
        raise InputError(
            f"{where}: holds no CSL-JSON item that can be read, and is not a saved bibliography"
        )
    return Library(
        text, "csl-json", tuple(entries), tuple(spans), tuple(troubles), renamed=ids.renamed
    )


def _values(text: str) -> Iterator[_Found]:
    """The values that are to be items, decoded one at a time."""
    start = after_blanks(text, 1 if text.startswith("\ufeff") else 0)
    if text[start : start + 1] == "[":
        end = yield from _elements(text, start)
    elif text[start : start + 1] == "{":
        end = yield from _object(text, start)
    else:
        raise json.JSONDecodeError("Expecting a list or an object", text, start)
    if after_blanks(text, end) < len(text):
        raise json.JSONDecodeError("Extra data", text, after_blanks(text, end))


def _elements(text: str, start: int) -> Generator[_Found, None, int]:
    """The elements of a list; gives its end."""
    at = after_blanks(text, start + 1)
    if text[at : at + 1] == "]":
        return at + 1
    while True:
        value, end = DECODER.raw_decode(text, at)
        yield _Found(value, at, end)
        at = after_blanks(text, end)
        if text[at : at + 1] == "]":
            return at + 1
        at = expect(text, at, ",")


def _object(text: str, start: int) -> Generator[_Found, None, int]:
    """The elements of the member "items", else the object itself; gives its end."""
    at, is_list = after_blanks(text, start + 1), False
    while text[at : at + 1] != "}":
        name, end = name_at(text, at)
        at = expect(text, end, ":")
        if name == "items" and text[at : at + 1] == "[":
            is_list = True
            at = yield from _elements(text, at)
        else:
            _, at = DECODER.raw_decode(text, at)
        at = after_blanks(text, at)
        if text[at : at + 1] != "}":
            at = expect(text, at, ",")
    if not is_list:
        yield _Found(DECODER.raw_decode(text, start)[0], start, at + 1)
    return at + 1


def _trouble(value: Any) -> str:
    """Why a value is no item; empty where it is one."""
    if not isinstance(value, dict):
        return "is no object"
    if whose := next((name for names, name in _OTHERS if names <= value.keys()), ""):
        return f"is {whose}, and no CSL"
    says = bool(value.get("type")) and any(value.get(name) for name in _NAMES)
    return "" if says or _id(value) else "has no id, and says of no work what it is"


def _id(item: Json) -> str:
    """The key that a user cites by: Zotero's ``id`` is the address of its item."""
    for name in ("citation-key", "id"):
        value = item.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            return str(value)
    return ""


def _entry(item: Json, ids: EntryIds) -> Entry:
    cleaned = {name: _cleaned(value, name in _IN_LINES) for name, value in item.items()}
    cleaned |= _crossref(cleaned)
    id_ = clean(_id(cleaned))
    custom = cleaned.get("custom")
    if isinstance(custom, dict):
        cleaned["custom"] = {name: value for name, value in custom.items() if is_ours(name, value)}
    kept = tuple((name, _spelled(value)) for name, value in _left_over(item, id_))
    work, source = read_item(cleaned), Imported("csl-json", kept)
    return Entry(ids.next(id_), work, source, label_decisions=decisions_of(cleaned))


def _crossref(item: Json) -> dict[str, Any]:
    """What Crossref has in another way than CSL: texts in lists, the subtitle apart."""
    values = {
        name: next(filter(None, value), "")
        for name, value in item.items()
        if name in _CROSSREF_TEXTS and isinstance(value, list)
    }
    title, subtitle = (values.get(name, item.get(name)) for name in ("title", "subtitle"))
    if title and isinstance(title, str) and subtitle and isinstance(subtitle, str):
        gap = " " if title[-1] in "?!.:" else ": "
        values["title"] = title if subtitle in title else f"{title}{gap}{subtitle}"
    if "article-number" in item and not item.get("number"):
        values["number"] = item["article-number"]
    return values


def _cleaned(value: Any, in_lines: bool = False) -> Any:
    """The value as text of a work is: no control and no layout in it."""
    if isinstance(value, str):
        if value.isascii() and value.isprintable() and "  " not in value:
            return value
        text = clean(value)
        return text if in_lines else _LAYOUT.sub(" ", text).strip()
    if isinstance(value, list):
        return [_cleaned(each, in_lines) for each in value]
    if isinstance(value, dict):
        return {name: _cleaned(each, in_lines) for name, each in value.items()}
    return value


def _spelled(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return json.dumps(value) if has_surrogates(text) else text


def _left_over(item: Json, id_: str) -> Iterator[tuple[str, Any]]:
    """What a work does not hold, or not wholly; of ``custom`` each member by itself."""
    passed = _OF_RECORD if "indexed" in item and "member" in item else frozenset[str]()
    for name, value in item.items():
        if name in passed:
            continue
        if name == "custom" and isinstance(value, dict):
            yield from (
                (f"custom.{member}", each)
                for member, each in value.items()
                if not is_ours(member, each)
            )
        elif name in {"id", "citation-key"}:
            if str(value) != id_:
                yield name, value
        elif value not in (None, "", [], {}) and not _is_told(name, value, item):
            yield name, value


def _is_told(name: str, value: Any, item: Json) -> bool:
    """Whether a work says all that this variable says."""
    if name in _CROSSREF_TEXTS and isinstance(value, list):
        return len(value) == 1 and isinstance(value[0], str)
    if name == "subtitle":
        return isinstance(value, str) and bool(item.get("title"))
    if name == "article-number":
        return item.get("number") in (None, "", value)
    if name == SERIES_NUMBER:
        is_read = type_of(item.get("type")) in NUMBERED_IN_SERIES and bool(item.get(SERIES))
        return is_read and _is_text(value) and item.get("number") in (None, "", value)
    if name in TEXTS:
        return _is_text(value)
    if name == "type":
        return _says_type(value)
    if name in _DATES:
        return is_wholly_read(value)
    if name in NAME_VARIABLES:
        return isinstance(value, list) and all(map(_is_name, value))
    if name in OLDER_NAMES:
        return item.get(OLDER_NAMES[name]) in (None, "", value)
    return _is_identifier(name, value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _says_type(value: Any) -> bool:
    """Whether a type says no more than that of the work."""
    return isinstance(value, str) and (value == type_of(value) or value in _ORDINARY_TYPES)


def _is_name(value: Any) -> bool:
    """Whether a creator holds all that is said of a person."""
    if not isinstance(value, dict):
        return False
    more = value.keys() - _NAME_PARTS - {"sequence", "name"}
    return more <= {"ORCID", "authenticated-orcid", "affiliation"} and not value.get("affiliation")


def _is_identifier(name: str, value: Any) -> bool:
    if name in SERIAL_NUMBERS:
        asked = len(_PARTS.split(value)) if isinstance(value, str) else 1
        return len(list(numbers(SERIAL_NUMBERS[name], value))) >= asked
    return name in IDENTIFIERS and bool(IDENTIFIERS[name](str(value)))
