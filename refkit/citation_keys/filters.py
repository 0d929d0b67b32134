"""The filters of a formula: text in, text out, as Better BibTeX's documentation says."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from functools import cache
from io import StringIO

from refkit.citation_keys.ast import NextAlternative
from refkit.citation_keys.disambiguation import MARKER
from refkit.citation_keys.evaluation import folded
from refkit.citation_keys.key_dates import parts_of, written_date
from refkit.citation_keys.text_pattern import TextPattern
from refkit.citation_keys.title_words import (
    SKIP_WORDS,
    space_ideographs,
    title_words,
    without_function_words,
    without_punctuation,
)
from refkit.citation_keys.transliterate import ascii_of, is_german
from refkit.errors import InputError
from refkit.files.reading import read_text
from refkit.model.written_dates import as_written
from refkit.regex import lazy_regex
from refkit.settings import config_folder

# Better BibTeX's "unsafe" characters; what is legal is decided when the key is whole.
_UNSAFE = str.maketrans("", "", "\\\"#%'(),={}~")
_COMPARED: dict[str, Callable[[int, int], bool]] = {
    "<": lambda length, n: length < n,
    "<=": lambda length, n: length <= n,
    "=": lambda length, n: length == n,
    "==": lambda length, n: length == n,
    "!=": lambda length, n: length != n,
    ">=": lambda length, n: length >= n,
    ">": lambda length, n: length > n,
}
RELATIONS = tuple(_COMPARED)

# The name of a user's own list of short forms.
_LIST_NAME = lazy_regex(r"[\w-]{1,80}(?:\.csv)?", re.IGNORECASE)


def abbr(text: str, chars: int = 1) -> str:
    """The first letters of each word."""
    return "".join(word[:chars] for word in text.split())


def alphanum(text: str) -> str:
    """Letters and digits only, of any script."""
    return "".join(char for char in text if char.isalnum())


def ascii_(text: str) -> str:
    """What is ASCII; all else is dropped, not transliterated."""
    return " ".join("".join(char for char in text if " " <= char <= "~").split())


def acronym(
    text: str,
    list: str = "acronyms",  # noqa: A002 (the formula's word)
    reload: bool = False,
    passthrough: bool = False,
) -> str:
    """The short form of a text in the user's list, ``acronyms.csv`` in the configuration folder."""
    return acronyms(list).get(text.lower(), text if passthrough else "")


def capitalize(text: str, wordstart: TextPattern | None = None) -> str:
    """A capital at the beginning of each word, or where a pattern fits."""
    if wordstart:
        return wordstart.upper(text)
    return re.sub(r"(?:^|\s)[a-z]", lambda found: found[0].upper(), text)


def clean(text: str) -> str:
    """Transliterated, without the characters that keys must not have."""
    return _cleaned(text).strip()


def condense(text: str, sep: str = "") -> str:
    """Blanks replaced."""
    return sep.join(re.split(r"\s+", text))


def default(made: str, text: str) -> str:
    """Another text where there is none."""
    return made or text


def discard(text: str) -> str:
    """Nothing."""
    return ""


def find(text: str, match: str | TextPattern, passthrough: bool = False) -> str:
    """What of the text these words or a pattern find: its groups, all places, or the whole."""
    found = _found(text, match)
    return (text if passthrough else "") if found is None else found


def format_date(text: str, format: str = "%Y-%m-%d") -> str:  # noqa: A002 (the formula's word)
    """A date as it is written, 2025-11-03 or May 1980, by a template."""
    return written_date(parts_of(as_written(text)), format) if text else ""


def ideographs(text: str) -> str:
    """Each Chinese or Japanese sign a word."""
    return space_ideographs(text)


def len_(text: str, relation: str = ">", length: int = 0) -> str:
    """A test of the length, blanks not counted: where it fails the next alternative is tried."""
    if not _COMPARED[relation](len("".join(text.split()).replace(MARKER, "")), length):
        raise NextAlternative
    return text


def lower(text: str) -> str:
    """In small letters."""
    return text.lower()


def match(text: str, match: str | TextPattern, clean: bool = False) -> str:
    """A test whether the text has these words in it, in any case, or a pattern finds something."""
    wanted = _cleaned(match) if clean and isinstance(match, str) else match
    found = _found(_cleaned(text) if clean else text, wanted)
    if found is None:
        raise NextAlternative
    return text if isinstance(match, str) or match.finds_whole else found


