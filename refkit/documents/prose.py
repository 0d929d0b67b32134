"""Sentences of a text told from references: where a list has no heading, what stands around it is.

A sentence names whom it cites in parentheses, or has a verb that says what was done; a reference
says where it stands. Either may be missed, so that a whole list is weighed, and not a line.
"""

from __future__ import annotations

from collections.abc import Sequence

from refkit.documents.line_features import is_dated, is_identified, start_weight
from refkit.regex import lazy_regex

# "(Abel et al., 2017; Berg and Costa, 2019)": a name and a year within, words before it.
_CITES = lazy_regex(
    r"[a-zß-öø-ÿ]{2,},? \((?:see |e\.g\.,? )?[^\W\d_a-z][^()\d]{1,80}(?:19|20)\d\d[a-z]?[;,)]"
)
# "Smith et al. (2019) found": who says it, and what is said.
_SAYS = lazy_regex(r"\((?:19|20)\d\d[a-z]?\)[,;]? [a-zß-öø-ÿ]{2,}")
_VERB = lazy_regex(
    r"\b(?:[Ww]e|was|were|has|have|had|is|are|found|showed|suggest(?:ed)?|reported|may|can"
    r"|[Nn]ous|est|sont|[ée]tait|ont|wurden?|[Ww]ir|ist|sind|haben|fue|fueron|son|foram?|sono)\b"
)
# "12:34", "7, 11–19", "pp. 3", "vol. 2": where a work stands.
_PLACE = lazy_regex(r"\d\s?[:(]\s?\w?\d|\d\s?[-–‑]\s?\w?\d|\b(?i:pp?|vol|no|bd|nr|s)\.\s?\d|;\s?\d")
_LONGEST = 4000
_NAMED = 2.5
_AGAINST = -2


def looks_prose(text: str) -> bool:
    """Whether a paragraph is of sentences, as far as it can be told."""
    head = text[:_LONGEST]
    if is_identified(head):
        return False
    if _SAYS.search(head):
        return True
    if start_weight(head) >= _NAMED:
        return False  # a title may hold a verb, and whom it comments on
    return bool(_CITES.search(head) or (_VERB.search(head) and not _PLACE.search(head)))


def listed_run(texts: Sequence[str]) -> range:
    """Which paragraphs are the list: those that have the most references and no sentences."""
    prose = [looks_prose(text) for text in texts]
    if True not in prose:
        return range(len(texts))
    best, most, start, sum_ = range(0), 0, 0, 0
    for place, text in enumerate(texts):
        if sum_ <= 0:
            start, sum_ = place, 0
        sum_ += _weight(text, is_prose=prose[place])
        if sum_ > most:
            best, most = range(start, place + 1), sum_
    return _with_others(best, prose) if len(best) > 1 else range(len(texts))


def _weight(text: str, *, is_prose: bool) -> int:
    if is_prose:
        return _AGAINST
    return int(start_weight(text) >= _NAMED and (is_dated(text) or is_identified(text)))


def _with_others(best: range, prose: Sequence[bool]) -> range:
    """The same with what stands around it and is no sentence: it may be of the list, too."""
    first, last = best.start, best.stop
    while first > 0 and not prose[first - 1]:
        first -= 1
    while last < len(prose) and not prose[last]:
        last += 1
    return range(first, last)
