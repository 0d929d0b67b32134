"""Which item an entry is, for ever: identities by what an entry means, and keys made from them.

A key is made from the library and the identity, so that the same entry asks for the same key
whenever and wherever it is sent: a second creation is answered with "already there".
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from refkit.model.bibliography import Entry
from refkit.model.resolution import AsPrinted
from refkit.model.work import Work

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


def identities_of(entry: Entry) -> tuple[str, ...]:
    """What an entry is known by, the strongest first; never empty.

    A work is known by its DOI or PMID; beside it stand the lines of the reviews that mean it, by
    which a reference is found again that was sent before it was resolved.
    """
    lines = tuple(f"reference:{each.review}#{each.reference.position}" for each in entry.citations)
    if isinstance(entry.resolution, AsPrinted):
        return lines or (_words(entry.work),)
    return (*_identifiers(entry.work), *lines) or (_words(entry.work),)


def identities_of_review(work: Work) -> tuple[str, ...]:
    """The same for a review itself."""
    return _identifiers(work) or (_words(work),)


def _identifiers(work: Work) -> tuple[str, ...]:
    known = (("doi", work.doi), ("pmid", work.pmid))
    return tuple(f"{name}:{value}" for name, value in known if value)[:1]


def _words(work: Work) -> str:
    year = date.year if (date := work.cited_date()) else ""
    people = "; ".join(creator.sort_name for creator in work.creators)
    return f"words:{work.title.plain}|{people}|{year}".casefold()


def told_apart(identities: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The identities of several entries; where two are known by the same, the later is numbered.

    Only words can be the same twice: "Ibid." of a library without identifiers.
    """
    seen: dict[str, int] = {}
    apart = []
    for names in identities:
        count = seen[names[0]] = seen.get(names[0], 0) + 1
        apart.append(names if count == 1 else (f"{names[0]}#{count}", *names[1:]))
    return apart
