"""Pieces that readers were seen to choke on when they are repeated."""

from __future__ import annotations

NASTY = (
    "(a", "(", ")", "()", "{", "}", "{a", "{}", "\\", "\\{", "\\'{", "\\textit{", "{\\i ", "$", "$a",
    "$$", "\0", "<", "<i", "<i>", "</i>", '<a b="', "<sup>a", "<mml:math>", "&", "&amp;", "&lt;i&gt;",
    "&#x", " and ", ", ", ",", ";", "-", "--", " - ", " ", "\n", "\r\n", "\t", "\u00a0", "\u2028",
    "a", "A", "a ", "A. ", "Ab ", "CAR-T ", "1", "1-", "1, ", "2020", "2020 ", "10.", "10.1000/",
    "10.1000/a(", "https://", "doi:", "%", "%25", "@", "@a{", "@a{b,c={", "@comment{", "@string{a=",
    '"', "'", "`", "```\n", "``` x\n", "~~~\n", "<!--", "[", "[@a", "[a]", "(1)", "(a(a", "\\verb|",
    "\\cite{a", "\\cite[", "\\citecite", "\\begin{comment}", "TY  - A\n", "AU  - a\n", "ER  - \n",
    '{"a":', "[1,", "[[label]]\n", "a={", "\u0301", "\u6c49", "\ud800", "\u202e", "et al.", "van ", "jr., ",
    ", MD", "| ", "= ",
)  # fmt: skip
"""Each is repeated some thousand times."""
