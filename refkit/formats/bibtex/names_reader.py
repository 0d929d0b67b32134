"""The names of a field: persons by BibTeX's rules, groups in braces, biblatex's named parts.

The rules are those of BibTeX's ``format.name$``: a list is parted at "and", a name at commas and
blanks, outside of braces; a word that begins with a lower-case letter belongs to the particle.
What a word begins with is told after its TeX is read, so ``\\v{S}imko`` begins with a capital.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from refkit.formats.bibtex.value_reader import STRICT
from refkit.formats.firms import FIRMS
from refkit.latex.commands import MARKS, is_known, letters
from refkit.latex.decode import read_accents, read_latex_plain
from refkit.model.people import Creator
from refkit.text.unicode import clean

# "others" is BibTeX's word, "et al." what people write in its place.
_OTHERS = re.compile(r"others|\{?et\.?[\s~]al\.?\}?", re.IGNORECASE)
_NAMED_PART = re.compile(
    r"\s*(?P<part>family|given|prefix|suffix|id|useprefix|(?:family|given|prefix|suffix)-i)\s*="
)
_COMMA = re.compile(r"[{},]")
_STRAY = re.compile(r"^(?:and )+|(?: and)+$|^and$", re.IGNORECASE)  # "A and and B and"
_PARTED = re.compile(r"\\[^ ]|[{}]| and(?= )", re.IGNORECASE)
_AND = re.compile(r" and(?= )", re.IGNORECASE)
_MOST_COMMAS = 2  # of one name
_TOO_MANY = re.compile(r"[^{},=]*+(?:,[^,{}=]*+){3}")  # commas of one name
_LONGEST = 1_000  # characters; no name is longer

# A piece of a name. A control word takes the blank behind it, as an accent before its letter does.
_PIECE = re.compile(
    r"\\(?P<word>[A-Za-z]+)(?P<blank> ?)|\\(?P<sign>.)|(?P<gap>[ ~]+)|(?P<mark>[{},])"
    r"|[^\\{},~ ]+"
)
_TEX = re.compile(r"[\\{}~$`]|[-'](?:(?<=-)-|(?<=')')")
_FIRST_LETTER = re.compile(r"[^\W\d_]")
# DBLP tells people of one name apart: "Ann Roe 0001".
_HOMONYM = re.compile(r" 0\d{3}$")
# Web of Science braces whole lists, with persons in them that its own way of writing shows.
_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.?[ -]?){1,4}")
_GIVEN = re.compile(r"[^\W\d_a-z][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3}")


class People(NamedTuple):
    """The creators of one field.

    ``complete`` is False where it ends in "and others", ``is_whole`` where something of it is not
    in the names.
    """

    creators: tuple[Creator, ...]
    complete: bool
    is_whole: bool = True


def people(text: str, role: str) -> People:
    """Read a list of names, parted by "and" outside braces; empty ones are left out."""
    text = read_accents(" ".join(text.split()))
    found = [_named_person(name, role) for name in _parted(_unwrapped(text))]
    return People(
        tuple(each.creator for each in found if each.creator),
        not any(each.is_others for each in found),
        all(each.is_whole for each in found),
    )


class _Name(NamedTuple):
    """What one name of a list says; ``is_whole`` where it is all in the creator."""

    creator: Creator | None
    is_others: bool = False
    is_whole: bool = True


@lru_cache(maxsize=8192)  # people write more than one work
def _named_person(text: str, role: str) -> _Name:
    name = text.strip()
    if name[:3].lower() == "and" or name[-3:].lower() == "and":
        name = _STRAY.sub("", name)
    if not name or _OTHERS.fullmatch(name):
        return _Name(None, is_others=bool(name))
    bare = _HOMONYM.sub("", name) if name[-1].isdecimal() else name
    creator = _creator(bare, role)
    is_whole = bare == name and not (name.count(",") > _MOST_COMMAS and _TOO_MANY.match(name))
    return _Name(creator if creator.sort_name or creator.particle else None, is_whole=is_whole)


def _parted(text: str) -> Iterator[str]:
    if "{" not in text and "\\" not in text:
        yield from _AND.split(text)
        return
    depth = at = 0
    for mark in _PARTED.finditer(text):
        sign = mark[0]
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth = max(depth - 1, 0)
        elif depth == 0 and sign[0] == " ":
            yield text[at : mark.start()]
            at = mark.end()
    yield text[at:]


def _unwrapped(text: str) -> str:
    """The list of persons that stands in braces as a whole, without them; else the text itself.

    Each has one comma and what can be a given name behind it, which no list of groups has; a
    single one has initials.
    """
    if not _is_group(text) or "," not in text:
        return text
    inner = text[1:-1].strip()
    names = [_STRAY.sub("", name.strip()) for name in _AND.split(inner)]
    pattern = _INITIALS if len(names) == 1 else _GIVEN
    return inner if "{" not in inner and all(_is_person(name, pattern) for name in names) else text


def _is_person(name: str, given: re.Pattern[str]) -> bool:
    family, comma, first = name.partition(", ")
    is_short = 0 < len(family.split()) <= 4 and not family.endswith(",")
    return bool(comma and is_short and given.fullmatch(first) and first.lower() not in FIRMS)


def _creator(name: str, role: str) -> Creator:
    if len(name) > _LONGEST or _is_group(name):
        return Creator(literal=read_latex_plain(name), role=role)
    if "=" in name and _NAMED_PART.match(name):
        return _named(name, role)
    is_plain = not _TEX.search(name)
    von, last, junior, first = _parts(_plain_sections(name) if is_plain else _sections(name))
    said = _plain_words if is_plain else _words
    if not (first or von or junior):
        return Creator(literal=said(last), role=role)
    return Creator(said(last), said(first), said(von), said(junior), role=role)


def _is_group(name: str) -> bool:
    return name[:1] == "{" and STRICT.closing(name, 0, len(name)) == len(name)


def _plain_sections(name: str) -> list[list[str]]:
    return [section.split() for section in name.split(",")]


def _plain_words(words: Sequence[str]) -> str:
    return clean(" ".join(words))


def _sections(name: str) -> list[list[str]]:
    """The words between the commas, outside of braces."""
    sections: list[list[str]] = [[]]
    word: list[str] = []
    depth = 0
    for piece in _PIECE.finditer(name):
        sign = piece[0]
        if depth == 0 and (sign == "," or piece["gap"] or sign == "\\ "):
            if word:
                sections[-1].append("".join(word))
                word = []
            if sign == ",":
                sections.append([])
            continue
        depth = max(depth + {"{": 1, "}": -1}.get(sign, 0), 0)
        word.append(sign)
        if depth == 0 and piece["blank"] and not _takes_blank(piece["word"]):
            sections[-1].append("".join(word).rstrip())
            word = []
    if word:
        sections[-1].append("".join(word))
    return sections


def _takes_blank(command: str) -> bool:
    r"""Whether a letter follows that belongs to the same word: ``\v Simko``, ``\O stergaard``."""
    return command in MARKS or letters().get(command, "").isalpha()


class _Parts(NamedTuple):
    """The words of a name by BibTeX's terms."""

    von: Sequence[str]
    last: Sequence[str]
    junior: Sequence[str]
    first: Sequence[str]


