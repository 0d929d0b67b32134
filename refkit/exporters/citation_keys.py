"""Citation keys: who, when, what about - ``wang2025ipsc`` - stable and unique."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from itertools import count

from refkit.model.work import Work

# Words that say nothing about a work, in the languages that titles mostly come in.
_EMPTY_WORDS = frozenset(
    (
        "a an and are as at be beyond by de del der des die das do el en et for from how in is "
        "its la le les los of on or the to towards toward und une un use uber von was what when "
        "why with"
    ).split()
)
# Letters that decomposition does not turn into ASCII.
_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th",
        "ı": "i", "ħ": "h", "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "κ": "kappa",
    }
)  # fmt: skip


def citation_key(work: Work) -> str:
    """First creator's family name, year as cited, first word of weight in the title.

    Lower-case ASCII letters and digits only, so that every reader of keys takes it. A work of
    which nothing is known is ``anonymous``.
    """
    who = _slug(work.creators[0].sort_name) if work.creators else ""
    date = work.cited_date()
    words = (_slug(word) for word in re.split(r"[\W_]+", work.title.plain))
    weighty = (word for word in words if len(word) > 2 and word not in _EMPTY_WORDS)
    what = next(weighty, "")
    return f"{who}{date.year if date else ''}{what}" or "anonymous"


def assign_keys(works: Iterable[Work], taken: Collection[str] = ()) -> list[str]:
    """A key for each work, in order; the first comer keeps the plain one, the next get letters."""
    used = set(taken)
    keys = []
    for work in works:
        plain = citation_key(work)
        key = next(key for key in _candidates(plain) if key not in used)
        used.add(key)
        keys.append(key)
    return keys


def _candidates(plain: str) -> Iterable[str]:
    yield plain
    for number in count(1):
        yield plain + _letters(number)


def _letters(number: int) -> str:
    """1 is b, 25 is z, 26 is aa: the first comer is the a that is not written."""
    text = ""
    number += 1
    while number:
        number, place = divmod(number - 1, 26)
        text = chr(ord("a") + place) + text
    return text


def _slug(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return re.sub(r"[^a-z0-9]", "", folded)
