"""Manuscripts with all that they take in: the keys that they cite, and on which line.

They are LaTeX or pandoc's Markdown. What a program wrote while it ran says it best: ``.aux`` and,
of biber, ``.bcf``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path, PurePath
from typing import NamedTuple

from refkit.checks.findings import Finding, FindingKind, Severity
from refkit.errors import InputError

ALL = "*"
r"""The key that stands for every entry: ``\nocite{*}``, ``nocite: @*``."""


@dataclass(frozen=True, slots=True)
class CitedKey:
    """A key where it is cited."""

    key: str
    file: str
    line: int


def read_manuscript(text: str, name: str) -> tuple[CitedKey, ...]:
    """The keys that a manuscript cites, in its order; its suffix says what it is.

    Raises InputError for a suffix that is not read.
    """
    read = _READERS.get(PurePath(name).suffix.lower())
    if read is None:
        there = ", ".join(_READERS)
        raise InputError(f"{name}: keys are not looked for in such a file; read are {there}")
    cited: list[CitedKey] = []
    line, at = 1, 0
    for place, key in read(text):
        line, at = line + text.count("\n", at, place), place
        cited.append(CitedKey(key, name, line))
    return tuple(cited)


@dataclass(frozen=True, slots=True)
class Inclusion:
    """A file that a manuscript takes in: its name as written, on which line.

    ``folder`` is where the name counts from, where the command says so; ``is_subfolder`` whether
    that counts from where the file at hand was looked for, and not from the manuscript's folder.
    ``may_miss`` is whether the manuscript does without it.
    """

    name: str
    line: int
    folder: str = ""
    is_subfolder: bool = False
    may_miss: bool = False


def inclusions(text: str, name: str) -> tuple[Inclusion, ...]:
    """The files that a manuscript takes in, in its order: LaTeX's, and those of an ``.aux``.

    A name that a macro or a program makes is not known, and left out.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix == ".aux":
        found = _AUX_INPUT.finditer(text)
        return tuple(Inclusion(each[1], text.count("\n", 0, each.start()) + 1) for each in found)
    if _READERS.get(suffix, _in_tex) is not _in_tex:
        return ()
    shown = _blanked(text)
    return tuple(
        _inclusion(each, shown.count("\n", 0, each.start()) + 1)
        for each in _INCLUDE.finditer(shown)
        if not _MADE.search(_named(each))
    )


def _inclusion(found: re.Match[str], line: int) -> Inclusion:
    command, folder = found["command"] or "", (found["folder"] or "").strip()
    return Inclusion(_named(found), line, folder, command.startswith("sub"), bool(found["maybe"]))


def _named(found: re.Match[str]) -> str:
    return (found["name"] or found["maybe"] or found["bare"]).strip().strip('"')


# The kernel's, and those of the packages subfiles, standalone, import and glossaries.
_INCLUDE = re.compile(
    r"\\(?:(?P<command>sub(?:import|inputfrom|includefrom)|import|inputfrom|includefrom)\*?"
    r"\s*\{(?P<folder>[^{}]{0,999})\}\s*|(?:input|include|subfile|subfileinclude|loadglsentries"
    r"|includestandalone(?:\s*\[[^\]]{0,999}\])?)\s*)\{(?P<name>[^{}]{1,999})\}"
    r"|\\InputIfFileExists\s*\{(?P<maybe>[^{}]{1,999})\}"
    r"|\\input\s+(?P<bare>[^\s{}\\%\]]{1,999})"
)
_MADE = re.compile(r"[\\#|]|^\s*$")
_AUX_INPUT = re.compile(r"\\@input\s*\{([^{}\\]{1,999})\}")


_Places = Iterator[tuple[int, str]]

