"""The names of a field: persons by BibTeX's rules, groups in braces, biblatex's named parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bibtexparser.middlewares.names import (
    NameParts,
    parse_single_name_into_parts,
    split_multiple_persons_names,
)

from refkit.formats.bibtex.value_reader import STRICT
from refkit.latex.decode import read_latex_plain
from refkit.model.people import Creator

# "others" is BibTeX's word, "et al." what people write in its place.
_OTHERS = re.compile(r"others|\{?et\.?[\s~]al\.?\}?", re.IGNORECASE)
_NAMED_PART = re.compile(
    r"\s*(?P<part>family|given|prefix|suffix|id|useprefix|(?:family|given|prefix|suffix)-i)\s*="
)
_COMMA = re.compile(r"[{},]")
_STRAY = re.compile(r"^(?:and )+|(?: and)+$|^and$", re.IGNORECASE)  # "A and and B and"
_LONGEST = 1_000  # characters; no name is longer, and bibtexparser is slow on odd braces


class People(NamedTuple):
    """The creators of one field; ``complete`` is False where it ends in "and others"."""

    creators: tuple[Creator, ...]
    complete: bool


def people(text: str, role: str) -> People:
    """Read a list of names, parted by "and" outside braces; empty ones are left out."""
    names = [_STRAY.sub("", " ".join(each.split())) for each in split_multiple_persons_names(text)]
    persons = [name for name in names if name and not _OTHERS.fullmatch(name)]
    found = (_creator(name, role) for name in persons)
    creators = tuple(creator for creator in found if creator.sort_name or creator.particle)
    return People(creators, not any(map(_OTHERS.fullmatch, names)))


def _creator(name: str, role: str) -> Creator:
    if len(name) > _LONGEST or _is_group(name):
        return Creator(literal=read_latex_plain(name), role=role)
    if _NAMED_PART.match(name):
        return _named(name, role)
    parts: NameParts = parse_single_name_into_parts(name, strict=False)
    if not (parts.first or parts.von or parts.jr):
        return Creator(literal=read_latex_plain(name.rstrip(", ")), role=role)
    return Creator(
        family=_words(parts.last),
        given=_words(parts.first),
        particle=_words(parts.von),
        suffix=_words(parts.jr),
        role=role,
    )


def _is_group(name: str) -> bool:
    return name[:1] == "{" and STRICT.closing(name, 0, len(name)) == len(name)


def _words(words: list[str]) -> str:
    return read_latex_plain(" ".join(words))


def _named(name: str, role: str) -> Creator:
    """biblatex's extended format: ``family=Broek, given=Bo, prefix=van den``."""
    parts = dict(_named_parts(name))
    if not parts.get("given") and not parts.get("prefix") and not parts.get("suffix"):
        return Creator(literal=parts.get("family", ""), role=role)
    return Creator(
        family=parts.get("family", ""),
        given=parts.get("given", ""),
        particle=parts.get("prefix", ""),
        suffix=parts.get("suffix", ""),
        role=role,
    )


def _named_parts(name: str) -> Iterator[tuple[str, str]]:
    for piece in _pieces(name):
        if found := _NAMED_PART.match(piece):
            yield found["part"], read_latex_plain(piece[found.end() :]).strip('"')


def _pieces(name: str) -> Iterator[str]:
    """The pieces between commas outside braces."""
    depth = at = 0
    for mark in _COMMA.finditer(name):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if mark[0] == "," and depth == 0:
            yield name[at : mark.start()]
            at = mark.end()
    yield name[at:]
