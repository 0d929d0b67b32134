"""Where a printed title ends: what stands in a string right beside the words that were found.

"Rituximab in lupus" stands word for word in "Long-term rituximab in lupus in children", and is
another paper. A title ends at a stop, a quotation mark, a bracket, a name, a year or a journal;
what goes on without any of these is the title's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from refkit.regex import lazy_regex

_WORD = lazy_regex(r"[^\W_]+")
_LAST_WORD = lazy_regex(r"([^\W_]+)([\W_]*)$")
# What may stand between two words of one title.
_WITHIN = lazy_regex(r"\s*(?:[-‐‑'’/&+]\s*)?")
_LISTED = lazy_regex(r",\s+")
# "A response to “Wild bees”", "Replik auf „Wilde Bienen“": what is quoted is another's title.
_QUOTING = lazy_regex(r"\s*[“„«\"'‘《]\s*")
_ABOUT = frozenset("a about auf de of on re sobre sur to zu à über 对 對 答 評 评".split())
_SUBTITLE = lazy_regex(r"\s*[:—]\s*|\s+[-–]\s+")
# "Cancer statistics, 2021. CA Cancer J Clin 2021": the year of the title, if another follows.
_OF_YEAR = lazy_regex(r",\s+((?:19|20)\d\d)(?=[.?!”\"])")
_YEAR = lazy_regex(r"\b(?:19|20)\d\d\b")
_STOP = lazy_regex(r"[.?!;:,()\[\]“”\"«»—]|\s[-–]\s|$")
_SENTENCE = lazy_regex(r"\s*[.?!]\s+(?=[^\W\d_])")
_INITIALS = lazy_regex(r"[^\W\d_a-z]{1,3}")
_NAME = lazy_regex(r"[^\W\d_a-z][^\W\d_]+")
_PART = lazy_regex(
    r"[\s.,:;(\[–—-]{0,4}(?:part|pt|partie|parte|teil|phase|vol|volume|chapter)s?\b\.?\s*"
    r"(?:\d{1,3}|[ivx]+|one|two|three|four)\b",
    re.IGNORECASE,
)
# Words in small letters after a comma that are not a title's any more.
_BESIDE = frozenset(
    (
        "accessed al arxiv available bd by cf dans ed edited edn eds et final heft hrsg ibid in "
        "issue jg no nr number p pages part pp preprint retrieved s see st submitted t thesis "
        "trans translated unpublished v vol volume with"
    ).split()
)


@dataclass(frozen=True, slots=True)
class WordsBeyond:
    """The words that go on from a title: before it, behind it, and as a subtitle of their own.

    ``other_part`` is True where a number of a part follows, behind whatever mark.
    """

    before: str = ""
    after: str = ""
    subtitle: str = ""
    other_part: bool = False


def words_beyond(text: str, start: int, end: int) -> WordsBeyond:
    """Tell what goes on beyond the words of a string that were taken for a title."""
    behind = text[end:]
    return WordsBeyond(
        _before(text[:start]), _after(behind), _subtitle(behind), bool(_PART.match(behind))
    )


def _before(text: str) -> str:
    """The words before the title without a mark between them, up to a name, a year or a mark."""
    taken: list[str] = []
    rest = text
    while found := _LAST_WORD.search(rest):
        word, gap = found[1], found[2]
        if not _goes_on(word, gap) or word.isdigit() or word in {"al", "eds", "ed"}:
            break
        taken.insert(0, word)
        rest = rest[: found.start()]
        if _is_a_name(word, rest):
            return ""
    return " ".join(taken)


def _goes_on(word: str, gap: str) -> bool:
    if _QUOTING.fullmatch(gap):
        return word in _ABOUT
    return bool(_WITHIN.fullmatch(gap) or (_LISTED.fullmatch(gap) and word[0].islower()))


def _is_a_name(word: str, before: str) -> bool:
    """Whether a word is an author's initials: "Berg A", "Berg, A", "and A"."""
    if not _INITIALS.fullmatch(word):
        return False
    found = _LAST_WORD.search(before)
    return bool(found and _NAME.fullmatch(found[1]) and found[2] in {" ", ", "})


def _after(text: str) -> str:
    """The words behind the title without a mark between them, or the year that it is of."""
    gap = text[: _begin(text)]
    if (of_year := _OF_YEAR.match(text)) and _YEAR.search(text, of_year.end()):
        return of_year[1]
    if _LISTED.fullmatch(gap):
        word = _WORD.match(text, len(gap))
        listed = word and word[0][0].islower() and word[0] not in _BESIDE
        return _to_stop(text[len(gap) :]) if listed else ""
    return _to_stop(text) if gap and _WITHIN.fullmatch(gap) else ""


def _subtitle(text: str) -> str:
    """What follows a colon or a dash, or stands in small letters as a sentence of its own."""
    gap = text[: _begin(text)]
    if _SUBTITLE.fullmatch(gap):
        return _to_stop(text[len(gap) :])
    if not _SENTENCE.fullmatch(gap):
        return ""
    words = text[len(gap) :]
    sentence = words[: stop.start()] if (stop := _STOP.search(words)) else words
    is_ended = words[len(sentence) : len(sentence) + 1] in {".", "?", "!"}
    return sentence if is_ended and _is_sentence(sentence) else ""


def _is_sentence(text: str) -> bool:
    """Whether words are a title's, not a journal's or a publisher's: most in small letters."""
    words = [word for word in _WORD.findall(text) if len(word) > 3]
    small = [word for word in words if word[0].islower()]
    opening = text.split(maxsplit=1)[0].lower() if text.strip() else ""
    return len(small) >= 2 and 2 * len(small) > len(words) and opening not in _BESIDE


def _begin(text: str) -> int:
    found = _WORD.search(text)
    return found.start() if found else len(text)


def _to_stop(text: str) -> str:
    found = _STOP.search(text)
    return text[: found.start()] if found else text
