"""The words of a title that a citation key is made of."""

from __future__ import annotations

import re
import unicodedata

from refkit.regex import lazy_regex

# Function words, set out by language and class from general knowledge; which of them are left
# out follows what the programs skip, for a word more or less makes another key.
_ENGLISH = (
    "a an the "
    "and but for nor or so yet "
    "about above across against along among around at before behind below beneath beside between "
    "beyond by down during except from in inside into like near of off on onto since through to "
    "toward under until up upon with within without"
)
_MORE_ENGLISH = (
    "aboard after amid anti as besides despite is over past per plus round save some than "
    "towards underneath unlike versus via while"
)
_OTHERS = (
    "das dem den der des die ein eine einem einen einer eines von zu zum "  # German
    "d du et l la le les sur un une "  # French; d and l are left where an apostrophe was
    "al da dei del degli dell della delle dello do gli i il lo un una uno "  # Italian
    "das de el en la las los unas unos "  # Spanish and Portuguese
    "ab"  # Latin
)
SMALL_WORDS = frozenset(_ENGLISH.split())
"""What JabRef calls function words."""
SKIP_WORDS = SMALL_WORDS | frozenset(f"{_MORE_ENGLISH} {_OTHERS}".split())
"""What Better BibTeX skips unless its user says otherwise."""

_PUNCTUATION = {"Pe", "Pf", "Pi", "Po", "Ps"}
_MORE_DASHES = "\u2500\u2015\uff0d"
# Unicode's scripts Han, Hiragana and Katakana.
_CJK = lazy_regex(
    "[\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3038-\u303b\u3041-\u3096\u309d-\u309f"
    "\u30a1-\u30fa\u30fd-\u30ff\u31f0-\u31ff\u32d0-\u32fe\u3300-\u3357\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufad9\uff66-\uff6f\uff71-\uff9d\U00020000-\U000323af]"
)

# How Better BibTeX's tokenizer (npm's compromise) sees a dash inside a word: it parts the word
# where letters stand before it and a letter or digit after, or a number before and letters after,
# but not after one letter nor where the parts are no words of their own.
_DASH = lazy_regex("[-–—]")
_PARTED = lazy_regex(
    "[a-z\u00c0-\u00ff`\"'/]+[-–—][a-z0-9\u00c0-\u00ff]"
    "|['(\"]?[0-9]{1,4}[-–—][a-z\u00c0-\u00ff`\"'/-]+[)'\"]?$",
    re.IGNORECASE,
)
_PREFIXES = frozenset(
    (
        "anti bi co contra de ex extra infra inter intra macro micro mis mono multi out peri pre "
        "pro proto pseudo re sub supra trans tri un"
    ).split()
)
_SUFFIXES = frozenset("able designate elect ish less like type".split())
_NO_WORD = lazy_regex(r"\s*|[!?.]+|[:;()\[\]\"'`«»*•–—-]|--")
_RANGE_BEGINS = lazy_regex(r"[0-9]{1,4}[a-z]{0,2}\s?[-–—]\s?")
_RANGE_ENDS = lazy_regex(r"[0-9]{1,4}[a-z]{0,2}\s?")
# Signs that stay at the beginning of a word, and at its end.
_LEADING = frozenset("_°#@$£¥€\u200b\u200c\u200d\ufeff")
_TRAILING = frozenset("_°%$£¥€\u200b\u200c\u200d\ufeff")
_SIGNED = lazy_regex(r"\+\d+(?:th|st|nd|rd)?|\d+(?:th|st|nd|rd)?\+")


def title_words(title: str) -> list[str]:
    """Part a title into words as Better BibTeX does: a hyphenated word is one, its hyphens stay.

    >>> title_words("An iPSC-derived CD19/BCMA CAR-NK therapy: a trial")
    ['An', 'iPSC-derived', 'CD19', 'BCMA', 'CAR-NK', 'therapy', 'a', 'trial']
    """
    words: list[str] = []
    open_hyphen = False
    for term in _terms(title.replace('"', "").replace("/", " ").replace(":", " ")):
        word, after = _trimmed(term)
        if open_hyphen:
            words[-1] += f"-{word}"
        else:
            words.append(word)
        open_hyphen = after == "-"
    return words


def without_function_words(words: list[str]) -> list[str]:
    """Leave out function words, punctuation and single letters: CAR T cells are two words."""
    bare = (without_punctuation(word) for word in words if word.lower() not in SKIP_WORDS)
    return [word for word in bare if len(word) > 1 or _stands_alone(word)]


def without_punctuation(text: str, dash: str = "") -> str:
    """Take punctuation away; dashes become ``dash``. Symbols such as + stay."""
    if text.isalnum():
        return text
    return "".join(_bare(char, dash) for char in text)


def space_ideographs(text: str) -> str:
    """Put blanks around each ideograph."""
    return _CJK.sub(r" \g<0> ", text).strip()


def _stands_alone(word: str) -> bool:
    # What is compared first saves most runs the compiling of the ranges.
    return bool(word) and (
        word in "0123456789" or (word >= "\u2e80" and _CJK.match(word) is not None)
    )


def _bare(char: str, dash: str) -> str:
    category = unicodedata.category(char)
    if category == "Pd" or char in _MORE_DASHES:
        return dash
    return "" if category in _PUNCTUATION else char


def _terms(text: str) -> list[str]:
    """Words with the blanks and stray signs that follow them."""
    terms: list[str] = []
    carried = ""
    for part in (part for chunk in re.split(r"(\S+)", text) for part in _parts(chunk)):
        if _NO_WORD.fullmatch(part):
            carried += part
        elif terms and _RANGE_BEGINS.fullmatch(terms[-1] + carried) and _RANGE_ENDS.fullmatch(part):
            terms[-1] += carried + part
            carried = ""
        elif terms:
            terms[-1] += carried
            terms.append(part)
            carried = ""
        else:
            terms.append(carried + part)
            carried = ""
    if terms:
        terms[-1] += carried
    return terms


def _parts(chunk: str) -> list[str]:
    dash = _DASH.search(chunk)
    if dash is None or not _is_parted(chunk):
        return [chunk]
    *front, last = _DASH.split(chunk)
    return [*(f"{part}{dash[0]}" for part in front), last]


def _is_parted(chunk: str) -> bool:
    first, second, *_ = _DASH.split(chunk)
    one_letter = len(first) == 1 and first.isascii() and first.isalpha()
    if one_letter or first in _PREFIXES or re.sub(r"[.?!]$", "", second) in _SUFFIXES:
        return False
    return _PARTED.match(chunk) is not None


def _trimmed(term: str) -> tuple[str, str]:
    """The word without signs at its ends, and what followed it."""
    bare = term.strip()
    if _SIGNED.fullmatch(bare):
        return bare, ""
    start, end = 0, len(term)
    while start < end and not (term[start].isalnum() or term[start] in _LEADING):
        start += 1
    while start < end and not (term[end - 1].isalnum() or term[end - 1] in _TRAILING):
        end -= 1
    return (term[start:end], term[end:]) if start < end else (bare, "")
