"""Into Zotero, in one call each: what would be done, doing it, taking it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from refkit import wiring
from refkit.errors import InputError, ZoteroError
from refkit.net.gateway import Gateway
from refkit.settings import Settings, read_settings
from refkit.zotero.base import Library
from refkit.zotero.handing import Handing
from refkit.zotero.plan import Plan
from refkit.zotero.pushing import Began, Order, Push, Pushed, silent, take_back
from refkit.zotero.records import Records, Run
from refkit.zotero.ways.connector import Connector
from refkit.zotero.ways.local import open_local
from refkit.zotero.ways.probing import AUTO, Finding, Transport, choose, probe
from refkit.zotero.ways.rights import MAKE_ONE
from refkit.zotero.ways.secrets import Secrets
from refkit.zotero.ways.web import open_web

Say = Callable[[str], None]


def plan_zotero(
    order: Order, *, transport: str = AUTO, library: str = "", say: Say = lambda note: None
) -> Plan:
    """What would be created, changed and left in Zotero; nothing is written there.

    ``transport`` is ``local``, ``web``, ``connector`` or ``auto``, the first of them that works;
    ``library`` is empty for the user's own, ``groups/N`` for a group's. ``say`` takes lines for
    the user. Raises ZoteroError where there is no way in, InputError for a name that is none.
    """
    with _way(order, transport, library, say, silent) as way:
        return way.plan()


def to_zotero(
    order: Order,
    *,
    transport: str = AUTO,
    library: str = "",
    say: Say = lambda note: None,
    began: Began = silent,
) -> Pushed:
    """Carry a bibliography into Zotero, on record; a second time there is nothing to do.

    The arguments are those of ``plan_zotero``; ``began`` is told what begins and how much of it
    there is, and gives what is told of progress. Raises as ``plan_zotero`` does; what fails of a
    single item stands in its row.
    """
    with _way(order, transport, library, say, began) as way:
        return way.apply()


def zotero_runs() -> list[Run]:
    """The runs that are on record, the oldest first."""
    return Records(read_settings().data).runs()


def undo_zotero(run: str, *, say: Say = lambda note: None, began: Began = silent) -> Pushed:
    """Take back what a run did, and nothing else; what was changed since is kept and told.

    ``run`` is a run's name or its beginning. Raises InputError for a run that is not on record,
    ZoteroError where its library cannot be reached. ``say`` and ``began`` are as for
    ``to_zotero``.
    """
    settings = read_settings()
    records = Records(settings.data)
    found = records.run(run)
    with _gateway(settings) as gateway:
        library = _library_of(found, settings, gateway, say)
        if library.id != found.library:
            raise ZoteroError(
                f"run {found.id} was made in {found.library_name}, and {library.name} answers"
            )
        rows, remarks = take_back(found, library, records, began)
        return Pushed(rows, found.id, library.requests, remarks)


def ways_into_zotero() -> tuple[Finding, ...]:
    """What each way into Zotero can do at this moment, in the order in which they are taken."""
    settings = read_settings()
    with _gateway(settings) as gateway:
        return probe(settings, gateway, Secrets())


# Seconds: a batch of 50 takes tens of milliseconds an object on the server's good days, and what
# Zotero asks to wait for is waited for.
_PATIENCE = (120.0, 900.0)


@contextmanager
def _gateway(settings: Settings) -> Iterator[Gateway]:
    gateway = wiring.open_gateway(settings, patience=_PATIENCE)
    try:
        yield gateway
    finally:
        gateway.close()


@contextmanager
def _way(
    order: Order, transport: str, library: str, say: Say, began: Began
) -> Iterator[Push | Handing]:
    """The order on its way in; closed afterwards."""
    settings = read_settings()
    records = Records(settings.data)
    with _gateway(settings) as gateway:
        chosen = _chosen(settings, gateway, transport, say)
        if chosen is Transport.CONNECTOR:
            _refuse_library(library)
            connector = Connector(gateway, settings.zotero_local_url)
            handing = Handing(order, connector, records, _seen(settings, gateway), began)
            for remark in handing.remarks:
                say(remark)
            yield handing
            return
        opened = _opened(chosen, settings, gateway, library, say)
        say(f"Zotero by {chosen}: {opened.name}")
        yield Push(order, opened, records, settings.cache, chosen, began)


def _chosen(settings: Settings, gateway: Gateway, transport: str, say: Say) -> Transport:
    """The way that is taken; ``auto`` looks which of them work."""
    if transport != AUTO:
        with suppress(ValueError):
            if (named := Transport(transport)) is not Transport.FILE:
                return named
        raise InputError(f"no way into Zotero: {transport!r}; there are local, web and connector")
    findings = probe(settings, gateway, Secrets())
    found = choose(findings)
    if found.transport is Transport.FILE:
        told = [f"{each.transport}: {each.says}" for each in findings[:-1]]
        raise ZoteroError(f"there is no way into Zotero now ({'; '.join(told)}); {_INSTEAD}")
    say(f"Zotero by {found.transport}: {found.says}")
    return found.transport


_INSTEAD = "refkit doctor says what to switch on; or write a file with --transport file -o FILE.ris"


def _opened(
    transport: str, settings: Settings, gateway: Gateway, library: str, say: Say
) -> Library:
    if library in {"", "user"}:
        library = ""
    secrets = Secrets()
    if transport == Transport.LOCAL:
        return open_local(gateway, settings.zotero_local_url, secrets, library, say)
    key = secrets.web_key(settings.zotero_url)
    if key is None:
        raise ZoteroError(f"there is no key for zotero.org; {MAKE_ONE}")
    return open_web(gateway, settings.zotero_url, key, library)


def _library_of(run: Run, settings: Settings, gateway: Gateway, say: Say) -> Library:
    """The library that a run wrote to."""
    if run.transport == Transport.CONNECTOR:
        raise ZoteroError(
            f"run {run.id} went through the connector, which cannot take back; "
            "delete its items in Zotero"
        )
    path = "/".join(run.library.split("/")[-2:])
    return _opened(run.transport, settings, gateway, "" if path == "users/0" else path, say)


def _refuse_library(library: str) -> None:
    if library not in {"", "user"}:
        raise InputError(
            "the connector writes into what is selected in Zotero; leave --library out"
        )


def _seen(settings: Settings, gateway: Gateway) -> Library | None:
    """The library of the Zotero on this computer, None where it does not let itself be read."""
    try:
        return open_local(gateway, settings.zotero_local_url, Secrets())
    except ZoteroError:
        return None
