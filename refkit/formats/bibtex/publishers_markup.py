r"""The tags and entities that publishers leave in BibTeX, spelled as TeX spells them.

Crossref gave ``$\less$i$\greater$In vivo$\less$/i$\greater$`` for years, Mendeley
``{\textless}i{\textgreater}``, others a plain ``<i>`` or ``&amp;``. What refkit writes for a sign
that is meant as it stands, ``$<$`` and ``\&amp;``, is none of these, and stays text.
"""

from __future__ import annotations

import re
from html import unescape

from refkit.regex import lazy_regex

_SEMICOLON = r"(?:;|\$\\mathsemicolon\$|\{?\\mathsemicolon\}?)"
_LESS = (
    r"(?:<|\{?\$\\less\$\}?|\{\\textless\}|\\textless(?:\{\}| )"
    rf"|&lt;|\{{\\&\}}lt{_SEMICOLON})"
)
_GREATER = (
    r"(?:>|\{?\$\\greater\$\}?|\{\\textgreater\}|\\textgreater(?:\{\}| |(?![A-Za-z]))"
    rf"|&gt;|\{{\\&\}}gt{_SEMICOLON})"
)
_COMMANDS = {
    **dict.fromkeys(("i", "em", "italic"), "textit"),
    **dict.fromkeys(("b", "bold", "strong"), "textbf"),
    **dict.fromkeys(("sup", "superscript"), "textsuperscript"),
    **dict.fromkeys(("sub", "inf", "subscript"), "textsubscript"),
    **dict.fromkeys(("sc", "scp"), "textsc"),
    **dict.fromkeys(("u", "tt", "roman"), "textnormal"),
}
_TAG = lazy_regex(
    rf"{_LESS}\s?(?P<end>(?:\$?\\?/\$?|\$\\mathslash\$)?)"
    rf"(?P<name>{'|'.join(sorted(_COMMANDS, key=len, reverse=True))})\s?{_GREATER}",
    re.IGNORECASE,
)
_ENTITY = lazy_regex(
    r"(?<!\\)(?:\{\\&\}|&)(?P<name>#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,20})" + _SEMICOLON,
    re.IGNORECASE,
)
_MAY_BE_ENTITY = lazy_regex(r"&(?<!\\&)[#A-Za-z]|\{\\&\}")
_BRACE = lazy_regex(r"[{}]")
# What TeX would take for a command, and < and > which are to stay.
_SIGNS = {"&": r"\&", "<": "$<$", ">": "$>$", "%": r"\%", "#": r"\#", "_": r"\_", "$": r"\$",
          "\xa0": "~", "{": r"{\textbraceleft}", "}": r"{\textbraceright}",
          "\\": r"{\textbackslash}", "~": r"{\textasciitilde}",
          "^": r"{\textasciicircum}"}  # fmt: skip


def in_tex(text: str) -> str:
    r"""A field with its tags and entities in TeX.

    >>> print(in_tex(r"$\less$i$\greater$In vivo$\less$/i$\greater$ &amp; <sub>2</sub>"))
    \textit{In vivo} \& \textsubscript{2}
    """
    if not _may_have(text) or "<jats:" in text:
        return text
    return _ENTITY.sub(_character, _with_styles(text))


def _may_have(text: str) -> bool:
    if "<" in text or "\\less" in text or "\\textless" in text:
        return True
    return "&" in text and _MAY_BE_ENTITY.search(text) is not None


def _with_styles(text: str) -> str:
    tags = list(_TAG.finditer(text))
    pairs = dict(_pairs(text, tags)) if tags else {}
    if not pairs:
        return text
    ends = set(pairs.values())
    parts: list[str] = []
    at = 0
    for tag in tags:
        if tag.start() in pairs:
            spelled = f"\\{_COMMANDS[tag['name'].lower()]}{{"
        elif tag.start() in ends:
            spelled = "}"
        else:
            continue
        parts += (text[at : tag.start()], spelled)
        at = tag.end()
    return "".join([*parts, text[at:]])


def _pairs(text: str, tags: list[re.Match[str]]) -> list[tuple[int, int]]:
    """The places of tags that belong together, with braces between them that match."""
    found: list[tuple[int, int]] = []
    open_: list[tuple[str, int, int]] = []
    depth = at = 0
    for tag in tags:
        braces = _BRACE.findall(text, at, tag.start())
        depth += braces.count("{") - braces.count("}")
        name, at = tag["name"].lower(), tag.end()
        if not tag["end"]:
            open_.append((name, depth, tag.start()))
        elif open_ and open_[-1][:2] == (name, depth):
            found.append((open_.pop()[2], tag.start()))
        else:
            open_.clear()
    return found


def _character(found: re.Match[str]) -> str:
    char = unescape(f"&{found['name']};")
    return (
        found[0]
        if char.startswith("&") and char.endswith(";")
        else "".join(_SIGNS.get(each, each) for each in char)
    )
