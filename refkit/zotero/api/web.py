"""The library at zotero.org: users' and groups', written with the permissions that a key has."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from refkit.errors import InputError, ZoteroError
from refkit.http.gateway import Gateway
from refkit.http.transport import Reply
from refkit.zotero.api.client import ApiClient
from refkit.zotero.api.credentials import Secret
from refkit.zotero.api.library import ZoteroLibrary
from refkit.zotero.api.permissions import MAKE_ONE, KeyPermissions, read_permissions

DEFAULT_URL = "https://api.zotero.org"
# Zotero asks for at most 4 at a time (Stillman, 2026-05-09); its source refills a bucket by 10 a
# second (ApiController.php), which its documentation does not promise.
AT_ONCE = 4
RATE = 10.0
PAGE_SIZE = 100
_RELATIONS = "http://zotero.org"  # Relations.inc.php knows no https
_THIS_COMPUTER = frozenset({"127.0.0.1", "localhost", "::1"})


def open_web(gateway: Gateway, base_url: str, key: Secret, library: str = "") -> ZoteroLibrary:
    """Open the library of the key's owner, or ``users/N``, ``groups/N`` or the number N of either.

    Raises InputError for a name that is no library, ZoteroError where the key is refused or may
    not read it. What it may not write is opened for reading, and says so at the first write.
    """
    client = WebClient(gateway, base_url, key)
    permissions = client.permissions()
    path = _path(library, permissions)
    access = permissions.of(path)
    if not access.read:
        raise ZoteroError(f"the key of {_owner(permissions)} may not read {path}; {MAKE_ONE}")
    read_only = f"the key of {_owner(permissions)} may only read {path}; {MAKE_ONE}"
    return ZoteroLibrary(
        client,
        path,
        id=path,
        name=_name(path, permissions, client.host),
        page_size=PAGE_SIZE,
        read_only_reason="" if access.write else read_only,
        uri_base=f"{_RELATIONS}/{path}",
    )


def check(gateway: Gateway, base_url: str, key: Secret) -> str:
    """What a key may do, in words for its owner; raises ZoteroError where it is refused."""
    permissions = WebClient(gateway, base_url, key).permissions()
    summary = (
        f"the key of {_owner(permissions)} (user {permissions.user_id}) may do this: {permissions}"
    )
    return (
        summary
        if permissions.may_write
        else f"{summary}; nothing can be written with it: {MAKE_ONE}"
    )


class WebClient(ApiClient):
    """A client of the web API, which sends the key in a header and nowhere else."""

    def __init__(self, gateway: Gateway, base_url: str, key: Secret) -> None:
        """Open it; raises InputError for an address that would show the key to others."""
        parts = urlsplit(base_url)
        if parts.scheme != "https" and parts.hostname not in _THIS_COMPUTER:
            raise InputError("REFKIT_ZOTERO_URL must begin with https://: a key is sent there")
        super().__init__(gateway, base_url, rate=RATE, at_once=AT_ONCE)
        self._key = key

    def permissions(self, timeout: float | None = None) -> KeyPermissions:
        """Whose key it is and what it may do; ZoteroError where it is refused."""
        reply = self.request("GET", "keys/current", timeout=timeout)
        if reply.status == 404:  # an earlier answer to a key that is not known
            raise ZoteroError(self._unknown())
        if reply.status != 200:
            raise ZoteroError(f"{self.host} does not say what the key may do ({reply.status})")
        return read_permissions(reply.json)

    def key_headers(self, method: str) -> Mapping[str, str]:
        """The key."""
        return {"Zotero-API-Key": self._key.reveal()}

    def refusal_in(self, reply: Reply) -> str:
        """Whether the key is not known or may not do it: asking again makes it worse.

        More than 5 requests with a bad key in 300 s lock out the whole address
        (facts: ApiController.php).
        """
        if reply.status not in {401, 403}:
            return ""
        message = self.message_in(reply)
        if "invalid key" in message.lower():
            return self._unknown()
        return f"{self.host} refuses the key ({message or reply.status}); {MAKE_ONE}"

    def without_key(self, text: str) -> str:
        """The text without the key."""
        return self._key.hidden_in(text)

    def _unknown(self) -> str:
        return f"{self.host} does not know the key, which may have been revoked; {MAKE_ONE}"


def _path(library: str, permissions: KeyPermissions) -> str:
    own = f"users/{permissions.user_id}"
    name = library.strip().strip("/")
    if not name or name == str(permissions.user_id):
        return own
    kind, _, number = name.rpartition("/")
    if kind not in {"", "users", "groups"} or not (number.isascii() and number.isdecimal()):
        raise InputError(f"not a library of Zotero: {library!r}; it is groups/N or users/N")
    return f"{kind or 'groups'}/{int(number)}"


def _owner(permissions: KeyPermissions) -> str:
    return permissions.username or f"user {permissions.user_id}"


def _name(path: str, permissions: KeyPermissions, host: str) -> str:
    kind, _, number = path.partition("/")
    whose = f"the library of {_owner(permissions)}" if kind == "users" else f"group {number}"
    return f"{whose} at {host}"