# Blanked before keys are looked for: what is not typeset, and what is typeset as it stands.
_TEX_UNREAD = re.compile(
    r"(?<!\\)(?:\\\\)*%[^\n]*"
    r"|\\verb\*?(?P<mark>[^\sA-Za-z*]).{0,999}?(?P=mark)"
    r"|\\begin\{(?P<name>comment|verbatim\*?|Verbatim|lstlisting|minted|filecontents\*?)\}"
    r"[\s\S]*?(?:\\end\{(?P=name)\}|\Z)"  # what is not closed runs to the end
)
# natbib, biblatex, apacite and jurabib: \citep, \Textcite*, \parencites(a)(b)[c]{key}[d]{key}.
_OPTIONS = r"(?:\s*(?:\[[^\]]{0,999}\]|\([^()]{0,999}\)|<[^<>]{0,999}>))*+"
_CITE = re.compile(
    r"\\(?=[A-Za-z]*?[Cc]ite)(?P<name>[A-Za-z]++)\*?"
    rf"(?P<rest>(?:{_OPTIONS}\s*\{{[^{{}}]*\}})+)"
)
_ARGUMENT = re.compile(rf"{_OPTIONS}\s*\{{([^{{}}]*)\}}")
# Commands of natbib, biblatex and multibib whose argument is no key.
_NO_CITES = re.compile(
    r"(?:At|Declare|if|set)\w+|newcites|cite(?:index|reset|setup|style|text|tracker)\w*"
)
# \volcite{2}{key}: every other argument is a volume.
_VOLUMES = re.compile(r"volcites?\Z", re.IGNORECASE)
# Of these every argument holds keys, of all others the first.
_SEVERAL = re.compile(r"cites\Z", re.IGNORECASE)


def _in_tex(text: str) -> _Places:
    for found in _CITE.finditer(_blanked(text)):
        if _NO_CITES.fullmatch(found["name"]):
            continue
        arguments = list(_ARGUMENT.finditer(found["rest"]))
        if _VOLUMES.search(found["name"]):
            arguments = arguments[1::2]
        for argument in arguments if _SEVERAL.search(found["name"]) else arguments[:1]:
            start = found.start("rest") + argument.start(1)
            yield from _keys(argument[1], start)


def _keys(text: str, start: int) -> _Places:
    """The keys between commas; what has a parameter or a command in it is a definition's."""
    for part in re.finditer(r"[^,]+", text):
        key = part[0].strip()
        if key and not re.search(r"[#\\]", key):
            yield start + part.start() + len(part[0]) - len(part[0].lstrip()), key


# pandoc's manual, "Citation syntax": a key begins with a letter, a digit or "_", and has single
# punctuation inside; anything at all stands in braces.
_PANDOC_KEY = re.compile(
    r"(?<![^\W_])(?<![.\\])@(?:\{(?P<braced>[^{}\s]+)\}"
    r"|(?P<key>\*(?![\w*])|\w+(?:[:.#$%&\-+?<>~/]\w+)*))"
)
# Code, comments, formulas, addresses in angles or behind a link's text. A bare address is text.
_PANDOC_UNREAD = re.compile(
    r"(?m)^(?P<fence>`{3,50}+|~{3,50}+)[^\n]*\n"
    r"|(?<![`\\])(?P<ticks>`{1,50}+)(?!`)"
    r"|(?P<comment><!--)"
    r"|(?<!\\)\$\$[^$]+\$\$|(?<![\\$])\$(?=[^\s$])[^$\n]*(?<=\S)\$(?![\d$])"
    r"|<https?://[^>\s]*>"
    r"|(?<=\])\([^()\n]*\)"
)
# References to figures and the like: Quarto's reserved beginnings, and pandoc-crossref's.
_CROSS_REFERENCE = re.compile(
    r"(?:fig|tbl|eq|sec|lst|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg|tip|nte|wrn|imp|cau)[-:]",
    re.IGNORECASE,
)


def _in_markdown(text: str) -> _Places:
    for found in _PANDOC_KEY.finditer(_without_unread(text)):
        key = found["braced"] or found["key"]
        if not _CROSS_REFERENCE.match(key):
            yield found.start(), key


def _without_unread(text: str) -> str:
    """The text with code, comments and formulas as blanks; what is not closed is text."""
    pieces, at, place = [], 0, 0
    open_: set[str] = set()  # what closes nowhere further on: looked for once
    while found := _PANDOC_UNREAD.search(text, place):
        place = end = found.end()
        if closings := _closings(found):
            end = next((end for each in closings if (end := _end(each, text, place, open_))), 0)
            if not end:
                continue
            place = end
        pieces += [text[at : found.start()], _NO_BREAK.sub(" ", text[found.start() : end])]
        at = end
    return "".join(pieces) + text[at:]


