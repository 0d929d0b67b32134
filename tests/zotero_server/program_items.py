"""How the running program reads what is sent to it: loosely, and nearly everything is taken.

Numbers in comments are those of the table of quirks beside the recordings of Zotero 10.0.0.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from zotero_server.extra import lines_to_fields, printed
from zotero_server.schema import CHILDREN
from zotero_server.validating import Json, as_list, bad

if TYPE_CHECKING:
    from zotero_server.program_library import ProgramLibrary

# Members of an item's JSON that are neither fields nor unknown.
_MEMBERS = {"key", "version", "itemType", "creators", "tags", "collections", "relations"}
_MEMBERS |= {"parentItem", "deleted", "dateAdded", "dateModified", "note", "linkMode", "id"}
_MEMBERS |= {"contentType", "charset", "filename", "md5", "mtime", "attachments", "notes"}
_MEMBERS |= {"seeAlso", "inPublications"}
# A field of these names goes into the type's own field for it (seen: publisher of a thesis).
_OWN_FIELDS = {
    "publisher": ("publisher", "university", "institution", "company", "label", "studio"),
    "publicationTitle": ("publicationTitle",),
}
_OF_SEVERAL_LINES = {"abstractNote", "extra"}
_SQL = "Error(s) encountered during statement execution: "


def read_item(library: ProgramLibrary, before: Json | None, sent: Json, *, partial: bool) -> Json:
    """What an item is after it was sent; raises Refused with the program's own words.

    ``partial``: fields that are not sent stay; without it they are emptied, and the creators stay
    (30). Key, version and dates are not looked at.
    """
    item_type = sent.get("itemType") or (before["itemType"] if before else "")
    if not item_type:
        raise bad("itemType property not provided")
    if item_type not in library.schema.types:
        raise bad(f"Unknown itemType '{item_type}'")
    fields = _fields(library, before, sent, item_type, partial=partial)
    lists: Json = {"creators": [], "tags": [], "collections": [], "relations": {}}
    lists = {name: (before or {}).get(name, empty) for name, empty in lists.items()}
    if "creators" in sent:
        lists["creators"] = _creators(library, sent["creators"], item_type)
    if "tags" in sent:
        lists["tags"] = read_tags(library, sent["tags"])
    if "collections" in sent:
        lists["collections"] = _collections(library, before, sent["collections"])
    if "relations" in sent:
        lists["relations"] = _relations(sent["relations"])
    marks = _marks(library, before, sent, item_type)
    if item_type in CHILDREN:
        lists.pop("creators")
    if marks.get("parentItem"):
        lists.pop("collections")
    return {"itemType": item_type, **fields, **lists, **marks}


def read_collection(library: ProgramLibrary, before: Json | None, sent: Json) -> Json:
    """What a collection is after it was sent; unknown members are not looked at."""
    made: Json = {"name": "", "parentCollection": False, "relations": {}, **(before or {})}
    if "name" in sent:
        made["name"] = _text(str(sent["name"]))
    if not made["name"]:
        raise bad("'name' property not provided for collection")
    if "parentCollection" in sent:
        parent = sent["parentCollection"] or False
        if parent and parent not in library.collections:
            raise bad(f"Cannot set parent to invalid collection {parent}")
        made["parentCollection"] = parent
    return _with_trash(made, sent)


def read_search(sent: Json, before: Json | None) -> Json:
    """What a saved search is after it was sent."""
    made = {**(before or {}), "name": sent.get("name"), "conditions": sent.get("conditions", [])}
    if not made["name"]:
        raise bad("'name' property not provided for search")
    return made


def _with_trash(made: Json, sent: Json) -> Json:
    if "deleted" in sent:
        made["deleted"] = bool(sent["deleted"])
    if not made.get("deleted"):
        made.pop("deleted", None)
    return made


def _marks(library: ProgramLibrary, before: Json | None, sent: Json, item_type: str) -> Json:
    """A child's parent and text, a file's members, and whether it is in the trash."""
    names = ["deleted"]
    if item_type in CHILDREN:
        names += ["parentItem", "note", "linkMode", "contentType", "charset", "filename"]
        parent = sent.get("parentItem")
        if parent and parent not in library.items.keys() | library.coming:
            raise bad(f"Parent item {library.number}/{parent} not found")
    made = {name: value for name, value in (before or {}).items() if name in names}
    made |= {name: sent[name] for name in names if name in sent}
    return _with_trash({name: value for name, value in made.items() if value}, sent)


def _fields(
    library: ProgramLibrary, before: Json | None, sent: Json, item_type: str, *, partial: bool
) -> Json:
    own = library.schema.types[item_type].fields
    kept = {
        name: value
        for name, value in (before or {}).items()
        if partial and name in library.schema.all_fields
    }
    given: Json = {}
    lines = {name: str(kept.pop(name)) for name in sorted(kept) if name not in own}
    for name, value in sent.items():
        if name in _MEMBERS or value is None:
            continue
        if isinstance(value, (list, dict)):
            says = "0 is not a valid named parameter."
            query = f"SELECT valueID FROM itemDataValues WHERE value=?] [PARAMS: {value[0]}"
            raise bad(f"{_SQL}{says} [QUERY: {query}] [ERROR: {says}]")
        place = _place(name, own)
        if place:
            given[place] = _value(place, str(value))
        else:
            lines[name] = _value(name, str(value))  # (23): a line of Extra
    made = {**kept, **{name: value for name, value in given.items() if value or name in kept}}
    if "extra" in given or lines:
        stays = str(made.get("extra", "")).splitlines()
        if "extra" in given:  # (29)
            empty = [name for name in own if not made.get(name)]
            moved, stays = lines_to_fields(given["extra"], empty)
            made |= moved
        told = [f"{printed(name)}: {value}".strip() for name, value in sorted(lines.items())]
        made["extra"] = "\n".join([*(line for line in told if line not in stays), *stays])
    return {name: value for name, value in made.items() if value}


def _place(name: str, own: tuple[str, ...]) -> str:
    if name in own:
        return name
    return next((one for one in _OWN_FIELDS.get(name, ()) if one in own), "")


def _value(name: str, value: str) -> str:
    if name == "accessDate" and not is_date(value):
        return ""  # (25): dropped without a word
    if name not in _OF_SEVERAL_LINES:
        value = re.sub(r"[\r\n]+", " ", value)
    return _text(value)


def _text(value: str) -> str:
    # (27): composed, no blanks around; other control characters stay.
    return unicodedata.normalize("NFC", value).strip()


def is_date(value: str) -> bool:
    """Whether a date and time is one that the program understands."""
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _creators(library: ProgramLibrary, sent: Any, item_type: str) -> list[Json]:
    roles = library.schema.types[item_type].creators
    made = []
    for creator in sent if isinstance(sent, list) else list(str(sent)):
        named = creator if isinstance(creator, dict) else {}
        parts = [part for part in ("firstName", "lastName") if part in named]
        if "name" in named and parts:
            raise bad(
                "Creator data cannot contain both 'name' and 'firstName'/'lastName' properties"
            )
        if "name" not in named and "lastName" not in named:
            both = "either 'name' or 'firstName'/'lastName'"
            raise bad(f"Creator data must contain {both} properties")
        if not named.get("creatorType"):
            either = "'creatorType' or 'creatorTypeID'"
            raise bad(f"Creator data must include a valid {either} property")
        made.append(_creator(library, named, roles))
    return made


def _creator(library: ProgramLibrary, sent: Mapping[str, Any], roles: tuple[str, ...]) -> Json:
    # (23): a role that is none, or another type's, becomes the type's first.
    role = sent["creatorType"] if sent["creatorType"] in roles else "author"
    role = role if role in roles else roles[0]
    if "name" in sent:
        names, mode = {"name": _text(str(sent["name"]))}, 1
    else:
        first, last = (_text(str(sent.get(part) or "")) for part in ("firstName", "lastName"))
        names, mode = {"firstName": first, "lastName": last}, 0
    if not any(names.values()):
        says = "Creator names cannot be empty"
        columns = "creatorID, firstName, lastName, fieldMode, firstNameNormalized"
        query = (
            f"INSERT INTO creators ({columns}, lastNameNormalized) VALUES (?, ?, ?, ?, NULL, NULL)"
        )
        values = f'{library.next_creator()}, "", "", {mode}'
        raise bad(f"{_SQL}{says} [QUERY: {query}] [PARAMS: {values}] [ERROR: {says}]")
    return {**names, "creatorType": role}


def read_tags(library: ProgramLibrary, sent: Any, *, strict: bool = True) -> list[Json]:
    """Tags as the program keeps them; ``strict``: a blank one is refused, else left out."""
    if isinstance(sent, str):
        raise bad("tags.concat().map is not a function")
    types: dict[str, int] = {}
    for tag in sent or []:
        named = tag if isinstance(tag, dict) else {"tag": tag}
        name, type_ = _text(str(named.get("tag", ""))), str(named.get("type", 0) or 0)
        if type_ not in ("0", "1"):
            raise bad("Tag 'type' must be 0 or 1")
        if not name and strict:
            says = "Tag cannot be blank"
            query = "INSERT INTO tags (tagID, name, nameNormalized) VALUES (?, ?, NULL)"
            values = f'{library.next_tag()}, ""'
            raise bad(f"{_SQL}{says} [QUERY: {query}] [PARAMS: {values}] [ERROR: {says}]")
        if name:
            types[name] = max(types.get(name, 0), int(type_))  # (28): automatic wins
    return sorted_tags(types)


def sorted_tags(types: Mapping[str, int]) -> list[Json]:
    """Tags with their types, in the order of the alphabet; small before capital (21)."""
    names = sorted(types, key=lambda name: (name.casefold(), name.swapcase()))
    return [{"tag": name, **({"type": 1} if types[name] else {})} for name in names]


def _collections(library: ProgramLibrary, before: Json | None, sent: Any) -> list[str]:
    if not isinstance(sent, list):
        raise bad("collectionIDsOrKeys.map is not a function")
    for key in sent:
        if key not in library.collections:  # (8); one in the trash is good enough (9)
            name = f"{library.number}/{before['key'] if before else 'null'}"
            raise bad(f"Collection {key} not found for item {name}")
    return list(dict.fromkeys(sent))


def _relations(sent: Any) -> Json:
    # (22): any predicate, any address.
    pairs = dict(sent or {}).items()
    return {name: list(dict.fromkeys(as_list(value))) for name, value in pairs if value}
