"""The DOIs that a reference may mean: as deposited, repaired, or hidden in its string.

What was deposited is kept elsewhere, word for word; here are only readings of it, the likeliest
first, each to be tried. None of them is invented: every character stands in the reference, but for
a dash where a question mark stands for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from refkit.errors import InvalidIdentifier
from refkit.model.identifiers import Doi, without_tail
from refkit.model.reference import Reference

_BLANKS = re.compile(r"\s+")
# A DOI within a string runs to the next blank, quote or tag; one in the old SICI form holds angles.
_WITHIN = re.compile(
    r"10\.\d{4,9}(?:\.\d+)*/"
    r"(?:\(SICI\)[^\s\"']+|[^\s\"'<>\u201c\u201d\u2018\u2019\u3000-\uffff]+)",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[A-Za-z][\w:-]*(?:\s[^<>]*)?>")


def possible_dois(reference: Reference) -> tuple[Doi, ...]:
    """The readings of a reference's DOI, the likeliest first; empty where it has none."""
    return tuple(dict.fromkeys(_readings(reference)))


def _readings(reference: Reference) -> Iterator[Doi]:
    if reference.doi_text:
        yield from _parsed(_variants(reference.doi_text))
    for field in ("unstructured", "article-title", "volume-title", "journal-title"):
        yield from _parsed(_hidden(reference.field(field)))


def _parsed(texts: Iterator[str]) -> Iterator[Doi]:
    for text in texts:
        try:
            yield Doi.parse(text)
        except InvalidIdentifier:
            continue


def _variants(text: str) -> Iterator[str]:
    """A deposited DOI as it is, and put right in the ways in which it goes wrong."""
    yield text
    # "10.1126/science. 1109070" in 10.1002/9781118015841.ch5.
    joined = _BLANKS.sub("", unescape(text))
    yield joined
    yield without_tail(joined)
    if found := _WITHIN.search(joined):  # words before it, an address of another resolver
        yield without_tail(found[0])
    # "10.1301/nr.2004.jan.39?50" in 10.1155/2013/395671: the dash was lost on the way.
    if "?" in joined:
        yield joined.replace("?", "-")


def _hidden(text: str) -> Iterator[str]:
    """DOIs in a printed string: after a word without a blank, before a stop, inside a tag."""
    if "10." not in text:
        return
    plain = unescape(text)
    for found in _WITHIN.finditer(plain if "(SICI)" in plain.upper() else _TAG.sub(" ", plain)):
        yield without_tail(found[0])
    for found in _WITHIN.finditer(plain):  # in an attribute: <ext-link xlink:href="...">
        yield without_tail(found[0])