def _end(closing: str, text: str, place: int, open_: set[str]) -> int:
    """Where what begins here is closed; 0 where it is not, which is noted in ``open_``."""
    closed = None if closing in open_ else re.compile(closing, re.MULTILINE).search(text, place)
    if closed is None:
        open_.add(closing)
    return closed.end() if closed else 0


def _closings(found: re.Match[str]) -> list[str]:
    """Patterns of what closes a fence, ticks or a comment; none for what is whole."""
    if fence := found["fence"]:
        ticks = [f"(?<!`){fence}(?!`)"] if fence[0] == "`" else []  # else it is code in a line
        return [f"^{fence}[`~]*[ \\t]*$", *ticks]
    if found["ticks"]:
        return [f"(?<!`){found['ticks']}(?!`)"]
    return ["-->"] if found["comment"] else []


_NO_BREAK = re.compile(r"[^\n]")
_AUX = re.compile(r"\\(?:citation|abx@aux@cite(?:\{\d+\})?)\{([^{}]*)\}")
_BCF = re.compile(r"<bcf:citekey\b[^>]*>([^<]*)</bcf:citekey>")


def _in_aux(text: str) -> _Places:
    for found in _AUX.finditer(text):
        yield from _keys(found[1], found.start(1))


def _in_bcf(text: str) -> _Places:
    for found in _BCF.finditer(text):
        yield found.start(1), unescape(found[1]).strip()


def _blanked(text: str) -> str:
    """The text with what is not to be read as blanks: every place stays where it was."""
    return _TEX_UNREAD.sub(lambda found: _NO_BREAK.sub(" ", found[0]), text)


class _Waiting(NamedTuple):
    """A file to be read, and the folder that its own files are looked for in first."""

    path: Path
    folder: Path


def read_with_inclusions(
    manuscript: Path, read: Callable[[Path], str]
) -> tuple[list[CitedKey], list[Finding]]:
    """The keys that a manuscript and the files that it takes in cite, and what is not there.

    Each file is read once, whoever includes it; ``read`` gives the text of one, and raises
    InputError where it cannot. A name counts from the manuscript's folder, as for LaTeX, else from
    that of the file that has it; ``.tex`` may be left off.
    """
    cited: list[CitedKey] = []
    missing: list[Finding] = []
    top = manuscript.parent
    waiting = [_Waiting(manuscript, top)]
    seen = {os.path.realpath(manuscript)}
    while waiting:
        path, folder = waiting.pop(0)
        text = read(path)
        kind = str(path) if path == manuscript or _is_known(path) else f"{path}.tex"
        cited += [CitedKey(each.key, str(path), each.line) for each in read_manuscript(text, kind)]
        following = []
        for each in inclusions(text, kind):
            found = next((p for p in _candidates(each, top, folder, path) if p.is_file()), None)
            if found is None:
                missing += [] if each.may_miss else [_missing(each, path)]
            elif (real := os.path.realpath(found)) not in seen:
                seen.add(real)
                base = folder if each.is_subfolder else top
                following.append(_Waiting(found, base / each.folder if each.folder else folder))
        waiting[:0] = following  # in the order in which they are printed
    return cited, missing


def _is_known(path: Path) -> bool:
    return path.suffix.lower() in {".tex", ".ltx", ".rnw", ".aux"}


def _candidates(each: Inclusion, top: Path, folder: Path, path: Path) -> Iterator[Path]:
    bases = [(folder if each.is_subfolder else top) / each.folder, folder, path.parent]
    for base in dict.fromkeys(bases):
        for name in (f"{each.name}.tex", each.name):
            yield Path(os.path.normpath(base / name))


def _missing(each: Inclusion, path: Path) -> Finding:
    return Finding(
        FindingKind.MISSING_FILE,
        Severity.WARNING,
        "",
        f"includes {each.name}, which is not there",
        "what it cites is not known",
        str(path),
        each.line,
    )


_READERS: dict[str, Callable[[str], _Places]] = {
    ".tex": _in_tex,
    ".ltx": _in_tex,
    ".rnw": _in_tex,
    ".md": _in_markdown,
    ".markdown": _in_markdown,
    ".qmd": _in_markdown,
    ".rmd": _in_markdown,
    ".aux": _in_aux,
    ".bcf": _in_bcf,
}
