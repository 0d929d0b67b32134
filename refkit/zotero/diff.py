"""One item against what an entry asks of it: what may be changed, and what is somebody else's.

Only what is empty is filled, and only what refkit wrote and nobody touched since is changed.
Whatever else differs stays: it is the user's, and a conflict where refkit had written there.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from refkit.zotero.api.protocol import Fields, Json

# What is not a field of the work: said by Zotero itself, or weighed on its own.
_NO_FIELDS = frozenset(
    "key version itemType tags collections relations dateAdded dateModified deleted parentItem "
    "creators extra inPublications accessDate libraryCatalog".split()
)
# How a user's own item is named is the user's: Better BibTeX may have given it.
_CREATED_ONLY = frozenset({"citationKey", "extra:citation key"})
_RELATES = "dc:relation"  # the one relation between items that a user sees
_EMPTIED = "emptied by somebody since refkit wrote it"
_CHANGED = "changed by somebody since refkit wrote it"
_REMOVED = "removed by somebody since refkit added it"
_TAKEN_OUT = "taken out of the collection by somebody since refkit put it there"
_LINE = re.compile(r"([A-Za-z][\w .-]*): (.*)")


@dataclass(frozen=True, slots=True)
class Own:
    """What refkit wrote into an item and is still answerable for, by its records.

    ``fields`` hold values by name as they were written (``creators`` as a list, a line of Extra
    as ``extra:pmid``); ``run`` is the last run that wrote here. Without a version it was
    planned and perhaps sent: what is missing was not removed by the user. ``title`` is what the
    entry was called then.
    """

    key: str
    created: bool = False
    item_type: str = ""  # as refkit wrote it; empty for an item of somebody else
    fields: Mapping[str, Any] = field(default_factory=dict)
    tags: frozenset[str] = frozenset()
    collections: frozenset[str] = frozenset()
    run: str = ""
    version: int = 0  # the item's, after the last write; 0 where no answer is on record
    trashed: int = 0  # the version in which refkit's own undo moved it to the trash; 0: it did not
    title: str = ""

    def lies_as_undone(self, current: Json) -> bool:
        """Whether refkit's own undo moved it to the trash, and nobody touched it since."""
        return bool(self.trashed and current.get("deleted")) and self.is_untouched(current)

    def is_untouched(self, current: Json) -> bool:
        """Whether nobody wrote to the item since."""
        return bool(self.version) and self.version == current.get("version")


@dataclass(frozen=True, slots=True)
class Change:
    """One field, tag or collection: what stands there, and what is to stand there.

    ``why`` is empty for a change, and says for a conflict why none is made.
    """

    field: str
    before: Any
    after: Any
    why: str = ""


@dataclass(frozen=True, slots=True)
class Weighed:
    """``changes`` to be made, ``conflicts`` that stay as they are."""

    changes: tuple[Change, ...] = ()
    conflicts: tuple[Change, ...] = ()


def weigh(desired: Json, current: Json, own: Own, fits: Fields, collection: str = "") -> Weighed:
    """Weigh an item as it should be against the one in the library.

    ``fits`` is what the type has that the item has now. ``collection`` is the key of the one it
    belongs into, empty for none.
    """
    found = [
        *([Change("deleted", 1, 0)] if own.lies_as_undone(current) else []),
        *_fields(desired, current, own, fits),
        *_tags(desired, current, own),
        *_collections(current, own, collection),
    ]
    return Weighed(
        tuple(each for each in found if not each.why),
        tuple(each for each in found if each.why),
    )


def values_of(item: Json) -> dict[str, Any]:
    """The fields of an item that say something, the lines of Extra and the creators among them."""
    values = {
        name: value
        for name, value in item.items()
        if name not in _NO_FIELDS and isinstance(value, str) and value
    }
    if item.get("creators"):
        values["creators"] = item["creators"]
    lines = _lines(item.get("extra", ""))
    return values | {name_of(f"extra:{label}"): value for label, value in lines.items()}


def name_of(field: str) -> str:
    """The name of a field, of a line of Extra in whatever case it is written."""
    return field.casefold() if field.startswith("extra:") else field


def tags_of(item: Json) -> dict[str, Json]:
    """The tags of an item by their names."""
    return {tag["tag"]: tag for tag in item.get("tags", ())}


