"""Which file is open in which ``refkit ui``: a second one on the same file finds the first.

Noted in the user's data folder, for this user alone: who reads it may work on the file.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from refkit.errors import InputError
from refkit.files.records import write_record
from refkit.settings import read_settings


class OpenElsewhere(InputError):
    """A file is open in another program, whose windows would not hear of what is decided here."""


_SECONDS = 2.0  # on loopback


def address(port: int, token: str) -> str:
    """What is printed; a browser sends nobody what stands behind the ``#``."""
    return f"http://127.0.0.1:{port}/#token={token}"


def find(path: Path) -> str:
    """The address of the program that has this file open; empty where none has."""
    try:
        noted = json.loads(_record(path).read_bytes())
        port, token = int(noted["port"]), str(noted["token"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return address(port, token) if _open_there(port, token) == os.path.realpath(path) else ""


def ticket(found: str) -> str:
    """The same address with a token that opens once; the address itself where none is given."""
    port, _, token = found.removeprefix("http://127.0.0.1:").partition("/#token=")
    said = _ask("POST", "/api/v1/tickets", int(port), token)
    return address(int(port), str(said["token"])) if "token" in said else found


def note(path: Path, port: int, token: str) -> None:
    """Note that a file is open here; where nothing can be noted, it is not found."""
    record = _record(path)
    with suppress(OSError):
        write_record(record, json.dumps({"port": port, "token": token}).encode("ascii"))


@contextmanager
def alone() -> Iterator[None]:
    """Let no other program look who has a file open, until this one has noted that it has.

    Waits for one that does; it ends with its program. Where nothing can be locked, nothing is.
    """
    with ExitStack() as held:
        if sys.platform != "win32":
            import fcntl

            with suppress(OSError):
                lock = read_settings().data / "ui" / "opening.lock"
                lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                fcntl.flock(held.enter_context(lock.open("ab")), fcntl.LOCK_EX)
        yield


def forget(path: Path, token: str) -> None:
    """Take the note away, unless it is another program's by now."""
    record = _record(path)
    with suppress(OSError, ValueError, KeyError, TypeError):
        if json.loads(record.read_bytes())["token"] == token:
            record.unlink()


def _record(path: Path) -> Path:
    name = hashlib.sha256(os.path.realpath(path).encode(errors="surrogateescape")).hexdigest()
    return read_settings().data / "ui" / f"open-{name[:32]}.json"


def _open_there(port: int, token: str) -> str:
    """The real path of what is open at a port; empty where nobody answers, or somebody else."""
    path = _ask("GET", "/api/v1", port, token).get("path")
    return os.path.realpath(path) if isinstance(path, str) else ""


def _ask(method: str, path: str, port: int, token: str) -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    try:
        connection.request(method, path, headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        said = json.loads(answer.read(1 << 16)) if answer.status == 200 else {}
        return said if isinstance(said, dict) else {}
    except (OSError, ValueError, http.client.HTTPException):
        return {}
    finally:
        connection.close()
