"""Keyrings for tests: one in memory, and those that fail as real ones do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked


class InMemory(KeyringBackend):
    """Keeps what it is given, by service and name."""

    priority = 1  # type: ignore[assignment]  # the library declares a property of the class

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.held[service, username]


class Locked(InMemory):
    """Is locked, and says so with all that it was given."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked(f"cannot write {password}")


class Broken(Locked):
    """Fails with an error of its own."""

    def get_password(self, service: str, username: str) -> str | None:
        raise OSError("no bus")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError(f"cannot write {password}\nto the bus")


class SwitchedOff(InMemory):
    """Takes everything and keeps nothing, as the one named null does."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


@contextmanager
def keyring_of(backend: KeyringBackend) -> Iterator[KeyringBackend]:
    """Let this be the system's keyring."""
    usual = keyring.get_keyring()
    keyring.set_keyring(backend)
    try:
        yield backend
    finally:
        keyring.set_keyring(usual)
