"""Writes the lines that ECitMatch is asked, and understands those that it answers. It never asks.

A line is ``journal|year|volume|first page|author|key|``, and comes back with what was found behind
it: a PubMed number, ``NOT_FOUND``, ``NOT_FOUND;INVALID_JOURNAL``, ``AMBIGUOUS 1,2`` with a few
numbers, or ``AMBIGUOUS (783 citations)``. Source: NLM, "The E-utilities In-Depth", ECitMatch
(NBK25499), and answers as tests of other clients have them (docs/decisions/0056).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from refkit.errors import InvalidIdentifier
from refkit.model.identifiers import Pmid
from refkit.model.reference import PrintedPlace
from refkit.regex import lazy_regex

_SEPARATOR = "|"
_LONGEST = 200  # of a field
_MANY = lazy_regex(r"AMBIGUOUS\b\W*(?P<count>\d{1,9}) citations\b")
_AMBIGUOUS = lazy_regex(r"AMBIGUOUS\b(?P<numbers>[\d, ]*)\Z")
# Three were seen; ten is what a list of candidates may hold.
_MOST_NUMBERS = 10


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """What PubMed has at a place: numbers of its records, or why there is none."""

    numbers: tuple[Pmid, ...] = ()
    why: str = ""
    is_ambiguous: bool = False


def line_of(place: PrintedPlace, key: str) -> str:
    """The line that asks for a place; no sign in a field can end it, or a field.

    A journal's name has no stops, as MEDLINE abbreviates.
    """
    fields = (
        place.journal.replace(".", " "),
        place.year,
        place.volume,
        place.first_page,
        place.author,
        key,
    )
    return "".join(f"{_bare(field)}{_SEPARATOR}" for field in fields)


def _bare(field: str) -> str:
    printable = (sign if sign.isprintable() and sign != _SEPARATOR else " " for sign in field)
    return " ".join("".join(printable).split())[:_LONGEST]


def read_lines(
    text: str, keys: Mapping[str, PrintedPlace], *, unended: bool = False
) -> dict[PrintedPlace, str]:
    """What was said of each place, by the key of its line; lines of other keys are nobody's.

    A line that does not end may be cut off, and says nothing unless ``unended``. Where two lines
    have one key and say two things, neither is believed.
    """
    said: dict[str, set[str]] = {}
    for line in text.splitlines(keepends=True):
        _, *ends = line.rsplit(_SEPARATOR, 2)
        is_whole = len(ends) == 2 and (unended or line.endswith(("\n", "\r")))
        if is_whole and (words := ends[1].strip()):
            said.setdefault(ends[0].strip(), set()).add(words)
    return {
        keys[key]: words.pop() for key, words in said.items() if key in keys and len(words) == 1
    }


def read_answer(said: str) -> PlaceAnswer | None:
    """What the end of a line means; None for what is no answer."""
    if said.isascii() and said.isdecimal():
        return _numbered([said])
    if said.startswith("NOT_FOUND"):
        is_journal = "INVALID_JOURNAL" in said
        return PlaceAnswer(why="PubMed knows no journal of this name" if is_journal else "")
    if many := _MANY.match(said):
        return PlaceAnswer(why=f"{many['count']} works of PubMed fit", is_ambiguous=True)
    if found := _AMBIGUOUS.match(said):
        answer = _numbered(found["numbers"].replace(",", " ").split())
        return answer or PlaceAnswer(why="several works of PubMed fit", is_ambiguous=True)
    return None


def _numbered(texts: list[str]) -> PlaceAnswer | None:
    try:
        numbers = tuple(dict.fromkeys(Pmid.parse(text) for text in texts[:_MOST_NUMBERS]))
    except InvalidIdentifier:
        return None
    return PlaceAnswer(numbers, is_ambiguous=len(texts) > _MOST_NUMBERS) if numbers else None
