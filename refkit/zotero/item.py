"""What an item says, and whether two items, or two values, say the same."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from refkit.zotero.api.protocol import DATES, TITLES, ItemCreator, ItemTag, ZoteroItem
from refkit.zotero.extra import ExtraLine, labelled_line, labelled_lines

Value = str | list[ItemCreator]
"""What a field holds; ``creators`` hold a list."""

# Said by Zotero itself, or compared apart from the fields.
_NO_FIELDS = frozenset(
    "key version itemType tags collections relations dateAdded dateModified deleted parentItem "
    "creators extra inPublications libraryCatalog".split()
)
# What Zotero itself says of an item: no person changes it.
_SAID_BY_ZOTERO = frozenset({"key", "version", "dateAdded", "dateModified"})
NO_WORKS = frozenset({"annotation", "attachment", "note"})
"""Types of items that belong to another and are no works."""
ACCESSED = "accessDate"
"""The field of the day on which a work was looked at."""
_DAY = len("2020-05-12")
_ISBN = "ISBN"
RELATION = "dc:relation"
"""The one relation between items that a user sees."""


@dataclass(frozen=True, slots=True)
class ItemContent:
    """The fields of an item that have a value, and the lines of its Extra by label.

    Creators are a field. Labels are in lower case, as a line counts in whatever case it is written.
    """

    fields: dict[str, Value] = field(default_factory=dict)
    extra: dict[str, ExtraLine] = field(default_factory=dict)


def content_of(item: ZoteroItem) -> ItemContent:
    """The fields and Extra lines of an item."""
    fields: dict[str, Value] = {
        name: value
        for name, value in item.items()
        if name not in _NO_FIELDS and isinstance(value, str) and value
    }
    if creators := item.get("creators"):
        fields["creators"] = creators
    lines = labelled_lines(item.get("extra", ""))
    return ItemContent(fields, {line.name.casefold(): line for line in lines})


def set_field(item: ZoteroItem, name: str, value: Value) -> None:
    """Give a field, or the creators, a value."""
    cast("dict[str, Value]", item)[name] = value


def title_in(item: Mapping[str, object]) -> str:
    """The title of an item of whatever type; empty where it has none."""
    return _first_text(item, TITLES)


def date_in(item: Mapping[str, object]) -> str:
    """The date of an item of whatever type, as it stands there; empty where it has none."""
    return _first_text(item, DATES)


def _first_text(item: Mapping[str, object], names: tuple[str, ...]) -> str:
    texts = (item.get(name) for name in names)
    return next((text for text in texts if text and isinstance(text, str)), "")


def tags_of(item: ZoteroItem) -> dict[str, ItemTag]:
    """The tags of an item by their names."""
    return {tag["tag"]: tag for tag in item.get("tags", ())}


def is_automatic(tag: ItemTag) -> bool:
    """Whether a program gave the tag, and no person."""
    return bool(tag.get("type"))


def tag_order(tag: ItemTag) -> tuple[str, int]:
    """A tag as it is sorted and compared."""
    return str(tag.get("tag")), int(tag.get("type") or 0)


def related(item: ZoteroItem) -> list[str]:
    """The addresses of the items that an item relates to."""
    held = item.get("relations", {}).get(RELATION, [])
    return [held] if isinstance(held, str) else list(held)


def same(one: object, other: object) -> bool:
    """Whether two values say the same: blanks, composition and empty members aside.

    Zotero strips control characters and may compose letters on the way.
    """
    return _plain(one) == _plain(other)


def same_field(name: str, one: Value | None, other: Value | None) -> bool:
    """Whether two values of a field say the same."""
    return same(comparable(name, one), comparable(name, other))


def comparable(name: str, value: Value | None) -> Value | None:
    """A value as it is compared: Zotero may add an hour to a day of access, and hyphens to ISBNs.

    Those of several it parts by blanks, whatever parted them.
    """
    if not isinstance(value, str):
        return value
    if name == _ISBN:
        return " ".join(re.split(r"[\s,;]+", value.replace("-", "").strip()))
    return value[:_DAY] if name == ACCESSED else value


def _plain(value: object) -> object:
    if isinstance(value, str):
        return " ".join(unicodedata.normalize("NFC", value).split())
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items() if each not in ("", None)}
    return value


def differences(before: ZoteroItem, now: ZoteroItem) -> list[str]:
    """The names of the members in which two states of an item differ, if a person can change them.

    Both are as Zotero gives them, and compared to the letter; the order of tags, collections and
    relations does not count.
    """
    one, other = _members(before), _members(now)
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def _members(item: ZoteroItem) -> dict[str, Any]:
    held: dict[str, Any] = {
        name: value for name, value in item.items() if name not in _SAID_BY_ZOTERO and value
    }
    for name, order in (("tags", tag_order), ("collections", str)):
        if name in held:
            held[name] = sorted(held[name], key=order)
    if relations := held.pop("relations", None):
        pairs = ((name, [v] if isinstance(v, str) else v) for name, v in relations.items())
        held["relations"] = {name: sorted(values) for name, values in pairs if values}
    return {name: value for name, value in held.items() if value}


def is_as_sent(body: ZoteroItem, now: ZoteroItem) -> bool:
    """Whether an item says what it was created with and nothing else, however Zotero put it.

    A line of Extra may have become a field, and a field a line.
    """
    sent, held = _statements(body), _statements(now)
    for each in list(sent):
        if each in held:
            held.remove(each)
            sent.remove(each)
    moved = sorted(value for name, _, value in sent if name == "extra")
    # Only what was a line may stand elsewhere.
    return len(moved) == len(sent) and moved == sorted(value for _, _, value in held)


def _statements(item: ZoteroItem) -> list[tuple[str, str, str]]:
    """All that an item says, each as a member, in Extra a label, and a value."""
    found = []
    for name, value in _members(item).items():
        if name == "extra":
            for text in filter(str.strip, str(value).splitlines()):
                line = labelled_line(text.strip()) or ExtraLine("", text)
                found.append((name, line.name.casefold(), json.dumps(_plain(line.value))))
        elif name == "tags":
            found += [(name, "", repr(tag_order(tag))) for tag in value]
        else:
            told = _plain(comparable(name, value))
            found.append((name, "", json.dumps(told, sort_keys=True)))
    return found
