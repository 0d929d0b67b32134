"""Names of one person in two records: whether they are the same, and which of them says more."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest

from refkit.matching.normalize import words
from refkit.model.people import Creator
from refkit.model.person_names import names_in_words
from refkit.model.work import Work

_GLUED = 3  # "JRR": so many capitals at most are initials written together


def shown(work: Work, role: str) -> str:
    """The names of a role on one line, family names first."""
    is_complete = role != "author" or work.creators_complete
    return names_in_words(work.creators, role, is_complete=is_complete)


def taken(old: Work, new: Work, role: str) -> Work:
    """The old work with the new one's people of a role; of each name the fuller form is kept."""
    pairs = zip_longest(_people(old, role), _people(new, role))
    people = tuple(_fuller(was, now) if was else now for was, now in pairs if now)
    rest = tuple(creator for creator in old.creators if creator.role != role)
    if role != "author":
        return replace(old, creators=rest + people)
    return replace(old, creators=people + rest, creators_complete=new.creators_complete)


def says_more(old: Work, new: Work, role: str) -> bool:
    """Whether the new work's list of a role is another one, or a fuller one; not a part of it."""
    ours, theirs = _people(old, role), _people(new, role)
    if all(any(is_same(was, now) for was in ours) for now in theirs) and len(theirs) <= len(ours):
        alike = len(ours) == len(theirs) and all(map(is_same, ours, theirs))
        return alike and shown(taken(old, new, role), role) != shown(old, role)
    return True


def is_elsewhere(old: Work, new: Work, role: str) -> bool:
    """Whether the old work has one of these people in another role: an editor, not the author."""
    others = [creator for creator in old.creators if creator.role != role]
    return any(is_same(was, now) for was in others for now in _people(new, role))


def is_same(one: Creator, other: Creator) -> bool:
    """Whether two names may be one person's: "A. Berg" and "Ada Berg", not "Anna Berg"."""
    if words(one.full_family or one.literal) != words(other.full_family or other.literal):
        return False
    return all(
        was.startswith(now) or now.startswith(was)
        for was, now in zip(_given(one), _given(other), strict=False)
    )


def _fuller(was: Creator, now: Creator) -> Creator:
    if not is_same(was, now):
        return now
    more = sum(map(len, _given(now))) > sum(map(len, _given(was)))
    return replace(
        was,
        given=now.given if more else was.given,
        suffix=was.suffix or now.suffix,
        orcid=was.orcid or now.orcid,
    )


def _given(person: Creator) -> tuple[str, ...]:
    """The given names, initials one by one: "JR" is J. R."""
    parts: list[str] = []
    for name in person.given.replace(".", " ").replace("-", " ").split():
        parts += list(name) if name.isupper() and len(name) <= _GLUED else [name]
    return tuple(word for part in parts for word in words(part))


def _people(work: Work, role: str) -> tuple[Creator, ...]:
    return tuple(creator for creator in work.creators if creator.role == role)
