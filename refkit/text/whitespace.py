"""Blanks between the pieces of a title: those of the text are kept, those of the layout are not."""

from __future__ import annotations

from collections.abc import Iterable

from refkit.regex import lazy_regex
from refkit.text.rich import RichText, Run, Style, shared_styles
from refkit.text.unicode import BLOCK, FORMULA, FORMULA_END

_EDGES = FORMULA + FORMULA_END
_SCRIPTS = {Style.SUP, Style.SUB}
_DASHES = "-‐‑–—"
_OPENING = "([{“‘¿¡/"
_CLOSING = ")]}”’,.;:!?/"

_ISOTOPE = lazy_regex(r"[0-9]{1,3}m?")
_ELEMENT = lazy_regex(r"[A-Z][a-z]?(?![a-z])")
_FORMULA = lazy_regex(r"(?:[A-Z][a-z]?[0-9]*)+")

_WORD_BEFORE = lazy_regex(r"(?:^|[^\w])([^\W\d_]{1,39}[a-zß-ÿ])[.,;:]?$")
_NAME = lazy_regex(r"[^\W\d_]{3}|[^\W\d_]+[0-9]")
_WORD_AFTER = lazy_regex(r"[^\W\d_]{2}")
_LONG_WORD = lazy_regex(r"[A-Z][a-z]{5}")
_LONGER_WORD = lazy_regex(r"[^\W\d_]{3}")
_CAPITAL_WORD = lazy_regex(r"[A-Z][a-z]{3}")
_PREFIXES = frozenset({"anti", "co", "mi", "multi", "non", "post", "pre", "pseudo", "sub", "un"})


def join_pieces(pieces: Iterable[Run]) -> RichText:
    """Join the pieces between tags into rich text with one blank between words."""
    runs: list[Run] = []
    gap, repaired = "", False
    for piece in pieces:
        lead, body, tail = _split(piece)
        gap += lead
        if not body:
            continue
        run = Run(body, piece.styles)
        if runs:
            blank = _joint(runs[-1], gap, run, repaired)
            if gap or blank:
                repaired = blank and not gap.strip(_EDGES)
            runs.extend([Run(" ", shared_styles(runs[-1].styles, run.styles))] if blank else [])
        runs.append(run)
        gap = tail
    return RichText.of(*runs)


def _split(piece: Run) -> tuple[str, str, str]:
    text, body = piece.text, " ".join(piece.text.split())
    if not body:
        return text, "", ""
    lead = text[: len(text) - len(text.lstrip())]
    tail = text[len(text.rstrip()) :]
    if _is_script(piece):  # <sub>1+x⏎ </sub>: a line break inside a script is never a blank
        return lead.replace("\n", "").strip(), body, "" if "\n" in tail else tail
    return lead, body, tail


def _joint(left: Run, gap: str, right: Run, repaired: bool) -> bool:
    if not gap.strip(_EDGES):
        if FORMULA_END in gap:  # but <math>n</math>th
            return repaired and bool(_LONGER_WORD.match(right.text))
        if FORMULA in gap:
            return _ends_in_word(left)
        return _lost_before(left, right) or _lost_after(left, right, repaired)
    if "\n" not in gap or BLOCK in gap:
        return True
    return not _is_layout(left, right)


def _is_layout(left: Run, right: Run) -> bool:
    """Say whether a line break beside a tag stands where nobody would write a blank."""
    before, after = left.text, right.text
    if before[-1] in _OPENING or after[0] in _CLOSING:
        return True
    if before == "," and len(after) == 1:  # the places in a chemical name: [<i>b</i>,<i>g</i>]
        return True
    if after[0] in _DASHES and after[1:2].isalnum():
        return True
    if before[-1] in _DASHES and before[-2:-1].isalnum():
        return True
    return _script_joins(left, right)


def _script_joins(left: Run, right: Run) -> bool:
    if _is_script(right) and not _is_script(left):
        isotope = Style.SUP in right.styles and _ISOTOPE.fullmatch(right.text)
        return not isotope or left.text[-1].isdigit()
    if not _is_script(left) or _is_script(right):
        return False
    if Style.SUP in left.styles:
        return bool(_ISOTOPE.fullmatch(left.text) and _ELEMENT.match(right.text))
    return bool(_FORMULA.fullmatch(right.text))


def _is_script(run: Run) -> bool:
    return not _SCRIPTS.isdisjoint(run.styles)


def _lost_before(left: Run, right: Run) -> bool:
    """Some publishers drop the blanks around italics: ``between<i>Chlamydia</i>Infection``."""
    if left.styles or right.styles != (Style.ITALIC,) or right.text.startswith("RNA"):
        return False
    return _ends_in_word(left) and bool(_NAME.match(right.text))


def _ends_in_word(left: Run) -> bool:
    word = _WORD_BEFORE.search(left.text[-42:])
    return bool(word and word[1].lower() not in _PREFIXES)


def _lost_after(left: Run, right: Run, repaired: bool) -> bool:
    if _is_script(left) and not right.styles:  # AT<sub>1</sub>Receptor
        return bool(_LONG_WORD.match(right.text))
    if right.styles or left.styles != (Style.ITALIC,) or len(left.text) < 3:
        return False
    if left.text[-1] not in ".:" and not left.text[-1].isalnum():
        return False
    if not _WORD_AFTER.match(right.text):
        return False
    return repaired or bool(_CAPITAL_WORD.match(right.text) and not left.text[-1].isupper())