def _parts(sections: list[list[str]]) -> _Parts:
    while len(sections) > 1 and not sections[-1]:
        sections.pop()  # a comma that nothing follows
    words, *others = sections
    junior: list[str] = []
    if not others:
        start = next((place for place, word in enumerate(words[:-1]) if _is_lower(word)), None)
        if start is None:
            return _Parts([], words[-1:], [], words[:-1])
        first, words = words[:start], words[start:]
    elif len(others) == 1:
        first = others[0]
    else:
        # Of too many parts BibTeX takes the rest for the given name, and complains.
        junior, *rest = others
        first = list(chain.from_iterable(rest))
    end = next((at for at in range(len(words) - 1, 0, -1) if _is_lower(words[at - 1])), 0)
    return _Parts(words[:end], words[end:], junior, first)


def _is_lower(word: str) -> bool:
    """Whether the first letter is a small one; letters in braces do not count, TeX is read."""
    if "\\" not in word and "{" not in word:
        found = _FIRST_LETTER.search(word)
        return found is not None and found[0].islower()
    depth = 0
    for piece in _PIECE.finditer(word):
        sign = piece[0]
        if sign in "{}":
            # A group that begins with a command is a letter, any other is left out.
            is_letter = sign == "{" and depth == 0 and word[piece.end() : piece.end() + 1] == "\\"
            depth = 0 if is_letter else max(depth + (1 if sign == "{" else -1), 0)
        elif depth == 0:
            text = _after_command(word, piece) if sign[0] == "\\" else sign
            if found := _FIRST_LETTER.search(text):
                return found[0].islower()
    return False


def _after_command(word: str, command: re.Match[str]) -> str:
    """What stands behind a command that is not known in a group; else what the TeX says."""
    in_group = word[command.start() - 1 : command.start()] == "{"
    if in_group and command["word"] and not is_known(command["word"]):
        return word[command.end() :]
    return read_latex_plain(word[command.start() :])


def _words(words: Sequence[str]) -> str:
    return read_latex_plain(" ".join(words)) if words else ""


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
