"""Forms of phrases: patterns in which a number stands for each long choice.

Which signs of a phrase become which parts of a pattern stands here; ``phrase_reader`` makes forms
of phrases, ``patterns`` compiles them, and ``form_walker`` walks through them uncompiled.
"""

from __future__ import annotations

from refkit.tagging.normalized_text import LETTER

# With the hyphen of a word that goes on after the next one: CD19- and CD20-targeted.
JOINT = r"(?: ?/ ?-?|-? |[.-])"
GAP_WORD = "[^ ./,:;?!-]+"
GAP_WORDS = 5
GAP = rf"(?:{JOINT}{GAP_WORD}){{0,{GAP_WORDS}}}?{JOINT}"
# No word is longer; without an end, two of them on one word without end cost its square.
STAR_LETTERS = 100
STAR = f"[{LETTER}]{{0,{STAR_LETTERS}}}"
START = r"\A"
BEFORE = f"(?<![{LETTER}])"
AFTER = f"(?![{LETTER}])"

Branches = tuple[tuple[tuple[str, ...], str], ...]
"""Of each branch of a choice its form, and before that lower-case letters: one of them is in all
that the branch finds, where any are given."""

CHOICE = r"\(\?#([0-9]+)\)"  # reads as a comment, which no phrase can have


def stem_letters(least: int) -> str:
    """The pattern of what stands before the ending of a name: of "mab" alone no name is."""
    return f"(?i:[a-z]{{{least},}})"
