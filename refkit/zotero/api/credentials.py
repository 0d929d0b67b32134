"""Secrets: where the keys of Zotero are kept, so that they stand nowhere else.

A key comes from ``REFKIT_ZOTERO_KEY``, that for the Zotero on this computer from
``REFKIT_ZOTERO_LOCAL_KEY``, or from the operating system's keyring, never from a command
line, which every process can read, and never from a file of ours.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from refkit.errors import InputError, ZoteroError
from refkit.extras import how_to_install

VARIABLE = "REFKIT_ZOTERO_KEY"
LOCAL_VARIABLE = "REFKIT_ZOTERO_LOCAL_KEY"
SERVICE = "refkit"
# Letters and digits so far (24 at zotero.org, 32 on the desktop); what cannot stand in a header
# would come back in the error text of the library that sends it.
_KEY = re.compile(r"[A-Za-z0-9_-]{8,128}")
_LOCAL = "zotero on this computer"
_MISSING = f"the package keyring is not installed ({how_to_install('secrets')})"


class Secret:
    """A key that shows itself to nobody but who asks for it by ``reveal``."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    @classmethod
    def parse(cls, text: str, origin: str) -> Secret:
        """Read a key; raises InputError, which names ``origin`` and not the text."""
        if not _KEY.fullmatch(text.strip()):
            raise InputError(f"{origin}: is no key of Zotero, which is letters and digits alone")
        return cls(text.strip())

    def reveal(self) -> str:
        """The key itself, for a header and for the keyring."""
        return self._value

    def hidden_in(self, text: str) -> str:
        """The text without the key, for what a server says of it."""
        return text.replace(self._value, "…")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> Any:
        raise TypeError("a secret is not to be pickled")


class Secrets:
    """The keys that there are; ``environment`` stands in for the process's own in tests."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._environment = os.environ if environment is None else environment

    def web_key(self, url: str) -> Secret | None:
        """The key for the web API at ``url``, from the environment, else from the keyring.

        Raises InputError for a variable that holds no key. A keyring that cannot be read holds
        none; ``trouble`` says why.
        """
        if text := self._environment.get(VARIABLE):
            return Secret.parse(text, VARIABLE)
        return _read(_web(url))

    def origin(self, url: str) -> str:
        """Where the key for the web API comes from, in words; empty where there is none."""
        if self._environment.get(VARIABLE):
            return VARIABLE
        return f"the keyring ({_backend()})" if _read(_web(url)) else ""

    def trouble(self) -> str:
        """Why the keyring cannot be used, in one line; empty where it can."""
        try:
            _keyring().get_password(SERVICE, _LOCAL)
        except Exception as error:
            return _why(error)
        return ""

    def keep_web_key(self, url: str, key: Secret) -> None:
        """Store the key for the web API at ``url``; raises ZoteroError where nothing keeps it."""
        _write(_web(url), key.reveal())

    def forget_web_key(self, url: str) -> bool:
        """Take the key out of the keyring; whether there was one."""
        return _delete(_web(url))

    def local_key(self, server_id: str) -> Secret | None:
        """The key for the Zotero on this computer whose database has this id.

        One from the environment is taken for that of whatever database answers. Raises InputError
        for a variable that holds no key.
        """
        if text := self._environment.get(LOCAL_VARIABLE):
            return Secret.parse(text, LOCAL_VARIABLE)
        found = _read(_LOCAL)
        owner, _, value = found.reveal().partition(" ") if found else ("", "", "")
        return Secret(value) if value and owner == server_id else None

    def keep_local_key(self, server_id: str, key: Secret) -> None:
        """Store that key in place of an earlier one; raises ZoteroError where nothing keeps it."""
        _write(_LOCAL, f"{server_id} {key.reveal()}")

    def forget_local_key(self) -> bool:
        """Take that key out of the keyring; whether there was one."""
        return _delete(_LOCAL)

    def __repr__(self) -> str:
        return "Secrets(…)"


def _web(url: str) -> str:
    # A key is bound to the host that it was checked at: no other is ever sent it.
    return urlsplit(url).netloc


def _keyring() -> Any:
    import keyring  # 0.2 s, and an extra that may not be there

    return keyring


def _backend() -> str:
    return str(getattr(_keyring().get_keyring(), "name", "")) or "unnamed"


def _read(name: str) -> Secret | None:
    try:
        value = _keyring().get_password(SERVICE, name)
    except Exception:  # what a backend raises is its own affair: without it there is no key
        return None
    return Secret(value) if value else None


def _write(name: str, value: str) -> None:
    try:
        _keyring().set_password(SERVICE, name, value)
        kept = _keyring().get_password(SERVICE, name) == value
    except Exception as error:
        raise ZoteroError(f"the key is not stored: {_why(error)}; {_INSTEAD}") from None
    if not kept:  # a keyring that is switched off takes everything and keeps nothing
        raise ZoteroError(f"the key is not stored: the keyring does not keep it; {_INSTEAD}")


def _delete(name: str) -> bool:
    try:
        if not _keyring().get_password(SERVICE, name):
            return False
        _keyring().delete_password(SERVICE, name)
    except Exception as error:
        if isinstance(error, ImportError) or type(error).__name__ == "NoKeyringError":
            return False
        raise ZoteroError(f"the key is still stored: {_why(error)}") from None
    return True


_INSTEAD = f"set {VARIABLE} instead"


def _why(error: Exception) -> str:
    """The kind of a keyring's error in words; its text is not shown, for it may hold anything."""
    if isinstance(error, ImportError):
        return _MISSING
    known = {
        "NoKeyringError": "this computer offers no keyring",
        "KeyringLocked": "the keyring is locked",
        "InitError": "the keyring does not start",
    }
    return known.get(type(error).__name__, f"the keyring fails ({type(error).__name__})")