def body_of(current: Json, changes: tuple[Change, ...], *, back: bool = False) -> Json:
    """What is sent to make the changes, or to take them ``back``: the changed members alone."""
    body: Json = {}
    for change in changes:
        old, new = (change.after, change.before) if back else (change.before, change.after)
        name, _, part = change.field.partition(":")
        if name == "tag":
            tags = body.setdefault("tags", list(current.get("tags", ())))
            body["tags"] = [each for each in tags if each["tag"] != part] + ([new] if new else [])
        elif name == "collection":
            held = body.setdefault("collections", list(current.get("collections", ())))
            body["collections"] = [each for each in held if each != part] + ([part] if new else [])
        elif name == "relation":
            held = related(body if "relations" in body else current)
            kept = [each for each in held if each != part] + ([part] if new else [])
            body["relations"] = {**current.get("relations", {}), _RELATES: kept}
        elif name == "deleted":
            body[name] = 1 if new else 0
        elif name == "extra" and part:
            text = str(body.get("extra", current.get("extra", "")))
            body["extra"] = _with_line(text, part, old, new)
        else:
            body[name] = new or ([] if name == "creators" else "")
    return body


def changes_of(body: Json) -> tuple[Change, ...]:
    """An item that is created, as changes to one that had nothing."""
    fields = [Change(name, None, value) for name, value in values_of(body).items()]
    tags = [Change(f"tag:{name}", None, tag) for name, tag in tags_of(body).items()]
    held = [Change(f"collection:{key}", None, key) for key in body.get("collections", ())]
    return (*fields, *tags, *held)


def is_made(current: Json, change: Change) -> bool:
    """Whether an item is, in this respect, as the change made it."""
    name, _, part = change.field.partition(":")
    if name == "tag":
        return (part in tags_of(current)) == bool(change.after)
    if name == "collection":
        return (part in current.get("collections", ())) == bool(change.after)
    if name == "relation":
        return (part in related(current)) == bool(change.after)
    if name == "deleted":
        return bool(current.get("deleted")) == bool(change.after)
    if name == "itemType":
        return bool(current.get("itemType") == change.after)
    return same(values_of(current).get(name_of(change.field)) or "", change.after or "")


# What Zotero itself says of an item: no person changes it.
_ZOTEROS = frozenset({"key", "version", "dateAdded", "dateModified"})


def differences(left: Json, current: Json) -> list[str]:
    """The members in which an item is not as refkit left it: any that a person can change.

    Both are as Zotero gives them, and compared to the letter; the order of tags, collections and
    relations says nothing.
    """
    one, other = _members(left), _members(current)
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def _members(item: Json) -> dict[str, Any]:
    held = {name: value for name, value in item.items() if name not in _ZOTEROS and value}
    for name, order in (("tags", _tag_order), ("collections", str)):
        if name in held:
            held[name] = sorted(held[name], key=order)
    if relations := held.pop("relations", None):
        pairs = ((name, [v] if isinstance(v, str) else v) for name, v in relations.items())
        held["relations"] = {name: sorted(values) for name, values in pairs if values}
    return {name: value for name, value in held.items() if value}


def _tag_order(tag: Json) -> tuple[str, int]:
    return str(tag.get("tag")), int(tag.get("type") or 0)


def is_as_sent(body: Json, current: Json) -> bool:
    """Whether an item says what it was created with and nothing else, however Zotero put it.

    A line of Extra may have become a field, and a field a line.
    """
    sent, held = _told(body), _told(current)
    for each in list(sent):
        if each in held:
            held.remove(each)
            sent.remove(each)
    moved = sorted(value for name, value in sent if name.startswith("extra:"))
    # Only what was a line may stand elsewhere.
    return len(moved) == len(sent) and moved == sorted(value for _, value in held)


def _told(item: Json) -> list[tuple[str, str]]:
    """All that an item says, as names and values."""
    told = []
    for name, value in _members(item).items():
        if name == "extra":
            for line in filter(str.strip, str(value).splitlines()):
                found = _LINE.fullmatch(line.strip())
                label, text = (found[1].casefold(), found[2]) if found else ("", line)
                told.append((f"extra:{label}", json.dumps(_plain(text))))
        elif name == "tags":
            told += [(name, repr(_tag_order(tag))) for tag in value]
        else:
            told.append((name, json.dumps(_plain(value), sort_keys=True)))
    return told


def part_of(item: Json, field: str) -> Any:
    """What an item says where a change was made, to the letter."""
    name, _, part = field.partition(":")
    if name == "tag":
        tag = tags_of(item).get(part)
        return None if tag is None else _tag_order(tag)
    if name == "collection":
        return part in item.get("collections", ())
    if name == "relation":
        return part in related(item)
    if name == "extra" and part:
        lines = str(item.get("extra", "")).splitlines()
        return [line for line in lines if line.casefold().startswith(f"{part.casefold()}:")]
    return item.get(name) or None


