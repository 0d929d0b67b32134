r"""What holds for the TeX of a whole ``.bib``: the macros it defines, the commands nobody knows.

A field is read with the macros of every ``@preamble``, wherever it stands, and with those that
stand for journals; tags and entities of publishers are spelled in TeX.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

from refkit.formats.bibtex.journal_macros import JOURNAL_FIELDS, JOURNALS
from refkit.formats.bibtex.value_reader import STRICT
from refkit.formats.library import UNKNOWN_COMMAND
from refkit.latex.decode import unknown_commands
from refkit.latex.macros import Macro, expand, read_macros
from refkit.regex import lazy_regex
from refkit.text.unicode import clean

_PREAMBLE = lazy_regex(r"@\s{0,9}preamble\s{0,9}[{(]", re.IGNORECASE)
_LONGEST = 100_000  # characters of a preamble
_VERBATIM = frozenset({"url", "doi", "file", "pdf", "eprint", "isbn", "issn", "pmid", "crossref",
                       "xdata", "bdsk-file-1", "bdsk-url-1", "local-url"})  # fmt: skip
_MOST_NAMED = 5  # commands of one entry

# Crossref gave "$\less$i$\greater$In vivo$\less$/i$\greater$" for years, Mendeley
# "{\textless}i{\textgreater}", others a plain "<i>" or "&amp;". What refkit writes for a sign that
# is meant as it stands, "$<$" and "\&amp;", is none of these, and stays text.
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


@dataclass(slots=True)
class TexDocument:
    """The macros of a file, and by the places of entries what they have that is not known."""

    macros: Mapping[str, Macro] = field(default_factory=dict)
    journals: Mapping[str, Macro] = field(default_factory=lambda: JOURNALS)
    _unknown: list[tuple[int, str, tuple[str, ...]]] = field(default_factory=list)

    @classmethod
    def of(cls, text: str) -> TexDocument:
        """Read the preambles of a file."""
        heads = list(_PREAMBLE.finditer(text))
        ends = [*(head.start() for head in heads[1:]), len(text)]
        macros: dict[str, Macro] = {}
        for head, end in zip(heads, ends, strict=False):
            limit = min(end, head.end() + _LONGEST)
            closing = STRICT.closing(text, head.end() - 1, limit)
            macros |= read_macros(text[head.end() : closing or limit])
        return cls(macros, {**JOURNALS, **macros})

    def fields(self, fields: Mapping[str, str]) -> Mapping[str, str]:
        """The fields of an entry, by names in lower case, as TeX and refkit's reader know it."""
        odd = [
            name
            for name, text in fields.items()
            if ("\\" in text or "<" in text or "&" in text) and name not in _VERBATIM
        ]
        if not odd:
            return fields
        return {**fields, **{name: self._field(name, fields[name]) for name in odd}}

    def _field(self, name: str, text: str) -> str:
        if "\\" in text:
            text = expand(text, self.journals if name in JOURNAL_FIELDS else self.macros)
        return in_tex(text)

    def look(self, start: int, key: str, fields: Mapping[str, str], told: Collection[str]) -> None:
        """Note the commands that are not known of an entry; what is kept as it stands has none."""
        names: dict[str, None] = {}
        for name, text in fields.items():
            if "\\" in text and name in told and name not in _VERBATIM:
                names |= dict.fromkeys(unknown_commands(text))
        if names:
            self._unknown.append((start, key, tuple(names)))

    def troubles(self, text: str, where: str) -> Iterator[str]:
        """A line for each entry with such commands."""
        line, counted = 1, 0
        for start, key, names in sorted(self._unknown):
            line, counted = line + text.count("\n", counted, start), start
            named = ", ".join(f"\\{name}" for name in names[:_MOST_NAMED])
            named += ", ..." if len(names) > _MOST_NAMED else ""
            verb = "is" if len(names) == 1 else "are"
            yield f"{where}: line {line}: {clean(key)}: {named} {verb} {UNKNOWN_COMMAND}"


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
