"""The connector of Zotero 9.0.6 and 10.0.0 as it is, from recordings of the real programs.

The numbers in comments are those of the table of quirks beside the recordings. The two gave the
same answers.
"""

from __future__ import annotations

import re
from typing import Any

from zotero_server import program_imports
from zotero_server.connector import Connector, content_type
from zotero_server.program_items import read_tags, sorted_tags
from zotero_server.program_library import ProgramLibrary
from zotero_server.replies import Reply, as_json
from zotero_server.serving import Request
from zotero_server.validating import Json, Refused

_PREFERENCES: Json = {
    "automaticSnapshots": True,
    "downloadAssociatedFiles": True,
    "supportsAttachmentUpload": True,
    "supportsTagsAutocomplete": True,
    "googleDocsAddNoteEnabled": True,
    "googleDocsAddAnnotationEnabled": True,
    "canUserAddNote": True,
    "googleDocsCitationExplorerEnabled": False,
    "translatorsHash": "cadf3ab97a1d040e788f7d4adac310c4",
    "sortedTranslatorHash": "1dea1153f55c8954be55a914e83014a0",
}
_JSON = {"Content-Type": "application/json"}


class ProgramConnector(Connector):
    """What /connector/ answers in the real program.

    ``selected`` is the key of a collection of the library that is selected, or "".
    """

    def __init__(self, libraries: list[ProgramLibrary], *, automatic_tags: bool = True) -> None:
        super().__init__([*libraries], automatic_tags=automatic_tags)
        self.shown = libraries
        self._of_session: dict[str | None, ProgramLibrary] = {}
        self._given: dict[str | None, set[str]] = {}  # the tags that updateSession gave
        self._numbers: dict[tuple[str, str], int] = {}
        self._recent: list[str] = []

    @property
    def library(self) -> ProgramLibrary:
        """The library that is selected."""
        return self.shown[self._place]

    _place = 0

    def select(self, library: ProgramLibrary, collection: str = "") -> None:
        """Select a library or a collection of it, as the user does in the window."""
        self._place, self.selected = self.shown.index(library), collection

    def _ping(self, request: Request) -> Reply:
        return (
            super()._ping(request) if request.method == "GET" else as_json({"prefs": _PREFERENCES})
        )

    # What is selected (54)

    def _selected(self, request: Request) -> Reply:
        library = self.library
        chosen = self._number(library, self.selected) if self.selected else None
        name = library.collections[self.selected]["name"] if self.selected else library.name
        may = library.editable
        there = [one for one in self.shown if one.editable]
        return as_json(
            {
                "libraryID": library.number,
                "libraryName": library.name,
                "libraryEditable": may,
                "filesEditable": may,
                "editable": may,
                "id": chosen,
                "name": name,
                "targets": [target for one in there for target in self._targets(one)],
                "tags": {f"L{one.number}": _tags_of(one) for one in there},
            }
        )

    def _targets(self, library: ProgramLibrary) -> list[Json]:
        found = [self._target(f"L{library.number}", library.name, 0)]

        def under(parent: str, level: int) -> None:
            for one in library.under(parent):
                number = self._number(library, one["key"])
                found.append(self._target(f"C{number}", one["name"], level))
                under(one["key"], level + 1)

        under("", 1)
        return found

    def _target(self, id_: str, name: str, level: int) -> Json:
        recent = {"recent": True} if id_ in self._recent else {}
        return {"id": id_, "name": name, "filesEditable": True, "level": level, **recent}

    def _number(self, library: ProgramLibrary, key: str) -> int:
        for one in self.shown:
            for there in one.collections:
                self._numbers.setdefault((one.path, there), len(self._numbers) + 1)
        return self._numbers[library.path, key]

    # Saving

    def _import(self, request: Request) -> Reply:
        session = request.query.get("session", "null")
        if session in self.sessions:
            return as_json({"error": "SESSION_EXISTS"}, 409)
        if not content_type(request) or not request.body:
            self._begin(session)
            return as_json([], 201)  # (44)
        read = (
            None
            if content_type(request) == "application/json"
            else program_imports.read(request.body)
        )
        if read is None:
            return Reply(400)  # (45): the session is free
        library = self._begin(session)
        made = []
        for item in read:  # each in a transaction of its own, with its notes
            made += self._save_items(library, session, [item])
        shown = [one for one in made if not one.get("parentItem")]
        return as_json([{**one, "version": 0} for one in shown], 201)

    def _save(self, request: Request) -> Reply:
        sent = request.json if isinstance(request.json, dict) else {}
        session = sent.get("sessionID", "undefined")
        if session in self.sessions:
            return as_json({"error": "SESSION_EXISTS"}, 409)
        library = self._begin(session)  # (45): used also where nothing can be saved
        items = sent.get("items", [])
        named = {key for item in items for key in item.get("collections") or ()}
        if named - library.collections.keys():
            return Reply(500)  # (47)
        try:
            self._save_items(library, session, items)
        except Refused:
            return Reply(500)  # (49)
        return Reply(201, b"", _JSON)  # (46)

    def _begin(self, session: str | None) -> ProgramLibrary:
        if not self.library.editable:
            self.select(self.shown[0])  # (53)
        library = self.library
        self.sessions[session] = []
        self._of_session[session], self._given[session] = library, set()
        here = f"C{self._number(library, self.selected)}" if self.selected else f"L{library.number}"
        self._recent.append(here)
        return library

    def _save_items(
        self, library: ProgramLibrary, session: str | None, items: list[Json]
    ) -> list[Json]:
        objects: list[tuple[str, Json]] = []
        for item in items:
            key = library.new_key()
            objects.append((key, self._read(library, item)))
            for note in item.get("notes") or ():
                words = note["note"] if isinstance(note, dict) else note
                child = {"itemType": "note", "note": words, "parentItem": key}
                objects.append((library.new_key(), child))
        made = library.write_together(objects)
        self.sessions[session] += [one["key"] for one in made if not one.get("parentItem")]
        return made

    def _read(self, library: ProgramLibrary, item: Json) -> Json:
        # (46): key, version and dates are not looked at; nor is a collection that is there (47).
        hidden = ("key", "version", "dateAdded", "dateModified", "collections")
        made = {name: value for name, value in item.items() if name not in hidden}
        creators = made.get("creators") or []
        made["creators"] = [{"creatorType": "author", **one} for one in creators]
        tags = read_tags(library, made.get("tags") or [], strict=False)
        kept = [tag["tag"] for tag in tags if self.automatic_tags]  # (52)
        made["tags"] = sorted_tags(dict.fromkeys(kept, 1))
        if made.get("accessDate") == "CURRENT_TIMESTAMP":
            made["accessDate"] = library.clock(library.version)
        return {**made, "collections": [self.selected] if self.selected else []}

    # Moving what was saved (50)

    def _update(self, request: Request) -> Reply:
        sent = request.json if isinstance(request.json, dict) else {}
        if not sent.get("sessionID"):
            return as_json({"error": "SESSION_ID_NOT_PROVIDED"}, 400)
        session = sent["sessionID"]
        if session not in self.sessions:
            return as_json({"error": "SESSION_NOT_FOUND"}, 400)
        target = sent.get("target")
        if not target:
            return Reply(500)
        library = self._of_session[session]
        key = self._collection(library, str(target))
        if key is None:
            return as_json({"error": "COLLECTION_NOT_FOUND"}, 400)
        self.select(library, key)  # (51)
        tags = _named(sent.get("tags"))
        for item in self.sessions[session]:
            if item in library.items:
                self._move(library, item, key, tags, self._given[session])
        self._given[session] = set(tags)
        return as_json({})

    def _collection(self, library: ProgramLibrary, target: str) -> str | None:
        if target == f"L{library.number}":
            return ""
        numbers = {f"C{self._number(library, key)}": key for key in library.collections}
        return numbers.get(target)

    @staticmethod
    def _move(
        library: ProgramLibrary, key: str, collection: str, tags: list[str], before: set[str]
    ) -> None:
        # What an earlier call gave goes; a tag that is named becomes manual where it stands.
        kept = [tag for tag in library.items[key]["tags"] if tag["tag"] not in before - {*tags}]
        made = [{"tag": tag["tag"]} if tag["tag"] in tags else tag for tag in kept]
        there = {tag["tag"] for tag in made}
        new = [{"tag": tag} for tag in sorted(set(tags) - there, key=str.casefold)]
        library.place(key, [collection] if collection else [], [*made, *new])


def _named(value: Any) -> list[str]:
    # A text is taken apart at its commas, a list is as it is.
    parts = re.split(",", value) if isinstance(value, str) else value or []
    return [name for part in parts if (name := str(part).strip())]


def _tags_of(library: ProgramLibrary) -> list[Json]:
    types = {
        tag["tag"]: tag.get("type", 0) for one in library.items.values() for tag in one["tags"]
    }
    return sorted_tags(types)
