"""Answers that unpack to a hundred times their size and more, at every client."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from functools import cache, partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import other_servers
import zotero_killed
from crossref_server import FAST, CrossrefServer, make_review, make_work
from faults import FAULTS, Answer, Fault
from loopback import LoopbackServer

from fault_runs import stopped
from fault_runs.surroundings import Done, Figures, Settings, crossref, folder, run, summed

MOST_MB = 220.0  # that the command may take beside such an answer; 188 were measured
# A bracket, 80 MiB of blanks and a bracket, by Brotli 1.1 (quality 11, window 24).
BROTLI = (
    "z///f/ilQLbiskAA9/4//v//wy8BEIcFALr3"
    "//z//4dfAiAOiwB07//5//8PvwRAHBYA6N7/8///H34JgDgsANC9/0cAQCBdAw=="
)
_PIECE = b" " * 65536
_PIECES = 80 * 16


def _packed(bits: int, inner: bytes = _PIECE, count: int = _PIECES) -> bytes:
    packer = zlib.compressobj(9, wbits=bits)
    pieces = [packer.compress(b"["), *(packer.compress(inner) for _ in range(count))]
    return b"".join([*pieces, packer.compress(b"0]"), packer.flush()])


@cache
def bomb(name: str) -> tuple[str, bytes]:
    """The encoding as an answer names it, and the body."""
    if name == "brotli":
        return "br", base64.b64decode(BROTLI)
    if name == "gzip twice":
        packer = zlib.compressobj(9, wbits=31)
        return "gzip, gzip", packer.compress(_packed(31)) + packer.flush()
    # Below what is taken in, unpacked, and far more as lists in memory.
    if name == "gzip of lists":
        return "gzip", _packed(31, b"[]," * 20_000, 1_000)
    return name, _packed({"gzip": 31, "deflate": 15}[name])


BOMBS = ("gzip", "deflate", "brotli", "gzip twice", "gzip of lists")
Server = AbstractContextManager[Any]
Surroundings = Callable[[ExitStack, str, Path], tuple[list[str], Mapping[str, str]]]


def bombs(settings: Settings) -> Iterator[tuple[str, Figures]]:
    """Each client, with each bomb: little memory, one line, no traceback.

    For a smoke run every fourth, with one.
    """
    names = BOMBS[:1] if settings.smoke else BOMBS
    with ThreadPoolExecutor(settings.at_once) as threads:
        for name in names:
            bomb(name)  # packed once
        for client, make in list(CLIENTS.items())[:: 4 if settings.smoke else 1]:
            one = partial(_thrown, client, make)
            yield client, summed(threads.map(one, names))


def _thrown(client: str, make: Surroundings, name: str) -> Figures:
    figures = Figures({"bombs": 1})
    with ExitStack() as stack:
        home = stack.enter_context(folder())
        arguments, more = make(stack, name, home)
        done = run(arguments, home, more)
    figures.most("largest MB", done.memory)
    figures.most("longest seconds", done.seconds)
    _judge(figures, done, f"{client}, {name}")
    return figures


def _judge(figures: Figures, done: Done, where: str) -> None:
    told = f"{where}: status {done.status}, {done.memory:.0f} MB: {done.said[-500:]!r}"
    lines = [line for line in done.said.splitlines() if line.startswith("refkit: ")]
    figures.add(f"status {done.status}")
    figures.demand(done.memory < MOST_MB, told)
    figures.demand(not done.has_traceback, told)
    is_told = any("answer" in line or "unpack" in line or "large" in line for line in lines)
    figures.demand(is_told or done.status == 0, f"not told: {told}")


class _Bomber(BaseHTTPRequestHandler):
    server: _Always

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        encoding, body = bomb(self.server.bomb)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Encoding", encoding)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Zotero-Version", "10.0.0")
        self.send_header("Zotero-API-Version", "3")
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_PUT = do_PATCH = do_GET  # noqa: N815 (the names that the library calls)

    def log_message(self, *args: object) -> None:
        pass


class _Always(LoopbackServer):
    """Answers everything with one bomb."""

    def __init__(self, name: str) -> None:
        self.bomb = name
        super().__init__(_Bomber)


def _answered(name: str) -> str:
    """The fault of the tests' Crossref that is this bomb."""
    encoding, body = bomb(name)
    given = Answer(200, body, "application/json", {"Content-Encoding": encoding})
    FAULTS[f"bomb {name}"] = Fault(lambda usual: given, hangs_up=True)
    return f"bomb {name}"


def _crossref(review: bool, stack: ExitStack, name: str, home: Path) -> Any:
    works = [make_work(f"10.1000/{number}") for number in range(3)]
    server = CrossrefServer(
        [make_review("10.1000/r", [{"DOI": work["DOI"]} for work in works]), *works], pools=FAST
    )
    stack.enter_context(server)
    place = "10.1000/r" if review else "filter"
    server.fail_next(*[_answered(name)] * 20, matching=place)
    return ["fetch", "10.1000/r", "-q", "-o", "r.refkit.json"], crossref(server)


def _beside(services: Callable[[ExitStack, str], Mapping[str, str]], *options: str) -> Surroundings:
    """A review whose one work Crossref does not have, and other services that are asked."""

    def make(stack: ExitStack, name: str, home: Path) -> Any:
        listed = [{"DOI": "10.5281/a"}, {"DOI": "10.1000/there"}]
        works = [make_review("10.1000/r", listed), make_work("10.1000/there", abstract=None)]
        server = stack.enter_context(CrossrefServer(works, pools=FAST))
        more = crossref(server) | services(stack, name)
        return ["fetch", "10.1000/r", "-q", "-o", "r.refkit.json", *options], more

    return make


def _doi(stack: ExitStack, name: str) -> Mapping[str, str]:
    return {"REFKIT_DOI_URL": stack.enter_context(_Always(name)).url}


def _datacite(stack: ExitStack, name: str) -> Mapping[str, str]:
    doi = stack.enter_context(other_servers.doi_org({"10.5281": "DataCite"}))
    return {
        "REFKIT_DOI_URL": doi.url,
        "REFKIT_DATACITE_URL": stack.enter_context(_Always(name)).url,
    }


def _named(setting: str) -> Callable[[ExitStack, str], Mapping[str, str]]:
    return lambda stack, name: {setting: stack.enter_context(_Always(name)).url}


def _zotero(way: str, stack: ExitStack, name: str, home: Path) -> Any:
    url = stack.enter_context(_Always(name)).url
    asked = stopped.push_command(home, 3, way)
    key = zotero_killed.LOCAL_KEY if way == "local" else zotero_killed.ZoteroServer.key
    return asked, {
        "REFKIT_ZOTERO_URL": url, "REFKIT_ZOTERO_LOCAL_URL": url,
        "REFKIT_ZOTERO_KEY": key, "REFKIT_ZOTERO_LOCAL_KEY": key,
    }  # fmt: skip


CLIENTS: dict[str, Surroundings] = {
    "Crossref, the review": lambda *given: _crossref(True, *given),
    "Crossref, the works": lambda *given: _crossref(False, *given),
    "doi.org": _beside(_doi),
    "DataCite": _beside(_datacite),
    "OpenAlex": _beside(_named("REFKIT_OPENALEX_URL"), "--source", "openalex"),
    "Europe PMC": _beside(_named("REFKIT_EUROPEPMC_URL"), "--source", "europepmc"),
    "Zotero, web": lambda *given: _zotero("web", *given),
    "Zotero, local": lambda *given: _zotero("local", *given),
    "Zotero, connector": lambda *given: _zotero("connector", *given),
}
