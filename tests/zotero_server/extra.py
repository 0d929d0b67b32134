"""How the desktop reads an item's JSON: loosely, with what Extra and the fields have to do.

Valid ``Field: value`` lines of Extra move into the fields; fields that the type has not move into
Extra. The web API does neither.
"""

from __future__ import annotations

import re

from zotero_server.library import Library
from zotero_server.validating import Json

_LINE = re.compile(r"^([A-Za-z][A-Za-z -]*?)\s*:\s*(\S.*)$")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def loosened(sent: Json, library: Library) -> Json:
    """What the desktop makes of an item that is sent, before it is checked and written."""
    stored = library.items.get(str(sent.get("key", "")), {})
    item_type = sent.get("itemType") or stored.get("itemType", "")
    type_ = library.schema.types.get(item_type)
    if type_ is None or not type_.fields:
        return sent
    made, lines = dict(sent), []
    for other in [name for name in made if name in library.schema.all_fields - set(type_.fields)]:
        if value := made.pop(other):
            lines.append(f"{_printed(other)}: {value}")
    if "extra" not in sent and not lines:
        return made
    fields = {_plain(name): name for name in type_.fields if name != "extra"}
    kept = []
    for line in str(sent.get("extra", stored.get("extra", ""))).splitlines():
        name = fields.get(_plain(found[1])) if (found := _LINE.match(line)) else None
        if found and name and not made.get(name) and not stored.get(name):
            made[name] = found[2]
        else:
            kept.append(line)
    return {**made, "extra": "\n".join([*lines, *kept])}


def _plain(name: str) -> str:
    return re.sub("[^a-z]", "", name.lower())


def _printed(name: str) -> str:
    return " ".join(part[:1].upper() + part[1:] for part in _HUMP.split(name))