def _found(text: str, match: str | TextPattern) -> str | None:
    if isinstance(match, TextPattern):
        return match.find(text)
    return text if match.lower() in text.lower() else None


def nopunct(text: str, dash: str = "-") -> str:
    """Without punctuation; dashes become ``dash``."""
    return without_punctuation(text, dash)


def nopunctordash(text: str) -> str:
    """Without punctuation and dashes."""
    return without_punctuation(text)


def numeric(text: str) -> str:
    """The text where it begins with a number, else nothing."""
    return text if re.match(r"\s*[-+]?[0-9]", text) else ""


def postfix(text: str, postfix: str) -> str:
    """Something behind it, where there is text."""
    return f"{text}{postfix}" if text else ""


def prefix(text: str, prefix: str) -> str:
    """Something before it, where there is text."""
    return f"{prefix}{text}" if text else ""


def replace(text: str, find: str | TextPattern, replace: str) -> str:
    """A text replaced, in any case, or what a pattern between slashes finds."""
    if isinstance(find, TextPattern):
        return find.replace(text, replace)
    if not find:
        return text
    return re.sub(re.escape(find), lambda found: replace, text, flags=re.IGNORECASE)


def select(text: str, start: int = 1, n: int | None = None) -> str:
    """``n`` words, one at least, from word ``start`` on; a negative start counts from the end."""
    words = re.split(r"\s+", text)
    first = len(words) + start if start < 0 else max(start - 1, 0)
    return " ".join(words[first : len(words) if n is None else first + max(n, 1)])


def skipwords(text: str, nopunct: bool = False) -> str:
    """Without function words and single letters."""
    words = title_words(text)
    if nopunct:
        return " ".join(without_function_words(words))
    return " ".join(
        word for word in words if word.lower() not in SKIP_WORDS and without_function_words([word])
    )


def substring(text: str, start: int = 1, n: int | None = None) -> str:
    """``n`` letters from letter ``start`` on, all where ``n`` is not given."""
    return text[start - 1 : start - 1 + (len(text) if n is None else n)]


def transliterate(text: str, mode: str = "") -> str:
    """In ASCII, by the rules of the work's language; the mode ``german`` has an umlaut as ae."""
    return ascii_of(text, german=is_german(mode)) if mode else folded(text)


def upper(text: str) -> str:
    """In capitals."""
    return text.upper()


def _cleaned(text: str) -> str:
    return folded(text).translate(_UNSAFE)


@cache
def acronyms(name: str) -> Mapping[str, str]:
    """The short forms of a list by their full texts in lower case; none where there is no list.

    It has two columns, the full text and its short form, as Better BibTeX reads it; a first row
    with ``full`` and ``acronym`` names them. Raises InputError where it cannot be read.
    """
    if not _LIST_NAME.fullmatch(name):
        return {}
    path = config_folder() / f"{re.sub('(?i)[.]csv$', '', name)}.csv"
    if not path.exists():
        return {}
    text = read_text(path, is_input=False)
    try:
        rows = [row for row in csv.reader(StringIO(text, newline="")) if len(row) == 2]
    except csv.Error as error:
        raise InputError(f"{path}: is no CSV that can be read ({error})") from None
    return {
        full.strip().lower(): short.strip()
        for full, short in reversed(rows)
        if (full, short) != ("full", "acronym") and full.strip() and short.strip()
    }


FILTERS: dict[str, Callable[..., str]] = {
    "abbr": abbr,
    "acronym": acronym,
    "alphanum": alphanum,
    "ascii": ascii_,
    "capitalize": capitalize,
    "clean": clean,
    "condense": condense,
    "default": default,
    "discard": discard,
    "find": find,
    "fold": transliterate,
    "formatDate": format_date,
    "ideographs": ideographs,
    "len": len_,
    "lower": lower,
    "match": match,
    "nopunct": nopunct,
    "nopunctordash": nopunctordash,
    "numeric": numeric,
    "postfix": postfix,
    "prefix": prefix,
    "replace": replace,
    "select": select,
    "skipwords": skipwords,
    "substring": substring,
    "transliterate": transliterate,
    "upper": upper,
}
FILTER_TESTS = frozenset({len_, match})
"""Filters that hold before a ``?`` where they do not fail, whatever text there is."""
