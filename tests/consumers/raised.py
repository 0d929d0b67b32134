"""Raised and lowered signs: some write ⁺ where others write a raised +; both look alike."""

from __future__ import annotations

import re
import unicodedata

_RAISED = re.compile("[²³¹⁰-ⁿ₀-ₜᵃ-ᵪᶜ-ᶿʰʲʳʷʸˡˢˣ]")
_MARKED = re.compile(r"[\^_]\(([^()]*)\)")  # what has no such sign: 10^(6.5)


def on_the_line(text: str) -> str:
    """Text whose raised and lowered signs stand on the line, as the plain text of a title has them.

    >>> on_the_line("CD19⁺ cells, 10⁻⁶ mol")
    'CD19+ cells, 10−6 mol'
    """
    text = _MARKED.sub(r"\1", text)
    return _RAISED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
