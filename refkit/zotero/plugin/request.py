"""Reads a request of the plug-in: JSON in, typed and complete out, or what is wrong with it.

Only the standard library and the errors are needed here: the first event is told before anything
else is loaded.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from refkit.errors import InputError
from refkit.text.plain import clipped
from refkit.zotero.api.protocol import DATES, TITLES
from refkit.zotero.plugin.events import PROTOCOL, ErrorKind, Want

Json = dict[str, Any]
_Value = TypeVar("_Value")

EXISTING = ("label", "complete", "skip")
"""What becomes of items that are there: labels alone, empty fields as well, or nothing."""


class BadRequest(InputError):
    """A request that cannot be carried out; ``kind`` is told in the event, with ``where``."""

    def __init__(self, message: str, where: str = "", kind: ErrorKind = ErrorKind.REQUEST) -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.kind = kind
        self.where = where


@dataclass(frozen=True, slots=True)
class RequestOptions:
    """What a user chose; each has the value that holds where nothing was said."""

    offline: bool = False
    refresh: bool = False
    contact: str = ""
    facets: tuple[str, ...] = ()
    tag_style: str = "name"
    evidence: str = "title"
    taxonomies: tuple[str, ...] = ()
    collection: str = ""
    existing: str = "label"
    again: bool = False
    resolved_only: bool = False
    review: bool = True
    sources: tuple[str, ...] = ()
    person: str = ""


@dataclass(frozen=True, slots=True)
class LibraryIndex:
    """A library as the running program describes it; ``items`` are in Zotero's own JSON.

    ``also`` are other names of it; ``children`` are notes and files beside items.
    """

    id: str
    also: tuple[str, ...] = ()
    name: str = ""
    editable: bool = True
    items: tuple[Json, ...] = ()
    children: tuple[Json, ...] = ()
    collections: tuple[Json, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All names by which it is known."""
        return (self.id, *self.also)


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for; members that a want has no use for are empty."""

    want: Want
    client: str = ""
    library: LibraryIndex | None = None
    item_types: Mapping[str, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)
    options: RequestOptions = field(default_factory=RequestOptions)
    identifiers: tuple[str, ...] = ()
    items: tuple[Json, ...] = ()
    run: str = ""
    chosen: tuple[int, ...] | None = None
    written: tuple[Json, ...] = ()
    collection: str = ""
    failed: str = ""
    decisions: tuple[Json, ...] = ()

    @property
    def index(self) -> LibraryIndex:
        """The library; raises BadRequest where none was told of."""
        if self.library is None:
            raise BadRequest("is missing", "library")
        return self.library


_NEED_LIBRARY = frozenset(
    {Want.REFERENCES, Want.LABELS, Want.EXPLAIN, Want.DECIDE, Want.BEGIN, Want.WRITTEN, Want.UNDO}
)
_NEED_ITEMS = frozenset({Want.LABELS, Want.RETRACTIONS, Want.EXPLAIN, Want.DECIDE})
_NEED_RUN = frozenset({Want.BEGIN, Want.WRITTEN, Want.UNDO})
_WRITE = frozenset({Want.REFERENCES, Want.LABELS, Want.DECIDE, Want.BEGIN, Want.UNDO})


def load(data: bytes) -> Json:
    """The JSON object that a request is; raises BadRequest where it is none."""
    try:
        asked = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadRequest(f"the request is not UTF-8 (byte {error.start})") from None
    except ValueError as error:
        raise BadRequest(f"the request is not JSON ({error})") from None
    except RecursionError:
        raise BadRequest("the request is nested too deep") from None
    if not isinstance(asked, dict):
        raise BadRequest("the request is no JSON object")
    return asked


def told_run(asked: Json) -> str:
    """The run that a request is about, empty where it names none; nothing is raised."""
    return asked["run"] if isinstance(asked.get("run"), str) else ""


def read(asked: Json) -> Request:
    """Understand a request; raises BadRequest naming the member that is wrong."""
    number = asked.get("protocol")
    if number != PROTOCOL or isinstance(number, bool):
        raise BadRequest(
            f"this refkit speaks protocol {PROTOCOL}, and the request is of protocol {number!r}: "
            "bring refkit and the plug-in to the same version",
            kind=ErrorKind.PROTOCOL,
        )
    word = asked.get("want")
    if word not in list(Want):
        raise BadRequest(f"cannot be {_shown(word)}; there are: {', '.join(Want)}", "want")
    request = _read(Want(cast("str", word)), asked)
    _insist(request)
    return request


def _read(want: Want, asked: Json) -> Request:
    given = _Object(asked, "")
    library = given.object("library")
    return Request(
        want=want,
        client=_client(given.object("client")),
        library=_library(library) if library else None,
        item_types=_types(given.object("item_types")),
        options=_options(given.object("options") or _Object({}, "options")),
        identifiers=given.texts("identifiers"),
        items=tuple(map(as_zotero_has_it, _items(given.objects("items")))),
        run=given.text("run"),
        chosen=None if asked.get("chosen") is None else given.numbers("chosen"),
        written=_written(given.objects("written")),
        collection=given.text("collection"),
        failed=given.text("failed"),
        decisions=tuple(each.values for each in given.objects("decisions")),
    )


def _insist(request: Request) -> None:
    """Raise BadRequest where something is missing that this want needs."""
    want = request.want
    if want in _NEED_LIBRARY and not request.index.id.strip():
        raise BadRequest("is missing", "library.id")
    if want in _NEED_ITEMS and not request.items:
        raise BadRequest("there is none", "items")
    if want in _NEED_RUN and not request.run:
        raise BadRequest("is missing", "run")
    if want is Want.DECIDE and not request.decisions:
        raise BadRequest("there is none", "decisions")
    if want is Want.REFERENCES:
        if not request.identifiers and not request.items:
            raise BadRequest("name a review here, or send its item in items", "identifiers")
        if not request.item_types:
            raise BadRequest("is missing", "item_types")
    if want in _WRITE and not request.index.editable:
        name = request.index.name or "this library"
        raise BadRequest(f"{name} may only be read: choose another", kind=ErrorKind.READ_ONLY)


class _Object:
    """A JSON object whose members are read by their type; null and missing are the same."""

    def __init__(self, values: Json, where: str) -> None:
        self.values = values
        self.where = where

    def _place(self, name: str) -> str:
        return f"{self.where}.{name}" if self.where else name

    def _get(self, name: str, kind: type[_Value], empty: _Value, said: str) -> _Value:
        value = self.values.get(name)
        if value is None:
            return empty
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise BadRequest(f"must be {said}, not {_shown(value)}", self._place(name))
        return value

    def text(self, name: str, empty: str = "") -> str:
        return self._get(name, str, empty, "a text")

    def choice(self, name: str, words: Sequence[str]) -> str:
        word = self.text(name, words[0])
        if word not in words:
            known = ", ".join(words)
            raise BadRequest(f"cannot be {word!r}; there are: {known}", self._place(name))
        return word

    def flag(self, name: str, *, empty: bool = False) -> bool:
        return self._get(name, bool, empty, "true or false")

    def number(self, name: str) -> int:
        return self._get(name, int, 0, "a whole number")

    def object(self, name: str) -> _Object | None:
        value = self._get(name, dict, {}, "an object")
        return _Object(value, self._place(name)) if value else None

    def objects(self, name: str) -> list[_Object]:
        return [
            _Object(self._of(dict, each, place, "an object"), place)
            for place, each in self._members(name)
        ]

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(self._of(str, each, place, "a text") for place, each in self._members(name))

    def numbers(self, name: str) -> tuple[int, ...]:
        return tuple(
            self._of(int, each, place, "a whole number") for place, each in self._members(name)
        )

    def _members(self, name: str) -> list[tuple[str, Any]]:
        values = self._get(name, list, [], "a list")
        return [(f"{self._place(name)}[{n}]", each) for n, each in enumerate(values)]

    @staticmethod
    def _of(kind: Callable[..., _Value], value: Any, where: str, said: str) -> _Value:
        if not isinstance(value, cast("type", kind)) or isinstance(value, bool):
            raise BadRequest(f"must be {said}, not {_shown(value)}", where)
        return cast("_Value", value)


def _shown(value: Any) -> str:
    return clipped(json.dumps(value), 60)


def _client(given: _Object | None) -> str:
    if given is None:
        return ""
    names = ("program", "version", "plugin", "platform")
    return " ".join(filter(None, (given.text(name) for name in names)))


def _library(given: _Object) -> LibraryIndex:
    collections = given.objects("collections")
    for each in collections:
        _key_in(each)
        each.text("name")
    return LibraryIndex(
        id=given.text("id"),
        also=given.texts("also"),
        name=given.text("name"),
        editable=given.flag("editable", empty=True),
        items=_items(given.objects("items")),
        children=_items(given.objects("children"), typed=False),
        collections=tuple(each.values for each in collections),
    )


def _key_in(given: _Object) -> str:
    key = given.text("key")
    if not key:
        raise BadRequest("is missing", f"{given.where}.key")
    return key


def _items(given: Sequence[_Object], *, typed: bool = True) -> tuple[Json, ...]:
    return tuple(_item(each, typed=typed) for each in given)


def as_zotero_has_it(item: Json) -> Json:
    """A whole item without the word that it is one, which is none of Zotero's members."""
    return {name: value for name, value in item.items() if name != "whole"}


