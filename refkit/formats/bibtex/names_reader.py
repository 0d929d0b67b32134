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
from refkit.latex.accents import read_accents
from refkit.latex.commands import MARKS, is_known, letters
from refkit.latex.decode import read_latex_plain
from refkit.model.people import Creator
from refkit.model.person_names import FIRMS, HOMONYM, goes_on, has_group_noun
from refkit.regex import lazy_regex
from refkit.text.unicode import clean

# "others" is BibTeX's word, "et al." what people write in its place.
_OTHERS = lazy_regex(r"others|\{?et\.?[\s~]al\.?\}?", re.IGNORECASE)
_ET_AL = lazy_regex(r"et\.? ?al\.?", re.IGNORECASE)
_NAMED_PART = lazy_regex(
    r"\s*\"?(?P<part>family|given|prefix|suffix|id|useprefix|(?:family|given|prefix|suffix)-i)\s*="
)
_IN_PARTS = lazy_regex(r"(?:^|,)\s*\"?(?:family|given|prefix|suffix)\s*=")
# biblatex's options of a list stand in it like a name: "useprefix=true and Hans van der Roe".
_LIST_OPTION = lazy_regex(r"(?!family|given|prefix|suffix)(?P<name>[a-z]{4,})\s*=\s*(?P<value>\w+)")
_COMMA = lazy_regex(r"[{},]")
_STRAY = lazy_regex(r"^(?:and )+|(?: and)+$|^and$", re.IGNORECASE)  # "A and and B and"
_PARTED = lazy_regex(r"\\[^ ]|[{}]| and(?= )", re.IGNORECASE)
_AND = lazy_regex(r" and(?= )", re.IGNORECASE)
_TOO_MANY = lazy_regex(r"[^{},=]*+(?:,[^,{}=]*+){3}")  # commas of one name
_LONGEST = 1_000  # characters; no name is longer

# A piece of a name. A control word takes the blank behind it, as an accent before its letter does.
_PIECE = lazy_regex(
    r"\\(?P<word>[A-Za-z]+)(?P<blank> ?)|\\(?P<sign>.)|(?P<gap>[ ~]+)|(?P<mark>[{},])"
    r"|[^\\{},~ ]+"
)
_TEX = lazy_regex(r"[\\{}~$`]|[-'](?:(?<=-)-|(?<=')')")
_FIRST_LETTER = lazy_regex(r"[^\W\d_]")
# Web of Science braces whole lists, with persons in them that its own way of writing shows.
_INITIALS = lazy_regex(r"(?:[^\W\d_a-z]\.?[ -]?){1,4}")
_FEWEST_PAIRED = 4  # parts of two persons
_GIVEN = lazy_regex(r"[^\W\d_a-z][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3}")


class People(NamedTuple):
    """The creators of one field.

    ``complete`` is False where it ends in "and others", ``is_whole`` where something of it is not
    in the names.
    """

    creators: tuple[Creator, ...]
    complete: bool
    is_whole: bool = True


def people(text: str, role: str, *, drops: bool = False) -> People:
    """Read a list of names, parted by "and" outside braces; empty ones are left out.

    ``drops`` is whether the entry says that particles are dropped; a name may say otherwise.
    """
    text = read_accents(" ".join(text.split()))
    parted = (_STRAY.sub("", name.strip()) for name in _parted(_unwrapped(text)))
    names = list(chain.from_iterable(map(_pairs, parted)))
    is_complete = not any(map(_OTHERS.fullmatch, names))
    persons = [name for name in names if name and not _OTHERS.fullmatch(name)]
    if "et" in text and any(begun := [goes_on(name) for name in persons]):  # "Roe, Ann et al."
        is_complete = False
        persons = [each or name for name, each in zip(persons, begun, strict=True)]
    bare = [HOMONYM.sub("", name) for name in persons]
    if "=" in text:
        said = filter(None, map(_LIST_OPTION.fullmatch, bare))
        options = {found["name"]: found["value"] for found in said}
        bare = [name for name in bare if not _LIST_OPTION.fullmatch(name)]
        drops = options.get("useprefix", "false" if drops else "") == "false"
    found = (_creator(name, role, drops) for name in bare)
    creators = tuple(creator for creator in found if creator.sort_name or creator.particle)
    whole = tuple(creator for creator in creators if not _ET_AL.fullmatch(creator.literal))
    is_whole = bare == persons and not any(map(_TOO_MANY.match, persons))
    return People(whole, is_complete and whole == creators, is_whole)


def _pairs(name: str) -> list[str]:
    """The persons of ``Roe, AE, Poe, B, and``, as the Cochrane Library has them; else the name.

    A name has two commas at most, and none before "and". Each second part is initials here.
    """
    parts = [part.strip() for part in name.strip(" ,").split(",")]
    families, givens = parts[::2], parts[1::2]
    is_list = name.endswith(",") and len(parts) >= _FEWEST_PAIRED and len(parts) % 2 == 0
    if not is_list or any(map(_INITIALS.fullmatch, families)):
        return [name]
    if not all(map(_INITIALS.fullmatch, givens)) or "{" in name or "\\" in name:
        return [name]
    return [f"{family}, {given}" for family, given in zip(families, givens, strict=True)]


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
    is_list = "{" not in inner and all(_is_index_name(name, pattern) for name in names)
    return inner if is_list else text


def _is_index_name(name: str, given: re.Pattern[str]) -> bool:
    family, comma, first = name.partition(", ")
    is_short = 0 < len(family.split()) <= 4 and not family.endswith(",")
    is_group = first.lower() in FIRMS or has_group_noun(family)
    return bool(comma and is_short and given.fullmatch(first) and not is_group)


@lru_cache(maxsize=4096)  # people write more than one work
def _creator(name: str, role: str, drops: bool) -> Creator:
    if len(name) > _LONGEST or _is_group(name):
        return Creator(literal=read_latex_plain(name), role=role)
    if "=" in name and _IN_PARTS.search(name):
        return _named(name, role, drops)
    is_plain = not _TEX.search(name)
    von, last, junior, first = _parts(_plain_sections(name) if is_plain else _sections(name))
    said = _plain_words if is_plain else _words
    if not (first or von or junior):
        return Creator(literal=said(last), role=role)
    parts = (said(last), said(first), said(von), said(junior))
    return _person(*parts, role=role, drops=drops)


def _person(
    family: str, given: str, particle: str, suffix: str, *, role: str, drops: bool
) -> Creator:
    if drops:
        return Creator(family, given, "", suffix, role=role, dropping_particle=particle)
    return Creator(family, given, particle, suffix, role=role)


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


def _named(name: str, role: str, drops: bool) -> Creator:
    """biblatex's extended format: ``family=Broek, given=Bo, prefix=van den``."""
    parts = dict(_named_parts(name))
    if not parts.get("given") and not parts.get("prefix") and not parts.get("suffix"):
        return Creator(literal=parts.get("family", ""), role=role)
    drops = parts.get("useprefix", "false" if drops else "").strip() == "false"
    said = (parts.get(part, "") for part in ("family", "given", "prefix", "suffix"))
    return _person(*said, role=role, drops=drops)


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
