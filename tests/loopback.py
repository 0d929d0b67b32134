"""A server on loopback for the tests: quick to bind, and hanging up on everybody when it closes."""

from __future__ import annotations

import socket
import sys
import threading
from contextlib import suppress
from http.server import ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any


class LoopbackServer(ThreadingHTTPServer):
    """Answers on a port of its own from its making on; ``violations`` has its own failures too."""

    request_queue_size = 128

    def __init__(self, handler: Any) -> None:
        self.closing = threading.Event()
        self.violations: list[str] = []
        self._connections: list[socket.socket] = []
        super().__init__(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop answering, and hang up on whoever is still connected."""
        if not self.closing.is_set():
            self.closing.set()
            self.shutdown()
            self.server_close()
            for connection in self._connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def server_bind(self) -> None:
        TCPServer.server_bind(self)  # HTTPServer's asks the name service, which may take seconds
        self.server_port = self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        self._connections.append(request)  # to hang up on when closing
        super().process_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(error := sys.exc_info()[1], OSError):  # a client hanging up is no news
            self.violations.append(f"the server itself failed: {error!r}")
