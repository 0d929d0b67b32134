"""A library over a line: pages that are read consistently, batches that are written safely."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from refkit.errors import ZoteroError
from refkit.zotero.api.client import PAUSES, Line, NoAnswer, Reply, is_repeated
from refkit.zotero.api.listings import data_of, is_under, parts_of, total_of, version_of
from refkit.zotero.api.protocol import Fate, Fields, Holdings, Json, Outcome, Told
from refkit.zotero.api.responses import is_passing, outcomes_of, turned_away, unknown

Item = TypeVar("Item")

MOST_IN_A_BATCH = 50  # facts: API.inc.php, more is 413 for the whole request
MOST_KEYS = 50  # of itemKey, as documented
# A library that was changed while it was read is read again this often.
MOST_READINGS = 5
CHILDREN = frozenset({"attachment", "note", "annotation"})
_CHILDREN = "attachment || note || annotation"
_NO_CHILDREN = f"-{_CHILDREN}"
# Keys with versions, and no limit to their number (facts: API.inc.php).
_KEYS_ALONE = {"format": "versions", "includeTrashed": "1"}
_COLORS = "settings/tagColors"
_TOO_LARGE = 413


class _Moved(Exception):
    """The library changed between two pages of one list."""


def _deaf(*heard: Any) -> None:
    return None


def tag_names(item: Json) -> frozenset[str]:
    """The names of an item's tags."""
    return frozenset(str(tag.get("tag")) for tag in item.get("tags") or ())


def beside(keys: Sequence[str], items: Sequence[Json]) -> tuple[Json, ...]:
    """Those of the items that are children of items with these keys."""
    parents = frozenset(keys)
    return tuple(each for each in items if each.get("parentItem") in parents)


