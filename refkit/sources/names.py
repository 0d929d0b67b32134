"""What is true of names at every source: particles, and words that only groups have."""

from __future__ import annotations

import itertools
import re

_PARTICLES = frozenset(
    ("af av da das de del della den der di do dos du la le ten ter van vom von zu zum zur").split()
)
# "University of Somewhere, Department of Something" is not Department of Something's family name.
_GROUP_WORD = re.compile(
    r"\b(?:and|of|for|the|group|committee|consortium|collaboration|society|institute|university|team|department)\b",
    re.IGNORECASE,
)


def is_group(name: str) -> bool:
    """Whether a name has a word that no person's has."""
    return bool(_GROUP_WORD.search(name))


def split_particle(family: str, given: str) -> tuple[str, str, str]:
    """Family name, particle and given name, wherever the particle was put."""
    words = family.split()
    # Lower-case words before the name: van den Broek, de la Cruz, von der Leyen.
    before = list(itertools.takewhile(str.islower, words[:-1]))
    if before:
        return " ".join(words[len(before) :]), " ".join(before), given
    rest = given.split()
    after: list[str] = []
    while len(rest) > 1 and rest[-1] in _PARTICLES:  # given "Ludwig van"
        after.insert(0, rest.pop())
    return family, " ".join(after), " ".join(rest)
