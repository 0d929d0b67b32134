"""Which capitals of a title carry meaning, so that no style may lower them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from refkit.regex import lazy_regex

_WORD = lazy_regex(r"[^\W_]+(?:['’][^\W_]+)*")
_JOINERS = frozenset("-‐‑–/.+:")
_SHOUTED = 4  # words, from which a title all in capitals is one that shouts

# An article stands before a word, perhaps with a quote or a bracket between; a name need not.
_ARTICLE = lazy_regex(r"\s+[\w(\[{<$\"'“‘«„\x01]")

# After these words a lone A is a name and no article.
_LETTERED = frozenset(
    "apolipoprotein class coagulation factor grade group haemophilia hemophilia hepatitis "
    "immunoglobulin influenza part phase protein serotype stage subtype type vitamin".split()
)


def keeps_capitals(word: str) -> bool:
    """Say whether lowering the capitals of a word would change it: CAR, iPSC, CD19, T, pH.

    >>> [keeps_capitals(word) for word in ("CAR", "iPSC", "Il2", "T", "A", "Cell")]
    [True, True, True, True, False, False]
    """
    if word.islower() or not any(map(str.isupper, word)):
        return False
    inside = not word[1:].islower() and any(map(str.isupper, word[1:]))
    return inside or any(map(str.isdigit, word)) or (len(word) == 1 and word != "A")


def protected_spans(
    title: str,
    protect: Callable[[str], bool] = keeps_capitals,
    breaks: Sequence[int] = (),
) -> list[tuple[int, int]]:
    """Find the stretches to be kept as they are: protected words, joined ones as one.

    ``protect`` says of each word whether its capitals matter. A word also ends at each of the
    ``breaks``, places where the style changes: the V before a lowered "max" stands alone.
    """
    words = _words(title, breaks)
    if _shouts(title, words):  # capitals that every word has say nothing
        return _joined(title, [_is_name(title[start:end]) for start, end in words], words)
    kept = []
    before = ""
    for start, end in words:
        word = title[start:end]
        kept.append(not word.islower() and _is_kept(title, start, end, before, protect))
        before = word
    return _joined(title, kept, words)


def capitalized_spans(title: str, breaks: Sequence[int] = ()) -> list[tuple[int, int]]:
    """Find every word that has a capital, joined ones as one."""
    words = _words(title, breaks)
    kept = [any(map(str.isupper, title[start:end])) for start, end in words]
    return _joined(title, kept, words)


def _words(title: str, breaks: Sequence[int]) -> list[tuple[int, int]]:
    stretches = pairwise((0, *breaks, len(title)))
    return [word.span() for stretch in stretches for word in _WORD.finditer(title, *stretch)]


def _shouts(title: str, words: list[tuple[int, int]]) -> bool:
    """Whether a title is all in capitals; of Hebrew with an acronym in it nobody can tell."""
    if not title.isupper():
        return False
    cased = sum(title[start:end].isupper() for start, end in words)
    return cased >= _SHOUTED and 2 * cased > len(words)


def _is_name(word: str) -> bool:
    """Whether a word of a title in capitals is a name by its look: CD19, T, but not A or I."""
    if len(word) == 1:
        return word.isupper() and word not in {"A", "I"}
    return any(map(str.isdigit, word)) and any(map(str.isupper, word))


def _joined(title: str, kept: list[bool], words: list[tuple[int, int]]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    reach = len(title)  # the end of the last span, counting a number joined to it: PD-1/PD-L1
    for (start, end), is_kept in zip(words, kept, strict=True):
        joined = title[reach:start] in _JOINERS
        if is_kept:
            spans.append((spans.pop()[0] if joined else start, end))
            reach = end
        elif joined and not any(map(str.isalpha, title[start:end])):
            reach = end
        else:
            reach = len(title)
    return spans


def _is_kept(title: str, start: int, end: int, before: str, protect: Callable[[str], bool]) -> bool:
    word = title[start:end]
    if word not in {"A", "I"}:
        return protect(word)
    if word == "I":
        return protect(word) if before else title[end : end + 1] in _JOINERS - {":", "."}
    is_article = _ARTICLE.match(title, end) and title[start - 1 : start] not in _JOINERS
    return not is_article or before.lower() in _LETTERED or protect(word)
