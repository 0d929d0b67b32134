"""The cache: requests-cache over one SQLite file, guarded against what was seen to go wrong.

Rows are JSON, never pickle, so that a changed file cannot run code. What is stored of a request
is its address without query secrets; headers and redirects are left out. The file is its owner's
alone. A file that is damaged is set aside, one that is locked is done without, and one that may
only be read is read: the cache is a convenience, and no answer is wrong for lack of it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from requests import Response
from requests.structures import CaseInsensitiveDict
from requests_cache.backends.base import BaseCache
from requests_cache.backends.sqlite import SQLiteDict
from requests_cache.models.request import CachedRequest
from requests_cache.models.response import CachedResponse
from requests_cache.serializers.pipeline import SerializerPipeline, Stage
from requests_cache.serializers.preconf import json_preconf_stage

from refkit.errors import InputError
from refkit.http import shared_rate_limit
from refkit.http.strict_json import UnreadableBody, read_json

T = TypeVar("T")

FILE_NAME = "memory.sqlite"
# Records change slowly, reference lists now and then; --refresh asks anew at any time.
KEEP_FOUND = timedelta(days=30)
# Milliseconds to wait for another process that writes.
BUSY_TIMEOUT = 5000
# An unknown DOI may be registered tomorrow.
KEEP_UNKNOWN = timedelta(days=1)
NOT_FOUND = frozenset({404, 410})
# Two processes that open a new file at once: SQLite refuses one of them without waiting. For so
# many seconds that is tried again; where another process really holds the file it takes longer.
_RACE = 1.0
# Bytes that are checked page by page at each start; that takes some 0.1 seconds.
_MOST_CHECKED = 64 * 1024 * 1024

# Everything that refkit puts into the folder; whatever else lies in the folder is not refkit's.
_FILES = (FILE_NAME, shared_rate_limit.FILE_NAME)
_ENDINGS = ("", "-wal", "-shm", "-journal")
_FOLDERS = ("zotero",)

SECRET_PARAMETERS = frozenset({"mailto", "email", "api_key", "apikey", "key", "token"})

_JSON_ROWS = SerializerPipeline(
    [
        json_preconf_stage,
        Stage(dumps=json.dumps, loads=json.loads),
        Stage(
            dumps=lambda text: zlib.compress(text.encode(), 6),
            loads=lambda row: zlib.decompress(row).decode(),
        ),
    ],
    name="refkit-json-1",
    is_binary=True,
)


class _Rows(SQLiteDict):
    """The library's table, written in transactions that end: its own waits for ever for a lock.

    Only its public methods are overridden (docs/decisions/0023).
    """

    def init_db(self) -> None:
        """Make the table where there is none; raises sqlite3.Error where that cannot be done."""
        self.close()  # type: ignore[no-untyped-call]
        with self.connection() as file:
            # Who only looks needs no lock: of many that open a new file one makes the table.
            if file.execute("SELECT 1 FROM sqlite_master WHERE name = 'expires_idx'").fetchone():
                return
        with self._transaction() as file:
            file.execute(
                "CREATE TABLE IF NOT EXISTS responses "
                "(key TEXT PRIMARY KEY, value BLOB, expires INTEGER)"
            )
            file.execute("CREATE INDEX IF NOT EXISTS expires_idx ON responses(expires)")

    def store(self, answers: Mapping[str, CachedResponse]) -> None:
        """Write rows in one go; raises sqlite3.Error where another process holds the file."""
        rows = [
            (key, self.serialize(answer), answer.expires_unix) for key, answer in answers.items()
        ]
        with self._transaction() as file:
            file.executemany("INSERT OR REPLACE INTO responses VALUES (?, ?, ?)", rows)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self.connection() as file:
            # SQLite itself waits for as long as busy_timeout says.
            file.execute("BEGIN IMMEDIATE")
            try:
                yield file
                file.execute("COMMIT")
            except BaseException:
                file.execute("ROLLBACK")
                raise


class _ReadRows(SQLiteDict):
    """The table of a file beside which nothing can be written, not even a lock."""

    def init_db(self) -> None:
        """Open the file as it stands; raises sqlite3.Error where it has no such table."""
        address = f"{Path(self.db_path).resolve().as_uri()}?mode=ro&immutable=1"
        self._file = sqlite3.connect(address, uri=True, check_same_thread=False)
        self._file.execute("SELECT count(*) FROM responses")

    @contextmanager
    def connection(self, commit: bool = False) -> Iterator[sqlite3.Connection]:
        """The one connection, which can only read."""
        yield self._file

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class InMemoryCache(BaseCache):
    """Answers by address, for the life of this object.

    Not being able to read or write an answer is a miss, not an error.
    """

    def get_response(self, key: str, default: Any = None) -> CachedResponse | None:
        """Answer from a row, ``default`` where there is none or it cannot be read."""
        try:
            response = super().get_response(key, default)
        except Exception:  # a row may hold anything: the library raises six kinds of error
            return None
        return response if isinstance(response, CachedResponse) else None

    def save_response(
        self,
        response: Response,
        cache_key: str | None = None,
        expires: datetime | None = None,
    ) -> None:
        """Store an answer without anything secret; on failure it will be asked again."""
        if _is_worth_keeping(response):
            self.keep({cache_key or self.create_key(response.request): _kept(response)})

    def keep(self, answers: Mapping[str, CachedResponse]) -> None:
        """Store answers by their keys."""
        self.responses.update(answers)


class FileCache(InMemoryCache):
    """Answers by address, in a file."""

    def __init__(self, path: Path) -> None:
        super().__init__(cache_name=str(path))
        self.responses: _Rows = _Rows(
            path, "responses", busy_timeout=BUSY_TIMEOUT, serializer=_JSON_ROWS, wal=True
        )
        # One connection for all threads: a row written into another thread's transaction would
        # be lost with it.
        self._alone = threading.Lock()

    def get_response(self, key: str, default: Any = None) -> CachedResponse | None:
        """Answer from a row, ``default`` where there is none or it cannot be read."""
        with self._alone:
            return super().get_response(key, default)

    def keep(self, answers: Mapping[str, CachedResponse]) -> None:
        """Store answers in one go; what cannot be stored will be asked again."""
        try:
            with self._alone:
                self.responses.store(answers)
        except sqlite3.Error:
            return

    def close(self) -> None:
        """Close the file once nobody reads it: SQLite crashes where it is closed under a reader."""
        with self._alone:
            super().close()  # type: ignore[no-untyped-call]


class ReadOnlyCache(InMemoryCache):
    """Answers of a file that may only be read, and those of this run beside them."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._there = InMemoryCache()
        self._there.responses = _ReadRows(path, "responses", serializer=_JSON_ROWS)
        self._alone = threading.Lock()

    def get_response(self, key: str, default: Any = None) -> CachedResponse | None:
        """Answer from this run or from the file, ``default`` where neither has it."""
        if found := super().get_response(key):
            return found
        with self._alone:
            return self._there.get_response(key, default)

    def close(self) -> None:
        """Close the file once nobody reads it: SQLite crashes where it is closed under a reader."""
        with self._alone:
            self._there.close()  # type: ignore[no-untyped-call]


