"""What is true of names at every source: particles, suffixes, capitals, and words of groups."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from refkit.model.people import Creator
from refkit.regex import lazy_regex

PARTICLES = frozenset(
    ("af av da das de del della den der di do dos du la le ten ter van vom von zu zum zur").split()
)
"""Particles that stand behind a given name as often as before a family name."""

# Others of more than one word, or with an apostrophe: Joris in 't Veld, Jean d'Alembert.
_IN_PARTICLES = PARTICLES | frozenset(
    "aan al am an auf d' d’ dall' dall’ dalla degli dei dell' dell’ delle dem e het in 's 't ’s ’t"
    " op te und y".split()
)
_NO_ENDS = frozenset("an am auf e in op und y".split())  # of a particle
# No given name ends in these, written large or small; Van, Le and De are given names, too.
_PARTICLE_ENDS = lazy_regex(
    r"(?:Von|Vom|Zum|Zur|(?:Van|Von)\s+(?:Den|Der|De)|De\s+(?:La|Los|Las))$"
)
# "University of Somewhere, Department of Something" is not Department of Something's family name.
_GROUP_NOUNS = (
    r"group|committee|consortium|collaboration|society|institute|university|team|department"
    r"|investigators|ministry|agency|foundation|association|council|laboratory|universit(?:é|à|ät|y)"
    r"|network|organi[sz]ation|cent(?:er|re)|commission|hospital|museum|collaborators|task force"
)
_GROUP_NOUN = lazy_regex(rf"\b(?:{_GROUP_NOUNS})\b", re.IGNORECASE)
_GROUP_WORD = lazy_regex(rf"\b(?:and|of|for|the|{_GROUP_NOUNS})\b", re.IGNORECASE)

FIRMS = frozenset(
    "inc inc. incorporated ltd ltd. limited llc llp gmbh mbh co. corp corp. plc pty".split()
)
"""Words behind a comma in the name of a firm, in lower case; S.A. and AG are initials, too."""

HOMONYM = lazy_regex(r" 0\d{3}$")
"""DBLP tells people of one name apart: "Ann Roe 0001"."""

# Runs of blanks are gone through once: a pattern begins where a run does, and does not give back.
_SUFFIX = lazy_regex(r"(?<![,\s])[,\s]++(Jr\.?|Sr\.?|II|III|IV|2nd|3rd)$")
_GOES_ON = lazy_regex(
    r"\(?:etal\)?|(?:^|[,;]|(?<!\s)\s++)(?:and\s+others|et(?:\.\s*|\s++)al)\b[.,;\s]*$"
    r"|(?:^|[,;]\s*+)others\b[.,;\s]*$",
    re.IGNORECASE,
)
_ROLE_MARK = lazy_regex(r"(?<!\s)\s*+[(\[](?:eds?|editors?|hrsg|hg|trans|transl)\.?[)\]]\s*$", re.I)
_HONORIFICS = lazy_regex(r"^(?:(?:Prof|Dr|Univ|Priv|Doz|Med|Mag|Dipl|Ing|Assoc|Hon|Rev)\.[\s-]*)+")
_DEGREE = (
    r"(?:M\.?D|Ph\.?\s?D|D\.?Phil|M\.?Sc|B\.?Sc|M\.?P\.?H|M\.?B\.?B\.?S|M\.?B\.?A|Dr\.?P\.?H"
    r"|Pharm\.?D|R\.?N|M\.?S|D\.?O|D\.?Sc|F\.?A\.?C\.?[SP]|D\.?V\.?M|Psy\.?D)\.?"
)
_DEGREES = lazy_regex(rf"(?:(?:^|,\s*+){_DEGREE}){{1,20}}$")
_WITH_INITIAL = lazy_regex(r"(\w[\w'’-]+(?:\s+\w\.)+)\s+(\w[\w'’-]+)")
# "M. Horst" of Allison M. Horst, "C. E. P." of another.
_INITIALS_BEFORE = lazy_regex(r"((?:[^\W\d_a-zß-ÿ]\.\s*)+)(\S.*)")

# "van den Broek M", "Smith JA Jr", "Liu R.-K.", "Iwanow Yu.A.": the initials stand last.
_INITIAL = r"(?!Jr|Sr)[^\W\d_a-zß-ÿ](?:[a-zß-ÿ]\.|\.?)"
_INITIALS_LAST = lazy_regex(
    rf"(.+?)\s+({_INITIAL}(?:[-\s]?{_INITIAL}){{0,3}})(?:,?\s+(Jr|Sr|II|III|IV|2nd|3rd)\.?)?"
)
# "P. Kogge", "S. Raj Paul", "J.-P. van der Berg": they stand first, with a stop after each.
_INITIALS_FIRST = lazy_regex(
    r"((?:-?[^\W\d_a-zß-ÿ][^\W\d_]?\.[-\s]?){1,5})\s*(\S.*?)(?:,?\s+(Jr|Sr|II|III|IV)\.?)?"
)

_UPPER_RUN = lazy_regex(r"[^\W\d_]{2}")
# McDONALD, DiTOMASO, O'NEILL: the small letters are the prefix's.
_PREFIXED = lazy_regex(r"(Mac|Mc|Fitz|Del|Des|Di|De|Du|La|Le|Van|Von)([^\W\d_]{2,})")
_LOWERED = frozenset(
    "af av da das de del den der do dos e of ten ter van vom von y zu zum zur".split()
)
_PIECE = lazy_regex(r"[^\W\d_]+")
_VOWEL = lazy_regex(r"[AEIOUYÁÉÍÓÚÄÖÜÅÆØÀÈÌÒÙÂÊÎÔÛ]")


def is_group(name: str) -> bool:
    """Whether a name has a word that no person's has."""
    return bool(_GROUP_WORD.search(name))


