"""Probing: which ways into Zotero there are at this moment, what each can do, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from refkit.errors import InputError, ZoteroError
from refkit.net.gateway import Gateway
from refkit.zotero.ways.connector import Connector
from refkit.zotero.ways.local import ALWAYS, ONLY_READ, LocalLine
from refkit.zotero.ways.rights import MAKE_ONE
from refkit.zotero.ways.secrets import Secrets
from refkit.zotero.ways.web import WebLine

# Seconds for a question whose answer is only to be shown.
PATIENCE = 5.0


class Transport(StrEnum):
    """A way into Zotero, in the order in which they are taken."""

    LOCAL = "local"
    WEB = "web"
    CONNECTOR = "connector"
    FILE = "file"


AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a way into Zotero can do now. ``says`` is what was found, ``advice`` what would help.

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
    """The settings that probing needs."""

    @property
    def zotero_url(self) -> str:
        """The web API."""

    @property
    def zotero_local_url(self) -> str:
        """The Zotero on this computer."""


def probe(settings: Addresses, gateway: Gateway, secrets: Secrets) -> tuple[Finding, ...]:
    """Ask each way once, briefly, in their order; raises nothing.

    No dialog is opened: Zotero asks its user nothing.
    """
    return (
        _local(settings.zotero_local_url, gateway, secrets),
        _web(settings.zotero_url, gateway, secrets),
        _connector(settings.zotero_local_url, gateway),
        Finding(Transport.FILE, False, True, "a file to import by hand; always there"),
    )


def choose(findings: Sequence[Finding], wanted: str = AUTO, *, to_write: bool = True) -> Finding:
    """The way that is wanted, or for ``auto`` the best that there is.

    ``to_write`` False takes one that can only be read, too. Raises InputError for a name that is
    no way, ZoteroError where the wanted one cannot be used, saying why and what to do.
    """
    known = [AUTO, *Transport]
    if wanted not in known:
        raise InputError(f"--transport knows {', '.join(known)}, not {wanted!r}")
    usable = [each for each in findings if each.writes or (each.reads and not to_write)]
    if wanted == AUTO:
        return _best(usable)
    for each in usable:
        if each.transport == wanted:
            return each
    raise ZoteroError(f"--transport {wanted}: {'; '.join(_reasons(findings, wanted))}")


def _best(usable: Sequence[Finding]) -> Finding:
    writing = [each for each in usable if each.writes]
    return min(writing, key=lambda each: list(Transport).index(each.transport))


def _reasons(findings: Sequence[Finding], wanted: str) -> Iterator[str]:
    for each in findings:
        if each.transport == wanted:
            yield each.says
            if each.advice and each.advice not in each.says:
                yield each.advice


def _local(url: str, gateway: Gateway, secrets: Secrets) -> Finding:
    line = LocalLine(gateway, url, secrets)
    try:
        line.look_at("users/0", PATIENCE)
    except ZoteroError as error:
        return _nothing(Transport.LOCAL, str(error))
    if not line.server_id:
        says = "the Zotero on this computer can be read, to look for duplicates"
        return Finding(Transport.LOCAL, True, False, says, ONLY_READ)
    says = "the Zotero on this computer can be read and written"
    known = secrets.local_key(line.server_id) is not None
    return Finding(Transport.LOCAL, True, True, says, "" if known else ALWAYS)


def _web(url: str, gateway: Gateway, secrets: Secrets) -> Finding:
    try:
        key = secrets.web_key(url)
        if key is None:
            return Finding(Transport.WEB, False, False, "there is no key for zotero.org", MAKE_ONE)
        rights = WebLine(gateway, url, key).rights(PATIENCE)
    except (InputError, ZoteroError) as error:
        return _nothing(Transport.WEB, str(error), is_refused=True)
    says = f"the key of {rights.username or rights.user_id} may do this: {rights}"
    advice = "" if rights.may_write else MAKE_ONE
    return Finding(Transport.WEB, True, rights.may_write, says, advice)


def _connector(url: str, gateway: Gateway) -> Finding:
    connector = Connector(gateway, url)
    try:
        version = connector.ping(PATIENCE)
        selected = connector.selected(PATIENCE)
    except ZoteroError as error:
        return _nothing(Transport.CONNECTOR, str(error))
    says = f"Zotero {version}".strip() + f" imports into what is selected there: {selected}"
    if not selected.is_editable:
        return Finding(
            Transport.CONNECTOR,
            False,
            False,
            f"what is selected in Zotero cannot be changed: {selected}",
            "select a collection of your own there",
        )
    return Finding(Transport.CONNECTOR, False, True, says)


def _nothing(transport: Transport, error: str, *, is_refused: bool = False) -> Finding:
    """A way that is closed; its error says what is so, then what to do."""
    says, _, advice = error.partition("; ")
    return Finding(transport, False, False, says, advice, is_refused)
