"""What several refkit processes send to one service, so that they share its limits.

A small SQLite file beside the cache holds when requests went out and which are under way. A slot
is reserved in one short transaction by wall clock. It holds no address of a person and no key, only
the service's own address. Where the file cannot be used each process keeps the limits alone.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

FILE_NAME = "pace.sqlite"
# Seconds to wait for another process that writes; after that this one goes on without the file.
WAIT = 0.4
# Seconds after which a request counts as ended whatever became of the process that sent it.
_FORGOTTEN = 60.0
_TABLES = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = OFF;
CREATE TABLE IF NOT EXISTS sent (
    place INTEGER PRIMARY KEY, service TEXT, moment REAL, process INTEGER, under_way INTEGER
);
CREATE TABLE IF NOT EXISTS pauses (service TEXT PRIMARY KEY, until REAL);
"""


class SharedRateLimits:
    """The limits of all services in one file, opened when first needed; else left alone."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._connection: sqlite3.Connection | None = None
        self._is_usable = True
        self._lock = threading.Lock()
        self.held: set[int] = set()  # places of requests that are under way

    def of(self, service: str) -> SharedRateLimit:
        """The limit of one service and pool."""
        return SharedRateLimit(self, service)

    def write(self, change: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """What ``change`` gives in a transaction of its own, ``otherwise`` without a file."""
        with self._lock:
            if not self._is_usable:
                return otherwise
            try:
                return self._in_transaction(change)
            except (sqlite3.Error, OSError):
                self._is_usable = False
                self._close()
                return otherwise

    def close(self) -> None:
        """Give back what is still held and close the file; who comes later goes on without it.

        After Ctrl-C a request may be left to itself; the next run of this process must not wait
        for its slot.
        """
        left = [(slot,) for slot in self.held]

        def give_back(file: sqlite3.Connection) -> None:
            file.executemany("UPDATE sent SET under_way = 0 WHERE place = ?", left)

        if left:
            self.write(give_back, None)
        with self._lock:
            self._is_usable = False
            self._close()

    def _in_transaction(self, change: Callable[[sqlite3.Connection], T]) -> T:
        if self._connection is None:
            self._connection = _open(self._path)
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            return change(self._connection)
        finally:
            self._connection.execute("COMMIT")

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class SharedRateLimit:
    """What processes have sent to one service; without the file it is as if nobody else was."""

    def __init__(self, limits: SharedRateLimits, service: str) -> None:
        self._shared = limits
        self._service = service

    def reserve(self, limit: int, period: float, most: int) -> tuple[int, float] | None:
        """A slot and the seconds until its turn; None while all slots are taken."""

        def change(file: sqlite3.Connection) -> tuple[int, float] | None:
            now = time.time()
            _tidy(file, now)
            if self._under_way(file) >= most:
                return None
            turn = max(now, self._turn(file, limit, period), self._paused_until(file, now))
            row = (self._service, turn, os.getpid())
            added = file.execute("INSERT INTO sent VALUES (NULL, ?, ?, ?, 1)", row)
            self._shared.held.add(added.lastrowid or 0)
            return added.lastrowid or 0, turn - now

        nobody_else: tuple[int, float] | None = (0, 0.0)
        return self._shared.write(change, nobody_else)

    def release(self, slot: int, ago: float) -> None:
        """Give a slot back; the request arrived at most ``ago`` seconds ago."""

        def change(file: sqlite3.Connection) -> None:
            row = (time.time() - ago, slot)
            file.execute("UPDATE sent SET under_way = 0, moment = ? WHERE place = ?", row)

        self._shared.held.discard(slot)
        self._shared.write(change, None)

    def pause(self, seconds: float) -> None:
        """Let no process through for a while."""

        def change(file: sqlite3.Connection) -> None:
            until = max(time.time() + seconds, self._paused_until(file, time.time()))
            file.execute("INSERT OR REPLACE INTO pauses VALUES (?, ?)", (self._service, until))

        self._shared.write(change, None)

    def _turn(self, file: sqlite3.Connection, limit: int, period: float) -> float:
        query = "SELECT moment FROM sent WHERE service = ? ORDER BY moment DESC LIMIT 1 OFFSET ?"
        row = file.execute(query, (self._service, limit - 1)).fetchone()
        return float(row[0]) + period if row else 0.0

    def _under_way(self, file: sqlite3.Connection) -> int:
        query = "SELECT process FROM sent WHERE service = ? AND under_way"
        return sum(_lives(process) for (process,) in file.execute(query, (self._service,)))

    def _paused_until(self, file: sqlite3.Connection, now: float) -> float:
        query = "SELECT until FROM pauses WHERE service = ? AND until < ?"
        row = file.execute(query, (self._service, now + _FORGOTTEN)).fetchone()
        return float(row[0]) if row else 0.0


def _open(path: Path) -> sqlite3.Connection:
    path.touch(mode=0o600)
    until = time.monotonic() + WAIT
    while True:
        try:
            return _connect(path)
        except sqlite3.OperationalError:
            # Two that open a new file at once: SQLite waits for no one who changes the journal.
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
        except sqlite3.DatabaseError:
            # Damaged; a minute of history is no loss.
            for ending in ("", "-wal", "-shm"):
                path.with_name(path.name + ending).unlink(missing_ok=True)
            path.touch(mode=0o600)
            return _connect(path)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=WAIT, isolation_level=None, check_same_thread=False)
    try:
        connection.executescript(_TABLES)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _tidy(file: sqlite3.Connection, now: float) -> None:
    # A clock that was set back leaves moments in the future.
    file.execute(
        "DELETE FROM sent WHERE moment NOT BETWEEN ? AND ?", (now - _FORGOTTEN, now + _FORGOTTEN)
    )


def _lives(process: int) -> bool:
    """Whether a process is there; where that cannot be asked, it is."""
    if os.name != "posix":  # elsewhere os.kill ends a process instead of looking
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