def has_group_noun(name: str) -> bool:
    """Whether a name says what kind of group it is."""
    return bool(_GROUP_NOUN.search(name))


def goes_on(name: str) -> str | None:
    """A name without the "et al." that ends it; None where it does not go on."""
    bare = _GOES_ON.sub("", name)
    return None if bare == name else bare.strip(" ,;&").removesuffix(" and")


def is_degree(name: str) -> bool:
    """Whether a name is an academic degree and nothing else."""
    return bool(_DEGREES.fullmatch(name))


def split_particle(family: str, given: str) -> tuple[str, str, str]:
    """Family name, particle and given name, wherever the particle was put."""
    words = family.split()
    # Lower-case words before the name: van den Broek, de la Cruz, von der Leyen.
    before = list(itertools.takewhile(str.islower, words[:-1]))
    if before:
        return " ".join(words[len(before) :]), " ".join(before), given
    if (found := _PARTICLE_ENDS.search(given)) and (rest := given[: found.start()].strip()):
        return family, found[0], rest
    left = given.split()
    after: list[str] = []
    while len(left) > 1 and left[-1] in PARTICLES:  # given "Ludwig van"
        after.insert(0, left.pop())
    return family, " ".join(after), " ".join(left)


def parted_given(given: str) -> tuple[str, str]:
    """A given name and the particle behind it, which only stands before a name written in full.

    >>> parted_given("Ludwig van"), parted_given("Ann e")
    (('Ludwig', 'van'), ('Ann e', ''))
    """
    words = given.split(" ")
    start = len(words)
    while start > 1 and words[start - 1] in _IN_PARTICLES:
        start -= 1
    if start == len(words) or words[-1] in _NO_ENDS:
        return given, ""
    return " ".join(words[:start]), " ".join(words[start:])


def split_at_initial(name: str) -> tuple[str, str] | None:
    """Family and given name of a whole one: an initial in the middle leaves no doubt.

    >>> split_at_initial("Ada B. Berg"), split_at_initial("Ada Berg")
    (('Berg', 'Ada B.'), None)
    """
    found = _WITH_INITIAL.fullmatch(name)
    return (found[2], found[1]) if found else None


def inverted(creator: Creator) -> tuple[str, str, str]:
    """Family name, given name and suffix as they stand behind one another in a list.

    A particle that is dropped stands behind the given name, if it is known for one there.

    >>> inverted(Creator("Beethoven", "Ludwig", dropping_particle="van"))
    ('Beethoven', 'Ludwig van', '')
    """
    dropping = creator.dropping_particle
    if not dropping or parted_given(f"{creator.given} {dropping}") != (creator.given, dropping):
        return creator.full_family, creator.given, creator.suffix
    return creator.listed_family, f"{creator.given} {dropping}", creator.suffix


def inverted_name(creator: Creator) -> str:
    """The name as it stands in a list, family first: ``Beethoven, Ludwig van``."""
    return creator.literal or ", ".join(filter(None, inverted(creator)))


def names_in_words(creators: Sequence[Creator], role: str = "author", *, is_complete: bool) -> str:
    """The names of a role on one line, family names first; ``et al.`` where not all are known."""
    names = [inverted_name(each) for each in creators if each.role == role]
    return "; ".join(names if is_complete or not names else [*names, "et al."])


def person(family: str, given: str, suffix: str = "", *, role: str, orcid: str = "") -> Creator:
    """A person of a family and a given name, what stands in the wrong one of them put right.

    Suffixes are told apart; "(Ed.)", "Dr." and "MD, PhD" are no part of a name.
    """
    family, given = _ROLE_MARK.sub("", " ".join(family.split())), " ".join(given.split())
    given = _ROLE_MARK.sub("", given)
    given = _HONORIFICS.sub("", _DEGREES.sub("", given)).strip(" ,")
    family, suffix = split_suffix(_DEGREES.sub("", family) or family, suffix)
    given, suffix = split_suffix(given, suffix)
    if given and (found := _INITIALS_BEFORE.fullmatch(family)) and not given.endswith("."):
        given, family = f"{given} {found[1].strip()}", found[2]
    family, particle, given = split_particle(family, given)
    return Creator(family, given, particle, suffix, role=role, orcid=orcid)


