"""Numbers of things in a sentence."""

from __future__ import annotations

from collections.abc import Sequence


def count_noun(number: int, thing: str) -> str:
    """A number and what it counts, a single one by its singular.

    >>> count_noun(1, "entries"), count_noun(0, "entries"), count_noun(1, "labels")
    ('1 entry', '0 entries', '1 label')
    """
    for plural, singular in _ENDINGS if number == 1 else ():
        if thing.endswith(plural):
            return f"{number} {thing.removesuffix(plural)}{singular}"
    return f"{number} {thing}"


def some_of(names: Sequence[str], most: int, mark: str = ", ") -> str:
    """The first of several names, and how many more there are.

    >>> some_of(["a", "b", "c"], 2), some_of(["a", "b"], 2)
    ('a, b and 1 more', 'a, b')
    """
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return mark.join(names[:most]) + more


_ENDINGS = (("ies", "y"), ("sses", "ss"), ("s", ""))
