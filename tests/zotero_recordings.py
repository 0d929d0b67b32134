"""The recorded exchanges with real Zotero programs, and how they are sent again to ours.

An exchange is alike where status, reason, headers and body are: what the program generates (keys,
dates, its port, its identity) is taken to be the same thing when it stands at the same place.
"""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zotero_server import ALLOW_ONCE, ALWAYS, DENY, ZOTERO_9, ZOTERO_10, DesktopServer
from zotero_server.program_connector import ProgramConnector
from zotero_server.program_library import ProgramLibrary

Json = dict[str, Any]
_KEY = re.compile(r"[23456789ABCDEFGHIJKLMNPQRSTUVWXYZ]{8}")
_KEYS = re.compile(r"[23456789ABCDEFGHIJKLMNPQRSTUVWXYZ]{8}(\n[2-9A-Z]{8})*")
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
# A key of an object or a secret one; in an address a comma may stand before it as %2C.
_OURS = re.compile(r"(?:(?<=%2C)|\b)(?:\w{32}|\w{8})\b")
_LEFT_OUT = re.compile(r"\(.*\)", re.DOTALL)
_UNKNOWN = re.compile(r"users/local/\w+")
# What the transport says of itself, and nobody reads.
_NOT_COMPARED = {"content-length", "date", "server", "connection"}


@dataclass(frozen=True)
class Exchange:
    """One line of a recording; without a method it tells what was done in the program's window."""

    file: str
    place: int
    line: Json

    @property
    def name(self) -> str:
        return f"{self.file} {self.place}"

    @property
    def is_note(self) -> bool:
        return "method" not in self.line

    @property
    def is_of_connector(self) -> bool:
        return "/connector" in self.file


@dataclass(frozen=True)
class Answer:
    """What a program answered; ``status`` None: it closed the connection."""

    status: int | None
    reason: str = ""
    headers: Json = field(default_factory=dict)
    body: Any = ""


def exchanges(folder: Path, file: str) -> list[Exchange]:
    """A recording, such as ``10.0.0/update``, in the order in which it was made."""
    lines = (folder / f"{file}.jsonl").read_text("utf-8").splitlines()
    return [Exchange(file, place, json.loads(line)) for place, line in enumerate(lines)]


def replayed(folder: Path, file: str) -> Iterator[tuple[Exchange, str]]:
    """Every exchange of a recording, with what is different where it is sent to our server."""
    recording = exchanges(folder, file)
    # 9.0.6 tells no versions: the dates of the same steps in 10.0.0 serve.
    dated = exchanges(folder, file.replace("9.0.6", "10.0.0")) if "/connector" in file else []
    with _server(recording) as server:
        replay = Replay(server, recording, dated)
        for exchange in recording:
            if exchange.is_note:
                replay.do(exchange.line["step"], exchange.line["note"])
            else:
                yield exchange, replay.difference(exchange)
        for violation in server.violations:
            raise AssertionError(violation)


def _server(recording: list[Exchange]) -> DesktopServer:
    lines = [one.line for one in recording]
    heads = [line.get("answer_headers") or {} for line in lines]
    ids = [head["Zotero-Server-ID"] for head in heads if "Zotero-Server-ID" in head]
    said = json.dumps(lines)
    groups: tuple[int, ...] = (77, 78) if '"two groups in the client"' in said else ()
    groups = (78,) if "groups/78" in said and not groups else groups
    server = DesktopServer(
        behaviour=ZOTERO_9 if recording[0].file.startswith("9") else ZOTERO_10,
        groups=groups,
        server_id=ids[0] if ids else "none",
        consent=[*_consents(lines), ALWAYS],
    )
    for library in server.libraries.values():
        assert isinstance(library, ProgramLibrary)
        library.editable = library.path != "groups/78"
        library.name = {"groups/77": "Open group", "groups/78": "Read-only group"}.get(
            library.path, library.name
        )
    return server


def _consents(lines: list[Json]) -> Iterator[str]:
    for line in lines:
        answer = line.get("answer")
        if "authorize" in line.get("path", "") and isinstance(answer, dict):
            if "denied" in answer:
                yield DENY
            elif "remember" in answer:
                yield ALWAYS if answer["remember"] else ALLOW_ONCE