class Shelf:
    """A Library (see base) over a line.

    ``path`` is where it stands under the line (``users/1``); ``page`` how many objects a page has;
    ``closed`` why it cannot be written, with what to do, empty where it can; ``home`` the address
    under which its items relate to each other.
    """

    mirrors_relations = True
    is_slow = False
    _batch = MOST_IN_A_BATCH
    # What asks for the items that are no children, as far as a library can be asked for them.
    _regular: Mapping[str, str] = {"itemType": _NO_CHILDREN}

    def __init__(
        self,
        line: Line,
        path: str,
        *,
        id: str,  # noqa: A002 (the Library's own word)
        name: str,
        page: int,
        closed: str = "",
        home: str = "",
    ) -> None:
        self._line = line
        self._path = path
        self._id = id
        self._name = name
        self._page = page
        self._closed = closed
        self._home = home
        self._types: dict[str, Fields] | None = None

    @property
    def id(self) -> str:
        """Which library, for ever."""
        return self._id

    @property
    def name(self) -> str:
        """The library in words for its user."""
        return self._name

    @property
    def is_writable(self) -> bool:
        """Whether it takes what is written, by its kind and the rights of the key."""
        return not self._closed

    def get_ready(self) -> None:
        """Have leave to write, before anything is put on record; raises ZoteroError without."""
        if self._closed:
            raise ZoteroError(self._closed)

    def come_to_rest(self) -> None:
        """Nothing is waited for: each object has its key, and can be sent again at once."""

    @property
    def requests(self) -> int:
        """How many requests were sent so far, repeated ones included."""
        return self._line.requests

    def fields_of(self, item_type: str) -> Fields:
        """What the server says that an item type has, asked once; nothing where it knows none."""
        if self._types is None:
            self._types = self._all_types()
        return self._types.get(item_type, Fields(frozenset(), frozenset()))

    def read(self, since: int = 0, told: Callable[[int, int], None] = _deaf) -> Holdings:
        """Everything, or what changed after a version, all of it as at one version."""
        for _ in range(MOST_READINGS):
            try:
                return self._read(since, told)
            except _Moved:
                continue
        raise ZoteroError(
            f"{self._name} is changed while it is read; let Zotero finish syncing, then run again"
        )

    def items(self, keys: Sequence[str]) -> dict[str, Json]:
        """Items of any kind as they stand now, by key; what is not there is left out."""
        wanted = list(dict.fromkeys(keys))
        found: dict[str, Json] = {}
        for _, reply in self._line.together(parts_of(wanted, MOST_KEYS), self._ask_items):
            found.update((each["key"], each) for each in data_of(reply))
        return {key: found[key] for key in wanted if key in found}

    def marked(self, tag: str) -> tuple[Json, ...]:
        """Items of any kind that have a tag, the trashed too."""
        return self._listed("items", {"tag": tag, "includeTrashed": "1"})

    def children(self, keys: Sequence[str]) -> tuple[Json, ...]:
        """The notes and attachments beside these items, the trashed too.

        Asked of each item, or of all children at once, whichever takes fewer requests.
        """
        if not keys:
            return ()
        params = {"itemType": _CHILDREN, "includeTrashed": "1"}
        first = self._get("items", {**params, "limit": "1"})
        if total_of(first) <= len(keys) * self._page:
            return beside(keys, self._listed("items", params))
        asked = self._line.together(keys, lambda key: self._children_of(key))
        return tuple(child for _, children in asked for child in children)

    def _children_of(self, key: str) -> tuple[Json, ...]:
        return self._listed(f"items/{key}/children", {"includeTrashed": "1"})

    def collections(self) -> tuple[Json, ...]:
        """All collections."""
        return self._listed("collections", {})

    def items_in(self, collection: str) -> tuple[str, ...]:
        """Keys of all that is in a collection, at any depth: items and collections, no collection
        of this key itself; the trashed items too.
        """
        parents = {each["key"]: each.get("parentCollection") for each in self.collections()}
        if collection not in parents:  # of one that is missing the desktop lists the whole library
            return ()
        below = [key for key in parents if is_under(key, collection, parents)]
        found = dict.fromkeys(below)
        for key in (collection, *below):
            reply = self._ask("GET", f"collections/{key}/items", _KEYS_ALONE)
            if reply.status not in {200, 404}:
                raise self._unreadable(reply)
            found.update(dict.fromkeys(reply.json if isinstance(reply.json, dict) else ()))
        return tuple(found)

    def write_items(self, objects: Sequence[Json], told: Told = _deaf) -> tuple[Outcome, ...]:
        """Write items of any number, in batches; an outcome for each, in their order."""
        self.get_ready()
        return self._write("items", objects, told)

    def write_collections(self, objects: Sequence[Json]) -> tuple[Outcome, ...]:
        """The same for collections."""
        self.get_ready()
        return self._write("collections", objects, _deaf)

    def delete_collection(self, key: str, version: int) -> Outcome:
        """Delete a collection, which leaves its items, only in the version given."""
        self.get_ready()
        return self._single(key, "DELETE", f"collections/{key}", version=version)

    def tag_colors(self) -> tuple[list[Json], int]:
        """The user's coloured tags in their order, and the setting's version."""
        reply = self._ask("GET", _COLORS)
        if reply.status == 404:  # no colour was ever given
            return [], 0
        if reply.status != 200 or not isinstance(reply.json, dict):
            raise self._unreadable(reply)
        return list(reply.json.get("value") or []), int(reply.json.get("version") or 0)

    def put_tag_colors(self, colors: Sequence[Json], version: int) -> Outcome:
        """Write the coloured tags, only over the version given."""
        self.get_ready()
        # A setting cannot be an empty list.
        how: dict[str, Any] = {"value": {"value": list(colors)}} if colors else {}
        method = "PUT" if colors else "DELETE"
        outcome = self._single("tagColors", method, _COLORS, version=version, **how)
        if outcome.fate is Fate.GONE:  # the desktop has no such address
            return Outcome("tagColors", Fate.FAILED, why="this Zotero lets nobody else set colours")
        return outcome

    def relation_uri(self, key: str) -> str:
        """The address by which another item of this library relates to the item."""
        return f"{self._home}/items/{key}"

    def _ask(self, method: str, what: str, params: Any = None, **parts: Any) -> Reply:
        return self._line.ask(method, f"{self._path}/{what}", params, **parts)

    def _get(self, what: str, params: Mapping[str, str]) -> Reply:
        reply = self._ask("GET", what, params)
        if reply.status != 200:
            raise self._unreadable(reply)
        return reply

    def _unreadable(self, reply: Reply) -> ZoteroError:
        said = self._line.said(reply) if reply.status != 200 else "not what was asked for"
        return ZoteroError(
            f"{self._name} cannot be read ({reply.status}: {said or 'no reason given'})"
        )

    def _all_types(self) -> dict[str, Fields]:
        """All item types; one answer has them all, where asking by type takes two for each."""
        reply = self._line.ask("GET", "schema")
        types = reply.json.get("itemTypes") if isinstance(reply.json, dict) else None
        if reply.status != 200 or not isinstance(types, list):
            raise self._unreadable(reply)
        return {
            each["itemType"]: Fields(
                frozenset(field["field"] for field in each["fields"]),
                frozenset(creator["creatorType"] for creator in each["creatorTypes"]),
            )
            for each in types
        }

    def _read(self, since: int, told: Callable[[int, int], None]) -> Holdings:
        params = {**self._regular, "includeTrashed": "1"}
        if since:
            params["since"] = str(since)
        version, items = self._pages("items", params, told)
        gone = self._gone(since, version) if since else ()
        standing = self._standing(version) if gone is None else None
        regular = (each for each in items if each.get("itemType") not in CHILDREN)
        return Holdings(version, tuple(regular), gone or (), standing, is_whole=not since)

    def _standing(self, version: int) -> frozenset[str]:
        """The keys of all items, the trashed too."""
        reply = self._get("items", _KEYS_ALONE)
        if not isinstance(reply.json, dict):
            raise self._unreadable(reply)
        if version_of(reply) != version:
            raise _Moved
        return frozenset(map(str, reply.json))

    def _gone(self, since: int, version: int) -> tuple[str, ...] | None:
        """Keys of what was deleted since; None where that is not told."""
        reply = self._ask("GET", "deleted", {"since": str(since)})
        if reply.status in {404, 501}:
            return None
        if reply.status != 200 or not isinstance(reply.json, dict):
            raise self._unreadable(reply)
        if version_of(reply) != version:
            raise _Moved
        return tuple(map(str, reply.json.get("items") or ()))

    def _listed(self, what: str, params: Mapping[str, str]) -> tuple[Json, ...]:
        for _ in range(MOST_READINGS):
            try:
                return tuple(self._pages(what, params, _deaf)[1])
            except _Moved:
                continue
        raise ZoteroError(f"{self._name} is changed while it is read; run again")

    def _pages(
        self, what: str, params: Mapping[str, str], told: Callable[[int, int], None]
    ) -> tuple[int, list[Json]]:
        """All objects of a list with the version that every page of it names; raises _Moved."""

        def ask(start: int) -> Reply:
            return self._get(what, {**params, "limit": str(self._page), "start": str(start)})

        first = ask(0)
        version, total = version_of(first), total_of(first)
        pages = {0: data_of(first)}
        done = len(pages[0])
        told(done, total)
        for start, reply in self._line.together(range(self._page, total, self._page), ask):
            if (version_of(reply), total_of(reply)) != (version, total):
                raise _Moved
            pages[start] = data_of(reply)
            done += len(pages[start])
            told(done, total)
        if done != total:  # a page that is short would lose items without a word
            raise _Moved
        return version, [each for start in sorted(pages) for each in pages[start]]

    def _ask_items(self, keys: Sequence[str]) -> Reply:
        params = {"itemKey": ",".join(keys), "includeTrashed": "1", "limit": str(MOST_KEYS)}
        return self._get("items", params)

    def _write(self, what: str, objects: Sequence[Json], told: Told) -> tuple[Outcome, ...]:
        """Write in batches, some at a time; outcomes in the order of the objects.

        After a ZoteroError nothing more is sent, but what is under way is still heard of.
        """
        trouble: list[ZoteroError] = []

        def send(places: Sequence[int]) -> list[Outcome]:
            try:
                return [] if trouble else self._send(what, [objects[place] for place in places])
            except ZoteroError as error:
                trouble.append(error)
                return []

        done: dict[int, Outcome] = {}
        batches = parts_of(range(len(objects)), self._batch)
        for places, outcomes in self._line.together(batches, send):
            fared = dict(zip(places, outcomes, strict=False))  # none after a ZoteroError
            done |= fared
            if fared:
                told(fared)
        if trouble:
            raise trouble[0]
        return tuple(done[place] for place in sorted(done))

    def _send(self, what: str, batch: Sequence[Json]) -> list[Outcome]:
        """Send a batch, and again what of it met a passing trouble: the same objects, bounded."""
        found = dict(enumerate(self._send_once(what, batch)))
        for pause in PAUSES:
            left = [place for place, outcome in found.items() if is_passing(outcome)]
            if not left:
                break
            self._line.rest(pause)
            again = self._send_once(what, [batch[place] for place in left])
            found.update(zip(left, again, strict=True))
        return list(found.values())

    def _send_once(self, what: str, batch: Sequence[Json]) -> list[Outcome]:
        sent = list(map(self._without_key, batch))
        # What has no key would be made twice.
        once = any("key" not in each for each in sent)
        try:
            # No If-Unmodified-Since-Version: it would be held against the first object alone.
            reply = self._ask("POST", what, value=sent, once=once)
        except NoAnswer as error:
            return [unknown(each["key"], str(error)) for each in batch]
        if reply.status == 200:
            found = outcomes_of(sent, reply.json, [each["key"] for each in batch])
            return [replace(each, why=self._line.hidden(each.why)) for each in found]
        if reply.status == _TOO_LARGE and len(batch) > 1:
            half = len(batch) // 2
            return [*self._send(what, batch[:half]), *self._send(what, batch[half:])]
        return [self._turned_away(each["key"], reply) for each in batch]

    def _without_key(self, sent: Json) -> Json:
        """An object as it is sent: a new one without its key, where none is taken."""
        return sent

    def _single(self, key: str, method: str, what: str, **parts: Any) -> Outcome:
        try:
            reply = self._ask(method, what, **parts)
        except NoAnswer as error:
            return unknown(key, str(error))
        if reply.status in {200, 204}:
            return Outcome(key, Fate.WRITTEN, version=version_of(reply))
        return self._turned_away(key, reply)

    def _turned_away(self, key: str, reply: Reply) -> Outcome:
        if is_repeated(reply):  # until that was of no more use
            return unknown(key, f"Zotero is out of order, status {reply.status}")
        return turned_away(key, reply.status, self._line.said(reply))

    def __repr__(self) -> str:
        return f"Shelf({self._id})"