def bare_name(name: str) -> str:
    """A name in one piece without what marks a role: "Kim, Dong Eon (Ed.)"."""
    return _ROLE_MARK.sub("", name).strip(" ,;")


def initials_last(name: str, role: str = "author") -> Creator:
    """A person as indexes of articles print one ("van den Broek M"); else the name in one piece."""
    found = _INITIALS_LAST.fullmatch(name)
    if not found or is_group(name):
        return Creator(literal=name, role=role)
    family, particle, given = split_particle(found[1], found[2])
    return Creator(family, given, particle, found[3] or "", role=role)


def initials_first(name: str, role: str = "author") -> Creator:
    """A person as IEEE prints one ("S. Raj Paul"); else the name in one piece."""
    found = _INITIALS_FIRST.fullmatch(name)
    if not found or is_group(name):
        return Creator(literal=name, role=role)
    given = found[1].strip().replace(" -", "-")  # IEEE writes J. -P. for J.-P.
    family, particle, given = split_particle(found[2], given)
    return Creator(family, given, particle, found[3] or "", role=role)


def in_order(creators: Iterable[Creator]) -> tuple[Creator, ...]:
    """The creators of a record: names in capitals set as others write them, nobody twice.

    Two authors may have one name; only who has the same ORCID in the same role is the same person.
    Capitals say nothing where no name of the record has a small letter.
    """
    once: list[Creator] = []
    for creator in creators:
        if not (creator.orcid and creator in once):
            once.append(creator)
    people = [creator for creator in once if creator.family]
    if not _shout(people):
        return tuple(once)
    full = any(_UPPER_RUN.search(each.given) and len(each.given) > 3 for each in people)
    return tuple(_lowered(each, full) if each in people else each for each in once)


def split_suffix(name: str, suffix: str) -> tuple[str, str]:
    """A name and its suffix, wherever that was put."""
    found = _SUFFIX.search(name)
    return (name[: found.start()], suffix or found[1]) if found else (name, suffix)


def _shout(people: Sequence[Creator]) -> bool:
    """Whether all names are in capitals, and one of them is long enough to say so."""
    words = [
        word
        for creator in people
        for word in f"{creator.family} {creator.given}".split()
        if word.lower() not in _LOWERED or word.isupper()
    ]
    # A family name alone may be a group's: WHO.
    whole = any(sum(map(str.isupper, each.family)) > 1 and each.given for each in people)
    return whole and all(map(_is_shouted, words))


def _is_shouted(word: str) -> bool:
    pieces = (piece.replace("ß", "") for piece in _PIECE.findall(word))
    return not any(any(map(str.islower, each)) and not _is_prefixed(each) for each in pieces)


def _is_prefixed(piece: str) -> bool:
    found = _PREFIXED.fullmatch(piece)
    return bool(found and found[2].isupper())


def _lowered(creator: Creator, full: bool) -> Creator:
    if not creator.given:
        return creator
    family = " ".join(_family_words(creator.family.split()))
    given = " ".join(_given_word(word, full) for word in creator.given.split())
    family, particle, given = split_particle(family, given)
    return replace(
        creator, family=family, particle=creator.particle.lower() or particle, given=given
    )


def _family_words(words: list[str]) -> Iterator[str]:
    for place, word in enumerate(words):
        is_last = place == len(words) - 1
        small = word.lower() in _LOWERED or (word.lower() == "la" and words[place - 1] == "DE")
        yield word.lower() if small and not is_last else _capitalized(word)


def _given_word(word: str, full: bool) -> str:
    """A given name; up to three letters are initials, unless others are given in full."""
    letters = "".join(_PIECE.findall(word))
    is_short = len(letters) <= (1 if full and _VOWEL.search(letters) else 3)
    return word if "." in word or ("-" not in word and is_short) else _capitalized(word)


def _capitalized(word: str) -> str:
    return _PIECE.sub(lambda found: _piece(found, word), word)


def _piece(found: re.Match[str], word: str) -> str:
    piece = found[0]
    if prefixed := _PREFIXED.fullmatch(piece):
        return prefixed[1] + _title(prefixed[2])
    if len(piece) > 4 and piece.startswith("MC"):
        return "Mc" + _title(piece[2:])
    # The s of JOHN'S is no name of its own.
    after_apostrophe = found.start() and word[found.start() - 1] in "'’ʼ" and len(piece) == 1
    return piece.lower() if after_apostrophe else _title(piece)


def _title(piece: str) -> str:
    # A dotted I beside it says that a plain one is the Turkish letter without a dot.
    rest = piece[1:].replace("I", "ı") if "İ" in piece else piece[1:]
    return piece[0] + rest.replace("İ", "i").lower()