class Replay:
    """A recording on its way through our server: what is named how in the two."""

    def __init__(
        self, server: DesktopServer, recording: list[Exchange], dated: list[Exchange]
    ) -> None:
        self.server = server
        self.ours: dict[str, str] = {}  # by the recorded name
        self.recorded: dict[str, str] = {}  # by ours
        self._dates = _dates(dated or recording)
        self._last = "2026-11-29T00:00:00Z"
        self._held = threading.Event()
        self._under_way: list[threading.Thread] = []
        self._answers: dict[int, Answer] = {}
        self._until = 0
        self._recording = recording
        server.library().clock = self._clock

    def _clock(self, version: int) -> str:
        # Lists are sorted by date: what was written in one second then has one date now.
        self._last = self._dates.get(version, self._last)
        return self._last

    def difference(self, exchange: Exchange) -> str:
        """What is not alike, in short; empty where all is."""
        line = exchange.line
        answer = self._sent(exchange)
        wanted = Answer(
            line["status"],
            line.get("reason") or "",
            line.get("answer_headers") or {},
            line["answer"],
        )
        self._learn(wanted.body, answer.body)
        if wanted.status != answer.status:
            return f"status {wanted.status}, ours {answer.status}: {answer.body}"
        if wanted.status is None:
            return ""
        if wanted.reason != answer.reason:
            return f"reason {wanted.reason!r}, ours {answer.reason!r}"
        return self._of_headers(wanted, answer) or _of_bodies(
            self._plain(wanted.body), self._plain(self._renamed(answer.body))
        )

    def _of_headers(self, wanted: Answer, answer: Answer) -> str:
        theirs = {name.lower(): value for name, value in wanted.headers.items()}
        ours = {name.lower(): self._renamed(value) for name, value in answer.headers.items()}
        for name in sorted((theirs.keys() | ours.keys()) - _NOT_COMPARED):
            if theirs.get(name) != ours.get(name):
                return f"header {name}: {theirs.get(name)!r}, ours {ours.get(name)!r}"
        return ""

    def _library(self, path: str = "users/1") -> ProgramLibrary:
        library = self.server.library(path)
        assert isinstance(library, ProgramLibrary)
        return library

    # Sending

    def _sent(self, exchange: Exchange) -> Answer:
        if exchange.line["step"].startswith("read during batch"):
            return self._meanwhile(exchange)
        if exchange.line["step"] == "batch 1 of 50":
            self._until = 50
            self._under_way[0].join(10)
            return self._answers[0]
        if exchange.line["step"] == "same token, first":
            return self._beside(exchange)
        if self._under_way and exchange.line["step"].startswith("until"):
            self._held.set()
            for thread in self._under_way:
                thread.join(300)
        if exchange.line["step"] == "same token, 50 ms later":
            self._under_way[0].join(10)
            return self._answers[1]
        return self._ask(exchange)

    def _ask(self, exchange: Exchange) -> Answer:
        line = exchange.line
        body = line["body"]
        if body == "(50 journal articles with two tags)":
            tags = [{"tag": "during"}, {"tag": "run"}]
            body = [
                {"itemType": "journalArticle", "title": f"A{n}", "tags": tags} for n in range(50)
            ]
        if body == "(200 books with a tag)":
            books = [{"itemType": "book", "title": f"B{n}", "tags": ["big"]} for n in range(200)]
            body = {"sessionID": "big", "items": books}
        if body is not None and not isinstance(body, str):
            body = json.dumps(body, ensure_ascii=False)
        headers = {name: self._as_ours(value) for name, value in line["headers"].items()}
        sent = self._as_ours(body).encode() if body is not None else None
        return ask(self.server, line["method"], self._as_ours(line["path"]), headers, sent)

    def _beside(self, exchange: Exchange) -> Answer:
        """Send a batch, and the next exchange while it is written, the two taking turns."""
        following = self._recording[exchange.place + 1]
        order: list[int] = []
        counts: dict[int, int] = {}

        def between(library: ProgramLibrary) -> None:
            me = threading.get_ident()
            if me not in order:
                order.append(me)
            counts[me] = counts.get(me, 0) + 1
            if order.index(me) == 0 and counts[me] == 1:
                thread.start()
            wait_for(library, 2 * counts[me] - 2 + order.index(me))

        def second() -> None:
            self._answers[1] = self._ask(following)

        thread = threading.Thread(target=second)
        self._under_way = [thread]
        self.server.between = between
        answer = self._ask(exchange)
        thread.join(300)
        self.server.between = lambda library: None
        return answer

    def _meanwhile(self, exchange: Exchange) -> Answer:
        """Ask while a batch is written, when it has come as far as it had in the recording."""
        library = self._library()
        if not self._under_way:
            batch = self._recording[-1]
            self.server.between = self._hold
            self._under_way = [
                threading.Thread(target=lambda: self._answers.update({0: self._ask(batch)}))
            ]
            self._under_way[0].start()
            while not library.writing:
                time.sleep(0.001)
        told = exchange.line["answer_headers"].get("Last-Modified-Version")
        self._until = int(told) if told else self._until
        wait_for(library, self._until)
        # Which of the reads failed was chance.
        self.server.unreadable = lambda: exchange.line["status"] == 500
        return self._ask(exchange)

    def _hold(self, library: ProgramLibrary) -> None:
        while library.version >= self._until and not self.server.closing.is_set():
            time.sleep(0.001)

    # What was done in the window

    def do(self, step: str, note: str) -> None:
        """Do what somebody did in the program between two requests."""
        library, connector = self.server.library(), self.server.connector
        match step:
            case "made in the client":
                self._make(note)
            case "two collections made in the client" | "three collections made in the client":
                made: dict[str, str] = {}
                for name in note.split(", "):
                    parent = made["Other"] if name == "Child" else ""
                    made[name] = library.add_collection(name, parent)
            case "trashed in the client":
                library.trash(library.by_title(note)[0]["key"])
            case "selected in the client":
                named = {one["name"]: key for key, one in library.collections.items()}
                connector.selected = named[note]
            case "automatic tags switched off in the client":
                connector.automatic_tags = False
            case "a read-only group is selected in the client":
                assert isinstance(connector, ProgramConnector)
                connector.select(self._library(note))
            case "the setting for other applications switched off in the client":
                self.server.local_api = False
            case "colour given in the client" | "two groups in the client":
                pass  # what is asked next does not show the one; the server has the other
            case _:
                assert step.startswith("20 items sent with token"), step
                self._lose()

    def _make(self, note: str) -> None:
        library = self.server.library()
        if note == "a book, There before":
            library.add({"itemType": "book", "title": "There before"})
            return
        assert note == "three articles, the second in the trash, a collection"
        for number in (1, 2, 3):
            article = {"itemType": "journalArticle", "title": f"Article {number}"}
            tags = [{"tag": "mine"}, {"tag": "auto", "type": 1}]
            library.add({**article, "DOI": f"10.1234/trial.{number}", "tags": tags})
        library.trash(library.by_title("Article 2")[0]["key"])
        library.add_collection("Review")

    def _lose(self) -> None:
        """Send a batch and lose its answer: eleven are written, the others wait for a read."""
        library = self._library()
        first = library.version

        def between(library_: ProgramLibrary) -> None:
            if library_.version >= first + 11:
                self._held.wait(300)

        def send() -> None:
            books = [
                {"itemType": "book", "title": f"Lost {n}", "tags": [{"tag": "lost run"}]}
                for n in range(20)
            ]
            headers = {
                "Content-Type": "application/json",
                "Zotero-Server-ID": self.server.server_id,
                "Zotero-API-Key": self._as_ours("KEY"),
                "Zotero-Write-Token": "dddddddddddddddd",
            }
            ask(self.server, "POST", "/api/users/0/items", headers, json.dumps(books).encode())

        self._held.clear()
        self.server.between = between
        thread = threading.Thread(target=send)
        self._under_way = [thread]
        thread.start()
        wait_for(library, first + 11)

    # What is generated

    def _learn(self, theirs: Any, ours: Any) -> None:
        """Tie the keys of the two that stand at the same place."""
        if isinstance(theirs, str) and isinstance(ours, str):
            if _KEYS.fullmatch(theirs):
                self._tie(_KEY.findall(theirs), _KEY.findall(ours))
        elif isinstance(theirs, list) and isinstance(ours, list):
            for one, other in zip(theirs, ours, strict=False):
                self._learn(one, other)
        elif isinstance(theirs, dict) and isinstance(ours, dict):
            if "remember" in theirs and "remember" in ours:
                self._tie([theirs["key"]], [ours["key"]])
            if all(map(_KEY.fullmatch, theirs)):
                self._tie(theirs, ours)
            for name in theirs.keys() & ours.keys():
                self._learn(theirs[name], ours[name])

    def _tie(self, theirs: Iterable[str], ours: Iterable[str]) -> None:
        for one, other in zip(theirs, ours, strict=False):
            if one not in self.ours and other not in self.recorded:
                self.ours[one], self.recorded[other] = other, one

    def _as_ours(self, text: str) -> str:
        return re.sub(r"\b(KEY\d?|[A-Z2-9]{8})\b", lambda met: self.ours.get(met[0], met[0]), text)

    def _renamed(self, value: Any) -> Any:
        if isinstance(value, str):
            said = value.replace(f":{self.server.server_port}/", ":23119/")
            return re.sub(_OURS, lambda met: self.recorded.get(met[0], met[0]), said)
        if isinstance(value, list):
            return [self._renamed(one) for one in value]
        if isinstance(value, dict):
            return {self._renamed(name): self._renamed(one) for name, one in value.items()}
        return value

    def _plain(self, value: Any) -> Any:
        if isinstance(value, str):
            return _UNKNOWN.sub("users/local/0", _DATE.sub("DATE", value))
        if isinstance(value, list):
            return [self._plain(one) for one in value]
        if isinstance(value, dict):
            return {name: self._plain(one) for name, one in value.items()}
        return value