def key_of(request: Any, **_: Any) -> str:
    """The key of the answer to a request, for requests-cache."""
    return key_of_address(request.url)


def key_of_address(url: str) -> str:
    """The key of an answer: its address, whoever asks for it and however it is quoted."""
    parts = urlsplit(_bare(url))
    # A redirect leaves the slash of a DOI as it is, where a question quotes it.
    address = urlunsplit(parts._replace(path=quote(unquote(parts.path)) or "/"))
    return hashlib.blake2b(address.encode(), digest_size=16).hexdigest()


def _bare(url: str) -> str:
    parts = urlsplit(url)
    query = [pair for pair in parse_qsl(parts.query) if pair[0].lower() not in SECRET_PARAMETERS]
    return urlunsplit(parts._replace(query=urlencode(query), fragment=""))


def _is_worth_keeping(response: Response) -> bool:
    if response.status_code in NOT_FOUND:
        return True
    try:
        return response.status_code == 200 and isinstance(read_json(response.content), dict)
    except UnreadableBody:  # a maintenance page would otherwise be cached for a month
        return False


def _kept(response: Response) -> CachedResponse:
    lasting = KEEP_UNKNOWN if response.status_code in NOT_FOUND else KEEP_FOUND
    url = _bare(response.url)
    return CachedResponse(
        content=response.content,
        encoding=response.encoding or "utf-8",
        expires=datetime.now(UTC) + lasting,
        headers=CaseInsensitiveDict({"Content-Type": response.headers.get("Content-Type", "")}),
        reason=response.reason,
        request=CachedRequest(method="GET", url=url),
        status_code=response.status_code,
        url=url,
    )


