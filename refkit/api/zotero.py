"""Zotero: what would be done there, doing it, taking it back, and trying whether it works."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from refkit.api.offline import export_options
from refkit.errors import InputError, ZoteroError
from refkit.formats.export import TagStyle
from refkit.http.gateway import Gateway
from refkit.model.bibliography import Bibliography
from refkit.model.work import DatePolicy
from refkit.settings import Settings, read_settings
from refkit.version import __version__
from refkit.wiring import open_gateway
from refkit.zotero.api.connector import Connector
from refkit.zotero.api.credentials import Secrets
from refkit.zotero.api.desktop import open_local
from refkit.zotero.api.detect import AUTO, Transport, TransportStatus, probe, usable_transports
from refkit.zotero.api.library import ZoteroLibrary
from refkit.zotero.api.permissions import MAKE_ONE
from refkit.zotero.api.web import open_web
from refkit.zotero.connector_import import ConnectorImport
from refkit.zotero.desired import Choices
from refkit.zotero.journal import Journal, SyncRun
from refkit.zotero.plan import Plan
from refkit.zotero.plugin.planning import PLUGIN
from refkit.zotero.sample import sample
from refkit.zotero.sync import (
    Order,
    Push,
    Pushed,
    StartProgress,
    no_progress,
    plan_of_nothing,
    undo_run,
)

Notify = Callable[[str], None]


def zotero_order(
    bibliography: Bibliography,
    source: str,
    *,
    collection: str | None = None,
    facets: Sequence[str] = (),
    resolved_only: bool = False,
    no_review: bool = False,
    notes: bool = False,
    again: bool = False,
    relate: bool = False,
    colors: bool = False,
    tag_style: str = TagStyle.NAME,
    date_policy: str = DatePolicy.PRINT,
) -> Order:
    """A user's words as an order; raises InputError for a word that is none of an option's.

    ``source`` is the file's path, by which a run that broke off is found again. No ``facets`` are
    all. The choices are those of ``refkit export --to zotero``.
    """
    choices = Choices(
        export_options(tag_style, date_policy),
        frozenset(facets) or None,
        resolved_only,
        not no_review,
        notes,
    )
    return Order(bibliography, source, collection or "", choices, again, relate, colors)


def plan_zotero(
    order: Order, *, transport: str = AUTO, library: str = "", notify: Notify = lambda note: None
) -> Plan:
    """What would be created, changed and left in Zotero; nothing is written there.

    ``transport`` is ``local``, ``web``, ``connector`` or ``auto``, the first of them that works;
    ``library`` is empty for the user's own, ``groups/N`` for a group's. ``notify`` takes lines for
    the user. Where no Zotero answers it is the plan for an empty library. Raises InputError for a
    name that is no way or no library.
    """
    settings = read_settings()
    with open_gateway(settings, patience=_PATIENCE) as gateway:
        try:
            return (
                _TransportChoice(settings, gateway, order, library, notify, no_progress)
                .take(transport)
                .plan()
            )
        except ZoteroError as error:
            notify(f"{error}")
            notify("shown is what would be created in an empty library: what is there is not known")
            return plan_of_nothing(order)


def to_zotero(
    order: Order,
    *,
    transport: str = AUTO,
    library: str = "",
    notify: Notify = lambda note: None,
    progress: StartProgress = no_progress,
) -> Pushed:
    """Carry a bibliography into Zotero, on record; a second time there is nothing to do.

    The arguments are those of ``plan_zotero``; ``progress`` is as for ``fetch``. Raises
    ZoteroError where there is no way in, and as ``plan_zotero`` does; what fails of a single item
    stands in its row.
    """
    settings = read_settings()
    with open_gateway(settings, patience=_PATIENCE) as gateway:
        choice = _TransportChoice(settings, gateway, order, library, notify, progress)
        return choice.take(transport, to_write=True).apply()


def zotero_runs() -> list[SyncRun]:
    """The runs that are on record, the oldest first."""
    return Journal(read_settings().data).runs()


def undo_zotero(
    run: str, *, notify: Notify = lambda note: None, progress: StartProgress = no_progress
) -> Pushed:
    """Take back what a run did, and nothing else; what was changed since is kept and told.

    ``run`` is a run's name or its beginning. Raises InputError for a run that is not on record,
    ZoteroError where its library cannot be reached. ``notify`` and ``progress`` are as for
    ``to_zotero``.
    """
    settings = read_settings()
    records = Journal(settings.data)
    found = records.run(run)
    with open_gateway(settings, patience=_PATIENCE) as gateway:
        library = _library_of(found, settings, gateway, notify)
        if library.id not in found.libraries:
            raise ZoteroError(
                f"run {found.id} was made in {found.library_name}, and {library.name} answers"
                + (f"; {_IN_ZOTERO}" if found.transport == PLUGIN else "")
            )
        rows, remarks = undo_run(found, library, records, progress)
        return Pushed(rows, found.id, library.requests, remarks)


def check_zotero(
    collection: str, *, transport: str = AUTO, notify: Notify = lambda note: None
) -> tuple[list[str], bool]:
    """Try a Zotero: ten marked items into a new collection, read back, compared, taken back.

    Gives the lines of a report without a secret, and whether all went as it should. Raises
    InputError for a collection that is there already, ZoteroError where there is no way in that
    can be taken back.
    """
    settings = read_settings()
    order = Order(sample(__version__), "refkit doctor --zotero-check", collection)
    with open_gateway(settings, patience=_PATIENCE) as gateway:
        push = _TransportChoice(settings, gateway, order, "", notify, no_progress).take(
            transport, to_write=True
        )
        if not isinstance(push, Push):
            raise ZoteroError("the check needs a way that can be taken back: local or web")
        if not push.is_new:
            raise InputError(
                f"the collection {collection!r} is there already; name one that is not"
            )
        start = time.monotonic()
        pushed = push.apply()
        seconds = time.monotonic() - start
        differing = push.differences(pushed)
        name = push.transport
        version = _version(gateway, settings)
    again = to_zotero(order, transport=name)
    undone = undo_zotero(pushed.run) if pushed.can_be_undone else pushed
    counts = {
        "created": sum(row.result == "created" for row in pushed.rows),
        "with a difference": len(differing),
        "written again by a second run": sum(row.result != "left" for row in again.rows),
        "taken back": sum(row.result == "taken back" for row in undone.rows),
    }
    lines = [
        f"refkit {__version__}, Zotero {version or 'of unknown version'}, by {name}",
        f"{len(pushed.rows)} items in {seconds:.1f} s and {pushed.requests} requests",
        *(f"{words}: {count}" for words, count in counts.items()),
        *differing,
        *(f"{row.entry}: {row.why}" for row in pushed.rows if row.result == "failed"),
        *undone.remarks,
    ]
    whole = len(pushed.rows)
    return lines, list(counts.values()) == [whole, 0, 0, whole] and not undone.remarks


def _version(gateway: Gateway, settings: Settings) -> str:
    with suppress(ZoteroError):
        return Connector(gateway, settings.zotero_local_url).ping()
    return ""


def zotero_transports() -> tuple[TransportStatus, ...]:
    """What each transport into Zotero can do at this moment, in the order of preference."""
    settings = read_settings()
    with open_gateway(settings, patience=_PATIENCE) as gateway:
        return probe(settings, gateway, Secrets())


# Seconds: a batch of 50 takes tens of milliseconds an object on the server's good days, and what
# Zotero asks to wait for is waited for.
_PATIENCE = (120.0, 900.0)


class _TransportChoice:
    """Takes the transport into Zotero for one order."""

    def __init__(
        self,
        settings: Settings,
        gateway: Gateway,
        order: Order,
        library: str,
        notify: Notify,
        progress: StartProgress,
    ) -> None:
        self._settings = settings
        self._gateway = gateway
        self._order = order
        self._library = library
        self._notify = notify
        self._progress = progress

    def take(self, transport: str, *, to_write: bool = False) -> Push | ConnectorImport:
        """The way of this name, or for ``auto`` the first that is not shut, saying which are."""
        if transport != AUTO:
            with suppress(ValueError):
                if (named := Transport(transport)) is not Transport.FILE:
                    return self._open(named)
            known = "there are local, web and connector"
            raise InputError(f"no way into Zotero: {transport!r}; {known}")
        findings = probe(self._settings, self._gateway, Secrets())
        shut = [f"{each.transport}: {each.says}" for each in findings if not each.writes]
        for each in usable_transports(findings):
            if each.transport is Transport.FILE:
                continue
            self._notify(f"Zotero by {each.transport}: {each.says}")
            try:
                way = self._open(each.transport)
                if to_write:
                    way.require_write_access()
                return way
            except ZoteroError as error:
                self._notify(f"{each.transport} is shut: {error}")
                shut.append(f"{each.transport}: {error}")
        raise ZoteroError(f"there is no way into Zotero now ({'; '.join(shut)}); {_INSTEAD}")

    def _open(self, transport: Transport) -> Push | ConnectorImport:
        settings, gateway = self._settings, self._gateway
        records = Journal(settings.data)
        if transport is Transport.CONNECTOR:
            _refuse_library(self._library)
            connector = Connector(gateway, settings.zotero_local_url)
            seen = _seen(settings, gateway)
            imported = ConnectorImport(self._order, connector, records, seen, self._progress)
            for remark in imported.remarks:
                self._notify(remark)
            return imported
        opened = _opened(transport, settings, gateway, self._library, self._notify)
        self._notify(f"Zotero by {transport}: {opened.name}")
        return Push(
            self._order, opened, records, settings.cache, transport, self._progress, self._notify
        )


_INSTEAD = "refkit doctor says what to switch on; or write a file with --transport file -o FILE.ris"


def _opened(
    transport: str, settings: Settings, gateway: Gateway, library: str, notify: Notify
) -> ZoteroLibrary:
    if library in {"", "user"}:
        library = ""
    secrets = Secrets()
    if transport == Transport.LOCAL:
        return open_local(gateway, settings.zotero_local_url, secrets, library, notify)
    key = secrets.web_key(settings.zotero_url)
    if key is None:
        raise ZoteroError(f"there is no key for zotero.org; {MAKE_ONE}")
    return open_web(gateway, settings.zotero_url, key, library)


def _library_of(
    run: SyncRun, settings: Settings, gateway: Gateway, notify: Notify
) -> ZoteroLibrary:
    """The library that a run wrote to."""
    if run.takes_nothing_back:
        raise ZoteroError(
            f"run {run.id} went through the connector, which cannot take back; "
            "delete its items in Zotero"
        )
    path = "/".join(run.library.split("/")[-2:])
    way = Transport.LOCAL if run.transport == PLUGIN else run.transport
    return _opened(way, settings, gateway, "" if path == "users/0" else path, notify)


_IN_ZOTERO = "the plug-in wrote it: take it back in Zotero, under Tools > refkit"


def _refuse_library(library: str) -> None:
    if library not in {"", "user"}:
        raise InputError(
            "the connector writes into what is selected in Zotero; leave --library out"
        )


def _seen(settings: Settings, gateway: Gateway) -> ZoteroLibrary | None:
    """The library of the Zotero on this computer, None where it does not let itself be read."""
    try:
        return open_local(gateway, settings.zotero_local_url, Secrets())
    except ZoteroError:
        return None
