"""Keys of items, made from the library and the identity of an entry.

So the same entry asks for the same key whenever and wherever it is sent: a second creation is
answered with "already there".
"""

from __future__ import annotations

import hashlib
import re

# Zotero's alphabet of keys, without 0, 1 and O (its web API page on write requests).
_ALPHABET = "23456789ABCDEFGHIJKLMNPQRSTUVWXYZ"
_LENGTH = 8
_KEY = re.compile(f"[{_ALPHABET}]{{{_LENGTH}}}")


def key_of(library: str, identity: str, turn: int = 0) -> str:
    """The key for what an identity names in a library; the next ``turn`` where one is taken."""
    digest = hashlib.sha256("\n".join((library, identity, str(turn))).encode()).digest()
    number = int.from_bytes(digest, "big")
    letters = []
    for _ in range(_LENGTH):
        number, place = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[place])
    return "".join(letters)


def is_key(text: str) -> bool:
    """Whether a text has the form of a key."""
    return bool(_KEY.fullmatch(text))
