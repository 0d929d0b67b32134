"""Numbers of things in a sentence."""

from __future__ import annotations


def count_noun(number: int, thing: str) -> str:
    """A number and what it counts, a single one by its singular.

    >>> count_noun(1, "entries"), count_noun(0, "entries"), count_noun(1, "labels")
    ('1 entry', '0 entries', '1 label')
    """
    for plural, singular in _ENDINGS if number == 1 else ():
        if thing.endswith(plural):
            return f"{number} {thing.removesuffix(plural)}{singular}"
    return f"{number} {thing}"


_ENDINGS = (("ies", "y"), ("sses", "ss"), ("s", ""))
