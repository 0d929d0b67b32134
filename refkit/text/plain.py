"""Text for formats that have neither markup nor lines: RIS, CSV."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, pairwise

from refkit.regex import lazy_regex
from refkit.text.rich import RichText, Run, Style
from refkit.text.unicode import replace_surrogates

# The characters of Unicode's block "Superscripts and Subscripts", with the three of Latin-1.
# Modifier letters are left out: they are made for phonetics, and many fonts lack them.
_SUP = str.maketrans("0123456789+-−–=()in", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁱⁿ")
_SUB = str.maketrans("0123456789+-−–=()aehklmnopstxə", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎ₐₑₕₖₗₘₙₒₚₛₜₓₔ")
_SCRIPTS = {Style.SUP: _SUP, Style.SUB: _SUB}
_SIGNS = {Style.SUP: "^", Style.SUB: "_"}

# 1st, 2nd, 3e, 5ème, 1er, 2º: raised as a matter of style, and the same without.
_ORDINAL = lazy_regex(r"(?:st|nd|rd|th|e|er|re|ère|ème|de|te|a|o|ª|º)\.?", re.IGNORECASE)

# A number that stands alone: 2 in 2ᵏ, not 25 in CD25hi.
_NUMBER = lazy_regex(r"(?:^|[^\w.,])[\d.,]*\d$")

_BREAKS = lazy_regex("[\x00-\x20\x7f-\x9f\u2028\u2029]+")


def unstyled(text: RichText) -> str:
    """Write rich text without markup: 10⁶ for a raised 6, so that it does not become 106.

    A raised or lowered run is written so where each of its characters has such a form. Where not,
    one that would change a number is marked: 10^(6.5). The rest stands as it is: CD25hi.
    """
    return "".join(_written(run, before) for before, run in _with_before(text))


def lost_styles(text: RichText) -> list[Style]:
    """The styles that ``unstyled`` cannot say, each once, in order."""
    lost = (
        style
        for before, run in _with_before(text)
        for style in run.styles
        if style not in _SCRIPTS or (_script(run) is None and not _is_marked(run, before))
    )
    return list(dict.fromkeys(lost))


def one_line(text: str) -> str:
    """Put text on one line: breaks and control characters become blanks, blanks single ones.

    A lone surrogate, which no file in UTF-8 can hold, becomes the replacement character.
    """
    if text.isprintable() and "  " not in text:  # no break, control or surrogate is printable
        return text.strip()
    return replace_surrogates(_BREAKS.sub(" ", text)).strip()


def clipped(text: str, most: int, *, is_close: bool = False) -> str:
    """Text of so many characters at most, with an ellipsis where more stood.

    With ``is_close`` no blank stands before that.

    >>> clipped("Of bees and owls", 9), clipped("Of bees and owls", 9, is_close=True)
    ('Of bees …', 'Of bees…')
    """
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    return f"{kept.rstrip() if is_close else kept}…"


def _with_before(text: RichText) -> Iterator[tuple[Run, Run]]:
    return pairwise(chain((Run(""),), text.runs))


def _written(run: Run, before: Run) -> str:
    script = _script(run)
    if script is not None:
        return script
    if not _is_marked(run, before):
        return run.text
    return f"{_SIGNS[_scripts(run)[-1]]}({run.text})"


def _scripts(run: Run) -> list[Style]:
    return [style for style in run.styles if style in _SCRIPTS]


def _script(run: Run) -> str | None:
    """A run in Unicode's raised or lowered characters; None where one has no such form."""
    scripts = [_SCRIPTS[style] for style in _scripts(run)]
    if len(scripts) != 1 or not all(ord(letter) in scripts[0] for letter in run.text):
        return None
    return run.text.translate(scripts[0])


def _is_marked(run: Run, before: Run) -> bool:
    """Whether a number would be read into a script, or a script into the number before it."""
    if not _scripts(run) or run.text.isspace():
        return False
    if any(map(str.isdigit, run.text)):
        return True
    return bool(_NUMBER.search(before.text[-20:])) and not _ORDINAL.fullmatch(run.text)
