"""Text for formats that have neither markup nor lines: RIS, CSV."""

from __future__ import annotations

import re

from refkit.text.rich import RichText, Run, Style

# The characters of Unicode's block "Superscripts and Subscripts", with the three of Latin-1.
# Modifier letters are left out: they are made for phonetics, and many fonts lack them.
_SUP = str.maketrans("0123456789+-−–=()in", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁱⁿ")
_SUB = str.maketrans("0123456789+-−–=()aehklmnopstxə", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎ₐₑₕₖₗₘₙₒₚₛₜₓₔ")
_SCRIPTS = {Style.SUP: _SUP, Style.SUB: _SUB}

_BREAKS = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_SURROGATES = re.compile("[\ud800-\udfff]")


def unstyled(text: RichText) -> str:
    """Write rich text without markup: 10⁶ for a raised 6, so that it does not become 106.

    A raised or lowered run is written so where each of its characters has such a form.
    """
    return "".join(_written(run) for run in text.runs)


def lost_styles(text: RichText) -> list[Style]:
    """The styles that ``unstyled`` cannot say, each once, in order."""
    lost = (
        style
        for run in text.runs
        for style in run.styles
        if not (style in _SCRIPTS and _script(run) is not None)
    )
    return list(dict.fromkeys(lost))


def one_line(text: str) -> str:
    """Put text on one line: breaks and control characters become blanks, blanks single ones.

    A lone surrogate, which no file in UTF-8 can hold, becomes the replacement character.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _SURROGATES.sub("\ufffd", _BREAKS.sub(" ", text)).strip()


def _written(run: Run) -> str:
    script = _script(run)
    return run.text if script is None else script


def _script(run: Run) -> str | None:
    """A run in Unicode's raised or lowered characters; None where one has no such form."""
    scripts = [_SCRIPTS[style] for style in run.styles if style in _SCRIPTS]
    if len(scripts) != 1 or not all(ord(letter) in scripts[0] for letter in run.text):
        return None
    return run.text.translate(scripts[0])