def related(item: Json) -> list[str]:
    """The addresses of the items that an item relates to."""
    held = item.get("relations", {}).get(_RELATES, [])
    return [held] if isinstance(held, str) else list(held)


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same: blanks, composition and empty members aside.

    Zotero strips control characters and may compose letters on the way.
    """
    return bool(_plain(one) == _plain(other))


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return " ".join(unicodedata.normalize("NFC", value).split())
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items() if each not in ("", None)}
    return value


def _fields(desired: Json, current: Json, own: Own, fits: Fields) -> list[Change]:
    now, wanted = values_of(current), values_of(desired)
    found = []
    is_of_our_type = own.item_type == current["itemType"] != desired["itemType"]
    if is_of_our_type and all(same(now.get(name), value) for name, value in own.fields.items()):
        anew = Change("itemType", current["itemType"], desired["itemType"])
        return [anew, *_anew(wanted, now, desired)]
    for name, value in wanted.items():
        if not own.created and name in _CREATED_ONLY:
            continue
        if name in fits.fields or name == "creators" or name.startswith("extra:"):
            found += _field(name, value, now.get(name), own, current)
    return [replace(each, field=_label(each.field, desired)) for each in found]


def _label(name: str, desired: Json) -> str:
    """A line of Extra by the name that it is to be written with."""
    if not name.startswith("extra:"):
        return name
    labels = (f"extra:{label}" for label in _lines(desired.get("extra", "")))
    return next((label for label in labels if name_of(label) == name), name)


def _anew(wanted: Mapping[str, Any], now: Mapping[str, Any], desired: Json) -> list[Change]:
    """Every field as wanted: what the new type may not have is emptied."""
    return [
        Change(_label(name, desired), now.get(name), wanted.get(name))
        for name in dict.fromkeys((*wanted, *now))
        if not same(now.get(name), wanted.get(name))
    ]


def _field(name: str, wanted: Any, now: Any, own: Own, current: Json) -> list[Change]:
    written = own.fields.get(name)
    if same(wanted, now):
        return []
    if own.is_untouched(current) and written:
        # What Zotero made of our own words is no reason to write them again.
        return [] if same(wanted, written) else [Change(name, now, wanted)]
    if not now:
        is_emptied = written and own.version
        return [Change(name, now, wanted, _EMPTIED if is_emptied else "")]
    if written and same(now, written):
        return [Change(name, now, wanted)]
    return [Change(name, now, wanted, _CHANGED)] if written else []


def _tags(desired: Json, current: Json, own: Own) -> list[Change]:
    wanted, now = tags_of(desired), tags_of(current)
    found = []
    for name, tag in wanted.items():
        if name in now:
            continue
        is_removed = name in own.tags and own.version
        found.append(Change(f"tag:{name}", None, tag, _REMOVED if is_removed else ""))
    # A label that is no longer given goes, if refkit's records say that refkit gave it.
    # One whose type somebody changed is somebody's.
    gone = sorted(
        name for name in own.tags & now.keys() - wanted.keys() if not _is_automatic(now[name])
    )
    return found + [Change(f"tag:{name}", now[name], None) for name in gone]


def _is_automatic(tag: Json) -> bool:
    return bool(tag.get("type"))


def _collections(current: Json, own: Own, collection: str) -> list[Change]:
    if not collection or collection in current.get("collections", ()):
        return []
    is_removed = collection in own.collections and own.version
    return [Change(f"collection:{collection}", None, collection, _TAKEN_OUT if is_removed else "")]


def _lines(extra: str) -> dict[str, str]:
    """The ``Label: value`` lines of Extra; of two with one label the first counts."""
    found: dict[str, str] = {}
    for line in extra.splitlines():
        if match := _LINE.fullmatch(line.strip()):
            found.setdefault(match[1], match[2].strip())
    return found


def _with_line(extra: str, label: str, old: object, new: object) -> str:
    """Extra with one line put in the place of the old one, at its end, or taken out."""
    lines = extra.splitlines()
    places = [place for place, line in enumerate(lines) if line.strip() == f"{label}: {old}"]
    if not places:
        return "\n".join([*lines, f"{label}: {new}"] if new else lines)
    lines[places[0] : places[0] + 1] = [f"{label}: {new}"] if new else []
    return "\n".join(lines)
