"""Reads and writes a Zotero library: lists as at one version, batches that lose nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from refkit.errors import ZoteroError
from refkit.zotero.api.client import (
    PAUSES,
    ApiClient,
    NoAnswer,
    data_of,
    is_repeated,
    total_of,
    version_of,
)
from refkit.zotero.api.protocol import (
    ApiObject,
    ItemTypeFields,
    LibraryContents,
    OnBatch,
    OnRead,
    TagColor,
    WriteResult,
    WriteStatus,
    ZoteroCollection,
    ZoteroItem,
)
from refkit.zotero.api.responses import (
    is_passing,
    result_when_refused,
    results_of,
    unknown,
)

if TYPE_CHECKING:
    from refkit.http.transport import Reply

Value = TypeVar("Value")

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


def _ignore(*arguments: Any) -> None:
    return None


def tag_names(item: ZoteroItem) -> frozenset[str]:
    """The names of an item's tags."""
    return frozenset(tag["tag"] for tag in item.get("tags") or ())


def children_of(keys: Sequence[str], items: Sequence[ZoteroItem]) -> tuple[ZoteroItem, ...]:
    """Those of the items that are children of items with these keys."""
    parents = frozenset(keys)
    return tuple(each for each in items if each.get("parentItem") in parents)


class ZoteroLibrary:
    """A library that is read and, where it ``is_writable``, written.

    ``path`` is its path in the API (``users/1``), ``id`` which library it is, for ever
    (``users/475425``, ``groups/77``, ``local/SERVER-ID/users/0``), ``name`` the same in words;
    ``page_size`` how many objects a page has; ``read_only_reason`` why it cannot be written, with
    what to do, empty where it can; ``uri_base`` the address under which its items relate to each
    other.

    Every method may raise ZoteroError: no answer, no right to do it, an answer that cannot be
    read. What goes wrong with one object is a WriteResult, never raised.
    """

    # Whether a relation that is written to one item shows on the other by itself.
    mirrors_relations = True
    # Whether it takes seconds for a few dozen items, which its user should know before.
    is_slow = False
    _batch_size = MOST_IN_A_BATCH
    # What asks for the items that are no children, as far as a library can be asked for them.
    _regular: Mapping[str, str] = {"itemType": _NO_CHILDREN}

    def __init__(
        self,
        client: ApiClient,
        path: str,
        *,
        id: str,  # noqa: A002 (the API's own word)
        name: str,
        page_size: int,
        read_only_reason: str = "",
        uri_base: str = "",
    ) -> None:
        self._client = client
        self._path = path
        self.id = id
        self.name = name
        self._page_size = page_size
        self._read_only_reason = read_only_reason
        self._uri_base = uri_base
        self._types: dict[str, ItemTypeFields] | None = None

    @property
    def is_writable(self) -> bool:
        """Whether it takes what is written, by its kind and the rights of the key."""
        return not self._read_only_reason

    def require_write_access(self) -> None:
        """Raise ZoteroError where it cannot be written; the desktop asks its user here."""
        if self._read_only_reason:
            raise ZoteroError(self._read_only_reason)

    def wait_until_idle(self) -> None:
        """Wait until what was sent without an answer, by whomever, is carried out or lost.

        On the web nothing is waited for: each object has its key, and can be sent again at once.
        """

    @property
    def requests(self) -> int:
        """How many requests were sent so far, repeated ones included."""
        return self._client.requests

    def fields_of(self, item_type: str) -> ItemTypeFields:
        """What the server says that an item type has, asked once; nothing where it knows none."""
        if self._types is None:
            self._types = self._all_types()
        return self._types.get(item_type, ItemTypeFields(frozenset(), frozenset()))

    def read(self, since: int = 0, progress: OnRead = _ignore) -> LibraryContents:
        """Everything (``since`` 0), or what changed after a version, the trash included.

        All of it is as at one version. ``progress`` is called with how many items of how many are
        read.
        """
        for _ in range(MOST_READINGS):
            try:
                return self._read(since, progress)
            except _Moved:
                continue
        raise ZoteroError(
            f"{self.name} is changed while it is read; let Zotero finish syncing, then run again"
        )

    def items(self, keys: Sequence[str]) -> dict[str, ZoteroItem]:
        """Items of any kind as they stand now, by key; what is not there is left out."""
        wanted = list(dict.fromkeys(keys))
        found: dict[str, ZoteroItem] = {}
        for _, reply in self._client.in_parallel(parts_of(wanted, MOST_KEYS), self._ask_items):
            found.update((each["key"], each) for each in data_of(reply))
        return {key: found[key] for key in wanted if key in found}

    def tagged(self, tag: str) -> tuple[ZoteroItem, ...]:
        """Items of any kind that have a tag, the trashed too."""
        return self._list("items", {"tag": tag, "includeTrashed": "1"})

    def children(self, keys: Sequence[str]) -> tuple[ZoteroItem, ...]:
        """The notes and attachments beside these items, the trashed too.

        Asked of each item, or of all children at once, whichever takes fewer requests.
        """
        if not keys:
            return ()
        params = {"itemType": _CHILDREN, "includeTrashed": "1"}
        first = self._get("items", {**params, "limit": "1"})
        if total_of(first) <= len(keys) * self._page_size:
            return children_of(keys, self._list("items", params))
        asked = self._client.in_parallel(keys, self._children_of)
        return tuple(child for _, children in asked for child in children)

    def _children_of(self, key: str) -> tuple[ZoteroItem, ...]:
        return self._list(f"items/{key}/children", {"includeTrashed": "1"})

    def collections(self) -> tuple[ZoteroCollection, ...]:
        """All collections."""
        return self._list("collections", {})

    def keys_in(self, collection: str) -> tuple[str, ...]:
        """Keys of the items and collections in a collection, at any depth, the trashed too.

        None where there is no such collection.
        """
        parents = {each["key"]: each.get("parentCollection") for each in self.collections()}
        if collection not in parents:  # of one that is missing the desktop lists the whole library
            return ()
        below = [key for key in parents if _is_under(key, collection, parents)]
        found = dict.fromkeys(below)
        for key in (collection, *below):
            reply = self._request("GET", f"collections/{key}/items", _KEYS_ALONE)
            if reply.status not in {200, 404}:
                raise self._unreadable(reply)
            found.update(dict.fromkeys(reply.json if isinstance(reply.json, dict) else ()))
        return tuple(found)

    def write_items(
        self, items: Sequence[ZoteroItem], on_batch: OnBatch = _ignore
    ) -> tuple[WriteResult, ...]:
        """Write items of any number, in batches; a result for each, in their order.

        Every item has its key and version: 0 for one that is new. A library that takes no keys
        for what is new gives one of its own, which the result names. Members that are not sent
        stay as they are. ``on_batch`` is called as soon as the answer to a batch is in.
        """
        self.require_write_access()
        return self._write("items", items, on_batch)

    def write_collections(self, collections: Sequence[ZoteroCollection]) -> tuple[WriteResult, ...]:
        """Write collections, as items are written."""
        self.require_write_access()
        return self._write("collections", collections, _ignore)

    def delete_collection(self, key: str, version: int) -> WriteResult:
        """Delete a collection, which leaves its items, only in the version given."""
        self.require_write_access()
        return self._write_single(key, "DELETE", f"collections/{key}", version=version)

    def tag_colors(self) -> tuple[list[TagColor], int]:
        """The user's coloured tags in their order, and the version of that setting."""
        reply = self._request("GET", _COLORS)
        if reply.status == 404:  # no colour was ever given
            return [], 0
        if reply.status != 200 or not isinstance(reply.json, dict):
            raise self._unreadable(reply)
        return list(reply.json.get("value") or []), int(reply.json.get("version") or 0)

    def put_tag_colors(self, colors: Sequence[TagColor], version: int) -> WriteResult:
        """Write the coloured tags, only over the version given."""
        self.require_write_access()
        # A setting cannot be an empty list.
        content: dict[str, Any] = {"value": {"value": list(colors)}} if colors else {}
        method = "PUT" if colors else "DELETE"
        result = self._write_single("tagColors", method, _COLORS, version=version, **content)
        if result.status is WriteStatus.GONE:  # the desktop has no such address
            return WriteResult(
                "tagColors", WriteStatus.FAILED, why="this Zotero lets nobody else set colours"
            )
        return result

    def relation_uri(self, key: str) -> str:
        """The address by which another item of this library relates to the item."""
        return f"{self._uri_base}/items/{key}"

    def _request(self, method: str, path: str, params: Any = None, **options: Any) -> Reply:
        return self._client.request(method, f"{self._path}/{path}", params, **options)

    def _get(self, path: str, params: Mapping[str, str]) -> Reply:
        reply = self._request("GET", path, params)
        if reply.status != 200:
            raise self._unreadable(reply)
        return reply

    def _unreadable(self, reply: Reply) -> ZoteroError:
        reason = self._client.message_in(reply) if reply.status != 200 else "not what was asked for"
        return ZoteroError(
            f"{self.name} cannot be read ({reply.status}: {reason or 'no reason given'})"
        )

    def _all_types(self) -> dict[str, ItemTypeFields]:
        """All item types; one answer has them all, where asking by type takes two for each."""
        reply = self._client.request("GET", "schema")
        types = reply.json.get("itemTypes") if isinstance(reply.json, dict) else None
        if reply.status != 200 or not isinstance(types, list):
            raise self._unreadable(reply)
        return {
            each["itemType"]: ItemTypeFields(
                frozenset(field["field"] for field in each["fields"]),
                frozenset(creator["creatorType"] for creator in each["creatorTypes"]),
            )
            for each in types
        }

    def _read(self, since: int, progress: OnRead) -> LibraryContents:
        params = {**self._regular, "includeTrashed": "1"}
        if since:
            params["since"] = str(since)
        version, items = self._pages("items", params, progress)
        deleted = self._deleted(since, version) if since else ()
        remaining = self._remaining(version) if deleted is None else None
        regular = (each for each in items if each.get("itemType") not in CHILDREN)
        return LibraryContents(
            version, tuple(regular), deleted or (), remaining, is_complete=not since
        )

    def _remaining(self, version: int) -> frozenset[str]:
        """The keys of all items, the trashed too."""
        reply = self._get("items", _KEYS_ALONE)
        if not isinstance(reply.json, dict):
            raise self._unreadable(reply)
        if version_of(reply) != version:
            raise _Moved
        return frozenset(map(str, reply.json))

    def _deleted(self, since: int, version: int) -> tuple[str, ...] | None:
        """Keys of what was deleted since; None where the server does not say."""
        reply = self._request("GET", "deleted", {"since": str(since)})
        if reply.status in {404, 501}:
            return None
        if reply.status != 200 or not isinstance(reply.json, dict):
            raise self._unreadable(reply)
        if version_of(reply) != version:
            raise _Moved
        return tuple(map(str, reply.json.get("items") or ()))

    def _list(self, path: str, params: Mapping[str, str]) -> tuple[Any, ...]:
        for _ in range(MOST_READINGS):
            try:
                return tuple(self._pages(path, params, _ignore)[1])
            except _Moved:
                continue
        raise ZoteroError(f"{self.name} is changed while it is read; run again")

    def _pages(
        self, path: str, params: Mapping[str, str], progress: OnRead
    ) -> tuple[int, list[Any]]:
        """All objects of a list, and the version; raises _Moved where its pages differ in that."""

        def ask(start: int) -> Reply:
            return self._get(path, {**params, "limit": str(self._page_size), "start": str(start)})

        first = ask(0)
        version, total = version_of(first), total_of(first)
        pages = {0: data_of(first)}
        done = len(pages[0])
        progress(done, total)
        for start, reply in self._client.in_parallel(
            range(self._page_size, total, self._page_size), ask
        ):
            if (version_of(reply), total_of(reply)) != (version, total):
                raise _Moved
            pages[start] = data_of(reply)
            done += len(pages[start])
            progress(done, total)
        if done != total:  # a page that is short would lose items without a word
            raise _Moved
        return version, [each for start in sorted(pages) for each in pages[start]]

    def _ask_items(self, keys: Sequence[str]) -> Reply:
        params = {"itemKey": ",".join(keys), "includeTrashed": "1", "limit": str(MOST_KEYS)}
        return self._get("items", params)

    def _write(
        self, path: str, objects: Sequence[ApiObject], on_batch: OnBatch
    ) -> tuple[WriteResult, ...]:
        """Write in batches, some at a time; results in the order of the objects.

        After a ZoteroError nothing more is sent, but answers that are under way are still read.
        """
        errors: list[ZoteroError] = []

        def send(places: Sequence[int]) -> list[WriteResult]:
            try:
                return [] if errors else self._send(path, [objects[place] for place in places])
            except ZoteroError as error:
                errors.append(error)
                return []

        found: dict[int, WriteResult] = {}
        batches = parts_of(range(len(objects)), self._batch_size)
        for places, results in self._client.in_parallel(batches, send):
            batch = dict(zip(places, results, strict=False))  # none after a ZoteroError
            found |= batch
            if batch:
                on_batch(batch)
        if errors:
            raise errors[0]
        return tuple(found[place] for place in sorted(found))

    def _send(self, path: str, batch: Sequence[ApiObject]) -> list[WriteResult]:
        """Send a batch, and again what of it met a passing trouble: the same objects, bounded."""
        found = dict(enumerate(self._send_once(path, batch)))
        for pause in PAUSES:
            left = [place for place, result in found.items() if is_passing(result)]
            if not left:
                break
            self._client.wait(pause)
            again = self._send_once(path, [batch[place] for place in left])
            found.update(zip(left, again, strict=True))
        return list(found.values())

    def _send_once(self, path: str, batch: Sequence[ApiObject]) -> list[WriteResult]:
        sent = list(map(self._without_key, batch))
        # What has no key would be made twice.
        once = any("key" not in each for each in sent)
        try:
            # No If-Unmodified-Since-Version: it would be held against the first object alone.
            reply = self._request("POST", path, value=sent, once=once)
        except NoAnswer as error:
            return [unknown(each["key"], str(error)) for each in batch]
        if reply.status == 200:
            results = results_of(sent, reply.json, [each["key"] for each in batch])
            return [replace(each, why=self._client.without_key(each.why)) for each in results]
        if reply.status == _TOO_LARGE and len(batch) > 1:
            half = len(batch) // 2
            return [*self._send(path, batch[:half]), *self._send(path, batch[half:])]
        return [self._refused(each["key"], reply) for each in batch]

    def _without_key(self, sent: ApiObject) -> ApiObject:
        """An object as it is sent: a new one without its key, where none is taken."""
        return sent

    def _write_single(self, key: str, method: str, path: str, **options: Any) -> WriteResult:
        try:
            reply = self._request(method, path, **options)
        except NoAnswer as error:
            return unknown(key, str(error))
        if reply.status in {200, 204}:
            return WriteResult(key, WriteStatus.WRITTEN, version=version_of(reply))
        return self._refused(key, reply)

    def _refused(self, key: str, reply: Reply) -> WriteResult:
        if is_repeated(reply):  # until that was of no more use
            return unknown(key, f"Zotero is out of order, status {reply.status}")
        return result_when_refused(key, reply.status, self._client.message_in(reply))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id})"


def parts_of(values: Sequence[Value], size: int) -> list[Sequence[Value]]:
    """The values in their order, so many in a part; the last may be shorter."""
    return [values[at : at + size] for at in range(0, len(values), size)]


def _is_under(key: str, top: str, parents: Mapping[str, Any]) -> bool:
    """Whether a collection stands somewhere under another."""
    seen = {key}
    while (parent := parents.get(key)) and parent not in seen:
        if parent == top:
            return True
        key = parent
        seen.add(key)
    return False
