"""Secrets: a mail address and keys, looked for wherever a command leaves something.

Each run is given secrets that stand nowhere else, and then every file that it left, what it said,
what it logged at DEBUG, and the command lines and surroundings of all that it started are searched,
packed rows of the cache included.
"""

from __future__ import annotations

import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import other_servers
import psutil
import zotero_killed
from crossref_server import FAST, CrossrefServer, make_review, make_work
from faults import FAULTS
from zotero_server import Key

from fault_runs.stopped import push_command, records
from fault_runs.surroundings import Figures, Settings, crossref, finish, folder, start

MAIL = "q7rx.hidden@zw93-mail.example"
OPENALEX, ZOTERO, LOCAL = "OAkey7Zq91xw", "ZtKey55vHq20LmPz81RcTy77", "LcKey9Qw3Er8Ty2Ui6Op1As"
SECRETS = {"mail address": MAIL, "mail's name": "q7rx.hidden", "OpenAlex key": OPENALEX,
           "Zotero key": ZOTERO, "local key": LOCAL}  # fmt: skip
GIVEN = {"REFKIT_MAILTO": MAIL, "REFKIT_OPENALEX_KEY": OPENALEX, "REFKIT_ZOTERO_KEY": ZOTERO,
         "REFKIT_ZOTERO_LOCAL_KEY": LOCAL}  # fmt: skip
# As a program of somebody's own would have it.
AT_DEBUG = """
import logging
logging.basicConfig(level=logging.DEBUG)
from refkit.__main__ import main
main()
"""
# An error of refkit's own, shown with all that led to it.
SHOWN = """
import logging, sys, traceback
logging.basicConfig(level=logging.DEBUG)
import refkit
try:
    refkit.fetch("10.1000/r", sources=["openalex"])
except Exception as error:
    traceback.print_exception(error)
    print(repr(error), error.args, file=sys.stderr)
else:
    sys.exit("no error")
"""