def answer_of_our_own(url: str, body: bytes) -> CachedResponse:
    """An answer to ``url`` made from ``body``, JSON in UTF-8, to be stored as if it was sent."""
    return CachedResponse(
        content=body,
        encoding="utf-8",
        expires=datetime.now(UTC) + KEEP_FOUND,
        headers=CaseInsensitiveDict({"Content-Type": "application/json"}),
        reason="OK",
        request=CachedRequest(method="GET", url=url),
        status_code=200,
        url=url,
    )


def open_cache(folder: Path) -> tuple[InMemoryCache, str]:
    """Open the cache in ``folder``; the second value is a line for the user, empty if well."""
    path = folder / FILE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        return _opened(path)
    except OSError as error:
        return _without_writing(path, error.strerror or str(error))
    except sqlite3.Error as error:
        return _without_writing(path, str(error))


def _without_writing(path: Path, why: str) -> tuple[InMemoryCache, str]:
    """The cache as it stands where it can be read and nobody writes it, else an empty one."""
    if "locked" not in why and os.access(path, os.R_OK):
        with suppress(sqlite3.Error):
            return ReadOnlyCache(path), f"nothing new will be remembered: {path} may only be read"
    return InMemoryCache(), f"nothing will be remembered: {path} cannot be used ({why})"


def _opened(path: Path) -> tuple[FileCache, str]:
    note = _unless_locked(_RACE, partial(_probe, path))
    # The file could be written a moment ago: who holds it now is another that opens it.
    return _unless_locked(BUSY_TIMEOUT / 1000, partial(FileCache, path)), note


def _unless_locked(seconds: float, work: Callable[[], T]) -> T:
    """What ``work`` gives, tried again for so long while the file is locked."""
    until = time.monotonic() + seconds
    while True:
        try:
            return work()
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)


def _probe(path: Path) -> str:
    """Look whether the file can be opened and written; a damaged one is set aside."""
    try:
        _try_writing(path)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        aside = path.with_suffix(".damaged")
        path.replace(aside)
        for rest in _files_beside(path):
            rest.unlink(missing_ok=True)
        path.touch(mode=0o600)
        return f"the memory was damaged and is set aside as {aside}"
    return ""


def _try_writing(path: Path) -> None:
    # The library waits without end for a lock that another process holds.
    connection = sqlite3.connect(path, timeout=2, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        connection.execute("ROLLBACK")
        if path.stat().st_size <= _MOST_CHECKED:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise sqlite3.DatabaseError(verdict)
    finally:
        connection.close()


def _files_beside(path: Path) -> Iterable[Path]:
    return (path.with_name(path.name + ending) for ending in ("-wal", "-shm", "-journal"))


def day_of(response: CachedResponse) -> date:
    """The day (UTC) on which a cached answer was received."""
    return response.created_at.astimezone(UTC).date()


@dataclass(frozen=True, slots=True)
class Remembered:
    """The folder, its size in bytes, and how many answers of which service it holds."""

    folder: Path
    size: int
    answers: tuple[tuple[str, int], ...] = ()


def remembered(folder: Path) -> Remembered:
    """Look what is there; a cache that is absent or cannot be read holds no answers."""
    size = sum(path.stat().st_size for path in _paths(folder))
    return Remembered(folder, size, _answers(folder / FILE_NAME))


def forget(folder: Path) -> Remembered:
    """Delete what refkit put there and say what it was; raises InputError where that fails."""
    found = remembered(folder)
    try:
        for path in _paths(folder):
            path.unlink(missing_ok=True)
        for name in _FOLDERS:
            shutil.rmtree(folder / name, ignore_errors=True)
    except OSError as error:
        raise InputError(f"{folder}: cannot be cleared ({error.strerror})") from None
    return found


def _paths(folder: Path) -> list[Path]:
    named = [folder / f"{name}{ending}" for name in _FILES for ending in _ENDINGS]
    named.append((folder / FILE_NAME).with_suffix(".damaged"))
    within = [path for name in _FOLDERS for path in (folder / name).glob("*")]
    return [path for path in (*named, *within) if path.is_file()]


def _answers(path: Path) -> tuple[tuple[str, int], ...]:
    """How many answers each service gave, the most first."""
    if not path.is_file():
        return ()
    counted: Counter[str] = Counter()
    try:
        with closing(FileCache(path)) as held:
            for response in held.responses.values():
                counted[urlsplit(str(response.url)).netloc] += 1
    except (sqlite3.Error, OSError, ValueError):
        return ()
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))
