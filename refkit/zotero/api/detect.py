"""Finds out which transports to Zotero work at this moment, and what would help the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from refkit.errors import InputError, ZoteroError
from refkit.http.gateway import Gateway
from refkit.zotero.api.connector import Connector
from refkit.zotero.api.credentials import Secrets
from refkit.zotero.api.desktop import ALWAYS, KEEP_IT, ONLY_READ, DesktopClient
from refkit.zotero.api.permissions import MAKE_ONE
from refkit.zotero.api.web import WebClient

# Seconds for a question whose answer is only to be shown.
TIMEOUT = 5.0


class Transport(StrEnum):
    """A way into Zotero, in the order in which they are tried."""

    LOCAL = "local"
    WEB = "web"
    CONNECTOR = "connector"
    FILE = "file"


AUTO = "auto"


@dataclass(frozen=True, slots=True)
class TransportStatus:
    """What a transport can do now. ``says`` is what was found, ``advice`` what would help.

    ``reads``: it can be searched for duplicates; ``writes``: something gets in by it.
    ``is_refused`` tells what was set up and does not work from what was never set up.
    """

    transport: Transport
    reads: bool
    writes: bool
    says: str
    advice: str = ""
    is_refused: bool = False

    @property
    def answers(self) -> bool:
        """Whether it can be used for anything."""
        return self.reads or self.writes


class Addresses(Protocol):
    """The settings that say where Zotero is."""

    @property
    def zotero_url(self) -> str:
        """The web API."""

    @property
    def zotero_local_url(self) -> str:
        """The Zotero on this computer."""


def probe(settings: Addresses, gateway: Gateway, secrets: Secrets) -> tuple[TransportStatus, ...]:
    """Ask each transport once, briefly, in their order; raises nothing.

    Zotero opens no dialog for it.
    """
    return (
        _local(settings.zotero_local_url, gateway, secrets),
        _web(settings.zotero_url, gateway, secrets),
        _connector(settings.zotero_local_url, gateway),
        TransportStatus(Transport.FILE, False, True, "a file to import by hand; always there"),
    )


def usable_transports(found: Sequence[TransportStatus]) -> list[TransportStatus]:
    """Those that can write, in the order in which they are tried."""
    order = list(Transport)
    writing = [each for each in found if each.writes]
    return sorted(writing, key=lambda each: order.index(each.transport))


def _local(url: str, gateway: Gateway, secrets: Secrets) -> TransportStatus:
    client = DesktopClient(gateway, url, secrets)
    try:
        client.identify("users/0", TIMEOUT)
    except ZoteroError as error:
        return _unusable(Transport.LOCAL, str(error))
    if not client.server_id:
        says = "the Zotero on this computer can be read, to look for duplicates"
        return TransportStatus(Transport.LOCAL, True, False, says, ONLY_READ)
    says = "the Zotero on this computer can be read and written"
    known = secrets.local_key(client.server_id) is not None
    advice = "" if known else ALWAYS + (f"; {KEEP_IT}" if secrets.trouble() else "")
    return TransportStatus(Transport.LOCAL, True, True, says, advice)


def _web(url: str, gateway: Gateway, secrets: Secrets) -> TransportStatus:
    try:
        key = secrets.web_key(url)
        if key is None:
            return TransportStatus(
                Transport.WEB, False, False, "there is no key for zotero.org", MAKE_ONE
            )
        permissions = WebClient(gateway, url, key).permissions(TIMEOUT)
    except (InputError, ZoteroError) as error:
        return _unusable(Transport.WEB, str(error), is_refused=True)
    says = f"the key of {permissions.username or permissions.user_id} may do this: {permissions}"
    advice = "" if permissions.may_write else MAKE_ONE
    return TransportStatus(Transport.WEB, True, permissions.may_write, says, advice)


def _connector(url: str, gateway: Gateway) -> TransportStatus:
    connector = Connector(gateway, url)
    try:
        version = connector.ping(TIMEOUT)
        selected = connector.selected(TIMEOUT)
    except ZoteroError as error:
        return _unusable(Transport.CONNECTOR, str(error))
    says = f"Zotero {version}".strip() + f" saves into what is selected there: {selected}"
    if not selected.is_editable:
        return TransportStatus(
            Transport.CONNECTOR,
            False,
            False,
            f"what is selected in Zotero cannot be changed: {selected}",
            "select a collection of your own there",
        )
    # What is selected is drawn anew for each item, by whatever way it comes.
    advice = "" if selected.collection else _SELECT_ANOTHER
    return TransportStatus(Transport.CONNECTOR, False, True, says, advice)


_SELECT_ANOTHER = (
    "for a large push select another collection in Zotero: with the whole library in its window "
    "200 items take up to two minutes, else a fifth of that"
)


def _unusable(transport: Transport, error: str, *, is_refused: bool = False) -> TransportStatus:
    """A transport that does not work; its error says what is so, then what to do."""
    says, _, advice = error.partition("; ")
    return TransportStatus(transport, False, False, says, advice, is_refused)
