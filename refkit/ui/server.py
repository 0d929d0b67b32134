"""Serves the page on loopback until its window is closed or somebody presses Ctrl-C."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import uvicorn

from refkit.errors import InputError
from refkit.ui import instances
from refkit.ui.app import application
from refkit.ui.events import GRACE, Windows
from refkit.ui.security import Keys
from refkit.ui.workspace import Workspace

HOST = "127.0.0.1"


class Server(uvicorn.Server):
    """A server that ends with its last window, and lets no stream keep it."""

    def __init__(self, workspace: Workspace, *, port: int = 0, grace: float = GRACE) -> None:
        self.workspace = workspace
        self.keys = Keys()
        self.windows = Windows(self.end, grace)
        self._noted: Path | None = None
        workspace.opening = self.opening
        self._socket = _listening(port)
        self.port = int(self._socket.getsockname()[1])
        super().__init__(
            uvicorn.Config(
                application(workspace, self.keys, self.windows),
                log_config=None,
                log_level="critical",
                access_log=False,
                http="h11",
                ws="none",
                loop="asyncio",
                lifespan="off",
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=2,
            )
        )

    @property
    def address(self) -> str:
        """What opens the page in a browser."""
        return instances.address(self.port, self.keys.token)

    def end(self) -> None:
        """End it: the streams first, which would go on for ever."""
        self.windows.is_ending = self.should_exit = True
        self.workspace.tell()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Ctrl-C: the same, and then as uvicorn does."""
        self.end()
        super().handle_exit(sig, frame)

    def serve_until_closed(self) -> None:
        """Answer until it is ended; raises KeyboardInterrupt where that was by Ctrl-C."""
        self.workspace.listeners.add(self.note)
        self.note()
        try:
            self.run(sockets=[self._socket])
        finally:
            self.workspace.listeners.discard(self.note)
            if self._noted:
                instances.forget(self._noted, self.keys.token)
            self._socket.close()

    @contextmanager
    def opening(self, path: Path) -> Iterator[None]:
        """Hold a file while it is opened and noted; raises OpenElsewhere where another has it."""
        with instances.alone():
            found = instances.find(path)
            if found and found != self.address:
                raise instances.OpenElsewhere(
                    f"{path} is open in another refkit ui: go on there (refkit ui leads to it)"
                )
            yield

    def note(self) -> None:
        """Note which file is open here, whenever that is another one."""
        document = self.workspace.document
        path = document.path if document else None
        if path and path != self._noted:
            if self._noted:
                instances.forget(self._noted, self.keys.token)
            instances.note(path, self.port, self.keys.token)
            self._noted = path


def running(path: Path | None) -> tuple[str, str]:
    """The address at which a file is open already, and one that opens it once; empty: it is not."""
    found = instances.find(path) if path else ""
    return found, instances.ticket(found) if found else ""


def _listening(port: int) -> socket.socket:
    """A socket on loopback that takes connections from now on."""
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere two programs could then have one port
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((HOST, port))
        found.listen(128)
    except OSError as error:
        found.close()
        raise InputError(
            f"port {port} cannot be had ({error.strerror}): name another one"
        ) from None
    return found


def serve(
    workspace: Workspace,
    *,
    port: int = 0,
    tell: Callable[[str, str], None] = lambda one, other: None,
    noted: Callable[[], None] = lambda: None,
) -> None:
    """Serve a workspace until it is closed.

    ``noted`` is called when another program finds it. ``tell`` is given its address, and another
    one that opens it once, as soon as it answers.
    """
    server = Server(workspace, port=port)
    server.note()
    noted()
    tell(server.address, instances.address(server.port, server.keys.ticket()))
    server.serve_until_closed()
