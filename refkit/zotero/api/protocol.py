"""What a Zotero library is to refkit: items that are read and written, and how each one fared.

The web's library (api.zotero.org) and the running Zotero's (its local API) speak the same grammar,
version 3 of Zotero's API; both are a ``Library``. The connector can do less and is none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

# An object of Zotero's API: an item or a collection, with key and version once it is stored.
Json = dict[str, Any]


class Fields(NamedTuple):
    """What an item type has: the names of its fields, and of its creators' roles."""

    fields: frozenset[str]
    creators: frozenset[str]


class Fate(StrEnum):
    """How an object fared that was sent."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"  # Zotero holds just that already
    STALE = "stale"  # not written: it is there already, or somebody changed it since it was read
    GONE = "gone"  # not written: it, or what it belongs to, is no longer there
    UNKNOWN = "unknown"  # it was sent, and no answer came: it may be written or not
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one object fared. ``version`` is that after the write, 0 where none was made.

    ``key`` is the object's in the library, which a new one may have been given there. ``code`` is
    Zotero's own of a failure (400, 409, 413 ...), ``why`` its reason in plain text. ``stored`` is
    what Zotero holds after the write, None where it was not told.
    """

    key: str
    fate: Fate
    version: int = 0
    code: int = 0
    why: str = ""
    stored: Json | None = None


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a library holds at a version, or what changed in it since an earlier one.

    ``items`` are regular items (no notes, attachments or annotations) as Zotero's data objects;
    one in the trash has ``deleted``. ``gone`` are keys of items that were deleted for good;
    where that is not told, ``standing`` are the keys of all that are still there. ``is_whole``:
    the items are all there are.
    """

    version: int
    items: tuple[Json, ...] = ()
    gone: tuple[str, ...] = ()
    standing: frozenset[str] | None = None
    is_whole: bool = True


# Hears how objects fared, by their places among those that were to be written.
Told = Callable[[Mapping[int, Outcome]], None]


class Library(Protocol):
    """A library that is read and, where it ``is_writable``, written.

    Every method may raise ZoteroError: no answer, no right to do it, an answer that cannot be
    read. What goes wrong with one object is an Outcome, never raised.
    """

    @property
    def id(self) -> str:
        """Which library, for ever: ``users/475425``, ``groups/77``, ``local/SERVER-ID/users/0``."""

    @property
    def name(self) -> str:
        """The library in words for its user."""

    @property
    def is_writable(self) -> bool:
        """Whether it takes what is written, by its kind and the rights of the key."""

    @property
    def requests(self) -> int:
        """How many requests were sent so far, repeated ones included."""

    @property
    def mirrors_relations(self) -> bool:
        """Whether a relation that is written to one item shows on the other by itself."""

    @property
    def is_slow(self) -> bool:
        """Whether it takes seconds for a few dozen items, which its user should know before."""

    def get_ready(self) -> None:
        """Have leave to write before anything is put on record; raises ZoteroError without."""

    def come_to_rest(self) -> None:
        """Wait until what was sent without an answer, by whomever, is carried out or lost.

        Raises ZoteroError where the library does not come to rest in minutes.
        """

    def fields_of(self, item_type: str) -> Fields:
        """What the server says that an item type has; without fields where it knows no such."""

    def read(self, since: int = 0, told: Callable[[int, int], None] = ...) -> Holdings:
        """Everything (``since`` 0), or what changed after a version, the trash included.

        ``told`` hears how many items of how many are read.
        """

    def items(self, keys: Sequence[str]) -> dict[str, Json]:
        """Items of any kind as they stand now, by key; what is not there is left out."""

    def marked(self, tag: str) -> tuple[Json, ...]:
        """Items of any kind that have a tag, the trashed too."""

    def children(self, keys: Sequence[str]) -> tuple[Json, ...]:
        """The notes and attachments beside these items, the trashed too."""

    def collections(self) -> tuple[Json, ...]:
        """All collections."""

    def items_in(self, collection: str) -> tuple[str, ...]:
        """Keys of the items in a collection and of the collections under it."""

    def write_items(self, objects: Sequence[Json], told: Told = ...) -> tuple[Outcome, ...]:
        """Write items of any number, in batches; an outcome for each, in their order.

        Every object has its key and version: 0 for one that is new. A library that takes no keys
        for what is new gives one of its own, which the outcome names. Members that are not sent
        stay as they are. ``told`` hears of each batch as soon as its answer is in.
        """

    def write_collections(self, objects: Sequence[Json]) -> tuple[Outcome, ...]:
        """The same for collections."""

    def delete_collection(self, key: str, version: int) -> Outcome:
        """Delete a collection, which leaves its items, only in the version given."""

    def tag_colors(self) -> tuple[list[Json], int]:
        """The user's coloured tags in their order ({name, color}), and the setting's version."""

    def put_tag_colors(self, colors: Sequence[Json], version: int) -> Outcome:
        """Write the coloured tags, only over the version given."""

    def relation_uri(self, key: str) -> str:
        """The address by which another item of this library relates to the item."""
