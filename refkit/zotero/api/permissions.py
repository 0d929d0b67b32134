"""What a key of zotero.org may do, read from the answer of ``/keys/current``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from refkit.errors import ZoteroError
from refkit.text.plain import one_line

KEYS_PAGE = "https://www.zotero.org/settings/keys"
MAKE_ONE = f"make one with write access at {KEYS_PAGE}/new and give it to: refkit zotero login"


@dataclass(frozen=True, slots=True)
class LibraryAccess:
    """What a key may do in one library, or in all groups."""

    read: bool = False
    write: bool = False
    notes: bool = False

    def __str__(self) -> str:
        if not self.read:
            return "nothing"
        words = ["read", *["write"] * self.write]
        return " and ".join(words)


@dataclass(frozen=True, slots=True)
class KeyPermissions:
    """Whose key it is, and what it may do; ``groups`` by number, ``every_group`` for the rest."""

    user_id: int
    username: str
    user: LibraryAccess
    groups: tuple[tuple[int, LibraryAccess], ...] = ()
    every_group: LibraryAccess = LibraryAccess()

    def of(self, path: str) -> LibraryAccess:
        """What the key may do in ``users/N`` or ``groups/N``."""
        kind, _, number = path.partition("/")
        if kind == "users":
            return self.user if int(number) == self.user_id else LibraryAccess()
        return dict(self.groups).get(int(number), self.every_group)

    @property
    def may_write(self) -> bool:
        """Whether there is any library that the key may write."""
        named = (access for _, access in self.groups)
        return any(access.write for access in (self.user, self.every_group, *named))

    def __str__(self) -> str:
        return "; ".join(self._parts())

    def _parts(self) -> Iterator[str]:
        notes = "with notes" if self.user.notes else "without notes"
        yield f"your library: {self.user}" + (f" ({notes})" if self.user.read else "")
        if self.every_group.read:
            yield f"every group: {self.every_group}"
        for number, access in self.groups:
            yield f"group {number}: {access}"


def read_permissions(answer: Any) -> KeyPermissions:
    """Read what ``/keys/current`` answers; raises ZoteroError where it is no such answer."""
    if not isinstance(answer, dict) or not isinstance(answer.get("userID"), int):
        raise ZoteroError("zotero.org does not say whose key this is; try again later")
    access = _mapping(answer.get("access"))
    groups = _mapping(access.get("groups"))
    user = _mapping(access.get("user"))
    return KeyPermissions(
        user_id=answer["userID"],
        username=one_line(str(answer.get("username") or "")),
        user=_access(user),
        groups=tuple(
            (int(number), _access(_mapping(may)))
            for number, may in sorted(groups.items())
            if number.isdecimal()
        ),
        every_group=_access(_mapping(groups.get("all"))),
    )


def _access(may: Mapping[str, Any]) -> LibraryAccess:
    read = bool(may.get("library"))
    # What may not be read may not be written, whatever else is said.
    return LibraryAccess(read, read and bool(may.get("write")), read and bool(may.get("notes")))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
