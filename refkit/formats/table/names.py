"""The people of a table: how a column parts them, and which part of a name is the family's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from refkit.model.people import Creator
from refkit.model.person_names import initials_first, initials_last, is_group, split_suffix

_AUTHOR_ID = re.compile(r"\s*\(\d{5,}\)\s*$")
_LIST = re.compile(r"\[\s*(['\"].*['\"])\s*\]", re.DOTALL)
_LIST_PART = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[-\s]?){1,4}(?:,?\s*(?:Jr|Sr|II|III)\.?)?")
_ONLY_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.?[-\s]?){1,4}")
_AND = re.compile(r"\s+and\s+|\s*&\s*|\s*\n\s*")
_MORE = re.compile(r"\.\.\.|…|et\.? al\.?", re.IGNORECASE)
# Springer's names, between which nothing stands: "Ann RoeBo Poe". McDonald and DeLay are one word.
_SEAM = re.compile(r"(?<=[^\W\d_A-Z.)\s])(?=[A-ZÀ-ÖØ-Þ])|(?<=[.)])(?=[^\W\d_a-z])")
_ONE_WORD = re.compile(r"(?:\b(?:Mc|Mac|De|Del|Di|Du|La|Le|Fitz|Van|Von|Ma)|[-'’])\Z")
_FEWEST_WORDS = 2


class People(NamedTuple):
    """How a table has its people.

    ``parted_by`` says of the head of a column what parts them in it where that is known: ``;``,
    ``and`` or ``|``; of a column of keywords too, ``;`` or ``,``. ``given_first`` is whether names
    stand as "Ann Roe", ``is_glued`` whether nothing parts them.
    """

    parted_by: Mapping[str, str] = {}
    given_first: bool = False
    is_glued: bool = False

    def names(self, head: str, text: str) -> list[str]:
        """The people of a cell as RIS has them, each with the family name before a comma."""
        mark = self.parted_by.get(head, "")
        found = unglued(text) if self.is_glued else split_names(text, mark)
        return [family_first(name, given_first=self.given_first) for name in found]


USUAL = People()
"""Nothing is known of the table but the cell."""


def parting_mark(cells: Iterable[str]) -> str:
    """What parts people in a column: a semicolon or a bar if one does anywhere, "and" if that
    parts names that have a comma of their own; empty where it is told cell by cell.

    >>> parting_mark(["Roe, Ann; Poe, Bo", "García López, Ana María"])
    ';'
    """
    texts = [text for text in cells if text and not _LIST.fullmatch(text.strip())]
    for mark in (";", "|"):
        if any(mark in text.strip().rstrip(mark) for text in texts):
            return mark
    several = [parts for text in texts if len(parts := _AND.split(text)) > 1]
    is_whole = all(part.count(",") == 1 for parts in several for part in parts)
    return "and" if several and is_whole else ""


def split_names(text: str, parted_by: str = "") -> list[str]:
    """The names of a cell: behind semicolons, " and ", lines, or commas where these part people.

    >>> split_names("Roe E.A., Poe B."), split_names("Roe, E.A., Poe, B.")
    (['Roe E.A.', 'Poe B.'], ['Roe, E.A.', 'Poe, B.'])
    """
    if listed := read_list(text):
        return listed
    text = text.strip().rstrip(";").strip()
    mark = parted_by if parted_by in {";", "|"} else ";"
    if mark in text or parted_by == mark:
        return _trimmed(text.split(mark))
    parts = _trimmed(_AND.split(text))
    if parted_by == "and":
        return parts
    if len(parts) > 1:
        before = split_names(parts[0]) if parts[0].count(",") > 1 else parts[:1]
        return [*before, *parts[1:]]
    return _at_commas(text)


def _at_commas(text: str) -> list[str]:
    pieces = _trimmed(text.split(","))
    if len(pieces) > 1 and all(_is_whole_name(piece) for piece in pieces):
        return pieces
    pairs = list(zip(pieces[::2], pieces[1::2], strict=False))
    if len(pieces) > 2 and len(pieces) % 2 == 0 and all(_INITIALS.fullmatch(b) for _, b in pairs):
        return [f"{family}, {given}" for family, given in pairs]
    return [text] if text else []


def _trimmed(parts: Sequence[str]) -> list[str]:
    return [part.strip(" ,") for part in parts if part.strip(" ,")]


def read_list(text: str) -> list[str]:
    """The parts of a list as Python or JSON spell one: ``['Roe, Ewan', 'Poe, Bea']``."""
    found = _LIST.fullmatch(text.strip())
    if not found:
        return []
    return [(each[1] or each[2] or "").strip() for each in _LIST_PART.finditer(found[1])]


def _is_whole_name(text: str) -> bool:
    """Whether a name has its initials behind it, or given names before it."""
    if _MORE.fullmatch(text) or initials_last(text).family or initials_first(text).family:
        return True
    return " " in text and not _ONLY_INITIALS.fullmatch(text)


def unglued(text: str) -> list[str]:
    """The names of a cell in which nothing parts them.

    >>> unglued("Ann RoeBo McDonaldJan van Dieken")
    ['Ann Roe', 'Bo McDonald', 'Jan van Dieken']
    """
    names, begun = [], 0
    for seam in _SEAM.finditer(text):
        before = text[begun : seam.start()]
        if len(before.split()) >= _FEWEST_WORDS and not _ONE_WORD.search(before):
            names.append(before)
            begun = seam.start()
    last = text[begun:]
    if names and len(last.split()) < _FEWEST_WORDS:
        last = names.pop() + last
    return _trimmed([*names, last])


def family_first(name: str, *, given_first: bool = False) -> str:
    """A name as RIS has it, the family name before a comma, where it can be told which it is.

    ``given_first`` says that all that has no comma is given as "Ann Roe".

    >>> family_first("P. Kogge"), family_first("Roe E.A."), family_first("Roe, Ewan (57190000001)")
    ('Kogge, P.', 'Roe, E.A.', 'Roe, Ewan')
    >>> family_first("Ann van den Berg Jr.", given_first=True)
    'van den Berg, Ann, Jr.'
    """
    bare = _AUTHOR_ID.sub("", " ".join(name.split()))
    if _MORE.fullmatch(bare):
        return "et al."
    if "," in bare:
        return bare
    if given_first:
        return _given_first(bare)
    for read in (initials_first, initials_last):
        person: Creator = read(bare)
        if person.family:
            return ", ".join(filter(None, (person.full_family, person.given, person.suffix)))
    return bare


def _given_first(name: str) -> str:
    whole, suffix = split_suffix(name, "")
    words = whole.split()
    if is_group(whole) or len(words) < _FEWEST_WORDS:
        return name
    at = len(words) - 1
    while at > 1 and words[at - 1].islower():
        at -= 1
    return ", ".join(filter(None, (" ".join(words[at:]), " ".join(words[:at]), suffix)))
