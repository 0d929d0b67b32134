"""The plug-in's windows on loopback, as a browser opens them: what Zotero gives them is put in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode, urlsplit

from conftest import REPOSITORY

PLUGIN = REPOSITORY / "zotero-plugin"
_HERE = Path(__file__).parent
_TYPES = {
    ".css": "text/css",
    ".ftl": "text/plain; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".json": "application/json",
    ".jsonl": "text/plain; charset=utf-8",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
}
_NAMES = {
    "@fluent/bundle": "/node/@fluent/bundle/esm/index.js",
    "@fluent/dom": "/node/@fluent/dom/esm/index.js",
    "cached-iterable": "/node/cached-iterable/src/index.mjs",
}
_HEAD = (
    f'<script type="importmap">{json.dumps({"imports": _NAMES})}</script>'
    '<script type="module" src="/shim/window.mjs"></script>'
)
_CHROME = 'href="chrome://zotero-platform/content/zotero.css"'


@dataclass
class Windows:
    """Where the windows are; ``events`` are what refkit says, by a name."""

    port: int = 0
    events: dict[str, str] = field(default_factory=dict)

    def address(self, page: str, **asked: str) -> str:
        """The address of a window; ``asked`` is what it is to show."""
        return f"http://127.0.0.1:{self.port}/{page}?{urlencode(asked)}"

    def keep(self, name: str, events: list[Mapping[str, object]] | str) -> str:
        """Keep events, and give the address at which they are."""
        lines = events if isinstance(events, str) else "\n".join(map(json.dumps, events))
        self.events[name] = lines
        return f"/events/{name}.jsonl"


@contextmanager
def windows(modules: Path) -> Iterator[Windows]:
    """Serve the plug-in's files, the tests' own beside them, and Mozilla's Fluent."""
    held = Windows()
    folders = {
        "content": PLUGIN / "content",
        "locale": PLUGIN / "locale",
        "shim": _HERE,
        "node": modules / "node_modules",
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            first, _, rest = path.strip("/").partition("/")
            if first == "favicon.ico":  # a browser asks for it, a window of Zotero has none
                self._answer(200, ".svg", b"")
                return
            if first == "events":
                self._answer(200, ".jsonl", held.events[rest.removesuffix(".jsonl")].encode())
                return
            file = folders.get(first, _HERE) / rest
            if first not in folders or not file.is_file():
                self._answer(404, ".html", b"")
                return
            body = file.read_bytes()
            if file.suffix == ".html":
                body = _with_shim(body.decode()).encode()
            self._answer(200, file.suffix, body)

        def _answer(self, status: int, suffix: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", _TYPES.get(suffix, "application/octet-stream"))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    held.port = server.server_port
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield held
    finally:
        server.shutdown()
        thread.join(60)
        server.server_close()


def _with_shim(page: str) -> str:
    # The import map is a script in the page, which the window's own policy rightly forbids.
    lines = [line for line in page.splitlines() if "Content-Security-Policy" not in line]
    lines = [line.replace(_CHROME, 'href="/shim/zotero.css"') for line in lines]
    lines = [line for line in lines if "chrome://" not in line]
    return "\n".join(lines).replace("<head>", f"<head>{_HEAD}", 1)