_TEXTS = (*TITLES, *DATES, "DOI", "PMID", "ISBN", "extra", "parentItem")


def _item(given: _Object, *, typed: bool) -> Json:
    """An item with what refkit compares in the one form that Zotero's API has.

    There may be twenty thousand: what is as it should be is not looked at twice.
    """
    _key_in(given)
    if typed and not given.text("itemType"):
        raise BadRequest("is missing", f"{given.where}.itemType")
    item = {name: value for name, value in given.values.items() if value is not None}
    item["version"] = given.number("version")
    if not item.get("parentItem"):
        item.pop("parentItem", None)
    for name in _TEXTS:
        if name in item and not isinstance(item[name], str):
            given.text(name)  # tells what is wrong
    if item.get("collections"):
        given.texts("collections")
    if not _are_objects(item.get("creators", [])):
        given.objects("creators")
    if "tags" in item:
        item["tags"] = _tags(given)
    if item.pop("deleted", None):
        item["deleted"] = 1
    return item


def _are_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _tags(given: _Object) -> list[Json]:
    tags = given.values["tags"]
    if not (_are_objects(tags) and all(map(_is_tag, tags))):
        for each in given.objects("tags"):
            each.text("tag")
            if each.number("type") not in {0, 1}:
                raise BadRequest("must be 0 or 1", f"{each.where}.type")
    return [each for each in tags if each.get("tag")]


