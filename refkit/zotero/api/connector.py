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
from refkit.version import __version__
from refkit.zotero.api.client import NoAnswer
from refkit.zotero.api.protocol import Json
from refkit.zotero.api.responses import one_line, reason

# Seconds that Zotero may take for the items of one request.
SAVING = 300.0
# What the items are told to come from; Zotero wants an address.
URI = "http://zotero.org/"
_NOT_RUNNING = "no Zotero runs on this computer; start it, then run again"


@dataclass(frozen=True, slots=True)
class Place:
    """Where things can be saved: the whole library (``L1``), or a collection of it (``C23``)."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Selected:
    """What is selected in Zotero's window: a collection, or a library as a whole ("").

    ``place`` is what is selected, ``places`` are the collections of its library.
    """

    library: str
    collection: str
    is_editable: bool
    place: Place = Place("", "")
    places: tuple[Place, ...] = ()

    def __str__(self) -> str:
        return f"{self.collection} in {self.library}" if self.collection else self.library


class NotSaved(ZoteroError):
    """Zotero took none of the items of a request."""


class Connector:
    """The connector of the Zotero at ``base_url``. Every method raises ZoteroError, in words."""

    def __init__(self, gateway: Gateway, base_url: str) -> None:
        self._gateway = gateway
        self._base_url = base_url
        self.requests = 0
        gateway.pace(f"{base_url}/connector/", "connector", 50.0)

    def ping(self, patience: float | None = None) -> str:
        """The version of the running Zotero; empty where it does not tell."""
        reply = self._post("ping", patience=patience)
        if reply.status != 200:
            raise _refused(reply)
        told = reply.json if isinstance(reply.json, dict) else {}
        return one_line(str(told.get("version") or reply.headers.get("X-Zotero-Version", "")))

    def selected(self, patience: float | None = None) -> Selected:
        """What is selected in Zotero's window at this moment, and whether it can be changed."""
        reply = self._post("getSelectedCollection", patience=patience)
        if reply.status != 200 or not isinstance(reply.json, dict):
            raise _refused(reply)
        told = reply.json
        library = one_line(str(told.get("libraryName") or "the library"))
        # Without an id the library itself is selected, which has its own name once more.
        name = one_line(str(told.get("name") or "")) if told.get("id") is not None else ""
        editable = told.get("editable", told.get("libraryEditable", False))
        number = f"L{told.get('libraryID')}"
        chosen = Place(number if not name else f"C{told.get('id')}", name or library)
        return Selected(library, name, bool(editable), chosen, _places(told.get("targets"), number))

    def save(self, items: Sequence[Json], session: str) -> bool:
        """Save items, all or none, into what is selected; False where the session was used before.

        ``session`` is new for each save, and a lost answer is asked for again with it: what was
        saved is not saved twice. One that came to nothing is used up all the same. Which items
        were made is not told. Raises NotSaved where Zotero takes none of them.
        """
        body = json.dumps({"sessionID": session, "uri": URI, "items": list(items)}).encode()
        try:
            reply = self._post("saveItems", body=body, patience=SAVING, once=True)
        except NoAnswer:
            reply = self._post("saveItems", body=body, patience=SAVING, once=True)
        if reply.status == 409:
            return False
        if reply.status == 500:
            raise NotSaved(str(_refused(reply)))
        if reply.status not in {200, 201}:
            raise _refused(reply)
        return True

    def place(self, session: str, target: str, tags: Sequence[str] = ()) -> None:
        """Move what a session saved into a place and give it manual tags; selects the place too."""
        told = {"sessionID": session, "target": target, "tags": list(tags)}
        reply = self._post("updateSession", body=json.dumps(told).encode(), patience=SAVING)
        if reply.status != 200:
            raise _refused(reply)

    def select(self, target: str, session: str) -> None:
        """Let Zotero save into a place again, by a new ``session`` in which nothing is saved."""
        if self.save((), session):
            self.place(session, target)

    def _post(
        self,
        what: str,
        *,
        content_type: str = "application/json",
        body: bytes = b"{}",
        params: dict[str, str] | None = None,
        patience: float | None = None,
        once: bool = False,
    ) -> Reply:
        try:
            return self._gateway.exchange(
                "POST",
                f"{self._base_url}/connector/{what}",
                params=params,
                headers={"Content-Type": content_type, "User-Agent": f"refkit/{__version__}"},
                body=body,
                patience=patience,
                silence=patience,
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


def _places(targets: Any, library: str) -> tuple[Place, ...]:
    """The collections of a library, which follow it in the list of all targets."""
    found: list[Place] = []
    is_here = False
    for each in targets if isinstance(targets, list) else ():
        id_ = str(each.get("id", "")) if isinstance(each, dict) else ""
        if id_.startswith("L"):
            is_here = id_ == library
        elif is_here and id_.startswith("C"):
            found.append(Place(id_, one_line(str(each.get("name", "")))))
    return tuple(found)


def _refused(reply: Reply) -> ZoteroError:
    """Why nothing was imported, in words with what to do."""
    told: Any = reply.json if isinstance(reply.json, dict) else {}
    if told.get("libraryEditable") is False:
        return ZoteroError(
            "the collection selected in Zotero cannot be changed; select one of your own there"
        )
    if reply.status == 403:
        return ZoteroError("Zotero takes this program for a web page and refuses it")
    said = reason(str(told.get("error") or "") or reply.text)
    return ZoteroError(
        f"the Zotero on this computer refuses ({reply.status}: {said or 'no reason'})"
    )
