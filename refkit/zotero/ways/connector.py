"""The connector of a running Zotero (7 to 10): imports a text into the collection selected there.

It needs no setting and no key. It does not look for duplicates, cannot change what is there, and
makes every tag an automatic one, or drops it where the user switched those off.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from refkit import __version__
from refkit.errors import SourceError, SourceUnreachable, ZoteroError
from refkit.net.exchanging import Reply
from refkit.net.gateway import Gateway
from refkit.zotero.base import Json
from refkit.zotero.ways.answers import one_line, reason
from refkit.zotero.ways.speech import NoAnswer

# Seconds that a translator of Zotero may take for a review of a thousand references.
IMPORTING = 300.0
_NOT_RUNNING = "no Zotero runs on this computer; start it, then run again"


@dataclass(frozen=True, slots=True)
class Selected:
    """What is selected in Zotero's window: a collection, or a library as a whole ("")."""

    library: str
    collection: str
    is_editable: bool

    def __str__(self) -> str:
        return f"{self.collection} in {self.library}" if self.collection else self.library


@dataclass(frozen=True, slots=True)
class AlreadyThere:
    """This session was imported before: an answer was lost, and what was sent again is not twice.

    Which items it saved, Zotero does not say again.
    """

    session: str


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
        return Selected(library, name, bool(editable))

    def import_(
        self, text: str, content_type: str, session: str
    ) -> tuple[Json, ...] | AlreadyThere:
        """Import a text into what is selected; the items that Zotero saved.

        ``content_type`` is not JSON's, whatever the text is: Zotero would take it apart before
        its translators see it (facts: server.js). ``session`` is new for each import: with it a
        text that has to be sent twice is imported once. Only a lost answer is asked for again: a
        fault may have opened the session and imported nothing, which must not pass for done.
        """

        def send() -> Reply:
            return self._post(
                "import",
                params={"session": session},
                content_type=content_type,
                body=text.encode(),
                patience=IMPORTING,
                once=True,
            )

        try:
            reply = send()
        except NoAnswer:
            reply = send()
        if reply.status == 409:
            return AlreadyThere(session)
        if reply.status not in {200, 201}:
            raise _refused(reply)
        return tuple(each for each in reply.json or () if isinstance(each, dict))

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


def _refused(reply: Reply) -> ZoteroError:
    """Why nothing was imported, in words with what to do."""
    told: Any = reply.json if isinstance(reply.json, dict) else {}
    if told.get("libraryEditable") is False:
        return ZoteroError(
            "the collection selected in Zotero cannot be changed; select one of your own there"
        )
    if reply.status == 400 and not reply.text.strip():
        return ZoteroError("no translator of Zotero understands the text; nothing was imported")
    if reply.status == 403:
        return ZoteroError("Zotero takes this program for a web page and refuses it")
    said = reason(str(told.get("error") or "") or reply.text)
    return ZoteroError(
        f"the Zotero on this computer refuses ({reply.status}: {said or 'no reason'})"
    )
