"""How the desktop reads an item's JSON: loosely, with what Extra and the fields have to do.

Valid ``Field: value`` lines of Extra move into the fields; fields that the type has not move into
Extra. The web API does neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

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
            lines.append(f"{printed(other)}: {value}")
    if "extra" not in sent and not lines:
        return made
    filled = {name for name, value in [*stored.items(), *made.items()] if value}
    text = str(sent.get("extra", stored.get("extra", "")))
    moved, rest = lines_to_fields(text, [name for name in type_.fields if name not in filled])
    return {**made, **moved, "extra": "\n".join([*lines, *rest])}


def lines_to_fields(text: str, empty: Sequence[str]) -> tuple[Json, list[str]]:
    """What the lines of an Extra say of fields that are empty, and the lines that stay."""
    names = {_plain(name): name for name in empty if name != "extra"}
    moved: Json = {}
    kept = []
    for line in text.splitlines():
        name = names.get(_plain(found[1])) if (found := _LINE.match(line)) else None
        if found and name and name not in moved:
            moved[name] = found[2]
        else:
            kept.append(line)
    return moved, kept


def _plain(name: str) -> str:
    return re.sub("[^a-z]", "", name.lower())


def printed(name: str) -> str:
    """The name of a field as a line of Extra has it: ``Publication Title``."""
    return " ".join(part[:1].upper() + part[1:] for part in _HUMP.split(name))
