"""The connector of a running Zotero (7 to 10): saves items, and moves them into a collection.

It needs no setting and no key. It does not look for duplicates and cannot change what is there.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from refkit.errors import SourceError, SourceUnreachable, ZoteroError
from refkit.http.gateway import Gateway
from refkit.http.transport import Reply
from refkit.text.plain import one_line
from refkit.version import __version__
from refkit.zotero.api.client import NoAnswer
from refkit.zotero.api.protocol import ZoteroItem
from refkit.zotero.api.responses import reason

# Seconds that Zotero may take for the items of one request.
SAVING = 300.0
# The page that the items are said to come from; Zotero wants an address.
URI = "http://zotero.org/"
_NOT_RUNNING = "no Zotero runs on this computer; start it, then run again"


@dataclass(frozen=True, slots=True)
class SaveTarget:
    """Where things can be saved: the whole library (``L1``), or a collection of it (``C23``)."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Selection:
    """What is selected in Zotero's window: a collection, or a library as a whole ("").

    ``target`` is what is selected, ``targets`` are the collections of its library.
    """

    library: str
    collection: str
    is_editable: bool
    target: SaveTarget = SaveTarget("", "")
    targets: tuple[SaveTarget, ...] = ()

    def __str__(self) -> str:
        return f"{self.collection} in {self.library}" if self.collection else self.library


class ConnectorItem(ZoteroItem, total=False):
    """An item as the connector takes it, with an id of the sender's."""

    id: str
    notes: list[object]
    attachments: list[object]


class NotSaved(ZoteroError):
    """Zotero took none of the items of a request."""


class Connector:
    """The connector of the Zotero at ``base_url``. Every method raises ZoteroError, in words."""

    def __init__(self, gateway: Gateway, base_url: str) -> None:
        self._gateway = gateway
        self._base_url = base_url
        self.requests = 0
        gateway.pace(f"{base_url}/connector/", "connector", 50.0)

    def ping(self, timeout: float | None = None) -> str:
        """The version of the running Zotero; empty where it does not tell."""
        reply = self._post("ping", timeout=timeout)
        if reply.status != 200:
            raise _refused(reply)
        answer = reply.json if isinstance(reply.json, dict) else {}
        return one_line(str(answer.get("version") or reply.headers.get("X-Zotero-Version", "")))

    def selected(self, timeout: float | None = None) -> Selection:
        """What is selected in Zotero's window at this moment, and whether it can be changed."""
        reply = self._post("getSelectedCollection", timeout=timeout)
        if reply.status != 200 or not isinstance(reply.json, dict):
            raise _refused(reply)
        answer = reply.json
        library = one_line(str(answer.get("libraryName") or "the library"))
        # Without an id the library itself is selected, which has its own name once more.
        name = one_line(str(answer.get("name") or "")) if answer.get("id") is not None else ""
        editable = answer.get("editable", answer.get("libraryEditable", False))
        number = f"L{answer.get('libraryID')}"
        chosen = SaveTarget(number if not name else f"C{answer.get('id')}", name or library)
        return Selection(
            library, name, bool(editable), chosen, _targets(answer.get("targets"), number)
        )

    def save(self, items: Sequence[ConnectorItem], session: str) -> bool:
        """Save items, all or none, into what is selected; False where the session was used before.

        ``session`` is new for each save, and a lost answer is asked for again with it: what was
        saved is not saved twice. One that came to nothing is used up all the same. Zotero does not
        say which items were made. Raises NotSaved where Zotero takes none of them.
        """
        body = json.dumps({"sessionID": session, "uri": URI, "items": list(items)}).encode()
        try:
            reply = self._post("saveItems", body=body, timeout=SAVING, once=True)
        except NoAnswer:
            reply = self._post("saveItems", body=body, timeout=SAVING, once=True)
        if reply.status == 409:
            return False
        if reply.status == 500:
            raise NotSaved(str(_refused(reply)))
        if reply.status not in {200, 201}:
            raise _refused(reply)
        return True

    def move(self, session: str, target: str, tags: Sequence[str] = ()) -> None:
        """Move what a session saved to a target, with manual tags; selects the target too."""
        change = {"sessionID": session, "target": target, "tags": list(tags)}
        reply = self._post("updateSession", body=json.dumps(change).encode(), timeout=SAVING)
        if reply.status != 200:
            raise _refused(reply)

    def select(self, target: str, session: str) -> None:
        """Make Zotero save into a target again, by a new ``session`` in which nothing is saved."""
        if self.save((), session):
            self.move(session, target)

    def _post(
        self,
        method: str,
        *,
        content_type: str = "application/json",
        body: bytes = b"{}",
        params: dict[str, str] | None = None,
        timeout: float | None = None,
        once: bool = False,
    ) -> Reply:
        try:
            return self._gateway.exchange(
                "POST",
                f"{self._base_url}/connector/{method}",
                params=params,
                headers={"Content-Type": content_type, "User-Agent": f"refkit/{__version__}"},
                body=body,
                deadline=timeout,
                silence=timeout,
                once=once,
                sending=self._count,
            )
        except SourceUnreachable:
            raise ZoteroError(_NOT_RUNNING) from None
        except SourceError as error:
            raise NoAnswer(f"the Zotero on this computer does not answer: {error}") from None

    def _count(self) -> None:
        self.requests += 1

    def __repr__(self) -> str:
        return f"Connector({self._base_url})"


def _targets(targets: Any, library: str) -> tuple[SaveTarget, ...]:
    """The collections of a library, which follow it in the list of all targets."""
    found: list[SaveTarget] = []
    is_here = False
    for each in targets if isinstance(targets, list) else ():
        id_ = str(each.get("id", "")) if isinstance(each, dict) else ""
        if id_.startswith("L"):
            is_here = id_ == library
        elif is_here and id_.startswith("C"):
            found.append(SaveTarget(id_, one_line(str(each.get("name", "")))))
    return tuple(found)


def _refused(reply: Reply) -> ZoteroError:
    """Why nothing was imported, in words with what to do."""
    answer: Any = reply.json if isinstance(reply.json, dict) else {}
    if answer.get("libraryEditable") is False:
        return ZoteroError(
            "the collection selected in Zotero cannot be changed; select one of your own there"
        )
    if reply.status == 403:
        return ZoteroError("Zotero takes this program for a web page and refuses it")
    message = reason(str(answer.get("error") or "") or reply.text)
    return ZoteroError(
        f"the Zotero on this computer refuses ({reply.status}: {message or 'no reason'})"
    )
