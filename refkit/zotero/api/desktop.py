"""The library of the Zotero that runs on this computer, over its local API.

Zotero 10 can be written once its user has allowed it; Zotero 7 to 9 can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from refkit.errors import InputError, ZoteroError
from refkit.extras import how_to_install
from refkit.http.gateway import Gateway
from refkit.http.transport import Reply
from refkit.zotero.api.client import ApiClient, NoAnswer, RequestRefused, version_of
from refkit.zotero.api.credentials import Secret, Secrets
from refkit.zotero.api.library import ZoteroLibrary, children_of, tag_names
from refkit.zotero.api.protocol import (
    ApiObject,
    LibraryContents,
    OnRead,
    WriteResult,
    WriteStatus,
    ZoteroItem,
)

DEFAULT_URL = "http://127.0.0.1:23119"
# One connection a request, and nothing is known of several writers at once: one after another.
AT_ONCE = 1
RATE = 200.0
# There is no limit to a page but ours: 2,000 items are some 6 MB.
PAGE_SIZE = 2000
# Objects of a batch: with the library in its window Zotero takes half a second for each.
BATCH_SIZE = 15
# Seconds between two looks at the library's version, and how many times it must be the same: with
# the library in its window Zotero took 0.2 to 0.6 seconds for an item (recorded of 10.0.0).
LOOK, STILL = 1.0, 3
MOST_LOOKS = 900
# Seconds that somebody has to find the dialog of Zotero and answer it.
DIALOG = 300.0
APP_NAME = "refkit"

SWITCH_ON = (
    "in Zotero, switch on Settings > Advanced > "
    "“Allow other applications on this computer to communicate with Zotero”"
)
ONLY_READ = "Zotero 7 to 9 can be read by other programs, and Zotero 10 written"
ALWAYS = "Zotero asks whether refkit may write: choose “Always Allow” there"
_NOT_RUNNING = "no Zotero runs on this computer ({host} does not answer); start it, then run again"
_DENIED = "writing was denied in Zotero; run again and choose “Always Allow”, or take another way"
# What it costs to have no keyring.
KEEP_IT = (
    "without a keyring Zotero asks at each run, and each “Always Allow” leaves one more key in its "
    f"list: {how_to_install('secrets')}, or keep a key of your own in "
    "REFKIT_ZOTERO_LOCAL_KEY (refkit zotero login --local --print-key shows one)"
)
_USED_UP = "“Allow” is for one write, and nothing was written; run again and choose “Always Allow”"
_ANOTHER = "another Zotero database answers now than when this began; run again"


def open_local(
    gateway: Gateway,
    base_url: str,
    secrets: Secrets,
    library: str = "",
    notify: Callable[[str], None] = lambda message: None,
) -> ZoteroLibrary:
    """Open the user's own library, or ``groups/N``, of the Zotero that runs here.

    ``notify`` is called with a line for the user before Zotero asks them something, which is at
    the first write. Raises InputError for a name that is no library, ZoteroError where no Zotero
    answers, its local API is off or it has no such group.
    """
    path = _path(library)
    client = DesktopClient(gateway, base_url, secrets, notify)
    client.identify(path)
    return DesktopLibrary(
        client,
        path,
        id="/".join(filter(None, ("local", client.server_id, path))),
        name="the library of the Zotero on this computer"
        + (f" (group {path.rpartition('/')[2]})" if path.startswith("groups") else ""),
        page_size=PAGE_SIZE,
        read_only_reason=""
        if client.server_id
        else f"{ONLY_READ}; take --transport web or connector",
    )


def log_in(gateway: Gateway, base_url: str, secrets: Secrets, notify: Callable[[str], None]) -> str:
    """Have the running Zotero ask its user for leave to write, and keep it; what came of it.

    Raises ZoteroError where no Zotero answers, it is older than 10, or leave is not given.
    """
    client = _authorized(gateway, base_url, secrets, notify)
    if client is None:
        return _ONCE
    kept = secrets.local_key(client.server_id) is not None
    return "the Zotero on this computer can be written" + (", and will not ask again" * kept)


def new_key(gateway: Gateway, base_url: str, notify: Callable[[str], None]) -> Secret:
    """A key that the running Zotero gives after it asked its user, kept nowhere.

    Raises ZoteroError as ``log_in`` does, and where it is for one write alone.
    """
    client = _authorized(gateway, base_url, None, notify)
    if client is None or client.key is None:
        raise ZoteroError(_ONCE)
    return client.key


_ONCE = "Zotero allows one write, which is of no use later; choose “Always Allow” next time"


def _authorized(
    gateway: Gateway, base_url: str, secrets: Secrets | None, notify: Callable[[str], None]
) -> DesktopClient | None:
    """A client with a key, after Zotero asked its user; None where the key is for one write."""
    client = DesktopClient(gateway, base_url, secrets, notify)
    client.identify("users/0")
    if not client.server_id:
        raise ZoteroError(ONLY_READ)
    return client if client.authorize() else None


class DesktopClient(ApiClient):
    """A client of a running Zotero, which asks its user for a key at the first write.

    Without ``secrets`` no key is looked for or kept.
    """

    def __init__(
        self,
        gateway: Gateway,
        base_url: str,
        secrets: Secrets | None,
        notify: Callable[[str], None] = lambda message: None,
    ) -> None:
        super().__init__(gateway, f"{base_url}/api", rate=RATE, at_once=AT_ONCE)
        self._secrets = secrets
        self._notify = notify
        self._key: Secret | None = None
        self.server_id = ""

    def identify(self, path: str, timeout: float | None = None) -> None:
        """Find out which database answers; ``server_id`` stays empty where it can only be read."""
        reply = self.request("GET", f"{path}/collections", {"limit": "1"}, timeout=timeout)
        if reply.status == 404:
            raise ZoteroError(f"the Zotero on this computer has no library {path}")
        if reply.status != 200:
            raise ZoteroError(f"the Zotero on this computer answers with status {reply.status}")
        self.server_id = reply.headers.get("Zotero-Server-ID", "").strip()
        if self.server_id and self._secrets:
            self._key = self._secrets.local_key(self.server_id)

    @property
    def key(self) -> Secret | None:
        """The key that is written with, None while there is none."""
        return self._key

    def authorize(self) -> bool:
        """Have Zotero ask its user for leave to write; whether the key is for more than once.

        Raises ZoteroError where it is denied, or nobody answers.
        """
        self._notify(ALWAYS)
        try:
            reply = self.send(
                "POST",
                "local/authorize",
                headers={"Content-Type": "application/json", "Zotero-Server-ID": self.server_id},
                body=f'{{"appName":"{APP_NAME}"}}'.encode(),
                timeout=DIALOG,
                once=True,  # a second question would be a second dialog
            )
        except NoAnswer:
            raise ZoteroError("the question of Zotero was not answered; run again") from None
        grant = reply.json if isinstance(reply.json, dict) else {}
        if reply.status != 200 or not isinstance(grant.get("key"), str):
            raise RequestRefused(self._not_granted(reply))
        self._key = Secret.parse(grant["key"], "the answer of Zotero")
        lasts = bool(grant.get("remember"))
        if lasts:
            self._keep(self._key)
        return lasts

    def request(self, method: str, path: str, *args: Any, **options: Any) -> Reply:
        """Send a request; for a write without a valid key Zotero asks its user first."""
        reads = method == "GET"
        if not reads:
            self.require_key()
        reply = super().request(method, path, *args, **options)
        if reply.status == 401 and not reads:  # it was taken back in Zotero's settings
            self._key = None
            self.require_key()
            reply = super().request(method, path, *args, **options)
        return reply

    def require_key(self) -> None:
        """Have Zotero ask its user for a lasting key, where there is none yet.

        A key for one write is of no use: the write could not be undone. Raises RequestRefused.
        """
        if self._key is None and not self.authorize():
            self._key = None
            raise RequestRefused(_USED_UP)

    def is_busy(self, method: str, reply: Reply) -> bool:
        """Whether it is locked; a read meanwhile gets a bare 500 (recorded of 10.0.0)."""
        return (method == "GET" and reply.status == 500) or super().is_busy(method, reply)

    def key_headers(self, method: str) -> Mapping[str, str]:
        """For a write, the key and the database that it is meant for."""
        if method == "GET" or self._key is None:
            return {}
        return {"Zotero-Server-ID": self.server_id, "Zotero-API-Key": self._key.reveal()}

    def refusal_in(self, reply: Reply) -> str:
        """Whether something is switched off or denied, or another database answers now."""
        there = reply.headers.get("Zotero-Server-ID", "").strip()
        if self.server_id and there and there != self.server_id:
            return _ANOTHER
        message = self.message_in(reply)
        if reply.status == 412 and "server-id" in message.lower():
            return _ANOTHER
        if reply.status != 403:
            return ""
        if "not enabled" in message.lower():
            return f"the local API of Zotero is off; {SWITCH_ON}"
        if "write access denied" in message.lower():
            return "you may only read this library of Zotero; take another with --library"
        return f"the Zotero on this computer refuses ({message or reply.status})"

    def without_key(self, text: str) -> str:
        """The text without the key."""
        return self._key.hidden_in(text) if self._key else text

    def unreachable(self) -> str:
        """The message for a Zotero that does not run."""
        return _NOT_RUNNING.format(host=self.host)

    def _not_granted(self, reply: Reply) -> str:
        if reply.status == 403 and isinstance(reply.json, dict) and reply.json.get("denied"):
            return _DENIED
        if reply.status == 429:
            return "Zotero was asked too often for leave to write; wait a minute, then run again"
        return self.refusal_in(reply) or f"Zotero gives no leave to write ({reply.status})"

    def _keep(self, key: Secret) -> None:
        if self._secrets is None:
            return
        try:
            self._secrets.keep_local_key(self.server_id, key)
        except ZoteroError:
            self._notify(f"no keyring keeps the leave to write; {KEEP_IT}")


class DesktopLibrary(ZoteroLibrary):
    """The library of a running Zotero, with what differs there as recorded of 10.0.0."""

    mirrors_relations = False
    is_slow = True
    _batch_size = BATCH_SIZE
    # With itemType, tag or itemKey nothing of the trash is found, whatever includeTrashed says.
    _regular: Mapping[str, str] = {}

    def __init__(self, client: DesktopClient, path: str, **options: Any) -> None:
        super().__init__(client, path, **options)
        self._desktop = client
        # Whether a new object may have a key of our choosing; None while it was not tried.
        self._takes_keys: bool | None = None

    def require_write_access(self) -> None:
        """Have Zotero ask its user for a lasting key; raises ZoteroError where none is given."""
        super().require_write_access()
        self._desktop.require_key()

    def wait_until_idle(self) -> None:
        """Wait until the library's version stands still.

        A batch is written to its end, object by object, though nobody waits for it any more.
        """
        version, still = -1, 0
        for _ in range(MOST_LOOKS):
            now = version_of(self._get("items", {"format": "versions", "limit": "1"}))
            version, still = now, still + 1 if now == version else 0
            if still == STILL:
                return
            self._client.wait(LOOK)
        raise ZoteroError("Zotero is changing its library all the time; run again when it is idle")

    def items(self, keys: Sequence[str]) -> dict[str, ZoteroItem]:
        """Items of any kind as they stand now, by key; what is not there is left out."""
        found = super().items(keys)
        if missing := frozenset(keys) - found.keys():
            found |= {each["key"]: each for each in self._trash() if each["key"] in missing}
        return {key: found[key] for key in dict.fromkeys(keys) if key in found}

    def tagged(self, tag: str) -> tuple[ZoteroItem, ...]:
        """Items of any kind that have a tag, the trashed too."""
        found = {each["key"]: each for each in (*super().tagged(tag), *self._trash())}
        return tuple(each for each in found.values() if tag in tag_names(each))

    def children(self, keys: Sequence[str]) -> tuple[ZoteroItem, ...]:
        """The notes and attachments beside these items, the trashed too."""
        if not keys:
            return ()
        return children_of(keys, self._list("items", {"includeTrashed": "1"}))

    def _trash(self) -> tuple[ZoteroItem, ...]:
        return self._list("items/trash", {})

    def _send(self, path: str, batch: Sequence[ApiObject]) -> list[WriteResult]:
        """As on the web; the first new object tells whether keys of our choosing are taken.

        Zotero 10.0.0 refuses it with "'primaryData' not loaded", and nothing is written then.
        """
        new = [each for each in batch if _is_new(each)]
        if new and self._takes_keys is None:
            (first,) = super()._send(path, new[:1])
            self._takes_keys = first.status in {WriteStatus.WRITTEN, WriteStatus.STALE}
            if self._takes_keys or first.status is WriteStatus.UNKNOWN:
                place = batch.index(new[0])
                others = [*batch[:place], *batch[place + 1 :]]
                results = super()._send(path, others) if others else []
                return [*results[:place], first, *results[place:]]
        return super()._send(path, batch)

    def _without_key(self, sent: ApiObject) -> ApiObject:
        if self._takes_keys is not False or not _is_new(sent):
            return sent
        keyless: Any = {n: value for n, value in sent.items() if n not in {"key", "version"}}
        return cast("ApiObject", keyless)

    def read(self, since: int = 0, progress: OnRead = lambda done, total: None) -> LibraryContents:
        """Everything, or what changed since.

        Before Zotero 10 a version says when an item was synced, and the API does not say what was
        deleted: there everything is read each time, and the version is 0.
        """
        if self.is_writable:
            return super().read(since, progress)
        return LibraryContents(0, super().read(0, progress).items)

    def relation_uri(self, key: str) -> str:
        """The address by which another item of this library relates to the item."""
        if not self._uri_base:
            self._uri_base = self._find_uri_base()
        return super().relation_uri(key)

    def _find_uri_base(self) -> str:
        """The address of this library, which has a number of its own only with its owner's name."""
        reply = self._get("items", {"limit": "1"})
        first = reply.json[0] if isinstance(reply.json, list) and reply.json else {}
        number = first.get("library", {}).get("id", 0)
        kind = self._path.partition("/")[0]
        return f"http://zotero.org/{kind}/{number}"


def _is_new(sent: ApiObject) -> bool:
    return not sent.get("version")


def _path(library: str) -> str:
    name = library.strip().strip("/")
    if not name or name == "users/0":
        return "users/0"
    kind, _, number = name.rpartition("/")
    if kind not in {"", "groups"} or not (number.isascii() and number.isdecimal()):
        raise InputError(
            f"not a library of the Zotero on this computer: {library!r}; it is groups/N, or nothing"
        )
    return f"groups/{int(number)}"
