"""What Zotero refuses of an object that is sent, and what it makes of one that it takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from zotero_server.schema import CHILDREN, Schema

Json = dict[str, Any]
# Keys leave out what is easily misread: no 0, 1 and O.
KEY = re.compile(r"[23456789ABCDEFGHIJKLMNPQRSTUVWXYZ]{8}")
MOST = 50
LONGEST_VALUE = 65_535
LONGEST_NOTE = 500_000
LONGEST_NAME = LONGEST_TAG = LONGEST_COLLECTION = 255
DEEPEST = 20
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_URI = re.compile(r"http://zotero\.org/(users|groups)/\d+/items/[A-Z0-9]{8}")
_PREDICATES = ("owl:sameAs", "dc:relation", "dc:replaces")
# Properties of an item beside its fields; the first two are handled with the versions.
_PROPERTIES = {"key", "version", "itemType", "creators", "tags", "collections", "relations"}
_PROPERTIES |= {"parentItem", "deleted", "dateAdded", "dateModified", "note"}
_FILE_PROPERTIES = {"linkMode", "contentType", "charset", "filename", "md5", "mtime"}
_LINK_MODES = ("imported_file", "imported_url", "linked_file", "linked_url")


class Refused(Exception):
    """An object, or a request, that Zotero does not take."""

    def __init__(self, code: int, message: str, data: Json | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.data = code, message, data


def bad(message: str) -> Refused:
    """What is wrong with what was sent."""
    return Refused(400, message)


def without_control_characters(value: Any) -> Any:
    """The same JSON, control characters taken out of every text."""
    if isinstance(value, str):
        return _CONTROL.sub("", value)
    if isinstance(value, list):
        return [without_control_characters(member) for member in value]
    if isinstance(value, dict):
        return {name: without_control_characters(member) for name, member in value.items()}
    return value


def depth(value: Any) -> int:
    """How deep a JSON value is nested; a plain value is 1 deep."""
    members = value.values() if isinstance(value, dict) else value
    if not isinstance(value, (dict, list)):
        return 1
    return 1 + max((depth(member) for member in members), default=0)


def check_item(sent: Json, item_type: str, schema: Schema, *, is_new: bool) -> None:
    """Raise Refused for what Zotero would not take in an item of this type."""
    if item_type not in schema.types or item_type == "annotation":
        raise bad(f"'{item_type}' is not a valid itemType")
    for name, value in sent.items():
        if name not in _PROPERTIES | _FILE_PROPERTIES:
            _check_field(name, value, item_type, schema)
    if "note" in sent and item_type not in ("note", "attachment"):
        raise bad("'note' property is valid only for note and attachment items")
    if len(str(sent.get("note", ""))) > LONGEST_NOTE:
        raise Refused(413, f"Note '{str(sent['note'])[:50]}...' too long")
    _check_file(sent, item_type, is_new=is_new)
    _check_parent(sent, item_type)
    _check_creators(sent.get("creators", []), item_type, schema, is_new=is_new)
    _check_tags(sent.get("tags", []))
    _check_keys(sent.get("collections", []))
    check_relations(sent.get("relations", {}))


def _check_field(name: str, value: Any, item_type: str, schema: Schema) -> None:
    # itemKey and itemVersion are of versions 1 and 2, and fall under this.
    if name not in schema.all_fields:
        raise bad(f"Invalid property '{name}'")
    if isinstance(value, (list, dict)):
        raise bad(f"Unexpected array for property '{name}'")
    if value not in ("", None) and name not in schema.types[item_type].fields:
        raise bad(f"'{name}' is not a valid field for type '{item_type}'")
    if len(str(value)) > LONGEST_VALUE:
        raise Refused(413, f"'{name}' value '{str(value)[:50]}...' too long")


def _check_file(sent: Json, item_type: str, *, is_new: bool) -> None:
    named = [name for name in sent if name in _FILE_PROPERTIES]
    if named and item_type != "attachment":
        raise bad(f"'{named[0]}' is valid only for attachment items")
    if item_type == "attachment" and (is_new or "linkMode" in sent):
        if "linkMode" not in sent:
            raise bad("'linkMode' property not provided")
        if sent["linkMode"] not in _LINK_MODES:
            raise bad(f"'{sent['linkMode']}' is not a valid linkMode")


def _check_parent(sent: Json, item_type: str) -> None:
    parent = sent.get("parentItem")
    if not parent:
        return
    if not (isinstance(parent, str) and KEY.fullmatch(parent)):
        raise bad("'parentItem' must be a valid item key")
    if item_type not in CHILDREN:
        raise bad("Child item must be note or attachment")
    if sent.get("collections"):
        raise bad("Child items cannot be assigned to collections")


def _check_creators(creators: Any, item_type: str, schema: Schema, *, is_new: bool) -> None:
    if not isinstance(creators, list):
        raise bad("'creators' property must be an array")
    for creator in creators:
        if not isinstance(creator, dict) or "creatorType" not in creator:
            raise bad("creator object must contain 'creatorType'")
        if not _has_name(creator):
            # The template that Zotero gives has one creator without a name.
            if len(creators) == 1 and is_new:
                continue
            raise bad("creator object must contain 'firstName'/'lastName' or 'name'")
        _check_names(creator)
        _check_role(creator["creatorType"], item_type, schema)


def _has_name(creator: Json) -> bool:
    return any(str(creator.get(part, "")).strip() for part in ("name", "firstName", "lastName"))


def _check_names(creator: Json) -> None:
    for part, other in (("firstName", "lastName"), ("lastName", "firstName")):
        if part in creator and other not in creator:
            raise bad(f"'{other}' creator field must be set if '{part}' is set")
        if part in creator and "name" in creator:
            raise bad(f"'{part}' and 'name' creator fields are mutually exclusive")
    for part, value in creator.items():
        if part not in ("creatorType", "firstName", "lastName", "name"):
            raise bad(f"Invalid creator property '{part}'")
        if len(str(value)) > LONGEST_NAME:
            raise Refused(413, f"Creator value '{str(value)[:50]}...' too long")


def _check_role(role: str, item_type: str, schema: Schema) -> None:
    if role not in schema.all_creators:
        raise bad(f"'{role}' is not a valid creator type")
    # An author is let through for every type.
    if role != "author" and role not in schema.types[item_type].creators:
        raise bad(f"'{role}' is not a valid creator type for item type '{item_type}'")


def _check_tags(tags: Any) -> None:
    if not isinstance(tags, list):
        raise bad("'tags' property must be an array")
    for tag in tags:
        if not isinstance(tag, dict) or not tag:
            raise bad("Tag object is empty" if tag == {} else "Tag must be an object")
        if unknown := [name for name in tag if name not in ("tag", "type")]:
            raise bad(f"Invalid tag property '{unknown[0]}'")
        if not isinstance(tag.get("tag"), str):
            raise bad("Invalid tag name")
        if tag["tag"] == "":
            raise bad("Tag cannot be empty")
        if tag.get("type", 0) not in (0, 1):
            raise bad(f"Invalid tag type '{tag['type']}'")
        if len(tag["tag"]) > LONGEST_TAG:
            # What data.tag holds is the whole tag.
            raise Refused(413, f"Tag '{tag['tag'][:50]}...' too long", {"tag": tag["tag"]})


def _check_keys(keys: Any) -> None:
    if not isinstance(keys, list):
        raise bad("'collections' property must be an array")
    for key in keys:
        if not (isinstance(key, str) and KEY.fullmatch(key)):
            raise bad(f"'{key}' is not a valid collection key")


def check_relations(relations: Any) -> None:
    """Raise Refused for a predicate that items have not, or a value that is no item's address."""
    # An empty array is let through, as it is in PHP the same as an empty object.
    if not isinstance(relations, dict) and relations != []:
        raise bad("'relations' property must be an object")
    for predicate, value in dict(relations).items():
        if predicate not in _PREDICATES:
            raise bad(f"Unsupported predicate '{predicate}'")
        for uri in as_list(value):
            if not (isinstance(uri, str) and _URI.fullmatch(uri)):
                raise bad("'relations' values currently must be Zotero item URIs")


