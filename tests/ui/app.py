"""The page's application in this process, over a document of one's own, and who asks it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

import refkit
from refkit.api.document import OpenDocument
from refkit.model.bibliography import Bibliography
from refkit.ui.app import application
from refkit.ui.events import Windows
from refkit.ui.security import Keys
from refkit.ui.workspace import Workspace

BASE = "http://127.0.0.1:8000"


class Asked:
    """A workspace, and a program with its token."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.keys = Keys()
        self.app = application(workspace, self.keys, Windows(lambda: None))
        self.client = self.visitor(Authorization=f"Bearer {self.keys.token}")

    def visitor(self, **headers: str) -> TestClient:
        """Somebody who comes with these headers alone."""
        return TestClient(self.app, BASE, headers=headers, follow_redirects=False)

    def browser(self) -> TestClient:
        """A browser that has its cookie."""
        found = self.visitor(Origin=BASE)
        assert found.post("/session", data={"token": self.keys.token}).status_code == 303
        return found

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send JSON and read the answer, which must be well."""
        answer = self.client.request(method, f"/api/v1{path}", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()


def opened(bibliography: Bibliography, path: Path) -> Asked:
    """A bibliography that is saved and open, offline."""
    refkit.save(bibliography, path)
    return Asked(Workspace(OpenDocument.open(path), offline=True))