def wait_for(library: ProgramLibrary, version: int) -> None:
    """Wait until a library, to which somebody is writing, has a version."""
    patience = time.monotonic() + 300
    while library.version < version and time.monotonic() < patience:
        time.sleep(0.001)


def _of_bodies(theirs: Any, ours: Any, where: str = "") -> str:
    if isinstance(theirs, str) and _LEFT_OUT.fullmatch(theirs):
        return ""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for name in [*theirs, *(ours.keys() - theirs.keys())]:
            if name not in theirs or name not in ours:
                side = "only theirs" if name in theirs else "only ours"
                return f"{where}.{name} {side}: {str((theirs | ours)[name])[:80]}"
            if different := _of_bodies(theirs[name], ours[name], f"{where}.{name}"):
                return different
        return ""
    if isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        pairs = enumerate(zip(theirs, ours, strict=True))
        found = (_of_bodies(one, other, f"{where}[{n}]") for n, (one, other) in pairs)
        return next(filter(None, found), "")
    return "" if theirs == ours else f"{where}: {str(theirs)[:160]!r}, ours {str(ours)[:160]!r}"


def ask(server: DesktopServer, method: str, path: str, headers: Json, body: bytes | None) -> Answer:
    """Send one request as it is, and nothing that nobody asked for."""
    line = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=60)
    try:
        line.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
        for name, value in headers.items():
            line.putheader(name, value)
        if body is not None or method in ("POST", "PUT", "PATCH"):
            line.putheader("Content-Length", str(len(body or b"")))
        line.endheaders(body)
        answer = line.getresponse()
        text = answer.read().decode("utf-8")
    except (http.client.RemoteDisconnected, ConnectionResetError):
        return Answer(None)
    finally:
        line.close()
    try:
        read = json.loads(text) if "json" in answer.headers.get("Content-Type", "") else text
    except ValueError:
        read = text
    return Answer(answer.status, answer.reason, dict(answer.headers), read)


def _dates(recording: list[Exchange]) -> dict[int, str]:
    """The date of each version of My Library, as far as some answer told it."""
    found: dict[int, str] = {}

    def look(value: Any) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("version"), int) and "dateModified" in value:
                found[value["version"]] = value["dateModified"]
            for one in value.values():
                look(one)
        elif isinstance(value, list):
            for one in value:
                look(one)

    for exchange in recording:
        look(exchange.line.get("answer"))
    return found