def check_collection(sent: Json, *, is_new: bool) -> None:
    """Raise Refused for what Zotero would not take in a collection."""
    known = {"key", "version", "name", "parentCollection", "relations", "deleted"}
    if unknown := [name for name in sent if name not in known]:
        raise bad(f"Invalid property '{unknown[0]}'")
    if is_new and "name" not in sent:
        raise bad("'name' property not provided")
    name = sent.get("name", "x")
    if not isinstance(name, str) or not name.strip():
        raise bad("Collection name cannot be empty")
    if len(name) > LONGEST_COLLECTION:
        raise Refused(413, f"Collection '{name[:50]}...' too long")
    parent = sent.get("parentCollection", False)
    if parent and not (isinstance(parent, str) and KEY.fullmatch(parent)):
        raise bad(f"'parentCollection' must be a valid collection key or FALSE ({parent})")


def cleaned(sent: Mapping[str, Any]) -> Json:
    """What is kept of the members sent: empty texts go, tags are sorted and none is there twice."""
    kept = dict(sent)
    if "tags" in kept:
        kept["tags"] = _clean_tags(kept["tags"])
    if "creators" in kept:
        kept["creators"] = [
            {part: str(text).strip() for part, text in creator.items()}
            for creator in kept["creators"]
            if _has_name(creator)
        ]
    if "collections" in kept:
        kept["collections"] = list(dict.fromkeys(kept["collections"]))
    if "relations" in kept:
        kept["relations"] = {
            predicate: uris[0] if len(uris := list(dict.fromkeys(as_list(value)))) == 1 else uris
            for predicate, value in dict(kept["relations"]).items()
            if value
        }
    return kept


def _clean_tags(tags: Iterable[Json]) -> list[Json]:
    types: dict[str, int] = {}
    for tag in tags:
        if name := tag["tag"].strip():
            types.setdefault(name, int(tag.get("type", 0)))
    # The type of a manual tag is left out.
    return [{"tag": name, **({"type": 1} if types[name] else {})} for name in sorted(types)]


def as_list(value: Any) -> list[Any]:
    """A value that may be one or several, as several."""
    return value if isinstance(value, list) else [value]
