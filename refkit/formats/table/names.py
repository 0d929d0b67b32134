"""The people of a table: how a column parts them, and which part of a name is the family's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from refkit.model.name_lists import CELL, read_names, trimmed
from refkit.model.people import Creator
from refkit.model.person_names import inverted, is_group, split_suffix
from refkit.regex import lazy_regex

_LIST = lazy_regex(r"\[\s*(['\"].*['\"])\s*\]", re.DOTALL)
_LIST_PART = lazy_regex(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
# One try for a run of blanks.
_AND = lazy_regex(r"(?<!\s)\s++and\s+|(?:(?<!\s)\s++)?&\s*|(?:(?<!\s)[^\S\n]++)?\n\s*")
_MORE_DOTS = lazy_regex(r"^(?:\.\.\.|…)$|(?<=,)\s*(?:\.\.\.|…)$")
# Springer's names, between which nothing stands: "Ann RoeBo Poe". McDonald and DeLay are one word.
_SEAM = lazy_regex(r"(?<=[^\W\d_A-Z.)\s])(?=[A-ZÀ-ÖØ-Þ])|(?<=[.)])(?=[^\W\d_a-z])")
_ONE_WORD = lazy_regex(r"(?:\b(?:Mc|Mac|De|Del|Di|Du|La|Le|Fitz|Van|Von|Ma)|[-'’])\Z")
_FEWEST_WORDS = 2


class TablePeople(NamedTuple):
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
        parts = unglued(text) if self.is_glued else _parts(text, mark)
        parts = [_MORE_DOTS.sub("et al.", part) for part in parts]
        is_parted = bool(mark) or self.is_glued
        found = read_names("; ".join(parts), style=CELL._replace(in_full=not is_parted))
        names = [self._as_tag(each) for each in found.creators]
        return names if found.complete else [*names, "et al."]

    def _as_tag(self, creator: Creator) -> str:
        if creator.literal and self.given_first:
            return _given_first(creator.literal)
        if not creator.literal:
            return ", ".join(filter(None, inverted(creator)))
        is_plain = [each.literal for each in read_names(creator.literal).creators] == [
            creator.literal
        ]
        # EndNote's marks of a group: a comma behind it, or its own doubled.
        marked = creator.literal.replace(",", ",,")
        return creator.literal if is_plain else marked + "," * ("," not in marked)


USUAL = TablePeople()
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


def _parts(text: str, parted_by: str) -> list[str]:
    """The pieces of a cell, as far as its column or its lines part it."""
    if listed := read_list(text):
        return listed
    if parted_by == "and":
        return trimmed(_AND.split(text))
    return trimmed(re.split(r"[|\n]" if parted_by == "|" else r"\n", text))


def read_list(text: str) -> list[str]:
    """The parts of a list as Python or JSON spell one: ``['Roe, Ewan', 'Poe, Bea']``."""
    found = _LIST.fullmatch(text.strip())
    if not found:
        return []
    return [(each[1] or each[2] or "").strip() for each in _LIST_PART.finditer(found[1])]


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
    return trimmed([*names, last])


def _given_first(name: str) -> str:
    whole, suffix = split_suffix(name, "")
    words = whole.split()
    if is_group(whole) or len(words) < _FEWEST_WORDS:
        return name
    at = len(words) - 1
    while at > 1 and words[at - 1].islower():
        at -= 1
    return ", ".join(filter(None, (" ".join(words[at:]), " ".join(words[:at]), suffix)))