def _is_tag(each: Json) -> bool:
    kind = each.get("type", 0)
    return isinstance(each.get("tag"), str) and kind in (0, 1) and not isinstance(kind, bool)


def _types(given: _Object | None) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    found = {}
    for name in given.values if given else ():
        has = given.object(name) if given else None
        if has is not None:
            found[name] = frozenset(has.texts("fields")), frozenset(has.texts("creator_types"))
    return found


def _options(given: _Object) -> RequestOptions:
    # Loaded here, since the first event was told by now.
    from refkit.formats.export import TagStyle
    from refkit.tagging.fields import EVIDENCE
    from refkit.text.unicode import replace_surrogates

    return RequestOptions(
        offline=given.flag("offline"),
        refresh=given.flag("refresh"),
        contact=given.text("contact").strip(),
        facets=given.texts("facets"),
        tag_style=given.choice("tag_style", [each.value for each in TagStyle]),
        evidence=given.choice("evidence", list(EVIDENCE)),
        taxonomies=given.texts("taxonomies"),
        # As Zotero stores it: else the collection is not found again, and made a second time.
        collection=replace_surrogates(given.text("collection").strip()),
        existing=given.choice("existing", EXISTING),
        again=given.flag("again"),
        resolved_only=given.flag("resolved_only"),
        review=given.flag("review", empty=True),
        sources=given.texts("sources"),
        person=given.text("person").strip(),
    )


def _written(given: Sequence[_Object]) -> tuple[Json, ...]:
    found = []
    for each in given:
        after = each.object("after")
        found.append(
            {
                "id": each.number("id"),
                "key": _key_in(each),
                "version": each.number("version"),
                "after": as_zotero_has_it(after.values) if after else None,
            }
        )
    return tuple(found)