class _Watch:
    """Looks at the processes that a command starts, again and again, until it has ended."""

    def __init__(self, pid: int) -> None:
        self._pid, self.seen = pid, {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def end(self) -> None:
        """Stop looking."""
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(0.01):
            with suppress(psutil.Error):
                for child in psutil.Process(self._pid).children(recursive=True):
                    self.seen[child.pid] = _told_by(child) or self.seen.get(child.pid, "")


def _told_by(child: psutil.Process) -> str:
    """Its command line and its surroundings, but for those that the user set and it inherits."""
    with suppress(psutil.Error):
        own = {name: value for name, value in child.environ().items() if name not in GIVEN}
        return f"{child.cmdline()} {own}"
    return ""


def secrets(settings: Settings) -> Iterator[tuple[str, Figures]]:
    """No secret in any place but where the user put it; for a smoke run the first of some."""
    for name, make in list(RUNS.items())[:: 2 if settings.smoke else 1]:
        with ExitStack() as stack:
            home = stack.enter_context(folder())
            commands, *rest = make(stack, home)
            yield name, _searched(home, commands[:1] if settings.smoke else commands, *rest)


def _searched(
    home: Path, commands: Sequence[Sequence[str]], more: Mapping[str, str], program: str = AT_DEBUG
) -> Figures:
    figures = Figures()
    for arguments in commands:
        began = time.monotonic()
        process = start(arguments, home, {**more, **GIVEN}, program=program)
        watch = _Watch(process.pid)
        done = finish(process, home, began)
        watch.end()
        figures.add("commands")
        figures.add("processes started", len(watch.seen))
        figures.add("bytes of log", len(done.said))
        where = f"{' '.join(arguments)[:60]} (status {done.status})"
        for pid, told in watch.seen.items():
            _look(figures, f"{where}: process {pid}", told.encode())
        for path in sorted(each for each in home.rglob("*") if each.is_file()):
            figures.add("files searched")
            for part in _parts(path):
                _look(figures, f"{where}: {path.relative_to(home)}", part)
    return figures


def _look(figures: Figures, where: str, data: bytes) -> None:
    for name, secret in SECRETS.items():
        if secret.encode() in data or quote(secret, safe="").encode() in data:
            at = max(data.find(secret.encode()), data.find(quote(secret, safe="").encode()))
            near = data[max(0, at - 60) : at + 60]
            figures.fail(f"{name} in {where}: {near!r}")


def _parts(path: Path) -> Iterator[bytes]:
    """The bytes of a file, and what is packed in it; of a database every row."""
    data = path.read_bytes()
    yield data
    if data.startswith(b"SQLite format 3"):
        yield from _rows(path)
    for bits in (31, 15):
        with suppress(zlib.error):
            yield zlib.decompress(data, bits)


def _rows(path: Path) -> Iterator[bytes]:
    with closing(sqlite3.connect(path)) as file:
        tables = file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            for row in file.execute(f'SELECT * FROM "{table}"'):
                for value in row:
                    text = value if isinstance(value, bytes) else str(value).encode()
                    yield text
                    with suppress(zlib.error):
                        yield zlib.decompress(text)


# What is run

Made = tuple[Sequence[Sequence[str]], Mapping[str, str]]
FETCH = ["fetch", "10.1000/r", "--source", "openalex", "-o", "r.refkit.json", "-o", "r.bib"]
LOOKED = [
    ["show", "r.refkit.json", "--json"],
    ["report", "r.refkit.json", "-o", "r.html"],
    ["report", "r.refkit.json", "--json"],
    ["doctor", "--json"],
    ["doctor"],
    ["cache"],
]


def _services(stack: ExitStack) -> tuple[CrossrefServer, other_servers.OtherServer]:
    works = [make_work(f"10.1000/{number}") for number in range(5)]
    listed = [*({"DOI": work["DOI"]} for work in works), {"unstructured": "Abel A. Bees. 2020."}]
    server = CrossrefServer([make_review("10.1000/r", listed), *works], pools=FAST)
    found = [other_servers.make_openalex_work(f"W{each}", f"10.1000/{each}") for each in range(5)]
    openalex = stack.enter_context(other_servers.openalex(found))
    usual = openalex.respond
    # What doctor asks, to see whether anybody is there, is no list.
    openalex.respond = lambda path, query: (
        usual(path, query) if "filter" in query or path != "/works" else other_servers.said({})
    )
    return stack.enter_context(server), openalex


def _addresses(crossref_: CrossrefServer, openalex: other_servers.OtherServer) -> dict[str, str]:
    return crossref(crossref_) | {"REFKIT_OPENALEX_URL": openalex.url}


def _fetch(stack: ExitStack, home: Path) -> Made:
    return [FETCH, *LOOKED], _addresses(*_services(stack))


def _failing(stack: ExitStack, home: Path) -> Made:
    servers = _services(stack)
    names = [name for name in FAULTS if name not in {"timeout", "drip", "drip-head", "endless"}]
    servers[0].misbehave(3, 0.7, names)
    servers[1].fail_always("html-200")
    return [FETCH, *LOOKED], _addresses(*servers)


def _nobody(stack: ExitStack, home: Path) -> Made:
    return [FETCH], {}


def _push(way: str, stack: ExitStack, home: Path) -> Made:
    server = stack.enter_context(zotero_killed.library("local" if way != "web" else "web"))
    server.keys |= {ZOTERO: Key()} if way == "web" else {LOCAL: True}
    address = "REFKIT_ZOTERO_URL" if way == "web" else "REFKIT_ZOTERO_LOCAL_URL"
    asked = push_command(home, 6, way)
    commands = [asked, [*asked, "--json"], [*asked, "--dry-run"], ["doctor", "--json"]]
    if way == "web":
        commands.append(["zotero", "list"])
    return commands, {address: server.url}


def _push_failing(stack: ExitStack, home: Path) -> Made:
    server = stack.enter_context(zotero_killed.library("web"))
    server.keys |= {ZOTERO: Key()}
    server.misbehave(5, 0.6, ["500", "502", "reset", "truncated", "html", "json-garbage", "403"])
    asked = push_command(home, 6, "web")
    return [asked, asked, asked], {"REFKIT_ZOTERO_URL": server.url}


def _bulk(stack: ExitStack, home: Path) -> Made:
    records(home / "work" / "in", files=4, each=300)
    return [["bulk", "tag", "in", "-o", "out", "--workers", "2"]], {}


RUNS: dict[str, Callable[[ExitStack, Path], Any]] = {
    "fetch": _fetch,
    "services that fail": _failing,
    "nobody listens": _nobody,
    "an error shown": lambda stack, home: ([[]], {}, SHOWN),
    "push, web": partial(_push, "web"),
    "push, web, failing": _push_failing,
    "push, local": partial(_push, "local"),
    "push, connector": partial(_push, "connector"),
    "bulk tag": _bulk,
}
