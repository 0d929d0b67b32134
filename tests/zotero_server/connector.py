"""The connector of the running Zotero: imports into what is selected, and asks no questions.

What an import is read with are libraries that read the formats, none of refkit's own readers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from zotero_server.extra import loosened
from zotero_server.library import Library
from zotero_server.replies import Reply, as_json, text
from zotero_server.serving import Request
from zotero_server.validating import Json, Refused

_JSON = "application/json"
_CSL_TYPES = {"article-journal": "journalArticle", "chapter": "bookSection", "book": "book"}
_CSL_TYPES |= {"paper-conference": "conferencePaper", "article": "preprint", "dataset": "dataset"}
_CSL_TYPES |= {"thesis": "thesis", "report": "report", "webpage": "webpage"}
_RIS_TYPES = {"JOUR": "journalArticle", "CHAP": "bookSection", "BOOK": "book", "CONF": "book"}
_RIS_TYPES |= {"CPAPER": "conferencePaper", "DATA": "dataset", "THES": "thesis", "RPRT": "report"}
_BIB_TYPES = {"article": "journalArticle", "incollection": "bookSection", "book": "book"}
_BIB_TYPES |= {"inproceedings": "conferencePaper", "phdthesis": "thesis", "techreport": "report"}


class Connector:
    """What /connector/ answers; ``selected`` is the key of a collection of the first library, or "".

    ``sessions`` are the imports so far: by their name, the keys of the items that each made.
    """

    def __init__(
        self, libraries: list[Library], *, editable: bool = True, automatic_tags: bool = True
    ) -> None:
        self.libraries, self.editable, self.automatic_tags = libraries, editable, automatic_tags
        self.selected = ""
        self.sessions: dict[str | None, list[str]] = {}

    @property
    def library(self) -> Library:
        """The library that is selected."""
        return self.libraries[0]

    def answer(self, request: Request) -> Reply:
        """What is answered to a request."""
        endpoints: dict[str, tuple[str, Callable[[Request], Reply]]] = {
            "ping": ("GET POST", self._ping),
            "getSelectedCollection": ("POST", self._selected),
            "import": ("POST", self._import),
            "saveItems": ("POST", self._save),
            "updateSession": ("POST", self._update),
        }
        name = request.path.removeprefix("/connector/")
        if name not in endpoints:
            return text(404, "No endpoint found\n")
        methods, respond = endpoints[name]
        if request.method not in methods.split():
            return text(400, "Endpoint does not support method\n")
        if name not in ("ping", "import") and content_type(request) not in ("", _JSON):
            return text(400, "Endpoint does not support content-type\n")
        if content_type(request) == _JSON and request.method == "POST" and request.json is None:
            return text(400, "Invalid JSON provided\n")
        return respond(request)

    def _ping(self, request: Request) -> Reply:
        if request.method == "GET":
            page = b"<!DOCTYPE html><html><body>Zotero is running</body></html>"
            return Reply(200, page, {"Content-Type": "text/html"})
        return as_json({"prefs": {"automaticSnapshots": True, "supportsAttachmentUpload": True}})

    def _selected(self, request: Request) -> Reply:
        library, number = self.library, 1
        targets: list[Json] = []
        for number, one in enumerate(self.libraries, start=1):
            targets.append(
                {"id": f"L{number}", "name": one.name, "filesEditable": True, "level": 0}
            )
            if one is library:
                targets += [
                    {
                        "id": f"C{place}",
                        "name": one.collections[key]["name"],
                        "filesEditable": True,
                        "level": 1 + _level(one, key),
                    }
                    for place, key in enumerate(one.collections, start=1)
                ]
        chosen = list(library.collections).index(self.selected) + 1 if self.selected else None
        name = library.collections[self.selected]["name"] if self.selected else library.name
        return as_json(
            {
                "libraryID": 1,
                "libraryName": library.name,
                "libraryEditable": self.editable,
                "filesEditable": self.editable,
                "editable": self.editable,
                "id": chosen,
                "name": name,
                "targets": targets if self.editable else targets[1:],
            }
        )

    def _import(self, request: Request) -> Reply:
        # A body of JSON's own type is read into an object, and no translator reads an object.
        read = None if content_type(request) == _JSON else _read(request.body)
        if read is None:
            return Reply(400)
        return self._into_library(request.query.get("session"), read)

    def _save(self, request: Request) -> Reply:
        spoken = request.headers.get("x-zotero-connector-api-version", "3")
        if spoken.isdecimal() and int(spoken) < 3:
            return as_json({"error": "CONNECTOR_VERSION_OUTDATED"}, 400)
        sent = request.json if isinstance(request.json, dict) else {}
        made = self._into_library(sent.get("sessionID"), list(sent.get("items", [])))
        return Reply(201) if made.status == 201 else made

    def _into_library(self, session: str | None, items: list[Json]) -> Reply:
        if not self.editable:
            return as_json({"libraryEditable": False}, 500)
        if session in self.sessions:
            # Without a name all share none, and a session is never forgotten.
            return as_json({"error": "SESSION_EXISTS"}, 409)
        self.sessions[session] = []
        saved = []
        for item in items:
            key = self.library.add(loosened(self._placed(item), self.library))
            self.sessions[session].append(key)
            saved.append(self.library.items[key])
        return as_json(saved, 201)

    def _placed(self, item: Json) -> Json:
        fields = self.library.schema.types[item["itemType"]].fields
        kept = {
            name: value
            for name, value in item.items()
            if name in fields or name in ("itemType", "creators", "DOI", "extra")
        }
        tags = [tag["tag"] if isinstance(tag, dict) else tag for tag in item.get("tags", [])]
        # All become automatic; with the preference off they are dropped without a word.
        kept["tags"] = [{"tag": tag, "type": 1} for tag in tags if self.automatic_tags]
        return {**kept, "collections": [self.selected] if self.selected else []}

    def _update(self, request: Request) -> Reply:
        sent = request.json if isinstance(request.json, dict) else {}
        if sent.get("sessionID") not in self.sessions:
            return as_json({"error": "SESSION_NOT_FOUND"}, 400)
        target = str(sent.get("target", ""))
        keys = self.sessions[sent["sessionID"]]
        collections = list(self.library.collections)
        for key in keys:
            if re.fullmatch(r"C\d+", target) and int(target[1:]) <= len(collections):
                self.library.edit(key, collections=[collections[int(target[1:]) - 1]])
            elif target.startswith("L"):
                self.library.edit(key, collections=[])
            if tags := _tags(sent.get("tags")):
                there = self.library.items[key]["tags"]
                self.library.edit(key, tags=[*there, *({"tag": tag} for tag in tags)])
        return as_json({})


def _tags(value: Any) -> list[str]:
    parts = value.split(",") if isinstance(value, str) else value or []
    return [str(part).strip() for part in parts if str(part).strip()]


def content_type(request: Request) -> str:
    """The type of what is sent, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip()


