"""The page served on loopback in a thread of this process, as refkit ui serves it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from refkit.ui.server import Server
from refkit.ui.workspace import Workspace

SOON = 0.05  # seconds in which a window that was closed does not come back


class Serving(Server):
    """A server, and the thread in which it runs."""

    thread: Thread


@contextmanager
def served(workspace: Workspace, *, port: int = 0, grace: float = 60.0) -> Iterator[Serving]:
    """A server that answers while the block runs; ends as Ctrl-C ends it."""
    server = Serving(workspace, port=port, grace=grace)
    server.thread = thread = Thread(target=server.serve_until_closed)
    thread.start()
    try:
        yield server
    finally:
        server.end()
        thread.join(60)
        assert not thread.is_alive()
