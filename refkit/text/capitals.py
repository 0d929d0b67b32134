"""Which capitals of a title carry meaning, so that no style may lower them."""

from __future__ import annotations

import re
from collections.abc import Callable

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_JOINERS = frozenset("-‐‑–/.+:")
_SHOUTED = 4  # words, from which a title all in capitals is one that shouts

# After these words a lone A is a name and no article.
_LETTERED = frozenset(
    "apolipoprotein class coagulation factor grade group haemophilia hemophilia hepatitis "
    "immunoglobulin influenza part phase protein serotype stage subtype type vitamin".split()
)


def matters(word: str) -> bool:
    """Say whether lowering the capitals of a word would change it: CAR, iPSC, CD19, T, pH.

    >>> [matters(word) for word in ("CAR", "iPSC", "Il2", "T", "A", "Cell")]
    [True, True, True, True, False, False]
    """
    capitals = [letter.isupper() for letter in word]
    if not any(capitals):
        return False
    return any(capitals[1:]) or any(map(str.isdigit, word)) or (len(word) == 1 and word != "A")


def protected_spans(title: str, protect: Callable[[str], bool]) -> list[tuple[int, int]]:
    """Find the stretches to be kept as they are: protected words, joined ones as one."""
    spans: list[tuple[int, int]] = []
    reach = len(title)  # the end of the last span, counting a number joined to it: PD-1/PD-L1
    for (start, end), kept in _judged(title, protect):
        joined = title[reach:start] in _JOINERS
        if kept:
            spans.append((spans.pop()[0] if joined else start, end))
            reach = end
        elif joined and not any(map(str.isalpha, title[start:end])):
            reach = end
        else:
            reach = len(title)
    return spans


def _judged(title: str, protect: Callable[[str], bool]) -> list[tuple[tuple[int, int], bool]]:
    words = list(_WORD.finditer(title))
    shouts = len(words) >= _SHOUTED and title.isupper()
    judged = []
    for position, word in enumerate(words):
        before = words[position - 1] if position else None
        kept = _is_kept(title, word, before, protect)
        if shouts:  # capitals that every word has say nothing
            kept = kept and any(map(str.isdigit, word[0]))
        judged.append((word.span(), kept))
    return judged


def _is_kept(
    title: str,
    word: re.Match[str],
    before: re.Match[str] | None,
    protect: Callable[[str], bool],
) -> bool:
    if word[0] not in {"A", "I"}:
        return protect(word[0])
    joined = title[word.end() : word.end() + 1] in _JOINERS - {":", "."}
    if before is None:
        return joined and title[word.end() : word.end() + 2].strip() != ""
    if word[0] == "A" and (before[0].lower() in _LETTERED or joined):
        return True
    return protect(word[0])
