"""The library of the Zotero that runs on this computer, over its local API.

Zotero 10 takes what is written, after it asked its user; 7 to 9 can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from refkit.errors import InputError, ZoteroError
from refkit.extras import how_to_install
from refkit.http.gateway import Gateway
from refkit.http.transport import Reply
from refkit.zotero.api.client import Line, NoAnswer, Refused
from refkit.zotero.api.credentials import Secret, Secrets
from refkit.zotero.api.library import Shelf, beside, tag_names
from refkit.zotero.api.listings import version_of
from refkit.zotero.api.protocol import Fate, Holdings, Json, Outcome

DEFAULT_URL = "http://127.0.0.1:23119"
# One connection a request, and nothing is known of several writers at once: one after another.
AT_ONCE = 1
RATE = 200.0
# There is no limit to a page but ours: 2,000 items are some 6 MB.
PAGE = 2000
# Objects of a batch: with the library in its window Zotero takes half a second for each.
BATCH = 15
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
    say: Callable[[str], None] = lambda note: None,
    *,
    patience: float | None = None,
) -> Shelf:
    """Open the user's own library, or ``groups/N``, of the Zotero that runs here.

    ``say`` takes a line for the user before Zotero asks something of them, which is at the first
    write. Raises InputError for a name that is no library, ZoteroError where no Zotero answers,
    its local API is off or it has no such group.
    """
    path = _path(library)
    line = LocalLine(gateway, base_url, secrets, say)
    line.look_at(path, patience)
    return _LocalShelf(
        line,
        path,
        id="/".join(filter(None, ("local", line.server_id, path))),
        name="the library of the Zotero on this computer"
        + (f" (group {path.rpartition('/')[2]})" if path.startswith("groups") else ""),
        page=PAGE,
        closed="" if line.server_id else f"{ONLY_READ}; take --transport web or connector",
    )


def log_in(gateway: Gateway, base_url: str, secrets: Secrets, say: Callable[[str], None]) -> str:
    """Have the running Zotero ask its user for leave to write, and keep it; what came of it.

    Raises ZoteroError where no Zotero answers, it is older than 10, or leave is not given.
    """
    line = _asked(gateway, base_url, secrets, say)
    if line is None:
        return _ONCE
    kept = secrets.local_key(line.server_id) is not None
    return "the Zotero on this computer can be written" + (", and will not ask again" * kept)


def new_key(gateway: Gateway, base_url: str, say: Callable[[str], None]) -> Secret:
    """A key that the running Zotero gives after it asked its user, kept nowhere.

    Raises ZoteroError as ``log_in`` does, and where it is for one write alone.
    """
    line = _asked(gateway, base_url, None, say)
    if line is None or line.key is None:
        raise ZoteroError(_ONCE)
    return line.key


_ONCE = "Zotero allows one write, which is of no use later; choose “Always Allow” next time"


def _asked(
    gateway: Gateway, base_url: str, secrets: Secrets | None, say: Callable[[str], None]
) -> LocalLine | None:
    """A line after Zotero asked its user for leave; None where it is for one write."""
    line = LocalLine(gateway, base_url, secrets, say)
    line.look_at("users/0")
    if not line.server_id:
        raise ZoteroError(ONLY_READ)
    return line if line.authorize() else None


class LocalLine(Line):
    """A line to a running Zotero, which asks its user for a key when the first write needs one.

    Without ``secrets`` no key is looked for or kept.
    """

    def __init__(
        self,
        gateway: Gateway,
        base_url: str,
        secrets: Secrets | None,
        say: Callable[[str], None] = lambda note: None,
    ) -> None:
        super().__init__(gateway, f"{base_url}/api", rate=RATE, at_once=AT_ONCE)
        self._secrets = secrets
        self._say = say
        self._key: Secret | None = None
        self.server_id = ""

    def look_at(self, path: str, patience: float | None = None) -> None:
        """Learn which database answers; ``server_id`` stays empty where it can only be read."""
        reply = self.ask("GET", f"{path}/collections", {"limit": "1"}, patience=patience)
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
        self._say(ALWAYS)
        try:
            reply = self.exchange_once(
                "POST",
                "local/authorize",
                headers={"Content-Type": "application/json", "Zotero-Server-ID": self.server_id},
                body=f'{{"appName":"{APP_NAME}"}}'.encode(),
                patience=DIALOG,
                silence=DIALOG,
                once=True,  # a second question would be a second dialog
            )
        except NoAnswer:
            raise ZoteroError("the question of Zotero was not answered; run again") from None
        grant = reply.json if isinstance(reply.json, dict) else {}
        if reply.status != 200 or not isinstance(grant.get("key"), str):
            raise Refused(self._not_granted(reply))
        self._key = Secret.parse(grant["key"], "the answer of Zotero")
        lasts = bool(grant.get("remember"))
        if lasts:
            self._keep(self._key)
        return lasts

    def ask(self, method: str, path: str, *args: Any, **parts: Any) -> Reply:
        """As for any line; a write whose key is used up has Zotero ask once more."""
        reads = method == "GET"
        if not reads:
            self.get_leave()
        reply = super().ask(method, path, *args, **parts)
        if reply.status == 401 and not reads:  # it was taken back in Zotero's settings
            self._key = None
            self.get_leave()
            reply = super().ask(method, path, *args, **parts)
        return reply

    def get_leave(self) -> None:
        """Have Zotero ask its user for leave to write, where there is none that lasts.

        Leave for one write is of no use: it could not even be taken back. Raises Refused.
        """
        if self._key is None and not self.authorize():
            self._key = None
            raise Refused(_USED_UP)

    def is_at_work(self, method: str, reply: Reply) -> bool:
        """A read while a batch is written is answered with a bare 500 (recorded of 10.0.0)."""
        return (method == "GET" and reply.status == 500) or super().is_at_work(method, reply)

    def headers_for(self, method: str) -> Mapping[str, str]:
        """For a write the key and the database that it is meant for."""
        if method == "GET" or self._key is None:
            return {}
        return {"Zotero-Server-ID": self.server_id, "Zotero-API-Key": self._key.reveal()}

    def problem_with(self, reply: Reply) -> str:
        """What is switched off or denied, and a database that was changed for another."""
        there = reply.headers.get("Zotero-Server-ID", "").strip()
        if self.server_id and there and there != self.server_id:
            return _ANOTHER
        said = self.said(reply)
        if reply.status == 412 and "server-id" in said.lower():
            return _ANOTHER
        if reply.status != 403:
            return ""
        if "not enabled" in said.lower():
            return f"the local API of Zotero is off; {SWITCH_ON}"
        if "write access denied" in said.lower():
            return "you may only read this library of Zotero; take another with --library"
        return f"the Zotero on this computer refuses ({said or reply.status})"

    def hidden(self, text: str) -> str:
        """The text without the key."""
        return self._key.hidden_in(text) if self._key else text

    def cut_off(self) -> str:
        """That no Zotero runs."""
        return _NOT_RUNNING.format(host=self.host)

    def _not_granted(self, reply: Reply) -> str:
        if reply.status == 403 and isinstance(reply.json, dict) and reply.json.get("denied"):
            return _DENIED
        if reply.status == 429:
            return "Zotero was asked too often for leave to write; wait a minute, then run again"
        return self.problem_with(reply) or f"Zotero gives no leave to write ({reply.status})"

    def _keep(self, key: Secret) -> None:
        if self._secrets is None:
            return
        try:
            self._secrets.keep_local_key(self.server_id, key)
        except ZoteroError:
            self._say(f"no keyring keeps the leave to write; {KEEP_IT}")


class _LocalShelf(Shelf):
    """What differs on the desktop, as it was recorded of Zotero 10.0.0."""

    mirrors_relations = False
    is_slow = True
    _batch = BATCH
    # With itemType, tag or itemKey nothing of the trash is found, whatever includeTrashed says.
    _regular: Mapping[str, str] = {}

    def __init__(self, line: LocalLine, path: str, **parts: Any) -> None:
        super().__init__(line, path, **parts)
        self._local = line
        # Whether a new object may have a key of our choosing; None while it was not tried.
        self._takes_keys: bool | None = None

    def get_ready(self) -> None:
        """Have leave to write that lasts; raises ZoteroError where it is not given."""
        super().get_ready()
        self._local.get_leave()

    def come_to_rest(self) -> None:
        """Wait until the library's version stands still.

        A batch is written to its end, object by object, though nobody waits for it any more.
        """
        version, still = -1, 0
        for _ in range(MOST_LOOKS):
            now = version_of(self._get("items", {"format": "versions", "limit": "1"}))
            version, still = now, still + 1 if now == version else 0
            if still == STILL:
                return
            self._line.rest(LOOK)
        raise ZoteroError("Zotero is changing its library all the time; run again when it is idle")

    def items(self, keys: Sequence[str]) -> dict[str, Json]:
        """Items of any kind as they stand now, by key; what is not there is left out."""
        found = super().items(keys)
        if missing := frozenset(keys) - found.keys():
            found |= {each["key"]: each for each in self._trash() if each["key"] in missing}
        return {key: found[key] for key in dict.fromkeys(keys) if key in found}

    def marked(self, tag: str) -> tuple[Json, ...]:
        """Items of any kind that have a tag, the trashed too."""
        found = {each["key"]: each for each in (*super().marked(tag), *self._trash())}
        return tuple(each for each in found.values() if tag in tag_names(each))

    def children(self, keys: Sequence[str]) -> tuple[Json, ...]:
        """The notes and attachments beside these items, the trashed too."""
        if not keys:
            return ()
        return beside(keys, self._listed("items", {"includeTrashed": "1"}))

    def _trash(self) -> tuple[Json, ...]:
        return self._listed("items/trash", {})

    def _send(self, what: str, batch: Sequence[Json]) -> list[Outcome]:
        """As on the web; the first new object tells whether keys of our choosing are taken.

        Zotero 10.0.0 refuses it with "'primaryData' not loaded", and nothing is written then.
        """
        new = [each for each in batch if _is_new(each)]
        if new and self._takes_keys is None:
            (tried,) = super()._send(what, new[:1])
            self._takes_keys = tried.fate in {Fate.WRITTEN, Fate.STALE}
            if self._takes_keys or tried.fate is Fate.UNKNOWN:
                place = batch.index(new[0])
                others = [*batch[:place], *batch[place + 1 :]]
                fared = super()._send(what, others) if others else []
                return [*fared[:place], tried, *fared[place:]]
        return super()._send(what, batch)

    def _without_key(self, sent: Json) -> Json:
        if self._takes_keys is not False or not _is_new(sent):
            return sent
        return {name: value for name, value in sent.items() if name not in {"key", "version"}}

    def read(
        self, since: int = 0, told: Callable[[int, int], None] = lambda done, total: None
    ) -> Holdings:
        """Everything, or what changed since.

        Before Zotero 10 a version says when an item was synced, and what was deleted is not told:
        there everything is read each time, and no version is given to read from.
        """
        if self.is_writable:
            return super().read(since, told)
        return Holdings(0, super().read(0, told).items)

    def relation_uri(self, key: str) -> str:
        """The address by which another item of this library relates to the item."""
        if not self._home:
            self._home = self._find_home()
        return super().relation_uri(key)

    def _find_home(self) -> str:
        """The address of this library, which has a number of its own only with its owner's name."""
        reply = self._get("items", {"limit": "1"})
        first = reply.json[0] if isinstance(reply.json, list) and reply.json else {}
        number = first.get("library", {}).get("id", 0)
        kind = self._path.partition("/")[0]
        return f"http://zotero.org/{kind}/{number}"


def _is_new(sent: Json) -> bool:
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