def _level(library: Library, key: str) -> int:
    parent = library.collections[key]["parentCollection"]
    return 1 + _level(library, parent) if parent else 0


def _read(body: bytes) -> list[Json] | None:
    """The items of a text in RIS, CSL-JSON or BibTeX; None where it is none of them."""
    text_ = body.decode("utf-8", "replace").lstrip("\ufeff \r\n\t")
    readers = (("TY  -", _ris), ("[", _csl), ("{", _csl), ("@", _bibtex))
    found = [read for start, read in readers if text_.startswith(start)]
    try:
        items = list(found[0](text_)) if found else []
    except (ValueError, KeyError, TypeError, Refused):
        return None
    return items or None


def _csl(text_: str) -> Iterator[Json]:
    read = json.loads(text_)
    for one in read if isinstance(read, list) else read["items"]:
        authors = one.get("author", [])
        yield {
            "itemType": _CSL_TYPES.get(one["type"], "document"),
            "title": one.get("title", ""),
            "publicationTitle": one.get("container-title", ""),
            "citationKey": one.get("citation-key", ""),
            "DOI": one.get("DOI", ""),
            "extra": one.get("note", ""),
            "tags": _tags(one.get("keyword")),
            "creators": [
                _creator(who.get("family") or who.get("literal", ""), who.get("given"))
                for who in authors
            ],
        }


def _ris(text_: str) -> Iterator[Json]:
    import rispy  # type: ignore[import-untyped]

    for one in rispy.loads(text_):
        yield {
            "itemType": _RIS_TYPES.get(one["type_of_reference"], "document"),
            "title": one.get("title") or one.get("primary_title", ""),
            "publicationTitle": one.get("secondary_title") or one.get("journal_name", ""),
            "DOI": one.get("doi", ""),
            "tags": one.get("keywords", []),
            "creators": [_named(name) for name in one.get("authors", [])],
        }


def _bibtex(text_: str) -> Iterator[Json]:
    from bibtexparser.entrypoint import parse_string

    read = parse_string(text_)
    for entry in read.entries:
        fields = {
            name.lower(): str(one.value).strip("{}") for name, one in entry.fields_dict.items()
        }
        # The key of an entry does not become the citation key.
        yield {
            "itemType": _BIB_TYPES.get(entry.entry_type.lower(), "document"),
            "title": fields.get("title", ""),
            "publicationTitle": fields.get("journal") or fields.get("journaltitle", ""),
            "DOI": fields.get("doi", ""),
            "tags": _tags(fields.get("keywords")),
            "creators": [_named(name) for name in _people(fields.get("author", ""))],
        }


def _people(names: str) -> Iterable[str]:
    return [name.strip() for name in re.split(r"\s+and\s+", names) if name.strip()]


def _named(name: str) -> Json:
    family, comma, given = name.partition(",")
    return _creator(family.strip(), given.strip() if comma else None)


def _creator(family: str, given: str | None) -> Json:
    named = {"lastName": family, "firstName": given} if given else {"name": family}
    return {"creatorType": "author", **named}
